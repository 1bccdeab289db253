// The declaration of a kernel: one data sheet from which the tests check it and the benchmark times it.
//
// A kernel is a formula over a Problem (operands and scalars), an oracle in double precision, an error bound derived
// from the formula, and variants that compute it. A Shape is the list of numbers that makes a problem: sizes and
// choices. The sheet knows neither the test framework nor the benchmark; RegisteredKernel (registry.h) erases its type.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/kernels/memory.h"

namespace rederive {

using Shape = std::vector<Index>;

/// "m=3,n=7,k=5".
std::string shape_text(const std::vector<std::string>& axes, const Shape& shape);

struct Cost {
  double flops = 0;  // of one call, from the formula
  double bytes = 0;  // that a call must move at least: every operand once
};

/// What the oracle says of one output: the value of each element, and a number of its own choice that the bound is made
/// of.
struct Expected {
  std::string name;
  std::vector<double> value;
  std::vector<double> scale;
};

template <class Problem>
struct Variant {
  std::string name;
  void (*run)(const Problem&) = nullptr;
  /// The header promises the bits of the first variant.
  bool same_bits = false;
  /// Absolute error that a rival is allowed beyond the bound, with the reason beside it.
  double slack = 0;
};

template <class Problem>
struct Property {
  std::string name;
  /// Empty where `run` has it for a problem of this shape, else what was seen.
  std::function<std::string(void (*run)(const Problem&), const Shape&, Memory&)> fault;
};

template <class Problem>
struct Kernel {
  std::string name;
  std::string formula;
  std::vector<std::string> axes;  // what the numbers of a shape mean
  std::function<Cost(const Shape&)> cost;
  std::vector<Shape> check;  // awkward: 0, 1, primes, lanes +- 1
  std::vector<Shape> bench;  // what the experiments use
  /// Where the oracle would take minutes: the shape that is checked in a shape's place, with the same edges. Empty:
  /// none.
  std::function<Shape(const Shape&)> checked_as;
  std::function<Problem(const Shape&, Memory&)> make;
  std::function<std::vector<Expected>(const Problem&)> oracle;
  /// The largest error of element i of an output, for a variant with that slack.
  std::function<double(const Shape&, const Expected&, std::size_t i, double slack)> bound;
  /// The outputs after a run, in the oracle's order.
  std::function<std::vector<std::vector<double>>(const Problem&)> results;
  std::vector<Property<Problem>> properties;
  std::vector<Variant<Problem>> variants;
  std::string standard = "simd";  // the variant that the library runs unless told otherwise
};

/// How a variant fared against the oracle.
struct Agreement {
  enum class Status {
    passed,
    mistrusted,  // no fault seen, but an output of zeros would have passed for most elements too
    failed
  };
  Status status = Status::passed;
  std::string detail;  // of the fault, or why it is mistrusted
  double worst = 0;    // largest error in units of its bound
  Index compared = 0;  // elements
  Index telling = 0;   // elements where a 0 would have been wrong
  Index undecided =
      0;  // elements with an infinite bound: samples whose uniform lies on the edge, where either is right
  std::string repeat{};  // the command that does this check again

  bool agrees() const { return status != Status::failed; }
};

/// One output against the oracle's values; adds to what `agreement` holds.
void compare(const Expected& expected, const std::vector<double>& got, const std::function<double(std::size_t)>& bound,
             Agreement& agreement);
/// Once everything is compared: mistrusted where that proves little.
void judge(Agreement& agreement);

/// The elements of a view, row by row.
std::vector<double> values(ConstMatrixView view);

}  // namespace rederive
