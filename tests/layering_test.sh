#!/usr/bin/env bash
# Who may include whom, read from the #include lines of the tree. Argument: the top of the tree.
set -euo pipefail

# violations TREE: one line for each include that crosses a border, FILE: INCLUDED.
violations() {
  (cd "$1" && find reference experiments bench tests -type f \( -name '*.h' -o -name '*.cc' -o -name '*.inc' \) -print0 |
    sort -z | xargs -0 -r grep -HE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]') |
    sed -E 's/^([^:]*):[^"<]*(["<][^">]*).*/\1 \2/' | awk '
      # Per part of the tree, the longest first: who includes, and a pattern of what it may include.
      BEGIN {
        n = 0
        rule("reference/core/", "reference/core/")
        rule("reference/oracles/", "reference/(core|oracles)/")
        rule("reference/data/", "reference/(core|data)/")
        # A kernel names its oracle in its declaration.
        rule("reference/kernels/", "reference/(core|oracles|kernels)/")
        rule("reference/layers/", "reference/(core|kernels|layers)/")
        rule("reference/optimise/", "reference/(core|kernels|layers|optimise)/")
        # A trainer puts minibatches of the data before a model.
        rule("reference/training/", "reference/(core|data|kernels|layers|optimise|models|training)/")
        rule("reference/", "reference/(core|kernels|layers|optimise|models)/")
        rule("experiments/harness/commands/", "(reference|experiments/harness)/")
        rule("experiments/harness/", "(reference/|experiments/harness/[^/]*$)")
        # What checks of formulas are written with; only they see it.
        rule("experiments/checking/", "(reference/|experiments/harness/[^/]*$|experiments/checking/)")
        rule("experiments/identities/", "(reference/|experiments/checking/|OWN)")
        rule("experiments/main.cc", "(reference|experiments/harness)/")
        # What several families ask alike.
        rule("experiments/questions/", "(reference/|experiments/(harness|questions)/[^/]*$)")
        # Experiments: the library, the harness without its commands, such questions, and their own family.
        rule("experiments/", "(reference/|experiments/(harness|questions)/[^/]*$|OWN)")
        rule("bench/", "(reference|bench)/")
        rule("tests/reference/", "(reference|tests)/")
        rule("tests/bench/", "(reference|bench|tests)/")
        rule("tests/experiments/", "(reference|experiments|tests)/")
        rule("tests/fuzz/", "(reference|experiments|tests)/")
        rule("tests/", "(reference|tests)/")
      }
      function rule(who, whom) { ++n; from[n] = who; allowed[n] = whom }
      function refuse() { print $1 ": " substr($2, 2) }
      substr($2, 1, 1) == "<" {
        included = substr($2, 2)
        if ($1 ~ /^reference\/oracles\// && included ~ /[.\/]/) refuse()
        if ($1 ~ /^reference\// && included ~ /^(nlohmann|CLI|benchmark|png|catch2|boost)/) refuse()
        if ($1 ~ /^experiments\// && included ~ /^(benchmark|catch2)/) refuse()
        next
      }
      {
        included = substr($2, 2)
        for (i = 1; i <= n; ++i) {
          if (index($1, from[i]) != 1) continue
          own = $1
          sub(/[^\/]*$/, "", own)
          pattern = allowed[i]
          sub(/OWN/, own, pattern)
          if (included !~ "^" pattern) refuse()
          next
        }
        refuse()
      }'
}

tree=$1
found=$(violations "$tree")
[ -z "$found" ] || { printf 'includes that cross a border:\n%s\n' "$found" && exit 1; }

# The check itself: each of these must be found, in a tree of its own, and what is allowed must not.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch"/{reference,experiments,bench,tests}
expect() { # found|fine FILE INCLUDE-LINE
  mkdir -p "$scratch/$(dirname "$2")"
  printf '%s\n' "$3" >"$scratch/$2"
  local got=fine
  [ -z "$(violations "$scratch")" ] || got=found
  rm "$scratch/$2"
  [ "$got" = "$1" ] || { echo "$2 with $3: $got, not $1" && exit 1; }
}
expect found reference/core/a.h '#include "reference/kernels/gemm.h"'
expect found reference/core/a.h '#include "experiments/harness/value.h"'
expect found reference/oracles/a.cc '  #  include "reference/kernels/gemm.h"  // why'
expect found reference/oracles/a.cc '#include <Eigen/Core>'
expect found reference/data/a.cc '#include "reference/models/rbm.h"'
expect found reference/kernels/a.inc '#include "reference/data/idx.h"'
expect found reference/models/a.cc '#include "reference/oracles/rbm.h"'
expect found reference/models/a.cc '#include "reference/data/idx.h"'
expect found reference/models/a.cc '#include "bench/roof.h"'
expect found reference/models/a.cc '#include "rbm.h"'
expect found reference/models/a.cc '#include <nlohmann/json.hpp>'
expect found bench/a.cc '#include "experiments/harness/value.h"'
expect found experiments/rbm/a.cc '#include "bench/roof.h"'
expect found experiments/rbm/a.cc '#include "experiments/harness/commands/commands.h"'
expect found experiments/rbm/a.cc '#include "experiments/convnet/parts.h"'
expect found experiments/questions/a.h '#include "experiments/rbm/study.h"'
expect found experiments/harness/a.cc '#include "experiments/questions/a.h"'
expect found experiments/harness/a.cc '#include "experiments/harness/commands/commands.h"'
expect found experiments/harness/a.cc '#include "experiments/rbm/parts.h"'
expect found tests/reference/core/a.cc '#include "experiments/harness/value.h"'
expect found tests/bench/a.cc '#include "experiments/harness/value.h"'
expect fine reference/oracles/a.cc '#include <cmath>'
expect fine reference/kernels/a.h '#include "reference/oracles/gemm.h"'
expect fine reference/models/a.cc '#include "reference/kernels/gemm.h"'
expect found experiments/rbm/a.cc '#include "experiments/checking/mat.h"'
expect found experiments/identities/a.cc '#include "experiments/rbm/study.h"'
expect fine experiments/rbm/a.cc '#include "experiments/rbm/parts.h"'
expect fine experiments/identities/a.cc '#include "experiments/checking/mat.h"'
expect fine experiments/rbm/a.cc '#include "experiments/questions/a.h"'
expect fine experiments/harness/commands/a.cc '#include "experiments/harness/value.h"'
expect fine tests/experiments/harness/a.cc '#include "experiments/harness/value.h"'
