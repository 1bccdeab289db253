// softmax, sums and transpose as a model calls them.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "reference/kernels/column_sums.h"
#include "reference/kernels/softmax.h"
#include "reference/kernels/softmax_nll.h"
#include "reference/kernels/sums.h"
#include "reference/kernels/targets.h"
#include "reference/kernels/transpose.h"
#include "tests/catch.h"
#include "tests/reference/kernels/bits.h"

using namespace rederive;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

Matrix row(const std::vector<float>& numbers) {
  Matrix m(1, static_cast<Index>(numbers.size()));
  std::copy(numbers.begin(), numbers.end(), m.data());
  return m;
}

}  // namespace

TEST_CASE("softmax by hand, and at its ends on every target") {
  for (const std::string& target : supported_targets()) {
    force_target(target);
    INFO(target);
    // Narrow and wide rows go different ways.
    for (const Index cols : {3, 10, 40}) {
      Matrix x(1, cols);
      Matrix p(1, cols);
      softmax(x, p);
      for (Index j = 0; j < cols; ++j) CHECK(p(0, j) == 1.0F / static_cast<float>(cols));
      log_softmax(x, p);
      CHECK(p(0, 0) == Approx(-std::log(static_cast<double>(cols))));
      for (Index j = 1; j < cols; ++j) x(0, j) = -kInfinity;
      softmax(x, p);
      CHECK((p(0, 0) == 1 && p(0, 1) == 0 && p(0, cols - 1) == 0));
      x(0, 1) = -200;
      softmax(x, p);
      CHECK((p(0, 0) == 1 && p(0, 1) == 0));
      x(0, 1) = std::numeric_limits<float>::quiet_NaN();
      softmax(x, p);
      for (Index j = 0; j < cols; ++j) CHECK(std::isnan(p(0, j)));
    }
    force_target("");
  }
}

TEST_CASE("softmax_nll is what log_softmax and softmax say, and its gradient is that of differences") {
  const Matrix x = spread(70, 10, -4, 8);
  std::vector<std::uint32_t> labels;
  for (std::uint32_t i = 0; i < 70; ++i) labels.push_back(i * 7 % 10);
  Matrix p(70, 10);
  Matrix log_p(70, 10);
  Matrix dx(70, 10);
  std::vector<double> losses(70);
  softmax(x, p);
  log_softmax(x, log_p);
  softmax_nll(x, labels, 0.5F, dx, losses);
  for (Index i = 0; i < 70; ++i) {
    const std::uint32_t label = labels[static_cast<std::size_t>(i)];
    CHECK(losses[static_cast<std::size_t>(i)] == Approx(-log_p(i, label)).margin(1e-6));
    for (Index j = 0; j < 10; ++j) {
      CHECK(dx(i, j) == (p(i, j) - (j == static_cast<Index>(label) ? 1.0F : 0.0F)) * 0.5F);
    }
  }
  constexpr float kStep = 0x1p-6F;
  std::vector<double> up(70);
  std::vector<double> down(70);
  Matrix unused(70, 10);
  for (Index j = 0; j < 10; ++j) {
    Matrix moved = x;
    for (Index i = 0; i < 70; ++i) moved(i, j) += kStep;
    softmax_nll(moved, labels, 1, unused, up);
    for (Index i = 0; i < 70; ++i) moved(i, j) = x(i, j) - kStep;
    softmax_nll(moved, labels, 1, unused, down);
    for (std::size_t i = 0; i < 70; ++i) {
      const double slope = (up[i] - down[i]) / (2.0 * kStep);
      CHECK(slope == Approx(2 * dx(static_cast<Index>(i), j)).margin(1e-4));
    }
  }
}

