#!/usr/bin/env bash
# lint.sh -- rules about the source that a compiler does not know (design.md §6, reliability.md §0).
#
# Each rule prints every line that breaks it. `lint.sh --self` proves that each rule can see what it
# forbids. A comment never breaks a rule.
set -euo pipefail
shopt -s lastpipe # rule notes what it found in this very shell
cd "$(dirname "$(readlink -f "$0")")/.."
export LC_ALL=C

# FILE:LINE:TEXT of all C below these folders, without comments.
code() {
    find "$@" -name '*.[ch]' | sort | xargs awk '
        FNR == 1 { inside = 0 }
        {
            line = $0; out = ""
            while (line != "") {
                if (inside) {
                    end = index(line, "*/")
                    if (!end) break
                    line = substr(line, end + 2); inside = 0
                } else if (match(line, /"([^"\\]|\\.)*"|\/\*|\/\//)) {
                    what = substr(line, RSTART, RLENGTH)
                    out = out substr(line, 1, RSTART - 1)
                    line = substr(line, RSTART + RLENGTH)
                    if (what == "//") break
                    if (what == "/*") inside = 1; else out = out what
                } else { out = out line; line = "" }
            }
            if (out ~ /[^ \t]/) print FILENAME ":" FNR ":" out
        }'
}

# FILE:LINE: of string literals only, for rules about SQL text.
texts() { code "$@" | awk '{ at = match($0, /^[^:]*:[0-9]+:/); head = substr($0, 1, RLENGTH)
    line = substr($0, RLENGTH + 1)
    while (match(line, /"([^"\\]|\\.)*"/)) { print head substr(line, RSTART, RLENGTH); line = substr(line, RSTART + RLENGTH) } }'; }

without() { grep -vE "^($1)" || true; }
named() { grep -E "$1" || true; }

broken=0
rule() { # NAME; what breaks it comes on stdin
    local found
    found=$(cat)
    [[ -n $found ]] || return 0
    printf 'lint: %s\n%s\n' "$1" "$found"
    broken=1
}

readonly room='lib/io/(db|db_copy|db_fold|db_lines|db_query|db_write|foreign|gate|wal_file)\.c:|lib/io/db_inside\.h:' simulator='lib/simulator/'
readonly money='lib/core/money\.c|lib/shop/(order|chat|chat_act|customer|desk|outbox)\.c|lib/talk/dialogue_(cart|checkout|orders|items)\.c|include/waiter/(money|order|outbox)\.h'

no_banned() {
    named '(^|[^A-Za-z0-9_>.])(sprintf|vsprintf|strcpy|strcat|strtok|gets|system|popen|alloca)[[:space:]]*\(' |
        rule "a function we do not use (sprintf strcpy strcat strtok gets system popen alloca)"
}
no_open() {
    without "lib/io/(db(_copy)?|foreign)\\.c:|$simulator" | named 'sqlite3_open|wal_checkpoint|sqlite3_wal_' |
        rule "a database opened or checkpointed outside the database room"
}
no_handle() {
    without "$room|$simulator" | named 'sqlite3_|db_inside\.h' |
        rule "SQLite outside the database room"
}
no_bare_begin() {
    without "$simulator" | named 'BEGIN' | { grep -vE '"BEGIN IMMEDIATE"?' || true; } |
        rule "BEGIN without IMMEDIATE (it fails under load)"
}
no_sql() {
    without "$room|$simulator" |
        named '"[[:space:]]*(SELECT|INSERT (OR|INTO)|UPDATE [a-z_]+ SET|DELETE FROM|CREATE (TABLE|INDEX|TRIGGER|VIEW)|DROP (TABLE|INDEX)|ALTER TABLE|PRAGMA|VACUUM|ATTACH|SAVEPOINT|COMMIT|ROLLBACK)([^a-z]|$)' |
        rule "SQL text outside sql/ and the database room"
}
no_float() {
    named "^($money)" | named '(^|[^A-Za-z0-9_])(float|double|strtod|strtof|atof)([^A-Za-z0-9_]|$)' |
        rule "floating point near money"
}

check() { # FOLDERS
    code "$@" > "$scratch/code"
    texts "$@" > "$scratch/texts"
    no_banned < "$scratch/code"
    no_open < "$scratch/code"
    no_handle < "$scratch/code"
    no_bare_begin < "$scratch/texts"
    no_sql < "$scratch/texts"
    no_float < "$scratch/code"
}

# One file for each rule, which must be found, and one that only talks about it.
self() {
    local bad name
    declare -A breaks=(
        [no_banned]='x = strcpy(a, b);' [no_open]='sqlite3_open_v2(p, &h, 0, 0);'
        [no_handle]='sqlite3_step(s);' [no_bare_begin]='run("BEGIN");' [no_sql]='run("SELECT 1");'
        [no_float]='double price;')
    for name in "${!breaks[@]}"; do
        bad="lib/shop/order.c:1:${breaks[$name]}"
        broken=0
        "$name" <<< "$bad" > /dev/null
        ((broken)) || { echo "lint: $name does not see $bad"; exit 1; }
    done
    mkdir -p "$scratch/lib"
    printf '%s\n' '/* strcpy(a, b) "SELECT 1" */ // sqlite3_open' 'x = "/* no comment"; y = my_strcpy(a);' \
        > "$scratch/lib/fine.c"
    broken=0
    check "$scratch/lib" > /dev/null
    ((!broken)) || { echo "lint: a comment breaks a rule"; exit 1; }
    broken=0
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
self
[[ ${1-} == --self ]] || check lib cgi-bin include
exit "$broken"
