// Where MNIST may lie on this machine, and in what state.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "reference/data/data_environment.h"
#include "reference/data/mnist.h"

namespace rederive {

/// The file in `folder` that holds `known`: NAME, else NAME.gz, else nothing. Looks at names only.
std::optional<std::filesystem::path> known_file_path(const std::filesystem::path& folder, const KnownFile& known);

/// `dir`/mnist or `dir` itself, whichever has any of the four files; nothing when neither has.
std::optional<std::filesystem::path> mnist_folder_in(const std::filesystem::path& dir,
                                                     const KnownFiles& files = mnist_files());

/// The folder to load from: in `dir` when it is not empty, else in REDERIVE_DATA when it is set, else in the cache.
/// What was named must be there: throws UnavailableError when `dir` or REDERIVE_DATA has none of the files. Nothing
/// when nothing was named and the cache does not hold all four. Looks at names only.
std::optional<std::filesystem::path> find_mnist(const std::string& dir, const DataEnvironment& environment,
                                                const KnownFiles& files = mnist_files());

enum class FileState { kGood, kMissing, kDamaged };

struct FileStatus {
  std::string name;
  FileState state = FileState::kMissing;
  std::string message;  // the path when good, what is wrong and what to do otherwise
};

/// Reads and checks all four files of `folder`. Throws nothing about them: it is in the status.
std::vector<FileStatus> verify_mnist(const std::filesystem::path& folder, const KnownFiles& files = mnist_files());

/// Copies MNIST from `dir` (or `dir`/mnist) into the cache and returns its place there. All four files are checked
/// before the first is copied, and each is copied whole or not at all. Throws UnavailableError when a file is missing,
/// IoError when one is damaged or the cache cannot be written.
std::filesystem::path import_mnist(const std::filesystem::path& dir, const DataEnvironment& environment,
                                   const KnownFiles& files = mnist_files());

}  // namespace rederive
