// Does a plain autoencoder give digits back, and what do its filters look like?
//
// 784-100-784 sigmoid units learn 3000 binarised digits. The default has weights of its own in each layer and the
// cross-entropy; the other arms tie the weights, lower the squared error instead, and stop early. "Fairly well" is
// measured against a model of independent pixels: an autoencoder that leaves less than half of that model's nats on
// digits it has not seen knows more than half of what there is to know beyond the mean image.
//
// How much structure the filters have beside those of an RBM is a question of classifier/pretraining, which starts from
// both.
//
// Source: document 002, problem 5 (e); protocols 002 P5e-f.
// Cost:   experiments/autoencoder/study.h; a cell takes two seconds.
#include "experiments/autoencoder/study.h"
#include "experiments/harness/claim_tests.h"

namespace rederive::autoencoder_study {
namespace {

// What no claim is about is shown with fewer seeds.
const MostSeeds kBeside{1, 3};

const Registered experiment{Experiment<Params, Row>{
    .title = "An autoencoder: reconstruction, filters, loss, tied weights",
    .source = "002 P5e",
    .params = parameters(),
    .arms = {{"plain", {}},
             {"loss", {over(&Params::loss, {"cross-entropy", "squared"})}, Profile::smoke, kBeside},
             {"weights", {over(&Params::weights, {"untied", "tied"})}, Profile::smoke, kBeside},
             {"squared and tied",
              {over(&Params::loss, {"squared"}), over(&Params::weights, {"tied"})},
              Profile::smoke,
              kBeside},
             {"early stopping", {over(&Params::patience, {5}), over(&Params::epochs, {200})}, Profile::smoke, {3, 10}},
             {"grey", {over(&Params::input, {"grey"})}, Profile::full}},
    .seeds = {.smoke = 2, .standard = 8, .full = 10},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .claims = {{"002.P5e.ae-recon",
                beside(
                    positive(0.5 * at_last(&Row::marginal_xent) - at_last(&Row::valid_xent), in("plain"),
                             "validation cross-entropy below half of that of independent pixels by", "nats/image"),
                    "variance of the pixels",
                    positive(at_last(&Row::explained) - 0.5, in("plain"), "explained share above one half by", ""))}},
    .plots = {{"loss", &Row::epoch, &Row::valid_xent, &Params::loss},
              {"weights", &Row::epoch, &Row::valid_xent, &Params::weights},
              {"weights", &Row::epoch, &Row::filter_structure, &Params::weights}},
    .run = run}};

}  // namespace
}  // namespace rederive::autoencoder_study
