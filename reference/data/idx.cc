#include "reference/data/idx.h"

#include <algorithm>

#include <fmt/format.h>

#include "reference/core/file.h"
#include "reference/data/gzip.h"

namespace rederive {
namespace {

constexpr std::uint32_t kImagesMagic = 0x00000803;
constexpr std::uint32_t kLabelsMagic = 0x00000801;

std::uint32_t big_endian(std::span<const std::uint8_t> bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes.subspan(offset, 4)) value = value << 8U | byte;
  return value;
}

void put_big_endian(std::uint32_t value, std::uint8_t* out) {
  for (int i = 3; i >= 0; --i, value >>= 8U) out[i] = static_cast<std::uint8_t>(value);
}

const char* kind_of(std::uint32_t magic) {
  return magic == kImagesMagic ? " (images)" : magic == kLabelsMagic ? " (labels)" : "";
}

void check_magic(std::span<const std::uint8_t> bytes, std::size_t header, std::uint32_t magic,
                 const std::string& name) {
  if (bytes.empty()) throw IoError(name + ":0: the file is empty; get it again");
  if (bytes.size() < header) {
    throw IoError(
        fmt::format("{}:{}: the file ends inside its header of {} bytes; get it again", name, bytes.size(), header));
  }
  const std::uint32_t found = big_endian(bytes, 0);
  if (found != magic) {
    throw IoError(fmt::format("{}:0: magic number {:08x}{}, expected {:08x}{}; is this another file under that name?",
                              name, found, kind_of(found), magic, kind_of(magic)));
  }
}

std::uint64_t size_field(std::span<const std::uint8_t> bytes, std::size_t offset, const char* what, std::uint64_t most,
                         const std::string& name) {
  const std::uint64_t value = big_endian(bytes, offset);
  if (value < 1 || value > most) {
    throw IoError(fmt::format("{}:{}: {} {}, expected 1 to {}; the header is damaged, get the file again", name, offset,
                              what, value, most));
  }
  return value;
}

// `promised` counts the header too.
void check_length(std::span<const std::uint8_t> bytes, std::uint64_t promised, const std::string& name) {
  if (bytes.size() < promised) {
    throw IoError(fmt::format("{}:{}: the file ends here, its header promises {} bytes: it is truncated; get it again",
                              name, bytes.size(), promised));
  }
  if (bytes.size() > promised) {
    throw IoError(fmt::format("{}:{}: {} bytes more than the header promises; get the file again", name, promised,
                              bytes.size() - promised));
  }
}

std::vector<std::uint8_t> joined(std::span<const std::uint8_t> header, std::span<const std::uint8_t> body) {
  std::vector<std::uint8_t> file(header.size() + body.size());
  std::copy(body.begin(), body.end(), std::copy(header.begin(), header.end(), file.begin()));
  return file;
}

std::vector<std::uint8_t> read_unpacked(const std::filesystem::path& path) {
  return unpacked(read_file(path, kIdxMostBytes), path.string(), kIdxMostBytes);
}

}  // namespace

IdxImages parse_idx_images(std::span<const std::uint8_t> bytes, const std::string& name) {
  check_magic(bytes, 16, kImagesMagic, name);
  const std::uint64_t count = size_field(bytes, 4, "number of images", kIdxMostItems, name);
  const std::uint64_t height = size_field(bytes, 8, "image height", kIdxMostSide, name);
  const std::uint64_t width = size_field(bytes, 12, "image width", kIdxMostSide, name);
  // The three limits keep the product below 2^48.
  const std::uint64_t promised = 16 + count * height * width;
  if (promised > kIdxMostBytes) {
    throw IoError(
        fmt::format("{}:4: {} images of {} x {} pixels, expected at most {} bytes in all; the header is "
                    "damaged, get the file again",
                    name, count, height, width, kIdxMostBytes));
  }
  check_length(bytes, promised, name);
  return {static_cast<Index>(count),
          static_cast<Index>(height),
          static_cast<Index>(width),
          {bytes.begin() + 16, bytes.end()}};
}

std::vector<std::uint8_t> parse_idx_labels(std::span<const std::uint8_t> bytes, const std::string& name) {
  check_magic(bytes, 8, kLabelsMagic, name);
  check_length(bytes, 8 + size_field(bytes, 4, "number of labels", kIdxMostItems, name), name);
  const auto wrong = std::find_if(bytes.begin() + 8, bytes.end(), [](std::uint8_t x) { return x > kIdxMostLabel; });
  if (wrong != bytes.end()) {
    throw IoError(fmt::format("{}:{}: label {}, expected 0 to {}; get the file again", name, wrong - bytes.begin(),
                              *wrong, kIdxMostLabel));
  }
  return {bytes.begin() + 8, bytes.end()};
}

IdxImages read_idx_images(const std::filesystem::path& path) {
  return parse_idx_images(read_unpacked(path), path.string());
}

std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path) {
  return parse_idx_labels(read_unpacked(path), path.string());
}

LabelledImages labelled(IdxImages images, std::vector<std::uint8_t> labels, const std::string& images_name,
                        const std::string& labels_name) {
  if (static_cast<std::size_t>(images.count) != labels.size()) {
    throw IoError(fmt::format("{}:4: {} images, but {} has {} labels; get both files again", images_name, images.count,
                              labels_name, labels.size()));
  }
  return {images.count, images.height, images.width, std::move(images.pixels), std::move(labels)};
}

std::array<std::uint8_t, 16> idx_images_header(Index count, Index height, Index width) {
  std::array<std::uint8_t, 16> header{};
  put_big_endian(kImagesMagic, header.data());
  put_big_endian(static_cast<std::uint32_t>(count), header.data() + 4);
  put_big_endian(static_cast<std::uint32_t>(height), header.data() + 8);
  put_big_endian(static_cast<std::uint32_t>(width), header.data() + 12);
  return header;
}

std::array<std::uint8_t, 8> idx_labels_header(Index count) {
  std::array<std::uint8_t, 8> header{};
  put_big_endian(kLabelsMagic, header.data());
  put_big_endian(static_cast<std::uint32_t>(count), header.data() + 4);
  return header;
}

std::vector<std::uint8_t> idx_images_file(const LabelledImages& images) {
  return joined(idx_images_header(images.count, images.height, images.width), images.pixels);
}

std::vector<std::uint8_t> idx_labels_file(const LabelledImages& images) {
  return joined(idx_labels_header(images.count), images.labels);
}

}  // namespace rederive
