// Highway helpers that every vector kernel shares; included once per target (see foreach_target.h), hence no #pragma
// once.
//
// Why not Highway's own MulAdd: below AVX2 it is a multiplication and an addition, two roundings, and such a machine
// would give other bits than the rest. FusedMulAdd is one rounding everywhere.
#if defined(REDERIVE_KERNELS_SIMD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_SIMD_INL_H_
#undef REDERIVE_KERNELS_SIMD_INL_H_
#else
#define REDERIVE_KERNELS_SIMD_INL_H_
#endif

#include <cmath>

#include <hwy/highway.h>

#include "reference/core/matrix.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using FloatVec = hn::Vec<Floats>;
using FloatMask = hn::Mask<Floats>;

/// a * b + c with one rounding.
HWY_INLINE FloatVec FusedMulAdd(FloatVec a, FloatVec b, FloatVec c) {
#if HWY_TARGET == HWY_SCALAR
  return FloatVec(std::fma(a.raw, b.raw, c.raw));
#elif HWY_TARGET == HWY_EMU128
  for (std::size_t i = 0; i < hn::MaxLanes(Floats()); ++i) c.raw[i] = std::fma(a.raw[i], b.raw[i], c.raw[i]);
  return c;
#else
  return hn::MulAdd(a, b, c);
#endif
}

// Highway's own MaskedLoad and BlendedStore keep to the mask only with the instructions of x86 and in the emulation's
// store: elsewhere they load all lanes, beyond the end of an array, too, and NEON's store writes back what it loaded,
// over what another thread may have put there. `first` is a mask of FirstN.

/// The elements of the mask, 0 for the others; nothing but the elements of the mask is read.
template <class D>
HWY_INLINE hn::Vec<D> LoadMasked(hn::Mask<D> first, D d, const hn::TFromD<D>* from) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  return hn::MaskedLoad(first, d, from);
#else
  const std::size_t count = hn::CountTrue(d, first);
  if (count == hn::Lanes(d)) return hn::LoadU(d, from);
  HWY_ALIGN hn::TFromD<D> lanes[hn::MaxLanes(D())] = {};
  for (std::size_t i = 0; i < count; ++i) lanes[i] = from[i];
  return hn::Load(d, lanes);
#endif
}

/// Nothing but the elements of the mask is read or written.
template <class D>
HWY_INLINE void StoreMasked(hn::Vec<D> v, hn::Mask<D> first, D d, hn::TFromD<D>* to) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  hn::BlendedStore(v, first, d, to);
#else
  const std::size_t count = hn::CountTrue(d, first);
  if (count == hn::Lanes(d)) return hn::StoreU(v, d, to);
  HWY_ALIGN hn::TFromD<D> lanes[hn::MaxLanes(D())];
  hn::Store(v, d, lanes);
  for (std::size_t i = 0; i < count; ++i) to[i] = lanes[i];
#endif
}

/// The first `count` elements, 0 beyond; nothing beyond is read.
HWY_INLINE FloatVec LoadFirst(Floats d, const float* from, Index count) {
  return LoadMasked(hn::FirstN(d, static_cast<std::size_t>(count)), d, from);
}

/// Nothing but the first `count` elements is written.
HWY_INLINE void StoreFirst(FloatVec v, Floats d, float* to, Index count) {
  StoreMasked(v, hn::FirstN(d, static_cast<std::size_t>(count)), d, to);
}

// Min and max that let NaN through, and -0 where both are zero. The instructions of x86 do where x is the second
// operand.
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
HWY_INLINE FloatVec AtMost(FloatVec high, FloatVec x) { return hn::Min(high, x); }
HWY_INLINE FloatVec AtLeast(FloatVec low, FloatVec x) { return hn::Max(low, x); }
#else
HWY_INLINE FloatVec AtMost(FloatVec high, FloatVec x) { return hn::IfThenElse(hn::Gt(x, high), high, x); }
HWY_INLINE FloatVec AtLeast(FloatVec low, FloatVec x) { return hn::IfThenElse(hn::Lt(x, low), low, x); }
#endif

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
