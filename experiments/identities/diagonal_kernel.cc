// What a 3 x 3 kernel of ones on its anti-diagonal answers to diagonal lines (diagonal_lines.h).
// Source: document 001, question 3
#include "experiments/checking/float32.h"
#include "experiments/identities/diagonal_lines.h"
#include "reference/kernels/chain_bound.h"
#include "reference/kernels/conv2d.h"

namespace rederive::checking {
namespace {

// The picture of a number's nine lowest bits.
Matrix64 patch(int number) {
  Matrix64 image(3, 3);
  for (int i = 0; i < 9; ++i) image[i] = (number >> i) & 1;
  return image;
}

// For each of the 512 patches under the kernel, whether it gives 3 beside whether `expected` says so.
template <class F>
Comparison threes(const F& expected) {
  Matrix64 stated(512, 1);
  Matrix64 truth(512, 1);
  for (int number = 0; number < 512; ++number) {
    const Matrix64 image = patch(number);
    stated[number] = expected(image);
    truth[number] = feature_map(image)[0] == kFull;
  }
  return equal(stated, truth);
}

// The largest values over a rising line of three pixels, and over a falling one.
Matrix64 tops(const Trial& in, const Matrix64& for_rising, const Matrix64& for_falling) {
  const int top = in.size("top", 0, kSmall - 3);
  const int left = in.size("left", 0, kSmall - 3);
  const Matrix64 rising = picture(kSmall, {{.row = top + 2, .col = left, .rising = true}});
  const Matrix64 falling = picture(kSmall, {{.row = top, .col = left, .rising = false}});
  return {{largest(feature_map(rising, for_rising)), largest(feature_map(falling, for_falling))}};
}

// The places of the map where a line of three pixels has its middle.
Matrix64 middles(const Trial& in, int count) {
  Draws draws = in.draws("lines");
  Matrix64 result(kSmall - 2, kSmall - 2);
  for (const Line& line : lines_apart(draws, count, [](Draws& d) { return random_line(d, kSmall); })) {
    result(line.row_at(1) - 1, line.col) = 1;
  }
  return result;
}

const RegisteredIdentities identities{{
    .title = "A kernel for diagonal lines",
    .source = "001 Q3",
    .claims = {{.id = "001.Q3.kernel",
                .printed = {"K = 0 0 1; 0 1 0; 1 0 0 is the picture of a rising line of three pixels",
                            [](const Trial&) {
                              return equal(kKernel, picture(3, {{2, 0, 3, true}}));
                            }},
                .wrong = {"K = 1 0 0; 0 1 0; 0 0 1",
                          [](const Trial&) {
                            return equal(kMirrored, picture(3, {{2, 0, 3, true}}));
                          }}},
               {.id = "001.Q3.highlights-45",
                .printed = {"the map of any diagonal line of three pixels, rising or falling, reaches 3",
                            [](const Trial& in) {
                              return equal(Matrix64{{3, 3}}, tops(in, kKernel, kKernel));
                            }},
                .corrected = {"that of a rising one does; a falling one needs the mirrored kernel",
                              [](const Trial& in) {
                                return equal(Matrix64{{3, 3}}, tops(in, kKernel, kMirrored));
                              }}},
               {.id = "001.Q3.peak-3",
                .printed = {"map = 3 just where all three pixels of the diagonal are set (all 512 patches)",
                            [](const Trial&) {
                              return threes(
                                  [](const Matrix64& p) { return p(2, 0) == 1 && p(1, 1) == 1 && p(0, 2) == 1; });
                            }},
                .wrong = {"map = 3 just where three pixels of the patch are set",
                          [](const Trial&) { return threes([](const Matrix64& p) { return sum(p) == 3; }); }},
                // Sums of nine products: the bound of conv2d.h.
                .code = {"kernels/conv2d.h conv2d_forward",
                         [](const Trial& in) {
                           const Matrix64 image = short_lines(in, kSmall, 2);
                           const Conv2dShape shape{.height = kSmall,
                                                   .width = kSmall,
                                                   .channels = 1,
                                                   .kernel_height = 3,
                                                   .kernel_width = 3,
                                                   .filters = 1};
                           const Matrix pixels = to_float32(image), kernel = to_float32(kKernel);
                           Matrix result(1, shape.output());
                           conv2d_forward(shape, {pixels.data(), 1, shape.image(), shape.image()},
                                          {kernel.data(), 9, 1, 1}, {}, result);
                           return within(transpose(to_double(result)), column(feature_map(image).values()),
                                         chain_bound(10, kFull));
                         }}},
               {.id = "001.Q3.threshold",
                .printed = {"map >= 3 keeps the middles of the lines and nothing else (lines of three pixels)",
                            [](const Trial& in) {
                              return equal(kept(feature_map(short_lines(in, kSmall, 2)), 3), middles(in, 2));
                            }},
                .wrong = {"map >= 2",
                          [](const Trial& in) {
                            return equal(kept(feature_map(short_lines(in, kSmall, 2)), 2), middles(in, 2));
                          }}},
               {.id = "001.Q3.map-size",
                .printed = {"(N - 3 + 1) x (N - 3 + 1): 18 x 18 and 98 x 98",
                            [](const Trial&) {
                              const Matrix64 small = feature_map(Matrix64(kSmall, kSmall));
                              const Matrix64 large = feature_map(Matrix64(kLarge, kLarge));
                              return printed("18 18; 98 98", {{1.0 * small.rows(), 1.0 * small.cols()},
                                                              {1.0 * large.rows(), 1.0 * large.cols()}});
                            }},
                .wrong = {"20 x 20 and 100 x 100",
                          [](const Trial&) {
                            const Matrix64 small = feature_map(Matrix64(kSmall, kSmall));
                            const Matrix64 large = feature_map(Matrix64(kLarge, kLarge));
                            return printed("20 20; 100 100", {{1.0 * small.rows(), 1.0 * small.cols()},
                                                              {1.0 * large.rows(), 1.0 * large.cols()}});
                          }}}},
}};

}  // namespace
}  // namespace rederive::checking
