// A formula on vectors, over whole matrices: the loop of every elementwise kernel, once per target.
#if defined(REDERIVE_KERNELS_ELEMENTWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_ELEMENTWISE_INL_H_
#undef REDERIVE_KERNELS_ELEMENTWISE_INL_H_
#else
#define REDERIVE_KERNELS_ELEMENTWISE_INL_H_
#endif

#include <cstddef>
#include <utility>

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

/// What a formula with several outputs gives.
template <std::size_t kOut>
struct Vectors {
  FloatVec v[kOut];
};

template <class Result>
HWY_INLINE FloatVec Output(const Result& result, std::size_t k) {
  return result.v[k];
}
HWY_INLINE FloatVec Output(FloatVec result, std::size_t /*k*/) { return result; }

/// out = formula(in...) for `count` elements. The formula takes a vector of each input.
template <std::size_t kOut, class Formula, std::size_t... kIn>
HWY_INLINE void MapRow(const float* const* in, float* const* out, Index count, const Formula& formula,
                       std::index_sequence<kIn...> /*inputs*/) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  Index j = 0;
  for (; j + lanes <= count; j += lanes) {
    const auto result = formula(hn::LoadU(d, in[kIn] + j)...);
    for (std::size_t k = 0; k < kOut; ++k) hn::StoreU(Output(result, k), d, out[k] + j);
  }
  if (j == count) return;
  const auto result = formula(LoadFirst(d, in[kIn] + j, count - j)...);
  for (std::size_t k = 0; k < kOut; ++k) StoreFirst(Output(result, k), d, out[k] + j, count - j);
}

template <class Problem, class Formula>
HWY_INLINE void Map(const Problem& problem, const Formula& formula) {
  const bool flat = problem.contiguous();
  const Index rows = flat && problem.rows() > 0 ? 1 : problem.rows();
  const Index cols = flat ? problem.in[0].size() : problem.cols();
  for (Index i = 0; i < rows; ++i) {
    const float* in[Problem::kInputs];
    float* out[Problem::kOutputs];
    for (std::size_t k = 0; k < Problem::kInputs; ++k) in[k] = problem.in[k].row(i);
    for (std::size_t k = 0; k < Problem::kOutputs; ++k) out[k] = problem.out[k].row(i);
    MapRow<Problem::kOutputs>(in, out, cols, formula, std::make_index_sequence<Problem::kInputs>());
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
