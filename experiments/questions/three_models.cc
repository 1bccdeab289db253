#include "experiments/questions/three_models.h"

#include "reference/data/splits.h"
#include "reference/layers/convolution.h"
#include "reference/models/classifier.h"
#include "reference/training/classifier_trainer.h"

namespace rederive::three_models {
namespace {

// The first `count` images of a part and their labels.
struct Digits {
  Digits(const LabelledImages& part, int count) : set(whole(part)) {
    const auto kept = std::min<Index>(count, set.count());
    images = set.grey.view().row_range(0, kept);
    labels.assign(set.labels.begin(), set.labels.begin() + kept);
  }
  DigitSet set;
  ConstMatrixView images;
  std::vector<std::uint32_t> labels;
};

void start(Network& network, const Recorder<Row>& out) {
  for (std::size_t i = 0; i < network.depth(); ++i) {
    if (auto* dense = dynamic_cast<Dense*>(&network.layer(i))) dense->start_uniform(out.rng("init", i));
    if (auto* convolution = dynamic_cast<Convolution*>(&network.layer(i)))
      convolution->start_uniform(out.rng("init", i));
  }
}

// All that the next epoch starts from.
std::vector<MatrixView> tensors(Network& network, ClassifierTrainer& trainer) {
  std::vector<MatrixView> all;
  for (Trainable* parameter : network.parameters()) all.push_back(parameter->value);
  for (Matrix& state : trainer.optimiser().state()) all.push_back(state);
  return all;
}

}  // namespace

std::vector<Parameter<Params>> parameters() {
  return {{"epochs", &Params::epochs, "passes over the training digits", between(1, 1000)},
          {"batch", &Params::batch, "digits per update", between(1, 60000)},
          {"rate", &Params::rate, "Adadelta's factor of a step", above(0)},
          {"rho", &Params::rho, "Adadelta's memory", between(0, 1)},
          {"epsilon", &Params::epsilon, "Adadelta's first step, squared", above(0)},
          {"images", &Params::images, "training digits, from the first on", between(10, 60000)},
          {"test_images", &Params::test_images, "test digits, from the first on", between(10, 10000)}};
}

std::vector<Column<Row>> columns() {
  return {{"epoch", &Row::epoch, "", relative(0)},
          {"train_xent", &Row::train_xent, "nats/image", relative(0.02), Better::lower},
          {"test_xent", &Row::test_xent, "nats/image", relative(0.02), Better::lower},
          {"test_accuracy", &Row::test_accuracy, "", relative(0.002), Better::higher},
          {"top2_error", &Row::top2_error, "", relative(0.1), Better::lower},
          {"top3_error", &Row::top3_error, "", relative(0.1), Better::lower},
          {"top5_error", &Row::top5_error, "", relative(0.1), Better::lower}};
}

void smoke(Params& p) {
  p.epochs = 2;
  p.images = 300;
  p.test_images = 100;
}

void run(Network& network, const Params& p, Recorder<Row>& out) {
  const Digits train(out.dataset().train, p.images);
  const Digits test(out.dataset().test, p.test_images);
  start(network, out);
  ClassifierTrainer trainer(network, {.batch = p.batch,
                                      .rule = AdadeltaRule{.rate = static_cast<float>(p.rate),
                                                           .rho = static_cast<float>(p.rho),
                                                           .epsilon = static_cast<float>(p.epsilon)}});
  trainer.share_with(out.team());
  for (const int epoch : out.epochs(p.epochs, tensors(network, trainer))) {
    trainer.report_to([&](double done) { out.within(epoch, p.epochs, done); });
    const double train_xent =
        trainer.epoch(train.images, train.labels, out.rng("shuffle", epoch), out.rng("dropout", epoch));
    for (const Trainable* parameter : network.parameters()) out.trace("parameters", parameter->value);
    const ClassifierScore on_test = score(network, test.images, test.labels);
    out.record({.epoch = epoch,
                .train_xent = train_xent,
                .test_xent = on_test.cross_entropy,
                .test_accuracy = on_test.accuracy,
                .top2_error = on_test.top_error(2),
                .top3_error = on_test.top_error(3),
                .top5_error = on_test.top_error(5)});
  }
}

}  // namespace rederive::three_models
