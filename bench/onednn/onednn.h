// oneDNN as a rival, as it is fastest: each primitive chooses the layouts of its operands (blocks of 16 channels,
// packed weights), and bringing data into them and out again is not timed. One thread.
#pragma once

#include <dnnl.hpp>

#include "bench/foreign.h"

namespace rederive::bench::onednn {

using Dims = dnnl::memory::dims;
using Tag = dnnl::memory::format_tag;

const dnnl::engine& cpu();

dnnl::memory::desc floats(const Dims& dims, Tag tag);

/// A copy of `data`, laid out as `tag`, in the layout that a primitive wants.
dnnl::memory load(ConstMatrixView data, const Dims& dims, Tag tag, const dnnl::memory::desc& wanted);
/// And back.
void store(const dnnl::memory& from, MatrixView to, const Dims& dims, Tag tag);

using Arguments = std::unordered_map<int, dnnl::memory>;
std::function<void()> call(const dnnl::primitive& primitive, const Arguments& arguments);

std::vector<ForeignRival> gemm_rivals();
std::vector<ForeignRival> conv2d_rivals();
std::vector<ForeignRival> pool2d_rivals();
std::vector<ForeignRival> unit_rivals();  // sigmoid, softmax and its logarithm

}  // namespace rederive::bench::onednn
