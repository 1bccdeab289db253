// Softmax regression at an example of class c1, where another class c2 may have all the mass.
#pragma once

#include "experiments/identities/softmax_regression.h"

namespace rederive::checking {

struct Mistake : Regression {
  explicit Mistake(const Trial& in)
      : Regression(in), c1(in.size("c1", 0, classes - 1)), c2((c1 + in.size("c2 - c1", 1, classes - 1)) % classes) {
    y = unit(classes, c1);
  }

  int c1;
  int c2;
};

/// The logit of c2 leads all others by 40 to 300: e^-40 = 4e-18, so that yhat_c2 is 1 in double.
inline Mistake confident_mistake(const Trial& in) {
  Mistake m(in);
  const Matrix64 a = m.a();
  double most = a[m.c1];
  for (int i = 0; i < m.classes; ++i) most = i == m.c2 ? most : std::max(most, a[i]);
  m.b[m.c2] += most - a[m.c2] + in.number("lead", 40, 300);
  if (m.yhat()[m.c2] != 1) throw Error("a class that leads by 40 has not all the mass");
  return m;
}

}  // namespace rederive::checking
