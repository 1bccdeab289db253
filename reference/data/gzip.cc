#include "reference/data/gzip.h"

#include <algorithm>

#include <zlib.h>

#include "reference/core/error.h"

namespace rederive {
namespace {

constexpr int kGzipOnly = 15 + 16;              // zlib's code for: largest window, gzip header and checksum
constexpr std::size_t kFirstGuess = 1U << 20U;  // bytes of output to begin with; doubled as needed
constexpr std::size_t kMostInput = 1U << 30U;   // zlib counts in 32 bits

class Inflater {
 public:
  Inflater() {
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw IoError("zlib cannot start: not enough memory");
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream* operator->() { return &stream_; }
  z_stream* get() { return &stream_; }

 private:
  z_stream stream_{};
};

std::string at(const std::string& name, std::size_t offset) { return name + ":" + std::to_string(offset) + ": "; }

}  // namespace

bool is_gzip(std::span<const std::uint8_t> bytes) { return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b; }

std::vector<std::uint8_t> unpacked(std::vector<std::uint8_t> bytes, const std::string& name, std::uint64_t limit) {
  if (!is_gzip(bytes)) return bytes;
  Inflater inflater;
  // One byte more than allowed, so that "too long" is seen and not guessed.
  std::vector<std::uint8_t> out(std::min<std::uint64_t>(limit + 1, kFirstGuess));
  std::size_t used = 0;
  std::size_t read = 0;
  for (;;) {
    const std::size_t feed = std::min(bytes.size() - read, kMostInput);
    const std::size_t room = std::min(out.size() - used, kMostInput);
    inflater->next_in = bytes.data() + read;
    inflater->avail_in = static_cast<uInt>(feed);
    inflater->next_out = out.data() + used;
    inflater->avail_out = static_cast<uInt>(room);
    const int status = inflate(inflater.get(), Z_NO_FLUSH);
    read += feed - inflater->avail_in;
    used += room - inflater->avail_out;

    if (used > limit) {
      throw IoError(name + ": unpacks to more than the " + std::to_string(limit) +
                    " bytes that such a file may have; is this another file under that name?");
    }
    if (status == Z_STREAM_END) {
      if (read == bytes.size()) break;
      if (!is_gzip(std::span(bytes).subspan(read))) {
        throw IoError(at(name, read) + std::to_string(bytes.size() - read) +
                      " bytes after the end of the compressed data; get the file again");
      }
      inflateReset(inflater.get());
    } else if (status == Z_BUF_ERROR && used < out.size() && read == bytes.size()) {
      throw IoError(at(name, read) + "the compressed data break off here: the file is truncated; get it again");
    } else if (status == Z_MEM_ERROR) {
      throw IoError(name + ": not enough memory to unpack it");
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw IoError(at(name, read) + "damaged gzip data (" + (inflater->msg != nullptr ? inflater->msg : "zlib error") +
                    "); get the file again");
    }
    if (used == out.size()) out.resize(std::min<std::uint64_t>(limit + 1, 2 * out.size()));
  }
  out.resize(used);
  return out;
}

}  // namespace rederive
