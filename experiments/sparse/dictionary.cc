// Sparse coding beside an autoencoder and a denoising autoencoder of the same size: who reconstructs, who is sparse?
//
//   sparse coding      min over D, b of 1/2 |y - b D|^2 + lambda |b|_1, |d_j| = 1;  y = x - mean patch, r = b D + mean
//   autoencoder        h = sigmoid(x W + a),  r = sigmoid(h V + c), cross-entropy of x and r
//   denoising          the same from an x with damaged pixels, asked for the undamaged one
//
// 12 x 12 patches of digits with ink in them. A dictionary is D or V, one atom a row; a code is b or h. What the words
// mean was fixed before the first run, and the same for all three models:
//   "zero"       exactly 0;  "near zero"  below a twentieth of the largest magnitude of its atom or code
//   "sparse"     more than half of the elements
//   "reconstructs"   explains more than half of the variance of patches that it has not seen (the mean patch: none)
//   "removes noise"  what it makes of damaged patches (salt and pepper) is nearer to the undamaged ones than the
//   damaged
//                    patches are, and than what the plain autoencoder makes of them
// The constraint of an autoencoder is its number of hidden units, so that claim is about 64 for 144 pixels. "Always" is
// at every size. lambda is a share of the root mean square length of y: of patches of length one it is lambda itself.
//
// Source: document 000, section 1.2; protocols 000 §1.2; Mairal et al., ICML 2009; Vincent et al., JMLR 11, 2010.
// Cost:   an epoch of sparse coding is 25 steps of N x K x K multiply-adds where codes are dense, of an autoencoder N /
// 10 updates of five
//         products of 10 x 144 x K.
#include <memory>

#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"
#include "experiments/harness/tiles.h"
#include "experiments/sparse/patch_models.h"
#include "reference/data/corruption.h"
#include "reference/data/patches.h"
#include "reference/kernels/sums.h"
#include "reference/models/image_measures.h"
#include "reference/models/sparsity.h"

