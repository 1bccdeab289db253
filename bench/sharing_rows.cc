// What backpropagation saves, in seconds: all gradients of a stack of sigmoid layers, sharing activations and error
// signals between them or computing each from scratch. The cost is that of the work that is needed, with sharing: rates
// and shares of the roof then say what of it came to be used.
//
// "uncached" makes a pass forward for each gradient, "unreused" takes the error signals down from the loss for each,
// "scratch" does both. The update of the weights, which is the same for all, is left out.
//
// Not a kernel of the library, but declared as one: checked against an oracle, then timed. The variants have the same
// bits.
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "reference/kernels/registry.h"
#include "reference/models/gradient_sharing.h"
#include "reference/oracles/sigmoid_layers.h"

namespace rederive::bench {
namespace {

// Made at the first call and kept, as training keeps its buffers.
struct Work {
  std::unique_ptr<SigmoidLayers> layers;
  const std::vector<Matrix>* gradients = nullptr;
};

struct GradientsProblem {
  ConstMatrixView x;
  std::vector<ConstMatrixView> weights;
  ConstMatrixView targets;
  Work* work = nullptr;
};

Matrix copy(ConstMatrixView from) {
  Matrix to(from.rows, from.cols);
  for (Index i = 0; i < from.rows; ++i) std::copy_n(from.row(i), from.cols, to.row(i));
  return to;
}

template <bool kActivations, bool kSignals>
void run(const GradientsProblem& p) {
  if (p.work->layers == nullptr) {
    std::vector<Matrix> weights;
    for (const ConstMatrixView w : p.weights) weights.push_back(copy(w));
    p.work->layers = std::make_unique<SigmoidLayers>(std::move(weights));
  }
  p.work->gradients = &p.work->layers->gradients(p.x, p.targets, {kActivations, kSignals});
}

// Weights and the signal of the output are positive, so nothing cancels and the bound stays tight through 32 layers;
// weights add up to about 2 a unit, so signals shrink to a quarter a layer, which float32 holds.
GradientsProblem make(const Shape& s, Memory& memory) {
  const auto [depth, width, batch] = std::array{s[0], s[1], s[2]};
  const float mean = 2.0F / static_cast<float>(width);
  const auto weight = [mean](Draws& draws) { return mean * (1 + Memory::uniform(draws)); };
  const auto target = [](Draws& draws) { return -(1 + Memory::uniform(draws)) / 2; };
  GradientsProblem p;
  p.x = memory.input("x", batch, width, &Memory::uniform);
  for (Index k = 1; k <= depth; ++k) p.weights.push_back(memory.input("W " + std::to_string(k), width, width, weight));
  p.targets = memory.input("targets", batch, width, target);
  p.work = &memory.keep<Work>();
  return p;
}

std::vector<Expected> expected(const GradientsProblem& p) {
  std::vector<Expected> all;
  for (oracle::Bounded& g : oracle::sigmoid_layer_gradients(p.x, p.weights, p.targets)) {
    all.push_back({"dW " + std::to_string(all.size() + 1), std::move(g.value), std::move(g.error)});
  }
  return all;
}

std::vector<std::vector<double>> computed(const GradientsProblem& p) {
  std::vector<std::vector<double>> all;
  for (const Matrix& gradient : *p.work->gradients) all.push_back(values(gradient));
  return all;
}

// Forward and gradient of every layer, signals of all but the last: 3 n - 1 products of width^2 batch multiply-adds.
Cost cost(const Shape& s) {
  const double depth = s[0], width = s[1], batch = s[2];
  return {2 * (3 * depth - 1) * width * width * batch, 4 * (2 * depth * width * width + 2 * batch * width)};
}

const RegisteredKernel gradients_kernel{Kernel<GradientsProblem>{
    .name = "sigmoid_layers_gradients",
    .formula = "dL/dW_k = Z_{k-1}' D_k of all layers",
    .axes = {"depth", "width", "batch"},
    .cost = cost,
    .check = {{1, 1, 1}, {1, 3, 5}, {2, 17, 4}, {5, 7, 11}},
    .bench = {{1, 100, 20}, {2, 100, 20}, {4, 100, 20}, {8, 100, 20}, {16, 100, 20}, {32, 100, 20}},
    .make = make,
    .oracle = expected,
    .bound = [](const Shape&, const Expected& e, std::size_t i, double) { return e.scale[i]; },
    .results = computed,
    .properties = {},
    .variants = {{"shared", run<true, true>, true},
                 {"unreused", run<true, false>, true},
                 {"uncached", run<false, true>, true},
                 {"scratch", run<false, false>, true}},
    .standard = "shared"}};

}  // namespace
}  // namespace rederive::bench