TEST_CASE("sums by hand") {
  const Matrix x = row({1, 2, 3, 4});
  const Matrix t = row({1, 0, 3, 2});
  std::vector<double> sums(1);
  row_sums(x, sums);
  CHECK(sums[0] == 10);
  squared_error(x, t, sums);
  CHECK(sums[0] == 8);
  cross_entropy(row({0, 0.5F, 1, 0.25F}), row({0, 1, 1, 0.5F}), sums);
  CHECK(sums[0] == Approx(2 * std::log(2.0)));
  cross_entropy(row({0, 1}), row({0.5F, 1}), sums);
  CHECK(sums[0] == kInfinity);
  std::vector<float> columns(4);
  column_sums(x, columns);
  CHECK(columns == std::vector<float>{1, 2, 3, 4});
}

TEST_CASE("totals add the sums of rows in order") {
  const Matrix x = spread(131, 33, 0, 1);
  const Matrix t = spread(131, 33, 0.125F, 0.5F);
  std::vector<double> sums(131);
  const auto in_order = [&] {
    double all = 0;
    for (const double sum : sums) all += sum;
    return all;
  };
  row_sums(x, sums);
  CHECK(total(x) == in_order());
  squared_error(x, t, sums);
  CHECK(total_squared_error(x, t) == in_order());
  cross_entropy(t, x, sums);
  CHECK(total_cross_entropy(t, x) == in_order());
  CHECK(total(Matrix(0, 5)) == 0);
}

TEST_CASE("the digest of row results is the same on every target, and known") {
  for (const std::string& target : supported_targets()) {
    force_target(target);
    Digest digest;
    for (const Index cols : {1, 10, 15, 16, 17, 100, 300}) {
      const Matrix x = spread(9, cols, -10, 20);
      const Matrix p = spread(9, cols, 0.0625F, 0.875F);
      const std::vector<std::uint32_t> labels(9, static_cast<std::uint32_t>(cols - 1));
      Matrix y(9, cols);
      Matrix z(cols, 9);
      std::vector<double> sums(9);
      std::vector<float> columns(static_cast<std::size_t>(cols));
      softmax(x, y);
      digest.add(y);
      log_softmax(x, y);
      digest.add(y);
      softmax_nll(x, labels, 0.25F, y, sums);
      digest.add(y);
      digest.add(sums);
      row_sums(x, sums);
      digest.add(sums);
      squared_error(x, p, sums);
      digest.add(sums);
      cross_entropy(p, p, sums);
      digest.add(sums);
      column_sums(x, columns);
      digest.add(columns);
      transpose(x, z);
      digest.add(z);
    }
    force_target("");
    INFO(target);
    CHECK(digest.text() == "9ae8f2f279fd93f4");
  }
}

TEST_CASE("rows: operands that do not fit are named") {
  Matrix x(2, 3);
  Matrix y(2, 3);
  Matrix wrong(3, 2);
  std::vector<double> sums(2);
  std::vector<float> columns(2);
  const std::vector<std::uint32_t> labels = {0, 3};
  CHECK_THROWS_WITH(softmax(x, wrong), ContainsSubstring("softmax: p is 3 x 2, expected 2 x 3"));
  CHECK_THROWS_WITH(log_softmax(x, wrong), ContainsSubstring("log_softmax: y is 3 x 2"));
  CHECK_THROWS_WITH(softmax_nll(x, labels, 1, y, sums), ContainsSubstring("label 1 is 3, expected below 3"));
  CHECK_THROWS_WITH(softmax_nll(x, std::span(labels).first(1), 1, y, sums), ContainsSubstring("the labels has 1"));
  CHECK_THROWS_WITH(row_sums(x, std::span(sums).first(1)), ContainsSubstring("row_sums: the sums has 1 numbers"));
  CHECK_THROWS_WITH(squared_error(x, wrong, sums), ContainsSubstring("squared_error: t is 3 x 2"));
  CHECK_THROWS_WITH(total_squared_error(x, wrong), ContainsSubstring("squared_error: t is 3 x 2"));
  CHECK_THROWS_WITH(column_sums(x, columns), ContainsSubstring("column_sums: the sums has 2 numbers, expected 3"));
  CHECK_THROWS_WITH(transpose(x, y), ContainsSubstring("transpose: y is 2 x 3, expected 3 x 2"));
}
