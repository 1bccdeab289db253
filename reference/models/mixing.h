// How chains move: what many of them, side by side, visit and forget.
#pragma once

#include <cstdint>
#include <span>

#include "reference/core/matrix.h"

namespace rederive {

/// -sum_c p_c log p_c in nats, p_c the share of class c: 0 where all are of one class, log(classes) where all classes
/// have the same share. Throws UsageError without an element or for a class that is not below `classes`.
double occupancy_entropy(std::span<const std::uint32_t> of_each, std::uint32_t classes);

/// The share of places in which two lists of the same length differ. Throws ShapeError for other lengths, UsageError
/// for empty lists.
double share_changed(std::span<const std::uint32_t> before, std::span<const std::uint32_t> after);

/// How much of their earlier states chains still know, over N chains (rows) and all units (columns):
///
///   sum_i cov_i(x, y) / sqrt(sum_i var_i(x) sum_i var_i(y))      with means over the chains, for each unit
///
/// 1 for equal states, 0 on average (with deviations of order 1/sqrt(N)) for independent ones. Chains that stay in
/// different regions for ever keep it above 0. 0 where nothing varies. In double, in the order of the elements. Throws
/// ShapeError when the shapes differ, UsageError for fewer than two chains.
double state_correlation(ConstMatrixView x, ConstMatrixView y);

}  // namespace rederive
