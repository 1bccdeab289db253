#include "reference/kernels/soft_threshold.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/soft_threshold.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/elementwise-inl.h"
#include "reference/kernels/elementwise.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

void SoftThresholdRows(const Elementwise<1, 1, 1>& problem) {
  const FloatVec lambda = hn::Set(Floats(), problem.numbers[0]);
  Map(problem,
      [lambda](FloatVec x) { return hn::CopySign(AtLeast(hn::Zero(Floats()), hn::Sub(hn::Abs(x), lambda)), x); });
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/oracles/elementwise.h"

namespace rederive {

HWY_EXPORT(SoftThresholdRows);

namespace {

using Shrinkage = Elementwise<1, 1, 1>;

float soft_threshold_f32(const Shrinkage::Numbers& lambda, float x) {
  const float left = std::fabs(x) - lambda[0];
  return std::copysign(left < 0 ? 0.0F : left, x);
}

void run_simd(const Shrinkage& problem) { HWY_DYNAMIC_DISPATCH(SoftThresholdRows)(problem); }

const ElementwiseKernel<Shrinkage> soft_threshold_kernel{{
    .name = "soft_threshold",
    .formula = "y_ij = sign(x_ij) max(|x_ij| - lambda, 0)",
    .in = {{{"x"}}},
    .out = {"y"},
    .flops = 2,
    .exact =
        [](const auto& x, const auto& lambda) {
          const double y = oracle::soft_threshold(x[0], lambda[0]);
          return std::array{Exact{y, 0x1p-24 * std::fabs(y)}};
        },
    .variants = {{"scalar", run_scalar<Shrinkage, soft_threshold_f32>, true},
                 {"eigen", run_eigen<Shrinkage, &rivals::ElementwiseRivals::soft_threshold>},
                 {"simd", run_simd, true}},
    .properties = {element_property<Shrinkage>("moves by lambda at most, towards 0", {&Memory::logit}, {0.5F},
                                               [](const auto& x, const auto& y) {
                                                 const double moved = std::fabs(x[0]) - std::fabs(y[0]);
                                                 return y[0] * x[0] >= 0 && moved >= 0 && moved <= 0.5 + 1e-5;
                                               })},
    .numbers = {{0.25F}, {0.0F}},
}};

}  // namespace

void soft_threshold(ConstMatrixView x, float lambda, MatrixView y) { soft_threshold_kernel({{x}, {y}, {lambda}}); }

}  // namespace rederive
#endif
