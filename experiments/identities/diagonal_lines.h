// Binary pictures of diagonal lines, and the map that a 3 x 3 kernel makes of them.
//
//   map_rc = sum_{i,j} K_ij image_{r+i, c+j},  K_ij = [i + j = 2];  peaks: map = 3;  one peak: class 1, else class 2
//
// Images are N x N with N = 20 or 100, with one line (class 1) or two (class 2). The document does not say how long
// lines are or which way they run; its example, two peaks for two lines, fits lines of three pixels. The distance of
// two lines is the least of max(|rows apart|, |columns apart|) over their pixels, at least 3.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/convolution.h"

namespace rederive::checking {

inline const Matrix64 kKernel = {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}};
inline const Matrix64 kMirrored = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
constexpr int kFull = 3;  // what all three pixels come to
constexpr int kSmall = 20;
constexpr int kLarge = 100;

struct Line {
  int row = 0;  // of its left end
  int col = 0;
  int length = 3;
  bool rising = true;

  int row_at(int k) const { return rising ? row - k : row + k; }
};

inline int distance(const Line& a, const Line& b) {
  int least = kLarge;
  for (int k = 0; k < a.length; ++k) {
    for (int l = 0; l < b.length; ++l) {
      least = std::min(least, std::max(std::abs(a.row_at(k) - b.row_at(l)), std::abs(a.col + k - b.col - l)));
    }
  }
  return least;
}

inline Matrix64 picture(int n, const std::vector<Line>& lines) {
  Matrix64 image(n, n);
  for (const Line& line : lines) {
    for (int k = 0; k < line.length; ++k) image(line.row_at(k), line.col + k) = 1;
  }
  return image;
}

inline Line random_line(Draws& draws, int n, int length, bool rising) {
  const auto below = [&](int bound) { return static_cast<int>(draws.below(static_cast<std::uint32_t>(bound))); };
  const int top = below(n - length + 1);
  return {rising ? top + length - 1 : top, below(n - length + 1), length, rising};
}

inline Line random_line(Draws& draws, int n) { return random_line(draws, n, 3, true); }

// `count` lines at least 3 apart; make(draws) is one.
template <class F>
std::vector<Line> lines_apart(Draws& draws, int count, const F& make) {
  std::vector<Line> lines;
  while (static_cast<int>(lines.size()) < count) {
    const Line next = make(draws);
    if (std::all_of(lines.begin(), lines.end(), [&](const Line& line) { return distance(line, next) >= 3; })) {
      lines.push_back(next);
    }
  }
  return lines;
}

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
