// A layer of a network: a function of a batch, and its gradient.
//
// Batches are rows: x is N x inputs, y is N x outputs. A layer keeps its parameters, and of a batch at most what its
// pass forward has chosen: the network hands x and y back when it goes backwards. All is float32; matrices that do not
// fit are a ShapeError.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/core/team.h"

namespace rederive {

/// The features of a row: an image whose channels lie next to each other, or a plain list, which is one pixel of many
/// channels.
struct Volume {
  Index height = 1;
  Index width = 1;
  Index channels = 0;

  Volume(Index features) : channels(features) {}  // NOLINT(google-explicit-constructor): a list is a volume
  Volume(Index h, Index w, Index c) : height(h), width(w), channels(c) {}
  Index size() const { return height * width * channels; }
  /// "28 x 28 x 1", or "784" for a list.
  std::string text() const;
  bool operator==(const Volume&) const = default;
};

/// Weights, or biases as one row, beside the gradient of the last pass backwards.
struct Trainable {
  Trainable(Index rows, Index cols) : value(rows, cols), gradient(rows, cols) {}

  Matrix value;
  Matrix gradient;
  bool decays = true;  // a bias does not

  /// What the gradient counts for when a layer adds its own to it: nothing for the first layer of a pass, all for the
  /// next one that shares the parameter.
  float beta() { return std::exchange(written_, true) ? 1.0F : 0.0F; }
  void begin_pass() { written_ = false; }

 private:
  bool written_ = false;
};

/// What a pass over a batch is beside its numbers.
struct Pass {
  Team* team = nullptr;           // to share the work with, where the layer has the whole batch; null: none
  const Stream* noise = nullptr;  // substream(update) when it trains, the second index free; null: nothing is random
  Index piece = 0;                // which rows these are, where the batch is worked on in pieces
};

/// Whether the rows of a batch can be worked on in pieces of kPieceRows, several at once.
enum class Rows {
  together,   // no: the gradient of a parameter is one sum over all rows
  in_pieces,  // yes, and it should be: what a piece needs stays in the cache
  either      // element by element: as the layer before it
};
inline constexpr Index kPieceRows = 8;  // kConv2dBlock of reference/kernels/conv2d.h

class Layer {
 public:
  virtual ~Layer() = default;

  /// "dense 784 -> 100"
  virtual std::string text() const = 0;
  virtual Volume outputs() const = 0;
  virtual Rows rows() const { return Rows::together; }
  /// y may be x itself, and dx may be g itself.
  virtual bool in_place() const { return false; }
  /// The pass backwards reads y, which a layer in place after this one would have changed.
  virtual bool needs_outputs() const { return false; }

  virtual void forward(const Pass& pass, ConstMatrixView x, MatrixView y) = 0;
  /// From g, the gradient by y: those of the parameters, and the one by x unless dx is 0 x 0. g may be overwritten.
  virtual void backward(const Pass& pass, ConstMatrixView x, ConstMatrixView y, MatrixView g, MatrixView dx) = 0;

  /// By one thread, before a batch of `rows` rows goes forward.
  virtual void begin_forward(Index /*rows*/) {}
  /// By one thread, around the way back of a batch in at least one piece: pieces may go at once, each with a gradient
  /// of its own, and that of a parameter is the sum of theirs, in their order.
  virtual void begin_backward(Index /*pieces*/) {}
  virtual void end_backward(Index /*pieces*/) {}

  virtual std::vector<Trainable*> parameters() { return {}; }
  /// Weights and biases, where there are any, uniform in +-1 / sqrt(fan_in) (reference/layers/starts.h).
  virtual void start_uniform(const Stream& /*stream*/) {}
};

/// A layer that waits for its place: made once the layers before it are known.
using LayerPlan =
    std::function<std::unique_ptr<Layer>(const Volume& inputs, std::span<const std::unique_ptr<Layer>> layers_before)>;

}  // namespace rederive
