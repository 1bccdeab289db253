#include "reference/data/digit_shape.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "reference/core/matrix.h"

namespace rederive {
namespace {

// How far hands differ. Chosen together so that a linear model and a ConvNet find these digits about as hard as
// MNIST's; docs/data.md has the measurement.
constexpr double kPointSd = .022;   // each point of a skeleton, in heights
constexpr double kSlantMean = .12;  // sideways shift per unit of height: most people lean to the right
constexpr double kSlantSd = .26;
constexpr double kRotationSd = .14;        // radians
constexpr double kStretchSd = .14;         // of the width against the height
constexpr double kWarpSd = .055;           // of the nodes of the elastic patch, in heights
constexpr double kShiftSd = .7;            // of the centre of mass, in pixels
constexpr float kCutProbability = .08F;    // that a stroke loses a part of an end
constexpr float kGapProbability = .04F;    // that the pen skips inside a stroke
constexpr float kExtraProbability = .04F;  // that there is a stray line
constexpr int kPiecesPerSpan = 5;

using Paths = std::vector<std::vector<Point>>;

Point catmull_rom(Point a, Point b, Point c, Point d, float t) {
  const auto along = [t](float p, float q, float r, float s) {
    return .5F * (2 * q + t * ((r - p) + t * ((2 * p - 5 * q + 4 * r - s) + t * (3 * (q - r) + s - p))));
  };
  return {along(a.x, b.x, c.x, d.x), along(a.y, b.y, c.y, d.y)};
}

std::vector<Point> flattened(const PenStroke& stroke) {
  std::vector<Point> path;
  const std::size_t last = stroke.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    for (int k = 0; k < kPiecesPerSpan; ++k) {
      path.push_back(catmull_rom(stroke[i == 0 ? 0 : i - 1], stroke[i], stroke[i + 1], stroke[std::min(i + 2, last)],
                                 static_cast<float>(k) / kPiecesPerSpan));
    }
  }
  path.push_back(stroke[last]);
  return path;
}

// A smooth random displacement: a cubic Bernstein patch over the digit with 4 x 4 normal nodes.
// Source: Sederberg, Parry: Free-form deformation of solid geometric models, SIGGRAPH 1986.
class ElasticWarp {
 public:
  explicit ElasticWarp(Draws& draws) {
    for (Point& node : nodes_) {
      node.x = static_cast<float>(kWarpSd * draws.normal());
      node.y = static_cast<float>(kWarpSd * draws.normal());
    }
  }
  Point operator()(Point p) const {
    const Weights across = bernstein(p.x + .15F);  // digits are narrower than high: their middle is near x = .35
    const Weights down = bernstein(p.y);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const float weight = down[i / kSide] * across[i % kSide];
      p.x += weight * nodes_[i].x;
      p.y += weight * nodes_[i].y;
    }
    return p;
  }

 private:
  static constexpr std::size_t kSide = 4;
  using Weights = std::array<float, kSide>;
  static Weights bernstein(float x) {
    const float t = std::clamp(x, 0.F, 1.F);
    const float s = 1 - t;
    return {s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t};
  }
  std::array<Point, kSide * kSide> nodes_;
};

// Slant, stretch and rotation about the middle. (1 - t^2, 2 t) / (1 + t^2) are cosine and sine of the angle whose half
// has the tangent t: rotations need no trigonometric functions.
class Hand {
 public:
  explicit Hand(Draws& draws)
      : slant_(static_cast<float>(kSlantMean + kSlantSd * draws.normal())),
        stretch_(static_cast<float>(std::max(.5, 1 + kStretchSd * draws.normal()))) {
    const auto t = static_cast<float>(.5 * kRotationSd * draws.normal());
    cosine_ = (1 - t * t) / (1 + t * t);
    sine_ = 2 * t / (1 + t * t);
  }
  Point operator()(Point p) const {
    const float y = p.y - .5F;
    const float x = (p.x - .35F) * stretch_ - slant_ * y;
    return {cosine_ * x - sine_ * y, sine_ * x + cosine_ * y};
  }

 private:
  float slant_;
  float stretch_;
  float cosine_;
  float sine_;
};

