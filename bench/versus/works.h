// What is timed side by side: a training step of ours, and the words that ask another library for the same.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reference/core/matrix.h"
#include "reference/data/splits.h"

namespace rederive::bench {

/// The digits that we and the peers read: matrices here, and the same values as bytes in files that go with this.
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
  /// The first `count`, binarised, and their pixels / 255. Throw UnavailableError where there are fewer.
  ConstMatrixView rows(Index count) const;
  ConstMatrixView grey(Index count) const;
  std::span<const std::uint32_t> labels(Index count) const;
  /// Bytes 0 and 1; bytes 0 to 255; a byte for each label.
  const std::filesystem::path& file() const { return files_[0]; }
  const std::filesystem::path& grey_file() const { return files_[1]; }
  const std::filesystem::path& labels_file() const { return files_[2]; }

 private:
  Index available(Index count) const;

  std::string name_;
  std::string note_;
  Matrix digits_;
  DigitSet digit_set_;
  std::array<std::filesystem::path, 3> files_;
};

/// What an epoch took, and what it did: a peer that does the same work says nearly the same.
struct Epoch {
  double seconds = 0;
  double cross_entropy = 0;  // of a classifier: the mean over the images, each when its batch came; else 0
  Index parameters = 0;      // of a classifier
  double divergence = 0;     // of a map
};

/// A number of an epoch that is told beside its seconds, because less work may be faster.
struct Told {
  std::string name;  // in a peer's answer
  double Epoch::*ours = nullptr;
};

struct Work {
  std::string name;                // "rbm/hidden=100,k=1,batch=100"
  nlohmann::ordered_json request;  // for peers; the digits' files are added when they are asked
  /// One epoch by this library over the first `rows` digits, from fresh weights that are not timed. Throws Interrupted
  /// when the user asks to stop meanwhile.
  std::function<Epoch(const SharedDigits&, Index rows, int threads)> run;
  std::optional<Told> told = {};
  bool shared = false;      // several threads share a batch: timed on one, and on all
  bool on_request = false;  // minutes long: only where its name is given in full
};

/// An epoch of CD-k on binarised digits: 100 and 500 hidden units, k = 1, 5, 10; batches of 10 over 3000 digits, and of
/// 100 over 60 000. And the document's own, k = 20 with 100 hidden units in batches of 10. Then the three models of
/// document 001, question 4, by Adadelta in batches of 128: the convolutional network over 6400 digits, and over all
/// 60 000 on request. Then 1000 steps of t-SNE on 50 principal components of 2000, 5000 and 10 000 digits, all pairs
/// repelling each other: "an epoch" is the whole map.
std::vector<Work> all_works();

}  // namespace rederive::bench
