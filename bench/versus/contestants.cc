// Who runs, and how. A library's best setting depends on the machine and on the work, so several are timed.
#include <algorithm>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "bench/versus/versus.h"
#include "reference/core/error.h"

namespace rederive::bench {
namespace {

using Commands = std::vector<std::vector<std::string>>;

// Debian's own Python, which has Debian's packages, whatever comes first on the path; else the one on the path.
Commands in_python(const std::filesystem::path& program) {
  Commands commands;
  if (std::filesystem::exists("/usr/bin/python3")) commands.push_back({"/usr/bin/python3", program.string()});
  commands.push_back({"python3", program.string()});
  return commands;
}

// Built with this program where oneDNN is installed, and beside it.
Commands beside_us(const std::string& program) {
  std::error_code ignored;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::filesystem::path path = self.parent_path() / program;
  if (!std::filesystem::exists(path, ignored)) return {};
  return {{path.string()}};
}

const std::vector<std::string>& libraries() {
  static const std::vector<std::string> all = {"numpy", "torch", "sklearn", "onednn"};
  return all;
}

// Where a library's pools of threads do not meet: cores are bound, waiting threads spin, freed memory stays.
Environment bound(unsigned cores) {
  return {{"OMP_NUM_THREADS", std::to_string(cores)},
          {"OMP_PROC_BIND", "true"},
          {"OMP_PLACES", "cores"},
          {"OMP_WAIT_POLICY", "active"},
          {"MALLOC_MMAP_THRESHOLD_", "33554432"},
          {"MALLOC_TRIM_THRESHOLD_", "8589934592"},
          {"MALLOC_TOP_PAD_", "268435456"}};
}

// Debian's OpenBLAS on OpenMP threads, when it is installed: then PyTorch and BLAS share one pool.
std::string openmp_blas() {
  for (const char* folder :
       {"/usr/lib/x86_64-linux-gnu/openblas-openmp", "/usr/lib/aarch64-linux-gnu/openblas-openmp"}) {
    if (std::filesystem::exists(folder)) return folder;
  }
  return "";
}

}  // namespace

std::vector<Contestant> contestants(const std::vector<std::string>& with, const std::string& peers) {
  for (const std::string& name : with) {
    if (std::find(libraries().begin(), libraries().end(), name) == libraries().end()) {
      throw UsageError(fmt::format("--with {}: no such peer; there are {}", name, fmt::join(libraries(), ", ")));
    }
  }
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const Environment one = {{"OPENBLAS_NUM_THREADS", "1"}, {"OMP_NUM_THREADS", "1"}};
  std::vector<Contestant> all;
  for (const std::string& library : libraries()) {
    if (!with.empty() && std::find(with.begin(), with.end(), library) == with.end()) continue;
    const std::filesystem::path programs = peers.empty() ? REDERIVE_PEERS : peers;
    const Commands commands =
        library == "onednn" ? beside_us("rederive-onednn-peer") : in_python(programs / (library + "_peer.py"));
    const auto add = [&](const std::string& setting, const Environment& environment) {
      all.push_back({library, setting, commands, environment});
    };
    add("default", {});
    if (cores == 1) continue;
    add("1 thread", one);
    if (library != "torch") continue;
    Environment split = bound(cores);
    split.emplace_back("OPENBLAS_NUM_THREADS", "1");
    add(fmt::format("{} threads, BLAS 1", cores), split);
    if (const std::string folder = openmp_blas(); !folder.empty()) {
      Environment shared = bound(cores);
      shared.emplace_back("LD_LIBRARY_PATH", folder);
      add(fmt::format("{} OpenMP threads", cores), shared);
    }
  }
  return all;
}

Handicap handicap(const std::string& library, const nlohmann::ordered_json& request) {
  if (request.at("work") == "lasso" || request.at("work") == "codes") {
    if (library == "sklearn") return {.note = "coordinate descent, to the same gap"};
    return {.left_out = library != "numpy", .note = ""};
  }
  if (request.at("work") == "network") {
    if (library == "sklearn") return {.left_out = true, .note = "knows neither Adadelta nor dropout"};
    if (library == "onednn") {
      return {.left_out = true, .note = "has no training step of its own; rederive bench times its convolutions"};
    }
    if (library == "numpy" && request.at("model") == "convnet") return {.left_out = true, .note = "has no convolution"};
    return {};
  }
  if (request.at("work") == "tsne") {
    if (library != "sklearn") return {.left_out = true, .note = "has no t-SNE"};
    return {.note = "approximates: a tree for distant points; 1000 steps for our 600, compare the divergences"};
  }
  if (library != "sklearn" || request.at("work") != "rbm") return {};
  if (request.at("k") != 1) return {.left_out = true, .note = "knows k = 1 only"};
  return {.note = "less work: persistent chain, no shuffling, no gathering"};
}

}  // namespace rederive::bench
