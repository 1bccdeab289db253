// The logits of a small convolutional network, and their single derivatives.
//
//   x_i = beta_i + sum_{l=1}^2 sum_{e,f=1}^{d2} w^l_efi v^l_ef          v^l: pooled maps of d2 x d2
//
// Source: document 002, problem 1, equations 7 to 10
#include "experiments/checking/float32.h"
#include "experiments/checking/identities.h"
#include "experiments/identities/small_convnet.h"
#include "reference/kernels/chain_bound.h"
#include "reference/layers/dense.h"

namespace rederive::checking {
namespace {

constexpr int kClasses = SmallConvNet::classes;

// A dense layer with the network's weights, run forwards, and backwards with the gradient e_i.
struct Trained {
  Trained(const SmallConvNet& net, int i) : layer(net.w.cols(), kClasses), x(1, kClasses), dv(1, net.w.cols()) {
    layer.weights().value = to_float32(transpose(net.w));
    layer.bias().value = to_float32(transpose(net.beta));
    const Matrix v = to_float32(transpose(column(net.v.values())));
    Matrix g = to_float32(transpose(unit(kClasses, i)));
    layer.forward({}, v, x);
    layer.backward({}, v, x, g, dv);
  }
  Dense layer;
  Matrix x, dv;
};

// x_i as (7) sums it, with the elements of w^l_efi in the place that `weight` gives them.
template <class Weight>
Comparison weighted_sum(const SmallConvNet& net, const Weight& weight) {
  Matrix64 stated = net.beta;
  for (int i = 0; i < kClasses; ++i) {
    for (int l = 1; l <= 2; ++l) {
      for (int e = 1; e <= net.d2; ++e) {
        for (int f = 1; f <= net.d2; ++f) {
          stated[i] += weight(l - 1, e - 1, f - 1, i) * net.v(l - 1, (e - 1) * net.d2 + f - 1);
        }
      }
    }
  }
  return equal(stated, net.x);
}

// stated(i, l, e, f) as the slopes of x_i, `slopes(i)`, which has a column for each (l, e, f).
template <class Stated, class Slopes>
Comparison slopes_of_logits(const SmallConvNet& net, const Stated& stated, const Slopes& slopes) {
  Matrix64 all(kClasses, net.w.cols());
  Matrix64 truth(kClasses, net.w.cols());
  for (int i = 0; i < kClasses; ++i) {
    const Matrix64 found = slopes(i);
    for (int c = 0; c < all.cols(); ++c) {
      all(i, c) = stated(i, c / (net.d2 * net.d2), c / net.d2 % net.d2, c % net.d2);
      truth(i, c) = found[c];
    }
  }
  return same_gradient(all, truth);
}

// dx_i/dw^l_efi
template <class Stated>
Comparison slopes_by_weights(const SmallConvNet& net, const Stated& stated) {
  return slopes_of_logits(net, stated, [&](int i) {
    const auto logit = [&](const auto& w) { return SmallConvNet::logits(net.beta, w, net.v)[i]; };
    const Matrix64 found = complex_slopes(logit, net.w);
    Matrix64 own(1, net.w.cols());
    for (int c = 0; c < own.cols(); ++c) own[c] = found(i, c);
    return own;
  });
}

// dx_i/dv^l_ef
template <class Stated>
Comparison slopes_by_maps(const SmallConvNet& net, const Stated& stated) {
  return slopes_of_logits(net, stated, [&](int i) {
    return complex_slopes([&](const auto& v) { return SmallConvNet::logits(net.beta, net.w, v)[i]; }, net.v);
  });
}

// dx_i/dbeta_j, all j.
Matrix64 slopes_by_offset(const SmallConvNet& net, int i) {
  return complex_slopes([&](const auto& beta) { return SmallConvNet::logits(beta, net.w, net.v)[i]; }, net.beta);
}

const RegisteredIdentities identities{{
    .title = "Small convolutional network: from pooled maps to logits",
    .source = "002 P1",
    .claims =
        {{.id = "002.P1.eq7",
          .printed = {"x_i = beta_i + sum_{l=1}^2 sum_{e=1}^{d2} sum_{f=1}^{d2} w^l_efi v^l_ef",
                      small_convnet([](const SmallConvNet& net) {
                        return weighted_sum(net, [&](int l, int e, int f, int i) { return net.weight(l, e, f, i); });
                      })},
          .wrong = {"w^l_fei v^l_ef", small_convnet([](const SmallConvNet& net) {
                      return weighted_sum(net, [&](int l, int e, int f, int i) { return net.weight(l, f, e, i); });
                    })},
          .code = {"layers/dense.h Dense::forward", small_convnet([](const SmallConvNet& net) {
                     // v is rounded, and a chain of as many products as there are weights.
                     const double magnitude = net.w.cols() * largest(net.w) * largest(net.v) + largest(net.beta);
                     return within(to_double(Trained(net, 0).x), transpose(net.x),
                                   chain_bound(net.w.cols() + 3, magnitude));
                   })}},
         {.id = "002.P1.eq8",
          .printed = {"dx_i/dbeta_i = 1", small_convnet([](const SmallConvNet& net) {
                        Matrix64 truth(kClasses, 1);
                        for (int i = 0; i < kClasses; ++i) truth[i] = slopes_by_offset(net, i)[i];
                        return same_gradient(Matrix64(kClasses, 1, 1.0), truth);
                      })},
          .wrong = {"dx_i/dbeta_j = 1 for all j", small_convnet([](const SmallConvNet& net) {
                      return same_gradient(Matrix64(kClasses, 1, 1.0), slopes_by_offset(net, 0));
                    })},
          .code = {"layers/dense.h Dense::backward", small_convnet([](const SmallConvNet& net) {
                     return within(to_double(Trained(net, 1).layer.bias().gradient), transpose(unit(kClasses, 1)), 0);
                   })}},
         {.id = "002.P1.eq9",
          .printed = {"dx_i/dw^l_efi = v^l_ef", small_convnet([](const SmallConvNet& net) {
                        return slopes_by_weights(net,
                                                 [&](int, int l, int e, int f) { return net.v(l, e * net.d2 + f); });
                      })},
          .wrong = {"v^l_fe", small_convnet([](const SmallConvNet& net) {
                      return slopes_by_weights(net, [&](int, int l, int e, int f) { return net.v(l, f * net.d2 + e); });
                    })},
          .code = {"layers/dense.h Dense::backward", small_convnet([](const SmallConvNet& net) {
                     return within(column_of(to_double(Trained(net, 1).layer.weights().gradient), 1),
                                   column(net.v.values()), kUnitRoundoff32 * largest(net.v));
                   })}},
         {.id = "002.P1.eq10",
          .printed = {"dx_i/dv^l_ef = w^l_efi", small_convnet([](const SmallConvNet& net) {
                        return slopes_by_maps(net, [&](int i, int l, int e, int f) { return net.weight(l, e, f, i); });
                      })},
          .wrong = {"w^l_fei", small_convnet([](const SmallConvNet& net) {
                      return slopes_by_maps(net, [&](int i, int l, int e, int f) { return net.weight(l, f, e, i); });
                    })},
          .code = {"layers/dense.h Dense::backward", small_convnet([](const SmallConvNet& net) {
                     return within(transpose(to_double(Trained(net, 1).dv)), row_of(net.w, 1), 0);
                   })}}},
}};

}  // namespace
}  // namespace rederive::checking
