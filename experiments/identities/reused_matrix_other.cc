// dL/dB of a network that uses B once, one step at a time, and the products that the document defines for it.
//
//   y = A x,  u = s(y),  v = B x,  z = A (u o v),  w = A z,  L = norm(w)^2                          (reused_matrix.h)
//   dL/dB = (2 A'A'w o u) x'
//
// Below, dv, dz, ... are the changes that follow a change dB; "." and "o": checking/shapes.h.
// Source: document 001, question 1
#include "experiments/identities/reused_matrix.h"

namespace rederive::checking {
namespace {

struct Terms {
  explicit Terms(const ReusedMatrix& r)
      : A(r.square("A", r.A)),
        B(r.square("B", r.B)),
        x(r.vector("x", r.x)),
        u(r.vector("s(A.x)", r.at.u)),
        dLdw(2 * dot(A, dot(A, elementwise(u, dot(B, x))))) {}

  Term A, B, x, u, dLdw;
};

// dv/dB as an array: v_k by B_ij.
Term v_by_b(const ReusedMatrix& r) {
  const Matrix64 rows = jacobian([&](const Matrix64& b) { return forward(r.A, b, r.x).v; }, r.B);
  return {"dv/dB", {r.m, r.m, r.m}, rows.values()};
}

const RegisteredIdentities identities{
    {
        .title = "A matrix used three times: the gradient by the other one, step by step",
        .source = "001 Q1",
        .claims =
            {// dv/dB is the true one here, so that the products alone are under test.
             {.id = "001.Q1.legend",
              .printed = {"'.' dot, o elementwise, * by a number, as in dL/dB = 2*A.A.(u o v) o (A.A.(u o dv/dB))",
                          reused([](const ReusedMatrix& r) {
                            const Terms t(r);
                            const Term dw = dot(t.A, dot(t.A, elementwise(t.u, v_by_b(r))));
                            return analytic_gradient(elementwise(t.dLdw, dw).matrix(), r.loss_by_b(), r.B);
                          })},
              .corrected = {"u o dv/dB as diag(u).dv/dB and dL/dw o dw/dB as dL/dw . dw/dB",
                            reused([](const ReusedMatrix& r) {
                              const Terms t(r);
                              const Term dw = dot(t.A, dot(t.A, dot(r.square("diag(u)", diag(r.at.u)), v_by_b(r))));
                              return analytic_gradient(dot(t.dLdw, dw).matrix(), r.loss_by_b(), r.B);
                            })}},
             {.id = "001.Q1.dw-dB",
              .printed = {"dw = A.dz", reused([](const ReusedMatrix& r) {
                            const Pass<double> d = r.by_b();
                            return same_gradient(dot(Terms(r).A, r.vector("dz", d.z)).matrix(), d.w);
                          })},
              .wrong = {"dw = A'.dz", reused([](const ReusedMatrix& r) {
                          const Pass<double> d = r.by_b();
                          return same_gradient(transpose(r.A) * d.z, d.w);
                        })}},
             {.id = "001.Q1.dz-dB",
              .printed = {"dz = A.d(u o v)", reused([](const ReusedMatrix& r) {
                            const Pass<double> d = r.by_b();
                            return same_gradient(dot(Terms(r).A, r.vector("d(u o v)", d.uv)).matrix(), d.z);
                          })},
              .wrong = {"dz = A.d(u o v) + dB.(u o v)", reused([](const ReusedMatrix& r) {
                          const Pass<double> d = r.by_b();
                          return same_gradient(r.A * d.uv + r.direction * r.at.uv, d.z);
                        })}},
             {.id = "001.Q1.duv-dB",
              .printed = {"d(u o v) = u o dv", reused([](const ReusedMatrix& r) {
                            const Pass<double> d = r.by_b();
                            return same_gradient(elementwise(Terms(r).u, r.vector("dv", d.v)).matrix(), d.uv);
                          })},
              .wrong = {"d(u o v) = v o dv", reused([](const ReusedMatrix& r) {
                          const Pass<double> d = r.by_b();
                          return same_gradient(hadamard(r.at.v, d.v), d.uv);
                        })}},
             {.id = "001.Q1.dv-dB",
              .printed = {"dv/dB = x.1, dv = x.dB", reused([](const ReusedMatrix& r) {
                            return same_gradient(dot(Terms(r).x, r.square("dB", r.direction)).matrix(), r.by_b().v);
                          })},
              .corrected = {"dv = dB.x", reused([](const ReusedMatrix& r) {
                              return same_gradient(r.direction * r.x, r.by_b().v);
                            })}},
             {.id = "001.Q1.du-dB",
              .printed = {"du = 0", reused([](const ReusedMatrix& r) {
                            return same_gradient(Matrix64(r.m.size, 1), r.by_b().u);
                          })},
              .wrong = {"du = s'(y) o dB.x", reused([](const ReusedMatrix& r) {
                          return same_gradient(hadamard(sigmoid_slope(r.at.y), r.direction * r.x), r.by_b().u);
                        })}},
             {.id = "001.Q1.final-B",
              .printed = {"dL/dB = 2*A.A.(u o v) o (A.A.(u o x.1))", reused([](const ReusedMatrix& r) {
                            const Terms t(r);
                            const Term ux = elementwise(t.u, dot(t.x, matrix_by_itself("1", r.m)));
                            return analytic_gradient(elementwise(t.dLdw, dot(t.A, dot(t.A, ux))).matrix(),
                                                     r.loss_by_b(), r.B);
                          })},
              .corrected = {"dL/dB = (2 A'A'w o u) x'", reused([](const ReusedMatrix& r) {
                              return analytic_gradient(hadamard(r.gradient_uv(), r.at.u) * transpose(r.x),
                                                       r.loss_by_b(), r.B);
                            })}}},
    }};

}  // namespace
}  // namespace rederive::checking
