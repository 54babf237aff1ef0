/* tokens.c -- a message cut into words: where each stood, what stood before it, numbers read,
 * chat spellings and stretched letters put right, each word looked up once in the lexicon. */
#include "talk.h"

#include <string.h>

#define NUMBER_MOST 1000000000LL

struct cutter {
    const struct lexicon *l;
    struct arena *a;
    struct words *out;
    const char *clean, *at;
    char *buffer;             /* folded letters of all words, one after another */
    size_t used;
    struct word w;            /* the word being read */
    bool open, number, letters_seen;
    enum separator separator; /* met since the last word */
    bool gap;                 /* something stood between */
    bool minus, hash, apostrophe;
    const char *minus_at;     /* where it stands; a typographic one has several bytes */
    const char *currency;     /* "€" before its number */
    size_t sentence;          /* first word of this sentence */
    const char *mask_to;      /* everything before this is e-mail, URL or order number */
    size_t room;              /* words that fit; one more place is kept behind them */
};

bool word_is(const struct lexicon *l, const struct word *w, unsigned flags)
{
    return (l->at[w->lex].flags & flags) != 0;
}

static struct word *push(struct cutter *c, uint16_t lex, const char *text, size_t len)
{
    /* A huge message: what does not fit lands in the spare place behind the last word. */
    struct word *w = &c->out->at[c->out->count];
    if (c->out->count < c->room)
        c->out->count++;
    *w = c->w;
    w->text = text;
    w->len = (uint16_t)len;
    w->lex = lex;
    const struct lexeme *x = &c->l->at[lex];
    if (lex && x->number >= 0 && !w->is_number) {
        w->is_number = true;
        w->number = x->number;
    }
    if (lex && x->ordinal)
        w->ordinal = x->ordinal;
    return w;
}

/* The same word with runs of three or more equal letters cut to `most`. */
static size_t squeeze(const char *text, size_t n, int most, char *out)
{
    size_t m = 0;
    for (size_t i = 0; i < n;) {
        size_t run = 1;
        while (i + run < n && text[i + run] == text[i])
            run++;
        size_t keep = run >= 3 ? (size_t)most : run;
        for (size_t k = 0; k < keep; k++)
            out[m++] = text[i];
        i += run;
    }
    return m;
}

static uint16_t find_stretched(struct cutter *c, const char **text, size_t *n)
{
    for (int most = 2; most >= 1; most--) {
        char *out = arena_alloc(c->a, *n + 1);
        size_t m = squeeze(*text, *n, most, out);
        if (m == *n)
            return 0;
        uint16_t lex = lexicon_find(c->l, out, m);
        if (lex || most == 1) {
            *text = out;
            *n = m;
            return lex;
        }
    }
    return 0;
}

static int64_t read_number(const char *s, size_t n, bool *decimal)
{
    int64_t v = 0;
    const char *comma = memchr(s, ',', n), *dot = memchr(s, '.', n);
    const char *mark = comma ? comma : dot;
    bool thousands = mark && s + n - mark == 4 && mark - s <= 3 && s[0] != '0';
    *decimal = mark && !thousands;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == ',' || s[i] == '.') {
            if (*decimal)
                break;
            continue;
        }
        v = v * 10 + (s[i] - '0');
        if (v > NUMBER_MOST)
            v = NUMBER_MOST;
    }
    return v;
}

static void add_currency(struct cutter *c, const char *name)
{
    struct word *w = push(c, lexicon_find(c->l, name, strlen(name)), name, strlen(name));
    w->glued = true;
    w->is_number = false;
    w->separator = SEP_NONE;
}

static void close_number(struct cutter *c, const char *text, size_t n)
{
    c->w.is_number = true;
    c->w.number = read_number(text, n, &c->w.decimal);
    c->w.digits = (uint8_t)(n > 200 ? 200 : n);
    if (c->minus) {
        c->w.negative = true;
        c->w.number = -c->w.number;
    }
    push(c, lexicon_find(c->l, text, n), text, n);
    if (c->currency)
        add_currency(c, c->currency);
    c->currency = NULL;
}

/* "we'll" is not "well": such spellings are kept with the apostrophe in front. */
static uint16_t find_contraction(const struct cutter *c, const char *text, size_t n)
{
    char marked[24] = "'";
    if (n > 20)
        return 0;
    memcpy(marked + 1, text, n);
    return lexicon_find(c->l, marked, n + 1);
}

/* The "two" that an Arabic dual holds ("كوبين" is two cups). */
static void push_two(struct cutter *c)
{
    struct word kept = c->w;
    c->w.is_number = true;
    c->w.number = 2;
    push(c, 0, "2", 1);
    c->w = kept;
    c->w.separator = SEP_NONE;
    c->w.glued = false;
}

