// Lasso problems of three kinds, which the experiments on proximal steps share.
//
//   independent   X_ij ~ N(0, 1)
//   correlated    the columns of X are an autoregressive chain, x_j = .95 x_{j-1} + sqrt(1 - .95^2) N(0, 1)
//                 y = X b + N(0, .5^2), where a twentieth of the b_j are N(0, 3^2) and the others 0
//   patches       the columns of X are patches of digits, centred and of length one, and y is one patch more
//
// lambda is a share of the least lambda at which all coefficients are 0.
// Source: protocols 000 §9.
#pragma once

#include <span>
#include <string>

#include "experiments/harness/recorder.h"
#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/data/dataset.h"

namespace rederive::sparse_problems {

struct Problem {
  Matrix dictionary;  // X', atoms x inputs
  Matrix y;           // 1 x inputs
  double lambda = 0;

  std::span<const float> target() const { return {y.data(), static_cast<std::size_t>(y.cols())}; }
};

/// `inputs` is a square where the design is "patches": UsageError otherwise. `digits` are read only there.
Problem problem(const std::string& design, int inputs, int atoms, double weight, const Dataset& digits,
                const Stream& stream);

/// The one row of m in double.
std::vector<double> row_of(ConstMatrixView m);

/// 1, 2, 5, 10, 20, 50, ...
bool is_reported(int step);

}  // namespace rederive::sparse_problems
