// A rival library in a process of its own, which is asked to do a piece of work and says how long it took.
//
// The process reads one JSON object a line and answers with one. Its first line says who it is, {"ready": {...}}, or
// why it cannot be, {"missing": "..."}; then an answer is {"seconds": S} or {"error": "..."}. Between two questions it
// is stopped by a signal: threads that spin while they wait would otherwise slow everybody else down. It has a process
// group of its own, so that Control-C reaches us alone.
#pragma once

#include <cstdio>
#include <optional>
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
  /// processor's type for BLAS or OpenMP, and with `environment` on top. Throws IoError when it cannot be started,
  /// Interrupted when the user asks to stop meanwhile.
  Peer(const std::vector<std::string>& command, const Environment& environment);
  /// Ends the process, whatever it does.
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// What it said of itself, its libraries and threads; null when it is not there.
  const nlohmann::ordered_json& facts() const { return facts_; }
  /// Why it is not there.
  const std::string& missing() const { return missing_; }

  /// Its answer. Throws Error, one line that names the peer, when it fails, ends or talks nonsense; Interrupted
  /// when the user asks to stop meanwhile.
  nlohmann::ordered_json ask(const nlohmann::ordered_json& work);
  struct Answer {
    double seconds = 0;
    std::optional<double> told = {};
  };
  /// The seconds in its answer, and the number of that name; an empty name asks for none.
  Answer run(const nlohmann::ordered_json& work, const std::string& told = "");

 private:
  nlohmann::ordered_json read();
  std::string read_line();
  void end();

  pid_t process_ = -1;
  FILE* to_ = nullptr;
  int from_ = -1;
  std::string unread_;
  std::string name_;
  nlohmann::ordered_json facts_;
  std::string missing_;
};

}  // namespace rederive::bench
