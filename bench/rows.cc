#include "bench/rows.h"

#include <algorithm>
#include <fnmatch.h>

#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive::bench {
namespace {

std::vector<Row> all_rows(const std::vector<Shape>& (RegisteredKernel::*shapes)() const) {
  std::vector<Row> rows;
  for (const RegisteredKernel* kernel : kernels()) {
    for (const Shape& shape : (kernel->*shapes)()) {
      for (const std::string& variant : kernel->variants()) rows.push_back({kernel, variant, shape});
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

std::vector<Row> choose_rows(const std::vector<std::string>& patterns) {
  if (patterns.empty()) return all_rows(&RegisteredKernel::bench_shapes);
  const std::vector<Row> timed = all_rows(&RegisteredKernel::bench_shapes);
  const std::vector<Row> checked = all_rows(&RegisteredKernel::check_shapes);
  std::vector<Row> chosen;
  for (const std::string& pattern : patterns) {
    const std::size_t before = chosen.size();
    bool known = false;
    for (const auto* rows : std::initializer_list<const std::vector<Row>*>{&timed, &checked}) {
      if (known) break;
      for (const Row& row : *rows) {
        if (!matches(pattern, row)) continue;
        known = true;
        const auto same = [&](const Row& other) { return other.name() == row.name(); };
        if (std::none_of(chosen.begin(), chosen.end(), same)) chosen.push_back(row);
      }
    }
    if (known || chosen.size() > before) continue;
    std::vector<std::string> names;
    for (const RegisteredKernel* kernel : kernels()) names.push_back(kernel->name());
    throw UsageError(fmt::format("no kernel or row matches '{}'; the kernels are {}", pattern, fmt::join(names, ", ")));
  }
  return chosen;
}

}  // namespace rederive::bench
