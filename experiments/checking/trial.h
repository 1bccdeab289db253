// The random inputs of one trial, by name: all statements of a claim that ask for "W" get the same W.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "experiments/checking/mat.h"
#include "reference/core/random.h"

namespace rederive::checking {

class Trial {
 public:
  /// Trials are counted from 0.
  Trial(std::uint64_t seed, int number) : seed_(seed), number_(number) {}

  int number() const { return number_; }

  /// A whole number in [least, most], as for a dimension or a class.
  int size(std::string_view name, int least, int most) const;
  /// Uniform in [low, high).
  double number(std::string_view name, double low, double high) const;
  /// 1e-2, 1 or 30 in turn: scales at which a formula should hold alike.
  double scale() const;
  /// Independent normal elements.
  Matrix64 matrix(std::string_view name, int rows, int cols, double sd = 1) const;
  Matrix64 vector(std::string_view name, int n, double sd = 1) const { return matrix(name, n, 1, sd); }
  /// Independent elements, uniform in [low, high).
  Matrix64 uniform(std::string_view name, int rows, int cols, double low, double high) const;
  /// Positive numbers that sum to one.
  Matrix64 distribution(std::string_view name, int n) const;
  /// Zeros and ones, each one with probability p.
  Matrix64 bits(std::string_view name, int rows, int cols, double p = 0.5) const;
  /// Random numbers for anything else.
  Draws draws(std::string_view name) const;

  /// What was asked for so far, for the evidence: "trial 3: K=4, m=7, t=0.31".
  const std::string& text() const { return text_; }
  /// Nothing was asked for: the statement has no input, so one trial says all.
  bool unused() const { return text_.empty(); }

 private:
  void remember(std::string_view name, const std::string& value) const;
  void touch() const;

  std::uint64_t seed_;
  int number_;
  mutable std::string text_;
};

}  // namespace rederive::checking
