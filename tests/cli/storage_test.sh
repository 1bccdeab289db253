#!/usr/bin/env bash
# Disks that are full, files that are damaged, streams that nobody reads: said in one line, nothing half done stays,
# and the run goes on afterwards.
# shellcheck disable=SC2016 # backquotes are the program's own
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

run=(rederive run "${small[@]}" --json)
expect_code 0 "${run[@]}" --out good
digest=$(field "j['digest']")

# Places that cannot be written to.
touch file
expect_code 5 "${run[@]}" --out file
expect_one_line 'file: ' '; '
expect_code 5 "${run[@]}" --out file/below
expect_one_line 'file/below: ' 'Not a directory; check this path, or choose another'
expect_code 5 "${run[@]}" --out /proc/rederive
expect_one_line '/proc/rederive: ' '; '
expect_code 5 "${run[@]}" --out "$(printf 'x%.0s' {1..300})"
expect_one_line 'File name too long; '
# Found before the data are: those that are asked for are not there either.
expect_code 5 rederive run rbm/cd_k --profile smoke --data /nonexistent --out file/below
expect_one_line 'file/below: '
expect_code 5 rederive data show --data synthetic -o file/below.png
expect_one_line 'file: cannot make this folder: '
expect_code 5 rederive data show --data synthetic -o "$scratch"
expect_one_line "$scratch"
expect_nothing_at "$scratch"/*.tmp-* "$scratch"/project.tmp-*

# A run of other options is not added to.
before=$(find good -type f -exec sha256sum {} + | sort)
expect_code 2 "${run[@]}" --out good --seeds 1
expect_one_line 'good: a run of other options is here: its --seeds are others; use its options, or choose another --out'
[ "$(find good -type f -exec sha256sum {} + | sort)" = "$before" ] || fail 'a refused run has changed the folder'

# Damaged cells: told when read, set aside and run again when run; the others stay.
find good/cells -type f | sort >cells
victim=$(head -n 1 cells)
truncate -s -9 "$victim"
expect_code 5 rederive table good
expect_one_line "$victim: this cell's file is damaged: " '`rederive run`'
expect_code 0 "${run[@]}" --out good
expect_text "$scratch/err" "rederive: $victim: this cell's file is damaged: " 'set aside as good/damaged/rbm/cd_k/' 'runs again'
expect_json run "j['cells']['ran'] == 1" "j['digest'] == '$digest'"
[ -s "good/damaged/rbm/cd_k/${victim##*/}" ] || fail 'the damaged file is gone'

# A damaged description of the run.
for damage in '' '{' '[]' '{"schema": "other/1"}' '{"schema": "rederive.run/1"}' \
  '{"schema":"rederive.run/1","options":{"profile":"x"},"experiments":[]}'; do
  mkdir -p bad && printf '%s' "$damage" >bad/run.json
  expect_code 5 rederive table bad
  expect_one_line 'bad/run.json: this is no description of a run (' '; give another RUN, or remove the folder and run again'
done
expect_code 5 rederive table nowhere
expect_one_line 'nowhere: no run is here; `rederive run` makes one'
expect_code 5 rederive diff good nowhere
expect_one_line 'nowhere: neither a run nor a folder of baselines'
expect_code 3 rederive diff good
expect_text "$scratch/err" 'rederive: nothing could be decided'

# A damaged baseline: before any work.
mkdir -p results/baselines/synthetic/smoke/rbm
echo '{"schema": "rederive.baseline/1"}' >results/baselines/synthetic/smoke/rbm/cd_k.jsonl
for command in "diff good" "claims good" "run ${small[*]} --out fresh"; do
  # shellcheck disable=SC2086  # words
  expect_code 5 rederive $command
  expect_one_line 'results/baselines/synthetic/smoke/rbm/cd_k.jsonl: this baseline is damaged: ' '; restore it'
done
expect_nothing_at fresh
rm -r results/baselines/synthetic

# Results that nobody gets are a failure; notes that nobody gets are none.
for command in list claims 'table good' 'completion bash' --help --version; do
  # shellcheck disable=SC2086  # words
  expect_code 5 bash -c "exec '$program' $command >/dev/full"
  expect_one_line 'standard output: ' '; '
  expect_code 5 bash -c "exec '$program' $command >&-"
  expect_one_line 'standard output: '
done
expect_code 0 bash -c "exec '$program' ${run[*]:1} --out quiet 2>/dev/full"
expect_json run "j['digest'] == '$digest'"
expect_code 2 bash -c "exec '$program' nosuch 2>/dev/full"
expect_code 5 bash -c "exec '$program' ${run[*]:1} --out deaf >&- 2>&-"
[ ! -s deaf/lock ] || fail 'results were printed into the lock'
expect_code 0 "${run[@]}" --out deaf
expect_json run "j['cells']['ran'] == 0" "j['digest'] == '$digest'"
for _ in 1 2 3 4 5; do "$program" claims 2>>broken | head -n 1 >/dev/null; done
[ ! -s broken ] || fail "a broken pipe: $(cat broken)"

# A disk of 24 KiB: the first cells fit or not, no part of one stays, and with room the run goes on.
full_disk() {
  mkdir disk && mount -t tmpfs -o size=24k tmpfs disk || exit 99
  expect_code 5 "${run[@]}" --out disk/run
  expect_one_line 'disk/run' 'No space left on device; free some space, or choose another folder'
  [ -z "$(find disk -name '*.tmp*')" ] || fail 'a temporary file is left'
  mount -o remount,size=4m disk
  expect_code 0 "${run[@]}" --out disk/run
  expect_json run "j['digest'] == '$digest'"
  ! grep -q damaged "$scratch/err" || fail 'a partial cell was left'
  umount disk
}
if unshare -rm true 2>/dev/null; then
  export -f full_disk expect_code expect_one_line expect_text expect_json fail rederive
  export scratch program digest
  unshare -rm bash -c "run=(${run[*]}); full_disk" || skip 'no small disk could be mounted'
else
  skip 'unshare is not permitted: no full disk'
fi

finish
