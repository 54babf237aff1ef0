/* dialogue_browse.c -- looking around: menu, categories, product cards, search, questions. */
#include "dialogue_parts.h"

#include <stdlib.h>
#include <string.h>

#define FEW_LEFT 3
#define DESCRIPTION_MOST 600

/* ---- the main menu ---- */

static void menu_entries(struct turn *t)
{
    menu_clear(t);
    menu_add(t, "cats:1", SAY(t, "choice_browse"), NULL);
    menu_add(t, "cart", SAY(t, "choice_cart"), NULL);
    menu_add(t, "orders", SAY(t, "choice_orders"), NULL);
    menu_add(t, "faqs:1", SAY(t, "choice_questions"), NULL);
    menu_add(t, "human", SAY(t, "choice_human"), NULL);
    t->c->cart_shown = false;
}

void show_menu(struct turn *t)
{
    if (!t->text.len)
        para(t, SAY(t, "menu_head", "shop", safe(t, t->v->catalogue->shop_name)));
    menu_entries(t);
}

void show_greeting(struct turn *t)
{
    source_is(t, SOURCE_RULE, "greeting", 100);
    t->greeted = true;
    const char *shop = safe(t, t->v->catalogue->shop_name);
    if (t->name)
        para(t, SAY(t, "greeting_name", "shop", shop, "name", safe(t, t->name)));
    else
        para(t, SAY(t, "greeting", "shop", shop));
    conversation_close_questions(t->c);
    menu_entries(t);
}

/* ---- prices and stock in words ---- */

int64_t variant_stock(struct turn *t, int64_t variant_id)
{
    if (!t->stock)
        t->stock = arena_array(t->a, STOCK_SLOTS, sizeof *t->stock);
    struct stock_seen *seen = &t->stock[(uint64_t)variant_id % STOCK_SLOTS];
    if (seen->variant_id != variant_id) {
        int64_t left = t->v->stock(t->v->shop, variant_id);
        *seen = (struct stock_seen){variant_id, left > 0 ? left : 0};
    }
    return seen->left;
}

int64_t stock_of(struct turn *t, const struct product *p)
{
    int64_t sum = 0;
    for (size_t i = 0; i < p->variant_count; i++)
        sum += variant_stock(t, p->variants[i].id);
    return sum;
}

const char *price_of(struct turn *t, const struct product *p)
{
    return p->price_most_minor > p->price_minor
               ? SAY(t, "price_from", "price", money(t, p->price_minor))
               : money(t, p->price_minor);
}

const char *stock_word(struct turn *t, int64_t left)
{
    if (left <= 0)
        return SAY(t, "sold_out");
    return left <= FEW_LEFT ? SAY(t, "only_left", "left", number(t, left)) : SAY(t, "in_stock");
}

/* ---- pages ---- */

struct page { int64_t at, last; size_t from, to; };

static struct page page_of(size_t count, int64_t at)
{
    int64_t last = count ? ((int64_t)count - 1) / PAGE_MOST + 1 : 1;
    if (at < 1)
        at = 1;
    if (at > last)
        at = last;
    size_t from = (size_t)(at - 1) * PAGE_MOST;
    size_t to = from + PAGE_MOST < count ? from + PAGE_MOST : count;
    return (struct page){at, last, from, to};
}

static const char *page_mark(struct turn *t, struct page p)
{
    if (p.last <= 1)
        return "";
    const char *mark = SAY(t, "page", "at", number(t, p.at), "of", number(t, p.last));
    return arena_printf(t->a, " %s", mark);
}

static void page_nav(struct turn *t, struct page p, const char *id, const char *back)
{
    if (p.at < p.last)
        menu_nav(t, arena_printf(t->a, "%s:%lld", id, (long long)p.at + 1), SAY(t, "choice_more"));
    if (p.at > 1)
        back = arena_printf(t->a, "%s:%lld", id, (long long)p.at - 1);
    menu_nav(t, back, SAY(t, "choice_back"));
}

void show_categories(struct turn *t, int64_t page)
{
    const struct catalogue *c = t->v->catalogue;
    struct page p = page_of(c->category_count, page);
    menu_clear(t);
    t->c->cart_shown = false;
    para(t,
         c->product_count ? SAY(t, "categories", "page", page_mark(t, p)) : SAY(t, "shop_empty"));
    for (size_t i = p.from; i < p.to; i++)
        menu_add(t, tap_id2(t, "cat", c->categories[i].id, 1),
                 c->categories[i].name, NULL);
    page_nav(t, p, "cats", "menu");
}

void product_entry(struct turn *t, const struct product *p)
{
    const char *note = price_of(t, p);
    if (!stock_of(t, p))
        note = SAY(t, "price_sold_out", "price", note);
    menu_add(t, tap_id(t, "p", p->id), p->name, note);
}

