// From what was found at all inputs of a statement to the verdict on its claim.
#pragma once

#include <string>
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/harness/finding.h"
#include "experiments/harness/value.h"

namespace rederive::checking {

/// What became of one statement over its trials: a row of results. Numbers are those of the worst place.
struct Tried {
  std::string claim;
  std::string part;     // "printed", "corrected", "wrong", "code"
  std::string formula;  // the statement's text
  int inputs = 0;
  int failures = 0;
  int faults = 0;     // inputs at which the check itself broke down
  std::string input;  // where it is worst
  double stated = 0;
  double truth = 0;
  double error = 0;
  double tolerance = 0;
  std::string note;  // why it does not type-check, or what broke down
};

Tried tried(std::string_view claim, std::string_view part, const Statement& statement, std::uint64_t seed, int inputs);

/// `parts`: the rows of one claim.
Finding finding(const std::vector<Tried>& parts);

}  // namespace rederive::checking
