#include <algorithm>
#include <array>

#include "reference/kernels/pool2d_problem.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/pool2d_backward_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/pool2d-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

using Places = hn::Vec<hn::RebindToSigned<Floats>>;

template <bool kWhole>
HWY_INLINE Places LoadPlaces(const std::uint8_t* from, Index channels) {
  const hn::RebindToSigned<Floats> di;
  const hn::Rebind<std::uint8_t, Floats> d8;
  if (kWhole) return hn::PromoteTo(di, hn::LoadU(d8, from));
  std::array<std::uint8_t, 64> all{};
  std::copy_n(from, std::min<Index>(channels, 64), all.data());
  return hn::PromoteTo(di, hn::LoadU(d8, all.data()));
}

// The forms of pooling. Load: what an output has to say; Term: what it gives to a place where x has this value.

struct MaxGradient {
  const PoolBackwardProblem& p;
  struct Output {
    FloatVec g;
    Places chosen;
  };
  template <bool kWhole>
  HWY_INLINE Output Load(Index n, Index o, Index channels) const {
    return {LoadChannels<kWhole>(p.g.row(n) + o, channels), LoadPlaces<kWhole>(p.chosen.row(n) + o, channels)};
  }
  HWY_INLINE FloatVec Term(const Output& output, Index place, FloatVec) const {
    const hn::RebindToSigned<Floats> di;
    const auto here = hn::Eq(output.chosen, hn::Set(di, static_cast<std::int32_t>(place)));
    return hn::IfThenElseZero(hn::RebindMask(Floats(), here), output.g);
  }
};

struct AverageGradient {
  const PoolBackwardProblem& p;
  float share;
  template <bool kWhole>
  HWY_INLINE FloatVec Load(Index n, Index o, Index channels) const {
    return hn::Mul(LoadChannels<kWhole>(p.g.row(n) + o, channels), hn::Set(Floats(), share));
  }
  HWY_INLINE FloatVec Term(FloatVec output, Index, FloatVec) const { return output; }
};

struct SumGradient {
  const PoolBackwardProblem& p;
  template <bool kWhole>
  HWY_INLINE FloatVec Load(Index n, Index o, Index channels) const {
    return LoadChannels<kWhole>(p.g.row(n) + o, channels);
  }
  HWY_INLINE FloatVec Term(FloatVec g, Index, FloatVec x) const {
    const FloatVec zero = hn::Zero(Floats());
    const FloatVec one = hn::Set(Floats(), 1.0F);
    return hn::Mul(g, hn::IfThenElse(hn::Gt(x, zero), one, hn::IfThenElse(hn::Lt(x, zero), hn::Neg(one), x)));
  }
};

struct EuclideanGradient {
  const PoolBackwardProblem& p;
  struct Output {
    FloatVec scale;
    FloatVec ratio;
  };
  template <bool kWhole>
  HWY_INLINE Output Load(Index n, Index o, Index channels) const {
    const FloatVec zero = hn::Zero(Floats());
    const FloatVec g = LoadChannels<kWhole>(p.g.row(n) + o, channels);
    const FloatVec y = LoadChannels<kWhole>(p.y.row(n) + o, channels);
    const FloatVec scale = Reciprocal(Binade(y));
    return {scale, hn::IfThenElse(hn::Eq(y, zero), zero, hn::Div(g, hn::Mul(y, scale)))};
  }
  HWY_INLINE FloatVec Term(const Output& output, Index, FloatVec x) const {
    return hn::Mul(hn::Mul(x, output.scale), output.ratio);
  }
};

struct PowerGradient {
  const PoolBackwardProblem& p;
  struct Output {
    FloatVec g;
    FloatVec y;
  };
  template <bool kWhole>
  HWY_INLINE Output Load(Index n, Index o, Index channels) const {
    return {LoadChannels<kWhole>(p.g.row(n) + o, channels), LoadChannels<kWhole>(p.y.row(n) + o, channels)};
  }
  HWY_INLINE FloatVec Term(const Output& output, Index, FloatVec x) const {
    const Floats d;
    const FloatVec zero = hn::Zero(d);
    const FloatVec logarithm = Log(hn::Div(hn::Abs(x), output.y));
    const FloatVec power = hn::CopySign(ExpWhole(hn::Mul(hn::Set(d, p.p - 1), logarithm)), x);
    const FloatMask nothing = hn::Or(hn::Eq(x, zero), hn::Eq(output.y, zero));
    return hn::IfThenElse(nothing, zero, hn::Mul(output.g, power));
  }
};

// s = m: every pixel lies in one window, or in none.
template <int kSide, bool kReadsX, class Form>
struct Disjoint {
  const PoolBackwardProblem& p;
  const Form& form;

