// A small binary image x, its noisy copy y and their Ising model: pixels are -1 or 1.
//
//   E(x, y) = h sum_i x_i - beta sum_{i,j} x_i x_j - eta sum_i x_i y_i,   {i, j} the pairs of neighbours, each once
//
// Neighbours are left, right, above and below.
#pragma once

#include <cstdlib>

#include "experiments/checking/enumeration.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"

namespace rederive::checking {

struct Couplings {
  double h = 0;
  double beta = 0;
  double eta = 0;
};

inline Couplings couplings(const Trial& in) {
  return {.h = in.number("h", -1, 1), .beta = in.number("beta", 0.2, 2), .eta = in.number("eta", 0.2, 3)};
}

inline Matrix64 spins(const Trial& in, std::string_view name, int pixels) {
  return map(in.bits(name, pixels, 1), [](double bit) { return 2 * bit - 1; });
}

/// Pixels are counted row by row from 0. k is the pixel in question, counted from 1 in the evidence.
struct IsingGrid {
  IsingGrid(const Trial& in, int height, int width)
      : rows(height),
        cols(width),
        pixels(rows * cols),
        k(in.size("k", 1, pixels) - 1),
        x(spins(in, "x", pixels)),
        y(spins(in, "y", pixels)) {}
  explicit IsingGrid(const Trial& in) : IsingGrid(in, in.size("rows", 2, 3), in.size("columns", 3, 5)) {}

  bool neighbours(int i, int j) const { return std::abs(i / cols - j / cols) + std::abs(i % cols - j % cols) == 1; }
  /// The sum of x_j over the neighbours j of i.
  double around(int i) const {
    double total = 0;
    for (int j = 0; j < pixels; ++j) total += neighbours(i, j) ? x[j] : 0;
    return total;
  }
  /// The same image with x_k = value.
  IsingGrid with(int pixel, double value) const {
    IsingGrid other = *this;
    other.x[pixel] = value;
    return other;
  }
  /// x_i x_j over the steps of the grid to the right and down: each pair of neighbours once.
  double bonds() const {
    double total = 0;
    for (int i = 0; i < pixels; ++i) {
      if (i % cols + 1 < cols) total += x[i] * x[i + 1];
      if (i + cols < pixels) total += x[i] * x[i + cols];
    }
    return total;
  }
  double energy(const Couplings& c) const { return c.h * sum(x) - c.beta * bonds() - c.eta * dot(x, y); }
  /// E with x_k = 1 minus E with x_k = -1.
  double difference(const Couplings& c) const { return with(k, 1).energy(c) - with(k, -1).energy(c); }
  /// No energy is larger, nor does a difference of two cancel below it.
  double scale(const Couplings& c) const { return pixels * (std::abs(c.h) + 2 * c.beta + c.eta); }

  int rows, cols, pixels;
  int k;
  Matrix64 x, y;
};

}  // namespace rederive::checking
