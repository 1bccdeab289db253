// Counting diagonal lines by the peaks of a kernel's map (diagonal_lines.h): the rule, and what it takes for granted.
// Source: document 001, question 3
#include <algorithm>

#include "experiments/identities/diagonal_lines.h"

namespace rederive::checking {
namespace {

// Peaks that follow each other along the kernel's own diagonal are one line: counted are those with none before them.
int runs(const Matrix64& image, const Matrix64& kernel) {
  const Matrix64 map = kept(feature_map(image, kernel), kFull);
  const int up = kernel(0, 2) == 1 ? 1 : -1;  // from a peak to the one before it, a column to the left
  int count = 0;
  for (int r = 0; r < map.rows(); ++r) {
    for (int c = 0; c < map.cols(); ++c) {
      const int before = r + up;
      const bool follows = c > 0 && before >= 0 && before < map.rows() && map(before, c - 1) == 1;
      if (map(r, c) == 1 && !follows) ++count;
    }
  }
  return count;
}

// One line or two, either way; the lengths and directions are part of the evidence.
Matrix64 any_lines(const Trial& in, int count) {
  const int lengths[] = {in.size("first length", 3, 8), in.size("second length", 3, 8)};
  const int rising[] = {in.size("first rises", 0, 1), in.size("second rises", 0, 1)};
  Draws draws = in.draws("lines");
  int next = 0;
  return picture(kSmall, lines_apart(draws, count, [&](Draws& d) {
                   const int i = std::min(next++, 1);
                   return random_line(d, kSmall, lengths[i], rising[i] == 1);
                 }));
}

// Images with one line beside images with two, for each of some sizes.
Matrix64 true_classes(int sizes) {
  Matrix64 classes(sizes, 2);
  for (int i = 0; i < classes.size(); ++i) classes[i] = 1 + i % 2;
  return classes;
}

// The class by the rule, of images with one line and with two, small and large.
Matrix64 classes_by_rule(const Trial& in, double noise) {
  Matrix64 found(2, 2);
  for (int size = 0; size < 2; ++size) {
    const int n = size == 0 ? kSmall : kLarge;
    const Matrix64 salt = in.bits("salt", n, n, noise);
    for (int count = 1; count <= 2; ++count) {
      const Matrix64 image = map(
          short_lines(in, n, count), salt, [](double a, double b) { return std::max(a, b); }, "or");
      found(size, count - 1) = peaks(image) == 1 ? 1 : 2;
    }
  }
  return found;
}

// All pairs of lines of three pixels on the small image, the first one in its middle: do both make a peak, and no
// others?
Comparison pairs_make_two_peaks(int least_distance) {
  bool always = true;
  const Line middle{kSmall / 2, kSmall / 2};
  for (int row = 2; row < kSmall; ++row) {
    for (int col = 0; col <= kSmall - 3; ++col) {
      const Line other{row, col};
      if (distance(middle, other) < least_distance) continue;
      always = always && peaks(picture(kSmall, {middle, other})) == 2;
    }
  }
  return holds(always);
}

const RegisteredIdentities identities{{
    .title = "Counting diagonal lines by peaks",
    .source = "001 Q3",
    .claims = {{.id = "001.Q3.count-rule",
                .printed = {"one peak: one line, otherwise two; lines of 3 to 8 pixels, either way",
                            [](const Trial& in) {
                              Matrix64 by_rule(1, 2);
                              for (int i = 0; i < 2; ++i) by_rule[i] = peaks(any_lines(in, i + 1)) == 1 ? 1 : 2;
                              return equal(by_rule, true_classes(1));
                            }},
                .corrected = {"runs of peaks along the diagonal, of the kernel and of its mirror image, are the lines",
                              [](const Trial& in) {
                                Matrix64 by_runs(1, 2);
                                for (int i = 0; i < 2; ++i) {
                                  const Matrix64 image = any_lines(in, i + 1);
                                  by_runs[i] = runs(image, kKernel) + runs(image, kMirrored);
                                }
                                return equal(by_runs, true_classes(1));
                              }}},
               {.id = "001.Q3.distance-3",
                .printed = {"any two rising lines of three pixels at distance 3 or more make two peaks",
                            [](const Trial&) { return pairs_make_two_peaks(3); }},
                .wrong = {"at distance 1 or more, where two lines may be one",
                          [](const Trial&) { return pairs_make_two_peaks(1); }}},
               {.id = "001.Q3.scales",
                .printed = {"the rule finds classes 1 and 2 at 20 x 20 and at 100 x 100 (rising lines of three pixels)",
                            [](const Trial& in) { return equal(classes_by_rule(in, 0), true_classes(2)); }},
                .wrong = {"also where 5 % of the pixels are set at random",
                          [](const Trial& in) { return equal(classes_by_rule(in, 0.05), true_classes(2)); }}}},
}};

}  // namespace
}  // namespace rederive::checking
