// Binary pictures of diagonal lines: the images of document 001, question 3.
//
// An image is N x N with one line (class 1) or two (class 2). The distance of two lines is the least of
// max(|rows apart|, |columns apart|) over their pixels.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

struct DiagonalLine {
  int row = 0;  // of its left end
  int col = 0;
  int length = 3;
  bool rising = true;

  int row_at(int k) const { return rising ? row - k : row + k; }
};

int distance(const DiagonalLine& a, const DiagonalLine& b);

/// Anywhere on an image of n x n, n >= length.
DiagonalLine random_line(Draws& draws, int n, int length, bool rising);

/// `count` lines at least `apart` from each other; make(draws) is one, and is called until it fits.
template <class F>
std::vector<DiagonalLine> lines_apart(Draws& draws, int count, const F& make, int apart = 3) {
  std::vector<DiagonalLine> lines;
  while (static_cast<int>(lines.size()) < count) {
    const DiagonalLine next = make(draws);
    if (std::all_of(lines.begin(), lines.end(),
                    [&](const DiagonalLine& line) { return distance(line, next) >= apart; })) {
      lines.push_back(next);
    }
  }
  return lines;
}

/// n x n, 1 on the lines and 0 elsewhere. ShapeError where a line leaves the image.
Matrix picture_of(const std::vector<DiagonalLine>& lines, int n);

/// Sets each pixel with probability `rate`, pixel i by word i of the stream; what is set stays.
void add_salt(MatrixView image, double rate, const Stream& stream);

}  // namespace rederive
