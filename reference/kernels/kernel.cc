#include "reference/kernels/kernel.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive {

std::string shape_text(const std::vector<std::string>& axes, const Shape& shape) {
  if (axes.size() != shape.size()) {
    throw ShapeError(fmt::format("a shape of {} numbers for {} axes", shape.size(), axes.size()));
  }
  std::string text;
  for (std::size_t i = 0; i < axes.size(); ++i) text += fmt::format("{}{}={}", i == 0 ? "" : ",", axes[i], shape[i]);
  return text;
}

void compare(const Expected& expected, const std::vector<double>& got, const std::function<double(std::size_t)>& bound,
             Agreement& agreement) {
  using enum Agreement::Status;
  const auto fail = [&](std::string detail) {
    if (agreement.status == failed) return;  // the first fault is the one to look at
    agreement.status = failed;
    agreement.detail = std::move(detail);
  };
  if (expected.value.size() != got.size()) {
    fail(fmt::format("{}: {} elements, the oracle has {}", expected.name, got.size(), expected.value.size()));
    return;
  }
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double allowed = bound(i);
    const double error = std::fabs(got[i] - expected.value[i]);
    ++agreement.compared;
    if (std::isinf(allowed)) {
      ++agreement.undecided;
      continue;
    }
    if (std::fabs(expected.value[i]) > allowed) ++agreement.telling;
    if (error != 0) agreement.worst = std::max(agreement.worst, error / allowed);
    if (!(error <= allowed)) {  // NaN is a fault too
      fail(fmt::format("{}: element {} is {:.9g}, the oracle says {:.9g}, error {:.3g}, bound {:.3g}", expected.name, i,
                       got[i], expected.value[i], error, allowed));
    }
  }
}

void judge(Agreement& agreement) {
  if (agreement.status == Agreement::Status::failed || agreement.compared == 0) return;
  // A quarter: samples of fair coins are half zeros and still prove something.
  if (agreement.telling * 4 >= agreement.compared) return;
  agreement.status = Agreement::Status::mistrusted;
  agreement.detail = fmt::format("only {} of {} elements would have shown an output of zeros to be wrong",
                                 agreement.telling, agreement.compared);
}

std::vector<double> values(ConstMatrixView view) {
  std::vector<double> all;
  all.reserve(static_cast<std::size_t>(view.size()));
  for (Index i = 0; i < view.rows; ++i) {
    for (Index j = 0; j < view.cols; ++j) all.push_back(view(i, j));
  }
  return all;
}

}  // namespace rederive
