#include "experiments/harness/console.h"

#include "tests/catch.h"

namespace rederive {
namespace {

TEST_CASE("a word that a shell would take apart is quoted, others are left alone") {
  CHECK(shell_word("rbm/cd_k") == "rbm/cd_k");
  CHECK(shell_word("k=1,5") == "k=1,5");
  CHECK(shell_word("").size() == 2);
  CHECK(shell_word("rbm/*") == "'rbm/*'");
  CHECK(shell_word("a b") == "'a b'");
  CHECK(shell_word("~/x") == "'~/x'");
  CHECK(shell_word("it's") == R"('it'\''s')");
  for (const char* word : {"#", "!", "{a,b}", "\\", "a\nb", "a\tb", "$HOME", "`x`"}) CHECK(shell_word(word)[0] == '\'');
}

}  // namespace
}  // namespace rederive
