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
readonly logs=build/test FILE_WITHIN=240

# --- Steps: each is a function, with a sanitizer ('' for none) ----------------------------

build() { make -s -j"$(nproc)" all units-build build-play SAN="$1"; }
units() { make -s units SAN="$1"; }
transcripts() { make -s transcripts SAN="$1"; }
http() { B=build${1:+-$1} node_files tests/http/*.test.mjs; }
console() { B=build node_files $(ls tests/console/*.test.mjs | grep -v live); }
live() { B=build node_files tests/console/live.test.mjs; } # half a second counts: it runs alone
# File by file, so that one that hangs is named and ended.
node_files() {
    local file status=0
    export B
    for file in "$@"; do
        echo "--- $file"
        timeout -k 10 "$FILE_WITHIN" node --test --test-reporter=spec "$file" || status=$?
        ((status != 124)) || echo "✖ $file did not end within $FILE_WITHIN s"
    done
    return "$status"
}
judges() { # the API as others see it
    npm_files tests/judges
    B=build node_files tests/judges/*.test.mjs
}
checklist() { [[ ! -e tests/checklist.sh ]] || bash tests/checklist.sh; }
phrases() { bash tests/phrases.sh; }
scripts() { bash -n deploy/*.sh tests/*.sh tests/bench/*.sh && tests/lint.sh; } # no shellcheck on a fresh machine

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
    awk '/^ℹ (pass|skipped) [1-9]/ { sum[$2] += $3 }
        sub(/^(transcripts|units): /, "") { print }
        END { for (what in sum) print sum[what], what }' "$1" | paste -sd' '
}

what_failed() {
    if grep -q '^✖' "$1"; then
        awk '/^--- / || /^✖ failing tests:/ { on = /^✖/; if (on) next } on || / did not end within /' "$1" |
            head -80
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

npm_files() { # FOLDER: what its lock names, where that has changed
    local made=$1/node_modules/.package-lock.json
    [[ ! -e $made || $1/package-lock.json -nt $made ]] || return 0
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
    touch "$made"
}

prepare() {
    deploy/install.sh build console run hosting test
    mkdir -p "$logs"
    rm -f "$logs"/*
    npm_files tests/http
}

main() {
    prepare
    if (($#)); then
        lane "$@"
    else
        lane build scripts checklist phrases units transcripts http console judges threads &
        local plain=$!
        lane build-address units-address transcripts-address http-address
        wait "$plain"
        lane live
    fi
    if [[ -e $logs/failed ]]; then
        echo "Something failed."
        exit 1
    fi
    echo "All is well after $SECONDS s."
}

main "$@"
