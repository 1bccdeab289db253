#include "bench/onednn/onednn.h"

namespace rederive::bench::onednn {
namespace {

// rows, cols, and the last number: in place.
bool has_rows(const Shape& s) { return s[0] > 0 && s[1] > 0 && s.back() == 0; }

// oneDNN gives no figures for its errors, so these are observations over the benchmark's shapes: log_softmax of rows of
// ten came to 6.0 bounds (its error is absolute, 3e-6), so seven are allowed; a logistic function of 1e-30 came to 1.2
// of its relative ones, so half a unit in the last place of 1 is added, as an absolute one.
constexpr double kSoftmaxSlack = 6;
constexpr double kLogisticSlack = 0x1p-24;

dnnl::memory plain(MatrixView m) { return {floats({m.rows, m.cols}, Tag::ab), cpu(), m.data}; }

template <class Primitive>
Foreign softmax_with(const Shape& /*s*/, const Memory& memory) {
  const dnnl::memory x = plain(memory.find("x"));
  const typename Primitive::desc desc(dnnl::prop_kind::forward_inference, x.get_desc(), 1);
  const typename Primitive::primitive_desc chosen(desc, cpu());
  return {call(Primitive(chosen), {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, plain(memory.find("y"))}}), [] {}, 1,
          kSoftmaxSlack};
}

// The addition of a row of biases, with the logistic function while the sums are at hand.
Foreign biased_sigmoid(const dnnl::memory& x, const dnnl::memory& bias, const dnnl::memory& p) {
  dnnl::post_ops after;
  after.append_eltwise(1, dnnl::algorithm::eltwise_logistic, 0, 0);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  const dnnl::binary::desc desc(dnnl::algorithm::binary_add, x.get_desc(), bias.get_desc(), p.get_desc());
  const dnnl::binary::primitive_desc chosen(desc, attributes, cpu());
  return {call(dnnl::binary(chosen), {{DNNL_ARG_SRC_0, x}, {DNNL_ARG_SRC_1, bias}, {DNNL_ARG_DST, p}}), [] {}, 1,
          kLogisticSlack};
}

// rows, cols, bias, in place.
Foreign sigmoid(const Shape& s, const Memory& memory) {
  const dnnl::memory x = plain(memory.find("x"));
  const dnnl::memory p = plain(memory.find("p"));
  if (s[2] != 0) return biased_sigmoid(x, plain(memory.find("bias")), p);
  const dnnl::eltwise_forward::desc desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::eltwise_logistic,
                                         x.get_desc(), 0, 0);
  const dnnl::eltwise_forward::primitive_desc chosen(desc, cpu());
  return {call(dnnl::eltwise_forward(chosen), {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, p}}), [] {}, 1, kLogisticSlack};
}

}  // namespace

std::vector<ForeignRival> unit_rivals() {
  return {{"softmax", "onednn", has_rows, softmax_with<dnnl::softmax_forward>},
          {"log_softmax", "onednn", has_rows, softmax_with<dnnl::logsoftmax_forward>},
          {"sigmoid", "onednn", has_rows, sigmoid}};
}

}  // namespace rederive::bench::onednn
