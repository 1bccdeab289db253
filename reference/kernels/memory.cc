#include "reference/kernels/memory.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace rederive {
namespace {

constexpr Index kGuard = 32;  // floats before and after: two vectors of the widest target
constexpr float kCanary = std::bit_cast<float>(0x7fc0dead);

bool same_bits(float a, float b) { return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b); }

}  // namespace

float Memory::nan(Draws& /*draws*/) { return kCanary; }

float Memory::uniform(Draws& draws) { return static_cast<float>(draws.uniform(-1, 1)); }

float Memory::logit(Draws& draws) {
  const float x = 6 * uniform(draws);
  return draws.below(8) == 0 ? 16 * x : x;
}

MatrixView Memory::make(const std::string& name, Index rows, Index cols, const Fill& fill, bool reads_only) {
  const bool awkward = layout_ == Layout::awkward;
  Block& block = blocks_.emplace_back();
  block.name = name;
  block.rows = rows;
  block.cols = cols;
  block.stride = awkward ? cols + 3 : cols;
  block.start = awkward ? kGuard + 1 : 0;
  block.reads_only = reads_only;
  block.size = rows * block.stride + (awkward ? 2 * kGuard + 1 : 0);
  block.data = aligned_zeros(block.size);
  std::fill_n(block.data.get(), block.size, kCanary);
  const MatrixView view{block.data.get() + block.start, rows, cols, block.stride};
  Draws draws(Stream(seed_, name));
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < cols; ++j) view(i, j) = fill(draws);
  }
  if (awkward) block.before.assign(block.data.get(), block.data.get() + block.size);
  return view;
}

MatrixView Memory::input(const std::string& name, Index rows, Index cols, const Fill& fill) {
  return make(name, rows, cols, fill, true);
}

MatrixView Memory::output(const std::string& name, Index rows, Index cols, const Fill& fill) {
  return make(name, rows, cols, fill, false);
}

std::span<double> Memory::output_doubles(const std::string& name, Index count) {
  Doubles& doubles =
      doubles_.emplace_back(Doubles{name, std::vector<double>(static_cast<std::size_t>(count + 2), kCanary)});
  return std::span(doubles.data).subspan(1, static_cast<std::size_t>(count));
}

MatrixView Memory::find(const std::string& name) const {
  for (const Block& block : blocks_) {
    if (block.name == name) return {block.data.get() + block.start, block.rows, block.cols, block.stride};
  }
  throw ShapeError("no operand is called " + name);
}

std::string Memory::damage() const {
  for (const Block& block : blocks_) {
    for (Index p = 0; p < static_cast<Index>(block.before.size()); ++p) {
      if (same_bits(block.before[static_cast<std::size_t>(p)], block.data[static_cast<std::size_t>(p)])) continue;
      const Index place = p - block.start;
      const bool inside = place >= 0 && place < block.rows * block.stride && place % block.stride < block.cols;
      if (inside && !block.reads_only) continue;
      return "wrote " + std::string(inside ? "the input " : "beyond ") + block.name + " (" +
             shape_text(block.rows, block.cols) + "), " + std::to_string(place) + " floats from its first element";
    }
  }
  for (const Doubles& doubles : doubles_) {
    const auto untouched = [](double x) {
      return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(static_cast<double>(kCanary));
    };
    if (!untouched(doubles.data.front()) || !untouched(doubles.data.back())) return "wrote beyond " + doubles.name;
  }
  return "";
}

}  // namespace rederive
