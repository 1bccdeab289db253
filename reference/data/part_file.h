// A file on its way: locked against other processes, renamed once it is whole.
#pragma once

#include <filesystem>

namespace rederive {

class PartFile {
 public:
  /// Opens `path`, with what an earlier attempt left in it, or makes it. Throws IoError when it cannot be written or
  /// another process is at it.
  explicit PartFile(std::filesystem::path path);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  int descriptor() const { return descriptor_; }
  bool is_gzip() const;
  /// Throws away its bytes.
  void clear();
  /// fsync, rename, fsync of the folder. Throws IoError.
  void rename_to(const std::filesystem::path& target);
  bool empty() const;
  /// Takes its name away: the bytes are gone once this object is.
  void remove();

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace rederive
