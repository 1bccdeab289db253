#include "bench/onednn/onednn.h"

namespace rederive::bench::onednn {
namespace {

// n, h, w, c, kh, kw, f, s, b; ours are NHWC, and HWIO for the weights.
struct Layer {
  explicit Layer(const Shape& s)
      : x{s[0], s[3], s[1], s[2]},
        w{s[6], s[3], s[4], s[5]},
        y{s[0], s[6], (s[1] - s[4]) / s[7] + 1, (s[2] - s[5]) / s[7] + 1},
        bias{s[6]},
        strides{s[7], s[7]},
        biased(s[8] != 0) {}

  Dims x, w, y, bias, strides;
  Dims padding = {0, 0};
  bool biased;

  // Any layout that the primitive likes; an empty description is no bias.
  static dnnl::memory::desc any(const Dims& dims) { return floats(dims, Tag::any); }
  dnnl::memory::desc bias_desc() const { return biased ? floats(bias, Tag::x) : dnnl::memory::desc(); }

  dnnl::convolution_forward::primitive_desc forward() const {
    return {{dnnl::prop_kind::forward_training, dnnl::algorithm::convolution_direct, any(x), any(w), bias_desc(),
             any(y), strides, padding, padding},
            cpu()};
  }
};

bool has_work(const Shape& s) { return s[0] > 0 && s[3] > 0 && s[6] > 0; }

Foreign forward(const Shape& s, const Memory& memory) {
  const Layer layer(s);
  const auto chosen = layer.forward();
  const dnnl::memory y(chosen.dst_desc(), cpu());
  Arguments arguments = {{DNNL_ARG_SRC, load(memory.find("x"), layer.x, Tag::nhwc, chosen.src_desc())},
                         {DNNL_ARG_WEIGHTS, load(memory.find("w"), layer.w, Tag::hwio, chosen.weights_desc())},
                         {DNNL_ARG_DST, y}};
  if (layer.biased) {
    arguments.emplace(DNNL_ARG_BIAS, load(memory.find("bias"), layer.bias, Tag::x, layer.bias_desc()));
  }
  const MatrixView result = memory.find("y");
  return {call(dnnl::convolution_forward(chosen), arguments), [=] { store(y, result, layer.y, Tag::nhwc); }};
}

Foreign to_data(const Shape& s, const Memory& memory) {
  const Layer layer(s);
  const dnnl::convolution_backward_data::desc desc(dnnl::algorithm::convolution_direct, Layer::any(layer.x),
                                                   Layer::any(layer.w), Layer::any(layer.y), layer.strides,
                                                   layer.padding, layer.padding);
  const dnnl::convolution_backward_data::primitive_desc chosen(desc, cpu(), layer.forward());
  const dnnl::memory dx(chosen.diff_src_desc(), cpu());
  const Arguments arguments = {{DNNL_ARG_DIFF_DST, load(memory.find("g"), layer.y, Tag::nhwc, chosen.diff_dst_desc())},
                               {DNNL_ARG_WEIGHTS, load(memory.find("w"), layer.w, Tag::hwio, chosen.weights_desc())},
                               {DNNL_ARG_DIFF_SRC, dx}};
  const MatrixView result = memory.find("dx");
  return {call(dnnl::convolution_backward_data(chosen), arguments), [=] { store(dx, result, layer.x, Tag::nhwc); }};
}

Foreign to_weights(const Shape& s, const Memory& memory) {
  const Layer layer(s);
  const dnnl::convolution_backward_weights::desc desc(dnnl::algorithm::convolution_direct, Layer::any(layer.x),
                                                      Layer::any(layer.w), layer.bias_desc(), Layer::any(layer.y),
                                                      layer.strides, layer.padding, layer.padding);
  const dnnl::convolution_backward_weights::primitive_desc chosen(desc, cpu(), layer.forward());
  const dnnl::memory dw(chosen.diff_weights_desc(), cpu());
  Arguments arguments = {{DNNL_ARG_SRC, load(memory.find("x"), layer.x, Tag::nhwc, chosen.src_desc())},
                         {DNNL_ARG_DIFF_DST, load(memory.find("g"), layer.y, Tag::nhwc, chosen.diff_dst_desc())},
                         {DNNL_ARG_DIFF_WEIGHTS, dw}};
  const MatrixView result = memory.find("dw");
  if (layer.biased) {
    arguments.emplace(DNNL_ARG_DIFF_BIAS, dnnl::memory(layer.bias_desc(), cpu(), memory.find("dbias").data));
  }
  return {call(dnnl::convolution_backward_weights(chosen), arguments), [=] { store(dw, result, layer.w, Tag::hwio); }};
}

}  // namespace

std::vector<ForeignRival> conv2d_rivals() {
  return {{"conv2d_forward", "onednn", has_work, forward},
          {"conv2d_to_data", "onednn", has_work, to_data},
          {"conv2d_to_weights", "onednn", has_work, to_weights}};
}

}  // namespace rederive::bench::onednn
