// A cell is one run of one experiment at one setting of its parameters and one seed: the unit of parallelism, of
// resuming and of comparing. Its identity is a hash of all that its numbers depend on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/harness/value.h"
#include "reference/core/image.h"

namespace rederive {

/// Goes up when the same cell would give other numbers than before for reasons that its key does not show (another
/// generator of random numbers, another order of summation), so that no old result passes for a new one.
inline constexpr int kFormat = 1;

/// Seeds are counted from 1.
inline constexpr std::int64_t kMostSeed = 100000;

struct CellKey {
  std::string experiment;  // "rbm/cd_k"
  Settings settings;
  std::uint64_t seed = 0;
  std::string data;      // digest of the data set, or "none"
  std::string variants;  // "gemm=openblas" where kernels other than the default ones were chosen, else empty

  Json json() const;
  static CellKey from_json(const Json& json);
  /// 32 hexadecimal digits: half of the SHA-256 of the key's JSON and the format.
  std::string id() const;
};

struct Picture {
  std::string name;  // "filters"
  Image image;
};

/// What a cell computed: a pure function of its key.
struct CellResult {
  std::vector<std::vector<Value>> rows;  // one value per column of the experiment
  std::vector<Picture> pictures;
};

/// Digest of a picture's size and pixels (not of its file, which depends on the version of the compressor).
std::string picture_digest(const Image& image);

/// Key, columns, rows and pictures' digests as JSON: what is compared, bit by bit. Nothing of the machine is in it.
Json comparable(const CellKey& key, const std::vector<std::string>& columns, const CellResult& result);

}  // namespace rederive
