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
// Cost:   a Gibbs step of all states is 2^25 multiply-adds, .02 s; six checkpoints and six k: 12 s a seed, of which
//         k = 50 takes half.
#include <algorithm>
#include <vector>

#include "experiments/harness/registered.h"
#include "reference/models/ais.h"
#include "reference/models/contrastive_divergence.h"
#include "reference/oracles/rbm_gradient.h"

namespace rederive {
namespace {

struct Params {
  int k = 1, hidden = 8, epochs = 50, batch = 10, images = 3000, ais_chains = 100, ais_steps = 200;
  double rate = 0.05, sd = 0.1, threshold = 0.25;
};

struct Row {
  int epoch;
  double exact_nll, xent, ais_nll, ais_error, cd_bias, cd_cosine;
};

constexpr Index kSide = 4;

// The image in kSide x kSide equal blocks: 1 where a block's mean ink is above the threshold.
void shrink(const LabelledImages& images, Index image, double threshold, float* out) {
  const Index height = images.height / kSide;
  const Index width = images.width / kSide;
  const auto pixels = images.image(image);
  for (Index block = 0; block < kSide * kSide; ++block) {
    const Index top = block / kSide * height;
    const Index left = block % kSide * width;
    Index ink = 0;
    for (Index i = 0; i < height; ++i) {
      for (Index j = 0; j < width; ++j) ink += pixels[static_cast<std::size_t>((top + i) * images.width + left + j)];
    }
    out[block] = static_cast<double>(ink) > threshold * 255 * static_cast<double>(height * width) ? 1.0F : 0.0F;
  }
}

// `count` images (all where there are fewer), drawn without replacement.
Matrix shrunken_digits(const LabelledImages& images, Index count, double threshold, const Stream& stream) {
  const auto order = permutation(static_cast<std::uint32_t>(images.count), stream);
  Matrix digits(std::min(count, images.count), kSide * kSide);
  for (Index n = 0; n < digits.rows(); ++n) {
    shrink(images, static_cast<Index>(order[static_cast<std::size_t>(n)]), threshold, digits.row(n));
  }
  return digits;
}

void train_epoch(Rbm& rbm, const Matrix& digits, const Params& p, const Stream& shuffle, const Stream& gibbs,
                 ContrastiveDivergence& cd) {
  const auto order = permutation(static_cast<std::uint32_t>(digits.rows()), shuffle);
  Matrix batch;
  std::uint32_t update = 0;
  for (Index first = 0; first < digits.rows(); first += p.batch) {
    batch.reshape(std::min<Index>(p.batch, digits.rows() - first), digits.cols());
    for (Index n = 0; n < batch.rows(); ++n) {
      std::copy_n(digits.row(static_cast<Index>(order[static_cast<std::size_t>(first + n)])), digits.cols(),
                  batch.row(n));
    }
    rbm += p.rate * cd(rbm, batch, p.k, gibbs.substream(update++));
  }
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

// 1, 2, 5, 10, 20, 50, ... and the last.
bool is_checkpoint(int epoch, int last) {
  while (epoch % 10 == 0) epoch /= 10;
  return epoch == 1 || epoch == 2 || epoch == 5 || epoch == last;
}

void run(const Params& p, Recorder<Row>& out) {
  const Matrix digits = shrunken_digits(out.dataset().train, p.images, p.threshold, out.rng("images"));
  Rbm rbm = Rbm::gaussian(digits.cols(), p.hidden, p.sd, out.rng("init"));
  ContrastiveDivergence cd;
  for (const int epoch : out.epochs(p.epochs)) {
    train_epoch(rbm, digits, p, out.rng("shuffle", epoch), out.rng("gibbs", epoch), cd);
    if (is_checkpoint(epoch, p.epochs)) out.record(measure(epoch, rbm, digits, p, out.rng("ais", epoch)));
  }
}

const Registered experiment{Experiment<Params, Row>{
    .title = "CD-k against the exact gradient and likelihood of a small RBM",
    .source = "002 P5a-b",
    .params = {{"k", &Params::k, "Gibbs steps per update", at_least(1)},
               {"hidden", &Params::hidden, "hidden units", between(1, 10)},
               {"epochs", &Params::epochs, "passes over the images", at_least(1)},
               {"batch", &Params::batch, "images per update", at_least(1)},
               {"rate", &Params::rate, "learning rate", above(0)},
               {"sd", &Params::sd, "standard deviation of the first weights", at_least(0)},
               {"images", &Params::images, "training images", at_least(1)},
               {"threshold", &Params::threshold, "mean ink above which a block is 1", between(0, 1)},
               {"ais_chains", &Params::ais_chains, "chains of annealed importance sampling", at_least(2)},
               {"ais_steps", &Params::ais_steps, "its temperatures", at_least(1)}},
    .arms = {{"steps", {over(&Params::k, {1, 2, 5, 10, 20, 50})}}},
    .smoke =
        [](Params& p) {
          p.hidden = 4;
          p.epochs = 2;
          p.images = 200;
        },
    .seconds = [](const Params& p) { return 1 + 0.15 * p.k; },
    .columns = {{"epoch", &Row::epoch, "epochs"},
                {"exact_nll", &Row::exact_nll, "nats/image", relative(0.01), Better::lower},
                {"xent", &Row::xent, "nats/image", relative(0.02), Better::lower},
                {"ais_nll", &Row::ais_nll, "nats/image", relative(0.01), Better::lower},
                {"ais_error", &Row::ais_error, "nats", relative(0.5), Better::lower},
                {"cd_bias", &Row::cd_bias, "", relative(0.1)},
                {"cd_cosine", &Row::cd_cosine, "", relative(0.05)}},
    .run = run}};

}  // namespace
}  // namespace rederive
