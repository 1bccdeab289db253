#include "bench/onednn/onednn.h"

namespace rederive::bench::onednn {
namespace {

using dnnl::algorithm;

// n, h, w, c, m, s, kind: 0 the maximum, 1 the average; blocks of 16 channels.
bool has_kind(const Shape& s) { return s[6] <= 1 && s[0] > 0 && s[3] > 0; }

struct Layer {
  explicit Layer(const Shape& s)
      : x{s[0], s[3], s[1], s[2]},
        y{s[0], s[3], (s[1] - s[4]) / s[5] + 1, (s[2] - s[4]) / s[5] + 1},
        window{s[4], s[4]},
        strides{s[5], s[5]},
        kind(s[6] == 0 ? algorithm::pooling_max : algorithm::pooling_avg_exclude_padding) {}

  Dims x, y, window, strides;
  Dims padding = {0, 0};
  algorithm kind;

  static dnnl::memory::desc blocked(const Dims& dims) { return floats(dims, Tag::nChw16c); }

  dnnl::pooling_forward::primitive_desc forward() const {
    return {{dnnl::prop_kind::forward_training, kind, blocked(x), blocked(y), strides, window, padding, padding},
            cpu()};
  }
};

Arguments forward_arguments(const Layer& layer, const Memory& memory) {
  const auto chosen = layer.forward();
  Arguments arguments = {{DNNL_ARG_SRC, load(memory.find("x"), layer.x, Tag::nhwc, chosen.src_desc())},
                         {DNNL_ARG_DST, dnnl::memory(chosen.dst_desc(), cpu())}};
  if (layer.kind == algorithm::pooling_max) {
    arguments.emplace(DNNL_ARG_WORKSPACE, dnnl::memory(chosen.workspace_desc(), cpu()));
  }
  return arguments;
}

// Its record of the places is its own affair, so only y is compared; the way back, which reads it, shows the places.
Foreign forward(const Shape& s, const Memory& memory) {
  const Layer layer(s);
  const Arguments arguments = forward_arguments(layer, memory);
  const MatrixView y = memory.find("y");
  return {call(dnnl::pooling_forward(layer.forward()), arguments),
          [=] { store(arguments.at(DNNL_ARG_DST), y, layer.y, Tag::nhwc); }, 1};
}

Foreign backward(const Shape& s, const Memory& memory) {
  const Layer layer(s);
  const auto forward_chosen = layer.forward();
  const Arguments before = forward_arguments(layer, memory);
  call(dnnl::pooling_forward(forward_chosen), before)();
  const dnnl::pooling_backward::desc desc(layer.kind, Layer::blocked(layer.x), Layer::blocked(layer.y), layer.strides,
                                          layer.window, layer.padding, layer.padding);
  const dnnl::pooling_backward::primitive_desc chosen(desc, cpu(), forward_chosen);
  const dnnl::memory dx(chosen.diff_src_desc(), cpu());
  Arguments arguments = {{DNNL_ARG_DIFF_DST, load(memory.find("g"), layer.y, Tag::nhwc, chosen.diff_dst_desc())},
                         {DNNL_ARG_DIFF_SRC, dx}};
  if (layer.kind == algorithm::pooling_max) arguments.emplace(DNNL_ARG_WORKSPACE, before.at(DNNL_ARG_WORKSPACE));
  const MatrixView result = memory.find("dx");
  return {call(dnnl::pooling_backward(chosen), arguments), [=] { store(dx, result, layer.x, Tag::nhwc); }};
}

}  // namespace

std::vector<ForeignRival> pool2d_rivals() {
  return {{"pool2d", "onednn", has_kind, forward}, {"pool2d_backward", "onednn", has_kind, backward}};
}

}  // namespace rederive::bench::onednn
