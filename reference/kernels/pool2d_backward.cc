#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reference/kernels/operands.h"
#include "reference/kernels/pool2d_problem.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/oracles/pool2d.h"

namespace rederive {
namespace {

void run_eigen(const PoolBackwardProblem& p) {
  const Pool2dShape& s = p.shape;
  for (Index n = 0; n < p.g.rows; ++n) {
    std::fill_n(p.dx.row(n), s.image(), 0.0F);
    for (Index o = 0; o < s.output(); o += s.channels) {
      const Index pixel = o / s.channels;
      const Index first = (pixel / s.out_width() * s.width + pixel % s.out_width()) * s.stride * s.channels;
      const bool norm = p.x.data != nullptr;
      rivals::eigen().pool_backward(static_cast<int>(p.kind), p.p, norm ? p.x.row(n) + first : nullptr,
                                    norm ? p.y.row(n) + o : nullptr, p.g.row(n) + o,
                                    p.kind == Pooling::max ? p.chosen.row(n) + o : nullptr, s.width * s.channels,
                                    s.window, s.channels, p.dx.row(n) + first);
    }
  }
}

const std::vector<Variant<PoolBackwardProblem>>& variants() {
  static const std::vector<Variant<PoolBackwardProblem>> all = {
      {"scalar", pool2d_backward_scalar, true}, {"eigen", run_eigen}, {"simd", pool2d_backward_simd, true}};
  return all;
}

// x stands in the maximum's problem, too: the oracle finds the places by itself.
PoolBackwardProblem make(const Shape& s, Memory& memory) {
  PoolBackwardProblem p{pool2d_shape(s), pool2d_kind(s), pool2d_p(s), {}, {}, {}, {}, {}};
  const auto eighths = [](Draws& draws) { return static_cast<float>(draws.below(17)) / 8 - 1; };
  p.x = s[0] % 2 == 0 ? memory.input("x", s[0], p.shape.image(), &Memory::uniform)
                      : memory.input("x", s[0], p.shape.image(), eighths);
  p.g = memory.input("g", s[0], p.shape.output(), &Memory::uniform);
  p.dx = memory.output("dx", s[0], p.shape.image());
  const MatrixView y = memory.output("y", s[0], p.shape.output());
  p.y = y;
  View<std::uint8_t> chosen;
  if (p.kind == Pooling::max) {
    auto& bytes = memory.keep<std::vector<std::uint8_t>>();
    const Index stride = p.shape.output() + 1;
    bytes.assign(static_cast<std::size_t>(s[0] * stride), 0xee);
    chosen = {bytes.data(), s[0], p.shape.output(), stride};
    p.chosen = chosen;
  }
  pool2d_scalar({p.shape, p.kind, p.p, p.x, y, chosen});
  return p;
}

oracle::Pooled exact(const PoolBackwardProblem& p) {
  const oracle::Pool2d shape{p.shape.height, p.shape.width, p.shape.channels, p.shape.window, p.shape.stride};
  if (p.kind == Pooling::max) return oracle::pool2d_max_backward(shape, p.x, p.g);
  if (p.kind == Pooling::average) return oracle::pool2d_average_backward(shape, p.g);
  return oracle::pool2d_lp_backward(shape, static_cast<double>(p.p), p.x, p.y, p.g);
}

// Most of the maximum's gradient is 0 and would prove nothing. So its elements are told as those that were chosen, one
// for each window, and the largest magnitude of all others.
std::vector<double> tell(const PoolBackwardProblem& p, const std::vector<double>& dx) {
  if (p.kind != Pooling::max) return dx;
  const Pool2dShape& s = p.shape;
  std::vector<bool> is_chosen(dx.size());
  std::vector<double> told;
  for (Index n = 0; n < p.g.rows; ++n) {
    for (Index o = 0; o < s.output(); ++o) {
      const Index window = o / s.channels;
      const Index y = window / s.out_width() * s.stride + p.chosen(n, o) / s.window;
      const Index x = window % s.out_width() * s.stride + p.chosen(n, o) % s.window;
      const auto place = static_cast<std::size_t>(n * s.image() + (y * s.width + x) * s.channels + o % s.channels);
      is_chosen[place] = true;
      told.push_back(dx[place]);
    }
  }
  double elsewhere = 0;
  for (std::size_t i = 0; i < dx.size(); ++i) {
    if (!is_chosen[i] && !(std::fabs(dx[i]) <= elsewhere)) elsewhere = std::fabs(dx[i]);  // NaN too
  }
  told.push_back(elsewhere);
  return told;
}

// The bound itself, as the header derives it: k windows to a pixel at most; the exponent (p - 1) log(|x| / y) is off by
// u (p - 1) for the quotient and 6 u of itself.
std::vector<Expected> oracle_values(const PoolBackwardProblem& p) {
  oracle::Pooled dx = exact(p);
  const Index windows = (p.shape.window + p.shape.stride - 1) / p.shape.stride;  // in each direction, over one pixel
  const auto reach = static_cast<double>(windows);
  const double exponent = p.kind == Pooling::power ? static_cast<double>(p.p) : 0;
  const double roundings = reach * reach + (p.kind == Pooling::power ? 16 : 4) + exponent;
  for (std::size_t i = 0; i < dx.magnitude.size(); ++i) {
    dx.magnitude[i] =
        1.01 * 0x1p-24 * (roundings * dx.magnitude[i] + 6 * exponent * dx.sensitivity[i]) + reach * reach * 0x1p-126;
  }
  return {{"dx", tell(p, dx.value), tell(p, dx.magnitude)}};
}

// All kinds of pooling are homogeneous, f(a x) = a f(x) for a > 0, so <x, dx> = <f(x), g> (Euler).
std::string euler_fault(void (*run)(const PoolBackwardProblem&), const Shape& s, Memory& memory) {
  const PoolBackwardProblem p = make(s, memory);
  run(p);
  double left = 0;
  double right = 0;
  double magnitude = 0;
  for (Index n = 0; n < p.g.rows; ++n) {
    for (Index i = 0; i < p.dx.cols; ++i) {
      left += static_cast<double>(p.x(n, i)) * p.dx(n, i);
      magnitude += std::fabs(static_cast<double>(p.x(n, i)) * p.dx(n, i));
    }
    for (Index o = 0; o < p.g.cols; ++o) {
      right += static_cast<double>(p.y(n, o)) * p.g(n, o);
      magnitude += std::fabs(static_cast<double>(p.y(n, o)) * p.g(n, o));
    }
  }
  // Roundings of y and of dx, with room for the logarithms of p = 17.
  const double allowed = (4.0 * static_cast<double>(s[4] * s[4]) + 256) * 0x1p-24 * magnitude;
  return std::fabs(left - right) <= allowed ? "" : fmt::format("<x, dx> is {}, <y, g> is {}", left, right);
}

RegisteredKernel pool_kernel{Kernel<PoolBackwardProblem>{
    .name = "pool2d_backward",
    .formula = "dx = g where chosen | g / m^2 | g sign(x) (|x| / y)^(p - 1), summed over the windows of a pixel",
    .axes = pool2d_axes(),
    // One operation for each element of a window, two for a square, forty for a power.
    .cost =
        [](const Shape& s) {
          const Pool2dShape shape = pool2d_shape(s);
          const auto n = static_cast<double>(s[0]);
          const auto outputs = static_cast<double>(shape.output());
          const double each = s[6] <= 2 ? 1 : s[6] == 3 ? 2 : 40;
          const bool norm = s[6] >= 2;
          return Cost{each * n * outputs * static_cast<double>(s[4] * s[4]),
                      n * ((norm ? 8 : 4) * static_cast<double>(shape.image()) + (norm        ? 8
                                                                                  : s[6] == 0 ? 5
                                                                                              : 4) *
                                                                                     outputs)};
        },
    .check = pool2d_check_shapes(),
    .bench = pool2d_bench_shapes(),
    .make = make,
    .oracle = oracle_values,
    .bound = [](const Shape&, const Expected& e, std::size_t i, double) { return e.scale[i]; },
    .results = [](const PoolBackwardProblem& p) -> std::vector<std::vector<double>> { return {tell(p, values(p.dx))}; },
    .properties = {{"Euler", euler_fault}},
    .variants = variants()}};

void run(const char* kernel, const PoolBackwardProblem& p) {
  require_pool2d(kernel, p.shape);
  require_shape(kernel, "g", p.g, p.g.rows, p.shape.output());
  require_shape(kernel, "dx", p.dx, p.g.rows, p.shape.image());
  variants()[pool_kernel.selected()].run(p);
}

}  // namespace

void pool2d_max_backward(const Pool2dShape& shape, ConstMatrixView g, View<const std::uint8_t> chosen, MatrixView dx) {
  require_places("pool2d_max_backward", chosen, g.rows, shape);
  run("pool2d_max_backward", {shape, Pooling::max, 0, {}, {}, g, chosen, dx});
}

void pool2d_average_backward(const Pool2dShape& shape, ConstMatrixView g, MatrixView dx) {
  run("pool2d_average_backward", {shape, Pooling::average, 0, {}, {}, g, {}, dx});
}

void pool2d_lp_backward(const Pool2dShape& shape, float p, ConstMatrixView x, ConstMatrixView y, ConstMatrixView g,
                        MatrixView dx) {
  constexpr const char* kName = "pool2d_lp_backward";
  require_pool2d(kName, shape);
  require_shape(kName, "x", x, g.rows, shape.image());
  require_shape(kName, "y", y, g.rows, shape.output());
  run(kName, {shape, pool2d_norm(p), p, x, y, g, {}, dx});
}

}  // namespace rederive
