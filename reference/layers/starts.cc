#include "reference/layers/starts.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rederive {

void start_uniform(Matrix& weights, Matrix& bias, Index fan_in, const Stream& stream) {
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  std::vector<std::uint32_t> words(static_cast<std::size_t>(weights.size() + bias.size()));
  stream.fill(0, words);
  const auto number = [bound](std::uint32_t word) { return static_cast<float>(bound * (2 * uniform_open(word) - 1)); };
  const auto biases = words.begin() + weights.size();
  std::transform(words.begin(), biases, weights.data(), number);
  std::transform(biases, words.end(), bias.data(), number);
}

}  // namespace rederive
