#include "experiments/convnet/study.h"

#include <algorithm>
#include <array>

#include "experiments/harness/tiles.h"
#include "reference/data/splits.h"
#include "reference/layers/activations.h"
#include "reference/layers/convolution.h"
#include "reference/layers/pooling.h"
#include "reference/models/classifier.h"
#include "reference/models/feature_maps.h"
#include "reference/models/moved_images.h"
#include "reference/training/classifier_trainer.h"

namespace rederive::convnet_study {
namespace {

constexpr Index kMaps = 16;
constexpr std::size_t kBefore = 3;  // the layer whose outputs the operator sees
constexpr std::size_t kOperator = 4;
constexpr std::size_t kLogits = 9;

LayerPlan pooling_operator(const Params& p) {
  using namespace layers;
  if (p.pooling == "max") return max_pooling(p.window, p.stride);
  if (p.pooling == "average") return average_pooling(p.window, p.stride);
  if (p.pooling == "L1") return lp_pooling(1, p.window, p.stride);
  if (p.pooling == "L2") return lp_pooling(2, p.window, p.stride);
  if (p.pooling == "L4") return lp_pooling(4, p.window, p.stride);
  if (p.pooling == "L8") return lp_pooling(8, p.window, p.stride);
  if (p.pooling == "convolution") return convolution(p.window, kMaps, p.stride);
  if (p.pooling == "every second") return max_pooling(1, 2);
  return max_pooling(1, 1);
}

Network network_of(const Params& p, const Volume& image) {
  using namespace layers;
  return {image,
          {convolution(p.kernel, 8), relu(), convolution(p.kernel, kMaps), relu(), pooling_operator(p),
           dropout(p.dropout), dense(128), relu(), dropout(p.hidden_dropout), dense(10)}};
}

// One map a row, from 0 to the largest of them all.
Matrix maps_of_one(ConstMatrixView activation, const Volume& volume) {
  Matrix maps(volume.channels, volume.height * volume.width);
  const float* row = activation.row(0);
  const float largest = std::max(*std::max_element(row, row + activation.cols), 1e-30F);
  for (Index i = 0; i < maps.size(); ++i) {
    maps(i % volume.channels, i / volume.channels) = std::max(row[i], 0.0F) / largest;
  }
  return maps;
}

void picture_of_maps(const std::string& name, Network& network, std::size_t layer, Recorder<Row>& out) {
  const Volume volume = network.layer(layer).outputs();
  out.picture(name, tiles_of_images(maps_of_one(network.activation(layer), volume), volume.height, volume.width));
}

void measure_shifts(Network& network, const DigitSet& digits, const Volume& image, Row& row) {
  constexpr std::array<std::size_t, 3> kLayers = {kBefore, kOperator, kLogits};
  const auto by = [&](Index pixels) {
    return shift_tolerance(network, digits.grey, digits.labels, image.height, image.width, pixels, kLayers);
  };
  const ShiftTolerance one = by(1);
  const ShiftTolerance two = by(2);
  row.maps_change_1 = one.change[0];
  row.maps_change_2 = two.change[0];
  row.pooled_change_1 = one.change[1];
  row.pooled_change_2 = two.change[1];
  row.logits_change_1 = one.change[2];
  row.logits_change_2 = two.change[2];
  row.moved_accuracy_1 = one.accuracy;
  row.moved_accuracy_2 = two.accuracy;
}

void measure_locations(Network& network, const DigitSet& digits, const Volume& image, const Recorder<Row>& out,
                       Row& row) {
  const Volume maps = network.layer(kBefore).outputs();
  network.forward(digits.grey);
  const ConstMatrixView seen = network.activation(kBefore);
  row.location_share = location_share(seen, maps);
  row.location_share_inner = location_share(seen, maps, maps.height / 3);
  row.location_share_shuffled = location_share(with_shuffled_locations(seen, maps, out.rng("shuffle locations")), maps);
  const Matrix anywhere = rolled(digits.grey, image.height, image.width, out.rng("roll"));
  network.forward(anywhere);
  row.location_share_rolled = location_share(network.activation(kBefore), maps);
}

}  // namespace

void run(const Params& p, Recorder<Row>& out) {
  const Volume image{out.dataset().train.height, out.dataset().train.width, 1};
  const DigitSet train = first(out.dataset().train, p.images);
  const DigitSet test = first(out.dataset().test, p.test_images);
  const DigitSet few = first(out.dataset().test, p.moved_images);
  Network network = network_of(p, image);
  network.start_uniform([&](std::size_t layer) { return out.rng("init", layer); });
  ClassifierTrainer trainer(network, {.batch = p.batch, .rule = AdadeltaRule{}});
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.epoch(train.grey, train.labels, out.rng("shuffle", epoch), out.rng("dropout", epoch));
    for (const Trainable* parameter : network.parameters()) out.trace("parameters", parameter->value);
    if (epoch != 1 && epoch != p.epochs) continue;
    const ClassifierScore on_train = score(network, train.grey, train.labels);
    const ClassifierScore on_test = score(network, test.grey, test.labels);
    Row row{.epoch = epoch,
            .train_xent = on_train.cross_entropy,
            .train_accuracy = on_train.accuracy,
            .test_xent = on_test.cross_entropy,
            .test_accuracy = on_test.accuracy,
            .xent_gap = on_test.cross_entropy - on_train.cross_entropy,
            .accuracy_gap = on_train.accuracy - on_test.accuracy,
            .features = static_cast<int>(network.layer(kOperator).outputs().size()),
            .parameters = static_cast<int>(network.parameter_count()),
            .multiply_adds = static_cast<int>(multiply_adds(network))};
    measure_shifts(network, few, image, row);
    measure_locations(network, few, image, out, row);
    out.record(row);
  }
  network.forward(few.grey.view().row_range(0, 1));
  picture_of_maps("maps", network, kBefore, out);
  picture_of_maps("pooled", network, kOperator, out);
}

