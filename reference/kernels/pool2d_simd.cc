#include <algorithm>
#include <array>

#include "reference/kernels/pool2d_problem.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/pool2d_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/pool2d-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// One window of as many channels as a vector has lanes, or fewer. each(f) calls f(place, values) row by row.
template <bool kWhole, int kSide>
struct Window {
  static constexpr bool kIsWhole = kWhole;
  const float* first;
  Index row;
  Index pixel;
  Index side;
  Index channels;

  FloatVec At(Index ky, Index kx) const { return LoadChannels<kWhole>(first + ky * row + kx * pixel, channels); }

  template <class Visit>
  HWY_INLINE void Each(const Visit& visit) const {
    const Index m = kSide == 0 ? side : kSide;
    for (Index ky = 0; ky < m; ++ky) {
      for (Index kx = 0; kx < m; ++kx) visit(ky * m + kx, At(ky, kx));
    }
  }
  HWY_INLINE FloatVec LargestMagnitude() const {
    FloatVec largest = hn::Zero(Floats());
    Each([&](Index, FloatVec x) { largest = hn::Max(largest, hn::Abs(x)); });
    return largest;
  }
};

// The forms of pooling: Window -> value. Max has a second result and is called by itself.

struct Average {
  float share;
  template <class W>
  HWY_INLINE FloatVec operator()(const W& window) const {
    FloatVec sum = hn::Zero(Floats());
    window.Each([&](Index, FloatVec x) { sum = hn::Add(sum, x); });
    return hn::Mul(sum, hn::Set(Floats(), share));
  }
};

struct Sum {
  template <class W>
  HWY_INLINE FloatVec operator()(const W& window) const {
    FloatVec sum = hn::Zero(Floats());
    window.Each([&](Index, FloatVec x) { sum = hn::Add(sum, hn::Abs(x)); });
    return sum;
  }
};

struct Euclidean {
  template <class W>
  HWY_INLINE FloatVec operator()(const W& window) const {
    const FloatVec unit = Binade(window.LargestMagnitude());
    const FloatVec scale = Reciprocal(unit);
    FloatVec sum = hn::Zero(Floats());
    window.Each([&](Index, FloatVec x) {
      const FloatVec scaled = hn::Mul(x, scale);
      sum = FusedMulAdd(scaled, scaled, sum);
    });
    return hn::Mul(hn::Sqrt(sum), unit);
  }
};

struct Power {
  float p;
  template <class W>
  HWY_INLINE FloatVec operator()(const W& window) const {
    const Floats d;
    const FloatVec zero = hn::Zero(d);
    const FloatVec exponent = hn::Set(d, p);
    const FloatVec largest = window.LargestMagnitude();
    FloatVec sum = zero;
    FloatVec all = zero;
    window.Each([&](Index, FloatVec x) {
      const FloatVec part = hn::Div(hn::Abs(x), largest);
      const FloatVec power = ExpWhole(hn::Mul(exponent, Log(part)));
      sum = hn::Add(sum, hn::IfThenElse(hn::Eq(part, zero), zero, power));
      all = hn::Add(all, hn::Abs(x));
    });
    const FloatVec norm = hn::Mul(largest, ExpWhole(hn::Div(Log(sum), exponent)));
    return hn::IfThenElse(hn::Eq(all, zero), zero, norm);
  }
};

template <bool kWhole, int kSide>
HWY_INLINE void Maximum(const Window<kWhole, kSide>& window, float* y, std::uint8_t* chosen) {
  const hn::RebindToSigned<Floats> di;
  FloatVec best = window.At(0, 0);
  auto place = hn::Zero(di);
  window.Each([&](Index at, FloatVec x) {
    // Larger, or the first NaN.
    const FloatMask takes = hn::And(hn::Not(hn::Le(x, best)), hn::Eq(best, best));
    best = hn::IfThenElse(takes, x, best);
    place = hn::IfThenElse(hn::RebindMask(di, takes), hn::Set(di, static_cast<std::int32_t>(at)), place);
  });
  StoreChannels<kWhole>(best, y, window.channels);
  const hn::Rebind<std::uint8_t, Floats> d8;
  const auto bytes = hn::DemoteTo(d8, place);
  if (kWhole) {
    hn::StoreU(bytes, d8, chosen);
  } else {
    std::array<std::uint8_t, 64> all;
    hn::StoreU(bytes, d8, all.data());
    std::copy_n(all.data(), std::min<Index>(window.channels, 64), chosen);
  }
}

// visit(window, place in y) for all of an image's outputs, in pieces of channels that fill a vector, then the rest.
template <int kSide, class Visit>
HWY_INLINE void EachWindow(const Pool2dShape& s, const float* x, const Visit& visit) {
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  const Index row = s.width * s.channels;
  Index output = 0;
  for (Index oy = 0; oy < s.out_height(); ++oy) {
    for (Index ox = 0; ox < s.out_width(); ++ox, output += s.channels) {
      const float* first = x + (oy * s.width + ox) * s.stride * s.channels;
      Index c = 0;
      for (; c + lanes <= s.channels; c += lanes) {
        visit(Window<true, kSide>{first + c, row, s.channels, s.window, lanes}, output + c);
      }
      if (c < s.channels) {
        visit(Window<false, kSide>{first + c, row, s.channels, s.window, s.channels - c}, output + c);
      }
    }
  }
}

template <int kSide, class Value>
void EachValue(const PoolProblem& p, const Value& value) {
  for (Index n = 0; n < p.x.rows; ++n) {
    float* y = p.y.row(n);
    EachWindow<kSide>(p.shape, p.x.row(n), [&](const auto& window, Index place) {
      StoreChannels<std::decay_t<decltype(window)>::kIsWhole>(value(window), y + place, window.channels);
    });
  }
}

template <int kSide>
void Pool(const PoolProblem& p) {
  switch (p.kind) {
    case Pooling::max:
      for (Index n = 0; n < p.x.rows; ++n) {
        EachWindow<kSide>(p.shape, p.x.row(n), [&](const auto& window, Index place) {
          Maximum(window, p.y.row(n) + place, p.chosen.row(n) + place);
        });
      }
      return;
    case Pooling::average:
      return EachValue<kSide>(p, Average{pool_share(p.shape)});
    case Pooling::sum:
      return EachValue<kSide>(p, Sum{});
    case Pooling::euclidean:
      return EachValue<kSide>(p, Euclidean{});
    default:
      return EachValue<kSide>(p, Power{p.p});
  }
}

void PoolAll(const PoolProblem& p) {
  if (p.shape.window == 2) {
    Pool<2>(p);
  } else {
    Pool<0>(p);
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(PoolAll);

void pool2d_simd(const PoolProblem& problem) { HWY_DYNAMIC_DISPATCH(PoolAll)(problem); }

}  // namespace rederive
#endif
