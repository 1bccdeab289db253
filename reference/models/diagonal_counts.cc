#include "reference/models/diagonal_counts.h"

#include <algorithm>

#include "reference/kernels/conv2d.h"

namespace rederive {
namespace {

constexpr float kFull = 3;  // what all three pixels of a peak come to

}  // namespace

Matrix diagonal_map(ConstMatrixView image, Diagonal diagonal) {
  if (image.rows < 3 || image.cols < 3) {
    throw ShapeError("a 3 x 3 kernel on a " + shape_text(image.rows, image.cols) + " image");
  }
  const Conv2dShape shape{
      .height = image.rows, .width = image.cols, .channels = 1, .kernel_height = 3, .kernel_width = 3, .filters = 1};
  Matrix kernel(9, 1);
  for (Index i = 0; i < 3; ++i) kernel(3 * i + (diagonal == Diagonal::rising ? 2 - i : i), 0) = 1;
  Matrix pixels(1, shape.image());
  for (Index i = 0; i < image.rows; ++i) std::copy_n(image.row(i), image.cols, pixels.data() + i * image.cols);
  Matrix map(image.rows - 2, image.cols - 2);
  conv2d_forward(shape, pixels, kernel, {}, {map.data(), 1, map.size(), map.size()});
  return map;
}

int count_peaks(ConstMatrixView map) {
  int count = 0;
  for (Index r = 0; r < map.rows; ++r) {
    count += static_cast<int>(std::count(map.row(r), map.row(r) + map.cols, kFull));
  }
  return count;
}

std::vector<int> runs_of_peaks(ConstMatrixView map, Diagonal diagonal) {
  const Index up = diagonal == Diagonal::rising ? -1 : 1;  // from a peak to the next, a column to the right
  const auto peak = [&](Index r, Index c) {
    return r >= 0 && r < map.rows && c >= 0 && c < map.cols && map(r, c) == kFull;
  };
  std::vector<int> runs;
  for (Index r = 0; r < map.rows; ++r) {
    for (Index c = 0; c < map.cols; ++c) {
      if (!peak(r, c) || peak(r - up, c - 1)) continue;
      int peaks = 0;
      while (peak(r + up * peaks, c + peaks)) ++peaks;
      runs.push_back(peaks);
    }
  }
  return runs;
}

std::vector<int> runs_of_peaks(ConstMatrixView image) {
  std::vector<int> runs = runs_of_peaks(diagonal_map(image, Diagonal::rising), Diagonal::rising);
  const std::vector<int> falling = runs_of_peaks(diagonal_map(image, Diagonal::falling), Diagonal::falling);
  runs.insert(runs.end(), falling.begin(), falling.end());
  return runs;
}

}  // namespace rederive
