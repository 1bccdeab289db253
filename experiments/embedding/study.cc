#include "experiments/embedding/study.h"

#include <algorithm>

#include "reference/data/splits.h"
#include "reference/models/joint_affinities.h"
#include "reference/models/map_measures.h"
#include "reference/models/map_picture.h"
#include "reference/models/neighbour_embedding.h"
#include "reference/models/principal_components.h"

namespace rederive::embedding_study {
namespace {

constexpr int kBlock = 50;  // steps between two looks at the clock
constexpr double kStartSd = 1e-4;

void descend(NeighbourEmbedding& embedding, ConstMatrixView points, std::span<const std::uint32_t> labels,
             double attracted, const Params& p, Recorder<Row>& out) {
  const auto n = static_cast<double>(points.rows);
  for (const int block : out.epochs((p.iterations + kBlock - 1) / kBlock)) {
    while (embedding.steps() < std::min(p.iterations, block * kBlock)) embedding.step();
    out.trace("map", embedding.map());
    const int steps = embedding.steps();
    if (steps != p.iterations && (steps < p.exaggerated || steps - kBlock >= p.exaggerated)) continue;
    const MapMeasures measures = map_measures(points, embedding.map(), labels, out.team());
    out.record({.iteration = embedding.steps(),
                .points = n,
                .perplexity = p.perplexity,
                .divergence = embedding.divergence(),
                .trustworthiness = measures.trustworthiness,
                .continuity = measures.continuity,
                .label_accuracy = measures.label_accuracy,
                .area_needed = measures.area_needed,
                .centre_share = measures.centre_share,
                .spread = measures.spread,
                .repelled = n * (n - 1),
                .attracted = attracted});
  }
  out.picture("map", map_picture(embedding.map(), labels));
}

}  // namespace

std::vector<Parameter<Params>> parameters() {
  return {
      {"method", &Params::method, "similarities in the map: Gaussian (sne) or Student's (t-sne)", {}, {"sne", "t-sne"}},
      {"per_class", &Params::per_class, "digits of each class", between(4, 4000)},
      {"components", &Params::components, "principal components of the pixels that the map is of", between(2, 784)},
      {"perplexity", &Params::perplexity, "neighbours that a point has, in effect", between(1, 10000)},
      {"neighbours", &Params::neighbours, "nearest neighbours that attract a point; 0: all points", between(0, 10000)},
      {"start", &Params::start, "first map: random, or two principal components", {}, {"random", "pca"}},
      {"iterations", &Params::iterations, "steps of descent", between(1, 100000)},
      {"exaggeration", &Params::exaggeration, "factor of the affinities at first", at_least(1)},
      {"exaggerated", &Params::exaggerated, "steps for which it holds", between(0, 100000)},
      {"rate", &Params::rate, "learning rate; 0: in step with the number of points", at_least(0)}};
}

std::vector<Column<Row>> columns() {
  return {{"iteration", &Row::iteration, "", relative(0)},
          {"points", &Row::points, "", relative(0)},
          {"perplexity", &Row::perplexity, "", relative(0)},
          {"divergence", &Row::divergence, "nats", relative(0.02), Better::lower},
          {"trustworthiness", &Row::trustworthiness, "", relative(0.005), Better::higher},
          {"continuity", &Row::continuity, "", relative(0.005), Better::higher},
          {"label_accuracy", &Row::label_accuracy, "", relative(0.01), Better::higher},
          {"area_needed", &Row::area_needed, "of the plane's", relative(0.02)},
          {"centre_share", &Row::centre_share, "", relative(0.1)},
          {"spread", &Row::spread, "", relative(0.05)},
          {"repelled", &Row::repelled, "pairs/step", relative(0)},
          {"attracted", &Row::attracted, "pairs/step", relative(0.01)}};
}

void run(ConstMatrixView points, std::span<const std::uint32_t> labels, const Params& p, Recorder<Row>& out) {
  Matrix start =
      p.start == "pca" ? component_map(points, kStartSd) : random_map(points.rows, kStartSd, out.rng("start"));
  const DescentSchedule schedule{.similarity = p.method == "sne" ? Similarity::gaussian : Similarity::student,
                                 .exaggeration = p.exaggeration,
                                 .exaggerated = p.exaggerated,
                                 .rate = p.rate};
  if (p.neighbours > 0) {
    const NeighbourAffinities affinities = neighbour_affinities(points, p.perplexity, p.neighbours, out.team());
    NeighbourEmbedding embedding(std::move(start), affinities, schedule, out.team());
    descend(embedding, points, labels, static_cast<double>(affinities.values.size()), p, out);
    return;
  }
  const Matrix affinities = joint_affinities(points, p.perplexity, out.team() == nullptr ? 1 : out.team()->threads());
  NeighbourEmbedding embedding(std::move(start), affinities, schedule, out.team());
  const auto n = static_cast<double>(points.rows);
  descend(embedding, points, labels, n * (n - 1), p, out);
}

void run(const Params& p, Recorder<Row>& out) {
  // Digits of their own for each seed: two maps of the same points are hardly two observations of crowding.
  const int draw = static_cast<int>(out.seed());
  const Split digits = three_way_split(out.dataset(), draw, {.train = p.per_class, .valid = 0, .test = 0});
  const PrincipalComponents components = principal_components(digits.train.grey, p.components);
  out.trace("components", components.scores);
  run(components.scores, digits.train.labels, p, out);
}

void smoke(Params& p) {
  p.per_class = std::min(p.per_class, 12);
  p.components = std::min(p.components, 20);
  p.perplexity = std::min(p.perplexity, 20.0);
  p.neighbours = std::min(p.neighbours, 40);
  p.iterations = std::min(p.iterations, 100);
  p.exaggerated = std::min(p.exaggerated, 50);
}

double seconds(const Params& p) {
  const double points = 10.0 * p.per_class;
  return 0.2 + points * points * (p.iterations * 2e-10 + 4e-8);
}

}  // namespace rederive::embedding_study
