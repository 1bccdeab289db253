// Rivals that only the benchmark knows, because the library does not link them: oneDNN, where it is installed.
#pragma once

#include <string>
#include <vector>

#include "reference/kernels/registry.h"

namespace rederive::bench {

struct ForeignRival {
  std::string kernel;
  std::string name;  // of the row, as a variant's
  bool (*takes)(const Shape& shape) = nullptr;
  PrepareForeign prepare;
};

/// Empty where the benchmark was built without oneDNN.
const std::vector<ForeignRival>& foreign_rivals();

/// "oneDNN 2.6.3", or empty.
std::string onednn_version();

}  // namespace rederive::bench
