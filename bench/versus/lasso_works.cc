#include "bench/versus/lasso_works.h"

#include <chrono>
#include <cmath>
#include <cstdint>

#include "bench/versus/interrupt.h"
#include "reference/core/error.h"
#include "reference/models/lasso.h"

namespace rederive::bench {
namespace {

constexpr Index kCoefficients = 1000;
constexpr Index kTrue = 50;  // that are not zero
constexpr double kCorrelation = 0.95;
constexpr Index kAtoms = 256;
constexpr Index kSide = 12;
constexpr Index kImage = 28;
constexpr int kCodeSteps = 50;
constexpr int kBetweenGaps = 100;  // steps from one duality gap to the next
constexpr int kMostSteps = 2000;

// A number of mean 0 and variance 1, nearly normal: four uniforms from SplitMix64 at a place. bench/peers/lasso.py has
// the same.
double noise(std::uint64_t place) {
  double sum = 0;
  for (std::uint64_t k = 0; k < 4; ++k) {
    std::uint64_t z = (4 * place + k + 1) * 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    sum += static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
  }
  return (sum - 2) * std::sqrt(3.0);
}

struct Regression {
  Matrix columns;  // X', 1000 x rows
  Matrix y;        // 1 x rows
};

Regression regression(Index rows) {
  Regression r{Matrix(kCoefficients, rows), Matrix(1, rows)};
  const double fresh = std::sqrt(1 - kCorrelation * kCorrelation);
  for (Index i = 0; i < rows; ++i) {
    double x = 0;
    double y = 0.5 * noise(static_cast<std::uint64_t>(kCoefficients * rows + i));
    for (Index j = 0; j < kCoefficients; ++j) {
      const double e = noise(static_cast<std::uint64_t>(i * kCoefficients + j));
      x = j == 0 ? e : kCorrelation * x + fresh * e;
      r.columns(j, i) = static_cast<float>(x);
      const Index apart = kCoefficients / kTrue;
      if (j % apart == 0) y += 3 * noise((std::uint64_t{1} << 40U) + static_cast<std::uint64_t>(j / apart)) * x;
    }
    r.y(0, i) = static_cast<float>(y);
  }
  return r;
}

// The middle of a digit, centred and of length one; false where it is all one level.
bool patch(const float* digit, float* out) {
  double sum = 0;
  for (Index y = 0; y < kSide; ++y) {
    for (Index x = 0; x < kSide; ++x) {
      out[y * kSide + x] = digit[(y + 8) * kImage + x + 8];
      sum += out[y * kSide + x];
    }
  }
  const double count = kSide * kSide;
  const double squares = sum - sum * sum / count;  // of binary pixels
  if (squares == 0) return false;
  for (Index i = 0; i < kSide * kSide; ++i) out[i] = static_cast<float>((out[i] - sum / count) / std::sqrt(squares));
  return true;
}

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

double lasso_seconds(Index rows, double weight, double tolerance) {
  const Regression r = regression(rows);
  const std::span<const float> y(r.y.data(), static_cast<std::size_t>(rows));
  const double lambda = weight * largest_lambda(r.columns, y);
  double squares = 0;
  for (const float y_i : y) squares += static_cast<double>(y_i) * y_i;
  const auto start = std::chrono::steady_clock::now();
  const LeastSquares problem(r.columns);
  ProximalGradient descent(problem, r.y, {.lambda = lambda, .restart = true});
  for (int k = 1; k <= kMostSteps; ++k) {
    descent.step();
    if (k % kBetweenGaps != 0) continue;
    stop_if_interrupted();
    const float* b = descent.codes().row(0);
    if (duality_gap(r.columns, y, std::vector<double>(b, b + kCoefficients), lambda) <= tolerance * squares) break;
  }
  return since(start);
}

double codes_seconds(const SharedDigits& digits, Index rows, double lambda) {
  // One in ten at most has nothing in its middle.
  const ConstMatrixView images = digits.rows(2 * (rows + kAtoms));
  Matrix patches(rows + kAtoms, kSide * kSide);
  Index found = 0;
  for (Index n = 0; n < images.rows && found < patches.rows(); ++n) found += patch(images.row(n), patches.row(found));
  if (found < patches.rows()) throw UnavailableError("too few digits have ink in their middle; choose other data");
  const auto start = std::chrono::steady_clock::now();
  const LeastSquares problem(patches.view().row_range(0, kAtoms));
  const Matrix codes = sparse_codes(problem, patches.view().row_range(kAtoms, rows), {.lambda = lambda}, kCodeSteps);
  return since(start);
}

}  // namespace rederive::bench
