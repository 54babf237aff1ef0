/* nlu_tokens.c -- a text as the words that the reader of meanings compares. */
#include "nlu_parts.h"
#include "talk.h"

#include <string.h>

#define WORD_BYTES_MOST 48
#define TEXT_CHARS_MOST 1600

struct reader {
    const struct nlu_words *w;
    const struct nlu_goods *goods;
    enum spoken lang;
    struct nlu_tokens *out;
    char word[WORD_BYTES_MOST]; /* being read */
    size_t len;
    bool digits, letters;
};

static void keep(struct reader *r, const char *text, size_t n)
{
    struct nlu_tokens *t = r->out;
    if (!n || t->count == NLU_TOKENS_MOST || t->used + n + 1 > sizeof t->buffer)
        return;
    bool item = r->goods && r->goods->is_item(r->goods->of, text, n);
    struct nlu_known of = nlu_know(r->w, text, n);
    bool known = *text == '#' || item || of.known;
    const char *meant = known ? NULL : nlu_corrected(r->w, r->lang, text, n, &n);
    if (meant) {
        text = meant;
        of = nlu_know(r->w, text, n);
    }
    struct nlu_token *k = &t->at[t->count++];
    memcpy(t->buffer + t->used, text, n);
    t->buffer[t->used + n] = '\0';
    *k = (struct nlu_token){.text = t->buffer + t->used, .len = (uint16_t)n, .group = of.group,
                            .small = of.small, .item = !of.small && (of.goods || (!of.group && item))};
    t->used += n + 1;
    t->unknown += !known && !meant;
}

/* "hellooo" and "nooo": three or more of a letter are one. */
static size_t squeeze(char *s, size_t n)
{
    size_t m = 0;
    for (size_t i = 0; i < n;) {
        size_t run = 1;
        while (i + run < n && s[i + run] == s[i] && (unsigned char)s[i] < 0x80)
            run++;
        for (size_t k = 0; k < (run >= 3 ? 1 : run); k++)
            s[m++] = s[i];
        i += run;
    }
    return m;
}

static void keep_number(struct reader *r)
{
    static const char *const by_length[] = {"#1", "#2", "#3", "#4"};
    size_t at = r->len < 4 ? r->len - 1 : 3; /* 2, 12, 120, an order or a phone number */
    size_t before = r->out->count;
    keep(r, by_length[at], 2);
    if (r->out->count > before)
        r->out->at[before].number = true;
}

static void close_word(struct reader *r)
{
    if (!r->len)
        return;
    if (r->digits && !r->letters) {
        keep_number(r);
    } else {
        r->len = squeeze(r->word, r->len);
        const char *to = nlu_spelt(r->w, r->lang, r->word, r->len);
        if (!to)
            keep(r, r->word, r->len);
        while (to && *to) {
            size_t n = strcspn(to, " ");
            keep(r, to, n);
            to += n + strspn(to + n, " ");
        }
    }
    r->len = 0;
    r->digits = r->letters = false;
}

static void take(struct reader *r, uint32_t cp)
{
    char piece[8];
    size_t n;
    enum fold_class class = fold_char(cp, piece, &n);
    if (class == FOLD_NOTHING || (class == FOLD_PUNCT && piece[0] == '\''))
        return;
    if (class == FOLD_LETTER || class == FOLD_DIGIT) {
        if (r->len + n > WORD_BYTES_MOST)
            return;
        memcpy(r->word + r->len, piece, n);
        r->len += n;
        r->digits |= class == FOLD_DIGIT;
        r->letters |= class == FOLD_LETTER;
        return;
    }
    close_word(r);
    if (class == FOLD_EMOJI) {
        const char *to = nlu_spelt(r->w, r->lang, piece, n);
        keep(r, to ? to : "#emoji", to ? strlen(to) : 6);
    }
    if (class == FOLD_PUNCT && piece[0] == '?')
        r->out->question = true;
}

/* A web or mail address is one word. */
static const char *skip_address(struct reader *r, const char *text)
{
    size_t n = strcspn(text, " \n\t");
    bool mail = n > 4 && memchr(text, '@', n) && memchr(text, '.', n);
    bool web = n > 7 && (!strncmp(text, "http", 4) || !strncmp(text, "www.", 4));
    if (mail || web)
        keep(r, mail ? "#mail" : "#link", 5);
    return mail || web ? text + n : text;
}

static void find_pairs(const struct nlu_words *w, struct nlu_tokens *t)
{
    for (size_t i = 0; i + 1 < t->count; i++) {
        char pair[2 * WORD_BYTES_MOST + 1];
        const struct nlu_token *x = &t->at[i], *y = &t->at[i + 1];
        memcpy(pair, x->text, x->len);
        pair[x->len] = '_';
        memcpy(pair + x->len + 1, y->text, y->len);
        t->pair_groups[i] = nlu_group(w, pair, x->len + 1u + y->len);
        if (t->pair_groups[i] && (x->group == t->pair_groups[i] || y->group == t->pair_groups[i]))
            t->pair_groups[i] = 0; /* one word said it already */
    }
}

void nlu_tokens_read(const struct nlu_words *w, enum spoken lang, const struct nlu_goods *goods,
                     const char *text, struct nlu_tokens *out)
{
    struct reader r = {.w = w, .lang = lang, .goods = goods, .out = out};
    out->count = out->used = out->unknown = 0;
    out->question = false;
    memset(out->pair_groups, 0, sizeof out->pair_groups);
    for (size_t chars = 0; *text && chars < TEXT_CHARS_MOST; chars++) {
        if (!r.len)
            text = skip_address(&r, text);
        if (*text)
            take(&r, utf8_next(&text));
    }
    close_word(&r);
    find_pairs(w, out);
}

char *nlu_tokens_text(const struct nlu_words *w, enum spoken lang, struct arena *a, const char *text)
{
    struct nlu_tokens t;
    nlu_tokens_read(w, lang, NULL, text, &t);
    for (size_t i = 0; i + 1 < t.used; i++)
        if (!t.buffer[i])
            t.buffer[i] = ' ';
    return arena_strndup(a, t.buffer, t.used ? t.used - 1 : 0);
}
