// The one way in which a gradient is checked here: against differences of the function itself.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace rederive::oracle {

struct Difference {
  double slope = 0;
  double error = 0;  // how far it may be off, by the scatter of the extrapolations
};

/// The slope of f at x by central differences (f(x + h) - f(x - h)) / 2h, whose h shrinks from `step` and which are
/// extrapolated to h = 0 as long as that helps. f must be smooth within `step` of x: keep kinks away.
/// Source: Ridders, Advances in Engineering Software 4(2), 1982.
Difference slope(const std::function<double(double)>& f, double x, double step);

using Function = std::function<double(std::span<const double>)>;

/// Of all partial derivatives of f at x, those that `gradient` has wrong: |gradient_i - slope_i| > tolerance * (largest
/// slope) + error_i. The text names the worst place with both numbers; it is empty where all is right.
std::string wrong_slopes(const Function& f, std::span<const double> x, std::span<const double> gradient,
                         double tolerance, double step = 0.05);

}  // namespace rederive::oracle
