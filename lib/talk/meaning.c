/* meaning.c -- what a message is about here: rules for short plain words, what the conversation
 * waits for, and for everything else the model. */
#include "nlu_parts.h"
#include "talk.h"

#include <string.h>

bool brain_sells(const struct brain *b, const char *word, size_t n)
{
    const struct lexicon *l = &b->lexicon;
    char forms[3][32];
    uint16_t lex = lexicon_find(l, word, n);
    if (!lex && singulars(word, n, forms))
        lex = lexicon_find(l, forms[0], strlen(forms[0]));
    const struct lexeme *x = &l->at[lex];
    return lex && x->vocab && !(x->flags & (WORD_RULE | WORD_COMMON | WORD_STOP | WORD_FILLER));
}

static bool is_item(const void *of, const char *word, size_t n) { return brain_sells(of, word, n); }

struct nlu_goods brain_goods(const struct brain *b) { return (struct nlu_goods){is_item, b}; }

const struct nlu *brain_nlu(const struct brain *b)
{
    return b->catalogue->nlu ? b->catalogue->nlu : nlu_shipped();
}

#define FOREIGN_SURE 60 /* of 100: the message is not in the language of the conversation */

void reading_tokens(struct reading *r, const char *text, const struct spoken_votes *votes)
{
    struct nlu_goods goods = brain_goods(r->brain);
    struct nlu_tokens *tokens = arena_alloc(r->arena, sizeof *tokens);
    struct spoken_guess g = spoken_winner(votes, SPOKEN_ALL);
    r->spoken = g.sure < FOREIGN_SURE ? r->brain->spoken : g.lang;
    nlu_tokens_read(nlu_words_of(brain_nlu(r->brain)), r->spoken, &goods, text, tokens);
    r->tokens = tokens;
}

/* A rule that took the whole of a short message knows better than any model. */
static enum meaning by_rule(const struct understood *u)
{
    static const struct { enum intent intent; enum meaning meaning; } rules[] = {
        {INTENT_GREETING, MEANING_GREETING}, {INTENT_THANKS, MEANING_THANKS},
        {INTENT_GOODBYE, MEANING_GOODBYE},   {INTENT_YES, MEANING_CONFIRM},
        {INTENT_NO, MEANING_DENY},           {INTENT_HUMAN, MEANING_HUMAN_AGENT},
        {INTENT_CART_SHOW, MEANING_VIEW_CART}, {INTENT_ORDER_STATUS, MEANING_TRACK_ORDER},
        {INTENT_STOP, MEANING_NEWSLETTER},
    };
    for (size_t i = 0; u->whole && i < COUNT(rules); i++)
        if (rules[i].intent == u->intent)
            return rules[i].meaning;
    return MEANING__MAX;
}

/* What an open question makes likelier, in margins of the model. */
static void lean(struct nlu_lean *l, enum waiting waiting)
{
    switch (waiting) {
    case WAITING_CONFIRM:
        l->by[MEANING_CONFIRM] = l->by[MEANING_DENY] = 0.5f;
        l->by[MEANING_CHANGE_ORDER] = 0.1f;
        break;
    case WAITING_ADDRESS: l->by[MEANING_DELIVERY_ADDRESS] = 0.6f; break;
    case WAITING_ITEM: l->by[MEANING_ADD_TO_CART] = l->by[MEANING_PLACE_ORDER] = 0.2f; break;
    default: break;
    }
}

bool waiting_read(const char *word, enum waiting *out)
{
    static const char *const words[] = {"nothing", "confirm", "address", "item"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(words[i], word) == 0) {
            *out = (enum waiting)i;
            return true;
        }
    return false;
}

void meaning_find(const struct brain *b, const struct understood *u, enum spoken lang,
                  enum waiting waiting, struct reckoning *out)
{
    struct nlu_goods goods = brain_goods(b);
    struct nlu_lean leaning = {{0}};
    lean(&leaning, waiting);
    enum meaning rule = by_rule(u);
    if (rule != MEANING__MAX)
        leaning.by[rule] += 2;
    nlu_reckon(brain_nlu(b), lang, &goods, &leaning, u->text, out);
}
