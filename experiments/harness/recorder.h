// What a running experiment sees of the harness: its seed's random streams, its data, and where its results go.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/harness/cell.h"
#include "reference/core/error.h"
#include "reference/core/random.h"
#include "reference/data/dataset.h"

namespace rederive {

/// The harness's side of a cell. One per cell, used by one thread.
struct CellContext {
  std::uint64_t seed = 0;
  const Dataset* dataset = nullptr;                // null for experiments that need none
  const std::atomic<bool>* stop = nullptr;         // set when the user asked to stop
  std::function<void(double)> progress = nullptr;  // fraction done, in [0, 1]
};

/// Counts 1, 2, ..., last; stops the cell by Interrupted when the user asked for it.
class Epochs {
 public:
  class Iterator {
   public:
    Iterator(const CellContext* context, int epoch, int last) : context_(context), epoch_(epoch), last_(last) {}
    int operator*() const { return epoch_; }
    Iterator& operator++() {
      if (context_->progress) context_->progress(static_cast<double>(epoch_) / last_);
      ++epoch_;
      return *this;
    }
    bool operator!=(const Iterator& end) const {
      if (context_->stop != nullptr && context_->stop->load()) throw Interrupted();
      return epoch_ != end.epoch_;
    }

   private:
    const CellContext* context_;
    int epoch_;
    int last_;
  };

  Epochs(const CellContext* context, int last) : context_(context), last_(last) {}
  Iterator begin() const { return {context_, 1, last_}; }
  Iterator end() const { return {context_, last_ + 1, last_}; }

 private:
  const CellContext* context_;
  int last_;
};

template <class R>
class Recorder {
 public:
  explicit Recorder(const CellContext& context) : context_(&context) {}

  std::uint64_t seed() const { return context_->seed; }

  /// Which of the five data draws this seed uses: 1, 2, 3, 4, 5, 1, ...
  int draw() const { return static_cast<int>((context_->seed - 1) % 5) + 1; }

  /// The stream of this purpose (and, say, epoch) under the cell's seed.
  template <class... Indices>
  Stream rng(std::string_view purpose, Indices... indices) const {
    return {context_->seed, purpose, {static_cast<std::uint64_t>(indices)...}};
  }

  const Dataset& dataset() const {
    if (context_->dataset == nullptr) throw Error("the experiment does not declare that it needs data");
    return *context_->dataset;
  }

  Epochs epochs(int last) const { return {context_, last}; }

  void record(const R& row) { rows_.push_back(row); }
  void picture(std::string name, Image image) { pictures_.push_back({std::move(name), std::move(image)}); }

  const std::vector<R>& rows() const { return rows_; }
  std::vector<Picture> take_pictures() { return std::move(pictures_); }

 private:
  const CellContext* context_;
  std::vector<R> rows_;
  std::vector<Picture> pictures_;
};

}  // namespace rederive
