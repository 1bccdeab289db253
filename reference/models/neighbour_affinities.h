// Affinities to the nearest neighbours alone, for maps of so many points that P with all pairs would not stay in the
// cache: what an approximate t-SNE keeps of P.
//
//   p_j|i over the k nearest of i, of the given perplexity;   p_ij = (p_j|i + p_i|j) / 2n
//
// Source: van der Maaten, Journal of Machine Learning Research 15, 2014, section 4.1.
#pragma once

#include <cstdint>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/team.h"
#include "reference/kernels/tsne_forces.h"

namespace rederive {

/// P row after row without its zeros, each row in increasing column.
struct NeighbourAffinities {
  std::vector<Index> ends = {};  // where each row ends in the other two
  std::vector<std::uint32_t> columns = {};
  std::vector<float> values = {};

  Index points() const { return static_cast<Index>(ends.size()); }
  Index begin(Index row) const { return row == 0 ? 0 : ends[static_cast<std::size_t>(row - 1)]; }
  Index end(Index row) const { return ends[static_cast<std::size_t>(row)]; }
};

/// For points (n, d). Of equally near neighbours the first counts. Throws UsageError unless 1 <= perplexity <
/// neighbours and neighbours < n.
NeighbourAffinities neighbour_affinities(ConstMatrixView points, double perplexity, Index neighbours,
                                         Team* team = nullptr);

/// attraction_i = sum_j p_ij f_ij (y_i - y_j) of the points [first, first + attraction.cols): as tsne_forces has it.
/// The map is (2, n), attraction is (2, rows).
void neighbour_attraction(Similarity similarity, ConstMatrixView map, const NeighbourAffinities& p, Index first,
                          MatrixView attraction);

/// KL(P || Q) in nats, in double.
double neighbour_divergence(Similarity similarity, ConstMatrixView map, const NeighbourAffinities& p, double z);

}  // namespace rederive
