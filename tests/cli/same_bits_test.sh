#!/usr/bin/env bash
# The digest of all cells does not depend on the number of jobs, on an interruption or on the instruction set.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

options=(rbm/cd_k --profile smoke --set "k=1,5" --seeds 2 --data synthetic --offline --json)

digest_of() { # NAME FLAGS...
  local name=$1
  shift
  expect_code 0 rederive run "${options[@]}" --out "$scratch/$name" "$@"
  expect_json run "j['cells']['ran'] > 4" "len(j['digest']) == 64"
  field "j['digest']"
}

first=$(digest_of one-job --jobs 1)
for jobs in 2 3; do
  [ "$(digest_of "jobs-$jobs" --jobs "$jobs")" = "$first" ] || fail "other bits with --jobs $jobs"
done

for target in AVX3 AVX2 SCALAR; do
  if rederive run "${options[@]}" --out "$scratch/none" --target "$target" --data /nonexistent 2>&1 |
    grep -q 'no target'; then
    skip "this processor has no $target"
    continue
  fi
  [ "$(digest_of "$target" --target "$target")" = "$first" ] || fail "other bits on $target"
done

# The digest is one of the numbers, not of the options: another seed has another.
expect_code 0 rederive run "${options[@]/#2/3..4}" --out "$scratch/other"
[ "$(field "j['digest']")" != "$first" ] || fail "other seeds, the same digest"

# Forty cells, stopped once the first is there; a folder whose name a shell would take apart.
many=(rbm/cd_k --set k=1 --set epochs=1 --set per_class=30 --seeds 40 --data synthetic --offline --json)
expect_code 0 rederive run "${many[@]}" --out "$scratch/whole"
whole=$(field "j['digest']")
run="$scratch/it's (here)"
"$program" run "${many[@]}" --jobs 1 --out "$run" >"$scratch/out" 2>"$scratch/err" &
job=$!
for _ in $(seq 3000); do
  [ -z "$(find "$run/cells" -name '*.json' 2>/dev/null)" ] || break
  sleep 0.02
done
kill -INT "$job"
code=0
wait "$job" || code=$?
[ "$code" -eq 130 ] || fail "interrupted, but exit code $code"
expect_one_line 'interrupted; ' ' of 40 cells are kept in ' 'go on with: rederive run '
cells=$(find "$run/cells" -type f | wc -l)
{ [ "$cells" -ge 1 ] && [ "$cells" -lt 40 ]; } || fail "$cells cells are kept"
expect_text "$scratch/err" "; $cells of 40"
suggested=$(sed 's/.*go on with: //' "$scratch/err")
expect_code 0 eval "$suggested"
expect_json run "j['cells'] == {'ran': 40 - $cells, 'shared': 0, 'found': $cells, 'failed': 0}"
[ "$(field "j['digest']")" = "$whole" ] || fail "other bits after an interruption"

finish
