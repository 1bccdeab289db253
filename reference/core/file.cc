#include "reference/core/file.h"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "reference/core/error.h"

namespace rederive {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  int close() {
    const int result = number_ >= 0 ? ::close(number_) : 0;
    number_ = -1;
    return result;
  }

 private:
  int number_;
};

// Removes in the end those of a folder and its parents that were not there in the beginning, unless somebody has put
// something into them since.
class MissingFolders {
 public:
  explicit MissingFolders(const fs::path& folder) {
    std::error_code ignored;
    fs::path path = fs::absolute(folder);
    for (; !fs::exists(fs::symlink_status(path, ignored)) && path.has_relative_path(); path = path.parent_path()) {
      inwards_out_.push_back(path);
    }
  }
  ~MissingFolders() {
    std::error_code ignored;
    for (const fs::path& path : inwards_out_) fs::remove(path, ignored);
  }
  MissingFolders(const MissingFolders&) = delete;
  MissingFolders& operator=(const MissingFolders&) = delete;

 private:
  std::vector<fs::path> inwards_out_;
};

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what, int error) {
  throw IoError(path.string() + ": " + what + ": " + system_message(error));
}

void write_all(int descriptor, std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail(path, "cannot write", errno);
    if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace

std::string system_message(int error) {
  std::string reason = std::generic_category().message(error);
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return reason + "; free some space, or choose another folder";
    case EACCES:
    case EPERM:
    case EROFS:
      return reason + "; choose another place, or change its permissions";
    case ENOENT:
    case ENOTDIR:
    case EEXIST:
    case EISDIR:
    case ENAMETOOLONG:
      return reason + "; check this path, or choose another";
    default:
      return reason;
  }
}

std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::uint64_t limit) {
  // O_NONBLOCK: a named pipe must not keep us waiting for somebody to write into it.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) fail(path, "cannot open", errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) fail(path, "cannot read", errno);
  if (S_ISDIR(status.st_mode)) throw IoError(path.string() + ": a folder, expected a file; name the file inside it");
  if (!S_ISREG(status.st_mode)) throw IoError(path.string() + ": not a regular file; copy its contents into one");

  const auto too_large = [&] {
    return IoError(path.string() + ": more than the " + std::to_string(limit) +
                   " bytes that such a file may have; is this another file under that name?");
  };
  if (static_cast<std::uint64_t>(status.st_size) > limit) throw too_large();
  // One byte more than promised shows a file that grows, and one whose size the system does not know.
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(status.st_size) + 1);
  std::size_t used = 0;
  for (;;) {
    const ssize_t got = ::read(file.number(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "cannot read", errno);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > limit) throw too_large();
    if (used == bytes.size()) bytes.resize(2 * used);
  }
  bytes.resize(used);
  return bytes;
}

std::string read_text(const std::filesystem::path& path) {
  const std::vector<std::uint8_t> bytes = read_file(path, kMostText);
  return {bytes.begin(), bytes.end()};
}

void make_folders(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(folder, "cannot make this folder", error.value());
}

void require_writable(const std::filesystem::path& folder) {
  const MissingFolders leave_as_it_was(folder);
  make_folders(folder);
  std::string name = (folder / ".writable-XXXXXX").string();
  const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (file.number() < 0) fail(folder, "cannot write", errno);
  ::unlink(name.c_str());
}

void sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (descriptor.number() >= 0) ::fsync(descriptor.number());
}

void write_file_whole(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  if (path.has_parent_path()) make_folders(path.parent_path());
  static std::atomic<unsigned> counter{0};  // two threads of one process must not share a name
  const std::string temporary = path.string() + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file.number() < 0) fail(path, "cannot write", errno);
  try {
    write_all(file.number(), bytes, path);
    if (::fsync(file.number()) != 0) fail(path, "cannot write", errno);
    if (file.close() != 0) fail(path, "cannot write", errno);
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail(path, "cannot write", errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  sync_folder(path.parent_path());
}

void write_file_whole(const std::filesystem::path& path, std::string_view text) {
  write_file_whole(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace rederive
