/* sentiment.c -- how somebody sounds: words with a weight, what turns them round, what makes them louder. */
#include "waiter/sentiment.h"
#include "nlu_parts.h"
#include "talk.h"

#include <pthread.h>

#define FELT_LEAST 15   /* below it counts as neutral */
#define NEGATION_REACH 3
#define WORDS_LISTED 200 /* more than any of the lists below has */

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

static struct { struct word_set weights, negations, boosters; } sets[SPOKEN__MAX];

static void make_sets(void)
{
    for (int l = 0; l < SPOKEN__MAX; l++) {
        word_set_open(&sets[l].weights, WORDS_LISTED);
        word_set_open(&sets[l].negations, WORDS_LISTED);
        word_set_open(&sets[l].boosters, WORDS_LISTED);
        for (int w = -3; w <= 3; w++)
            word_set_add(&sets[l].weights, lists[l].by_weight[w + 3], w);
        word_set_add(&sets[l].negations, lists[l].negations, 1);
        word_set_add(&sets[l].boosters, lists[l].boosters, 1);
    }
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

int sentiment_of_tokens(enum spoken lang, const struct nlu_tokens *tokens, const char *text)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int sum = 0, turned = 0, boost = 100;
    pthread_once(&once, make_sets);
    for (size_t i = 0; i < tokens->count; i++) {
        const struct nlu_token *t = &tokens->at[i];
        int w = word_set_find(&sets[lang].weights, t->text, t->len);
        if (w) {
            int felt = w * boost / 5;
            sum += turned ? (w < 0 ? -felt / 2 : -felt * 3 / 4) : felt;
        }
        boost = word_set_find(&sets[lang].boosters, t->text, t->len) ? 140 : 100;
        turned = word_set_find(&sets[lang].negations, t->text, t->len) ? NEGATION_REACH
                 : turned > 0                                           ? turned - 1 : 0;
    }
    sum = sum * loudness(text) / 100;
    return sum < -100 ? -100 : sum > 100 ? 100 : sum;
}

int sentiment_of(enum spoken lang, const char *text)
{
    struct nlu_tokens tokens;
    nlu_tokens_read(nlu_words_of(nlu_shipped()), lang, NULL, text, &tokens);
    return sentiment_of_tokens(lang, &tokens, text);
}

const char *sentiment_word(int score)
{
    return score <= -FELT_LEAST ? "negative" : score >= FELT_LEAST ? "positive" : "neutral";
}
