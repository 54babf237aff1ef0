#!/usr/bin/env bash
# scale.sh [ORDERS CUSTOMERS MESSAGES] -- how a shop feels after years: 1,000,000 orders, 200,000 customers,
# 5,000,000 messages. Fills one, opens it, and times what each screen of the console asks, and a
# customer's turn. Targets: 100 ms p99 a screen, 5 ms a turn. Minutes, and some 3 GB of disk.
set -euo pipefail
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin:/sbin"
cd "$(dirname "$(readlink -f "$0")")/../.."
B=$(readlink -f "${B:-build}")
orders=${1:-1000000} customers=${2:-200000} messages=${3:-5000000} port=${BENCH_PORT:-18510}
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

# The schedules roll up what has happened since they last looked; wait until that is done.
settled() { "$B/waiter" schedule run "$1" 2>&1 | head -1; }
for name in $("$B/waiter" schedule list 2> /dev/null | awk '/count|roll|report/ {print $1}'); do settled "$name"; done

printf '%-58s %8s %8s %8s\n' "a screen asks (ms, 40 times)" p50 p99 max
ask() {
    local target=$1
    for _ in $(seq 41); do
        curl -s -o "$home/said" -b "$home/cookies" -w '%{time_total} %{http_code}\n' "http://127.0.0.1:$port$target"
    done | tail -n 40 | sort -n | awk -v t="$target" '{a[NR] = $1 * 1000; if ($2 != 200) bad = $2}
        END {printf "%-58s %8.1f %8.1f %8.1f %s%s\n", t, a[int(NR / 2)], a[NR - 1], a[NR], (a[NR - 1] > 100) ? "SLOW" : "", bad ? " status " bad : ""}'
}
for target in /admin/dashboard '/admin/orders?limit=50' '/admin/orders?status=pending' '/admin/orders?search=00012345' \
    '/admin/orders?search=%2B34600012345' /admin/chats '/admin/chats?search=opening' /admin/customers '/admin/customers?search=%2B34600012345' \
    '/admin/customers?search=Ben' /admin/customers/777 /admin/chats/777 /admin/chat-logs /admin/products /admin/faq /admin/unanswered \
    /admin/health /admin/settings '/admin/reports?range=today' '/admin/reports?range=30d' '/admin/reports?range=all' /admin/audit /api/products '/api/products?search=mug'; do
    ask "$target"
done
LOAD_FIRST=70000000 "$B/bench/load" "$port" 8 4000 faq |
    awk '{printf "a question, 8 at once: %d/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms\n", $1, $2, $3, $4}'
