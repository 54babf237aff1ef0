#!/usr/bin/env bash
# vps.sh -- follows docs/deployment.md, "A server of your own", in a Debian 12 that is booted: debootstrap,
# systemd-nspawn with a network of its own. The units start, a signed message is answered over TLS, an order is
# placed, a program that is killed comes back, a copy is restored, an upgrade and a second boot leave all as it
# was. Each step is printed with its seconds. Root only, minutes; not part of `make test`. The
# certificate is made here, since nobody signs one for a machine without a name.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
# shellcheck source=tests/root.sh
source tests/root.sh
((EUID == 0)) || { echo "root is needed to boot a Debian" >&2; exit 69; }
command -v systemd-nspawn > /dev/null || { echo "apt-get install systemd-container, please" >&2; exit 69; }
readonly NAME=shop.example.test
top=$(mktemp -d) nspawn='' leader=''
leave() {
    [[ -z $nspawn ]] || { kill -KILL "$nspawn" 2> /dev/null && wait "$nspawn" || true; } 2> /dev/null
    umount "$top/root/proc" 2> /dev/null || true
    rm -rf --one-file-system "$top"
}
trap leave EXIT

step() { # WORDS COMMAND...
    local words=$1 begin=${EPOCHREALTIME/./} tenths
    shift
    "$@" > "$top/step.log" 2>&1 || { tail -30 "$top/step.log" | cut -c 1-300; echo "vps: failed: $words"; exit 1; }
    tenths=$(((${EPOCHREALTIME/./} - begin) / 100000))
    printf '%6d.%d s  %s\n' $((tenths / 10)) $((tenths % 10)) "$words"
}
clean() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    ${NODE_EXTRA_CA_CERTS:+"NODE_EXTRA_CA_CERTS=$NODE_EXTRA_CA_CERTS"} "$@"; }
before() { clean chroot "$top/root" sh -ec "$1"; }                       # not booted yet
inside() { clean nsenter -t "$leader" -a --root --wd=/ bash -ec "$1"; } # booted

