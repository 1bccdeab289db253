// Are a convolution and a product with the matrix of its windows the same numbers, and what does that matrix cost?
//
//   direct   y[o, f] = sum_{ky, kx, c} x[o + (ky, kx), c] w[ky, kx, c, f]                           conv2d.h
//   im2col   C[o, (ky, kx, c)] = x[o + (ky, kx), c],   Y = C W,   D = G W',   dW = C' G              conv2d_columns.h
//
// Both sums of the library's own kernels, on the same random numbers in [-1, 1), forwards, to data and to weights, at
// the layers of the ConvNet and of the smaller one of study.h, at a stride, with no pixel shared (stride = kernel) and
// a 1 x 1 kernel, where C is the image. In exact arithmetic they are equal. In float32 they are where both have the
// same chains, forwards and to weights; to data a pixel's sum is cut into its windows' in one and is a single chain in
// the other. Each is held against sums in double, as a share of the bound in the kernels' headers.
//
// What C costs is its memory: kernel x kernel times the image's, less the edges, at stride 1. Multiply-adds are the
// same. Times are no function of the seed and so not here: `rederive bench conv2d` has them, variants im2col, simd,
// eigen and openblas, the last two im2col with their products.
//
// Source: document 000, section 5; speed of convolutions: Chellapilla, Puri, Simard, IWFHR 2006.
// Cost:   the sums in double: a second for the three of the ConvNet's second layer at 16 images.
#include <algorithm>
#include <cmath>

#include "experiments/harness/registered.h"
#include "reference/core/ulps.h"
#include "reference/kernels/chain_bound.h"
#include "reference/kernels/conv2d_columns.h"
#include "reference/kernels/conv2d_problem.h"

