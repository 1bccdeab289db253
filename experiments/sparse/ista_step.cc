// How long may a step of ISTA be, and what holds at each of its points?
//
//   x_{k+1} = S_{alpha lambda}(x_k - alpha grad g(x_k)),  g(x) = 1/2 |y - X x|^2,  L the largest eigenvalue of X'X
//   G = (x_k - x_{k+1}) / alpha;   G - grad g(x_k) in lambda d|x_{k+1}|;   0 in grad g(x*) + lambda d|x*|
//
// Steps of .5, 1, 1.5, 2 and 2.1 / L. Proximal gradient descent comes to the minimum for alpha < 2 / L; beyond, where
// the coefficients that stay in the model have the curvature L, it runs away, and the run ends once the objective is a
// thousand times that of x = 0. The inclusion of a step (section 9.4) holds at any alpha, converging or not:
// "inclusion" is by how much it fails, and is rounding. "optimality" is the same of the minimum's condition at x_k,
// "move" the length of the step: both go to nothing at a fixed point. All distances are shares of lambda.
//
// Source: document 000, sections 9.2 to 9.4; protocols 000 §9.
// Cost:   a step is a product with X'X, 250 x 250.
#include <cmath>

#include "experiments/harness/registered.h"
#include "experiments/sparse/problems.h"
#include "reference/models/lasso.h"

namespace rederive {
namespace {

constexpr double kAway = 1000;  // times the objective of x = 0

struct Params {
  std::string design = "independent";
  int inputs = 500;
  int atoms = 250;
  double weight = 0.01;
  double length = 1;
  int steps = 1000;
};

struct Row {
  int step = 0;
  double objective = 0;
  double gap = 0;
  double inclusion = 0;
  double optimality = 0;
  double move = 0;
  int nonzeros = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  const auto [dictionary, y, lambda] =
      sparse_problems::problem(p.design, p.inputs, p.atoms, p.weight, out.dataset(), out.rng("problem"));
  const std::span<const float> target(y.data(), static_cast<std::size_t>(y.cols()));
  const LassoOptimum optimum = lasso_optimum(dictionary, target, lambda);
  const LeastSquares problem(dictionary, Products::gram, largest_eigenvalue(gram_matrix(dictionary), 1e-9, 100000));
  const double alpha = p.length / problem.curvature();
  const std::vector<double> zero(optimum.b.size());
  const double scale = lasso_objective(dictionary, target, zero, lambda);  // 1/2 |y|^2

  ProximalGradient ista(problem, y, {.lambda = lambda, .step = p.length, .accelerated = false});
  for (const int k : out.epochs(p.steps)) {
    const bool reported = sparse_problems::is_reported(k);
    const std::vector<double> before = reported ? sparse_problems::row_of(ista.codes()) : std::vector<double>();
    ista.step();
    if (!reported) continue;
    const std::vector<double> x = sparse_problems::row_of(ista.codes());
    const std::vector<double> slope = least_squares_gradient(dictionary, target, before);
    Row row{.step = k, .objective = lasso_objective(dictionary, target, x, lambda) / scale};
    row.gap = row.objective - optimum.objective / scale;
    std::vector<double> minus_g(x.size());   // -grad g at x_{k+1}
    std::vector<double> residual(x.size());  // G - grad g at x_k
    const std::vector<double> next_slope = least_squares_gradient(dictionary, target, x);
    for (std::size_t j = 0; j < x.size(); ++j) {
      residual[j] = (before[j] - x[j]) / alpha - slope[j];
      minus_g[j] = -next_slope[j];
      row.move = std::max(row.move, std::abs(before[j] - x[j]) / alpha / lambda);
      row.nonzeros += x[j] != 0 ? 1 : 0;
    }
    row.inclusion = subgradient_distance(residual, x, lambda) / lambda;
    row.optimality = subgradient_distance(minus_g, x, lambda) / lambda;
    out.trace("x", ista.codes());
    out.record(row);
    if (row.objective > kAway) break;
  }
}

const Registered experiment{Experiment<Params, Row>{
    .title = "ISTA: the length of a step, its inclusions and its fixed point",
    .source = "000 §9.2-9.4",
    .params = {{"design", &Params::design, "what the columns of X are", {}, {"independent", "correlated", "patches"}},
               {"inputs", &Params::inputs, "rows of X", between(1, 100000)},
               {"atoms", &Params::atoms, "columns of X", between(1, 20000)},
               {"weight",
                &Params::weight,
                "lambda, as a share of the least that makes all zero",
                {.least = 0, .most = 1, .least_excluded = true}},
               {"length", &Params::length, "alpha L", above(0)},
               {"steps", &Params::steps, "steps, or fewer where it runs away", between(1, 1000000)}},
    .arms = {{"length",
              {over(&Params::design, {"independent", "correlated"}), over(&Params::length, {0.5, 1, 1.5, 2, 2.1})}},
             {"patches",
              {over(&Params::design, {"patches"}), over(&Params::inputs, {144}), over(&Params::atoms, {256}),
               over(&Params::length, {0.5, 1, 1.5, 2, 2.1})}}},
    .seeds = {.smoke = 1, .standard = 3, .full = 10},
    .smoke =
        [](Params& p) {
          if (p.design != "patches") p.inputs = 60, p.atoms = 30;
          p.steps = 50;
        },
    .seconds = [](const Params& p) { return 0.05 + 5e-7 * p.inputs * p.atoms + 1e-10 * p.steps * p.atoms * p.atoms; },
    .columns = {{"step", &Row::step, "", relative(0)},
                {"objective", &Row::objective, "of 1/2 |y|^2", relative(0.05)},
                {"gap", &Row::gap, "of 1/2 |y|^2", relative(0.05), Better::lower},
                {"inclusion", &Row::inclusion, "of lambda", relative(1), Better::lower},
                {"optimality", &Row::optimality, "of lambda", relative(0.1), Better::lower},
                {"move", &Row::move, "of lambda", relative(0.1), Better::lower},
                {"nonzeros", &Row::nonzeros, "", relative(0.05)}},
    .plots = {{"length", &Row::step, &Row::gap, &Params::length},
              {"length", &Row::step, &Row::optimality, &Params::length}},
    .run = run}};

}  // namespace
}  // namespace rederive
