#include "experiments/harness/errata.h"

#include <map>

#include <fmt/format.h>

namespace rederive {
namespace {

// A bar would end the cell; a star or an underscore would change the letters.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '*' || c == '_' || c == '<') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

std::string errata_page(const std::vector<LedgerRow>& rows) {
  std::map<std::string, std::string> tables;
  std::size_t count = 0;
  for (const LedgerRow& row : rows) {
    if (!row.erratum) continue;
    ++count;
    tables[row.statement.source] += fmt::format(
        "| `{}` {} | {} | {} | {} | {} |\n", row.statement.id, cell(row.statement.claim), cell(row.erratum->printed),
        cell(row.erratum->correction), cell(row.erratum->counter_example), cell(row.erratum->corrected_evidence));
  }
  std::string page = fmt::format(
      "# Errata\n\nOf the {} statements of the five documents, {} are wrong as printed: by a sign, an index, a factor, "
      "a type, or a\ncondition that they need. Each was evaluated literally on random inputs and failed, and its "
      "correction was evaluated on\nthe same inputs and held. Formulas are paraphrased in one line. This page is "
      "written by `make errata`, never by hand;\n`rederive claims --verdict erratum` prints the same with the "
      "commands that repeat it.\n",
      rows.size(), count);
  for (const auto& [source, table] : tables) {
    page += fmt::format(
        "\n## Document {}\n\n| statement | as printed | right | the printed one | the correction |\n"
        "|:---|:---|:---|:---|:---|\n{}",
        source, table);
  }
  return page;
}

}  // namespace rederive
