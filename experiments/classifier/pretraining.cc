// Does pre-training without labels help a classifier that has few of them?
//
// A 784-100-10 network of sigmoid and softmax units learns 3000 digits by plain gradient descent, its first layer
// started from an RBM (CD-1, CD-5), an autoencoder, a denoising autoencoder (a tenth of the pixels masked), Glorot's
// rule, or N(0, .1). Each is pre-trained for 50 epochs on the same digits without their labels. The last layer starts
// by Glorot's rule; with N(0, .1) it does so, too. Starts are compared by the best validation accuracy over the epochs;
// overfitting is the rise of the validation cross-entropy from its minimum to the end.
//
// Epoch 0 shows the pre-trained filters: their structure is the correlation of neighbouring pixels, by which the
// document's remarks on the filters of the three models are decided; their total variation stands beside.
//
// Source: document 002, problem 5 (d)-(f) and its figure A; protocols 002 P5d-f; Hinton and Salakhutdinov, Science 313,
//         2006; Bengio, Lamblin, Popovici, Larochelle, NIPS 2006.
// Cost:   pre-training is 50 epochs of rbm/cd_k or autoencoder/basic, one to three seconds; 50 epochs of 300 updates of
//         the classifier, three products of 10 x 784 x 100 each, and measuring them two.
#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"
#include "experiments/harness/tiles.h"
#include "reference/data/splits.h"
#include "reference/layers/activations.h"
#include "reference/models/filters.h"
#include "reference/models/image_measures.h"
#include "reference/models/row_blocks.h"
#include "reference/training/autoencoder_trainer.h"
#include "reference/training/cd_trainer.h"
#include "reference/training/classifier_trainer.h"

