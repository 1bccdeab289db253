// The scalar variant of tsne_forces.h: its order of operations, column by column.
#include <algorithm>
#include <array>
#include <cmath>

#include "reference/kernels/elementary.h"
#include "reference/kernels/tsne_forces_loops.h"

namespace rederive {
namespace {

// z, repulsion (x, y) and attraction (x, y) in sixteen lanes.
struct Lanes {
  std::array<std::array<float, 16>, 5> sums{};

  void add(std::size_t lane, float dx, float dy, float w, float p, bool gaussian) {
    const float repels = gaussian ? w : w * w;
    const float attracts = gaussian ? p : p * w;
    sums[0][lane] += w;
    sums[1][lane] = std::fma(repels, dx, sums[1][lane]);
    sums[2][lane] = std::fma(repels, dy, sums[2][lane]);
    sums[3][lane] = std::fma(attracts, dx, sums[3][lane]);
    sums[4][lane] = std::fma(attracts, dy, sums[4][lane]);
  }

  float tree(std::size_t which) {
    auto& lane = sums[which];
    for (std::size_t width = 8; width > 0; width /= 2) {
      for (std::size_t l = 0; l < width; ++l) lane[l] += lane[l + width];
    }
    return lane[0];
  }
};

// z, repulsion (x, y), attraction (x, y) of one row.
std::array<double, 5> row_forces(bool gaussian, ConstMatrixView map, const float* p, Index self) {
  const Index count = map.cols;
  std::array<double, 5> totals{};
  for (Index block = 0; block < count; block += kForceBlock) {
    Lanes lanes;
    for (Index step = block; step < std::min(count, block + kForceBlock); step += kForceStep) {
      for (Index l = 0; l < 16; ++l) {
        float dx[2] = {};
        float dy[2] = {};
        float a[2] = {1, 1};
        for (const Index half : {0, 1}) {
          const Index j = step + 16 * half + l;
          if (j >= count) continue;
          dx[half] = map(0, self) - map(0, j);
          dy[half] = map(1, self) - map(1, j);
          a[half] = std::fma(dx[half], dx[half], std::fma(dy[half], dy[half], 1.0F));
        }
        const float r = 1.0F / (a[0] * a[1]);
        for (const Index half : {0, 1}) {
          const Index j = step + 16 * half + l;
          if (j >= count || j == self) continue;
          const float distance = std::fma(dx[half], dx[half], dy[half] * dy[half]);
          const float w = gaussian ? exp_f32(-distance) : r * a[1 - half];
          lanes.add(static_cast<std::size_t>(l), dx[half], dy[half], w, p == nullptr ? 0 : p[j], gaussian);
        }
      }
    }
    for (std::size_t k = 0; k < 5; ++k) totals[k] += lanes.tree(k);
  }
  return totals;
}

}  // namespace

void tsne_forces_scalar(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                        MatrixView attraction, MatrixView repulsion, double* z) {
  for (Index row = 0; row < repulsion.cols; ++row) {
    const float* p = affinities.data == nullptr ? nullptr : affinities.row(row);
    const auto totals = row_forces(similarity == Similarity::gaussian, map, p, first + row);
    z[row] = totals[0];
    for (const Index c : {0, 1}) {
      repulsion(c, row) = static_cast<float>(totals[static_cast<std::size_t>(1 + c)]);
      if (p != nullptr) attraction(c, row) = static_cast<float>(totals[static_cast<std::size_t>(3 + c)]);
    }
  }
}

}  // namespace rederive
