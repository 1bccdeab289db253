#include "reference/core/machine.h"

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("the processor's name on x86 and on ARM") {
  CHECK(cpu_model("processor\t: 0\nmodel\t\t: 85\nmodel name\t: Some CPU @ 2.00GHz\nmodel name\t: Other\n") ==
        "Some CPU @ 2.00GHz");
  CHECK(cpu_model("processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n") == "implementer 0x41 part 0xd40");
  CHECK(cpu_model("model name") == "unknown");
  CHECK(cpu_model("") == "unknown");
}

TEST_CASE("this machine and its BLAS have names") {
  CHECK_FALSE(cpu_model().empty());
  CHECK_FALSE(openblas_facts().core.empty());
  CHECK(openblas_facts().threads >= 1);
}
