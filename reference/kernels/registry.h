// All kernels of this process, and which variant of each the library runs.
//
// The default variant, "simd", has the same bits on every machine; the rivals ("eigen", "openblas") are for comparing,
// and results made with them say so.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "reference/core/bits.h"
#include "reference/kernels/kernel.h"

namespace rederive {

/// A rival that the library does not know, only who times it: another library's way from the operands of a kernel's
/// problem, which it finds by name.
struct Foreign {
  std::function<void()> call;   // what is timed: into memory of its own layout
  std::function<void()> store;  // the results of the last call into the problem's outputs
  std::size_t outputs = 8;      // of them that it stores, the first ones; the others are not compared
  double slack = 0;             // as a variant's: what it may be further away than the kernel's bound
};
using PrepareForeign = std::function<Foreign(const Shape&, const Memory&)>;

/// One run of a variant in awkward memory of its own, whose outputs are wanted bit by bit.
struct Trial {
  std::function<void()> run;                          // once
  std::function<std::vector<std::string>()> digests;  // after it: one of each output, in the order of outputs()
};

/// A kernel without its type. Four verbs: check, prepare, cost, trial. Construction enters it into the registry and
/// destruction takes it out, so a test can declare one of its own. The names of variants and the shapes come from its
/// sheet.
class RegisteredKernel {
 public:
  template <class Problem>
  explicit RegisteredKernel(Kernel<Problem> kernel);
  ~RegisteredKernel();
  RegisteredKernel(const RegisteredKernel&) = delete;
  RegisteredKernel& operator=(const RegisteredKernel&) = delete;

  /// Runs a variant in awkward memory against the oracle, the properties and, where promised, the first variant's bits.
  /// Throws UsageError for an unknown variant, as prepare does.
  Agreement check(std::string_view variant, const Shape& shape) const;
  /// A call to be timed, in plain memory that lives as long as the function does.
  std::function<void()> prepare(std::string_view variant, const Shape& shape) const;
  Cost cost(const Shape& shape) const { return cost_(shape); }
  /// The same operands for every variant.
  Trial trial(std::string_view variant, const Shape& shape) const;
  /// The names of the outputs; the oracle computes them, so do not ask in a hot loop.
  std::vector<std::string> outputs(const Shape& shape) const { return outputs_(shape); }

  /// The same two verbs for a rival from outside: against the oracle, in plain memory; and to be timed.
  Agreement check(const PrepareForeign& rival, const Shape& shape) const { return check_foreign_(rival, shape); }
  std::function<void()> prepare(const PrepareForeign& rival, const Shape& shape) const {
    return prepare_foreign_(rival, shape);
  }

  const std::string& name() const { return name_; }
  const std::string& formula() const { return formula_; }
  const std::string& standard() const { return standard_; }
  const std::vector<std::string>& variants() const { return variants_; }
  const std::vector<Shape>& check_shapes() const { return check_shapes_; }
  const std::vector<Shape>& bench_shapes() const { return bench_shapes_; }
  /// Whether a variant is somebody else's way, without the promise of the first variant's bits.
  bool rival(std::string_view variant) const { return rivals_[find(variant)]; }
  /// "gemm/simd/m=3,n=7,...": what a pattern of the benchmark matches.
  std::string row_name(std::string_view variant, const Shape& shape) const;
  /// "gemm/m=3,n=7,...": all variants of it.
  std::string row_name(const Shape& shape) const;

  /// The place in variants() of the one that the library runs.
  std::size_t selected() const { return selected_.load(std::memory_order_relaxed); }
  void select(std::string_view variant) { selected_ = find(variant); }

 private:
  std::size_t find(std::string_view variant) const;
  void enter();

