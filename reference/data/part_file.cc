#include "reference/data/part_file.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/data/gzip.h"

namespace rederive {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw IoError(path.string() + ": cannot write: " + system_message(errno));
}

}  // namespace

PartFile::PartFile(std::filesystem::path path) : path_(std::move(path)) {
  for (;;) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) fail(path_);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      ::close(descriptor_);
      throw IoError(path_.string() + ": another process is fetching this file; wait for it, then try again");
    }
    // Whoever held the lock may have renamed the file between our open and our lock: then ours is no longer this one.
    struct stat ours {};
    struct stat named {};
    if (::fstat(descriptor_, &ours) == 0 && ::stat(path_.c_str(), &named) == 0 && ours.st_ino == named.st_ino) return;
    ::close(descriptor_);
  }
}

PartFile::~PartFile() { ::close(descriptor_); }

bool PartFile::is_gzip() const {
  std::array<std::uint8_t, 2> magic{};
  return ::pread(descriptor_, magic.data(), magic.size(), 0) == 2 && rederive::is_gzip(magic);
}

void PartFile::clear() {
  if (::ftruncate(descriptor_, 0) != 0) fail(path_);
}

void PartFile::rename_to(const std::filesystem::path& target) {
  if (::fsync(descriptor_) != 0 || ::rename(path_.c_str(), target.c_str()) != 0) fail(target);
  sync_folder(target.parent_path());
}

bool PartFile::empty() const {
  struct stat status {};
  return ::fstat(descriptor_, &status) == 0 && status.st_size == 0;
}

void PartFile::remove() { ::unlink(path_.c_str()); }

}  // namespace rederive
