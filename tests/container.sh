#!/usr/bin/env bash
# container.sh -- builds deploy/Dockerfile and lives with the image: a customer orders, the container is stopped,
# killed, made anew, brought to a next version (one more step of the schema) and put back to the old one,
# which must refuse. Each step is printed with its seconds. With podman or docker, and a debian:12-slim made
# by debootstrap, so that no registry is needed. Root only, minutes, not part of `make test`.
#
#   ENGINE="podman --runtime runc"   how the engine is called; ENGINE=docker: Docker's own
#   CONTAINERS_CONF=FILE             podman's own: limits and the like, where the machine allows less
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
# shellcheck source=tests/root.sh
source tests/root.sh
((EUID == 0)) || { echo "root is needed for debootstrap" >&2; exit 69; }
read -ra engine <<< "${ENGINE:-podman}"
readonly PORT=18990 BASE=docker.io/library/debian:12-slim
readonly AT=http://127.0.0.1:$PORT
top=$(mktemp -d)
leave() {
    {
        "${engine[@]}" rm -f waiter-test
        "${engine[@]}" volume rm waiter-test
    } &> /dev/null || true
    rm -rf --one-file-system "$top"
}
trap leave EXIT

step() { # WORDS COMMAND...
    local words=$1 begin=${EPOCHREALTIME/./} tenths
    shift
    "$@" > "$top/step.log" 2>&1 ||
        { tail -30 "$top/step.log" | cut -c 1-300; "${engine[@]}" logs waiter-test 2>&1 | tail -5; echo "container: failed: $words"; exit 1; }
    tenths=$(((${EPOCHREALTIME/./} - begin) / 100000))
    printf '%6d.%d s  %s\n' $((tenths / 10)) $((tenths % 10)) "$words"
}

base() {
    ! "${engine[@]}" image inspect "$BASE" || return 0
    clean_root "$top/root"
    tar -C "$top/root" -c . | "${engine[@]}" import ${NODE_EXTRA_CA_CERTS:+--change "ENV NODE_EXTRA_CA_CERTS=$NODE_EXTRA_CA_CERTS"} - "$BASE"
}
build() { # TAG CONTEXT
    local more=()
    [[ $engine != *podman ]] || more=(--format docker --pull=never) # docker does so by itself
    "${engine[@]}" build --network=host "${more[@]}" -f "$2/deploy/Dockerfile" -t "$1" "$2"
}
# What compose.yaml says, said to the engine.
run() { # TAG
    "${engine[@]}" rm -f waiter-test
    "${engine[@]}" run -d --name waiter-test --network=host -v waiter-test:/data -e "PORT=$PORT" --read-only --tmpfs /tmp \
        --cap-drop ALL --security-opt no-new-privileges "$1"
    healthy
}
# Docker looks when it likes, podman without systemd when asked.
is_healthy() {
    if [[ $engine == *podman ]]; then
        "${engine[@]}" healthcheck run waiter-test
    else
        [[ $("${engine[@]}" inspect -f '{{.State.Health.Status}}' waiter-test) == healthy ]]
    fi
}
healthy() {
    local i
    for ((i = 0; i < 300; i++)); do
        ! is_healthy || return 0
        sleep 0.2
    done
    return 1
}
without_root() {
    [[ $("${engine[@]}" exec waiter-test id -u) == 10001 ]]
    ! "${engine[@]}" exec waiter-test touch /app/here
}
post() { curl -fsS -m 30 -H 'Content-Type: application/json' "$AT/simulator/api/$1" -d "$2"; }
order() {
    local words
    post customers '{"name":"Ana","phone":"+34600111222"}'
    for words in '2 black hoodies in L' checkout 'Ana Ribeiro' pickup yes; do
        post customers/1/messages "{\"text\":\"$words\",\"wait\":10000}"
    done
    curl -fsS "$AT/simulator/api/messages?customer=1" | grep -o '/t/[0-9A-Za-z._-]*' | head -n 1 > "$top/link"
    known
}
known() { # the order's page: /t/NUMBER.TOKEN
    local link
    link=$(< "$top/link")
    curl -fsS "$AT$link" | grep "ORD-$(basename "${link%.*}")"
}
again() { run "$1" && known; }
killed() {
    "${engine[@]}" kill -s KILL waiter-test
    "${engine[@]}" start waiter-test
    healthy && known
}
next_version() {
    git clone -q . "$top/next"
    echo 'CREATE TABLE of_the_next_version (id INTEGER PRIMARY KEY) STRICT;' > "$top/next/sql/schema/999-next.sql"
    build waiter:next "$top/next"
}
upgraded() { again waiter:next && "${engine[@]}" logs waiter-test 2>&1 | grep '^Copied first: /data/backups/'; }
refused() {
    "${engine[@]}" rm -f waiter-test
    ! "${engine[@]}" run --name waiter-test --network=host -v waiter-test:/data -e "PORT=$PORT" waiter:this || return 1
    "${engine[@]}" logs waiter-test 2>&1 | grep newer
}

git clone -q . "$top/this" # what COPY sees: no build, no state
step 'debian:12-slim' base
step 'deploy/Dockerfile builds' build waiter:this "$top/this"
step 'the shop opens, read-only, without capabilities; HEALTHCHECK says so' run waiter:this
step 'as user 10001, who cannot change the programs' without_root
step 'a customer orders' order
step 'a copy is made inside' "${engine[@]}" exec waiter-test build/waiter backup
step 'stopped' "${engine[@]}" stop -t 5 waiter-test
step 'a new container with the same volume knows the order' again waiter:this
step 'killed and started: still' killed
step 'the next version builds' next_version
step 'it copies the database, brings it up and knows the order' upgraded
step 'the old version refuses the newer database' refused
"${engine[@]}" images --format '{{.Size}}' waiter:this | sed 's/^/container: all well; the image has /'
