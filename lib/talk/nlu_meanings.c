/* nlu_meanings.c -- the meanings by their names. */
#include "waiter/nlu.h"

#include <string.h>

#define MEANING_WORD(name, word) word,
static const char *const words[] = {MEANINGS(MEANING_WORD)};

const char *meaning_word(enum meaning m) { return words[m]; }

bool meaning_read(const char *word, enum meaning *out)
{
    for (int m = 0; m < MEANING__MAX; m++)
        if (strcmp(words[m], word) == 0) {
            *out = (enum meaning)m;
            return true;
        }
    return false;
}
