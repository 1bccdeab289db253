// How far apart two floats are, in steps from one representable number to the next.
#pragma once

#include <bit>
#include <cstdint>
#include <cstdlib>

namespace rederive {

/// The number of steps from a to b: 0 for equal ones (0 and -0 are), 1 for neighbours, whatever the signs. For numbers
/// that are no NaN.
inline std::int64_t ulps_between(float a, float b) {
  const auto place = [](float x) {
    const auto bits = std::bit_cast<std::int32_t>(x);
    return std::int64_t{bits < 0 ? INT32_MIN - bits : bits};
  };
  return std::abs(place(a) - place(b));
}

}  // namespace rederive
