// What does the perplexity change in a map of digits?
//
//   exp(H(p_.|i)) = perplexity, for every point i
//
// Divergences of unlike perplexities are of unlike P: only the other measures compare.
//
// Source: protocol 000 §8; experiments/embedding/study.h.
// Cost:   a cell is 1000 steps of four million pairs: a second.
#include "experiments/embedding/study.h"

namespace rederive::embedding_study {
namespace {

const Registered experiment{
    Experiment<Params, Row>{.title = "t-SNE: perplexity",
                            .source = "000 §8",
                            .params = parameters(),
                            .arms = {{"perplexities", {over(&Params::perplexity, {5, 10, 30, 50, 100})}}},
                            .seeds = {.smoke = 1, .standard = 1, .full = 5},
                            .smoke = smoke,
                            .seconds = seconds,
                            .columns = columns(),
                            .plots = {{"perplexities", &Row::perplexity, &Row::trustworthiness},
                                      {"perplexities", &Row::perplexity, &Row::continuity},
                                      {"perplexities", &Row::perplexity, &Row::label_accuracy}},
                            .run = run}};

}  // namespace
}  // namespace rederive::embedding_study
