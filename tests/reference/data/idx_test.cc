#include "reference/data/idx.h"

#include <sys/stat.h>

#include "reference/core/error.h"
#include "reference/data/gzip.h"
#include "tests/catch.h"
#include "tests/reference/data/fixtures.h"

using namespace rederive;

namespace {

// Two images of 3 x 2 pixels.
const Bytes kImages{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 255, 254, 253, 252, 251, 250};
const Bytes kLabels{0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 7};

Bytes with(Bytes bytes, std::size_t at, const Bytes& replacement) {
  std::copy(replacement.begin(), replacement.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
  return bytes;
}

Bytes first(const Bytes& bytes, std::size_t count) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count)};
}

struct Fault {
  const char* what;
  bool images;
  Bytes bytes;
  const char* message;  // after the file's name
};

}  // namespace

TEST_CASE("an IDX file is read as it was written, plain and gzip, whatever its name") {
  const TemporaryFolder folder;
  for (const bool packed : {false, true}) {
    put(folder / "images", packed ? gzipped(kImages) : kImages);
    put(folder / "labels", packed ? gzipped(kLabels) : kLabels);
    const IdxImages images = read_idx_images(folder / "images");
    CHECK(images.count == 2);
    CHECK(images.height == 3);
    CHECK(images.width == 2);
    CHECK(images.pixels == Bytes(kImages.begin() + 16, kImages.end()));
    CHECK(read_idx_labels(folder / "labels") == Bytes{9, 0, 7});
  }
  const LabelledImages both{2, 3, 2, Bytes(kImages.begin() + 16, kImages.end()), {4, 5}};
  CHECK(idx_images_file(both) == kImages);
  CHECK(idx_labels_file(both) == Bytes{0, 0, 8, 1, 0, 0, 0, 2, 4, 5});
  CHECK(both.image(1)[0] == 255);
  CHECK(both.image(1).size() == 6);
}

TEST_CASE("a faulty IDX file is refused with its place and its fault, plain and gzip") {
  const Bytes longer = with(Bytes(kImages.size() + 3), 0, kImages);
  const std::vector<Fault> faults{
      {"empty", true, {}, ":0: the file is empty"},
      {"ends in the header", true, first(kImages, 15), ":15: the file ends inside its header of 16 bytes"},
      {"labels for images", true, with(kImages, 0, {0, 0, 8, 1}),
       ":0: magic number 00000801 (labels), expected 00000803"},
      {"wrong magic", true, with(kImages, 0, {'P', 'N', 'G', 0}), ":0: magic number 504e4700, expected 00000803"},
      {"images for labels", false, kImages, ":0: magic number 00000803 (images), expected 00000801"},
      {"truncated", true, first(kImages, 27), ":27: the file ends here, its header promises 28 bytes"},
      {"trailing bytes", true, longer, ":28: 3 bytes more than the header promises"},
      {"no images", true, with(kImages, 4, {0, 0, 0, 0}), ":4: number of images 0, expected 1 to 10000000"},
      {"no rows", true, with(kImages, 8, {0, 0, 0, 0}), ":8: image height 0, expected 1 to 4096"},
      {"huge width", true, with(kImages, 12, {0x80, 0, 0, 0}), ":12: image width 2147483648, expected 1 to 4096"},
      {"all sizes huge", true, with(kImages, 4, Bytes(12, 255)), ":4: number of images 4294967295, expected"},
      // 2^23 * 2^10 * 2^31 = 2^64: a product in 64 bits would be 0, and 16 bytes enough.
      {"product overflows", true, with(kImages, 4, {0, 0x80, 0, 0, 0, 0, 4, 0, 0x80, 0, 0, 0}), ":12: image width"},
      // 2^20 * 2^6 * 2^6 = 2^32: a product in 32 bits would be 0.
      {"product overflows 32 bits", true, with(kImages, 4, {0, 0x10, 0, 0, 0, 0, 0, 64, 0, 0, 0, 64}),
       ":4: 1048576 images of 64 x 64 pixels, expected at most 1073741824 bytes"},
      {"large and cut", true, with(kImages, 4, {0, 1, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28}), ":28: the file ends here"},
      {"label 10", false, with(kLabels, 9, {10}), ":9: label 10, expected 0 to 9"},
      {"labels missing", false, first(kLabels, 10), ":10: the file ends here, its header promises 11 bytes"},
      {"labels without end", false, with(kLabels, 4, {255, 255, 255, 255}), ":4: number of labels 4294967295"},
  };
  const TemporaryFolder folder;
  const auto path = folder / "file";
  for (const Fault& fault : faults) {
    for (const bool packed : {false, true}) {
      INFO(fault.what << (packed ? ", gzip" : ", plain"));
      put(path, packed ? gzipped(fault.bytes) : fault.bytes);
      const std::string message = message_of<IoError>([&] {
        if (fault.images) {
          read_idx_images(path);
        } else {
          read_idx_labels(path);
        }
      });
      CHECK_THAT(message, ContainsSubstring(path.string() + fault.message));
      CHECK(one_line(message));
    }
  }
}

