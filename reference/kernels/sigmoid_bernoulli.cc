#include "reference/kernels/sigmoid_bernoulli.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#define HWY_WANT_AVX3_DL 1  // as reference/core/ars.cc
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/sigmoid_bernoulli.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/core/ars-inl.h"
#include "reference/kernels/elementary-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

using WordVec = hn::Vec<hn::RebindToUnsigned<Floats>>;

// bernoulli(p, word): the upper 24 bits as a multiple of 2^-24, below p.
HWY_INLINE FloatVec Sample(FloatVec p, WordVec words) {
  const Floats d;
  const hn::RebindToSigned<Floats> di;
  const auto upper = hn::BitCast(di, hn::ShiftRight<8>(words));
  const FloatVec uniform = hn::Mul(hn::ConvertTo(d, upper), hn::Set(d, 0x1p-24F));
  return hn::IfThenElseZero(hn::Lt(uniform, p), hn::Set(d, 1.0F));
}

// `words` gives the vector of words for the elements from j on.
template <class Words>
HWY_INLINE void SampleRow(const float* x, const float* bias, Words words, float* p, float* s, Index count) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  Index j = 0;
  for (; j + lanes <= count; j += lanes) {
    FloatVec z = hn::LoadU(d, x + j);
    if (bias != nullptr) z = hn::Add(z, hn::LoadU(d, bias + j));
    const FloatVec probability = Sigmoid(z);
    hn::StoreU(probability, d, p + j);
    hn::StoreU(Sample(probability, words(j)), d, s + j);
  }
  if (j == count) return;
  FloatVec z = LoadFirst(d, x + j, count - j);
  if (bias != nullptr) z = hn::Add(z, LoadFirst(d, bias + j, count - j));
  const FloatVec probability = Sigmoid(z);
  StoreFirst(probability, d, p + j, count - j);
  StoreFirst(Sample(probability, words(j)), d, s + j, count - j);
}

#if HWY_TARGET == HWY_AVX3_DL

// Where a vector of words is a vector of blocks and rows begin with a block, words go from register to register: while
// one unit divides, the other encrypts.
void FusedRows(ConstMatrixView x, const float* bias, const Stream& stream, MatrixView p, MatrixView s) {
  Ars ars(stream.key(), stream.sub(), 0);
  hn::Vec<AesWords> next[1];
  for (Index i = 0; i < x.rows; ++i) {
    ars.seek(static_cast<std::uint64_t>(i * x.cols / 4));
    const auto words = [&](Index) {
      ars.next(next);
      return next[0];
    };
    SampleRow(x.row(i), bias, words, p.row(i), s.row(i), x.cols);
  }
}

#endif

void SigmoidBernoulliRows(ConstMatrixView x, const float* bias, const Stream& stream, MatrixView p, MatrixView s) {
  // Words are made a few blocks at a time, which stay in the first cache, and used at whatever offset a row begins.
  constexpr Index kMade = 1024;
  alignas(64) std::uint32_t words[kMade + 16] = {};
  const bool flat = bias == nullptr && x.contiguous() && p.contiguous() && s.contiguous();
  const Index rows = flat ? std::min<Index>(1, x.rows) : x.rows;
  const Index cols = flat ? x.size() : x.cols;
#if HWY_TARGET == HWY_AVX3_DL
  if (cols % 4 == 0 || rows == 1) {
    FusedRows({x.data, rows, cols, x.stride}, bias, stream, {p.data, rows, cols, p.stride},
              {s.data, rows, cols, s.stride});
    return;
  }
#endif
  const Index end = rows * cols;
  Index made = 0;  // the words before this place exist or are used up
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < cols;) {
      const Index place = i * cols + j;
      if (place == made) {
        const Index blocks = (std::min(kMade, end - made) + 3) / 4;
        ArsBlocks(stream.key(), stream.sub(), static_cast<std::uint64_t>(made / 4), static_cast<std::uint64_t>(blocks),
                  words);
        made += kMade;
      }
      const Index count = std::min(cols - j, made - place);
      const std::uint32_t* here = words + (place - (made - kMade));
      const auto load = [&](Index l) { return hn::LoadU(hn::RebindToUnsigned<Floats>(), here + l); };
      SampleRow(x.row(i) + j, bias == nullptr ? nullptr : bias + j, load, p.row(i) + j, s.row(i) + j, count);
      j += count;
    }
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/units.h"
#include "reference/oracles/bernoulli.h"

namespace rederive {

HWY_EXPORT(SigmoidBernoulliRows);

namespace {

struct SampleProblem {
  Units units;
  Stream stream;
  MatrixView p;
  MatrixView s;
};

void run_scalar(const SampleProblem& problem) {
  const auto& [units, stream, p, s] = problem;
  for (Index i = 0; i < p.rows; ++i) {
    for (Index j = 0; j < p.cols; ++j) {
      p(i, j) = sigmoid_f32(units.z(i, j));
      s(i, j) = bernoulli(p(i, j), stream.word(static_cast<std::uint64_t>(i * p.cols + j)));
    }
  }
}

void run_eigen(const SampleProblem& problem) {
  const auto& [units, stream, p, s] = problem;
  const float* bias = data_or_null(units.bias);
  std::vector<std::uint32_t> words(static_cast<std::size_t>(p.cols));
  for (Index i = 0; i < p.rows; ++i) {
    stream.fill(static_cast<std::uint64_t>(i * p.cols), words);
    rivals::eigen().sigmoid(units.x.row(i), bias, p.row(i), p.cols);
    rivals::eigen().sample(p.row(i), words.data(), s.row(i), p.cols);
  }
}

void run_simd(const SampleProblem& problem) {
  HWY_DYNAMIC_DISPATCH(SigmoidBernoulliRows)
  (problem.units.x, data_or_null(problem.units.bias), problem.stream, problem.p, problem.s);
}

const std::vector<Variant<SampleProblem>>& variants() {
  static const std::vector<Variant<SampleProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen, false, kEigenLogisticSlack}, {"simd", run_simd, true}};
  return all;
}

