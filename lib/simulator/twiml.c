/* twiml.c -- reads what the shop answered: a small, strict XML reader, and TwiML on top.
 *
 * Strict on purpose: an answer that real Twilio would refuse must not look fine here.
 * The reader knows elements, attributes, text, CDATA, comments, the XML declaration, the five
 * named entities and numeric ones. No DOCTYPE, no processing instructions, no namespaces. */
#include "simulator.h"

#include "waiter/str.h"
#include "waiter/utf8.h"

#include <string.h>
#include <strings.h>

#define NOT_XML 12100
#define NOT_TWIML 12200
#define ATTRIBUTES_MOST 8
#define MESSAGES_MOST 20

enum event { XML_OPEN, XML_CLOSE, XML_TEXT, XML_END, XML_BAD };

struct xml {
    struct arena *arena;
    const char *at, *end;
    const char *why;
    /* of the event just read: */
    const char *name;
    const char *text; /* decoded */
    bool empty;       /* <name/> */
    struct { const char *name, *value; } attributes[ATTRIBUTES_MOST];
    size_t attribute_count;
};

static bool document_legal(struct xml *x);
static bool response_read(struct xml *x, struct twiml *out);
static bool message_read(struct xml *x, struct twiml_message *m);
static bool element_text(struct xml *x, const char *name, struct str *out);
static enum event xml_next(struct xml *x);

bool twiml_read(struct arena *a, const char *text, size_t n, struct twiml *out, int *code,
                const char **why)
{
    struct xml x = {.arena = a, .at = text, .end = text + n};
    *out = (struct twiml){0};
    *code = NOT_XML;
    if (n == 0)
        return true;
    bool ok = document_legal(&x) && response_read(&x, out);
    if (!ok && x.why && strncmp(x.why, "TwiML: ", 7) == 0)
        *code = NOT_TWIML;
    *why = x.why ? x.why : "cut off";
    return ok;
}

/* ---- TwiML ---- */

static bool broken(struct xml *x, const char *why)
{
    if (!x->why)
        x->why = why;
    return false;
}

static bool blank(const char *s)
{
    return s[strspn(s, " \t\r\n")] == '\0';
}

/* The next event that is not white space between elements. */
static enum event next_element(struct xml *x)
{
    enum event ev = xml_next(x);
    while (ev == XML_TEXT && blank(x->text))
        ev = xml_next(x);
    return ev;
}

static bool response_read(struct xml *x, struct twiml *out)
{
    if (next_element(x) != XML_OPEN)
        return broken(x, "the document has no element");
    if (strcmp(x->name, "Response") != 0)
        return broken(x, "TwiML: the outer element must be Response");
    out->messages = arena_array(x->arena, MESSAGES_MOST, sizeof *out->messages);
    bool open = !x->empty;
    while (open) {
        switch (next_element(x)) {
        case XML_OPEN:
            if (strcmp(x->name, "Message") != 0)
                return broken(x, "TwiML: only Message is known inside Response");
            if (out->count == MESSAGES_MOST)
                return broken(x, "TwiML: too many messages");
            if (!message_read(x, &out->messages[out->count++]))
                return false;
            break;
        case XML_CLOSE:
            if (strcmp(x->name, "Response") != 0)
                return broken(x, "an element is closed by another's name");
            open = false;
            break;
        case XML_TEXT:
            return broken(x, "TwiML: text outside of a Message");
        case XML_END:
            return broken(x, "Response is not closed");
        case XML_BAD:
            return false;
        }
    }
    enum event ev = next_element(x);
    return ev == XML_END || (ev != XML_BAD && broken(x, "something follows the Response"));
}

static bool attributes_take(struct xml *x, struct twiml_message *m)
{
    for (size_t i = 0; i < x->attribute_count; i++) {
        const char *name = x->attributes[i].name, *value = x->attributes[i].value;
        if (strcmp(name, "to") == 0)
            m->to = value;
        else if (strcmp(name, "from") == 0)
            m->from = value;
        else if (strcmp(name, "action") == 0)
            m->action = value;
        else if (strcmp(name, "statusCallback") == 0)
            m->status_callback = value;
        else if (strcmp(name, "method") != 0 || strcasecmp(value, "POST") != 0)
            return broken(x, "TwiML: an attribute of Message is not known");
    }
    return true;
}

static char *trimmed(struct arena *a, const char *s)
{
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    return arena_strndup(a, s, n);
}

