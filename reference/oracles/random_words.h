// The generator of the streams by its definition: ARS on the byte matrix of AES.
// Source: Salmon, Moraes, Dror, Shaw (SC 2011), section 3.3; FIPS 197.
#pragma once

#include <array>
#include <cstdint>

namespace rederive::oracle {

/// `rounds` rounds of ARS; a word's lowest byte comes first.
std::array<std::uint32_t, 4> ars(int rounds, const std::array<std::uint32_t, 4>& counter,
                                 const std::array<std::uint32_t, 4>& key);

}  // namespace rederive::oracle
