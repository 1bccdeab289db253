#include "reference/core/matrix.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace rederive {
namespace {

constexpr Index kAlignment = 64;
constexpr Index kLargePage = Index{1} << 21;
constexpr Index kManyPages = 8 * kLargePage;  // bytes from which whole large pages waste little

Index checked_size(Index rows, Index cols) {
  constexpr Index kMost = PTRDIFF_MAX / static_cast<Index>(sizeof(float)) - kLargePage;
  if (rows < 0 || cols < 0 || (cols > 0 && rows > kMost / cols)) {
    throw ShapeError("no matrix can be " + shape_text(rows, cols));
  }
  return rows * cols;
}

}  // namespace

std::string shape_text(Index rows, Index cols) { return std::to_string(rows) + " x " + std::to_string(cols); }

void AlignedDelete::operator()(float* p) const noexcept { std::free(p); }

AlignedFloats aligned_zeros(Index count) {
  const Index wanted = count * static_cast<Index>(sizeof(float));
  const Index alignment = wanted >= kManyPages ? kLargePage : kAlignment;
  const Index bytes = std::max((wanted + alignment - 1) / alignment * alignment, alignment);
  auto* memory =
      static_cast<float*>(std::aligned_alloc(static_cast<std::size_t>(alignment), static_cast<std::size_t>(bytes)));
  if (memory == nullptr) throw std::bad_alloc();
  // A wish, not a condition: a data set in pages of 4 kB costs a fault for each, and one more to find a row again.
  if (alignment == kLargePage) static_cast<void>(::madvise(memory, static_cast<std::size_t>(bytes), MADV_HUGEPAGE));
  std::fill_n(memory, count, 0.0F);
  return AlignedFloats(memory);
}

Matrix::Matrix(Index rows, Index cols)
    : rows_(rows), cols_(cols), capacity_(checked_size(rows, cols)), data_(aligned_zeros(capacity_)) {}

Matrix::Matrix(const Matrix& other) : Matrix(other.rows_, other.cols_) {
  std::copy_n(other.data(), other.size(), data());
}

Matrix& Matrix::operator=(const Matrix& other) {
  if (this == &other) return *this;
  reshape(other.rows_, other.cols_);
  std::copy_n(other.data(), other.size(), data());
  return *this;
}

void Matrix::reshape(Index rows, Index cols) {
  const Index count = checked_size(rows, cols);
  if (count > capacity_ || data_ == nullptr) {
    data_ = aligned_zeros(count);
    capacity_ = count;
  }
  rows_ = rows;
  cols_ = cols;
}

}  // namespace rederive
