#!/usr/bin/env bash
# run.sh [all|web|worker] -- one whole shop in the foreground; `make run` starts it.
#
# Installs and builds what is missing, makes the state (secrets, database, demo shop), starts
# every program and nginx, and says where the shop is once it answers. Ctrl-C or TERM stops all
# of it; a part that dies stops the rest and its status is ours. `web` and `worker` start only
# those parts, for hosts that want them apart (Procfile).
#
# Steered by the environment and .env (see .env.example), and by these of its own:
#   B=build-address     programs from there
#   BUILT=1             do not install or build
#   LISTEN=0.0.0.0      where nginx listens (127.0.0.1)
#   LOGS=FILE           where the programs' JSON lines go; - is here. On a terminal they would drown
#                       what people read and go to WAITER_HOME/waiter.log, elsewhere they come here
#   SHOP_SEED=FILE      what an empty shop is filled with (sql/seed/demo.json; empty: nothing)
# Exit: 0 stopped as asked, 69 something is missing or the port is taken, 73 the shop's folder cannot
# be written, 75 runs already, 78 a setting is wrong, else the status of the part that died.
set -euo pipefail
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin:/sbin"

readonly STOP_WITHIN=1.5 HEALTHY_WITHIN=30

say() { printf '%s\n' "$*"; }
give_up() { # STATUS WORDS...
    local status=$1
    shift
    printf 'waiter: %s\n' "$*" >&2
    exit "$status"
}

# --- Before anything runs ---------------------------------------------------------------

make_all() { MAKEFLAGS='' make all SAN="$1" "${@:2}"; }

# Make's commands as one line that counts; what is wrong goes to stderr past it.
counted() { # FILES
    local live=0
    [[ ! -t 1 ]] || live=1
    awk -v all="$1" -v live=$live '
        / -c -o / && live { printf "\r  %d of %d", ++done, all; fflush() }
        END { if (live && done) printf "\n" }'
}

build() {
    [[ -z ${BUILT:-} && -e Makefile && $B =~ ^build-?([a-z]*)$ ]] || return 0
    local san=${BASH_REMATCH[1]}
    local sections=(build run)
    [[ -e nginx/console/vendor/htm.js ]] || sections+=(console)
    deploy/install.sh "${sections[@]}"
    mkdir -p "$B"
    # Two starts at once must not write the same objects.
    exec {building}> "$B/.lock"
    flock "$building"
    local files begin=$SECONDS
    files=$(make_all "$san" -n | grep -c -- ' -c -o ') || true
    ((!files)) || say "Building: $files files on $(nproc) cores; two minutes or so where it is the first time."
    make_all "$san" -j"$(nproc)" | counted "$files" || give_up 70 "the build failed"
    ((!files)) || say "Built in $((SECONDS - begin)) s."
    exec {building}>&-
}

setting() { "$B/waiter" settings get "$1"; }

