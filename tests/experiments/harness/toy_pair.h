// Toys of the same parameters and columns: two for claims that compare experiments, and one that repeats another.
#pragma once

#include <vector>

#include "experiments/harness/registered.h"

namespace rederive::toy_pair {

struct Params {
  int size = 1;
};

struct Row {
  double loss = 0;
};

inline void record(const Params& p, double about, Recorder<Row>& out) {
  out.record({.loss = about + p.size + 0.1 * Draws(out.rng("noise")).uniform(0, 1)});
}

/// What toy_quick and toy_twin run.
inline void run_quick(const Params& p, Recorder<Row>& out) { record(p, 1, out); }

inline std::vector<Parameter<Params>> parameters() { return {{"size", &Params::size, "size", at_least(1)}}; }
inline std::vector<Column<Row>> columns() { return {{"loss", &Row::loss, ""}}; }

}  // namespace rederive::toy_pair
