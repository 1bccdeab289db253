// From statements to verdicts: each verdict follows from its facts, and from no others.
#include "experiments/checking/findings.h"

#include "tests/catch.h"

using namespace rederive;
using namespace rederive::checking;

namespace {

const Statement kRight{"2 x = x + x", [](const Trial& in) {
                         const double x = in.number("x", 1, 2);
                         return equal(2 * x, x + x);
                       }};
const Statement kWrong{"2 x = x^2", [](const Trial& in) {
                         const double x = in.number("x", 1, 2);
                         return equal(x * x, 2 * x);
                       }};
const Statement kIllTyped{"x x", [](const Trial& in) {
                            const Matrix64 x = in.vector("x", 3);
                            return equal(x * x, x);
                          }};

Finding judged(const Identity& claim) {
  std::vector<Tried> rows;
  const std::pair<std::string_view, const Statement&> parts[] = {
      {"printed", claim.printed}, {"corrected", claim.corrected}, {"wrong", claim.wrong}, {"code", claim.code}};
  for (const auto& [part, statement] : parts) {
    if (statement) rows.push_back(tried("an id", part, statement, 1, 20));
  }
  return finding(rows);
}

}  // namespace

TEST_CASE("what holds, beside a mistake that is seen, is reproduced; the mistake's input is named") {
  const Finding found = judged({.printed = kRight, .wrong = kWrong});
  CHECK(found.decided == Verdict::reproduced);
  CHECK_THAT(found.evidence, ContainsSubstring("20 inputs"));
  CHECK_THAT(found.evidence, ContainsSubstring("wrong would be 2 x = x^2, which gives"));
  CHECK_THAT(found.evidence, ContainsSubstring("x=1."));
}

TEST_CASE("a check that could not have failed decides nothing") {
  CHECK(judged({.printed = kRight}).decided == Verdict::inconclusive);
  CHECK(judged({.printed = kRight, .wrong = kRight}).decided == Verdict::inconclusive);
}

TEST_CASE("what fails is an erratum where a correction holds, and else contradicted") {
  const Finding erratum = judged({.printed = kWrong, .corrected = kRight});
  CHECK(erratum.decided == Verdict::erratum);
  REQUIRE(erratum.erratum);
  CHECK(erratum.erratum->printed == "2 x = x^2");
  CHECK(erratum.erratum->correction == "2 x = x + x");
  CHECK_THAT(erratum.erratum->counter_example, ContainsSubstring("gives 1."));
  CHECK(judged({.printed = kWrong}).decided == Verdict::not_reproduced);
  CHECK(judged({.printed = kWrong, .corrected = kWrong}).decided == Verdict::not_reproduced);
}

TEST_CASE("a statement that does not type-check fails, and says how") {
  const Finding found = judged({.printed = kIllTyped, .corrected = kRight});
  CHECK(found.decided == Verdict::erratum);
  CHECK_THAT(found.erratum->counter_example, ContainsSubstring("does not type-check: (3 x 1) times (3 x 1)"));
}

TEST_CASE("our own code that disagrees with the formula leaves nothing decided") {
  CHECK(judged({.printed = kRight, .wrong = kWrong, .code = kRight}).decided == Verdict::reproduced);
  const Finding found = judged({.printed = kRight, .wrong = kWrong, .code = kWrong});
  CHECK(found.decided == Verdict::inconclusive);
  CHECK_THAT(found.evidence, ContainsSubstring("our own code"));
}

TEST_CASE("all inputs are tried and failures counted; a statement without inputs is tried once") {
  const Tried sometimes = tried(
      "an id", "printed", {"x < 3 of 0 .. 5", [](const Trial& in) { return holds(in.size("x", 0, 5) < 3); }}, 1, 40);
  CHECK(sometimes.inputs == 40);
  CHECK(sometimes.failures > 5);
  CHECK(sometimes.failures < 35);
  CHECK(tried("an id", "printed", {"1 = 1", [](const Trial&) { return equal(1, 1); }}, 1, 40).inputs == 1);
}

TEST_CASE("a check that breaks down decides nothing, and says where and why") {
  const Statement broken{"2 x = ?", [](const Trial& in) -> Comparison {
                           if (in.size("n", 0, 9) < 5) throw Error("the differences scatter");
                           return holds(true);
                         }};
  CHECK(tried("an id", "printed", broken, 1, 20).failures == 0);
  for (const Identity& claim :
       {Identity{.printed = broken, .wrong = kWrong}, Identity{.printed = kWrong, .corrected = broken},
        Identity{.printed = kRight, .wrong = broken}}) {
    const Finding found = judged(claim);
    CHECK(found.decided == Verdict::inconclusive);
    CHECK_THAT(found.evidence,
               ContainsSubstring("the check of '2 x = ?' broke down: the differences scatter at trial"));
  }
}

TEST_CASE("statements that ask for the same name see the same numbers") {
  const Trial one(1, 3);
  const Trial other(1, 3);
  CHECK(one.matrix("W", 2, 3).values() == other.matrix("W", 2, 3).values());
  CHECK(one.matrix("W", 2, 3).values() != other.matrix("V", 2, 3).values());
  CHECK(one.matrix("W", 2, 3).values() != Trial(1, 4).matrix("W", 2, 3).values());
  CHECK(one.size("n", 2, 9) == other.size("n", 2, 9));
  CHECK(sum(one.distribution("y", 5)) == Approx(1));
}

TEST_CASE("the evidence names a trial and what was asked for by number, each once, in any order") {
  const Trial in(1, 2);
  CHECK(in.unused());
  in.matrix("W", 2, 2);
  CHECK_FALSE(in.unused());
  CHECK(in.text() == "trial 3");
  in.size("n", 5, 5);
  in.size("n", 5, 5);
  CHECK(in.scale() == 30);
  CHECK(in.text() == "trial 3: n=5, scale=30");
}
