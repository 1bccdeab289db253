// What a running experiment sees of the harness: its seed's random streams, its data, and where its results go.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "experiments/harness/cell.h"
#include "experiments/harness/trace.h"
#include "reference/core/bits.h"
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
  Trace* trace = nullptr;                          // null when nobody listens
};

/// Counts 1, 2, ..., last; stops the cell by Interrupted when the user asked for it.
class Epochs {
 public:
  class Iterator {
   public:
    Iterator(const CellContext* context, int epoch, int last) : context_(context), epoch_(epoch), last_(last) {}
    int operator*() const {
      if (context_->trace != nullptr) context_->trace->enter(epoch_);
      return epoch_;
    }
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

  void record(const R& row) {
    if (context_->trace != nullptr && trace_row_) trace_row_(*context_->trace, row);
    rows_.push_back(row);
  }
  void picture(std::string name, Image image) {
    if (context_->trace != nullptr) context_->trace->add("picture: " + name, picture_digest(image));
    pictures_.push_back({std::move(name), std::move(image)});
  }

  /// A tensor on the way to the results, under a name of the experiment's choice; rows and pictures are traced
  /// without it. Whoever looks for a divergence is told the first epoch and name. Free when nobody listens.
  void trace(std::string_view name, ConstMatrixView tensor) const { trace_bits(name, tensor); }
  void trace(std::string_view name, std::span<const float> tensor) const { trace_bits(name, tensor); }
  void trace(std::string_view name, std::span<const double> tensor) const { trace_bits(name, tensor); }

  const std::vector<R>& rows() const { return rows_; }
  std::vector<Picture> take_pictures() { return std::move(pictures_); }
  /// How a row's columns get into a trace; the columns are the declaration's.
  void trace_rows_with(std::function<void(Trace&, const R&)> trace_row) { trace_row_ = std::move(trace_row); }

 private:
  template <class Tensor>
  void trace_bits(std::string_view name, const Tensor& tensor) const {
    if (context_->trace != nullptr) context_->trace->add(name, bits_digest(tensor));
  }

  const CellContext* context_;
  std::vector<R> rows_;
  std::vector<Picture> pictures_;
  std::function<void(Trace&, const R&)> trace_row_;
};

}  // namespace rederive
