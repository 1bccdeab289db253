#include "reference/data/diagonal_lines.h"

#include <cstdlib>
#include <limits>
#include <string>

namespace rederive {

int distance(const DiagonalLine& a, const DiagonalLine& b) {
  int least = std::numeric_limits<int>::max();
  for (int k = 0; k < a.length; ++k) {
    for (int l = 0; l < b.length; ++l) {
      least = std::min(least, std::max(std::abs(a.row_at(k) - b.row_at(l)), std::abs(a.col + k - b.col - l)));
    }
  }
  return least;
}

DiagonalLine random_line(Draws& draws, int n, int length, bool rising) {
  const auto below = [&](int bound) { return static_cast<int>(draws.below(static_cast<std::uint32_t>(bound))); };
  const int top = below(n - length + 1);
  return {rising ? top + length - 1 : top, below(n - length + 1), length, rising};
}

Matrix picture_of(const std::vector<DiagonalLine>& lines, int n) {
  Matrix image(n, n);
  for (const DiagonalLine& line : lines) {
    const int last = line.length - 1;
    if (std::min({line.row, line.row_at(last), line.col}) < 0 ||
        std::max({line.row, line.row_at(last), line.col + last}) >= n) {
      throw ShapeError("a line of " + std::to_string(line.length) + " pixels from row " + std::to_string(line.row) +
                       ", column " + std::to_string(line.col) + " on a " + shape_text(n, n) + " image");
    }
    for (int k = 0; k < line.length; ++k) image(line.row_at(k), line.col + k) = 1;
  }
  return image;
}

void add_salt(MatrixView image, double rate, const Stream& stream) {
  std::vector<std::uint32_t> words(static_cast<std::size_t>(image.size()));
  stream.fill(0, words);
  for (Index i = 0; i < image.rows; ++i) {
    for (Index j = 0; j < image.cols; ++j) {
      const std::uint32_t word = words[static_cast<std::size_t>(i * image.cols + j)];
      if (bernoulli(static_cast<float>(rate), word) == 1) image(i, j) = 1;
    }
  }
}

}  // namespace rederive
