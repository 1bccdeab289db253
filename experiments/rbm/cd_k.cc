// What do more Gibbs steps per update buy?
//
//   p(v, h) ~ exp(v'Wh + b'v + a'h)      dW = rate (<v h'>_data - <v h'>_k)
//
// An RBM with 100 hidden units learns 3000 binarised digits by CD-k. "Error" is the one-step mean-field reconstruction
// cross-entropy, which rewards what CD-1 minimises; the free-energy gap between validation and training images, which
// does not, stands beside it.
//
// Source: document 002, problem 5 (a) and (b); Hinton, Neural Computation 14(8), 2002.
// Cost:   an epoch is 300 updates of (2 k + 3) products of 10 x 784 x 100, that is 0.47 (2 k + 3) Gflop, and four
//         passes over 4000 digits to measure it. The twenty steps of k = 20 take a third of the whole.
#include <vector>

#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"
#include "experiments/harness/tiles.h"
#include "experiments/rbm/study.h"
#include "reference/data/splits.h"
#include "reference/models/filters.h"
#include "reference/models/rbm.h"

namespace rederive {
namespace {

struct Params {
  int k = 1;
  int hidden = 100;
  int epochs = 50;
  int batch = 10;
  double rate = 0.05;
  double sd = 0.1;
  std::string input = "binary";
  int per_class = 300;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double valid_xent = 0;
  double free_energy_gap = 0;
  double filter_structure = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  const Split digits =
      three_way_split(out.dataset(), out.draw(), {.train = p.per_class, .valid = p.per_class / 3, .test = 0});
  const Matrix train = p.input == "grey" ? digits.train.grey : binarised(digits.train.grey);
  const Matrix valid = p.input == "grey" ? digits.valid.grey : binarised(digits.valid.grey);

  const auto record = [&](const Rbm& rbm, int epoch) {
    out.record({.epoch = epoch,
                .train_xent = reconstruction_cross_entropy(rbm, train),
                .valid_xent = reconstruction_cross_entropy(rbm, valid),
                .free_energy_gap = free_energy_gap(rbm, train, valid),
                .filter_structure = neighbour_autocorrelation(rbm.weights(), 28, 28)});
  };
  const Rbm rbm = rbm_study::trained(
      {.k = p.k, .hidden = p.hidden, .epochs = p.epochs, .batch = p.batch, .rate = p.rate, .sd = p.sd}, train, out,
      record);
  out.picture("filters", tiles(rbm.weights(), 28, 28));
}

// How far the measure has fallen since before the first update.
Measure<Row> fall(double Row::*column) { return at_epoch(0, column) - at_last(column); }

constexpr auto kNats = "nats/image";

const Registered experiment{Experiment<Params, Row>{
    .title = "CD-k: reconstruction cross-entropy against Gibbs steps",
    .source = "002 P5a-b",
    .params = {{"k", &Params::k, "Gibbs steps per update", between(1, 10000)},
               {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
               {"epochs", &Params::epochs, "passes over the training digits", between(1, 100000)},
               {"batch", &Params::batch, "digits per update", between(1, 60000)},
               {"rate", &Params::rate, "learning rate", above(0)},
               {"sd", &Params::sd, "standard deviation of the first weights", at_least(0)},
               {"input", &Params::input, "what the visible units see", {}, {"binary", "grey"}},
               {"per_class", &Params::per_class, "training digits of each class", between(3, 4000)}},
    .arms = {{"steps", {over(&Params::k, {1, 5, 10, 20})}},
             {"long", {over(&Params::epochs, {200})}},
             {"grey", {over(&Params::input, {"grey"}), over(&Params::k, {1, 5, 10, 20})}, Profile::full},
             {"slow", {over(&Params::rate, {0.01}), over(&Params::k, {1, 5, 10, 20})}, Profile::full}},
    .seeds = {.smoke = 2, .standard = 8, .full = 10},
    .smoke = [](Params& p) { p.epochs = p.epochs > 50 ? 3 : 2, p.per_class = 12; },
    .seconds = [](const Params& p) { return p.epochs * p.per_class * 1.2e-5 * (2 * p.k + 11); },
    .columns = {{"epoch", &Row::epoch, "", relative(0)},
                {"train_xent", &Row::train_xent, kNats, relative(0.02), Better::lower},
                {"valid_xent", &Row::valid_xent, kNats, relative(0.02), Better::lower},
                {"free_energy_gap", &Row::free_energy_gap, "nats", relative(0.1)},
                {"filter_structure", &Row::filter_structure, "correlation", relative(0.05)}},
    .claims =
        {{"002.P5a.train-faster",
          beside(positive(fall(&Row::train_xent) - fall(&Row::valid_xent), in("long"),
                          "training falls further than validation by", kNats),
                 "free energy",
                 positive(at_last(&Row::free_energy_gap), in("long"), "validation above training by", "nats"))},
         {"002.P5a.plateau-125",
          beside(predicted(epoch_of_minimum(&Row::valid_xent), in("long"), 125, 0.5, "epochs"), "after epoch 125",
                 positive(at_epoch(125, &Row::valid_xent) - at_last(&Row::valid_xent), in("long"),
                          "validation still falls by", kNats))},
         {"002.P5a.filters",
          positive(at_last(&Row::filter_structure) - at_epoch(0, &Row::filter_structure), in("long"),
                   "correlation of neighbouring pixels of a filter, above that of the first weights by", "")},
         {"002.P5b.k1-fastest",
          beside(trend_up(at_epoch(5, &Row::train_xent), &Params::k, in("steps"), kNats), "grey levels",
                 trend_up(at_epoch(5, &Row::train_xent), &Params::k, in("grey"), kNats))},
         {"002.P5b.k5-best", beside(lowest(at_last(&Row::valid_xent), &Params::k, 5, in("steps"), kNats), "grey levels",
                                    lowest(at_last(&Row::valid_xent), &Params::k, 5, in("grey"), kNats))},
         {"002.P5b.k10-comparable",
          comparable(at_last(&Row::valid_xent), both(in("steps"), when(&Params::k, 5)),
                     both(in("steps"), when(&Params::k, 10)), 0.02, "k=10 above k=5 by", kNats)},
         {"002.P5b.k1-worst",
          elsewhere<Params, Row>(
              highest(at_last(&Row::valid_xent), &Params::k, 1, in("steps"), kNats),
              {{"the free-energy gap", highest(at_last(&Row::free_energy_gap), &Params::k, 1, in("steps"), "nats")},
               {"grey levels", highest(at_last(&Row::valid_xent), &Params::k, 1, in("grey"), kNats)},
               {"a fifth of the rate", highest(at_last(&Row::valid_xent), &Params::k, 1, in("slow"), kNats)}})},
         {"002.P5b.k20-underfits",
          all_of(lower(at_epoch(10, &Row::train_xent), both(in("steps"), when(&Params::k, 1)),
                       both(in("steps"), when(&Params::k, 20)), "epoch 10: training at k=20 above k=1 by", kNats),
                 lower(at_epoch(50, &Row::train_xent), both(in("steps"), when(&Params::k, 1)),
                       both(in("steps"), when(&Params::k, 20)), "epoch 50: by", kNats))}},
    .plots = {{"steps", &Row::epoch, &Row::train_xent, &Params::k},
              {"steps", &Row::epoch, &Row::valid_xent, &Params::k},
              {"long", &Row::epoch, &Row::train_xent},
              {"long", &Row::epoch, &Row::valid_xent}},
    .run = run}};

}  // namespace
}  // namespace rederive
