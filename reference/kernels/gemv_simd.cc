#include "reference/kernels/gemv_simd.h"

#include <algorithm>
#include <array>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/gemv_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/columns-inl.h"
#include "reference/kernels/scratch.h"

#ifndef REDERIVE_KERNELS_GEMV_SIMD_SHARED_
#define REDERIVE_KERNELS_GEMV_SIMD_SHARED_
namespace rederive {
namespace {

enum VectorUse { kOperand, kChains, kOld, kPadded };

float* vector_scratch(VectorUse use, Index count) {
  thread_local std::array<Scratch, 4> buffers;
  return buffers[static_cast<std::size_t>(use)].floats(count);
}

}  // namespace
}  // namespace rederive
#endif

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// A chain runs along a row and may not be split, so a vector holds one element of each of its rows. Two vectors of rows
// at a time: while the chain of one waits for its sum, the other goes on.
template <int kVectors>
void RowChains(const float* a, Index stride, Index cols, const float* x, float* sums) {
  const Floats d;
  FloatVec sum[kVectors];
  for (FloatVec& chain : sum) chain = hn::Zero(d);
  Index l = 0;
  for (; l + 4 <= cols; l += 4) {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      const FourColumns columns = LoadColumns(a + v * kVectorRows * stride + l, stride);
#pragma GCC unroll 4
      for (int c = 0; c < 4; ++c) sum[v] = FusedMulAdd(columns.v[c], hn::Set(d, x[l + c]), sum[v]);
    }
  }
  for (; l < cols; ++l) {
    for (int v = 0; v < kVectors; ++v) {
      alignas(64) float column[kVectorRows];
      for (Index r = 0; r < kVectorRows; ++r) column[r] = a[(v * kVectorRows + r) * stride + l];
      sum[v] = FusedMulAdd(hn::Load(d, column), hn::Set(d, x[l]), sum[v]);
    }
  }
  for (int v = 0; v < kVectors; ++v) hn::StoreU(sum[v], d, sums + v * kVectorRows);
}

void MultiplyRows(ConstMatrixView a, const float* x, float* sums) {
  if (a.rows < kVectorRows) {  // fewer than a vector has lanes: a copy with rows of zeros below
    float* padded = vector_scratch(kPadded, kVectorRows * a.cols);
    for (Index i = 0; i < a.rows; ++i) std::copy_n(a.row(i), a.cols, padded + i * a.cols);
    std::fill(padded + a.rows * a.cols, padded + kVectorRows * a.cols, 0.0F);
    RowChains<1>(padded, a.cols, a.cols, x, sums);
    return;
  }
  Index i = 0;
  for (; i + 2 * kVectorRows <= a.rows; i += 2 * kVectorRows) RowChains<2>(a.row(i), a.stride, a.cols, x, sums + i);
  for (; i < a.rows; i += kVectorRows) {
    i = std::min(i, a.rows - kVectorRows);  // the last rows again, with the same result, where there is no whole vector
    RowChains<1>(a.row(i), a.stride, a.cols, x, sums + i);
  }
}

// kRows links of every chain. The sums lie in the first cache, rows of A are read from end to end.
template <int kRows>
void AddRows(const float* a, Index stride, Index cols, const float* x, float* sums) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  FloatVec left[kRows];
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) left[r] = hn::Set(d, x[r]);
  Index j = 0;
  for (; j + lanes <= cols; j += lanes) {
    FloatVec sum = hn::LoadU(d, sums + j);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) sum = FusedMulAdd(left[r], hn::LoadU(d, a + r * stride + j), sum);
    hn::StoreU(sum, d, sums + j);
  }
  if (j == cols) return;
  FloatVec sum = hn::LoadU(d, sums + j);
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) sum = FusedMulAdd(left[r], LoadFirst(d, a + r * stride + j, cols - j), sum);
  hn::StoreU(sum, d, sums + j);
}

void MultiplyColumns(ConstMatrixView a, const float* x, float* sums) {
  std::fill_n(sums, a.cols, 0.0F);
  Index l = 0;
  for (; l + 8 <= a.rows; l += 8) AddRows<8>(a.row(l), a.stride, a.cols, x + l, sums);
  for (; l + 2 <= a.rows; l += 2) AddRows<2>(a.row(l), a.stride, a.cols, x + l, sums);
  if (l < a.rows) AddRows<1>(a.row(l), a.stride, a.cols, x + l, sums);
}

// y is the old one and the new one; sums have room for a whole vector more.
void Finish(float alpha, const float* sums, float beta, float* y, Index count) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const FloatVec scale = hn::Set(d, alpha);
  for (Index i = 0; i < count; i += lanes) {
    const Index left = std::min(lanes, count - i);
    const FloatVec sum = hn::LoadU(d, sums + i);
    FloatVec result = hn::Mul(scale, sum);
    if (beta != 0) result = FusedMulAdd(scale, sum, hn::Mul(hn::Set(d, beta), LoadFirst(d, y + i, left)));
    StoreFirst(result, d, y + i, left);
  }
}

void MultiplyVector(float alpha, ConstMatrixView a, Op op, const float* x, float beta, float* y, Index y_step) {
  const Index count = op == Op::none ? a.rows : a.cols;
  if (count == 0) return;
  float* sums = vector_scratch(kChains, count + kVectorRows);
  if (op == Op::none) {
    MultiplyRows(a, x, sums);
  } else {
    MultiplyColumns(a, x, sums);
  }
  if (y_step == 1) {
    Finish(alpha, sums, beta, y, count);
    return;
  }
  float* together = vector_scratch(kOld, count);
  if (beta != 0) {
    for (Index i = 0; i < count; ++i) together[i] = y[i * y_step];
  }
  Finish(alpha, sums, beta, together, count);
  for (Index i = 0; i < count; ++i) y[i * y_step] = together[i];
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(MultiplyVector);

void gemv_simd(float alpha, ConstMatrixView a, Op op, const float* x, Index x_step, float beta, float* y,
               Index y_step) {
  const Index depth = op == Op::none ? a.cols : a.rows;
  if (x_step != 1) {
    float* together = vector_scratch(kOperand, depth);
    for (Index l = 0; l < depth; ++l) together[l] = x[l * x_step];
    x = together;
  }
  HWY_DYNAMIC_DISPATCH(MultiplyVector)(alpha, a, op, x, beta, y, y_step);
}

}  // namespace rederive
#endif
