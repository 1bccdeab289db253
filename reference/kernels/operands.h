// What every kernel says about operands that do not fit, in the same words.
#pragma once

#include <span>
#include <string>

#include "reference/core/error.h"
#include "reference/core/matrix.h"

namespace rederive {

/// Throws ShapeError "KERNEL: WHAT is R x C, expected R x C" unless the shape is the expected one and the stride holds
/// a row.
inline void require_shape(const char* kernel, const char* what, ConstMatrixView m, Index rows, Index cols) {
  if (m.rows != rows || m.cols != cols) {
    throw ShapeError(std::string(kernel) + ": " + what + " is " + shape_text(m.rows, m.cols) + ", expected " +
                     shape_text(rows, cols));
  }
  if (m.rows > 1 && m.stride < m.cols) {
    throw ShapeError(std::string(kernel) + ": " + what + " is " + shape_text(m.rows, m.cols) + " with a stride of " +
                     std::to_string(m.stride) + ", expected at least " + std::to_string(m.cols));
  }
}

/// Throws ShapeError unless there are `count` numbers, or none where `or_none`.
inline void require_length(const char* kernel, const char* what, std::size_t length, Index count, bool or_none) {
  if (static_cast<Index>(length) == count || (or_none && length == 0)) return;
  throw ShapeError(std::string(kernel) + ": " + what + " has " + std::to_string(length) + " numbers, expected " +
                   std::to_string(count) + (or_none ? " or none" : ""));
}

/// A bias as the loops take it: null means zero.
inline const float* data_or_null(std::span<const float> bias) { return bias.empty() ? nullptr : bias.data(); }

}  // namespace rederive
