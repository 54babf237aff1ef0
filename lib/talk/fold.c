/* fold.c -- one character on its way to being compared: case, accents, widths and Unicode
 * tricks disappear, what people meant stays. Tables are made from Unicode's decompositions. */
#include "talk.h"

#include <string.h>

/* Base letters; capitals stand for two letters (see pairs), '-' for "leave it alone". */
static const char latin_00c0[] =
    "aaaaaaAceeeeiiiidnooooo-ouuuuyTSaaaaaaAceeeeiiiidnooooo-ouuuuyTy"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiIIjjkkklllllll"
    "lllnnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static const char latin_1e00[] =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy-s--S-aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy------";

static const struct { char key; const char *text; } pairs[] = {
    {'A', "ae"}, {'S', "ss"}, {'O', "oe"}, {'T', "th"}, {'I', "ij"},
};

static size_t put(char *out, uint32_t cp)
{
    return utf8_put(out, cp);
}

static size_t put_latin(char *out, char base, uint32_t cp)
{
    if (base == '-')
        return put(out, cp);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].key == base) {
            memcpy(out, pairs[i].text, 2);
            return 2;
        }
    *out = base;
    return 1;
}

/* Zero-width and bidi marks, variation selectors, skin tones, soft hyphen, keycap: unseen or
 * decoration, and a way to make two texts look the same. */
bool is_invisible(uint32_t cp)
{
    if (cp < 0xad)
        return false;
    return cp == 0xad || cp == 0x34f || cp == 0x61c || cp == 0x180e || cp == 0xfeff ||
           (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) ||
           (cp >= 0x2060 && cp <= 0x206f) || (cp >= 0xfe00 && cp <= 0xfe0f) ||
           (cp >= 0xe0000 && cp <= 0xe0fff) || (cp >= 0x115f && cp <= 0x1160) || cp == 0x3164 ||
           cp == 0xffa0;
}

static bool is_mark(uint32_t cp)
{
    return (cp >= 0x300 && cp <= 0x36f) || (cp >= 0x64b && cp <= 0x65f) || cp == 0x670 ||
           cp == 0x640 || (cp >= 0x20d0 && cp <= 0x20ff) || (cp >= 0x1f3fb && cp <= 0x1f3ff);
}

static bool is_emoji(uint32_t cp)
{
    return (cp >= 0x1f000 && cp <= 0x1faff) || (cp >= 0x2190 && cp <= 0x2bff) || cp == 0x2122 ||
           (cp >= 0x3030 && cp <= 0x303d) || cp == 0xa9 || cp == 0xae;
}

bool is_space(uint32_t cp)
{
    return cp == ' ' || (cp >= 9 && cp <= 13) || cp == 0x85 || cp == 0xa0 || cp == 0x1680 ||
           (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 || cp == 0x202f ||
           cp == 0x205f || cp == 0x3000;
}

/* Digits of other scripts that people type: Arabic-Indic, Persian, Devanagari, Bengali, Thai,
 * mathematical. (Fullwidth ones became ASCII before.) */
static int digit_of(uint32_t cp)
{
    static const uint32_t zeros[] = {0x660, 0x6f0, 0x966, 0x9e6, 0xe50};
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (cp >= zeros[i] && cp <= zeros[i] + 9)
            return (int)(cp - zeros[i]);
    return cp >= 0x1d7ce && cp <= 0x1d7ff ? (int)((cp - 0x1d7ce) % 10) : -1;
}

static uint32_t lower_other(uint32_t cp)
{
    if (cp >= 0x391 && cp <= 0x3a9)
        return cp + 0x20;                       /* Greek */
    if (cp >= 0x410 && cp <= 0x42f)
        return cp + 0x20;                       /* Cyrillic */
    if (cp >= 0x400 && cp <= 0x40f)
        return cp + 0x50;
    if (cp == 0x622 || cp == 0x623 || cp == 0x625 || cp == 0x671)
        return 0x627;                           /* Arabic alef with anything on it */
    if (cp == 0x649)
        return 0x64a;
    return cp == 0x629 ? 0x647 : cp;
}

/* Characters that only look different: typographic quotes and dashes, widths, styled letters. */
static uint32_t plain_form(uint32_t cp)
{
    if (cp >= 0xff01 && cp <= 0xff5e)
        return cp - 0xff01 + '!';
    if (cp >= 0x1d400 && cp <= 0x1d6a3)
        return 'a' + (cp - 0x1d400) % 26;
    switch (cp) {
    case 0x2018: case 0x2019: case 0x201b: case 0x2bc: case 0xb4: case '`': case 0x2032:
        return '\'';
    case 0x201c: case 0x201d: case 0x201e: case 0xab: case 0xbb:
        return '"';
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212:
        return '-';
    case 0x60c: case 0x3001: case 0xff64:
        return ',';
    case 0x61b:
        return ';';
    case 0x61f:
        return '?';
    case 0x3002:
        return '.';
    case 0xd7: case 0x2715: case 0x2716:
        return 'x';
    default:
        return cp;
    }
}

static enum fold_class fold_ascii(uint32_t cp, char out[8], size_t *n)
{
    *n = 1;
    if ((cp | 32) - 'a' < 26) {
        *out = (char)(cp | 32);
        return FOLD_LETTER;
    }
    *out = (char)(cp == '`' ? '\'' : cp);
    if (cp - '0' < 10)
        return FOLD_DIGIT;
    return cp <= ' ' || cp == 0x7f ? FOLD_SPACE : FOLD_PUNCT;
}

enum fold_class fold_char(uint32_t cp, char out[8], size_t *n)
{
    if (cp < 0x80) /* most of what is written */
        return fold_ascii(cp, out, n);
    *n = 0;
    if (is_invisible(cp) || is_mark(cp))
        return FOLD_NOTHING;
    cp = plain_form(cp);
    int d = digit_of(cp);
    if (d >= 0)
        cp = (uint32_t)('0' + d);
    if (cp < 0x80)
        return fold_ascii(cp, out, n);
    if (is_space(cp)) {
        out[(*n)++] = ' ';
        return FOLD_SPACE;
    }
    if (cp >= 0xc0 && cp < 0x180 && cp != 0xf7) {
        *n = put_latin(out, latin_00c0[cp - 0xc0], cp);
        return FOLD_LETTER;
    }
    if (cp >= 0x1e00 && cp < 0x1f00) {
        *n = put_latin(out, latin_1e00[cp - 0x1e00], cp);
        return FOLD_LETTER;
    }
    *n = put(out, lower_other(cp));
    if (is_emoji(cp))
        return FOLD_EMOJI;
    bool punct = (cp >= 0xa1 && cp <= 0xbf && cp != 0xaa && cp != 0xba) || cp == 0xf7 ||
                 (cp >= 0x2010 && cp <= 0x206f) || (cp >= 0x20a0 && cp <= 0x20cf) ||
                 (cp >= 0x3001 && cp <= 0x303f) || (cp >= 0xff5f && cp <= 0xff65) ||
                 (cp >= 0xffe0 && cp <= 0xffff) || cp == 0x66a || cp == 0x66b || cp == 0x66c;
    return punct ? FOLD_PUNCT : FOLD_LETTER;
}
