#include "bench/onednn/onednn.h"

namespace rederive::bench::onednn {
namespace {

// m, n, k, ta, tb, s; alpha = 1, and beta = 0 or 1.
bool plain_sum(const Shape& s) { return s[5] <= 1 && s[0] > 0 && s[1] > 0 && s[2] > 0; }

// The BLAS function: packs in every call, as "simd" does.
Foreign sgemm(const Shape& s, const Memory& memory) {
  const ConstMatrixView a = memory.find("A");
  const ConstMatrixView b = memory.find("B");
  const MatrixView c = memory.find("C");
  static_cast<void>(cpu());  // one thread
  const auto run = [=] {
    dnnl_sgemm(s[3] != 0 ? 'T' : 'N', s[4] != 0 ? 'T' : 'N', s[0], s[1], s[2], 1, a.data, a.stride, b.data, b.stride,
               static_cast<float>(s[5]), c.data, c.stride);
  };
  return {run, [] {}};
}

// The primitive with B in its own layout beforehand, as "simd_packed" has it.
Foreign matmul(const Shape& s, const Memory& memory) {
  const Dims a_dims = {s[0], s[2]};
  const Dims b_dims = {s[2], s[1]};
  const Dims c_dims = {s[0], s[1]};
  const Tag a_tag = s[3] != 0 ? Tag::ba : Tag::ab;
  const Tag b_tag = s[4] != 0 ? Tag::ba : Tag::ab;
  const dnnl::matmul::desc desc(floats(a_dims, a_tag), floats(b_dims, Tag::any), floats(c_dims, Tag::ab));
  dnnl::post_ops after;
  if (s[5] != 0) after.append_sum(1);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  const dnnl::matmul::primitive_desc chosen(desc, attributes, cpu());
  const MatrixView c = memory.find("C");
  const Arguments arguments = {{DNNL_ARG_SRC, load(memory.find("A"), a_dims, a_tag, chosen.src_desc())},
                               {DNNL_ARG_WEIGHTS, load(memory.find("B"), b_dims, b_tag, chosen.weights_desc())},
                               {DNNL_ARG_DST, dnnl::memory(floats(c_dims, Tag::ab), cpu(), c.data)}};
  return {call(dnnl::matmul(chosen), arguments), [] {}};
}

}  // namespace

std::vector<ForeignRival> gemm_rivals() {
  return {{"gemm", "onednn", plain_sum, sgemm}, {"gemm", "onednn_packed", plain_sum, matmul}};
}

}  // namespace rederive::bench::onednn
