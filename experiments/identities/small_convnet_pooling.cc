// The pooling of a small convolutional network and its derivative.
//
//   v^l_ef = max_{c,d=0}^{p-1} a^l_{ep+c, fp+d},   dv^l_ef/da^l_gh = 1 for the largest of the window, else 0
//
// The document sums over e, f = 1 .. d2 (equation 7) and starts windows at ep, fp: pixels being counted from 0, as the
// convolution has them, the first windows are left out and the last ones lie beyond the map.
// Source: document 002, problem 1, equations 7, 12 and 14
#include "experiments/checking/identities.h"
#include "experiments/identities/pooling.h"
#include "experiments/identities/small_convnet.h"
#include "experiments/identities/small_convnet_kernels.h"

namespace rederive::checking {
namespace {

constexpr int kMaps = SmallConvNet::maps;
constexpr int p = SmallConvNet::p;

// Map l as a matrix of its own.
Matrix64 map_of(const SmallConvNet& net, int l) {
  Matrix64 result(net.d1, net.d1);
  for (int i = 0; i < result.size(); ++i) result[i] = net.a(l, i);
  return result;
}

// Equation 12 with e, f = least .. least + d2 - 1.
Comparison largest_of_windows(const SmallConvNet& net, int least) {
  Matrix64 v(kMaps, net.d2 * net.d2);
  for (int l = 0; l < kMaps; ++l) {
    const Matrix64 a = map_of(net, l);
    for (int i = 0; i < v.cols(); ++i) {
      const int e = least + i / net.d2;
      const int f = least + i % net.d2;
      v(l, i) = a(e * p, f * p);
      for (int c = 0; c < p; ++c) {
        for (int d = 0; d < p; ++d) v(l, i) = std::max(v(l, i), a(e * p + c, f * p + d));
      }
    }
  }
  return equal(v, net.v);
}

// dv^l_ef/da^l_gh as stated(net, (l, e, f), g, h), for all g and h; the other map has no part in it.
template <class Stated>
Matrix64 slopes_of_window(const SmallConvNet& net, const MapPlace& window, Stated stated) {
  Matrix64 result(kMaps, net.d1 * net.d1);
  for (int g = 0; g < net.d1; ++g) {
    for (int h = 0; h < net.d1; ++h) result(window.l, g * net.d1 + h) = stated(net, window, g, h);
  }
  return result;
}

double chosen(const SmallConvNet& net, const MapPlace& window, int g, int h) {
  return net.dv_da(window.l, window.g, window.h, g, h);
}
double shared(const SmallConvNet&, const MapPlace& window, int g, int h) {
  return g / p == window.g && h / p == window.h ? 1.0 / (p * p) : 0.0;
}

template <class Stated>
auto window_passes(Stated stated) {
  return [stated](const Trial& in) {
    const SmallConvNet net(in);
    const MapPlace window(in, net.d2);
    return analytic_gradient(
        slopes_of_window(net, window, stated), [&](const auto& a) { return net.pooled(a)(window.l, window.index()); },
        net.a, kStep);
  };
}

struct Trained {
  explicit Trained(const SmallConvNet& net)
      : shape(pooling_shape(net)), bytes(static_cast<std::size_t>(shape.output())), v(1, shape.output()) {
    pool2d_max(shape, as_row(net.a), v, places());
  }
  View<std::uint8_t> places() { return {bytes.data(), 1, shape.output(), shape.output()}; }
  Matrix64 slopes(const MapPlace& window) {
    Matrix da(1, shape.image());
    pool2d_max_backward(shape, as_row(window.unit_maps()), places(), da);
    return as_maps(da);
  }

  Pool2dShape shape;
  std::vector<std::uint8_t> bytes;
  Matrix v;
};

// Complete p x p windows in the maps of all complete k x k windows of the image.
int pooled_elements(const SmallConvNet& net) {
  const auto places = [](int pixels, int window, int stride) {
    return static_cast<int>(pooling::starts(pixels, window, stride).size());
  };
  const int windows = places(places(SmallConvNet::d, SmallConvNet::k, net.s), p, p);
  return kMaps * windows * windows;
}

const RegisteredIdentities identities{{
    .title = "Small convolutional network: pooling",
    .source = "002 P1",
    .claims = {{.id = "002.P1.d2",
                .printed = {"d2 is the side of a pooled map: l = 1, 2 and e, f = 1 .. d2 count all elements of both",
                            small_convnet([](const SmallConvNet& net) {
                              return equal(2 * net.d2 * net.d2, pooled_elements(net));
                            })},
                .wrong = {"d2 is the number of its elements", small_convnet([](const SmallConvNet& net) {
                            const int d2 = net.d2 * net.d2;
                            return equal(2 * d2 * d2, pooled_elements(net));
                          })}},
               {.id = "002.P1.eq12",
                .printed = {"v_ef = max_{c,d=0..p-1} a_{ep+c, fp+d}, e, f = 1 .. d2",
                            small_convnet([](const SmallConvNet& net) { return largest_of_windows(net, 1); })},
                .corrected = {"v_ef = max_{c,d=0..p-1} a_{ep+c, fp+d}, e, f = 0 .. d2 - 1",
                              small_convnet([](const SmallConvNet& net) { return largest_of_windows(net, 0); })},
                .code = {"kernels/pool2d.h pool2d_max", small_convnet([](const SmallConvNet& net) {
                           // The largest after rounding is the largest, rounded.
                           return within(as_maps(Trained(net).v), rounded_to_float32(net.v), 0);
                         })}},
               {.id = "002.P1.eq14",
                .printed = {"dv_ef/da_gh = 1 for the largest of the window, else 0", window_passes(chosen)},
                .wrong = {"1 / p^2 for all of the window", window_passes(shared)},
                .code = {"kernels/pool2d.h pool2d_max_backward",
                         [](const Trial& in) {
                           const SmallConvNet net(in);
                           const MapPlace window(in, net.d2);
                           return within(Trained(net).slopes(window), slopes_of_window(net, window, chosen), 0);
                         }}}},
}};

}  // namespace
}  // namespace rederive::checking
