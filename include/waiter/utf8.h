/* utf8.h -- text at the border: valid UTF-8 in, nothing else is ever stored. */
#ifndef WAITER_UTF8_H
#define WAITER_UTF8_H

#include "waiter/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when n bytes are valid UTF-8 (no overlongs, no surrogates, <= U+10FFFF). NUL is valid. */
bool utf8_valid(const char *s, size_t n);

/* Decodes the code point at *s (a valid, terminated text) and moves *s behind it;
 * 0 at the end. Invalid bytes decode as U+FFFD, one byte each. */
uint32_t utf8_next(const char **s);

/* Writes cp at out (room for 4) and returns the bytes written; invalid becomes U+FFFD. */
size_t utf8_put(char *out, uint32_t cp);

/* n bytes as a terminated valid text: invalid sequences become U+FFFD, NUL and other
 * C0 controls except tab and newline are dropped, CRLF becomes LF. */
char *utf8_repair(struct arena *a, const char *bytes, size_t n);

/* Characters (code points) in a valid text. */
size_t utf8_length(const char *s);

/* The longest prefix of s with at most `chars` characters, as a byte count. */
size_t utf8_prefix(const char *s, size_t chars);

#endif
