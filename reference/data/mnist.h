// MNIST: 60 000 + 10 000 handwritten digits of 28 x 28 pixels.
//
// A file is who its SHA-256 says, taken over its unpacked bytes, whichever way and under whichever compression it came.
// Source of the data: LeCun, Cortes, Burges: The MNIST database of handwritten digits, 1998.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "reference/data/dataset.h"

namespace rederive {

struct KnownFile {
  std::string name;         // without .gz
  std::string sha256;       // of the unpacked bytes
  std::uint64_t bytes = 0;  // unpacked
};

/// Training images, training labels, test images, test labels.
using KnownFiles = std::array<KnownFile, 4>;
const KnownFiles& mnist_files();

/// Where MNIST is served, best first. The files there are called NAME.gz.
const std::vector<std::string>& mnist_mirrors();

/// The unpacked bytes of one file. Throws IoError when it cannot be read, or is another file than `known`.
std::vector<std::uint8_t> read_known_file(const std::filesystem::path& path, const KnownFile& known);

/// The four files in `folder`, plain or .gz. Throws UnavailableError when one is missing, IoError when one is damaged.
Dataset load_mnist(const std::filesystem::path& folder, const KnownFiles& files = mnist_files());

}  // namespace rederive
