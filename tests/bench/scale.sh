#!/usr/bin/env bash
# scale.sh [ORDERS CUSTOMERS MESSAGES] -- how a shop feels after years: 1,000,000 orders, 200,000 customers,
# 5,000,000 messages, and what comes with them. Fills one, opens it, and times what each screen of the
# console asks, the public API, and a customer's turns. Targets: 100 ms p99 a screen, 5 ms p99 a turn.
# Minutes, and some 3 GB of disk.
set -euo pipefail
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin:/sbin"
cd "$(dirname "$(readlink -f "$0")")/../.."
B=$(readlink -f "${B:-build}")
orders=${1:-1000000} customers=${2:-200000} messages=${3:-5000000} port=${BENCH_PORT:-18510} times=${TIMES:-40}
counted="SELECT EXISTS (SELECT 1 FROM report_day) AND NOT EXISTS (SELECT 1 FROM report_day WHERE counted <> touched
        OR (clicks_counted <> clicks_touched AND ends_at < (unixepoch() - 8 * 86400) * 1000))
    AND (SELECT id FROM report_place WHERE name = 'customer') >= $customers
    AND (SELECT id FROM report_place WHERE name = 'chat_log') >= $messages"
home=$(mktemp -d "${BENCH_DIR:-/var/tmp}/waiter-scale.XXXXXX")
shop=
trap 'if [[ -n $shop ]]; then kill $shop && wait $shop || true; fi; rm -rf "$home"' EXIT
export WAITER_ENV_FILE='' WAITER_SHARE=$PWD BUILT=1 B WAITER_HOME=$home PORT=$port
export PUBLIC_URL=http://bench.example TWILIO_ACCOUNT_SID=ACbe11c4be11c4be11c4be11c4be11c4be11
export TWILIO_AUTH_TOKEN=0123456789abcdef0123456789abcdef TWILIO_WHATSAPP_NUMBER=whatsapp:+14155238886
export TWILIO_API_URL=http://127.0.0.1:9 ADMIN_USERNAME=owner ADMIN_PASSWORD='a long enough password'

begin=$SECONDS
{ "$B/waiter" init && "$B/waiter" migrate && "$B/waiter" seed sql/seed/demo.json && "$B/waiter" staff sync; } > "$home/said"
"$B/bench/fill" "$home/waiter.db" customers "$customers"
"$B/bench/fill" "$home/waiter.db" full "$orders" "$messages" "$customers"
printf '%s orders, %s customers, %s messages: %s, filled in %d s\n' "$orders" "$customers" "$messages" \
    "$(du -sh "$home" | cut -f1)" $((SECONDS - begin))

deploy/run.sh all > "$home/shop.log" 2>&1 &
shop=$!
for _ in $(seq 600); do
    curl -fs -m 5 -o "$home/said" "http://127.0.0.1:$port/api/health" && break
    sleep 0.1
done
csrf=$(curl -fs -c "$home/cookies" -H 'Content-Type: application/json' "http://127.0.0.1:$port/admin/login" \
    -d '{"username":"owner","password":"a long enough password"}' | sed 's/.*"csrf_token":"\([^"]*\).*/\1/')
[[ -n $csrf ]]

# The indexes of what is searched follow by themselves, as a worker does it after an import.
while [[ $(sqlite3 "$home/waiter.db" 'SELECT max(id) > (SELECT max(id) FROM chat_search_docsize) FROM chat_log') != 0 ]]; do
    "$B/waiter" schedule run search > "$home/said" 2>&1 || cat "$home/said"
done
# The day-wise counters follow by themselves, some days a run; help until there is nothing left to count.
until [[ $(sqlite3 "$home/waiter.db" "$counted") == 1 ]]; do
    "$B/waiter" schedule run reports > "$home/said" 2>&1 || sleep 0.2 # the worker is at it
done
"$B/waiter" schedule run companions > "$home/said" 2>&1 || cat "$home/said"

