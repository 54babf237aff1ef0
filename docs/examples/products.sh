#!/bin/sh
# What is for sale, by name. SHOP is the address of the shop; needs curl and sed alone.
# Lists answer with a `next_cursor`; ask again with it until it is null.
set -eu
SHOP=${SHOP:-http://127.0.0.1:8080}
cursor=
while :; do
    page=$(curl --fail --silent --show-error "$SHOP/api/products?limit=10${cursor:+&cursor=$cursor}")
    printf '%s\n' "$page" | tr '{' '\n' | sed -n 's/^"id":[0-9]*,"name":"\([^"]*\)".*/\1/p'
    cursor=$(printf '%s' "$page" | sed -n 's/.*"next_cursor":"\([^"]*\)".*/\1/p')
    [ -n "$cursor" ] || break
done
