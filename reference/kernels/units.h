// A layer of units, as sigmoid, sigmoid_bernoulli and bernoulli_nll take it: logits z_ij = x_ij + bias_j, rounded to
// float32 by definition, so that rounding them is nobody's error. What the declarations of the three have in common.
#pragma once

#include <span>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/kernels/kernel.h"
#include "reference/kernels/memory.h"
#include "reference/kernels/operands.h"

namespace rederive {

struct Units {
  ConstMatrixView x;
  std::span<const float> bias;  // empty: zero

  float z(Index i, Index j) const { return bias.empty() ? x(i, j) : x(i, j) + bias[static_cast<std::size_t>(j)]; }
};

/// Throws ShapeError.
inline void require_units(const char* kernel, const Units& units) {
  require_shape(kernel, "the logits", units.x, units.x.rows, units.x.cols);
  require_length(kernel, "the bias", units.bias.size(), units.x.cols, true);
}

/// A shape begins with rows, columns and whether there is a bias.
inline std::span<const float> make_bias(const Shape& s, Memory& memory) {
  if (s[2] == 0) return {};
  return {memory.input("bias", 1, s[1], &Memory::uniform).data, static_cast<std::size_t>(s[1])};
}

inline Units make_units(const Shape& s, Memory& memory) {
  return {memory.input("x", s[0], s[1], &Memory::logit), make_bias(s, memory)};
}

/// Units and their probabilities p, which take the place of x where the shape's last number says so.
inline Units make_units(const Shape& s, Memory& memory, MatrixView& p) {
  if (s[3] == 0) {
    p = memory.output("p", s[0], s[1]);
    return make_units(s, memory);
  }
  p = memory.output("p", s[0], s[1], &Memory::logit);
  return {p, make_bias(s, memory)};
}

/// How far a computed p may be from 1 / (1 + exp(-z)), to first order in u = 2^-24:
///   E = exp(-z) has 1 ULP at most, which is 2 u E (measured over all floats of its range: elementary.h). In 1 + E, of
///   which E is the share 1 - p, that is 2 (1 - p) u; the addition and the division round by u each. Together
///   (4 - 2 p) u p.
/// What is of second order, 2.5 u of that at most, and the oracle's own 2^-51 are in the factor 1 + 4 u. Above z = 30
/// the result is 1, closer than 1e-13. Below z = -87.33 it stays at exp(-87.33), less than 1.2e-38. Seen: 75 % of it,
/// over every 37th float.
inline double probability_error(double p) { return (4 - 2 * p) * (1 + 4 * 0x1p-24) * 0x1p-24 * p + 1.2e-38; }

/// What Eigen's probabilities may be further away: a rational function of degree 9/10 plus 1/2, so its error is
/// absolute, and 1 from z = 15.7 on, where p is 1 - 1.5e-7. Eigen's source says "a couple of ulps" and gives no figure,
/// so this is an observation, of every 11th float from -104 to 40: beyond our bound by 2.9 u where Eigen has no fused
/// multiply-add, by 2.4 u where it has; allowed are 4 u.
constexpr double kEigenLogisticSlack = 0x1p-22;

/// Sizes 0 and 1, with and without a bias and the last choice, rows around a vector of sixteen; and the kernel's own.
inline std::vector<Shape> unit_shapes(const std::vector<Shape>& more) {
  std::vector<Shape> shapes = {{0, 5, 1, 0}, {5, 0, 0, 0}, {1, 1, 0, 0},  {1, 1, 1, 1},
                               {3, 7, 1, 0}, {3, 7, 0, 1}, {2, 15, 1, 1}, {2, 16, 1, 0}};
  shapes.insert(shapes.end(), more.begin(), more.end());
  return shapes;
}

}  // namespace rederive
