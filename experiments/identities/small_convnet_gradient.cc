// The gradient of a small convolutional network by the chain rule.
//
//   dJ/dbeta_i   = sum_j (dJ/dy_j) (dy_j/dx_i)
//   dJ/dw^l_efi  = sum_j (dJ/dy_j) (dy_j/dx_i) v^l_ef
//   dJ/da^l_gh   = sum_j (dJ/dy_j) sum_i (dy_j/dx_i) sum_ef w^l_efi (dv^l_ef/da^l_gh)
//   dJ/dtheta_ab = sum_gh (dJ/da^l_gh) input_{gs+a, hs+b},   dJ/dtheta_l = sum_gh dJ/da^l_gh
//
// The document's chains leave the vector dJ/dy outside of the sum over j that belongs to it, sum over an index that the
// left side has, and use indices outside of the sums that bind them. They are read as they stand: a sum binds its index
// within its parentheses, and dJ/dy is the row vector of equation 2.
// Source: document 002, problem 1, equations 17 and 19 to 21
#include "experiments/checking/identities.h"
#include "experiments/identities/small_convnet.h"
#include "experiments/identities/small_convnet_kernels.h"
#include "reference/kernels/chain_bound.h"

namespace rederive::checking {
namespace {

constexpr int kMaps = SmallConvNet::maps;
constexpr int kClasses = SmallConvNet::classes;
constexpr int k = SmallConvNet::k;
constexpr int kTaps = k * k;

// The network's cost as a function of one parameter.
auto cost_of_beta(const SmallConvNet& net) {
  return [&net](const auto& beta) { return net.loss_of_logits(SmallConvNet::logits(beta, net.w, net.v)); };
}
auto cost_of_w(const SmallConvNet& net) {
  return [&net](const auto& w) { return net.loss_of_logits(SmallConvNet::logits(net.beta, w, net.v)); };
}
auto cost_of_filters(const SmallConvNet& net) {
  return [&net](const auto& filters) { return net.loss_of_filters(filters, net.biases); };
}
auto cost_of_biases(const SmallConvNet& net) {
  return [&net](const auto& biases) { return net.loss_of_filters(net.filters, biases); };
}

// The chains with all their sums.
Matrix64 by_beta(const SmallConvNet& net) { return transpose(net.dj_dy() * net.dy_dx()); }
Matrix64 by_w(const SmallConvNet& net) { return by_beta(net) * transpose(column(net.v.values())); }
Matrix64 by_maps(const SmallConvNet& net) {
  const Matrix64 dj_dx = by_beta(net);
  Matrix64 result(kMaps, net.d1 * net.d1);
  for (int l = 0; l < kMaps; ++l) {
    for (int i = 0; i < kClasses; ++i) {
      for (int e = 0; e < net.d2; ++e) {
        for (int f = 0; f < net.d2; ++f) {
          for (int g = 0; g < net.d1; ++g) {
            for (int h = 0; h < net.d1; ++h) {
              result(l, g * net.d1 + h) += dj_dx[i] * net.weight(l, e, f, i) * net.dv_da(l, e, f, g, h);
            }
          }
        }
      }
    }
  }
  return result;
}
Matrix64 by_biases(const SmallConvNet& net) { return by_maps(net) * Matrix64(net.d1 * net.d1, 1, 1.0); }
// da_gh/dtheta_ab as `slope` has it.
template <class Slope>
Matrix64 by_filters(const SmallConvNet& net, const Slope& slope) {
  const Matrix64 dj_da = by_maps(net);
  Matrix64 da_dtheta(net.d1 * net.d1, kTaps);
  for (int place = 0; place < da_dtheta.rows(); ++place) {
    for (int tap = 0; tap < kTaps; ++tap) {
      da_dtheta(place, tap) = slope(place / net.d1, place % net.d1, tap / k, tap % k);
    }
  }
  return dj_da * da_dtheta;
}
Matrix64 by_filters(const SmallConvNet& net) {
  return by_filters(net, [&](int g, int h, int a, int b) { return net.seen(g, h, a, b); });
}

// Equation 20: i is bound by the sum, so that dx_i/dw_efi is v_ef throughout; j is left to the product with dJ/dy.
Matrix64 sum_over_i(const SmallConvNet& net) {
  const Matrix64 over_i = net.dy_dx() * Matrix64(kClasses, 1, 1.0) * transpose(column(net.v.values()));
  return Matrix64(kClasses, 1, 1.0) * (net.dj_dy() * over_i);  // the same for every i of the left side
}

// Equation 21 at l = a = b = 0: a number for each of the indices that no sum binds, (i, e, f) down and (g, h) across.
Matrix64 unbound(const SmallConvNet& net) {
  const Matrix64 dj_dx = by_beta(net);
  Matrix64 result(kClasses * net.d2 * net.d2, net.d1 * net.d1);
  for (int row = 0; row < result.rows(); ++row) {
    const int i = row % kClasses;
    const int e = row / kClasses / net.d2;
    const int f = row / kClasses % net.d2;
    for (int place = 0; place < result.cols(); ++place) {
      double over_ef = 0;
      for (int at = 0; at < net.d2 * net.d2; ++at) {
        over_ef += net.dv_da(0, at / net.d2, at % net.d2, place / net.d1, place % net.d1) * net.seen_by_all(0, 0);
      }
      result(row, place) = dj_dx[i] * net.weight(0, e, f, i) * over_ef;
    }
  }
  return result;
}

// conv2d_to_weights from the maps' gradient, which is rounded first: chains of d1^2 products.
struct Trained {
  explicit Trained(const SmallConvNet& net) : filters(kTaps, kMaps), biases(1, kMaps) {
    const Matrix64 g = by_maps(net);
    conv2d_to_weights(convolution_shape(net), image_row(net), as_row(g), filters, {biases.data(), kMaps});
    bound = chain_bound(net.d1 * net.d1 + 2, net.d1 * net.d1 * largest(g) * std::max(1.0, largest(net.input)));
  }
  Matrix filters, biases;
  double bound = 0;
};

// All gradients, those of the filters and their biases as given.
Comparison all_gradients(const SmallConvNet& net, const Matrix64& filters, const Matrix64& biases) {
  const Comparison output = both(same_gradient(by_beta(net), complex_slopes(cost_of_beta(net), net.beta)),
                                 same_gradient(by_w(net), complex_slopes(cost_of_w(net), net.w)));
  return both(output, both(same_gradient(filters, complex_slopes(cost_of_filters(net), net.filters)),
                           same_gradient(biases, complex_slopes(cost_of_biases(net), net.biases))));
}

const RegisteredIdentities identities{{
    .title = "Small convolutional network: the gradient by the chain rule",
    .source = "002 P1",
    .claims =
        {{.id = "002.P1.eq19",
          .printed = {"dJ/dbeta_i = (dJ/dy) sum_j (dy_j/dx_i) (dx_i/dbeta_i)",
                      small_convnet([](const SmallConvNet& net) {
                        const double slope = complex_slopes(cost_of_beta(net), net.beta)[0];
                        const Matrix64 over_j(1, 1, sum(column_of(net.dy_dx(), 0)));
                        return same_gradient(over_j * net.dj_dy(), Matrix64(1, 1, slope));
                      })},
          .corrected = {"dJ/dbeta_i = sum_j (dJ/dy_j) (dy_j/dx_i) (dx_i/dbeta_i)",
                        small_convnet([](const SmallConvNet& net) {
                          return analytic_gradient(by_beta(net), cost_of_beta(net), net.beta);
                        })}},
         {.id = "002.P1.eq20",
          .printed = {"dJ/dw_efi = (dJ/dy) sum_i (dy_j/dx_i) (dx_i/dw_efi), i bound by the sum",
                      small_convnet([](const SmallConvNet& net) {
                        return same_gradient(sum_over_i(net), complex_slopes(cost_of_w(net), net.w));
                      })},
          .corrected = {"dJ/dw_efi = sum_j (dJ/dy_j) (dy_j/dx_i) (dx_i/dw_efi)",
                        small_convnet([](const SmallConvNet& net) {
                          return analytic_gradient(by_w(net), cost_of_w(net), net.w);
                        })}},
         {.id = "002.P1.eq21",
          .printed =
              {"dJ/dtheta_ab = (dJ/dy) sum_j (dy_j/dx_i dx_i/dv_ef sum_ef (dv_ef/da_gh sum_gh da_gh/dtheta_ab)), "
               "with i, e, f, g, h unbound",
               small_convnet([](const SmallConvNet& net) {
                 const double slope = complex_slopes(cost_of_filters(net), net.filters)[0];
                 return same_gradient(unbound(net), Matrix64(1, 1, slope));
               })},
          .corrected =
              {"dJ/dtheta_ab = sum_j dJ/dy_j sum_i dy_j/dx_i sum_ef dx_i/dv_ef sum_gh dv_ef/da_gh da_gh/dtheta_ab",
               small_convnet([](const SmallConvNet& net) {
                 return analytic_gradient(by_filters(net), cost_of_filters(net), net.filters, kStep);
               })},
          .code = {"kernels/conv2d.h conv2d_to_weights", small_convnet([](const SmallConvNet& net) {
                     const Trained trained(net);
                     return within(transpose(to_double(trained.filters)), by_filters(net), trained.bound);
                   })}},
         {.id = "002.P1.theta0",
          .printed = {"no dJ/dtheta_l among (19)-(21): as if it were 0", small_convnet([](const SmallConvNet& net) {
                        return analytic_gradient(Matrix64(kMaps, 1), cost_of_biases(net), net.biases, kStep);
                      })},
          .corrected = {"dJ/dtheta_l = sum_gh dJ/da_gh", small_convnet([](const SmallConvNet& net) {
                          return analytic_gradient(by_biases(net), cost_of_biases(net), net.biases, kStep);
                        })},
          .code = {"kernels/conv2d.h conv2d_to_weights", small_convnet([](const SmallConvNet& net) {
                     const Trained trained(net);
                     return within(transpose(to_double(trained.biases)), by_biases(net), trained.bound);
                   })}},
         {.id = "002.P1.collected",
          .printed = {"(2), (5), (8)-(10), (14) and (17), with all sums of the chain rule, give the gradient",
                      small_convnet([](const SmallConvNet& net) {
                        const Matrix64 filters =
                            by_filters(net, [&](int, int, int a, int b) { return net.seen_by_all(a, b); });
                        return all_gradients(net, filters, by_biases(net));
                      })},
          .corrected = {"the same with (17) at one g, h and da_gh/dtheta_l = 1",
                        small_convnet([](const SmallConvNet& net) {
                          return all_gradients(net, by_filters(net), by_biases(net));
                        })}}},
}};

}  // namespace
}  // namespace rederive::checking
