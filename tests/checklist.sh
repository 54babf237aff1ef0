#!/usr/bin/env bash
# checklist.sh -- docs/CHECKLIST.md tells the truth: every source and test it names exists, every
# test name stands in its file and is not skipped, every command is a target of the Makefile.
set -euo pipefail
cd "$(dirname "$0")/.."

wrong=0 rows=0
complain() { printf 'docs/CHECKLIST.md: %s\n' "$*" >&2; wrong=$((wrong + 1)); }

# `path` or `path::name of the test`, several parted by <br>.
check_cell() { # KIND CELL
    local kind=$1 item path name
    while IFS= read -r item; do
        path=${item%%::*} name=${item#"$path"} name=${name#::}
        [[ -e $path ]] || { complain "$kind $path does not exist"; continue; }
        [[ -z $name ]] && continue
        grep -qF -- "$name" "$path" || { complain "$path has no '$name'"; continue; }
        ! grep -F -- "$name" "$path" | grep -qE '\b(skip|todo)\b *[:(]' || complain "$path skips '$name'"
    done < <(grep -o '`[^`]*`' <<< "$2" | tr -d '`')
}

check_command() {
    local command target
    command=$(grep -o '`[^`]*`' <<< "$1" | tr -d '`' | head -n 1)
    [[ $command == make\ * ]] || { complain "'$command' is not a make command"; return; }
    target=${command#make } target=${target%% *}
    grep -qE "^([a-z -]* )?$target( [a-z -]*)?:" Makefile || complain "there is no make target '$target'"
}

while IFS='|' read -r _ promise sources tests command _; do
    [[ $sources == *'`'* ]] || continue
    rows=$((rows + 1))
    check_cell "source" "$sources"
    [[ $tests == *'`'* ]] || complain "no test for:$promise"
    check_cell "test" "$tests"
    check_command "$command"
done < docs/CHECKLIST.md

((rows > 0)) || complain "no rows"
printf 'checklist: %d passed, %d failed\n' "$rows" "$wrong"
((wrong == 0))
