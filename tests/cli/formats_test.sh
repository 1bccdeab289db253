#!/usr/bin/env bash
# What scripts read: JSON with a schema, CSV, data on stdout and the rest on stderr, no colours, completion.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

expect_code 0 rederive list --json
expect_json list "len(j['experiments']) > 0" "j['experiments'] == sorted(j['experiments'], key=lambda e: e['name'])" \
  "all({'name', 'title', 'source', 'parameters', 'sweep', 'columns', 'claims', 'seeds'} <= e.keys() for e in j['experiments'])"
cp "$scratch/out" list.json
expect_code 0 rederive claims --json
row="{'id', 'source', 'section', 'claim', 'kind', 'verdict', 'evidence', 'repeat'}"
expect_json claims "len(j['claims']) == 348" "len({c['id'] for c in j['claims']}) == 348" "j['run'] is None" \
  "all($row <= c.keys() for c in j['claims'])" "sum(j['counts'].values()) == 348" \
  "{c['source'] for c in j['claims']} == {'000', '001', '002', '003', '004'}" \
  "{c for e in __import__('json').load(open('list.json'))['experiments'] for c in e['claims']} <= {c['id'] for c in j['claims']}"
expect_code 0 rederive claims --source 002 --verdict skipped --json
expect_json claims "j['claims'] and all(c['source'] == '002' and c['verdict'] == 'skipped' for c in j['claims'])"

# stdout is the JSON alone, and the text alone: nothing of the program's notes, and no escape codes, on either.
expect_code 0 rederive run "${small[@]}" --json
expect_json run "j['cells'] == {'ran': 4, 'shared': 0, 'found': 0, 'failed': 0}" "j['exit_code'] == 0" "len(j['claims']) > 0" \
  "all($row <= c.keys() for c in j['claims'])" "j['options']['set'] == {'k': [1]}"
expect_code 0 rederive run "${small[@]}"
grep -q '^# smoke run on synthetic$' "$scratch/out" || fail 'no page on stdout'
! grep -q '^rederive:' "$scratch/out" || fail 'notes on stdout'
! grep -q $'\x1b' "$scratch/out" "$scratch/err" || fail 'escape codes without a terminal'
if command -v script >/dev/null; then
  NO_COLOR=1 script -qec "'$program' run ${small[*]} --seeds 3..3" "$scratch/typescript" >/dev/null </dev/null
  ! grep -Eq $'\x1b\\[[0-9;]*m' "$scratch/typescript" || fail 'colours in spite of NO_COLOR'
fi

expect_code 0 rederive table latest --json
expect_json table "[len(t['rows']) > 0 for t in j['tables']] == [True]"
expect_code 0 rederive table latest --format md
grep -q '^|.*epoch' "$scratch/out" || fail 'no table'
expect_code 0 rederive table latest --format csv
for csv in "$scratch/out" results/runs/latest/tables/rbm/cd_k.csv; do
  python3 -c 'import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
assert len(rows) > 4 and len({len(r) for r in rows}) == 1 and "seed" in rows[0], rows[:2]' "$csv" || fail "CSV: $csv"
done
# Of several experiments, too, it is one table: a first column tells them apart.
expect_code 0 rederive run --profile smoke --data synthetic --offline --seeds 1 --out several
expect_code 0 rederive table several --format csv
python3 -c 'import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline=""), restkey="more", restval=None))
assert len({r["experiment"] for r in rows}) > 1, rows[:2]
assert all("more" not in r and None not in r.values() for r in rows), "rows of other lengths"' "$scratch/out" ||
  fail "CSV of several experiments: $(head -n 2 "$scratch/out")"
expect_code 3 rederive diff --json
expect_json diff "j['exit_code'] == 3" "j['experiments'][0]['note']"
expect_code 0 rederive bench --list -- --benchmark_min_time=0.001
expect_code 0 rederive bench 'bernoulli_nll/simd/*' --json -- --benchmark_min_time=0.001 --benchmark_repetitions=1
expect_json bench
expect_code 2 rederive bench --nosuch
expect_one_line '--nosuch'

# A folder whose name is not UTF-8: the page and the JSON come all the same.
expect_code 0 rederive run "${small[@]}" --json --out $'caf\xe9'
expect_json run "j['run'].startswith('caf')"

# Completion for bash: accepted by it, and it completes.
rederive completion bash >completion.txt
bash -n completion.txt || fail 'bash does not accept the completion'
# shellcheck source=/dev/null
. ./completion.txt
completes() { # WORDS... WANTED: the last of WORDS is being typed
  local wanted=${!#}
  COMP_WORDS=("${@:1:$#-1}")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _rederive
  case " ${COMPREPLY[*]} " in *" $wanted "*) ;; *) fail "${COMP_WORDS[*]}: ${COMPREPLY[*]}, not $wanted" ;; esac
}
completes rederive ru run
completes rederive run --see --seeds
completes rederive run rbm/cd rbm/cd_k
completes rederive data fe fetch
completes rederive diff --js --json
for shell in zsh fish; do
  rederive completion "$shell" >completion.txt
  if command -v "$shell" >/dev/null; then
    "$shell" -n completion.txt || fail "$shell does not accept the completion"
  else
    skip "no $shell here: its completion was not tried"
  fi
done

finish
