/* picture.c -- flat little drawings of goods, filled with exact coverage, written as PNG.
 *
 * Drawings are data: picture_shapes.h has a few layers for each shape, every layer a path and
 * a tone. Tones follow the product's colour, so one drawing serves all colours. Order of this
 * file: colours, the pen (paths into edges), filling, the ground, PNG, drawing. */
#include "waiter/picture.h"

#include "picture_shapes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define SIDE  PICTURE_SIDE
#define CURVE 24 /* straight pieces of a curve */
#define ROUND 72 /* of an ellipse */
#define PI    3.14159265358979f

struct colour { float r, g, b; };
struct point { float x, y; };

struct canvas {
    struct colour pixels[SIDE * SIDE];
    float cover[SIDE * SIDE]; /* differences along each row; all zero between layers */
    int top, bottom;          /* rows of it that are not */
    struct colour base;
};

/* --- Colours --------------------------------------------------------------------------- */

static struct colour mix(struct colour a, struct colour b, float share)
{
    return (struct colour){a.r + (b.r - a.r) * share, a.g + (b.g - a.g) * share,
                           a.b + (b.b - a.b) * share};
}

static float brightness(struct colour c)
{
    return 0.30f * c.r + 0.59f * c.g + 0.11f * c.b;
}

static const struct colour white = {1, 1, 1}, black = {0.05f, 0.05f, 0.08f};

static struct colour hex(unsigned rgb)
{
    return (struct colour){(float)(rgb >> 16 & 255) / 255, (float)(rgb >> 8 & 255) / 255,
                           (float)(rgb & 255) / 255};
}

/* Dark goods get lighter details, light goods darker ones: both must be seen. */
static struct colour tone(const struct canvas *c, char name)
{
    bool dark = brightness(c->base) < 0.35f;
    struct colour away = dark ? white : black;
    switch (name) {
    case 'b': return c->base;
    case 'd': return mix(c->base, away, dark ? 0.16f : 0.14f);
    case 'D': return mix(c->base, away, dark ? 0.32f : 0.34f);
    case 's': return mix(c->base, black, 0.30f);
    case 'l': return mix(c->base, white, dark ? 0.10f : 0.35f);
    case 'w': return hex(0xfdfcf9);
    case 'c': return hex(0xf3e7d3); /* cream */
    case 'k': return hex(0x2b2d3a); /* ink */
    case 'g': return hex(0x6a994e); /* leaf */
    case 'r': return hex(0xd1495b); /* cherry */
    case 'm': return hex(0xb9c0c8); /* metal */
    case 'y': return hex(0xc8a27a); /* kraft paper */
    case 'h': return hex(0x4b2e20); /* coffee */
    default: return c->base;
    }
}

/* --- The pen: a path becomes edges in the cover -------------------------------------------- */

struct pen {
    struct canvas *canvas;
    const char *at;
    bool mirrored;
    float stroke; /* width; 0 fills */
    float turn_sin, turn_cos;
    struct point middle; /* of the turn */
    struct point first, last;
};

static void cover_add(struct canvas *c, int x, int y, float area)
{
    x = x < 0 ? 0 : x >= SIDE ? SIDE - 1 : x;
    c->cover[y * SIDE + x] += area;
}

/* The part of an edge inside one row, from x0 to x1 (either order), `d` high with its sign. */
static void cover_row(struct canvas *c, int y, float x0, float x1, float d)
{
    float left = fminf(x0, x1), right = fmaxf(x0, x1);
    int first = (int)floorf(left), end = (int)ceilf(right);
    if (end <= first + 1) {
        float rest = 0.5f * (x0 + x1) - (float)first;
        cover_add(c, first, y, d - d * rest);
        cover_add(c, first + 1, y, d * rest);
        return;
    }
    float slope = 1 / (right - left), before = 0;
    for (int x = first; x <= end; x++) { /* what lies right of the edge in pixels up to x */
        float from = fmaxf(left, (float)x), to = fminf(right, (float)x + 1);
        float inside = to > from ? slope * (to - from) * ((float)x + 1 - 0.5f * (from + to)) : 0;
        float passed = fminf(fmaxf(((float)x - left) * slope, 0), 1);
        cover_add(c, x, y, d * (passed + inside - before));
        before = passed + inside;
    }
}

