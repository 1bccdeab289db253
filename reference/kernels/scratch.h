// Memory that a kernel's loops need for themselves.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// Grows and is kept: as a thread_local of the loops it costs page faults only on the first call of a thread.
class Scratch {
 public:
  /// Room for `count` floats, whatever they hold; the pointers of earlier calls are dead.
  float* floats(Index count) {
    if (size_ < count) {
      data_ = aligned_zeros(count);
      size_ = count;
    }
    return data_.get();
  }

 private:
  AlignedFloats data_;
  Index size_ = 0;
};

}  // namespace rederive
