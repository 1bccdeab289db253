#!/usr/bin/env bash
# tests/mutations/run in a tree of its own, whose kernel is a line of shell and whose compiler is a stand-in: what it
# says of faults that are caught and of those that are not, and of lists that do not fit. Run from anywhere.
set -euo pipefail

real=$(cd "$(dirname "$0")/../mutations" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0
tree=$scratch/tree
mkdir -p "$tree"/{reference,tests/mutations,tests/toy} "$scratch/stubs"
cp "$real"/run "$real"/*.py "$tree/tests/mutations"
touch "$tree/CMakeLists.txt"
# shellcheck disable=SC2016  # a line of the toy
echo 'twice() { echo $((2 * $1)); }' >"$tree/reference/twice.sh"
echo 'TEST_CASE("twice, of 3") {}' >"$tree/tests/toy/twice_test.cc"

# Builds nothing but programs that read the copied sources: a list of kernels, and a test with Catch2's report.
cat >"$scratch/stubs/cmake" <<'EOF'
#!/bin/bash
[ "$1" = --build ] || { mkdir -p "$4/tests"; exit 0; }
sources=$2/../sources
if grep -q SLOW "$sources/reference/twice.sh"; then sleep 60 & echo $! >"$2/asleep"; wait; fi
if grep -q SYNTAX "$sources/reference/twice.sh"; then echo 'twice.sh:1: error: no such syntax'; exit 1; fi
printf '#!/bin/bash\necho twice/simd/n=1\necho twice/scalar/n=1\n' >"$2/rederive-bench"
cat >"$2/tests/test_toy" <<END
#!/bin/bash
[ "\$1" = 'twice\\, of 3' ] || { echo '<Catch/>'; exit 0; }
. $sources/reference/twice.sh
got=\$(twice 3)
failed= result=true
if [ "\$got" != 6 ]; then
  failed="<Expression filename='t.cc' line='1'><Expanded>\$got == 6</Expanded></Expression>"
  result=false
fi
echo "<Catch><TestCase><Section name='odd'>\$failed</Section><OverallResult success='\$result'/></TestCase></Catch>"
[ "\$result" = true ]
END
chmod +x "$2/rederive-bench" "$2/tests/test_toy"
EOF
chmod +x "$scratch/stubs/cmake"

run() { # ARGUMENTS...: sets `status`; what is said is in $scratch/out and $scratch/err
  status=0
  PATH="$scratch/stubs:$PATH" "$tree/tests/mutations/run" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
}

expect() { # NAME STATUS TEXT...: of the last run
  local name=$1 wanted=$2 text
  shift 2
  for text in "$@"; do
    grep -qF -- "$text" "$scratch/out" "$scratch/err" ||
      { echo "FAILED: $name: no '$text'" && failures=$((failures + 1)); }
  done
  [ "$status" -eq "$wanted" ] || { echo "FAILED: $name: exit $status, not $wanted" && failures=$((failures + 1)); }
  [ "$failures" -eq 0 ] || { cat "$scratch/out" "$scratch/err" && exit 1; }
}

list() { # FROM TO [RED [KERNEL]]: a list of one fault
  cat >"$tree/tests/mutations/toy.toml" <<EOF
tests = "toy"
red = ['${3-twice, of 3 | odd}']
[[fault]]
name = "toy"
kernel = "${4-twice}"
file = "reference/twice.sh"
like = "a mistake"
from = '$1'
to = '$2'
EOF
}

# shellcheck disable=SC2016  # faults are text
{
  list '2 * $1' '3 * $1'
  run && expect caught 0 'toy: caught: t.cc:1: 9 == 6' '1 faults: 1 caught, 0 not, 0 not tried'
  run 't?y' && expect 'chosen by a glob' 0 '1 caught'
  run nothing && expect 'chose nothing' 1 "no fault 'nothing'"
  run --check "$tree/build/mutations/build/rederive-bench" && expect 'the list fits' 0
  list '2  * $1' '$1 + $1'
  run && expect 'another way to say the same survives' 1 'toy: survived' '0 caught, 1 not'
  list '2 * $1' 'SYNTAX'
  run && expect 'what does not compile is no fault' 1 'toy: does not compile: twice.sh:1: error'
  list 'twice() {' 'twice() { kill -SEGV $$;'
  run && expect 'a crash is no answer' 1 'toy: crashed'
  list '2 * $1' '3 * $1' 'twice, of 3 | even'
  run && expect 'a section that does not run' 1 'not run without a fault'
  echo 'twice() { echo 7; }' >"$tree/reference/twice.sh"
  list 'echo 7' 'echo 8'
  run && expect 'red without a fault' 1 'is red without a fault: t.cc:1: 7 == 6'
  echo 'twice() { echo $((2 * $1)); }' >"$tree/reference/twice.sh"

  list '4 * $1' '3 * $1'
  run && expect 'a source that has changed' 1 'occurs 0 times in reference/twice.sh'
  list 'c' 'k'
  run && expect 'a text that is there twice' 1 'occurs 2 times'
  list '2 * $1' '2 *  $1'
  run && expect 'no change' 1 'the faulty text is the original'
  list '2 * $1' '3 * $1' 'thrice'
  run && expect 'a test that is gone' 1 "no test case 'thrice' in tests/toy"
  list '2 * $1' '3 * $1' 'twice, of 3' ''
  run && expect 'a kernel without a fault' 1 'twice: a kernel without a fault'
  list '2 * $1' '3 * $1' 'twice, of 3' thrice
  run && expect 'an unknown kernel' 1 'thrice: faults of a kernel that is not registered'
  list '2 * $1' '3 * $1'
  sed -i '/^like/d' "$tree/tests/mutations/toy.toml"
  run && expect 'an entry that lacks a part' 1 'missing or unknown: like'
  rm "$tree/tests/mutations/toy.toml"
  run && expect 'no list at all' 1 'no list of faults'
  list '2 * $1' 'SLOW'
  asleep=$tree/build/mutations/build/asleep
  PATH="$scratch/stubs:$PATH" "$tree/tests/mutations/run" >"$scratch/out" 2>"$scratch/err" &
  for _ in {1..100}; do [ -s "$asleep" ] || sleep 0.1; done
  kill -TERM $!
  status=0
  wait $! || status=$?
  expect 'an interrupted run' 130 'interrupted' '1 faults: 0 caught, 0 not, 1 not tried'
  # A process that was killed stays in the table until its new parent has looked at it.
  for _ in {1..100}; do kill -0 "$(cat "$asleep")" 2>"$scratch/err" || break; sleep 0.1; done
  if kill -0 "$(cat "$asleep")" 2>"$scratch/err"; then echo 'FAILED: a build goes on after the run' && exit 1; fi
}
[ "$(cat "$tree/reference/twice.sh")" = "$(cat "$tree/build/mutations/sources/reference/twice.sh")" ] ||
  { echo 'FAILED: the copy keeps a fault' && exit 1; }
