#include "experiments/sparse/problems.h"

#include <cmath>

#include "reference/core/error.h"
#include "reference/data/patches.h"
#include "reference/models/lasso.h"

namespace rederive::sparse_problems {
namespace {

constexpr double kCorrelation = 0.95;
constexpr double kInk = 0.1;  // least standard deviation of a patch

Matrix normals(Index rows, Index cols, const Stream& stream) {
  Matrix m(rows, cols);
  Draws draws(stream);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(draws.normal());
  return m;
}

void correlate(Matrix& atoms) {
  const double fresh = std::sqrt(1 - kCorrelation * kCorrelation);
  for (Index j = 1; j < atoms.rows(); ++j) {
    for (Index i = 0; i < atoms.cols(); ++i) {
      atoms(j, i) = static_cast<float>(kCorrelation * atoms(j - 1, i) + fresh * atoms(j, i));
    }
  }
}

void centre_and_scale(float* row, Index count) {
  double sum = 0;
  for (Index i = 0; i < count; ++i) sum += row[i];
  double squares = 0;
  for (Index i = 0; i < count; ++i) {
    const double centred = row[i] - sum / static_cast<double>(count);
    squares += centred * centred;
  }
  for (Index i = 0; i < count; ++i) {
    row[i] = static_cast<float>((row[i] - sum / static_cast<double>(count)) / std::sqrt(squares));
  }
}

void regress(Problem& p, const Stream& stream) {
  Draws draws(stream);
  const Index atoms = p.dictionary.rows();
  std::vector<double> y(static_cast<std::size_t>(p.y.cols()));
  const std::vector<std::uint32_t> order = permutation(static_cast<std::uint32_t>(atoms), stream.substream(1));
  for (Index k = 0; k < (atoms + 19) / 20; ++k) {
    const float* x = p.dictionary.row(order[static_cast<std::size_t>(k)]);
    const double b = 3 * draws.normal();
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += b * static_cast<double>(x[i]);
  }
  for (std::size_t i = 0; i < y.size(); ++i) p.y.data()[i] = static_cast<float>(y[i] + 0.5 * draws.normal());
}

}  // namespace

Problem problem(const std::string& design, int inputs, int atoms, double weight, const Dataset& digits,
                const Stream& stream) {
  Problem p;
  p.y = Matrix(1, inputs);
  if (design == "patches") {
    const auto side = static_cast<Index>(std::lround(std::sqrt(inputs)));
    if (side * side != inputs) {
      throw UsageError("patches of " + std::to_string(inputs) + " pixels; take a square, such as 144");
    }
    Matrix patches = random_patches(digits.train, atoms + 1, side, kInk, stream);
    for (Index j = 0; j <= atoms; ++j) centre_and_scale(patches.row(j), inputs);
    p.dictionary = Matrix(atoms, inputs);
    std::copy_n(patches.data(), p.dictionary.size(), p.dictionary.data());
    std::copy_n(patches.row(atoms), inputs, p.y.data());
  } else {
    p.dictionary = normals(atoms, inputs, stream.substream(0));
    if (design == "correlated") correlate(p.dictionary);
    regress(p, stream.substream(2));
  }
  p.lambda = weight * largest_lambda(p.dictionary, p.target());
  return p;
}

std::vector<double> row_of(ConstMatrixView m) { return {m.row(0), m.row(0) + m.cols}; }

bool is_reported(int step) {
  while (step >= 10 && step % 10 == 0) step /= 10;
  return step == 1 || step == 2 || step == 5;
}

}  // namespace rederive::sparse_problems
