/* language.c -- the languages there are, and asking for one in words ("español por favor",
 * "en français svp", "بالعربية"): in each language, because one asks in the wrong one. */
#include "talk.h"

#include <string.h>

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

static bool in_list(const char *list, const struct word *w)
{
    for (const char *p = list; (p = strchr(p, ' ')); p++)
        if (!strncmp(p + 1, w->text, w->len) && p[1 + w->len] == ' ')
            return w->len > 0;
    return false;
}

static const char *named(const struct word *w)
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (in_list(names[i].names, w))
            return names[i].code;
    return NULL;
}

const char *language_asked(const struct words *w)
{
    const char *asked = NULL;
    bool denied = false; /* "no hablo inglés, español por favor" */
    for (size_t i = 0; i < w->count; i++) {
        const struct word *x = &w->at[i];
        const char *code = named(x);
        if (i && x->separator >= SEP_COMMA)
            denied = false;
        if (in_list(denial, x))
            denied = true;
        else if (code && !denied)
            asked = code;
        else if (!code && !in_list(around, x))
            return NULL;
    }
    return asked;
}
