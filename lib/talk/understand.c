/* understand.c -- from a message to what it says (first simple version: whole names only). */
#include "talk.h"

#include <stdlib.h>
#include <string.h>

struct brain {
    const struct catalogue *catalogue;
    char **plain_names;
};

bool brain_build(struct arena *a, const struct catalogue *c, const struct brain **out,
                 struct err *e)
{
    (void)e;
    struct brain *b = arena_alloc(a, sizeof *b);
    b->catalogue = c;
    b->plain_names = arena_array(a, c->product_count + 1, sizeof(char *));
    for (size_t i = 0; i < c->product_count; i++)
        b->plain_names[i] = plain_text(a, c->products[i].name);
    *out = b;
    return true;
}

static const struct { const char *text; enum intent intent; } whole[] = {
    {"hi", INTENT_GREETING}, {"hello", INTENT_GREETING}, {"thanks", INTENT_THANKS},
    {"bye", INTENT_GOODBYE}, {"menu", INTENT_MENU}, {"help", INTENT_HELP},
    {"human", INTENT_HUMAN}, {"stop", INTENT_STOP}, {"start", INTENT_START},
    {"yes", INTENT_YES}, {"no", INTENT_NO}, {"cancel", INTENT_CANCEL},
    {"products", INTENT_BROWSE}, {"cart", INTENT_CART_SHOW}, {"clear cart", INTENT_CART_CLEAR},
    {"checkout", INTENT_CHECKOUT}, {"my orders", INTENT_ORDER_LIST},
    {"where is my order", INTENT_ORDER_STATUS}, {"cancel my order", INTENT_ORDER_CANCEL},
    {"questions", INTENT_QUESTIONS}, {"login code", INTENT_LOGIN_CODE}, {"more", INTENT_MORE},
    {"back", INTENT_BACK}, {"pickup", INTENT_PICKUP}, {"delivery", INTENT_DELIVERY},
    {"same address", INTENT_SAME_ADDRESS}, {"change", INTENT_CHANGE},
};

void understand(const struct brain *b, struct arena *a, const char *text, struct understood *out)
{
    *out = (struct understood){.text = text_clean(a, text)};
    out->plain = plain_text(a, out->text);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(whole[i].text, out->plain) == 0) {
            out->intent = whole[i].intent;
            out->whole = true;
        }
    char *end;
    long long n = strtoll(out->plain, &end, 10);
    if (end != out->plain && !*end)
        out->only_number = true, out->choice = n > 0 ? n : 0;
    for (size_t i = 0; i < b->catalogue->product_count && out->item_count < ITEMS_MOST; i++) {
        if (!strstr(out->plain, b->plain_names[i]))
            continue;
        struct item *it = &out->items[out->item_count++];
        it->candidates[0] = &b->catalogue->products[i];
        it->candidate_count = 1;
        it->confidence = 90;
        it->quantity = end != out->plain ? n : 0;
        it->wish = it->quantity ? WISH_ADD : WISH_NONE;
        it->words = out->text;
    }
}

size_t brain_search(const struct brain *b, struct arena *a, const char *words,
                    const struct product **out, size_t most)
{
    size_t n = 0;
    const char *plain = plain_text(a, words);
    for (size_t i = 0; i < b->catalogue->product_count && n < most; i++)
        if (*plain && strstr(b->plain_names[i], plain))
            out[n++] = &b->catalogue->products[i];
    return n;
}

const char *option_named(const struct brain *b, struct arena *a, const struct product *p, int option,
                         const char *words)
{
    (void)b;
    const char *plain = plain_text(a, words);
    for (size_t i = 0; i < p->variant_count; i++) {
        const char *value = option == 1 ? p->variants[i].option1 : p->variants[i].option2;
        if (value && strcmp(plain_text(a, value), plain) == 0)
            return value;
    }
    return NULL;
}
