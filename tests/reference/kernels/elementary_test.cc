// The scalar functions against the C library in double, and their vector twins against them bit by bit on every target.
#include "reference/kernels/elementary.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/reference/kernels/elementary_test.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/elementary-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// y = the function of that number, for whole vectors.
void Apply(int function, const float* x, float* y, Index count) {
  const Floats d;
  for (Index i = 0; i < count; i += static_cast<Index>(hn::Lanes(d))) {
    const FloatVec v = hn::LoadU(d, x + i);
    const FloatVec result = function == 0   ? Exp(v)
                            : function == 1 ? Log1p(v)
                            : function == 2 ? Sigmoid(v)
                            : function == 3 ? Softplus(v)
                                            : Nll(v, hn::Set(d, 0.3F));
    hn::StoreU(result, d, y + i);
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/targets.h"
#include "tests/catch.h"

namespace rederive {

HWY_EXPORT(Apply);

namespace {

struct Function {
  const char* name;
  float low, high;
  double ulps;  // promised by the header
  float (*scalar)(float);
  double (*exact)(double);
};

double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }
double nll(double x) { return softplus(x) - 0.3F * x; }

// The order is that of Apply.
constexpr Function kFunctions[] = {
    {"exp", -87.33F, 88.72F, 1, exp_f32, [](double x) { return std::exp(x); }},
    {"log1p", 0, 1, 2, log1p_f32, [](double x) { return std::log1p(x); }},
    {"sigmoid", -87.33F, 1e30F, 3, sigmoid_f32, [](double x) { return 1 / (1 + std::exp(-x)); }},
    {"softplus", -86.5F, 1e30F, 3, softplus_f32, softplus},
    {"nll", -80, 80, 4, [](float z) { return nll_f32(z, 0.3F); }, nll},
};

// Every 4999th float of the range, by its bits, so that all exponents are met.
std::vector<float> floats(float low, float high) {
  std::vector<float> all;
  for (std::uint64_t bits = 0; bits < (1ULL << 32); bits += 4999) {
    const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (x >= low && x <= high) all.push_back(x);
  }
  all.insert(all.end(), {low, high});
  while (all.size() % 64 != 0) all.push_back(low);
  return all;
}

double ulps(float got, double exact) {
  const auto rounded = static_cast<float>(std::fabs(exact));
  const int exponent = std::ilogb(std::max(rounded, 0x1p-126F));
  return std::fabs(got - exact) / std::ldexp(1.0, exponent - 23);
}

}  // namespace

TEST_CASE("elementary functions keep the errors that their header states") {
  for (const Function& f : kFunctions) {
    double worst = 0;
    float at = 0;
    for (const float x : floats(f.low, f.high)) {
      const double error = ulps(f.scalar(x), f.exact(x));
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
    INFO(f.name << ": " << worst << " ULP at " << at);
    CHECK(worst <= f.ulps);
    CHECK(worst > 0.4);  // less would mean that nothing was compared
  }
}

TEST_CASE("elementary functions on vectors have the bits of the scalar ones on every target") {
  for (const std::string& target : supported_targets()) {
    force_target(target);
    for (int i = 0; i < 5; ++i) {
      const std::vector<float> x = floats(i == 1 ? 0 : -3e38F, i == 1 ? 1 : 3e38F);
      std::vector<float> y(x.size());
      HWY_DYNAMIC_DISPATCH(Apply)(i, x.data(), y.data(), static_cast<Index>(x.size()));
      std::size_t differing = 0;
      for (std::size_t p = 0; p < x.size(); ++p) {
        differing += std::bit_cast<std::uint32_t>(y[p]) != std::bit_cast<std::uint32_t>(kFunctions[i].scalar(x[p]));
      }
      INFO(target << ": " << kFunctions[i].name);
      CHECK(differing == 0);
    }
    force_target("");
  }
}

TEST_CASE("elementary functions at their ends") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(exp_f32(0) == 1);
  CHECK(exp_f32(-infinity) == exp_f32(-87.33F));
  CHECK(exp_f32(infinity) == exp_f32(88.72F));
  CHECK(log1p_f32(0) == 0);
  CHECK(sigmoid_f32(0) == 0.5F);
  CHECK(sigmoid_f32(infinity) == 1);
  CHECK(sigmoid_f32(-infinity) > 0);
  CHECK(sigmoid_f32(-infinity) < 1.3e-38F);
  CHECK(softplus_f32(infinity) == infinity);
  CHECK(softplus_f32(-infinity) < 2.8e-38F);
  CHECK(nll_f32(50, 1) < 1e-21F);  // no cancellation: the exact cost is e^-50
  for (const auto f : {exp_f32, log1p_f32, sigmoid_f32, softplus_f32}) CHECK(std::isnan(f(nan)));
  for (const std::string& target : supported_targets()) {
    force_target(target);
    for (int i = 0; i < 5; ++i) {
      const std::vector<float> x(64, nan);
      std::vector<float> y(64, 0.0F);
      HWY_DYNAMIC_DISPATCH(Apply)(i, x.data(), y.data(), 64);
      INFO(target << " " << i);
      CHECK(std::all_of(y.begin(), y.end(), [](float v) { return std::isnan(v); }));
    }
    force_target("");
  }
}

}  // namespace rederive
#endif
