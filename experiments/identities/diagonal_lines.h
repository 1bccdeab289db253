// Binary pictures of diagonal lines, and the map that a 3 x 3 kernel makes of them.
//
//   map_rc = sum_{i,j} K_ij image_{r+i, c+j},  K_ij = [i + j = 2];  peaks: map = 3;  one peak: class 1, else class 2
//
// Images are N x N with N = 20 or 100, with one line (class 1) or two (class 2). The document does not say how long
// lines are or which way they run; its example, two peaks for two lines, fits lines of three pixels. The distance of
// two lines is the least of max(|rows apart|, |columns apart|) over their pixels, at least 3.
#pragma once

#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/convolution.h"
#include "reference/data/diagonal_lines.h"

namespace rederive::checking {

inline const Matrix64 kKernel = {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}};
inline const Matrix64 kMirrored = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
constexpr int kFull = 3;  // what all three pixels come to
constexpr int kSmall = 20;
constexpr int kLarge = 100;

using Line = DiagonalLine;

inline Matrix64 picture(int n, const std::vector<Line>& lines) {
  Matrix64 image(n, n);
  for (const Line& line : lines) {
    for (int k = 0; k < line.length; ++k) image(line.row_at(k), line.col + k) = 1;
  }
  return image;
}

// A rising line of three pixels.
inline Line random_line(Draws& draws, int n) { return rederive::random_line(draws, n, 3, true); }

inline Matrix64 feature_map(const Matrix64& image, const Matrix64& kernel = kKernel) {
  return convolution::correlation(image, kernel);
}

inline Matrix64 kept(const Matrix64& map, double threshold) {
  return checking::map(map, [=](double v) { return v >= threshold ? 1.0 : 0.0; });
}
inline int peaks(const Matrix64& image) { return static_cast<int>(sum(kept(feature_map(image), kFull))); }

inline Matrix64 short_lines(const Trial& in, int n, int count) {
  Draws draws = in.draws("lines");
  return picture(n, lines_apart(draws, count, [n](Draws& d) { return random_line(d, n); }));
}

}  // namespace rederive::checking