static void edge(struct canvas *c, struct point a, struct point b)
{
    float sign = 1;
    if (a.y > b.y) {
        struct point swap = a;
        a = b;
        b = swap;
        sign = -1;
    }
    if (a.y == b.y || b.y <= 0 || a.y >= SIDE)
        return;
    float slope = (b.x - a.x) / (b.y - a.y);
    int y = (int)fmaxf(floorf(a.y), 0);
    c->top = y < c->top ? y : c->top;
    for (; y < SIDE && (float)y < b.y; y++) {
        float top = fmaxf((float)y, a.y), bottom = fminf((float)y + 1, b.y);
        cover_row(c, y, a.x + (top - a.y) * slope, a.x + (bottom - a.y) * slope,
                  sign * (bottom - top));
    }
    c->bottom = y > c->bottom ? y : c->bottom;
}

static struct point placed(const struct pen *p, struct point q)
{
    float x = q.x - p->middle.x, y = q.y - p->middle.y;
    q.x = p->middle.x + x * p->turn_cos - y * p->turn_sin;
    q.y = p->middle.y + x * p->turn_sin + y * p->turn_cos;
    return p->mirrored ? (struct point){SIDE - q.x, q.y} : q;
}

static void ellipse_edges(struct pen *p, struct point m, float rx, float ry)
{
    struct point before = placed(p, (struct point){m.x + rx, m.y});
    for (int i = 1; i <= ROUND; i++) {
        float angle = 2 * PI * (float)i / ROUND;
        struct point q = {m.x + rx * cosf(angle), m.y + ry * sinf(angle)};
        q = placed(p, q);
        edge(p->canvas, before, q);
        before = q;
    }
}

/* A thick line with round ends, wound like ellipse_edges so that overlaps add up. */
static void stroke_edges(struct pen *p, struct point a, struct point b)
{
    float dx = b.x - a.x, dy = b.y - a.y, length = sqrtf(dx * dx + dy * dy);
    ellipse_edges(p, b, p->stroke / 2, p->stroke / 2);
    if (length < 0.01f)
        return;
    float nx = -dy / length * p->stroke / 2, ny = dx / length * p->stroke / 2;
    struct point corners[] = {{a.x - nx, a.y - ny}, {b.x - nx, b.y - ny},
                              {b.x + nx, b.y + ny}, {a.x + nx, a.y + ny}};
    for (int i = 0; i < 4; i++)
        edge(p->canvas, placed(p, corners[i]), placed(p, corners[(i + 1) % 4]));
}

static void line_to(struct pen *p, struct point to)
{
    if (p->stroke > 0)
        stroke_edges(p, p->last, to);
    else
        edge(p->canvas, placed(p, p->last), placed(p, to));
    p->last = to;
}

static void move_to(struct pen *p, struct point to)
{
    p->first = p->last = to;
    if (p->stroke > 0)
        stroke_edges(p, to, to);
}

static void curve_to(struct pen *p, struct point b, struct point c, struct point d)
{
    struct point a = p->last;
    for (int i = 1; i <= CURVE; i++) {
        float t = (float)i / CURVE, u = 1 - t;
        float wa = u * u * u, wb = 3 * u * u * t, wc = 3 * u * t * t, wd = t * t * t;
        line_to(p, (struct point){wa * a.x + wb * b.x + wc * c.x + wd * d.x,
                                  wa * a.y + wb * b.y + wc * c.y + wd * d.y});
    }
}

static float number(struct pen *p)
{
    char *end;
    float n = strtof(p->at, &end);
    p->at = end;
    return n;
}

static struct point point(struct pen *p)
{
    float x = number(p);
    return (struct point){x, number(p)};
}

