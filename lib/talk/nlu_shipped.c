/* nlu_shipped.c -- what was learnt when the programs were built: the model and the languages' table. */
#include "nlu_parts.h"

/* The files are made by $B/learn (Makefile) and lie where the assembler is told to look. */
__asm__(".section .rodata\n"
        ".balign 64\n"
        "nlu_shipped_model:\n"
        ".incbin \"meanings.model\"\n"
        "nlu_shipped_model_end:\n"
        ".balign 64\n"
        "spoken_shipped_table:\n"
        ".incbin \"languages.table\"\n"
        ".previous\n");

extern const char nlu_shipped_model[], nlu_shipped_model_end[];
extern const int8_t spoken_shipped_table[];

const void *nlu_shipped_blob(size_t *n)
{
    *n = (size_t)(nlu_shipped_model_end - nlu_shipped_model);
    return nlu_shipped_model;
}

const int8_t *spoken_table(void) { return spoken_shipped_table; }
