#include "reference/kernels/conv2d_simd.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/conv2d_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/gemm_simd.h"
#include "reference/kernels/gemm_tile-inl.h"
#include "reference/kernels/scratch.h"

#ifndef REDERIVE_KERNELS_CONV2D_SIMD_SHARED_
#define REDERIVE_KERNELS_CONV2D_SIMD_SHARED_
namespace rederive {
namespace {

// The pixels of dx that lie at the same place between two windows are a convolution of stride 1 with the part of the
// kernel that reaches them: its rows ky = place, place + stride, ..., `taps` of them, last first.
struct Phase {
  Index place;
  Index taps;
  Index count;    // pixels of this phase in a row or column of dx
  Index outputs;  // of g

  // The outputs that pixel q took part in.
  Index first(Index q) const { return std::max<Index>(0, q - taps + 1); }
  Index used(Index q) const { return std::max<Index>(0, std::min(outputs - 1, q) - first(q) + 1); }
  // The tap that the first of them used, counted from the last.
  Index tap(Index q) const { return first(q) - q + taps - 1; }
  // All taps are used from pixel taps - 1 up to pixel outputs - 1.
  Index inside_end() const { return std::max(taps - 1, outputs); }
};

Phase make_phase(Index place, Index stride, Index kernel, Index size, Index outputs) {
  const auto steps = [&](Index length) { return length > place ? (length - place + stride - 1) / stride : 0; };
  return {place, steps(kernel), steps(size), outputs};
}

}  // namespace
}  // namespace rederive
#endif

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// A tile whose chains are done in one go, and added to a bias or not.
Tile WholeChain(bool biased) {
  Tile t{};
  t.alpha = 1;
  t.beta = biased ? 1 : 0;
  t.first = true;
  t.last = true;
  return t;
}

// `packed` are the weights in panels of gemm.
void Forward(const Conv2dShape& s, ConstMatrixView x, const float* packed, Index panel, const float* bias,
             MatrixView y) {
  const Index row = s.width * s.channels;
  for (Index j = 0; j < s.filters; j += panel) {
    const Index cols = std::min(panel, s.filters - j);
    Tile t = WholeChain(bias != nullptr);
    t.depth = s.kernel_width * s.channels;
    t.segments = s.kernel_height;
    t.a_row = s.stride * s.channels;
    t.a_step = 1;
    t.a_segment = row;
    t.b_step = gemm_packed_size(1, cols, panel);
    t.b_segment = t.depth * t.b_step;
    t.c_row = s.filters;
    t.b = packed + j * s.weight_rows();
    for (Index n = 0; n < x.rows; ++n) {
      for (Index oy = 0; oy < s.out_height(); ++oy) {
        t.a = x.row(n) + oy * s.stride * row;
        t.c = y.row(n) + oy * s.out_width() * s.filters + j;
        t.old = bias != nullptr ? bias + j : nullptr;
        RunColumns<false>(t, s.out_width(), cols);
      }
    }
  }
}

// to = for each panel of channels, tap after tap, (filters x width).
void PackFlipped(const Conv2dShape& s, const Phase& py, const Phase& px, ConstMatrixView w, Index panel, float* to) {
  for (Index j = 0; j < s.channels; j += panel) {
    const Index cols = std::min(panel, s.channels - j);
    const Index size = s.filters * gemm_packed_size(1, cols, panel);
    for (Index ty = py.taps - 1; ty >= 0; --ty) {
      for (Index tx = px.taps - 1; tx >= 0; --tx, to += size) {
        const Index tap = (py.place + ty * s.stride) * s.kernel_width + px.place + tx * s.stride;
        gemm_pack({w.row(tap * s.channels + j), cols, s.filters, w.stride}, Op::transpose, panel, to);
      }
    }
  }
}

