#!/usr/bin/env bash
# run.sh -- `make test`: every ring of tests, plain and under sanitizers, in lanes: one a core, and
# one of those tests that wait more than they work.
#
# A step's output goes to build/test/NAME.log and is shown only when it fails. One failure does
# not stop the others. `tests/run.sh units http-address` runs only those steps, one by one.
# A file of browser or HTTP tests that fails beside the other lane is run once more when the
# machine is quiet: what fails there has failed, what does not is named as wobbly.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export LC_ALL=C.UTF-8
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0:detect_leaks=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1}
unset MAKEFLAGS MAKELEVEL B SAN
readonly logs=build/test FILE_WITHIN=240 AGAIN_MOST=6
readonly WAITING='/(ai|events|faults|mail|reconcile|reports|stripe)\.test' # peers that hang, back-off

# --- Steps: each is a function, with a sanitizer ('' for none) ----------------------------

build() { make -s -j"$(nproc)" all units-build build-play SAN="$1"; }
units() { twice make -s units SAN="$1"; }
twice() { "$@" || { echo "--- once more"; "$@"; }; } # both results stand in the step's line
transcripts() { make -s transcripts SAN="$1"; }
http() { B=build${1:+-$1} node_files $(ls tests/http/*.test.mjs | grep -vE "$WAITING"); }
waiting() { B=build${1:+-$1} node_files $(ls tests/http/*.test.mjs | grep -E "$WAITING"); }
console() { B=build node_files $(ls tests/console/*.test.mjs | grep -v live); }
live() { B=build node_files tests/console/live.test.mjs; } # half a second counts: it runs alone
# File by file, so that one that hangs is named and ended.
node_files() {
    local file begin
    export B
    for file in "$@"; do
        begin=$SECONDS
        echo "--- $file"
        node_file "$file" || echo "$B $file" >> "$logs/again"
        echo "--- took $((SECONDS - begin)) s"
    done
}
node_file() {
    local status=0
    timeout -k 10 "$FILE_WITHIN" node --test --test-reporter=spec "$1" || status=$?
    ((status != 124)) || echo "✖ $1 did not end within $FILE_WITHIN s"
    return "$status"
}
# What failed beside another lane, alone. A crowd of failures is no wobble.
again() {
    local file status=0
    (($(wc -l < "$logs/again") <= AGAIN_MOST)) || { cat "$logs/again"; return 1; }
    while read -r B file; do
        export B
        echo "--- $file"
        node_file "$file" < /dev/null || status=1
    done < "$logs/again"
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
    twice make -s -j"$(nproc)" units SAN=thread T="$(basename -s .c -a "${sources[@]}" | tr '\n' ' ')"
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
    awk '/^ℹ (pass|fail|skipped) [1-9]/ { sum[$2] += $3 }
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

# The files that failed, with the first lines of why.
wobbles() {
    local b file
    while read -r b file; do
        echo "again   $file ($b):"
        grep -ahA12 "^test at $file" "$logs"/*.log | head -14 || true # head may leave before grep is done
    done < "$logs/again"
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
        lane build &
        lane build-address
        wait
        lane scripts checklist phrases units transcripts http console &
        lane waiting waiting-address &
        lane units-address transcripts-address http-address judges threads
        wait
        lane live
    fi
    [[ ! -e $logs/again ]] || { wobbles; step again; }
    if [[ -e $logs/failed ]]; then
        echo "Something failed."
        exit 1
    fi
    echo "All is well after $SECONDS s."
}

main "$@"