admin=$(pgrep -f "^$B/admin -l $home") webhook=$(pgrep -f "^$B/webhook -l $home")
cpu_of() { awk '{print ($14 + $15) * 10}' "/proc/$1/stat"; } # ms; steadier than the clock where others work too
printf '%-58s %8s %8s %8s\n' "a screen asks (ms, $times times)" p50 max cpu
ask() {
    local target=$1 before
    curl -s -o "$home/said" -b "$home/cookies" "http://127.0.0.1:$port$target"
    before=$(cpu_of "$admin")
    for _ in $(seq "$times"); do
        curl -s -o "$home/said" -b "$home/cookies" -w '%{time_total} %{http_code}\n' "http://127.0.0.1:$port$target"
    done | sort -n | awk -v t="$target" -v n="$times" -v before="$before" -v stat="/proc/$admin/stat" '
        {a[NR] = $1 * 1000; if ($2 != 200) bad = $2}
        END {
            getline line < stat; split(line, s, " "); cpu = ((s[14] + s[15]) * 10 - before) / n
            printf "%-58s %8.1f %8.1f %8.1f %s%s\n", t, a[int((n + 1) / 2)], a[n], cpu, (a[n] > 100 ? "SLOW" : ""),
                (bad ? " status " bad : "") }'
}
for target in /admin/dashboard '/admin/orders?limit=50' '/admin/orders?status=pending' '/admin/orders?q=00012345' \
    '/admin/orders?q=%2B34600012345' '/admin/orders?q=nothing+like+that' '/admin/orders?q=Ben' '/admin/orders?q=zz' \
    '/admin/orders?sort=dearest' '/admin/orders?payment=unpaid' '/admin/orders?review=open' '/admin/orders?customer_id=777&status=delivered' \
    "/admin/orders?from=$(date -d '-365 days' +%FT00:00:00Z)" /admin/orders/777777 /admin/chats \
    '/admin/chats?tab=waiting' '/admin/chats?tab=closed' '/admin/chats?q=Ben' '/admin/chats?q=zzzz' '/admin/message-search?q=opening' '/admin/message-search?q=openin' \
    '/admin/message-search?q=what+o' '/admin/message-search?q=openix' '/admin/message-search?q=zzzz' \
    /admin/customers '/admin/customers?q=%2B34600012345' '/admin/customers?q=12345' \
    '/admin/customers?q=Ben' '/admin/customers?q=zz' '/admin/customers?q=nobody' '/admin/customers?sort=spent&q=Ben' '/admin/customers?sort=spent' /admin/customers/777 \
    /admin/chats/777 /admin/chats/777/messages /admin/chat-logs /admin/products /admin/faq /admin/unanswered /admin/tasks \
    /admin/feedback /admin/health /admin/checklist /admin/settings /admin/schedules /admin/tags /admin/audit /admin/phrases \
    /admin/orders.csv /admin/customers/777/export '/admin/feedback?mark=1' '/admin/feedback?customer_id=777' \
    '/admin/tasks?done=1' '/admin/audit?subject=order&ref=777775' '/admin/audit?actor=nobody' /admin/hooks/777/calls \
    /admin/notices /admin/ai /admin/rules /admin/texts /admin/delivery /admin/coupons /admin/products/1 /admin/products.csv \
    /admin/categories /admin/model /admin/canned /admin/staff /admin/keys /admin/sessions /admin/backups /admin/changes; do
    ask "$target"
done
for report in sales customers chats products sources; do
    for range in range=today range=30d "from=$(date -d '-399 days' +%F)&until=$(date +%F)"; do
        ask "/admin/analytics/$report?$range"
    done
done
for target in /api/products '/api/products?search=mug' /api/products/1 /api/customers/c777/orders /api/health /metrics; do
    ask "$target"
done

# Three rounds and the middle one: a machine that others share stalls for milliseconds now and then.
stolen() { awk '/^cpu /{print $9}' /proc/stat; }
turns() { # WORDS FIRST AT-ONCE COUNT KIND [A-SECOND]
    local before was began took=() first=$2 round
    before=$(cpu_of "$webhook") was=$(stolen) began=$(date +%s%3N)
    for round in 1 2 3; do
        "$B/bench/fill" "$home/waiter.db" delivered # nobody here takes what the worker would send
        took[round]=$(LOAD_FIRST=$first "$B/bench/load" "$port" "${@:3}")
        first=$((first + $4))
    done
    printf '%s\n' "${took[@]}" | sort -n -k 3 | awk -v what="$1, ${6:+$6 a second, }$3 at once" -v at_once="$3" \
        -v cpu=$(($(cpu_of "$webhook") - before)) -v n=$(($4 * 3)) \
        -v stolen=$((($(stolen) - was) * 1000)) -v ms=$((($(date +%s%3N) - began) * $(nproc))) '
        { p99[NR] = $3; if ($4 > max) max = $4; bad += $5 } NR == 2 { line = sprintf("%6d/s, p50 %.2f ms", $1, $2) }
        END { printf "%-38s %s, p99 %.2f ms (%.2f to %.2f), max %.2f ms, cpu %.2f ms, stolen %.1f %% %s%s\n", what, line,
            p99[2], p99[1], p99[3], max, cpu / n, stolen / ms, (at_once == 1 && p99[2] > 5 ? "SLOW" : ""),
            (bad ? " " bad " wrong" : "") }'
}
# Customer 0 talks his way to the summary; others stand there by copy and only have to say yes.
for words in "2 gift wraps" checkout Ben Pickup; do
    LOAD_SAY=$words "$B/bench/load" "$port" 1 1 say > "$home/said"
done
"$B/bench/fill" "$home/waiter.db" summary 2000 14000
# Not timed: a shop that has run for years has its log of writes at full length, and its programs are warm.
LOAD_FIRST=2000 "$B/bench/load" "$port" 1 500 order > "$home/said"
turns 'a question' 70000000 1 1500 faq
turns 'an order' 2500 1 1500 order
turns 'a question' 80000000 8 1500 faq
turns 'an order' 7000 8 1500 order
# An even stream, 4.3 million messages a day: the processor sleeps in between, which costs a ms too.
turns 'a question' 90000000 4 1000 faq 50
turns 'an order' 11500 4 1000 order 50
