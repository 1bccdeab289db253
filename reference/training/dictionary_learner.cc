#include "reference/training/dictionary_learner.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "reference/core/error.h"
#include "reference/data/minibatches.h"
#include "reference/kernels/gemm.h"
#include "reference/kernels/gemv.h"
#include "reference/kernels/sparse_gemm.h"
#include "reference/models/lasso.h"

namespace rederive {
namespace {

// Scales to length 1; false, and nothing is changed, where there is none.
bool normalise(float* row, Index count) {
  double squares = 0;
  for (Index i = 0; i < count; ++i) squares += static_cast<double>(row[i]) * row[i];
  if (!(squares > 0)) return false;
  const double length = std::sqrt(squares);
  for (Index i = 0; i < count; ++i) row[i] = static_cast<float>(row[i] / length);
  return true;
}

void scale(Matrix& m, double factor) {
  const auto by = static_cast<float>(factor);
  std::transform(m.data(), m.data() + m.size(), m.data(), [by](float x) { return by * x; });
}

}  // namespace

DictionaryLearner::DictionaryLearner(Index atoms, ConstMatrixView y, const DictionaryOptions& options,
                                     const Stream& stream)
    : options_(options), atoms_(atoms, y.cols), code_products_(atoms, atoms), input_products_(atoms, y.cols) {
  if (atoms < 1 || atoms > y.rows) {
    throw UsageError(std::to_string(atoms) + " atoms from " + std::to_string(y.rows) +
                     " inputs; take at least one atom, and as many inputs as atoms");
  }
  if (options.batch < 1) throw UsageError("batches of " + std::to_string(options.batch) + "; take at least 1");
  const std::vector<std::uint32_t> order = permutation(static_cast<std::uint32_t>(y.rows), stream);
  for (Index j = 0; j < atoms; ++j) {
    std::copy_n(y.row(order[static_cast<std::size_t>(j)]), y.cols, atoms_.row(j));
    if (!normalise(atoms_.row(j), y.cols)) atoms_(j, j % y.cols) = 1;
  }
}

void DictionaryLearner::epoch(ConstMatrixView y, const Stream& shuffle) {
  Matrix batch;
  for (const RowIndices rows : minibatches(y.rows, options_.batch, shuffle)) {
    gather_rows(y, rows, batch);
    const Matrix b = codes(batch, options_.steps);
    const double kept = 1 - static_cast<double>(batch.rows()) / static_cast<double>(y.rows);
    scale(code_products_, kept);
    scale(input_products_, kept);
    gemm(1, b, Op::transpose, b, Op::none, 1, code_products_);
    gemm(1, b, Op::transpose, batch, Op::none, 1, input_products_);
    update_atoms();
  }
}

Matrix DictionaryLearner::codes(ConstMatrixView y, int steps) const {
  return sparse_codes(LeastSquares(atoms_), y, {.lambda = options_.lambda}, steps);
}

void DictionaryLearner::update_atoms() {
  const Index inputs = atoms_.cols();
  std::vector<float> wanted(static_cast<std::size_t>(inputs));
  std::vector<float> atom(static_cast<std::size_t>(inputs));
  for (Index j = 0; j < atoms_.rows(); ++j) {
    const float weight = code_products_(j, j);
    if (!(weight > 0)) continue;  // an atom that no code has had stays as it is
    std::copy_n(input_products_.row(j), inputs, wanted.begin());
    gemv(-1, atoms_, Op::transpose, {code_products_.row(j), static_cast<std::size_t>(atoms_.rows())}, 1, wanted);
    for (Index i = 0; i < inputs; ++i) {
      const auto place = static_cast<std::size_t>(i);
      atom[place] = atoms_(j, i) + wanted[place] / weight;
    }
    if (normalise(atom.data(), inputs)) std::copy(atom.begin(), atom.end(), atoms_.row(j));
  }
}

Matrix decoded(ConstMatrixView codes, ConstMatrixView dictionary) {
  Matrix result(codes.rows, dictionary.cols);
  sparse_gemm(1, codes, Op::none, dictionary, 0, result);
  return result;
}

}  // namespace rederive
