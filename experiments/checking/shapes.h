// Formulas as a document prints them, over arrays of any order with named dimensions.
//
//   dot(a, b)           a . b   the last dimension of a against the first of b, summed
//   elementwise(a, b)   a o b   of equal shapes
//   a + b                       of equal shapes
//   factor * a                  by a number
//
// A term carries its text along. Where a formula does not type-check, the ShapeError shows the part of it where two
// shapes do not meet: "A.v o x.1: (m) o (m x m x m)". Where it does, its numbers can be put beside the truth.
#pragma once

#include <string>
#include <vector>

#include "experiments/checking/mat.h"

namespace rederive::checking {

/// Two dimensions fit where their names do: that a matrix is square by chance makes nothing right.
struct Dimension {
  std::string name;
  int size = 0;
};

class Term {
 public:
  /// Values in row-major order. A vector has one dimension, a number none. ShapeError where they are not as many.
  Term(std::string text, std::vector<Dimension> shape, std::vector<double> values);

  const std::string& text() const { return text_; }
  const std::vector<Dimension>& shape() const { return shape_; }
  /// The first dimension downwards, all others side by side; a vector is a column.
  Matrix64 matrix() const;

  friend Term dot(const Term& a, const Term& b);
  friend Term elementwise(const Term& a, const Term& b);
  friend Term operator+(const Term& a, const Term& b);
  friend Term operator*(int factor, const Term& a);

 private:
  // How tightly the last operation of the text binds, for its parentheses.
  enum class Binding { sum, elementwise, dot, whole };

  Term(const Term& a, const char* operation, const Term& b, Binding binding);
  std::string text_within(Binding binding) const;
  friend void require_equal_shapes(const Term& a, const Term& b, const Term& both, const char* operation);

  std::string text_;
  Binding binding_ = Binding::whole;
  std::vector<Dimension> shape_;
  std::vector<double> values_;
};

/// dA/dA for an n x n matrix A, the document's 1: one_ijkl = delta_ik delta_jl, of shape (d x d x d x d).
Term matrix_by_itself(const std::string& text, const Dimension& d);

/// "m x m", "a number"
std::string shape_text(const std::vector<Dimension>& shape);

}  // namespace rederive::checking
