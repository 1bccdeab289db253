// Without coupling between pixels, the most probable image behind a noisy one is the noisy one.
//
//   E(x, y) = -eta sum_i x_i y_i  (beta = h = 0),   E(x_k = 1) - E(x_k = -1) = -2 eta y_k
//
// The document allows eta = 0, where every image has the same energy: strict inequalities and "the" most probable
// image need eta > 0.
// Source: document 002, problem 4, equations 51 to 58
#include "experiments/checking/identities.h"
#include "experiments/identities/ising_grid.h"

namespace rederive::checking {
namespace {

// Probabilities nearer than this, relative, are the same but for rounding.
constexpr double kTie = 1e-9;

// Of a statement about an image with beta = h = 0, statements about a trial: with whole eta >= 0, and with eta > 0.
template <class F>
auto zero_allowed(const F& statement) {
  return [statement](const Trial& in) {
    const double eta = in.size("eta", 0, 3);
    return statement(IsingGrid(in), Couplings{.eta = eta});
  };
}
template <class F>
auto positive(const F& statement) {
  return [statement](const Trial& in) {
    const double eta = in.number("eta", 0.01, 3);
    return statement(IsingGrid(in), Couplings{.eta = eta});
  };
}

// The difference is -2 eta y_k with y_k as given, and of the sign opposite to y_k.
template <int kSeen>
Comparison against_observation(IsingGrid g, const Couplings& c) {
  g.y[g.k] = kSeen;
  const double difference = g.difference(c);
  return holds(worst(equal(-2 * c.eta * kSeen, difference, g.scale(c))).holds && kSeen * difference < 0);
}

// The images whose probability given y is the largest are y alone.
Comparison most_probable_is_y(IsingGrid g, const Couplings& c) {
  const Matrix64 y = g.y;
  const Matrix64 p = normalised(table(g.pixels, [&](State s) {
    g.x = units_of(s, 0, g.pixels, -1);
    return exp(-g.energy(c));
  }));
  const double most = largest(p);
  bool only_y = true;
  for (int s = 0; s < p.size(); ++s) {
    const bool most_probable = p[s] > most * (1 - kTie);
    const bool is_y = units_of(static_cast<State>(s), 0, g.pixels, -1).values() == y.values();
    only_y = only_y && most_probable == is_y;
  }
  return holds(only_y);
}

Comparison difference_is(double factor, const IsingGrid& g, const Couplings& c) {
  return equal(factor * c.eta * g.y[g.k], g.difference(c), g.scale(c));
}

const RegisteredIdentities identities{{
    .title = "Ising model of an image: the most probable image without coupling",
    .source = "002 P4",
    .claims = {{.id = "002.P4.eq51",
                .printed = {"beta = h = 0: E(x_k = 1) - E(x_k = -1) = -2 eta y_k",
                            positive([](const IsingGrid& g, const Couplings& c) { return difference_is(-2, g, c); })},
                .wrong = {"-eta y_k",
                          positive([](const IsingGrid& g, const Couplings& c) { return difference_is(-1, g, c); })}},
               {.id = "002.P4.yk-plus",
                .printed = {"eta >= 0, y_k = 1: E(x_k = 1) - E(x_k = -1) = -2 eta < 0",
                            zero_allowed(against_observation<1>)},
                .corrected = {"the same for eta > 0", positive(against_observation<1>)}},
               {.id = "002.P4.yk-minus",
                .printed = {"eta >= 0, y_k = -1: E(x_k = 1) - E(x_k = -1) = 2 eta > 0",
                            zero_allowed(against_observation<-1>)},
                .corrected = {"the same for eta > 0", positive(against_observation<-1>)}},
               {.id = "002.P4.map",
                .printed = {"eta >= 0, beta = h = 0: of all images x = y alone has the largest p(x | y)",
                            zero_allowed(most_probable_is_y)},
                .corrected = {"the same for eta > 0", positive(most_probable_is_y)}}},
}};

}  // namespace
}  // namespace rederive::checking