// Pixels (qy, qx), `count` of them downwards or to the right, that use the same taps.
void RunPixels(const Conv2dShape& s, const Phase& py, const Phase& px, Index qy, Index qx, bool down, Index count,
               Index cols, const float* g, const float* packed, float* dx, Tile t) {
  const Index g_row = s.out_width() * s.filters;
  const Index tap = s.filters * t.b_step;
  t.depth = px.used(qx) * s.filters;
  t.segments = py.used(qy);
  t.a = g;
  t.b = packed;
  if (t.depth > 0 && t.segments > 0) {
    t.a = g + py.first(qy) * g_row + px.first(qx) * s.filters;
    t.b = packed + (py.tap(qy) * px.taps + px.tap(qx)) * tap;
  }
  t.a_segment = g_row;
  t.b_segment = px.taps * tap;
  t.a_row = down ? g_row : s.filters;
  t.a_step = 1;
  t.c = dx + ((py.place + qy * s.stride) * s.width + px.place + qx * s.stride) * s.channels;
  t.c_row = s.stride * s.channels * (down ? s.width : 1);
  RunColumns<false>(t, count, cols);
}

void ToDataPhase(const Conv2dShape& s, const Phase& py, const Phase& px, ConstMatrixView g, const float* packed,
                 Index panel, MatrixView dx) {
  for (Index j = 0; j < s.channels; j += panel) {
    const Index cols = std::min(panel, s.channels - j);
    Tile t = WholeChain(false);
    t.b_step = gemm_packed_size(1, cols, panel);
    const float* from = packed + j * py.taps * px.taps * s.filters;
    // Inside, tiles run along a row; at the left and right edges along a column; at the corners they are single pixels.
    const Index top = std::min(py.count, std::max<Index>(py.taps - 1, 0));
    const Index bottom = std::min(py.count, py.inside_end());
    const Index left = std::min(px.count, std::max<Index>(px.taps - 1, 0));
    const Index right = std::min(px.count, px.inside_end());
    for (Index n = 0; n < g.rows; ++n) {
      const auto run = [&](Index qy, Index qx, bool down, Index count) {
        if (count > 0) RunPixels(s, py, px, qy, qx, down, count, cols, g.row(n), from, dx.row(n) + j, t);
      };
      for (Index qy = 0; qy < py.count; ++qy) run(qy, left, false, right - left);
      for (Index qx = 0; qx < px.count; ++qx) {
        if (qx == left && right > left) qx = right;
        if (qx >= px.count) break;
        run(top, qx, true, bottom - top);
        for (Index qy = 0; qy < py.count; ++qy) {
          if (qy < top || qy >= bottom) run(qy, qx, false, 1);
        }
      }
    }
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(Forward);
HWY_EXPORT(PackFlipped);
HWY_EXPORT(ToDataPhase);

void conv2d_forward_simd(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView w, const float* bias,
                         MatrixView y) {
  thread_local Scratch scratch;
  const Index panel = gemm_panel_width();
  float* packed = scratch.floats(gemm_packed_size(w.rows, w.cols, panel));
  gemm_pack(w, Op::none, panel, packed);
  HWY_DYNAMIC_DISPATCH(Forward)(shape, x, packed, panel, bias, y);
}

void conv2d_to_data_simd(const Conv2dShape& shape, ConstMatrixView g, ConstMatrixView w, MatrixView dx) {
  thread_local Scratch scratch;
  const Index panel = gemm_panel_width();
  for (Index y = 0; y < std::min(shape.stride, shape.height); ++y) {
    const Phase py = make_phase(y, shape.stride, shape.kernel_height, shape.height, shape.out_height());
    for (Index x = 0; x < std::min(shape.stride, shape.width); ++x) {
      const Phase px = make_phase(x, shape.stride, shape.kernel_width, shape.width, shape.out_width());
      float* packed = scratch.floats(py.taps * px.taps * gemm_packed_size(shape.filters, shape.channels, panel));
      HWY_DYNAMIC_DISPATCH(PackFlipped)(shape, py, px, w, panel, packed);
      HWY_DYNAMIC_DISPATCH(ToDataPhase)(shape, py, px, g, packed, panel, dx);
    }
  }
}

}  // namespace rederive
#endif