static void close_letters(struct cutter *c, const char *text, size_t n)
{
    uint16_t lex = c->apostrophe ? find_contraction(c, text, n) : 0;
    if (!lex)
        lex = lexicon_find(c->l, text, n);
    if (!lex)
        lex = find_stretched(c, &text, &n);
    if (!lex && (unsigned char)*text >= 0xd8 && (unsigned char)*text <= 0xdb) {
        struct arabic_word x = arabic_known(c->l, text, n);
        if (x.lex) {
            lex = x.lex;
            text = c->l->at[lex].text;
            n = c->l->at[lex].len;
            if (x.joined_by_and && c->w.separator < SEP_AND)
                c->w.separator = SEP_AND;
            if (x.two)
                push_two(c);
        }
    }
    if (c->apostrophe && !lex && n > 2 && text[n - 1] == 's') { /* "the shop's" */
        n--;
        lex = lexicon_find(c->l, text, n);
    }
    const struct lexeme *x = &c->l->at[lex];
    if (!lex || !x->spell[0]) {
        push(c, lex, text, n);
        return;
    }
    for (int i = 0; i < 3 && x->spell[i]; i++) {
        const struct lexeme *y = &c->l->at[x->spell[i]];
        push(c, x->spell[i], y->text, y->len);
        c->w.separator = SEP_NONE;
        c->w.glued = false;
    }
}

/* "2nd": the number before becomes an ordinal. */
static bool is_ordinal_tail(struct cutter *c, const char *t, size_t n)
{
    if (n != 2 || !c->w.glued || !c->out->count || !c->out->at[c->out->count - 1].is_number)
        return false;
    return !memcmp(t, "nd", 2) || !memcmp(t, "st", 2) || !memcmp(t, "rd", 2) ||
           !memcmp(t, "th", 2);
}

static void close_word(struct cutter *c)
{
    if (!c->open)
        return;
    c->open = false;
    const char *text = c->w.text;
    size_t n = (size_t)(c->buffer + c->used - text);
    c->w.to = (uint32_t)(c->at - c->clean);
    c->w.hash = c->hash;
    c->w.masked = c->at <= c->mask_to;
    if (!c->w.glued)
        c->out->raw_count++;
    if (c->number) {
        close_number(c, text, n);
    } else if (is_ordinal_tail(c, text, n)) {
        struct word *last = &c->out->at[c->out->count - 1];
        last->ordinal = (int16_t)(last->number > 0 && last->number < 1000 ? last->number : 0);
    } else {
        close_letters(c, text, n);
    }
    c->minus = c->hash = c->apostrophe = false;
    c->separator = SEP_NONE;
    c->gap = false;
}

static void open_word(struct cutter *c, const char *from, bool number)
{
    c->open = true;
    c->number = number;
    if (c->used)
        c->buffer[c->used++] = '\0';
    c->w = (struct word){.text = c->buffer + c->used, .from = (uint32_t)(from - c->clean),
                         .separator = (uint8_t)c->separator,
                         .glued = !c->gap && c->out->count > 0};
    if (c->minus)
        c->w.from = (uint32_t)(c->minus_at - c->clean);
}

/* "t-shirt", "e-mail", "x-large" are one word: one letter before the hyphen. */
static bool joins(const struct cutter *c, const char *next)
{
    char piece[8];
    size_t n;
    const char *t = next;
    return c->open && !c->number && c->buffer + c->used - c->w.text == 1 && !c->w.glued &&
           fold_char(utf8_next(&t), piece, &n) == FOLD_LETTER;
}

static void set_separator(struct cutter *c, enum separator s)
{
    if (s > c->separator)
        c->separator = s;
}

static const char *currency_word(uint32_t cp)
{
    switch (cp) {
    case '$': return "dollar";
    case 0x20ac: return "euro";
    case 0xa3: return "pound";
    default: return cp >= 0xa2 && (cp <= 0xa5 || (cp >= 0x20a0 && cp <= 0x20cf)) ? "usd" : NULL;
    }
}

static void end_sentence(struct cutter *c, bool question)
{
    for (size_t i = c->sentence; question && i < c->out->count; i++)
        c->out->at[i].question = true;
    c->sentence = c->out->count;
    set_separator(c, SEP_BREAK);
}

static void punctuation(struct cutter *c, uint32_t cp, char p, const char *next)
{
    bool digit_next = *next >= '0' && *next <= '9';
    bool space_before = c->gap || !c->out->count;
    const char *currency = currency_word(cp);
    if (currency) {
        if (!digit_next && c->out->count && c->out->at[c->out->count - 1].is_number)
            add_currency(c, currency);
        else
            c->currency = currency;
        c->gap = c->gap || !c->out->count;
        return;
    }
    if (p == ':' && digit_next && c->out->count && c->out->at[c->out->count - 1].is_number) {
        c->out->at[c->out->count - 1].masked = true; /* 10:30 */
        c->mask_to = next + strspn(next, "0123456789");
    }
    if (p == '-' && digit_next && space_before) {
        c->minus = true;
        c->minus_at = c->at;
    }
    if (p == '#' && digit_next)
        c->hash = true;
    if (p == '%' && c->out->count && !c->gap && c->out->at[c->out->count - 1].is_number)
        c->out->at[c->out->count - 1].masked = true;
    if ((p == ')' || p == '.') && !c->gap && c->out->count)
        c->out->at[c->out->count - 1].listed = c->out->at[c->out->count - 1].is_number;
    if (p == ',' || p == ';' || p == '(' || p == ')')
        set_separator(c, SEP_COMMA);
    if (p == '&' || p == '+')
        set_separator(c, SEP_AND);
    bool space_next = !*next || *next == ' ' || *next == '\n' || *next == '!' || *next == '?' ||
                      *next == '.';
    if ((p == '.' || p == '!' || p == '?') && space_next)
        end_sentence(c, p == '?');
    if (p == '-' && space_before && !digit_next)
        set_separator(c, SEP_COMMA);
    c->gap = true;
}

