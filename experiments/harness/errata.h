// The statements that are wrong as printed, as a page: what is printed, what is right, and an input that shows it.
#pragma once

#include <string>
#include <vector>

#include "experiments/harness/ledger.h"

namespace rederive {

/// Markdown, one table a document. Rows with another verdict are left out.
std::string errata_page(const std::vector<LedgerRow>& rows);

}  // namespace rederive
