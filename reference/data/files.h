// Whole files in and out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace rederive {

/// The bytes of a regular file. Throws IoError when it cannot be read, is a directory, or holds more than `limit`.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::uint64_t limit);

/// All or nothing: a temporary file beside `path`, fsync, rename, fsync of the folder. Missing folders are made.
/// Throws IoError, and leaves `path` as it was.
void write_file_whole(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

/// Makes a rename in `folder` survive a power cut; what cannot be synced (some network folders) is left alone.
void sync_folder(const std::filesystem::path& folder);

/// Makes `folder` and its parents. Throws IoError.
void make_folders(const std::filesystem::path& folder);

/// What errno means, in words.
std::string system_message(int error);

}  // namespace rederive
