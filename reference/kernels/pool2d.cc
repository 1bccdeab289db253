#include "reference/kernels/pool2d.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "reference/kernels/operands.h"
#include "reference/kernels/pool2d_problem.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/oracles/pool2d.h"

namespace rederive {
namespace {

void run_eigen(const PoolProblem& p) {
  const Pool2dShape& s = p.shape;
  for (Index n = 0; n < p.x.rows; ++n) {
    for (Index o = 0; o < s.output(); o += s.channels) {
      const Index pixel = o / s.channels;
      const Index first = (pixel / s.out_width() * s.width + pixel % s.out_width()) * s.stride * s.channels;
      rivals::eigen().pool(static_cast<int>(p.kind), p.p, p.x.row(n) + first, s.width * s.channels, s.window,
                           s.channels, p.y.row(n) + o, p.kind == Pooling::max ? p.chosen.row(n) + o : nullptr);
    }
  }
}

const std::vector<Variant<PoolProblem>>& variants() {
  static const std::vector<Variant<PoolProblem>> all = {
      {"scalar", pool2d_scalar, true}, {"eigen", run_eigen}, {"simd", pool2d_simd, true}};
  return all;
}

// Eighths, so that windows have equals and zeros.
float eighths(Draws& draws) { return static_cast<float>(draws.below(17)) / 8 - 1; }

constexpr std::uint8_t kUntouched = 0xee;

PoolProblem make(const Shape& s, Memory& memory) {
  PoolProblem p{pool2d_shape(s), pool2d_kind(s), pool2d_p(s), {}, {}, {}};
  p.x = memory.input("x", s[0], p.shape.image(), s[0] % 2 == 0 ? &Memory::uniform : &eighths);
  p.y = memory.output("y", s[0], p.shape.output());
  if (p.kind == Pooling::max) {
    auto& bytes = memory.keep<std::vector<std::uint8_t>>();
    const Index stride = p.shape.output() + 1;
    bytes.assign(static_cast<std::size_t>(s[0] * stride), kUntouched);
    p.chosen = {bytes.data(), s[0], p.shape.output(), stride};
  }
  return p;
}

// Chosen places with the byte behind each row, which nobody may write.
std::vector<double> places(const View<std::uint8_t>& chosen) {
  std::vector<double> all;
  for (Index n = 0; n < chosen.rows; ++n) {
    for (Index o = 0; o <= chosen.cols; ++o) all.push_back(chosen(n, o));
  }
  return all;
}

std::vector<Expected> oracle_values(const PoolProblem& p) {
  const oracle::Pool2d shape{p.shape.height, p.shape.width, p.shape.channels, p.shape.window, p.shape.stride};
  if (p.kind == Pooling::average) {
    auto y = oracle::pool2d_average(shape, p.x);
    return {{"y", std::move(y.value), std::move(y.magnitude)}};
  }
  if (p.kind != Pooling::max) {
    auto y = oracle::pool2d_lp(shape, static_cast<double>(p.p), p.x);
    return {{"y", std::move(y.value), std::move(y.magnitude)}};
  }
  auto y = oracle::pool2d_max(shape, p.x);
  const std::vector<double> exact(y.value.size());
  Expected chosen{"chosen", {}, {}};
  for (Index n = 0; n < p.x.rows; ++n) {
    const auto first = y.magnitude.begin() + n * p.shape.output();
    chosen.value.insert(chosen.value.end(), first, first + p.shape.output());
    chosen.value.push_back(kUntouched);
  }
  chosen.scale.assign(chosen.value.size(), 0);
  return {{"y", std::move(y.value), exact}, std::move(chosen)};
}

// As the header derives it; the scale is 0 for the maximum. A rival may scale differently.
double bound(const Shape& s, const Expected& e, std::size_t i, double /*slack*/) {
  const auto q = static_cast<double>(s[4] * s[4]);
  const double roundings = pool2d_kind(s) == Pooling::power ? 2 * (q + 24) : q + 2;
  return e.scale[i] == 0 ? 0 : roundings * 0x1p-24 / (1 - roundings * 0x1p-24) * e.scale[i] + 0x1p-126;
}

// Twice as large an image: the same roundings.
std::string doubling_fault(void (*run)(const PoolProblem&), const Shape& s, Memory& memory) {
  const PoolProblem p = make(s, memory);
  run(p);
  Index i = 0;
  const auto twice = [&](Draws&) {
    const Index place = i++;
    return 2 * p.x(place / p.x.cols, place % p.x.cols);
  };
  PoolProblem q = p;
  q.x = memory.input("2 x", s[0], p.shape.image(), twice);
  q.y = memory.output("y of 2 x", s[0], p.shape.output());
  run(q);
  std::vector<double> once = values(p.y);
  for (double& value : once) value *= 2;
  return values(q.y) == once ? "" : "an image twice as large does not give twice the result";
}

RegisteredKernel pool_kernel{Kernel<PoolProblem>{
    .name = "pool2d",
    .formula =
        "y = max x | sum x / m^2 | (sum |x|^p)^(1/p) over windows m x m every s (kind 0 | 1 | p = 1, 2, 3, 1.5, 17)",
    .axes = pool2d_axes(),
    // One operation for each element of a window, two for a square, forty for a power.
    .cost =
        [](const Shape& s) {
          const Pool2dShape shape = pool2d_shape(s);
          const auto n = static_cast<double>(s[0]);
          const auto outputs = static_cast<double>(shape.output());
          const double each = s[6] <= 2 ? 1 : s[6] == 3 ? 2 : 40;
          return Cost{each * n * outputs * static_cast<double>(s[4] * s[4]),
                      n * (4 * static_cast<double>(shape.image()) + (s[6] == 0 ? 5 : 4) * outputs)};
        },
    .check = pool2d_check_shapes(),
    .bench = pool2d_bench_shapes(),
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = [](const PoolProblem& p) -> std::vector<std::vector<double>> {
      if (p.kind != Pooling::max) return {values(p.y)};
      return {values(p.y), places(p.chosen)};
    },
    .properties = {{"doubling", doubling_fault}},
    .variants = variants()}};

void run(const char* kernel, const PoolProblem& p) {
  require_pool2d(kernel, p.shape);
  require_shape(kernel, "x", p.x, p.x.rows, p.shape.image());
  require_shape(kernel, "y", p.y, p.x.rows, p.shape.output());
  variants()[pool_kernel.selected()].run(p);
}

}  // namespace

void pool2d_max(const Pool2dShape& shape, ConstMatrixView x, MatrixView y, View<std::uint8_t> chosen) {
  require_places("pool2d_max", chosen, x.rows, shape);
  run("pool2d_max", {shape, Pooling::max, 0, x, y, chosen});
}

void pool2d_average(const Pool2dShape& shape, ConstMatrixView x, MatrixView y) {
  run("pool2d_average", {shape, Pooling::average, 0, x, y, {}});
}

void pool2d_lp(const Pool2dShape& shape, float p, ConstMatrixView x, MatrixView y) {
  run("pool2d_lp", {shape, pool2d_norm(p), p, x, y, {}});
}

}  // namespace rederive
