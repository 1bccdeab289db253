// Does a convolutional network learn more in one epoch of MNIST than the other models ever do?
//
//   28 x 28 -> conv 3 x 3, 32 -> relu -> conv 3 x 3, 64 -> relu -> max pooling 2 x 2 -> dropout .25
//           -> dense 128 -> relu -> dropout .5 -> dense 10: 1 199 882 parameters
//
// Source: document 001, question 4; experiments/questions/three_models.h has what is common to the three models.
// Cost:   an epoch is 60 000 x 3 x 12.0 M multiply-adds, 4.3 Tflop: 35 seconds of processor time. A cell uses all cores
//         and keeps a checkpoint after every epoch.
#include <algorithm>

#include <fmt/format.h>

#include "experiments/questions/three_models.h"
#include "reference/layers/activations.h"
#include "reference/layers/convolution.h"
#include "reference/layers/pooling.h"

namespace rederive::three_models {
namespace {

void run_convnet(const Params& p, Recorder<Row>& out) {
  using namespace layers;
  Network network({28, 28, 1}, {convolution(3, 32), relu(), convolution(3, 64), relu(), max_pooling(2), dropout(0.25),
                                dense(128), relu(), dropout(0.5), dense(10)});
  run(network, p, out);
}

constexpr std::string_view kThis = "convnet/mnist";
constexpr std::string_view kSoftmax = "classifier/softmax";
constexpr std::string_view kMlp = "classifier/mlp";
const std::vector<std::string_view> kOthers = {kSoftmax, kMlp};

// Every cell of every model has the rows of epochs 1 to 10, and no more.
Finding ten_epochs(const Samples<Params, Row>& samples) {
  std::string evidence;
  bool all_are = true;
  for (const std::string_view model : {kSoftmax, kMlp, kThis}) {
    int cells = 0;
    int as_stated = 0;
    for (const auto& sample : samples) {
      if (!models_of(model)(sample)) continue;
      ++cells;
      bool one_to_ten = sample.rows.size() == 10;
      for (std::size_t i = 0; i < sample.rows.size(); ++i)
        one_to_ten &= sample.rows[i].epoch == static_cast<int>(i) + 1;
      as_stated += one_to_ten ? 1 : 0;
    }
    all_are &= cells > 0 && as_stated == cells;
    evidence += fmt::format("{}{}: {} of {} cells have rows of epochs 1 to 10", evidence.empty() ? "" : "; ", model,
                            as_stated, cells);
  }
  return decided(all_are ? Verdict::reproduced : Verdict::not_reproduced, evidence);
}

const Measure<Row> kFirst = at_epoch(1, &Row::test_accuracy);

// After its first epoch it is above the best that either of the others has after any of ten.
Finding beats_the_best(const Samples<Params, Row>& samples) {
  const Measure<Row> best = highest_of(&Row::test_accuracy);
  auto of_others = detail::by_seed(samples, models_of(kMlp), best);
  for (const auto& [seed, accuracy] : detail::by_seed(samples, models_of(kSoftmax), best)) {
    if (const auto other = of_others.find(seed); other != of_others.end()) {
      other->second = std::max(other->second, accuracy);
    }
  }
  const auto ours = detail::by_seed(samples, models_of(kThis), kFirst);
  return positive_finding(detail::differences(of_others, ours),
                          "test accuracy after one epoch above the best of softmax regression and MLP in ten by", "");
}

Test<Params, Row> above(std::string_view other, const Measure<Row>& measure) {
  return exceeds(kFirst, models_of(kThis), measure, models_of(other), "above it by", "");
}

const Test<Params, Row> beats = elsewhere<Params, Row>(
    beats_the_best, {{"softmax regression alone", above(kSoftmax, highest_of(&Row::test_accuracy))},
                     {"the last epoch of the MLP", above(kMlp, at_last(&Row::test_accuracy))},
                     {"the first epoch of the MLP", above(kMlp, kFirst)}});

const Registered experiment{Experiment<Params, Row>{
    .title = "A convolutional network on MNIST",
    .source = "001 Q4",
    .wide = true,
    .params = parameters(),
    .arms = {{"model", {}}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke =
        [](Params& p) {
          smoke(p);
          p.images = 16;  // two pieces: without vectors an image takes .1 s
          p.test_images = 10;
        },
    .seconds = [](const Params& p) { return p.epochs * p.images * 6e-4; },
    .columns = columns(),
    .claims = {{"001.Q4.epochs", ten_epochs, true, kOthers},
               {"001.Q4.conv-98.33", predicted(100.0 * kFirst, models_of(kThis), 98.33, 0.005, "%")},
               {"001.Q4.conv-beats", beats, true, kOthers}},
    .plots = {{"model", &Row::epoch, &Row::test_accuracy}, {"model", &Row::epoch, &Row::test_xent}},
    .run = run_convnet}};

}  // namespace
}  // namespace rederive::three_models
