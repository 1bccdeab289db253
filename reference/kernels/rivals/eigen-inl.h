// Eigen's way of each kernel, compiled three times with the flags of three instruction sets (reference/CMakeLists.txt),
// each time with Eigen's namespace renamed, because the rest of the library is compiled for any x86-64 and Eigen has no
// run-time dispatch: timed that way it would be no rival.
//
// The danger is the one-definition rule: an inline function of a shared header compiled here with AVX-512 could be the
// copy that the linker keeps for everybody. So the names of Eigen are renamed and these files include nothing else; a
// test reads their symbols (tests/reference/kernels/rival_symbols.cmake) and fails where a weak one is not Eigen's.
//
// Define EIGEN_RIVAL (the function's name) and EIGEN_RIVAL_FOR (a text), and Eigen as a name of its own, then include.
#include <Eigen/Core>

#include "reference/kernels/rivals/eigen_functions.h"

namespace rederive::rivals {
namespace {

using Stride = Eigen::OuterStride<>;
using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ColMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;
using Row = Eigen::Map<Eigen::ArrayXf>;
using ConstRow = Eigen::Map<const Eigen::ArrayXf>;

template <class A, class B>
void product(float alpha, const A& a, const B& b, float beta, Eigen::Map<RowMajor, 0, Stride>& c) {
  if (beta == 0) {
    c.noalias() = alpha * a * b;
  } else {
    if (beta != 1) c *= beta;
    c.noalias() += alpha * a * b;
  }
}

// A transposed row-major matrix is a column-major one.
template <class A>
void product_right(float alpha, const A& a, const float* b, long stride, bool transposed, float beta, long n, long k,
                   Eigen::Map<RowMajor, 0, Stride>& c) {
  if (transposed) {
    product(alpha, a, Eigen::Map<const ColMajor, 0, Stride>(b, k, n, Stride(stride)), beta, c);
  } else {
    product(alpha, a, Eigen::Map<const RowMajor, 0, Stride>(b, k, n, Stride(stride)), beta, c);
  }
}

void gemm(float alpha, const float* a, long a_stride, bool a_transposed, const float* b, long b_stride,
          bool b_transposed, float beta, float* c, long c_stride, long m, long n, long k) {
  Eigen::Map<RowMajor, 0, Stride> result(c, m, n, Stride(c_stride));
  if (a_transposed) {
    const Eigen::Map<const ColMajor, 0, Stride> left(a, m, k, Stride(a_stride));
    product_right(alpha, left, b, b_stride, b_transposed, beta, n, k, result);
  } else {
    const Eigen::Map<const RowMajor, 0, Stride> left(a, m, k, Stride(a_stride));
    product_right(alpha, left, b, b_stride, b_transposed, beta, n, k, result);
  }
}

void sigmoid(const float* x, const float* bias, float* p, long count) {
  if (bias == nullptr) {
    Row(p, count) = ConstRow(x, count).logistic();
  } else {
    Row(p, count) = (ConstRow(x, count) + ConstRow(bias, count)).logistic();
  }
}

void sample(const float* p, const unsigned* words, float* s, long count) {
  const Eigen::Map<const Eigen::Array<unsigned, Eigen::Dynamic, 1>> word(words, count);
  const auto uniform = word.unaryExpr([](unsigned w) { return static_cast<int>(w >> 8); }).cast<float>() * 0x1p-24F;
  Row(s, count) = (uniform < ConstRow(p, count)).cast<float>();
}

template <class Logits>
double nll(const Logits& z, const float* targets, long count) {
  const auto softplus = z.max(0.0F) + (-z.abs()).exp().log1p();
  if (targets == nullptr) return softplus.template cast<double>().sum();
  return (softplus - ConstRow(targets, count) * z).template cast<double>().sum();
}

double bernoulli_nll(const float* x, const float* bias, const float* targets, long count) {
  if (bias == nullptr) return nll(ConstRow(x, count), targets, count);
  return nll(ConstRow(x, count) + ConstRow(bias, count), targets, count);
}

}  // namespace

const EigenFunctions& EIGEN_RIVAL() {
  static constexpr EigenFunctions kFunctions{EIGEN_RIVAL_FOR, gemm, sigmoid, sample, bernoulli_nll};
  return kFunctions;
}

}  // namespace rederive::rivals
