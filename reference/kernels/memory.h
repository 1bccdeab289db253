// Operands for checking and timing a kernel.
//
// Awkward memory is what a kernel may meet but nobody's example shows it: the first element four bytes past a 64-byte
// boundary, strides three longer than a row, NaN before, between and after the rows. A kernel that reads there spoils
// its result; one that writes there, or into an input, is found by damage().
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

class Memory {
 public:
  enum class Layout { plain, awkward };
  using Fill = std::function<float(Draws&)>;

  /// The same seed gives the same numbers in both layouts.
  Memory(Layout layout, std::uint64_t seed) : layout_(layout), seed_(seed) {}

  /// A matrix that the kernel only reads.
  MatrixView input(const std::string& name, Index rows, Index cols, const Fill& fill);
  /// A matrix that the kernel writes; `fill` is what it finds there.
  MatrixView output(const std::string& name, Index rows, Index cols, const Fill& fill = &Memory::nan);
  std::span<double> output_doubles(const std::string& name, Index count);

  /// The matrix of that name, for who knows a kernel's operands only by their names. Throws ShapeError where there is
  /// none.
  MatrixView find(const std::string& name) const;

  /// Anything else that a problem needs to outlive its making, default-constructed.
  template <class T>
  T& keep() {
    const auto kept = std::make_shared<T>();
    kept_.push_back(kept);
    return *kept;
  }

  /// Empty, or which memory was written that should not have been.
  std::string damage() const;

  /// What no kernel may read: a quiet NaN with a payload of its own.
  static float nan(Draws& draws);
  static float uniform(Draws& draws);  // in (-1, 1)
  static float logit(Draws& draws);    // in (-6, 6), where the units of an RBM live, and one in eight far out

 private:
  struct Block {
    std::string name;
    Index rows = 0, cols = 0, stride = 0, start = 0;
    bool reads_only = false;
    std::vector<float> before;  // as it was handed out
    AlignedFloats data;
    Index size = 0;
  };
  struct Doubles {
    std::string name;
    std::vector<double> data;
  };
  MatrixView make(const std::string& name, Index rows, Index cols, const Fill& fill, bool reads_only);

  Layout layout_;
  std::uint64_t seed_;
  std::deque<Block> blocks_;
  std::deque<Doubles> doubles_;
  std::vector<std::shared_ptr<void>> kept_;
};

}  // namespace rederive