  std::string name_;
  std::string formula_;
  std::string standard_;
  std::vector<std::string> axes_;
  std::vector<std::string> variants_;
  std::vector<bool> rivals_;
  std::vector<Shape> check_shapes_;
  std::vector<Shape> bench_shapes_;
  std::function<Agreement(std::size_t, const Shape&)> check_;
  std::function<std::function<void()>(std::size_t, const Shape&)> prepare_;
  std::function<Cost(const Shape&)> cost_;
  std::function<Trial(std::size_t, const Shape&)> trial_;
  std::function<std::vector<std::string>(const Shape&)> outputs_;
  std::function<Agreement(const PrepareForeign&, const Shape&)> check_foreign_;
  std::function<std::function<void()>(const PrepareForeign&, const Shape&)> prepare_foreign_;
  std::atomic<std::size_t> selected_{0};
};

/// All of them, by name.
std::vector<const RegisteredKernel*> kernels();

/// From the next call on, in all threads; call it while no kernel runs. "" means the kernel's standard variant.
/// Throws UsageError, with the names that are known, for an unknown kernel or variant.
void select(std::string_view kernel, std::string_view variant);
std::string selected(std::string_view kernel);

// ---------------------------------------------------------------------------------------------------------------------

template <class Problem>
Agreement check_variant(const Kernel<Problem>& kernel, const Variant<Problem>& variant, const Shape& shape) {
  constexpr std::uint64_t kSeed = 1;
  const auto fail = [](Agreement& agreement, const std::string& detail) {
    if (detail.empty() || !agreement.agrees()) return;
    agreement.status = Agreement::Status::failed;
    agreement.detail = detail;
  };
  Agreement agreement;
  Memory memory(Memory::Layout::awkward, kSeed);
  const Problem problem = kernel.make(shape, memory);
  const std::vector<Expected> expected = kernel.oracle(problem);
  variant.run(problem);
  const auto got = kernel.results(problem);
  for (std::size_t o = 0; o < expected.size(); ++o) {
    const auto bound = [&](std::size_t i) { return kernel.bound(shape, expected[o], i, variant.slack); };
    compare(expected[o], got[o], bound, agreement);
  }
  fail(agreement, memory.damage());
  if (variant.same_bits && agreement.agrees()) {
    Memory again(Memory::Layout::plain, kSeed);
    const Problem twin = kernel.make(shape, again);
    kernel.variants.front().run(twin);
    if (kernel.results(twin) != got) fail(agreement, "not the bits of the variant " + kernel.variants.front().name);
  }
  for (const Property<Problem>& property : kernel.properties) {
    Memory fresh(Memory::Layout::awkward, kSeed);
    const std::string fault = property.fault(variant.run, shape, fresh);
    if (!fault.empty()) fail(agreement, property.name + ": " + fault);
    fail(agreement, fresh.damage());
  }
  judge(agreement);
  return agreement;
}

template <class Problem>
Agreement check_foreign(const Kernel<Problem>& kernel, const PrepareForeign& rival, const Shape& shape) {
  Agreement agreement;
  Memory memory(Memory::Layout::plain, 1);
  const Problem problem = kernel.make(shape, memory);
  const std::vector<Expected> expected = kernel.oracle(problem);
  const Foreign foreign = rival(shape, memory);
  foreign.call();
  foreign.store();
  const auto got = kernel.results(problem);
  for (std::size_t o = 0; o < std::min(expected.size(), foreign.outputs); ++o) {
    compare(
        expected[o], got[o], [&](std::size_t i) { return kernel.bound(shape, expected[o], i, foreign.slack); },
        agreement);
  }
  judge(agreement);
  return agreement;
}

template <class Problem>
RegisteredKernel::RegisteredKernel(Kernel<Problem> kernel)
    : name_(kernel.name),
      formula_(kernel.formula),
      standard_(kernel.standard),
      axes_(kernel.axes),
      check_shapes_(kernel.check),
      bench_shapes_(kernel.bench),
      cost_(kernel.cost) {
  for (const Variant<Problem>& variant : kernel.variants) {
    variants_.push_back(variant.name);
    rivals_.push_back(!variant.same_bits);
  }
  const auto sheet = std::make_shared<const Kernel<Problem>>(std::move(kernel));
  check_ = [sheet](std::size_t v, const Shape& shape) {
    return check_variant(*sheet, sheet->variants[v], sheet->checked_as ? sheet->checked_as(shape) : shape);
  };
  prepare_ = [sheet](std::size_t v, const Shape& shape) -> std::function<void()> {
    const auto memory = std::make_shared<Memory>(Memory::Layout::plain, 1);
    const auto run = sheet->variants[v].run;
    return [memory, run, problem = sheet->make(shape, *memory)] { run(problem); };
  };
  trial_ = [sheet](std::size_t v, const Shape& shape) -> Trial {
    const auto memory = std::make_shared<Memory>(Memory::Layout::awkward, 1);
    const auto problem = std::make_shared<const Problem>(sheet->make(shape, *memory));
    return {.run = [memory, problem, run = sheet->variants[v].run] { run(*problem); },
            .digests =
                [memory, problem, sheet] {
                  std::vector<std::string> digests;
                  for (const auto& output : sheet->results(*problem)) {
                    digests.push_back(bits_digest(std::span<const double>(output)));
                  }
                  return digests;
                }};
  };
  outputs_ = [sheet](const Shape& shape) {
    Memory memory(Memory::Layout::plain, 1);
    std::vector<std::string> names;
    for (const Expected& output : sheet->oracle(sheet->make(shape, memory))) names.push_back(output.name);
    return names;
  };
  check_foreign_ = [sheet](const PrepareForeign& rival, const Shape& shape) {
    return check_foreign(*sheet, rival, sheet->checked_as ? sheet->checked_as(shape) : shape);
  };
  prepare_foreign_ = [sheet](const PrepareForeign& rival, const Shape& shape) -> std::function<void()> {
    const auto memory = std::make_shared<Memory>(Memory::Layout::plain, 1);
    static_cast<void>(sheet->make(shape, *memory));
    return [memory, foreign = rival(shape, *memory)] { foreign.call(); };
  };
  enter();
}

}  // namespace rederive
