// At which dimension does a plane become too small?
//
//   points even in the unit ball of R^m:  N(2r) / N(r) = 2^m inside the ball,  4 in a plane
//
// 1000 points, SNE and t-SNE as in sne_against_tsne.cc: area_needed is what moderately distant points would need over
// what a plane has (2^m / 4, less what lies beyond the ball's surface), centre_share how much denser than an even disc
// the map is in its middle. In two dimensions nothing needs to be crowded: there the map could be the data. Affinities
// are not exaggerated: a ball has no clusters, and twelvefold attraction draws all of its points into one in which no
// difference is left to grow.
//
// Source: document 000, section 8.1; protocol 000 §8; the volume of a ball is checked in
//         experiments/identities/ball_volume.cc.
// Cost:   a cell is 1000 steps of a million pairs and its measures: half a second.
#include <cmath>
#include <vector>

#include "experiments/harness/registered.h"
#include "reference/core/elementary.h"
#include "reference/models/joint_affinities.h"
#include "reference/models/map_measures.h"
#include "reference/models/neighbour_embedding.h"

namespace rederive {
namespace {

struct Params {
  int dimension = 2;
  std::string method = "sne";
  int points = 1000;
  double perplexity = 30;
  int iterations = 1000;
  double exaggeration = 1;
  int exaggerated = 250;
};

struct Row {
  int dimension = 0;
  double divergence = 0;
  double trustworthiness = 0;
  double continuity = 0;
  double area_needed = 0;
  double centre_share = 0;
  double spread = 0;
};

// A direction by normal coordinates, and a radius whose m-th power is uniform.
Matrix even_ball(Index points, Index dimension, const Stream& stream) {
  Matrix x(points, dimension);
  Draws draws(stream);
  for (Index i = 0; i < points; ++i) {
    std::vector<double> direction(static_cast<std::size_t>(dimension));
    double squares = 0;
    for (double& d : direction) {
      d = draws.normal();
      squares += d * d;
    }
    const double radius = exp_exact_bits(log_exact_bits(draws.uniform(0, 1)) / static_cast<double>(dimension));
    for (Index j = 0; j < dimension; ++j) {
      x(i, j) = static_cast<float>(radius * direction[static_cast<std::size_t>(j)] / std::sqrt(squares));
    }
  }
  return x;
}

void run(const Params& p, Recorder<Row>& out) {
  const Matrix points = even_ball(p.points, p.dimension, out.rng("ball"));
  const Matrix affinities = joint_affinities(points, p.perplexity);
  NeighbourEmbedding embedding(random_map(p.points, 1e-4, out.rng("start")), affinities,
                               {.similarity = p.method == "sne" ? Similarity::gaussian : Similarity::student,
                                .exaggeration = p.exaggeration,
                                .exaggerated = p.exaggerated});
  constexpr int kBlock = 50;
  for (const int block : out.epochs((p.iterations + kBlock - 1) / kBlock)) {
    while (embedding.steps() < std::min(p.iterations, block * kBlock)) embedding.step();
    out.trace("map", embedding.map());
  }
  const std::vector<std::uint32_t> no_labels(static_cast<std::size_t>(p.points));
  const MapMeasures measures = map_measures(points, embedding.map(), no_labels);
  out.record({.dimension = p.dimension,
              .divergence = embedding.divergence(),
              .trustworthiness = measures.trustworthiness,
              .continuity = measures.continuity,
              .area_needed = measures.area_needed,
              .centre_share = measures.centre_share,
              .spread = measures.spread});
}

const Registered experiment{Experiment<Params, Row>{
    .title = "Crowding over the dimension of the data",
    .source = "000 §8.1",
    .data = Needs::nothing,
    .params = {{"dimension", &Params::dimension, "of the ball that the points fill", between(1, 1000)},
               {"method", &Params::method, "similarities in the map", {}, {"sne", "t-sne"}},
               {"points", &Params::points, "points", between(40, 20000)},
               {"perplexity", &Params::perplexity, "neighbours that a point has, in effect", between(1, 10000)},
               {"iterations", &Params::iterations, "steps of descent", between(1, 100000)},
               {"exaggeration", &Params::exaggeration, "factor of the affinities at first", at_least(1)},
               {"exaggerated", &Params::exaggerated, "steps for which it and the smaller momentum hold",
                between(0, 100000)}},
    .arms = {{"dimensions", {over(&Params::dimension, {2, 3, 5, 10, 20}), over(&Params::method, {"sne", "t-sne"})}}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke =
        [](Params& p) {
          p.points = 80;
          p.perplexity = std::min(p.perplexity, 20.0);
          p.iterations = 100;
          p.exaggerated = 50;
        },
    .seconds = [](const Params& p) { return 1.0 * p.points * p.points * (p.iterations * 2e-10 + 4e-8); },
    .columns = {{"dimension", &Row::dimension, "", relative(0)},
                {"divergence", &Row::divergence, "nats", relative(0.02), Better::lower},
                {"trustworthiness", &Row::trustworthiness, "", relative(0.005), Better::higher},
                {"continuity", &Row::continuity, "", relative(0.005), Better::higher},
                {"area_needed", &Row::area_needed, "of the plane's", relative(0.02)},
                {"centre_share", &Row::centre_share, "", relative(0.1)},
                {"spread", &Row::spread, "", relative(0.05)}},
    .claims = {},
    .plots = {{"dimensions", &Row::dimension, &Row::area_needed},
              {"dimensions", &Row::dimension, &Row::centre_share, &Params::method},
              {"dimensions", &Row::dimension, &Row::spread, &Params::method}},
    .run = run}};

}  // namespace
}  // namespace rederive
