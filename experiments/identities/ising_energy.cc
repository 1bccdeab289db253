// The energy of an Ising model of an image, and what one pixel adds to it.
//
//   E(x, y) = h sum_i x_i - beta sum_{i,j} x_i x_j - eta sum_i x_i y_i
//   E(x_k = 1) - E(x_k = -1) = 2 h - 2 beta sum_{j in ne(k)} x_j - 2 eta y_k
//
// The first line as it is printed does not say which i and j; the second, which the document derives, needs the pairs
// of neighbours, each once. So are sums over i and j read but where the energy itself is stated. No reading saves the
// derivation: with each pair twice, equations 48 and 49 would hold, and the difference would have 4 beta.
// Source: document 002, problem 4, equations 46 and 48 to 50
#include "experiments/checking/identities.h"
#include "experiments/identities/ising_grid.h"

namespace rederive::checking {
namespace {

// Of a statement about an image and its couplings, a statement about a trial.
template <class F>
auto image(const F& statement) {
  return [statement](const Trial& in) { return statement(IsingGrid(in), couplings(in)); };
}

// E(x) - E(all pixels 1) as the sum of what its pixels cost when they are turned to -1 one by one, by equation 50.
double cost_of_flips(const IsingGrid& target, const Couplings& c) {
  IsingGrid g = target;
  g.x = Matrix64(g.pixels, 1, 1.0);
  double total = 0;
  for (int i = 0; i < g.pixels; ++i) {
    if (target.x[i] == 1) continue;
    total -= 2 * c.h - 2 * c.beta * g.around(i) - 2 * c.eta * g.y[i];
    g.x[i] = -1;
  }
  return total;
}

// The energy with its pairs (i, j) chosen by `counts`, against flips.
template <class Counts>
Comparison energy(const IsingGrid& target, const Couplings& c, const Counts& counts) {
  const auto stated = [&](const Matrix64& x) {
    double pairs = 0;
    for (int i = 0; i < target.pixels; ++i) {
      for (int j = 0; j < target.pixels; ++j) pairs += counts(target, i, j) ? x[i] * x[j] : 0;
    }
    return c.h * sum(x) - c.beta * pairs - c.eta * dot(x, target.y);
  };
  return equal(stated(target.x) - stated(Matrix64(target.pixels, 1, 1.0)), cost_of_flips(target, c), target.scale(c));
}

// E(x_k = value) as the energy of the rest and the terms of x_k; the pairs {i, j} of the rest have i != k, and j != k
// unless k_left_in.
auto split(double value, bool k_left_in) {
  return image([=](const IsingGrid& g, const Couplings& c) {
    const IsingGrid at = g.with(g.k, value);
    double rest = 0;
    for (int i = 0; i < g.pixels; ++i) {
      if (i == g.k) continue;
      rest += c.h * at.x[i] - c.eta * at.x[i] * at.y[i];
      for (int j = 0; j < g.pixels; ++j) {
        const bool counts = j == g.k ? k_left_in : j < i;
        if (counts && g.neighbours(i, j)) rest -= c.beta * at.x[i] * at.x[j];
      }
    }
    const double terms_of_k = value * (c.h - c.beta * g.around(g.k) - c.eta * g.y[g.k]);
    return equal(rest + terms_of_k, at.energy(c), g.scale(c));
  });
}

// The difference, `bond` in the place of 2 beta.
Comparison difference(const IsingGrid& g, const Couplings& c, double bond) {
  return equal(2 * c.h - bond * g.around(g.k) - 2 * c.eta * g.y[g.k], g.difference(c), g.scale(c));
}

// The difference with all pixels drawn anew but y_k and, if they are kept, the neighbours of x_k.
Comparison elsewhere_anew(const Trial& in, bool keep_neighbours) {
  const IsingGrid g(in);
  const Couplings c = couplings(in);
  IsingGrid anew = g;
  anew.x = spins(in, "x anew", g.pixels);
  anew.y = spins(in, "y anew", g.pixels);
  anew.y[g.k] = g.y[g.k];
  for (int j = 0; j < g.pixels; ++j) {
    if (keep_neighbours && g.neighbours(g.k, j)) anew.x[j] = g.x[j];
  }
  return equal(g.difference(c), anew.difference(c), g.scale(c));
}

const RegisteredIdentities identities{{
    .title = "Ising model of an image: the energy and one pixel's part in it",
    .source = "002 P4",
    .claims =
        {{.id = "002.P4.eq46",
          .printed = {"E = h sum_i x_i - beta sum_{i,j} x_i x_j - eta sum_i x_i y_i, over all i and j",
                      image([](const IsingGrid& target, const Couplings& c) {
                        return energy(target, c, [](const IsingGrid&, int, int) { return true; });
                      })},
          .corrected = {"E = h sum_i x_i - beta sum_{i,j} x_i x_j - eta sum_i x_i y_i, {i, j} the pairs of neighbours, "
                        "each once",
                        image([](const IsingGrid& target, const Couplings& c) {
                          return energy(target, c,
                                        [](const IsingGrid& g, int i, int j) { return i < j && g.neighbours(i, j); });
                        })}},
         {.id = "002.P4.eq48",
          .printed = {"E(x_k = 1) = h sum_{i!=k} x_i - beta sum_{i!=k, j} x_i x_j - eta sum_{i!=k} x_i y_i + h "
                      "- beta sum_{j in ne(k)} x_j - eta y_k",
                      split(1, true)},
          .corrected = {"the same with beta sum_{i!=k, j!=k} x_i x_j", split(1, false)}},
         {.id = "002.P4.eq49",
          .printed = {"E(x_k = -1) = h sum_{i!=k} x_i - beta sum_{i!=k, j} x_i x_j - eta sum_{i!=k} x_i y_i - h "
                      "+ beta sum_{j in ne(k)} x_j + eta y_k",
                      split(-1, true)},
          .corrected = {"the same with beta sum_{i!=k, j!=k} x_i x_j", split(-1, false)}},
         {.id = "002.P4.eq50",
          .printed = {"E(x_k = 1) - E(x_k = -1) = 2 h - 2 beta sum_{j in ne(k)} x_j - 2 eta y_k",
                      image([](const IsingGrid& g, const Couplings& c) { return difference(g, c, 2 * c.beta); })},
          .wrong = {"- 4 beta sum_{j in ne(k)} x_j",
                    image([](const IsingGrid& g, const Couplings& c) { return difference(g, c, 4 * c.beta); })}},
         {.id = "002.P4.local",
          .printed = {"all pixels but y_k and the neighbours of x_k may change: the difference stays",
                      [](const Trial& in) { return elsewhere_anew(in, true); }},
          .wrong = {"it depends on y_k alone", [](const Trial& in) { return elsewhere_anew(in, false); }}}},
}};

}  // namespace
}  // namespace rederive::checking
