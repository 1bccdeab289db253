// A map of digits in the plane, and what is measured of it.
//
//   pixels -> 50 principal components -> affinities p_ij of a given perplexity -> 1000 steps down KL(P || Q)
//
// Momentum .5 while P is exaggerated, twelvefold for 250 steps, then .8; gains of each coordinate; the rate in step
// with the number of points, n / 48; starts of standard deviation 1e-4. SNE differs from t-SNE by q alone: the
// seed, the start and the schedule are the same.
//
// Source: protocol 000 §8; reference/models/neighbour_embedding.h, map_measures.h.
// Cost:   a step of n points is n^2 pairs, 5 to 8 thousand million a second and core; the measures of a row
//         are as much again as a hundred steps.
#pragma once

#include <string>
#include <vector>

#include "experiments/harness/registered.h"
#include "reference/core/matrix.h"

namespace rederive::embedding_study {

struct Params {
  std::string method = "t-sne";
  int per_class = 200;
  int components = 50;
  double perplexity = 30;
  int neighbours = 0;
  std::string start = "random";
  int iterations = 1000;
  double exaggeration = 12;
  int exaggerated = 250;
  double rate = 0;
};

struct Row {
  int iteration = 0;
  double points = 0;
  double perplexity = 0;
  double divergence = 0;
  double trustworthiness = 0;
  double continuity = 0;
  double label_accuracy = 0;
  double area_needed = 0;
  double centre_share = 0;
  double spread = 0;
  double repelled = 0;
  double attracted = 0;
};

std::vector<Parameter<Params>> parameters();
std::vector<Column<Row>> columns();

/// Digits of all classes, a row at the first block of 50 steps that ends the exaggeration and at the end, a picture of
/// the map.
void run(const Params& p, Recorder<Row>& out);
/// The same of any points.
void run(ConstMatrixView points, std::span<const std::uint32_t> labels, const Params& p, Recorder<Row>& out);

void smoke(Params& p);
double seconds(const Params& p);

}  // namespace rederive::embedding_study
