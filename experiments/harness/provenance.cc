#include "experiments/harness/provenance.h"

#include <algorithm>
#include <ctime>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <CLI/Version.hpp>
#include <Eigen/Core>
#include <boost/version.hpp>
#include <curl/curl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <hwy/highway.h>
#include <openssl/crypto.h>
#include <png.h>
#include <zlib.h>

#include "reference/core/machine.h"

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

namespace rederive {

const char* generated_commit();  // revision.cc, written by experiments/revision.cmake

namespace {

using Json = nlohmann::json;

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
  const std::string system = field(system_text("/etc/os-release"), "PRETTY_NAME", '=');
  return {{"cpu", cpu_model()},
          {"architecture", named ? names.machine : "unknown"},
          {"cores", std::max(0L, sysconf(_SC_NPROCESSORS_ONLN))},
          {"usable_cores", usable_cores()},
          {"memory_bytes", pages > 0 && page > 0 ? static_cast<std::int64_t>(pages) * page : 0},
          {"system", system.empty() ? "unknown" : system},
          {"kernel", named ? fmt::format("{} {}", names.sysname, names.release) : "unknown"}};
}

Json blas() {
  const OpenBlasFacts facts = openblas_facts();
  return {{"config", facts.config}, {"core", facts.core}, {"pins", facts.pins}, {"threads", facts.threads}};
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
