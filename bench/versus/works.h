// What is timed side by side: a training step of ours, and the words that ask another library for the same.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reference/core/matrix.h"

namespace rederive::bench {

/// Binarised digits that we and the peers read: a matrix here, and the same values as bytes 0 and 1 in a file.
class SharedDigits {
 public:
  /// The training digits of MNIST where it is found, else synthetic ones. IoError when the file cannot be written.
  SharedDigits();
  ~SharedDigits();
  SharedDigits(const SharedDigits&) = delete;
  SharedDigits& operator=(const SharedDigits&) = delete;

  const std::string& name() const { return name_; }
  ConstMatrixView rows(Index count) const { return digits_.view().row_range(0, count); }
  const std::filesystem::path& file() const { return file_; }

 private:
  std::string name_;
  Matrix digits_;
  std::filesystem::path file_;
};

struct Work {
  std::string name;                // "rbm/hidden=100,k=1,batch=100"
  nlohmann::ordered_json request;  // for peers; the digits' file is added when they are asked
  /// Seconds of one epoch by this library, on one thread, from fresh weights that are not timed.
  std::function<double(const SharedDigits&)> run;
};

/// An epoch of CD-k on binarised digits: 100 and 500 hidden units, k = 1, 5, 10; batches of 10 over 3000 digits, and of
/// 100 over 60 000.
std::vector<Work> all_works();

}  // namespace rederive::bench
