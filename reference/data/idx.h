// The IDX format of the MNIST files: a big-endian header, then bytes. Files may be plain or gzip; the contents tell.
//
//     images: 00 00 08 03, count, height, width (32 bits each), then count * height * width pixels
//     labels: 00 00 08 01, count (32 bits), then count labels
//
// Source: LeCun, Cortes, Burges: The MNIST database of handwritten digits, "File formats".
// Messages read FILE:OFFSET: what is wrong; what to do. In a gzip file the offset counts unpacked bytes.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "reference/data/labelled_images.h"

namespace rederive {

// Limits, far above every data set of this family (EMNIST: 814255 images of 28 x 28, 610 MiB), so that a damaged
// header is refused before any memory is asked for.
inline constexpr std::uint64_t kIdxMostItems = 10'000'000;
inline constexpr std::uint64_t kIdxMostSide = 4096;          // pixels
inline constexpr std::uint64_t kIdxMostBytes = 1ULL << 30U;  // a whole file, unpacked
inline constexpr std::uint8_t kIdxMostLabel = 9;             // the labels are digits

struct IdxImages {
  Index count = 0;
  Index height = 0;
  Index width = 0;
  std::vector<std::uint8_t> pixels = {};
};

/// From the unpacked bytes of a file. Throw IoError when they are not exactly what their header says: wrong magic
/// number, a size of 0 or above the limits, fewer or more bytes than promised, a label above 9.
IdxImages parse_idx_images(std::span<const std::uint8_t> bytes, const std::string& name);
std::vector<std::uint8_t> parse_idx_labels(std::span<const std::uint8_t> bytes, const std::string& name);

/// From a file, plain or gzip. Throw IoError also when it cannot be read or unpacked.
IdxImages read_idx_images(const std::filesystem::path& path);
std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path);

/// Images and their labels. Throws IoError when their numbers differ.
LabelledImages labelled(IdxImages images, std::vector<std::uint8_t> labels, const std::string& images_name,
                        const std::string& labels_name);

/// The headers, as they stand in a file.
std::array<std::uint8_t, 16> idx_images_header(Index count, Index height, Index width);
std::array<std::uint8_t, 8> idx_labels_header(Index count);

/// Whole files in the format.
std::vector<std::uint8_t> idx_images_file(const LabelledImages& images);
std::vector<std::uint8_t> idx_labels_file(const LabelledImages& images);

}  // namespace rederive
