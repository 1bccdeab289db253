#include "reference/kernels/tsne_affinities.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "reference/core/elementary.h"
#include "reference/kernels/elementary.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/tsne_affinities_simd.h"
#include "reference/oracles/embedding.h"

namespace rederive {
namespace {

struct AffinityProblem {
  ConstMatrixView d;
  Index first;
  std::span<const float> precisions;
  MatrixView p;  // its data is null where P is not wanted
  std::span<double> entropies;
  std::span<double> slopes;
};

// Every way computes the moments of a row, with e_j left in p, and scales p.
template <class RowMoments, class ScaleRow>
void run_rows(const AffinityProblem& problem, const RowMoments& moments, const ScaleRow& scale) {
  const Index count = problem.d.cols;
  for (Index i = 0; i < problem.d.rows; ++i) {
    const auto row = static_cast<std::size_t>(i);
    float* p = problem.p.data == nullptr ? nullptr : problem.p.row(i);
    const float beta = problem.precisions[row];
    if (count == 1) {
      problem.entropies[row] = problem.slopes[row] = 0;
      if (p != nullptr) p[0] = 0;
      continue;
    }
    const AffinityMoments m = moments(problem.d.row(i), count, problem.first + i, beta, p);
    const double mean = beta * (m.t / m.s);
    problem.entropies[row] = log_exact_bits(m.s) + mean;
    problem.slopes[row] = mean * mean - static_cast<double>(beta) * beta * (m.u / m.s);
    if (p != nullptr) scale(p, count, static_cast<float>(1 / m.s));
  }
}

AffinityMoments scalar_moments(const float* d, Index count, Index self, float beta, float* p) {
  float nearest = std::numeric_limits<float>::infinity();
  for (Index j = 0; j < count; ++j) {
    if (j != self) nearest = std::min(nearest, d[j]);
  }
  AffinityMoments total;
  for (Index block = 0; block < count; block += kAffinityBlock) {
    std::array<std::array<float, 16>, 3> lanes{};
    for (Index j = block; j < std::min(count, block + kAffinityBlock); ++j) {
      const auto lane = static_cast<std::size_t>(j % 16);
      const float t = d[j] - nearest;
      const float e = j == self ? 0 : exp_f32(-(beta * t));
      if (p != nullptr) p[j] = e;
      if (j == self) continue;
      lanes[0][lane] += e;
      lanes[1][lane] += t * e;
      lanes[2][lane] = std::fma(t, t * e, lanes[2][lane]);
    }
    for (auto& sum : lanes) {
      for (std::size_t width = 8; width > 0; width /= 2) {
        for (std::size_t l = 0; l < width; ++l) sum[l] += sum[l + width];
      }
    }
    total.s += lanes[0][0];
    total.t += lanes[1][0];
    total.u += lanes[2][0];
  }
  return total;
}

void run_scalar(const AffinityProblem& problem) {
  run_rows(problem, scalar_moments, [](float* p, Index count, float factor) {
    for (Index j = 0; j < count; ++j) p[j] *= factor;
  });
}

void run_eigen(const AffinityProblem& problem) {
  const auto moments = [](const float* d, Index count, Index self, float beta, float* p) {
    double out[3];
    rivals::eigen().tsne_affinities(d, count, self, beta, p, out);
    return AffinityMoments{out[0], out[1], out[2]};
  };
  run_rows(problem, moments, scale_simd);
}

void run_simd(const AffinityProblem& problem) { run_rows(problem, affinity_row_simd, scale_simd); }

const std::vector<Variant<AffinityProblem>>& variants() {
  // The slack 1 stands for sums over the whole row in any order, see bound().
  static const std::vector<Variant<AffinityProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen, false, 1}, {"simd", run_simd, true}};
  return all;
}

// Shapes: rows, points, first row, whether P is wanted (2: in place).
AffinityProblem make(const Shape& s, Memory& memory) {
  Index place = 0;
  // Squared distances of 20-dimensional normal points, about; what stands in the own column must not matter.
  const auto distance = [&](Draws& draws) {
    const Index row = place / s[1];
    const bool own = place++ % s[1] == row + s[2];
    const double x = 6 + draws.normal();
    return static_cast<float>(own ? -1e30 : x * x);
  };
  AffinityProblem problem{};
  if (s[3] == 2) {
    problem.p = memory.output("P", s[0], s[1], distance);
    problem.d = problem.p;
  } else {
    problem.d = memory.input("d", s[0], s[1], distance);
    if (s[3] == 1) problem.p = memory.output("P", s[0], s[1]);
  }
  problem.first = s[2];
  // From almost flat to almost the nearest alone.
  const auto precision = [](Draws& draws) { return static_cast<float>(std::exp2(draws.uniform(-7, 3))); };
  problem.precisions = {memory.input("beta", 1, s[0], precision).data, static_cast<std::size_t>(s[0])};
  problem.entropies = memory.output_doubles("H", s[0]);
  problem.slopes = memory.output_doubles("slope", s[0]);
  return problem;
}

double chain(Index points) { return std::min<double>(std::ceil(static_cast<double>(points) / 16), 64) + 4; }

