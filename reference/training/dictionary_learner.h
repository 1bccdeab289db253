// Learns a dictionary whose sparse codes give its inputs back: sparse coding.
//
//   min over D, b_1 .. b_N of  sum_n 1/2 |y_n - D' b_n|^2 + lambda |b_n|_1,   |d_j| = 1
//
// Online, a batch at a time: codes by FISTA with the dictionary as it stands, then one pass of block coordinate descent
// over the atoms against running sums of b b' (A) and b y' (B), which forget a pass's worth of batches:
//   u_j = d_j + (B_j - A_j D) / A_jj,   d_j = u_j / |u_j|
// Source: Mairal, Bach, Ponce and Sapiro, Online dictionary learning for sparse coding, ICML 2009, algorithms 1 and 2.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

struct DictionaryOptions {
  Index batch = 500;
  double lambda = 0.1;
  int steps = 25;  // of FISTA for the codes of a batch
};

class DictionaryLearner {
 public:
  /// Starts from distinct rows of y, chosen by `stream` and scaled to length 1. UsageError unless there are as many
  /// rows as atoms, and at least one.
  DictionaryLearner(Index atoms, ConstMatrixView y, const DictionaryOptions& options, const Stream& stream);

  /// One pass over the rows of y, in the order that `shuffle` gives.
  void epoch(ConstMatrixView y, const Stream& shuffle);

  /// D, atoms x inputs, an atom of length 1 a row.
  const Matrix& atoms() const { return atoms_; }
  /// The codes of any rows after so many steps, N x atoms.
  Matrix codes(ConstMatrixView y, int steps) const;

 private:
  void update_atoms();

  DictionaryOptions options_;
  Matrix atoms_;
  Matrix code_products_;   // A
  Matrix input_products_;  // B
};

/// b D, a reconstruction a row.
Matrix decoded(ConstMatrixView codes, ConstMatrixView dictionary);

}  // namespace rederive
