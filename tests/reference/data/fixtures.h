// What the tests of data share: a tiny data set in files, gzip.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <zlib.h>

#include "reference/core/sha256.h"
#include "reference/data/idx.h"
#include "reference/data/mnist.h"
#include "reference/data/synthetic.h"
#include "tests/files.h"

namespace rederive {

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

inline bool one_line(const std::string& message) {
  return !message.empty() && message.find('\n') == std::string::npos && message.find("; ") != std::string::npos;
}

}  // namespace rederive
