#include "reference/models/half_steps.h"

#include "reference/kernels/sigmoid.h"
#include "reference/kernels/sigmoid_bernoulli.h"
#include "reference/kernels/sparse_gemm.h"
#include "reference/kernels/transpose.h"

namespace rederive {

// States are binary, or ink on paper: most of them are 0, and the products pass over these.
// The logits are written where the probabilities will stand: the kernels turn them in place.

void HalfSteps::bind(const Rbm& rbm) {
  to_hidden_ = rbm.weights();
  to_visible_.reshape(rbm.hidden(), rbm.visible());
  transpose(to_hidden_, to_visible_);
  visible_bias_ = rbm.visible_bias();
  hidden_bias_ = rbm.hidden_bias();
}

void HalfSteps::hidden(ConstMatrixView v, MatrixView probabilities) const {
  sparse_gemm(1, v, Op::none, to_hidden_, 0, probabilities);
  sigmoid(probabilities, hidden_bias_, probabilities);
}

void HalfSteps::visible(ConstMatrixView h, MatrixView probabilities) const {
  gemm(1, h, Op::none, to_visible_, Op::none, 0, probabilities);
  sigmoid(probabilities, visible_bias_, probabilities);
}

void HalfSteps::sample_hidden(ConstMatrixView v, const Stream& stream, MatrixView probabilities,
                              MatrixView samples) const {
  sparse_gemm(1, v, Op::none, to_hidden_, 0, probabilities);
  sigmoid_bernoulli(probabilities, hidden_bias_, stream, probabilities, samples);
}

void HalfSteps::sample_visible(ConstMatrixView h, const Stream& stream, MatrixView probabilities,
                               MatrixView samples) const {
  sparse_gemm(1, h, Op::none, to_visible_, 0, probabilities);
  sigmoid_bernoulli(probabilities, visible_bias_, stream, probabilities, samples);
}

}  // namespace rederive