void show_category(struct turn *t, int64_t id, int64_t page)
{
    const struct catalogue *c = t->v->catalogue;
    const struct category *category = catalogue_category(c, id);
    if (!category) {
        para(t, SAY(t, "gone"));
        show_categories(t, 1);
        return;
    }
    const struct product **list = arena_array(t->a, c->product_count + 1, sizeof *list);
    size_t n = 0;
    for (size_t i = 0; i < c->product_count; i++)
        if (c->products[i].category_id == id)
            list[n++] = &c->products[i];
    struct page p = page_of(n, page);
    menu_clear(t);
    t->c->cart_shown = false;
    para(t, SAY(t, n ? KEY("category") : KEY("category_empty"), "category",
                safe(t, category->name), "page", page_mark(t, p)));
    for (size_t i = p.from; i < p.to; i++)
        product_entry(t, list[i]);
    page_nav(t, p, tap_id(t, "cat", id), "cats:1");
}

void show_products(struct turn *t, const char *head, const struct product *const *list, size_t n)
{
    para(t, head);
    menu_clear(t);
    t->c->cart_shown = false;
    for (size_t i = 0; i < n && i < PAGE_MOST; i++)
        product_entry(t, list[i]);
    menu_nav(t, "cats:1", SAY(t, "choice_browse"));
}

/* ---- a product ---- */

/* "Size: S, M, L" with what is in stock and fits what was said. */
static const char *values_in_stock(struct turn *t, const struct product *p, int option,
                                   const char *option1, const char *option2)
{
    struct str s = str_new(t->a, 2048);
    for (size_t i = 0; i < p->variant_count; i++) {
        const struct variant *v = &p->variants[i];
        const char *value = option == 1 ? v->option1 : v->option2;
        bool told = false;
        for (size_t k = 0; k < i && !told; k++) {
            const struct variant *w = &p->variants[k];
            const char *other = option == 1 ? w->option1 : w->option2;
            told = value && other && !strcmp(value, other) && variant_stock(t, w->id) &&
                   variant_fits(w, option1, option2);
        }
        if (value && !told && variant_stock(t, v->id) && variant_fits(v, option1, option2))
            str_addf(&s, "%s%s", s.len ? ", " : "", safe_cut(t, value, 40));
    }
    return s.text;
}

static void card_options(struct turn *t, const struct product *p, const char *option1,
                         const char *option2)
{
    const char *names[] = {p->option1_name, p->option2_name};
    for (int k = 1; k <= 2; k++) {
        const char *values = names[k - 1] ? values_in_stock(t, p, k, option1, option2) : "";
        if (*values)
            para_line(t, SAY(t, "card_option", "option", safe(t, names[k - 1]), "values", values));
    }
}

/* The variant that fits what was said, when there is exactly one. */
static const struct variant *variant_meant(const struct product *p, const char *option1,
                                           const char *option2)
{
    const struct variant *meant = NULL;
    for (size_t i = 0; i < p->variant_count; i++) {
        if (!variant_fits(&p->variants[i], option1, option2))
            continue;
        if (meant)
            return NULL;
        meant = &p->variants[i];
    }
    return meant;
}

static void card_sold_out(struct turn *t, const struct product *p)
{
    const struct product *others[RECOMMEND_MOST];
    size_t n = alternatives(t, p, others);
    if (n)
        para(t, SAY(t, "alternatives"));
    for (size_t i = 0; i < n; i++)
        product_entry(t, others[i]);
    restock_offer(t, p);
}

/* "add:1", or "add:1:2:Navy" when the card is about one value of an option. */
static const char *add_id(struct turn *t, const struct product *p, const char *option1,
                          const char *option2)
{
    const char *id = tap_id(t, "add", p->id);
    if (!option1 == !option2)
        return id;
    return arena_printf(t->a, "%s:%d:%s", id, option1 ? 1 : 2, option1 ? option1 : option2);
}

/* What the variants cost that fit what was said. */
static const char *price_fitting(struct turn *t, const struct product *p, const char *option1,
                                 const char *option2)
{
    int64_t low = 0, high = 0;
    for (size_t i = 0; i < p->variant_count; i++) {
        const struct variant *v = &p->variants[i];
        if (!variant_fits(v, option1, option2))
            continue;
        low = !low || v->price_minor < low ? v->price_minor : low;
        high = v->price_minor > high ? v->price_minor : high;
    }
    return low && low == high ? money(t, low) : price_of(t, p);
}

void card_is(struct turn *t, int64_t product, int64_t variant, const char *option1,
             const char *option2)
{
    struct conversation *c = t->c;
    c->card = product;
    c->variant = variant;
    c->said1 = option1;
    c->said2 = option2;
}

