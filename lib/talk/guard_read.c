/* guard_read.c -- a text as the guard compares it: words, numbers with their units, and what has to
 * stand letter for letter (addresses, phones, numbers of orders). Facts and answers are cut alike. */
#include "guard_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- the table ---- */

static bool is_open(const char *word, size_t n) { return n > 1 && word[n - 1] == '*'; }

static struct guard_word *row_new(struct guard *g, struct arena *a, const char *word, size_t n)
{
    char folded[64];
    bool open = is_open(word, n);
    size_t len = nlu_fold(word, open ? n - 1 : n, folded, sizeof folded);
    struct guard_word *w = &g->at[g->count++];
    *w = (struct guard_word){.text = arena_strndup(a, folded, len), .n = len, .open = open};
    for (int l = 0; l < SPOKEN__MAX; l++)
        w->number[l] = -1;
    return w;
}

static void note(struct guard_word *w, const struct guard_line *line)
{
    w->flags |= line->flag;
    if (line->flag & GUARD_CLAIM)
        w->claim = line->flag & GUARD_UNIT ? 100 + line->id : line->id;
    if (line->flag & GUARD_UNIT)
        w->unit = line->id;
    if (line->flag & GUARD_DAY)
        w->day = line->id;
    if (line->flag & GUARD_IDEA)
        w->idea = line->id;
    if (line->code)
        w->code = line->code;
}

static const char *next(const char **list, size_t *n)
{
    const char *word = *list + strspn(*list, " ");
    *n = strcspn(word, " ");
    *list = word + *n;
    return *n ? word : NULL;
}

static int by_text(const void *a, const void *b)
{
    const struct guard_word *x = a, *y = b;
    return x->open != y->open ? (int)x->open - (int)y->open : strcmp(x->text, y->text);
}

static void add_numbers(struct guard *g, struct arena *a)
{
    for (int l = 0; l < SPOKEN__MAX; l++) {
        const struct language *of = language_of(spoken_code((enum spoken)l));
        for (size_t i = 0; i < of->number_count; i++)
            row_new(g, a, of->numbers[i].word, strlen(of->numbers[i].word))->number[l] = of->numbers[i].number;
    }
}

static size_t rows_needed(void)
{
    size_t n, most = 0;
    for (size_t i = 0; i < guard_line_count; i++)
        for (const char *list = guard_lines[i].words; next(&list, &n);)
            most++;
    for (int l = 0; l < SPOKEN__MAX; l++)
        most += language_of(spoken_code((enum spoken)l))->number_count;
    return most;
}

const struct guard *guard_open(struct arena *a)
{
    struct guard *g = arena_alloc(a, sizeof *g);
    size_t n;
    const char *word;
    g->words = nlu_words_build(a);
    g->at = arena_array(a, rows_needed(), sizeof *g->at);
    for (size_t i = 0; i < guard_line_count; i++)
        for (const char *list = guard_lines[i].words; (word = next(&list, &n));)
            note(row_new(g, a, word, n), &guard_lines[i]);
    add_numbers(g, a);
    qsort(g->at, g->count, sizeof *g->at, by_text);
    while (g->closed < g->count && !g->at[g->closed].open)
        g->closed++;
    return g;
}

static void take(struct guard_word *out, const struct guard_word *w)
{
    out->flags |= w->flags;
    out->claim = w->claim ? w->claim : out->claim;
    out->unit = w->unit ? w->unit : out->unit;
    out->day = w->day ? w->day : out->day;
    out->idea = w->idea ? w->idea : out->idea;
    out->code = w->code ? w->code : out->code;
    for (int l = 0; l < SPOKEN__MAX; l++)
        out->number[l] = w->number[l] >= 0 ? w->number[l] : out->number[l];
}

struct guard_word guard_look(const struct guard *g, const char *word, size_t n)
{
    struct guard_word out = {.number = {-1, -1, -1, -1, -1}};
    size_t low = 0, high = g->closed;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (strcmp(g->at[mid].text, word) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < g->closed && strcmp(g->at[low].text, word) == 0; low++)
        take(&out, &g->at[low]);
    for (size_t i = g->closed; i < g->count; i++)
        if (n >= g->at[i].n && !memcmp(g->at[i].text, word, g->at[i].n))
            take(&out, &g->at[i]);
    return out;
}

/* ---- cutting ---- */

