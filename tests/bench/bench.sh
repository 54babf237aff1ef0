#!/usr/bin/env bash
# bench.sh [part...] -- how fast the shop is, as shares of what cannot be beaten, in one run.
#
# Parts (default: all): faq order products crowd memory start size oversell
#   faq, order  a webhook turn against floor.c: same nginx, threads, bodies, schema and rows
#   products    GET /api/products against a static file of the same bytes
#   crowd       100 customers, 300 messages a second together, sent whether answers come or not
#   oversell    64 clients, 10,000 order attempts on 1,000 pieces: exactly 1,000 are sold
# Steered by: B (build), ROUNDS (3; medians are shown), BENCH_PORT (18500, and the next one),
# COUNT (messages a round at 32 connections, 8000). Never part of `make test`.
set -euo pipefail
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin:/sbin"
cd "$(dirname "$(readlink -f "$0")")/../.."

B=$(readlink -f "${B:-build}")
ROUNDS=${ROUNDS:-3} COUNT=${COUNT:-8000} port=${BENCH_PORT:-18500}
floor_port=$((port + 1))
parts=${*:-faq order products crowd memory start size oversell}
top=$(mktemp -d "${BENCH_DIR:-/tmp}/waiter-bench.XXXXXX")
shop=$top/shop base=$top/floor
pids=()

export WAITER_ENV_FILE='' WAITER_SHARE=$PWD BUILT=1 B
export PUBLIC_URL=http://bench.example TWILIO_ACCOUNT_SID=ACbe11c4be11c4be11c4be11c4be11c4be11
export TWILIO_AUTH_TOKEN=0123456789abcdef0123456789abcdef TWILIO_WHATSAPP_NUMBER=whatsapp:+14155238886
export TWILIO_API_URL=http://127.0.0.1:9 ADMIN_USERNAME=owner ADMIN_PASSWORD='a long enough password'
export SECRET_KEY=0123456789abcdef0123456789abcdef0123456789abcdef

want() { [[ " $parts " == *" $1 "* ]]; }
heading() { printf '\n== %s\n' "$*"; }

stop_all() {
    local pid
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2> /dev/null || true; done
    [[ -z ${floor_pid:-} ]] || kill -KILL "$floor_pid" 2> /dev/null || true # libfcgi eats TERM
    floor_pid=
    for pid in "${pids[@]}"; do wait "$pid" 2> /dev/null || true; done
    pids=()
}
trap 'stop_all; rm -rf "$top"' EXIT

wait_for() { # PORT PATH
    for _ in $(seq 300); do
        curl -fs -m 2 -o /dev/null "http://127.0.0.1:$1$2" && return
        sleep 0.05
    done
    echo "nothing answers at port $1" >&2
    exit 1
}

open_shop() { # all|web
    WAITER_HOME=$shop PORT=$port deploy/run.sh "$1" > "$top/shop.log" 2>&1 &
    pids+=($!)
    wait_for "$port" /api/health
}

# The shop's own nginx configuration with the floor's socket behind it.
open_floor() {
    mkdir -p "$base/tmp"
    cp -r "$shop/run/waiter" "$base/"
    sed -i -e "s#$shop/run#$base#g" "$base/waiter/waiter.http"
    sed -e "s#$shop/run#$base#g" -e "s#:$port #:$floor_port #" "$shop/run/nginx.conf" > "$base/nginx.conf"
    # Each in a session of its own, as run.sh starts the shop's: the scheduler shares by session.
    setsid "$B/bench/floor" "$base/webhook.sock" "$base/waiter.db" &
    floor_pid=$!
    pids+=($!)
    setsid nginx -p "$base" -c nginx.conf -e stderr &
    pids+=($!)
    wait_for "$floor_port" /console/
}

quietly() { # HOME COMMAND...
    local home=$1
    shift
    WAITER_HOME=$home PORT=$port "$B/waiter" "$@" > "$top/said" 2>&1 || { cat "$top/said" >&2; exit 1; }
}

