#include "reference/models/network.h"

#include <algorithm>

#include "reference/core/error.h"

namespace rederive {

Network::Network(Index inputs, const std::vector<LayerPlan>& plans) : inputs_(inputs) {
  if (plans.empty()) throw ShapeError("a network without layers");
  Index features = inputs;
  for (const LayerPlan& plan : plans) {
    layers_.push_back(plan(features, layers_));
    features = layers_.back()->outputs();
  }
  activations_.resize(layers_.size());
  gradients_.resize(layers_.size());
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

ConstMatrixView Network::forward(ConstMatrixView x) {
  if (x.cols != inputs_) {
    throw ShapeError("a batch of " + shape_text(x.rows, x.cols) + " for " + std::to_string(inputs_) + " inputs");
  }
  input_ = x;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    activations_[i].reshape(x.rows, layers_[i]->outputs());
    layers_[i]->forward(i == 0 ? x : activations_[i - 1].view(), activations_[i]);
  }
  return activations_.back();
}

void Network::backward(MatrixView gradient) {
  if (gradient.rows != input_.rows || gradient.cols != outputs()) {
    throw ShapeError("a gradient of " + shape_text(gradient.rows, gradient.cols) + " for outputs of " +
                     shape_text(input_.rows, outputs()));
  }
  for (Trainable* parameter : parameters()) parameter->begin_pass();
  MatrixView g = gradient;
  for (std::size_t i = layers_.size(); i-- > 0;) {
    MatrixView dx;
    if (i > 0) {
      gradients_[i].reshape(input_.rows, layers_[i - 1]->outputs());
      dx = gradients_[i];
    }
    layers_[i]->backward(i == 0 ? input_ : activations_[i - 1].view(), activations_[i], g, dx);
    g = dx;
  }
}

std::string Network::text() const {
  std::string lines;
  for (const auto& layer : layers_) lines += layer->text() + "\n";
  return lines;
}

}  // namespace rederive