namespace rederive {
namespace {

using patch_models::PatchModel;

constexpr Index kSide = 12;
constexpr double kInk = 0.1;    // least standard deviation of a patch
constexpr double kNear = 0.05;  // of the largest
constexpr Index kShown = 100;   // reconstructions in a picture

struct Params {
  std::string model = "sparse";
  int atoms = 144;
  double lambda = 0.1;
  double noise = 0.1;
  int epochs = 10;
  double rate = 0.1;
  int patches = 5000;
};

struct Row {
  int epoch = 0;
  double explained = 0;
  double zero_codes = 0;
  double near_zero_codes = 0;
  double zero_atoms = 0;
  double near_zero_atoms = 0;
  double damage = 0;
  double repaired = 0;
};

struct Patches {
  Matrix train;
  Matrix valid;
  Matrix damaged;
};

Patches draw_patches(const Params& p, const Recorder<Row>& out) {
  const Stream train(static_cast<std::uint64_t>(out.draw()), "patches");
  const Stream valid(static_cast<std::uint64_t>(out.draw()), "unseen patches");
  Patches x{random_patches(out.dataset().train, p.patches, kSide, kInk, train),
            random_patches(out.dataset().test, std::max(p.patches / 10, 1), kSide, kInk, valid),
            {}};
  x.damaged = x.valid;
  corrupt(x.damaged, Corruption::salt_and_pepper, p.noise, out.rng("damage"));
  return x;
}

void show(PatchModel& model, const Patches& x, Recorder<Row>& out) {
  const auto picture = [&](const char* name, const Matrix& all) {
    out.picture(name, tiles_of_images(all.view().row_range(0, std::min(kShown, all.rows())), kSide, kSide));
  };
  out.picture("atoms", tiles(model.atoms(), kSide, kSide, FilterAxis::rows));
  picture("patches", x.valid);
  picture("reconstructions", model.look(x.valid).reconstructions);
  picture("damaged", x.damaged);
  picture("repaired", model.look(x.damaged).reconstructions);
}

void run(const Params& p, Recorder<Row>& out) {
  const Patches x = draw_patches(p, out);
  const std::unique_ptr<PatchModel> model =
      p.model == "sparse" ? patch_models::sparse_coding(p.atoms, p.lambda, x.train, out.rng("init"))
                          : patch_models::autoencoder(p.atoms, p.rate, p.model == "denoising" ? p.noise : 0,
                                                      x.train.cols(), out.rng("init"));
  const auto per_patch = [&](const Matrix& a) {
    return total_squared_error(a, x.valid) / static_cast<double>(x.valid.rows());
  };
  const auto measure = [&](int epoch) {
    const patch_models::Seen seen = model->look(x.valid);
    const Zeros codes = zeros(seen.codes, kNear);
    const Zeros atoms = zeros(model->atoms(), kNear);
    out.trace("atoms", model->atoms());
    out.record({.epoch = epoch,
                .explained = explained_share(x.valid, seen.reconstructions),
                .zero_codes = codes.exact,
                .near_zero_codes = codes.near,
                .zero_atoms = atoms.exact,
                .near_zero_atoms = atoms.near,
                .damage = per_patch(x.damaged),
                .repaired = per_patch(model->look(x.damaged).reconstructions)});
  };
  measure(0);
  for (const int epoch : out.epochs(p.epochs)) {
    model->epoch(x.train, out.rng("shuffle", epoch), out.rng("noise", epoch));
    measure(epoch);
  }
  show(*model, x, out);
}

auto of_model(std::string_view arm, std::string_view model, int atoms) {
  return both(in(arm), both(when(&Params::model, std::string(model)), when(&Params::atoms, atoms)));
}

auto above_half(double Row::*column, std::string_view model, int atoms, std::string_view what) {
  return positive(at_last(column) - 0.5, of_model("models", model, atoms), what, "");
}
auto below_half(double Row::*column, std::string_view model, int atoms, std::string_view what) {
  return positive(-1.0 * (at_last(column) - 0.5), of_model("models", model, atoms), what, "");
}

// At every size.
auto always(double Row::*column, std::string_view model, std::string_view what) {
  return all_of(above_half(column, model, 64, what), above_half(column, model, 144, what),
                above_half(column, model, 256, what));
}

constexpr auto kSquared = "squared, a patch";

Measure<Row> damage_undone() { return at_last(&Row::damage) - at_last(&Row::repaired); }

auto removes_noise(std::string_view arm) {
  return all_of(positive(damage_undone(), of_model(arm, "denoising", 144),
                         "nearer to the undamaged patch than the damaged one by", kSquared),
                lower(at_last(&Row::repaired), of_model(arm, "denoising", 144), of_model(arm, "autoencoder", 144),
                      "nearer than the plain autoencoder by", kSquared));
}

constexpr auto kExplained = "explained share of the variance above one half by";

const Registered experiment{Experiment<Params, Row>{
    .title = "Sparse coding, an autoencoder and a denoising autoencoder on patches",
    .source = "000 §1.2",
    .params = {{"model", &Params::model, "what learns", {}, {"sparse", "autoencoder", "denoising"}},
               {"atoms", &Params::atoms, "atoms, or hidden units", between(1, 100000)},
               {"lambda", &Params::lambda, "weight of |b|_1, in root mean square lengths of a patch", at_least(0)},
               {"noise", &Params::noise, "share of pixels set to 0 or 1", between(0, 1)},
               {"epochs", &Params::epochs, "passes over the patches", between(1, 100000)},
               {"rate", &Params::rate, "learning rate of the autoencoders", above(0)},
               {"patches", &Params::patches, "patches to train on", between(10, 1000000)}},
    .arms = {{"models",
              {over(&Params::model, {"sparse", "autoencoder", "denoising"}), over(&Params::atoms, {64, 144, 256})}},
             {"path", {over(&Params::lambda, {0.01, 0.02, 0.05, 0.1, 0.2, 0.4})}, Profile::smoke, 1},
             {"longer",
              {over(&Params::model, {"autoencoder", "denoising"}), over(&Params::epochs, {40})},
              Profile::smoke,
              /*most_seeds=*/{3, 10}},
             {"more noise",
              {over(&Params::model, {"autoencoder", "denoising"}), over(&Params::noise, {0.3})},
              Profile::full}},
    .seeds = {.smoke = 1, .standard = 8, .full = 10},
    .smoke = [](Params& p) { p.epochs = p.epochs > 10 ? 2 : 1, p.patches = 300; },
    .seconds =
        [](const Params& p) {
          const double work = 1e-6 * p.epochs * p.patches * p.atoms / 144;
          return work * (p.model == "sparse" ? 10 : 6);
        },
    .columns = {{"epoch", &Row::epoch, "", relative(0)},
                {"explained", &Row::explained, "share of variance", relative(0.02), Better::higher},
                {"zero_codes", &Row::zero_codes, "share", relative(0.02)},
                {"near_zero_codes", &Row::near_zero_codes, "share", relative(0.05)},
                {"zero_atoms", &Row::zero_atoms, "share", relative(0.05)},
                {"near_zero_atoms", &Row::near_zero_atoms, "share", relative(0.05)},
                {"damage", &Row::damage, "squared, a patch", relative(0.001)},
                {"repaired", &Row::repaired, "squared, a patch", relative(0.05), Better::lower}},
    .claims = {{"000.S1.2.ae-reconstructs",
                beside(above_half(&Row::explained, "autoencoder", 64, kExplained), "256 hidden units",
                       above_half(&Row::explained, "autoencoder", 256, kExplained)),
                false},
               {"000.S1.2.ae-dict-not-sparse",
                all_of(
                    below_half(&Row::near_zero_atoms, "autoencoder", 144, "near zeros of the dictionary below half by"),
                    below_half(&Row::near_zero_codes, "autoencoder", 144, "near zeros of the codes below half by")),
                false},
               {"000.S1.2.dae-removes-noise",
                elsewhere<Params, Row>(
                    beside(removes_noise("models"), "sparse codes",
                           positive(damage_undone(), of_model("models", "sparse", 144), "nearer by", kSquared)),
                    {{"four times the epochs", removes_noise("longer")},
                     {"three times the noise", removes_noise("more noise")},
                     {"beside the damaged patch alone",
                      positive(damage_undone(), of_model("models", "denoising", 144), "nearer by", kSquared)}}),
                false},
               {"000.S1.2.sc-sparse", always(&Row::zero_codes, "sparse", "zeros of the codes above half by"), false},
               {"000.S1.2.dae-always-sparse",
                elsewhere<Params, Row>(
                    always(&Row::near_zero_atoms, "denoising", "near zeros of the dictionary above half by"),
                    {{"near zeros of the codes", always(&Row::near_zero_codes, "denoising", "above half by")},
                     {"exact zeros of the dictionary", always(&Row::zero_atoms, "denoising", "above half by")},
                     {"sparse coding's codes", always(&Row::zero_codes, "sparse", "above half by")}}),
                false}},
    .plots = {{"models", &Row::epoch, &Row::explained, &Params::model},
              {"models", &Row::epoch, &Row::near_zero_codes, &Params::model},
              {"models", &Row::epoch, &Row::near_zero_atoms, &Params::model},
              {"path", &Row::zero_codes, &Row::explained, &Params::lambda}},
    .run = run}};

}  // namespace
}  // namespace rederive
