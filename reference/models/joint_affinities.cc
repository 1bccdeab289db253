#include "reference/models/joint_affinities.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "reference/core/elementary.h"
#include "reference/core/error.h"
#include "reference/core/parallel.h"
#include "reference/kernels/pairwise_squared_distances.h"
#include "reference/kernels/tsne_affinities.h"

namespace rederive {
namespace {

constexpr double kTolerance = 1e-5;  // in nats
constexpr int kMostSteps = 100;
constexpr double kLongestStep = 4;  // of log beta: where H is flat, Newton's step says nothing
constexpr double kFarthest = 80;    // |log beta|, so that beta stays a finite float32

void require_perplexity(double perplexity, Index points) {
  if (perplexity >= 1 && perplexity < static_cast<double>(points - 1)) return;
  throw UsageError(fmt::format("a perplexity of {} for {} points; it must be at least 1 and below {}", perplexity,
                               points, points - 1));
}

// One over the mean distance: a start that knows the unit of the data.
double start(ConstMatrixView row, Index self) {
  double sum = 0;
  for (Index j = 0; j < row.cols; ++j) sum += j == self ? 0 : static_cast<double>(row(0, j));
  return sum > 0 ? log_exact_bits(static_cast<double>(row.cols - 1) / sum) : 0;
}

float find_precision(ConstMatrixView row, Index self, double target) {
  double low = -kFarthest;  // entropy too large
  double high = kFarthest;
  double at = std::clamp(start(row, self), low, high);
  float beta = 0;
  for (int step = 0; step < kMostSteps; ++step) {
    beta = static_cast<float>(exp_exact_bits(at));
    double entropy = 0;
    double slope = 0;
    tsne_affinities(row, self, {&beta, 1}, {}, {&entropy, 1}, {&slope, 1});
    const double excess = entropy - target;
    if (std::fabs(excess) <= kTolerance) break;
    (excess > 0 ? low : high) = at;
    const double newton = slope < 0 ? -excess / slope : std::copysign(kLongestStep, excess);
    const double next = at + std::clamp(newton, -kLongestStep, kLongestStep);
    at = next > low && next < high ? next : (low + high) / 2;
  }
  return beta;
}

}  // namespace

void conditional_affinities(MatrixView distances, Index first, double perplexity, std::span<float> precisions) {
  require_perplexity(perplexity, distances.cols);
  if (static_cast<Index>(precisions.size()) != distances.rows) {
    throw ShapeError(fmt::format("{} precisions for {} rows", precisions.size(), distances.rows));
  }
  const double target = log_exact_bits(perplexity);
  for (Index i = 0; i < distances.rows; ++i) {
    const MatrixView row = distances.row_range(i, 1);
    float& beta = precisions[static_cast<std::size_t>(i)];
    beta = find_precision(row, first + i, target);
    double entropy = 0;
    double slope = 0;
    tsne_affinities(row, first + i, {&beta, 1}, row, {&entropy, 1}, {&slope, 1});
  }
}

void symmetrise_affinities(MatrixView p, int threads) {
  if (p.rows != p.cols) throw ShapeError("affinities of " + shape_text(p.rows, p.cols) + ", expected a square");
  const auto both = static_cast<float>(2 * p.rows);
  constexpr Index kTile = 32;  // two tiles of 4 KB stay in the first cache
  parallel_for(p.rows, kTile, threads, [&](Index top, Index bottom, Index) {
    for (Index left = top; left < p.cols; left += kTile) {
      const Index right = std::min(p.cols, left + kTile);
      for (Index i = top; i < bottom; ++i) {
        for (Index j = std::max(left, i); j < right; ++j) p(i, j) = p(j, i) = (p(i, j) + p(j, i)) / both;
      }
    }
  });
}

Matrix joint_affinities(ConstMatrixView points, double perplexity, int threads) {
  const Index n = points.rows;
  require_perplexity(perplexity, n);
  constexpr Index kRows = 64;
  Matrix p(n, n);
  std::vector<float> precisions(static_cast<std::size_t>(n));
  // Alone, half of the distances are enough (pairwise_squared_distances.h); the bits are the same.
  if (threads <= 1) pairwise_squared_distances(points, points, p);
  parallel_for(n, kRows, threads, [&](Index first, Index last, Index) {
    const Index rows = last - first;
    const MatrixView part = p.view().row_range(first, rows);
    if (threads > 1) pairwise_squared_distances(points.row_range(first, rows), points, part);
    const std::span own =
        std::span(precisions).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(rows));
    conditional_affinities(part, first, perplexity, own);
  });
  symmetrise_affinities(p, threads);
  return p;
}

}  // namespace rederive
