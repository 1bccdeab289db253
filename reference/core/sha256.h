// SHA-256 (FIPS 180-4), by OpenSSL: the identity of data files, cells and streams.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace rederive {

class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  Sha256();
  Sha256& add(std::span<const std::uint8_t> bytes);
  Sha256& add(std::string_view text);
  /// Eight bytes, least significant first, whatever the machine's own order.
  Sha256& add(std::uint64_t number);
  /// The digest of what was added; the object must not be used afterwards.
  Digest finish();
  /// The same as 64 lower-case hexadecimal digits.
  std::string finish_hex();

 private:
  struct Free {
    void operator()(void* context) const noexcept;
  };
  std::unique_ptr<void, Free> context_;
};

std::string sha256_hex(std::span<const std::uint8_t> bytes);
std::string sha256_hex(std::string_view text);

}  // namespace rederive
