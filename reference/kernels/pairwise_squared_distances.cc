#include "reference/kernels/pairwise_squared_distances.h"

#include <cmath>
#include <string>
#include <vector>

#include <cblas.h>

#include "reference/kernels/chain_bound.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/pairwise_simd.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/oracles/distances.h"

namespace rederive {
namespace {

struct DistanceProblem {
  ConstMatrixView x;
  ConstMatrixView y;
  MatrixView d;
};

void run_scalar(const DistanceProblem& p) {
  for (Index i = 0; i < p.x.rows; ++i) {
    for (Index j = 0; j < p.y.rows; ++j) {
      float sum = 0;
      for (Index l = 0; l < p.x.cols; ++l) {
        const float difference = p.x(i, l) - p.y(j, l);
        sum = std::fma(difference, difference, sum);
      }
      p.d(i, j) = sum;
    }
  }
}

void run_simd(const DistanceProblem& p) { pairwise_simd(p.x, p.y, p.d); }

void run_eigen(const DistanceProblem& p) {
  rivals::eigen().pairwise_squared_distances(p.x.data, p.x.stride, p.y.data, p.y.stride, p.d.data, p.d.stride, p.d.rows,
                                             p.d.cols, p.x.cols);
}

std::vector<float> squared_norms(ConstMatrixView m) {
  std::vector<float> norms;
  for (Index i = 0; i < m.rows; ++i) {
    const auto length = static_cast<blasint>(m.cols);
    norms.push_back(cblas_sdot(length, m.row(i), 1, m.row(i), 1));
  }
  return norms;
}

void run_openblas(const DistanceProblem& p) {
  static const bool single = (openblas_set_num_threads(1), true);
  static_cast<void>(single);
  if (p.d.rows == 0 || p.d.cols == 0) return;  // it refuses leading dimensions of 0
  const auto ld = [](ConstMatrixView m) { return static_cast<blasint>(std::max<Index>(1, m.stride)); };
  const std::vector<float> x_norms = squared_norms(p.x);
  const std::vector<float> y_norms = squared_norms(p.y);
  for (Index i = 0; i < p.d.rows; ++i) {
    const float own = x_norms[static_cast<std::size_t>(i)];
    for (Index j = 0; j < p.d.cols; ++j) p.d(i, j) = own + y_norms[static_cast<std::size_t>(j)];
  }
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, static_cast<blasint>(p.d.rows), static_cast<blasint>(p.d.cols),
              static_cast<blasint>(p.x.cols), -2, p.x.data, ld(p.x), p.y.data, ld(p.y), 1, p.d.data, ld(p.d));
}

const std::vector<Variant<DistanceProblem>>& variants() {
  // The slack 1 stands for the bound of the other formula, see bound().
  static const std::vector<Variant<DistanceProblem>> all = {{"scalar", run_scalar, true},
                                                            {"eigen", run_eigen, false, 1},
                                                            {"openblas", run_openblas, false, 1},
                                                            {"simd", run_simd, true}};
  return all;
}

// The last number of a shape: Y is X itself.
DistanceProblem make(const Shape& s, Memory& memory) {
  const ConstMatrixView x = memory.input("X", s[0], s[2], &Memory::uniform);
  const ConstMatrixView y = s[3] != 0 ? x : memory.input("Y", s[1], s[2], &Memory::uniform);
  return {x, y, memory.output("D", x.rows, y.rows)};
}

std::vector<Expected> oracle_values(const DistanceProblem& p) {
  Expected d{"D", {}, {}};
  const std::vector<float> zero(static_cast<std::size_t>(p.x.cols));
  const auto norm = [&](const float* row) { return oracle::squared_distance(row, zero.data(), p.x.cols); };
  std::vector<double> y_norms;
  for (Index j = 0; j < p.y.rows; ++j) y_norms.push_back(norm(p.y.row(j)));
  for (Index i = 0; i < p.x.rows; ++i) {
    const double x_norm = norm(p.x.row(i));
    for (Index j = 0; j < p.y.rows; ++j) {
      d.value.push_back(oracle::squared_distance(p.x.row(i), p.y.row(j), p.x.cols));
      d.scale.push_back(2 * (x_norm + y_norms[static_cast<std::size_t>(j)]));
    }
  }
  return {d};
}

// gamma_{d+2} D. With norms and a product: d + 2 roundings, and three for the sums that join them, of ||x||^2, ||y||^2
// and 2 |x|'|y| <= ||x||^2 + ||y||^2.
double bound(const Shape& s, const Expected& e, std::size_t i, double slack) {
  const Index n = s[2] + 2;
  return chain_bound(n, e.value[i]) + slack * static_cast<double>(n + 3) * 0x1p-24 * e.scale[i];
}

// On a grid every operation is exact, in either formula: so D(X, X) is symmetric with a diagonal of zeros, and the
// whole does not change when all points move together.
std::string grid_fault(void (*run)(const DistanceProblem&), const Shape& s, Memory& memory) {
  const auto grid = [](Draws& draws) { return static_cast<float>(draws.below(9)) - 4; };
  const MatrixView x = memory.input("grid", s[0], s[2], grid);
  const std::vector<double> kept = values(x);
  Index next = 0;
  const auto shift = [&](Draws&) { return static_cast<float>(kept[static_cast<std::size_t>(next++)]) + 5; };
  const MatrixView moved = memory.input("moved", s[0], s[2], shift);
  const MatrixView d = memory.output("D(X, X)", s[0], s[0]);
  const MatrixView same = memory.output("D of the moved", s[0], s[0]);
  run({x, x, d});
  run({moved, moved, same});
  if (values(d) != values(same)) return "the distances change when all points move together";
  for (Index i = 0; i < s[0]; ++i) {
    if (d(i, i) != 0) return "a point is not at the distance 0 from itself";
    for (Index j = 0; j < i; ++j) {
      if (d(i, j) != d(j, i)) return "D(X, X) is not symmetric";
    }
  }
  return "";
}

RegisteredKernel pairwise_kernel{Kernel<DistanceProblem>{
    .name = "pairwise_squared_distances",
    .formula = "D_ij = sum_l (x_il - y_jl)^2",
    .axes = {"n", "m", "d", "self"},
    // A difference and a multiply-add a term: three operations in the time of two multiply-adds, so at most 3/4 of a
    // roof that is made of multiply-adds. Of X against itself half the pairs, and only they, are counted.
    .cost =
        [](const Shape& s) {
          const double n = s[0], m = s[1], d = s[2];
          const double pairs = s[3] != 0 ? n * (n - 1) / 2 : n * m;
          return Cost{3 * pairs * d, 4 * (n * d + (s[3] != 0 ? 0 : m * d) + n * m)};
        },
    .check = {{0, 5, 3, 0},     {5, 0, 3, 0},     {3, 4, 0, 0},   {1, 1, 1, 0},   {1, 1, 1, 1},    {2, 3, 2, 0},
              {5, 15, 2, 0},    {6, 16, 7, 0},    {7, 17, 3, 0},  {13, 31, 2, 0}, {12, 33, 50, 0}, {8, 47, 5, 0},
              {11, 63, 16, 0},  {9, 64, 17, 0},   {4, 65, 2, 0},  {3, 129, 3, 0}, {37, 37, 2, 1},  {65, 65, 50, 1},
              {134, 134, 9, 1}, {10, 20, 784, 0}, {3, 7, 4099, 0}},
    .bench = {{1000, 1000, 2, 1}, {1000, 1000, 50, 1}, {1000, 1000, 784, 1}, {100, 5000, 50, 0}},
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = [](const DistanceProblem& p) -> std::vector<std::vector<double>> { return {values(p.d)}; },
    .properties = {{"grid", grid_fault}},
    .variants = variants()}};

}  // namespace

void pairwise_squared_distances(ConstMatrixView x, ConstMatrixView y, MatrixView distances) {
  require_shape("pairwise_squared_distances", "X", x, x.rows, x.cols);
  require_shape("pairwise_squared_distances", "Y", y, y.rows, x.cols);
  require_shape("pairwise_squared_distances", "D", distances, x.rows, y.rows);
  variants()[pairwise_kernel.selected()].run({x, y, distances});
}

}  // namespace rederive
