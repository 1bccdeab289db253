// Which digits an experiment trains, validates and tests on.
//
// Rules are part of the format of every result: a set is fixed by (data set, draw, sizes) and by nothing else.
#pragma once

#include <cstdint>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/data/dataset.h"

namespace rederive {

struct DigitSet {
  Matrix grey;                        // N x (height * width), pixel / 255, in [0, 1]
  std::vector<std::uint32_t> labels;  // N classes
  Index count() const { return grey.rows(); }
};

struct Split {
  DigitSet train;
  DigitSet valid;  // empty (0 x pixels) where a protocol has none
  DigitSet test;
};

struct SplitSizes {  // images per class
  Index train = 300;
  Index valid = 100;
  Index test = 300;
};

/// Equal numbers of all ten classes; training and validation from the training file, test from the test file.
/// Class c's images, in the order of the file, are permuted by Stream(draw, "split train", {c}) (the test file's by
/// "split test"); the first are trained on, the next validate. Within a set the classes are mixed, by
/// Stream(draw, "split order", {set}), set = 0, 1, 2.
/// Throws UsageError for a size below 0 or a draw below 1, UnavailableError when a class has too few images.
Split three_way_split(const Dataset& data, int draw, const SplitSizes& sizes = {});

/// Only the 4s and the 9s, labels 4 and 9 as they are: of the training file's, in its order, the first 2000 to train
/// and the next 1000 to test (draw 0), or 2000 and 1000 of a permutation of them all by
/// Stream(draw, "four against nine") (draw >= 1). No validation set.
/// Throws UsageError when draw < 0, UnavailableError when there are too few.
Split four_against_nine(const Dataset& data, int draw = 0, Index train = 2000, Index test = 1000);

/// All images of a part, in the order of its file.
DigitSet whole(const LabelledImages& images);
/// The first `count`; all where there are fewer. Throws UsageError for a count below 0.
DigitSet first(const LabelledImages& images, Index count);

/// 1 where grey > threshold, else 0: equality gives 0. (No pixel / 255 equals .5, so there it does not matter.)
Matrix binarised(ConstMatrixView grey, float threshold = .5F);

}  // namespace rederive
