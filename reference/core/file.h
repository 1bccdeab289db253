// Whole files in and out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rederive {

/// The bytes of a regular file. Throws IoError when it cannot be read, is a directory, or holds more than `limit`.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::uint64_t limit);

/// The same as text, up to kMostText bytes: far more than any file of results holds.
inline constexpr std::uint64_t kMostText = 1ULL << 30U;
std::string read_text(const std::filesystem::path& path);

/// All or nothing: a temporary file beside `path`, fsync, rename, fsync of the folder. Missing folders are made.
/// Throws IoError, and leaves `path` as it was.
void write_file_whole(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

void write_file_whole(const std::filesystem::path& path, std::string_view text);

/// Makes a rename in `folder` survive a power cut; what cannot be synced (some network folders) is left alone.
void sync_folder(const std::filesystem::path& folder);

/// Makes `folder` and its parents. Throws IoError.
void make_folders(const std::filesystem::path& folder);

/// Throws IoError unless a file can be made in `folder`, which need not be there yet. Leaves everything as it was.
void require_writable(const std::filesystem::path& folder);

/// What errno means, in words, and what to do about it where something can be done.
std::string system_message(int error);

}  // namespace rederive
