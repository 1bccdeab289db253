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
  /// The training digits of what `data` names, as resolve_dataset takes it: MNIST where it is found, else synthetic
  /// ones, where it is empty. Throws as that does, and IoError when the file cannot be written.
  explicit SharedDigits(const std::string& data);
  ~SharedDigits();
  SharedDigits(const SharedDigits&) = delete;
  SharedDigits& operator=(const SharedDigits&) = delete;

  const std::string& name() const { return name_; }
  /// What the user must see; empty: they are what was asked for.
  const std::string& note() const { return note_; }
  /// The first `count`. Throws UnavailableError where there are fewer.
  ConstMatrixView rows(Index count) const;
  const std::filesystem::path& file() const { return file_; }

 private:
  std::string name_;
  std::string note_;
  Matrix digits_;
  std::filesystem::path file_;
};

struct Work {
  std::string name;                // "rbm/hidden=100,k=1,batch=100"
  nlohmann::ordered_json request;  // for peers; the digits' file is added when they are asked
  /// Seconds of one epoch by this library over the first `rows` digits, on one thread, from fresh weights that are not
  /// timed. Throws Interrupted when the user asks to stop meanwhile.
  std::function<double(const SharedDigits&, Index rows)> run;
};

/// An epoch of CD-k on binarised digits: 100 and 500 hidden units, k = 1, 5, 10; batches of 10 over 3000 digits, and of
/// 100 over 60 000. And the document's own, k = 20 with 100 hidden units in batches of 10.
std::vector<Work> all_works();

}  // namespace rederive::bench
