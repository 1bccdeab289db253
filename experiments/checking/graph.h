// Networks of functions, and the networks of linear maps that are their derivatives and the duals of these.
//
// A graph is written down as a network is drawn, a node for each function of nodes before it. Its derivative network by
// a parameter P has the same nodes; they carry the changes that a change dP of the parameter makes, and each arrow is
// the function's derivative, a linear map, at the values that the graph has. The dual network transposes every map and
// reverses every arrow. So it is the transpose of the whole, and fed with 1 it gives the gradient of a scalar output.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "experiments/checking/mat.h"

namespace rederive::checking {

/// Nodes carry vectors: the first is fed, every other one is the sum of what its arrows bring, the last one is read.
class LinearNetwork {
 public:
  struct Arrow {
    std::size_t from = 0;
    std::size_t to = 0;  // beyond `from`
    Matrix64 map;        // size of `to` x size of `from`
  };

  explicit LinearNetwork(std::vector<int> sizes) : sizes_(std::move(sizes)) {}

  /// ShapeError where the map does not fit its nodes or the arrow points back.
  void connect(Arrow arrow);
  const std::vector<int>& sizes() const { return sizes_; }
  const std::vector<Arrow>& arrows() const { return arrows_; }

  /// A vector into the first node; from the last one.
  Matrix64 feed(const Matrix64& vector) const;
  LinearNetwork dual() const;

 private:
  std::vector<int> sizes_;
  std::vector<Arrow> arrows_;
};

class Graph {
 public:
  using Node = std::size_t;
  /// Inputs and parameters by name.
  using Given = std::map<std::string, Matrix64>;

  Node input(const std::string& name) { return add({Kind::input, name, 0, 0}); }
  /// P x
  Node product(const std::string& parameter, Node x) { return add({Kind::product, parameter, x, 0}); }
  Node sigmoid(Node x) { return add({Kind::sigmoid, "", x, 0}); }
  Node hadamard(Node a, Node b) { return add({Kind::hadamard, "", a, b}); }
  /// sum_i a_i^2
  Node squared_norm(Node a) { return add({Kind::squared_norm, "", a, 0}); }

  /// What every node is. ShapeError where something does not fit; std::out_of_range for a name that is not given.
  std::vector<Matrix64> values(const Given& given) const;
  /// From a change of the parameter, row by row as one vector, to the change of `output`.
  LinearNetwork derivative(const Given& given, const std::string& parameter, Node output) const;

 private:
  enum class Kind { input, product, sigmoid, hadamard, squared_norm };
  struct Function {
    Kind kind;
    std::string name;
    Node a;
    Node b;
  };

  Node add(Function function) {
    functions_.push_back(std::move(function));
    return functions_.size() - 1;
  }

  std::vector<Function> functions_;
};

}  // namespace rederive::checking
