#include "reference/kernels/tsne_forces.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/tsne_forces_loops.h"
#include "reference/oracles/embedding.h"

namespace rederive {
namespace {

struct ForceProblem {
  Similarity similarity;
  ConstMatrixView map;
  ConstMatrixView p;  // its data is null where there is none
  Index first;
  MatrixView attraction;
  MatrixView repulsion;
  std::span<double> z;
};

void run_scalar(const ForceProblem& problem) {
  tsne_forces_scalar(problem.similarity, problem.map, problem.p, problem.first, problem.attraction, problem.repulsion,
                     problem.z.data());
}

void run_eigen(const ForceProblem& problem) {
  for (Index row = 0; row < problem.repulsion.cols; ++row) {
    double out[5];
    const float* p = problem.p.data == nullptr ? nullptr : problem.p.row(row);
    rivals::eigen().tsne_forces(problem.similarity == Similarity::gaussian, problem.map.row(0), problem.map.row(1),
                                problem.map.cols, problem.first + row, p, out);
    problem.z[static_cast<std::size_t>(row)] = out[0];
    for (const Index c : {0, 1}) {
      problem.repulsion(c, row) = static_cast<float>(out[1 + c]);
      if (p != nullptr) problem.attraction(c, row) = static_cast<float>(out[3 + c]);
    }
  }
}

void run_simd(const ForceProblem& problem) {
  tsne_forces_simd(problem.similarity, problem.map, problem.p, problem.first, problem.attraction, problem.repulsion,
                   problem.z.data());
}

const std::vector<Variant<ForceProblem>>& variants() {
  // The slack 1 stands for a sum over the whole row in any order, see bound().
  static const std::vector<Variant<ForceProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen, false, 1}, {"simd", run_simd, true}};
  return all;
}

// Shapes: rows, points, first row, similarity (0 student), whether there is attraction.
ForceProblem make(const Shape& s, Memory& memory) {
  ForceProblem problem{};
  problem.similarity = s[3] == 0 ? Similarity::student : Similarity::gaussian;
  problem.map = memory.input("map", 2, s[1], [](Draws& draws) { return static_cast<float>(2 * draws.normal()); });
  problem.first = s[2];
  if (s[4] != 0) {
    Index place = 0;
    problem.p = memory.input("P", s[0], s[1], [&](Draws& draws) {
      const Index row = place / s[1];
      return place++ % s[1] == row + s[2] ? 0.0F : static_cast<float>(draws.uniform(0, 1));
    });
    problem.attraction = memory.output("attraction", 2, s[0]);
  }
  problem.repulsion = memory.output("repulsion", 2, s[0]);
  problem.z = memory.output_doubles("z", s[0]);
  return problem;
}

double chain(Index points) { return std::min<double>(std::ceil(static_cast<double>(points) / 16), 64) + 5; }

// The scale is the bound of tsne_forces.h over u, term by term.
std::vector<Expected> oracle_values(const ForceProblem& problem) {
  const bool gaussian = problem.similarity == Similarity::gaussian;
  const oracle::Map map = oracle::map_of(problem.map);
  const double k = chain(problem.map.cols);
  const auto rows = static_cast<std::size_t>(problem.repulsion.cols);
  Expected z{"z", std::vector<double>(rows), std::vector<double>(rows)};
  Expected repulsion{"repulsion", std::vector<double>(2 * rows), std::vector<double>(2 * rows)};
  Expected attraction = repulsion;
  attraction.name = "attraction";
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t i = static_cast<std::size_t>(problem.first) + row;
    for (std::size_t j = 0; j < map.size(); ++j) {
      if (i == j) continue;
      const double w = oracle::similarity(gaussian, map, i, j);
      const double t = gaussian ? 4 * oracle::map_distance(map, i, j) + 2 : 7;
      const double f = gaussian ? 1 : w;
      const double p = problem.p.data == nullptr ? 0 : problem.p(static_cast<Index>(row), static_cast<Index>(j));
      const double floor = 0x1p-125 / 0x1p-24;
      z.value[row] += w;
      z.scale[row] += (t + k) * w + floor;
      for (const std::size_t c : {0U, 1U}) {
        const double d = c == 0 ? map.x[i] - map.x[j] : map.y[i] - map.y[j];
        repulsion.value[c * rows + row] += w * f * d;
        repulsion.scale[c * rows + row] += (2 * t + 3 + k) * w * f * std::fabs(d) + floor * (1 + std::fabs(d));
        attraction.value[c * rows + row] += p * f * d;
        attraction.scale[c * rows + row] += (2 * t + 3 + k) * p * f * std::fabs(d) + floor * (1 + std::fabs(d));
      }
    }
  }
  std::vector<Expected> all = {z, repulsion};
  if (problem.p.data != nullptr) all.push_back(attraction);
  return all;
}

