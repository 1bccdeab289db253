// What the tests of data share: a folder that goes away, a tiny data set in files, gzip.
#pragma once

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include <zlib.h>

#include "reference/core/sha256.h"
#include "reference/data/idx.h"
#include "reference/data/mnist.h"
#include "reference/data/synthetic.h"

namespace rederive {

using Bytes = std::vector<std::uint8_t>;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "rederive-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline void put(const std::filesystem::path& path, const Bytes& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

inline Bytes get(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

inline Bytes gzipped(const Bytes& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  Bytes out(deflateBound(&stream, bytes.size()));
  stream.next_in = const_cast<std::uint8_t*>(bytes.data());  // zlib reads it only
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// Forty digits in four files that stand for MNIST's.
struct TinyMnist {
  Dataset data = synthetic_digits({.seed = 7, .train = 30, .test = 10}, 1);
  std::array<Bytes, 4> contents{idx_images_file(data.train), idx_labels_file(data.train), idx_images_file(data.test),
                                idx_labels_file(data.test)};
  KnownFiles files = known();

  /// Written as plain files or as gzip.
  void write_to(const std::filesystem::path& folder, bool packed) const {
    for (std::size_t i = 0; i < files.size(); ++i) {
      put(folder / (files[i].name + (packed ? ".gz" : "")), packed ? gzipped(contents[i]) : contents[i]);
    }
  }

 private:
  KnownFiles known() const {
    KnownFiles known = mnist_files();
    for (std::size_t i = 0; i < known.size(); ++i) {
      known[i].sha256 = sha256_hex(contents[i]);
      known[i].bytes = contents[i].size();
    }
    return known;
  }
};

/// While it lives, no file can grow beyond `bytes`: writing fails as it does on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

/// The message of the E that `body` throws; empty when it throws none.
template <class E, class Body>
std::string message_of(const Body& body) {
  try {
    body();
  } catch (const E& error) {
    return error.what();
  }
  return "";
}

inline bool one_line(const std::string& message) {
  return !message.empty() && message.find('\n') == std::string::npos && message.find("; ") != std::string::npos;
}

}  // namespace rederive
