#include "reference/kernels/updates.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/updates.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/elementwise-inl.h"
#include "reference/kernels/elementwise.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

void SgdRows(const Elementwise<2, 1, 2>& problem) {
  const Floats d;
  const FloatVec minus_rate = hn::Set(d, -problem.numbers[0]);
  const FloatVec decay = hn::Set(d, problem.numbers[1]);
  Map(problem, [=](FloatVec p, FloatVec g) { return FusedMulAdd(minus_rate, FusedMulAdd(decay, p, g), p); });
}

void MomentumRows(const Elementwise<3, 2, 4>& problem) {
  const Floats d;
  const FloatVec minus_rate = hn::Set(d, -problem.numbers[0]);
  const FloatVec momentum = hn::Set(d, problem.numbers[1]);
  const FloatVec decay = hn::Set(d, problem.numbers[2]);
  if (problem.numbers[3] == 0) {
    Map(problem, [=](FloatVec p, FloatVec v, FloatVec g) {
      const FloatVec velocity = FusedMulAdd(minus_rate, FusedMulAdd(decay, p, g), hn::Mul(momentum, v));
      return Vectors<2>{{hn::Add(p, velocity), velocity}};
    });
  } else {
    Map(problem, [=](FloatVec p, FloatVec v, FloatVec g) {
      const FloatVec t = FusedMulAdd(decay, p, g);
      const FloatVec velocity = FusedMulAdd(minus_rate, t, hn::Mul(momentum, v));
      return Vectors<2>{{hn::Add(p, FusedMulAdd(minus_rate, t, hn::Mul(momentum, velocity))), velocity}};
    });
  }
}

