// What pooling does to a map: which elements make a value, and how many values there are.
//
//   disjoint regions of m x m, stride m:   N x N  ->  floor(N / m) x floor(N / m)
//
// Source: document 000, sections 4 and 4.2
#include "experiments/checking/identities.h"
#include "experiments/identities/convolution.h"
#include "experiments/identities/pooling_influence.h"

namespace rederive::checking::pooling {
namespace {

// A map of `down` times `across` regions.
struct Regions {
  explicit Regions(const Trial& in)
      : m(in.size("m", 2, 3)),
        down(in.size("down", 2, 3)),
        across(in.size("across", 2, 4)),
        x(rounded_to_float32(in.matrix("x", m * down, m * across, in.scale()))) {}

  int m, down, across;
  Matrix64 x;
};

template <class F>
auto regions(const F& statement) {
  return [statement](const Trial& in) { return statement(Regions(in)); };
}

// `count` for each way of pooling, one below the other, against the one number that is stated of all.
template <class F>
Comparison all_are(double stated, const std::vector<Vector>& ways, const F& count) {
  std::vector<double> counts;
  for (const Vector& pool : ways) {
    const Matrix64 of_this = count(pool);
    counts.insert(counts.end(), of_this.values().begin(), of_this.values().end());
  }
  return equal(Matrix64(static_cast<int>(counts.size()), 1, stated), column(counts));
}

// The statements about who enters what; `stride` and `pooling` are what they are tried on.
using Ways = std::vector<Vector> (*)(int m, int stride);
auto each_element_enters_one(int overlap, Ways pooling) {
  return regions([=](const Regions& r) {
    return all_are(1, pooling(r.m, r.m - overlap), [&](const Vector& pool) { return values_of_elements(pool, r.x); });
  });
}
auto each_window_makes_one(Ways pooling, int stride = 0) {
  return regions([=](const Regions& r) {
    return all_are(1, pooling(r.m, stride == 0 ? r.m : stride),
                   [&](const Vector& pool) { return values_of_windows(pool, r.x, r.m); });
  });
}
Comparison each_value_depends_on(int elements, const Regions& r) {
  return all_are(elements, pooling_definitions(r.m, r.m),
                 [&](const Vector& pool) { return elements_of_values(pool, r.x); });
}

// Of all strides, the only one with which each of the pixels lies in exactly one window; 0 where it is not one.
int tiling_stride(int pixels, int m) {
  std::vector<int> found;
  for (int stride = 1; stride <= pixels; ++stride) {
    std::vector<int> windows(static_cast<std::size_t>(pixels));
    for (const int start : starts(pixels, m, stride)) {
      for (int i = start; i < start + m; ++i) ++windows[static_cast<std::size_t>(i)];
    }
    if (std::all_of(windows.begin(), windows.end(), [](int n) { return n == 1; })) found.push_back(stride);
  }
  return found.size() == 1 ? found.front() : 0;
}

// A convolutional layer of one filter and the max pooling behind it. The filter could be pooled itself: m divides it.
struct PooledLayer {
  explicit PooledLayer(const Trial& in)
      : m(in.size("m", 2, 3)),
        filter(in.matrix("w", 2 * m, 2 * m)),
        image(in.matrix("x", in.size("height", 9, 12), in.size("width", 9, 12))) {}

  // In one go: of each part of the image on which m x m placements of the filter meet, the largest response.
  Matrix64 output() const {
    return pooled(image, filter.rows() + m - 1, m, [this](const Matrix64& part) {
      double most = dot(window(part, 0, 0, filter.rows()), filter);
      for (int a = 0; a < m; ++a) {
        for (int b = 0; b < m; ++b) most = std::max(most, dot(window(part, a, b, filter.rows()), filter));
      }
      return most;
    });
  }

