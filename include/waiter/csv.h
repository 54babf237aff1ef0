/* csv.h -- tables that spreadsheets save: RFC 4180, and what Excel makes of it. */
#ifndef WAITER_CSV_H
#define WAITER_CSV_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stddef.h>
#include <stdint.h>

#define CSV_CELLS_MOST 64 /* of a row */

struct csv_row {
    int64_t line; /* in the file, from 1: what an editor and a spreadsheet show */
    const char **cells;
    size_t count;
};

struct csv {
    struct csv_row *rows; /* without rows that are all blank; the first are the columns' names */
    size_t count;
};

/* Reads UTF-8, with or without a BOM, separated by whichever of comma, semicolon and tab the first line
 * has most of. The apostrophe that str_add_csv puts before what would run in a spreadsheet is taken away
 * again. ERR_BAD_INPUT: not UTF-8, a NUL, a quote that does not end or ends too early, too many rows or
 * cells; *line is where. Memory: arena. */
CHECKED bool csv_read(struct arena *a, const char *text, size_t n, size_t rows_most, struct csv *out,
                      int64_t *line, struct err *e);

#endif
