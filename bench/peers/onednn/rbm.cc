#include "bench/peers/onednn/rbm.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace rederive::bench {
namespace {

using Dims = dnnl::memory::dims;
using Tag = dnnl::memory::format_tag;

dnnl::memory::desc floats(const Dims& dims, Tag tag) { return {dims, dnnl::memory::data_type::f32, tag}; }

std::size_t size(dnnl::memory::dim rows, dnnl::memory::dim cols) { return static_cast<std::size_t>(rows * cols); }

// The next one takes what this one makes; neither changes places.
dnnl::matmul::primitive_desc describe(const dnnl::engine& engine, const Dims& in, const Dims& weights, const Dims& bias,
                                      const Dims& out) {
  dnnl::post_ops after;
  after.append_eltwise(1, dnnl::algorithm::eltwise_logistic, 0, 0);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  const dnnl::matmul::desc desc(floats(in, Tag::ab), floats(weights, Tag::any), floats(bias, Tag::ab),
                                floats(out, Tag::ab));
  return {desc, attributes, engine};
}

}  // namespace

OnednnRbm::HalfStep::HalfStep(const dnnl::engine& engine, dnnl::memory::dim batch, const dnnl::memory& weights,
                              dnnl::memory::dim in, dnnl::memory::dim out, std::vector<float>& bias)
    : engine_(engine),
      weights_(weights),
      bias_(floats({1, out}, Tag::ab), engine, bias.data()),
      in_(floats({batch, in}, Tag::ab), engine, nullptr),
      out_(floats({batch, out}, Tag::ab), engine, nullptr),
      chosen_(describe(engine, {batch, in}, {in, out}, {1, out}, {batch, out})),
      product_(chosen_) {
  packed_ = weights_;
  if (chosen_.weights_desc() == weights_.get_desc()) return;
  packed_ = dnnl::memory(chosen_.weights_desc(), engine);
  pack_ = dnnl::reorder(weights_, packed_);
}

void OnednnRbm::HalfStep::bind(dnnl::stream& stream) {
  if (pack_.get(true) != nullptr) pack_.execute(stream, weights_, packed_);
}

void OnednnRbm::HalfStep::operator()(dnnl::stream& stream, std::vector<float>& in, std::vector<float>& out) {
  in_.set_data_handle(in.data());
  out_.set_data_handle(out.data());
  product_.execute(stream,
                   {{DNNL_ARG_SRC, in_}, {DNNL_ARG_WEIGHTS, packed_}, {DNNL_ARG_BIAS, bias_}, {DNNL_ARG_DST, out_}});
  stream.wait();
}

OnednnRbm::OnednnRbm(const RbmWork& work, const float* digits)
    : work_(work),
      digits_(digits),
      engine_(dnnl::engine::kind::cpu, 0),
      stream_(engine_),
      weights_(size(work.pixels, work.hidden)),
      above_(size(1, work.hidden)),
      below_(size(1, work.pixels)),
      v0_(size(work.batch, work.pixels)),
      v_(v0_.size()),
      visible_(v0_.size()),
      p0_(size(work.batch, work.hidden)),
      p_(p0_.size()),
      hidden_(p0_.size()),
      up_(engine_, work.batch, {floats({work.pixels, work.hidden}, Tag::ab), engine_, weights_.data()}, work.pixels,
          work.hidden, above_),
      down_(engine_, work.batch, {floats({work.hidden, work.pixels}, Tag::ba), engine_, weights_.data()}, work.hidden,
            work.pixels, below_) {
  if (work.rows % work.batch != 0) throw std::invalid_argument("the rows are not whole batches");
  std::normal_distribution<float> normal(0, work.sd);
  std::generate(weights_.begin(), weights_.end(), [&] { return normal(shuffle_); });
}

void OnednnRbm::bind() {
  up_.bind(stream_);
  down_.bind(stream_);
}

void OnednnRbm::add_bias(std::vector<float>& bias, const std::vector<float>& plus,
                         const std::vector<float>& minus) const {
  const float rate = work_.rate / static_cast<float>(work_.batch);
  float* to = bias.data();
  for (std::size_t row = 0; row < plus.size(); row += bias.size()) {
    const float* x = plus.data() + row;
    const float* y = minus.data() + row;
    for (std::size_t j = 0; j < bias.size(); ++j) to[j] += rate * (x[j] - y[j]);
  }
}

void OnednnRbm::update() {
  const float rate = work_.rate / static_cast<float>(work_.batch);
  const auto add = [&](float alpha, const std::vector<float>& v, const std::vector<float>& p) {
    dnnl_sgemm('T', 'N', work_.pixels, work_.hidden, work_.batch, alpha, v.data(), work_.pixels, p.data(), work_.hidden,
               1, weights_.data(), work_.hidden);
  };
  add(rate, v0_, p0_);
  add(-rate, v_, p_);
  add_bias(below_, v0_, v_);
  add_bias(above_, p0_, p_);
}

void OnednnRbm::epoch() {
  std::vector<std::ptrdiff_t> order(static_cast<std::size_t>(work_.rows));
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), shuffle_);
  for (std::ptrdiff_t first = 0; first < work_.rows; first += work_.batch) {
    for (std::ptrdiff_t i = 0; i < work_.batch; ++i) {
      std::copy_n(digits_ + order[static_cast<std::size_t>(first + i)] * work_.pixels, work_.pixels,
                  v0_.data() + i * work_.pixels);
    }
    bind();
    up_(stream_, v0_, p0_);
    samples_.draw(p0_.data(), hidden_.data(), hidden_.size());
    for (dnnl::memory::dim step = 1; step <= work_.k; ++step) {
      down_(stream_, hidden_, visible_);
      samples_.draw(visible_.data(), v_.data(), v_.size());
      up_(stream_, v_, p_);
      if (step < work_.k) samples_.draw(p_.data(), hidden_.data(), hidden_.size());
    }
    update();
  }
}

double OnednnRbm::reconstruction() {
  bind();
  up_(stream_, v0_, p0_);
  down_(stream_, p0_, visible_);
  double sum = 0;
  for (std::size_t i = 0; i < v0_.size(); ++i) sum += (v0_[i] - visible_[i]) * (v0_[i] - visible_[i]);
  return sum / static_cast<double>(v0_.size());
}

}  // namespace rederive::bench
