#!/usr/bin/env bash
# Without MNIST and without a network: synthetic digits, loudly, and no word about what needs MNIST.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Nobody listens on port 1.
export REDERIVE_MNIST_MIRROR=http://127.0.0.1:1/
quick=(rbm/cd_k --set epochs=1 --set k=1 --set per_class=12 --seeds 2)
expect_code 0 rederive run "${quick[@]}"
expect_text "$scratch/err" 'rederive: NOTE: MNIST cannot be had' 'SYNTHETIC' 'every claim about MNIST is skipped' 'http://127.0.0.1:1/'
expect_text "$scratch/out" 'Synthetic digits, drawn by the program itself: claims about MNIST are skipped.' 'skipped(needs mnist)'

# The claims of an experiment on digits, and those alone, need MNIST; none of them has another verdict.
expect_code 0 rederive claims --json
expect_json claims \
  "[c['id'] for c in j['claims'] if c['reason'] == 'needs mnist']" \
  "all(c['verdict'] == 'skipped' for c in j['claims'] if c['reason'] == 'needs mnist')" \
  "all(c['reason'] == 'needs mnist' for c in j['claims'] if c['repeat'].startswith('rederive run rbm/cd_k '))" \
  "j['counts']['skipped'] == sum(c['verdict'] == 'skipped' for c in j['claims'])" \
  "sum(j['counts'].values()) == len(j['claims'])"

# --offline says so and tries nothing; a home folder that is missing stops nobody.
expect_code 0 env -u HOME -u XDG_CACHE_HOME "$program" run "${quick[@]}" --offline --out "$scratch/homeless"
expect_text "$scratch/err" 'NOTE: MNIST cannot be had'
! grep -q fetching "$scratch/err" || fail "--offline went to the network"

# Who asks for MNIST does not get something else.
expect_code 3 rederive run "${quick[@]}" --data mnist --offline --out "$scratch/none"
expect_one_line 'MNIST cannot be had: offline' 'rederive data fetch'
expect_code 3 rederive run "${quick[@]}" --data mnist --out "$scratch/none"
expect_text "$scratch/err" "MNIST cannot be had: cannot fetch" '--data synthetic'
expect_code 3 env "REDERIVE_DATA=$scratch/nowhere" "$program" run "${quick[@]}" --out "$scratch/none"
expect_one_line "REDERIVE_DATA=$scratch/nowhere: no such folder"
expect_nothing_at "$scratch/none"

finish
