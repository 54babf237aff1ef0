#!/usr/bin/env bash
# phrases.sh -- the training phrases in sql/seed/phrases are whole: every intent has enough of them
# in every language, no other intent is named, and none stands twice in a file, whatever its case,
# accents and punctuation.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

readonly intents="account add_to_cart browse_catalog cancel_order change_order complaint confirm
    delivery_address delivery_info deny feedback goodbye greeting human_agent invoice newsletter
    opening_hours out_of_scope payment_methods payment_problem place_order product_question
    refund_status return_policy store_location thanks track_order view_cart"
wrong=0 files=0
complain() { printf '%s\n' "$*" >&2; wrong=$((wrong + 1)); }

# Lower case, no accents, no punctuation, one space.
folded() {
    tr -d '[:punct:]' | sed -E 's/.*/\L&/; y/áàâãäåçéèêëíìîïñóòôõöúùûüÿأإآىة/aaaaaaceeeeiiiinooooouuuuyااايه/
        s/œ/oe/g; s/[¿¡،؟؛«»’…]//g; s/^ +| +$//g; s/ +/ /g'
}

check_file() { # FILE LEAST
    local intent count twice
    iconv -f UTF-8 -t UTF-8 "$1" > /dev/null || complain "$1 is not UTF-8"
    ! grep -nvE $'^[a-z_]+\t[^ \t]([^\t]*[^ \t])?$' "$1" >&2 || complain "$1: not intent<TAB>phrase"
    cut -f1 "$1" | sort -c || complain "$1 is not sorted by intent"
    for intent in $intents; do
        count=$(grep -c "^$intent"$'\t' "$1" || true)
        ((count >= $2)) || complain "$1: only $count phrases for $intent"
    done
    ! cut -f1 "$1" | grep -nvxF -f <(printf '%s\n' $intents) >&2 || complain "$1: unknown intent"
    twice=$(cut -f2 "$1" | folded | grep . | sort | uniq -d)
    [[ -z $twice ]] || complain "$1: twice: $twice"
}

for file in sql/seed/phrases/*.tsv; do
    files=$((files + 1))
    if [[ $file == */en.tsv ]]; then check_file "$file" 80; else check_file "$file" 25; fi
done
printf 'phrases: %d files, %d wrong\n' "$files" "$wrong"
((files >= 5 && wrong == 0))
