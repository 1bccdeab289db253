// Any bytes at all, as an IDX file, plain or gzip: they are refused with one line, or they are exactly an IDX file.
// The first byte chooses images or labels, and whether the rest is packed first, so that the fuzzer need not
// invent checksums to reach the parser behind gzip.
#include <cstdint>
#include <string>
#include <vector>

#include <zlib.h>

#include "reference/data/gzip.h"
#include "reference/data/idx.h"
#include "tests/fuzz/fuzz.h"

namespace {

using rederive::fuzz::require;
using Bytes = std::vector<std::uint8_t>;
constexpr std::uint64_t kLimit = 1U << 20U;

Bytes packed(const Bytes& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  Bytes out(deflateBound(&stream, bytes.size()));
  stream.next_in = const_cast<std::uint8_t*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Bytes bytes(data + 1, data + size);
  if ((data[0] & 2U) != 0) bytes = packed(bytes);
  const std::string refused = rederive::fuzz::taken_or_refused([&] {
    const Bytes plain = rederive::unpacked(bytes, "file", kLimit);
    require(plain.size() <= kLimit);
    rederive::LabelledImages again;
    if ((data[0] & 1U) != 0) {
      const rederive::IdxImages images = rederive::parse_idx_images(plain, "file");
      again = {images.count, images.height, images.width, images.pixels, {}};
      require(rederive::idx_images_file(again) == plain);
    } else {
      again.labels = rederive::parse_idx_labels(plain, "file");
      again.count = static_cast<rederive::Index>(again.labels.size());
      require(rederive::idx_labels_file(again) == plain);
    }
  });
  // What to do about it, too.
  require(refused.empty() || refused.find("; ") != std::string::npos || refused.find("memory") != std::string::npos);
  return 0;
}