/* One child of Message: <Body> or <Media>. */
static bool part_read(struct xml *x, struct twiml_message *m, struct str *body)
{
    if (strcmp(x->name, "Body") == 0)
        return element_text(x, "Body", body);
    if (strcmp(x->name, "Media") != 0)
        return broken(x, "TwiML: only Body and Media are known inside Message");
    if (m->media_count == TWIML_MEDIA_MOST)
        return broken(x, "TwiML: more than ten Media");
    struct str url = str_new(x->arena, 4096);
    if (!element_text(x, "Media", &url))
        return false;
    m->media[m->media_count++] = trimmed(x->arena, url.text);
    return true;
}

static bool message_read(struct xml *x, struct twiml_message *m)
{
    struct str body = str_new(x->arena, 256 * 1024);
    struct str bare = str_new(x->arena, 256 * 1024); /* <Message>hello</Message> */
    m->body = "";
    if (!attributes_take(x, m))
        return false;
    if (x->empty)
        return true;
    for (;;) {
        switch (xml_next(x)) {
        case XML_OPEN:
            if (!part_read(x, m, &body))
                return false;
            break;
        case XML_TEXT:
            str_add(&bare, x->text);
            break;
        case XML_CLOSE:
            if (strcmp(x->name, "Message") != 0)
                return broken(x, "an element is closed by another's name");
            m->body = body.len ? body.text : trimmed(x->arena, bare.text);
            return true;
        case XML_END:
            return broken(x, "Message is not closed");
        case XML_BAD:
            return false;
        }
    }
}

/* The text up to </name>; the element was just opened. */
static bool element_text(struct xml *x, const char *name, struct str *out)
{
    if (x->empty)
        return true;
    for (;;) {
        switch (xml_next(x)) {
        case XML_TEXT:
            str_add(out, x->text);
            break;
        case XML_CLOSE:
            return strcmp(x->name, name) == 0 || broken(x, "closed by another's name");
        case XML_OPEN:
            return broken(x, "TwiML: Body and Media hold text only");
        case XML_END:
            return broken(x, "an element is not closed");
        case XML_BAD:
            return false;
        }
    }
}

/* ---- XML ---- */

static bool xml_char(uint32_t c)
{
    return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

/* Valid UTF-8, and only characters that XML 1.0 allows; a byte order mark may lead. */
static bool document_legal(struct xml *x)
{
    size_t n = (size_t)(x->end - x->at);
    if (memchr(x->at, 0, n) || !utf8_valid(x->at, n))
        return broken(x, "not UTF-8");
    char *copy = arena_strndup(x->arena, x->at, n);
    x->at = copy;
    x->end = copy + n;
    if (n >= 3 && memcmp(copy, "\xEF\xBB\xBF", 3) == 0)
        x->at += 3;
    const char *p = x->at;
    while (*p)
        if (!xml_char(utf8_next(&p)))
            return broken(x, "a character that XML 1.0 forbids");
    if (strncmp(x->at, "<?xml", 5) == 0 && strchr(" \t\r\n", x->at[5])) {
        const char *close = strstr(x->at, "?>");
        if (!close)
            return broken(x, "the XML declaration is not closed");
        x->at = close + 2;
    }
    return true;
}

static bool name_char(char c, bool first)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
}

static const char *name_take(struct xml *x)
{
    const char *start = x->at;
    while (name_char(*x->at, x->at == start))
        x->at++;
    if (x->at == start) {
        broken(x, "a name is missing");
        return NULL;
    }
    return arena_strndup(x->arena, start, (size_t)(x->at - start));
}

/* One &entity; at x->at into out. */
static bool entity_take(struct xml *x, struct str *out)
{
    static const struct { const char *name, *text; } named[] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"},
    };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        size_t n = strlen(named[i].name);
        if (strncmp(x->at, named[i].name, n) == 0) {
            str_add(out, named[i].text);
            x->at += n;
            return true;
        }
    }
    if (x->at[1] != '#')
        return broken(x, "an entity that is not known, or a bare &");
    bool hex = x->at[2] == 'x';
    const char *digits = x->at + (hex ? 3 : 2), *p = digits;
    uint32_t c = 0;
    for (; strchr(hex ? "0123456789abcdefABCDEF" : "0123456789", *p) && *p && p - digits < 8; p++)
        c = c * (hex ? 16 : 10) + (uint32_t)(*p <= '9' ? *p - '0' : (*p | 32) - 'a' + 10);
    if (p == digits || *p != ';' || !xml_char(c))
        return broken(x, "a numeric entity that is no character");
    char bytes[4];
    str_add_bytes(out, bytes, utf8_put(bytes, c));
    x->at = p + 1;
    return true;
}

