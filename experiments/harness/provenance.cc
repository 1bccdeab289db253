#include "experiments/harness/provenance.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <CLI/Version.hpp>
#include <Eigen/Core>
#include <boost/version.hpp>
#include <cblas.h>
#include <curl/curl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <hwy/highway.h>
#include <openssl/crypto.h>
#include <png.h>
#include <zlib.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

namespace rederive {

const char* generated_commit();  // revision.cc, written by experiments/revision.cmake

namespace {

using Json = nlohmann::json;

std::string file_text(const char* path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

/// The value of the first line "key<separator>value".
std::optional<std::string> field(std::string_view text, std::string_view key, char separator) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t at = line.find(separator);
    if (at == std::string_view::npos || trimmed(line.substr(0, at)) != key) continue;
    std::string_view value = trimmed(line.substr(at + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (!value.empty()) return std::string(value);
  }
  return std::nullopt;
}

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;  // on more than 1024 processors it fails
}

Json machine() {
  utsname names{};
  const bool named = uname(&names) == 0;
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page = sysconf(_SC_PAGE_SIZE);
  return {{"cpu", cpu_model(file_text("/proc/cpuinfo"))},
          {"architecture", named ? names.machine : "unknown"},
          {"cores", std::max(0L, sysconf(_SC_NPROCESSORS_ONLN))},
          {"usable_cores", usable_cores()},
          {"memory_bytes", pages > 0 && page > 0 ? static_cast<std::int64_t>(pages) * page : 0},
          {"system", field(file_text("/etc/os-release"), "PRETTY_NAME", '=').value_or("unknown")},
          {"kernel", named ? fmt::format("{} {}", names.sysname, names.release) : "unknown"}};
}

Json blas() {
  const char* pinned = std::getenv("OPENBLAS_CORETYPE");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return {{"config", std::string(trimmed(openblas_get_config()))},
          {"core", openblas_get_corename()},
          {"core_pinned", pinned == nullptr ? Json(nullptr) : Json(pinned)},
          {"threads", openblas_get_num_threads()}};
}

/// As loaded where a library can say so itself, else as compiled against.
Json libraries() {
  Json versions{
      {"boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"cli11", CLI11_VERSION},
      {"curl", curl_version_info(CURLVERSION_NOW)->version},
      {"eigen", fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
      {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"highway", fmt::format("{}.{}.{}", HWY_MAJOR, HWY_MINOR, HWY_PATCH)},
      {"nlohmann_json",
       fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
      {"openssl", OpenSSL_version(OPENSSL_VERSION)},
      {"png", png_get_libpng_ver(nullptr)},
      {"zlib", zlibVersion()}};
#ifdef __GLIBC__
  versions["glibc"] = gnu_get_libc_version();
#endif
  return versions;
}

}  // namespace

std::string build_commit() { return generated_commit(); }

std::string program_version() { return REDERIVE_VERSION; }

std::string cpu_model(std::string_view cpuinfo) {
  if (const auto name = field(cpuinfo, "model name", ':')) return *name;
  const auto implementer = field(cpuinfo, "CPU implementer", ':');
  const auto part = field(cpuinfo, "CPU part", ':');
  if (implementer && part) return fmt::format("implementer {} part {}", *implementer, *part);
  return "unknown";
}

Json provenance(const SimdTargets& simd) {
  return {{"program",
           {{"version", program_version()},
            {"commit", build_commit()},
            {"build_type", REDERIVE_BUILD_TYPE},
            {"compiler", REDERIVE_COMPILER},
            {"flags", REDERIVE_FLAGS}}},
          {"machine", machine()},
          {"simd", {{"supported", simd.supported}, {"chosen", simd.chosen}}},
          {"blas", blas()},
          {"libraries", libraries()},
          {"time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))}};
}

}  // namespace rederive
