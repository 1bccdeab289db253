#!/usr/bin/env bash
# run, accept, diff, claims: a baseline changes when somebody says so, and a difference from it is told.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

run=(rederive run rbm/cd_k --profile smoke --data synthetic --offline)
baseline=results/baselines/synthetic/smoke/rbm/cd_k.jsonl
expect_code 0 "${run[@]}"
expect_code 2 rederive accept latest
expect_one_line '--reason'
expect_code 2 rederive accept latest --reason 'first' --review
expect_one_line 'nothing was accepted: --review asks on a terminal'
expect_code 3 rederive accept latest 'rbm/exact*' --reason 'first'
expect_one_line 'holds none of these experiments'
expect_nothing_at "$baseline"

# On a terminal --review shows the differences and does what the answer says.
if command -v script >/dev/null; then
  review="'$program' accept latest --reason 'first' --review"
  script -qec "$review" "$scratch/typescript" <<<'n' >/dev/null
  expect_text "$scratch/typescript" 'it has no baseline' 'accept these results?' 'nothing was accepted'
  expect_nothing_at "$baseline"
else
  skip 'no script(1): --review on a terminal'
fi

expect_code 0 rederive accept latest --reason 'the first results'
expect_text "$scratch/out" "$baseline: 10 cells accepted"
expect_text "$baseline" '"reason":"the first results"' '"commit":'
expect_code 0 rederive diff
expect_text "$scratch/out" 'rbm/cd_k: 10 of 10 cells have the same bits'
expect_code 0 rederive diff --json
expect_json diff "j['exit_code'] == 0" "[e['same'] for e in j['experiments']] == [10]" "j['experiments'][0]['differing'] == 0"
expect_code 0 rederive diff latest latest
expect_code 0 rederive claims

# Other kernels: compared by statistics; no bits are promised, and they make no baseline.
expect_code 0 "${run[@]}" --variant sigmoid=eigen --out "$scratch/eigen" --json
expect_json run "j['options']['variants'] == 'sigmoid=eigen'"
code=0
rederive diff "$scratch/eigen" --json >"$scratch/out" || code=$?
expect_json diff "j['exit_code'] == $code and $code in (0, 3)" "not any(e['bits_promised'] for e in j['experiments'])" \
  "j['experiments'][0]['differing'] > 0"
expect_code 2 rederive accept "$scratch/eigen" --reason 'faster'
expect_one_line 'run with --variant sigmoid=eigen; a baseline is of the default kernels'

# A run that lacks a cell, or that is of other settings, is no baseline either.
sum=$(sha256sum "$baseline")
cp -r results/runs/smoke-synthetic lacking
rm "$(find lacking/cells -type f | sort | head -n 1)"
expect_code 2 rederive accept lacking --reason 'most of it'
expect_one_line 'lacking: rbm/cd_k: the run is incomplete; run it again to go on, then accept'
expect_code 0 rederive table lacking
expect_text "$scratch/err" 'the run is incomplete'

# A number that has changed, with its checksum in order: the same bits were promised.
cp -r results/runs/smoke-synthetic changed
python3 - "$(find changed/cells -type f | sort | head -n 1)" <<'PYTHON'
import hashlib, json, sys
head, body = open(sys.argv[1]).read().splitlines()
body = json.loads(body)
body["result"]["rows"][-1][1] += 1e-6
body = json.dumps(body)
open(sys.argv[1], "w").write(json.dumps(dict(json.loads(head), sha256=hashlib.sha256(body.encode()).hexdigest())) + "\n" + body + "\n")
PYTHON
expect_code 1 rederive diff changed
expect_text "$scratch/out" 'rbm/cd_k: 9 of 10 cells have the same bits' 'train_xent' 'rederive run rbm/cd_k --profile smoke'
expect_code 1 rederive diff changed --json
expect_json diff "j['exit_code'] == 1" "j['experiments'][0]['differing'] == 1" "j['experiments'][0]['bits_promised']"
[ "$(sha256sum "$baseline")" = "$sum" ] || fail 'the baseline has changed without a word'

# The second acceptance is added to the history; a verdict that is not the accepted one is told.
expect_code 0 rederive accept changed --reason 'a millionth more'
expect_text "$baseline" '"reason":"the first results"' '"reason":"a millionth more"'
expect_code 1 rederive diff latest
sed -i '1s/"002.P5a.filters":"skipped"/"002.P5a.filters":"reproduced"/' "$baseline"
expect_code 5 rederive claims
expect_one_line "$baseline: this baseline is damaged: its checksum does not match: it was edited or cut short; restore it"
sum=$(sed '1s/"sha256":"[^"]*"/"sha256":""/' "$baseline" | sha256sum)
sed -i "1s/\"sha256\":\"[^\"]*\"/\"sha256\":\"${sum%% *}\"/" "$baseline"
expect_code 1 rederive claims
expect_text "$scratch/out" 'the accepted verdict is reproduced; repeat: rederive run rbm/cd_k --profile smoke'
expect_code 1 rederive claims --json
expect_json claims "[c['id'] for c in j['claims'] if c.get('accepted', c['verdict']) != c['verdict']] == ['002.P5a.filters']"
expect_code 0 rederive claims --source 001

# What repeats the first difference is a command that runs.
rederive diff changed >"$scratch/out"
repeat=$(grep -o 'rederive run .*' "$scratch/out" | head -n 1)
[ -z "$repeat" ] || expect_code 0 eval "$repeat --offline"

finish
