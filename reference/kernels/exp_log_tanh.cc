#include "reference/kernels/exp_log_tanh.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/exp_log_tanh.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/elementary-inl.h"
#include "reference/kernels/elementwise-inl.h"
#include "reference/kernels/elementwise.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

void ExpRows(const Elementwise<1>& problem) { Map(problem, ExpWhole); }
void LogRows(const Elementwise<1>& problem) { Map(problem, Log); }
void TanhRows(const Elementwise<1>& problem) { Map(problem, Tanh); }

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(ExpRows);
HWY_EXPORT(LogRows);
HWY_EXPORT(TanhRows);

namespace {

using Unary = Elementwise<1>;
using rivals::ElementwiseRivals;

void exp_simd(const Unary& problem) { HWY_DYNAMIC_DISPATCH(ExpRows)(problem); }
void log_simd(const Unary& problem) { HWY_DYNAMIC_DISPATCH(LogRows)(problem); }
void tanh_simd(const Unary& problem) { HWY_DYNAMIC_DISPATCH(TanhRows)(problem); }

// So many ULP of a value, each at most 2u = 2^-23 of it, and the spacing of subnormal floats.
Exact within(double value, double ulps) { return {value, ulps * (0x1p-23 * std::fabs(value) + 0x1p-149)}; }

// Where exp is a normal float, and Eigen's agrees; the test goes further.
float exponent(Draws& draws) { return 87.0F / 96.0F * Memory::logit(draws); }
float positive(Draws& draws) { return exp_f32(exponent(draws)); }

const ElementwiseKernel<Unary> exp_kernel{{
    .name = "exp",
    .formula = "y_ij = exp(x_ij)",
    .in = {{{"x", exponent}}},
    .out = {"y"},
    .flops = 20,
    .exact = [](const auto& x, const auto&) { return std::array{within(std::exp(x[0]), 1)}; },
    // Eigen's has up to 2.1 ULP.
    .variants = {{"scalar", run_scalar<Unary, exp_whole_f32>, true},
                 {"eigen", run_eigen<Unary, &ElementwiseRivals::exp>, false, 2},
                 {"simd", exp_simd, true}},
    .properties = {element_property<Unary>("positive", {exponent}, {},
                                           [](const auto&, const auto& y) { return y[0] >= 0; })},
}};

const ElementwiseKernel<Unary> log_kernel{{
    .name = "log",
    .formula = "y_ij = log(x_ij)",
    .in = {{{"x", positive}}},
    .out = {"y"},
    .flops = 26,
    .exact = [](const auto& x, const auto&) { return std::array{within(std::log(x[0]), 1)}; },
    // Eigen's has up to 2 ULP.
    .variants = {{"scalar", run_scalar<Unary, log_f32>, true},
                 {"eigen", run_eigen<Unary, &ElementwiseRivals::log>, false, 1},
                 {"simd", log_simd, true}},
    // log x <= x - 1, which is exact to half a unit of either.
    .properties = {element_property<Unary>(
        "below its tangent", {positive}, {},
        [](const auto& x, const auto& y) { return y[0] <= (x[0] - 1) + 0x1p-23 * (x[0] + 1); })},
}};

const ElementwiseKernel<Unary> tanh_kernel{{
    .name = "tanh",
    .formula = "y_ij = tanh(x_ij)",
    .in = {{{"x", &Memory::logit}}},
    .out = {"y"},
    .flops = 22,
    .exact = [](const auto& x, const auto&) { return std::array{within(std::tanh(x[0]), 3)}; },
    // Eigen's is one rational function with up to 6 ULP.
    .variants = {{"scalar", run_scalar<Unary, tanh_f32>, true},
                 {"eigen", run_eigen<Unary, &ElementwiseRivals::tanh>, false, 1},
                 {"simd", tanh_simd, true}},
    .properties = {element_property<Unary>("no larger than its argument", {&Memory::logit}, {},
                                           [](const auto& x, const auto& y) {
                                             return std::fabs(y[0]) <= 1 && y[0] * x[0] >= 0 &&
                                                    std::fabs(y[0]) <= std::fabs(x[0]) * (1 + 0x1p-21);
                                           })},
}};

}  // namespace

void exp(ConstMatrixView x, MatrixView y) { exp_kernel({{x}, {y}}); }
void log(ConstMatrixView x, MatrixView y) { log_kernel({{x}, {y}}); }
void tanh(ConstMatrixView x, MatrixView y) { tanh_kernel({{x}, {y}}); }

}  // namespace rederive
#endif
