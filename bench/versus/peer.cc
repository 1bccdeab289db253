#include "bench/versus/peer.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "bench/versus/interrupt.h"
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

// What a library says of its failure may run over many lines.
std::string one_line(const Json& words) {
  std::string text = words.is_string() ? words.get<std::string>() : words.dump();
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
  return text;
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
    ::setpgid(0, 0);
    ::dup2(request[0], STDIN_FILENO);
    ::dup2(answer[1], STDOUT_FILENO);
    ::execvpe(arguments[0], arguments.data(), settings.data());
    ::_exit(127);
  }
  ::close(request[0]);
  ::close(answer[1]);
  to_ = ::fdopen(request[1], "w");
  from_ = answer[0];
  if (process_ < 0) throw IoError(fmt::format("{}: cannot be started: {}", name_, std::strerror(errno)));
  try {
    const Json hello = read();
    if (hello.contains("missing")) missing_ = one_line(hello.at("missing"));
    if (hello.contains("ready")) facts_ = hello.at("ready");
  } catch (const Interrupted&) {
    end();
    throw;
  } catch (const std::exception& fault) {
    missing_ = fault.what();
  }
}

Peer::~Peer() { end(); }

void Peer::end() {
  if (process_ > 0) {  // -1 would mean everybody
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  if (to_ != nullptr) std::fclose(to_);
  ::close(from_);
}

std::string Peer::read_line() {
  constexpr std::size_t kMost = 1 << 20;
  constexpr int kLookUp = 100;  // milliseconds between two looks at whether the user wants to stop
  for (;;) {
    if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    if (unread_.size() > kMost) throw Error(name_ + " answered a megabyte without an end of line");
    stop_if_interrupted();
    pollfd ready{.fd = from_, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, kLookUp) <= 0) continue;
    char bytes[4096];
    const ssize_t count = ::read(from_, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw Error(name_ + " ended without an answer");
    unread_.append(bytes, static_cast<std::size_t>(count));
  }
}

Json Peer::read() {
  const std::string line = read_line();
  ::kill(process_, SIGSTOP);
  Json answer = Json::parse(line, nullptr, false);
  if (!answer.is_object())
    throw Error(fmt::format("{} answered '{:.60}', which is no JSON object", name_, one_line(line)));
  return answer;
}

Json Peer::ask(const Json& work) {
  // A peer that is gone is found by its missing answer, not by a signal.
  std::signal(SIGPIPE, SIG_IGN);
  ::kill(process_, SIGCONT);
  std::fputs((work.dump() + "\n").c_str(), to_);
  std::fflush(to_);
  Json answer = read();
  if (answer.contains("error")) throw Error(fmt::format("{}: {}", name_, one_line(answer.at("error"))));
  return answer;
}

Peer::Answer Peer::run(const Json& work, const std::string& told) {
  Json request = work;
  if (!told.empty()) request["report"] = true;
  const Json answer = ask(request);
  const auto number = [&](const std::string& name) {
    const auto found = answer.find(name);
    const bool is_one = found != answer.end() && found->is_number();
    if (!is_one || (name == "seconds" && !(found->get<double>() > 0))) {
      throw Error(fmt::format("{} answered {:.60}, which says no {}", name_, answer.dump(), name));
    }
    return found->get<double>();
  };
  Answer said{.seconds = number("seconds")};
  if (!told.empty()) said.told = number(told);
  return said;
}

}  // namespace rederive::bench
