// The web server of test_server.py, as long as this object lives.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace rederive {

class TestServer {
 public:
  explicit TestServer(const std::filesystem::path& folder) {
    const std::string script = (std::filesystem::path(__FILE__).parent_path() / "test_server.py").string();
    int in[2];
    int out[2];
    if (::pipe(in) != 0 || ::pipe(out) != 0) return;
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1]}) ::close(end);
      ::execlp("python3", "python3", script.c_str(), folder.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    FILE* port = ::fdopen(out[0], "r");
    if (std::fscanf(port, "%d", &port_) != 1) port_ = 0;
    std::fclose(port);
  }
  ~TestServer() {
    ::close(input_);  // its sign to end
    ::waitpid(child_, nullptr, 0);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  bool running() const { return port_ != 0; }
  std::string address(const std::string& fault) const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/" + fault;
  }

 private:
  pid_t child_ = -1;
  int input_ = -1;
  int port_ = 0;
};

}  // namespace rederive
