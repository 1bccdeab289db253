// Stochastic neighbour embedding in double: affinities of the data, similarities of the map, their divergence and its
// gradient, each by its definition.
//
//   p_j|i = exp(-beta_i d_ij) / sum_{l != i} exp(-beta_i d_il),  p_i|i = 0,   H_i = -sum_j p_j|i log p_j|i
//   p_ij = (p_j|i + p_i|j) / 2n
//   w_ij = 1 / (1 + ||y_i - y_j||^2)  (Student)  or  exp(-||y_i - y_j||^2)  (Gaussian),  w_ii = 0
//   q_ij = w_ij / Z,  Z = sum_ij w_ij,   KL = sum_ij p_ij log(p_ij / q_ij)
//   dKL/dy_i = 4 sum_j (p_ij - q_ij) f_ij (y_i - y_j),  f_ij = w_ij (Student) or 1 (Gaussian)
//
// Source: van der Maaten and Hinton, Journal of Machine Learning Research 9, 2008, equations 1 to 8; Cook et al.,
// AISTATS 2007, for the symmetric Gaussian form.
#pragma once

#include <vector>

#include "reference/core/matrix.h"

namespace rederive::oracle {

/// A map of n points in the plane.
struct Map {
  std::vector<double> x, y;
  std::size_t size() const { return x.size(); }
};

/// From (2, n): the first row holds the first coordinates.
Map map_of(ConstMatrixView map);

double map_distance(const Map& map, std::size_t i, std::size_t j);  // ||y_i - y_j||^2
double similarity(bool gaussian, const Map& map, std::size_t i, std::size_t j);
double partition(bool gaussian, const Map& map);

/// p is (n, n), row-major, with a zero diagonal.
double divergence(bool gaussian, const std::vector<double>& p, const Map& map);
Map gradient(bool gaussian, const std::vector<double>& p, const Map& map);

struct Conditional {
  std::vector<double> p;  // p_j|i
  double entropy = 0;     // H_i in nats; the perplexity is exp(H_i)
  double slope = 0;       // dH_i / d log beta = -variance of beta d_ij under p_j|i
};

/// From the squared distances of point `self` to all points.
Conditional conditional(const std::vector<double>& distances, std::size_t self, double precision);

}  // namespace rederive::oracle
