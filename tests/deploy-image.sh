#!/usr/bin/env bash
# deploy-image.sh [DOCKERFILE] -- plays a Dockerfile without Docker: each stage is a clean Debian root made
# by debootstrap, RUN in it by chroot, COPY as the file says; then the shop in the last one is
# started as its USER and asked. For machines where no container can be built. Root only; minutes.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
# shellcheck source=tests/root.sh
source tests/root.sh
file=${1:-deploy/Dockerfile}
((EUID == 0)) || { echo "root is needed for chroot" >&2; exit 69; }
top=$(mktemp -d)
trap 'kill ${shop:-} 2> /dev/null && wait || true; for r in "$top"/*/proc; do umount "$r" 2> /dev/null || true; done; rm -rf "$top"' EXIT
git clone -q . "$top/context" # what `COPY . .` sees: no build, no state

root='' dir=/ user=0:0 entry='' env=()
declare -A stage=()
stage_begin() { # debian:12-slim [AS name]
    root=$top/stage${#stage[@]} dir=/ env=(PATH=/usr/sbin:/usr/bin:/sbin:/bin)
    stage[${3:-last}]=$root
    [[ -d $top/base ]] || clean_root "$top/base"
    cp -a "$top/base" "$root"
    [[ -z ${NODE_EXTRA_CA_CERTS:-} ]] || env+=("NODE_EXTRA_CA_CERTS=$NODE_EXTRA_CA_CERTS")
    mount -t proc proc "$root/proc"
}
inside() { chroot --userspec="$1" "$root" /usr/bin/env -i HOME=/root "${env[@]}" sh -c "cd $dir && $2"; }
copy() { # [--from=stage] FROM... TO
    local from=$top/context to one
    [[ $1 != --from=* ]] || { from=${stage[${1#--from=}]}; shift; }
    to=${*: -1}
    [[ $to == /* ]] || to=$dir/$to
    [[ $* != *' '*' '* && $to != */ ]] || mkdir -p "$root$to"
    for one in "${@:1:$#-1}"; do
        mkdir -p "$(dirname "$root$to")"
        if [[ -d $from/$one ]]; then mkdir -p "$root$to" && cp -a "$from/$one/." "$root$to/"; else cp -a "$from/$one" "$root$to"; fi
    done
}
while read -r word rest; do
    echo "-- $word $rest"
    # shellcheck disable=SC2086
    case $word in
        FROM) stage_begin $rest ;;
        WORKDIR) dir=$rest; mkdir -p "$root$dir" ;;
        RUN) inside 0:0 "$rest" > "$top/run.log" 2>&1 || { tail -30 "$top/run.log"; exit 1; } ;;
        COPY) copy $rest ;;
        USER) user=$rest ;;
        ENV) env+=($rest) ;;
        ENTRYPOINT) entry=$(tr -d '[],"' <<< "$rest") ;;
        VOLUME | EXPOSE | HEALTHCHECK) ;; # the last is asked below
        *) echo "deploy-image.sh does not know $word" >&2; exit 1 ;;
    esac
done < <(grep -vE '^(#|$)' "$file")

env+=(PORT=18990 TMPDIR=/tmp)
inside "$user" "exec $entry" > "$top/shop.log" 2>&1 &
shop=$!
for _ in $(seq 150); do
    sleep 0.2
    if curl -fs "http://127.0.0.1:18990/api/products?limit=1"; then
        echo
        du -sh "$root" | cut -f1
        echo "the image's shop answers"
        exit 0
    fi
    kill -0 "$shop" 2> /dev/null || break
done
cat "$top/shop.log"
exit 1
