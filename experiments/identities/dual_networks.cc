// Reverse mode as the dual of the derivative network.
//
//   y = A x,  u = s(y),  v = B x,  z = A (u o v),  w = A z,  L = norm(w)^2                          (reused_matrix.h)
//   G[x, P]: dP -> dL, a network of linear maps;  its dual: every map transposed, every arrow reversed
//
// The networks are built from the graph of the functions (checking/graph.h), without any formula for a gradient. The
// truth is by complex steps of the layers as reused_matrix.h writes them down, with which differences agree.
// Source: document 001, question 1, last paragraph
#include "experiments/checking/graph.h"
#include "experiments/identities/reused_matrix.h"

namespace rederive::checking {
namespace {

// The graph, whose three places of A may have names of their own.
struct Drawn {
  explicit Drawn(const ReusedMatrix& r, const std::string& in_y = "A", const std::string& in_z = "A",
                 const std::string& in_w = "A")
      : given{{"x", r.x}, {"A", r.A}, {in_y, r.A}, {in_z, r.A}, {in_w, r.A}, {"B", r.B}} {
    const Graph::Node x = graph.input("x");
    const Graph::Node u = graph.sigmoid(graph.product(in_y, x));
    const Graph::Node z = graph.product(in_z, graph.hadamard(u, graph.product("B", x)));
    w = graph.product(in_w, z);
    L = graph.squared_norm(w);
  }

  LinearNetwork dual(const std::string& parameter, Graph::Node output) const {
    return graph.derivative(given, parameter, output).dual();
  }
  Matrix64 gradient(const std::string& parameter) const { return dual(parameter, L).feed(Matrix64(1, 1, 1.0)); }

  Graph graph;
  Graph::Given given;
  Graph::Node w = 0;
  Graph::Node L = 0;
};

// The arrows reversed, but maps from a space to itself left as they are.
LinearNetwork carelessly_reversed(const LinearNetwork& network) {
  LinearNetwork result({network.sizes().rbegin(), network.sizes().rend()});
  const std::size_t last = network.sizes().size() - 1;
  for (const auto& [from, to, map] : network.arrows()) {
    result.connect({last - to, last - from, map.rows() == map.cols() ? map : transpose(map)});
  }
  return result;
}

// g'w by A: what reverse mode has to give for any g.
Matrix64 pulled_back(const ReusedMatrix& r, const Matrix64& g) {
  const auto along_g = [&]<class T>(const Mat<T>& a) { return dot(g, forward(a, Mat<T>(r.B), Mat<T>(r.x)).w); };
  const Matrix64 truth = complex_slopes(along_g, r.A);
  require_agreement(gradient(truth, along_g, r.A));
  return column(truth.values());
}

Matrix64 stacked(const Matrix64& above, const Matrix64& below) {
  std::vector<double> values = above.values();
  values.insert(values.end(), below.values().begin(), below.values().end());
  return column(values);
}

// dL/dA above dL/dB, by complex steps with which differences agree.
Matrix64 both_gradients(const ReusedMatrix& r) {
  const Matrix64 by_A = complex_slopes(r.loss_by_a(), r.A);
  const Matrix64 by_B = complex_slopes(r.loss_by_b(), r.B);
  require_agreement(gradient(by_A, r.loss_by_a(), r.A));
  require_agreement(gradient(by_B, r.loss_by_b(), r.B));
  return stacked(by_A, by_B);
}

const RegisteredIdentities identities{{
    .title = "Derivative networks and their duals",
    .source = "001 Q1",
    .claims = {{.id = "001.Q1.network",
                .printed = {"A in y, in z and in w: dL/dA is the sum of the gradients by these three",
                            reused([](const ReusedMatrix& r) {
                              const Drawn apart(r, "A1", "A2", "A3");
                              return equal(apart.gradient("A1") + apart.gradient("A2") + apart.gradient("A3"),
                                           column(complex_slopes(r.loss_by_a(), r.A).values()));
                            })},
                .wrong = {"A in z and in w alone", reused([](const ReusedMatrix& r) {
                            const Drawn apart(r, "A1", "A2", "A3");
                            return equal(apart.gradient("A2") + apart.gradient("A3"),
                                         column(complex_slopes(r.loss_by_a(), r.A).values()));
                          })}},
               {.id = "001.Q1.dual-network",
                .printed = {"the dual of dA -> dw takes any g to the gradient of g'w by A",
                            [](const Trial& in) {
                              const ReusedMatrix r(in);
                              const Matrix64 g = in.vector("g", r.m.size);
                              const Drawn drawn(r);
                              return equal(drawn.dual("A", drawn.w).feed(g), pulled_back(r, g));
                            }},
                .wrong = {"the arrows reversed, square maps not transposed",
                          [](const Trial& in) {
                            const ReusedMatrix r(in);
                            const Matrix64 g = in.vector("g", r.m.size);
                            const Drawn drawn(r);
                            return equal(carelessly_reversed(drawn.graph.derivative(drawn.given, "A", drawn.w)).feed(g),
                                         pulled_back(r, g));
                          }}},
               {.id = "001.Q1.input-one",
                .printed = {"1 into the duals of G[x, A] and G[x, B] gives dL/dA and dL/dB",
                            reused([](const ReusedMatrix& r) {
                              const Drawn drawn(r);
                              return same_gradient(stacked(drawn.gradient("A"), drawn.gradient("B")),
                                                   both_gradients(r));
                            })},
                .wrong = {"with y = A x taken as constant", reused([](const ReusedMatrix& r) {
                            const Drawn frozen(r, "A1");
                            return same_gradient(stacked(frozen.gradient("A"), frozen.gradient("B")),
                                                 both_gradients(r));
                          })}}},
}};

}  // namespace
}  // namespace rederive::checking
