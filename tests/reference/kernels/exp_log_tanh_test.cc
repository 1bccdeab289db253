// exp, log and tanh against MPFR, and at their ends on every target.
//
// The sweep takes every 9973rd float by its bits. Every float, a night's work:
//     build/dev/tests/test_reference_kernels '[every-float]'
#include "reference/kernels/exp_log_tanh.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <mpfr.h>
#include <vector>

#include "reference/kernels/targets.h"
#include "tests/catch.h"
#include "tests/reference/kernels/bits.h"

using namespace rederive;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

struct Function {
  const char* name;
  void (*run)(ConstMatrixView, MatrixView);
  int (*exact)(mpfr_t, const mpfr_t, mpfr_rnd_t);
  double ulps;  // promised by elementary.h
};

const Function kFunctions[] = {
    {"exp", rederive::exp, mpfr_exp, 1}, {"log", rederive::log, mpfr_log, 1}, {"tanh", rederive::tanh, mpfr_tanh, 3}};

// In units of the last place of the exact value as a float; beyond the largest float only infinity or that float is
// right.
double ulps(float got, double exact) {
  if (std::isnan(exact)) return std::isnan(got) ? 0 : HUGE_VAL;
  if (std::isinf(exact)) return got == exact ? 0 : HUGE_VAL;
  const double size = std::fabs(exact);
  const double unit = std::ldexp(1.0, (size < 0x1p-126 ? -126 : std::ilogb(size)) - 23);
  if (std::isinf(got)) return size > static_cast<double>(std::numeric_limits<float>::max()) ? 0.5 : HUGE_VAL;
  return std::fabs(got - exact) / unit;
}

struct Worst {
  double error = 0;
  float at = 0;
};

// 60 bits: as good as exact beside the 24 of a float.
Worst sweep(const Function& f, std::uint64_t stride) {
  mpfr_t x;
  mpfr_t y;
  mpfr_inits2(60, x, y, nullptr);
  Worst worst;
  constexpr Index kPiece = 4096;
  Matrix in(1, kPiece);
  Matrix out(1, kPiece);
  for (std::uint64_t bits = 0; bits < (1ULL << 32);) {
    for (Index i = 0; i < kPiece; ++i, bits += stride)
      in(0, i) = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    f.run(in, out);
    for (Index i = 0; i < kPiece; ++i) {
      mpfr_set_flt(x, in(0, i), MPFR_RNDN);
      f.exact(y, x, MPFR_RNDN);
      const double error = ulps(out(0, i), mpfr_get_d(y, MPFR_RNDN));
      if (error > worst.error) worst = {error, in(0, i)};
    }
  }
  mpfr_clears(x, y, nullptr);
  return worst;
}

void check_sweep(std::uint64_t stride) {
  for (const Function& f : kFunctions) {
    const Worst worst = sweep(f, stride);
    INFO(f.name << ": " << worst.error << " ULP at " << worst.at);
    CHECK(worst.error <= f.ulps);
    CHECK(worst.error > 0.4);  // less would mean that nothing was compared
  }
}

float value(const Function& f, float x) {
  // Twenty of them: a whole vector and a tail of any target.
  Matrix in(1, 20);
  Matrix out(1, 20);
  for (Index i = 0; i < 20; ++i) in(0, i) = x;
  f.run(in, out);
  for (Index i = 1; i < 20; ++i) CHECK(bits(out(0, i)) == bits(out(0, 0)));
  return out(0, 0);
}

}  // namespace

TEST_CASE("exp, log and tanh keep the errors that their header states") { check_sweep(9973); }
TEST_CASE("the same over every float", "[.][every-float]") { check_sweep(1); }

TEST_CASE("exp, log and tanh at their ends, on every target") {
  const auto& [exponential, logarithm, tangent] = kFunctions;
  for (const std::string& target : supported_targets()) {
    force_target(target);
    INFO(target);
    CHECK(value(exponential, -kInfinity) == 0);
    CHECK(value(exponential, -104) == 0);
    CHECK(value(exponential, -103) == 0x1p-149F);
    CHECK(value(exponential, 89) == kInfinity);
    CHECK(value(exponential, kInfinity) == kInfinity);
    CHECK(value(exponential, 0x1p-149F) == 1);
    CHECK(value(logarithm, 0) == -kInfinity);
    CHECK(value(logarithm, -0.0F) == -kInfinity);
    CHECK(std::isnan(value(logarithm, -1)));
    CHECK(std::isnan(value(logarithm, -0x1p-149F)));
    CHECK(std::isnan(value(logarithm, -kInfinity)));
    CHECK(value(logarithm, kInfinity) == kInfinity);
    CHECK(value(logarithm, 1) == 0);
    CHECK(value(logarithm, 0x1p-149F) == -103.27893F);
    CHECK(value(tangent, kInfinity) == 1);
    CHECK(value(tangent, -kInfinity) == -1);
    CHECK(value(tangent, 9.5F) == 1);
    CHECK(bits(value(tangent, -0.0F)) == bits(-0.0F));
    CHECK(value(tangent, -0x1p-149F) == -0x1p-149F);
    for (const Function& f : kFunctions) CHECK(std::isnan(value(f, kNan)));
    force_target("");
  }
}
