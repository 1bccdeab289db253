// What an Eigen rival offers, in raw pointers: files compiled with wide instructions must share no inline function with
// the rest of the program, or the linker could keep their copy of it (see eigen.inc). Hence no matrix type and no std
// here.
#pragma once

namespace rederive::rivals {

/// The kernels of elementwise.h: rows of `count` elements and the formula's numbers.
using ElementwiseRival = void (*)(const float* const* in, float* const* out, const float* numbers, long count);
struct ElementwiseRivals {
  ElementwiseRival exp, log, tanh, relu, soft_threshold;
  ElementwiseRival sigmoid_backward, tanh_backward, relu_backward;
  ElementwiseRival sgd, momentum, adadelta;
};

/// Row-major matrices; in softmax x may be y.
struct RowRivals {
  using Map = void (*)(const float* x, long x_stride, float* y, long y_stride, long rows, long cols);
  /// A sum a row; t is null where the kernel has one operand.
  using Sums = void (*)(const float* x, const float* t, double* sums, long rows, long cols, long x_stride,
                        long t_stride);
  Map softmax, log_softmax;
  Sums row_sums, squared_error, cross_entropy;
  Map column_sums, transpose;
  /// y = 0 where the word's uniform is below the rate, else factor x.
  void (*dropout)(const float* x, const unsigned* words, float rate, float factor, float* y, long count);
};

struct EigenFunctions {
  const char* compiled_for;
  void (*gemm)(float alpha, const float* a, long a_stride, bool a_transposed, const float* b, long b_stride,
               bool b_transposed, float beta, float* c, long c_stride, long m, long n, long k);
  void (*gemv)(float alpha, const float* a, long stride, bool transposed, const float* x, float beta, float* y,
               long rows, long cols);
  /// bias may be null; p may be x.
  void (*sigmoid)(const float* x, const float* bias, float* p, long count);
  /// s = uniform(word) < p
  void (*sample)(const float* p, const unsigned* words, float* s, long count);
  /// targets and bias may be null.
  double (*bernoulli_nll)(const float* x, const float* bias, const float* targets, long count);
  void (*pairwise_squared_distances)(const float* x, long x_stride, const float* y, long y_stride, float* d,
                                     long d_stride, long n, long m, long depth);
  /// out: z, repulsion (x, y), attraction (x, y) of point i; p may be null.
  void (*tsne_forces)(bool gaussian, const float* x, const float* y, long n, long i, const float* p, double* out);
  /// e_j = exp(-beta (d_j - min d)) of the others into e unless it is null; out: the sums of e, t e and t^2 e.
  void (*tsne_affinities)(const float* d, long n, long self, float beta, float* e, double* out);
  /// out: the sums over j of p_j log(p_j / w_ij) and of p_j.
  void (*tsne_divergence)(bool gaussian, const float* x, const float* y, long n, long i, const float* p, double* out);
  ElementwiseRivals elementwise;
  RowRivals rows;
  /// One window (eigen_pool2d.inc); chosen and p only where the kind has them.
  void (*pool)(int kind, float p, const float* x, long row, long m, long channels, float* y, unsigned char* chosen);
  void (*pool_backward)(int kind, float p, const float* x, const float* y, const float* g, const unsigned char* chosen,
                        long row, long m, long channels, float* dx);
};

const EigenFunctions& eigen_baseline();
const EigenFunctions& eigen_avx2();
const EigenFunctions& eigen_avx512();

/// The widest that this processor runs.
const EigenFunctions& eigen();

}  // namespace rederive::rivals
