// What the numbers of a run depend on besides the code.
#pragma once

#include <string>
#include <vector>

namespace rederive::bench {

struct Machine {
  std::string cpu;
  std::vector<std::string> targets;
  std::string target;  // the one that runs
  std::string eigen;   // what the Eigen rivals are compiled for
  std::string openblas;
  std::string openblas_core;
  std::vector<std::string> openblas_pins;  // environment variables that decide for it
  std::string onednn;                      // its version, empty where the benchmark was built without it
  std::string compiler;
};

Machine this_machine();

}  // namespace rederive::bench
