#include "reference/kernels/tsne_divergence.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/core/elementary.h"
#include "reference/kernels/elementary.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/tsne_divergence_simd.h"
#include "reference/oracles/embedding.h"

namespace rederive {
namespace {

struct DivergenceProblem {
  Similarity similarity;
  ConstMatrixView map;
  ConstMatrixView p;
  Index first;
  std::span<double> divergences;
  std::span<double> masses;
};

float log_of_normal(float x) {
  const std::uint32_t above = std::bit_cast<std::uint32_t>(x) - kHalfRoot;
  const auto n = static_cast<float>(static_cast<std::int32_t>(above) >> 23);
  const auto m = std::bit_cast<float>((above & 0x7fffffU) + kHalfRoot);
  const float log = std::fma(n, ElementaryConstants::kLn2Low, log1p_f32(m - 1));
  return std::fma(n, ElementaryConstants::kLn2High, log);
}

void run_scalar(const DivergenceProblem& problem) {
  const auto& [similarity, map, p, first, divergences, masses] = problem;
  for (Index row = 0; row < p.rows; ++row) {
    double totals[2] = {};
    for (Index block = 0; block < p.cols; block += kDivergenceBlock) {
      std::array<std::array<float, 16>, 2> lanes{};
      for (Index j = block; j < std::min(p.cols, block + kDivergenceBlock); ++j) {
        const auto lane = static_cast<std::size_t>(j % 16);
        const float dx = map(0, first + row) - map(0, j);
        const float dy = map(1, first + row) - map(1, j);
        float log = 0;
        if (p(row, j) >= kLeastAffinity) {
          log = similarity == Similarity::gaussian
                    ? log_of_normal(p(row, j)) + std::fma(dx, dx, dy * dy)
                    : log_of_normal(p(row, j) * std::fma(dx, dx, std::fma(dy, dy, 1.0F)));
        }
        lanes[0][lane] = std::fma(p(row, j), log, lanes[0][lane]);
        lanes[1][lane] += p(row, j);
      }
      for (auto& sum : lanes) {
        for (std::size_t width = 8; width > 0; width /= 2) {
          for (std::size_t l = 0; l < width; ++l) sum[l] += sum[l + width];
        }
      }
      totals[0] += lanes[0][0];
      totals[1] += lanes[1][0];
    }
    divergences[static_cast<std::size_t>(row)] = totals[0];
    masses[static_cast<std::size_t>(row)] = totals[1];
  }
}

void run_eigen(const DivergenceProblem& problem) {
  for (Index row = 0; row < problem.p.rows; ++row) {
    double out[2];
    rivals::eigen().tsne_divergence(problem.similarity == Similarity::gaussian, problem.map.row(0), problem.map.row(1),
                                    problem.map.cols, problem.first + row, problem.p.row(row), out);
    problem.divergences[static_cast<std::size_t>(row)] = out[0];
    problem.masses[static_cast<std::size_t>(row)] = out[1];
  }
}

void run_simd(const DivergenceProblem& problem) {
  tsne_divergence_simd(problem.similarity, problem.map, problem.p, problem.first, problem.divergences.data(),
                       problem.masses.data());
}

const std::vector<Variant<DivergenceProblem>>& variants() {
  // The slack 1 stands for a sum over the whole row in any order, see bound().
  static const std::vector<Variant<DivergenceProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen, false, 1}, {"simd", run_simd, true}};
  return all;
}

// Shapes: rows, points, first row, similarity (0 student).
DivergenceProblem make(const Shape& s, Memory& memory) {
  Index place = 0;
  // From 1e-9 to 1, some zeros.
  const auto affinity = [&](Draws& draws) {
    const Index row = place / s[1];
    const bool own = place++ % s[1] == row + s[2];
    const double exponent = draws.uniform(-30, 0);
    return own || draws.below(16) == 0 ? 0.0F : static_cast<float>(std::exp2(exponent));
  };
  DivergenceProblem problem{};
  problem.similarity = s[3] == 0 ? Similarity::student : Similarity::gaussian;
  problem.map = memory.input("map", 2, s[1], [](Draws& draws) { return static_cast<float>(2 * draws.normal()); });
  problem.p = memory.input("P", s[0], s[1], affinity);
  problem.first = s[2];
  problem.divergences = memory.output_doubles("divergence", s[0]);
  problem.masses = memory.output_doubles("mass", s[0]);
  return problem;
}

