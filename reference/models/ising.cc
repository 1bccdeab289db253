#include "reference/models/ising.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/core/elementary.h"

namespace rederive {
namespace {

void require_same_shape(ConstMatrixView x, ConstMatrixView y) {
  if (x.rows != y.rows || x.cols != y.cols) {
    throw ShapeError("an image of " + shape_text(x.rows, x.cols) + " and a noisy copy of " +
                     shape_text(y.rows, y.cols));
  }
}

double around(ConstMatrixView x, Index row, Index col) {
  double total = 0;
  if (row > 0) total += x(row - 1, col);
  if (col > 0) total += x(row, col - 1);
  if (col + 1 < x.cols) total += x(row, col + 1);
  if (row + 1 < x.rows) total += x(row + 1, col);
  return total;
}

// E(x_k = 1) - E(x_k = -1)
double difference(ConstMatrixView x, ConstMatrixView y, const IsingCouplings& c, Index row, Index col) {
  return 2 * (c.h - c.beta * around(x, row, col) - c.eta * y(row, col));
}

}  // namespace

double ising_energy(ConstMatrixView x, ConstMatrixView y, const IsingCouplings& c) {
  require_same_shape(x, y);
  double sum = 0;
  double bonds = 0;
  double agreement = 0;
  for (Index i = 0; i < x.rows; ++i) {
    for (Index j = 0; j < x.cols; ++j) {
      sum += x(i, j);
      if (j + 1 < x.cols) bonds += x(i, j) * x(i, j + 1);
      if (i + 1 < x.rows) bonds += x(i, j) * x(i + 1, j);
      agreement += x(i, j) * y(i, j);
    }
  }
  return c.h * sum - c.beta * bonds - c.eta * agreement;
}

double flip_cost(ConstMatrixView x, ConstMatrixView y, const IsingCouplings& c, Index row, Index col) {
  require_same_shape(x, y);
  return -x(row, col) * difference(x, y, c, row, col);
}

Index icm_sweep(MatrixView x, ConstMatrixView y, const IsingCouplings& c, double& energy) {
  require_same_shape(x, y);
  Index turned = 0;
  for (Index i = 0; i < x.rows; ++i) {
    for (Index j = 0; j < x.cols; ++j) {
      const double cost = -x(i, j) * difference(x, y, c, i, j);
      if (!(cost < 0)) continue;
      x(i, j) = -x(i, j);
      energy += cost;
      ++turned;
    }
  }
  return turned;
}

void gibbs_sweep(MatrixView x, ConstMatrixView y, const IsingCouplings& c, double inverse, const Stream& stream) {
  require_same_shape(x, y);
  std::vector<std::uint32_t> words(static_cast<std::size_t>(x.size()));
  stream.fill(0, words);
  for (Index i = 0; i < x.rows; ++i) {
    for (Index j = 0; j < x.cols; ++j) {
      const double p = sigmoid_exact_bits(-inverse * difference(x, y, c, i, j));
      x(i, j) = uniform_open(words[static_cast<std::size_t>(i * x.cols + j)]) < p ? 1.0F : -1.0F;
    }
  }
}

double least_energy(ConstMatrixView y, const IsingCouplings& c) {
  constexpr Index kMost = 24;
  if (y.size() > kMost) throw UsageError(shape_text(y.rows, y.cols) + " pixels have too many images to go over");
  Matrix x(y.rows, y.cols);
  std::fill_n(x.data(), x.size(), -1.0F);
  double energy = ising_energy(x, y, c);
  double least = energy;
  // Gray's code: the n-th image differs from the one before it in the pixel of n's lowest bit.
  for (std::uint32_t n = 1; n < (std::uint32_t{1} << y.size()); ++n) {
    const Index pixel = std::countr_zero(n);
    energy += flip_cost(x, y, c, pixel / y.cols, pixel % y.cols);
    x.data()[pixel] = -x.data()[pixel];
    least = std::min(least, energy);
  }
  return least;
}

}  // namespace rederive
