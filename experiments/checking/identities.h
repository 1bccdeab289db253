// Checks that need no training: a formula as a document prints it, as it should be where they differ, and a wrong one
// that the same inputs expose.
//
// A statement is a function of a trial's random inputs that puts what it states beside what is true. It is tried on 20
// inputs (on one where it asks for none). The verdict follows from what was found:
//
//   printed holds, wrong fails somewhere     reproduced: the check could have failed, and on which input
//   printed fails somewhere, corrected holds erratum, with the input and both numbers
//   printed fails, no correction holds       not-reproduced
//   the check cannot tell printed from wrong, or our own code disagrees with the formula      inconclusive
//
// A statement that does not type-check throws ShapeError: it fails, and the message is its evidence.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "experiments/checking/comparison.h"
#include "experiments/checking/trial.h"

namespace rederive::checking {

struct Statement {
  std::string_view text = {};  // the formula, in our own notation and one line; of `code`, the header that has it
  std::function<Comparison(const Trial&)> test = {};

  explicit operator bool() const { return static_cast<bool>(test); }
};

struct Identity {
  std::string_view id;       // as in experiments/claims.tsv
  Statement printed;         // what the document states
  Statement corrected = {};  // of an erratum
  Statement wrong = {};      // of what is reproduced: a mistake somebody might make, which must fail
  Statement code = {};       // the kernel or layer that trains, against the same formula
};

struct Identities {
  std::string_view title;
  std::string_view source;  // "000 §2.1"
  std::vector<Identity> claims;
};

/// Registers a file of checks as an experiment of that name: `const RegisteredIdentities identities{{...}};`
class RegisteredIdentities {
 public:
  explicit RegisteredIdentities(Identities sheet, const char* file = __builtin_FILE());
};

}  // namespace rederive::checking
