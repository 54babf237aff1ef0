/* request.c -- what a handler may ask of its request, and how it answers.
 *
 * Nothing here knows whether FastCGI, plain CGI or a test carries the request. */
#include "waiter/request.h"

#include "carrier.h"
#include "waiter/crypto.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEADERS_MOST (16u * 1024)
#define VARIABLE_MOST 80 /* bytes of a CGI variable's name */
#define LINK_MOST (16u * 1024)
#define PAGE_LIMIT 50
#define PAGE_LIMIT_MOST 100
#define CURSOR_PREFIX "id:" /* so that a cursor is not just any base64 */

/* ---- asking ---- */

static const char *variable(const struct request *rq, const char *name)
{
    return rq->variable ? rq->variable(rq->carrier, name) : NULL;
}

/* "X-Twilio-Signature" is HTTP_X_TWILIO_SIGNATURE in CGI; two headers have no HTTP_. */
static bool header_variable(const char *name, char out[VARIABLE_MOST])
{
    bool bare = strcasecmp(name, "Content-Type") == 0 || strcasecmp(name, "Content-Length") == 0;
    size_t at = 0;

    if (strlen(name) + sizeof "HTTP_" > VARIABLE_MOST)
        return false;
    for (const char *p = bare ? "" : "HTTP_"; *p; p++)
        out[at++] = *p;
    for (; *name; name++) {
        char c = *name;
        out[at++] = c == '-' ? '_' : c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    out[at] = '\0';
    return true;
}

const char *request_header(const struct request *rq, const char *name)
{
    char cgi[VARIABLE_MOST];
    const char *value = header_variable(name, cgi) ? variable(rq, cgi) : NULL;

    /* Apache renames what its rewriting sets. */
    if (!value && strcasecmp(name, "Authorization") == 0)
        value = variable(rq, "REDIRECT_HTTP_AUTHORIZATION");
    return value;
}

const char *request_cookie(const struct request *rq, const char *name)
{
    const char *at = request_header(rq, "Cookie");
    size_t len = strlen(name);

    while (at && *at) {
        at += strspn(at, " \t;");
        size_t n = strcspn(at, ";");
        if (n > len && at[len] == '=' && memcmp(at, name, len) == 0) {
            const char *value = at + len + 1;
            size_t value_len = n - len - 1;
            while (value_len && (value[value_len - 1] == ' ' || value[value_len - 1] == '\t'))
                value_len--;
            if (value_len >= 2 && value[0] == '"' && value[value_len - 1] == '"') {
                value++;
                value_len -= 2;
            }
            return arena_strndup(rq->arena, value, value_len);
        }
        at += n;
    }
    return NULL;
}

const char *request_query(const struct request *rq, const char *name)
{
    return param_text(rq->arena, &rq->query, name);
}

const char *request_route(const struct request *rq, const char *name)
{
    return param_text(rq->arena, &rq->route, name);
}

/* A decimal number of n bytes and nothing else: no blanks, no plus, no leading zeros. */
static bool number_read(const char *text, size_t n, int64_t *out)
{
    const char *digits = text + (n && *text == '-');
    size_t count = n - (size_t)(digits - text);
    char copy[24];
    char *end;

    if (count == 0 || n >= sizeof copy || (*digits == '0' && n > 1))
        return false;
    for (size_t i = 0; i < count; i++)
        if (digits[i] < '0' || digits[i] > '9')
            return false;
    memcpy(copy, text, n);
    copy[n] = '\0';
    errno = 0;
    *out = strtoll(copy, &end, 10);
    return errno == 0;
}

bool request_id_param(const struct request *rq, const char *name, int64_t *out, struct err *e)
{
    const struct param *p = param_find(&rq->route, name);
    int64_t id;

    if (!p || !number_read(p->value, p->value_len, &id) || id <= 0)
        return fail(e, ERR_NOT_FOUND, ":%s is not an id", name);
    *out = id;
    return true;
}

bool request_query_int(const struct request *rq, const char *name, int64_t min, int64_t max,
                       int64_t otherwise, int64_t *out, struct err *e)
{
    const struct param *p = param_find(&rq->query, name);
    int64_t n = otherwise;

    if (p && (!number_read(p->value, p->value_len, &n) || n < min || n > max))
        return fail_field(e, name, "not a number from %" PRId64 " to %" PRId64, min, max);
    *out = n;
    return true;
}

/* Is the body said to be of this type? Its parameters ("; charset=utf-8") do not matter. */
static bool body_type_is(const struct request *rq, const char *type, struct err *e)
{
    const char *said = request_header(rq, "Content-Type");
    size_t n = strlen(type);

    if (!said || strncasecmp(said, type, n) != 0 || !memchr("; \t", said[n], 4))
        return fail(e, ERR_MEDIA_TYPE, "%s needed, got %.80s", type, said ? said : "none");
    return true;
}

bool request_json(struct request *rq, const json_value **out, struct err *e)
{
    return body_type_is(rq, "application/json", e)
        && json_parse(rq->arena, rq->body ? rq->body : "", rq->body_len, out, e);
}

bool request_form(struct request *rq, struct params *out, struct err *e)
{
    return body_type_is(rq, "application/x-www-form-urlencoded", e)
        && params_parse(rq->arena, rq->body ? rq->body : "", rq->body_len, out, e);
}

/* ---- pages of a list ---- */

static char *cursor_text(struct arena *a, int64_t id)
{
    char *plain = arena_printf(a, CURSOR_PREFIX "%" PRId64, id);

    return base64url_text(a, (const uint8_t *)plain, strlen(plain));
}

static bool cursor_read(struct arena *a, const char *text, int64_t *id)
{
    const size_t prefix = strlen(CURSOR_PREFIX);
    uint8_t *plain;
    size_t n;

    return base64url_bytes(a, text, &plain, &n) && n > prefix
        && memcmp(plain, CURSOR_PREFIX, prefix) == 0
        && number_read((const char *)plain + prefix, n - prefix, id) && *id > 0;
}

bool request_page(const struct request *rq, int64_t *limit, int64_t *cursor, struct err *e)
{
    const struct param *given = param_find(&rq->query, "cursor");
    int64_t at = 0;

    if (!request_query_int(rq, "limit", 1, PAGE_LIMIT_MOST, PAGE_LIMIT, limit, e))
        return false;
    if (given && !cursor_read(rq->arena, given->value, &at))
        return fail_field(e, "cursor", "not one of ours");
    *cursor = at;
    return true;
}

/* ---- answering ---- */

/* The words of RFC 9110 for a status that we send. */
static const char *status_words(int status)
{
    static const struct { int status; const char *words; } table[] = {
        {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"},
        {301, "Moved Permanently"}, {302, "Found"}, {303, "See Other"}, {304, "Not Modified"},
        {307, "Temporary Redirect"}, {308, "Permanent Redirect"},
        {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
        {405, "Method Not Allowed"}, {409, "Conflict"}, {410, "Gone"},
        {412, "Precondition Failed"}, {413, "Content Too Large"},
        {415, "Unsupported Media Type"}, {422, "Unprocessable Content"},
        {428, "Precondition Required"}, {429, "Too Many Requests"},
        {500, "Internal Server Error"}, {501, "Not Implemented"}, {502, "Bad Gateway"},
        {503, "Service Unavailable"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].status == status)
            return table[i].words;
    return status < 400 ? "OK" : "Error";
}

static void reply_start(struct request *rq, int status, const char *content_type)
{
    rq->reply.status = status;
    rq->reply.content_type = arena_strdup(rq->arena, content_type);
    rq->reply.body = str_new(rq->arena, REPLY_MOST);
    rq->reply.stream = NULL;
}

void reply_text(struct request *rq, int status, const char *content_type, const char *body)
{
    reply_start(rq, status, content_type);
    str_add(&rq->reply.body, body);
}

void reply_stream(struct request *rq, const char *content_type,
                  void (*stream)(struct request *rq, void *what), void *what)
{
    reply_start(rq, 200, content_type);
    rq->reply.stream = stream;
    rq->reply.stream_what = what;
}

bool stream_send(struct request *rq, const char *text, size_t n)
{
    return rq->send(rq->carrier, text, n);
}

bool stream_wanted(struct request *rq) { return rq->wanted(rq->carrier); }

struct json reply_json(struct request *rq, int status)
{
    reply_start(rq, status, "application/json");
    return json_writer(&rq->reply.body);
}

/* The line of that name among the headers set so far ("Name: value\r\n"), or NULL. */
static char *header_line(const struct request *rq, const char *name)
{
    size_t len = strlen(name);

    for (char *at = rq->reply.headers.text; at && *at;) {
        if (strncasecmp(at, name, len) == 0 && at[len] == ':')
            return at;
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return NULL;
}

bool reply_has_header(const struct request *rq, const char *name)
{
    return header_line(rq, name) != NULL;
}

static void header_drop(struct request *rq, const char *name)
{
    char *line;

    while ((line = header_line(rq, name))) {
        char *next = line + strcspn(line, "\n") + 1;
        memmove(line, next, strlen(next) + 1);
        rq->reply.headers.len -= (size_t)(next - line);
    }
}

void reply_header(struct request *rq, const char *name, const char *value)
{
    struct str *out = &rq->reply.headers;

    if (!out->text)
        *out = str_new(rq->arena, HEADERS_MOST);
    str_add(out, name);
    str_add(out, ": ");
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;
        if ((c >= 0x20 && c != 0x7f) || c == '\t') /* nobody writes a second header in here */
            str_add_char(out, *value);
    }
    str_add(out, "\r\n");
}

void reply_file(struct request *rq, const char *content_type, const char *inside, const char *path)
{
    reply_start(rq, 200, content_type);
    if (rq->sends_files)
        rq->reply.file = path;
    else
        reply_header(rq, "X-Accel-Redirect", inside);
}

void reply_problem(struct request *rq, const struct err *e)
{
    int status = err_status(e->kind);

    reply_start(rq, status, "application/problem+json");
    struct json j = json_writer(&rq->reply.body);
    json_open_object(&j, NULL);
    json_put_text(&j, "type", "about:blank");
    json_put_text(&j, "title", status_words(status));
    json_put_int(&j, "status", status);
    json_put_text(&j, "detail", err_words(e->kind));
    json_put_text(&j, "code", err_code(e->kind));
    json_put_text(&j, "error", err_words(e->kind));
    if (e->field[0])
        json_put_text(&j, "field", e->field);
    if (rq->latest)
        json_put_raw(&j, "latest", rq->latest);
    json_close(&j);

    /* What was meant for the good answer must not outlive it in a cache. */
    header_drop(rq, "Cache-Control");
    header_drop(rq, "ETag");
    header_drop(rq, "Link");
    if (status == 401 && !reply_has_header(rq, "WWW-Authenticate")) /* RFC 9110 asks for one */
        reply_header(rq, "WWW-Authenticate", "Bearer realm=\"waiter\"");
    if ((e->kind == ERR_TOO_MANY || e->kind == ERR_BUSY) && !reply_has_header(rq, "Retry-After"))
        reply_header(rq, "Retry-After", "1");
}

/* The request's path with `raw` made safe between < and >. */
static void add_path(struct str *out, const char *raw)
{
    for (; *raw; raw++) {
        unsigned char c = (unsigned char)*raw;
        if (c > 0x20 && c < 0x7f && !strchr("\"<>\\^`{|}?#", c))
            str_add_char(out, *raw);
        else
            str_addf(out, "%%%02X", c);
    }
}

void reply_next(struct request *rq, struct json *j, int64_t next_cursor)
{
    if (next_cursor <= 0) {
        json_put_null(j, "next_cursor");
        return;
    }
    const char *cursor = cursor_text(rq->arena, next_cursor), *link;
    struct str out = str_new(rq->arena, LINK_MOST);
    struct err ignored = {0};

    json_put_text(j, "next_cursor", cursor);
    str_add_char(&out, '<');
    add_path(&out, rq->path);
    str_add_char(&out, '?');
    for (size_t i = 0; i < rq->query.count; i++) {
        const struct param *p = &rq->query.at[i];
        if (strcmp(p->name, "cursor") == 0)
            continue;
        str_add_url(&out, p->name);
        str_add_char(&out, '=');
        str_add_url(&out, p->value);
        str_add_char(&out, '&');
    }
    str_addf(&out, "cursor=%s>; rel=\"next\"", cursor);
    /* A query too long to repeat loses the header, not the cursor in the body. */
    if (str_done(&out, &link, &ignored))
        reply_header(rq, "Link", link);
}

/* ---- for the carriers (carrier.h) ---- */

void reply_head(const struct request *rq, struct str *out)
{
    const struct reply *r = &rq->reply;
    bool bodiless = r->status == 204 || r->status == 304;

    str_addf(out, "Status: %d %s\r\n", r->status, status_words(r->status));
    if (!bodiless && r->content_type)
        str_addf(out, "Content-Type: %s\r\n", r->content_type);
    if (!bodiless && !r->stream && !r->file) /* nobody knows how long a stream gets */
        str_addf(out, "Content-Length: %zu\r\n", r->body.len);
    if (r->headers.text)
        str_add_bytes(out, r->headers.text, r->headers.len);
    str_add(out, "\r\n");
}

bool reply_carries_body(const struct request *rq)
{
    return rq->reply.status != 204 && rq->reply.status != 304 && rq->reply.body.len > 0
        && !(rq->method && strcmp(rq->method, "HEAD") == 0);
}
