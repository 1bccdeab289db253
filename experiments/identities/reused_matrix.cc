// dL/dA of a network that uses A three times, one step at a time.
//
//   y = A x,  u = s(y),  v = B x,  z = A (u o v),  w = A z,  L = norm(w)^2                          (reused_matrix.h)
//   dL/dA = 2 w z' + g_z (u o v)' + (g_uv o v o s'(y)) x',   g_z = 2 A'w,  g_uv = A'g_z
//
// Below, dy, du, ... are the changes that follow a change dA; "." and "o": checking/shapes.h.
// Source: document 001, question 1
#include "experiments/identities/reused_matrix.h"

#include "experiments/checking/float32.h"
#include "reference/kernels/activation_gradients.h"

namespace rederive::checking {
namespace {

// s(y)(1 - s(y))
Matrix64 slope(const ReusedMatrix& r) {
  return map(r.at.u, [](double s) { return s * (1 - s); });
}

// dw/dA as an array: w_k by A_ij.
Term w_by_a(const ReusedMatrix& r) {
  const Matrix64 rows = jacobian([&](const Matrix64& a) { return forward(a, r.B, r.x).w; }, r.A);
  return {"dw/dA", {r.m, r.m, r.m}, rows.values()};
}

// The document's last line. It has one ")" more than "(": the bracket that opens behind 2 w o closes behind x.1.
Term assembled_as_printed(const ReusedMatrix& r) {
  const Term A = r.square("A", r.A), x = r.vector("x", r.x), u = r.vector("s(A.x)", r.at.u);
  const Term v = dot(r.square("B", r.B), x), s = r.vector("s'(A.x)", slope(r)), one = matrix_by_itself("1", r.m);
  const Term AAuv = dot(A, dot(A, elementwise(u, v))), Auv1 = dot(dot(A, elementwise(u, v)), one);
  return elementwise(2 * AAuv, elementwise(dot(A, dot(A, elementwise(v, s))), dot(x, one))) + Auv1 + Auv1;
}

// m = 1: everything is a number, and products may stand in any order. Where the bracket behind 2 w closes decides:
// behind x.1, as in assembled_as_printed(), it leaves two terms without the factor 2 w; behind the last term, where the
// line has its surplus ")", it would be right.
struct ScalarNetwork {
  explicit ScalarNetwork(const Trial& in)
      : a(in.number("a", 0.5, 1.5)), b(in.number("b", 0.5, 1.5)), x(in.number("x", 0.5, 1.5)), u(sigmoid(a * x)) {}

  double first() const { return a * a * v * (u * (1 - u)) * x; }
  double second() const { return a * u * v; }
  Comparison against_truth(double stated) const {
    const auto loss = [this]<class T>(const Mat<T>& A) {
      return ReusedMatrix::squared_norm(forward(A, Mat<T>(1, 1, b), Mat<T>(1, 1, x)).w);
    };
    return analytic_gradient(Matrix64(1, 1, stated), loss, Matrix64(1, 1, a));
  }

