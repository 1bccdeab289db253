// The instruction sets that the vector kernels are compiled for, and which of them this process uses.
//
// On x86-64: AVX3 (AVX-512), AVX2, and SCALAR, one lane with a fused multiply-add in software where the processor has
// none: slow, but with the same bits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rederive {

/// What this processor can run, best first.
std::vector<std::string> supported_targets();

/// From the next kernel call on, in all threads; call it while no kernel runs. "" means the best one.
/// Throws UsageError, with the names that are supported, for any other.
void force_target(std::string_view name);

std::string chosen_target();

}  // namespace rederive
