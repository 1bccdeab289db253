#include "bench/versus/peer.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive::bench {
namespace {

using Json = nlohmann::ordered_json;

bool chooses_for_a_library(std::string_view variable) {
  constexpr std::string_view kPrefixes[] = {"OPENBLAS_", "OMP_", "GOMP_", "GOTO_", "MKL_", "BLIS_", "ATEN_", "DNNL_"};
  return std::any_of(std::begin(kPrefixes), std::end(kPrefixes),
                     [&](std::string_view prefix) { return variable.substr(0, prefix.size()) == prefix; });
}

std::vector<std::string> variables_with(const Environment& environment) {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!chooses_for_a_library(*entry)) variables.emplace_back(*entry);
  }
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);  // NOLINT: one string each
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

void make_pipe(int (&ends)[2]) {
  if (::pipe2(ends, O_CLOEXEC) != 0) throw IoError(fmt::format("no pipe: {}", std::strerror(errno)));
}

}  // namespace

Peer::Peer(const std::vector<std::string>& command, const Environment& environment) : name_(command.back()) {
  int request[2];
  int answer[2];
  make_pipe(request);
  make_pipe(answer);
  // Everything that allocates comes before fork: between it and exec only plain system calls are safe.
  std::vector<std::string> words = command;
  std::vector<std::string> variables = variables_with(environment);
  const std::vector<char*> arguments = pointers(words);
  const std::vector<char*> settings = pointers(variables);
  process_ = ::fork();
  if (process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a stopped process would outlive us for ever
    ::dup2(request[0], STDIN_FILENO);
    ::dup2(answer[1], STDOUT_FILENO);
    ::execvpe(arguments[0], arguments.data(), settings.data());
    ::_exit(127);
  }
  ::close(request[0]);
  ::close(answer[1]);
  to_ = ::fdopen(request[1], "w");
  from_ = ::fdopen(answer[0], "r");
  if (process_ < 0) throw IoError(fmt::format("{}: cannot be started: {}", name_, std::strerror(errno)));
  try {
    const Json hello = read();
    if (hello.contains("missing")) missing_ = hello.at("missing").get<std::string>();
    if (hello.contains("ready")) facts_ = hello.at("ready");
  } catch (const std::exception& fault) {
    missing_ = fault.what();
  }
}

Peer::~Peer() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  if (to_ != nullptr) std::fclose(to_);
  if (from_ != nullptr) std::fclose(from_);
}

Json Peer::read() {
  char* line = nullptr;
  std::size_t capacity = 0;
  const ssize_t length = ::getline(&line, &capacity, from_);
  const std::string text(line == nullptr || length < 0 ? "" : line);
  std::free(line);  // NOLINT: getline's
  if (length < 0) throw Error(name_ + " ended without an answer");
  ::kill(process_, SIGSTOP);
  return Json::parse(text);
}

double Peer::run(const Json& work) {
  // A peer that is gone is found by its missing answer, not by a signal.
  std::signal(SIGPIPE, SIG_IGN);
  ::kill(process_, SIGCONT);
  std::fputs((work.dump() + "\n").c_str(), to_);
  std::fflush(to_);
  const Json answer = read();
  if (answer.contains("error")) throw Error(name_ + ": " + answer.at("error").get<std::string>());
  return answer.at("seconds").get<double>();
}

}  // namespace rederive::bench
