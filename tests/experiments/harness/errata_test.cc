// The page of errata: nothing but what the ledger found, in a form that Markdown leaves as it is.
#include "experiments/harness/errata.h"

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("errata stand side by side, one table a document; other verdicts are left out") {
  LedgerRow wrong;
  wrong.statement = {
      .id = "000.S9.1.solve", .source = "000", .section = "9.1", .claim = "z = |x| - t", .kind = "identity"};
  wrong.verdict = Verdict::erratum;
  wrong.erratum = Erratum{.printed = "z = |x| - t",
                          .correction = "z = (|x| - t)_+ sign(x)",
                          .counter_example = "gives 1, truth -1 at x=-2",
                          .corrected_evidence = "20 inputs"};
  LedgerRow other = wrong;
  other.statement.source = "004";
  LedgerRow right;
  right.statement.id = "000.S2.1.final";
  right.verdict = Verdict::reproduced;
  const std::string page = errata_page({wrong, right, other});
  CHECK_THAT(page, ContainsSubstring("Of the 3 statements of the five documents, 2 are wrong as printed"));
  CHECK_THAT(page, ContainsSubstring("## Document 000\n"));
  CHECK_THAT(page, ContainsSubstring("## Document 004\n"));
  CHECK_THAT(page,
             ContainsSubstring("| z = \\|x\\| - t | z = (\\|x\\| - t)\\_+ sign(x) | gives 1, truth -1 at x=-2 |"));
  CHECK(page.find("000.S2.1.final") == std::string::npos);
}
