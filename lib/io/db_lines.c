/* db_lines.c -- the optional lines of a query: "-- if $3 $7" at a line's end keeps it out unless both
 * values are given. A list that can be narrowed in many ways is so written once, and SQLite plans
 * only for what is asked. */
#include "db_inside.h"

#include <stdlib.h>
#include <string.h>

/* It has no condition, or all that it names is given. */
static bool is_wanted(const char *line, const char *end, unsigned given)
{
    const char *at = strstr(line, "-- if $");
    if (!at || at >= end)
        return true;
    while ((at = strchr(at, '$')) && at < end)
        if (!(given >> (strtoul(++at, NULL, 10) - 1) & 1U))
            return false;
    return true;
}

char *query_lines(const char *sql, unsigned given)
{
    char *chosen = sqlite3_malloc64(strlen(sql) + 1), *out = chosen;
    while (chosen && *sql) {
        size_t n = strcspn(sql, "\n");
        n += sql[n] == '\n';
        if (is_wanted(sql, sql + n, given)) {
            memcpy(out, sql, n);
            out += n;
        }
        sql += n;
    }
    if (chosen)
        *out = '\0';
    return chosen;
}