prepare_root() {
    clean_root "$top/root"
    mount -t proc proc "$top/root/proc"
    # What is installed before the boot must not start itself in a chroot.
    printf '#!/bin/sh\nexit 101\n' > "$top/root/usr/sbin/policy-rc.d"
    chmod +x "$top/root/usr/sbin/policy-rc.d"
    before 'apt-get update && apt-get install -y --no-install-recommends systemd systemd-sysv dbus'
}
the_guide_begins() {
    git clone -q . "$top/root/root/waiter"
    before 'apt-get install -y git make gcc && cd /root/waiter && deploy/install.sh build console run && make -s -j2 all'
}
installed() {
    before 'cd /root/waiter && make -s install && apt-get install -y --no-install-recommends certbot ufw'
    rm "$top/root/usr/sbin/policy-rc.d"
    umount "$top/root/proc"
}
boot() {
    systemd-nspawn -D "$top/root" --boot --register=no --keep-unit --private-network -M waiter-vps > "$top/boot.log" 2>&1 < /dev/null &
    nspawn=$!
    local i
    for ((i = 0; i < 300; i++)); do
        sleep 0.2
        leader=$(pgrep -P "$nspawn" | head -n 1) || continue
        [[ $(inside 'systemctl is-system-running' 2> /dev/null) != running ]] || return 0
    done
    cat "$top/boot.log"
    return 1
}
setup() {
    inside 'printf "%s\n" "Corner Shop" https://'$NAME' AC11111111111111111111111111111111 ffffffffffffffffffffffffffffffff "+1 415 523 8886" | waiter setup'
    inside 'systemctl enable --now waiter.target'
    inside 'waiter seed /usr/share/waiter/sql/seed/demo.json'
    all_run
}
all_run() {
    inside 'systemctl is-active waiter.target waiter@{webhook,api,admin,events} waiter-worker waiter-prepare
        test -z "$(systemctl --failed --no-legend)"'
}
with_tls() {
    inside 'd=/etc/letsencrypt/live/'$NAME'; mkdir -p $d; openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN='$NAME' \
        -addext subjectAltName=DNS:'$NAME' -keyout $d/privkey.pem -out $d/fullchain.pem
        cp $d/fullchain.pem /usr/local/share/ca-certificates/shop.crt && update-ca-certificates
        echo "127.0.0.1 '$NAME'" >> /etc/hosts
        waiter nginx > /etc/nginx/sites-available/waiter
        ln -sf ../sites-available/waiter /etc/nginx/sites-enabled/waiter
        nginx -t && systemctl reload nginx
        for i in $(seq 50); do curl -fsS https://'$NAME'/api/health && break; sleep 0.1; done
        test "$(curl -s -o /dev/null -w "%{http_code} %{redirect_url}" http://'$NAME'/)" = "301 https://'$NAME'/"'
}
# Words as Twilio posts them, signed.
say() {
    cat > "$top/root/root/say.sh" << 'SAY'
set -e
from=$1 at=https://shop.example.test/webhook/whatsapp
shift
for words; do
    set -- AccountSid AC11111111111111111111111111111111 Body "$words" From "$from" MessageSid "SM$(openssl rand -hex 16)" NumMedia 0 \
        ProfileName Ana To whatsapp:+14155238886
    signed=$at form=()
    while (($#)); do signed+=$1$2 form+=(--data-urlencode "$1=$2"); shift 2; done
    sign=$(printf %s "$signed" | openssl dgst -sha1 -hmac ffffffffffffffffffffffffffffffff -binary | base64)
    curl -fsS -H "X-Twilio-Signature: $sign" "${form[@]}" "$at"
done
SAY
    inside "bash /root/say.sh whatsapp:+34600111222 $1"
}
ordered() { inside 'waiter check; curl -fsS https://'$NAME'/api/products?limit=1 | grep -q Hoodie'; }
order() {
    say 'hello "1 house mug" checkout "Ana Ribeiro" pickup yes'
    inside 'cat /var/lib/waiter/waiter.db* | grep -aoq "ORD-[0-9]\{8\}-[A-Z0-9]\{8\}"'
}
killed() {
    inside 'kill -9 $(systemctl show -p MainPID --value waiter@webhook); sleep 1; systemctl is-active waiter@webhook'
    say hi
}
closed() {
    local unit
    for unit in waiter@webhook waiter@api waiter@admin waiter@events; do
        inside "systemd-analyze security --threshold=12 $unit" || return 1
    done
    inside 'systemd-analyze security --threshold=20 waiter-worker'
}
# Nginx runs as www-data and has to read what the worker keeps there.
readable() {
    inside 'for d in inbound backups; do runuser -u waiter -- sh -c "umask 027; echo x > /var/lib/waiter/$d/t"
        runuser -u www-data -- cat /var/lib/waiter/$d/t; rm /var/lib/waiter/$d/t; done'
}
restored() {
    inside 'copy=$(waiter backup)
        if waiter restore "$(basename "$copy")"; then exit 1; fi # the shop is open
        systemctl stop waiter.target; sleep 1
        waiter restore "$(basename "$copy")" | grep "1 orders"
        systemctl start waiter.target'
    all_run && say hi
}
upgraded() {
    inside 'sum=$(sha256sum /etc/waiter/waiter.env); cd /root/waiter && make -s install && systemctl restart waiter.target
        test "$sum" = "$(sha256sum /etc/waiter/waiter.env)"'
    all_run && say hi
}
booted_again() {
    inside 'systemctl poweroff' || true
    wait "$nspawn" || true
    boot && all_run && say hi && ordered
}
words() {
    # Nothing of the shop may be root's, though root gave the commands.
    inside 'test -z "$(find /var/lib/waiter ! -user waiter)"'
    inside 'certbot renew --dry-run; systemctl list-timers certbot --no-legend | grep certbot; ufw --dry-run allow "Nginx Full"
        journalctl -u waiter-prepare -o cat | grep "Console login made"; journalctl -u waiter@webhook -o cat | grep "\"msg\":\"request\""
        waiter doctor | grep "webhook answers"'
}

step 'Debian 12 with systemd' prepare_root
step 'the packages, and make all' the_guide_begins
step 'make install; certbot and ufw are there' installed
step 'it boots, nothing has failed' boot
step 'waiter setup; every unit is active' setup
step 'nginx with TLS; http is sent to https' with_tls
step 'a customer orders by signed messages' order
step 'a program that is killed comes back' killed
step 'exposure: 1.2 at most, the worker 2' closed
step 'nginx may read what it is told to send' readable
step 'a copy, refused while open, restored while closed' restored
step 'make install again, restarted: settings and shop are as they were' upgraded
step 'the timer of certbot, ufw, the journal, the doctor' words
step 'booted again: all of it is there' booted_again
inside 'systemctl poweroff' &> /dev/null || true
wait "$nspawn" || true
nspawn=''
echo 'vps: all well'
