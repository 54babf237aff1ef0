#!/usr/bin/env bash
# clock.sh -- how long from the README to a confirmed order? In a clean Debian root the README's lines are
# followed, a customer orders in the simulator, the owner confirms. Each step is printed with its
# seconds; what is not download must take 3 minutes at most. Root only; not part of `make test`.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
# shellcheck source=tests/root.sh
source tests/root.sh
((EUID == 0)) || { echo "root is needed for chroot" >&2; exit 69; }
readonly MOST=180 AT=http://127.0.0.1:18991
top=$(mktemp -d) shop=''
leave() {
    [[ -z $shop ]] || { kill "$shop" 2> /dev/null && wait "$shop" || true; }
    umount "$top/root/proc" "$top/root/dev" 2> /dev/null || true
    # Should /dev still be there: it is another file system, and stays.
    rm -rf --one-file-system "$top"
}
trap leave EXIT

ours=0 others=0
step() { # download|ours WORDS COMMAND...
    local whose=$1 words=$2 begin=${EPOCHREALTIME/./} tenths
    shift 2
    "$@" > "$top/step.log" 2>&1 || { tail -30 "$top/step.log"; [[ ! -e $top/shop.log ]] || tail -20 "$top/shop.log"; echo "clock: failed: $words"; exit 1; }
    tenths=$(((${EPOCHREALTIME/./} - begin) / 100000))
    if [[ $whose == ours ]]; then ours=$((ours + tenths)); else others=$((others + tenths)); fi
    printf '%6d.%d s  %-8s  %s\n' $((tenths / 10)) $((tenths % 10)) "$whose" "$words"
}
inside() { # COMMAND; with in_place=exec it takes the place of this (sub)shell
    ${in_place:-} chroot "$top/root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        ${NODE_EXTRA_CA_CERTS:+"NODE_EXTRA_CA_CERTS=$NODE_EXTRA_CA_CERTS"} PORT=18991 sh -c "$1"
}
prepare_root() {
    clean_root "$top/root"
    mount -t proc proc "$top/root/proc"
    mount --bind /dev "$top/root/dev"
}
open_shop() {
    in_place=exec inside 'cd /root/waiter && exec make run' > "$top/shop.log" 2>&1 &
    shop=$!
    until grep -q '^The shop is open' "$top/shop.log"; do
        kill -0 "$shop" || return 1
        sleep 0.1
    done
}

member() { sed -n "s/.*\"$1\":\"\\{0,1\\}\\([^\",}]*\\).*/\\1/p" | head -n 1; }
json() { curl -fsS -m 30 -H 'Content-Type: application/json' "$@"; }
say() { json "$AT/simulator/api/customers/$customer/messages" -d "{\"text\":\"$1\",\"wait\":10000}"; }
order() {
    local words
    customer=$(json "$AT/simulator/api/customers" -d '{"name":"Ana","phone":"+34600111222"}' | member id)
    for words in '2 black hoodies in L and a mug pls' 'make it three' checkout 'Ana Ribeiro' pickup yes; do say "$words"; done
    json "$AT/simulator/api/messages?customer=$customer" | grep -o 'ORD-[0-9A-Z-]*' > "$top/number"
}
confirm() {
    local token id
    token=$(json -c "$top/jar" "$AT/admin/login" -d "{\"username\":\"$user\",\"password\":\"$password\"}" | member csrf_token)
    id=$(json -b "$top/jar" "$AT/admin/orders" | grep -o '"orders":\[{[^[{]*' | member id)
    json -b "$top/jar" -X PUT -H "X-CSRF-Token: $token" "$AT/admin/orders/$id/status" -d '{"status":"confirmed"}'
    until json "$AT/simulator/api/messages?customer=$customer" | grep -q 'confirmed your order'; do sleep 0.1; done
}

git clone -q . "$top/waiter"
step download 'Debian 12, nothing else' prepare_root
step download 'git, make and gcc' inside 'apt-get update && apt-get install -y --no-install-recommends git make gcc libc6-dev'
step ours 'the sources' cp -r "$top/waiter" "$top/root/root/waiter"
step download 'packages that make run installs' inside 'cd /root/waiter && deploy/install.sh build console run'
step download "the console's libraries" inside 'cd /root/waiter && make -s console'
step ours 'make run: builds, and the shop is open' open_shop
read -r user password < <(sed -n 's/^.*  as \([^,]*\), password \([^ ]*\) .*$/\1 \2/p' "$top/shop.log")
step ours 'a customer orders in the simulator' order
step ours 'the owner confirms, the customer is told' confirm
printf 'clock: order %s confirmed; %d s of our own, %d s of downloads\n' "$(head -n 1 "$top/number")" $((ours / 10)) $((others / 10))
((ours <= MOST * 10))
