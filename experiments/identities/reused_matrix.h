// A network in which one matrix occurs three times, and what all statements about its derivatives start from.
//
//   y = A x,  u = s(y),  v = B x,  z = A (u o v),  w = A z,  L = norm(w)^2        A, B are m x m, s is the sigmoid
//
// The document derives dL/dA and dL/dB step by step. A step such as d(u o v)/dA = u o dv/dA + v o du/dA has a meaning
// along a direction: dA is any change of A, du and dv are the changes that follow, and dA/dA, the document's 1, is dA.
// So are the steps read. A gradient is an m x m matrix, so formulas for dL/dA itself are read as arrays: there 1 has
// four indices, 1_ijkl = delta_ik delta_jl.
//
// The truth is by complex steps of the network itself, with which differences agree.
#pragma once

#include <string>

#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"
#include "experiments/checking/shapes.h"

namespace rederive::checking {

template <class T>
struct Pass {
  Mat<T> y, u, v, uv, z, w;
};

template <class T>
Pass<T> forward(const Mat<T>& A, const Mat<T>& B, const Mat<T>& x) {
  Pass<T> p;
  p.y = A * x;
  p.u = sigmoid(p.y);
  p.v = B * x;
  p.uv = hadamard(p.u, p.v);
  p.z = A * p.uv;
  p.w = A * p.z;
  return p;
}

/// d/dt f(t) at t = 0, elementwise, for an f that takes double and Complex alike.
template <class F>
Matrix64 change(const F& f) {
  Matrix64 truth = map(f(Complex(0, kComplexStep)), [](const Complex& z) { return z.imag() / kComplexStep; });
  const Matrix64 differences = jacobian([&](const Matrix64& t) { return f(t[0]); }, Matrix64(1, 1));
  require_agreement(same_gradient(truth, differences));
  return truth;
}

/// The changes of all layers along the way from A and B that `at` takes: at(t) is the pass at t.
template <class F>
Pass<double> changes(const F& at) {
  return {change([&](auto t) { return at(t).y; }), change([&](auto t) { return at(t).u; }),
          change([&](auto t) { return at(t).v; }), change([&](auto t) { return at(t).uv; }),
          change([&](auto t) { return at(t).z; }), change([&](auto t) { return at(t).w; })};
}

struct ReusedMatrix {
  explicit ReusedMatrix(const Trial& in)
      : m{"m", in.size("m", 3, 6)},
        A(in.matrix("A", m.size, m.size)),
        B(in.matrix("B", m.size, m.size)),
        x(in.vector("x", m.size)),
        direction(in.matrix("direction", m.size, m.size)),
        at(forward(A, B, x)) {}

  template <class T>
  Mat<T> moved(const Mat<double>& P, const T& t) const {
    return Mat<T>(P) + map(direction, [&t](double d) { return t * d; });
  }
  /// As A goes to A + t direction; as B does.
  Pass<double> by_a() const {
    return changes([this]<class T>(const T& t) { return forward(moved(A, t), Mat<T>(B), Mat<T>(x)); });
  }
  Pass<double> by_b() const {
    return changes([this]<class T>(const T& t) { return forward(Mat<T>(A), moved(B, t), Mat<T>(x)); });
  }

  /// L as a function of a matrix.
  auto loss_by_a() const {
    return [this]<class T>(const Mat<T>& a) { return squared_norm(forward(a, Mat<T>(B), Mat<T>(x)).w); };
  }
  auto loss_by_b() const {
    return [this]<class T>(const Mat<T>& b) { return squared_norm(forward(Mat<T>(A), b, Mat<T>(x)).w); };
  }
  template <class T>
  static T squared_norm(const Mat<T>& a) {
    return dot(a, a);
  }

  /// dL/dw and what goes backwards from it, by hand.
  Matrix64 gradient_w() const { return 2 * at.w; }
  Matrix64 gradient_z() const { return transpose(A) * gradient_w(); }
  Matrix64 gradient_uv() const { return transpose(A) * gradient_z(); }

  // The terms of the document's formulas.
  Term vector(const std::string& text, const Matrix64& v) const { return {text, {m}, v.values()}; }
  Term square(const std::string& text, const Matrix64& M) const { return {text, {m, m}, M.values()}; }

  Dimension m;
  Matrix64 A, B, x, direction;
  Pass<double> at;
};

/// Of a statement about the network, a statement about a trial.
template <class F>
auto reused(const F& statement) {
  return [statement](const Trial& in) { return statement(ReusedMatrix(in)); };
}

}  // namespace rederive::checking
