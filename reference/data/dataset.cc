#include "reference/data/dataset.h"

#include <array>

#include "reference/core/sha256.h"
#include "reference/data/idx.h"

namespace rederive {

std::string dataset_digest(const LabelledImages& train, const LabelledImages& test) {
  std::array<std::string, 4> digests;
  for (std::size_t i = 0; i < 2; ++i) {
    const LabelledImages& part = i == 0 ? train : test;
    digests[2 * i] = Sha256().add(idx_images_header(part.count, part.height, part.width)).add(part.pixels).finish_hex();
    digests[2 * i + 1] = Sha256().add(idx_labels_header(part.count)).add(part.labels).finish_hex();
  }
  return dataset_digest(digests);
}

std::string dataset_digest(std::span<const std::string> file_digests) {
  Sha256 all;
  for (const std::string& digest : file_digests) all.add(digest);
  return all.finish_hex();
}

}  // namespace rederive
