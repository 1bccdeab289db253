#include "reference/data/mnist.h"

#include <fmt/format.h>

#include "reference/core/file.h"
#include "reference/core/sha256.h"
#include "reference/data/gzip.h"
#include "reference/data/idx.h"
#include "reference/data/mnist_find.h"

namespace rederive {
namespace {

// Gzip adds a header, and five bytes to each block that it cannot compress: well below this.
constexpr std::uint64_t kPackingSlack = 1U << 20U;

struct Content {
  std::string path;
  std::vector<std::uint8_t> bytes;
};

Content content(const std::filesystem::path& folder, const KnownFile& known) {
  const auto path = known_file_path(folder, known);
  if (!path) {
    throw UnavailableError(
        fmt::format("{}: no {} (nor {}.gz) in this folder; run rederive data fetch, or import a "
                    "complete folder with rederive data import DIR",
                    folder.string(), known.name, known.name));
  }
  return {path->string(), unpacked(read_file(*path, known.bytes + kPackingSlack), path->string(), known.bytes)};
}

void check_identity(const Content& file, const KnownFile& known) {
  const std::string found = sha256_hex(file.bytes);
  if (found == known.sha256) return;
  throw IoError(
      fmt::format("{}: not the file {} that was expected: sha256 {} ({} bytes unpacked), expected {} ({} "
                  "bytes); replace it with rederive data fetch",
                  file.path, known.name, found, file.bytes.size(), known.sha256, known.bytes));
}

LabelledImages load_part(const std::filesystem::path& folder, const KnownFile& images, const KnownFile& labels) {
  const Content image_file = content(folder, images);
  const Content label_file = content(folder, labels);
  // The format first: its messages say where a damaged file goes wrong.
  LabelledImages part = labelled(parse_idx_images(image_file.bytes, image_file.path),
                                 parse_idx_labels(label_file.bytes, label_file.path), image_file.path, label_file.path);
  check_identity(image_file, images);
  check_identity(label_file, labels);
  return part;
}

}  // namespace

const KnownFiles& mnist_files() {
  static const KnownFiles files{{
      {"train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", 47040016},
      {"train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5", 60008},
      {"t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7", 7840016},
      {"t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2", 10008},
  }};
  return files;
}

const std::vector<std::string>& mnist_mirrors() {
  static const std::vector<std::string> mirrors{"https://storage.googleapis.com/cvdf-datasets/mnist/",
                                                "https://ossci-datasets.s3.amazonaws.com/mnist/"};
  return mirrors;
}

std::vector<std::uint8_t> read_known_file(const std::filesystem::path& path, const KnownFile& known) {
  Content file{path.string(), unpacked(read_file(path, known.bytes + kPackingSlack), path.string(), known.bytes)};
  check_identity(file, known);
  return std::move(file.bytes);
}

Dataset load_mnist(const std::filesystem::path& folder, const KnownFiles& files) {
  Dataset data{.name = "mnist"};
  data.train = load_part(folder, files[0], files[1]);
  data.test = load_part(folder, files[2], files[3]);
  if (data.train.image_size() != data.test.image_size()) {
    throw IoError(fmt::format("{}: training images of {} pixels, test images of {}; get the files again",
                              folder.string(), data.train.image_size(), data.test.image_size()));
  }
  const std::array<std::string, 4> digests{files[0].sha256, files[1].sha256, files[2].sha256, files[3].sha256};
  data.digest = dataset_digest(digests);
  data.origin = "MNIST from " + folder.string();
  return data;
}

}  // namespace rederive
