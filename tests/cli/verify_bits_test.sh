#!/usr/bin/env bash
# The same bits of every kernel and experiment, in a short form: all instruction sets, one and three threads.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

expect_code 0 rederive verify-bits --threads 1,3 --json
cp "$scratch/out" "$scratch/here.json"
expect_json verify-bits "j['exit_code'] == 0" "j['divergences'] == [] and j['failures'] == []" "j['threads'] == [1, 3]" \
  "j['targets'] == j['supported']" "j['compared'] > 3 * len(j['digests'])" \
  "any(d['item'].startswith('gemm/') and d['part'] == 'C' for d in j['digests'])" \
  "all(len(d['digest']) == 32 for d in j['digests'] if '/m=' in d['item'])"
# Every kernel and every experiment has its digests, and an experiment's tensors have theirs.
for name in $(rederive list --json | python3 -c 'import json, sys; [print(e["name"]) for e in json.load(sys.stdin)["experiments"]]'); do
  grep -qF "\"item\": \"$name " "$scratch/here.json" || fail "no digest of $name"
done
grep -qF '"part": "epoch 1: weights"' "$scratch/here.json" || fail 'no digest of weights'

# Against what another machine wrote.
target=$(field "j['targets'][0]")
one=(sigmoid --targets "$target" --threads 1)
expect_code 0 rederive verify-bits "${one[@]}" --against "$scratch/here.json"
expect_text "$scratch/out" 'the same bits' ' 0 only here'
sed 's/\("part": "p",\)/\1 "was": 0,/; /"was"/{n;s/"digest": "../"digest": "zz/}' "$scratch/here.json" >"$scratch/there.json"
expect_code 1 rederive verify-bits "${one[@]}" --against "$scratch/there.json"
expect_text "$scratch/out" 'DIVERGED sigmoid/' ': p' "repeat: rederive verify-bits sigmoid/rows=" "--against $scratch/there.json"
expect_code 1 eval "$(sed -n 's/^ *repeat: //p' "$scratch/out" | head -n 1)"

# Nothing to compare with.
expect_code 3 rederive verify-bits "${one[@]}"
echo '{"schema": "rederive.verify-bits/1", "digests": []}' >"$scratch/none.json"
expect_code 3 rederive verify-bits "${one[@]}" --against "$scratch/none.json"

# Files that are none of its own.
for text in '' '{' '[]' '{"schema": "rederive.table/1"}' '{"schema": "rederive.verify-bits/1", "digests": [1]}'; do
  echo "$text" >"$scratch/odd.json"
  expect_code 5 rederive verify-bits "${one[@]}" --against "$scratch/odd.json"
done
expect_code 5 rederive verify-bits "${one[@]}" --against "$scratch/absent.json"

finish
