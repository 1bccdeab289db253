// The error of a softmax output under cross-entropy, one case at a time.
//
//   a = softmax(z),  S = sum_k e^{z_k},  C = -ln a_c,  delta_j = dC/dz_j          c the true class, y its unit vector
//   da_j/dz_j = a_j (1 - a_j),   da_c/dz_j = -a_c a_j for j other than c,   delta = a - y
//
// All derivatives are known from complex steps of softmax and of C.
// Source: document 004, problem 3, 5 and 6
#include <algorithm>

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"
#include "reference/kernels/softmax_nll.h"

namespace rederive::checking {
namespace {

struct Classified {
  explicit Classified(const Trial& in)
      : n(in.size("n", 3, 7)),
        c(in.size("true class", 0, n - 1)),
        other((c + in.size("distance to j", 1, n - 1)) % n),
        z(rounded_to_float32(in.scale() * in.vector("z", n))),
        a(softmax(z)),
        e(exp(z)),
        S(sum(e)) {}

  auto cost() const {
    return [this](const auto& at) { return -log(softmax(at)[c]); };
  }
  double delta(int j) const { return complex_slopes(cost(), z)[j]; }
  double slope_by_a(int j) const {
    return complex_slopes([this](const auto& at) { return -log(at[c]); }, a)[j];
  }
  double da_dz(int i, int j) const {
    return complex_slopes([i](const auto& at) { return softmax(at)[i]; }, z)[j];
  }
  /// The products of the chain rule through a_j alone.
  double through_own_output(int j) const { return slope_by_a(j) * da_dz(j, j); }

