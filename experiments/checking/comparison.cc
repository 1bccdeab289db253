#include "experiments/checking/comparison.h"

#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "reference/oracles/differences.h"

namespace rederive::checking {
namespace {

constexpr double kIdentity = 1e-12;
constexpr double kGradient = 1e-6;
constexpr double kLeastGradient = 1e-8;

struct Figure {
  double value = 0;
  double half_unit = 0;
};

Figure parse_figure(std::string_view text) {
  Figure figure;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), figure.value);
  if (fault != std::errc{} || end != text.data() + text.size()) throw Error(fmt::format("'{}' is no figure", text));
  figure.half_unit = 0.5;
  const std::size_t point = text.find('.');
  for (std::size_t digit = point; point != std::string_view::npos && digit + 1 < text.size(); ++digit) {
    figure.half_unit /= 10;
  }
  return figure;
}

std::vector<std::string_view> words(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> all;
  for (std::size_t start = text.find_first_not_of(separators); start != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(separators, start), text.size());
    all.push_back(text.substr(start, end - start));
    start = text.find_first_not_of(separators, end);
  }
  return all;
}

double gradient_tolerance(const Matrix64& truth) { return kGradient * std::max(kLeastGradient, largest(truth)); }

struct Slopes {
  Matrix64 values;
  double scatter = 0;  // of the extrapolations to step 0, the largest
};

Slopes differences(const Scalar& f, const Matrix64& x, double step) {
  Slopes found{.values = Matrix64(x.rows(), x.cols()), .scatter = 0};
  Matrix64 at = x;
  for (int i = 0; i < x.size(); ++i) {
    const auto along = [&](double value) {
      at[i] = value;
      return f(at);
    };
    const oracle::Difference difference = oracle::slope(along, x[i], step * std::max(1.0, std::abs(x[i])));
    at[i] = x[i];
    found.values[i] = difference.slope;
    found.scatter = std::max(found.scatter, difference.error);
  }
  return found;
}

void require_settled(const Slopes& found, double step) {
  if (found.scatter <= gradient_tolerance(found.values)) return;
  throw Error(fmt::format("differences scatter by {:.2g} around slopes of up to {:.2g}: is a kink within {:g}?",
                          found.scatter, largest(found.values), step));
}

}  // namespace

Comparison equal(const Matrix64& stated, const Matrix64& truth, double scale) {
  require_same_shape(stated, truth, "=");
  if (scale == 0) scale = std::max(largest(stated), largest(truth));
  return {.stated = stated.values(), .truth = truth.values(), .tolerance = kIdentity * scale};
}

Comparison equal(double stated, double truth, double scale) {
  return equal(Matrix64(1, 1, stated), Matrix64(1, 1, truth), scale);
}

Comparison within(const Matrix64& stated, const Matrix64& truth, double tolerance) {
  require_same_shape(stated, truth, "=");
  return {.stated = stated.values(), .truth = truth.values(), .tolerance = tolerance};
}

Comparison printed(std::string_view figures, const Matrix64& computed) {
  Comparison comparison{.stated = {}, .truth = computed.values(), .tolerance = std::numeric_limits<double>::infinity()};
  const std::vector<std::string_view> rows = words(figures, ";");
  for (const std::string_view row : rows) {
    const std::vector<std::string_view> row_figures = words(row, " ");
    if (static_cast<int>(row_figures.size()) != computed.cols() || static_cast<int>(rows.size()) != computed.rows()) {
      throw ShapeError(
          fmt::format("printed {} x {} for a ({}) matrix", rows.size(), row_figures.size(), computed.shape()));
    }
    for (const std::string_view word : row_figures) {
      const Figure figure = parse_figure(word);
      comparison.stated.push_back(figure.value);
      // A value that lies in the middle of two figures may be printed as either, whatever the last bit says.
      comparison.tolerance = std::min(comparison.tolerance, figure.half_unit * (1 + 1e-9));
    }
  }
  return comparison;
}

Comparison printed(std::string_view figure, double computed) { return printed(figure, Matrix64(1, 1, computed)); }

Comparison holds(bool condition) { return {.stated = {1}, .truth = {condition ? 1.0 : 0.0}, .tolerance = 0}; }

Comparison both(Comparison one, const Comparison& other) {
  one.stated.insert(one.stated.end(), other.stated.begin(), other.stated.end());
  one.truth.insert(one.truth.end(), other.truth.begin(), other.truth.end());
  one.tolerance = std::min(one.tolerance, other.tolerance);
  return one;
}

Matrix64 slopes(const Scalar& f, const Matrix64& x, double step) {
  Slopes found = differences(f, x, step);
  require_settled(found, step);
  return std::move(found.values);
}

Matrix64 jacobian(const Vector& f, const Matrix64& x, double step) {
  const int outputs = f(x).size();
  Slopes all{.values = Matrix64(outputs, x.size()), .scatter = 0};
  for (int k = 0; k < outputs; ++k) {
    const Slopes row = differences([&](const Matrix64& at) { return f(at)[k]; }, x, step);
    for (int i = 0; i < x.size(); ++i) all.values(k, i) = row.values[i];
    all.scatter = std::max(all.scatter, row.scatter);
  }
  require_settled(all, step);
  return all.values;
}

Comparison gradient(const Matrix64& stated, const Scalar& f, const Matrix64& x, double step) {
  require_same_shape(stated, x, "as the gradient by");
  return same_gradient(stated, slopes(f, x, step));
}

Comparison same_gradient(const Matrix64& stated, const Matrix64& truth) {
  require_same_shape(stated, truth, "as the gradient");
  return {.stated = stated.values(), .truth = truth.values(), .tolerance = gradient_tolerance(truth)};
}

Comparison same_gradient(double stated, double truth) {
  return same_gradient(Matrix64(1, 1, stated), Matrix64(1, 1, truth));
}

void require_agreement(const Comparison& comparison) {
  const Worst at = worst(comparison);
  if (at.holds) return;
  throw Error(fmt::format("two ways to one number disagree: {:.9g} and {:.9g}", comparison.stated.at(at.place),
                          comparison.truth.at(at.place)));
}

Worst worst(const Comparison& comparison) {
  Worst found;
  if (comparison.stated.empty()) throw Error("a comparison of nothing");
  for (std::size_t i = 0; i < comparison.stated.size(); ++i) {
    const double error = std::abs(comparison.stated[i] - comparison.truth[i]);
    const bool beyond = !(error <= comparison.tolerance);  // also where it is NaN
    if (beyond) found.holds = false;
    if (error > found.error || std::isnan(error)) {
      found.error = std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
      found.place = i;
    }
  }
  return found;
}

}  // namespace rederive::checking
