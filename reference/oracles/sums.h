// Terms of the costs that are summed over elements, in double.
#pragma once

#include <cmath>

namespace rederive::oracle {

inline double squared_error(double x, double t) { return (x - t) * (x - t); }
/// -t log p; nothing is lost on what does not happen.
inline double cross_entropy(double p, double t) { return t == 0 ? 0 : -t * std::log(p); }

}  // namespace rederive::oracle