Stream stream_of(const Shape& s) {
  return Stream(7, "check", {static_cast<std::uint64_t>(s[0])}).substream(3, 0x80000001);
}

SampleProblem make(const Shape& s, Memory& memory) {
  SampleProblem problem{{}, stream_of(s), {}, memory.output("s", s[0], s[1])};
  problem.units = make_units(s, memory, problem.p);
  return problem;
}

// In the scale, p's error, and by how much more than that the uniform of a sample is away from p.
std::vector<Expected> oracle_values(const SampleProblem& problem) {
  Expected p{"p", {}, {}};
  Expected s{"s", {}, {}};
  const auto& [units, stream, probabilities, samples] = problem;
  for (Index i = 0; i < samples.rows; ++i) {
    for (Index j = 0; j < samples.cols; ++j) {
      const double probability = oracle::sigmoid(units.z(i, j));
      const std::uint32_t word = stream.word(static_cast<std::uint64_t>(i * samples.cols + j));
      p.value.push_back(probability);
      p.scale.push_back(probability_error(probability));
      s.value.push_back(oracle::sample(probability, word));
      s.scale.push_back(std::fabs(oracle::uniform(word) - probability) - p.scale.back());
    }
  }
  return {p, s};
}

// A sample may be either where the uniform is no further from p than p's own error; else it is exact, since uniforms
// are and a comparison rounds nothing.
double bound(const Shape&, const Expected& e, std::size_t i, double slack) {
  if (e.name == "p") return e.scale[i] + slack;
  return e.scale[i] <= slack ? std::numeric_limits<double>::infinity() : 0;
}

std::string binary_fault(void (*run)(const SampleProblem&), const Shape& shape, Memory& memory) {
  const SampleProblem problem = make(shape, memory);
  run(problem);
  for (const double s : values(problem.s)) {
    if (s != 0 && s != 1) return "a sample is " + std::to_string(s);
  }
  return "";
}

std::string certain_fault(void (*run)(const SampleProblem&), const Shape& shape, Memory& memory) {
  const MatrixView x = memory.input("x", shape[0], shape[1], [](Draws&) { return 40.0F; });
  const MatrixView p = memory.output("p", shape[0], shape[1]);
  const MatrixView s = memory.output("s", shape[0], shape[1]);
  run({{x, {}}, stream_of(shape), p, s});
  for (const double sample : values(s)) {
    if (sample != 1) return "a unit with logit 40 is off";
  }
  return "";
}

RegisteredKernel sigmoid_bernoulli_kernel{Kernel<SampleProblem>{
    .name = "sigmoid_bernoulli",
    .formula = "p_ij = 1 / (1 + exp(-(x_ij + bias_j))), s_ij = [uniform(word(i cols + j)) < p_ij]",
    .axes = {"rows", "cols", "bias", "inplace"},
    // The sigmoid's 20, a comparison and a conversion; x, p and s once. Integer work of the generator is not counted.
    .cost =
        [](const Shape& s) {
          return Cost{22.0 * s[0] * s[1], 12.0 * s[0] * s[1]};
        },
    // Rows that begin anywhere in a block of 4, vectors +- 1, and pieces of 1024 words +- 1.
    .check = unit_shapes({{9, 17, 0, 0},
                          {3, 63, 1, 0},
                          {3, 64, 0, 1},
                          {3, 65, 1, 0},
                          {1, 1023, 1, 0},
                          {2, 1024, 0, 0},
                          {3, 1025, 1, 1},
                          {11, 100, 1, 0},
                          {2, 4097, 0, 0}}),
    .bench = {{10, 100, 1, 0}, {100, 100, 1, 0}, {100, 784, 1, 0}, {1000, 1000, 0, 0}},
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = [](const SampleProblem& p) -> std::vector<std::vector<double>> {
      return {values(p.p), values(p.s)};
    },
    .properties = {{"binary", binary_fault}, {"certain", certain_fault}},
    .variants = variants()}};

}  // namespace

void sigmoid_bernoulli(ConstMatrixView logits, std::span<const float> bias, const Stream& stream,
                       MatrixView probabilities, MatrixView samples) {
  const Units units{logits, bias};
  require_units("sigmoid_bernoulli", units);
  require_shape("sigmoid_bernoulli", "the probabilities", probabilities, logits.rows, logits.cols);
  require_shape("sigmoid_bernoulli", "the samples", samples, logits.rows, logits.cols);
  variants()[sigmoid_bernoulli_kernel.selected()].run({units, stream, probabilities, samples});
}

}  // namespace rederive
#endif
