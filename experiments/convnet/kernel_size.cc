// How large should a kernel be?
//
// The network of study.h with kernels of 1, 3, 5 and 7 pixels in both convolutions, 8 and 16 maps at each: a larger
// kernel has more weights and sees more, but without padding it leaves smaller maps, so the first dense layer, which
// has nearly all parameters, shrinks. Both counts and the multiply-adds stand in the rows. Kernels of one pixel see no
// neighbours: what they reach is what pooling and the dense layers do alone.
//
// States no claim: the document gives a kernel's size without asking for it (000 section 5; 001 question 4).
//
// Source: document 001, question 4, whose ConvNet has 3 x 3.
// Cost:   study.h, three epochs: 2 to 6 s a cell.
#include "experiments/convnet/study.h"

namespace rederive::convnet_study {
namespace {

const Registered experiment{Experiment<Params, Row>{
    .title = "Kernel size: accuracy and multiply-adds",
    .source = "001 Q4",
    .params = parameters(),
    .arms = {{"kernels", {over(&Params::epochs, {3}), over(&Params::kernel, {1, 3, 5})}},
             {"kernels", {over(&Params::epochs, {3}), over(&Params::kernel, {7})}, Profile::full}},
    .seeds = {.smoke = 1, .standard = 1, .full = 3},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .plots = {{"kernels", &Row::multiply_adds, &Row::test_accuracy, &Params::kernel},
              {"kernels", &Row::epoch, &Row::test_accuracy, &Params::kernel},
              {"kernels", &Row::epoch, &Row::xent_gap, &Params::kernel}},
    .run = run}};

}  // namespace
}  // namespace rederive::convnet_study
