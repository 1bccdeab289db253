#include "reference/models/filters.h"

#include <cmath>
#include <vector>

#include "reference/core/error.h"

namespace rederive {
namespace {

double one_filter(const std::vector<double>& w, Index height, Index width) {
  const auto at = [&](Index y, Index x) { return w[static_cast<std::size_t>(y * width + x)]; };
  // A pixel is in as many pairs as it has neighbours: that is its weight in the pairs' mean and variance.
  const auto neighbours = [&](Index y, Index x) {
    return static_cast<double>((y > 0) + (y + 1 < height) + (x > 0) + (x + 1 < width));
  };
  double ends = 0;
  double sum = 0;
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      ends += neighbours(y, x);
      sum += neighbours(y, x) * at(y, x);  // of floats: exact for equal ones, whose variance then is exactly 0
    }
  }
  const double mean = sum / ends;
  double products = 0;
  double squares = 0;
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      const double d = at(y, x) - mean;
      squares += neighbours(y, x) * d * d;
      if (x + 1 < width) products += 2 * d * (at(y, x + 1) - mean);
      if (y + 1 < height) products += 2 * d * (at(y + 1, x) - mean);
    }
  }
  return squares == 0 ? 0.0 : products / squares;
}

}  // namespace

double neighbour_autocorrelation(ConstMatrixView weights, Index height, Index width) {
  if (height < 1 || width < 1 || height * width < 2 || weights.rows != height * width || weights.cols < 1) {
    throw ShapeError("filters of " + shape_text(height, width) + " pixels in the columns of a " +
                     shape_text(weights.rows, weights.cols) + " matrix");
  }
  std::vector<double> filter(static_cast<std::size_t>(weights.rows));
  double total = 0;
  for (Index j = 0; j < weights.cols; ++j) {
    for (Index i = 0; i < weights.rows; ++i) filter[static_cast<std::size_t>(i)] = weights(i, j);
    total += one_filter(filter, height, width);
  }
  return total / static_cast<double>(weights.cols);
}

}  // namespace rederive
