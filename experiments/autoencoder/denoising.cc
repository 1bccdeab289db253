// What does it change to learn from damaged digits?
//
// The autoencoder of autoencoder/basic sees digits some of whose pixels are set to zero, or to zero or one, anew each
// time, and is asked for the undamaged ones. Noise 0 is the plain autoencoder, from the same first weights on the same
// digits. "Structure" of filters is the correlation of neighbouring pixels; reconstructions are the "sharper" the less
// undecided their pixels are (mean of min(p, 1 - p), of undamaged validation digits). Their edges (total variation) are
// reported beside, and so is the other measure of filters: all were chosen before the first run.
//
// Source: document 002, problem 5 (f); protocols 002 P5e-f; Vincent, Larochelle, Lajoie, Bengio, Manzagol, Journal of
//         Machine Learning Research 11, 2010.
// Cost:   experiments/autoencoder/study.h; a cell takes two seconds.
#include "experiments/autoencoder/study.h"
#include "experiments/harness/claim_tests.h"

namespace rederive::autoencoder_study {
namespace {

// By how much a column is higher, or lower, at a noise of .1 than without, at the end of training.
auto higher_with_noise(double Row::*column, std::string_view arm, std::string_view what) {
  return lower(at_last(column), both(in(arm), when(&Params::noise, 0)), both(in(arm), when(&Params::noise, 0.1)), what,
               "");
}
auto lower_with_noise(double Row::*column, std::string_view arm, std::string_view what) {
  return lower(at_last(column), both(in(arm), when(&Params::noise, 0.1)), both(in(arm), when(&Params::noise, 0)), what,
               "");
}

const MostSeeds kSweepSeeds{1, 3};  // the claims speak of a tenth
constexpr auto kSharper = "mean min(p, 1 - p), lower with noise by";

const Registered experiment{Experiment<Params, Row>{
    .title = "A denoising autoencoder: rate and kind of the noise",
    .source = "002 P5f",
    .params = parameters(),
    .arms = {{"a tenth", {over(&Params::noise, {0, 0.1})}},
             {"masking", {over(&Params::noise, {0, 0.1, 0.3, 0.5})}, Profile::smoke, kSweepSeeds},
             {"masking", {over(&Params::noise, {0.2, 0.4})}, Profile::full, kSweepSeeds},
             {"salt-and-pepper",
              {over(&Params::corruption, {"salt-and-pepper"}), over(&Params::noise, {0.1, 0.2, 0.3, 0.4, 0.5})},
              Profile::full},
             {"early stopping",
              {over(&Params::noise, {0.1}), over(&Params::patience, {5}), over(&Params::epochs, {200})},
              Profile::smoke,
              {3, 10}},
             {"tied", {over(&Params::noise, {0, 0.1}), over(&Params::weights, {"tied"})}, Profile::full},
             {"grey", {over(&Params::noise, {0, 0.1}), over(&Params::input, {"grey"})}, Profile::full}},
    .seeds = {.smoke = 1, .standard = 8, .full = 10},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .claims = {{"002.P5f.dropout-10", predicted(at_last(&Row::damaged), both(in("a tenth"), when(&Params::noise, 0.1)),
                                                0.1, 0.005, "of the pixels set to zero")},
               {"002.P5f.dae-filters",
                beside(beside(higher_with_noise(&Row::filter_structure, "a tenth",
                                                "correlation of neighbouring pixels of a filter, higher with noise by"),
                              "their total variation",
                              higher_with_noise(&Row::filter_variation, "a tenth", "higher with noise by")),
                       "tied", higher_with_noise(&Row::filter_structure, "tied", "higher with noise by"))},
               {"002.P5f.dae-sharper",
                elsewhere<Params, Row>(
                    lower_with_noise(&Row::ambiguity, "a tenth", kSharper),
                    {{"edges", higher_with_noise(&Row::variation, "a tenth", "total variation, higher with noise by")},
                     {"tied weights", lower_with_noise(&Row::ambiguity, "tied", kSharper)},
                     {"grey levels", lower_with_noise(&Row::ambiguity, "grey", kSharper)},
                     {"edges, tied weights", higher_with_noise(&Row::variation, "tied", "higher by")},
                     {"edges, grey levels", higher_with_noise(&Row::variation, "grey", "higher by")}})}},
    .plots = {{"masking", &Row::epoch, &Row::valid_xent, &Params::noise},
              {"masking", &Row::epoch, &Row::filter_structure, &Params::noise},
              {"salt-and-pepper", &Row::epoch, &Row::valid_xent, &Params::noise}},
    .run = run}};

}  // namespace
}  // namespace rederive::autoencoder_study
