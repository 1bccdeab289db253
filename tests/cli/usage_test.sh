#!/usr/bin/env bash
# Wrong usage: exit code 2 and one line, before any work and before any file.
# shellcheck disable=SC2016 # backquotes are the program's own
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Found before the data are looked for: with a folder that is not there the fault of the words comes first.
nowhere=(--data /nonexistent)

wrong() { # TEXT COMMAND...
  local text=$1
  shift
  expect_code 2 "$@"
  expect_one_line "$text"
}

wrong 'no command given; see `rederive --help`' rederive
wrong 'fetch, verify, path, import or show' rederive data
wrong 'nosuch; see `rederive --help`' rederive nosuch
wrong '--nosuch; see `rederive --help`' rederive --nosuch
wrong 'nosuch; see `rederive data --help`' rederive data nosuch
wrong '--nosuch; see `rederive run --help`' rederive run --nosuch
wrong '--nosuch; see `rederive list --help`' rederive list --nosuch
wrong "a b" rederive $'a\nb'

for set in k=0 k=-1 k=99999 hidden=0 rate=nan rate=inf rate=0 rate=-1 rate=1e999 rate=1x k=1.5 k= "k=1," input=odd \
  nosuch=1 k =1 k=99999999999999999999; do
  wrong "--set $set: " rederive run rbm/cd_k --set "$set" "${nowhere[@]}"
done
wrong 'k is set twice' rederive run rbm/cd_k --set k=1 --set k=5 "${nowhere[@]}"
wrong "no experiment matches 'nosuch/*'; \`rederive list\`" rederive run 'nosuch/*' "${nowhere[@]}"
wrong "no experiment matches 'nosuch'" rederive list nosuch
for seeds in 0 -1 x 5..4 0..3 1..1000000 1.5; do wrong '--seeds' rederive run rbm/cd_k "--seeds=$seeds" "${nowhere[@]}"; done
for jobs in 0 -1 x 99999; do wrong '--jobs' rederive run rbm/cd_k "--jobs=$jobs" "${nowhere[@]}"; done
wrong '--profile x: a profile is smoke, standard or full' rederive run --profile x "${nowhere[@]}"
wrong "no variant 'foo' of gemm; known are " rederive run --variant gemm=foo "${nowhere[@]}"
wrong "no kernel 'foo'; known are " rederive run --variant foo=simd "${nowhere[@]}"
wrong 'write KERNEL=VARIANT' rederive run --variant gemm "${nowhere[@]}"
wrong 'chosen already' rederive run --variant gemm=openblas --variant gemm=simd "${nowhere[@]}"
wrong "no target 'foo' on this processor; it supports " rederive run --target foo "${nowhere[@]}"
wrong '--reason is required' rederive accept latest
wrong 'must say why' rederive accept latest --reason ''
wrong 'RUN is required' rederive table
wrong '--source' rederive claims --source 007
wrong '--verdict' rederive claims --verdict perhaps
wrong '--format' rederive table latest --format xml
wrong "no target 'foo' on this processor" rederive verify-bits --targets foo
wrong '--threads 0: give numbers from 1 to 64' rederive verify-bits --threads 0
wrong "no kernel, row or experiment matches 'nosuch'; known are " rederive verify-bits nosuch
wrong "no work matches 'nosuch'; there are rbm/" rederive versus nosuch
wrong '--with nosuch: no such peer' rederive versus --with nosuch
wrong 'SHELL' rederive completion tcsh
wrong 'REDERIVE_MNIST_MIRROR=nowhere: expected an address' env REDERIVE_MNIST_MIRROR=nowhere "$program" run rbm/cd_k
wrong 'REDERIVE_MNIST_MIRROR=ftp://x/: ' env REDERIVE_MNIST_MIRROR=ftp://x/ "$program" data fetch
expect_nothing_at results/runs

# Help is no error, names its command, and is the same everywhere.
for command in '' list run claims table diff accept data 'data fetch' 'data import' bench versus verify-bits completion; do
  # shellcheck disable=SC2086  # two words
  expect_code 0 rederive $command --help
  [ -s "$scratch/out" ] || fail "$command --help prints nothing"
  [ ! -s "$scratch/err" ] || fail "$command --help complains: $(cat "$scratch/err")"
done
expect_code 0 rederive --version
grep -Eqx 'rederive [0-9]+\.[0-9]+\.[0-9]+ \(.+\)' "$scratch/out" || fail "version: $(cat "$scratch/out")"

finish