namespace rederive {
namespace {

struct Params {
  std::string layer = "conv2";
  std::string sum = "forward";
  int images = 16;
};

struct Row {
  double differing = 0;         // share of the results whose bits are not the same
  double largest_ulps = 0;      // between the two
  double largest_relative = 0;  // of the largest result
  double direct_of_bound = 0;   // largest error by the sums in double, as a share of its bound
  double im2col_of_bound = 0;
  double image_kb = 0;
  double columns_kb = 0;  // C, of an image
  double growth = 0;      // columns by image
  double multiply_adds = 0;
};

Conv2dShape shape_of(const std::string& layer) {
  if (layer == "conv1") return {28, 28, 1, 3, 3, 32, 1};
  if (layer == "conv2") return {26, 26, 32, 3, 3, 64, 1};
  if (layer == "small conv1") return {28, 28, 1, 3, 3, 8, 1};
  if (layer == "small conv2") return {26, 26, 8, 3, 3, 16, 1};
  if (layer == "odd, stride 2") return {11, 14, 5, 5, 3, 7, 2};
  if (layer == "disjoint windows") return {24, 24, 16, 2, 2, 16, 2};
  return {13, 13, 19, 1, 1, 33, 1};
}

Matrix random_matrix(Index rows, Index cols, const Stream& stream) {
  Matrix m(rows, cols);
  Draws draws(stream);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = 2 * draws.uniform() - 1;
  return m;
}

// The same sum three ways, and how many roundings its bound has.
struct Sums {
  Matrix direct;
  Matrix im2col;
  oracle::Conv2dSums exact;
  Index roundings;
};

Sums sums(const Conv2dShape& s, const Params& p, const Recorder<Row>& out) {
  const Matrix x = random_matrix(p.images, s.image(), out.rng("x"));
  const Matrix w = random_matrix(s.weight_rows(), s.filters, out.rng("w"));
  const Matrix g = random_matrix(p.images, s.output(), out.rng("g"));
  const auto of_size = [](const Matrix& m) { return Matrix(m.rows(), m.cols()); };
  if (p.sum == "forward") {
    Sums all{of_size(g), of_size(g), oracle::conv2d_forward(conv2d_oracle(s), x, w, nullptr), s.weight_rows() + 1};
    conv2d_forward(s, x, w, {}, all.direct);
    conv2d_forward_columns(s, x, w, {}, all.im2col);
    return all;
  }
  if (p.sum == "to data") {
    Sums all{of_size(x), of_size(x), oracle::conv2d_to_data(conv2d_oracle(s), g, w),
             s.kernel_height * s.kernel_width * (s.filters + 1)};
    conv2d_to_data(s, g, w, all.direct);
    conv2d_to_data_columns(s, g, w, all.im2col);
    return all;
  }
  Sums all{of_size(w), of_size(w), oracle::conv2d_to_weights(conv2d_oracle(s), x, g),
           p.images * (s.out_height() * s.out_width() + 1)};
  conv2d_to_weights(s, x, g, all.direct, {});
  conv2d_to_weights_columns(s, x, g, all.im2col, {});
  return all;
}

void run(const Params& p, Recorder<Row>& out) {
  const Conv2dShape s = shape_of(p.layer);
  const Sums all = sums(s, p, out);
  out.trace("direct", all.direct);
  out.trace("im2col", all.im2col);
  constexpr double kByte = 4.0 / 1024;
  Row row{.image_kb = kByte * static_cast<double>(s.image()),
          .columns_kb = kByte * static_cast<double>(conv2d_column_floats(s)),
          .growth = static_cast<double>(conv2d_column_floats(s)) / static_cast<double>(s.image()),
          .multiply_adds = static_cast<double>(s.output() * s.weight_rows())};
  double largest = 0;
  for (std::size_t i = 0; i < all.exact.value.size(); ++i) {
    const float direct = all.direct.data()[i];
    const float im2col = all.im2col.data()[i];
    const double bound = chain_bound(all.roundings, all.exact.magnitude[i]);
    const auto ulps = static_cast<double>(ulps_between(direct, im2col));
    largest = std::max(largest, std::fabs(all.exact.value[i]));
    row.differing += (ulps != 0) / static_cast<double>(all.exact.value.size());
    row.largest_ulps = std::max(row.largest_ulps, ulps);
    row.largest_relative =
        std::max(row.largest_relative, std::fabs(static_cast<double>(direct) - static_cast<double>(im2col)));
    row.direct_of_bound = std::max(row.direct_of_bound, std::fabs(direct - all.exact.value[i]) / bound);
    row.im2col_of_bound = std::max(row.im2col_of_bound, std::fabs(im2col - all.exact.value[i]) / bound);
  }
  row.largest_relative /= largest;
  out.record(row);
}

const Registered experiment{Experiment<Params, Row>{
    .title = "Convolution, directly and by im2col: the same numbers?",
    .source = "000 S5",
    .data = Needs::nothing,
    .params = {{"layer",
                &Params::layer,
                "image, kernel and filters",
                {},
                {"conv1", "conv2", "small conv1", "small conv2", "odd, stride 2", "disjoint windows", "1 x 1"}},
               {"sum", &Params::sum, "which of the three", {}, {"forward", "to data", "to weights"}},
               {"images", &Params::images, "images of the batch", between(1, 1024)}},
    .arms = {{"layers",
              {over(&Params::layer,
                    {"conv1", "conv2", "small conv1", "small conv2", "odd, stride 2", "disjoint windows", "1 x 1"}),
               over(&Params::sum, {"forward", "to data", "to weights"})}}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke = [](Params& p) { p.images = p.layer == "conv2" ? 1 : 9; },
    .seconds = [](const Params& p) { return p.images * (p.layer == "conv2" ? 0.02 : 0.001); },
    .columns = {{"differing", &Row::differing, "of the results", relative(0)},
                {"largest_ulps", &Row::largest_ulps, "ulps", relative(0)},
                {"largest_relative", &Row::largest_relative, "of the largest", relative(0)},
                {"direct_of_bound", &Row::direct_of_bound, "of the bound", relative(0)},
                {"im2col_of_bound", &Row::im2col_of_bound, "of the bound", relative(0)},
                {"image_kb", &Row::image_kb, "KiB", relative(0)},
                {"columns_kb", &Row::columns_kb, "KiB", relative(0)},
                {"growth", &Row::growth, "", relative(0)},
                {"multiply_adds", &Row::multiply_adds, "per image", relative(0)}},
    .run = run}};

}  // namespace
}  // namespace rederive
