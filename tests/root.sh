# root.sh -- sourced by the scripts that want a clean Debian: a root made by debootstrap, entered by chroot.

# clean_root FOLDER: Debian 12, nothing else. Packages come the way they come to this machine, with the
# certificates it trusts.
clean_root() {
    local root=$1
    debootstrap --variant=minbase bookworm "$root" > "$root.log" || { tail -5 "$root.log"; return 1; }
    cp /etc/apt/sources.list "$root/etc/apt/" 2> /dev/null || true
    cp -r /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/apt/trusted.gpg.d "$root/etc/apt/" 2> /dev/null || true
    cp /etc/resolv.conf /etc/hosts "$root/etc/" 2> /dev/null || true
    mkdir -p "$root/etc/ssl/certs"
    cp -r /usr/local/share/ca-certificates "$root/usr/local/share/" 2> /dev/null || true
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2> /dev/null || true
    cp "$HOME/.npmrc" "$root/root/" 2> /dev/null || true
}
