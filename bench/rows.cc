#include "bench/rows.h"

#include <algorithm>
#include <fnmatch.h>
#include <iterator>

#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive::bench {
namespace {

std::vector<Row> all_rows(const std::vector<Shape>& (RegisteredKernel::*shapes)() const) {
  std::vector<Row> rows;
  for (const RegisteredKernel* kernel : kernels()) {
    for (const Shape& shape : (kernel->*shapes)()) {
      for (const std::string& variant : kernel->variants()) rows.push_back({kernel, variant, shape});
      for (const ForeignRival& rival : foreign_rivals()) {
        if (rival.kernel == kernel->name() && rival.takes(shape)) rows.push_back({kernel, rival.name, shape, &rival});
      }
    }
  }
  return rows;
}

bool matches(const std::string& pattern, const Row& row) {
  const std::string& kernel = row.kernel->name();
  for (const std::string& name : {kernel, kernel + "/" + row.variant, row.name()}) {
    if (fnmatch(pattern.c_str(), name.c_str(), 0) == 0) return true;
  }
  return false;
}

}  // namespace

Agreement Row::check() const {
  if (foreign == nullptr) return kernel->check(variant, shape);
  Agreement agreement = kernel->check(foreign->prepare, shape);
  agreement.repeat = fmt::format("rederive bench '{}'", name());
  return agreement;
}

std::function<void()> Row::prepare() const {
  return foreign == nullptr ? kernel->prepare(variant, shape) : kernel->prepare(foreign->prepare, shape);
}

std::vector<Row> choose_rows(const std::vector<std::string>& patterns) {
  std::vector<Row> rows = all_rows(&RegisteredKernel::bench_shapes);
  if (patterns.empty()) return rows;
  const std::vector<Row> checked = all_rows(&RegisteredKernel::check_shapes);
  const auto matched = [](const std::vector<Row>& some, const std::string& pattern) {
    return std::any_of(some.begin(), some.end(), [&](const Row& row) { return matches(pattern, row); });
  };
  std::vector<std::string> only_checked;
  for (const std::string& pattern : patterns) {
    if (matched(rows, pattern)) continue;
    only_checked.push_back(pattern);
    if (matched(checked, pattern)) continue;
    std::vector<std::string> names;
    for (const RegisteredKernel* kernel : kernels()) names.push_back(kernel->name());
    throw UsageError(fmt::format("no kernel or row matches '{}'; the kernels are {}", pattern, fmt::join(names, ", ")));
  }
  // In the order of the sheets, whatever the order of the patterns.
  const auto wanted = [](const std::vector<std::string>& some, const Row& row) {
    return std::any_of(some.begin(), some.end(), [&](const std::string& pattern) { return matches(pattern, row); });
  };
  std::erase_if(rows, [&](const Row& row) { return !wanted(patterns, row); });
  std::copy_if(checked.begin(), checked.end(), std::back_inserter(rows),
               [&](const Row& row) { return wanted(only_checked, row); });
  return rows;
}

}  // namespace rederive::bench
