/* test_orders.c -- whole orders in plain words, against tests/nlu/orders.tsv: how many are read
 * right as they are and with typing mistakes, never fewer than the floors below.
 *
 * ORDERS_SHOW=1 prints what was read wrong. */
#include "waiter/json.h"
#include "waiter/scoring.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define LINES_MOST 400
#define FLOOR_PLAIN 0.90
#define FLOOR_MODIFIERS 0.85
#define FLOOR_TYPOS 0.80

static struct arena arena;

struct line { const char *menu, *message, *order; };
static struct line lines[LINES_MOST];
static size_t line_count;

struct menu { const char *name; const struct brain *brain; };
static struct menu menus[16];
static size_t menu_count;

static char *file_text(const char *path)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char *text = arena_alloc(&arena, 256 * 1024);
    text[fread(text, 1, 256 * 1024 - 1, f)] = '\0';
    fclose(f);
    return text;
}

static void menus_read(void)
{
    const char *text = file_text("tests/nlu/menus.json");
    const json_value *all;
    struct err e = {0};
    assert_true(json_parse(&arena, text, strlen(text), &all, &e));
    for (size_t i = 0; i < json_count(all); i++) {
        const json_value *list = json_at(json_item(all, i), "products");
        struct str s = str_new(&arena, 65536);
        struct json j = json_writer(&s);
        json_open_object(&j, NULL);
        json_open_array(&j, "products");
        for (size_t k = 0; k < json_count(list); k++) {
            const json_value *aliases = json_at(json_item(list, k), "aliases");
            json_open_object(&j, NULL);
            json_put_text(&j, "name", json_text(json_item(list, k), "name"));
            json_open_array(&j, "aliases");
            for (size_t n = 0; n < json_count(aliases); n++)
                json_put_text(&j, NULL, json_text(json_item(aliases, n), ""));
            json_close(&j);
            json_close(&j);
        }
        json_close(&j);
        json_close(&j);
        const struct catalogue *c;
        struct menu *m = &menus[menu_count++];
        m->name = json_key(json_item(all, i));
        if (!scoring_catalogue(&arena, s.text, strlen(s.text), &c, &e) ||
            !brain_build(&arena, c, &m->brain, &e))
            fail_msg("%s: %s", m->name, e.why);
    }
}

static const struct brain *menu_named(const char *name)
{
    for (size_t i = 0; i < menu_count; i++)
        if (!strcmp(menus[i].name, name))
            return menus[i].brain;
    fail_msg("there is no menu '%s'", name);
    return NULL;
}

static char *with_breaks(char *text)
{
    for (char *p = strstr(text, "\\n"); p; p = strstr(p, "\\n")) {
        *p = '\n';
        memmove(p + 1, p + 2, strlen(p + 2) + 1);
    }
    return text;
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena);
    menus_read();
    char *rest = file_text("tests/nlu/orders.tsv");
    for (char *line; (line = strsep(&rest, "\n")) && line_count < LINES_MOST;) {
        char *menu = strsep(&line, "\t"), *message = strsep(&line, "\t");
        if (*menu && *menu != '#')
            lines[line_count++] = (struct line){menu, with_breaks(message), line};
    }
    assert_true(line_count >= 150);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

/* The order as the file writes it, sorted by name. */
static const char *told(const struct order_said *o, bool modifiers)
{
    const char *parts[ITEMS_MOST] = {0}, *out = "-";
    for (size_t i = 0; i < o->count; i++) {
        const struct item *it = &o->items[i];
        parts[i] = arena_printf(&arena, "%lld %s", (long long)it->quantity, it->candidates[0]->name);
        for (size_t k = 0; modifiers && k < it->modifier_count; k++)
            parts[i] = arena_printf(&arena, "%s%s%s", parts[i], k ? "; " : " [", it->modifiers[k]);
        if (modifiers && it->modifier_count)
            parts[i] = arena_printf(&arena, "%s]", parts[i]);
    }
    for (size_t i = 0; i < o->count; i++)
        for (size_t k = i + 1; k < o->count; k++)
            if (strcmp(parts[k], parts[i]) < 0) {
                const char *swap = parts[i];
                parts[i] = parts[k];
                parts[k] = swap;
            }
    for (size_t i = 0; i < o->count; i++)
        out = i ? arena_printf(&arena, "%s; %s", out, parts[i]) : parts[i];
    return out;
}

static const char *wanted(const char *order, bool modifiers)
{
    struct order_said o = {0};
    struct product *names = arena_array(&arena, ITEMS_MOST, sizeof *names);
    char *rest = arena_strdup(&arena, order);
    if (!strcmp(order, "-"))
        return order;
    while (rest && *rest) {
        struct item *it = &o.items[o.count];
        it->quantity = strtoll(rest, &rest, 10);
        rest++;
        size_t n = strcspn(rest, ";[");
        char next = rest[n];
        names[o.count].name = arena_strndup(&arena, rest, n && next == '[' ? n - 1 : n);
        it->candidates[it->candidate_count++] = &names[o.count];
        o.count++;
        rest += n + (next != '\0');
        if (next == '[') {
            char *inside = strsep(&rest, "]");
            for (char *one; modifiers && (one = strsep(&inside, ";"));)
                it->modifiers[it->modifier_count++] = one + strspn(one, " ");
        }
        rest += rest ? strspn(rest, "; ") : 0;
    }
    return told(&o, modifiers);
}

