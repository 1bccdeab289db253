#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "reference/kernels/elementary.h"
#include "reference/kernels/pool2d_problem.h"

namespace rederive {
namespace {

// A window of one channel: element (ky, kx).
struct Window {
  const float* first;
  Index row;
  Index pixel;
  Index side;

  float operator()(Index place) const { return first[place / side * row + place % side * pixel]; }
  Index count() const { return side * side; }
};

Window window_of(const PoolProblem& p, Index n, Index oy, Index ox, Index c) {
  const Pool2dShape& s = p.shape;
  return {p.x.row(n) + (oy * s.width + ox) * s.stride * s.channels + c, s.width * s.channels, s.channels, s.window};
}

// 2^e with 2^e <= magnitude < 2^(e + 1), but where it and 2^-e are normal.
float binade(float magnitude) {
  const unsigned bits = std::bit_cast<std::uint32_t>(magnitude) & kPoolExponent;
  return std::bit_cast<float>(std::clamp(bits, kPoolLowest, kPoolHighest));
}
float reciprocal(float power_of_two) {
  return std::bit_cast<float>(kPoolReciprocal - std::bit_cast<std::uint32_t>(power_of_two));
}

float largest_magnitude(const Window& w) {
  float largest = 0;
  for (Index i = 0; i < w.count(); ++i) largest = std::max(largest, std::fabs(w(i)));
  return largest;
}

float average(const Window& w, float share) {
  float sum = 0;
  for (Index i = 0; i < w.count(); ++i) sum += w(i);
  return sum * share;
}

float sum_of_magnitudes(const Window& w) {
  float sum = 0;
  for (Index i = 0; i < w.count(); ++i) sum += std::fabs(w(i));
  return sum;
}

float euclidean(const Window& w) {
  const float unit = binade(largest_magnitude(w));
  const float scale = reciprocal(unit);
  float sum = 0;
  for (Index i = 0; i < w.count(); ++i) sum = std::fma(w(i) * scale, w(i) * scale, sum);
  return std::sqrt(sum) * unit;
}

float power_norm(const Window& w, float p) {
  const float largest = largest_magnitude(w);
  if (largest == 0 && sum_of_magnitudes(w) == 0) return 0;
  float sum = 0;
  for (Index i = 0; i < w.count(); ++i) {
    const float part = std::fabs(w(i)) / largest;
    sum += part == 0 ? 0 : exp_whole_f32(p * log_f32(part));
  }
  return largest * exp_whole_f32(log_f32(sum) / p);
}

float value(const PoolProblem& p, const Window& w) {
  switch (p.kind) {
    case Pooling::average:
      return average(w, pool_share(p.shape));
    case Pooling::sum:
      return sum_of_magnitudes(w);
    case Pooling::euclidean:
      return euclidean(w);
    default:
      return power_norm(w, p.p);
  }
}

// The first of the largest; NaN is larger than any number.
Index place_of_maximum(const Window& w) {
  Index best = 0;
  for (Index i = 1; i < w.count(); ++i) {
    if (!(w(i) <= w(best)) && !std::isnan(w(best))) best = i;
  }
  return best;
}

// What the output o of image n gives to a place in its window, where x has the value `at`.
float term(const PoolBackwardProblem& p, Index n, Index o, Index place, float at) {
  const float g = p.g(n, o);
  if (p.kind == Pooling::max) return p.chosen(n, o) == place ? g : 0;
  if (p.kind == Pooling::average) return g * pool_share(p.shape);
  if (p.kind == Pooling::sum) return g * (at > 0 ? 1 : at < 0 ? -1 : at);
  const float y = p.y(n, o);
  if (p.kind == Pooling::euclidean) {
    const float scale = reciprocal(binade(y));
    return at * scale * (y == 0 ? 0 : g / (y * scale));
  }
  if (at == 0 || y == 0) return 0;
  return g * std::copysign(exp_whole_f32((p.p - 1) * log_f32(std::fabs(at) / y)), at);
}

}  // namespace

void pool2d_scalar(const PoolProblem& p) {
  const Pool2dShape& s = p.shape;
  for (Index n = 0; n < p.x.rows; ++n) {
    for (Index o = 0; o < s.output(); ++o) {
      const Index pixel = o / s.channels;
      const Window w = window_of(p, n, pixel / s.out_width(), pixel % s.out_width(), o % s.channels);
      if (p.kind != Pooling::max) {
        p.y(n, o) = value(p, w);
        continue;
      }
      const Index place = place_of_maximum(w);
      p.y(n, o) = w(place);
      p.chosen(n, o) = static_cast<std::uint8_t>(place);
    }
  }
}

void pool2d_backward_scalar(const PoolBackwardProblem& p) {
  const Pool2dShape& s = p.shape;
  for (Index n = 0; n < p.g.rows; ++n) {
    for (Index i = 0; i < s.image(); ++i) {
      const Index y = i / s.channels / s.width;
      const Index x = i / s.channels % s.width;
      float sum = 0;
      for (Index oy = 0; oy < s.out_height(); ++oy) {
        for (Index ox = 0; ox < s.out_width(); ++ox) {
          const Index ky = y - oy * s.stride;
          const Index kx = x - ox * s.stride;
          if (ky < 0 || kx < 0 || ky >= s.window || kx >= s.window) continue;
          const Index o = (oy * s.out_width() + ox) * s.channels + i % s.channels;
          sum += term(p, n, o, ky * s.window + kx, p.x.data == nullptr ? 0 : p.x(n, i));
        }
      }
      p.dx(n, i) = sum;
    }
  }
}

}  // namespace rederive