struct cut {
    const struct guard *g;
    struct arena *arena;
    const char *all, *at, *lang, *currency;
    const char *sign; /* a currency's sign stood right before */
    bool glued;
    struct guard_tokens *out;
};

static struct guard_token *token(struct cut *c, enum guard_token_kind kind, const char *from)
{
    struct guard_tokens *o = c->out;
    if (o->count == GUARD_TOKENS_MOST) {
        o->too_many = true;
        o->count--;
    }
    struct guard_token *t = &o->at[o->count++];
    *t = (struct guard_token){.kind = kind, .from = (uint32_t)(from - c->all),
                              .sentence = o->sentences, .clause = o->clauses, .glued = c->glued};
    c->glued = true;
    return t;
}

static int digit(uint32_t cp)
{
    if (cp >= '0' && cp <= '9')
        return (int)(cp - '0');
    if (cp >= 0x660 && cp <= 0x669)
        return (int)(cp - 0x660);
    return cp >= 0x6f0 && cp <= 0x6f9 ? (int)(cp - 0x6f0) : -1;
}

static uint32_t peek(const char *s) { return utf8_next(&s); }

static bool is_letter(uint32_t cp)
{
    char folded[8];
    size_t n;
    return cp && fold_char(cp, folded, &n) == FOLD_LETTER;
}

static const char *sign_code(uint32_t cp)
{
    return cp == '$' ? "USD" : cp == 0x20ac ? "EUR" : cp == 0xa3 ? "GBP" : cp == 0xa5 ? "JPY"
         : cp >= 0x20a0 && cp <= 0x20cf ? GUARD_NO_CURRENCY : NULL;
}

static void money(struct cut *c, struct guard_token *t, const char *code)
{
    bool ours = !strcmp(code, c->currency);
    t->unit = ours ? UNIT_MONEY : UNIT_FOREIGN;
    if (!ours)
        c->out->foreign = true;
}

/* ---- codes: up to the next blank, as they are ---- */

static size_t run_length(const char *s)
{
    const char *p = s;
    while (*p) {
        const char *before = p;
        uint32_t cp = utf8_next(&p);
        if (is_space(cp) || cp == '"' || cp == '(' || cp == ')' || cp == 0xab || cp == 0xbb || cp == 0x60c)
            return (size_t)(before - s);
    }
    return (size_t)(p - s);
}

/* An e-mail, an address of the web, ORD-20261123-ABCDEFGH, 2026-11-23: letter for letter. */
static bool is_code(const char *s, size_t n)
{
    bool digits = false, letters = false, dash = false, dots = false, slash = false;
    for (size_t i = 0; i < n; i++) {
        char ch = s[i];
        bool letter = (ch | 32) >= 'a' && (ch | 32) <= 'z';
        digits |= ch >= '0' && ch <= '9';
        letters |= letter;
        dash |= ch == '-' && i && i + 1 < n;
        slash |= ch == '/' && i + 1 < n;
        dots |= ch == '.' && i > 0 && i + 2 < n && ((s[i - 1] | 32) >= 'a' || (s[i - 1] >= '0' && s[i - 1] <= '9')) &&
                (s[i + 1] | 32) >= 'a' && (s[i + 1] | 32) <= 'z' && (s[i + 2] | 32) >= 'a' && (s[i + 2] | 32) <= 'z';
        if (ch == '@')
            return true;
    }
    size_t dashes = 0;
    for (size_t i = 0; i < n; i++)
        dashes += s[i] == '-';
    bool date = digits && !letters && (dashes == 2 || slash);
    return dots || date || (digits && letters && dash && n > 7) || (slash && letters && digits) || !strncmp(s, "www", 3);
}

static void add_code(struct cut *c, size_t n)
{
    struct guard_token *t = token(c, GUARD_CODE, c->at);
    char *text = arena_strndup(c->arena, c->at, n);
    for (char *p = text; *p; p++)
        *p = *p >= 'A' && *p <= 'Z' ? (char)(*p | 32) : *p;
    t->text = text;
    t->n = n;
    c->at += n;
    t->to = (uint32_t)(c->at - c->all);
}

