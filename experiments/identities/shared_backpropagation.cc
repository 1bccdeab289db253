// What backpropagation saves: products of matrices in the gradients of a stack of n layers.
//
//   Delta_k = (W_{k+1}' Delta_{k+1}) . f_k'(S_k),  dL/dW_k = Delta_k Z_{k-1}',  k = n .. 1
//
//   of width d, a batch of N              products of d x d by d x N, or d x N by N x d: d^2 N multiply-adds each
//     shared                              n forward,    n - 1 for signals,          n for gradients
//     each gradient by itself             n^2,          n (n - 1) / 2,              n
//
// They are counted where they are done, in code that computes all gradients in each way; all ways agree bit for
// bit. What is done element by element is left out: it is a d-th part. `rederive bench 'sigmoid_layers*'` times it.
//
// Source: document 003, exercise 4
#include "experiments/checking/identities.h"
#include "experiments/identities/float32_perceptron.h"

namespace rederive::checking::mlp {
namespace {

constexpr Sharing kShared{};
constexpr Sharing kOwnActivations{.activations = false, .signals = true};
constexpr Sharing kOwnSignals{.activations = true, .signals = false};
constexpr Sharing kScratch{.activations = false, .signals = false};

/// 1 .. 32 sigmoid layers of one width.
Perceptron stack(const Trial& in) {
  const int depth = in.size("depth", 1, 32);
  const int width = in.size("width", 2, 5);
  return {in, std::vector<int>(static_cast<std::size_t>(depth) + 1, width), in.size("N", 2, 6), sigmoids(depth)};
}

/// Products for all gradients of the stack: of all `kinds`, for each way of sharing.
using Kinds = std::vector<Index ProductCounts::*>;
Matrix64 counted(const Perceptron& net, const std::vector<Sharing>& ways, const Kinds& kinds) {
  const double each = net.W(1).rows() * net.W(1).cols() * net.T().cols();
  Matrix64 products(1, static_cast<int>(ways.size()));
  for (int way = 0; way < products.cols(); ++way) {
    ProductCounts counts;
    counted_gradients(net, ways[static_cast<std::size_t>(way)], counts);
    for (const auto kind : kinds) products[way] += static_cast<double>(counts.*kind);
    products[way] /= each;
  }
  return products;
}

const Kinds kAll{&ProductCounts::forward, &ProductCounts::signals, &ProductCounts::gradients};

/// Stated numbers of products as functions of the depth, one for each way.
using Formulas = std::vector<double (*)(double)>;
auto products(const std::vector<Sharing>& ways, const Kinds& kinds, const Formulas& formulas) {
  return [=](const Trial& in) {
    const Perceptron net = stack(in);
    Matrix64 stated(1, static_cast<int>(formulas.size()));
    for (int way = 0; way < stated.cols(); ++way) stated[way] = formulas[static_cast<std::size_t>(way)](net.depth());
    return equal(stated, counted(net, ways, kinds));
  };
}

/// Delta_k from Delta_n alone, the weights and the slopes that the pass forward left, against dL/dS_k.
template <class Step>
auto signals_from_output(const Step& below) {
  return [below](const Trial& in) {
    const Perceptron net = random_perceptron(in, in.size("depth", 2, 8));
    const int k = in.size("k", 1, net.depth() - 1);
    Matrix64 delta = complex_slopes(net.loss_of_preactivation(net.depth()), net.S(net.depth()));
    for (int layer = net.depth() - 1; layer >= k; --layer) delta = below(net, layer, delta);
    return analytic_gradient(delta, net.loss_of_preactivation(k), net.S(k));
  };
}

/// The gradients that train, of all layers, against those of this way of sharing: bit for bit.
Statement bits_of_training(Sharing way) {
  return {"models/network.h backward, bit for bit", [=](const Trial& in) {
            const Perceptron net = stack(in);
            ProductCounts counts;
            Comparison all;
            for (const Matrix& gradient : network_gradients(net)) {
              all.stated.insert(all.stated.end(), gradient.data(), gradient.data() + gradient.size());
            }
            for (const Matrix& gradient : counted_gradients(net, way, counts)) {
              all.truth.insert(all.truth.end(), gradient.data(), gradient.data() + gradient.size());
            }
            return all;
          }};
}

const RegisteredIdentities identities{{
    .title = "What backpropagation saves: multiply-adds with and without sharing",
    .source = "003 Ex. 4",
    .claims =
        {{.id = "003.E4.length",
          .printed = {"n gradients, each by itself, take (3 n^2 + n) / 2 products, shared 3 n - 1: quadratic, linear",
                      products({kScratch, kShared}, kAll,
                               {[](double n) { return (3 * n * n + n) / 2; }, [](double n) { return 3 * n - 1; }})},
          .wrong = {"each by itself 3 n as well: a pass forward, the signals and a product for each layer",
                    products({kScratch, kShared}, kAll,
                             {[](double n) { return 3 * n; }, [](double n) { return 3 * n - 1; }})},
          .code = bits_of_training(kScratch)},
         {.id = "003.E4.recursion",
          .printed =
              {"signals take n - 1 products where each comes from the next, n (n - 1) / 2 where each starts anew",
               products({kShared, kOwnSignals}, {&ProductCounts::signals},
                        {[](double n) { return n - 1; }, [](double n) { return n * (n - 1) / 2; }})},
          .wrong = {"anew they take 2 (n - 1): twice as many",
                    products({kShared, kOwnSignals}, {&ProductCounts::signals},
                             {[](double n) { return n - 1; }, [](double n) { return 2 * (n - 1); }})},
          .code = bits_of_training(kOwnSignals)},
         {.id = "003.E4.caching",
          .printed = {"activations take n products where they are kept, n^2 where each gradient makes them again",
                      products({kShared, kOwnActivations}, {&ProductCounts::forward},
                               {[](double n) { return n; }, [](double n) { return n * n; }})},
          .wrong = {"made again, n (n + 1) / 2: each gradient runs the layers below it alone",
                    products({kShared, kOwnActivations}, {&ProductCounts::forward},
                             {[](double n) { return n; }, [](double n) { return n * (n + 1) / 2; }})},
          .code = bits_of_training(kOwnActivations)},
         {.id = "003.E4.delta-out",
          .printed = {"Delta_k = dL/dS_k for all k < n from Delta_n, by Delta_k = (W_{k+1}' Delta_{k+1}) . f_k'(S_k)",
                      signals_from_output([](const Perceptron& net, int k, const Matrix64& above) {
                        return hadamard(transpose(net.W(k + 1)) * above, net.slope(k));
                      })},
          .wrong = {"W_{k+1}' Delta_{k+1}",
                    signals_from_output([](const Perceptron& net, int k, const Matrix64& above) {
                      return transpose(net.W(k + 1)) * above;
                    })}}},
}};

}  // namespace
}  // namespace rederive::checking::mlp
