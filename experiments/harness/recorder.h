// What a running experiment sees of the harness: its seed's random streams, its data, and where its results go.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "experiments/harness/cell.h"
#include "experiments/harness/checkpoint.h"
#include "experiments/harness/trace.h"
#include "reference/core/bits.h"
#include "reference/core/error.h"
#include "reference/core/random.h"
#include "reference/core/team.h"
#include "reference/data/dataset.h"

namespace rederive {

/// The harness's side of a cell. One per cell, used by one thread.
struct CellContext {
  std::uint64_t seed = 0;
  const Dataset* dataset = nullptr;                // null for experiments that need none
  const std::atomic<bool>* stop = nullptr;         // set when the user asked to stop
  std::function<void(double)> progress = nullptr;  // fraction done, in [0, 1]
  Trace* trace = nullptr;                          // null when nobody listens
  Team* team = nullptr;                            // threads for a wide cell; no number depends on them
  std::optional<Checkpoint> begun = {};            // where an interrupted cell stood
  std::function<void(const Checkpoint&)> keep = nullptr;
};

/// Counts first, first + 1, ..., last; stops the cell by Interrupted when the user asked for it.
class Epochs {
 public:
  using Done = std::function<void(int epoch)>;

  class Iterator {
   public:
    Iterator(const Epochs* epochs, int epoch)
        : context_(epochs->context_), done_(&epochs->done_), epoch_(epoch), last_(epochs->last_) {}
    int operator*() const {
      if (context_->trace != nullptr) context_->trace->enter(epoch_);
      return epoch_;
    }
    Iterator& operator++() {
      if (*done_) (*done_)(epoch_);
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
    const Done* done_;
    int epoch_;
    int last_;
  };

  Epochs(const CellContext* context, int first, int last, Done done = nullptr)
      : context_(context), first_(first), last_(last), done_(std::move(done)) {}
  Iterator begin() const { return {this, first_}; }
  Iterator end() const { return {this, last_ + 1}; }

 private:
  const CellContext* context_;
  int first_;
  int last_;
  Done done_;  // called after each epoch
};

/// The columns of a row as values, and back; for who knows the columns.
template <class R>
struct RowValues {
  std::function<std::vector<Value>(const R&)> from_row;
  std::function<R(const std::vector<Value>&)> to_row;
  std::vector<std::string> names;
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

  Epochs epochs(int last) const { return {context_, 1, last}; }

  /// The same for a cell of minutes: after each epoch the rows and these tensors, which are all that the next epoch
  /// starts from, are kept. A cell that was interrupted gets them back and goes on with the epoch after; record what
  /// stands before the first epoch only if rows() is empty. Pictures are not kept: make them after the last epoch.
  Epochs epochs(int last, std::vector<MatrixView> tensors) {
    if (!std::all_of(tensors.begin(), tensors.end(), [](const MatrixView& m) { return m.contiguous(); })) {
      throw Error("a checkpoint keeps whole matrices, and one of these is a part of its rows");
    }
    const int done = restore(last, tensors);
    if (!context_->keep) return {context_, done + 1, last};
    return {context_, done + 1, last, [this, tensors = std::move(tensors)](int epoch) { keep(epoch, tensors); }};
  }

  /// Within an epoch that takes long: how much of it is done. Throws Interrupted when the user asked to stop.
  void within(int epoch, int last, double fraction) const {
    if (context_->stop != nullptr && context_->stop->load()) throw Interrupted();
    if (context_->progress) context_->progress((epoch - 1 + fraction) / last);
  }

  /// Threads that a wide cell may share its work with; null where it has but its own.
  Team* team() const { return context_->team; }

  void record(const R& row) {
    if (context_->trace != nullptr && values_.from_row) {
      const std::vector<Value> values = values_.from_row(row);
      for (std::size_t c = 0; c < values.size(); ++c) context_->trace->add("row: " + values_.names[c], text(values[c]));
    }
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
  /// How a row becomes values, for traces and checkpoints; the columns are the declaration's.
  void convert_rows_with(RowValues<R> values) { values_ = std::move(values); }

 private:
  // The last epoch that was done before. A checkpoint of other tensors, or of an epoch that there is not, is of another
  // program and says nothing.
  int restore(int last, const std::vector<MatrixView>& tensors) {
    if (!context_->begun) return 0;
    const Checkpoint& begun = *context_->begun;
    const bool fits = std::equal(tensors.begin(), tensors.end(), begun.tensors.begin(), begun.tensors.end(),
                                 [](const MatrixView& m, const auto& kept) { return std::ssize(kept) == m.size(); });
    if (!fits || begun.epoch > last) return 0;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      std::copy(begun.tensors[i].begin(), begun.tensors[i].end(), tensors[i].data);
    }
    rows_.clear();
    for (const auto& values : begun.rows) rows_.push_back(values_.to_row(values));
    return begun.epoch;
  }

  void keep(int epoch, const std::vector<MatrixView>& tensors) const {
    if (!pictures_.empty()) throw Error("a cell that keeps checkpoints makes its pictures after its last epoch");
    Checkpoint checkpoint{.epoch = epoch, .rows = {}, .tensors = {}};
    for (const R& row : rows_) checkpoint.rows.push_back(values_.from_row(row));
    for (const MatrixView& m : tensors) checkpoint.tensors.emplace_back(m.data, m.data + m.size());
    context_->keep(checkpoint);
  }

  template <class Tensor>
  void trace_bits(std::string_view name, const Tensor& tensor) const {
    if (context_->trace != nullptr) context_->trace->add(name, bits_digest(tensor));
  }

  const CellContext* context_;
  std::vector<R> rows_;
  std::vector<Picture> pictures_;
  RowValues<R> values_;
};

}  // namespace rederive
