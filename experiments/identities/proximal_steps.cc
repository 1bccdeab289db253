// What characterises a proximal operator and a step of proximal gradient descent: inclusions in the subdifferential.
//
//   u = prox_{h,t}(x)  iff  (x - u) / t in dh(u)
//   x_{k+1} = prox_{h,t}(x_k - alpha grad g(x_k)),   G(x_k) = (x_k - x_{k+1}) / alpha,   G - grad g in (t / alpha)
//   dh(x_{k+1})
//
// The step has a length alpha and a weight t, two symbols, and is read so: it makes 1/2 ||z - x_k + alpha grad g||^2 +
// t h(z) least, which is alpha times the quadratic model of g plus (t / alpha) h. With t = alpha, as in section 9.2, it
// is a step on g + h.
// Source: document 000, sections 9.3 and 9.4
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/proximal.h"

namespace rederive::checking {
namespace {

const Penalty& penalty_of(const Trial& in) {
  static constexpr const Penalty* kAll[] = {&kAbsolute, &kPositivePart, &kElasticNet};
  return *kAll[in.number() % 3];
}

// The u with v in u + t dh(u), by bisection; what the minimiser of the objective is held against.
double resolvent(const Penalty& h, double t, double v) {
  double low = -std::abs(v);
  double high = std::abs(v);
  for (;;) {
    const double u = low + (high - low) / 2;
    if (u + t * h.left(u) > v) {
      if (u == high) return u;
      high = u;
    } else if (u + t * h.right(u) < v) {
      if (u == low) return u;
      low = u;
    } else {
      return u;
    }
  }
}
Matrix64 resolvent(const Penalty& h, double t, const Matrix64& v) {
  return map(v, [&](double v_i) { return resolvent(h, t, v_i); });
}

// Whether a condition on u tells prox_{h,t}(x), found by search, from other points: 0, x, and points beside it.
template <class F>
auto tells_the_prox(const F& condition) {
  return [=](const Trial& in) {
    const Penalty& h = penalty_of(in);
    const double t = in.number("t", 0.2, 1.5);
    const Matrix64 x = in.vector("x", in.size("n", 3, 6));
    const Matrix64 minimiser = prox(h, t, x);
    std::vector<Matrix64> candidates{minimiser, Matrix64(x.rows(), 1), x, resolvent(h, 1, x)};
    for (int i = 0; i < x.rows(); ++i) {
      for (const double beside : {-0.5, -1e-3, 1e-3, 0.5}) {
        candidates.push_back(minimiser + beside * unit(x.rows(), i));
      }
    }
    for (const Matrix64& u : candidates) {
      if (condition(h, t, x, u) != (largest(u - minimiser) < 1e-12)) return holds(false);
    }
    return holds(true);
  };
}

struct Step {
  explicit Step(const Trial& in)
      : at(in),
        h(penalty_of(in)),
        alpha(at.alpha),
        t(in.number("t", 0.2, 1.5)),
        gradient(at.gradient()),
        v(at.forward_step()),
        next(prox(h, t, v)) {}

  /// (x_k - x_{k+1}) / alpha for a step that ends at `to`
  Matrix64 generalised_gradient(const Matrix64& to) const { return (1 / alpha) * (at.x - to); }

