// Does a random start put all the mass on one class, which may be a wrong one?
//
//   yhat = softmax(W x)   or   yhat = softmax(W2 sigmoid(W1 x)),   x an image of 784 pixels in [0, 1]
//
// In exact numbers no start gives yhat_c2 = 1. In double it takes a lead of about 37 over all other logits, and 1 -
// 1e-6 takes 14; logits of a usual start have a standard deviation below 1. Source: document 000, section 2.2.2
#include <string>

#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"

namespace rederive::checking {
namespace {

constexpr int kPixels = 784;
constexpr int kHidden = 32;
constexpr int kImages = 4;

enum class Start { gaussian, glorot, fan_in };

Matrix64 started(const Trial& in, const std::string& layer, int outputs, int inputs, Start start) {
  if (start == Start::gaussian) return in.matrix(layer + " gaussian", outputs, inputs, 0.1);
  const bool glorot = start == Start::glorot;
  const double bound = glorot ? std::sqrt(6.0 / (inputs + outputs)) : 1 / std::sqrt(inputs);
  return in.uniform(layer + (glorot ? " glorot" : " fan in"), outputs, inputs, -bound, bound);
}

// Columns with more than 1 - 1e-6 on one class: a mistake if the label is any other.
int confident_columns(const Matrix64& logits) {
  int count = 0;
  for (int n = 0; n < logits.cols(); ++n) count += largest(softmax(column_of(logits, n))) > 1 - 1e-6 ? 1 : 0;
  return count;
}

// A fifth of the pixels has ink, up to `most`.
Matrix64 images(const Trial& in, double most) {
  return hadamard(in.bits("ink", kPixels, kImages, 0.2), in.uniform("pixels", kPixels, kImages, 0, most));
}

// Softmax regression and a network of one hidden layer, from each of three usual starts.
Comparison from_usual_starts(const Trial& in) {
  const int classes = in.size("K", 2, 10);
  const Matrix64 x = images(in, 1);
  int confident = 0;
  for (const Start start : {Start::gaussian, Start::glorot, Start::fan_in}) {
    confident += confident_columns(started(in, "W", classes, kPixels, start) * x);
    const Matrix64 hidden = sigmoid(started(in, "W1", kHidden, kPixels, start) * x);
    confident += confident_columns(started(in, "W2", classes, kHidden, start) * hidden);
  }
  return printed("0", confident);
}

Comparison from_a_wide_start(const Trial& in) {
  const int classes = in.size("K", 2, 10);
  return printed("0", confident_columns(in.matrix("W wide", classes, kPixels) * images(in, 255)));
}

// "Practically impossible" is a count of none: 24 pairs of a network and an image a trial, 480 in all.
const Identity random_start{
    .id = "000.S2.2.2.random-init-negligible",
    .printed = {"from N(0, .1), Glorot and 1/sqrt(fan_in) starts, pixels in [0, 1], yhat_c2 > 1 - 1e-6 in 0 of 24",
                from_usual_starts},
    .wrong = {"0 of 4 from N(0, 1) and pixels in [0, 255]", from_a_wide_start}};

const RegisteredIdentities identities{
    {.title = "All mass on a wrong class: at a random start", .source = "000 §2.2.2", .claims = {random_start}}};

}  // namespace
}  // namespace rederive::checking
