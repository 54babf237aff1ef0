/* photo_make.c -- JPEG, PNG or WebP in, a plain JPEG out. Linked by the program photo only.
 *
 * Rows come one by one from a decoder into a picture that is small already, so that memory follows
 * what is kept, not what a header promises. Order of this file: shrinking, the three decoders,
 * turning upright, encoding. A decoder that complains ends the program: nothing of it is to be
 * trusted any more, and nothing is left to clean up. */
#include "waiter/photo.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <webp/decode.h>

#include <jpeglib.h> /* wants stdio before it */

#define QUALITY 84

struct pixels {
    uint32_t width, height;
    uint8_t *rgb;
};

static _Noreturn void give_up(enum photo_end how, const char *why)
{
    ssize_t ignored = write(STDERR_FILENO, why, strlen(why));
    (void)ignored;
    _exit(how);
}

static void *need(void *memory)
{
    if (!memory)
        give_up(PHOTO_TOO_LARGE, "out of memory");
    return memory;
}

/* -- shrinking: each pixel is the average of the area it stands for -- */

struct shrink {
    uint32_t from_width, from_height;
    struct pixels to;
    float *row, *sum;    /* one row of the small picture: across only, and down so far */
    uint32_t taken, row_at; /* rows taken and made */
    float filled;        /* how much of a row of the large picture's height `sum` holds */
};

static void shrink_begin(struct shrink *s, uint32_t width, uint32_t height)
{
    uint32_t longest = width > height ? width : height;
    double scale = longest > PHOTO_SIDE ? (double)PHOTO_SIDE / longest : 1;
    *s = (struct shrink){.from_width = width, .from_height = height};
    s->to.width = (uint32_t)(width * scale + 0.5);
    s->to.height = (uint32_t)(height * scale + 0.5);
    s->to.width += s->to.width == 0; /* a hair of 1 x 9000 pixels */
    s->to.height += s->to.height == 0;
    s->row = need(calloc(s->to.width * 3, sizeof(float)));
    s->sum = need(calloc(s->to.width * 3, sizeof(float)));
    s->to.rgb = need(calloc((size_t)s->to.width * s->to.height, 3));
}

static void shrink_across(struct shrink *s, const uint8_t *rgb)
{
    float step = (float)s->from_width / (float)s->to.width;
    for (uint32_t x = 0; x < s->to.width; x++) {
        float left = (float)x * step, right = left + step, r = 0, g = 0, b = 0, area = 0;
        for (uint32_t i = (uint32_t)left; i < s->from_width && (float)i < right; i++) {
            float from = (float)i > left ? (float)i : left;
            float to = (float)i + 1 < right ? (float)i + 1 : right;
            r += (to - from) * rgb[i * 3];
            g += (to - from) * rgb[i * 3 + 1];
            b += (to - from) * rgb[i * 3 + 2];
            area += to - from;
        }
        area = area > 0 ? area : 1;
        s->row[x * 3] = r / area;
        s->row[x * 3 + 1] = g / area;
        s->row[x * 3 + 2] = b / area;
    }
}

static void shrink_add(struct shrink *s, float share)
{
    for (uint32_t i = 0; i < s->to.width * 3; i++)
        s->sum[i] += share * s->row[i];
    s->filled += share;
}

static void shrink_end_row(struct shrink *s)
{
    if (s->row_at >= s->to.height || s->filled <= 0)
        return;
    uint8_t *to = s->to.rgb + (size_t)s->row_at++ * s->to.width * 3;
    for (uint32_t i = 0; i < s->to.width * 3; i++) {
        float value = s->sum[i] / s->filled + 0.5f;
        to[i] = value > 255 ? 255 : (uint8_t)value;
        s->sum[i] = 0;
    }
    s->filled = 0;
}

/* One row of the large picture, from the top; the last one ends the last row of the small. */
static void shrink_take(struct shrink *s, const uint8_t *rgb)
{
    float step = (float)s->from_height / (float)s->to.height;
    float top = (float)s->taken, end = (float)(s->row_at + 1) * step;
    shrink_across(s, rgb);
    s->taken++;
    if (top + 1 < end - 1e-3f && s->taken < s->from_height) {
        shrink_add(s, 1);
        return;
    }
    float share = end - top < 1 ? end - top : 1;
    shrink_add(s, share > 1e-3f ? share : 1e-3f);
    shrink_end_row(s);
    if (share < 1 - 1e-3f)
        shrink_add(s, 1 - share);
}

static struct pixels shrink_done(struct shrink *s)
{
    shrink_end_row(s);
    return s->to;
}

static void check_size(uint64_t width, uint64_t height)
{
    if (width == 0 || height == 0)
        give_up(PHOTO_BROKEN, "no pixels");
    if (width > PHOTO_SIDE_MOST || height > PHOTO_SIDE_MOST ||
        width * height > PHOTO_PIXELS_MOST)
        give_up(PHOTO_TOO_LARGE, "too many pixels");
}

/* -- JPEG -- */

