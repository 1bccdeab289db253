#!/usr/bin/env bash
# scripts/install-dependencies against stand-ins for dpkg-query, apt-get, apt-cache, sudo and id: nothing is installed.
# Each case is a machine: what it has installed, who the user is, what apt does. Run from anywhere.
set -euo pipefail

script=$(cd "$(dirname "$0")/../.." && pwd)/scripts/install-dependencies
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

# The tools that the script itself needs, and no others: a PATH in which apt is what a case says it is.
mkdir "$scratch/tools"
for tool in bash cat grep env rm; do ln -s "$(command -v "$tool")" "$scratch/tools/$tool"; done

stub() { # NAME: a program that does what comes on standard input
  { echo '#!/bin/bash'; cat; } >"$scratch/stubs/$1"
  chmod +x "$scratch/stubs/$1"
}

# A Debian machine that has nothing, whose user is root and whose apt works. Cases change it.
machine() {
  rm -rf "$scratch/stubs" "$scratch/state"
  mkdir "$scratch/stubs" "$scratch/state"
  touch "$scratch/state/installed" "$scratch/state/log" "$scratch/state/lists"
  stub id <<<'echo 0'
  stub dpkg-query <<EOF
if grep -qx -- "\${!#}" $scratch/state/installed; then echo -n installed; else exit 1; fi
EOF
  stub apt-cache <<EOF
if [ -e $scratch/state/lists ]; then echo '  Candidate: 1.0'; fi
EOF
  stub apt-get <<EOF
echo "apt-get \$* frontend=\${DEBIAN_FRONTEND-unset}" >>$scratch/state/log
case " \$* " in
  *' update '*) [ ! -e $scratch/state/no-network ] && >$scratch/state/lists && rm -f $scratch/state/stale ;;
  *' install '*)
    if [ ! -e $scratch/state/lists ] || [ -e $scratch/state/stale ] || [ -e $scratch/state/broken ]; then exit 100; fi
    for word in "\$@"; do echo "\$word"; done >>$scratch/state/installed ;;
esac
EOF
}

run() { # ARGUMENTS...: sets `status` and `output`
  status=0
  output=$(PATH="$scratch/stubs:$scratch/tools" "$script" "$@" 2>&1 </dev/null) || status=$?
}

check() { # NAME, then a command that must succeed
  local name=$1
  shift
  if ! "$@"; then
    echo "FAILED: $name: $*"
    echo "--- exit $status, output:"
    echo "$output"
    echo "--- calls:"
    cat "$scratch/state/log"
    failures=$((failures + 1))
  fi
}
says() { grep -qF -- "$1" <<<"$output"; }
silent() { [ -z "$output" ]; }
exits() { [ "$status" -eq "$1" ]; }
called() { grep -qE -- "$1" "$scratch/state/log"; }
not() { ! "$@"; }

machine
run
check 'root installs' exits 0
check 'root installs' called '^apt-get .*install -y --no-install-recommends .*libhwy-dev.* frontend=noninteractive'
check 'known packages need no update' not called update
check 'no developer tools unless asked' not called shellcheck
: >"$scratch/state/log"
run
check 'nothing missing' exits 0
check 'nothing missing, nothing said' silent
check 'nothing missing, nothing called' not called .
run --dev --check
check '--check reports' exits 1
check '--check names what and why' says 'shellcheck             the linter of the scripts'
check '--check gives the line' says 'apt-get install -y --no-install-recommends clang-format '
check '--check names nothing that is there' not says libhwy-dev
check '--check installs nothing' not called .
run --dev
check '--dev installs' exits 0
check '--dev installs' called ' install .* clang-tidy .*shellcheck'
check 'no rivals unless asked' not called libdnnl
run --dev --rivals --check
check '--rivals names what and why' says 'libdnnl-dev            oneDNN: '
check '--rivals adds to --dev' not says shellcheck

machine
rm "$scratch/state/lists"
run
check 'empty lists are fetched' exits 0
check 'empty lists are fetched' called '^apt-get .*update'

machine
touch "$scratch/state/stale"
run
check 'stale lists are fetched after a failure' exits 0
check 'stale lists are fetched after a failure' called '^apt-get .*update'

machine
touch "$scratch/state/broken"
run
check 'a broken apt is reported' exits 1
check 'a broken apt is reported' says 'apt-get failed'

machine
rm "$scratch/state/lists"
touch "$scratch/state/no-network"
run
check 'no network is reported' exits 1
check 'no network is reported' says 'apt-get failed'

machine
stub apt-get <<<'exit 0'
run
check 'an apt that only pretends is found out' exits 1
check 'an apt that only pretends is found out' says 'still missing: g++ '

machine
stub id <<<'echo 1000'
run
check 'a user without sudo' exits 1
check 'a user without sudo gets one line' says 'to install them: sudo apt-get install -y --no-install-recommends g++ '
check 'a user without sudo calls nothing' not called .

machine
stub id <<<'echo 1000'
stub sudo <<<'exit 1'
run
check 'a user whose sudo wants a password' exits 1
check 'a user whose sudo wants a password gets one line' says 'to install them: sudo apt-get install'
check 'a user whose sudo wants a password calls nothing' not called .

machine
stub id <<<'echo 1000'
stub sudo <<'EOF'
[ "$1" = -n ] || exit 1
shift
[ "$1" = true ] && exit 0
exec env -u DEBIAN_FRONTEND "$@"
EOF
run
check 'a user with password-less sudo' exits 0
check 'a user with password-less sudo' called 'install .*frontend=noninteractive'

machine
printf '%s\n' libopenblas-serial-dev libcurl4-gnutls-dev pkgconf >"$scratch/state/installed"
run
check 'another OpenBLAS, libcurl or pkg-config will do' exits 0
check 'another OpenBLAS, libcurl or pkg-config will do' not called 'libopenblas-dev|libcurl4-openssl-dev|pkg-config'

machine
rm "$scratch/stubs/dpkg-query" "$scratch/stubs/apt-get"
run
check 'not Debian' exits 1
check 'not Debian: all that is needed' says 'libpng-dev             pictures'

machine
run --frobnicate
check 'a wrong option' exits 2
run --help
check 'help' exits 0
check 'help' says usage

if [ "$failures" -ne 0 ]; then
  echo "$failures checks failed"
  exit 1
fi
echo "all checks passed"
