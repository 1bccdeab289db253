// Does the likelihood rank k as the reconstruction does?
//
//   ll = -mean F(v) - log Z,   log Z by annealed importance sampling, with the error that its weights' scatter gives
//
// CD-k learns no likelihood, and the reconstruction error is none: of machines of 100 hidden units, too large to
// enumerate, AIS can say what they would give for a digit. Beside CD-k stand persistent chains, which aim at it, at the
// protocol's rate and at a tenth of it: chains can only follow a machine that changes more slowly than they mix.
// AIS starts at independent pixels with the training digits' marginals; its error is that of log Z, the same for every
// digit, from the scatter of its weights. What no chain has seen scatters in none: where chains mix badly, as those of
// CD-1 do, log Z is too low and ll too high by more than that error. Hence an arm of `full` with more temperatures.
//
// Source: document 002, problem 5 (b), whose findings these are held against; Salakhutdinov and Murray, ICML 2008.
// Cost:   each of three rows takes 5000 temperatures of two products of 100 x 784 x 100: ten times the training at
//         k = 1, as long as it at k = 20. The 20 000 temperatures of `full` take as long as all other arms.
#include "reference/models/ais.h"

#include "experiments/harness/tiles.h"
#include "experiments/rbm/study.h"

namespace rederive {
namespace {

struct Params {
  int k = 1;
  int hidden = 100;
  int epochs = 50;
  double rate = 0.05;
  std::string chains = "data";
  int ais_chains = 100;
  int ais_steps = 5000;
  int per_class = 300;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double valid_xent = 0;
  double ll_train = 0;
  double ll_valid = 0;
  double log_z = 0;
  double ais_error = 0;
};

double mean_free_energy(const Rbm& rbm, const Matrix& digits) {
  double mean = 0;
  for (const double energy : free_energy(rbm, digits)) mean += energy / static_cast<double>(digits.rows());
  return mean;
}

void run(const Params& p, Recorder<Row>& out) {
  const Index height = out.dataset().train.height;
  const Index width = out.dataset().train.width;
  const rbm_study::Digits digits = rbm_study::binary_digits(out.dataset(), out.draw(), p.per_class);
  const std::vector<float> base = base_biases(digits.train);
  const auto record = [&](const Rbm& rbm, int epoch) {
    if (epoch != p.epochs && epoch != p.epochs / 5 && epoch != p.epochs * 2 / 5) return;
    const AisEstimate ais =
        ais_log_partition(rbm, base, even_temperatures(p.ais_steps), p.ais_chains, out.rng("ais", epoch));
    out.record({.epoch = epoch,
                .train_xent = reconstruction_cross_entropy(rbm, digits.train),
                .valid_xent = reconstruction_cross_entropy(rbm, digits.valid),
                .ll_train = -mean_free_energy(rbm, digits.train) - ais.log_z,
                .ll_valid = -mean_free_energy(rbm, digits.valid) - ais.log_z,
                .log_z = ais.log_z,
                .ais_error = ais.relative_error});
  };
  const Rbm rbm =
      rbm_study::trained({.k = p.k, .hidden = p.hidden, .epochs = p.epochs, .rate = p.rate, .chains = p.chains},
                         digits.train, out, record);
  out.picture("filters", tiles(rbm.weights(), height, width));
}

const Registered experiment{Experiment<Params, Row>{
    .title = "Likelihood by AIS against reconstruction, over Gibbs steps",
    .source = "002 P5b",
    .params = {{"k", &Params::k, "Gibbs steps per update", between(1, 10000)},
               {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
               {"epochs", &Params::epochs, "passes over the training digits", between(1, 100000)},
               {"rate", &Params::rate, "learning rate", above(0)},
               {"chains", &Params::chains, "where the model's chains start", {}, {"data", "persistent"}},
               {"ais_chains", &Params::ais_chains, "chains of annealed importance sampling", between(2, 1000000)},
               {"ais_steps", &Params::ais_steps, "its steps in temperature", between(1, 1000000)},
               {"per_class", &Params::per_class, "training digits of each class", between(3, 4000)}},
    .arms = {{"steps", {over(&Params::k, {1, 20})}},
             {"steps", {over(&Params::k, {5, 10})}, Profile::full},
             {"persistent", {over(&Params::chains, {"persistent"})}},
             {"persistent", {over(&Params::k, {5}), over(&Params::chains, {"persistent"})}, Profile::full},
             {"slow steps", {over(&Params::k, {1, 5}), over(&Params::rate, {0.005})}, Profile::full},
             {"slow persistent",
              {over(&Params::k, {1, 5}), over(&Params::rate, {0.005}), over(&Params::chains, {"persistent"})},
              Profile::full},
             {"temperatures", {over(&Params::k, {1, 20}), over(&Params::ais_steps, {20000})}, Profile::full}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke =
        [](Params& p) {
          p.epochs = 5;
          p.ais_chains = 10;
          p.ais_steps = p.ais_steps > 5000 ? 20 : 10;
          p.per_class = 12;
        },
    .seconds = [](const Params& p) { return p.epochs * p.per_class * 5.8e-6 * (2 * p.k + 3) + p.ais_steps * 7e-4; },
    .columns = {{"epoch", &Row::epoch, "", relative(0)},
                {"train_xent", &Row::train_xent, "nats/image", relative(0.02), Better::lower},
                {"valid_xent", &Row::valid_xent, "nats/image", relative(0.02), Better::lower},
                {"ll_train", &Row::ll_train, "nats/image", relative(0.01), Better::higher},
                {"ll_valid", &Row::ll_valid, "nats/image", relative(0.01), Better::higher},
                {"log_z", &Row::log_z, "nats", relative(0.01)},
                {"ais_error", &Row::ais_error, "nats", relative(0.5), Better::lower}},
    .plots = {{"steps", &Row::epoch, &Row::ll_valid, &Params::k},
              {"steps", &Row::epoch, &Row::valid_xent, &Params::k},
              {"persistent", &Row::epoch, &Row::ll_valid, &Params::k},
              {"slow persistent", &Row::epoch, &Row::ll_valid, &Params::k}},
    .run = run}};

}  // namespace
}  // namespace rederive
