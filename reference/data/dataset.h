// A data set: images to train on, images to test on, and who they are.
#pragma once

#include <string>

#include "reference/data/labelled_images.h"

namespace rederive {

struct Dataset {
  std::string name = {};  // "mnist" or "synthetic"
  LabelledImages train = {};
  LabelledImages test = {};
  std::string digest = {};  // dataset_digest(train, test): part of the identity of every cell
  std::string origin = {};  // where it came from, for people
};

/// SHA-256 over the four hexadecimal SHA-256 digests of the uncompressed IDX files (training images and labels, test
/// images and labels): the same for files on disk and for the same digits drawn in memory.
std::string dataset_digest(const LabelledImages& train, const LabelledImages& test);

/// The same from the four digests themselves, in that order, where they are known already.
std::string dataset_digest(std::span<const std::string> file_digests);

}  // namespace rederive