double chain(Index points) { return std::min<double>(std::ceil(static_cast<double>(points) / 16), 64) + 4; }

// The scale is the bound of tsne_divergence.h, with 2 % for what is not of first order.
std::vector<Expected> oracle_values(const DivergenceProblem& problem) {
  constexpr double kUnit = 1.02 * 0x1p-24;
  const bool gaussian = problem.similarity == Similarity::gaussian;
  const oracle::Map map = oracle::map_of(problem.map);
  const double k = chain(problem.map.cols);
  const auto rows = static_cast<std::size_t>(problem.p.rows);
  Expected divergence{"divergence", std::vector<double>(rows), std::vector<double>(rows, 0x1p-100)};
  Expected mass{"mass", std::vector<double>(rows), std::vector<double>(rows)};
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t i = static_cast<std::size_t>(problem.first) + row;
    for (std::size_t j = 0; j < map.size(); ++j) {
      const double p = problem.p(static_cast<Index>(row), static_cast<Index>(j));
      if (p == 0) continue;
      const double log = std::log(p / oracle::similarity(gaussian, map, i, j));
      const double own = gaussian ? 2 + 3 * std::fabs(std::log(p)) + 4 * oracle::map_distance(map, i, j) : 7;
      divergence.value[row] += p * log;
      divergence.scale[row] += kUnit * p * (own + ((gaussian ? 2 : 4) + k) * std::fabs(log));
      mass.value[row] += p;
      mass.scale[row] += kUnit * k * p;
    }
  }
  return {divergence, mass};
}

double bound(const Shape& s, const Expected& e, std::size_t i, double slack) {
  return e.scale[i] * (1 + slack * static_cast<double>(s[1]) / chain(s[1]));
}

RegisteredKernel divergence_kernel{Kernel<DivergenceProblem>{
    .name = "tsne_divergence",
    .formula = "divergence_i = sum_j p_ij log(p_ij / w_ij), mass_i = sum_j p_ij",
    .axes = {"rows", "points", "first", "gaussian"},
    // A pair: six for a or d, one to join it with p, a logarithm 20, three for the sums; P once.
    .cost =
        [](const Shape& s) {
          const double pairs = static_cast<double>(s[0]) * s[1];
          return Cost{30 * pairs, 4 * pairs + 8.0 * s[1] + 16.0 * s[0]};
        },
    .check = {{0, 5, 0, 0},
              {1, 1, 0, 1},
              {2, 2, 0, 0},
              {3, 7, 4, 1},
              {5, 15, 3, 0},
              {5, 16, 11, 1},
              {7, 17, 10, 0},
              {7, 31, 0, 1},
              {7, 33, 26, 0},
              {40, 47, 0, 0},
              {4, 64, 30, 1},
              {4, 65, 61, 0},
              {5, 1023, 509, 1},
              {3, 1025, 1022, 0},
              {2, 2081, 1023, 1}},
    .bench = {{500, 2000, 0, 0}, {500, 2000, 0, 1}},
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = [](const DivergenceProblem& p) -> std::vector<std::vector<double>> {
      return {{p.divergences.begin(), p.divergences.end()}, {p.masses.begin(), p.masses.end()}};
    },
    .properties = {},
    .variants = variants()}};

}  // namespace

void tsne_divergence(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                     std::span<double> divergences, std::span<double> masses) {
  const ConstMatrixView p = affinities;
  require_shape("tsne_divergence", "the map", map, 2, map.cols);
  require_shape("tsne_divergence", "P", p, p.rows, map.cols);
  require_length("tsne_divergence", "the divergences", divergences.size(), p.rows, false);
  require_length("tsne_divergence", "the masses", masses.size(), p.rows, false);
  if (first < 0 || first + p.rows > map.cols) {
    throw ShapeError("tsne_divergence: rows " + std::to_string(first) + " to " + std::to_string(first + p.rows) +
                     " of " + std::to_string(map.cols) + " points");
  }
  variants()[divergence_kernel.selected()].run({similarity, map, p, first, divergences, masses});
}

double kullback_leibler(std::span<const double> divergences, std::span<const double> masses, double z) {
  require_length("kullback_leibler", "the masses", masses.size(), static_cast<Index>(divergences.size()), false);
  double divergence = 0;
  double mass = 0;
  for (std::size_t i = 0; i < divergences.size(); ++i) {
    divergence += divergences[i];
    mass += masses[i];
  }
  return divergence + log_exact_bits(z) * mass;
}

}  // namespace rederive