  int n, c, other;
  Matrix64 z, a, e;
  double S;
};

template <class F>
auto classified(const F& statement) {
  return [statement](const Trial& in) { return statement(Classified(in)); };
}

// da_j/dz_j by the formula, for every j.
template <class F>
auto own_slopes(const F& formula) {
  return classified([formula](const Classified& s) {
    Matrix64 stated(s.n, 1);
    Matrix64 truth(s.n, 1);
    for (int j = 0; j < s.n; ++j) {
      stated[j] = formula(s, j);
      truth[j] = s.da_dz(j, j);
    }
    return same_gradient(stated, truth);
  });
}

// da_j/dz_j by equation 43, k the true class, for the j that is asked for.
template <class F>
auto own_slope_of_class(const F& j_of) {
  return classified([j_of](const Classified& s) {
    const int j = j_of(s);
    return same_gradient(s.e[j] / s.S * (s.S - s.e[s.c]) / s.S, s.da_dz(j, j));
  });
}

// What da_c/dz_j and delta_j are said to be, for a j other than the true class c.
template <class F>
auto other_class(const F& stated) {
  return classified([stated](const Classified& s) {
    return same_gradient(stated(s, s.other), Matrix64{{s.da_dz(s.c, s.other), s.delta(s.other)}});
  });
}

// Argmax as a vector: 1 at the place of the largest element. It is what is left of softmax(z / T) for small T: with the
// largest element ahead by 1 or more, all others are below e^-50 at T = 1/50. Unlike argmax, softmax has a derivative:
// differences settle, and on what complex steps give.
template <class F>
auto limit_is_argmax(const F& at_temperature) {
  return [at_temperature](const Trial& in) {
    Matrix64 z = in.vector("z", in.size("n", 3, 7));
    const auto first = static_cast<int>(std::max_element(z.values().begin(), z.values().end()) - z.values().begin());
    z[first] += 1;
    for (int i = 0; i < z.size(); ++i) {
      const auto output = [i](const auto& at) { return softmax(at)[i]; };
      require_agreement(gradient(complex_slopes(output, z), output, z));
    }
    return equal(at_temperature(z, 0.02), unit(z.size(), first));
  };
}

// dx_j errs by u ((e_j + S + 2) p_j + 2 |p_j - [j = c]|) with e_j = |z_j - max| + 2 and S = n / 16 + 7 + sum_l p_l e_l
// (softmax_nll.h), u = 2^-24; p e^-(max - z) keeps p_j |z_j - max| below 1, and the sum below n.
Comparison kernel_delta(const Classified& s) {
  Matrix dx(1, s.n);
  const std::uint32_t label = static_cast<std::uint32_t>(s.c);
  double loss = 0;
  softmax_nll(to_float32(transpose(s.z)), {&label, 1}, 1, dx, {&loss, 1});
  return within(transpose(to_double(dx)), s.a - unit(s.n, s.c), (s.n / 16.0 + s.n + 16) * kUnitRoundoff32);
}

const RegisteredIdentities identities{
    {.title = "The error of a softmax output",
     .source = "004 P3.5-P3.6",
     .claims = {
         {.id = "004.P3.5.name",
          .printed = {"softmax(z / T) is the one-hot argmax as T -> 0, and softmax has a derivative",
                      limit_is_argmax([](const Matrix64& z, double T) { return softmax((1 / T) * z); })},
          .wrong = {"softmax(T z) is the one-hot argmax as T -> 0",
                    limit_is_argmax([](const Matrix64& z, double T) { return softmax(T * z); })}},
         {.id = "004.P3.6.eq40",
          .printed = {"delta_j = dC/da_j da_j/dz_j for the true class j", classified([](const Classified& s) {
                        return same_gradient(s.through_own_output(s.c), s.delta(s.c));
                      })},
          .wrong = {"delta_j = dC/da_j da_j/dz_j for another class j", classified([](const Classified& s) {
                      return same_gradient(s.through_own_output(s.other), s.delta(s.other));
                    })}},
         {.id = "004.P3.6.eq42",
          .printed = {"da_j/dz_j = (e^{z_j}/S) (S - e^{2 z_k})/S^2, k = j", own_slopes([](const Classified& s, int j) {
                        return s.e[j] / s.S * (s.S - exp(2 * s.z[j])) / (s.S * s.S);
                      })},
          .corrected = {"da_j/dz_j = (S e^{z_j} - e^{2 z_j})/S^2",
                        own_slopes([](const Classified& s, int j) { return s.a[j] - exp(2 * s.z[j]) / (s.S * s.S); })}},
         // Equations 40 to 46 are about the true class alone, y_k = 1 and j = k; another class has (48) to (52).
         {.id = "004.P3.6.eq43",
          .printed = {"da_j/dz_j = (e^{z_j}/S) (S - e^{z_k})/S for the true class j = k",
                      own_slope_of_class([](const Classified& s) { return s.c; })},
          .wrong = {"the same for another class j, k the true one",
                    own_slope_of_class([](const Classified& s) { return s.other; })}},
         {.id = "004.P3.6.eq44-46",
          .printed = {"delta_j = -(1/a_j) a_j (1 - a_j) = a_j - 1 for the true class j",
                      classified([](const Classified& s) { return equal(s.a[s.c] - 1, s.delta(s.c), 1); })},
          .wrong = {"delta_j = 1 - a_j",
                    classified([](const Classified& s) { return equal(1 - s.a[s.c], s.delta(s.c), 1); })}},
         {.id = "004.P3.6.eq50-52",
          .printed = {"da_m/dz_j = -e^{z_j} e^{z_m}/S^2 and delta_j = a_j, m the true class, j another",
                      other_class([](const Classified& s, int j) {
                        return Matrix64{{-s.e[j] * s.e[s.c] / (s.S * s.S), s.a[j]}};
                      })},
          .wrong = {"da_m/dz_j = e^{z_j} e^{z_m}/S^2 and delta_j = -a_j", other_class([](const Classified& s, int j) {
                      return Matrix64{{s.e[j] * s.e[s.c] / (s.S * s.S), -s.a[j]}};
                    })}},
         {.id = "004.P3.6.final",
          .printed = {"delta_j = a_j - y_j for all j", classified([](const Classified& s) {
                        return analytic_gradient(s.a - unit(s.n, s.c), s.cost(), s.z);
                      })},
          .wrong = {"delta_j = a_j - 1 for all j", classified([](const Classified& s) {
                      return analytic_gradient(s.a - Matrix64(s.n, 1, 1.0), s.cost(), s.z);
                    })},
          .code = {"kernels/softmax_nll.h", classified(kernel_delta)}},
     }}};

}  // namespace
}  // namespace rederive::checking
