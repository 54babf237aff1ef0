/* catalogue.c -- finding a product, variant or category by its id; the words of ways to pay. */
#include "waiter/catalogue.h"

#include <string.h>

static const char *const pay_words[PAY__MAX] = {
    [PAY_CASH] = "cash", [PAY_BANK] = "bank", [PAY_STRIPE] = "stripe",
};

const char *pay_way_word(enum pay_way way)
{
    return (unsigned)way < PAY__MAX ? pay_words[way] : "cash";
}

bool pay_way_read(const char *word, enum pay_way *out)
{
    for (int way = 0; word && way < PAY__MAX; way++)
        if (strcmp(word, pay_words[way]) == 0) {
            *out = (enum pay_way)way;
            return true;
        }
    return false;
}

const struct product *catalogue_product(const struct catalogue *c, int64_t id)
{
    for (size_t i = 0; i < c->product_count; i++)
        if (c->products[i].id == id)
            return &c->products[i];
    return NULL;
}

const struct variant *catalogue_variant(const struct catalogue *c, int64_t id,
                                        const struct product **product)
{
    for (size_t i = 0; i < c->product_count; i++) {
        const struct product *p = &c->products[i];
        for (size_t k = 0; k < p->variant_count; k++)
            if (p->variants[k].id == id) {
                if (product)
                    *product = p;
                return &p->variants[k];
            }
    }
    if (product)
        *product = NULL;
    return NULL;
}

const struct category *catalogue_category(const struct catalogue *c, int64_t id)
{
    for (size_t i = 0; i < c->category_count; i++)
        if (c->categories[i].id == id)
            return &c->categories[i];
    return NULL;
}
