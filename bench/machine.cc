#include "bench/machine.h"

#include "bench/foreign.h"
#include "reference/core/machine.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/targets.h"

namespace rederive::bench {
Machine this_machine() {
  Machine machine;
  machine.cpu = cpu_model();
  machine.targets = supported_targets();
  machine.target = chosen_target();
  machine.eigen = rivals::eigen().compiled_for;
  const OpenBlasFacts blas = openblas_facts();
  machine.openblas = blas.config;
  machine.openblas_core = blas.core;
  machine.openblas_pins = blas.pins;
  machine.onednn = onednn_version();
#if defined(__clang__)
  machine.compiler = std::string("clang ") + __clang_version__;
#else
  machine.compiler = std::string("g++ ") + __VERSION__;
#endif
  return machine;
}

}  // namespace rederive::bench
