// An Ising model of a binary image x behind its noisy copy y, and three ways down its energy. Pixels are -1 or 1.
//
//   E(x, y) = h sum_i x_i - beta sum_{i,j} x_i x_j - eta sum_i x_i y_i     {i, j} the pairs of neighbours, each once
//   E(x_k = 1) - E(x_k = -1) = 2 (h - beta sum_{j in ne(k)} x_j - eta y_k)
//
// Neighbours are left, right, above and below; a pixel at the border has fewer. Sums are double, in row-major order.
// All throw ShapeError where x and y differ in shape.
// Source: document 002, problem 4; Besag, Journal of the Royal Statistical Society B 48(3), 1986 (iterated conditional
// modes); Kirkpatrick, Gelatt and Vecchi, Science 220, 1983 (annealing).
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

struct IsingCouplings {
  double h = 0;
  double beta = 1;
  double eta = 2.1;
};

/// From the sums over the whole image.
double ising_energy(ConstMatrixView x, ConstMatrixView y, const IsingCouplings& c);

/// What turning the pixel would add to the energy, from its neighbourhood alone.
double flip_cost(ConstMatrixView x, ConstMatrixView y, const IsingCouplings& c, Index row, Index col);

/// Turns, in row-major order, each pixel whose turning lowers the energy. Returns how many were turned, and adds what
/// they cost (never more than 0) to `energy`.
Index icm_sweep(MatrixView x, ConstMatrixView y, const IsingCouplings& c, double& energy);

/// A sweep at temperature 1 / inverse: each pixel in row-major order is drawn from its distribution given the others,
/// pixel i by word i of the stream.
void gibbs_sweep(MatrixView x, ConstMatrixView y, const IsingCouplings& c, double inverse, const Stream& stream);

/// The least energy of any image, by going over all of them, one flip from one to the next. UsageError above 24 pixels.
double least_energy(ConstMatrixView y, const IsingCouplings& c);

}  // namespace rederive