/* Characters up to `stop` (a quote or '<'), entities and line ends decoded. */
static bool text_take(struct xml *x, char stop, const char **out)
{
    struct str s = str_new(x->arena, 256 * 1024);
    while (x->at < x->end && *x->at != stop) {
        if (*x->at == '<')
            return broken(x, "< inside an attribute");
        if (strncmp(x->at, "]]>", 3) == 0 && stop == '<')
            return broken(x, "]]> outside of CDATA");
        if (*x->at == '&') {
            if (!entity_take(x, &s))
                return false;
        } else if (*x->at == '\r') {
            x->at += x->at[1] == '\n' ? 2 : 1;
            str_add_char(&s, '\n');
        } else {
            str_add_char(&s, *x->at++);
        }
    }
    if (s.too_big)
        return broken(x, "too long");
    *out = s.text;
    return true;
}

static bool attribute_take(struct xml *x)
{
    const char *name = name_take(x), *value;
    if (!name)
        return false;
    x->at += strspn(x->at, " \t\r\n");
    if (*x->at++ != '=')
        return broken(x, "an attribute without value");
    x->at += strspn(x->at, " \t\r\n");
    char quote = *x->at;
    if (quote != '"' && quote != '\'')
        return broken(x, "an attribute without quotes");
    x->at++;
    if (!text_take(x, quote, &value))
        return false;
    if (*x->at != quote)
        return broken(x, "an attribute is not closed");
    x->at++;
    for (size_t i = 0; i < x->attribute_count; i++)
        if (strcmp(x->attributes[i].name, name) == 0)
            return broken(x, "an attribute is given twice");
    if (x->attribute_count == ATTRIBUTES_MOST)
        return broken(x, "too many attributes");
    x->attributes[x->attribute_count].name = name;
    x->attributes[x->attribute_count++].value = value;
    return true;
}

static enum event open_take(struct xml *x)
{
    x->at++;
    x->attribute_count = 0;
    x->empty = false;
    x->name = name_take(x);
    if (!x->name)
        return XML_BAD;
    for (;;) {
        size_t space = strspn(x->at, " \t\r\n");
        x->at += space;
        if (*x->at == '>') {
            x->at++;
            return XML_OPEN;
        }
        if (strncmp(x->at, "/>", 2) == 0) {
            x->at += 2;
            x->empty = true;
            return XML_OPEN;
        }
        if (!space) {
            broken(x, "a tag is not closed");
            return XML_BAD;
        }
        if (!attribute_take(x))
            return XML_BAD;
    }
}

static enum event close_take(struct xml *x)
{
    x->at += 2;
    x->name = name_take(x);
    if (!x->name)
        return XML_BAD;
    x->at += strspn(x->at, " \t\r\n");
    if (*x->at++ != '>') {
        broken(x, "a closing tag is not closed");
        return XML_BAD;
    }
    return XML_CLOSE;
}

static enum event xml_next(struct xml *x)
{
    for (;;) {
        if (x->at >= x->end)
            return XML_END;
        if (*x->at != '<')
            return text_take(x, '<', &x->text) ? XML_TEXT : XML_BAD;
        if (strncmp(x->at, "<!--", 4) == 0) {
            const char *close = strstr(x->at + 4, "--");
            if (!close || close[2] != '>') {
                broken(x, "a comment is not closed");
                return XML_BAD;
            }
            x->at = close + 3;
            continue;
        }
        if (strncmp(x->at, "<![CDATA[", 9) == 0) {
            const char *start = x->at + 9, *close = strstr(start, "]]>");
            if (!close) {
                broken(x, "CDATA is not closed");
                return XML_BAD;
            }
            x->text = arena_strndup(x->arena, start, (size_t)(close - start));
            x->at = close + 3;
            return XML_TEXT;
        }
        if (x->at[1] == '!' || x->at[1] == '?') {
            broken(x, "a declaration or instruction that TwiML does not have");
            return XML_BAD;
        }
        return x->at[1] == '/' ? close_take(x) : open_take(x);
    }
}
