#include "reference/kernels/targets.h"

#include <cstdint>

#include <hwy/highway.h>

#include "reference/core/error.h"

namespace rederive {
namespace {

// What is compiled and what the processor has, whatever was forced before. Better targets have lower bits.
std::vector<std::int64_t> supported() {
  static const std::vector<std::int64_t> found = [] {
    hwy::SetSupportedTargetsForTest(0);
    return hwy::SupportedAndGeneratedTargets();
  }();
  return found;
}

}  // namespace

std::vector<std::string> supported_targets() {
  std::vector<std::string> names;
  for (const std::int64_t target : supported()) names.emplace_back(hwy::TargetName(target));
  return names;
}

void force_target(std::string_view name) {
  std::string known;
  for (const std::int64_t target : supported()) {
    if (name.empty() || name == hwy::TargetName(target)) {
      hwy::GetChosenTarget().Update(target);
      return;
    }
    known += (known.empty() ? "" : ", ") + std::string(hwy::TargetName(target));
  }
  throw UsageError("no target '" + std::string(name) + "' on this processor; it supports " + known);
}

std::string chosen_target() {
  auto& chosen = hwy::GetChosenTarget();
  if (!chosen.IsInitialized()) force_target("");
  const std::size_t index = chosen.GetIndex();
  for (const std::int64_t target : supported()) {
    hwy::ChosenTarget other;
    other.Update(target);
    if (other.GetIndex() == index) return hwy::TargetName(target);
  }
  return hwy::TargetName(HWY_STATIC_TARGET);
}

}  // namespace rederive