  int m;
  Matrix64 filter, image;
};

// One side of a map of N pixels; the windows need not fill it.
struct Side {
  explicit Side(const Trial& in) : pixels(in.size("N", 4, 12)), m(in.size("m", 2, pixels - 1)) {}
  int values(int stride) const { return static_cast<int>(starts(pixels, m, stride).size()); }
  int pixels, m;
};

// Disjoint windows of m leave something of N pixels, and less than N.
Comparison shrinks(int pixels, int m) {
  const std::size_t values = starts(pixels, m, m).size();
  return holds(values >= 1 && values < static_cast<std::size_t>(pixels));
}

Comparison kernel_sizes(const Trial& in) {
  const Side side(in);
  const int stride = in.size("stride", 1, side.m);
  const Pool2dShape shape{.height = side.pixels, .width = side.m, .channels = 1, .window = side.m, .stride = stride};
  const std::vector<double> sizes{static_cast<double>(shape.out_height()), static_cast<double>(shape.out_width())};
  return equal(column(sizes), column<double>({static_cast<double>(side.values(stride)), 1}));
}

const RegisteredIdentities identities{{
    .title = "Pooling: regions and sizes",
    .source = "000 §4, §4.2",
    .claims =
        {{.id = "000.S4.filters-vs-maps",
          .printed = {"pooling acts on the filters: y = x * pool(w), with N x N weights before and N/m x N/m after",
                      [](const Trial& in) {
                        const PooledLayer layer(in);
                        const Matrix64 smaller = pooled(layer.filter, layer.m, layer.m, maximum);
                        return equal(convolution::correlation(layer.image, smaller), layer.output());
                      }},
          .corrected = {"pooling acts on the feature maps: y = pool(x * w); the filters keep their size",
                        [](const Trial& in) {
                          const PooledLayer layer(in);
                          const Matrix64 features = convolution::correlation(layer.image, layer.filter);
                          return equal(pooled(features, layer.m, layer.m, maximum), layer.output());
                        }}},
         {.id = "000.S4.disjoint",
          .printed = {"each element of the map enters one pooled value, be it maximum, mean or norm",
                      each_element_enters_one(0, pooling_definitions)},
          .wrong = {"the same with windows that overlap, stride m - 1",
                    each_element_enters_one(1, pooling_definitions)},
          .code = {"kernels/pool2d.h pool2d_max, pool2d_average, pool2d_lp",
                   each_element_enters_one(0, pooling_kernels)}},
         // How often people choose it is not for a program to say (it is the default of the Torch modules that the
         // section names: dW = dW or kW). What can be measured is that regions as the section wants them, disjoint and
         // with nothing left out, leave no other choice.
         {.id = "000.S4.stride-eq-window",
          .printed = {"stride = m: of all strides the only one whose windows hold each pixel once",
                      regions([](const Regions& r) { return equal(r.m, tiling_stride(r.x.rows(), r.m)); })},
          .wrong = {"stride = m - 1",
                    regions([](const Regions& r) { return equal(r.m - 1, tiling_stride(r.x.rows(), r.m)); })}},
         // Read as the condition it is set out as: with it there is something to pool, and pooling makes it smaller.
         // It need not be strict: m = N gives one value for the whole map.
         {.id = "000.S4.2.m-lt-N",
          .printed = {"for 2 <= m < N there is at least one pooled value a side, and fewer than N",
                      [](const Trial& in) {
                        const Side side(in);
                        return shrinks(side.pixels, side.m);
                      }},
          .wrong = {"so there is for m > N", [](const Trial& in) {
            const int pixels = in.size("N", 4, 12);
            return shrinks(pixels, in.size("m", pixels + 1, 2 * pixels));
          }}},
         {.id = "000.S4.2.out-size",
          .printed = {"values a side = N/m",
                      [](const Trial& in) {
                        const Side side(in);
                        return equal(static_cast<double>(side.pixels) / side.m, side.values(side.m));
                      }},
          .corrected = {"values a side = floor((N - m)/m) + 1, which is N/m only where m divides N",
                        [](const Trial& in) {
                          const Side side(in);
                          const int values = (side.pixels - side.m) / side.m + 1;
                          return equal(values, side.values(side.m));
                        }},
          .code = {"kernels/pool2d.h Pool2dShape, any stride", kernel_sizes}},
         {.id = "000.S4.2.one-value",
          .printed = {"the elements of an m x m window enter one value", each_window_makes_one(pooling_definitions)},
          .wrong = {"the same with stride 1, as convolution has it", each_window_makes_one(pooling_definitions, 1)},
          .code = {"kernels/pool2d.h pool2d_max, pool2d_average, pool2d_lp", each_window_makes_one(pooling_kernels)}},
         {.id = "000.S4.2.y-sigma",
          .printed = {"y = sigma(x_ij): a value depends on one element",
                      regions([](const Regions& r) { return each_value_depends_on(1, r); })},
          .corrected = {"y = sigma({x_ij : 1 <= i, j <= m}): a value depends on m*m elements",
                        regions([](const Regions& r) { return each_value_depends_on(r.m * r.m, r); })}}},
}};

}  // namespace
}  // namespace rederive::checking::pooling
