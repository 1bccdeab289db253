// The volume of a ball, which is why distances that data have in many dimensions find too little room in a plane.
//
//   V_m(r) / V_m(1) = r^m
//
// Source: document 000, section 8.1
#include <numbers>

#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"

namespace rederive::checking {
namespace {

// The integral of f over [0, r] by Gauss and Legendre's five points: exact for polynomials up to degree 9.
template <class F>
double integral(double r, const F& f) {
  const double inner = sqrt(5 - 2 * sqrt(10.0 / 7)) / 3;
  const double outer = sqrt(5 + 2 * sqrt(10.0 / 7)) / 3;
  const double heavy = (322 + 13 * sqrt(70.0)) / 900;
  const double light = (322 - 13 * sqrt(70.0)) / 900;
  const auto at = [&](double node) { return f(r / 2 * (1 + node)); };
  return r / 2 * (128.0 / 225 * at(0) + heavy * (at(inner) + at(-inner)) + light * (at(outer) + at(-outer)));
}

// Cut across a disc of radius rho, the ball is one of radius w = sqrt(r^2 - rho^2) in m - 2 dimensions; with
// rho d rho = -w dw, V_m(r) = int_0^r V_{m-2}(w) 2 pi w dw. A polynomial in w for every m: exact up to m = 9.
double ball_volume(int m, double r) {
  if (m == 0) return 1;
  if (m == 1) return 2 * r;
  return integral(r, [m](double w) { return ball_volume(m - 2, w) * 2 * std::numbers::pi * w; });
}

// How often the unit ball's volume goes into that of radius r, against what is stated of (r, m).
template <class F>
auto times_the_unit_ball(const F& stated) {
  return [=](const Trial& in) {
    const int m = in.size("m", 2, 9);
    const double r = in.number("r", 0.2, 4);
    return equal(stated(r, m), ball_volume(m, r) / ball_volume(m, 1));
  };
}

const RegisteredIdentities identities{{
    .title = "The volume of a ball",
    .source = "000 §8.1",
    .claims = {{.id = "000.S8.1.volume",
                .printed = {"V_m(r) / V_m(1) = r^m", times_the_unit_ball(power)},
                .wrong = {"V_m(r) in proportion to r m: V_m(r) / V_m(1) = r",
                          times_the_unit_ball([](double r, int) { return r; })}}},
}};

}  // namespace
}  // namespace rederive::checking
