#include "reference/kernels/registry.h"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "reference/core/error.h"
#include "reference/kernels/targets.h"

namespace rederive {
namespace {

struct Registry {
  std::mutex guard;
  std::vector<RegisteredKernel*> kernels;  // in the order of construction, which files do not share
};

// Inside a function: the first kernel that is constructed, in whichever file, finds it constructed, and it outlives
// all.
Registry& registry() {
  static Registry all;
  return all;
}

std::string list(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

RegisteredKernel& find_kernel(std::string_view name) {
  Registry& all = registry();
  const std::lock_guard lock(all.guard);
  std::vector<std::string> known;
  for (RegisteredKernel* kernel : all.kernels) {
    if (kernel->name() == name) return *kernel;
    known.push_back(kernel->name());
  }
  std::sort(known.begin(), known.end());
  throw UsageError(fmt::format("no kernel '{}'; known are {}", name, list(known)));
}

}  // namespace

void RegisteredKernel::enter() {
  selected_ = find(standard_);
  Registry& all = registry();
  const std::lock_guard lock(all.guard);
  all.kernels.push_back(this);
}

RegisteredKernel::~RegisteredKernel() {
  Registry& all = registry();
  const std::lock_guard lock(all.guard);
  std::erase(all.kernels, this);
}

std::size_t RegisteredKernel::find(std::string_view variant) const {
  const auto at = std::find(variants_.begin(), variants_.end(), variant);
  if (at == variants_.end()) {
    throw UsageError(fmt::format("no variant '{}' of {}; known are {}", variant, name_, list(variants_)));
  }
  return static_cast<std::size_t>(at - variants_.begin());
}

std::string RegisteredKernel::row_name(std::string_view variant, const Shape& shape) const {
  return fmt::format("{}/{}/{}", name_, variant, shape_text(axes_, shape));
}

std::string RegisteredKernel::row_name(const Shape& shape) const {
  return fmt::format("{}/{}", name_, shape_text(axes_, shape));
}

Agreement RegisteredKernel::check(std::string_view variant, const Shape& shape) const {
  Agreement agreement = check_(find(variant), shape);
  agreement.repeat = fmt::format("rederive bench '{}'", row_name(variant, shape));
  if (chosen_target() != supported_targets().front()) agreement.repeat += " --target " + chosen_target();
  return agreement;
}

std::function<void()> RegisteredKernel::prepare(std::string_view variant, const Shape& shape) const {
  return prepare_(find(variant), shape);
}

Trial RegisteredKernel::trial(std::string_view variant, const Shape& shape) const {
  return trial_(find(variant), shape);
}

std::vector<const RegisteredKernel*> kernels() {
  Registry& all = registry();
  const std::lock_guard lock(all.guard);
  std::vector<const RegisteredKernel*> sorted(all.kernels.begin(), all.kernels.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name() < b->name(); });
  return sorted;
}

void select(std::string_view kernel, std::string_view variant) {
  RegisteredKernel& found = find_kernel(kernel);
  found.select(variant.empty() ? std::string_view(found.standard()) : variant);
}

std::string selected(std::string_view kernel) {
  const RegisteredKernel& found = find_kernel(kernel);
  return found.variants()[found.selected()];
}

}  // namespace rederive
