// Is a plane too small for the neighbourhoods of digits, do points collect in the middle of the map for it, and does
// t-SNE mend that?
//
//   SNE:   q_ij = exp(-||y_i - y_j||^2) / Z          t-SNE:  q_ij = (1 + ||y_i - y_j||^2)^-1 / Z
//
// The same digits, affinities, seed, start and schedule; experiments/embedding/study.h has what is measured. Crowding
// is what the claim says it is: more moderately distant points than the plane has room for (area_needed above 1), a
// map of SNE that is denser in its middle than an even disc (centre_share above 1/4), and denser than that of t-SNE.
// Which gradient belongs to which method is checked in experiments/identities/sne_gradient.cc.
//
// Source: document 000, sections 8.1 and 8.2; van der Maaten and Hinton, Journal of Machine Learning Research 9, 2008.
// Cost:   a cell is 1000 steps of four million pairs: a second.
#include "experiments/embedding/study.h"
#include "experiments/harness/claim_tests.h"

namespace rederive::embedding_study {
namespace {

const auto kSne = when(&Params::method, "sne");
const auto kTsne = when(&Params::method, "t-sne");

const Registered experiment{Experiment<Params, Row>{
    .title = "Symmetric SNE against t-SNE: crowding",
    .source = "000 §8",
    .params = parameters(),
    .arms = {{"methods", {over(&Params::method, {"sne", "t-sne"})}}},
    .seeds = {.smoke = 2, .standard = 8, .full = 10},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .claims = {{"000.S8.1.crowding",
                beside(all_of(positive(at_last(&Row::area_needed) - 1, both(in("methods"), kSne),
                                       "area that moderately distant points need, above what the plane has, by",
                                       "of the plane's"),
                              positive(at_last(&Row::centre_share) - 0.25, both(in("methods"), kSne),
                                       "SNE: share of the points in the middle quarter of the disc, above a quarter by",
                                       ""),
                              lower(at_last(&Row::centre_share), both(in("methods"), kTsne), both(in("methods"), kSne),
                                    "the same share, SNE above t-SNE by", "")),
                       "moderately distant points over near ones, in the map",
                       lower(at_last(&Row::spread), both(in("methods"), kSne), both(in("methods"), kTsne),
                             "t-SNE above SNE by", ""))}},
    .plots = {{"methods", &Row::iteration, &Row::divergence, &Params::method},
              {"methods", &Row::iteration, &Row::centre_share, &Params::method}},
    .run = run}};

}  // namespace
}  // namespace rederive::embedding_study
