#!/usr/bin/env bash
# run.sh -- `make test`: every ring of tests, plain and under sanitizers, in two lanes (one a core).
#
# A step's output goes to build/test/NAME.log and is shown only when it fails. One failure does
# not stop the others. `tests/run.sh units http-address` runs only those steps, one by one.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export LC_ALL=C.UTF-8
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0:detect_leaks=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1}
unset MAKEFLAGS MAKELEVEL B SAN
readonly logs=build/test

# --- Steps: each is a function, with a sanitizer ('' for none) ----------------------------

build() { make -s -j"$(nproc)" all units-build build-play SAN="$1"; }
units() { make -s units SAN="$1"; }
transcripts() { make -s transcripts SAN="$1"; }
http() { B=build${1:+-$1} node --test --test-reporter=spec tests/http/*.test.mjs; }
console() {
    compgen -G 'tests/console/*.test.mjs' > /dev/null || return 0
    B=build node --test --test-reporter=spec tests/console/*.test.mjs
}
checklist() { [[ ! -e tests/checklist.sh ]] || bash tests/checklist.sh; }
scripts() { bash -n deploy/*.sh tests/*.sh; } # no shellcheck on a fresh machine

# Those tests of threads whose sources start some.
threads() {
    mapfile -t sources < <(grep -l pthread_create tests/unit/test_*.c)
    make -s -j"$(nproc)" units SAN=thread T="$(basename -s .c -a "${sources[@]}" | tr '\n' ' ')"
}

# --- Running ------------------------------------------------------------------------------

run_step() { # NAME FUNCTION [SANITIZER]
    local begin=$SECONDS status=0
    ("$2" "${3-}") > "$logs/$1.log" 2>&1 < /dev/null || status=$?
    if ((status)); then
        printf 'FAILED  %-22s %4d s, the end of %s:\n' "$1" $((SECONDS - begin)) "$logs/$1.log"
        what_failed "$logs/$1.log"
        touch "$logs/failed"
    else
        printf 'ok      %-22s %4d s  %s\n' "$1" $((SECONDS - begin)) "$(summary "$logs/$1.log")"
    fi
}

summary() {
    sed -nE 's/^ℹ (pass|skipped) ([1-9][0-9]*)$/\2 \1/p; s/^transcripts: (.*)/\1/p; s/^units: (.*)/\1/p' "$1" |
        paste -sd' '
}

what_failed() {
    if grep -q '^✖ failing tests:' "$1"; then
        sed -n '/^✖ failing tests:/,$p' "$1" | head -60
    else
        tail -40 "$1"
    fi
}

step() {
    case $1 in
        *-address) run_step "$1" "${1%-address}" address ;;
        *) run_step "$1" "$1" ;;
    esac
}

lane() {
    local name
    for name in "$@"; do step "$name"; done
}

prepare() {
    deploy/install.sh build console run test
    mkdir -p "$logs"
    rm -f "$logs"/*
    local lock=tests/http/package-lock.json
    if [[ ! -e tests/http/node_modules/.package-lock.json || $lock -nt tests/http/node_modules/.package-lock.json ]]; then
        (cd tests/http && npm ci --silent)
        touch tests/http/node_modules/.package-lock.json
    fi
}

main() {
    prepare
    if (($#)); then
        lane "$@"
    else
        lane build scripts checklist units transcripts http console &
        local plain=$!
        lane build-address units-address transcripts-address http-address threads
        wait "$plain"
    fi
    if [[ -e $logs/failed ]]; then
        echo "Something failed."
        exit 1
    fi
    echo "All is well after $SECONDS s."
}

main "$@"
