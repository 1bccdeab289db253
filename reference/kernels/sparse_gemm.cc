#include "reference/kernels/sparse_gemm.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/sparse_gemm.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/simd-inl.h"

#ifndef REDERIVE_KERNELS_SPARSE_GEMM_SHARED_
#define REDERIVE_KERNELS_SPARSE_GEMM_SHARED_
namespace rederive {
namespace {

// The elements of a row of op(A) that are not 0, in increasing l. Sixteen more than fit, for whole vectors.
struct SparseRow {
  std::vector<float> values;
  std::vector<std::uint32_t> places;
  std::size_t count = 0;

  void make_room(Index depth) {
    values.resize(std::max(values.size(), static_cast<std::size_t>(depth) + 16));
    places.resize(values.size());
  }
};

}  // namespace
}  // namespace rederive
#endif

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// Eight sums at a time: twice the latency of a multiply-add over its reciprocal throughput.
constexpr Index kMostVectors = 8;
using Places = hn::RebindToUnsigned<Floats>;

template <int kVectors>
void SumRows(const SparseRow& row, ConstMatrixView b, Index cols, float alpha, float beta, float* c) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const FloatMask tail = hn::FirstN(d, static_cast<std::size_t>(cols - (kVectors - 1) * lanes));
  FloatVec sum[kVectors];
#pragma GCC unroll 8
  for (int v = 0; v < kVectors; ++v) sum[v] = hn::Zero(d);
  const float* const values = row.values.data();
  const std::uint32_t* const places = row.places.data();
  const std::size_t count = row.count;
  for (std::size_t t = 0; t < count; ++t) {
    const FloatVec left = hn::Set(d, values[t]);
    const float* right = b.data + static_cast<Index>(places[t]) * b.stride;
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      const float* from = right + v * lanes;
      sum[v] = FusedMulAdd(left, v == kVectors - 1 ? hn::MaskedLoad(tail, d, from) : hn::LoadU(d, from), sum[v]);
    }
  }
#pragma GCC unroll 8
  for (int v = 0; v < kVectors; ++v) {
    const Index left = std::min(lanes, cols - v * lanes);
    FloatVec result = hn::Mul(hn::Set(d, alpha), sum[v]);
    if (beta != 0) {
      result = FusedMulAdd(hn::Set(d, alpha), sum[v], hn::Mul(hn::Set(d, beta), LoadFirst(d, c + v * lanes, left)));
    }
    StoreFirst(result, d, c + v * lanes, left);
  }
}

void RowOfC(const SparseRow& row, ConstMatrixView b, float alpha, float beta, float* c) {
  using Sum = void (*)(const SparseRow&, ConstMatrixView, Index, float, float, float*);
  constexpr Sum kSums[kMostVectors] = {SumRows<1>, SumRows<2>, SumRows<3>, SumRows<4>,
                                       SumRows<5>, SumRows<6>, SumRows<7>, SumRows<8>};
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  Index vectors = (b.cols + lanes - 1) / lanes;
  // Pieces of nearly equal width: 49 vectors are seven times seven.
  Index pieces = (vectors + kMostVectors - 1) / kMostVectors;
  for (Index j = 0; pieces > 0; --pieces) {
    const Index width = (vectors + pieces - 1) / pieces;
    const Index cols = std::min(width * lanes, b.cols - j);
    kSums[width - 1](row, {b.data + j, b.rows, cols, b.stride}, cols, alpha, beta, c + j);
    vectors -= width;
    j += cols;
  }
}

void SparseMultiply(float alpha, ConstMatrixView a, ConstMatrixView b, float beta, MatrixView c) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  thread_local SparseRow row;
  row.make_room(a.cols);
  for (Index i = 0; i < a.rows; ++i) {
    const float* const from = a.row(i);
    std::size_t count = 0;
    for (Index first = 0; first < a.cols; first += 64) {
      std::uint64_t left = 0;  // one bit for each of 64 elements: where it is not 0
      for (Index l = first; l < std::min(a.cols, first + 64); l += lanes) {
        const Index here = std::min(lanes, a.cols - l);
        const FloatVec x = here == lanes ? hn::LoadU(d, from + l) : LoadFirst(d, from + l, here);
        std::uint64_t bits = 0;
        hn::StoreMaskBits(d, hn::Ne(x, hn::Zero(d)), reinterpret_cast<std::uint8_t*>(&bits));
        left |= bits << (l - first);
      }
      for (; left != 0; left &= left - 1) {
        const Index l = first + std::countr_zero(left);
        row.values[count] = from[l];
        row.places[count++] = static_cast<std::uint32_t>(l);
      }
    }
    row.count = count;
    RowOfC(row, b, alpha, beta, c.row(i));
  }
}