/* Seven digits or more in groups are a phone (or another number to be copied), not an amount. */
static bool phone(struct cut *c)
{
    char digits[40];
    size_t n = 0;
    bool plus = *c->at == '+';
    const char *p = c->at + plus, *end = p;
    while (*p && n < sizeof digits - 1) {
        int d = digit(peek(p));
        if (d >= 0) {
            digits[n++] = (char)('0' + d);
            (void)utf8_next(&p);
            end = p;
        } else if (end == p && strchr(" -()", *p) && n) {
            p += strspn(p, " -()");
            if (digit(peek(p)) < 0)
                break;
            end = p;
        } else {
            break;
        }
    }
    if (n < 7 && !plus)
        return false;
    if (*end == '.' || *end == ',' || *end == ':')
        if (digit(peek(end + 1)) >= 0)
            return false;
    struct guard_token *t = token(c, GUARD_CODE, c->at);
    t->text = arena_strndup(c->arena, digits, n);
    t->n = n;
    c->at = end;
    t->to = (uint32_t)(c->at - c->all);
    return true;
}

/* ---- numbers in digits ---- */

static bool separates(uint32_t cp) { return cp == '.' || cp == ',' || cp == 0x66b || cp == 0x66c || cp == 0x27; }

static int64_t digits_run(struct cut *c, size_t *n)
{
    int64_t v = 0;
    int d;
    for (*n = 0; (d = digit(peek(c->at))) >= 0; ++*n) {
        v = v > 100000000000000 ? v : v * 10 + d;
        (void)utf8_next(&c->at);
    }
    return v;
}

/* "39.90", "1.234,50", "10:00": a separator before three digits groups, else it is the point. */
static void number(struct cut *c)
{
    struct guard_token *t = token(c, GUARD_NUMBER, c->at);
    size_t n;
    int64_t whole = digits_run(c, &n), part = 0;
    while (separates(peek(c->at))) {
        const char *mark = c->at;
        (void)utf8_next(&c->at);
        if (digit(peek(c->at)) < 0) {
            c->at = mark;
            break;
        }
        part = digits_run(c, &n);
        if (n == 3 && !t->exact) {
            whole = whole * 1000 + part;
            continue;
        }
        for (; n < 3; n++)
            part *= 10;
        t->exact = true;
        t->thousandths = n > 3 ? 1 : part; /* finer than any price: equal to none */
    }
    if (*c->at == ':' && digit(peek(c->at + 1)) >= 0) {
        c->at++;
        whole = whole * 60 + digits_run(c, &n);
        t->unit = UNIT_TIME;
    }
    t->thousandths += whole * 1000;
    if (c->sign)
        money(c, t, c->sign);
    t->to = (uint32_t)(c->at - c->all);
}

/* ---- words ---- */

static bool look(const struct guard *g, struct guard_token *t, const char *text, size_t n)
{
    t->is = guard_look(g, text, n);
    t->group = nlu_group(g->words, text, n);
    t->small = nlu_know(g->words, text, n).small;
    return t->is.flags || t->group || t->small;
}

/* Arabic joins "and", "the", "with" to the word: it is looked for without them too. */
static void look_up(const struct guard *g, struct guard_token *t)
{
    static const char *const joined[] = {"\u0648", "\u0648\u0627\u0644", "\u0627\u0644", "\u0628", "\u0628\u0627\u0644",
                                         "\u0644", "\u0644\u0644"};
    if (look(g, t, t->text, t->n) || (unsigned char)*t->text < 0xd8)
        return;
    for (size_t i = 0; i < COUNT(joined); i++) {
        size_t n = strlen(joined[i]);
        if (t->n > n + 3 && !memcmp(t->text, joined[i], n) && look(g, t, t->text + n, t->n - n)) {
            t->text += n;
            t->n -= n;
            return;
        }
    }
    look(g, t, t->text, t->n);
}

static void word(struct cut *c)
{
    const char *from = c->at, *end = from;
    char folded[96];
    size_t letters = 0;
    while (*c->at) {
        uint32_t cp = peek(c->at);
        bool apostrophe = cp == '\'' || cp == 0x2019;
        if (apostrophe && letters <= 2) { /* l'envoi, d'un: two words */
            (void)utf8_next(&c->at);
            break;
        }
        if (!is_letter(cp) && !apostrophe && cp != 0x640 && !(cp >= 0x64b && cp <= 0x65f))
            break;
        letters++;
        (void)utf8_next(&c->at);
        end = c->at;
    }
    struct guard_token *t = token(c, GUARD_WORD, from);
    t->n = nlu_fold(from, (size_t)(end - from), folded, sizeof folded);
    t->text = arena_strndup(c->arena, folded, t->n);
    look_up(c->g, t);
    stem_word(t->text, t->n, t->stem);
    t->to = (uint32_t)(end - c->all);
}

