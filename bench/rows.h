// Which cells of the registry to run: kernel x variant x shape, by name.
#pragma once

#include <string>
#include <vector>

#include "bench/foreign.h"
#include "reference/kernels/registry.h"

namespace rederive::bench {

struct Row {
  const RegisteredKernel* kernel = nullptr;
  std::string variant;
  Shape shape;
  const ForeignRival* foreign = nullptr;  // a variant that only the benchmark knows

  std::string name() const { return kernel->row_name(variant, shape); }
  bool rival() const { return foreign != nullptr || kernel->rival(variant); }
  Agreement check() const;
  std::function<void()> prepare() const;
};

/// The rows that some pattern matches, all of the benchmark's shapes without one. A pattern is a kernel, kernel/variant
/// or a whole row name, with * and ? as in a shell; the name of a row that is only checked, as in the line that repeats
/// a failed check, finds that one. Throws UsageError, with the kernels that there are, for a pattern that matches
/// nothing.
std::vector<Row> choose_rows(const std::vector<std::string>& patterns);

}  // namespace rederive::bench
