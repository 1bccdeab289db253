// The probabilities of an Ising model of an image, by going over all images and all noisy copies.
//
//   E(x, y) = h sum_i x_i - beta sum_{i,j} x_i x_j - eta sum_i x_i y_i,   p(x, y) = exp(-E(x, y)) / Z
//
// The truth is p(x) p(y | x), in which the pixels of y are independent. Where Z belongs the text has a 2, which its
// conversion may have made of it: the verdict is on the text.
// Source: document 002, problem 4, equation 47
#include <algorithm>
#include <numeric>

#include "experiments/checking/identities.h"
#include "experiments/identities/ising_grid.h"

namespace rederive::checking {
namespace {

// All x and y of an image of 2 x 3; x has the first six units.
struct Joint {
  explicit Joint(const Trial& in) : image(in, 2, 3), c(couplings(in)), x(image.pixels), minus_energy(over_images()) {}

  Matrix64 over_images() {
    return table(2 * x, [&](State s) {
      image.x = units_of(s, 0, x, -1);
      image.y = units_of(s, x, x, -1);
      return -image.energy(c);
    });
  }
  /// p(x) p(y | x): given x each y_i is x_i with odds exp(2 eta), whatever the rest of the image is.
  Matrix64 truth() {
    const Matrix64 prior = table(2 * x, [&](State s) {
      image.x = units_of(s, 0, x, -1);
      return exp(c.beta * image.bonds() - c.h * sum(image.x));
    });
    const Matrix64 noise = table(2 * x, [&](State s) {
      double p = 1;
      for (int i = 0; i < x; ++i) p *= sigmoid(on(s, i) == on(s, x + i) ? 2 * c.eta : -2 * c.eta);
      return p;
    });
    return hadamard(ratio(prior, sum_over(first(x), prior)), noise);
  }

  IsingGrid image;
  Couplings c;
  int x;  // pixels
  Matrix64 minus_energy;
};

// Of any two images with noisy copies, the one whose `rank` is lower is the more likely; ranks nearer than 1e-9 are the
// same but for rounding.
Comparison lower_is_more_likely(const Matrix64& rank, const Matrix64& p) {
  std::vector<int> order(static_cast<std::size_t>(p.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int s, int t) { return rank[s] < rank[t]; });
  const auto breach = std::adjacent_find(order.begin(), order.end(),
                                         [&](int s, int t) { return rank[t] - rank[s] > 1e-9 && !(p[s] > p[t]); });
  return holds(breach == order.end());
}

const RegisteredIdentities identities{{
    .title = "Ising model of an image: probabilities and energies",
    .source = "002 P4",
    .claims = {{.id = "002.P4.eq47",
                .printed = {"p(x, y) = (1/2) exp(-E(x, y))",
                            [](const Trial& in) {
                              Joint joint(in);
                              return equal(0.5 * exp(joint.minus_energy), joint.truth());
                            }},
                .corrected = {"p(x, y) = exp(-E(x, y)) / Z, Z = sum_{x, y} exp(-E(x, y))",
                              [](const Trial& in) {
                                Joint joint(in);
                                return equal(normalised(exp(joint.minus_energy)), joint.truth());
                              }}},
               {.id = "002.P4.lower-energy",
                .printed = {"E(x, y) < E(x', y') means p(x, y) > p(x', y'), for all states",
                            [](const Trial& in) {
                              Joint joint(in);
                              return lower_is_more_likely(-joint.minus_energy, joint.truth());
                            }},
                .wrong = {"E(x, y) > E(x', y') means p(x, y) > p(x', y')",
                          [](const Trial& in) {
                            Joint joint(in);
                            return lower_is_more_likely(joint.minus_energy, joint.truth());
                          }}}},
}};

}  // namespace
}  // namespace rederive::checking
