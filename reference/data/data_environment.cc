#include "reference/data/data_environment.h"

#include <cstdlib>

#include "reference/core/error.h"
#include "reference/data/mnist.h"

namespace rederive {

std::filesystem::path DataEnvironment::mnist_cache_dir() const {
  if (cache_dir.empty()) throw UnavailableError("no cache folder: set HOME, XDG_CACHE_HOME or REDERIVE_DATA");
  return cache_dir / "mnist";
}

DataEnvironment data_environment(const Lookup& variable) {
  DataEnvironment environment{.data_dir = variable("REDERIVE_DATA"), .mirrors = mnist_mirrors()};
  // The XDG base directory specification: a relative path is not valid and counts as not set.
  const std::filesystem::path cache_home = variable("XDG_CACHE_HOME");
  if (cache_home.is_absolute()) {
    environment.cache_dir = cache_home / "rederive" / "data";
  } else if (const std::string home = variable("HOME"); !home.empty()) {
    environment.cache_dir = std::filesystem::path(home) / ".cache" / "rederive" / "data";
  }
  if (const std::string mirror = variable("REDERIVE_MNIST_MIRROR"); !mirror.empty()) {
    if (!mirror.starts_with("https://") && !mirror.starts_with("http://") && !mirror.starts_with("file://")) {
      throw UsageError("REDERIVE_MNIST_MIRROR=" + mirror +
                       ": expected an address that starts with https://, http:// or "
                       "file://");
    }
    environment.mirrors = {mirror};
  }
  return environment;
}

DataEnvironment data_environment() {
  return data_environment([](const std::string& name) -> std::string {
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): read once, before any thread
    return value != nullptr ? value : "";
  });
}

}  // namespace rederive
