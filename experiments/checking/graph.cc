#include "experiments/checking/graph.h"

#include <fmt/format.h>

#include "experiments/checking/functions.h"

namespace rederive::checking {
namespace {

// vec(P) -> P x, vec row by row: row i of the product takes x against row i of P.
Matrix64 product_by_parameter(int rows, const Matrix64& x) {
  Matrix64 map(rows, rows * x.rows());
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < x.rows(); ++j) map(i, i * x.rows() + j) = x[j];
  }
  return map;
}

}  // namespace

void LinearNetwork::connect(Arrow arrow) {
  const bool forwards = arrow.from < arrow.to && arrow.to < sizes_.size();
  if (!forwards || arrow.map.rows() != sizes_[arrow.to] || arrow.map.cols() != sizes_[arrow.from]) {
    throw ShapeError(fmt::format("an arrow ({}) from node {} to node {}", arrow.map.shape(), arrow.from, arrow.to));
  }
  arrows_.push_back(std::move(arrow));
}

Matrix64 LinearNetwork::feed(const Matrix64& vector) const {
  std::vector<Matrix64> nodes;
  for (const int size : sizes_) nodes.emplace_back(size, 1);
  nodes.front() = nodes.front() + vector;
  for (std::size_t node = 1; node < nodes.size(); ++node) {
    for (const Arrow& arrow : arrows_) {
      if (arrow.to == node) nodes[node] = nodes[node] + arrow.map * nodes[arrow.from];
    }
  }
  return nodes.back();
}

LinearNetwork LinearNetwork::dual() const {
  LinearNetwork result({sizes_.rbegin(), sizes_.rend()});
  const std::size_t last = sizes_.size() - 1;
  for (const Arrow& arrow : arrows_) result.connect({last - arrow.to, last - arrow.from, transpose(arrow.map)});
  return result;
}

std::vector<Matrix64> Graph::values(const Given& given) const {
  std::vector<Matrix64> value;
  for (const Function& f : functions_) {
    switch (f.kind) {
      case Kind::input:
        value.push_back(given.at(f.name));
        break;
      case Kind::product:
        value.push_back(given.at(f.name) * value[f.a]);
        break;
      case Kind::sigmoid:
        value.push_back(checking::sigmoid(value[f.a]));
        break;
      case Kind::hadamard:
        value.push_back(checking::hadamard(value[f.a], value[f.b]));
        break;
      case Kind::squared_norm:
        value.emplace_back(1, 1, dot(value[f.a], value[f.a]));
        break;
    }
  }
  return value;
}

LinearNetwork Graph::derivative(const Given& given, const std::string& parameter, Node output) const {
  const std::vector<Matrix64> value = values(given);
  std::vector<int> sizes{given.at(parameter).size()};
  for (Node node = 0; node <= output; ++node) sizes.push_back(value[node].rows());
  LinearNetwork network(sizes);
  const auto after = [](Node node) { return node + 1; };  // the first node of the network is the parameter
  for (Node node = 0; node <= output; ++node) {
    const auto& [kind, name, a, b] = functions_[node];
    switch (kind) {
      case Kind::input:
        break;
      case Kind::product:
        network.connect({after(a), after(node), given.at(name)});
        if (name == parameter) {
          network.connect({0, after(node), product_by_parameter(value[node].rows(), value[a])});
        }
        break;
      case Kind::sigmoid:
        network.connect({after(a), after(node), diag(sigmoid_slope(value[a]))});
        break;
      case Kind::hadamard:
        network.connect({after(a), after(node), diag(value[b])});
        network.connect({after(b), after(node), diag(value[a])});
        break;
      case Kind::squared_norm:
        network.connect({after(a), after(node), 2 * transpose(value[a])});
        break;
    }
  }
  return network;
}

}  // namespace rederive::checking
