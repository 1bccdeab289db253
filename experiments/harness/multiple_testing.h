// Many claims tested at once.
#pragma once

#include <span>
#include <vector>

namespace rederive {

/// Holm's adjusted p values, in the order of `p_values`: rejecting those <= alpha keeps the probability of any false
/// rejection in the family <= alpha, however the tests depend on each other.
///   adjusted of the i-th smallest (i = 1 .. m) = min(1, max over j <= i of (m - j + 1) p_(j))
/// Throws UsageError when a p value is not in [0, 1]. None in, none out.
/// Source: Holm, Scandinavian Journal of Statistics 6(2), 1979.
std::vector<double> holm(std::span<const double> p_values);

}  // namespace rederive