void AdadeltaRows(const Elementwise<4, 3, 3>& problem) {
  const Floats d;
  const FloatVec minus_rate = hn::Set(d, -problem.numbers[0]);
  const FloatVec rho = hn::Set(d, problem.numbers[1]);
  const FloatVec rest = hn::Set(d, 1.0F - problem.numbers[1]);
  const FloatVec epsilon = hn::Set(d, problem.numbers[2]);
  const auto blend = [=](FloatVec old, FloatVec x) { return FusedMulAdd(rho, old, hn::Mul(hn::Mul(rest, x), x)); };
  Map(problem, [=](FloatVec p, FloatVec squares, FloatVec steps, FloatVec g) {
    const FloatVec new_squares = blend(squares, g);
    const FloatVec ratio = hn::Div(hn::Add(steps, epsilon), hn::Add(new_squares, epsilon));
    const FloatVec step = hn::Mul(hn::Sqrt(ratio), g);
    return Vectors<3>{{FusedMulAdd(minus_rate, step, p), new_squares, blend(steps, step)}};
  });
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/oracles/elementwise.h"

namespace rederive {

HWY_EXPORT(SgdRows);
HWY_EXPORT(MomentumRows);
HWY_EXPORT(AdadeltaRows);

namespace {

using Sgd = Elementwise<2, 1, 2>;
using Momentum = Elementwise<3, 2, 4>;
using Adadelta = Elementwise<4, 3, 3>;
using rivals::ElementwiseRivals;

constexpr double kU = 0x1p-24;
constexpr double kLeast = 0x1p-149;

float sgd_f32(const Sgd::Numbers& numbers, float p, float g) {
  const auto [rate, decay] = numbers;
  return std::fma(-rate, std::fma(decay, p, g), p);
}

std::array<float, 2> momentum_f32(const Momentum::Numbers& numbers, float p, float v, float g) {
  const auto [rate, momentum, decay, nesterov] = numbers;
  const float t = std::fma(decay, p, g);
  const float velocity = std::fma(-rate, t, momentum * v);
  return {p + (nesterov == 0 ? velocity : std::fma(-rate, t, momentum * velocity)), velocity};
}

std::array<float, 3> adadelta_f32(const Adadelta::Numbers& numbers, float p, float squares, float steps, float g) {
  const auto [rate, rho, epsilon] = numbers;
  const float rest = 1.0F - rho;
  const float new_squares = std::fma(rho, squares, rest * g * g);
  const float step = std::sqrt((steps + epsilon) / (new_squares + epsilon)) * g;
  return {std::fma(-rate, step, p), new_squares, std::fma(rho, steps, rest * step * step)};
}

void sgd_simd(const Sgd& problem) { HWY_DYNAMIC_DISPATCH(SgdRows)(problem); }
void momentum_simd(const Momentum& problem) { HWY_DYNAMIC_DISPATCH(MomentumRows)(problem); }
void adadelta_simd(const Adadelta& problem) { HWY_DYNAMIC_DISPATCH(AdadeltaRows)(problem); }

// The running means of squares, mostly small.
float square(Draws& draws) {
  const float x = Memory::uniform(draws);
  return x * x * x * x;
}

const ElementwiseKernel<Sgd> sgd_kernel{{
    .name = "sgd",
    .formula = "p' = p - rate (g + decay p)",
    .in = {{{"p"}, {"g"}}},
    .out = {"p"},
    .flops = 4,
    .exact =
        [](const auto& x, const auto& rule) {
          const double p = oracle::sgd(x[0], x[1], rule[0], rule[1]);
          return std::array{Exact{p, 1.1 * kU * (std::fabs(p) + std::fabs(p - x[0])) + kLeast}};
        },
    // Eigen rounds both products as well.
    .variants = {{"scalar", run_scalar<Sgd, sgd_f32>, true},
                 {"eigen", run_eigen<Sgd, &ElementwiseRivals::sgd>, false, 3},
                 {"simd", sgd_simd, true}},
    .properties = {element_property<Sgd>("a rate of 0 changes nothing", {&Memory::logit, &Memory::logit}, {0, 0.5F},
                                         [](const auto& x, const auto& y) { return y[0] == x[0]; })},
    .numbers = {{0.05F, 0.0F}, {0.5F, 0.01F}},
}};

const ElementwiseKernel<Momentum> momentum_kernel{{
    .name = "momentum",
    .formula = "v' = momentum v - rate (g + decay p), p' = p + v'; s = 1: p' = p + momentum v' - rate (g + decay p)",
    .in = {{{"p"}, {"v"}, {"g"}}},
    .out = {"p", "v"},
    .flops = 6,
    .exact =
        [](const auto& x, const auto& rule) {
          const auto [rate, momentum, decay, nesterov] = rule;
          const auto next = oracle::momentum(x[0], x[1], x[2], rate, momentum, decay, nesterov != 0);
          const double parts = std::fabs(momentum * x[1]) + std::fabs(rate * (x[2] + decay * x[0]));
          const double error = 1.1 * kU * (std::fabs(next.velocity) + parts) + kLeast;
          const double step = nesterov == 0 ? error : 3 * error;
          return std::array{Exact{next.parameter, step + 1.1 * kU * std::fabs(next.parameter)},
                            Exact{next.velocity, error}};
        },
    // Eigen rounds all products.
    .variants = {{"scalar", run_scalar<Momentum, momentum_f32>, true},
                 {"eigen", run_eigen<Momentum, &ElementwiseRivals::momentum>, false, 3},
                 {"simd", momentum_simd, true}},
    .properties = {element_property<Momentum>(
        "without a rate the parameters drift", {&Memory::uniform, &Memory::uniform, &Memory::uniform}, {0, 0.5F, 0, 0},
        [](const auto& x, const auto& y) { return y[1] == x[1] / 2 && std::fabs(y[0] - x[0] - y[1]) <= 1e-7; })},
    .numbers = {{0.05F, 0.9F, 0.001F, 0}, {0.05F, 0.9F, 0.001F, 1}},
}};

const ElementwiseKernel<Adadelta> adadelta_kernel{{
    .name = "adadelta",
    .formula = "a' = rho a + (1 - rho) g^2, d = sqrt((s + eps) / (a' + eps)) g, s' = rho s + (1 - rho) d^2, "
               "p' = p - rate d",
    .in = {{{"p"}, {"squares", square}, {"steps", square}, {"g"}}},
    .out = {"p", "squares", "steps"},
    .flops = 14,
    .exact =
        [](const auto& x, const auto& rule) {
          const auto [rate, rho, epsilon] = rule;
          const auto next = oracle::adadelta(x[0], x[1], x[2], x[3], rate, rho, 1.0F - rho, epsilon);
          const double step = std::fabs(rate * next.step);
          return std::array{Exact{next.parameter, kU * (1.1 * std::fabs(next.parameter) + 6.1 * step) + kLeast},
                            Exact{next.squares, 3.1 * kU * next.squares + kLeast},
                            Exact{next.steps, 14.1 * kU * next.steps + kLeast}};
        },
    // Eigen rounds all products.
    .variants = {{"scalar", run_scalar<Adadelta, adadelta_f32>, true},
                 {"eigen", run_eigen<Adadelta, &ElementwiseRivals::adadelta>, false, 1},
                 {"simd", adadelta_simd, true}},
    .properties = {element_property<Adadelta>(
        "goes against the gradient", {&Memory::uniform, square, square, &Memory::uniform}, {1, 0.95F, 1e-6F},
        [](const auto& x, const auto& y) { return (y[0] - x[0]) * x[3] <= 0 && y[1] >= 0 && y[2] >= 0; })},
    .numbers = {{1.0F, 0.95F, 1e-6F}, {0.5F, 0.9F, 1e-7F}},
}};

}  // namespace

void sgd(MatrixView p, ConstMatrixView g, const SgdRule& rule) { sgd_kernel({{p, g}, {p}, {rule.rate, rule.decay}}); }

void momentum(MatrixView p, MatrixView v, ConstMatrixView g, const MomentumRule& rule) {
  momentum_kernel({{p, v, g}, {p, v}, {rule.rate, rule.momentum, rule.decay, rule.nesterov ? 1.0F : 0.0F}});
}

void adadelta(MatrixView p, MatrixView squares, MatrixView steps, ConstMatrixView g, const AdadeltaRule& rule) {
  adadelta_kernel({{p, squares, steps, g}, {p, squares, steps}, {rule.rate, rule.rho, rule.epsilon}});
}

}  // namespace rederive
#endif