static void rounded_box(struct pen *p)
{
    struct point m = point(p), size = point(p);
    float r = number(p), k = r * 0.45f; /* how far a corner's handles stand from its edge */
    float x = m.x, y = m.y, w = size.x, h = size.y;
    move_to(p, (struct point){x + r, y});
    line_to(p, (struct point){x + w - r, y});
    curve_to(p, (struct point){x + w - k, y}, (struct point){x + w, y + k},
             (struct point){x + w, y + r});
    line_to(p, (struct point){x + w, y + h - r});
    curve_to(p, (struct point){x + w, y + h - k}, (struct point){x + w - k, y + h},
             (struct point){x + w - r, y + h});
    line_to(p, (struct point){x + r, y + h});
    curve_to(p, (struct point){x + k, y + h}, (struct point){x, y + h - k},
             (struct point){x, y + h - r});
    line_to(p, (struct point){x, y + r});
    curve_to(p, (struct point){x, y + k}, (struct point){x + k, y}, (struct point){x + r, y});
}

static void turn(struct pen *p)
{
    float angle = number(p) * PI / 180;
    p->turn_sin = sinf(angle);
    p->turn_cos = cosf(angle);
    p->middle = point(p);
}

/* The letters are explained in picture_shapes.h. */
static void pen_command(struct pen *p, char letter)
{
    struct point a, b;
    switch (letter) {
    case 'S': p->stroke = number(p); break;
    case 'T': turn(p); break;
    case 'M': move_to(p, point(p)); break;
    case 'L': line_to(p, point(p)); break;
    case 'C': a = point(p), b = point(p), curve_to(p, a, b, point(p)); break;
    case 'Z': line_to(p, p->first); break;
    case 'O': a = point(p), b = point(p), ellipse_edges(p, a, b.x, b.y); break;
    case 'R': rounded_box(p); break;
    default: break;
    }
}

/* --- Filling --------------------------------------------------------------------------- */

/* Lays the colour where the cover says so, a little lighter above and darker below. */
static void fill(struct canvas *c, struct colour colour, float opacity)
{
    for (int y = c->top; y < c->bottom; y++) {
        float sum = 0, *row = &c->cover[y * SIDE];
        float shade = (float)y / SIDE - 0.45f;
        struct colour shaded = mix(colour, shade < 0 ? white : black, fabsf(shade) * 0.22f);
        for (int x = 0; x < SIDE; x++) {
            sum += row[x];
            float share = fminf(fabsf(sum), 1) * opacity;
            row[x] = 0;
            if (share > 0.002f)
                c->pixels[y * SIDE + x] = mix(c->pixels[y * SIDE + x], shaded, share);
        }
    }
}

static void draw_path(struct canvas *c, const struct layer *layer, bool mirrored)
{
    struct pen p = {.canvas = c, .at = layer->path, .mirrored = mirrored, .turn_cos = 1};
    while (*p.at) {
        char letter = *p.at++;
        if (letter >= 'A' && letter <= 'Z')
            pen_command(&p, letter);
    }
    fill(c, tone(c, layer->tone), layer->opacity > 0 ? (float)layer->opacity / 100 : 1);
    c->top = SIDE;
    c->bottom = 0;
}

/* --- The ground -------------------------------------------------------------------------- */

static struct colour ground_colour(struct colour base)
{
    float light = brightness(base);
    struct colour soft = mix(base, hex(0xf6f1ea), 0.84f);
    return light > 0.78f ? mix(mix(base, hex(0x8aa0ad), 0.62f), white, 0.15f) : soft;
}

/* Light comes from the upper left; the good stands on a soft shadow. */
static void draw_ground(struct canvas *c, float shadow_width, float shadow_y)
{
    struct colour ground = ground_colour(c->base);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            float dx = ((float)x - 260) / 560, dy = ((float)y - 210) / 560;
            float glow = fminf(dx * dx + dy * dy, 1);
            struct colour at = mix(mix(ground, white, 0.45f), mix(ground, black, 0.07f), glow);
            float sx = ((float)x - SIDE / 2) / shadow_width, sy = ((float)y - shadow_y) / 34;
            float depth = 1 - sx * sx - sy * sy;
            if (depth > 0)
                at = mix(at, black, 0.26f * depth * depth);
            c->pixels[y * SIDE + x] = at;
        }
}

/* --- PNG ------------------------------------------------------------------------------- */

static void put_u32(uint8_t *out, size_t n)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(n >> (24 - 8 * i));
}

