#!/usr/bin/env bash
# container.sh -- builds deploy/Dockerfile and lives with the image: a customer orders, the container is stopped,
# killed, made anew, brought to a next version (one more step of the schema) and put back to the old one,
# which must refuse. Each step is printed with its seconds. With podman, and a debian:12-slim made by
# debootstrap, so that no registry is needed. Root only, minutes, not part of `make test`.
#
#   PODMAN="podman --runtime runc"   how podman is called
#   CONTAINERS_CONF=FILE             podman's own: limits and the like, where the machine allows less
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
# shellcheck source=tests/root.sh
source tests/root.sh
((EUID == 0)) || { echo "root is needed for debootstrap" >&2; exit 69; }
read -ra podman <<< "${PODMAN:-podman}"
readonly PORT=18990 BASE=docker.io/library/debian:12-slim
readonly AT=http://127.0.0.1:$PORT
top=$(mktemp -d)
leave() {
    {
        "${podman[@]}" rm -f waiter-test
        "${podman[@]}" volume rm waiter-test
    } &> /dev/null || true
    rm -rf --one-file-system "$top"
}
trap leave EXIT

step() { # WORDS COMMAND...
    local words=$1 begin=${EPOCHREALTIME/./} tenths
    shift
    "$@" > "$top/step.log" 2>&1 ||
        { tail -30 "$top/step.log" | cut -c 1-300; "${podman[@]}" logs waiter-test 2>&1 | tail -5; echo "container: failed: $words"; exit 1; }
    tenths=$(((${EPOCHREALTIME/./} - begin) / 100000))
    printf '%6d.%d s  %s\n' $((tenths / 10)) $((tenths % 10)) "$words"
}

base() {
    ! "${podman[@]}" image exists "$BASE" || return 0
    clean_root "$top/root"
    tar -C "$top/root" -c . | "${podman[@]}" import - "$BASE"
}
build() { # TAG CONTEXT
    "${podman[@]}" build --network=host --format docker --pull=never \
        ${NODE_EXTRA_CA_CERTS:+--env "NODE_EXTRA_CA_CERTS=$NODE_EXTRA_CA_CERTS"} -f deploy/Dockerfile -t "$1" "$2"
}
# What compose.yaml says, said to podman.
run() { # TAG
    "${podman[@]}" rm -f waiter-test
    "${podman[@]}" run -d --name waiter-test --network=host -v waiter-test:/data -e "PORT=$PORT" --read-only --tmpfs /tmp \
        --cap-drop ALL --security-opt no-new-privileges "$1"
    healthy
}
healthy() {
    local i
    for ((i = 0; i < 150; i++)); do
        ! "${podman[@]}" healthcheck run waiter-test || return 0
        sleep 0.2
    done
    return 1
}
without_root() {
    [[ $("${podman[@]}" exec waiter-test id -u) == 10001 ]]
    ! "${podman[@]}" exec waiter-test touch /app/here
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
    "${podman[@]}" kill -s KILL waiter-test
    "${podman[@]}" start waiter-test
    healthy && known
}
next_version() {
    git clone -q . "$top/next"
    echo 'CREATE TABLE of_the_next_version (id INTEGER PRIMARY KEY) STRICT;' > "$top/next/sql/schema/999-next.sql"
    build waiter:next "$top/next"
}
upgraded() { again waiter:next && "${podman[@]}" logs waiter-test 2>&1 | grep -q '^Copied first: /data/backups/'; }
refused() {
    "${podman[@]}" rm -f waiter-test
    ! "${podman[@]}" run --name waiter-test --network=host -v waiter-test:/data -e "PORT=$PORT" waiter:this || return 1
    "${podman[@]}" logs waiter-test 2>&1 | grep -q newer
}

git clone -q . "$top/this" # what COPY sees: no build, no state
step 'debian:12-slim' base
step 'deploy/Dockerfile builds' build waiter:this "$top/this"
step 'the shop opens, read-only, without capabilities; HEALTHCHECK says so' run waiter:this
step 'as user 10001, who cannot change the programs' without_root
step 'a customer orders' order
step 'a copy is made inside' "${podman[@]}" exec waiter-test build/waiter backup
step 'stopped' "${podman[@]}" stop -t 5 waiter-test
step 'a new container with the same volume knows the order' again waiter:this
step 'killed and started: still' killed
step 'the next version builds' next_version
step 'it copies the database, brings it up and knows the order' upgraded
step 'the old version refuses the newer database' refused
"${podman[@]}" images --format '{{.Size}}' waiter:this | sed 's/^/container: all well; the image has /'
