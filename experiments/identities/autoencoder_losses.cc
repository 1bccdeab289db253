// What an autoencoder computes and what it is asked to make small.
//
//   xhat = sigma2(V sigma1(W x + b) + c)
//   L = 1/2 sum_k |xhat_k - x_k|^2       or       L = -sum_i x_i log z_i + (1 - x_i) log(1 - z_i)
//
// Source: document 000, section 6.1 (W' there is V here, b' is c)
#include "experiments/checking/identities.h"
#include "experiments/identities/autoencoder.h"

namespace rederive::checking::autoencoders {
namespace {

// One unit after the other, one weight after the other.
Matrix64 unit_by_unit(const AutoencoderTrial& t) {
  std::vector<double> hidden;
  for (int j = 0; j < t.H; ++j) {
    double a = t.b[j];
    for (int i = 0; i < t.d; ++i) a += t.W(j, i) * t.x[i];
    hidden.push_back(sigmoid(a));
  }
  Matrix64 xhat(t.d, 1);
  for (int i = 0; i < t.d; ++i) {
    double a = t.c[i];
    for (int j = 0; j < t.H; ++j) a += t.V(i, j) * hidden[static_cast<std::size_t>(j)];
    xhat[i] = sigmoid(a);
  }
  return xhat;
}

Matrix64 reconstructed_by_model(const AutoencoderTrial& t) {
  Matrix r(1, t.d);
  trained(t, ReconstructionLoss::squared_error).reconstruct(to_float32(transpose(t.x)), r);
  return transpose(to_double(r));
}

// Images and their reconstructions, a column each.
struct Columns {
  explicit Columns(const Trial& in)
      : x(in.matrix("X", in.size("d", 3, 6), in.size("images", 2, 5), in.scale())),
        xhat(in.matrix("Xhat", x.rows(), x.cols(), in.scale())) {}

  double sum_of_squared_errors() const {
    double total = 0;
    for (int k = 0; k < x.cols(); ++k) {
      const Matrix64 difference = column_of(xhat, k) - column_of(x, k);
      total += dot(difference, difference);
    }
    return total;
  }
  // The same without a difference of vectors: 1/2 |xhat|^2 - <xhat, x> + 1/2 |x|^2.
  Comparison is_half_of_squares(double stated) const {
    const double scale = dot(x, x) + dot(xhat, xhat);
    return equal(stated, scale / 2 - dot(xhat, x), scale);
  }

