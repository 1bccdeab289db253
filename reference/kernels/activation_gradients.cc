#include "reference/kernels/activation_gradients.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/activation_gradients.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/elementary.h"
#include "reference/kernels/elementwise-inl.h"
#include "reference/kernels/elementwise.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

void ReluRows(const Elementwise<1>& problem) {
  Map(problem, [](FloatVec x) { return AtLeast(hn::Zero(Floats()), x); });
}
void SigmoidBackwardRows(const Elementwise<2>& problem) {
  Map(problem, [](FloatVec g, FloatVec y) { return hn::Mul(g, FusedMulAdd(hn::Neg(y), y, y)); });
}
void TanhBackwardRows(const Elementwise<2>& problem) {
  Map(problem, [](FloatVec g, FloatVec y) { return hn::Mul(g, FusedMulAdd(hn::Neg(y), y, hn::Set(Floats(), 1.0F))); });
}
void ReluBackwardRows(const Elementwise<2>& problem) {
  Map(problem, [](FloatVec g, FloatVec y) { return hn::IfThenElseZero(hn::Gt(y, hn::Zero(Floats())), g); });
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/oracles/elementwise.h"

namespace rederive {

HWY_EXPORT(ReluRows);
HWY_EXPORT(SigmoidBackwardRows);
HWY_EXPORT(TanhBackwardRows);
HWY_EXPORT(ReluBackwardRows);

namespace {

using Unary = Elementwise<1>;
using Binary = Elementwise<2>;
using rivals::ElementwiseRivals;

float relu_f32(float x) { return x < 0 ? 0.0F : x; }
float sigmoid_backward_f32(float g, float y) { return g * std::fma(-y, y, y); }
float tanh_backward_f32(float g, float y) { return g * std::fma(-y, y, 1.0F); }
float relu_backward_f32(float g, float y) { return y > 0 ? g : 0.0F; }

void relu_simd(const Unary& problem) { HWY_DYNAMIC_DISPATCH(ReluRows)(problem); }
void sigmoid_backward_simd(const Binary& problem) { HWY_DYNAMIC_DISPATCH(SigmoidBackwardRows)(problem); }
void tanh_backward_simd(const Binary& problem) { HWY_DYNAMIC_DISPATCH(TanhBackwardRows)(problem); }
void relu_backward_simd(const Binary& problem) { HWY_DYNAMIC_DISPATCH(ReluBackwardRows)(problem); }

// No saturated units: their gradients are subnormal, and cost a processor a hundred cycles each.
float probability(Draws& draws) { return sigmoid_f32(16 * Memory::uniform(draws)); }
float rectified(Draws& draws) { return relu_f32(Memory::uniform(draws)); }

// Two roundings, and the spacing of subnormal floats.
Exact two_roundings(double value) { return {value, 2.1 * 0x1p-24 * std::fabs(value) + 0x1p-149}; }

const ElementwiseKernel<Unary> relu_kernel{{
    .name = "relu",
    .formula = "y_ij = max(x_ij, 0)",
    .in = {{{"x"}}},
    .out = {"y"},
    .flops = 1,
    .exact =
        [](const auto& x, const auto&) {
          return std::array{Exact{oracle::relu(x[0]), 0}};
        },
    .variants = {{"scalar", run_scalar<Unary, relu_f32>, true},
                 {"eigen", run_eigen<Unary, &ElementwiseRivals::relu>},
                 {"simd", relu_simd, true}},
    .properties = {element_property<Unary>("nothing below 0 or x", {&Memory::logit}, {},
                                           [](const auto& x, const auto& y) { return y[0] >= 0 && y[0] >= x[0]; })},
}};

const ElementwiseKernel<Binary> sigmoid_backward_kernel{{
    .name = "sigmoid_backward",
    .formula = "dx_ij = g_ij y_ij (1 - y_ij)",
    .in = {{{"g"}, {"y", probability}}},
    .out = {"dx"},
    .flops = 3,
    .exact = [](const auto& x, const auto&) { return std::array{two_roundings(oracle::sigmoid_backward(x[0], x[1]))}; },
    // Eigen rounds 1 - y, which near y = 0 and 1 costs nothing more, and the two products.
    .variants = {{"scalar", run_scalar<Binary, sigmoid_backward_f32>, true},
                 {"eigen", run_eigen<Binary, &ElementwiseRivals::sigmoid_backward>, false, 0.5},
                 {"simd", sigmoid_backward_simd, true}},
    .properties = {element_property<Binary>(
        "at most a quarter of g", {&Memory::uniform, probability}, {},
        [](const auto& x, const auto& y) { return std::fabs(y[0]) <= std::fabs(x[0]) / 4 && y[0] * x[0] >= 0; })},
}};

const ElementwiseKernel<Binary> tanh_backward_kernel{{
    .name = "tanh_backward",
    .formula = "dx_ij = g_ij (1 - y_ij^2)",
    .in = {{{"g"}, {"y", &Memory::uniform}}},
    .out = {"dx"},
    .flops = 3,
    .exact = [](const auto& x, const auto&) { return std::array{two_roundings(oracle::tanh_backward(x[0], x[1]))}; },
    // Eigen rounds y^2 before it is taken from 1: an absolute error of u / 2, here against 1 - y^2 >= 2^-12.
    .variants = {{"scalar", run_scalar<Binary, tanh_backward_f32>, true},
                 {"eigen", run_eigen<Binary, &ElementwiseRivals::tanh_backward>, false, 2048},
                 {"simd", tanh_backward_simd, true}},
    .properties = {element_property<Binary>(
        "at most g", {&Memory::uniform, &Memory::uniform}, {},
        [](const auto& x, const auto& y) { return std::fabs(y[0]) <= std::fabs(x[0]) && y[0] * x[0] >= 0; })},
}};

const ElementwiseKernel<Binary> relu_backward_kernel{{
    .name = "relu_backward",
    .formula = "dx_ij = g_ij [y_ij > 0]",
    .in = {{{"g"}, {"y", rectified}}},
    .out = {"dx"},
    .flops = 1,
    .exact =
        [](const auto& x, const auto&) {
          return std::array{Exact{oracle::relu_backward(x[0], x[1]), 0}};
        },
    .variants = {{"scalar", run_scalar<Binary, relu_backward_f32>, true},
                 {"eigen", run_eigen<Binary, &ElementwiseRivals::relu_backward>},
                 {"simd", relu_backward_simd, true}},
    .properties = {element_property<Binary>("g or 0", {&Memory::uniform, rectified}, {},
                                            [](const auto& x, const auto& y) { return y[0] == 0 || y[0] == x[0]; })},
}};

}  // namespace

void relu(ConstMatrixView x, MatrixView y) { relu_kernel({{x}, {y}}); }
void sigmoid_backward(ConstMatrixView g, ConstMatrixView y, MatrixView dx) { sigmoid_backward_kernel({{g, y}, {dx}}); }
void tanh_backward(ConstMatrixView g, ConstMatrixView y, MatrixView dx) { tanh_backward_kernel({{g, y}, {dx}}); }
void relu_backward(ConstMatrixView g, ConstMatrixView y, MatrixView dx) { relu_backward_kernel({{g, y}, {dx}}); }

}  // namespace rederive
#endif
