#include "bench/machine.h"

#include <cstdlib>
#include <fstream>

#include <cblas.h>

#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/targets.h"

namespace rederive::bench {
namespace {

std::string cpu_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace

Machine this_machine() {
  Machine machine;
  machine.cpu = cpu_name();
  machine.targets = supported_targets();
  machine.target = chosen_target();
  machine.eigen = rivals::eigen().compiled_for;
  machine.openblas = openblas_get_config();
  machine.openblas_core = openblas_get_corename();
  for (const char* name : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}) {
    const char* value = std::getenv(name);
    if (value != nullptr) machine.openblas_pins.push_back(std::string(name) + "=" + value);
  }
#if defined(__clang__)
  machine.compiler = std::string("clang ") + __clang_version__;
#else
  machine.compiler = std::string("g++ ") + __VERSION__;
#endif
  return machine;
}

}  // namespace rederive::bench
