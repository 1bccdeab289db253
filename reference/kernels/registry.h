// Which variant of a kernel the library runs. The default, "simd", has the same bits on every machine; the rivals
// ("eigen", "openblas") are for comparing, and results made with them say so.
#pragma once

#include <string_view>

namespace rederive {

/// From the next call on, in all threads; call it while no kernel runs.
/// Throws UsageError, with the names that are known, for an unknown kernel or variant.
void select(std::string_view kernel, std::string_view variant);
std::string_view selected(std::string_view kernel);

}  // namespace rederive
