// Whole files: read at once, or written so that nobody ever sees half of one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace rederive {

/// All bytes of a file. IoError with the path and the system's reason.
std::string read_file(const std::filesystem::path& path);

/// Writes a temporary file beside `path`, forces it to the disk and renames it: `path` holds either what it held before
/// or all of `bytes`, even when the power fails. Creates missing folders. On a fault (no space, no permission) the
/// temporary file is removed and IoError names the path, the reason and what to do.
void write_file_whole(const std::filesystem::path& path, std::string_view bytes);

/// The folder and those above it. IoError where that cannot be.
void make_folder(const std::filesystem::path& path);

}  // namespace rederive
