// Where the cross-entropy of one output is least.
//
//   C(a) = -(1/n) sum_i (y_i ln a + (1 - y_i) ln(1 - a)),  0 < a < 1
//   for one target y: C' = -y/a + (1 - y)/(1 - a) = (a - y) / (a (1 - a)),   C'' = y/a^2 + (1 - y)/(1 - a)^2
//
// C' and C'' are taken from C itself, by complex steps and differences of these. A target of 0 or 1 leaves one
// logarithm, whose slope is nowhere 0: the least C is then at the end of the interval, and no critical point.
// Source: document 004, problem 3, 4
#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"

namespace rederive::checking {
namespace {

// C for one target; what is multiplied by 0 counts nothing.
template <class T>
T cost_of(double y, const T& a) {
  T total{};
  if (y != 0) total -= y * log(a);
  if (y != 1) total -= (1 - y) * log(1.0 - a);
  return total;
}

auto cost(double y) {
  return [y](const auto& a) { return cost_of(y, a[0]); };
}
double slope(double y, double a) { return complex_slopes(cost(y), Matrix64{{a}})[0]; }

template <class F>
auto mean_slope(const F& term) {
  return [term](const Trial& in) {
    const int n = in.size("n", 2, 6);
    const Matrix64 y = in.uniform("y", n, 1, 0, 1);
    const Matrix64 a{{in.number("a", 0.1, 0.9)}};
    const auto mean_cost = [&](const auto& at) {
      auto total = cost_of(y[0], at[0]);
      for (int i = 1; i < n; ++i) total += cost_of(y[i], at[0]);
      return total / static_cast<double>(n);
    };
    const double stated = sum(map(y, [&](double y_i) { return term(y_i, a[0]); })) / n;
    return analytic_gradient(Matrix64{{stated}}, mean_cost, a);
  };
}

double inner_target(const Trial& in) { return in.number("y", 0.1, 0.9); }
// One of the ends in every third trial.
double any_target(const Trial& in) { return in.number() % 3 == 0 ? in.size("y", 0, 1) : inner_target(in); }

// C' is 0 at a = y, and has the sign of a - y at another a.
template <class F>
auto only_critical_point(const F& target) {
  return [target](const Trial& in) {
    const double y = target(in);
    const double a = in.number("a", 0.01, 0.99);
    const auto sign = [](double x) { return x < 0 ? -1.0 : 1.0; };
    return equal(Matrix64{{0, sign(a - y)}}, Matrix64{{slope(y, y), sign(slope(y, a))}});
  };
}

template <class F>
auto second_derivative(const F& formula) {
  return [formula](const Trial& in) {
    const double y = inner_target(in);
    const Matrix64 a{{in.number("a", 0.1, 0.9)}};
    return gradient(
        Matrix64{{formula(y, a[0])}}, [y](const Matrix64& at) { return slope(y, at[0]); }, a, 1e-2);
  };
}

// C'' > 0: C' rises about some a. And C is less at the place named than there. The formula for C'' is left aside, whose
// terms are positive whatever C is.
template <class F>
auto minimum_at(const F& place) {
  return [place](const Trial& in) {
    constexpr double kBeside = 1e-3;
    const double y = inner_target(in);
    const double a = in.number("a", 0.01, 0.99);
    const bool slope_rises = slope(y, a - kBeside) < slope(y, a + kBeside);
    return holds(slope_rises && cost_of(y, place(y)) < cost_of(y, a));
  };
}

const RegisteredIdentities identities{
    {.title = "The minimum of the cross-entropy",
     .source = "004 P3.4",
     .claims = {
         {.id = "004.P3.4.eq33",
          .printed = {"dC/da = (1/n) sum_i (-y_i/a + (1 - y_i)/(1 - a))",
                      mean_slope([](double y, double a) { return -y / a + (1 - y) / (1 - a); })},
          .wrong = {"(1/n) sum_i (-y_i/a - (1 - y_i)/(1 - a))",
                    mean_slope([](double y, double a) { return -y / a - (1 - y) / (1 - a); })}},
         {.id = "004.P3.4.critical",
          .printed = {"dC/da = 0 at a = y and nowhere else, for a target 0 <= y <= 1", only_critical_point(any_target)},
          .corrected = {"dC/da = 0 at a = y and nowhere else, for 0 < y < 1", only_critical_point(inner_target)}},
         {.id = "004.P3.4.second",
          .printed = {"d^2 C/da^2 = y/a^2 + (1 - y)/(1 - a)^2", second_derivative([](double y, double a) {
                        return y / (a * a) + (1 - y) / ((1 - a) * (1 - a));
                      })},
          .wrong = {"y/a^2 - (1 - y)/(1 - a)^2",
                    second_derivative([](double y, double a) { return y / (a * a) - (1 - y) / ((1 - a) * (1 - a)); })}},
         {.id = "004.P3.4.min",
          .printed = {"d^2 C/da^2 > 0 for y, a in (0, 1), and C is least at a = y",
                      minimum_at([](double y) { return y; })},
          .wrong = {"C is least at a = 1/2", minimum_at([](double) { return 0.5; })}},
     }}};

}  // namespace
}  // namespace rederive::checking
