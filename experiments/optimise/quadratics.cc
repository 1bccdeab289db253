// How fast do rules with and without momentum go down a quadratic, and how large may a step be?
//
//   l(w) = 1/2 w'A w, curvatures from 1 down to 1 / condition;  |w_t| ~ r^t, r by reference/optimise/convergence.h
//
// Two settings: `shared`, a rate of 1 and m = .9 for every rule, and `fastest`, each rule's own best for the condition
// (for the two gradients: the best with m = 1/3). The measured r is that of the envelope of |w_t| over half of the
// steps. The measured limit is the largest rate, found by bisection, at which the stiffest direction alone does not
// grow; theory's stands beside it. Adadelta has no r and no limit of this kind (0 in the columns of theory).
//
// Source: document 000, section 6.4; protocols 000 §6.4; Lessard, Recht and Packard, SIAM Journal on Optimization
// 26(1), 2016.
// Cost:   4000 steps of 20 parameters and 20 runs of 2000 steps of one: .02 s.
#include <algorithm>
#include <cmath>

#include "experiments/harness/registered.h"
#include "experiments/optimise/rules.h"
#include "reference/core/elementary.h"
#include "reference/models/landscapes.h"
#include "reference/optimise/convergence.h"

namespace rederive {
namespace {

struct Params {
  std::string rule = "heavy-ball";
  int condition = 100;
  std::string setting = "shared";
  double momentum = 0.9;
  int steps = 4000;
  int size = 20;
};

struct Row {
  int step = 0;
  double distance = 0;
  double rate = 0;
  double rate_theory = 0;
  double limit = 0;
  double limit_theory = 0;
};

UpdateRule chosen(const Params& p) {
  if (p.setting == "fastest") {
    if (p.rule == "descent") return fastest_descent(p.condition);
    if (p.rule == "two-gradients") return fastest_two_gradients(p.condition);
    if (p.rule == "heavy-ball") return fastest_heavy_ball(p.condition);
    if (p.rule == "nesterov") return fastest_nesterov(p.condition);
  }
  return optimise::rule_of(p.rule, 1, p.momentum);
}

UpdateRule at_rate(UpdateRule rule, double rate) {
  std::visit([rate](auto& r) { r.rate = static_cast<float>(rate); }, rule);
  return rule;
}

// The largest of |w_t| over first <= t < last.
double most(const std::vector<double>& distances, std::size_t first, std::size_t last) {
  const auto begin = distances.begin();
  return *std::max_element(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last));
}

// By which factor a step shrinks the envelope, from the second quarter of the run to the last one.
double measured_rate(const std::vector<double>& distances) {
  const std::size_t quarter = distances.size() / 4;
  if (quarter == 0) return 1;
  const double earlier = most(distances, quarter, 2 * quarter);
  const double later = most(distances, 3 * quarter, 4 * quarter);
  if (!(earlier > 0) || !(later > 0)) return 0;
  return exp_exact_bits((log_exact_bits(later) - log_exact_bits(earlier)) / (2.0 * static_cast<double>(quarter)));
}

double norm(const Matrix& w) {
  double squares = 0;
  for (Index i = 0; i < w.size(); ++i) squares += static_cast<double>(w.data()[i]) * w.data()[i];
  return std::sqrt(squares);
}

// Where float32 ends: squares of these are still numbers.
constexpr double kSmallest = 1e-25;
constexpr double kLargest = 1e25;

// |w_t| / |w_0| until it has become so small, or so large.
template <class Gradient>
std::vector<double> distances(Trainable& w, const UpdateRule& rule, int steps, const Gradient& gradient) {
  Optimiser optimiser({&w}, rule);
  const double start = norm(w.value);
  std::vector<double> result = {1};
  for (int t = 0; t < steps && result.back() > kSmallest && result.back() < kLargest; ++t) {
    gradient();
    optimiser.step();
    result.push_back(norm(w.value) / start);
  }
  return result;
}

double measured_limit(const UpdateRule& rule, int steps) {
  double stable = 0;
  double unstable = 8;
  for (int i = 0; i < 20; ++i) {
    const double rate = (stable + unstable) / 2;
    Trainable w(1, 1);
    w.value(0, 0) = 1;
    const std::vector<double> path =
        distances(w, at_rate(rule, rate), steps, [&] { w.gradient(0, 0) = w.value(0, 0); });
    const bool shrinks = path.back() <= kSmallest || measured_rate(path) < 1;  // to 0 in one step, where rate = 1
    (shrinks ? stable : unstable) = rate;
  }
  return stable;
}

void run(const Params& p, Recorder<Row>& out) {
  const Quadratic quadratic(p.size, p.condition, out.rng("direction"));
  Trainable w(1, p.size);
  Draws draws(out.rng("start"));
  for (Index i = 0; i < p.size; ++i) w.value(0, i) = static_cast<float>(draws.normal());
  const UpdateRule rule = chosen(p);
  const std::vector<double> path = distances(w, rule, p.steps, [&] { quadratic.gradient(w.value, w.gradient); });
  out.trace("w", w.value);

  Row row{.rate = measured_rate(path)};
  if (p.rule != "adadelta") {
    for (const double c : quadratic.curvatures()) {
      row.rate_theory = std::max(row.rate_theory, convergence_rate(rule, c));
    }
    row.limit = measured_limit(rule, p.steps / 2);
    row.limit_theory = stability_limit(rule);
  }
  const std::size_t last = path.size() - 1;
  const std::size_t stride = std::max<std::size_t>(1, last / 40);
  for (std::size_t t = 0; t <= last; t += t + stride > last && t < last ? last - t : stride) {
    row.step = static_cast<int>(t);
    row.distance = path[t];
    out.record(row);
  }
}

const Registered experiment{Experiment<Params, Row>{
    .title = "Update rules on quadratics: rates of convergence and stability limits",
    .source = "000 §6.4",
    .data = Needs::nothing,
    .params = {{"rule", &Params::rule, "how parameters move", {}, optimise::rule_names()},
               {"condition", &Params::condition, "largest curvature by smallest", between(2, 1000000)},
               {"setting",
                &Params::setting,
                "rate 1 and the momentum for all, or each rule's best",
                {},
                {"shared", "fastest"}},
               {"momentum", &Params::momentum, "m (shared)", Range{0, 0.999, true}},
               {"steps", &Params::steps, "steps at most", between(8, 1000000)},
               {"size", &Params::size, "parameters", between(2, 10000)}},
    .arms = {{"shared",
              {over(&Params::condition, {10, 100, 1000}),
               over(&Params::rule, {"descent", "two-gradients", "heavy-ball", "nesterov", "adadelta"})}},
             {"fastest",
              {over(&Params::setting, {"fastest"}), over(&Params::condition, {10, 100, 1000}),
               over(&Params::rule, {"descent", "two-gradients", "heavy-ball", "nesterov"})}},
             {"limits",
              {over(&Params::momentum, {0.1, 0.3, 0.5, 0.7, 0.9, 0.99}),
               over(&Params::rule, {"two-gradients", "heavy-ball", "nesterov"})},
              Profile::smoke,
              1}},
    .seeds = {.smoke = 1, .standard = 3, .full = 5},
    .smoke = [](Params& p) { p.steps = 200; },
    .seconds = [](const Params& p) { return p.steps * 1e-5; },
    .columns = {{"step", &Row::step, "", relative(0)},
                {"distance", &Row::distance, "of the first", relative(0.1), Better::lower},
                {"rate", &Row::rate, "per step", relative(0.001)},
                {"rate_theory", &Row::rate_theory, "per step", relative(1e-6)},
                {"limit", &Row::limit, "1 / curvature", relative(0.01)},
                {"limit_theory", &Row::limit_theory, "1 / curvature", relative(1e-6)}},
    .plots = {{"limits", &Row::step, &Row::distance, &Params::rule}},
    .run = run}};

}  // namespace
}  // namespace rederive
