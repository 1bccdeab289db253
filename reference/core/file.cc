#include "reference/core/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "reference/core/error.h"

namespace rederive {
namespace {

std::string advice(int fault) {
  switch (fault) {
    case ENOSPC:
    case EDQUOT:
      return "; free some space, or choose another folder";
    case EACCES:
    case EPERM:
    case EROFS:
      return "; choose a folder that you may write to";
    default:
      return "";
  }
}

[[noreturn]] void fail(const std::filesystem::path& path, const char* what, int fault) {
  throw IoError(path.string() + ": " + what + ": " + std::strerror(fault) + advice(fault));
}

// An open descriptor and, until `keep`, the duty to remove its file.
class Temporary {
 public:
  explicit Temporary(std::string path) : path_(std::move(path)), fd_(::mkstemp(path_.data())) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (fd_ >= 0) ::close(fd_);
    if (!kept_ && fd_ >= 0) ::unlink(path_.c_str());
  }
  int fd() const { return fd_; }
  const std::string& path() const { return path_; }
  void keep() { kept_ = true; }

 private:
  std::string path_;
  int fd_;
  bool kept_ = false;
};

void sync_folder(const std::filesystem::path& folder) {
  // Without this the rename itself may be lost. Some file systems refuse it; the file is whole all the same.
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail(path, "cannot be opened", errno);
  std::string bytes;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int fault = errno;
      ::close(fd);
      fail(path, "cannot be read", fault);
    }
    if (got == 0) break;
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(fd);
  return bytes;
}

void write_file_whole(const std::filesystem::path& path, std::string_view bytes) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  make_folder(folder);
  Temporary temporary(path.string() + ".XXXXXX");
  if (temporary.fd() < 0) fail(path, "cannot be written", errno);
  while (!bytes.empty()) {
    const ssize_t put = ::write(temporary.fd(), bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail(path, "cannot be written", errno);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  // mkstemp makes files private; results are as public as the user's other files.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(temporary.fd(), 0666 & ~mask);
  if (::fsync(temporary.fd()) != 0) fail(path, "cannot be written", errno);
  if (::rename(temporary.path().c_str(), path.c_str()) != 0) fail(path, "cannot be written", errno);
  temporary.keep();
  sync_folder(folder);
}

void make_folder(const std::filesystem::path& path) {
  std::error_code fault;
  std::filesystem::create_directories(path, fault);
  if (fault) fail(path, "cannot be made", fault.value());
}

}  // namespace rederive
