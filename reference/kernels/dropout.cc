#include "reference/kernels/dropout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/dropout.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// `words` must be readable up to a whole vector beyond `count`. A uniform is a multiple of 2^-24, the upper bits of its
// word: compared as integers, with the limit 2^24 rate rounded up.
void KeepRow(const float* x, const std::uint32_t* words, float factor, std::int32_t limit, float* y, Index count) {
  const Floats d;
  const hn::RebindToSigned<Floats> di;
  const hn::RebindToUnsigned<Floats> du;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const auto below = hn::Set(di, limit);
  const FloatVec scale = hn::Set(d, factor);
  const auto keep = [&](FloatVec v, Index j) {
    const auto upper = hn::BitCast(di, hn::ShiftRight<8>(hn::LoadU(du, words + j)));
    return hn::IfThenZeroElse(hn::RebindMask(d, hn::Lt(upper, below)), hn::Mul(v, scale));
  };
  Index j = 0;
  for (; j + lanes <= count; j += lanes) hn::StoreU(keep(hn::LoadU(d, x + j), j), d, y + j);
  if (j < count) StoreFirst(keep(LoadFirst(d, x + j, count - j), j), d, y + j, count - j);
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"

namespace rederive {

HWY_EXPORT(KeepRow);

namespace {

struct DropoutProblem {
  ConstMatrixView x;
  Stream stream;
  float rate = 0;
  MatrixView y;
};

float factor(float rate) { return 1.0F / (1.0F - rate); }

void run_scalar(const DropoutProblem& problem) {
  const auto& [x, stream, rate, y] = problem;
  for (Index i = 0; i < x.rows; ++i) {
    for (Index j = 0; j < x.cols; ++j) {
      const std::uint32_t word = stream.word(static_cast<std::uint64_t>(i * x.cols + j));
      y(i, j) = uniform(word) < rate ? 0.0F : x(i, j) * factor(rate);
    }
  }
}

// The words of the whole, a piece that stays in the first cache at a time, and part(row, first column, words, count) of
// what has them.
template <class Part>
void for_words(const Stream& stream, Index rows, Index cols, const Part& part) {
  constexpr Index kPiece = 1024;
  alignas(64) std::array<std::uint32_t, kPiece + 16> words{};
  const Index end = rows * cols;
  for (Index first = 0; first < end; first += kPiece) {
    const Index made = std::min(kPiece, end - first);
    stream.fill(static_cast<std::uint64_t>(first), std::span(words).first(static_cast<std::size_t>(made)));
    for (Index place = first; place < first + made;) {
      const Index column = place % cols;
      const Index count = std::min(cols - column, first + made - place);
      part(place / cols, column, words.data() + (place - first), count);
      place += count;
    }
  }
}

template <class Part>
void for_parts(const DropoutProblem& problem, const Part& part) {
  const auto& [x, stream, rate, y] = problem;
  const bool flat = x.contiguous() && y.contiguous();
  for_words(stream, flat ? 1 : x.rows, flat ? x.size() : x.cols,
            [&, &to = y, &from = x](Index i, Index j, const std::uint32_t* words, Index count) {
              part(from.row(i) + j, words, to.row(i) + j, count);
            });
}

void run_eigen(const DropoutProblem& problem) {
  for_parts(problem, [&](const float* x, const std::uint32_t* words, float* y, Index count) {
    rivals::eigen().rows.dropout(x, words, problem.rate, factor(problem.rate), y, count);
  });
}

void run_simd(const DropoutProblem& problem) {
  const auto limit = static_cast<std::int32_t>(std::ceil(problem.rate * 0x1p24F));
  for_parts(problem, [&](const float* x, const std::uint32_t* words, float* y, Index count) {
    HWY_DYNAMIC_DISPATCH(KeepRow)(x, words, factor(problem.rate), limit, y, count);
  });
}

const std::vector<Variant<DropoutProblem>>& variants() {
  static const std::vector<Variant<DropoutProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen}, {"simd", run_simd, true}};
  return all;
}

DropoutProblem make(const Shape& s, Memory& memory) {
  const Stream stream = Stream(7, "dropout").substream(3, static_cast<std::uint32_t>(s[1]));
  const float rate = static_cast<float>(s[3]) / 100;
  if (s[2] == 0) return {memory.input("x", s[0], s[1], &Memory::uniform), stream, rate, memory.output("y", s[0], s[1])};
  const MatrixView y = memory.output("x", s[0], s[1], &Memory::uniform);
  return {y, stream, rate, y};
}

std::vector<Expected> oracle_values(const DropoutProblem& problem) {
  Expected y{"y", {}, {}};
  for (Index i = 0; i < problem.x.rows; ++i) {
    for (Index j = 0; j < problem.x.cols; ++j) {
      const std::uint32_t word = problem.stream.word(static_cast<std::uint64_t>(i * problem.x.cols + j));
      const bool dropped = std::floor(word / 256.0) / 16777216.0 < problem.rate;
      y.value.push_back(dropped ? 0 : problem.x(i, j) * (1.0 / (1.0 - problem.rate)));
    }
  }
  return {y};
}

// <dropout(x), g> = <x, dropout(g)>: what makes the same call the backward pass.
std::string adjoint_fault(void (*run)(const DropoutProblem&), const Shape& s, Memory& memory) {
  DropoutProblem forward = make({s[0], s[1], 0, 50}, memory);
  const MatrixView g = memory.input("g", s[0], s[1], &Memory::uniform);
  DropoutProblem backward{g, forward.stream, forward.rate, memory.output("dx", s[0], s[1])};
  run(forward);
  run(backward);
  for (Index i = 0; i < s[0]; ++i) {
    for (Index j = 0; j < s[1]; ++j) {
      // A factor of 2 is exact.
      if (static_cast<double>(forward.y(i, j)) * g(i, j) != static_cast<double>(forward.x(i, j)) * backward.y(i, j)) {
        return "the backward mask is not the forward one";
      }
    }
  }
  return "";
}

const RegisteredKernel dropout_kernel{Kernel<DropoutProblem>{
    .name = "dropout",
    .formula = "y_ij = [uniform(word(i cols + j)) >= rate] x_ij / (1 - rate)",
    .axes = {"rows", "cols", "inplace", "percent"},
    // A comparison and a product; integer work of the generator is not counted.
    .cost =
        [](const Shape& s) {
          return Cost{2.0 * s[0] * s[1], 8.0 * s[0] * s[1]};
        },
    // Rows that begin anywhere in a block of words, and pieces of 1024 words +- 1.
    .check = {{0, 5, 0, 50},
              {5, 0, 0, 50},
              {3, 7, 1, 25},
              {2, 15, 0, 0},
              {9, 17, 0, 50},
              {3, 64, 1, 20},
              {3, 65, 0, 25},
              {1, 1023, 0, 50},
              {2, 1024, 1, 50},
              {3, 1025, 0, 50},
              {11, 100, 1, 20},
              {2, 4097, 0, 33}},
    .bench = {{128, 512, 0, 50}, {128, 9216, 0, 25}},
    .make = make,
    .oracle = oracle_values,
    // The factor's rounding, which counts as definition for the kernel but not for the oracle, and the product's.
    .bound = [](const Shape&, const Expected& e, std::size_t i,
                double) { return 3.1 * 0x1p-24 * std::fabs(e.value[i]) + 0x1p-149; },
    .results = [](const DropoutProblem& p) -> std::vector<std::vector<double>> { return {values(p.y)}; },
    .properties = {{"its own adjoint", adjoint_fault}},
    .variants = variants()}};

}  // namespace

void dropout(ConstMatrixView x, const Stream& stream, float rate, MatrixView y) {
  require_shape("dropout", "x", x, x.rows, x.cols);
  require_shape("dropout", "y", y, x.rows, x.cols);
  if (!(rate >= 0 && rate < 1)) {
    throw ShapeError("dropout: the rate is " + std::to_string(rate) + ", expected 0 <= rate < 1");
  }
  variants()[dropout_kernel.selected()].run({x, stream, rate, y});
}

}  // namespace rederive
#endif
