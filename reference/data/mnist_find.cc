#include "reference/data/mnist_find.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/data/idx.h"

namespace rederive {
namespace fs = std::filesystem;
namespace {

bool is_there(const fs::path& path) {
  std::error_code ignored;  // a folder that we may not look into has nothing for us
  return fs::exists(path, ignored);
}

bool has_any(const fs::path& folder, const KnownFiles& files) {
  return std::any_of(files.begin(), files.end(), [&](const KnownFile& f) { return known_file_path(folder, f); });
}

bool has_all(const fs::path& folder, const KnownFiles& files) {
  return std::all_of(files.begin(), files.end(), [&](const KnownFile& f) { return known_file_path(folder, f); });
}

fs::path named_folder(const std::string& dir, const std::string& named_by, const KnownFiles& files) {
  if (const auto folder = mnist_folder_in(dir, files)) return *folder;
  throw UnavailableError(
      fmt::format("{}{}: {}; name a folder that holds the four IDX files of MNIST (plain or .gz) or "
                  "a folder mnist/ with them",
                  named_by, dir, is_there(dir) ? "no MNIST here" : "no such folder"));
}

}  // namespace

std::optional<fs::path> known_file_path(const fs::path& folder, const KnownFile& known) {
  for (const std::string& name : {known.name, known.name + ".gz"}) {
    if (is_there(folder / name)) return folder / name;
  }
  return std::nullopt;
}

std::optional<fs::path> mnist_folder_in(const fs::path& dir, const KnownFiles& files) {
  for (const fs::path& folder : {dir / "mnist", dir}) {
    if (has_any(folder, files)) return folder;
  }
  return std::nullopt;
}

std::optional<fs::path> find_mnist(const std::string& dir, const DataEnvironment& environment,
                                   const KnownFiles& files) {
  if (!dir.empty()) return named_folder(dir, "", files);
  if (!environment.data_dir.empty()) return named_folder(environment.data_dir, "REDERIVE_DATA=", files);
  if (environment.cache_dir.empty() || !has_all(environment.mnist_cache_dir(), files)) return std::nullopt;
  return environment.mnist_cache_dir();
}

std::vector<FileStatus> verify_mnist(const fs::path& folder, const KnownFiles& files) {
  std::vector<FileStatus> statuses;
  for (const KnownFile& known : files) {
    const auto path = known_file_path(folder, known);
    if (!path) {
      statuses.push_back({known.name, FileState::kMissing,
                          (folder / known.name).string() + ": missing, also as .gz; run rederive data fetch"});
      continue;
    }
    try {
      read_known_file(*path, known);
      statuses.push_back({known.name, FileState::kGood, path->string()});
    } catch (const IoError& error) {
      statuses.push_back({known.name, FileState::kDamaged, error.what()});
    }
  }
  return statuses;
}

fs::path import_mnist(const fs::path& dir, const DataEnvironment& environment, const KnownFiles& files) {
  const fs::path from = named_folder(dir.string(), "", files);
  fs::path to = environment.mnist_cache_dir();
  std::vector<fs::path> sources;
  for (const KnownFile& known : files) {
    const auto path = known_file_path(from, known);
    if (!path) {
      throw UnavailableError(
          fmt::format("{}: no {} (nor {}.gz); nothing was imported", from.string(), known.name, known.name));
    }
    read_known_file(*path, known);
    sources.push_back(*path);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool packed = sources[i].extension() == ".gz";
    std::error_code ignored;
    const fs::path target = to / sources[i].filename();
    if (fs::equivalent(sources[i], target, ignored)) continue;  // imported from the cache itself
    write_file_whole(target, read_file(sources[i], kIdxMostBytes));
    // The other form must not come first, should it be an old and damaged one.
    fs::remove(to / (files[i].name + (packed ? "" : ".gz")), ignored);
  }
  return to;
}

}  // namespace rederive