TEST_CASE("a file that is cut anywhere is refused") {
  const TemporaryFolder folder;
  const Bytes packed = gzipped(kImages);
  for (const Bytes& whole : {kImages, packed}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      put(folder / "cut", first(whole, size));
      INFO(size << " of " << whole.size());
      CHECK_THROWS_AS(read_idx_images(folder / "cut"), IoError);
    }
  }
}

TEST_CASE("a flipped bit in a gzip file is noticed by its checksum") {
  const Bytes packed = gzipped(kImages);
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * packed.size(); ++bit) {
    Bytes flipped = packed;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    try {
      // What gets through is a flip in a field that says nothing of the contents (time, system), or in the magic
      // number itself: then the bytes are no gzip, and no IDX either.
      const Bytes bytes = unpacked(flipped, "flipped", 1000);
      CHECK((bytes == kImages || bytes == flipped));
      if (bytes == flipped) CHECK_THROWS_AS(parse_idx_images(bytes, "flipped"), IoError);
    } catch (const IoError&) {
      ++refused;
    }
  }
  CHECK(refused > 6 * static_cast<int>(packed.size()) / 2);
}

TEST_CASE("gzip: several members, bytes after the end, and a limit on what comes out") {
  Bytes two = gzipped(first(kImages, 10));
  const Bytes rest = gzipped(Bytes(kImages.begin() + 10, kImages.end()));
  two.insert(two.end(), rest.begin(), rest.end());
  CHECK(unpacked(two, "two", 1000) == kImages);
  CHECK(unpacked(two, "two", kImages.size()) == kImages);
  CHECK_THAT(message_of<IoError>([&] { unpacked(two, "two", kImages.size() - 1); }),
             ContainsSubstring("two: unpacks to more than the 27 bytes"));

  Bytes trailing = gzipped(kImages);
  const std::size_t end = trailing.size();
  trailing.push_back('x');
  CHECK_THAT(message_of<IoError>([&] { unpacked(trailing, "t", 1000); }),
             ContainsSubstring("t:" + std::to_string(end) + ": 1 bytes after the end of the compressed data"));

  // A bomb: 64 MiB of zeros in 64 kB. It must be refused after the limit, not after the memory is full.
  const Bytes bomb = gzipped(Bytes(64U << 20U));
  CHECK(bomb.size() < 100'000);
  CHECK_THROWS_AS(unpacked(bomb, "bomb", 1000), IoError);
  CHECK(unpacked(bomb, "bomb", 64U << 20U).size() == 64U << 20U);
}

TEST_CASE("what is no readable file is refused by name") {
  const TemporaryFolder folder;
  CHECK_THAT(message_of<IoError>([&] { read_idx_images(folder.path()); }),
             ContainsSubstring(folder.path().string() + ": a folder, expected a file"));
  CHECK_THAT(message_of<IoError>([&] { read_idx_images(folder / "none"); }),
             ContainsSubstring("none: cannot open: No such file"));
  const auto pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THAT(message_of<IoError>([&] { read_idx_images(pipe); }), ContainsSubstring("not a regular file"));
  const auto locked = folder / "locked";
  put(locked, kImages);
  REQUIRE(::chmod(locked.c_str(), 0) == 0);
  if (::geteuid() == 0) {
    WARN("skipped: root may read every file");
    return;
  }
  CHECK_THAT(message_of<IoError>([&] { read_idx_images(locked); }),
             ContainsSubstring("cannot open: Permission denied"));
}

TEST_CASE("a file that fails while it is read is refused by name") {
  if (!std::filesystem::exists("/proc/self/mem")) {
    WARN("skipped: no /proc/self/mem");
    return;
  }
  CHECK_THAT(message_of<IoError>([] { read_idx_images("/proc/self/mem"); }),
             ContainsSubstring("/proc/self/mem: cannot read: "));
}

TEST_CASE("images and labels of different numbers do not go together") {
  CHECK_THAT(message_of<IoError>([] {
               labelled({2, 3, 2, Bytes(12)}, {1, 2, 3}, "images", "labels");
             }),
             ContainsSubstring("images:4: 2 images, but labels has 3 labels"));
}
