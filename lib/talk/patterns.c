/* patterns.c -- the owner's regular expressions for questions (PCRE2), kept on a short leash:
 * 512 characters, 100,000 steps, little depth and memory; whatever is broken is left out. */
#include "talk.h"

#include "waiter/log.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
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

const struct faq_patterns *patterns_build(struct brain *b, struct arena *a)
{
    const struct catalogue *c = b->catalogue;
    struct faq_patterns *p = arena_alloc(a, sizeof *p);
    size_t most = 0;
    for (size_t i = 0; i < c->faq_count; i++)
        most += c->faq[i].pattern_count;
    p->at = arena_array(a, most + 1, sizeof *p->at);
    p->limits = pcre2_match_context_create(NULL);
    if (!p->limits)
        return p;
    arena_defer(a, free_limits, p->limits);
    pcre2_set_match_limit(p->limits, STEPS_MOST);
    pcre2_set_depth_limit(p->limits, DEPTH_MOST);
    pcre2_set_heap_limit(p->limits, HEAP_MOST_KIB);
    for (size_t i = 0; i < c->faq_count; i++)
        for (size_t k = 0; k < c->faq[i].pattern_count; k++)
            add_pattern(p, a, c->faq[i].patterns[k], i);
    return p;
}

/* Memory for one match comes from the arena of the message. */
static void *take(size_t n, void *arena) { return arena_alloc(arena, n); }
static void give(void *p, void *arena) { (void)p, (void)arena; }

long patterns_find(const struct faq_patterns *p, struct arena *a, const char *lower, long *more,
                   const char *said[2])
{
    *more = -1;
    long first = -1;
    size_t n = strlen(lower);
    if (!p->count)
        return -1;
    pcre2_general_context *memory = pcre2_general_context_create(take, give, a);
    pcre2_match_data *data = pcre2_match_data_create(1, memory);
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
    return first;
}
