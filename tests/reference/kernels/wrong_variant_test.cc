// A check that cannot fail proves nothing: kernels with one mistake each, which check() must find.
#include "reference/core/error.h"
#include "reference/kernels/registry.h"
#include "tests/catch.h"

using namespace rederive;
using Status = Agreement::Status;

namespace {

struct Scaled {  // y = 3 x
  ConstMatrixView x;
  MatrixView y;
};

template <class Body>
void each(const Scaled& p, const Body& body) {
  for (Index i = 0; i < p.x.rows; ++i) {
    for (Index j = 0; j < p.x.cols; ++j) p.y(i, j) = body(i, j);
  }
}

void right(const Scaled& p) {
  each(p, [&](Index i, Index j) { return 3 * p.x(i, j); });
}
void tail_index(const Scaled& p) {
  each(p, [&](Index i, Index j) { return 3 * p.x(i, j == p.x.cols - 1 && j > 0 ? j - 1 : j); });
}
void factor(const Scaled& p) {
  each(p, [&](Index i, Index j) { return p.x(i, j); });
}
void beyond_the_row(const Scaled& p) {
  right(p);
  p.y.row(0)[p.y.cols] = 0;
}
void before_the_first(const Scaled& p) {
  right(p);
  p.y.data[-1] = 0;
}
void writes_input(const Scaled& p) {
  right(p);
  const_cast<float*>(p.x.data)[0] = 0;  // NOLINT: the fault
}
void reads_padding(const Scaled& p) {
  each(p, [&](Index i, Index j) { return 3 * p.x(i, j) + 0 * p.x.row(i)[p.x.cols]; });
}
void one_ulp(const Scaled& p) {
  each(p, [&](Index i, Index j) { return 3 * p.x(i, j) * (1 + 0x1p-23F); });
}
void forgets_last(const Scaled& p) {
  each(p, [&](Index i, Index j) { return i == p.x.rows - 1 && j == p.x.cols - 1 ? p.y(i, j) : 3 * p.x(i, j); });
}

Kernel<Scaled> sheet(bool zeros) {
  return {.name = "test_scaled",
          .formula = "y = 3 x",
          .axes = {"rows", "cols"},
          .cost =
              [](const Shape& s) {
                return Cost{1.0 * s[0] * s[1], 8.0 * s[0] * s[1]};
              },
          .check = {{5, 7}},
          .bench = {{5, 7}},
          .make =
              [zeros](const Shape& s, Memory& memory) {
                const auto fill = [zeros](Draws& draws) { return zeros ? 0.0F : Memory::uniform(draws); };
                return Scaled{memory.input("x", s[0], s[1], fill), memory.output("y", s[0], s[1])};
              },
          .oracle =
              [](const Scaled& p) {
                Expected y{"y", values(p.x), values(p.x)};
                for (double& value : y.value) value *= 3;
                return std::vector<Expected>{y};
              },
          .bound = [](const Shape&, const Expected& e, std::size_t i,
                      double slack) { return 0x1p-24 * std::abs(e.value[i]) + slack; },
          .results = [](const Scaled& p) -> std::vector<std::vector<double>> { return {values(p.y)}; },
          .properties = {},
          .variants = {{"right", right, true},
                       {"tail_index", tail_index},
                       {"factor", factor},
                       {"beyond_the_row", beyond_the_row},
                       {"before_the_first", before_the_first},
                       {"writes_input", writes_input},
                       {"reads_padding", reads_padding},
                       {"forgets_last", forgets_last},
                       {"one_ulp", one_ulp, true, 1}},
          .standard = "right"};
}

}  // namespace

TEST_CASE("check finds every planted mistake and says where") {
  const RegisteredKernel kernel{sheet(false)};
  CHECK(kernel.check("right", {5, 7}).status == Status::passed);
  for (const std::string& variant : kernel.variants()) {
    if (variant == "right") continue;
    const Agreement agreement = kernel.check(variant, {5, 7});
    INFO(variant);
    CHECK(agreement.status == Status::failed);
    CHECK_FALSE(agreement.detail.empty());
    CHECK(agreement.repeat == "rederive bench 'test_scaled/" + variant + "/rows=5,cols=7'");
  }
  CHECK_THAT(kernel.check("beyond_the_row", {5, 7}).detail, ContainsSubstring("wrote beyond y"));
  CHECK_THAT(kernel.check("before_the_first", {5, 7}).detail, ContainsSubstring("wrote beyond y"));
  CHECK_THAT(kernel.check("writes_input", {5, 7}).detail, ContainsSubstring("wrote the input x"));
  CHECK_THAT(kernel.check("factor", {5, 7}).detail, ContainsSubstring("element 0"));
  CHECK_THAT(kernel.check("one_ulp", {5, 7}).detail, ContainsSubstring("not the bits"));
}

TEST_CASE("agreement on zeros is mistrusted") {
  const RegisteredKernel kernel{sheet(true)};
  const Agreement agreement = kernel.check("right", {5, 7});
  CHECK(agreement.status == Status::mistrusted);
  CHECK_THAT(agreement.detail, ContainsSubstring("0 of 35"));
  CHECK(kernel.check("reads_padding", {5, 7}).status == Status::failed);
}

TEST_CASE("the registry holds a kernel as long as it lives and selects by name") {
  const std::size_t before = kernels().size();
  {
    const RegisteredKernel kernel{sheet(false)};
    CHECK(kernels().size() == before + 1);
    CHECK(selected("test_scaled") == "right");
    select("test_scaled", "factor");
    CHECK(selected("test_scaled") == "factor");
    select("test_scaled", "");
    CHECK(selected("test_scaled") == "right");
    CHECK_THROWS_AS(kernel.check("nothing", {5, 7}), UsageError);
    CHECK_THROWS_WITH(select("test_scaled", "fast"), ContainsSubstring("'fast'") && ContainsSubstring("tail_index"));
  }
  CHECK(kernels().size() == before);
  CHECK_THROWS_WITH(select("no_such", "simd"), ContainsSubstring("no_such") && ContainsSubstring("gemm"));
  CHECK_THROWS_AS(selected("test_scaled"), UsageError);
  for (const RegisteredKernel* kernel : kernels()) CHECK(selected(kernel->name()) == "simd");
}
