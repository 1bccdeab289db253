// A rival library in a process of its own, which is asked to do a piece of work and says how long it took.
//
// The process reads one JSON object a line and answers with one. Its first line says who it is, {"ready": {...}}, or
// why it cannot be, {"missing": "..."}; then an answer is {"seconds": S} or {"error": "..."}. Between two questions it
// is stopped by a signal: threads that spin while they wait would otherwise slow everybody else down.
#pragma once

#include <cstdio>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace rederive::bench {

using Environment = std::vector<std::pair<std::string, std::string>>;

class Peer {
 public:
  /// Starts `command` with the environment of this process, but with none of the variables that choose threads or the
  /// processor's type for BLAS or OpenMP, and with `environment` on top. Throws IoError when it cannot be started.
  Peer(const std::vector<std::string>& command, const Environment& environment);
  /// Ends the process, whatever it does.
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// What it said of itself, its libraries and threads; null when it is not there.
  const nlohmann::ordered_json& facts() const { return facts_; }
  /// Why it is not there.
  const std::string& missing() const { return missing_; }

  /// Seconds of the work. Throws Error when it fails or ends.
  double run(const nlohmann::ordered_json& work);

 private:
  nlohmann::ordered_json read();

  pid_t process_ = -1;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
  std::string name_;
  nlohmann::ordered_json facts_;
  std::string missing_;
};

}  // namespace rederive::bench
