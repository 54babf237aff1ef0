/* foreign.h -- reading another program's SQLite file, whose tables may lack what we hope for. */
#ifndef WAITER_FOREIGN_H
#define WAITER_FOREIGN_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stddef.h>

struct foreign;

/* Opens it for reading only. ERR_STORAGE when it is no SQLite database. */
CHECKED bool foreign_open(const char *path, struct foreign **out, struct err *e);
void foreign_close(struct foreign *f);

/* All rows of a table by its id, each an array of `n` texts in the order of `columns` (NULL where the
 * value or the whole column is missing; what is no UTF-8 is mended). A missing table has no rows. */
CHECKED bool foreign_table(struct foreign *f, struct arena *a, const char *table,
                           const char *const *columns, size_t n, const char ****rows,
                           size_t *count, struct err *e);

#endif