// The scales are the bounds of tsne_affinities.h, with 2 % for what is not of first order.
std::vector<Expected> oracle_values(const AffinityProblem& problem) {
  constexpr double kUnit = 1.02 * 0x1p-24;
  constexpr double kFloor = 1.2e-38;
  Expected p{"P", {}, {}};
  Expected entropy{"H", {}, {}};
  Expected slope{"slope", {}, {}};
  const double k = chain(problem.d.cols);
  for (Index i = 0; i < problem.d.rows; ++i) {
    const float* row = problem.d.row(i);
    const std::vector<double> d(row, row + problem.d.cols);
    const auto self = static_cast<std::size_t>(problem.first + i);
    const double beta = problem.precisions[static_cast<std::size_t>(i)];
    const oracle::Conditional exact = oracle::conditional(d, self, beta);
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < d.size(); ++j) nearest = j == self ? nearest : std::min(nearest, d[j]);
    double e1 = 0, e2 = 0, e3 = 0, floor = 0;
    for (std::size_t j = 0; j < d.size(); ++j) {
      if (j == self) continue;
      const double a = beta * (d[j] - nearest);
      e1 += exact.p[j] * a;
      e2 += exact.p[j] * a * a;
      e3 += exact.p[j] * a * a * a;
      floor += kFloor * (1 + a + a * a);
    }
    const double s = (2 * e1 + 2 + k) * kUnit;
    const double v = (2 * e2 + (4 + k) * e1) * kUnit + s * e1;
    for (std::size_t j = 0; j < d.size(); ++j) {
      const double a = j == self ? 0 : beta * (d[j] - nearest);
      p.value.push_back(exact.p[j]);
      p.scale.push_back(j == self ? 0 : exact.p[j] * ((2 * a + 4) * kUnit + s) + kFloor);
    }
    entropy.value.push_back(exact.entropy);
    entropy.scale.push_back(s + v + floor);
    slope.value.push_back(exact.slope);
    slope.scale.push_back((2 * e3 + (5 + k) * e2) * kUnit + s * e2 + 2 * v * e1 + floor);
  }
  std::vector<Expected> all = {entropy, slope};
  if (problem.p.data != nullptr) all.push_back(p);
  return all;
}

double bound(const Shape& s, const Expected& e, std::size_t i, double slack) {
  return e.scale[i] * (1 + slack * static_cast<double>(s[1]) / chain(s[1])) + 0x1p-50;
}

std::vector<std::vector<double>> results(const AffinityProblem& problem) {
  std::vector<std::vector<double>> all = {{problem.entropies.begin(), problem.entropies.end()},
                                          {problem.slopes.begin(), problem.slopes.end()}};
  if (problem.p.data != nullptr) all.push_back(values(problem.p));
  return all;
}

// Only differences of distances count: the same distance more for all, exact on a grid, changes no bit. And p is 0 at
// the row's own place.
std::string shift_fault(void (*run)(const AffinityProblem&), const Shape& s, Memory& memory) {
  std::vector<std::vector<std::vector<double>>> seen;
  for (const float shift : {0.0F, 64.0F}) {
    AffinityProblem problem = make({s[0], s[1], s[2], 1}, memory);
    Matrix& d = memory.keep<Matrix>();
    d = Matrix(s[0], s[1]);
    Draws draws(Stream(4, "grid"));
    for (Index i = 0; i < d.size(); ++i) d.data()[i] = static_cast<float>(draws.below(1024)) / 16 + shift;
    problem.d = d;
    run(problem);
    for (Index i = 0; i < s[0]; ++i) {
      if (problem.p(i, s[2] + i) != 0) return "a point is its own neighbour";
    }
    seen.push_back(results(problem));
  }
  return seen[0] == seen[1] ? "" : "the same distance more for all changes the affinities";
}

RegisteredKernel affinities_kernel{Kernel<AffinityProblem>{
    .name = "tsne_affinities",
    .formula = "p_j|i = exp(-beta_i d_ij) / sum_{l != i} exp(-beta_i d_il), H_i = -sum_j p_j|i log p_j|i",
    .axes = {"rows", "points", "first", "p"},
    // The least, a difference, a product, exp and its limit 16, five for the sums, one to scale; d and P once.
    .cost =
        [](const Shape& s) {
          const double pairs = static_cast<double>(s[0]) * s[1];
          return Cost{(s[3] != 0 ? 25.0 : 24.0) * pairs, (s[3] != 0 ? 8.0 : 4.0) * pairs + 20.0 * s[0]};
        },
    .check = {{0, 5, 0, 1},
              {1, 1, 0, 1},
              {2, 2, 0, 1},
              {3, 3, 0, 0},
              {5, 15, 3, 1},
              {5, 16, 11, 1},
              {7, 17, 10, 2},
              {7, 31, 0, 1},
              {7, 33, 26, 1},
              {40, 47, 0, 0},
              {4, 64, 30, 1},
              {4, 65, 61, 2},
              {5, 1023, 509, 1},
              {3, 1025, 1022, 1},
              {2, 2081, 1023, 1}},
    .bench = {{500, 2000, 0, 0}, {500, 2000, 0, 1}, {100, 10000, 0, 0}},
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = results,
    .properties = {{"shift", shift_fault}},
    .variants = variants()}};

}  // namespace

void tsne_affinities(ConstMatrixView squared_distances, Index first, std::span<const float> precisions, MatrixView p,
                     std::span<double> entropies, std::span<double> slopes) {
  const ConstMatrixView d = squared_distances;
  require_shape("tsne_affinities", "the distances", d, d.rows, d.cols);
  require_length("tsne_affinities", "the precisions", precisions.size(), d.rows, false);
  require_length("tsne_affinities", "the entropies", entropies.size(), d.rows, false);
  require_length("tsne_affinities", "the slopes", slopes.size(), d.rows, false);
  if (first < 0 || first + d.rows > d.cols) {
    throw ShapeError("tsne_affinities: rows " + std::to_string(first) + " to " + std::to_string(first + d.rows) +
                     " of " + std::to_string(d.cols) + " points");
  }
  const bool none = p.rows == 0 && p.cols == 0;
  if (!none) require_shape("tsne_affinities", "P", p, d.rows, d.cols);
  variants()[affinities_kernel.selected()].run({d, first, precisions, none ? MatrixView{} : p, entropies, slopes});
}

}  // namespace rederive
