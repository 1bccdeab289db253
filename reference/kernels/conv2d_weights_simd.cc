#include <algorithm>

#include "reference/kernels/conv2d_simd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/conv2d_weights_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/gemm_tile-inl.h"
#include "reference/kernels/scratch.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// Where a block's chains go on, image after image and piece after piece.
struct Resting {
  float* sums;  // weight_rows x stride
  Index stride;
  bool first;
  bool last;
  bool first_block;
};

// Rows [oy, oy + rows) of one image's output.
template <bool kExact>
void AddRows(const Conv2dShape& s, const float* x, const float* g, Index oy, Index rows, const Resting& rest,
             MatrixView dw) {
  const Index row = s.width * s.channels;
  Tile t{};
  t.alpha = 1;
  t.beta = rest.first_block ? 0 : 1;
  t.first = rest.first;
  t.last = rest.last;
  t.depth = s.out_width();
  t.segments = rows;
  t.a_row = 1;
  t.a_step = s.stride * s.channels;
  t.a_segment = s.stride * row;
  t.b = g + oy * s.out_width() * s.filters;
  t.b_step = s.filters;
  t.b_segment = s.out_width() * s.filters;
  t.c_row = dw.stride;
  t.old_row = dw.stride;
  t.sums_row = rest.stride;
  const Index of_row = s.kernel_width * s.channels;
  for (Index ky = 0; ky < s.kernel_height; ++ky) {
    t.a = x + (oy * s.stride + ky) * row;
    t.c = dw.row(ky * of_row);
    t.old = t.c;
    t.sums = rest.sums + ky * of_row * rest.stride;
    RunColumns<kExact>(t, of_row, s.filters);
  }
}

// sums += the pixels of one image, in order.
void AddPixels(const float* g, Index pixels, Index filters, float* sums) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  Index f = 0;
  for (; f + lanes <= filters; f += lanes) {
    FloatVec sum = hn::LoadU(d, sums + f);
    for (Index p = 0; p < pixels; ++p) sum = hn::Add(sum, hn::LoadU(d, g + p * filters + f));
    hn::StoreU(sum, d, sums + f);
  }
  for (; f < filters; ++f) {
    for (Index p = 0; p < pixels; ++p) sums[f] += g[p * filters + f];
  }
}

void ToWeights(const Conv2dShape& s, ConstMatrixView x, ConstMatrixView g, MatrixView dw, float* dbias, float* sums,
               float* bias_sums) {
  const bool exact = s.filters % static_cast<Index>(hn::Lanes(Floats())) != 0;
  // Rows of g that stay in the first cache while all tiles read them.
  constexpr Index kPiece = 6144;
  const Index piece = std::max<Index>(1, kPiece / std::max<Index>(1, s.out_width() * s.filters));
  for (Index block = 0; block < x.rows; block += kConv2dBlock) {
    const Index end = std::min(x.rows, block + kConv2dBlock);
    if (dbias != nullptr) std::fill_n(bias_sums, s.filters, 0.0F);
    for (Index n = block; n < end; ++n) {
      for (Index oy = 0; oy < s.out_height(); oy += piece) {
        const Index rows = std::min(piece, s.out_height() - oy);
        const bool last = n + 1 == end && oy + rows == s.out_height();
        const Resting rest{sums, (s.filters + 15) / 16 * 16, n == block && oy == 0, last, block == 0};
        (exact ? AddRows<true> : AddRows<false>)(s, x.row(n), g.row(n), oy, rows, rest, dw);
      }
      if (dbias != nullptr) AddPixels(g.row(n), s.out_height() * s.out_width(), s.filters, bias_sums);
    }
    for (Index f = 0; dbias != nullptr && f < s.filters; ++f) {
      dbias[f] = block == 0 ? bias_sums[f] : dbias[f] + bias_sums[f];
    }
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(ToWeights);

void conv2d_to_weights_simd(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView g, MatrixView dw,
                            float* dbias) {
  if (x.rows == 0) {
    for (Index i = 0; i < dw.rows; ++i) std::fill_n(dw.row(i), dw.cols, 0.0F);
    if (dbias != nullptr) std::fill_n(dbias, shape.filters, 0.0F);
    return;
  }
  thread_local Scratch chains;
  thread_local Scratch bias;
  float* sums = chains.floats((shape.filters + 15) / 16 * 16 * shape.weight_rows());
  HWY_DYNAMIC_DISPATCH(ToWeights)(shape, x, g, dw, dbias, sums, bias.floats(shape.filters));
}

}  // namespace rederive
#endif
