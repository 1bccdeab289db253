#include "reference/models/network.h"

#include <algorithm>

#include "reference/core/error.h"

namespace rederive {

Network::Network(const Volume& inputs, const std::vector<LayerPlan>& plans) : inputs_(inputs.size()) {
  if (plans.empty()) throw ShapeError("a network without layers");
  Volume features = inputs;
  for (const LayerPlan& plan : plans) {
    layers_.push_back(plan(features, layers_));
    features = layers_.back()->outputs();
  }
  plan_runs();
  plan_buffers();
}

void Network::plan_runs() {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Rows rows = layers_[i]->rows();
    const bool in_pieces = rows == Rows::in_pieces || (rows == Rows::either && i > 0 && runs_.back().in_pieces);
    if (runs_.empty() || runs_.back().in_pieces != in_pieces) {
      runs_.push_back({.first = i, .last = i, .in_pieces = in_pieces});
    }
    runs_.back().last = i + 1;
  }
  run_gradients_.resize(runs_.size());
}

void Network::plan_buffers() {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const bool reuse = i > 0 && layers_[i]->in_place() && !layers_[i - 1]->needs_outputs();
    buffers_.push_back(reuse ? buffers_[i - 1] : i);
  }
  activations_.resize(layers_.size());
}

Layer& Network::layer(std::size_t number) const {
  if (number >= layers_.size()) throw ShapeError("there is no layer " + std::to_string(number) + " in\n" + text());
  return *layers_[number];
}

Dense& Network::dense(std::size_t number) {
  auto* layer = number < layers_.size() ? dynamic_cast<Dense*>(layers_[number].get()) : nullptr;
  if (layer == nullptr) throw ShapeError("layer " + std::to_string(number) + " is no dense one in\n" + text());
  return *layer;
}

std::vector<Trainable*> Network::parameters() {
  std::vector<Trainable*> all;
  for (const auto& layer : layers_) {
    for (Trainable* parameter : layer->parameters()) {
      if (std::find(all.begin(), all.end(), parameter) == all.end()) all.push_back(parameter);
    }
  }
  return all;
}

Index Network::parameter_count() {
  Index count = 0;
  for (const Trainable* parameter : parameters()) count += parameter->value.size();
  return count;
}

void Network::start_uniform(const std::function<Stream(std::size_t number)>& stream) {
  for (std::size_t i = 0; i < layers_.size(); ++i) layers_[i]->start_uniform(stream(i));
}

ConstMatrixView Network::input_of(std::size_t layer) const {
  return layer == 0 ? input_ : activations_[buffers_[layer - 1]].view();
}

Pass Network::pass(const Run& run, Index piece) const {
  return {.team = run.in_pieces ? nullptr : team_, .noise = noise_ ? &*noise_ : nullptr, .piece = piece};
}

Index Network::pieces() const { return (input_.rows + kPieceRows - 1) / kPieceRows; }

// body(pass, first row, rows, worker) for the whole batch, or for its pieces.
template <class Body>
void Network::for_pieces(const Run& run, const Body& body) {
  const Index rows = input_.rows;
  if (!run.in_pieces) return body(pass(run, 0), 0, rows, 0);
  const auto work = [&](Index piece, int worker) {
    const Index first = piece * kPieceRows;
    body(pass(run, piece), first, std::min(kPieceRows, rows - first), worker);
  };
  if (team_ != nullptr) return team_->run(pieces(), work);
  for (Index piece = 0; piece < pieces(); ++piece) work(piece, 0);
}

ConstMatrixView Network::forward(ConstMatrixView x, const std::optional<Stream>& noise) {
  if (x.rows < 1 || x.cols != inputs_) {
    throw ShapeError("a batch of " + shape_text(x.rows, x.cols) + " for " + std::to_string(inputs_) + " inputs");
  }
  input_ = x;
  noise_ = noise;
  for (const Run& run : runs_) {
    for (std::size_t i = run.first; i < run.last; ++i) {
      activations_[buffers_[i]].reshape(x.rows, layers_[i]->outputs().size());
      layers_[i]->begin_forward(x.rows);
    }
    for_pieces(run, [&](const Pass& pass, Index first, Index count, int) {
      for (std::size_t i = run.first; i < run.last; ++i) {
        layers_[i]->forward(pass, input_of(i).row_range(first, count),
                            activations_[buffers_[i]].view().row_range(first, count));
      }
    });
  }
  return activations_[buffers_.back()];
}

// From `gradient`, by the outputs of these rows, down to dx, the one by their inputs.
void Network::backward(const Run& run, const Pass& pass, Index first_row, MatrixView gradient, MatrixView dx,
                       Gradients& gradients) {
  const Index rows = gradient.rows;
  gradients.resize(layers_.size());
  MatrixView g = gradient;
  for (std::size_t i = run.last; i-- > run.first;) {
    const ConstMatrixView x = input_of(i).row_range(first_row, rows);
    const ConstMatrixView y = activations_[buffers_[i]].view().row_range(first_row, rows);
    MatrixView by_input = dx;
    if (i > run.first && layers_[i]->in_place()) {
      by_input = g;
    } else if (i > run.first) {
      gradients[i].reshape(rows, x.cols);
      by_input = gradients[i];
    }
    layers_[i]->backward(pass, x, y, g, by_input);
    g = by_input;
  }
}

void Network::backward(MatrixView gradient) {
  if (input_.rows < 1) throw ShapeError("a pass backwards before the first one forward");
  if (gradient.rows != input_.rows || gradient.cols != outputs()) {
    throw ShapeError("a gradient of " + shape_text(gradient.rows, gradient.cols) + " for outputs of " +
                     shape_text(input_.rows, outputs()));
  }
  for (Trainable* parameter : parameters()) parameter->begin_pass();
  scratch_.resize(static_cast<std::size_t>(team_ == nullptr ? 1 : team_->threads()));
  MatrixView g = gradient;
  for (std::size_t r = runs_.size(); r-- > 0;) {
    const Run& run = runs_[r];
    MatrixView dx;
    if (r > 0) {
      run_gradients_[r].reshape(input_.rows, layers_[run.first - 1]->outputs().size());
      dx = run_gradients_[r];
    }
    for (std::size_t i = run.first; run.in_pieces && i < run.last; ++i) layers_[i]->begin_backward(pieces());
    for_pieces(run, [&](const Pass& pass, Index first, Index count, int worker) {
      backward(run, pass, first, g.row_range(first, count), r > 0 ? dx.row_range(first, count) : dx,
               scratch_[static_cast<std::size_t>(worker)]);
    });
    for (std::size_t i = run.first; run.in_pieces && i < run.last; ++i) layers_[i]->end_backward(pieces());
    g = dx;
  }
}

std::string Network::text() const {
  std::string lines;
  for (const auto& layer : layers_) lines += layer->text() + "\n";
  return lines;
}

}  // namespace rederive
