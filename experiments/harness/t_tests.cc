#include "experiments/harness/t_tests.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive {
namespace {

using boost::math::complement;
using boost::math::students_t;

double upper_tail(double t, double degrees) {
  if (std::isinf(t)) return t > 0 ? 0.0 : 1.0;
  return cdf(complement(students_t(degrees), t));
}

TTest test(double difference, double error, double degrees, Alternative alternative, double level) {
  TTest result;
  result.estimate = difference;
  result.degrees_of_freedom = degrees;
  if (error > 0) {
    result.t = difference / error;
  } else if (difference != 0) {
    result.t = std::copysign(std::numeric_limits<double>::infinity(), difference);
  }
  const double up = upper_tail(result.t, degrees);
  const double down = upper_tail(-result.t, degrees);
  switch (alternative) {
    case Alternative::greater:
      result.p = up;
      break;
    case Alternative::less:
      result.p = down;
      break;
    case Alternative::two_sided:
      result.p = std::min(1.0, 2 * std::min(up, down));
      break;
  }
  const double half = error * boost::math::quantile(complement(students_t(degrees), (1 - level) / 2));
  result.interval = {difference - half, difference + half, level};
  return result;
}

}  // namespace

TTest paired_t(std::span<const double> differences, Alternative alternative, double level) {
  require_sample(differences, 2, "a paired t test");
  require_level(level, "a paired t test");
  const auto n = static_cast<double>(differences.size());
  return test(mean(differences), standard_deviation(differences) / std::sqrt(n), n - 1, alternative, level);
}

TTest welch_t(std::span<const double> a, std::span<const double> b, Alternative alternative, double level) {
  require_sample(a, 2, "Welch's t test");
  require_sample(b, 2, "Welch's t test");
  require_level(level, "Welch's t test");
  const auto part = [](std::span<const double> x) {
    const double s = standard_deviation(x);
    return s * s / static_cast<double>(x.size());
  };
  const double va = part(a);
  const double vb = part(b);
  const auto na = static_cast<double>(a.size() - 1);
  const auto nb = static_cast<double>(b.size() - 1);
  // In shares of the variance, so that tiny variances do not underflow when squared.
  const double share = va + vb > 0 ? va / (va + vb) : 0.0;
  const double degrees = va + vb > 0 ? 1 / (share * share / na + (1 - share) * (1 - share) / nb) : na + nb;
  return test(mean(a) - mean(b), std::sqrt(va + vb), degrees, alternative, level);
}

Equivalence equivalence(std::span<const double> differences, double margin, double alpha) {
  require_sample(differences, 2, "a test of equivalence");
  if (!(margin > 0) || !std::isfinite(margin)) {
    throw UsageError(fmt::format("a test of equivalence needs a margin above 0, not {}", margin));
  }
  if (!(alpha > 0 && alpha < 0.5)) {
    throw UsageError(fmt::format("a test of equivalence needs 0 < alpha < 1/2, not {}", alpha));
  }
  const auto n = static_cast<double>(differences.size());
  const double centre = mean(differences);
  const double error = standard_deviation(differences) / std::sqrt(n);
  const double level = 1 - 2 * alpha;
  Equivalence result;
  result.p_below = test(centre + margin, error, n - 1, Alternative::greater, level).p;
  result.p_above = test(centre - margin, error, n - 1, Alternative::less, level).p;
  result.p = std::max(result.p_below, result.p_above);
  result.estimate = centre;
  result.interval = test(centre, error, n - 1, Alternative::two_sided, level).interval;
  return result;
}

}  // namespace rederive