new_shop() {
    local home
    for home in "$shop" "$base"; do
        mkdir -p "$home"
        quietly "$home" init
        quietly "$home" migrate
        quietly "$home" seed --if-empty sql/seed/demo.json
        "$B/bench/fill" "$home/waiter.db" customers 20000
    done
}

load() { LOAD_FIRST=$first "$B/bench/load" "$@"; }

# The row of the middle of several runs, by its first column.
median() { sort -n | sed -n "$(((ROUNDS + 1) / 2))p"; }

cpu_of() { awk '{print ($14 + $15) * 10000}' "/proc/$1/stat"; } # microseconds

first=100000 # message ids, never used twice
# The programs' own processor time a turn stands beside the rates: it is steadier than they are
# on a machine that others use too.
share() { # KIND: floor and shop by turns
    local kind=$1 connections n round web before_floor before_web
    web=$(pgrep -f "^$B/webhook -l $shop")
    printf '%-8s %4s | %27s | %27s | share | cpu us a turn\n' "" conn "floor: /s p50 p99 max" "webhook: /s p50 p99 max"
    for connections in 1 8 32; do
        case $connections in 1) n=$((COUNT / 6)) ;; 8) n=$((COUNT / 2)) ;; *) n=$COUNT ;; esac
        : > "$top/floor.runs"
        : > "$top/shop.runs"
        before_floor=$(cpu_of "$floor_pid") before_web=$(cpu_of "$web")
        for ((round = 0; round < ROUNDS; round++)); do
            load "$floor_port" "$connections" "$n" "$kind" >> "$top/floor.runs"
            load "$port" "$connections" "$n" "$kind" >> "$top/shop.runs"
            first=$((first + n))
        done
        print_share "$kind" "$connections" "$(median < "$top/floor.runs")" "$(median < "$top/shop.runs")"
        printf ' | %d %d\n' $((($(cpu_of "$floor_pid") - before_floor) / n / ROUNDS)) \
            $((($(cpu_of "$web") - before_web) / n / ROUNDS))
    done
}

print_share() { # LABEL CONNECTIONS "floor" "ours"
    awk -v label="$1" -v conn="$2" -v f="$3" -v w="$4" 'BEGIN {
        split(f, a, " "); split(w, b, " ")
        printf "%-8s %4d | %6d %6.2f %6.2f %6.2f | %6d %6.2f %6.2f %6.2f | %.2f ",
            label, conn, a[1], a[2], a[3], a[4], b[1], b[2], b[3], b[4], b[1] / a[1] }'
}

rows_of() { "$B/bench/fill" "$1/waiter.db" rows; }

# How many rows a message adds, in both: the floor must not do less.
compare_rows() { # KIND
    local home before after
    for home in "$base" "$shop"; do
        before=$(rows_of "$home")
        first=$((first + 1000)) # the same customers, new message ids
        load "$([[ $home == "$base" ]] && echo "$floor_port" || echo "$port")" 1 100 "$1" > /dev/null
        after=$(rows_of "$home")
        awk -v label="$(basename "$home")" -v a="$before" -v b="$after" 'BEGIN {
            n = split(a, x, " "); split(b, y, " "); printf "rows of 100 messages, %-6s", label
            for (i = 1; i < n; i += 2) if (y[i+1] != x[i+1]) printf " %s %d", x[i], y[i+1] - x[i+1]
            print "" }'
    done
}

part_faq() {
    heading "A question (FAQ), signed and answered: medians of $ROUNDS, ms"
    load "$port" 8 1000 faq > /dev/null # everybody has said hello once
    compare_rows faq
    share faq
}

# Customer 0 talks his way to the summary, then the others stand there by copy.
part_order() {
    heading "The message that places an order: medians of $ROUNDS, ms"
    local save=$COUNT
    COUNT=$((COUNT < 3600 ? COUNT : 3600)) # every customer orders once: 3 rounds fit into 19,999
    talk "2 gift wraps" "checkout" "Ben" "Pickup"
    "$B/bench/fill" "$shop/waiter.db" summary 1 19999
    "$B/bench/fill" "$base/waiter.db" carts
    first=-899
    compare_rows order # customers 101.. and 1101..
    first=2000
    share order
    COUNT=$save first=10000000
}

