// FIPS 180-4's examples (NIST, Cryptographic Standards and Guidelines: SHA256.pdf) and the order of a number's bytes.
#include "reference/core/sha256.h"

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("SHA-256 gives NIST's known answers") {
  CHECK(sha256_hex(std::string_view("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex(std::string_view("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a number is eight bytes, least significant first") {
  CHECK(Sha256().add(std::uint64_t{0x636261}).finish_hex() == sha256_hex(std::string_view("abc\0\0\0\0\0", 8)));
}
