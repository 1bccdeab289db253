// Gradient descent and momentum, unrolled over several steps.
//
//   descent     w_t = w_{t-1} - eta g_{t-1},  g_t = dl/dw at w_t
//   heavy ball  w_t = w_{t-1} - eta g_{t-1} + m (w_{t-1} - w_{t-2});   hence every past gradient counts, by m^age
//
// m = 0.9; nothing moves before the first step.
// Source: document 000, sections 6.3 and 6.4; Polyak, USSR Computational Mathematics 4(5), 1964; for Nesterov's
// rule reference/kernels/updates.h
#include "experiments/checking/identities.h"
#include "experiments/identities/quadratic_descent.h"
#include "reference/kernels/updates.h"

namespace rederive::checking::descent {
namespace {

constexpr float kMomentum = 0.9F;

Comparison descends(const Quadratic& q, double sign) {
  Matrix64 w = q.start;
  for (int t = 0; t < kSteps; ++t) w = w + sign * q.eta * q.gradient(w);
  return equal(w, q.descended());
}

// Each step adds u (|p'| + |eta g|) by the header and u |eta g| for a gradient rounded to float32, where
// |eta g|, |p - optimum| <= |start - optimum|; I - eta A stretches nothing.
Comparison descends_by_kernel(const Quadratic& q) {
  Matrix p = to_float32(q.start);
  for (int t = 0; t < kSteps; ++t) sgd(p, to_float32(q.gradient(to_double(p))), {.rate = static_cast<float>(q.eta)});
  const double distance = sqrt(dot(q.start - q.u, q.start - q.u));
  const double step_error = kUnitRoundoff32 * (largest(q.u) + 3 * distance) * sqrt(q.size);
  return within(to_double(p), q.descended(), kSteps * step_error);
}

Matrix64 heavy_ball(const Quadratic& q) {
  Matrix64 before = q.start;
  Matrix64 w = q.start;
  for (int t = 0; t < kSteps; ++t) {
    const Matrix64 next = w - q.eta * q.gradient(w) + static_cast<double>(kMomentum) * (w - before);
    before = w;
    w = next;
  }
  return w;
}

// The printed rule: of the past, the gradient before the last and no other.
Matrix64 two_gradients(const Quadratic& q) {
  Matrix64 w = q.start;
  Matrix64 last(q.size, 1);
  for (int t = 0; t < kSteps; ++t) {
    const Matrix64 g = q.gradient(w);
    w = w - q.eta * g - static_cast<double>(kMomentum) * q.eta * last;
    last = g;
  }
  return w;
}

Matrix64 with_velocity(const Quadratic& q) {
  Matrix64 w = q.start;
  Matrix64 v(q.size, 1);
  for (int t = 0; t < kSteps; ++t) {
    v = static_cast<double>(kMomentum) * v - q.eta * q.gradient(w);
    w = w + v;
  }
  return w;
}

// The kernel on gradients that are given, a column each, against the sum over all of them:
//   v_T = -eta sum_s m^(T-s) g_s,   w_T = w_0 + sum_t v_t,   Nesterov's p_T = w_T + m v_T, the point he looks ahead to.
// With |v| <= V = T eta max |g| a step adds 3 u V to v's error, and to p's the error of v and three times
// 3 u V + u |p|, |p| <= |w_0| + (T + 1) V.
Comparison momentum_by_kernel(const Trial& in, bool nesterov) {
  const int size = in.size("parameters", 3, 6);
  const auto eta = static_cast<float>(in.number("eta", 0.5, 1));
  const Matrix64 start = rounded_to_float32(in.vector("start", size));
  const Matrix64 gradients = rounded_to_float32(in.matrix("gradients", size, kSteps));
  const MomentumRule rule{.rate = eta, .momentum = kMomentum, .nesterov = nesterov};
  Matrix p = to_float32(start);
  Matrix velocity(size, 1);
  Matrix64 w = start;
  Matrix64 v;
  for (int t = 0; t < kSteps; ++t) {
    momentum(p, velocity, to_float32(column_of(gradients, t)), rule);
    v = Matrix64(size, 1);
    for (int s = 0; s <= t; ++s) {
      v = v - static_cast<double>(eta) * power(kMomentum, t - s) * column_of(gradients, s);
    }
    w = w + v;
  }
  const double V = kSteps * static_cast<double>(eta) * largest(gradients);
  const double points = largest(start) + (kSteps + 1) * V;
  const double bound = kSteps * kUnitRoundoff32 * ((kSteps + 3) * 3 * V + 3 * points);
  return within(to_double(p), nesterov ? w + static_cast<double>(kMomentum) * v : w, bound);
}

// Both rules hold, within the one bound that they have.
Comparison rules_by_kernel(const Trial& in) {
  return checking::both(momentum_by_kernel(in, false), momentum_by_kernel(in, true));
}

const RegisteredIdentities identities{{
    .title = "Update rules: gradient descent, momentum",
    .source = "000 §6.3, §6.4",
    .claims = {{.id = "000.S6.3.gd-step",
                .printed = {"w_t = w_{t-1} - eta dl/dw_{t-1}, for W and W*",
                            both([](const Quadratic& q) { return descends(q, -1); })},
                .wrong = {"w_t = w_{t-1} + eta dl/dw_{t-1}", both([](const Quadratic& q) { return descends(q, 1); })},
                .code = {"kernels/updates.h sgd", both(descends_by_kernel)}},
               {.id = "000.S6.4.formula",
                .printed = {"w_t = w_{t-1} - eta g_{t-1} - m eta g_{t-2}",
                            both([](const Quadratic& q) { return equal(two_gradients(q), heavy_ball(q)); })},
                .corrected = {"v_t = m v_{t-1} - eta g_{t-1}, w_t = w_{t-1} + v_t: all past gradients, not one",
                              both([](const Quadratic& q) { return equal(with_velocity(q), heavy_ball(q)); })},
                .code = {"kernels/updates.h momentum (heavy ball, Nesterov)", rules_by_kernel}}},
}};

}  // namespace
}  // namespace rederive::checking::descent
