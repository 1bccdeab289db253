// The cost of a classifier with a softmax, and its single derivatives.
//
//   J = -log y_m,  y = softmax(x),  m the true class
//
// Source: document 002, problem 1, equations 1 to 5
#include "experiments/checking/identities.h"
#include "experiments/identities/small_convnet.h"
#include "experiments/identities/softmax_rounding.h"
#include "reference/kernels/softmax.h"
#include "reference/kernels/softmax_nll.h"

namespace rederive::checking {
namespace {

constexpr int kClasses = SmallConvNet::classes;

// Logits of any scale, as float32 numbers, and the true class.
struct Logits {
  Logits(int true_class, const Matrix64& logits) : m(true_class), x(rounded_to_float32(logits)), y(softmax(x)) {}
  explicit Logits(const Trial& in) : Logits(in.size("m", 1, kClasses) - 1, in.vector("x", kClasses, in.scale())) {}

  /// -log y_m without y: the logarithm of the sum over all classes less the logit of the true one.
  double cost() const { return label_cost(x, m); }

  int m;
  Matrix64 x, y;
};

template <class F>
auto softmax_of(const F& statement) {
  return [statement](const Trial& in) { return statement(Logits(in)); };
}

// A distribution by what makes it a softmax: its sum is one, and the logarithms of its odds are differences of logits.
Comparison odds_and_sum(const Matrix64& y, const Matrix64& x) {
  Matrix64 stated(kClasses, 1, sum(y));
  Matrix64 truth(kClasses, 1, 1.0);
  for (int i = 1; i < kClasses; ++i) {
    stated[i] = log(y[i]) - log(y[0]);
    truth[i] = x[i] - x[0];
  }
  return equal(stated, truth);
}

struct SoftmaxNll {
  Matrix64 dx;
  double loss;
};
SoftmaxNll trained(const Logits& in) {
  Matrix dx(1, kClasses);
  double loss = 0;
  const auto label = static_cast<std::uint32_t>(in.m);
  softmax_nll(to_float32(transpose(in.x)), {&label, 1}, 1, dx, {&loss, 1});
  return {.dx = to_double(dx), .loss = loss};
}

const RegisteredIdentities identities{{
    .title = "Small convolutional network: the cost of its output",
    .source = "002 P1",
    .claims = {{.id = "002.P1.eq1-loss",
                .printed = {"J = -log y_m", softmax_of([](const Logits& in) {
                              return equal(-log(in.y[in.m]), in.cost(), 1 + largest(in.x));
                            })},
                .wrong = {"-sum_i log y_i", softmax_of([](const Logits& in) {
                            return equal(-sum(log(in.y)), in.cost(), 1 + largest(in.x));
                          })},
                .code = {"kernels/softmax_nll.h softmax_nll", softmax_of([](const Logits& in) {
                           return within(Matrix64(1, 1, trained(in).loss), Matrix64(1, 1, in.cost()),
                                         SoftmaxRounding(in.x).loss());
                         })}},
               {.id = "002.P1.eq2",
                .printed = {"dJ/dy = [0, .., -1/y_m, .., 0]", small_convnet([](const SmallConvNet& net) {
                              return analytic_gradient(
                                  transpose(net.dj_dy()), [&](const auto& y) { return -log(y[net.m]); }, net.y,
                                  net.y[net.m] / 4);
                            })},
                .wrong = {"[-1/y_1, .., -1/y_3]", small_convnet([](const SmallConvNet& net) {
                            return analytic_gradient(
                                map(net.y, [](double p) { return -1 / p; }),
                                [&](const auto& y) { return -log(y[net.m]); }, net.y, net.y[net.m] / 4);
                          })}},
               {.id = "002.P1.eq4",
                .printed = {"y_i = exp(x_i) / sum_k exp(x_k): sum_i y_i = 1, log(y_i / y_j) = x_i - x_j",
                            softmax_of([](const Logits& in) {
                              const Matrix64 e = exp(in.x);
                              return odds_and_sum((1 / sum(e)) * e, in.x);
                            })},
                .wrong = {"exp(x_i) / sum_{k!=i} exp(x_k)", softmax_of([](const Logits& in) {
                            const Matrix64 e = exp(in.x);
                            return odds_and_sum(map(e, [&](double one) { return one / (sum(e) - one); }), in.x);
                          })},
                .code = {"kernels/softmax.h softmax", softmax_of([](const Logits& in) {
                           Matrix y(1, kClasses);
                           rederive::softmax(to_float32(transpose(in.x)), y);
                           return within(to_double(y), transpose(in.y), SoftmaxRounding(in.x).probability());
                         })}},
               {.id = "002.P1.eq5",
                .printed = {"dy_i/dx_j = y_i ([i = j] - y_j)", small_convnet([](const SmallConvNet& net) {
                              return same_gradient(net.dy_dx(),
                                                   jacobian([](const Matrix64& x) { return softmax(x); }, net.x));
                            })},
                .wrong = {"y_i ([i = j] - y_i)", small_convnet([](const SmallConvNet& net) {
                            Matrix64 stated = net.dy_dx();
                            for (int i = 0; i < kClasses; ++i) {
                              for (int j = 0; j < kClasses; ++j) stated(i, j) = net.y[i] * (delta(i, j) - net.y[i]);
                            }
                            return same_gradient(stated, jacobian([](const Matrix64& x) { return softmax(x); }, net.x));
                          })},
                .code = {"kernels/softmax_nll.h softmax_nll, (2) times (5)", small_convnet([](const SmallConvNet& net) {
                           const SmallConvNet rounded = net.with_logits(rounded_to_float32(net.x));
                           return within(trained({net.m, net.x}).dx, rounded.dj_dy() * rounded.dy_dx(),
                                         SoftmaxRounding(rounded.x).by_logits());
                         })}}},
}};

}  // namespace
}  // namespace rederive::checking
