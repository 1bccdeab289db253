// The affinities that an embedding starts from: each point's precision by its perplexity, and P made symmetric.
//
//   p_ij = (p_j|i + p_i|j) / 2n,   beta_i such that the entropy of p_.|i is log(perplexity)
//
// Source: van der Maaten and Hinton, Journal of Machine Learning Research 9, 2008, section 3.1. P is dense: 400 MB for
// 10 000 points. The same bits for any number of threads.
#pragma once

#include <span>

#include "reference/core/matrix.h"

namespace rederive {

/// Rows [first, first + rows) of the squared distances between n points become rows of p_j|i. precisions has one number
/// a row. |H_i - log(perplexity)| <= 1e-5, so the perplexity is right to 1e-5 of itself, unless more points share the
/// least distance from i than the perplexity asks for: then they share p. 1 <= perplexity < n - 1, else UsageError.
///
/// The root of H(log beta) is sought by Newton's steps, halving the bracket where a step would leave it; a row's steps
/// depend on nothing but the row.
void conditional_affinities(MatrixView distances, Index first, double perplexity, std::span<float> precisions);

/// p_ij = p_ji = (p_ij + p_ji) / 2n in place; p is (n, n), else ShapeError.
void symmetrise_affinities(MatrixView p, int threads = 1);

/// All of it, for points (n, d).
Matrix joint_affinities(ConstMatrixView points, double perplexity, int threads = 1);

}  // namespace rederive