// Row i of A' is column i of A: one bit for each of 32 rows of A says where it is not 0.
void SparseMultiplyTransposed(float alpha, ConstMatrixView a, ConstMatrixView b, float beta, MatrixView c) {
  const Floats d;
  const Places places;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const Index words = (a.rows + 31) / 32;
  thread_local SparseRow row;
  thread_local std::vector<std::uint32_t> bits;
  row.make_room(a.rows);
  bits.resize(std::max(bits.size(), static_cast<std::size_t>(words * (a.cols + 16))));
  for (Index w = 0; w < words; ++w) {
    for (Index i = 0; i < a.cols; i += lanes) {
      auto found = hn::Zero(places);
      for (Index n = 32 * w; n < std::min(a.rows, 32 * (w + 1)); ++n) {
        const FloatMask some = hn::Ne(LoadFirst(d, a.row(n) + i, std::min(lanes, a.cols - i)), hn::Zero(d));
        found = hn::Or(found, hn::IfThenElseZero(hn::RebindMask(places, some), hn::Set(places, 1U << (n % 32))));
      }
      hn::StoreU(found, places, bits.data() + w * (a.cols + 16) + i);
    }
  }
  for (Index i = 0; i < a.cols; ++i) {
    row.count = 0;
    for (Index w = 0; w < words; ++w) {
      for (std::uint32_t left = bits[static_cast<std::size_t>(w * (a.cols + 16) + i)]; left != 0; left &= left - 1) {
        const Index n = 32 * w + std::countr_zero(left);
        row.values[row.count] = a(n, i);
        row.places[row.count++] = static_cast<std::uint32_t>(n);
      }
    }
    RowOfC(row, b, alpha, beta, c.row(i));
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/gemm_simd.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/oracles/gemm.h"

namespace rederive {

HWY_EXPORT(SparseMultiply);
HWY_EXPORT(SparseMultiplyTransposed);

namespace {

struct SparseProblem {
  float alpha;
  ConstMatrixView a;
  Op op_a;
  ConstMatrixView b;
  float beta;
  MatrixView c;
};

float at(const SparseProblem& p, Index i, Index l) { return p.op_a == Op::none ? p.a(i, l) : p.a(l, i); }

void run_scalar(const SparseProblem& p) {
  for (Index i = 0; i < p.c.rows; ++i) {
    for (Index j = 0; j < p.c.cols; ++j) {
      float sum = 0;
      for (Index l = 0; l < p.b.rows; ++l) {
        if (at(p, i, l) != 0) sum = std::fma(at(p, i, l), p.b(l, j), sum);
      }
      p.c(i, j) = p.beta == 0 ? p.alpha * sum : std::fma(p.alpha, sum, p.beta * p.c(i, j));
    }
  }
}

void run_eigen(const SparseProblem& p) {
  rivals::eigen().gemm(p.alpha, p.a.data, p.a.stride, p.op_a == Op::transpose, p.b.data, p.b.stride, false, p.beta,
                       p.c.data, p.c.stride, p.c.rows, p.c.cols, p.b.rows);
}

// All terms: what the zeros save.
void run_dense(const SparseProblem& p) { gemm_simd(p.alpha, p.a, p.op_a, p.b, Op::none, p.beta, p.c); }

// Whether passing over the zeros pays, judged by eight rows of A; the bits do not depend on it. Measured break-even:
// about a third of the elements, for A' about a fifth.
bool mostly_zeros(const SparseProblem& p) {
  const Index step = std::max<Index>(1, p.a.rows / 8);
  Index seen = 0;
  Index some = 0;
  for (Index i = 0; i < p.a.rows; i += step, seen += p.a.cols) {
    some += p.a.cols - std::count(p.a.row(i), p.a.row(i) + p.a.cols, 0.0F);
  }
  return (p.op_a == Op::none ? 3 : 5) * some <= seen;
}

void run_simd(const SparseProblem& p) {
  if (!mostly_zeros(p)) {
    run_dense(p);
    return;
  }
  const auto run =
      p.op_a == Op::none ? HWY_DYNAMIC_DISPATCH(SparseMultiply) : HWY_DYNAMIC_DISPATCH(SparseMultiplyTransposed);
  run(p.alpha, p.a, p.b, p.beta, p.c);
}

const std::vector<Variant<SparseProblem>>& variants() {
  static const std::vector<Variant<SparseProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen}, {"dense", run_dense, true}, {"simd", run_simd, true}};
  return all;
}

SparseProblem make(const Shape& s, Memory& memory) {
  // s[4] per cent are not 0; most of these are 1, some grey.
  const auto ink = [&](Draws& draws) {
    if (draws.below(100) >= static_cast<std::uint32_t>(s[4])) return 0.0F;
    return draws.below(4) == 0 ? draws.uniform() : 1.0F;
  };
  const Op op_a = s[3] == 0 ? Op::none : Op::transpose;
  const float beta = s[5] == 0 ? 0.0F : 0.75F;
  return {0.5F, memory.input("A", op_a == Op::none ? s[0] : s[2], op_a == Op::none ? s[2] : s[0], ink),
          op_a, memory.input("B", s[2], s[1], &Memory::uniform),
          beta, memory.output("C", s[0], s[1], beta == 0 ? &Memory::nan : &Memory::uniform)};
}

std::vector<Expected> oracle_values(const SparseProblem& p) {
  auto product = oracle::gemm(p.alpha, p.a, p.op_a == Op::transpose, p.b, false, p.beta, p.c);
  return {{"C", std::move(product.value), std::move(product.magnitude)}};
}

// That of gemm.cc.
double bound(const Shape& s, const Expected& expected, std::size_t i, double /*slack*/) {
  const double n = static_cast<double>(s[2]) + 2;
  return n * 0x1p-24 / (1 - n * 0x1p-24) * expected.scale[i] + n * 0x1p-149;
}

RegisteredKernel sparse_gemm_kernel{Kernel<SparseProblem>{
    .name = "sparse_gemm",
    .formula = "C = alpha op(A) B + beta C, many elements of A are 0",
    .axes = {"m", "n", "k", "ta", "percent", "beta"},
    // Counted as if A had no zeros, as gemm counts: a rate above the peak is what they save.
    .cost =
        [](const Shape& s) {
          const double m = s[0], n = s[1], k = s[2];
          return Cost{2 * m * n * k, 4 * (m * k + k * n + m * n * (s[5] == 0 ? 1 : 2))};
        },
    // Sizes 0 and 1, no ink and nothing but ink, pieces of eight vectors +- 1, 32 rows +- 1.
    .check = {{1, 1, 1, 0, 100, 0},
              {3, 7, 5, 0, 40, 1},
              {3, 7, 5, 1, 40, 1},
              {0, 7, 5, 0, 40, 1},
              {3, 0, 5, 0, 40, 1},
              {3, 7, 0, 0, 40, 1},
              {3, 7, 0, 1, 40, 0},
              {4, 33, 17, 0, 0, 0},
              {5, 65, 33, 1, 100, 0},
              {17, 127, 31, 1, 30, 1},
              {9, 128, 32, 1, 30, 0},
              {9, 129, 100, 1, 20, 1},
              {2, 784, 65, 0, 50, 0},
              {3, 113, 784, 0, 13, 0},
              {40, 15, 200, 1, 13, 1},
              {6, 257, 63, 0, 80, 1}},
    // Batches of 10 and 100 through 784 x 100 weights: up, down, and the gradient of twice the batch.
    .bench = {{10, 100, 784, 0, 13, 0},
              {10, 784, 100, 0, 30, 0},
              {784, 100, 20, 1, 13, 1},
              {100, 100, 784, 0, 13, 0},
              {100, 784, 100, 0, 30, 0},
              {784, 100, 200, 1, 13, 1},
              {100, 784, 100, 0, 60, 0}},
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = [](const SparseProblem& p) -> std::vector<std::vector<double>> { return {values(p.c)}; },
    .variants = variants()}};

}  // namespace

// One panel as wide as a row.
void PaddedMatrix::pack(ConstMatrixView b, Op op_b) {
  constexpr Index kSixteen = 16;
  require_shape("sparse_gemm", "B", b, b.rows, b.cols);
  rows_ = op_b == Op::none ? b.rows : b.cols;
  cols_ = op_b == Op::none ? b.cols : b.rows;
  const Index width = (cols_ + kSixteen - 1) / kSixteen * kSixteen;
  data_.reshape(rows_, width);
  gemm_pack(b, op_b, width, data_.data());
}

void sparse_gemm(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, float beta, MatrixView c) {
  const Index rows = op_a == Op::none ? a.rows : a.cols;
  const Index depth = op_a == Op::none ? a.cols : a.rows;
  require_shape("sparse_gemm", "A", a, a.rows, a.cols);
  require_shape("sparse_gemm", "B", b, depth, b.cols);
  require_shape("sparse_gemm", "C", c, rows, b.cols);
  variants()[sparse_gemm_kernel.selected()].run({alpha, a, op_a, b, beta, c});
}

}  // namespace rederive
#endif