static void jpeg_failed(j_common_ptr c)
{
    char why[JMSG_LENGTH_MAX];
    c->err->format_message(c, why);
    give_up(PHOTO_BROKEN, why);
}

/* libjpeg paints the missing part grey and only warns. That is no photo to show to customers. */
static void jpeg_warned(j_common_ptr c, int level)
{
    if (level < 0 && c->err->num_warnings++ == 0) {
        char why[JMSG_LENGTH_MAX];
        c->err->format_message(c, why);
        if (strstr(why, "Premature end"))
            give_up(PHOTO_BROKEN, why);
    }
}

static unsigned read16(const uint8_t *p, bool little)
{
    return little ? (unsigned)(p[1] << 8 | p[0]) : (unsigned)(p[0] << 8 | p[1]);
}

/* How a camera held it: the number 1..8 of tag 0x0112 in the first list of an Exif block. */
static int exif_orientation(const uint8_t *p, size_t n)
{
    if (n < 14 || memcmp(p, "Exif\0\0", 6) != 0)
        return 1;
    p += 6;
    n -= 6;
    bool little = p[0] == 'I';
    size_t at = little ? (size_t)read16(p + 4, true) | (size_t)read16(p + 6, true) << 16
                       : (size_t)read16(p + 4, false) << 16 | (size_t)read16(p + 6, false);
    if (at > n - 2)
        return 1;
    unsigned count = read16(p + at, little);
    for (at += 2; count > 0 && at + 12 <= n; count--, at += 12)
        if (read16(p + at, little) == 0x0112) {
            unsigned way = read16(p + at + 8, little);
            return way >= 1 && way <= 8 ? (int)way : 1;
        }
    return 1;
}

/* Four colours of ink, as Adobe writes them: inverted. */
static void ink_to_rgb(const uint8_t *cmyk, uint8_t *rgb, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++, cmyk += 4, rgb += 3)
        for (int i = 0; i < 3; i++)
            rgb[i] = (uint8_t)(cmyk[i] * cmyk[3] / 255);
}

static struct pixels decode_jpeg(const uint8_t *bytes, size_t n, int *orientation)
{
    struct jpeg_decompress_struct d;
    struct jpeg_error_mgr trouble;
    struct shrink s;
    d.err = jpeg_std_error(&trouble);
    trouble.error_exit = jpeg_failed;
    trouble.emit_message = jpeg_warned;
    jpeg_create_decompress(&d);
    jpeg_mem_src(&d, bytes, n);
    jpeg_save_markers(&d, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&d, TRUE);
    check_size(d.image_width, d.image_height);
    for (jpeg_saved_marker_ptr m = d.marker_list; m && *orientation == 1; m = m->next)
        *orientation = exif_orientation(m->data, m->data_length);
    bool ink = d.jpeg_color_space == JCS_CMYK || d.jpeg_color_space == JCS_YCCK;
    d.out_color_space = ink ? JCS_CMYK : JCS_RGB;
    uint32_t longest = d.image_width > d.image_height ? d.image_width : d.image_height;
    for (d.scale_denom = 1; longest / (d.scale_denom * 2) >= PHOTO_SIDE && d.scale_denom < 8;)
        d.scale_denom *= 2; /* the decoder itself halves, cheaply */
    jpeg_start_decompress(&d);
    shrink_begin(&s, d.output_width, d.output_height);
    uint8_t *row = need(malloc((size_t)d.output_width * 4));
    uint8_t *rgb = ink ? need(malloc((size_t)d.output_width * 3)) : row;
    while (d.output_scanline < d.output_height) {
        jpeg_read_scanlines(&d, &row, 1);
        if (ink)
            ink_to_rgb(row, rgb, d.output_width);
        shrink_take(&s, rgb);
    }
    jpeg_finish_decompress(&d);
    return shrink_done(&s);
}

/* -- PNG -- */

struct source { const uint8_t *at; size_t left; };

static void png_failed(png_structp p, png_const_charp why)
{
    (void)p;
    give_up(PHOTO_BROKEN, why);
}

static void png_warned(png_structp p, png_const_charp why) { (void)p, (void)why; }

static void png_give(png_structp p, png_bytep into, size_t n)
{
    struct source *s = png_get_io_ptr(p);
    if (n > s->left)
        give_up(PHOTO_BROKEN, "Premature end of PNG");
    memcpy(into, s->at, n);
    s->at += n;
    s->left -= n;
}

/* Whatever it is, eight bits of red, green and blue on white come out. */
static void png_wish(png_structp p, png_infop info)
{
    png_color_16 white = {.red = 255, .green = 255, .blue = 255, .gray = 255};
    png_set_expand(p);
    png_set_scale_16(p);
    png_set_gray_to_rgb(p);
    if (png_get_color_type(p, info) & PNG_COLOR_MASK_ALPHA || png_get_valid(p, info, PNG_INFO_tRNS))
        png_set_background_fixed(p, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, PNG_FP_1);
}