static bool ends_sentence(uint32_t cp)
{
    return cp == '.' || cp == '!' || cp == '?' || cp == '\n' || cp == 0x61f || cp == 0x2026;
}

static bool ends_clause(uint32_t cp)
{
    return cp == ',' || cp == ';' || cp == ':' || cp == '(' || cp == ')' || cp == 0x60c || cp == 0x61b ||
           cp == 0x2013 || cp == 0x2014;
}

static void mark(struct cut *c, uint32_t cp)
{
    struct guard_tokens *o = c->out;
    const char *code = sign_code(cp);
    struct guard_token *last = o->count ? &o->at[o->count - 1] : NULL;
    bool fresh = o->count && o->at[o->count - 1].sentence == o->sentences;
    (void)utf8_next(&c->at);
    if (cp == '?' || cp == 0x61f)
        for (size_t i = o->count; i-- > 0 && o->at[i].sentence == o->sentences;)
            o->at[i].asked = true;
    if (ends_sentence(cp) && fresh) {
        o->sentences++;
        o->clauses++;
    } else if (ends_clause(cp)) {
        o->clauses++;
    } else if ((cp == '%' || cp == 0x66a) && last && last->kind == GUARD_NUMBER) {
        last->unit = UNIT_PERCENT;
    } else if (code) {
        bool before = digit(peek(c->at + strspn(c->at, " "))) >= 0 && !(last && last->glued && last->kind == GUARD_NUMBER);
        if (before)
            c->sign = code;
        else if (last && last->kind == GUARD_NUMBER)
            money(c, last, code);
        return;
    }
    c->sign = is_space(cp) ? c->sign : NULL;
}

static void cut(struct cut *c)
{
    while (*c->at) {
        uint32_t cp = peek(c->at);
        size_t n = run_length(c->at);
        while (n && strchr(".,!?;:", c->at[n - 1]))
            n--;
        if (!c->glued && n && is_code(c->at, n)) {
            add_code(c, n);
        } else if ((digit(cp) >= 0 || cp == '+') && phone(c)) {
            c->sign = NULL;
        } else if (digit(cp) >= 0) {
            number(c);
            c->sign = NULL;
        } else if (is_letter(cp)) {
            word(c);
        } else {
            c->glued = !is_space(cp) && c->glued;
            mark(c, cp);
        }
    }
}

/* ---- what numbers count ---- */

static bool joins(const struct guard_token *t)
{
    return t->kind == GUARD_WORD && (!strcmp(t->text, "and") || !strcmp(t->text, "y") || !strcmp(t->text, "e") ||
                                     !strcmp(t->text, "et") || !strcmp(t->text, "و"));
}

static bool has_unit(const struct guard_tokens *o, size_t i)
{
    for (size_t k = i + 1; k < o->count && k <= i + 2 && o->at[k].clause == o->at[i].clause; k++)
        if (o->at[k].kind == GUARD_WORD && (o->at[k].is.flags & (GUARD_UNIT | GUARD_FOREIGN)))
            return true;
    return false;
}

/* "cincuenta y cinco" is one number; "one" and "un" alone are no number but an article. */
static void numbers_in_words(struct guard_tokens *o, enum spoken l)
{
    size_t to = 0;
    for (size_t i = 0; i < o->count; i++) {
        struct guard_token t = o->at[i];
        int64_t v = t.kind == GUARD_WORD && !(t.is.flags & GUARD_UNIT) ? t.is.number[l] : -1;
        size_t used = i;
        while (v >= 0) {
            size_t k = used + 1 + (used + 1 < o->count && joins(&o->at[used + 1]));
            int64_t more = k < o->count && o->at[k].kind == GUARD_WORD && o->at[k].clause == t.clause
                             ? o->at[k].is.number[l] : -1;
            bool times = more >= 100 || (v == 4 && more == 20);
            if (more <= 0 || (!times && (more >= v || v < 20)))
                break;
            v = times && v && v < more ? v * more : v + more;
            used = k;
        }
        if (v >= 0 && (v != 1 || has_unit(o, used))) {
            t.kind = GUARD_NUMBER;
            t.thousandths = v * 1000;
            t.to = o->at[used].to;
            i = used;
        }
        o->at[to++] = t;
    }
    o->count = to;
}

