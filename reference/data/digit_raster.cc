#include "reference/data/digit_raster.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rederive {
namespace {

using Canvas = std::array<float, std::size_t{kDigitSide} * kDigitSide>;

// The ink at a distance d from the line of a pen of half width w falls from 1 to 0 between w - 1/2 and w + 1/2.
constexpr float kSoft = .5F;

// Rounds what is not negative: conversion to an integer cuts off.
constexpr float kToNearest = .5F;

std::size_t at(int y, int x) { return static_cast<std::size_t>(y) * kDigitSide + static_cast<std::size_t>(x); }

int pixel_below(float x) { return static_cast<int>(std::clamp(x, 0.F, static_cast<float>(kDigitSide))); }

void draw_piece(const InkPiece& piece, Canvas& canvas) {
  const float reach = std::max(piece.half_width_from, piece.half_width_to) + kSoft;
  const int left = pixel_below(std::min(piece.from.x, piece.to.x) - reach);
  const int right = pixel_below(std::max(piece.from.x, piece.to.x) + reach + 1);
  const int top = pixel_below(std::min(piece.from.y, piece.to.y) - reach);
  const int bottom = pixel_below(std::max(piece.from.y, piece.to.y) + reach + 1);
  const float dx = piece.to.x - piece.from.x;
  const float dy = piece.to.y - piece.from.y;
  const float per_square = 1 / std::max(dx * dx + dy * dy, 1e-12F);
  const float widening = piece.half_width_to - piece.half_width_from;
  for (int y = top; y < bottom; ++y) {
    const float py = static_cast<float>(y) + .5F - piece.from.y;
    for (int x = left; x < right; ++x) {
      const float px = static_cast<float>(x) + .5F - piece.from.x;
      const float t = std::clamp((px * dx + py * dy) * per_square, 0.F, 1.F);
      const float ex = px - t * dx;
      const float ey = py - t * dy;
      const float ink = piece.half_width_from + t * widening + kSoft - std::sqrt(ex * ex + ey * ey);
      float& pixel = canvas[at(y, x)];
      pixel = std::max(pixel, std::min(ink, 1.F));
    }
  }
}

// (b, 1 - 2 b, b) along rows or columns; what lies outside is paper.
void blur(const Canvas& in, std::size_t step, float b, Canvas& out) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    const std::size_t place = step == 1 ? i % kDigitSide : i / kDigitSide;
    const float before = place > 0 ? in[i - step] : 0;
    const float after = place + 1 < kDigitSide ? in[i + step] : 0;
    out[i] = (1 - 2 * b) * in[i] + b * (before + after);
  }
}

}  // namespace

void draw_ink(std::span<const InkPiece> pieces, Draws& draws, std::span<std::uint8_t> pixels) {
  Canvas canvas{};
  for (const InkPiece& piece : pieces) draw_piece(piece, canvas);

  const auto softness = static_cast<float>(draws.uniform(.02, .2));
  Canvas rows;
  blur(canvas, 1, softness, rows);
  blur(rows, kDigitSide, softness, canvas);

  const auto darkness = static_cast<float>(draws.uniform(1.0, 1.35));  // above 1 the middle of a line saturates
  const auto grain = static_cast<float>(draws.uniform(0, .3));
  for (std::size_t i = 0; i < canvas.size(); ++i) {
    float& ink = canvas[i];
    if (ink > 0) ink *= darkness * (1 + grain * (draws.uniform() - .5F));
    pixels[i] = static_cast<std::uint8_t>(std::clamp(ink, 0.F, 1.F) * 255 + kToNearest);
  }
}

}  // namespace rederive
