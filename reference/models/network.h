// A network is a readable list of layers, whose shapes are checked when it is built:
//
//   Network net({28, 28, 1}, {layers::convolution(3, 32), layers::relu(), layers::max_pooling(2), layers::dropout(.25),
//                             layers::dense(10)});
//   net.forward(x);                            // logits, N x 10
//   net.backward(gradient by the logits);      // fills the gradient of every parameter
//
// Activations and gradients live in buffers of the network, kept from batch to batch.
//
// Convolutions and what follows them element by element work on a batch in pieces of kPieceRows rows, from the first
// layer of the run to its last: a piece stays in the cache, and threads take pieces. Dense layers have the whole batch
// and share its products. Pieces and sums are the same for any number of threads, and so are the bits.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/layers/dense.h"
#include "reference/layers/layer.h"

namespace rederive {

class Network {
 public:
  /// Throws ShapeError where a layer does not fit the one before it, or without any layer.
  Network(const Volume& inputs, const std::vector<LayerPlan>& plans);

  Index inputs() const { return inputs_; }
  Index outputs() const { return layers_.back()->outputs().size(); }
  std::size_t depth() const { return layers_.size(); }
  /// Layer `number`; ShapeError where there is none.
  Layer& layer(std::size_t number) const;
  /// Layer `number`, which must be dense: ShapeError otherwise.
  Dense& dense(std::size_t number);

  /// Each once, in the order of the layers.
  std::vector<Trainable*> parameters();
  /// Weights and biases together.
  Index parameter_count();

  /// Every layer's weights and biases uniform in +-1 / sqrt(fan_in), layer `number` from stream(number).
  void start_uniform(const std::function<Stream(std::size_t number)>& stream);

  /// Threads for the passes from now on, while they live; null: the caller's alone. No number depends on it.
  void share_with(Team* team) { team_ = team; }

  /// The outputs for the rows of x, until the next call. x must stay as it is until backward. `noise` is
  /// substream(update) of a stream of the caller's, for an update that trains: without it nothing is random. ShapeError
  /// for a batch of another width or without rows.
  ConstMatrixView forward(ConstMatrixView x, const std::optional<Stream>& noise = std::nullopt);
  /// What layer `number` gave in the last pass forward; what a later layer did to it in place shows.
  ConstMatrixView activation(std::size_t number) const { return activations_[buffers_[number]]; }
  /// The parameters' gradients, from the gradient by the outputs of the last pass forward, which is overwritten.
  /// ShapeError where it is not of their shape, or there was no pass forward.
  void backward(MatrixView gradient);

  /// One layer a line.
  std::string text() const;

 private:
  // Layers [first, last) that work on the same rows.
  struct Run {
    std::size_t first = 0;
    std::size_t last = 0;
    bool in_pieces = false;
  };
  // Gradients by the inputs of a run's layers: a worker's own, by layer.
  using Gradients = std::vector<Matrix>;

  void plan_runs();
  void plan_buffers();
  ConstMatrixView input_of(std::size_t layer) const;
  Pass pass(const Run& run, Index piece) const;
  Index pieces() const;
  template <class Body>
  void for_pieces(const Run& run, const Body& body);
  void backward(const Run& run, const Pass& pass, Index first_row, MatrixView gradient, MatrixView dx,
                Gradients& gradients);

  Index inputs_;
  std::vector<std::unique_ptr<Layer>> layers_;
  std::vector<Run> runs_;
  Team* team_ = nullptr;
  ConstMatrixView input_;
  std::optional<Stream> noise_;
  std::vector<std::size_t> buffers_;   // of each layer's outputs: its own, or that of the layer before it
  std::vector<Matrix> activations_;    // by buffer
  std::vector<Matrix> run_gradients_;  // by the input of each run; the first has none
  std::vector<Gradients> scratch_;     // by worker
};

}  // namespace rederive