static void units(struct guard_tokens *o, const char *currency)
{
    for (size_t i = 0; i < o->count; i++) {
        struct guard_token *t = &o->at[i];
        for (size_t k = i + 1; t->kind == GUARD_NUMBER && !t->unit && k < o->count && k <= i + 2 &&
                               o->at[k].clause == t->clause; k++) {
            const struct guard_word *w = &o->at[k].is;
            if (o->at[k].kind != GUARD_WORD || (w->flags & GUARD_CLAIM && w->flags & GUARD_UNIT))
                break;
            if (w->flags & GUARD_FOREIGN) {
                t->unit = !strcmp(w->code, currency) ? UNIT_MONEY : UNIT_FOREIGN;
                o->foreign |= t->unit == UNIT_FOREIGN;
            } else if (w->flags & GUARD_UNIT) {
                t->unit = w->unit;
            } else if (w->flags & GUARD_DAY) {
                t->unit = UNIT_WEEKDAY;
            }
        }
    }
    for (size_t i = o->count; i-- > 0;) { /* "two to three weeks" */
        struct guard_token *t = &o->at[i];
        for (size_t k = i + 1; t->kind == GUARD_NUMBER && !t->unit && k < o->count && k <= i + 2 &&
                               o->at[k].clause == t->clause; k++)
            if (o->at[k].kind == GUARD_NUMBER && (k == i + 1 || o->at[i + 1].small || o->at[i + 1].is.flags & GUARD_PLAIN))
                t->unit = o->at[k].unit;
    }
}

static void days_and_limits(struct guard_tokens *o, const char *currency)
{
    for (size_t i = 0; i < o->count; i++) {
        struct guard_token *t = &o->at[i];
        if (t->kind == GUARD_WORD && t->is.flags & GUARD_DAY) {
            t->kind = GUARD_NUMBER;
            t->unit = UNIT_WEEKDAY;
            t->thousandths = t->is.day;
        } else if (t->kind == GUARD_WORD && t->is.unit == UNIT_PART) {
            t->kind = GUARD_NUMBER;
            t->unit = UNIT_PART;
            for (size_t k = 0; k < t->n; k++)
                t->thousandths = t->thousandths * 31 % 1000003 + (unsigned char)t->text[k];
        }
        bool counted = i && o->at[i - 1].kind == GUARD_NUMBER;
        if (t->kind == GUARD_WORD && t->is.flags & GUARD_FOREIGN && !counted && !(i > 1 && o->at[i - 2].kind == GUARD_NUMBER)) {
            t->kind = GUARD_NUMBER; /* "a euro" */
            t->unit = strcmp(t->is.code, currency) ? UNIT_FOREIGN : UNIT_MONEY;
            t->thousandths = 1000;
        }
        bool yours = (i && o->at[i - 1].is.flags & GUARD_YOURS) || (i > 1 && o->at[i - 2].is.flags & GUARD_YOURS) ||
                     t->is.flags & GUARD_YOURS;
        if (t->is.idea == GUARD_ORDER_IDEA && yours && !t->is.claim) {
            t->is.flags |= GUARD_CLAIM; /* what is said of it, only an order's own fact holds */
            t->is.claim = GUARD_YOUR_ORDER;
        }
        if (t->kind != GUARD_NUMBER || t->unit != UNIT_MONEY)
            continue;
        for (size_t k = i; k-- > 0 && i - k <= 3 && o->at[k].clause == t->clause && o->at[k].kind == GUARD_WORD;)
            t->limit |= (o->at[k].is.flags & GUARD_FROM) != 0;
    }
}

static void negations(struct guard_tokens *o)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->at[i].kind == GUARD_WORD && o->at[i].is.flags & GUARD_NOT)
            for (size_t k = 0; k < o->count; k++)
                if (o->at[k].clause == o->at[i].clause)
                    o->at[k].negated = true;
}

void guard_read(const struct guard *g, struct arena *a, const char *text, const char *lang,
                const char *currency, struct guard_tokens *out)
{
    struct cut c = {.g = g, .arena = a, .all = text, .at = text, .lang = lang, .currency = currency, .out = out};
    size_t room = strlen(text) + 1 < GUARD_TOKENS_MOST ? strlen(text) + 1 : GUARD_TOKENS_MOST;
    *out = (struct guard_tokens){.at = arena_array(a, room, sizeof *out->at)};
    cut(&c);
    enum spoken spoken = SPOKEN_EN;
    (void)spoken_read(lang, &spoken);
    numbers_in_words(out, spoken);
    units(out, currency);
    days_and_limits(out, currency);
    negations(out);
}
