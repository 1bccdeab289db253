#include "reference/data/corruption.h"

#include <string>
#include <vector>

#include "reference/core/error.h"

namespace rederive {

Index corrupt(MatrixView images, Corruption kind, double rate, const Stream& stream) {
  if (!(rate >= 0 && rate <= 1)) throw UsageError("damage at a rate of " + std::to_string(rate) + "; take 0 to 1");
  if (rate == 0) return 0;
  const auto below = static_cast<float>(rate);
  const float salt_below = kind == Corruption::masking ? 0.0F : below / 2;
  std::vector<std::uint32_t> words(static_cast<std::size_t>(images.cols));
  Index damaged = 0;
  for (Index i = 0; i < images.rows; ++i) {
    stream.fill(static_cast<std::uint64_t>(i * images.cols), words);
    float* row = images.row(i);
    for (Index j = 0; j < images.cols; ++j) {
      const float u = uniform(words[static_cast<std::size_t>(j)]);
      if (u >= below) continue;
      row[j] = u < salt_below ? 1.0F : 0.0F;
      ++damaged;
    }
  }
  return damaged;
}

}  // namespace rederive
