/* translate.h -- one catalogue in another language of the shop.
 *
 * Products and categories keep their translations as a JSON object by language:
 *   {"es": {"name": "Sudadera", "description": "…", "aliases": ["buzo"], "option1": "Talla",
 *           "option2": "Color", "values": {"Black": "Negro"}}}
 * Categories have a name alone, questions of the FAQ:
 *   {"es": {"question": "¿Cuándo abren?", "answer": "…", "phrasings": ["horario"]}}
 * Every member may be missing: then the shop's own word stands. Customers may always use the
 * shop's own words as well. A FAQ entry that is for one language only (faq_entry.language) is left
 * out of the others. */
#ifndef WAITER_TRANSLATE_H
#define WAITER_TRANSLATE_H

#include "waiter/arena.h"
#include "waiter/catalogue.h"
#include "waiter/err.h"
#include "waiter/json.h"

/* `base` in that language: same ids, prices and order; questions of other languages left out,
 * those of this one before those for everybody. Lives in the arena, borrows from base. */
const struct catalogue *catalogue_in(struct arena *a, const struct catalogue *base,
                                     const char *lang);

/* One question of the FAQ in that language, as catalogue_in has it. Memory: arena. */
struct faq_entry faq_entry_in(struct arena *a, struct faq_entry f, const char *lang);

/* What may be translated of a thing. */
enum translated { TRANSLATED_CATEGORY, TRANSLATED_PRODUCT, TRANSLATED_QUESTION };

/* Translations from outside: an object by language code, members as above, texts of sane length.
 * ERR_BAD_INPUT on the field `translations`. */
CHECKED bool translations_check(const json_value *v, enum translated of, struct err *e);

/* Checked translations as the text that is stored; "{}" for NULL. Memory: arena. */
const char *translations_text(struct arena *a, const json_value *v);

#endif
