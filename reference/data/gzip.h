// Gzip files in memory, by zlib, with a limit on what comes out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rederive {

/// Whether the bytes open with gzip's magic number, 1f 8b: a file's name says nothing.
bool is_gzip(std::span<const std::uint8_t> bytes);

/// The bytes themselves, or what they unpack to when they are gzip (one member or several, each with its checksum).
/// Never holds more than `limit` unpacked bytes: a small file cannot eat the memory. `name` opens the messages.
/// Throws IoError when the file is truncated, damaged, has bytes after its end, or unpacks to more than `limit`.
std::vector<std::uint8_t> unpacked(std::vector<std::uint8_t> bytes, const std::string& name, std::uint64_t limit);

}  // namespace rederive
