#!/usr/bin/env bash
# MNIST from folders and mirrors: damaged in every way; and, where REDERIVE_DATA is set, the real files.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

names=(train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte)

idx() { # MAGIC SIZES... then the bytes from stdin
  for number in "$@"; do printf '%b' "$(printf '\\x%02x' $((number >> 24 & 255)) $((number >> 16 & 255)) $((number >> 8 & 255)) $((number & 255)))"; done
  cat
}

good_folder() { # DIR: four files of the right format, two digits each; none is MNIST's
  rm -rf "$1" && mkdir -p "$1"
  for name in "${names[@]}"; do
    case $name in
      *images*) head -c 1568 /dev/zero | idx 2051 2 28 28 >"$1/$name" ;;
      *labels*) head -c 2 /dev/zero | idx 2049 2 >"$1/$name" ;;
    esac
  done
}

refused() { # TEXT...: $scratch/mnist, by name and through the environment, plain and packed
  expect_code 5 rederive run "${options[@]}" --data "$scratch/mnist"
  expect_one_line "$scratch/mnist/" '; ' "$@"
  expect_code 5 env "REDERIVE_DATA=$scratch" "$program" run "${options[@]}"
  expect_one_line "$scratch/mnist/" '; ' "$@"
  gzip "$scratch"/mnist/*
  expect_code 5 rederive run "${options[@]}" --data "$scratch/mnist"
  expect_one_line "$scratch/mnist/" '.gz' '; ' "$@"
  expect_nothing_at results/runs
}
options=(rbm/cd_k --profile smoke --set k=1 --offline)
images=$scratch/mnist/${names[0]}

good_folder "$scratch/mnist" && refused 'sha256' 'replace it with rederive data fetch'
good_folder "$scratch/mnist" && truncate -s -1 "$images" && refused
good_folder "$scratch/mnist" && truncate -s 7 "$images" && refused
good_folder "$scratch/mnist" && : >"$images" && refused
good_folder "$scratch/mnist" && printf x >>"$images" && refused
good_folder "$scratch/mnist" && head -c 1568 /dev/zero | idx 2052 2 28 28 >"$images" && refused
good_folder "$scratch/mnist" && head -c 1568 /dev/zero | idx 2051 4294967295 4294967295 4294967295 >"$images" && refused
good_folder "$scratch/mnist" && printf '\377' | dd of="$scratch/mnist/${names[1]}" bs=1 seek=9 conv=notrunc status=none && refused "${names[1]}"

# Packed files that are no gzip, cut short, or bent; a folder in a file's place.
good_folder "$scratch/mnist" && gzip "$scratch"/mnist/* && cp "$images.gz" whole.gz
for damage in 'truncate -s -9' 'truncate -s 5' 'truncate -s 0'; do
  cp whole.gz "$images.gz" && $damage "$images.gz"
  expect_code 5 rederive run "${options[@]}" --data "$scratch/mnist"
  expect_one_line "$images.gz:" '; '
done
cp whole.gz "$images.gz" && printf '\125' | dd of="$images.gz" bs=1 seek=30 conv=notrunc status=none
expect_code 5 rederive run "${options[@]}" --data "$scratch/mnist"
expect_one_line "$images.gz:" '; '
rm "$images.gz" && mkdir "$images"
expect_code 5 rederive run "${options[@]}" --data "$scratch/mnist"
expect_one_line "$images: a folder, expected a file"
rmdir "$images"
expect_code 3 rederive run "${options[@]}" --data "$scratch/mnist"
expect_one_line "$scratch/mnist: no ${names[0]} (nor ${names[0]}.gz)"
mkdir empty
expect_code 3 rederive run "${options[@]}" --data empty
expect_one_line 'empty: no MNIST here; name a folder'
expect_nothing_at results/runs

# A mirror of wrong files, and one that has none: nothing stays in the cache.
good_folder "$scratch/mirror" && gzip "$scratch"/mirror/*
cache=$XDG_CACHE_HOME/rederive/data/mnist
expect_code 5 env "REDERIVE_MNIST_MIRROR=file://$scratch/mirror" "$program" data fetch
expect_text "$scratch/err" "cannot fetch ${names[0]}.gz: file://$scratch/mirror: " 'rederive data import DIR'
[ "$(tail -n 1 "$scratch/err" | grep -c '^rederive: ')" -eq 1 ] || fail 'the last line is not the fault'
[ -z "$(find "$HOME" -type f)" ] || fail "left in the cache: $(find "$HOME" -type f)"
expect_code 5 rederive data fetch
[ -z "$(find "$HOME" -type f)" ] || fail "left in the cache: $(find "$HOME" -type f)"
expect_code 3 rederive data fetch --offline
expect_one_line "offline, and ${names[0]} is not in $cache"
expect_code 3 rederive data path
expect_one_line 'rederive data fetch'
expect_code 3 rederive data verify
expect_one_line 'rederive data fetch'
expect_code 5 rederive data import "$scratch/mirror"
expect_one_line "$scratch/mirror/"
expect_code 3 rederive data import nowhere
expect_one_line 'nowhere: no such folder'
[ -z "$(find "$HOME" -type f)" ] || fail 'something was imported'
expect_code 5 env "REDERIVE_DATA=$scratch/mirror" "$program" data verify --json
expect_json data "[f['state'] for f in j['files']] == ['damaged'] * 4" "all('; ' in f['message'] for f in j['files'])"
expect_text "$scratch/err" 'rederive: ' 'rederive data fetch'
expect_code 0 rederive data show --data synthetic -o "$scratch/digits.png" --json
expect_json data "j['path'].endswith('digits.png')"
head -c 4 "$scratch/digits.png" | grep -q PNG || fail 'no PNG'

# The real files: fetched through a mirror of them, verified, found, used, imported again.
if [ -z "$real_data" ]; then
  skip 'REDERIVE_DATA is not set: the real files were not tried'
else
  packed=$real_data
  [ ! -d "$real_data/mnist" ] || packed=$real_data/mnist
  mkdir "$scratch/real"
  for name in "${names[@]}"; do
    if [ -e "$packed/$name.gz" ]; then cp "$packed/$name.gz" "$scratch/real"; else gzip -c "$packed/$name" >"$scratch/real/$name.gz"; fi
  done
  expect_code 0 env "REDERIVE_MNIST_MIRROR=file://$scratch/real/" "$program" data fetch --json
  expect_json data "[f['mirror'] != '' for f in j['files']] == [True] * 4"
  expect_code 0 rederive data fetch --offline --json
  expect_json data "[f['mirror'] for f in j['files']] == [''] * 4"
  expect_code 0 rederive data verify --json
  expect_json data "[f['state'] for f in j['files']] == ['good'] * 4"
  expect_code 0 rederive data path
  [ "$(cat "$scratch/out")" = "$cache" ] || fail "path: $(cat "$scratch/out")"
  expect_code 0 rederive run rbm/cd_k --profile smoke --set k=1 --json
  expect_json run "j['options']['data']['name'] == 'mnist'"
  fetched=$(field "j['digest']")

  # One bent byte in the cache: told when verified, told when the network is forbidden, replaced when it is not.
  printf '\125' | dd of="$cache/${names[1]}.gz" bs=1 seek=99 conv=notrunc status=none
  expect_code 5 rederive data verify
  expect_text "$scratch/out" 'damaged'
  expect_code 5 rederive run rbm/cd_k --profile smoke --set k=1 --offline
  expect_one_line "$cache/${names[1]}.gz:"
  expect_code 0 env "REDERIVE_MNIST_MIRROR=file://$scratch/real/" "$program" data fetch
  expect_code 0 rederive data verify

  rm -r "$cache"
  expect_code 0 rederive data import "$scratch/real" --json
  expect_json data "j['path'] == '$cache'"
  expect_code 0 rederive run rbm/cd_k --profile smoke --set k=1 --json --data "$cache" --out "$scratch/again"
  expect_json run "j['digest'] == '$fetched'"
  expect_code 0 rederive data show -o "$scratch/mnist.png"
fi

finish
