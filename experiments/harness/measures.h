// Measures: one number of the rows of a cell, and arithmetic on such numbers. Claims are stated on them
// (claim_tests.h).
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "reference/core/error.h"

namespace rederive {

template <class R>
using Measure = std::function<double(const std::vector<R>&)>;

template <class R>
Measure<R> at_last(double R::*column) {
  return [column](const std::vector<R>& rows) { return rows.back().*column; };
}

template <class R>
const R& row_of_epoch(const std::vector<R>& rows, int epoch) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const R& row) { return row.epoch == epoch; });
  if (found == rows.end()) throw Error("epoch " + std::to_string(epoch) + " was not reached");
  return *found;
}

template <class R>
Measure<R> at_epoch(int epoch, double R::*column) {
  return [epoch, column](const std::vector<R>& rows) { return row_of_epoch(rows, epoch).*column; };
}

/// The epoch at which the column is lowest, the first of them on ties.
template <class R>
Measure<R> epoch_of_minimum(double R::*column) {
  return [column](const std::vector<R>& rows) {
    const auto lowest =
        std::min_element(rows.begin(), rows.end(), [&](const R& a, const R& b) { return a.*column < b.*column; });
    return static_cast<double>(lowest->epoch);
  };
}

namespace detail {
template <class R>
auto first_below(const std::vector<R>& rows, double R::*column, double level) {
  return std::find_if(rows.begin(), rows.end(), [=](const R& row) { return row.*column <= level; });
}
}  // namespace detail

/// The first epoch at which the column is no higher than `level(rows)`; one more than the last where it never is.
template <class R>
Measure<R> first_epoch_below(double R::*column, Measure<R> level) {
  return [=](const std::vector<R>& rows) {
    const auto found = detail::first_below(rows, column, level(rows));
    return static_cast<double>(found == rows.end() ? rows.back().epoch + 1 : found->epoch);
  };
}

/// What another column had come to by then; its last value where the level never is reached.
template <class R>
Measure<R> by_first_below(double R::*column, Measure<R> level, double R::*other) {
  return [=](const std::vector<R>& rows) {
    const auto found = detail::first_below(rows, column, level(rows));
    return (found == rows.end() ? rows.back() : *found).*other;
  };
}

template <class R>
Measure<R> highest_of(double R::*column) {
  return [column](const std::vector<R>& rows) {
    return (*std::max_element(rows.begin(), rows.end(),
                              [&](const R& a, const R& b) { return a.*column < b.*column; })).*
           column;
  };
}

template <class R>
Measure<R> lowest_of(double R::*column) {
  return [column](const std::vector<R>& rows) {
    return (*std::min_element(rows.begin(), rows.end(),
                              [&](const R& a, const R& b) { return a.*column < b.*column; })).*
           column;
  };
}

template <class R>
Measure<R> operator-(Measure<R> a, Measure<R> b) {
  return [a, b](const std::vector<R>& rows) { return a(rows) - b(rows); };
}

template <class R>
Measure<R> operator+(Measure<R> a, Measure<R> b) {
  return [a, b](const std::vector<R>& rows) { return a(rows) + b(rows); };
}

template <class R>
Measure<R> operator-(Measure<R> a, double b) {
  return [a, b](const std::vector<R>& rows) { return a(rows) - b; };
}

template <class R>
Measure<R> operator-(double a, Measure<R> b) {
  return [a, b](const std::vector<R>& rows) { return a - b(rows); };
}

template <class R>
Measure<R> operator*(double factor, Measure<R> a) {
  return [factor, a](const std::vector<R>& rows) { return factor * a(rows); };
}

}  // namespace rederive
