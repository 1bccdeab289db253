// Does momentum help to get out of local minima?
//
//   l(x) = (x^2 - 1)^2 / 4 + tilt x      two wells, the one left of 0 the deeper; curvature at the bottoms near 2
//
// A thousand starts, uniform in [-2, 2], each go their own way; where a path ends, left or right of the barrier, is the
// well that it ends in. From the same starts (and with the same noise in the gradients, where there is any) plain
// descent goes at the same rate, and once more at the rate whose steps are as long in the long run: eta (1 + m) for the
// document's rule, eta / (1 - m) for the other two, no more than 1 / curvature. `gain` is the share of starts in the
// deeper well above that of descent; `escaped` of those that begin right of the barrier, `lost` of those left of it. A
// path that leaves for infinity, as noise and long steps together make some, ends in no well: it counts as not deeper.
//
// Fixed before the first run: "helps" means a gain of more than one start in a hundred, at eta = .1, m = .9, without
// noise. The document's momentum is its own rule, so that decides; heavy ball and Nesterov's are looked at beside it.
//
// Source: document 000, section 6.4; protocols 000 §6.4.
// Cost:   3 x 500 steps of 1000 numbers, which have 1500 thousand normals with noise: .01 to .05 s.
#include <algorithm>

#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"
#include "experiments/optimise/rules.h"
#include "reference/models/landscapes.h"

namespace rederive {
namespace {

struct Params {
  std::string rule = "heavy-ball";
  double rate = 0.1;
  double momentum = 0.9;
  double tilt = 0.15;
  double noise = 0;
  int starts = 1000;
  int steps = 500;
};

struct Row {
  int step = 0;
  double deeper = 0;
  double gain = 0;
  double gain_long_steps = 0;
  double escaped = 0;
  double lost = 0;
};

constexpr float kCurvature = 2;  // at the bottoms

Matrix uniform_starts(int count, const Stream& stream) {
  Matrix x(1, count);
  Draws draws(stream);
  for (Index i = 0; i < count; ++i) x(0, i) = static_cast<float>(draws.uniform(-2, 2));
  return x;
}

// Many paths at once, which do not know of each other.
class Paths {
 public:
  Paths(const DoubleWell& well, const Matrix& starts, const UpdateRule& rule)
      : well_(&well), x_(1, starts.cols()), optimiser_({&x_}, rule) {
    x_.value = starts;
  }
  Paths(const Paths&) = delete;  // the optimiser knows where x is
  Paths& operator=(const Paths&) = delete;

  void step(double noise, const Stream& stream) {
    Draws draws(stream);
    for (Index i = 0; i < x_.value.cols(); ++i) {
      const double error = noise > 0 ? noise * draws.normal() : 0;
      x_.gradient(0, i) = static_cast<float>(well_->slope(x_.value(0, i)) + error);
    }
    optimiser_.step();
  }
  const Matrix& points() const { return x_.value; }
  bool deeper(Index i) const { return x_.value(0, i) < well_->barrier(); }
  double share_deeper() const {
    Index count = 0;
    for (Index i = 0; i < x_.value.cols(); ++i) count += deeper(i) ? 1 : 0;
    return static_cast<double>(count) / static_cast<double>(x_.value.cols());
  }

