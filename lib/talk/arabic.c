/* arabic.c -- what Arabic joins to a word: "and", "the", "with", "for" before it, endings of two
 * and of many behind it. Nothing is cut off that does not leave a word that is known. */
#include "talk.h"

#include <string.h>

#define LETTER 2       /* bytes of an Arabic letter */
#define LEAST 4        /* what is left has two letters or more */
#define WORD_BYTES 64

static const char *const before[] = {"وال", "بال", "فال", "كال", "ولل", "وب", "لل", "ال", "و",
                                     "ب",   "ل",   "ف",   "ك"};

/* Endings and what the singular has instead. */
static const struct { const char *ending, *singular; bool two; } endings[] = {
    {"تين", "ه", true}, {"تان", "ه", true}, {"ين", "", true}, {"ان", "", true},
    {"ات", "ه", false}, {"ات", "", false},  {"ه", "", false},
};

static uint16_t with_ending(const struct lexicon *l, const char *text, size_t n, size_t i)
{
    char word[WORD_BYTES + 4];
    size_t end = strlen(endings[i].ending);
    if (n < LEAST + end || memcmp(text + n - end, endings[i].ending, end) || n > WORD_BYTES)
        return 0;
    memcpy(word, text, n - end);
    size_t more = strlen(endings[i].singular);
    memcpy(word + n - end, endings[i].singular, more + 1);
    uint16_t lex = lexicon_find(l, word, n - end + more);
    /* Only things that are sold come in twos: "ين" ends many other words. */
    return l->at[lex].vocab ? lex : 0;
}

static struct arabic_word known(const struct lexicon *l, const char *text, size_t n)
{
    struct arabic_word w = {.lex = lexicon_find(l, text, n)};
    for (size_t i = 0; i < COUNT(endings) && !w.lex; i++) {
        w.lex = with_ending(l, text, n, i);
        w.two = w.lex && endings[i].two;
    }
    return w;
}

struct arabic_word arabic_known(const struct lexicon *l, const char *text, size_t n)
{
    struct arabic_word w = known(l, text, n);
    for (size_t i = 0; i < COUNT(before) && !w.lex; i++) {
        size_t cut = strlen(before[i]);
        if (n < cut + LEAST || memcmp(text, before[i], cut))
            continue;
        w = known(l, text + cut, n - cut);
        w.joined_by_and = w.lex && !memcmp(before[i], "و", LETTER);
    }
    return w;
}
