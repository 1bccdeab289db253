#include "reference/models/neighbour_affinities.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "reference/core/elementary.h"
#include "reference/core/error.h"
#include "reference/kernels/pairwise_squared_distances.h"
#include "reference/models/joint_affinities.h"
#include "reference/models/nearest_columns.h"

namespace rederive {
namespace {

constexpr Index kRows = 64;

struct Entry {
  std::uint32_t column = 0;
  float value = 0;
};

// p_j|i of each row over its nearest, in increasing column: `neighbours` entries a row.
std::vector<Entry> conditional_entries(ConstMatrixView points, double perplexity, Index neighbours, Team* team) {
  std::vector<Entry> entries(static_cast<std::size_t>(points.rows * neighbours));
  share(team, points.rows, kRows, [&](Index begin, Index end) {
    Matrix distances(kRows, points.rows);
    Matrix row(1, neighbours + 1);  // the point itself first, whose distance is not read
    std::vector<float> beta(1);
    for (Index first = begin; first < end; first += kRows) {
      const Index count = std::min(kRows, end - first);
      pairwise_squared_distances(points.row_range(first, count), points, distances.view().row_range(0, count));
      for (Index i = 0; i < count; ++i) {
        std::vector<std::uint32_t> near =
            nearest_columns({distances.row(i), static_cast<std::size_t>(points.rows)}, first + i, neighbours);
        std::sort(near.begin(), near.end());
        for (Index k = 0; k < neighbours; ++k) row(0, k + 1) = distances(i, near[static_cast<std::size_t>(k)]);
        conditional_affinities(row, 0, perplexity, beta);
        for (Index k = 0; k < neighbours; ++k) {
          entries[static_cast<std::size_t>((first + i) * neighbours + k)] = {near[static_cast<std::size_t>(k)],
                                                                             row(0, k + 1)};
        }
      }
    }
  });
  return entries;
}

// The same entries by column, each with its row.
struct Transposed {
  std::vector<Index> ends;
  std::vector<Entry> entries;
};

Transposed transposed(const std::vector<Entry>& entries, Index points, Index neighbours) {
  Transposed t{std::vector<Index>(static_cast<std::size_t>(points)), std::vector<Entry>(entries.size())};
  for (const Entry& entry : entries) ++t.ends[entry.column];
  Index before = 0;
  for (Index& end : t.ends) {
    before += std::exchange(end, before);  // where the column begins, until it is filled
  }
  for (std::size_t e = 0; e < entries.size(); ++e) {
    const auto row = static_cast<std::uint32_t>(static_cast<Index>(e) / neighbours);
    t.entries[static_cast<std::size_t>(t.ends[entries[e].column]++)] = {row, entries[e].value};
  }
  return t;
}

}  // namespace

NeighbourAffinities neighbour_affinities(ConstMatrixView points, double perplexity, Index neighbours, Team* team) {
  const Index n = points.rows;
  if (neighbours < 1 || neighbours >= n) {
    throw UsageError(
        fmt::format("{} neighbours of each of {} points; at least 1 and at most {}", neighbours, n, n - 1));
  }
  const std::vector<Entry> rows = conditional_entries(points, perplexity, neighbours, team);
  const Transposed columns = transposed(rows, n, neighbours);
  NeighbourAffinities p;
  p.columns.reserve(2 * rows.size());
  p.values.reserve(2 * rows.size());
  const auto both = static_cast<float>(2 * n);
  for (Index i = 0; i < n; ++i) {
    const Entry* a = rows.data() + i * neighbours;
    const Entry* const a_end = a + neighbours;
    const Entry* b = columns.entries.data() + (i == 0 ? 0 : columns.ends[static_cast<std::size_t>(i - 1)]);
    const Entry* const b_end = columns.entries.data() + columns.ends[static_cast<std::size_t>(i)];
    while (a != a_end || b != b_end) {
      const bool from_a = b == b_end || (a != a_end && a->column <= b->column);
      const bool from_b = a == a_end || (b != b_end && b->column <= a->column);
      p.columns.push_back(from_a ? a->column : b->column);
      p.values.push_back(((from_a ? a->value : 0.0F) + (from_b ? b->value : 0.0F)) / both);
      a += from_a ? 1 : 0;
      b += from_b ? 1 : 0;
    }
    p.ends.push_back(static_cast<Index>(p.columns.size()));
  }
  return p;
}

void neighbour_attraction(Similarity similarity, ConstMatrixView map, const NeighbourAffinities& p, Index first,
                          MatrixView attraction) {
  const float* const xs = map.row(0);
  const float* const ys = map.row(1);
  for (Index row = 0; row < attraction.cols; ++row) {
    const Index i = first + row;
    const float x = xs[i];
    const float y = ys[i];
    float sum_x = 0;
    float sum_y = 0;
    for (Index e = p.begin(i); e < p.end(i); ++e) {
      const std::uint32_t j = p.columns[static_cast<std::size_t>(e)];
      const float dx = x - xs[j];
      const float dy = y - ys[j];
      float force = p.values[static_cast<std::size_t>(e)];
      if (similarity == Similarity::student) force = force / (1 + dx * dx + dy * dy);
      sum_x += force * dx;
      sum_y += force * dy;
    }
    attraction(0, row) = sum_x;
    attraction(1, row) = sum_y;
  }
}

double neighbour_divergence(Similarity similarity, ConstMatrixView map, const NeighbourAffinities& p, double z) {
  double sum = 0;
  double mass = 0;
  for (Index i = 0; i < p.points(); ++i) {
    for (Index e = p.begin(i); e < p.end(i); ++e) {
      const std::uint32_t j = p.columns[static_cast<std::size_t>(e)];
      const double dx = static_cast<double>(map(0, i)) - map(0, j);
      const double dy = static_cast<double>(map(1, i)) - map(1, j);
      const double d = dx * dx + dy * dy;
      const auto value = static_cast<double>(p.values[static_cast<std::size_t>(e)]);
      mass += value;
      if (value == 0) continue;
      sum += value * (log_exact_bits(value) + (similarity == Similarity::student ? log1p_exact_bits(d) : d));
    }
  }
  return sum + mass * log_exact_bits(z);
}

}  // namespace rederive
