#!/usr/bin/env bash
# install.sh SECTION... -- installs what is missing of those sections of packages.txt.
# As root by apt-get; else prints the one line to run and exits 69 (service unavailable).
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
here=$(dirname "$(readlink -f "$0")")

# "package [command]" lines of the sections asked for
wanted() {
    awk -v sections=" $* " '
        /^#/ || !NF { next }
        /^\[/ { gsub(/[][]/, ""); on = index(sections, " " $1 " "); next }
        on' "$here/packages.txt"
}

missing() {
    local package command
    while read -r package command; do
        [[ -n $command ]] && command -v "$command" > /dev/null && continue
        # ${…} is dpkg's own, not the shell's
        # shellcheck disable=SC2016
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) == installed ]] && continue
        echo "$package"
    done
}

mapfile -t packages < <(wanted "$@" | missing)
((${#packages[@]})) || exit 0
line="apt-get install -y --no-install-recommends ${packages[*]}"
if ((EUID != 0)) || ! command -v apt-get > /dev/null; then
    echo "Some packages are missing. Please run once:  sudo $line" >&2
    exit 69
fi
echo "Installing ${#packages[@]} packages, a minute or so: ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Tests want Apache and others as programs, not as services of this machine.
if [[ " $* " == *" test "* && ! -e /usr/sbin/policy-rc.d ]]; then
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f "$log" /usr/sbin/policy-rc.d' EXIT
fi
if ! { apt-get update -q && $line; } > "$log" 2>&1; then
    tail -20 "$log" >&2
    echo "apt-get could not install them." >&2
    exit 69
fi
