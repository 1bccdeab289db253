// The same problem in several threads at once: how scratch memory that threads share is found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reference/kernels/registry.h"

namespace rederive {

/// Digests of the outputs of `threads` threads that run the variant on the same problem at the same time, each in
/// memory of its own: one list per run, in the order of outputs(). One thread runs once; several run three times each,
/// because one run of microseconds seldom meets another. What a run throws is thrown again.
std::vector<std::vector<std::string>> side_by_side(const RegisteredKernel& kernel, std::string_view variant,
                                                   const Shape& shape, int threads);

}  // namespace rederive