 private:
  const DoubleWell* well_;
  Trainable x_;
  Optimiser optimiser_;
};

double long_steps(const Params& p) {
  const double longer = p.rule == "two-gradients" ? 1 + p.momentum : 1 / (1 - p.momentum);
  return std::min(p.rate * longer, 1.0 / kCurvature);
}

void run(const Params& p, Recorder<Row>& out) {
  const DoubleWell well(p.tilt);
  const Matrix starts = uniform_starts(p.starts, out.rng("starts"));
  Paths paths(well, starts, optimise::rule_of(p.rule, p.rate, p.momentum));
  Paths descent(well, starts, SgdRule{.rate = static_cast<float>(p.rate)});
  Paths descent_long(well, starts, SgdRule{.rate = static_cast<float>(long_steps(p))});
  const auto record = [&](int step) {
    double right = 0;
    double escaped = 0;
    double lost = 0;
    for (Index i = 0; i < p.starts; ++i) {
      const bool began_right = starts(0, i) >= well.barrier();
      right += began_right ? 1 : 0;
      escaped += began_right && paths.deeper(i) ? 1 : 0;
      lost += !began_right && !paths.deeper(i) ? 1 : 0;
    }
    out.record({.step = step,
                .deeper = paths.share_deeper(),
                .gain = paths.share_deeper() - descent.share_deeper(),
                .gain_long_steps = paths.share_deeper() - descent_long.share_deeper(),
                .escaped = escaped / std::max(right, 1.0),
                .lost = lost / std::max(p.starts - right, 1.0)});
  };
  record(0);
  for (const int step : out.epochs(p.steps)) {
    const Stream noise = out.rng("noise", step);
    for (Paths* each : {&paths, &descent, &descent_long}) each->step(p.noise, noise);
    if (step % 10 == 0 || step == p.steps) record(step);
  }
  out.trace("x", paths.points());
}

constexpr double kHelps = 0.01;

auto helps(std::string_view arm, double Row::*gain, const char* rule, double rate) {
  return positive(at_last(gain) - kHelps, both(in(arm), both(when(&Params::rule, rule), when(&Params::rate, rate))),
                  std::string(rule) + ": share in the deeper well above that of descent and .01 by", "");
}

const Registered experiment{Experiment<Params, Row>{
    .title = "Update rules in a double well: who ends in the deeper one?",
    .source = "000 §6.4",
    .data = Needs::nothing,
    .params = {{"rule", &Params::rule, "how parameters move", {}, optimise::rule_names()},
               {"rate", &Params::rate, "eta", above(0)},
               {"momentum", &Params::momentum, "m", between(0, 0.999)},
               {"tilt", &Params::tilt, "how much deeper the left well is", between(0, 0.38)},
               {"noise", &Params::noise, "standard deviation of what is added to gradients", at_least(0)},
               {"starts", &Params::starts, "paths", between(1, 10000000)},
               {"steps", &Params::steps, "steps of each", between(1, 1000000)}},
    .arms = {{"rules", {over(&Params::rule, {"descent", "two-gradients", "heavy-ball", "nesterov", "adadelta"})}},
             {"rates",
              {over(&Params::rate, {0.01, 0.03, 0.1}),
               over(&Params::rule, {"two-gradients", "heavy-ball", "nesterov"})}},
             {"noise",
              {over(&Params::noise, {1}),
               over(&Params::rule, {"descent", "two-gradients", "heavy-ball", "nesterov", "adadelta"})}}},
    .seeds = {.smoke = 2, .standard = 8, .full = 20},
    .smoke = [](Params& p) { p.starts = 50, p.steps = 50; },
    .seconds = [](const Params& p) { return 1e-8 * p.starts * p.steps * (p.noise > 0 ? 6 : 1); },
    .columns = {{"step", &Row::step, "", relative(0)},
                {"deeper", &Row::deeper, "share of starts", relative(0.02), Better::higher},
                {"gain", &Row::gain, "share of starts", relative(0.1)},
                {"gain_long_steps", &Row::gain_long_steps, "share of starts", relative(0.1)},
                {"escaped", &Row::escaped, "share of those right", relative(0.1)},
                {"lost", &Row::lost, "share of those left", relative(0.1)}},
    .claims = {{"000.S6.4.local-minima",
                elsewhere<Params, Row>(
                    helps("rules", &Row::gain, "two-gradients", 0.1),
                    {{"heavy ball", helps("rules", &Row::gain, "heavy-ball", 0.1)},
                     {"Nesterov's", helps("rules", &Row::gain, "nesterov", 0.1)},
                     {"heavy ball against descent with longer steps",
                      helps("rules", &Row::gain_long_steps, "heavy-ball", 0.1)},
                     {"heavy ball at a tenth of the rate", helps("rates", &Row::gain, "heavy-ball", 0.01)},
                     {"Nesterov's at a tenth of the rate", helps("rates", &Row::gain, "nesterov", 0.01)},
                     {"the document's rule, with noise", helps("noise", &Row::gain, "two-gradients", 0.1)},
                     {"heavy ball, with noise", helps("noise", &Row::gain, "heavy-ball", 0.1)},
                     {"Nesterov's, with noise", helps("noise", &Row::gain, "nesterov", 0.1)}})}},
    .plots = {{"rules", &Row::step, &Row::deeper, &Params::rule}, {"noise", &Row::step, &Row::deeper, &Params::rule}},
    .run = run}};

}  // namespace
}  // namespace rederive
