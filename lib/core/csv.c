/* csv.c -- reads tables that spreadsheets save; str_add_csv (str.c) writes them. */
#include "waiter/csv.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <string.h>

struct reader {
    struct arena *arena;
    const char *at, *end;
    char separator;
    int64_t line;
    const char *cells[CSV_CELLS_MOST];
    size_t count;
};

static char separator_of(const char *text, const char *end)
{
    static const char known[] = ",;\t";
    size_t seen[3] = {0};
    bool quoted = false;
    for (; text < end && (quoted || (*text != '\n' && *text != '\r')); text++) {
        const char *which = strchr(known, *text);
        quoted = *text == '"' ? !quoted : quoted;
        if (which && *which && !quoted)
            seen[which - known]++;
    }
    return seen[1] > seen[0] && seen[1] >= seen[2] ? ';' : seen[2] > seen[0] ? '\t' : ',';
}

/* What str_add_csv put there to keep a spreadsheet from running the cell. */
static const char *without_apostrophe(const char *cell)
{
    return cell[0] == '\'' && (cell[1] == '\'' || str_begins_formula(cell + 1)) ? cell + 1 : cell;
}

/* Just behind the quote that ends the cell, or NULL. */
static const char *end_of_quoted(const char *at, const char *end)
{
    for (at++; at < end; at++) {
        if (*at != '"')
            continue;
        if (at + 1 == end || at[1] != '"')
            return at + 1;
        at++;
    }
    return NULL;
}

static bool quoted_cell(struct reader *r, const char **out, struct err *e)
{
    const char *behind = end_of_quoted(r->at, r->end);
    if (!behind)
        return fail_field(e, "csv", "a quote does not end");
    char *cell = arena_alloc(r->arena, (size_t)(behind - r->at)), *to = cell;
    for (r->at++; r->at < behind - 1; r->at++) {
        r->line += *r->at == '\n';
        r->at += *r->at == '"'; /* the first of two */
        *to++ = *r->at;
    }
    r->at = behind;
    *out = cell;
    return r->at == r->end || *r->at == r->separator || *r->at == '\n' || *r->at == '\r' ||
           fail_field(e, "csv", "something behind a quote");
}

static const char *bare_cell(struct reader *r)
{
    const char *begin = r->at;
    while (r->at < r->end && *r->at != r->separator && *r->at != '\n' && *r->at != '\r')
        r->at++;
    return arena_strndup(r->arena, begin, (size_t)(r->at - begin));
}

/* One row; the reader stands behind its line's end. */
static bool read_row(struct reader *r, struct err *e)
{
    r->count = 0;
    for (;;) {
        const char *cell = "";
        if (r->count == CSV_CELLS_MOST)
            return fail_field(e, "csv", "more than %d cells", CSV_CELLS_MOST);
        if (r->at < r->end && *r->at == '"') {
            if (!quoted_cell(r, &cell, e))
                return false;
        } else {
            cell = bare_cell(r);
        }
        r->cells[r->count++] = without_apostrophe(cell);
        if (r->at == r->end || *r->at != r->separator)
            break;
        r->at++;
    }
    if (r->at < r->end && *r->at == '\r')
        r->at++;
    if (r->at < r->end && *r->at == '\n')
        r->at++;
    return true;
}

static bool is_blank(const struct reader *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->cells[i][strspn(r->cells[i], " \t")])
            return false;
    return true;
}

static bool read_rows(struct reader *r, size_t rows_most, struct csv *out, struct err *e)
{
    while (r->at < r->end) {
        int64_t line = r->line;
        if (!read_row(r, e))
            return false;
        r->line++;
        if (is_blank(r))
            continue;
        if (out->count == rows_most)
            return fail_field(e, "csv", "more than %zu rows", rows_most);
        struct csv_row *row = &out->rows[out->count++];
        row->line = line;
        row->count = r->count;
        row->cells = arena_copy(r->arena, r->cells, r->count * sizeof *r->cells);
    }
    return true;
}

bool csv_read(struct arena *a, const char *text, size_t n, size_t rows_most, struct csv *out,
              int64_t *line, struct err *e)
{
    bool marked = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    struct reader r = {.arena = a, .at = text + (marked ? 3 : 0), .end = text + n, .line = 1};
    *out = (struct csv){.rows = arena_array(a, rows_most, sizeof *out->rows)};
    *line = 1;
    if (!utf8_valid(text, n) || memchr(text, '\0', n))
        return fail_field(e, "csv", "not UTF-8");
    r.separator = separator_of(r.at, r.end);
    bool ok = read_rows(&r, rows_most, out, e);
    *line = r.line;
    return ok;
}
