// What the surroundings say about data: read once, at the edge of the program, and handed on as a value.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace rederive {

struct DataEnvironment {
  std::string data_dir = {};              // REDERIVE_DATA; empty: not set
  std::filesystem::path cache_dir = {};   // $XDG_CACHE_HOME/rederive/data; empty: there is no home folder
  std::vector<std::string> mirrors = {};  // folders as URLs, tried in this order

  /// MNIST's place in the cache. Throws UnavailableError when there is no cache.
  std::filesystem::path mnist_cache_dir() const;
};

/// The value of a variable, empty when it is not set.
using Lookup = std::function<std::string(const std::string& name)>;

/// From REDERIVE_DATA, REDERIVE_MNIST_MIRROR, XDG_CACHE_HOME and HOME. Throws UsageError for a mirror that is not a
/// http://, https:// or file:// address.
DataEnvironment data_environment(const Lookup& variable);
/// The same from this process's own environment.
DataEnvironment data_environment();

}  // namespace rederive
