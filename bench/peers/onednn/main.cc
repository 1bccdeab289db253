// oneDNN as a peer of `rederive versus`: one JSON object a line, as bench/versus/peer.h says.
#include <chrono>
#include <exception>
#include <fstream>
#include <iostream>
#include <omp.h>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/peers/onednn/rbm.h"

namespace {

using Json = nlohmann::ordered_json;

// Read once: a driver has one file.
const std::vector<float>& digits(const std::string& file) {
  static std::vector<float> values;
  if (!values.empty()) return values;
  std::ifstream in(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  values.assign(bytes.begin(), bytes.end());
  return values;
}

Json answer(const Json& request) {
  if (request.at("work") != "rbm") throw std::invalid_argument("no such work");
  const rederive::bench::RbmWork work = {request.at("rows"),  request.at("pixels"), request.at("hidden"),
                                         request.at("batch"), request.at("k"),      request.at("rate"),
                                         request.at("sd")};
  const std::vector<float>& values = digits(request.at("file"));
  if (values.size() < static_cast<std::size_t>(work.rows * work.pixels)) {
    throw std::invalid_argument("the file of digits is too short");
  }
  rederive::bench::OnednnRbm rbm(work, values.data());
  const auto start = std::chrono::steady_clock::now();
  rbm.epoch();
  Json said = {{"seconds", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()}};
  if (request.value("report", false)) said["reconstruction"] = rbm.reconstruction();
  return said;
}

}  // namespace

int main() {
  const dnnl_version_t* version = dnnl_version();
  const Json ready = {{"library", "oneDNN"},
                      {"version", fmt::format("{}.{}.{}", version->major, version->minor, version->patch)},
                      {"threads", omp_get_max_threads()}};
  std::cout << Json{{"ready", ready}}.dump() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    Json said;
    try {
      said = answer(Json::parse(line));
    } catch (const std::exception& fault) {  // the driver decides what a failure means
      said = {{"error", fault.what()}};
    }
    std::cout << said.dump() << std::endl;
  }
}
