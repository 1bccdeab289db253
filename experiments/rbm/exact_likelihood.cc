// How far is CD-k from the gradient that it stands for, and does the likelihood notice?
//
//   exact     <v h'>_data - <v h'>_model       by enumeration of all 2^16 visible states
//   CD-k      <v h'>_data - <v h'>_k           its expectation, by propagation of the data's distribution through k
//                                              exact Gibbs steps: the difference is bias alone, without sampling error
//   cd_bias   |CD-k - exact| / |exact|         cd_cosine the cosine of the angle between them
//
// An RBM of 16 visible units (digits shrunk to 4 x 4 and cut at a threshold) and 8 hidden ones is trained by CD-k.
// Beside the exact negative log-likelihood stand the two measures that larger machines must do with: the cross-entropy
// of the reconstruction, which is no likelihood, and the likelihood with log Z from annealed importance sampling.
// Source: document 002, problem 5 (a)-(b); Hinton, Neural Computation 14(8), 2002; Carreira-Perpinan and Hinton,
//         AISTATS 2005; Salakhutdinov and Murray, ICML 2008.
// Cost:   a Gibbs step of all states is 2^25 multiply-adds, .02 s; six checkpoints and six k: 14 s a seed, of which
//         k = 50 (in `full`) takes half.
#include "experiments/harness/registered.h"
#include "experiments/rbm/study.h"
#include "reference/data/splits.h"
#include "reference/models/ais.h"
#include "reference/oracles/rbm_gradient.h"

namespace rederive {
namespace {

struct Params {
  int k = 1;
  int hidden = 8;
  int epochs = 50;
  int batch = 10;
  double rate = 0.05;
  double sd = 0.1;
  int per_class = 300;
  double threshold = 0.25;
  int ais_chains = 100;
  int ais_steps = 200;
};

struct Row {
  int epoch = 0;
  double exact_nll = 0;
  double xent = 0;
  double ais_nll = 0;
  double ais_error = 0;
  double cd_bias = 0;
  double cd_cosine = 0;
};

constexpr Index kSide = 4;

// Images of height x width in kSide x kSide equal blocks: 1 where a block's mean ink is above the threshold.
Matrix shrunken(ConstMatrixView grey, Index height, Index width, double threshold) {
  const Index rows = height / kSide;
  const Index cols = width / kSide;
  Matrix small(grey.rows, kSide * kSide);
  for (Index n = 0; n < grey.rows; ++n) {
    for (Index block = 0; block < small.cols(); ++block) {
      const float* corner = grey.row(n) + block / kSide * rows * width + block % kSide * cols;
      double ink = 0;
      for (Index i = 0; i < rows; ++i) {
        for (Index j = 0; j < cols; ++j) ink += static_cast<double>(corner[i * width + j]);
      }
      small(n, block) = ink > threshold * static_cast<double>(rows * cols) ? 1.0F : 0.0F;
    }
  }
  return small;
}

Row measure(int epoch, const Rbm& rbm, const Matrix& digits, const Params& p, const Stream& stream) {
  const oracle::Rbm truth = oracle::rbm(rbm.weights(), rbm.visible_bias(), rbm.hidden_bias());
  const oracle::Distribution data = oracle::empirical(digits);
  const oracle::Gradient exact = oracle::likelihood_gradient(truth, data);
  const oracle::Gradient expected = oracle::expected_cd_gradient(truth, data, p.k);
  const AisEstimate ais =
      ais_log_partition(rbm, base_biases(digits), even_temperatures(p.ais_steps), p.ais_chains, stream);
  double energy = 0;
  for (const double f : free_energy(rbm, digits)) energy += f / static_cast<double>(digits.rows());
  return {.epoch = epoch,
          .exact_nll = -oracle::mean_log_likelihood(truth, digits),
          .xent = reconstruction_cross_entropy(rbm, digits),
          .ais_nll = energy + ais.log_z,
          .ais_error = ais.relative_error,
          .cd_bias = oracle::norm(expected - exact) / oracle::norm(exact),
          .cd_cosine = oracle::dot(expected, exact) / (oracle::norm(expected) * oracle::norm(exact))};
}

void run(const Params& p, Recorder<Row>& out) {
  const Dataset& data = out.dataset();
  const Split split = three_way_split(data, out.draw(), {.train = p.per_class, .valid = 0, .test = 0});
  const Matrix digits = shrunken(split.train.grey, data.train.height, data.train.width, p.threshold);
  rbm_study::trained({.k = p.k, .hidden = p.hidden, .epochs = p.epochs, .batch = p.batch, .rate = p.rate, .sd = p.sd},
                     digits, out, [&](const Rbm& rbm, int epoch) {
                       if (!rbm_study::is_checkpoint(epoch, p.epochs)) return;
                       out.record(measure(epoch, rbm, digits, p, out.rng("ais", epoch)));
                     });
}

const Registered experiment{Experiment<Params, Row>{
    .title = "CD-k against the exact gradient and likelihood of a small RBM",
    .source = "002 P5a-b",
    .params = {{"k", &Params::k, "Gibbs steps per update", between(1, 10000)},
               {"hidden", &Params::hidden, "hidden units", between(1, 10)},
               {"epochs", &Params::epochs, "passes over the images", between(1, 100000)},
               {"batch", &Params::batch, "images per update", between(1, 60000)},
               {"rate", &Params::rate, "learning rate", above(0)},
               {"sd", &Params::sd, "standard deviation of the first weights", at_least(0)},
               {"per_class", &Params::per_class, "training images of each digit", between(1, 4000)},
               {"threshold", &Params::threshold, "mean ink above which a block is 1", between(0, 1)},
               {"ais_chains", &Params::ais_chains, "chains of annealed importance sampling", between(2, 1000000)},
               {"ais_steps", &Params::ais_steps, "its steps in temperature", between(1, 1000000)}},
    .arms = {{"steps", {over(&Params::k, {1, 2, 5, 10, 20})}}, {"steps", {over(&Params::k, {50})}, Profile::full}},
    .seeds = {.smoke = 2, .standard = 1, .full = 10},
    .smoke =
        [](Params& p) {
          p.hidden = 4;
          p.epochs = 2;
          p.per_class = 20;
        },
    .seconds = [](const Params& p) { return 0.6 + 0.13 * p.k; },
    .columns = {{"epoch", &Row::epoch, "epochs"},
                {"exact_nll", &Row::exact_nll, "nats/image", relative(0.01), Better::lower},
                {"xent", &Row::xent, "nats/image", relative(0.02), Better::lower},
                {"ais_nll", &Row::ais_nll, "nats/image", relative(0.01), Better::lower},
                {"ais_error", &Row::ais_error, "nats", relative(0.5), Better::lower},
                {"cd_bias", &Row::cd_bias, "", relative(0.1)},
                {"cd_cosine", &Row::cd_cosine, "", relative(0.05)}},
    .plots = {{"steps", &Row::epoch, &Row::exact_nll, &Params::k}, {"steps", &Row::epoch, &Row::cd_bias, &Params::k}},
    .run = run}};

}  // namespace
}  // namespace rederive
