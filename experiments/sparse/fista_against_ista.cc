// How fast do ISTA and FISTA come to the minimum of the lasso, and do they keep the bounds that are proved for them?
//
//   F(b) = 1/2 |y - X b|^2 + lambda |b|_1,  alpha = 1 / L,  b_0 = 0,  L by power iteration and 2 % above it
//   ISTA   F(b_k) - F* <= L |b*|^2 / (2 k)           FISTA   F(b_k) - F* <= 2 L |b*|^2 / (k + 1)^2
//
// b* and F* are from coordinate descent in double, to a duality gap of 1e-12 of 1/2 |y|^2. "share" is the gap as a
// share of its bound: no more than 1, at every step, or a proof or the code is wrong. The designs (problems.h) are
// independent columns, neighbours that correlate at .95, and patches of digits. FISTA with restarts stands beside.
//
// Source: document 000, section 9.2; protocols 000 §9; Beck and Teboulle, SIAM Journal on Imaging Sciences 2(1), 2009.
// Cost:   a step is a product with X'X, atoms x atoms, for what is not zero; coordinate descent is most of a cell.
#include <cmath>

#include "experiments/harness/registered.h"
#include "experiments/sparse/problems.h"
#include "reference/models/lasso.h"

namespace rederive {
namespace {

struct Params {
  std::string design = "correlated";
  int inputs = 1000;
  int atoms = 500;
  double weight = 0.01;
  int steps = 1000;
};

struct Row {
  int step = 0;
  double ista_gap = 0;
  double fista_gap = 0;
  double restart_gap = 0;
  double ista_share = 0;
  double fista_share = 0;
  int nonzeros = 0;
  double optimum_gap = 0;
  int sweeps = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  const auto [dictionary, y, lambda] =
      sparse_problems::problem(p.design, p.inputs, p.atoms, p.weight, out.dataset(), out.rng("problem"));
  const std::span<const float> target(y.data(), static_cast<std::size_t>(y.cols()));
  const LassoOptimum optimum = lasso_optimum(dictionary, target, lambda);
  const std::vector<double> zero(optimum.b.size());
  const double scale = lasso_objective(dictionary, target, zero, lambda);  // 1/2 |y|^2
  double distance = 0;                                                     // |b* - b_0|^2
  for (const double b : optimum.b) distance += b * b;

  const LeastSquares problem(dictionary);
  ProximalGradient ista(problem, y, {.lambda = lambda, .accelerated = false});
  ProximalGradient fista(problem, y, {.lambda = lambda});
  ProximalGradient restarted(problem, y, {.lambda = lambda, .restart = true});
  const auto gap = [&](const ProximalGradient& run) {
    return lasso_objective(dictionary, target, sparse_problems::row_of(run.codes()), lambda) - optimum.objective;
  };
  for (const int k : out.epochs(p.steps)) {
    for (ProximalGradient* run : {&ista, &fista, &restarted}) run->step();
    if (!sparse_problems::is_reported(k)) continue;
    out.trace("codes", fista.codes());
    const double slope = problem.curvature() * distance;
    int nonzeros = 0;
    for (const double b : sparse_problems::row_of(fista.codes())) nonzeros += b != 0 ? 1 : 0;
    out.record({.step = k,
                .ista_gap = gap(ista) / scale,
                .fista_gap = gap(fista) / scale,
                .restart_gap = gap(restarted) / scale,
                .ista_share = gap(ista) / (slope / (2.0 * k)),
                .fista_share = gap(fista) / (2 * slope / ((k + 1.0) * (k + 1.0))),
                .nonzeros = nonzeros,
                .optimum_gap = optimum.gap / scale,
                .sweeps = optimum.sweeps});
  }
}

const Registered experiment{Experiment<Params, Row>{
    .title = "FISTA against ISTA on the lasso: gaps and their bounds",
    .source = "000 §9.2",
    .params = {{"design", &Params::design, "what the columns of X are", {}, {"independent", "correlated", "patches"}},
               {"inputs", &Params::inputs, "rows of X", between(1, 100000)},
               {"atoms", &Params::atoms, "columns of X", between(1, 20000)},
               {"weight", &Params::weight, "lambda, as a share of the least that makes all zero", between(0, 1)},
               {"steps", &Params::steps, "steps of each method", between(1, 1000000)}},
    .arms = {{"designs",
              {over(&Params::design, {"independent", "correlated"}), over(&Params::weight, {0.001, 0.01, 0.1})}},
             {"patches",
              {over(&Params::design, {"patches"}), over(&Params::inputs, {144}), over(&Params::atoms, {256}),
               over(&Params::weight, {0.01, 0.1})}},
             {"large",
              {over(&Params::design, {"correlated"}), over(&Params::inputs, {2000}), over(&Params::atoms, {1000}),
               over(&Params::weight, {0.001, 0.01})},
              Profile::smoke,
              1}},
    .seeds = {.smoke = 1, .standard = 3, .full = 10},
    .smoke =
        [](Params& p) {
          if (p.design != "patches") p.inputs = 60, p.atoms = 30;
          p.steps = 50;
        },
    .seconds = [](const Params& p) { return 0.05 + 5e-7 * p.inputs * p.atoms + 3e-10 * p.steps * p.atoms * p.atoms; },
    .columns = {{"step", &Row::step, "", relative(0)},
                {"ista_gap", &Row::ista_gap, "of 1/2 |y|^2", relative(0.05), Better::lower},
                {"fista_gap", &Row::fista_gap, "of 1/2 |y|^2", relative(0.05), Better::lower},
                {"restart_gap", &Row::restart_gap, "of 1/2 |y|^2", relative(0.05), Better::lower},
                {"ista_share", &Row::ista_share, "of the bound", relative(0.05)},
                {"fista_share", &Row::fista_share, "of the bound", relative(0.05)},
                {"nonzeros", &Row::nonzeros, "", relative(0.05)},
                {"optimum_gap", &Row::optimum_gap, "of 1/2 |y|^2", relative(1)},
                {"sweeps", &Row::sweeps, "", relative(0.1)}},
    .plots = {{"designs", &Row::step, &Row::ista_gap, &Params::weight},
              {"designs", &Row::step, &Row::fista_gap, &Params::weight},
              {"large", &Row::step, &Row::fista_gap, &Params::weight},
              {"large", &Row::step, &Row::fista_share, &Params::weight}},
    .run = run}};

}  // namespace
}  // namespace rederive
