#include "reference/models/image_measures.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "reference/core/elementary.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

void require_images(ConstMatrixView images, Index height, Index width) {
  if (images.rows < 1 || height < 1 || width < 1 || height * width < 2 || images.cols != height * width) {
    throw ShapeError("images of " + shape_text(height, width) + " pixels in the rows of a " +
                     shape_text(images.rows, images.cols) + " matrix");
  }
}

void require_alike(ConstMatrixView a, ConstMatrixView b) {
  if (a.rows < 1 || a.rows != b.rows || a.cols != b.cols) {
    throw ShapeError("images of " + shape_text(a.rows, a.cols) + " beside " + shape_text(b.rows, b.cols));
  }
}

// The mean over adjacent pairs of one image, at(y * width + x).
template <class At>
double variation(const At& at, Index height, Index width) {
  double sum = 0;
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      const double here = at(y * width + x);
      if (x + 1 < width) sum += std::abs(here - at(y * width + x + 1));
      if (y + 1 < height) sum += std::abs(here - at((y + 1) * width + x));
    }
  }
  return sum / static_cast<double>(height * (width - 1) + (height - 1) * width);
}

std::vector<double> pixel_sums(ConstMatrixView images) {
  std::vector<double> sums(static_cast<std::size_t>(images.cols));
  for (Index n = 0; n < images.rows; ++n) {
    for (Index i = 0; i < images.cols; ++i) sums[static_cast<std::size_t>(i)] += static_cast<double>(images(n, i));
  }
  return sums;
}

}  // namespace

double total_variation(ConstMatrixView images, Index height, Index width) {
  require_images(images, height, width);
  double sum = 0;
  for (Index n = 0; n < images.rows; ++n) {
    sum += variation([&](Index i) { return static_cast<double>(images(n, i)); }, height, width);
  }
  return sum / static_cast<double>(images.rows);
}

double filter_variation(ConstMatrixView weights, Index height, Index width) {
  require_images({weights.data, weights.cols, weights.rows, weights.rows}, height, width);
  double sum = 0;
  for (Index j = 0; j < weights.cols; ++j) {
    double largest = 0;
    for (Index i = 0; i < weights.rows; ++i) largest = std::max(largest, std::abs(static_cast<double>(weights(i, j))));
    if (largest == 0) continue;
    sum += variation([&](Index i) { return static_cast<double>(weights(i, j)) / largest; }, height, width);
  }
  return sum / static_cast<double>(weights.cols);
}

double ambiguity(ConstMatrixView probabilities) {
  if (probabilities.size() < 1) throw ShapeError("the ambiguity of no pixels");
  double sum = 0;
  for (Index n = 0; n < probabilities.rows; ++n) {
    for (Index i = 0; i < probabilities.cols; ++i) {
      const auto p = static_cast<double>(probabilities(n, i));
      sum += std::min(p, 1 - p);
    }
  }
  return sum / static_cast<double>(probabilities.size());
}

double explained_share(ConstMatrixView images, ConstMatrixView reconstructions) {
  require_alike(images, reconstructions);
  std::vector<double> means = pixel_sums(images);
  for (double& mean : means) mean /= static_cast<double>(images.rows);
  double left = 0;
  double all = 0;
  for (Index n = 0; n < images.rows; ++n) {
    for (Index i = 0; i < images.cols; ++i) {
      const auto x = static_cast<double>(images(n, i));
      const double error = x - static_cast<double>(reconstructions(n, i));
      const double deviation = x - means[static_cast<std::size_t>(i)];
      left += error * error;
      all += deviation * deviation;
    }
  }
  return 1 - left / all;
}

double marginal_cross_entropy(ConstMatrixView training, ConstMatrixView images) {
  if (training.cols != images.cols || images.rows < 1) {
    throw ShapeError("images of " + shape_text(images.rows, images.cols) + " under the pixels of " +
                     shape_text(training.rows, training.cols));
  }
  const std::vector<double> ones = pixel_sums(images);
  const std::vector<double> trained = pixel_sums(training);
  const auto n = static_cast<double>(images.rows);
  double sum = 0;
  for (std::size_t i = 0; i < ones.size(); ++i) {
    const double p = (trained[i] + 1) / (static_cast<double>(training.rows) + 2);
    sum -= ones[i] * log_exact_bits(p) + (n - ones[i]) * log_exact_bits(1 - p);
  }
  return sum / n;
}

}  // namespace rederive
