#!/usr/bin/env bash
# The stored baseline of the smoke profile holds on this machine, bit by bit: every experiment, every code path.
# Arguments: the program, the top of the tree whose baselines are meant.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
cd "$2" || exit 1

expect_code 0 rederive run --profile smoke --data synthetic --offline --out "$scratch/run" --json
expect_json run "j['cells']['failed'] == 0" "j['cells']['ran'] > 0"
expect_code 0 rederive diff "$scratch/run" --json
expect_json diff "all(e['differing'] == 0 and e['absent'] == 0 and e['new'] == 0 for e in j['experiments'])" \
  "all(e['same'] > 0 for e in j['experiments'])"

finish
