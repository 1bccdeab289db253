#include "reference/models/neighbour_embedding.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "reference/core/error.h"
#include "reference/kernels/tsne_divergence.h"

namespace rederive {
namespace {

constexpr Index kRows = 64;  // a piece of the points
constexpr double kFirstMomentum = 0.5;
constexpr double kLeastGradient = 1e-7;
constexpr float kGainUp = 0.2F;
constexpr float kGainDown = 0.8F;
constexpr float kLeastGain = 0.01F;

MatrixView columns(Matrix& m, Index first, Index count) { return {m.data() + first, m.rows(), count, m.cols()}; }

std::span<double> part(std::vector<double>& all, Index first, Index count) {
  return std::span(all).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
}

double length(const Matrix& m) {
  double squares = 0;
  for (Index i = 0; i < m.size(); ++i) squares += static_cast<double>(m.data()[i]) * m.data()[i];
  return std::sqrt(squares);
}

}  // namespace

double automatic_rate(Index points, double exaggeration) { return static_cast<double>(points) / exaggeration / 4; }

Matrix random_map(Index points, double sd, const Stream& stream) {
  Matrix map(2, points);
  Draws draws(stream);
  for (Index i = 0; i < points; ++i) {
    for (Index c = 0; c < 2; ++c) map(c, i) = static_cast<float>(sd * draws.normal());
  }
  return map;
}

Matrix component_map(ConstMatrixView components, double sd) {
  if (components.cols < 2) {
    throw ShapeError("a map of the components " + shape_text(components.rows, components.cols) + "; it needs two");
  }
  double sum = 0;
  double squares = 0;
  for (Index i = 0; i < components.rows; ++i) sum += static_cast<double>(components(i, 0));
  const double mean = sum / static_cast<double>(components.rows);
  for (Index i = 0; i < components.rows; ++i) {
    const double away = components(i, 0) - mean;
    squares += away * away;
  }
  if (!(squares > 0)) throw UsageError("a map of components that are constant; the points must differ");
  const double factor = sd / std::sqrt(squares / static_cast<double>(components.rows));
  Matrix map(2, components.rows);
  for (Index i = 0; i < components.rows; ++i) {
    for (Index c = 0; c < 2; ++c) map(c, i) = static_cast<float>(factor * components(i, c));
  }
  return map;
}

NeighbourEmbedding::NeighbourEmbedding(Matrix map, ConstMatrixView affinities, const DescentSchedule& schedule,
                                       Team* team)
    : NeighbourEmbedding(std::move(map), affinities, nullptr, schedule, team) {
  if (affinities.rows != map_.cols() || affinities.cols != map_.cols()) {
    throw ShapeError("affinities of " + shape_text(affinities.rows, affinities.cols) + " for a map of " +
                     shape_text(map_.rows(), map_.cols()));
  }
}

NeighbourEmbedding::NeighbourEmbedding(Matrix map, const NeighbourAffinities& affinities,
                                       const DescentSchedule& schedule, Team* team)
    : NeighbourEmbedding(std::move(map), ConstMatrixView{}, &affinities, schedule, team) {
  if (affinities.points() != map_.cols()) {
    throw ShapeError("affinities of " + std::to_string(affinities.points()) + " points for a map of " +
                     shape_text(map_.rows(), map_.cols()));
  }
}

NeighbourEmbedding::NeighbourEmbedding(Matrix map, ConstMatrixView dense, const NeighbourAffinities* sparse,
                                       const DescentSchedule& schedule, Team* team)
    : map_(std::move(map)),
      dense_(dense),
      sparse_(sparse),
      schedule_(schedule),
      team_(team),
      attraction_(2, map_.cols()),
      repulsion_(2, map_.cols()),
      gradient_(2, map_.cols()),
      velocity_(2, map_.cols()),
      gains_(2, map_.cols()),
      z_(static_cast<std::size_t>(map_.cols())) {
  if (map_.rows() != 2 || map_.cols() < 2) {
    throw ShapeError("a map of " + shape_text(map_.rows(), map_.cols()) + ", expected 2 x at least 2");
  }
  if (schedule_.rate <= 0) schedule_.rate = automatic_rate(map_.cols(), schedule_.exaggeration);
  if (schedule_.later_rate <= 0) schedule_.later_rate = schedule_.rate;
  std::fill(gains_.data(), gains_.data() + gains_.size(), 1.0F);
}

void NeighbourEmbedding::forces() {
  share(team_, map_.cols(), kRows, [&](Index first, Index last) {
    const Index count = last - first;
    const MatrixView attraction = columns(attraction_, first, count);
    const MatrixView repulsion = columns(repulsion_, first, count);
    const std::span<double> z = part(z_, first, count);
    if (sparse_ == nullptr) {
      tsne_forces(schedule_.similarity, map_, dense_.row_range(first, count), first, attraction, repulsion, z);
    } else {
      tsne_forces(schedule_.similarity, map_, {}, first, {}, repulsion, z);
      neighbour_attraction(schedule_.similarity, map_, *sparse_, first, attraction);
    }
  });
}

double NeighbourEmbedding::partition() const {
  double sum = 0;
  for (const double z : z_) sum += z;
  return sum;
}

void NeighbourEmbedding::move() {
  const auto momentum = static_cast<float>(exaggerating() ? kFirstMomentum : schedule_.momentum);
  const auto rate = static_cast<float>(exaggerating() ? schedule_.rate : schedule_.later_rate);
  for (Index i = 0; i < map_.size(); ++i) {
    const float g = gradient_.data()[i];
    float& v = velocity_.data()[i];
    float& gain = gains_.data()[i];
    gain = std::max(kLeastGain, v * g < 0 ? gain + kGainUp : gain * kGainDown);
    v = momentum * v - rate * gain * g;
    map_.data()[i] += v;
  }
}

void NeighbourEmbedding::step() {
  forces();
  tsne_gradient(attraction_, repulsion_, partition(), exaggerating() ? schedule_.exaggeration : 1, gradient_);
  move();
  if (exaggerating()) shrunk_ = length(gradient_) < kLeastGradient;
  ++steps_;
}

double NeighbourEmbedding::divergence() {
  forces();
  const double z = partition();
  if (sparse_ != nullptr) return neighbour_divergence(schedule_.similarity, map_, *sparse_, z);
  std::vector<double> divergences(z_.size());
  std::vector<double> masses(z_.size());
  share(team_, map_.cols(), kRows, [&](Index first, Index last) {
    const Index count = last - first;
    tsne_divergence(schedule_.similarity, map_, dense_.row_range(first, count), first, part(divergences, first, count),
                    part(masses, first, count));
  });
  return kullback_leibler(divergences, masses, z);
}

}  // namespace rederive
