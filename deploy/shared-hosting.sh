#!/usr/bin/env bash
# shared-hosting.sh WEB PRIVATE -- puts waiter on web space with Apache, plain CGI and cron.
#
# WEB is the folder that Apache serves (public_html): it gets .htaccess, three small wrappers and the
# console, nothing else. PRIVATE, which the web must not reach, gets the programs with the
# libraries they need, the settings (.env) and the shop's state. Doing it again is an upgrade.
set -euo pipefail
export LC_ALL=C.UTF-8

(($# == 2)) || { echo "usage: deploy/shared-hosting.sh WEB PRIVATE" >&2; exit 64; }
mkdir -p "$1" "$2"
web=$(readlink -f "$1") private=$(readlink -f "$2")
[[ $private/ != "$web"/* ]] || { echo "PRIVATE must not lie inside WEB" >&2; exit 64; }
[[ $web$private != *[\'\"\ \\\$]* ]] || { echo "no blanks, quotes, \\ or \$ in the folders' names, please" >&2; exit 64; }
cd "$(dirname "$(readlink -f "$0")")/.."
B=${B:-build}
deploy/install.sh hosting
[[ -x $B/webhook && -d $B/console ]] || { echo "build first: make" >&2; exit 69; }
umask 077

# What a host without our packages lacks; the C library is the host's, and so are gcc's, which Debian bound
# to a newer one than our programs want. The programs find the rest by a path of their own, since one that
# is started without any environment (photo) must find it too.
libraries() {
    ldd "$@" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' |
        grep -vE '/(libc|libm|libpthread|libdl|librt|libresolv|libgcc_s|libstdc..|ld-linux.*)\.so' | sort -u
}

programs() {
    local program built=(webhook api admin worker waiter photo learn)
    mkdir -p "$private"/{bin,lib,share/waiter/sql,state}
    for program in "${built[@]}"; do
        install -s "$B/$program" "$private/bin/$program.new"
        patchelf --set-rpath "$private/lib" "$private/bin/$program.new"
        mv -f "$private/bin/$program.new" "$private/bin/$program" # whoever runs it keeps the old one
    done
    mapfile -t needed < <(libraries "${built[@]/#/$B/}")
    ((!${#needed[@]})) || cp -f "${needed[@]}" "$private/lib/"
    rm -rf "$private/share/waiter/sql/seed"
    cp -r sql/seed "$private/share/waiter/sql/"
    [[ -e $private/.env ]] ||
        { echo "WAITER_HOME=$private/state"; grep -vE '^WAITER_HOME=' .env.example; } > "$private/.env"
}

# A wrapper knows where its settings are; the query string, which CGI may give as arguments, stays out.
wrapper() { # FILE PROGRAM ARGUMENTS
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nWAITER_ENV_FILE=%s/.env exec %s/bin/%s%s\n' \
        "$private" "$private" "$2" "$3" > "$1.new"
    chmod "$4" "$1.new"
    mv -f "$1.new" "$1"
}

# nginx's headers, said to Apache: one list for both.
headers() {
    echo '<IfModule mod_headers.c>'
    sed -nE '/request_id|hsts/d; s/^add_header ([A-Za-z-]+) (.*) always;$/    Header always set \1 \2/p' \
        nginx/headers.conf | sed -E 's/ set ([A-Za-z-]+) ([^"].*)$/ set \1 "\2"/'
    echo '    Header always set Strict-Transport-Security "max-age=63072000" "expr=%{HTTPS} == '"'on'"'"'
    echo '</IfModule>'
}

pages() {
    local program
    mkdir -p "$web/cgi-bin"
    chmod 755 "$web" "$web/cgi-bin"
    for program in webhook api admin; do
        wrapper "$web/cgi-bin/$program.cgi" "$program" '' 755
    done
    rm -rf "$web/console"
    cp -r "$B/console" "$web/console"
    rm -f "$web/console/.made"
    chmod -R u=rwX,go=rX "$web/console"
    mkdir -p "$private/state/media"
    chmod 711 "$private" "$private/state" # Apache passes through to the photos, and sees nothing else
    chmod 755 "$private/state/media"
    ln -sfn "$private/state/media" "$web/media"
    { cat deploy/apache.htaccess; headers; } > "$web/.htaccess"
    chmod 644 "$web/.htaccess"
}

programs
pages
wrapper "$private/waiter" waiter ' "$@"' 700
wrapper "$private/cron" worker ' --once' 700
"$private/waiter" init
"$private/waiter" migrate
"$private/waiter" staff sync
cat <<WORDS
waiter is in place. Next:
  1. $private/waiter setup      (or edit $private/.env), then this script again
  2. $private/waiter seed sql/seed/demo.json     a demo shop, if you want one
  3. crontab -e, and add:
     * * * * * $private/cron
WORDS
