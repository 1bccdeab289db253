// exp, log and their kin in double, the same bits on every machine.
//
// A C library may round these functions as it likes, and does so differently from version to version and from
// processor to processor. Results that are compared bit by bit therefore use these: additions, multiplications and
// divisions of IEEE 754 in a fixed order, nothing else. They serve what is computed once per epoch or per matrix;
// the hot loops have vector forms of their own in reference/kernels.
//
// Errors (tested against the C library's correctly rounded neighbours): exp, log <= 1.5 ULP; log1p <= 3 ULP;
// sigmoid, softplus <= 4 ULP; normal_quantile <= 1e-15 relative.
#pragma once

namespace rederive {

double exp_exact_bits(double x);
/// log of x >= 0; log 0 = -inf, a negative x gives NaN.
double log_exact_bits(double x);
double log1p_exact_bits(double x);
/// 1 / (1 + e^-x), without overflow at either end.
double sigmoid_exact_bits(double x);
/// log(1 + e^x), without overflow.
double softplus_exact_bits(double x);

/// x with P(Z <= x) = p for a standard normal Z and 0 < p < 1.
/// Source: Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37(3), 1988.
double normal_quantile_exact_bits(double p);

}  // namespace rederive