  double a, b, x, u, v = b * x;
};

const RegisteredIdentities identities{{
    .title = "A matrix used three times: the gradient by it, step by step",
    .source = "001 Q1",
    .claims = {
        {.id = "001.Q1.dL-dw",
         .printed = {"dL/dw = 2*w", reused([](const ReusedMatrix& r) {
                       return analytic_gradient((2 * r.vector("w", r.at.w)).matrix(),
                                                []<class T>(const Mat<T>& w) { return dot(w, w); }, r.at.w);
                     })},
         .wrong = {"dL/dw = w", reused([](const ReusedMatrix& r) {
                     return gradient(r.at.w, [](const Matrix64& w) { return dot(w, w); }, r.at.w);
                   })}},
        {.id = "001.Q1.chain-hadamard",
         .printed = {"dL/dA = dL/dw o dw/dA", reused([](const ReusedMatrix& r) {
                       return analytic_gradient(elementwise(r.vector("dL/dw", r.gradient_w()), w_by_a(r)).matrix(),
                                                r.loss_by_a(), r.A);
                     })},
         .corrected = {"dL/dA = dL/dw . dw/dA, the sum over k of dL/dw_k dw_k/dA", reused([](const ReusedMatrix& r) {
                         return analytic_gradient(dot(r.vector("dL/dw", r.gradient_w()), w_by_a(r)).matrix(),
                                                  r.loss_by_a(), r.A);
                       })}},
        {.id = "001.Q1.dw-dA",
         .printed = {"dw/dA = A.dz/dA + z.1, dw = A.dz + z.dA", reused([](const ReusedMatrix& r) {
                       const Pass<double> d = r.by_a();
                       const Term A = r.square("A", r.A), dA = r.square("dA", r.direction);
                       const Term z = r.vector("z", r.at.z), dz = r.vector("dz", d.z);
                       return same_gradient((dot(A, dz) + dot(z, dA)).matrix(), d.w);
                     })},
         .corrected = {"dw = A.dz + dA.z", reused([](const ReusedMatrix& r) {
                         const Pass<double> d = r.by_a();
                         return same_gradient(r.A * d.z + r.direction * r.at.z, d.w);
                       })}},
        {.id = "001.Q1.dz-dA",
         .printed = {"dz/dA = A.d(u o v)/dA + (u o v).1, dz = A.duv + uv.dA", reused([](const ReusedMatrix& r) {
                       const Pass<double> d = r.by_a();
                       const Term A = r.square("A", r.A), dA = r.square("dA", r.direction);
                       const Term uv = r.vector("u o v", r.at.uv), duv = r.vector("d(u o v)", d.uv);
                       return same_gradient((dot(A, duv) + dot(uv, dA)).matrix(), d.z);
                     })},
         .corrected = {"dz = A.d(u o v) + dA.(u o v)", reused([](const ReusedMatrix& r) {
                         const Pass<double> d = r.by_a();
                         return same_gradient(r.A * d.uv + r.direction * r.at.uv, d.z);
                       })}},
        {.id = "001.Q1.duv-dA",
         .printed = {"d(u o v) = u o dv + v o du", reused([](const ReusedMatrix& r) {
                       const Pass<double> d = r.by_a();
                       const Term u = r.vector("u", r.at.u), v = r.vector("v", r.at.v);
                       const Term du = r.vector("du", d.u), dv = r.vector("dv", d.v);
                       return same_gradient((elementwise(u, dv) + elementwise(v, du)).matrix(), d.uv);
                     })},
         .wrong = {"u o dv + u o du", reused([](const ReusedMatrix& r) {
                     const Pass<double> d = r.by_a();
                     return same_gradient(hadamard(r.at.u, d.v) + hadamard(r.at.u, d.u), d.uv);
                   })}},
        {.id = "001.Q1.dv-dA",
         .printed = {"dv = 0", reused([](const ReusedMatrix& r) {
                       return same_gradient(Matrix64(r.m.size, 1), r.by_a().v);
                     })},
         .wrong = {"dv = dA.x", reused([](const ReusedMatrix& r) {
                     return same_gradient(r.direction * r.x, r.by_a().v);
                   })}},
        {.id = "001.Q1.du-dA",
         .printed = {"du = s'(y) o dy", reused([](const ReusedMatrix& r) {
                       const Pass<double> d = r.by_a();
                       return same_gradient(
                           elementwise(r.vector("s'(y)", sigmoid_slope(r.at.y)), r.vector("dy", d.y)).matrix(), d.u);
                     })},
         .wrong = {"du = s(y) o dy", reused([](const ReusedMatrix& r) {
                     const Pass<double> d = r.by_a();
                     return same_gradient(hadamard(r.at.u, d.y), d.u);
                   })}},
        {.id = "001.Q1.sigmoid-prime",
         .printed = {"s'(y) = s(y) (1 - s(y))", reused([](const ReusedMatrix& r) {
                       return gradient(slope(r), [](const Matrix64& y) { return sum(sigmoid(y)); }, r.at.y);
                     })},
         .wrong = {"s'(y) = s(y) (1 + s(y))", reused([](const ReusedMatrix& r) {
                     return gradient(map(r.at.u, [](double s) { return s * (1 + s); }),
                                     [](const Matrix64& y) { return sum(sigmoid(y)); }, r.at.y);
                   })},
         // The header's bound at the output that the kernel is given.
         .code = {"kernels/activation_gradients.h sigmoid_backward", reused([](const ReusedMatrix& r) {
                    const Matrix u = to_float32(r.at.u), g = to_float32(r.at.v);
                    Matrix dy(u.rows(), 1);
                    sigmoid_backward(g, u, dy);
                    const Matrix64 truth =
                        map(to_double(g), to_double(u), [](double by_u, double s) { return by_u * s * (1 - s); }, "o");
                    return within(to_double(dy), truth, 2.1 * kUnitRoundoff32 * largest(truth) + 0x1p-149);
                  })}},
        {.id = "001.Q1.dy-dA",
         .printed = {"dy/dA = x.1, dy = x.dA", reused([](const ReusedMatrix& r) {
                       return same_gradient(dot(r.vector("x", r.x), r.square("dA", r.direction)).matrix(), r.by_a().y);
                     })},
         .corrected = {"dy = dA.x", reused([](const ReusedMatrix& r) {
                         return same_gradient(r.direction * r.x, r.by_a().y);
                       })}},
        {.id = "001.Q1.final-A",
         .printed = {"dL/dA = 2*A.A.(u o v) o (A.A.(v o s'(y)) o x.1) + A.(u o v).1 + A.(u o v).1",
                     reused([](const ReusedMatrix& r) {
                       return analytic_gradient(assembled_as_printed(r).matrix(), r.loss_by_a(), r.A);
                     })},
         .corrected = {"dL/dA = 2 w z' + 2 A'w (u o v)' + (2 A'A'w o v o s'(y)) x'", reused([](const ReusedMatrix& r) {
                         const Matrix64 gradient_y = hadamard(hadamard(r.gradient_uv(), r.at.v), slope(r));
                         return analytic_gradient(r.gradient_w() * transpose(r.at.z) +
                                                      r.gradient_z() * transpose(r.at.uv) +
                                                      gradient_y * transpose(r.x),
                                                  r.loss_by_a(), r.A);
                       })}},
        {.id = "001.Q1.scalar-A",
         .printed = {"m = 1, the surplus bracket left out: dL/da = 2aauv (aav s'(y) x) + auv + auv",
                     [](const Trial& in) {
                       const ScalarNetwork r(in);
                       return r.against_truth(2 * r.a * r.second() * r.first() + r.second() + r.second());
                     }},
         .corrected = {"m = 1: dL/da = 2aauv (aav s'(y) x + auv + auv)", [](const Trial& in) {
                         const ScalarNetwork r(in);
                         return r.against_truth(2 * r.a * r.second() * (r.first() + r.second() + r.second()));
                       }}}},
}};

}  // namespace
}  // namespace rederive::checking
