#include "reference/kernels/targets.h"

#include <cstdint>

// Some files are compiled for it (those that make random words); the others run what AVX3 has on such a processor.
#define HWY_WANT_AVX3_DL 1
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
      // With all lesser ones, for files that are not compiled for this one.
      std::int64_t allowed = 0;
      for (const std::int64_t other : supported()) allowed |= other >= target ? other : 0;
      hwy::GetChosenTarget().Update(allowed);
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
