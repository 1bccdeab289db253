// The functions of a window that pooling takes, each against another way to the same number.
//
//   max      y = max_ij x_ij
//   average  y = sum_ij x_ij / m^2
//
// Elements have both signs. Source: document 000, sections 4.1, 4.2.1, 4.2.2 and 4.3
#include "experiments/checking/identities.h"
#include "experiments/identities/pooling.h"
#include "reference/kernels/chain_bound.h"

namespace rederive::checking::pooling {
namespace {

constexpr std::string_view kMax = "kernels/pool2d.h pool2d_max";
constexpr std::string_view kAverage = "kernels/pool2d.h pool2d_average";

double last_when_sorted(const Matrix64& w) {
  std::vector<double> values = w.values();
  std::sort(values.begin(), values.end());
  return values.back();
}

// The mean as it moves from one element to the next.
double running_mean(const Matrix64& w) {
  double mean = 0;
  for (int i = 0; i < w.size(); ++i) mean += (w[i] - mean) / (i + 1);
  return mean;
}

// y = A x B': A_Iu = 1/m where pixel u lies in region I, so for the columns.
Matrix64 mean_by_products(const PoolingMap& map) {
  const auto averaging = [&](int pixels) {
    Matrix64 rows(pixels / map.m, pixels);
    for (int u = 0; u < pixels; ++u) rows(u / map.m, u) = 1.0 / map.m;
    return rows;
  };
  return averaging(map.x.rows()) * map.x * transpose(averaging(map.x.cols()));
}

// The header's bounds: none, and gamma_{q + 1} (sum |x|) / q with q = m^2.
Comparison max_by_kernel(const PoolingMap& map) {
  return within(pooled_by(max_kernel, map.x, map.m, map.m), map.pool(maximum), 0);
}
Comparison average_by_kernel(const PoolingMap& map) {
  const int q = map.m * map.m;
  const Matrix64 bounds = map.pool([q](const Matrix64& w) { return chain_bound(q + 1, sum(magnitudes(w))) / q; });
  return within(pooled_by(pool2d_average, map.x, map.m, map.m), map.pool(average), largest(bounds));
}

// A window whose largest element is 1/8 above the others, so that differences see no kink.
struct ClearWindow {
  explicit ClearWindow(const Trial& in) : m(in.size("m", 2, 4)), x(rounded_to_float32(in.matrix("x", m, m))) {
    for (int i = 1; i < x.size(); ++i) place = x[i] > x[place] ? i : place;
    x[place] += 0.125;
  }

  Matrix64 one_at_the_largest() const { return reshaped(unit(x.size(), place), m, m); }
  Matrix64 gradient_by_kernel() const {
    const Pool2dShape shape{.height = m, .width = m, .channels = 1, .window = m, .stride = m};
    const Matrix pixels = to_float32(reshaped(x, 1, x.size()));
    const Matrix g = to_float32(Matrix64(1, 1, 1.0));
    Matrix y(1, 1);
    Matrix dx(1, x.size());
    std::uint8_t chosen = 0;
    pool2d_max(shape, pixels, y, {&chosen, 1, 1, 1});
    pool2d_max_backward(shape, g, {&chosen, 1, 1, 1}, dx);
    return reshaped(to_double(dx), m, m);
  }

  int m;
  int place = 0;
  Matrix64 x;
};

const RegisteredIdentities identities{{
    .title = "Pooling: maximum and average",
    .source = "000 §4.1, §4.2, §4.3",
    .claims =
        {{.id = "000.S4.1.max",
          .printed = {"y = the largest element of each region",
                      many_regions([](const PoolingMap& map) { return equal(map.pool(maximum), map.pool(last_when_sorted)); })},
          .wrong = {"the largest magnitude", many_regions([](const PoolingMap& map) {
                      return equal(map.pool(largest), map.pool(last_when_sorted));
                    })},
          .code = {kMax, many_regions(max_by_kernel)}},
         {.id = "000.S4.1.avg",
          .printed = {"y = the mean of each region", many_regions([](const PoolingMap& map) {
                        return equal(map.pool(average), mean_by_products(map), largest(map.x));
                      })},
          .wrong = {"its sum", many_regions([](const PoolingMap& map) {
                      return equal(map.pool(sum<double>), mean_by_products(map), largest(map.x));
                    })},
          .code = {kAverage, many_regions(average_by_kernel)}},
         {.id = "000.S4.2.1.max-formula",
          .printed = {"y = max x_ij over 1 <= i, j <= m",
                      one_region([](const PoolingMap& map) { return equal(maximum(map.x), last_when_sorted(map.x)); })},
          .wrong = {"max x_ij over 1 <= i, j < m", one_region([](const PoolingMap& map) {
                      return equal(maximum(window(map.x, 0, 0, map.m - 1)), last_when_sorted(map.x));
                    })},
          .code = {kMax, one_region(max_by_kernel)}},
         {.id = "000.S4.2.2.avg-formula",
          .printed = {"y = sum_ij x_ij / (m m)", one_region([](const PoolingMap& map) {
                        return equal(sum(map.x) / (map.m * map.m), running_mean(map.x), largest(map.x));
                      })},
          .wrong = {"sum_ij x_ij / m", one_region([](const PoolingMap& map) {
                      return equal(sum(map.x) / map.m, running_mean(map.x), largest(map.x));
                    })},
          .code = {kAverage, one_region(average_by_kernel)}},
         // What decides about a value is what it has a slope by.
         {.id = "000.S4.3.max-important",
          .printed = {"dy/dx_ij = 1 at the largest element of the patch, else 0", [](const Trial& in) {
                        const ClearWindow w(in);
                        return gradient(w.one_at_the_largest(), maximum, w.x);
                      }},
          .wrong = {"1/m^2 everywhere, as the average has it", [](const Trial& in) {
                      const ClearWindow w(in);
                      return gradient(Matrix64(w.m, w.m, 1.0 / w.x.size()), maximum, w.x);
                    }},
          .code = {"kernels/pool2d.h pool2d_max_backward", [](const Trial& in) {
                     const ClearWindow w(in);
                     return within(w.gradient_by_kernel(), w.one_at_the_largest(), 0);
                   }}}},
}};

}  // namespace
}  // namespace rederive::checking::pooling
