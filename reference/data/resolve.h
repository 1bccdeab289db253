// From what the user asked for to a data set.
#pragma once

#include <functional>
#include <string>

#include "reference/data/data_environment.h"
#include "reference/data/dataset.h"
#include "reference/data/mnist_fetch.h"
#include "reference/data/synthetic.h"

namespace rederive {

struct DatasetOptions {
  DataEnvironment environment = {};
  bool offline = false;
  int threads = 1;
  SyntheticOptions synthetic = {};
  std::function<bool(const FetchProgress&)> progress = {};
  long connect_seconds = 15;
  long stall_seconds = 30;
  KnownFiles files = mnist_files();
};

struct ResolvedDataset {
  Dataset dataset;
  std::string note = {};  // one line that the user must see; empty: got what was asked for
};

/// request: ""          MNIST where it is found or can be fetched, else the synthetic digits with a note that says why
///          "mnist"     MNIST, or UnavailableError
///          "synthetic" the synthetic digits, whatever else there is
///          else        a folder with MNIST in it (./mnist for one of that name)
/// What was named, by request or by REDERIVE_DATA, is never replaced by something else: UnavailableError when it has no
/// MNIST, IoError when its files are damaged. A damaged file in the cache is fetched again, or an IoError.
ResolvedDataset resolve_dataset(const std::string& request, const DatasetOptions& options);

}  // namespace rederive
