// The promise of the same bits, put to the test: every kernel and a short run of every experiment, on every instruction
// set of this processor and in several threads.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/harness/digest_book.h"
#include "experiments/harness/experiment.h"
#include "reference/kernels/registry.h"

namespace rederive {

/// What is verified: shapes of kernels and experiments.
struct VerifyPlan {
  struct KernelRows {
    const RegisteredKernel* kernel = nullptr;
    std::vector<Shape> shapes;
  };
  std::vector<KernelRows> kernels;
  std::vector<const AnyExperiment*> experiments;

  std::size_t rows() const;
};

/// All check shapes of the kernels, all experiments. A pattern is a kernel, a kernel's row ("gemm/m=3,n=7,...") or an
/// experiment, with * and ? as in a shell; none means all. Throws UsageError, with what there is, for a pattern that
/// matches nothing.
VerifyPlan verify_plan(const std::vector<std::string>& patterns);

/// "all" or a list of what this processor supports, each once. UsageError otherwise.
std::vector<std::string> parse_targets(const std::string& list);
/// "1,2,8": each once, 1 to 64. UsageError otherwise.
std::vector<int> parse_threads(const std::string& list);

struct VerifyOptions {
  std::vector<std::string> targets;
  std::vector<int> threads;
  const Dataset* dataset = nullptr;                  // for experiments on digits
  std::function<void(const std::string&)> say = {};  // what is done now
};

struct VerifyReport {
  DigestBook book;
  std::vector<std::string> failures;  // cells or kernels that threw, one line each
};

/// Kernels: the digest of each output, of every variant that promises the same bits, in each of several threads that
/// run at the same time (reference/kernels/side_by_side.h). Experiments: every setting of the smoke profile at seed 1,
/// `threads` cells side by side; the digests of what they trace, epoch by epoch. The chosen target is afterwards what
/// it was before.
VerifyReport verify_bits(const VerifyPlan& plan, const VerifyOptions& options);

}  // namespace rederive
