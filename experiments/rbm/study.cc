#include "experiments/rbm/study.h"

#include <algorithm>
#include <limits>

#include "experiments/harness/tiles.h"
#include "reference/models/filters.h"
#include "reference/models/image_measures.h"
#include "reference/models/nearest_rows.h"

namespace rederive::rbm_study {
namespace {

constexpr Index kShown = 50;  // validation digits, and as many reconstructions below them

Matrix codes(const Rbm& rbm, const Matrix& v) {
  Matrix h(v.rows(), rbm.hidden());
  hidden_probabilities(rbm, v, h);
  return h;
}

Matrix reconstructions(const Rbm& rbm, const Matrix& v) {
  Matrix r(v.rows(), v.cols());
  visible_probabilities(rbm, codes(rbm, v), r);
  return r;
}

// Digits above, what one step makes of them below.
Matrix pairs(const Matrix& digits, const Matrix& reconstructed) {
  const Index count = std::min(kShown, digits.rows());
  Matrix both(2 * count, digits.cols());
  std::copy_n(digits.data(), count * digits.cols(), both.row(0));
  std::copy_n(reconstructed.data(), count * digits.cols(), both.row(count));
  return both;
}

// (2 k + 1) products of a batch and one of twice that, for each pass.
double multiply_adds(const Params& p, const Digits& digits, int epoch) {
  return static_cast<double>(digits.train.size() * p.hidden * (2 * p.k + 3) * epoch);
}

}  // namespace

std::vector<Parameter<Params>> parameters() {
  return {{"k", &Params::k, "Gibbs steps per update", between(1, 10000)},
          {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
          {"epochs", &Params::epochs, "passes over the training digits", between(1, 100000)},
          {"every", &Params::every, "epochs from row to row", between(1, 100000)},
          {"batch", &Params::batch, "digits per update", between(1, 60000)},
          {"rate", &Params::rate, "learning rate", above(0)},
          {"scaling", &Params::scaling, "the rate at a batch of 10, or as it is", {}, {"fixed", "linear"}},
          {"decay", &Params::decay, "weight decay, part of the gradient", at_least(0)},
          {"chains", &Params::chains, "where the model's chains start", {}, {"data", "persistent"}},
          {"sd", &Params::sd, "standard deviation of the first weights", at_least(0)},
          {"per_class", &Params::per_class, "training digits of each class", between(3, 4000)}};
}

std::vector<Column<Row>> columns() {
  constexpr auto kNats = "nats/image";
  return {{"epoch", &Row::epoch, "", relative(0)},
          {"train_xent", &Row::train_xent, kNats, relative(0.02), Better::lower},
          {"valid_xent", &Row::valid_xent, kNats, relative(0.02), Better::lower},
          {"marginal_xent", &Row::marginal_xent, kNats, relative(0.02)},
          {"best_valid", &Row::best_valid, kNats, relative(0.02), Better::lower},
          {"best_epoch", &Row::best_epoch, "", relative(0.3)},
          {"free_energy_gap", &Row::free_energy_gap, "nats", relative(0.1)},
          {"explained", &Row::explained, "of variance", relative(0.02), Better::higher},
          {"code_accuracy", &Row::code_accuracy, "", relative(0.02), Better::higher},
          {"filter_structure", &Row::filter_structure, "correlation", relative(0.05)},
          {"multiply_adds", &Row::multiply_adds, "", relative(0)}};
}

void smoke(Params& p) {
  p.epochs = p.epochs > 50 ? 3 : 2;
  p.every = 1;
  p.per_class = 12;
}

double seconds(const Params& p) {
  const double size = p.per_class * (p.hidden + 20) / 120.0;
  const double updates = (1 + 5.0 / p.batch) / 1.5;  // what an update costs whatever its batch
  return size * p.epochs * (5.8e-6 * (2 * p.k + 3) * updates + 1.5e-4 / p.every);
}

Digits binary_digits(const Dataset& data, int draw, int per_class) {
  Split split = three_way_split(data, draw, {.train = per_class, .valid = per_class / 3, .test = 0});
  return {.train = binarised(split.train.grey),
          .valid = binarised(split.valid.grey),
          .train_labels = std::move(split.train.labels),
          .valid_labels = std::move(split.valid.labels)};
}

bool is_checkpoint(int step, int last) {
  if (step == last) return true;
  while (step > 0 && step % 10 == 0) step /= 10;
  return step == 1 || step == 2 || step == 5;
}

CdOptions options(const Params& p) {
  return {.k = p.k,
          .batch = p.batch,
          .rate = p.scaling == "linear" ? p.rate * p.batch / 10 : p.rate,
          .decay = p.decay,
          .persistent = p.chains == "persistent"};
}

void run(const Params& p, Recorder<Row>& out) {
  const Digits digits = binary_digits(out.dataset(), out.draw(), p.per_class);
  const double marginal_xent = marginal_cross_entropy(digits.train, digits.valid);
  const Index height = out.dataset().train.height;
  const Index width = out.dataset().train.width;
  double best_valid = std::numeric_limits<double>::infinity();
  int best_epoch = 0;
  const auto record = [&](const Rbm& rbm, int epoch) {
    if (epoch % p.every != 0 && epoch != p.epochs) return;
    const double valid_xent = reconstruction_cross_entropy(rbm, digits.valid);
    if (valid_xent < best_valid) {
      best_valid = valid_xent;
      best_epoch = epoch;
    }
    // The neighbours cost as much as the other measures together, and only where they end is of interest.
    const double code_accuracy = epoch == p.epochs
                                     ? nearest_label_accuracy(codes(rbm, digits.valid), digits.valid_labels,
                                                              codes(rbm, digits.train), digits.train_labels)
                                     : std::numeric_limits<double>::quiet_NaN();
    out.record({.epoch = epoch,
                .train_xent = reconstruction_cross_entropy(rbm, digits.train),
                .valid_xent = valid_xent,
                .marginal_xent = marginal_xent,
                .best_valid = best_valid,
                .best_epoch = best_epoch,
                .free_energy_gap = free_energy_gap(rbm, digits.train, digits.valid),
                .explained = explained_share(digits.valid, reconstructions(rbm, digits.valid)),
                .code_accuracy = code_accuracy,
                .filter_structure = neighbour_autocorrelation(rbm.weights(), height, width),
                .multiply_adds = multiply_adds(p, digits, epoch)});
  };
  const Rbm rbm = trained(p, digits.train, out, record);
  out.picture("filters", tiles(rbm.weights(), height, width));
  out.picture("reconstructions",
              tiles_of_images(pairs(digits.valid, reconstructions(rbm, digits.valid)), height, width));
}

}  // namespace rederive::rbm_study
