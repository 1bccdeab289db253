// What a measurement depends on besides the code: the processor and the BLAS that was found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rederive {

/// The processor's name from the text of /proc/cpuinfo: "model name", or (on ARM) implementer and part; else "unknown".
std::string cpu_model(std::string_view cpuinfo);
/// That of this machine.
std::string cpu_model();

struct OpenBlasFacts {
  std::string config;
  std::string core;  // the kernels that it chose
  int threads = 0;
  std::vector<std::string> pins;  // environment variables that choose for it, "OPENBLAS_CORETYPE=Haswell"
};
OpenBlasFacts openblas_facts();

/// The value of the first line "key<separator>value" of a text, without surrounding blanks and quotes; else empty.
std::string field(std::string_view text, std::string_view key, char separator);

/// A file of the system as text; empty when there is none.
std::string system_text(const char* path);

}  // namespace rederive
