#include "reference/models/principal_components.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "reference/core/error.h"
#include "reference/core/random.h"
#include "reference/kernels/gemm.h"

namespace rederive {
namespace {

constexpr Index kMore = 20;       // directions beyond those wanted
constexpr int kIterations = 20;   // the error falls by lambda_{count + 20} / lambda_count each time
constexpr int kMostSweeps = 50;   // of rotations; a dozen is usual
constexpr double kSmall = 1e-14;  // of a product of two diagonal elements: what is left of it is noise

// A square matrix in double.
struct Square {
  Index size;
  std::vector<double> values = std::vector<double>(static_cast<std::size_t>(size * size));
  double& operator()(Index i, Index j) { return values[static_cast<std::size_t>(i * size + j)]; }
};

Matrix centred(ConstMatrixView x) {
  std::vector<double> mean(static_cast<std::size_t>(x.cols));
  for (Index i = 0; i < x.rows; ++i) {
    for (Index j = 0; j < x.cols; ++j) mean[static_cast<std::size_t>(j)] += x(i, j);
  }
  for (double& m : mean) m /= static_cast<double>(x.rows);
  Matrix result(x.rows, x.cols);
  for (Index i = 0; i < x.rows; ++i) {
    for (Index j = 0; j < x.cols; ++j) result(i, j) = static_cast<float>(x(i, j) - mean[static_cast<std::size_t>(j)]);
  }
  return result;
}

double dot(const float* a, const float* b, Index count) {
  double sum = 0;
  for (Index j = 0; j < count; ++j) sum += static_cast<double>(a[j]) * b[j];
  return sum;
}

// The rows of q, each orthogonal to those before it and of length 1; what depends on them becomes 0. Gram and Schmidt's
// way, twice: once is not enough for nearly dependent rows.
void orthonormalise(Matrix& q) {
  for (Index k = 0; k < q.rows(); ++k) {
    const double before = std::sqrt(dot(q.row(k), q.row(k), q.cols()));
    for (int pass = 0; pass < 2; ++pass) {
      for (Index l = 0; l < k; ++l) {
        const double along = dot(q.row(k), q.row(l), q.cols());
        for (Index j = 0; j < q.cols(); ++j) q(k, j) = static_cast<float>(q(k, j) - along * q(l, j));
      }
    }
    const double length = std::sqrt(dot(q.row(k), q.row(k), q.cols()));
    const double factor = length > 1e-6 * before ? 1 / length : 0;
    for (Index j = 0; j < q.cols(); ++j) q(k, j) = static_cast<float>(factor * q(k, j));
  }
}

// One rotation: a(p, q) becomes 0; the rows of v follow.
void rotate(Square& a, Square& v, Index p, Index q) {
  const double theta = (a(q, q) - a(p, p)) / (2 * a(p, q));
  const double t = (theta >= 0 ? 1 : -1) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
  const double c = 1 / std::sqrt(t * t + 1);
  const double s = t * c;
  const auto turn = [&](double& x, double& y) {
    const double old = x;
    x = c * old - s * y;
    y = s * old + c * y;
  };
  for (Index k = 0; k < a.size; ++k) turn(a(k, p), a(k, q));
  for (Index k = 0; k < a.size; ++k) turn(a(p, k), a(q, k));
  for (Index k = 0; k < a.size; ++k) turn(v(p, k), v(q, k));
}

// Eigenvectors of the symmetric a as rows; a becomes diagonal.
Square diagonalise(Square& a) {
  Square v{a.size};
  for (Index k = 0; k < a.size; ++k) v(k, k) = 1;
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    bool turned = false;
    for (Index p = 0; p < a.size; ++p) {
      for (Index q = p + 1; q < a.size; ++q) {
        if (a(p, q) * a(p, q) <= kSmall * kSmall * std::fabs(a(p, p) * a(q, q))) continue;
        rotate(a, v, p, q);
        turned = true;
      }
    }
    if (!turned) break;
  }
  return v;
}

// Rows that span, nearly, what the first eigenvectors of c span.
Matrix leading_subspace(const Matrix& c, Index size) {
  Matrix q(size, c.cols());
  Draws draws(Stream(1, "principal components"));
  for (Index i = 0; i < q.size(); ++i) q.data()[i] = static_cast<float>(draws.normal());
  Matrix next(size, c.cols());
  for (int step = 0; step < kIterations; ++step) {
    orthonormalise(q);
    gemm(1, q, Op::none, c, Op::none, 0, next);
    std::swap(q, next);
  }
  orthonormalise(q);
  return q;
}

}  // namespace

PrincipalComponents principal_components(ConstMatrixView x, Index count) {
  if (count < 1 || count > std::min(x.rows, x.cols)) {
    throw UsageError(fmt::format("{} principal components of {} points with {} coordinates; there are {} at most",
                                 count, x.rows, x.cols, std::min(x.rows, x.cols)));
  }
  const Matrix cloud = centred(x);
  Matrix c(x.cols, x.cols);
  gemm(1.0F / static_cast<float>(x.rows), cloud, Op::transpose, cloud, Op::none, 0, c);

  const Index size = std::min(count + kMore, x.cols);
  const Matrix q = leading_subspace(c, size);
  Matrix image(size, x.cols);
  gemm(1, q, Op::none, c, Op::none, 0, image);
  Square within{size};
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j <= i; ++j) within(i, j) = within(j, i) = dot(q.row(i), image.row(j), x.cols);
  }
  Square turned = diagonalise(within);

  std::vector<Index> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return within(a, a) > within(b, b); });
  PrincipalComponents result{.scores = Matrix(x.rows, count), .variances = {}};
  Matrix directions(count, x.cols);
  std::vector<double> direction(static_cast<std::size_t>(x.cols));
  for (Index k = 0; k < count; ++k) {
    const Index source = order[static_cast<std::size_t>(k)];
    result.variances.push_back(within(source, source));
    std::fill(direction.begin(), direction.end(), 0);
    for (Index l = 0; l < size; ++l) {
      for (Index j = 0; j < x.cols; ++j) direction[static_cast<std::size_t>(j)] += turned(source, l) * q(l, j);
    }
    const double largest = *std::max_element(direction.begin(), direction.end(),
                                             [](double a, double b) { return std::fabs(a) < std::fabs(b); });
    for (Index j = 0; j < x.cols; ++j) {
      const double element = direction[static_cast<std::size_t>(j)];
      directions(k, j) = static_cast<float>(largest < 0 ? -element : element);
    }
  }
  gemm(1, cloud, Op::none, directions, Op::transpose, 0, result.scores);
  return result;
}

}  // namespace rederive
