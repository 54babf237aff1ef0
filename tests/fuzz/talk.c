/* talk.c -- any bytes as a customer's words: normalised, read, taken for an order (include/waiter/understand.h). */
#include "../unit/shop_json.h"

#include "waiter/understand.h"
#include "waiter/utf8.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Not an assert: that would go away with NDEBUG. */
#define MUST(what) do { if (!(what)) abort(); } while (0)

static const struct brain *brain_of_the_bakery(void)
{
    static struct arena lasting;
    static const struct brain *brain;
    struct err e = {0};
    if (!brain) {
        arena_init(&lasting);
        MUST(brain_build(&lasting, shop_read(&lasting, "tests/fixtures/bakery.json"), &brain, &e));
    }
    return brain;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct understood u;
    struct order_said order;
    arena_init(&a);
    const char *text = utf8_repair(&a, (const char *)data, n < 4096 ? n : 4096);
    understand(brain_of_the_bakery(), &a, text, &u);
    order_said(&u, &order);
    MUST(utf8_valid(u.text, strlen(u.text)) && utf8_valid(u.plain, strlen(u.plain)));
    MUST(!strcmp(plain_text(&a, u.plain), u.plain)); /* what is plain stays as it is */
    MUST(u.item_count <= ITEMS_MOST && u.item_count <= strlen(text) && order.count <= ITEMS_MOST);
    for (size_t i = 0; i < u.item_count; i++)
        MUST(u.items[i].candidate_count <= CANDIDATES_MOST && u.items[i].confidence <= 100);
    arena_done(&a);
    return 0;
}