static bool right(const struct line *l, const char *message, bool modifiers)
{
    struct understood u;
    understand(menu_named(l->menu), &arena, message, &u);
    struct order_said o;
    order_said(&u, &o);
    const char *got = told(&o, modifiers), *want = wanted(l->order, modifiers);
    bool ok = !strcmp(got, want);
    if (!ok && getenv("ORDERS_SHOW"))
        printf("%s: %s\n   wanted %s\n   got    %s\n", l->menu, message, want, got);
    return ok;
}

/* One mistake in every word of five letters and more, another one each time: two letters
 * swapped, one left out, one doubled, one replaced. No randomness. */
static const char *mistyped(const char *message)
{
    char *out = arena_alloc(&arena, 2 * strlen(message) + 2);
    size_t n = 0, word = 0, kind = 0;
    for (const char *p = message; *p; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
        out[n++] = *p;
        word = letter ? word + 1 : 0;
        size_t left = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz");
        if (word != 3 || left < 2)
            continue;
        if (++kind % 3) /* every third long word */
            continue;
        switch (kind / 3 % 4) {
        case 0: out[n++] = p[2], out[n++] = p[1], p += 2; break;
        case 1: p++; break;
        case 2: out[n++] = *p; break;
        default: out[n - 1] = *p == 'e' ? 'r' : 'e'; break;
        }
    }
    out[n] = '\0';
    return out;
}

static double share(const char *what, bool modifiers, bool typos)
{
    size_t good = 0;
    for (size_t i = 0; i < line_count; i++)
        good += right(&lines[i], typos ? mistyped(lines[i].message) : lines[i].message, modifiers);
    printf("orders %s: %zu of %zu = %.3f\n", what, good, line_count, (double)good / (double)line_count);
    return (double)good / (double)line_count;
}

static void whole_orders_are_read(void **state)
{
    (void)state;
    assert_true(share("plain", false, false) >= FLOOR_PLAIN);
}

static void what_is_left_out_or_added_is_noted(void **state)
{
    (void)state;
    assert_true(share("with modifiers", true, false) >= FLOOR_MODIFIERS);
}

static void mistyped_orders_are_read(void **state)
{
    (void)state;
    assert_true(share("mistyped", false, true) >= FLOOR_TYPOS);
}

/* ---- any text at all, in every language ---- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Pieces that matter to the parser, in no order: numbers, names, small words, signs. */
static const char *scrambled(uint32_t *seed)
{
    static const char *const pieces[] = {
        "2", "x3", "½", "no", "sin", "sans", "sem", "بدون", "extra", "coke", "cheeseburger", "fries", "y", "و",
        "والكوبين", "j'", "l'eau", "qu'", "'", ",", "\n", "-", "1)", "€", "12.50", "٣", "dos", "trois", "três",
        "docena", "half", "a", "un", "une", "make it", "que sean", "without the", "PROMO20", "20W", "piece",
        "\u200f", "\u0301", "👍", "español", "please", "ﷺ", "ß", "nuggets", "to", "not", "ين", "ال",
    };
    struct str s = str_new(&arena, 4096);
    for (uint32_t n = next_random(seed) % 24; n > 0; n--)
        str_addf(&s, "%s%s", pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)],
                 next_random(seed) % 4 ? " " : "");
    return s.text;
}

static size_t words_in(const char *text)
{
    size_t n = 0;
    for (bool in = false; *text; text++) {
        bool letter = (unsigned char)*text >= 0x80 || (*text >= '0' && *text <= '9') ||
                      ((*text | 32) >= 'a' && (*text | 32) <= 'z');
        bool digit = *text >= '0' && *text <= '9';
        n += letter && (!in || digit != (text[-1] >= '0' && text[-1] <= '9'));
        in = letter;
    }
    return n;
}

static void any_text_is_read_in_any_language(void **state)
{
    (void)state;
    static const char *const languages[] = {"en", "es", "pt", "fr", "ar"};
    static const char menu[] = "{\"products\":[{\"name\":\"Coke\"},{\"name\":\"Cheeseburger\"},"
                               "{\"name\":\"كوب\"},{\"name\":\"French Fries\"}]}";
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        const struct catalogue *plain;
        struct err e = {0};
        assert_true(scoring_catalogue(&arena, menu, strlen(menu), &plain, &e));
        struct catalogue *c = arena_copy(&arena, plain, sizeof *plain);
        const struct brain *b;
        c->language = languages[i];
        assert_true(brain_build(&arena, c, &b, &e));
        uint32_t seed = 20261125u + (uint32_t)i;
        for (int k = 0; k < 2000; k++) {
            const char *text = scrambled(&seed);
            struct understood u;
            struct order_said o;
            understand(b, &arena, text, &u);
            order_said(&u, &o);
            if (u.item_count > words_in(text) || o.count > u.item_count)
                fail_msg("%s: '%s' holds %zu items", languages[i], text, u.item_count);
            for (size_t n = 0; n < u.item_count; n++)
                for (size_t m = 0; m < u.items[n].modifier_count; m++)
                    assert_true(utf8_valid(u.items[n].modifiers[m], strlen(u.items[n].modifiers[m])));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_orders_are_read),
        cmocka_unit_test(what_is_left_out_or_added_is_noted),
        cmocka_unit_test(mistyped_orders_are_read),
        cmocka_unit_test(any_text_is_read_in_any_language),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