read_settings() {
    home=$(setting WAITER_HOME) || give_up 78 "the settings are not right"
    share=$(setting WAITER_SHARE)
    port=$(setting PORT)
    run=$home/run
    [[ $home$share != *[\"\\\$\;\{\}$'\n']* ]] ||
        give_up 78 "WAITER_HOME and WAITER_SHARE must not contain quotes, \$, \\, ;, { or }"
    umask 027
    mkdir -p "$run" 2> /dev/null && [[ -w $home && -w $run ]] ||
        give_up 73 "user $(id -u) cannot write to $home, where the shop keeps everything. As root:  chown -R $(id -u) $home"
    logs=${LOGS:--}
    [[ -n ${LOGS:-} || ! -t 2 ]] || logs=$home/waiter.log
}

# One lock a part; held as long as this shell lives, not inherited by what it starts.
take_lock() {
    local part
    for part in web worker; do
        [[ $parts == all || $parts == "$part" ]] || continue
        exec {lock}> "$run/$part.lock"
        locks+=("$lock")
        flock -n "$lock" ||
            give_up 75 "the shop in $home is running already (http://127.0.0.1:$port)"
    done
}

check_port() {
    [[ $parts != worker ]] || return 0
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || return 0
    give_up 69 "port $port is taken by another program. Try: make run PORT=$((port + 10))"
}

# Heroku and its like empty their disk at every restart: an order taken there is lost by tomorrow.
warn_of_a_short_memory() {
    [[ -z ${DYNO:-} ]] ||
        say "waiter: this host's disk is emptied at each restart, and the shop with it. For trying only." >&2
}

make_state() {
    local words
    words=$("$B/waiter" init)
    # A password that was made is said at the end, where it is seen.
    login=$(sed -n 's/^Console login made, \(.*\): user .*, \(password .*\)$/\2 (\1)/p' <<< "$words")
    sed '/^Console login/d; /^$/d' <<< "$words"
    "$B/waiter" migrate
    local seed=${SHOP_SEED-$share/sql/seed/demo.json}
    [[ -z $seed ]] || "$B/waiter" seed --if-empty "$seed"
    "$B/waiter" staff sync
    simulator=$(setting WAITER_SIMULATOR)
    [[ $logs == - || ! -s $logs ]] || mv -f "$logs" "$logs.1"
}

# --- nginx ------------------------------------------------------------------------------

# Behind a proxy everybody has the proxy's address, and one visitor would use up the limits of all. The last
# address that it names is the one it saw itself; those before it anybody may have made up.
believe_proxies() {
    local proxies one
    proxies=$(setting WAITER_PROXIES)
    [[ -z $proxies ]] || printf 'real_ip_header X-Forwarded-For;'
    for one in ${proxies//,/ }; do printf ' set_real_ip_from %s;' "$one"; done
}

render_nginx() {
    local user='' with_simulator=''
    # Sockets and state belong to whoever starts us; root's are closed to nginx's usual user.
    ((EUID)) || user='user root;'
    ((!simulator)) || with_simulator='include waiter/simulator.locations;'
    mkdir -p "$run/tmp" "$run/waiter" "$home/media"
    cp "$share"/nginx/{fastcgi.conf,headers.conf,waiter.server,waiter.locations,simulator.locations} "$run/waiter/"
    local text
    text=$(< "$share/nginx/waiter.http.in")
    text=${text//@RUN@/"$run"}
    printf '%s\n' "${text//@CACHE@/cache}" > "$run/waiter/waiter.http"
    text=$(< "$share/nginx/nginx.conf.in")
    text=${text//@USER@/"$user"}
    text=${text//@LISTEN@/"${LISTEN:-127.0.0.1}"}
    text=${text//@PORT@/"$port"}
    text=${text//@RUN@/"$run"}
    text=${text//@HOME@/"$home"}
    text=${text//@SHARE@/"$share"}
    text=${text//@CONSOLE@/"$(readlink -f "$B")/console"}
    text=${text//@SIMULATOR@/"$with_simulator"}
    text=${text//@PROXIES@/"$(believe_proxies)"}
    printf '%s\n' "$text" > "$run/nginx.conf"
    nginx -p "$run" -c nginx.conf -e stderr -t -q || give_up 78 "nginx does not take $run/nginx.conf"
}

# --- Running ----------------------------------------------------------------------------

declare -A name_of=() # by pid
locks=() login=''

# Each part leads a group of its own, so that Ctrl-C reaches only us and nobody is forgotten;
# should we be killed outright, the kernel stops it.
start() { # NAME COMMAND...
    local name=$1 lock
    shift
    (
        for lock in "${locks[@]}"; do exec {lock}>&-; done
        [[ $logs == - ]] || exec >> "$logs" 2>&1
        exec setsid setpriv --pdeathsig TERM -- "$@"
    ) &
    name_of[$!]=$name
}

start_parts() {
    local name
    if [[ $parts != worker ]]; then
        local programs=(webhook api admin events)
        ((!simulator)) || programs+=(simulator)
        rm -f "$run"/*.sock # what an earlier life left would look like an open door
        for name in "${programs[@]}"; do start "$name" "$B/$name" -l "$run/$name.sock"; done
        start nginx nginx -p "$run" -c nginx.conf -e stderr
        wait_healthy "${programs[@]}" &
        name_of[$!]=health
    fi
    [[ $parts == web ]] || start worker "$B/worker"
}

# Until every program has its door open and one of them answers through nginx.
wait_healthy() { # PROGRAM...
    local end=$((SECONDS + HEALTHY_WITHIN))
    until doors_open "$@" && curl -fs -m 2 -o "$run/health" "http://127.0.0.1:$port/api/health"; do
        ((SECONDS < end)) || return 1
        sleep 0.05
    done
}

doors_open() {
    local name
    for name in "$@"; do [[ -S $run/$name.sock ]] || return 1; done
}

stop_parts() {
    local pid
    [[ -z $login ]] || say "The console's $login." # it never came as far as saying so
    ((${#name_of[@]})) || return 0
    trap '' INT TERM HUP
    # The process too: it may not have come as far as leading its group.
    for pid in "${!name_of[@]}"; do kill -TERM -- "-$pid" "$pid" 2> /dev/null || true; done
    wait_gone || for pid in "${!name_of[@]}"; do kill -KILL -- "-$pid" 2> /dev/null || true; done
    wait "${!name_of[@]}" 2> /dev/null || true
}

# Until every group is empty, or STOP_WITHIN is over.
wait_gone() {
    local pid left
    local end=$((${EPOCHREALTIME/./} + ${STOP_WITHIN/./}00000))
    while ((${EPOCHREALTIME/./} < end)); do
        left=0
        for pid in "${!name_of[@]}"; do kill -0 -- "-$pid" 2> /dev/null && left=1; done
        ((left)) || return 0
        sleep 0.02
    done
    return 1
}

say_open() {
    local at="http://127.0.0.1:$port"
    say "The shop is open."
    ((!simulator)) || say "  be a customer   $at/simulator/"
    say "  be the owner    $at/console/   as $(setting ADMIN_USERNAME)${login:+, $login}"
    login=''
    say "  the API         $at/docs/"
    ((simulator)) || say "  for Twilio      $(setting PUBLIC_URL)/webhook/whatsapp#rc=5&rp=all&ct=2000&rt=5000&tt=15000"
    [[ $logs == - ]] || say "  what happens    $logs"
    [[ ! -t 1 ]] || say "Ctrl-C closes it."
}

# Until a part dies; its status is then ours.
watch() {
    local pid status
    while :; do
        status=0
        wait -n -p pid "${!name_of[@]}" 2> /dev/null || status=$? # bash's own words on a death
        [[ -n ${pid:-} ]] || continue
        local name=${name_of[$pid]}
        if [[ $name != health ]]; then
            printf 'waiter: %s ended with status %d; stopping the rest\n' "$name" "$status" >&2
            [[ $logs == - ]] || { printf 'The end of %s:\n' "$logs" && tail -n 5 "$logs"; } >&2
            # nginx's workers outlive their master, and as zombies of a lazy init would be waited for.
            kill -KILL -- "-$pid" 2> /dev/null || true
            unset "name_of[$pid]"
            return $((status ? status : 70))
        fi
        unset "name_of[$pid]"
        ((!status)) || give_up 70 "the shop did not answer within $HEALTHY_WITHIN s"
        say_open
    done
}

main() {
    parts=${1:-all}
    [[ $parts =~ ^(all|web|worker)$ ]] || give_up 64 "usage: deploy/run.sh [all|web|worker]"
    [[ ${WAITER_HOME:-/} == /* ]] || export WAITER_HOME=$PWD/$WAITER_HOME
    cd "$(dirname "$(readlink -f "$0")")/.."
    B=${B:-build}
    build
    read_settings
    take_lock
    check_port
    warn_of_a_short_memory
    make_state
    [[ $parts == worker ]] || render_nginx
    trap stop_parts EXIT
    trap 'exit 0' INT TERM HUP # from inside `wait`, too: a flag would be looked at too late
    start_parts
    watch
}

main "$@"