// A sum over the whole row in any order: a chain of n in place of K. Eigen's own exp has an error of two units, too.
double bound(const Shape& s, const Expected& e, std::size_t i, double slack) {
  return 0x1p-24 * e.scale[i] * (1 + slack * static_cast<double>(s[1]) / chain(s[1]));
}

std::vector<std::vector<double>> results(const ForceProblem& problem) {
  std::vector<std::vector<double>> all = {{problem.z.begin(), problem.z.end()}, values(problem.repulsion)};
  if (problem.p.data != nullptr) all.push_back(values(problem.attraction));
  return all;
}

// On a grid all differences, squares and turned squares are exact: moving the map changes no bit, and a quarter turn
// turns the forces with it, bit by bit.
std::string motion_fault(void (*run)(const ForceProblem&), const Shape& s, Memory& memory) {
  std::vector<ForceProblem> problems;
  for (int k = 0; k < 3; ++k) {
    problems.push_back(make(s, memory));
    Matrix& map = memory.keep<Matrix>();
    map = Matrix(2, s[1]);
    Draws draws(Stream(4, "grid"));
    for (Index j = 0; j < s[1]; ++j) {
      const float x = static_cast<float>(draws.below(128)) / 32 - 2;
      const float y = static_cast<float>(draws.below(128)) / 32 - 2;
      map(0, j) = k == 0 ? x : k == 1 ? x + 3 : -y;
      map(1, j) = k == 0 ? y : k == 1 ? y - 5 : x;
    }
    problems.back().map = map;
    run(problems.back());
  }
  if (results(problems[0]) != results(problems[1])) return "moving the map changes the forces";
  const auto turned = [&](MatrixView a, MatrixView b) {
    for (Index row = 0; row < a.cols; ++row) {
      if (b(0, row) != -a(1, row) || b(1, row) != a(0, row)) return false;
    }
    return true;
  };
  if (!turned(problems[0].repulsion, problems[2].repulsion)) return "turning the map does not turn the repulsion";
  if (s[4] != 0 && !turned(problems[0].attraction, problems[2].attraction)) {
    return "turning the map does not turn the attraction";
  }
  return "";
}

// What i does to j, j does to i: the sum of all repulsions is 0, up to the errors of each.
std::string balance_fault(void (*run)(const ForceProblem&), const Shape& s, Memory& memory) {
  if (s[0] != s[1]) return "";
  const ForceProblem problem = make({s[0], s[1], 0, s[3], 0}, memory);
  run(problem);
  const Expected expected = oracle_values(problem)[1];
  for (const Index c : {0, 1}) {
    double sum = 0;
    double allowed = 0;
    for (Index i = 0; i < s[0]; ++i) {
      sum += problem.repulsion(c, i);
      allowed += bound(s, expected, static_cast<std::size_t>(c * s[0] + i), 1);
    }
    if (!(std::fabs(sum) <= allowed)) return "the repulsions add up to " + std::to_string(sum);
  }
  return "";
}