static struct pixels decode_png(const uint8_t *bytes, size_t n)
{
    struct source source = {bytes, n};
    struct shrink s;
    png_structp p = need(png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, png_failed,
                                                png_warned));
    png_infop info = need(png_create_info_struct(p));
    png_set_chunk_cache_max(p, 64);
    png_set_chunk_malloc_max(p, 1024 * 1024); /* texts and profiles are not wanted anyway */
    png_set_read_fn(p, &source, png_give);
    png_read_info(p, info);
    uint32_t width = png_get_image_width(p, info), height = png_get_image_height(p, info);
    check_size(width, height);
    png_wish(p, info);
    int passes = png_set_interlace_handling(p);
    png_read_update_info(p, info);
    size_t stride = png_get_rowbytes(p, info);
    if (stride != (size_t)width * 3)
        give_up(PHOTO_BROKEN, "a kind of PNG that nobody writes");
    shrink_begin(&s, width, height);
    uint8_t *rows = need(calloc(passes > 1 ? height : 1, stride));
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < height; y++) {
            uint8_t *row = passes > 1 ? rows + y * stride : rows;
            png_read_row(p, row, NULL);
            if (pass == passes - 1)
                shrink_take(&s, row);
        }
    png_read_end(p, NULL); /* the checksum of the end; what stands behind it is dropped */
    return shrink_done(&s);
}

/* -- WebP -- */

static struct pixels decode_webp(const uint8_t *bytes, size_t n)
{
    WebPDecoderConfig c;
    struct shrink s;
    if (!WebPInitDecoderConfig(&c) || WebPGetFeatures(bytes, n, &c.input) != VP8_STATUS_OK)
        give_up(PHOTO_BROKEN, "no WebP");
    if (c.input.has_animation)
        give_up(PHOTO_UNKNOWN, "a moving WebP");
    check_size((uint64_t)c.input.width, (uint64_t)c.input.height);
    c.output.colorspace = MODE_RGBA;
    if (WebPDecode(bytes, n, &c) != VP8_STATUS_OK)
        give_up(PHOTO_BROKEN, "broken WebP");
    uint32_t width = (uint32_t)c.output.width, height = (uint32_t)c.output.height;
    shrink_begin(&s, width, height);
    uint8_t *rgb = need(malloc((size_t)width * 3));
    for (uint32_t y = 0; y < height; y++) {
        const uint8_t *from = c.output.u.RGBA.rgba + (size_t)y * (size_t)c.output.u.RGBA.stride;
        for (uint32_t x = 0; x < width; x++)
            for (int i = 0; i < 3; i++) /* on white */
                rgb[x * 3 + (uint32_t)i] = (uint8_t)((from[x * 4 + (uint32_t)i] * from[x * 4 + 3] +
                                                      255 * (255 - from[x * 4 + 3])) / 255);
        shrink_take(&s, rgb);
    }
    return shrink_done(&s);
}

/* -- upright, and out -- */

/* Exif's eight ways: 5..8 lie on their side, 2, 4, 5 and 7 are mirrored. */
static struct pixels upright(struct pixels from, int way)
{
    bool lies = way >= 5;
    struct pixels to = {lies ? from.height : from.width, lies ? from.width : from.height, NULL};
    if (way == 1)
        return from;
    to.rgb = need(malloc((size_t)to.width * to.height * 3));
    for (uint32_t y = 0; y < to.height; y++)
        for (uint32_t x = 0; x < to.width; x++) {
            uint32_t fx = lies ? y : x, fy = lies ? x : y;
            if (way == 2 || way == 3 || way == 7 || way == 8)
                fx = from.width - 1 - fx;
            if (way == 3 || way == 4 || way == 6 || way == 7)
                fy = from.height - 1 - fy;
            memcpy(to.rgb + ((size_t)y * to.width + x) * 3,
                   from.rgb + ((size_t)fy * from.width + fx) * 3, 3);
        }
    return to;
}

static void encode(struct pixels p, uint8_t **out, size_t *out_n)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr trouble;
    unsigned long n = 0;
    c.err = jpeg_std_error(&trouble);
    trouble.error_exit = jpeg_failed;
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, out, &n);
    c.image_width = p.width;
    c.image_height = p.height;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, QUALITY, TRUE);
    jpeg_simple_progression(&c); /* a slow phone sees something at once */
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        JSAMPROW row = p.rgb + (size_t)c.next_scanline * p.width * 3;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    *out_n = n;
}

enum photo_end photo_make(const uint8_t *bytes, size_t n, uint8_t **out, size_t *out_n,
                          const char **why)
{
    struct pixels p;
    int way = 1;
    *why = "";
    *out = NULL;
    if (n > 3 && memcmp(bytes, "\xFF\xD8\xFF", 3) == 0)
        p = decode_jpeg(bytes, n, &way);
    else if (n > 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
        p = decode_png(bytes, n);
    else if (n > 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0)
        p = decode_webp(bytes, n);
    else {
        *why = "neither JPEG nor PNG nor WebP";
        return PHOTO_UNKNOWN;
    }
    encode(upright(p, way), out, out_n);
    return PHOTO_MADE;
}
