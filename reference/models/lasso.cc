#include "reference/models/lasso.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "reference/core/error.h"
#include "reference/core/random.h"
#include "reference/kernels/gemm.h"
#include "reference/kernels/gemv.h"
#include "reference/kernels/soft_threshold.h"
#include "reference/kernels/sparse_gemm.h"
#include "reference/models/row_blocks.h"

namespace rederive {
namespace {

constexpr double kPowerTolerance = 1e-4;
constexpr int kPowerSteps = 1000;
constexpr double kAbovePower = 1.02;  // power iteration comes from below

// Eight sums whose order no vector's width changes.
template <class A, class B>
double dot(const A* a, const B* b, Index count) {
  std::array<double, 8> sums{};
  for (Index i = 0; i < count; i += 8) {
    const Index lanes = std::min<Index>(8, count - i);
    for (Index l = 0; l < lanes; ++l) {
      sums[static_cast<std::size_t>(l)] += static_cast<double>(a[i + l]) * static_cast<double>(b[i + l]);
    }
  }
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

void add_multiple(double factor, const float* a, std::vector<double>& to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * static_cast<double>(a[i]);
}

// y - D' b
std::vector<double> residual_of(ConstMatrixView dictionary, std::span<const float> y, std::span<const double> b) {
  if (std::ssize(y) != dictionary.cols || std::ssize(b) != dictionary.rows) {
    throw ShapeError("an input of " + std::to_string(y.size()) + " and a code of " + std::to_string(b.size()) +
                     " for a dictionary of " + shape_text(dictionary.rows, dictionary.cols));
  }
  std::vector<double> residual(y.begin(), y.end());
  for (Index j = 0; j < dictionary.rows; ++j) {
    const double b_j = b[static_cast<std::size_t>(j)];
    if (b_j != 0) add_multiple(-b_j, dictionary.row(j), residual);
  }
  return residual;
}

double norm1(std::span<const double> b) {
  double sum = 0;
  for (const double b_j : b) sum += std::abs(b_j);
  return sum;
}

double squared(const std::vector<double>& x) { return dot(x.data(), x.data(), std::ssize(x)); }

double shrunk(double x, double threshold) { return std::copysign(std::max(std::abs(x) - threshold, 0.0), x); }

void require_lambda(double lambda) {
  if (!(lambda >= 0)) throw UsageError("a penalty of " + std::to_string(lambda) + "; take at least 0");
}

double gap_of(ConstMatrixView dictionary, std::span<const float> y, const std::vector<double>& residual, double primal,
              double lambda) {
  double steepest = 0;
  for (Index j = 0; j < dictionary.rows; ++j) {
    steepest = std::max(steepest, std::abs(dot(dictionary.row(j), residual.data(), dictionary.cols)));
  }
  const double scale = steepest > lambda ? lambda / steepest : 1;
  double dual = 0;  // 1/2 |y|^2 - 1/2 |y - theta|^2
  for (std::size_t i = 0; i < residual.size(); ++i) {
    const double theta = scale * residual[i];
    dual += theta * (static_cast<double>(y[i]) - 0.5 * theta);
  }
  return primal - dual;
}

// Coordinate descent's state: the residual belongs to b throughout.
struct Descent {
  ConstMatrixView dictionary;
  double lambda;
  std::vector<double> squares;  // |d_j|^2
  std::vector<double> b;
  std::vector<double> residual;

  void update(Index j) {
    const auto place = static_cast<std::size_t>(j);
    if (squares[place] == 0) return;
    const double slope = dot(dictionary.row(j), residual.data(), dictionary.cols);
    const double next = shrunk(squares[place] * b[place] + slope, lambda) / squares[place];
    if (next == b[place]) return;
    add_multiple(b[place] - next, dictionary.row(j), residual);
    b[place] = next;
  }
};

// What is right of a diagonal block from what is below it, in tiles that share few cache lines.
void mirror_below(Matrix& m, Index first, Index count) {
  constexpr Index kTile = 16;
  for (Index top = first + count; top < m.rows(); top += kTile) {
    for (Index left = first; left < first + count; left += kTile) {
      for (Index j = left; j < std::min(left + kTile, first + count); ++j) {
        for (Index i = top; i < std::min(top + kTile, m.rows()); ++i) m(j, i) = m(i, j);
      }
    }
  }
}

}  // namespace

Matrix gram_matrix(ConstMatrixView dictionary) {
  Matrix gram(dictionary.rows, dictionary.rows);
  // The lower half, block by block of columns: a block is packed once for all rows below it.
  for_row_blocks(dictionary, [&](ConstMatrixView block, Index first) {
    const ConstMatrixView rest = dictionary.row_range(first, dictionary.rows - first);
    gemm(1, rest, Op::none, block, Op::transpose, 0, {gram.row(first) + first, rest.rows, block.rows, gram.cols()});
    mirror_below(gram, first, block.rows);
  });
  return gram;
}

double largest_eigenvalue(ConstMatrixView symmetric, double tolerance, int most) {
  if (symmetric.rows != symmetric.cols) {
    throw ShapeError("eigenvalues of a " + shape_text(symmetric.rows, symmetric.cols) + " matrix");
  }
  const auto count = static_cast<std::size_t>(symmetric.rows);
  std::vector<float> v(count);
  std::vector<float> image(count);
  Draws draws(Stream(1, "power iteration"));
  for (float& v_i : v) v_i = draws.uniform() - 0.25F;
  double value = 0;
  for (int step = 0; step < most; ++step) {
    const double length = std::sqrt(dot(v.data(), v.data(), symmetric.rows));
    if (length == 0) return 0;
    for (float& v_i : v) v_i = static_cast<float>(v_i / length);
    gemv(1, symmetric, Op::none, v, 0, image);
    const double before = std::exchange(value, dot(v.data(), image.data(), symmetric.rows));
    std::swap(v, image);
    if (step > 0 && std::abs(value - before) <= tolerance * value) break;
  }
  return value;
}

LeastSquares::LeastSquares(ConstMatrixView dictionary, Products products)
    : dictionary_(dictionary), products_(products) {
  if (dictionary.rows < 1 || dictionary.cols < 1) {
    throw UsageError("a dictionary of " + shape_text(dictionary.rows, dictionary.cols) +
                     "; take at least one atom and one input");
  }
  gram_ = gram_matrix(dictionary);
  curvature_ = kAbovePower * largest_eigenvalue(gram_, kPowerTolerance, kPowerSteps);
  if (curvature_ == 0) curvature_ = 1;  // of atoms that are all zero: any step will do
  if (products == Products::two) gram_ = Matrix();
}

LeastSquares::LeastSquares(ConstMatrixView dictionary, Products products, double curvature)
    : dictionary_(dictionary), products_(products), curvature_(curvature) {
  if (!(curvature > 0)) throw UsageError("a curvature of " + std::to_string(curvature) + "; take a positive one");
  if (products == Products::gram) gram_ = gram_matrix(dictionary);
}

Matrix LeastSquares::prepared(ConstMatrixView y) const {
  if (y.cols != inputs()) {
    throw ShapeError("inputs of " + shape_text(y.rows, y.cols) + " for a dictionary of " +
                     shape_text(atoms(), inputs()));
  }
  if (products_ == Products::gram) {
    Matrix result(y.rows, atoms());
    gemm(1, y, Op::none, dictionary_, Op::transpose, 0, result);
    return result;
  }
  Matrix result(y.rows, y.cols);
  copy_rows(y, result);
  return result;
}

void LeastSquares::gradient(ConstMatrixView z, ConstMatrixView prepared, Matrix& residual, MatrixView gradient) const {
  if (products_ == Products::gram) {
    copy_rows(prepared, gradient);
    sparse_gemm(1, z, Op::none, gram_, -1, gradient);
    return;
  }
  residual.reshape(prepared.rows, prepared.cols);
  copy_rows(prepared, residual);
  sparse_gemm(1, z, Op::none, dictionary_, -1, residual);
  gemm(1, residual, Op::none, dictionary_, Op::transpose, 0, gradient);
}

ProximalGradient::ProximalGradient(const LeastSquares& problem, ConstMatrixView y, const ProximalOptions& options)
    : problem_(problem),
      options_(options),
      prepared_(problem.prepared(y)),
      codes_(y.rows, problem.atoms()),
      next_(y.rows, problem.atoms()),
      point_(y.rows, options.accelerated ? problem.atoms() : 0),
      t_(static_cast<std::size_t>(y.rows), 1) {
  require_lambda(options.lambda);
  if (!(options.step > 0)) throw UsageError("a step of " + std::to_string(options.step) + "; take a positive one");
}

void ProximalGradient::step() {
  const double alpha = options_.step / problem_.curvature();
  const auto length = static_cast<float>(alpha);
  const ConstMatrixView from = point();
  problem_.gradient(from, prepared_, residual_, next_);
  const float* z = from.data;
  float* slope = next_.data();
  for (Index i = 0; i < next_.size(); ++i) slope[i] = z[i] - length * slope[i];
  soft_threshold(next_, static_cast<float>(alpha * options_.lambda), next_);
  if (options_.accelerated) {
    for (Index n = 0; n < next_.rows(); ++n) extrapolate(n);
  }
  std::swap(codes_, next_);
}

void ProximalGradient::extrapolate(Index row) {
  const float* b = codes_.row(row);
  const float* b_next = next_.row(row);
  float* z = point_.row(row);
  const Index count = next_.cols();
  double& t = t_[static_cast<std::size_t>(row)];
  if (options_.restart) {
    float uphill = 0;
    std::array<float, 16> sums{};
    Index j = 0;
    for (; j + 16 <= count; j += 16) {
      for (Index l = 0; l < 16; ++l) {
        sums[static_cast<std::size_t>(l)] += (z[j + l] - b_next[j + l]) * (b_next[j + l] - b[j + l]);
      }
    }
    for (; j < count; ++j) sums[static_cast<std::size_t>(j % 16)] += (z[j] - b_next[j]) * (b_next[j] - b[j]);
    for (const float sum : sums) uphill += sum;
    if (uphill > 0) t = 1;
  }
  const double t_next = 0.5 * (1 + std::sqrt(1 + 4 * t * t));
  const auto momentum = static_cast<float>((t - 1) / t_next);
  t = t_next;
  for (Index j = 0; j < count; ++j) z[j] = b_next[j] + momentum * (b_next[j] - b[j]);
}

Matrix sparse_codes(const LeastSquares& problem, ConstMatrixView y, const ProximalOptions& options, int steps) {
  Matrix codes(y.rows, problem.atoms());
  for_row_blocks(y, [&](ConstMatrixView block, Index first) {
    ProximalGradient descent(problem, block, options);
    for (int k = 0; k < steps; ++k) descent.step();
    copy_rows(descent.codes(), codes.view().row_range(first, block.rows));
  });
  return codes;
}

double lasso_objective(ConstMatrixView dictionary, std::span<const float> y, std::span<const double> b, double lambda) {
  return 0.5 * squared(residual_of(dictionary, y, b)) + lambda * norm1(b);
}

std::vector<double> least_squares_gradient(ConstMatrixView dictionary, std::span<const float> y,
                                           std::span<const double> b) {
  const std::vector<double> residual = residual_of(dictionary, y, b);
  std::vector<double> gradient(b.size());
  for (Index j = 0; j < dictionary.rows; ++j) {
    gradient[static_cast<std::size_t>(j)] = -dot(dictionary.row(j), residual.data(), dictionary.cols);
  }
  return gradient;
}

double subgradient_distance(std::span<const double> v, std::span<const double> b, double lambda) {
  if (v.size() != b.size()) {
    throw ShapeError(std::to_string(v.size()) + " slopes for " + std::to_string(b.size()) + " coefficients");
  }
  double largest = 0;
  for (std::size_t j = 0; j < b.size(); ++j) {
    const double distance =
        b[j] == 0 ? std::max(std::abs(v[j]) - lambda, 0.0) : std::abs(v[j] - std::copysign(lambda, b[j]));
    largest = std::max(largest, distance);
  }
  return largest;
}

double duality_gap(ConstMatrixView dictionary, std::span<const float> y, std::span<const double> b, double lambda) {
  const std::vector<double> residual = residual_of(dictionary, y, b);
  return gap_of(dictionary, y, residual, 0.5 * squared(residual) + lambda * norm1(b), lambda);
}

LassoOptimum lasso_optimum(ConstMatrixView dictionary, std::span<const float> y, double lambda, double tolerance,
                           int most) {
  require_lambda(lambda);
  constexpr int kActiveSweeps = 20;  // over what is not 0, between two over all
  Descent descent{dictionary, lambda, {}, std::vector<double>(static_cast<std::size_t>(dictionary.rows)), {}};
  descent.residual = residual_of(dictionary, y, descent.b);
  for (Index j = 0; j < dictionary.rows; ++j) {
    descent.squares.push_back(dot(dictionary.row(j), dictionary.row(j), dictionary.cols));
  }
  const double enough = tolerance * 0.5 * squared(descent.residual);
  LassoOptimum optimum;
  while (true) {
    descent.residual = residual_of(dictionary, y, descent.b);  // without the rounding of many updates
    optimum.objective = 0.5 * squared(descent.residual) + lambda * norm1(descent.b);
    optimum.gap = gap_of(dictionary, y, descent.residual, optimum.objective, lambda);
    if (optimum.gap <= enough || optimum.sweeps >= most) break;
    for (Index j = 0; j < dictionary.rows; ++j) descent.update(j);
    for (int sweep = 0; sweep < kActiveSweeps; ++sweep) {
      for (Index j = 0; j < dictionary.rows; ++j) {
        if (descent.b[static_cast<std::size_t>(j)] != 0) descent.update(j);
      }
    }
    optimum.sweeps += 1 + kActiveSweeps;
  }
  optimum.b = std::move(descent.b);
  return optimum;
}

double largest_lambda(ConstMatrixView dictionary, std::span<const float> y) {
  const std::vector<double> none(static_cast<std::size_t>(dictionary.rows));
  const std::vector<double> gradient = least_squares_gradient(dictionary, y, none);
  return subgradient_distance(gradient, none, 0);
}

}  // namespace rederive