RegisteredKernel forces_kernel{Kernel<ForceProblem>{
    .name = "tsne_forces",
    .formula =
        "attraction_i = sum_j p_ij f_ij (y_i - y_j), repulsion_i = sum_j w_ij f_ij (y_i - y_j), z_i = sum_j w_ij",
    .axes = {"rows", "points", "first", "gaussian", "attraction"},
    // A pair: two differences, four for a or d, one for z, four for the repulsion, five for the attraction; then the
    // division (counted as one), the pairing's 1.5 products and w^2, or exp and its limit, 16. P once.
    .cost =
        [](const Shape& s) {
          const double pairs = static_cast<double>(s[0]) * s[1];
          const double flops = 11 + (s[3] != 0 ? 16 : 3) + (s[4] != 0 ? 5 : 0);
          return Cost{flops * pairs, (s[4] != 0 ? 4 * pairs : 0) + 8.0 * s[1] + 24.0 * s[0]};
        },
    .check = {{0, 5, 0, 0, 0},      {1, 1, 0, 0, 1},       {2, 2, 0, 0, 1},       {2, 2, 0, 1, 1},
              {3, 7, 4, 0, 0},      {5, 15, 0, 0, 1},      {5, 16, 11, 1, 1},     {17, 17, 0, 0, 1},
              {17, 17, 0, 1, 0},    {31, 31, 0, 0, 1},     {32, 32, 0, 1, 1},     {33, 33, 0, 0, 0},
              {7, 47, 30, 0, 1},    {7, 48, 40, 1, 0},     {64, 64, 0, 0, 1},     {65, 65, 0, 1, 1},
              {3, 1023, 510, 0, 1}, {3, 1024, 1021, 1, 1}, {3, 1025, 1022, 0, 1}, {2, 2081, 1023, 0, 1},
              {2, 2081, 1023, 1, 1}},
    .bench = {{2000, 2000, 0, 0, 0},
              {2000, 2000, 0, 0, 1},
              {2000, 2000, 0, 1, 0},
              {2000, 2000, 0, 1, 1},
              {1000, 10000, 0, 0, 0},
              {1000, 10000, 0, 0, 1}},
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = results,
    .properties = {{"motion", motion_fault}, {"balance", balance_fault}},
    .variants = variants()}};

}  // namespace

void tsne_forces(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                 MatrixView attraction, MatrixView repulsion, std::span<double> z) {
  const auto rows = static_cast<Index>(z.size());
  require_shape("tsne_forces", "the map", map, 2, map.cols);
  require_shape("tsne_forces", "the repulsion", repulsion, 2, rows);
  if (first < 0 || first + rows > map.cols) {
    throw ShapeError("tsne_forces: rows " + std::to_string(first) + " to " + std::to_string(first + rows) + " of " +
                     std::to_string(map.cols) + " points");
  }
  const bool none = affinities.size() == 0 && attraction.size() == 0;
  if (!none) {
    require_shape("tsne_forces", "P", affinities, rows, map.cols);
    require_shape("tsne_forces", "the attraction", attraction, 2, rows);
  }
  variants()[forces_kernel.selected()].run(
      {similarity, map, none ? ConstMatrixView{} : affinities, first, attraction, repulsion, z});
}

void tsne_gradient(ConstMatrixView attraction, ConstMatrixView repulsion, double z, double exaggeration,
                   MatrixView gradient) {
  require_shape("tsne_gradient", "the attraction", attraction, 2, gradient.cols);
  require_shape("tsne_gradient", "the repulsion", repulsion, 2, gradient.cols);
  require_shape("tsne_gradient", "the gradient", gradient, 2, gradient.cols);
  for (const Index c : {0, 1}) {
    for (Index i = 0; i < gradient.cols; ++i) {
      const double force = exaggeration * attraction(c, i) - repulsion(c, i) / z;
      gradient(c, i) = static_cast<float>(4 * force);
    }
  }
}

}  // namespace rederive