  template <bool kWhole>
  HWY_INLINE void Channels(Index n, Index oy, Index ox, Index columns, Index c, Index channels) const {
    const Pool2dShape& s = p.shape;
    const Index m = kSide == 0 ? s.window : kSide;
    const auto output = form.template Load<kWhole>(n, (oy * columns + ox) * s.channels + c, channels);
    for (Index ky = 0; ky < m; ++ky) {
      for (Index kx = 0; kx < m; ++kx) {
        const Index i = ((oy * m + ky) * s.width + ox * m + kx) * s.channels + c;
        const FloatVec x = kReadsX ? LoadChannels<kWhole>(p.x.row(n) + i, channels) : hn::Zero(Floats());
        // From zero on, as where windows overlap: -0 becomes 0.
        const FloatVec sum = hn::Add(hn::Zero(Floats()), form.Term(output, ky * m + kx, x));
        StoreChannels<kWhole>(sum, p.dx.row(n) + i, channels);
      }
    }
  }

  void Image(Index n) const {
    const Pool2dShape& s = p.shape;
    const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
    const Index row = s.width * s.channels;
    const Index columns = s.out_width();
    const Index covered = columns * s.window * s.channels;
    for (Index oy = 0; oy < s.out_height(); ++oy) {
      for (Index ox = 0; ox < columns; ++ox) {
        Index c = 0;
        for (; c + lanes <= s.channels; c += lanes) Channels<true>(n, oy, ox, columns, c, lanes);
        if (c < s.channels) Channels<false>(n, oy, ox, columns, c, s.channels - c);
      }
      for (Index ky = 0; ky < s.window; ++ky) {
        std::fill_n(p.dx.row(n) + (oy * s.window + ky) * row + covered, row - covered, 0.0F);
      }
    }
    const Index rows = s.out_height() * s.window;
    std::fill_n(p.dx.row(n) + rows * row, (s.height - rows) * row, 0.0F);
  }
};

// Any stride: every pixel adds up what the windows around it have for it.
template <bool kReadsX, class Form>
struct Overlapping {
  const PoolBackwardProblem& p;
  const Form& form;

  // The windows that hold a pixel, in one direction.
  struct Range {
    Index first;
    Index last;
    Index columns;  // windows in this direction; a division, so not found again for each vector
  };
  Range Around(Index at, Index outputs) const {
    return {at < p.shape.window ? 0 : (at - p.shape.window) / p.shape.stride + 1,
            std::min(outputs - 1, at / p.shape.stride), outputs};
  }

  template <bool kWhole>
  HWY_INLINE void Channels(Index n, Index y, Index x, Range down, Range right, Index c, Index channels) const {
    const Pool2dShape& s = p.shape;
    const Index i = (y * s.width + x) * s.channels + c;
    const Index columns = right.columns;
    const FloatVec value = kReadsX ? LoadChannels<kWhole>(p.x.row(n) + i, channels) : hn::Zero(Floats());
    FloatVec sum = hn::Zero(Floats());
    for (Index oy = down.first; oy <= down.last; ++oy) {
      for (Index ox = right.first; ox <= right.last; ++ox) {
        const auto output = form.template Load<kWhole>(n, (oy * columns + ox) * s.channels + c, channels);
        sum = hn::Add(sum, form.Term(output, (y - oy * s.stride) * s.window + x - ox * s.stride, value));
      }
    }
    StoreChannels<kWhole>(sum, p.dx.row(n) + i, channels);
  }

  void Image(Index n) const {
    const Pool2dShape& s = p.shape;
    const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
    for (Index y = 0; y < s.height; ++y) {
      const Range down = Around(y, s.out_height());
      for (Index x = 0; x < s.width; ++x) {
        const Range right = Around(x, s.out_width());
        Index c = 0;
        for (; c + lanes <= s.channels; c += lanes) Channels<true>(n, y, x, down, right, c, lanes);
        if (c < s.channels) Channels<false>(n, y, x, down, right, c, s.channels - c);
      }
    }
  }
};

template <bool kReadsX, class Form>
void Run(const PoolBackwardProblem& p, const Form& form) {
  const auto images = [&](const auto& way) {
    for (Index n = 0; n < p.g.rows; ++n) way.Image(n);
  };
  if (p.shape.stride != p.shape.window) {
    images(Overlapping<kReadsX, Form>{p, form});
  } else if (p.shape.window == 2) {
    images(Disjoint<2, kReadsX, Form>{p, form});
  } else {
    images(Disjoint<0, kReadsX, Form>{p, form});
  }
}

void PoolBackward(const PoolBackwardProblem& p) {
  switch (p.kind) {
    case Pooling::max:
      return Run<false>(p, MaxGradient{p});
    case Pooling::average:
      return Run<false>(p, AverageGradient{p, pool_share(p.shape)});
    case Pooling::sum:
      return Run<true>(p, SumGradient{p});
    case Pooling::euclidean:
      return Run<true>(p, EuclideanGradient{p});
    default:
      return Run<true>(p, PowerGradient{p});
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(PoolBackward);

void pool2d_backward_simd(const PoolBackwardProblem& problem) { HWY_DYNAMIC_DISPATCH(PoolBackward)(problem); }

}  // namespace rederive
#endif