void damage(Paths& paths, Draws& draws) {
  Paths kept;
  for (auto& path : paths) {
    const auto size = static_cast<double>(path.size());
    const auto part = [&](double low, double high) { return static_cast<Index>(size * draws.uniform(low, high)); };
    if (draws.uniform() < kCutProbability) {
      const Index lost = part(.05, .3);
      if (draws.uniform() < .5F) {
        path.erase(path.begin(), path.begin() + lost);
      } else {
        path.erase(path.end() - lost, path.end());
      }
    }
    if (draws.uniform() < kGapProbability && path.size() > 8) {
      const Index gap = part(.2, .6);
      kept.emplace_back(path.begin() + gap + 2, path.end());
      path.erase(path.begin() + gap, path.end());
    }
    kept.push_back(std::move(path));
  }
  if (draws.uniform() < kExtraProbability) {
    const Point from{static_cast<float>(draws.uniform(0, .7)), static_cast<float>(draws.uniform(0, 1))};
    kept.push_back({from,
                    {from.x + static_cast<float>(draws.uniform(-.25, .25)),
                     from.y + static_cast<float>(draws.uniform(-.25, .25))}});
  }
  paths = std::move(kept);
}

// Into the picture: the longer side to about 20 pixels, the middle of the ink near the middle of the picture.
void place(Paths& paths, Draws& draws) {
  Point low{1e9F, 1e9F};
  Point high{-1e9F, -1e9F};
  Point moment;
  float ink = 0;
  for (const auto& path : paths) {
    for (std::size_t i = 0; i < path.size(); ++i) {
      low = {std::min(low.x, path[i].x), std::min(low.y, path[i].y)};
      high = {std::max(high.x, path[i].x), std::max(high.y, path[i].y)};
      if (i == 0) continue;
      const float dx = path[i].x - path[i - 1].x;
      const float dy = path[i].y - path[i - 1].y;
      const float length = std::sqrt(dx * dx + dy * dy);
      ink += length;
      moment.x += length * .5F * (path[i].x + path[i - 1].x);
      moment.y += length * .5F * (path[i].y + path[i - 1].y);
    }
  }
  const float side = std::max({high.x - low.x, high.y - low.y, .3F});
  const float scale = static_cast<float>(draws.uniform(15.5, 19.0)) / side;  // and the pen's width comes on top
  const float to_x = 14 + static_cast<float>(kShiftSd * draws.normal()) - scale * moment.x / ink;
  const float to_y = 14 + static_cast<float>(kShiftSd * draws.normal()) - scale * moment.y / ink;
  for (auto& path : paths) {
    for (Point& p : path) p = {scale * p.x + to_x, scale * p.y + to_y};
  }
}

}  // namespace

std::vector<InkPiece> random_digit_shape(int digit, Draws& draws) {
  const std::span<const Skeleton> ways = skeletons_of(digit);
  Skeleton skeleton = ways[draws.below(static_cast<std::uint32_t>(ways.size()))];
  Paths paths;
  for (PenStroke& stroke : skeleton) {
    for (Point& p : stroke) {
      p.x += static_cast<float>(kPointSd * draws.normal());
      p.y += static_cast<float>(kPointSd * draws.normal());
    }
    paths.push_back(flattened(stroke));
  }
  damage(paths, draws);
  const ElasticWarp warp(draws);
  const Hand hand(draws);
  for (auto& path : paths) {
    for (Point& p : path) p = hand(warp(p));
  }
  place(paths, draws);

  const auto pen = static_cast<float>(std::clamp(1.2 + .32 * draws.normal(), .6, 2.2));  // half its width, in pixels
  const auto pressure = static_cast<float>(.15 * draws.normal());  // how the width changes along a stroke
  std::vector<InkPiece> pieces;
  for (const auto& path : paths) {
    const auto width = [&, count = static_cast<float>(path.size())](std::size_t i) {
      return pen * std::clamp(1 + pressure * (2 * static_cast<float>(i) / count - 1), .6F, 1.4F);
    };
    for (std::size_t i = 1; i < path.size(); ++i) pieces.push_back({path[i - 1], path[i], width(i - 1), width(i)});
  }
  return pieces;
}

}  // namespace rederive
