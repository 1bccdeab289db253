#include "reference/models/ais.h"

#include <cmath>

#include "reference/core/elementary.h"
#include "tests/catch.h"
#include "tests/reference/models/machines.h"

using namespace rederive;

namespace {

std::vector<float> uniform_base(const Rbm& rbm) { return std::vector<float>(rbm.visible_bias().size(), 0.0F); }

}  // namespace

TEST_CASE("the interval brackets the exact log Z") {
  // Sixteen intervals of 4.5 standard errors: normal tails give 1e-4 of false failures in all; relative errors below
  // .1 keep the skewness of the weights' mean small.
  for (std::uint64_t seed = 41; seed < 49; ++seed) {
    const Rbm rbm = small_machine(8, 6, 1, seed);
    const double truth = oracle::log_partition(exact(rbm));
    for (const auto& base : {uniform_base(rbm), base_biases(coins(50, 8, seed, 0.2F))}) {
      const AisEstimate ais = ais_log_partition(rbm, base, even_temperatures(100), 500, Stream(seed, "ais"));
      CHECK(ais.relative_error < 0.1);
      CHECK(ais.low(4.5) < truth);
      CHECK(ais.high(4.5) > truth);
    }
  }
}

TEST_CASE("the estimate is unbiased with few temperatures too, and sharper with many") {
  // Four intervals of 4.5 standard errors of 20 000 independent weights: 3e-5 of false failures.
  const Rbm rbm = small_machine(6, 5, 0.7, 50);
  const double truth = oracle::log_partition(exact(rbm));
  double last = 1;
  for (const int n : {1, 3, 10, 100}) {
    const AisEstimate ais = ais_log_partition(rbm, uniform_base(rbm), even_temperatures(n), 20000, Stream(50, "ais"));
    CHECK(ais.low(4.5) < truth);
    CHECK(ais.high(4.5) > truth);
    CHECK(ais.relative_error < last);
    last = ais.relative_error;
  }
  CHECK(last < 3e-3);
}

TEST_CASE("a machine without weights, from a base with its biases, has one answer and no scatter") {
  const Rbm rbm = small_machine(20, 7, 0, 51);
  double truth = 0;
  for (const float b : rbm.visible_bias()) truth += softplus_exact_bits(static_cast<double>(b));
  for (const float a : rbm.hidden_bias()) truth += softplus_exact_bits(static_cast<double>(a));
  const std::vector<float> base(rbm.visible_bias().begin(), rbm.visible_bias().end());
  const AisEstimate ais = ais_log_partition(rbm, base, even_temperatures(100), 10, Stream(51, "ais"));
  CHECK(std::fabs(ais.log_z - truth) < 1e-4);  // 200 sums of 7 softplus in float32
  CHECK(ais.relative_error < 1e-6);
  CHECK(ais.low(0) == ais.log_z);
}

TEST_CASE("the base's biases are the smoothed logits of the data") {
  Matrix data(6, 2);
  data(0, 0) = data(1, 0) = data(2, 0) = 1;
  const std::vector<float> base = base_biases(data);
  CHECK(base[0] == 0);
  CHECK(base[1] == static_cast<float>(-log_exact_bits(7)));
}

TEST_CASE("an interval is open below where the scatter is as large as the mean") {
  const AisEstimate ais{5, 0.5};
  CHECK(ais.low(1) == 5 + log1p_exact_bits(-0.5));
  CHECK(ais.high(1) == 5 + log1p_exact_bits(0.5));
  CHECK(std::isinf(ais.low(2)));
  CHECK(ais.low(2) < 0);
}

TEST_CASE("AIS refuses what does not fit") {
  const Rbm rbm(6, 5);
  const Stream stream(52, "ais");
  const std::vector<double> schedule = even_temperatures(10);
  CHECK_THROWS_WITH(ais_log_partition(rbm, std::vector<float>(5), schedule, 10, stream),
                    ContainsSubstring("5 biases") && ContainsSubstring("6 visible"));
  CHECK_THROWS_AS(ais_log_partition(rbm, uniform_base(rbm), schedule, 1, stream), UsageError);
  for (const std::vector<double>& bad :
       {std::vector<double>{}, {0}, {0, 0.5}, {0.5, 1}, {0, 0.5, 0.5, 1}, {0, NAN, 1}, {0, 0.7, 0.3, 1}}) {
    CHECK_THROWS_AS(ais_log_partition(rbm, uniform_base(rbm), bad, 10, stream), UsageError);
  }
  CHECK_THROWS_AS(even_temperatures(0), UsageError);
}
