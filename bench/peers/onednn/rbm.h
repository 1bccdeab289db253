// Contrastive divergence as one writes it with oneDNN: products with bias and logistic function in one primitive, on
// weights in the layout that the primitive chooses, once an update.
#pragma once

#include <cstddef>
#include <cstdint>
#include <dnnl.hpp>
#include <random>
#include <vector>

#include "bench/peers/onednn/samples.h"

namespace rederive::bench {

struct RbmWork {
  dnnl::memory::dim rows, pixels, hidden, batch, k;
  float rate, sd;
};

class OnednnRbm {
 public:
  /// `digits` has rows x pixels values and outlives this; rows are whole batches, else std::invalid_argument.
  OnednnRbm(const RbmWork& work, const float* digits);
  void epoch();
  /// The mean square between the digits of the last batch and their reconstruction from hidden probabilities.
  double reconstruction();

 private:
  // out = logistic(in weights + bias), rows of a batch.
  class HalfStep {
   public:
    HalfStep(const dnnl::engine& engine, dnnl::memory::dim batch, const dnnl::memory& weights, dnnl::memory::dim in,
             dnnl::memory::dim out, std::vector<float>& bias);
    void bind(dnnl::stream& stream);  // after the weights have changed
    void operator()(dnnl::stream& stream, std::vector<float>& in, std::vector<float>& out);

   private:
    dnnl::engine engine_;
    dnnl::memory weights_, packed_, bias_, in_, out_;
    dnnl::matmul::primitive_desc chosen_;
    dnnl::matmul product_;
    dnnl::reorder pack_;
  };
  void bind();
  void update();
  void add_bias(std::vector<float>& bias, const std::vector<float>& plus, const std::vector<float>& minus) const;

  RbmWork work_;
  const float* digits_;
  dnnl::engine engine_;
  dnnl::stream stream_;
  std::mt19937 shuffle_{1};
  Samples samples_{1};
  std::vector<float> weights_, above_, below_;             // pixels x hidden; biases of hidden, of visible
  std::vector<float> v0_, v_, visible_, p0_, p_, hidden_;  // states and probabilities of a batch
  HalfStep up_, down_;
};

}  // namespace rederive::bench
