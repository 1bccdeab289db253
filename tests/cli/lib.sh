# shellcheck shell=bash disable=SC2034
# For the tests of the program as users and scripts see it. A test sources this with the program's path as its first
# argument; it then stands in an empty project, with no data, no cache and no network that would be used.
set -uo pipefail

program=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HOME=$scratch/home XDG_CACHE_HOME=$scratch/home/.cache
export REDERIVE_MNIST_MIRROR=file://$scratch/no-mirror/
real_data=${REDERIVE_DATA-}
unset REDERIVE_DATA
mkdir -p "$scratch/project/results/baselines" "$scratch/home"
cd "$scratch/project" || exit 1

# The commands that the program suggests begin with its name.
rederive() { "$program" "$@"; }

# One cell of few digits: the cheapest run there is; drawing the digits is most of its second.
small=(rbm/cd_k --profile smoke --set k=1 --data synthetic --offline)

fail() {
  # On stderr and in a file: some expectations are met, or not, inside $(...).
  echo "FAILED at line ${BASH_LINENO[-2]}: $*" | tee -a "$scratch/failures" >&2
}

skip() { echo "SKIPPED: $*"; }

# expect_code CODE COMMAND...: runs it; what it prints is in $scratch/out and $scratch/err.
expect_code() {
  local wanted=$1 code=0
  shift
  "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
  [ "$code" -eq "$wanted" ] || fail "exit code $code, not $wanted: $*; stderr: $(head -c 500 "$scratch/err")"
}

# expect_one_line TEXT...: stdout is empty; stderr is one line of the program's that has all the texts.
expect_one_line() {
  local text
  [ ! -s "$scratch/out" ] || fail "stdout is not empty: $(head -n 1 "$scratch/out")"
  [ "$(wc -l <"$scratch/err")" -eq 1 ] || fail "stderr has $(wc -l <"$scratch/err") lines: $(cat "$scratch/err")"
  grep -q '^rederive: ' "$scratch/err" || fail "stderr does not begin with 'rederive: ': $(cat "$scratch/err")"
  expect_text "$scratch/err" "$@"
}

# expect_text FILE TEXT...
expect_text() {
  local file=$1 text
  shift
  for text in "$@"; do
    grep -qF -- "$text" "$file" || fail "no '$text' in: $(head -c 500 "$file")"
  done
}

# expect_json NAME [PYTHON...]: stdout is one JSON object with the schema rederive.NAME/1; the conditions hold for `j`.
expect_json() {
  local name=$1
  shift
  python3 - "$scratch/out" "rederive.$name/1" "$@" <<'PYTHON' || fail "JSON of $name: $(head -c 300 "$scratch/out")"
import json, sys
j = json.load(open(sys.argv[1], encoding="utf-8"))
for condition in ["j['schema'] == '%s'" % sys.argv[2]] + sys.argv[3:]:
    if not eval(condition):
        sys.exit("does not hold: " + condition)
PYTHON
}

# field EXPRESSION: of the JSON in stdout.
field() { python3 -c "import json, sys; j = json.load(open(sys.argv[1])); print($1)" "$scratch/out"; }

expect_nothing_at() {
  local path
  for path in "$@"; do [ ! -e "$path" ] || fail "left behind: $path"; done
}

finish() {
  [ ! -e "$scratch/failures" ]
}