  Matrix64 x, xhat;
};

// Where in (0, 1) the loss of a target is least, by the sign of its slope. It is convex in z for targets in [0, 1].
double best_output(double target) {
  const auto loss = [target](const auto& z) { return binary_cross_entropy(Matrix64(1, 1, target), z); };
  double low = 0;
  double high = 1;
  for (int step = 0; step < 45; ++step) {
    const double z = (low + high) / 2;
    (complex_slopes(loss, Matrix64(1, 1, z))[0] < 0 ? low : high) = z;
  }
  return (low + high) / 2;
}

Comparison least_at_the_target(const Matrix64& targets) {
  return equal(targets, map(targets, [](double target) { return best_output(target); }));
}

// -log P(t) of a binary t whose elements are ones with probabilities z, averaged over the t whose elements are ones
// with probabilities x: all 2^d of them.
double expected_nll(const Matrix64& x, const Matrix64& z) {
  const auto probability = [](const Matrix64& p, unsigned t) {
    double product = 1;
    for (int i = 0; i < p.size(); ++i) product *= (t >> i & 1U) != 0 ? p[i] : 1 - p[i];
    return product;
  };
  double total = 0;
  for (unsigned t = 0; t < 1U << x.size(); ++t) total -= probability(x, t) * log(probability(z, t));
  return total;
}

// A loss at outputs z = sigmoid(a), and below it its slopes by a.
template <class Loss>
Comparison is_expected_nll(const Trial& in, const Loss& loss) {
  const int d = in.size("d", 3, 6);
  const Matrix64 x = in.uniform("x", d, 1, 0, 1);
  const Matrix64 a = in.vector("a", d, 2);
  const auto with_slopes = [&](double value, const Matrix64& slopes_by_a) {
    std::vector<double> all = slopes_by_a.values();
    all.push_back(value);
    return column(all);
  };
  const auto stated = [&](const auto& logits) { return loss(x, sigmoid(logits)); };
  const auto truth = [&](const Matrix64& logits) { return expected_nll(x, sigmoid(logits)); };
  return same_gradient(with_slopes(stated(a), complex_slopes(stated, a)), with_slopes(truth(a), slopes(truth, a)));
}

// The gradient by c, which is that by the logits A2, against complex steps of the loss.
template <class Loss>
auto trains_with(ReconstructionLoss kind, double slope, const Loss& loss) {
  return autoencoder([=](const AutoencoderTrial& t) {
    const auto of_biases = [&](const auto& c) { return loss(t.x, sigmoid(t.V * sigmoid(t.W * t.x + t.b) + c)); };
    return within(trained_gradient(t, kind, 3), complex_slopes(of_biases, t.c),
                  AutoencoderRounding(t, t.V, slope).by_output);
  });
}

const RegisteredIdentities identities{{
    .title = "Autoencoders: the model and its losses",
    .source = "000 §6.1",
    .claims =
        {{.id = "000.S6.1.ae-def",
          .printed = {"xhat = sigma2(W' sigma1(W x + b) + b')",
                      autoencoder([](const AutoencoderTrial& t) { return equal(t.reconstruction(), unit_by_unit(t)); })},
          .wrong = {"the same with W' read as W transposed",
                    autoencoder([](const AutoencoderTrial& t) {
                      return equal(t.reconstruction(t.W, transpose(t.W)), unit_by_unit(t));
                    })},
          .code = {"models/autoencoder.h reconstruct",
                   autoencoder([](const AutoencoderTrial& t) {
                     return within(reconstructed_by_model(t), t.reconstruction(),
                                   AutoencoderRounding(t, t.V, 1).output);
                   })}},
         {.id = "000.S6.1.squared-loss",
          .printed = {"L = 1/2 sum_k |xhat_k - x_k|^2",
                      [](const Trial& in) {
                        const Columns k(in);
                        return k.is_half_of_squares(k.sum_of_squared_errors() / 2);
                      }},
          .wrong = {"L = sum_k |xhat_k - x_k|^2",
                    [](const Trial& in) {
                      const Columns k(in);
                      return k.is_half_of_squares(k.sum_of_squared_errors());
                    }},
          .code = {"models/autoencoder.h backpropagate, squared error",
                   trains_with(ReconstructionLoss::squared_error, 0.25,
                               [](const auto& x, const auto& xhat) { return squared_error(x, xhat); })}},
         // Can be used: of all outputs in (0, 1) the input itself has the least loss.
         {.id = "000.S6.1.ce-real-valued",
          .printed = {"for real-valued x, L(x, z) is least at z = x",
                      [](const Trial& in) { return least_at_the_target(in.vector("x", in.size("d", 3, 6))); }},
          .corrected = {"for x in [0, 1], L(x, z) is least at z = x; beyond, it has no minimum",
                        [](const Trial& in) {
                          return least_at_the_target(in.uniform("x", in.size("d", 3, 6), 1, 0, 1));
                        }}},
         {.id = "000.S6.1.ce-formula",
          .printed = {"L = -sum_i x_i log z_i + (1 - x_i) log(1 - z_i), and its slopes",
                      [](const Trial& in) {
                        return is_expected_nll(
                            in, [](const auto& x, const auto& z) { return binary_cross_entropy(x, z); });
                      }},
          .wrong = {"-sum_i x_i log z_i, as for classes",
                    [](const Trial& in) {
                      return is_expected_nll(in,
                                                  [](const auto& x, const auto& z) { return cross_entropy(x, z); });
                    }},
          .code = {"models/autoencoder.h backpropagate, cross-entropy",
                   trains_with(ReconstructionLoss::cross_entropy, 1,
                               [](const auto& x, const auto& z) { return binary_cross_entropy(x, z); })}}},
}};

}  // namespace
}  // namespace rederive::checking::autoencoders
