/* sentiment.c -- how somebody sounds: words with a weight, what turns them round, what makes them louder. */
#include "waiter/sentiment.h"
#include "talk.h"
#include "waiter/nlu.h"

#include <string.h>

#define FELT_LEAST 15   /* below it counts as neutral */
#define NEGATION_REACH 3

struct feelings {
    const char *by_weight[7]; /* -3 .. 3, of them 0 unused; words between blanks, "word*" begins so */
    const char *negations, *boosters;
};

static const struct feelings lists[SPOKEN__MAX] = {
    [SPOKEN_EN] = {
        {" terrible horrible awful worst disgust* furious hate scam fraud thie* useless unacceptable ridiculous outrag* "
         "pathetic appall* atrocious disgrac* wtf rubbish garbage crap shit* fuck* #angry ",
         " angry bad disappoint* unhappy broken damaged rude annoy* upset fail* wrong poor worse frustrat* lie* lying "
         "rotten stale spoiled mouldy moldy dirty never_again complain* cheat* ignored stupid idiot* ",
         " late slow problem* issue* missing cold waiting wait overpriced expensive mistake confus* difficult still sadly "
         "unfortunately charged declined cancel sad #no ", "",
         " ok fine nice thanks thank cool helpful fast quick fresh easy welcome glad works #yes #thanks ",
         " good great love* lovely happy enjoy* beautiful well tasty recommend satisfied pleased delicious #star ",
         " excellent amazing awesome fantastic perfect* wonderful brilliant superb outstanding incredible best delighted "
         "#love "},
        " not no never none nothing without hardly neither nor can_not ",
        " very really so extremely totally absolutely too super such quite completely "},
    [SPOKEN_ES] = {
        {" horrible terrible pesimo pesima fatal estafa asco verguenza ladrones inaceptable odio mierda #angry ",
         " malo mala mal enfadad* enojad* decepcion* roto rota dañad* danad* grosero maleducad* peor queja* falla* sucio ",
         " tarde retras* problema* lento frio fria falta esperando caro triste error #no ", "",
         " bien gracias rapido fresco facil amable vale #yes #thanks ",
         " bueno buena bonito gusta encanta feliz rico contento contenta recomiendo genial #star ",
         " excelente perfecto perfecta maravillos* fantastic* increible delicios* mejor #love "},
        " no nunca nada ni sin tampoco ", " muy tan demasiado super totalmente bastante "},
    [SPOKEN_PT] = {
        {" horrivel terrivel pessimo pessima golpe nojo vergonha ladroes inaceitavel odeio merda absurdo #angry ",
         " ruim mal irritad* decepcion* desapont* quebrad* danificad* grosseir* pior reclam* errad* sujo ",
         " atras* demora* problema* lento frio fria falta esperando caro triste erro #no ", "",
         " bem obrigad* rapido fresco facil gentil #yes #thanks ",
         " bom boa bonito gost* feliz gostoso contente recomendo legal #star ",
         " excelente perfeit* maravilh* fantastic* incrivel delicios* otimo otima melhor amei adorei #love "},
        " nao nunca nada nem sem jamais ", " muito tao demais super totalmente bem bastante "},
    [SPOKEN_FR] = {
        {" horrible terrible nul nulle arnaque honte voleurs inadmissible inacceptable deteste merde scandaleux #angry ",
         " mauvais mauvaise decu* enerve* fache* casse* abime* impoli* pire plainte mecontent* sale ",
         " retard tard probleme* lent froid froide manque attends cher triste erreur #no ", "",
         " bien merci rapide frais facile gentil #yes #thanks ",
         " bon bonne beau aime content contente heureux ravi recommande sympa #star ",
         " excellent* parfait* magnifique fantastique incroyable delicieux super meilleur adore genial* #love "},
        " pas jamais rien ni sans aucun ", " tres si trop vraiment totalement tellement "},
    [SPOKEN_AR] = {
        {" فظيع سيئ سيء زفت احتيال نصب عيب حراميه اكره مقرف #angry ",
         " غاضب مكسور تالف زعلان اسوا مستاء شكوى خربان وقح غلط ",
         " متاخر تاخر مشكله بطيء بارد ناقص انتظر غالي حزين خطا #no ", "",
         " تمام شكرا سريع طازج سهل لطيف #yes #thanks ",
         " جيد حلو احب سعيد لذيذ مبسوط جميل انصح #star ", " ممتاز رائع مذهل افضل روعه عظيم #love "},
        " لا ليس غير بدون ما لم لن مو مش ", " جدا كثير مره للغايه اوي "},
};

static bool listed(const char *list, const char *word, size_t n)
{
    for (const char *p = list + 1; *p; p += strcspn(p, " ") + 1) {
        size_t len = strcspn(p, " ");
        bool prefix = len && p[len - 1] == '*';
        if (prefix ? n >= len - 1 && !memcmp(p, word, len - 1) : n == len && !memcmp(p, word, n))
            return true;
        if (!p[len])
            break;
    }
    return false;
}

static int weight_of(const struct feelings *f, const char *word, size_t n)
{
    for (int w = -3; w <= 3; w++)
        if (*f->by_weight[w + 3] && listed(f->by_weight[w + 3], word, n))
            return w;
    return 0;
}

/* SHOUTING and many marks: whatever is felt is felt louder. */
static int loudness(const char *text)
{
    int capitals = 0, small = 0, marks = 0;
    for (; *text; text++) {
        capitals += *text >= 'A' && *text <= 'Z';
        small += *text >= 'a' && *text <= 'z';
        marks += *text == '!';
    }
    return 100 + (capitals > 5 && capitals > 2 * small ? 30 : 0) + (marks > 2 ? 30 : marks * 10);
}

int sentiment_of(struct arena *a, enum spoken lang, const char *text)
{
    const struct feelings *f = &lists[lang];
    const char *words = nlu_normalise(nlu_shipped(), lang, a, text);
    int sum = 0, turned = 0, boost = 100;
    for (size_t n; *words; words += n + (words[n] == ' ')) {
        n = strcspn(words, " ");
        int w = weight_of(f, words, n);
        if (w) {
            int felt = w * boost / 5;
            sum += turned ? (w < 0 ? -felt / 2 : -felt * 3 / 4) : felt;
        }
        boost = listed(f->boosters, words, n) ? 140 : 100;
        turned = listed(f->negations, words, n) ? NEGATION_REACH : turned > 0 ? turned - 1 : 0;
    }
    sum = sum * loudness(text) / 100;
    return sum < -100 ? -100 : sum > 100 ? 100 : sum;
}

const char *sentiment_word(int score)
{
    return score <= -FELT_LEAST ? "negative" : score >= FELT_LEAST ? "positive" : "neutral";
}
