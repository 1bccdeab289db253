// The convolution of a small network and its derivative by the filters.
//
//   a^l_gh = theta_l + sum_{u,v=0}^{k-1} theta^l_uv input_{gs+u, hs+v},   da^l_gh/dtheta^l_ab = input_{gs+a, hs+b}
//
// Source: document 002, problem 1, equations 16 and 17
#include "experiments/checking/identities.h"
#include "experiments/identities/small_convnet.h"
#include "experiments/identities/small_convnet_kernels.h"
#include "reference/kernels/chain_bound.h"

namespace rederive::checking {
namespace {

constexpr int kMaps = SmallConvNet::maps;
constexpr int k = SmallConvNet::k;
constexpr int kTaps = k * k;

// Equation 16 with theta^l_{tap(u, v)} for theta^l_uv.
template <class Tap>
Comparison correlation(const SmallConvNet& net, const Tap& tap) {
  Matrix64 a(kMaps, net.d1 * net.d1);
  for (int l = 0; l < kMaps; ++l) {
    for (int g = 0; g < net.d1; ++g) {
      for (int h = 0; h < net.d1; ++h) {
        double& sum = a(l, g * net.d1 + h) = net.biases[l];
        for (int u = 0; u < k; ++u) {
          for (int v = 0; v < k; ++v) sum += net.filters(l, tap(u, v)) * net.input(g * net.s + u, h * net.s + v);
        }
      }
    }
  }
  return equal(a, net.a);
}

// stated(net, place, a, b) as da^l_gh/dtheta^l_ab; the other map's filter has no part in it.
template <class Stated>
auto slopes_by_filters(Stated stated) {
  return [stated](const Trial& in) {
    const SmallConvNet net(in);
    const MapPlace at(in, net.d1);
    Matrix64 all(kMaps, kTaps);
    for (int tap = 0; tap < kTaps; ++tap) all(at.l, tap) = stated(net, at, tap / k, tap % k);
    return analytic_gradient(
        all, [&](const auto& theta) { return net.convolved(theta, net.biases)(at.l, at.index()); }, net.filters);
  };
}

double at_one_place(const SmallConvNet& net, const MapPlace& at, int a, int b) { return net.seen(at.g, at.h, a, b); }

const RegisteredIdentities identities{{
    .title = "Small convolutional network: convolution",
    .source = "002 P1",
    .claims = {
        {.id = "002.P1.eq16",
         .printed = {"a_gh = theta_l + sum_{u,v=0}^{k-1} theta_uv input_{gs+u, hs+v}",
                     small_convnet([](const SmallConvNet& net) {
                       return correlation(net, [](int u, int v) { return u * k + v; });
                     })},
         .wrong = {"theta_{k-1-u, k-1-v}: a flipped kernel", small_convnet([](const SmallConvNet& net) {
                     return correlation(net, [](int u, int v) { return (k - 1 - u) * k + k - 1 - v; });
                   })},
         .code = {"kernels/conv2d.h conv2d_forward", small_convnet([](const SmallConvNet& net) {
                    const Matrix bias = to_float32(net.biases);
                    Matrix a(1, convolution_shape(net).output());
                    conv2d_forward(convolution_shape(net), image_row(net), to_float32(transpose(net.filters)),
                                   {bias.data(), kMaps}, a);
                    const double magnitude = kTaps * largest(net.filters) * largest(net.input) + largest(net.biases);
                    return within(as_maps(a), net.a, chain_bound(kTaps + 1, magnitude));
                  })}},
        {.id = "002.P1.eq17",
         .printed = {"da_gh/dtheta_ab = sum_{g,h} input_{gs+a, hs+b}",
                     slopes_by_filters([](const SmallConvNet& net, const MapPlace&, int a, int b) {
                       return net.seen_by_all(a, b);
                     })},
         .corrected = {"da_gh/dtheta_ab = input_{gs+a, hs+b}", slopes_by_filters(at_one_place)},
         .code = {"kernels/conv2d.h conv2d_to_weights", [](const Trial& in) {
                    const SmallConvNet net(in);
                    const MapPlace at(in, net.d1);
                    Matrix slopes(kTaps, kMaps);
                    conv2d_to_weights(convolution_shape(net), image_row(net), as_row(at.unit_maps()), slopes, {});
                    Matrix64 truth(kMaps, kTaps);
                    for (int tap = 0; tap < kTaps; ++tap) truth(at.l, tap) = at_one_place(net, at, tap / k, tap % k);
                    return within(transpose(to_double(slopes)), truth, 0);  // sums of zeros and one float32 number
                  }}}},
}};

}  // namespace
}  // namespace rederive::checking
