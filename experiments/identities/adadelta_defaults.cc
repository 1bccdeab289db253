// Adadelta with the settings that a library has by default.
//
//   a' = rho a + (1 - rho) g^2,  d = sqrt((s + eps) / (a' + eps)) g,  s' = rho s + (1 - rho) d^2,  x' = x - rate d
//   rate 1, rho .9, eps 1e-6, a = s = 0 at the start
//
// The document does not give the settings. These are those of PyTorch, whose terms it uses (padding=0, stride=1); the
// paper's own experiments have rho = .95.
// Source: document 001, question 4; Zeiler, ADADELTA, 2012, algorithm 1
#include <numeric>
#include <vector>

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"
#include "reference/kernels/updates.h"

namespace rederive::checking {
namespace {

struct Defaults {
  double rate = 1;
  double rho = 0.9;
  double epsilon = 1e-6;
};

// Where a parameter is after each of the gradients, by the recursion.
Matrix64 adadelta_steps(const Matrix64& gradients, const Defaults& by) {
  Matrix64 path(gradients.rows(), 1);
  double x = 0, squares = 0, steps = 0;
  for (int t = 0; t < gradients.rows(); ++t) {
    squares = by.rho * squares + (1 - by.rho) * gradients[t] * gradients[t];
    const double step = sqrt((steps + by.epsilon) / (squares + by.epsilon)) * gradients[t];
    steps = by.rho * steps + (1 - by.rho) * step * step;
    path[t] = x -= by.rate * step;
  }
  return path;
}

// The same with each running mean as what it means: sum_i (1 - rho) rho^(t - i) q_i^2 over all that was.
Matrix64 adadelta_from_history(const Matrix64& gradients) {
  const Defaults defaults;
  const auto mean_square = [&](const std::vector<double>& all) {
    double total = 0, weight = 1 - defaults.rho;
    for (auto q = all.rbegin(); q != all.rend(); ++q, weight *= defaults.rho) total += weight * *q * *q;
    return total + defaults.epsilon;
  };
  std::vector<double> seen, steps;
  Matrix64 path(gradients.rows(), 1);
  for (int t = 0; t < gradients.rows(); ++t) {
    seen.push_back(gradients[t]);
    steps.push_back(sqrt(mean_square(steps)) / sqrt(mean_square(seen)) * gradients[t]);
    path[t] = -std::accumulate(steps.begin(), steps.end(), 0.0);
  }
  return path;
}

// Each step of the kernel beside the formula from the state that the kernel had: the bound of updates.h on p'.
Comparison adadelta_kernel(const Matrix64& gradients) {
  const AdadeltaRule rule{.rate = 1, .rho = 0.9F, .epsilon = 1e-6F};
  const double rest = 1.0F - rule.rho;
  Matrix p(1, 1), squares(1, 1), steps(1, 1);
  Matrix64 found(gradients.rows(), 1), expected = found;
  double tolerance = 0;
  for (int t = 0; t < gradients.rows(); ++t) {
    const Matrix g = to_float32({{gradients[t]}});
    const double new_squares = rule.rho * double{squares(0, 0)} + rest * g(0, 0) * g(0, 0);
    const double step = sqrt((steps(0, 0) + double{rule.epsilon}) / (new_squares + rule.epsilon)) * g(0, 0);
    expected[t] = p(0, 0) - step;
    adadelta(p, squares, steps, g, rule);
    found[t] = p(0, 0);
    tolerance = std::max(tolerance, kUnitRoundoff32 * (std::abs(found[t]) + 6 * std::abs(step)) + 0x1p-149);
  }
  return within(found, expected, tolerance);
}

Matrix64 gradients(const Trial& in) { return in.vector("g", 12, in.scale()); }

const RegisteredIdentities identities{{
    .title = "Adadelta by its running means",
    .source = "001 Q4",
    .claims = {{.id = "001.Q4.adadelta",
                .printed = {"rate 1, rho .9, eps 1e-6: x after 12 gradients, by the recursion",
                            [](const Trial& in) {
                              return equal(adadelta_steps(gradients(in), {}), adadelta_from_history(gradients(in)));
                            }},
                .wrong = {"rho .95, as in the paper's experiments",
                          [](const Trial& in) {
                            return equal(adadelta_steps(gradients(in), {.rho = 0.95}),
                                         adadelta_from_history(gradients(in)));
                          }},
                .code = {"kernels/updates.h adadelta",
                         [](const Trial& in) { return adadelta_kernel(gradients(in)); }}}},
}};

}  // namespace
}  // namespace rederive::checking
