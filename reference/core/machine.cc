#include "reference/core/machine.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <cblas.h>

namespace rederive {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string system_text(const char* path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string field(std::string_view text, std::string_view key, char separator) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t at = line.find(separator);
    if (at == std::string_view::npos || trimmed(line.substr(0, at)) != key) continue;
    std::string_view value = trimmed(line.substr(at + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (!value.empty()) return std::string(value);
  }
  return {};
}

std::string cpu_model(std::string_view cpuinfo) {
  if (std::string name = field(cpuinfo, "model name", ':'); !name.empty()) return name;
  const std::string implementer = field(cpuinfo, "CPU implementer", ':');
  const std::string part = field(cpuinfo, "CPU part", ':');
  if (implementer.empty() || part.empty()) return "unknown";
  return "implementer " + implementer + " part " + part;
}

std::string cpu_model() { return cpu_model(system_text("/proc/cpuinfo")); }

OpenBlasFacts openblas_facts() {
  OpenBlasFacts facts{.config = std::string(trimmed(openblas_get_config())),
                      .core = openblas_get_corename(),
                      .threads = openblas_get_num_threads(),
                      .pins = {}};
  for (const char* name : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (value != nullptr) facts.pins.push_back(std::string(name) + "=" + value);
  }
  return facts;
}

}  // namespace rederive