std::vector<Parameter<Params>> parameters() {
  return {{"pooling",
           &Params::pooling,
           "what stands between the maps and the dense layers",
           {},
           {"max", "average", "L1", "L2", "L4", "L8", "convolution", "every second", "none"}},
          {"window", &Params::window, "side of its window", between(1, 4)},
          {"stride", &Params::stride, "pixels from one window to the next", between(1, 4)},
          {"kernel", &Params::kernel, "side of the kernels of both convolutions", between(1, 12)},
          {"dropout", &Params::dropout, "share of its outputs that are dropped", between(0, 0.95)},
          {"hidden_dropout", &Params::hidden_dropout, "share of the dense units that are dropped", between(0, 0.95)},
          {"epochs", &Params::epochs, "passes over the training digits", between(1, 1000)},
          {"batch", &Params::batch, "digits per update", between(1, 60000)},
          {"images", &Params::images, "training digits, from the first on", between(10, 60000)},
          {"test_images", &Params::test_images, "test digits, from the first on", between(10, 10000)},
          {"moved_images", &Params::moved_images, "of which are moved by pixels", between(2, 10000)}};
}

std::vector<Column<Row>> columns() {
  constexpr auto kNats = "nats/image";
  return {{"epoch", &Row::epoch, "", relative(0)},
          {"train_xent", &Row::train_xent, kNats, relative(0.05), Better::lower},
          {"train_accuracy", &Row::train_accuracy, "", relative(0.002), Better::higher},
          {"test_xent", &Row::test_xent, kNats, relative(0.02), Better::lower},
          {"test_accuracy", &Row::test_accuracy, "", relative(0.002), Better::higher},
          {"xent_gap", &Row::xent_gap, kNats, relative(0.05)},
          {"accuracy_gap", &Row::accuracy_gap, "", relative(0.05)},
          {"maps_change_1", &Row::maps_change_1, "of the norm", relative(0.02)},
          {"maps_change_2", &Row::maps_change_2, "of the norm", relative(0.02)},
          {"pooled_change_1", &Row::pooled_change_1, "of the norm", relative(0.02)},
          {"pooled_change_2", &Row::pooled_change_2, "of the norm", relative(0.02)},
          {"logits_change_1", &Row::logits_change_1, "of the norm", relative(0.02)},
          {"logits_change_2", &Row::logits_change_2, "of the norm", relative(0.02)},
          {"moved_accuracy_1", &Row::moved_accuracy_1, "", relative(0.005), Better::higher},
          {"moved_accuracy_2", &Row::moved_accuracy_2, "", relative(0.005), Better::higher},
          {"location_share", &Row::location_share, "of the variance", relative(0.02)},
          {"location_share_inner", &Row::location_share_inner, "of the variance", relative(0.02)},
          {"location_share_rolled", &Row::location_share_rolled, "of the variance", relative(0.05)},
          {"location_share_shuffled", &Row::location_share_shuffled, "of the variance", relative(0.05)},
          {"features", &Row::features, "", relative(0)},
          {"parameters", &Row::parameters, "", relative(0)},
          {"multiply_adds", &Row::multiply_adds, "per image", relative(0)}};
}

void smoke(Params& p) {
  p.epochs = 2;
  p.images = 128;
  p.test_images = 50;
  p.moved_images = 4;
}

double seconds(const Params& p) {
  const double norm = p.pooling == "L4" || p.pooling == "L8" ? 1.4 : p.pooling == "none" ? 1.6 : 1;
  const double kernel = 0.5 + 0.05 * p.kernel * p.kernel;
  return 1e-8 * p.images * norm * std::min(kernel, 2.0) * (7e3 * p.epochs + 1e4);
}

}  // namespace rederive::convnet_study
