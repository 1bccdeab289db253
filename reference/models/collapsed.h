// One affine layer that does what a stack of them does.
//
//   y = x W + b,  W = W_1 W_2 ... W_l,  b = sum_i b_i W_{i+1} ... W_l        (batches are rows)
//
// Source: document 000, section 1.1, with the order of the products that its own definition of a layer asks for
// (experiments/identities/linear_collapse.cc).
#pragma once

#include <cstdint>

#include "reference/models/network.h"

namespace rederive {

/// A network of one dense layer. ShapeError where a layer of the given one is not dense.
Network collapsed(Network& stack);

/// Multiply-adds for one image on its way forward: the elements of all weights. ShapeError as above.
std::int64_t forward_multiply_adds(Network& stack);

/// The largest absolute difference between two matrices of one shape, else ShapeError; NaN where one is NaN.
double largest_difference(ConstMatrixView a, ConstMatrixView b);

}  // namespace rederive
