#include "experiments/checking/shapes.h"

#include <algorithm>

#include <fmt/format.h>

namespace rederive::checking {
namespace {

std::size_t count(std::vector<Dimension>::const_iterator begin, std::vector<Dimension>::const_iterator end) {
  std::size_t product = 1;
  for (auto dimension = begin; dimension != end; ++dimension) product *= static_cast<std::size_t>(dimension->size);
  return product;
}

bool same(const Dimension& a, const Dimension& b) { return a.name == b.name && a.size == b.size; }

[[noreturn]] void refuse(const Term& a, const Term& b, const std::string& both, const char* operation) {
  throw ShapeError(fmt::format("{}: ({}) {} ({})", both, shape_text(a.shape()), operation, shape_text(b.shape())));
}

}  // namespace

std::string shape_text(const std::vector<Dimension>& shape) {
  if (shape.empty()) return "a number";
  std::string text = shape.front().name;
  for (std::size_t d = 1; d < shape.size(); ++d) text += " x " + shape[d].name;
  return text;
}

Term::Term(std::string text, std::vector<Dimension> shape, std::vector<double> values)
    : text_(std::move(text)), shape_(std::move(shape)), values_(std::move(values)) {
  if (values_.size() != count(shape_.begin(), shape_.end())) {
    throw ShapeError(fmt::format("{}: {} values for ({})", text_, values_.size(), shape_text(shape_)));
  }
}

Term::Term(const Term& a, const char* operation, const Term& b, Binding binding)
    : text_(a.text_within(binding) + operation + b.text_within(binding)), binding_(binding) {}

std::string Term::text_within(Binding binding) const { return binding_ < binding ? "(" + text_ + ")" : text_; }

Matrix64 Term::matrix() const {
  const int rows = shape_.empty() ? 1 : shape_.front().size;
  Matrix64 result(rows, static_cast<int>(values_.size()) / std::max(rows, 1));
  for (int i = 0; i < result.size(); ++i) result[i] = values_[static_cast<std::size_t>(i)];
  return result;
}

void require_equal_shapes(const Term& a, const Term& b, const Term& both, const char* operation) {
  if (!std::equal(a.shape_.begin(), a.shape_.end(), b.shape_.begin(), b.shape_.end(), same)) {
    refuse(a, b, both.text_, operation);
  }
}

Term dot(const Term& a, const Term& b) {
  Term result(a, ".", b, Term::Binding::dot);
  if (a.shape_.empty() || b.shape_.empty() || !same(a.shape_.back(), b.shape_.front())) refuse(a, b, result.text_, ".");
  const auto inner = static_cast<std::size_t>(a.shape_.back().size);
  const std::size_t above = a.values_.size() / inner;
  const std::size_t behind = b.values_.size() / inner;
  result.shape_.assign(a.shape_.begin(), a.shape_.end() - 1);
  result.shape_.insert(result.shape_.end(), b.shape_.begin() + 1, b.shape_.end());
  result.values_.assign(above * behind, 0);
  for (std::size_t i = 0; i < above; ++i) {
    for (std::size_t j = 0; j < behind; ++j) {
      double& sum = result.values_[i * behind + j];
      for (std::size_t k = 0; k < inner; ++k) sum += a.values_[i * inner + k] * b.values_[k * behind + j];
    }
  }
  return result;
}

Term elementwise(const Term& a, const Term& b) {
  Term result(a, " o ", b, Term::Binding::elementwise);
  require_equal_shapes(a, b, result, "o");
  result.shape_ = a.shape_;
  for (std::size_t i = 0; i < a.values_.size(); ++i) result.values_.push_back(a.values_[i] * b.values_[i]);
  return result;
}

Term operator+(const Term& a, const Term& b) {
  Term result(a, " + ", b, Term::Binding::sum);
  require_equal_shapes(a, b, result, "+");
  result.shape_ = a.shape_;
  for (std::size_t i = 0; i < a.values_.size(); ++i) result.values_.push_back(a.values_[i] + b.values_[i]);
  return result;
}

Term operator*(int factor, const Term& a) {
  Term result = a;
  result.text_ = fmt::format("{}*{}", factor, a.text_within(Term::Binding::dot));
  result.binding_ = Term::Binding::dot;
  for (double& value : result.values_) value *= factor;
  return result;
}

Term matrix_by_itself(const std::string& text, const Dimension& d) {
  return {text, {d, d, d, d}, identity(d.size * d.size).values()};
}

}  // namespace rederive::checking
