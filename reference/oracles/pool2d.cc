#include "reference/oracles/pool2d.h"

#include <cmath>

namespace rederive::oracle {
namespace {

Index steps(Index size, const Pool2d& s) { return (size - s.window) / s.stride + 1; }
Index outputs(const Pool2d& s) { return steps(s.height, s) * steps(s.width, s) * s.channels; }

// The pixel's number in its image: place k of the window of output o.
Index pixel(const Pool2d& s, Index o, Index k) {
  const Index columns = steps(s.width, s);
  const Index y = o / s.channels / columns * s.stride + k / s.window;
  const Index x = o / s.channels % columns * s.stride + k % s.window;
  return (y * s.width + x) * s.channels + o % s.channels;
}

// of(n, o) -> {value, magnitude} for every output.
template <class Of>
Pooled each_output(const Pool2d& s, Index images, const Of& of) {
  Pooled all;
  for (Index n = 0; n < images; ++n) {
    for (Index o = 0; o < outputs(s); ++o) {
      const auto [value, magnitude] = of(n, o);
      all.value.push_back(value);
      all.magnitude.push_back(magnitude);
    }
  }
  return all;
}

// of(n, o, k, i) -> {term, its sensitivity} for place k, which is number i of the image, summed over windows.
template <class Of>
Pooled each_place(const Pool2d& s, Index images, const Of& of) {
  const Index size = s.height * s.width * s.channels;
  const std::vector<double> zeros(static_cast<std::size_t>(images * size));
  Pooled all{zeros, zeros, zeros};
  for (Index n = 0; n < images; ++n) {
    for (Index o = 0; o < outputs(s); ++o) {
      for (Index k = 0; k < s.window * s.window; ++k) {
        const Index i = pixel(s, o, k);
        const auto [term, sensitivity] = of(n, o, k, i);
        const auto place = static_cast<std::size_t>(n * size + i);
        all.value[place] += term;
        all.magnitude[place] += std::fabs(term);
        all.sensitivity[place] += sensitivity;
      }
    }
  }
  return all;
}

struct Two {
  double first, second;
};

Index first_maximum(const Pool2d& s, ConstMatrixView x, Index n, Index o) {
  Index best = 0;
  for (Index k = 1; k < s.window * s.window; ++k) {
    if (x(n, pixel(s, o, k)) > x(n, pixel(s, o, best))) best = k;
  }
  return best;
}

}  // namespace

Pooled pool2d_max(const Pool2d& s, ConstMatrixView x) {
  return each_output(s, x.rows, [&](Index n, Index o) {
    const Index best = first_maximum(s, x, n, o);
    return Two{x(n, pixel(s, o, best)), static_cast<double>(best)};
  });
}

Pooled pool2d_average(const Pool2d& s, ConstMatrixView x) {
  const auto q = static_cast<double>(s.window * s.window);
  return each_output(s, x.rows, [&](Index n, Index o) {
    Two sum{0, 0};
    for (Index k = 0; k < s.window * s.window; ++k) {
      const double value = x(n, pixel(s, o, k));
      sum.first += value / q;
      sum.second += std::fabs(value) / q;
    }
    return sum;
  });
}

Pooled pool2d_lp(const Pool2d& s, double p, ConstMatrixView x) {
  return each_output(s, x.rows, [&](Index n, Index o) {
    double sum = 0;
    for (Index k = 0; k < s.window * s.window; ++k) {
      sum += std::pow(std::fabs(static_cast<double>(x(n, pixel(s, o, k)))), p);
    }
    const double norm = std::pow(sum, 1 / p);
    return Two{norm, norm};
  });
}

Pooled pool2d_max_backward(const Pool2d& s, ConstMatrixView x, ConstMatrixView g) {
  return each_place(s, g.rows, [&](Index n, Index o, Index k, Index) {
    return Two{k == first_maximum(s, x, n, o) ? static_cast<double>(g(n, o)) : 0, 0};
  });
}

Pooled pool2d_average_backward(const Pool2d& s, ConstMatrixView g) {
  const auto q = static_cast<double>(s.window * s.window);
  return each_place(s, g.rows, [&](Index n, Index o, Index, Index) { return Two{g(n, o) / q, 0}; });
}

Pooled pool2d_lp_backward(const Pool2d& s, double p, ConstMatrixView x, ConstMatrixView y, ConstMatrixView g) {
  return each_place(s, g.rows, [&](Index n, Index o, Index, Index i) {
    const double at = x(n, i);
    if (at == 0 || y(n, o) == 0) return Two{0, 0};
    const double ratio = std::fabs(at) / y(n, o);
    const double term = g(n, o) * std::copysign(std::pow(ratio, p - 1), at);
    return Two{term, std::fabs(term * std::log(ratio))};
  });
}

}  // namespace rederive::oracle