/* E-mail addresses, URLs and order numbers are one thing each, not words about products. */
static void look_for_masks(struct cutter *c)
{
    const char *p = c->at;
    size_t n = strcspn(p, " \n\t");
    bool at = memchr(p, '@', n) && memchr(p, '.', n);
    bool url = n > 7 && (!strncasecmp(p, "http:", 5) || !strncasecmp(p, "https:", 6) ||
                         !strncasecmp(p, "www.", 4));
    bool order = n >= 12 && !strncasecmp(p, "ord-", 4);
    if (at || url || order)
        c->mask_to = p + n;
}

/* An emoji speaks only where nobody used words. */
static void take_emoji(struct cutter *c, const char *from, const char *piece, size_t n)
{
    close_word(c);
    uint16_t lex = c->letters_seen ? 0 : lexicon_find(c->l, piece, n);
    if (lex && c->l->at[lex].spell[0]) {
        c->at = from;
        open_word(c, from, false);
        memcpy(c->buffer + c->used, piece, n);
        c->used += n;
        c->at = from + n;
        c->gap = true;
        close_word(c);
    }
    c->gap = true;
}

/* "j'aimerais", "l'adresse", "qu'il": French leaves out a vowel of the small word before. */
static bool is_elided(const struct cutter *c, const char *next)
{
    const char *word = c->w.text;
    size_t n = (size_t)(c->buffer + c->used - word);
    char piece[8];
    size_t len;
    fold_char(utf8_next(&next), piece, &len);
    bool small = (n == 1 && strchr("jldcnmts", *word)) || (n == 2 && !memcmp(word, "qu", 2));
    return small && !c->w.glued && len && strchr("aeiouyh", piece[0]);
}

static void take(struct cutter *c, const char *from, const char *next, uint32_t cp)
{
    char piece[8];
    size_t n;
    enum fold_class class = fold_char(cp, piece, &n);
    c->at = from;
    bool digit = class == FOLD_DIGIT;
    if (class == FOLD_NOTHING)
        return;
    if (class == FOLD_PUNCT && piece[0] == '\'' && c->open && !c->number) {
        if (is_elided(c, next))
            c->open = false; /* what follows is the word */
        else
            c->apostrophe = true;
        return;
    }
    if (class == FOLD_PUNCT && piece[0] == '-' && joins(c, next))
        return;
    bool mark = (piece[0] == '.' || piece[0] == ',') && c->open && c->number &&
                *next >= '0' && *next <= '9';
    if (class == FOLD_LETTER || digit || (class == FOLD_PUNCT && mark)) {
        if (c->open && c->number != (digit || mark))
            close_word(c);
        if (!c->open)
            open_word(c, from, digit);
        memcpy(c->buffer + c->used, piece, n);
        c->used += n;
        return;
    }
    close_word(c);
    if (class == FOLD_EMOJI)
        take_emoji(c, from, piece, n);
    else if (class == FOLD_PUNCT)
        punctuation(c, cp, piece[0], next);
    else
        c->gap = true;
    if (cp == '\n')
        end_sentence(c, false);
}

static bool any_letters(const char *s)
{
    char piece[8];
    size_t n;
    while (*s) {
        enum fold_class class = fold_char(utf8_next(&s), piece, &n);
        if (class == FOLD_LETTER || class == FOLD_DIGIT)
            return true;
    }
    return false;
}

void words_read(const struct lexicon *l, struct arena *a, const char *clean, struct words *out)
{
    size_t n = strlen(clean);
    struct cutter c = {.l = l, .a = a, .out = out, .clean = clean, .at = clean, .gap = true};
    out->count = out->raw_count = 0;
    c.room = n + 8 < WORDS_MOST ? n + 8 : WORDS_MOST;
    out->at = arena_array(a, c.room + 1, sizeof *out->at);
    c.buffer = arena_alloc(a, 3 * n + 16);
    c.letters_seen = any_letters(clean);
    const char *p = clean;
    while (*p && out->count < c.room) {
        const char *from = p;
        if (from == clean || from[-1] == ' ' || from[-1] == '\n') {
            c.at = from;
            look_for_masks(&c);
        }
        uint32_t cp = utf8_next(&p);
        take(&c, from, p, cp);
    }
    c.at = p;
    close_word(&c);
}