void show_card(struct turn *t, const struct product *p, const char *option1, const char *option2)
{
    const struct variant *one = variant_meant(p, option1, option2);
    int64_t left = one ? variant_stock(t, one->id) : stock_of(t, p);
    menu_clear(t);
    card_is(t, p->id, one ? one->id : 0, option1, option2);
    t->c->cart_shown = false;
    t->picture = p->picture;
    t->shown = true;
    const char *name = one ? variant_name(t, one->id) : safe(t, p->name);
    para(t,
         SAY(t, "card", "name", name, "price", price_fitting(t, p, option1, option2)));
    if (p->description && *p->description)
        para_line(t, safe_cut(t, p->description, DESCRIPTION_MOST));
    if (!one || !left)
        card_options(t, p, one ? NULL : option1, one ? NULL : option2);
    para_line(t, stock_word(t, left));
    if (one && left && p->variant_count > 1)
        menu_add(t, tap_id(t, "v", one->id), SAY(t, "choice_add"), NULL);
    else if (stock_of(t, p))
        menu_add(t, one ? tap_id(t, "add", p->id) : add_id(t, p, option1, option2),
                 one && !left ? SAY(t, "choice_other") : SAY(t, "choice_add"), NULL);
    else
        card_sold_out(t, p);
    bool suggested = left && companion_suggested(t, p);
    menu_nav(t, tap_id2(t, "cat", p->category_id, 1), SAY(t, "choice_back"));
    if (!suggested) /* three are buttons, a fourth would make a list of them */
        menu_nav(t, "menu", SAY(t, "choice_menu"));
}

/* ---- what was only mentioned ---- */

static size_t mentioned(const struct turn *t, const struct product **list, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < t->u->item_count; i++) {
        const struct item *it = &t->u->items[i];
        for (size_t k = 0; k < it->candidate_count; k++) {
            bool there = false;
            for (size_t j = 0; j < n; j++)
                there = there || list[j] == it->candidates[k];
            if (!there && n < most)
                list[n++] = it->candidates[k];
        }
    }
    return n;
}

/* While an order is being told ("2 mugs", "a hoodie in L", ...) a variant named in full is the
 * next thing wanted, even without a verb. */
static bool next_of_order(const struct turn *t, const struct item *it)
{
    const struct product *p = it->candidates[0];
    bool complete = (it->option1 || it->option2) && (it->option1 || !p->option1_name) &&
                    (it->option2 || !p->option2_name);
    return t->c->cart_shown && complete && it->wish == WISH_NONE && !is_question(t);
}

/* A list that goes beyond the category is not answered by the category. */
static bool all_in(const struct category *c, const struct product *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i]->category_id != c->id)
            return false;
    return true;
}

/* "do you have coffee?", where a category is called so: all of it, not what bears the word. */
static bool names_category(struct turn *t)
{
    const struct item *it = &t->u->items[0];
    return t->u->item_count == 1 && it->candidate_count > 1 && has_words(t, it->words, t->u->category->name);
}

bool show_named(struct turn *t)
{
    const struct understood *u = t->u;
    const struct product *list[PAGE_MOST];
    size_t n = mentioned(t, list, PAGE_MOST);
    const struct item *first = u->item_count ? &u->items[0] : NULL;
    bool sure = n == 1 && u->item_count == 1 && first->confidence >= ITEM_SURE;
    if (!n && !u->category)
        return false;
    if (n == 1 && t->c->want_count && t->c->wants[0].candidate_count == 1 &&
        t->c->wants[0].candidates[0] == list[0]->id && !items_wished(u))
        return ask_open(t); /* the very thing that is being asked about */
    if (sure && next_of_order(t, first)) {
        items_want(t, first);
        return true;
    }
    conversation_close_questions(t->c);
    if (sure) {
        source_is(t, SOURCE_RULE, "product", first->confidence);
        show_card(t, list[0], first->option1, first->option2);
    } else if (u->category && (all_in(u->category, list, n) || names_category(t))) {
        source_is(t, SOURCE_RULE, "category", 100);
        show_category(t, u->category->id, 1);
    } else {
        source_is(t, SOURCE_RULE, "search", first->confidence);
        show_products(t, SAY(t, n == 1 ? KEY("found_one") : KEY("found")), list, n);
    }
    return true;
}

/* ---- questions ---- */

void show_questions(struct turn *t, int64_t page)
{
    const struct catalogue *c = t->v->catalogue;
    struct page p = page_of(c->faq_count, page);
    menu_clear(t);
    t->c->cart_shown = false;
    para(t,
         c->faq_count ? SAY(t, "questions", "page", page_mark(t, p)) : SAY(t, "questions_none"));
    for (size_t i = p.from; i < p.to; i++)
        menu_add(t, tap_id(t, "faq", c->faq[i].id), c->faq[i].question,
                 NULL);
    page_nav(t, p, "faqs", "menu");
}
