// y_ij = max(x_ij, 0), and the gradients by the input of an activation from its output:
//
//     sigmoid_backward  dx_ij = g_ij y_ij (1 - y_ij)
//     tanh_backward     dx_ij = g_ij (1 - y_ij^2)
//     relu_backward     dx_ij = g_ij where y_ij > 0, else 0
//
// g is the gradient by the output y, so that nothing of the forward pass but y has to be kept. All are (rows, cols); dx
// may be g itself (and y of relu x itself), otherwise nothing may overlap. Same bits on every machine: variants
// "scalar", "simd". Errors, u = 2^-24: none of relu and relu_backward, 2.1 u |dx| + 2^-149 of the others, whose factor
// of g is rounded once. NaN in x or g gives NaN; relu(-0) is -0.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// Throw ShapeError.
void relu(ConstMatrixView x, MatrixView y);
void sigmoid_backward(ConstMatrixView g, ConstMatrixView y, MatrixView dx);
void tanh_backward(ConstMatrixView g, ConstMatrixView y, MatrixView dx);
void relu_backward(ConstMatrixView g, ConstMatrixView y, MatrixView dx);

}  // namespace rederive