static uint8_t *put_chunk(uint8_t *out, const char *type, const uint8_t *data, size_t n)
{
    put_u32(out, n);
    memcpy(out + 4, type, 4);
    if (n)
        memcpy(out + 8, data, n);
    put_u32(out + 8 + n, crc32(0, out + 4, (uInt)n + 4));
    return out + 12 + n;
}

static uint8_t byte_of(float part)
{
    return (uint8_t)(fminf(fmaxf(part, 0), 1) * 255 + 0.5f);
}

/* Rows as differences from the row above (PNG's filter 2): soft grounds become runs of zeros. */
static uint8_t *filtered_rows(struct arena *a, const struct canvas *c, size_t *n)
{
    size_t stride = SIDE * 3;
    uint8_t *rows = arena_alloc(a, (stride + 1) * SIDE), *above = arena_alloc(a, stride);
    *n = (stride + 1) * SIDE;
    for (size_t y = 0; y < SIDE; y++) {
        uint8_t *row = rows + y * (stride + 1);
        *row++ = 2;
        for (size_t x = 0; x < SIDE; x++) {
            const struct colour *pixel = &c->pixels[y * SIDE + x];
            uint8_t rgb[3] = {byte_of(pixel->r), byte_of(pixel->g), byte_of(pixel->b)};
            for (size_t i = 0; i < 3; i++) {
                row[x * 3 + i] = (uint8_t)(rgb[i] - above[x * 3 + i]);
                above[x * 3 + i] = rgb[i];
            }
        }
    }
    return rows;
}

static bool png(struct arena *a, const struct canvas *c, const uint8_t **out, size_t *n,
                struct err *e)
{
    size_t raw_len;
    uint8_t *raw = filtered_rows(a, c, &raw_len);
    uLongf packed_len = compressBound(raw_len);
    uint8_t *packed = arena_alloc(a, packed_len);
    if (compress2(packed, &packed_len, raw, raw_len, 3) != Z_OK)
        return fail(e, ERR_INTERNAL, "zlib could not pack a picture");
    uint8_t head[13] = {[8] = 8 /* bits */, [9] = 2 /* RGB */};
    put_u32(head, SIDE);
    put_u32(head + 4, SIDE);
    uint8_t *start = arena_alloc(a, packed_len + 100), *end = start;
    memcpy(end, "\x89PNG\r\n\x1a\n", 8);
    end = put_chunk(end + 8, "IHDR", head, sizeof head);
    end = put_chunk(end, "IDAT", packed, packed_len);
    end = put_chunk(end, "IEND", NULL, 0);
    *out = start;
    *n = (size_t)(end - start);
    return true;
}

/* --- Drawing --------------------------------------------------------------------------- */

static const struct shape *find_shape(const char *name)
{
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (strcmp(shapes[i].name, name) == 0)
            return &shapes[i];
    return NULL;
}

bool picture_known(const char *shape)
{
    return find_shape(shape) != NULL;
}

bool picture_draw(struct arena *a, const char *shape, const char *colour, const uint8_t **out,
                  size_t *n, struct err *e)
{
    const struct shape *s = find_shape(shape);
    unsigned rgb;
    if (!s)
        return fail_field(e, "shape", "there is no drawing of a %s", shape);
    if (strlen(colour) != 7 || strspn(colour + 1, "0123456789abcdefABCDEF") != 6 ||
        sscanf(colour, "#%x", &rgb) != 1)
        return fail_field(e, "colour", "%s is not a colour like #1f3a5f", colour);
    struct arena scratch; /* 7 MB that must not wait for the caller's end */
    arena_init(&scratch);
    struct canvas *c = arena_alloc(&scratch, sizeof *c);
    c->base = hex(rgb);
    c->top = SIDE;
    draw_ground(c, (float)s->shadow_width, (float)s->shadow_y);
    for (const struct layer *layer = s->layers; layer->path; layer++) {
        draw_path(c, layer, false);
        if (layer->mirror)
            draw_path(c, layer, true);
    }
    const uint8_t *made = NULL;
    bool drawn = png(&scratch, c, &made, n, e);
    if (drawn)
        *out = arena_copy(a, made, *n);
    arena_done(&scratch);
    return drawn;
}