namespace rederive {
namespace {

struct Params {
  std::string start = "glorot";
  int hidden = 100;
  int epochs = 50;
  int batch = 10;
  double rate = 0.1;
  double sd = 0.1;
  int pretraining_epochs = 50;
  double rbm_rate = 0.05;
  double noise = 0.1;
  std::string input = "binary";
  int per_class = 300;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double valid_xent = 0;
  double train_accuracy = 0;
  double valid_accuracy = 0;
  double filter_structure = 0;
  double filter_variation = 0;
};

void start_from_rbm(Dense& layer, int k, const Matrix& train, const Params& p, const Recorder<Row>& out) {
  Rbm rbm = Rbm::gaussian(train.cols(), p.hidden, p.sd, out.rng("pretraining init"));
  CdTrainer trainer({.k = k, .batch = p.batch, .rate = p.rbm_rate});
  for (const int epoch : out.epochs(p.pretraining_epochs)) {
    trainer.epoch(rbm, train, out.rng("pretraining shuffle", epoch), out.rng("gibbs", epoch));
  }
  copy_rows(rbm.weights(), layer.weights().value);
  std::copy(rbm.hidden_bias().begin(), rbm.hidden_bias().end(), layer.bias().value.data());
}

void start_from_autoencoder(Dense& layer, double noise, const Matrix& train, const Params& p,
                            const Recorder<Row>& out) {
  Autoencoder model(train.cols(), p.hidden, ReconstructionLoss::cross_entropy, /*tied=*/false,
                    out.rng("pretraining init"));
  AutoencoderTrainer trainer({.batch = p.batch, .rate = p.rate, .noise = noise});
  for (const int epoch : out.epochs(p.pretraining_epochs)) {
    trainer.epoch(model, train, out.rng("pretraining shuffle", epoch), out.rng("noise", epoch));
  }
  layer.weights().value = model.encoder().weights().value;
  layer.bias().value = model.encoder().bias().value;
}

void start(Dense& layer, const Matrix& train, const Params& p, const Recorder<Row>& out) {
  if (p.start == "rbm-cd1") return start_from_rbm(layer, 1, train, p, out);
  if (p.start == "rbm-cd5") return start_from_rbm(layer, 5, train, p, out);
  if (p.start == "autoencoder") return start_from_autoencoder(layer, 0, train, p, out);
  if (p.start == "denoising") return start_from_autoencoder(layer, p.noise, train, p, out);
  if (p.start == "gaussian") return layer.start_gaussian(p.sd, out.rng("init", 0));
  layer.start_glorot(out.rng("init", 0));
}

void run(const Params& p, Recorder<Row>& out) {
  const Split digits =
      three_way_split(out.dataset(), out.draw(), {.train = p.per_class, .valid = p.per_class / 3, .test = 0});
  const Matrix train = p.input == "grey" ? digits.train.grey : binarised(digits.train.grey);
  const Matrix valid = p.input == "grey" ? digits.valid.grey : binarised(digits.valid.grey);
  const std::vector<std::uint32_t> train_labels(digits.train.labels.begin(), digits.train.labels.end());
  const std::vector<std::uint32_t> valid_labels(digits.valid.labels.begin(), digits.valid.labels.end());
  const Index height = out.dataset().train.height;
  const Index width = out.dataset().train.width;

  Network net(train.cols(), {layers::dense(p.hidden), layers::sigmoid(), layers::dense(10)});
  start(net.dense(0), train, p, out);
  net.dense(2).start_glorot(out.rng("init", 1));
  const Matrix& filters = net.dense(0).weights().value;
  out.picture("filters", tiles(filters, height, width));
  const auto record = [&](int epoch) {
    for (const Trainable* parameter : net.parameters()) out.trace("parameters", parameter->value);
    const ClassifierScore on_train = score(net, train, train_labels);
    const ClassifierScore on_valid = score(net, valid, valid_labels);
    out.record({.epoch = epoch,
                .train_xent = on_train.cross_entropy,
                .valid_xent = on_valid.cross_entropy,
                .train_accuracy = on_train.accuracy,
                .valid_accuracy = on_valid.accuracy,
                .filter_structure = neighbour_autocorrelation(filters, height, width),
                .filter_variation = filter_variation(filters, height, width)});
  };
  record(0);
  ClassifierTrainer trainer(net, {.batch = p.batch, .rule = SgdRule{.rate = static_cast<float>(p.rate)}});
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.epoch(train, train_labels, out.rng("shuffle", epoch), out.rng("dropout", epoch));
    record(epoch);
  }
}

auto from(std::string_view start, std::string_view arm = "starts") {
  return both(in(arm), when(&Params::start, std::string(start)));
}

const Measure<Row> kBest = highest_of(&Row::valid_accuracy);
const Measure<Row> kRise = at_last(&Row::valid_xent) - lowest_of(&Row::valid_xent);
const Measure<Row> kStructure = at_epoch(0, &Row::filter_structure);

// A start's best validation accuracy is above another's.
auto beats(std::string_view better, std::string_view other, std::string_view arm = "starts") {
  return lower(kBest, from(other, arm), from(better, arm), std::string(better) + " above " + std::string(other) + " by",
               "");
}

// Overfitting: the validation cross-entropy ends by more than this fraction of a nat above its minimum. Chosen before
// the first run.
constexpr double kOverfit = 0.01;

auto overfits(std::string_view start) {
  return positive(kRise - kOverfit, from(start), std::string(start) + ": rise beyond .01 nats by", "nats");
}
auto does_not_overfit(std::string_view start) {
  return positive(-1.0 * (kRise - kOverfit), from(start), std::string(start) + ": rise within .01 nats by", "nats");
}

const Registered experiment{Experiment<Params, Row>{
    .title = "A classifier of 3000 digits: pre-trained and random starts",
    .source = "002 P5d-f",
    .params = {{"start",
                &Params::start,
                "where the first layer's weights come from",
                {},
                {"rbm-cd1", "rbm-cd5", "autoencoder", "denoising", "glorot", "gaussian"}},
               {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
               {"epochs", &Params::epochs, "passes over the training digits", between(1, 100000)},
               {"batch", &Params::batch, "digits per update", between(1, 60000)},
               {"rate", &Params::rate, "learning rate of classifier and autoencoders", above(0)},
               {"sd", &Params::sd, "standard deviation of random weights (gaussian, RBM)", at_least(0)},
               {"pretraining_epochs", &Params::pretraining_epochs, "passes without labels", between(0, 100000)},
               {"rbm_rate", &Params::rbm_rate, "learning rate of the RBM", above(0)},
               {"noise", &Params::noise, "share of masked pixels (denoising)", between(0, 1)},
               {"input", &Params::input, "what the network sees", {}, {"binary", "grey"}},
               {"per_class", &Params::per_class, "training digits of each class", between(3, 4000)}},
    .arms = {{"starts",
              {over(&Params::start, {"rbm-cd1", "rbm-cd5", "autoencoder", "denoising", "glorot", "gaussian"})}},
             {"grey",
              {over(&Params::input, {"grey"}),
               over(&Params::start, {"rbm-cd1", "rbm-cd5", "autoencoder", "denoising", "glorot", "gaussian"})},
              Profile::full}},
    .seeds = {.smoke = 1, .standard = 10, .full = 50},  // 50: ten seeds on each of five draws
    .smoke = [](Params& p) { p.epochs = 2, p.pretraining_epochs = 2, p.per_class = 12; },
    .seconds =
        [](const Params& p) {
          const double pretraining = p.start == "glorot" || p.start == "gaussian" ? 0 : p.start == "rbm-cd5" ? 2 : 1;
          return p.per_class * 1e-4 * (p.epochs + pretraining * p.pretraining_epochs);
        },
    .columns = {{"epoch", &Row::epoch, "", relative(0)},
                {"train_xent", &Row::train_xent, "nats/image", relative(0.02), Better::lower},
                {"valid_xent", &Row::valid_xent, "nats/image", relative(0.02), Better::lower},
                {"train_accuracy", &Row::train_accuracy, "", relative(0.01), Better::higher},
                {"valid_accuracy", &Row::valid_accuracy, "", relative(0.01), Better::higher},
                {"filter_structure", &Row::filter_structure, "correlation", relative(0.05)},
                {"filter_variation", &Row::filter_variation, "of the largest weight", relative(0.05)}},
    .claims = {{"002.P5d.rbm-improves", beside(all_of(beats("rbm-cd1", "glorot"), beats("rbm-cd1", "gaussian")), "CD-5",
                                               all_of(beats("rbm-cd5", "glorot"), beats("rbm-cd5", "gaussian")))},
               {"002.P5d.rbm-best", all_of(beats("rbm-cd1", "autoencoder"), beats("rbm-cd1", "denoising"),
                                           beats("rbm-cd1", "glorot"), beats("rbm-cd1", "gaussian"))},
               {"002.P5d.rbm-no-overfit", all_of(does_not_overfit("rbm-cd1"), overfits("autoencoder"),
                                                 overfits("denoising"), overfits("glorot"), overfits("gaussian"))},
               {"002.P5e.ae-filters", lower(kStructure, from("autoencoder"), from("rbm-cd1"),
                                            "correlation of neighbouring pixels: RBM above autoencoder by", "")},
               {"002.P5e.ae-better-random", all_of(beats("autoencoder", "glorot"), beats("autoencoder", "gaussian"))},
               {"002.P5e.ae-overfits-10",
                predicted(epoch_of_minimum(&Row::valid_xent), from("autoencoder"), 10, 5, "epochs")},
               {"002.P5e.ae-below-rbm", beats("rbm-cd1", "autoencoder")},
               {"002.P5f.dae-vs-rbm-filters",
                beside(lower(kStructure, from("denoising"), from("rbm-cd1"),
                             "correlation of neighbouring pixels: RBM above denoising by", ""),
                       "total variation",
                       lower(at_epoch(0, &Row::filter_variation), from("rbm-cd1"), from("denoising"),
                             "denoising above RBM by", ""))},
               {"002.P5f.dae-better-random", all_of(beats("denoising", "glorot"), beats("denoising", "gaussian"))},
               {"002.P5f.dae-better-ae", beats("denoising", "autoencoder")},
               // "As good or slightly worse": half a percent better to two percent worse in accuracy.
               {"002.P5f.dae-le-rbm", equal_or_a_little_lower(kBest, from("denoising"), from("rbm-cd1"), 0.02, 0.005,
                                                              "denoising above RBM by", "")}},
    .plots = {{"starts", &Row::epoch, &Row::valid_accuracy, &Params::start},
              {"starts", &Row::epoch, &Row::valid_xent, &Params::start},
              {"starts", &Row::epoch, &Row::train_accuracy, &Params::start}},
    .run = run}};

}  // namespace
}  // namespace rederive
