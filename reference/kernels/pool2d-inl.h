// What pooling does forwards and backwards: channels that fill a vector or do not, and powers of two to scale by.
#if defined(REDERIVE_KERNELS_POOL2D_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_POOL2D_INL_H_
#undef REDERIVE_KERNELS_POOL2D_INL_H_
#else
#define REDERIVE_KERNELS_POOL2D_INL_H_
#endif

#include "reference/kernels/elementary-inl.h"
#include "reference/kernels/pool2d_problem.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

template <bool kWhole>
HWY_INLINE FloatVec LoadChannels(const float* from, Index channels) {
  return kWhole ? hn::LoadU(Floats(), from) : LoadFirst(Floats(), from, channels);
}

template <bool kWhole>
HWY_INLINE void StoreChannels(FloatVec v, float* to, Index channels) {
  if (kWhole) {
    hn::StoreU(v, Floats(), to);
  } else {
    StoreFirst(v, Floats(), to, channels);
  }
}

/// 2^e with 2^e <= magnitude < 2^(e + 1), but where it and 2^-e are normal. Integers compare as magnitudes do.
HWY_INLINE FloatVec Binade(FloatVec magnitude) {
  const Floats d;
  const hn::RebindToSigned<Floats> bits;
  const auto exponent = hn::And(hn::BitCast(bits, magnitude), hn::Set(bits, static_cast<int>(kPoolExponent)));
  const auto least = hn::Max(exponent, hn::Set(bits, static_cast<int>(kPoolLowest)));
  return hn::BitCast(d, hn::Min(least, hn::Set(bits, static_cast<int>(kPoolHighest))));
}

HWY_INLINE FloatVec Reciprocal(FloatVec power_of_two) {
  const hn::RebindToSigned<Floats> bits;
  return hn::BitCast(Floats(),
                     hn::Sub(hn::Set(bits, static_cast<int>(kPoolReciprocal)), hn::BitCast(bits, power_of_two)));
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
