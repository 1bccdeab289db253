#include "reference/data/splits.h"

#include <algorithm>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "reference/core/random.h"

namespace rederive {
namespace {

constexpr int kClasses = 10;

using Indices = std::vector<std::uint32_t>;

DigitSet gathered(const LabelledImages& images, std::span<const std::uint32_t> indices) {
  DigitSet set{Matrix(static_cast<Index>(indices.size()), images.image_size()), {}};
  set.labels.reserve(indices.size());
  for (Index i = 0; i < set.count(); ++i) {
    const std::uint32_t from = indices[static_cast<std::size_t>(i)];
    const auto pixels = images.image(from);
    std::transform(pixels.begin(), pixels.end(), set.grey.row(i),
                   [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255.0F; });
    set.labels.push_back(images.labels[from]);
  }
  return set;
}

Indices permuted(const Indices& items, const Stream& stream) {
  Indices result;
  result.reserve(items.size());
  for (const std::uint32_t i : permutation(static_cast<std::uint32_t>(items.size()), stream))
    result.push_back(items[i]);
  return result;
}

// The images of each class, permuted: [class] -> indices into the file.
std::vector<Indices> by_class(const LabelledImages& images, std::uint64_t draw, const char* purpose, Index needed,
                              const Dataset& data) {
  std::vector<Indices> classes(kClasses);
  for (Index i = 0; i < images.count; ++i) {
    classes[images.labels[static_cast<std::size_t>(i)]].push_back(static_cast<std::uint32_t>(i));
  }
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (static_cast<Index>(classes[c].size()) < needed) {
      throw UnavailableError(fmt::format("{}: {} images of class {}, the split needs {}; use a larger data set",
                                         data.name, classes[c].size(), c, needed));
    }
    classes[c] = permuted(classes[c], Stream(draw, purpose, {c}));
  }
  return classes;
}

// Images [first, first + count) of every class, mixed.
DigitSet mixed(const LabelledImages& images, const std::vector<Indices>& classes, Index first, Index count,
               const Stream& order) {
  Indices chosen;
  for (const Indices& one : classes) chosen.insert(chosen.end(), one.begin() + first, one.begin() + first + count);
  return gathered(images, permuted(chosen, order));
}

}  // namespace

Split three_way_split(const Dataset& data, int draw, const SplitSizes& sizes) {
  if (draw < 1) throw UsageError(fmt::format("draw {} of a split; draws count from 1", draw));
  if (sizes.train < 0 || sizes.valid < 0 || sizes.test < 0) {
    throw UsageError(fmt::format("a split of {} + {} + {} images a class; sizes are 0 or more", sizes.train,
                                 sizes.valid, sizes.test));
  }
  const auto seed = static_cast<std::uint64_t>(draw);
  const auto train = by_class(data.train, seed, "split train", sizes.train + sizes.valid, data);
  const auto test = by_class(data.test, seed, "split test", sizes.test, data);
  return {mixed(data.train, train, 0, sizes.train, Stream(seed, "split order", {0})),
          mixed(data.train, train, sizes.train, sizes.valid, Stream(seed, "split order", {1})),
          mixed(data.test, test, 0, sizes.test, Stream(seed, "split order", {2}))};
}

Split four_against_nine(const Dataset& data, int draw, Index train, Index test) {
  if (draw < 0) throw UsageError(fmt::format("draw {} of 4 against 9; 0 is the fixed split, 1 and up random", draw));
  Indices items;
  for (Index i = 0; i < data.train.count; ++i) {
    const std::uint8_t label = data.train.labels[static_cast<std::size_t>(i)];
    if (label == 4 || label == 9) items.push_back(static_cast<std::uint32_t>(i));
  }
  if (static_cast<Index>(items.size()) < train + test) {
    throw UnavailableError(fmt::format("{}: {} images of 4 and 9, the split needs {}; use a larger data set", data.name,
                                       items.size(), train + test));
  }
  if (draw > 0) items = permuted(items, Stream(static_cast<std::uint64_t>(draw), "four against nine"));
  const std::span<const std::uint32_t> all(items);
  return {gathered(data.train, all.first(static_cast<std::size_t>(train))), gathered(data.train, {}),
          gathered(data.train, all.subspan(static_cast<std::size_t>(train), static_cast<std::size_t>(test)))};
}

DigitSet whole(const LabelledImages& images) { return first(images, images.count); }

DigitSet first(const LabelledImages& images, Index count) {
  if (count < 0) throw UsageError(fmt::format("the first {} images; give 0 or more", count));
  Indices some(static_cast<std::size_t>(std::min(count, images.count)));
  std::iota(some.begin(), some.end(), 0U);
  return gathered(images, some);
}

Matrix binarised(ConstMatrixView grey, float threshold) {
  Matrix ones(grey.rows, grey.cols);
  for (Index i = 0; i < grey.rows; ++i) {
    for (Index j = 0; j < grey.cols; ++j) ones(i, j) = grey(i, j) > threshold ? 1.0F : 0.0F;
  }
  return ones;
}

}  // namespace rederive
