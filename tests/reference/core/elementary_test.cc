// Accuracy against the C library in long double, over dense sweeps; and a digest of their bits.
#include "reference/core/elementary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <boost/math/distributions/normal.hpp>

#include "reference/core/bits.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

double ulps(double value, long double truth) {
  const double nearest = static_cast<double>(truth);
  const double step = std::nextafter(std::fabs(nearest), std::numeric_limits<double>::infinity()) - std::fabs(nearest);
  return static_cast<double>(std::fabs((static_cast<long double>(value) - truth) / step));
}

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("exp is within 1.5 ULP") {
  double worst = 0;
  for (double x = -708; x < 709; x += 0.00317)
    worst = std::max(worst, ulps(exp_exact_bits(x), std::exp((long double)x)));
  CHECK(worst < 1.5);
  CHECK(exp_exact_bits(0) == 1);
  CHECK(exp_exact_bits(1000) == kInf);
  CHECK(exp_exact_bits(-1000) == 0);
  CHECK(exp_exact_bits(-kInf) == 0);
  CHECK(exp_exact_bits(-745.1) == std::numeric_limits<double>::denorm_min());
  CHECK(std::isnan(exp_exact_bits(kNan)));
}

TEST_CASE("log is within 1.5 ULP") {
  double worst = 0;
  for (double x = 1e-300; x < 1e300; x *= 1.0037)
    worst = std::max(worst, ulps(log_exact_bits(x), std::log((long double)x)));
  for (double x = 0.5; x < 2; x += 1.7e-5) worst = std::max(worst, ulps(log_exact_bits(x), std::log((long double)x)));
  CHECK(worst < 1.5);
  CHECK(log_exact_bits(1) == 0);
  CHECK(log_exact_bits(0) == -kInf);
  CHECK(log_exact_bits(kInf) == kInf);
  CHECK(std::isnan(log_exact_bits(-1)));
  CHECK(ulps(log_exact_bits(5e-324), std::log((long double)5e-324)) < 1.5);
}

TEST_CASE("log1p is within 3 ULP, softplus and sigmoid within 4") {
  double worst = 0;
  double worst_softplus = 0;
  double worst_sigmoid = 0;
  for (double x = 1e-18; x < 1e18; x *= 1.0011) {
    worst = std::max(worst, ulps(log1p_exact_bits(x), std::log1p((long double)x)));
    if (x < 1) worst = std::max(worst, ulps(log1p_exact_bits(-x), std::log1p(-(long double)x)));
  }
  for (double x = -700; x < 700; x += 0.0133) {
    const long double y = x;
    worst_softplus =
        std::max(worst_softplus, ulps(softplus_exact_bits(x), std::log1p(std::exp(-std::fabs(y))) + std::max(y, 0.0L)));
    worst_sigmoid = std::max(worst_sigmoid, ulps(sigmoid_exact_bits(x), 1 / (1 + std::exp(-y))));
  }
  CHECK(worst < 3);
  CHECK(worst_softplus < 4);
  CHECK(worst_sigmoid < 4);
}

TEST_CASE("the normal quantile agrees with Boost's") {
  const boost::math::normal normal;
  for (double p = 1e-12; p < 0.5; p *= 1.01) {
    const double x = boost::math::quantile(normal, p);
    CHECK(std::fabs(normal_quantile_exact_bits(p) - x) <= 4e-15 * std::fabs(x));
  }
  CHECK(normal_quantile_exact_bits(0.5) == 0);
  CHECK(normal_quantile_exact_bits(0.25) == -normal_quantile_exact_bits(0.75));
}

// Another form of a function may be as accurate and still change every result: the digest is of this form.
TEST_CASE("the bits of elementary functions in double are known") {
  std::vector<double> values;
  for (int i = 1; i < 20000; ++i) {
    const double share = i / 20000.0;
    values.push_back(exp_exact_bits(1500 * share - 750));
    values.push_back(log_exact_bits(4 * share));
    values.push_back(log1p_exact_bits(3 * share - 1));
    values.push_back(sigmoid_exact_bits(80 * share - 40));
    values.push_back(softplus_exact_bits(80 * share - 40));
    values.push_back(normal_quantile_exact_bits(share));
    values.push_back(normal_quantile_exact_bits(share * 1e-12));
  }
  CHECK(bits_digest(values) == "d1c40f706345ea2f296060b5505910cb");
}
