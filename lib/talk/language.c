/* language.c -- the languages there are, and asking for one in words ("español por favor",
 * "en français svp", "بالعربية"): in each language, because one asks in the wrong one. */
#include "talk.h"

#include <pthread.h>
#include <string.h>

#define WORDS_LISTED 400 /* more than any of the lists below has */

const struct language *const language_all[] = {&language_en, &language_es, &language_pt,
                                               &language_fr, &language_ar, NULL};

const struct language *language_of(const char *code)
{
    for (size_t i = 0; code && language_all[i]; i++)
        if (strcmp(language_all[i]->code, code) == 0)
            return language_all[i];
    return &language_en;
}

/* Names as they look when folded: no accents, one form of alef. */
static const struct { const char *code, *names; } names[] = {
    {"en", " english ingles anglais inglesa inglese englisch eng انجليزي الانجليزيه انجليزيه "
           "بالانجليزي بالانجليزيه الانجليزي انكليزي بالانكليزي بالانجليزيه "},
    {"es", " spanish espanol espanola castellano espagnol espanhol espanhola spanisch castilian "
           "اسباني الاسبانيه اسبانيه بالاسباني بالاسبانيه الاسباني "},
    {"pt", " portuguese portugues portuguesa portugais portugaise brasileiro "
           "برتغالي البرتغاليه برتغاليه بالبرتغالي بالبرتغاليه البرتغالي "},
    {"fr", " french francais francaise frances francesa francese franzosisch "
           "فرنسي الفرنسيه فرنسيه بالفرنسي بالفرنسيه الفرنسي "},
    {"ar", " arabic arabe arab arabisch عربي العربيه عربيه بالعربي بالعربيه العربي "},
};

/* What may stand around a name; with any other word the message is about something else. */
static const char around[] =
    " in en em a the to de la el le l les o um una un uma i you we me my can could may would will like "
    "want need speak talk chat write reply answer respond switch change set use language lang "
    "please pls plz thanks thank only just ok hi hello hey do does is it possible continue now let us "
    "text yes and instead version "
    "hola quiero puedo puedes podemos puede podria prefiero hablar hablas habla hablo hablan escribir "
    "escribe responde responder contesta cambia cambiar idioma lengua por favor porfa gracias si mejor "
    "solo se "
    "ola oi quero posso pode podemos podia prefiro falar fala fale fala falas falam voce voces escrever "
    "escreva responda mudar muda mude trocar lingua obrigado obrigada favor sim so com "
    "bonjour salut je tu vous veux voudrais peux pouvez peut on parler parle parlez parlons ecrire "
    "ecrivez repondre repondez passer passez langue s il te plait svp stp merci oui plutot est que "
    "ce possible prefere sil "
    "مرحبا اهلا السلام عليكم ممكن من فضلك لو سمحت اريد ابغي عايز بدي نتكلم اتكلم تكلم تتكلم التحدث "
    "تحدث اكتب رد الرد غير تغيير اللغه لغه شكرا نعم هل يمكن الي ب في باللغه ";

static const char denial[] = " not no nao ne pas dont لا ما ليس ";

static struct word_set name_set, around_set, denial_set;

static void make_sets(void)
{
    word_set_open(&name_set, WORDS_LISTED);
    word_set_open(&around_set, WORDS_LISTED);
    word_set_open(&denial_set, WORDS_LISTED);
    for (size_t i = 0; i < COUNT(names); i++)
        word_set_add(&name_set, names[i].names, (int)i + 1);
    word_set_add(&around_set, around, 1);
    word_set_add(&denial_set, denial, 1);
}

const char *language_asked(const struct words *w)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *asked = NULL;
    pthread_once(&once, make_sets);
    bool denied = false; /* "no hablo inglés, español por favor" */
    for (size_t i = 0; i < w->count; i++) {
        const struct word *x = &w->at[i];
        int name = word_set_find(&name_set, x->text, x->len);
        if (i && x->separator >= SEP_COMMA)
            denied = false;
        if (word_set_find(&denial_set, x->text, x->len))
            denied = true;
        else if (name && !denied)
            asked = names[name - 1].code;
        else if (!name && !word_set_find(&around_set, x->text, x->len))
            return NULL;
    }
    return asked;
}
