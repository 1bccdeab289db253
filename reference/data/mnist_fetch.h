// Getting MNIST from the network into the cache.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "reference/data/mnist.h"

namespace rederive {

struct FetchProgress {
  std::string file;
  std::string mirror;
  std::uint64_t done = 0;   // bytes
  std::uint64_t total = 0;  // 0: the server does not say
};

struct FetchOptions {
  std::filesystem::path folder;      // where the files are to lie: DataEnvironment::mnist_cache_dir()
  std::vector<std::string> mirrors;  // tried in this order
  bool offline = false;
  /// Called a few times a second; return false to stop, or throw.
  std::function<bool(const FetchProgress&)> progress = {};
  long connect_seconds = 15;
  long stall_seconds = 30;
  KnownFiles files = mnist_files();
};

struct FetchedFile {
  std::string name;
  std::filesystem::path path;
  std::string mirror;  // empty: a good file was there already
};

/// Fetches what `folder` does not hold in good order. A file arrives in NAME.gz.part, where an interrupted fetch goes
/// on later, and gets its name only once its checksum is right; a wrong checksum deletes it.
/// Throws UnavailableError when offline and something is missing; IoError when no mirror gives a good file (with each
/// mirror's reason) or the folder cannot be written; Interrupted when `progress` says so.
std::vector<FetchedFile> fetch_mnist(const FetchOptions& options);

}  // namespace rederive
