// The printed step of gradient descent, up to its gradients (worked_example.h has the formulas).
//
// Source: document 003, exercise 2
#include <string>

#include "experiments/identities/worked_example.h"
#include "reference/kernels/activation_gradients.h"

namespace rederive::checking::worked_example {
namespace {

constexpr std::string_view kS1 =
    "0.4580 0.1205 -0.4420 0.1195; 0.8690 0.1615 -0.1810 0.1185; 0.7040 0.0440 0.7040 -0.0440";
constexpr std::string_view kZ1 =
    "0.4580 0.1205 0.0000 0.1195; 0.8690 0.1615 0.0000 0.1185; 0.7040 0.0440 0.7040 0.0000";
constexpr std::string_view kY = "0.0986 0.0112 0.0634 0.0059";
constexpr std::string_view kLoss = "0.4916";
constexpr std::string_view kDelta = "-0.2254 -0.2472 0.2658 0.2515";
constexpr std::string_view kDelta1 =
    "-0.0045 -0.0049 0.0000 0.0050; -0.0068 -0.0074 0.0000 0.0075; -0.0203 -0.0222 0.0239 0.0000";
constexpr std::string_view kSlopes2 = "-0.1029 -0.2060 0.0176";
constexpr std::string_view kSlopes1 = "-0.0034 -0.0041; -0.0050 -0.0062; -0.0376 0.0018";

/// A mistake: the sign of the last sample's second input lost.
Pass sign_lost() {
  Matrix64 X = kX;
  X(1, 3) = 0.05;
  return {kW1, kW2, X};
}
Matrix64 without_mask(const Pass& pass) { return transpose(kW2) * pass.delta; }

Matrix64 above(const Matrix64& top, const Matrix64& bottom) {
  Matrix64 both(top.rows() + bottom.rows(), top.cols());
  for (int i = 0; i < both.size(); ++i) both[i] = i < top.size() ? top[i] : bottom[i - top.size()];
  return both;
}

/// The printed loss and signals of the output against those of |Y - y|^2 / (2 count).
Comparison normalised_by(double count) {
  const Matrix64 residual = before().Y - kTargets;
  const Matrix64 loss(1, 1, dot(residual, residual) / (2 * count));
  return printed(std::string(kLoss) + " " + std::string(kDelta),
                 transpose(above(loss, (1 / count) * transpose(residual))));
}

const RegisteredIdentities identities{{
    .title = "A worked step of gradient descent: forward and backward",
    .source = "003 Ex. 2",
    .claims = {{.id = "003.E2.relu",
                .printed = {"Z_1 = max(0, S_1) and Y = Z_2 = S_2 = W_2 Z_1, figure by figure",
                            [](const Trial&) {
                              const Matrix64 Z1 = map(numbers(kS1, 3, 4), [](double s) { return relu(s); });
                              return printed(std::string(kZ1) + "; " + std::string(kY), above(Z1, kW2 * Z1));
                            }},
                .wrong = {"Z_1 = S_1", [](const Trial&) { return equal(numbers(kZ1, 3, 4), numbers(kS1, 3, 4)); }},
                .code = {"kernels/activation_gradients.h relu",
                         [](const Trial&) {
                           Matrix Z1(3, 4);
                           relu(to_float32(numbers(kS1, 3, 4)), Z1);
                           return within(to_double(Z1), rounded_to_float32(numbers(kZ1, 3, 4)), 0);
                         }}},
               {.id = "003.E2.S1",
                .printed = figures("S_1 = W_1 X", kS1, [] { return before().S1; }),
                .wrong = figures("x_24 = +.05", kS1, [] { return sign_lost().S1; })},
               {.id = "003.E2.Z1",
                .printed = figures("Z_1 = relu(W_1 X)", kZ1, [] { return before().Z1; }),
                .wrong = figures("Z_1 = |W_1 X|", kZ1,
                                 [] { return map(before().S1, [](double s) { return absolute(s); }); })},
               {.id = "003.E2.Y",
                .printed = figures("Y = W_2 Z_1", kY, [] { return before().Y; }),
                .wrong = figures("Y = W_2 S_1", kY, [] { return kW2 * before().S1; }),
                .code = {"models/network.h forward",
                         [](const Trial&) { return within(transpose(Trained().Y), before().Y, kFloat32); }}},
               {.id = "003.E2.loss",
                .printed = figures("L = 1/(2N) |Y - y|^2", kLoss, [] { return Matrix64(1, 1, before().loss); }),
                .wrong = figures("L = 1/N |Y - y|^2", kLoss, [] { return Matrix64(1, 1, 2 * before().loss); })},
               {.id = "003.E2.Delta-out",
                .printed = figures("Delta_out = (Y - y) / N", kDelta, [] { return before().delta; }),
                .wrong = figures("(y - Y) / N", kDelta, [] { return -before().delta; })},
               {.id = "003.E2.Delta1",
                .printed = figures("Delta_1 = (W_2' Delta_out) . [S_1 > 0]", kDelta1, [] { return before().delta1; }),
                .wrong = figures("W_2' Delta_out", kDelta1, [] { return without_mask(before()); })},
               {.id = "003.E2.dW2",
                .printed = figures("dL/dW_2 = Delta_out Z_1'", kSlopes2, [] { return before().slopes2; }),
                .wrong = figures("Delta_out S_1'", kSlopes2, [] { return before().delta * transpose(before().S1); }),
                .code = {"models/network.h backward",
                         [](const Trial&) { return within(Trained().slopes[1], before().slopes2, kFloat32); }}},
               {.id = "003.E2.dW1",
                .printed = figures("dL/dW_1 = Delta_1 X'", kSlopes1, [] { return before().slopes1; }),
                .wrong =
                    figures("(W_2' Delta_out) X'", kSlopes1, [] { return without_mask(before()) * transpose(kX); }),
                .code = {"models/network.h backward",
                         [](const Trial&) { return within(Trained().slopes[0], before().slopes1, kFloat32); }}},
               {.id = "003.E2.mean-vs-sum",
                .printed = {"exercise 1's loss holds here: L = 1/2 |Y - y|_F^2 = .4916 and Delta_out = Y - y",
                            [](const Trial&) { return normalised_by(1); }},
                .corrected = {"the mean over the 4 samples: L = 1/(2N) |Y - y|_F^2 and Delta_out = (Y - y) / N",
                              [](const Trial&) { return normalised_by(kSamples); }}}},
}};

}  // namespace
}  // namespace rederive::checking::worked_example
