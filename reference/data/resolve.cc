#include "reference/data/resolve.h"

#include "reference/core/error.h"
#include "reference/data/mnist_find.h"

namespace rederive {
namespace {

Dataset fetched_mnist(const DatasetOptions& options) {
  const auto folder = options.environment.mnist_cache_dir();
  fetch_mnist({.folder = folder,
               .mirrors = options.environment.mirrors,
               .offline = options.offline,
               .progress = options.progress,
               .connect_seconds = options.connect_seconds,
               .stall_seconds = options.stall_seconds,
               .files = options.files});
  return load_mnist(folder, options.files);
}

// MNIST from REDERIVE_DATA, the cache or the network.
Dataset any_mnist(const DatasetOptions& options) {
  const auto folder = find_mnist("", options.environment, options.files);
  if (!folder) return fetched_mnist(options);
  try {
    return load_mnist(*folder, options.files);
  } catch (const IoError&) {
    if (!options.environment.data_dir.empty() || options.offline) throw;
    return fetched_mnist(options);
  }
}

}  // namespace

ResolvedDataset resolve_dataset(const std::string& request, const DatasetOptions& options) {
  if (request == "synthetic") return {synthetic_digits(options.synthetic, options.threads)};
  if (!request.empty() && request != "mnist") {
    return {load_mnist(*find_mnist(request, options.environment, options.files), options.files)};
  }
  // Something is there, but not in order: that is for the user to know, not to be papered over with other digits.
  const bool present = find_mnist("", options.environment, options.files).has_value();
  try {
    return {any_mnist(options)};
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    if (present) throw;
    if (request == "mnist") throw UnavailableError(std::string("MNIST cannot be had: ") + error.what());
    return {synthetic_digits(options.synthetic, options.threads),
            std::string("MNIST cannot be had, so the digits are SYNTHETIC and every claim about MNIST is skipped: ") +
                error.what()};
  }
}

}  // namespace rederive
