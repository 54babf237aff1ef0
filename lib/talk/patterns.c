/* patterns.c -- the owner's regular expressions for questions (PCRE2), kept on a short leash:
 * 512 characters, 100,000 steps, little depth and memory; whatever is broken is left out. */
#include "talk.h"

#include "waiter/log.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <string.h>

#define PATTERN_MOST 512
#define STEPS_MOST 100000
#define DEPTH_MOST 1000
#define HEAP_MOST_KIB 1024

struct pattern { pcre2_code *code; uint32_t entry; const char *text; };
struct faq_patterns {
    struct pattern *at;
    size_t count;
    pcre2_match_context *limits;
};

static void free_code(void *code) { pcre2_code_free(code); }
static void free_limits(void *limits) { pcre2_match_context_free(limits); }

static void add_pattern(struct faq_patterns *p, struct arena *a, const char *text, size_t entry)
{
    int why;
    PCRE2_SIZE where;
    if (strlen(text) > PATTERN_MOST) {
        log_warn("faq pattern left out", "why", "longer than 512", "pattern", text, NULL);
        return;
    }
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                                     PCRE2_UTF | PCRE2_CASELESS, &why, &where, NULL);
    if (!code) {
        PCRE2_UCHAR words[120] = "";
        pcre2_get_error_message(why, words, sizeof words);
        log_warn("faq pattern left out", "why", (const char *)words, "pattern", text, NULL);
        return;
    }
    arena_defer(a, free_code, code);
    p->at[p->count++] = (struct pattern){.code = code, .entry = (uint32_t)entry, .text = text};
}

static pcre2_match_context *limits_new(void)
{
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    if (limits) {
        pcre2_set_match_limit(limits, STEPS_MOST);
        pcre2_set_depth_limit(limits, DEPTH_MOST);
        pcre2_set_heap_limit(limits, HEAP_MOST_KIB);
    }
    return limits;
}

const struct faq_patterns *patterns_build(struct brain *b, struct arena *a)
{
    const struct catalogue *c = b->catalogue;
    struct faq_patterns *p = arena_alloc(a, sizeof *p);
    size_t most = 0;
    for (size_t i = 0; i < c->faq_count; i++)
        most += c->faq[i].pattern_count;
    p->at = arena_array(a, most + 1, sizeof *p->at);
    p->limits = limits_new();
    if (!p->limits)
        return p;
    arena_defer(a, free_limits, p->limits);
    for (size_t i = 0; i < c->faq_count; i++)
        for (size_t k = 0; k < c->faq[i].pattern_count; k++)
            add_pattern(p, a, c->faq[i].patterns[k], i);
    return p;
}

long patterns_find(const struct faq_patterns *p, const char *lower, long *more, const char *said[2])
{
    *more = -1;
    long first = -1;
    size_t n = strlen(lower);
    if (!p->count)
        return -1;
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    if (!data)
        return -1;
    for (size_t i = 0; i < p->count && *more < 0; i++) {
        if ((long)p->at[i].entry == first)
            continue;
        int rc = pcre2_match(p->at[i].code, (PCRE2_SPTR)lower, n, 0, i ? PCRE2_NO_UTF_CHECK : 0,
                             data, p->limits);
        if (rc < 0)
            continue;
        said[first >= 0] = p->at[i].text;
        *(first < 0 ? &first : more) = p->at[i].entry;
    }
    pcre2_match_data_free(data);
    return first;
}

/* ---- is a pattern fit for a shop? ---- */

#define PROBE_RUN 60
#define PROBES_MOST 64

/* 0 = no match, > 0 = match, < 0 = too much work. */
static int try_on(const pcre2_code *code, pcre2_match_data *data, pcre2_match_context *limits,
                  const char *text, size_t n)
{
    int rc = pcre2_match(code, (PCRE2_SPTR)text, n, 0, 0, data, limits);
    if (rc == PCRE2_ERROR_NOMATCH)
        return 0;
    return rc >= 0 ? 1 : -1;
}

/* Long runs of each letter that the pattern names, then something that does not fit: what makes
 * careless repetitions ("(a+)+b") try every way there is. */
static bool is_quick(const pcre2_code *code, pcre2_match_data *data, pcre2_match_context *limits,
                     const char *pattern)
{
    char probe[PROBE_RUN + 2], seen[256] = "";
    int probes = 0;
    for (const char *c = pattern; *c && probes < PROBES_MOST; c++) {
        if ((unsigned char)*c >= 0x80 || seen[(unsigned char)*c]++)
            continue;
        memset(probe, *c, PROBE_RUN);
        memcpy(probe + PROBE_RUN, "\x01", 2);
        probes++;
        if (try_on(code, data, limits, probe, PROBE_RUN + 1) < 0)
            return false;
    }
    return try_on(code, data, limits, "aaaa bbbb aaaa bbbb aaaa bbbb aaaa 1111 2222 3333 4444 ????\x01", 57) >= 0;
}

bool faq_pattern_holds(const char *pattern, char why[PATTERN_WHY_MOST])
{
    int code;
    PCRE2_SIZE where;
    *why = '\0';
    if (strlen(pattern) > PATTERN_MOST) {
        snprintf(why, PATTERN_WHY_MOST, "longer than %d bytes", PATTERN_MOST);
        return false;
    }
    /* Without the short cuts: a customer's message may well hold the letter they look for first. */
    pcre2_code *made = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                     PCRE2_UTF | PCRE2_CASELESS | PCRE2_NO_START_OPTIMIZE, &code, &where, NULL);
    if (!made) {
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, PATTERN_WHY_MOST);
        return false;
    }
    pcre2_match_context *limits = limits_new();
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    if (!limits || !data)
        snprintf(why, PATTERN_WHY_MOST, "no memory");
    else if (try_on(made, data, limits, "", 0) > 0)
        snprintf(why, PATTERN_WHY_MOST, "it fits every message");
    else if (!is_quick(made, data, limits, pattern))
        snprintf(why, PATTERN_WHY_MOST, "it takes too many steps");
    pcre2_match_data_free(data);
    pcre2_match_context_free(limits);
    pcre2_code_free(made);
    return *why == '\0';
}
