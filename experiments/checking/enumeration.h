// Exact sums over all states of a few binary units.
//
// A table is a column with a number for each of the 2^n states s of n units; unit i is on when bit i of s is set. A
// function of some of the units is a table of all states, too, which repeats itself. So the product of factors is
// elementwise, and whether a factor depends on a unit is seen in the numbers.
#pragma once

#include <cstdint>

#include <fmt/format.h>

#include "experiments/checking/mat.h"

namespace rederive::checking {

constexpr int kMostUnits = 20;

using State = std::uint32_t;
/// A set of units: the bits of its members.
using Units = std::uint32_t;

inline bool on(State s, int unit) { return (s >> unit & 1U) != 0; }
inline Units only(int unit) { return Units{1} << unit; }
/// Units 0 .. n - 1.
inline Units first(int n) { return (Units{1} << n) - 1; }

/// The units first .. first + count - 1 of a state as a column of two numbers: 0 and 1, or -1 and 1.
inline Matrix64 units_of(State s, int first_unit, int count, double off = 0) {
  Matrix64 result(count, 1);
  for (int i = 0; i < count; ++i) result[i] = on(s, first_unit + i) ? 1 : off;
  return result;
}

/// f(s) for every state of n units. UsageError where they are too many.
template <class F>
Matrix64 table(int n, const F& f) {
  if (n < 0 || n > kMostUnits) throw UsageError(fmt::format("the states of {} units; at most {}", n, kMostUnits));
  Matrix64 result(1 << n, 1);
  for (int s = 0; s < result.size(); ++s) result[s] = f(static_cast<State>(s));
  return result;
}

/// The sum over all states of `units`, the others as they are: a table that no longer depends on them.
inline Matrix64 sum_over(Units units, const Matrix64& table) {
  const auto place = [units](int s) { return static_cast<int>(static_cast<State>(s) & ~units); };
  Matrix64 totals(table.rows(), 1);
  for (int s = 0; s < table.size(); ++s) totals[place(s)] += table[s];
  Matrix64 result(table.rows(), 1);
  for (int s = 0; s < table.size(); ++s) result[s] = totals[place(s)];
  return result;
}

inline Matrix64 ratio(const Matrix64& a, const Matrix64& b) {
  return map(
      a, b, [](double x, double y) { return x / y; }, "over");
}

/// p(those units) under p, a distribution over all.
inline Matrix64 marginal(const Matrix64& p, Units units) { return sum_over(~units, p); }
/// p(of | given) under p.
inline Matrix64 conditional(const Matrix64& p, Units of, Units given) {
  return ratio(marginal(p, of | given), marginal(p, given));
}

}  // namespace rederive::checking
