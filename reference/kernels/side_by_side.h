// One kernel in several threads at once: how scratch memory that threads share is found.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reference/kernels/registry.h"

namespace rederive {

struct ShapeDigests {
  std::size_t shape = 0;             // which of the shapes
  std::vector<std::string> outputs;  // a digest each, in the order of outputs()
};

/// Each of `threads` threads runs the variant on every shape, in operands of its own. Several threads do so many times,
/// starting together each time, because one run of microseconds seldom meets another; and each begins at another shape,
/// because threads that share scratch memory may leave the same numbers in it while they do the same. Returned are the
/// digests of every thread's first run of every shape, and of any later run with others. What a run throws is thrown
/// again.
std::vector<ShapeDigests> side_by_side(const RegisteredKernel& kernel, std::string_view variant,
                                       const std::vector<Shape>& shapes, int threads);

}  // namespace rederive