talk() {
    local words
    for words in "$@"; do LOAD_SAY=$words "$B/bench/load" "$port" 1 1 say > /dev/null; done
}

part_products() {
    heading "GET /api/products against a static file of the same bytes"
    curl -fs "http://127.0.0.1:$port/api/products" > "$shop/media/bench.json"
    local connections round n=$((COUNT * 2))
    printf '%-8s %4s | %27s | %27s | share\n' "" conn "static: /s p50 p99 max" "api: /s p50 p99 max"
    for connections in 1 8 32; do
        : > "$top/floor.runs"
        : > "$top/shop.runs"
        for ((round = 0; round < ROUNDS; round++)); do
            load "$port" "$connections" "$n" /media/bench.json >> "$top/floor.runs"
            load "$port" "$connections" "$n" /api/products >> "$top/shop.runs"
        done
        print_share products "$connections" "$(median < "$top/floor.runs")" "$(median < "$top/shop.runs")"
        echo
    done
    for connections in 1 8 32; do # nginx does not keep this one: it comes from the program
        load "$port" "$connections" "$COUNT" /api/products/1 |
            awk -v c="$connections" '{printf "one       %3d | by the program: %d/s %.2f %.2f %.2f\n", c, $1, $2, $3, $4}'
    done
}

part_crowd() {
    heading "100 customers, 300 messages/s together, 20 s, open loop"
    first=20000000
    load "$port" 100 6000 mixed 300 |
        awk '{printf "%d/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms, %d failures\n", $1, $2, $3, $4, $5}'
}

# The test of `make test` at its full size: a few minutes.
part_oversell() {
    heading "64 clients, 10,000 order attempts on 1,000 pieces"
    [[ -e tests/http/node_modules ]] || (cd tests/http && npm ci --no-audit --no-fund --loglevel=error)
    OVERSELL_ATTEMPTS=10000 OVERSELL_PIECES=1000 node --test --test-name-pattern='clients make' \
        --test-reporter=spec tests/http/stock.test.mjs | grep -E '^(✔|✖) .*attempts'
}

part_memory() {
    heading "Memory, idle (PSS, KiB)"
    local pid all=0 kb
    for pid in $(pgrep -f "^$B/(webhook|api|admin|worker|simulator)"); do
        kb=$(awk '/^Pss:/ {print $2}' "/proc/$pid/smaps_rollup")
        printf '%-10s %7d\n' "$(basename "$(readlink "/proc/$pid/exe")")" "$kb"
        all=$((all + kb))
    done
    printf '%-10s %7d\n' together "$all"
}

part_start() {
    heading "From exec to the first answer (ms, median of 5)"
    local name path
    for name in webhook api admin; do
        case $name in api) path=/api/products ;; webhook) path=/webhook/whatsapp ;; *) path=/admin/orders ;; esac
        for _ in 1 2 3 4 5; do
            WAITER_HOME=$shop "$B/bench/cold" "$B/$name" "$top/cold.sock" "$path" 2> /dev/null
        done | sort -n | sed -n 3p | xargs printf '%-10s %7s\n' "$name"
    done
}

part_size() {
    heading "Binaries (bytes, stripped)"
    local name
    for name in webhook api admin worker simulator waiter; do
        strip -o "$top/stripped" "$B/$name"
        printf '%-10s %9d\n' "$name" "$(stat -c %s "$top/stripped")"
    done
}

main() {
    local part
    printf '%s, %s cores, SQLite %s, %s, load %s\n' "$(date -u +%FT%TZ)" "$(nproc)" \
        "$(sqlite3 --version 2> /dev/null | cut -d' ' -f1 || echo ?)" "$(git rev-parse --short HEAD)" \
        "$(cut -d' ' -f1 /proc/loadavg)"
    new_shop
    if want memory; then
        open_shop all
        part_memory
        stop_all
    fi
    open_shop web
    open_floor
    for part in faq order products crowd; do ! want "$part" || "part_$part"; done
    stop_all
    for part in start size oversell; do ! want "$part" || "part_$part"; done
}

main