  LeastSquares at;
  const Penalty& h;
  double alpha, t;
  Matrix64 gradient, v;
  Matrix64 next;  // x_{k+1}, by search
};

template <class F>
auto step(const F& statement) {
  return [statement](const Trial& in) { return statement(Step(in)); };
}

// The set x_k - alpha grad g - t dh(x_{k+1}) as the equation has it: equal to the point x_{k+1}, so that the lower and
// upper end of each of its intervals are.
Comparison set_is_the_point(const Step& s) {
  const int n = s.next.rows();
  Matrix64 ends(n, 2), point(n, 2);
  for (int i = 0; i < n; ++i) {
    ends(i, 0) = s.v[i] - s.t * s.h.right(s.next[i]);
    ends(i, 1) = s.v[i] - s.t * s.h.left(s.next[i]);
    point(i, 0) = point(i, 1) = s.next[i];
  }
  return equal(ends, point, largest(s.v));
}

// G - grad g against the element of dh next to it, where the step with this weight arrives: equal if it is in the set.
Comparison residual_is_subgradient(const Step& s, double weight) {
  const Matrix64 u = prox(s.h, weight, s.v);
  const Matrix64 residual = s.generalised_gradient(u) - s.gradient;
  const Matrix64 nearest = map(
      residual, u, [&](double r, double u_i) { return std::min(std::max(r, s.h.left(u_i)), s.h.right(u_i)); }, "at");
  return equal(residual, nearest, largest(s.gradient));
}

const RegisteredIdentities identities{{
    .title = "Proximal steps: optimality and the generalised gradient",
    .source = "000 §9.3-9.4",
    .claims =
        {{.id = "000.S9.3.optimality",
          .printed = {"u = prox_{h,t}(x) iff (x - u) / t in dh(u)",
                      tells_the_prox([](const Penalty& h, double t, const Matrix64& x, const Matrix64& u) {
                        return is_subgradient(h, (1 / t) * (x - u), u);
                      })},
          .wrong = {"x - u in dh(u)", tells_the_prox([](const Penalty& h, double, const Matrix64& x,
                                                        const Matrix64& u) { return is_subgradient(h, x - u, u); })}},
         {.id = "000.S9.4.G-def",
          .printed = {"x_k - alpha G(x_k) = prox_{h,t}(x_k - alpha grad g)", step([](const Step& s) {
                        const Matrix64 G = s.generalised_gradient(resolvent(s.h, s.t, s.v));
                        return equal(s.at.x - s.alpha * G, s.next, largest(s.at.x) + largest(s.v));
                      })},
          .wrong = {"x_k - alpha grad g - t s with s in dh(x_k)", step([](const Step& s) {
                      return equal(s.v - s.t * map(s.at.x, s.h.right), s.next, largest(s.at.x) + largest(s.v));
                    })}},
         {.id = "000.S9.4.argmin",
          .printed = {"prox_{h,t}(x_k - alpha grad g) = argmin_z 1/2 ||z - x_k + alpha grad g||^2 + t h(z)",
                      step([](const Step& s) { return equal(resolvent(s.h, s.t, s.v), s.next, largest(s.v)); })},
          .wrong = {"argmin_z 1/2 ||z - x_k + alpha grad g||^2 + alpha h(z)", step([](const Step& s) {
                      return equal(resolvent(s.h, s.t, s.v), prox(s.h, s.alpha, s.v), largest(s.v));
                    })}},
         // A point and a set are equal where the set has but one element; it has more where x_{k+1} is at the kink.
         {.id = "000.S9.4.eq8",
          .printed = {"x_{k+1} = x_k - alpha grad g - t s for all s in dh(x_{k+1})", step(set_is_the_point)},
          .corrected = {"x_{k+1} in x_k - alpha grad g - t dh(x_{k+1}): for one s", step([](const Step& s) {
                          return holds(is_subgradient(s.h, (1 / s.t) * (s.v - s.next), s.next));
                        })}},
         {.id = "000.S9.4.final",
          .printed = {"G - grad g in dh(x_{k+1}), G = (x_k - prox_{h,t}(x_k - alpha grad g)) / alpha",
                      step([](const Step& s) { return residual_is_subgradient(s, s.t); })},
          .corrected = {"G - grad g in dh(x_{k+1}), G = (x_k - prox_{h,alpha}(x_k - alpha grad g)) / alpha: t = alpha",
                        step([](const Step& s) { return residual_is_subgradient(s, s.alpha); })}}},
}};

}  // namespace
}  // namespace rederive::checking
