// Every variant of every kernel against its oracle, on awkward shapes in awkward memory, and on every target.
#include <algorithm>

#include "reference/kernels/registry.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"

using namespace rederive;
using Status = Agreement::Status;

namespace {

// Back to the best target however a test ends.
struct OnTarget {
  explicit OnTarget(const std::string& name) { force_target(name); }
  ~OnTarget() { force_target(""); }
  OnTarget(const OnTarget&) = delete;
  OnTarget& operator=(const OnTarget&) = delete;
};

// Operations and bytes of a call that is still checked. Under a sanitizer, where the convolutions alone would take a
// minute, fewer: what it would see in a large shape it sees in a smaller one.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kMost = 2e7;
#else
constexpr double kMost = 1e10;
#endif

}  // namespace

// A section for each kernel: one that is wrong does not hide another, and `-c NAME` runs one alone.
TEST_CASE("every variant agrees with its oracle on every target") {
  REQUIRE(kernels().size() >= 4);
  for (const RegisteredKernel* kernel : kernels()) {
    DYNAMIC_SECTION(kernel->name()) {
      for (const std::string& target : supported_targets()) {
        const OnTarget forced(target);
        REQUIRE(chosen_target() == target);
        Index mistrusted = 0;
        Index undecided = 0;
        Index compared = 0;
        for (const std::string& variant : kernel->variants()) {
          // What does not go through Highway is the same on every target.
          if (target != supported_targets().front() && variant.rfind("simd", 0) != 0) continue;
          for (const Shape& shape : kernel->check_shapes()) {
            const Agreement agreement = kernel->check(variant, shape);
            INFO(target << ": " << agreement.repeat << ": " << agreement.detail);
            REQUIRE(agreement.agrees());
            mistrusted += agreement.status == Status::mistrusted ? 1 : 0;
            undecided += agreement.undecided;
            compared += agreement.compared;
          }
        }
        INFO(target << ": " << mistrusted << " mistrusted, " << undecided << " of " << compared << " undecided");
        CHECK(mistrusted <= static_cast<Index>(2 * kernel->variants().size()));  // k = 0 with beta = 0, one lone unit
        CHECK(undecided * 10000 <= compared);
      }
    }
  }
}

TEST_CASE("the bench shapes agree too") {
  std::string left_out;
  for (const RegisteredKernel* kernel : kernels()) {
    for (const Shape& shape : kernel->bench_shapes()) {
      const Cost cost = kernel->cost(shape);
      const bool large = std::any_of(shape.begin(), shape.end(), [](Index size) { return size > 500; });
      if ((large && shape.front() > 100) || cost.flops + cost.bytes > kMost) {
        left_out += "\n  " + kernel->row_name(shape);
        continue;
      }
      const Agreement agreement = kernel->check(kernel->standard(), shape);
      INFO(agreement.repeat << ": " << agreement.detail);
      CHECK(agreement.status == Status::passed);
    }
  }
  if (!left_out.empty())
    WARN("too large for a test, left to `rederive bench`, which checks what it times:" << left_out);
}

TEST_CASE("a forced target that is not there is a usage error that names those that are") {
  CHECK_THROWS_WITH(force_target("SSE9"), ContainsSubstring("SSE9") && ContainsSubstring(supported_targets().front()));
  CHECK_THROWS_AS(force_target("avx2 "), UsageError);
  const OnTarget forced("");
  CHECK(chosen_target() == supported_targets().front());
}
