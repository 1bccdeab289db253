#include "reference/core/sha256.h"

#include <openssl/evp.h>

#include "reference/core/error.h"

namespace rederive {
namespace {

void require(int openssl_result) {
  if (openssl_result != 1) throw Error("OpenSSL cannot compute SHA-256 on this machine");
}

EVP_MD_CTX* context(void* p) { return static_cast<EVP_MD_CTX*>(p); }

}  // namespace

void Sha256::Free::operator()(void* p) const noexcept { EVP_MD_CTX_free(context(p)); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  require(context_ != nullptr ? 1 : 0);
  require(EVP_DigestInit_ex(context(context_.get()), EVP_sha256(), nullptr));
}

Sha256& Sha256::add(std::span<const std::uint8_t> bytes) {
  require(EVP_DigestUpdate(context(context_.get()), bytes.data(), bytes.size()));
  return *this;
}

Sha256& Sha256::add(std::string_view text) {
  require(EVP_DigestUpdate(context(context_.get()), text.data(), text.size()));
  return *this;
}

Sha256& Sha256::add(std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return add(std::span<const std::uint8_t>(bytes));
}

Sha256::Digest Sha256::finish() {
  Digest digest{};
  require(EVP_DigestFinal_ex(context(context_.get()), digest.data(), nullptr));
  return digest;
}

std::string Sha256::finish_hex() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : finish()) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string sha256_hex(std::span<const std::uint8_t> bytes) { return Sha256().add(bytes).finish_hex(); }
std::string sha256_hex(std::string_view text) { return Sha256().add(text).finish_hex(); }

}  // namespace rederive
