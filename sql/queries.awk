# Turns sql/schema/NNN-*.sql and sql/queries/*.sql into queries.h and queries.c:
# an enum Q_NAME, its SQL text and name, and the schema steps in order.
# A query starts at a line "-- name: some_name"; comment lines before it belong to it. A line that ends
# in "-- if $3 $7" is part of it only when these values are given: not NULL, 0 or "" (lib/io/db_lines.c).
BEGIN { count = 0 } # unset, it would be the text "" as the first index
function quote(line) {
    gsub(/\\/, "\\\\", line); gsub(/"/, "\\\"", line)
    return "    \"" line "\\n\"\n"
}
function finish() {
    if (name != "") { sub(/[[:space:]]*$/, "", body); texts[count] = body; names[count] = name; count++ }
    name = ""; body = ""
}
FNR == 1 {
    finish()
    schema = FILENAME ~ /schema\//
    if (schema) { steps++; step_file[steps] = FILENAME; sub(/.*\//, "", step_file[steps]) }
}
schema { step[steps] = step[steps] quote($0); next }
/^-- name: / { finish(); name = $3; next }
/^[[:space:]]*--/ || /^[[:space:]]*$/ { next }
/-- if \$/ { lines[count] = 1 }
{
    if (name == "") { print FILENAME ":" FNR ": SQL before the first -- name:" > "/dev/stderr"; exit 1 }
    body = body quote($0)
}
END {
    finish()
    h = out "/queries.h"; c = out "/queries.c"
    print "/* Made from sql/ by sql/queries.awk. */\n#ifndef WAITER_QUERIES_H\n#define WAITER_QUERIES_H\n" > h
    print "enum query {" > h
    for (i = 0; i < count; i++) printf "    Q_%s,\n", toupper(names[i]) > h
    print "    Q__MAX\n};\n" > h
    print "struct query_text { const char *name, *sql; int has_lines; };\nextern const struct query_text query_texts[Q__MAX];" > h
    printf "#define SCHEMA_VERSION %d\n", steps > h
    print "struct schema_step { const char *file, *sql; };\nextern const struct schema_step schema_steps[SCHEMA_VERSION];\n\n#endif" > h
    print "#include \"queries.h\"\n\nconst struct query_text query_texts[Q__MAX] = {" > c
    for (i = 0; i < count; i++) printf "    {\"%s\",\n%s    , %d},\n", names[i], texts[i], lines[i] > c
    print "};\n\nconst struct schema_step schema_steps[SCHEMA_VERSION] = {" > c
    for (i = 1; i <= steps; i++) printf "    {\"%s\",\n%s    },\n", step_file[i], step[i] > c
    print "};" > c
}
