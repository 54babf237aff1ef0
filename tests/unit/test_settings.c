/* test_settings.c -- where settings come from, what they may be, how they are shown. */
#include "waiter/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static struct settings s;
static struct err e;
static char *folder;
static int start_folder;

/* Each test has a folder of its own as the current one, and an environment without waiter. */
static int begin(void **state)
{
    (void)state;
    char path[] = "/tmp/test_settings.XXXXXX";
    arena_init(&arena);
    clearenv();
    start_folder = open(".", O_RDONLY | O_DIRECTORY);
    assert_non_null(mkdtemp(path));
    assert_int_equal(chdir(path), 0);
    folder = realpath(".", NULL);
    e = (struct err){0};
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(".env");
    unlink("other.env");
    unlink("var/generated.env");
    unlink("home/generated.env");
    rmdir("var");
    rmdir("home");
    assert_int_equal(fchdir(start_folder), 0);
    close(start_folder);
    assert_int_equal(rmdir(folder), 0);
    free(folder);
    arena_done(&arena);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    assert_int_equal(chmod(path, 0640), 0);
}

static bool load(void)
{
    /* Without a .env here, do not look at the one of this machine. */
    if (!getenv("WAITER_ENV_FILE") && access(".env", F_OK) != 0)
        setenv("WAITER_ENV_FILE", "", 1);
    return settings_load(&arena, &s, &e);
}

static void assert_loads(void)
{
    if (!load())
        fail_msg("%s", e.why);
}

static void assert_refused_for(const char *name, const char *value)
{
    e = (struct err){0};
    setenv(name, value, 1);
    if (load())
        fail_msg("taken: %s=%s", name, value);
    assert_int_equal(e.kind, ERR_BAD_INPUT);
    assert_string_equal(e.field, name);
    assert_non_null(strstr(e.why, name));
    unsetenv(name);
}

static char *in_folder(const char *file)
{
    return arena_printf(&arena, "%s/%s", folder, file);
}

static void defaults_run_a_shop_in_the_current_folder(void **state)
{
    (void)state;
    assert_loads();
    assert_string_equal(s.waiter_home, in_folder("var"));
    assert_string_equal(s.public_url, "http://127.0.0.1:8080");
    assert_string_equal(s.database_url, "sqlite:waiter.db");
    assert_string_equal(s.twilio_api_url, "https://api.twilio.com");
    assert_string_equal(s.twilio_content_url, "https://content.twilio.com");
    assert_string_equal(s.secret_key, "");
    assert_string_equal(s.shop_name, "");
    assert_int_equal(s.port, 8080);
    assert_false(s.waiter_simulator);
    assert_int_equal(s.webhook_threads, 32);
    assert_int_equal(s.api_threads, 16);
    assert_int_equal(s.admin_threads, 8);
    assert_int_equal(s.simulator_threads, 16);
    assert_int_equal(s.human_timeout_ms, 4 * 3600 * 1000);
    assert_int_equal(s.receipt_wait_ms, 60000);
    assert_int_equal(s.unsure_wait_ms, 60000);
    assert_int_equal(s.lease_ms, 60000);
    assert_int_equal(s.retry_base_ms, 5000);
    assert_int_equal(s.send_timeout_ms, 20000);
}

static void shipped_files_are_beside_the_programs_folder(void **state)
{
    (void)state;
    char program[PATH_MAX] = "";
    assert_true(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    *strrchr(program, '/') = '\0';
    *strrchr(program, '/') = '\0';
    assert_loads();
    assert_string_equal(s.waiter_share, program);
}

static void the_environment_goes_first(void **state)
{
    (void)state;
    write_file(".env", "SHOP_NAME=file\nPORT=81\n");
    setenv("SHOP_NAME", "environment", 1);
    assert_loads();
    assert_string_equal(s.shop_name, "environment");
    assert_int_equal(s.port, 81);
}

static void the_env_file_goes_before_the_generated_one(void **state)
{
    (void)state;
    mkdir("var", 0700);
    write_file("var/generated.env", "SHOP_NAME=generated\nADMIN_PASSWORD=made\n");
    write_file(".env", "SHOP_NAME=file\n");
    assert_loads();
    assert_string_equal(s.shop_name, "file");
    assert_string_equal(s.admin_password, "made");
}

static void generated_secrets_are_found_where_home_is(void **state)
{
    (void)state;
    mkdir("home", 0700);
    write_file("home/generated.env", "SHOP_NAME=generated\n");
    write_file(".env", "WAITER_HOME=home\n");
    assert_loads();
    assert_string_equal(s.waiter_home, in_folder("home"));
    assert_string_equal(s.shop_name, "generated");
}

static void a_named_file_is_read_instead_of_dot_env(void **state)
{
    (void)state;
    write_file(".env", "SHOP_NAME=dot\n");
    write_file("other.env", "SHOP_NAME=other\n");
    setenv("WAITER_ENV_FILE", "other.env", 1);
    assert_loads();
    assert_string_equal(s.shop_name, "other");
}

static void a_named_file_must_exist(void **state)
{
    (void)state;
    setenv("WAITER_ENV_FILE", "missing.env", 1);
    assert_false(load());
    assert_non_null(strstr(e.why, "missing.env"));
}

static void an_empty_value_hides_the_file_and_means_the_default(void **state)
{
    (void)state;
    write_file(".env", "SHOP_NAME=file\nPORT=81\nTWILIO_API_URL=http://127.0.0.1:9\n");
    setenv("SHOP_NAME", "", 1);
    setenv("PORT", "", 1);
    setenv("TWILIO_API_URL", "", 1);
    assert_loads();
    assert_string_equal(s.shop_name, "");
    assert_int_equal(s.port, 8080);
    assert_string_equal(s.twilio_api_url, "https://api.twilio.com");
}

static void an_empty_line_of_the_env_file_hides_nothing(void **state)
{
    (void)state;
    mkdir("var", 0700);
    write_file("var/generated.env", "ADMIN_PASSWORD=made\n");
    write_file(".env", "ADMIN_PASSWORD=\nPORT=\n");
    assert_loads();
    assert_string_equal(s.admin_password, "made");
    assert_int_equal(s.port, 8080);
}

static void the_simulator_stands_in_for_twilio(void **state)
{
    (void)state;
    setenv("WAITER_SIMULATOR", "1", 1);
    setenv("PORT", "9001", 1);
    assert_loads();
    assert_string_equal(s.twilio_api_url, "http://127.0.0.1:9001");
    assert_string_equal(s.twilio_content_url, "http://127.0.0.1:9001");
    setenv("TWILIO_API_URL", "http://127.0.0.1:9", 1);
    assert_loads();
    assert_string_equal(s.twilio_api_url, "http://127.0.0.1:9");
}

static void a_file_readable_by_everyone_is_refused_by_name(void **state)
{
    (void)state;
    write_file(".env", "PORT=81\n");
    chmod(".env", 0644);
    assert_false(load());
    assert_int_equal(e.kind, ERR_BAD_INPUT);
    assert_non_null(strstr(e.why, ".env"));
}

static void a_generated_file_readable_by_everyone_is_refused_too(void **state)
{
    (void)state;
    mkdir("var", 0700);
    write_file("var/generated.env", "PORT=81\n");
    chmod("var/generated.env", 0604);
    assert_false(load());
    assert_non_null(strstr(e.why, "generated.env"));
}

static void lines_of_an_env_file(void **state)
{
    (void)state;
    static const struct { const char *line, *value; } lines[] = {
        {"SHOP_NAME=Wool & Bean", "Wool & Bean"},
        {"SHOP_NAME= spaces around ", "spaces around"},
        {"  SHOP_NAME=indented", "indented"},
        {"export SHOP_NAME=exported", "exported"},
        {"export   SHOP_NAME=exported", "exported"},
        {"SHOP_NAME=value # comment", "value"},
        {"SHOP_NAME=a # b # c", "a"},
        {"SHOP_NAME=no#comment", "no#comment"},
        {"SHOP_NAME=# all comment", ""},
        {"SHOP_NAME=", ""},
        {"SHOP_NAME='single # \"quoted\" $X \\'", "single # \"quoted\" $X \\"},
        {"SHOP_NAME=\"double # 'quoted'\"", "double # 'quoted'"},
        {"SHOP_NAME=\"a \\\"b\\\" \\\\ \\$ \\x\"", "a \"b\" \\ $ \\x"},
        {"SHOP_NAME=\"\"", ""},
        {"SHOP_NAME='x' # comment", "x"},
        {"SHOP_NAME=a=b", "a=b"},
        {"SHOP_NAME=crlf\r", "crlf"},
        {"SHOP_NAME=first\nSHOP_NAME=last", "last"},
        {"\n\n# comment\n   # another\nSHOP_NAME=x\nOTHER_TOOL=1\n", "x"},
        {"SHOP_NAME=it's", "it's"},
        {"SHOP_NAME=Señora", "Señora"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        write_file(".env", lines[i].line);
        assert_loads();
        assert_string_equal(s.shop_name, lines[i].value);
    }
}

static void a_bad_line_is_named_by_file_and_number(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "SHOP_NAME", "SHOP NAME=x", "=x", "1SHOP=x", "SHOP_NAME =x", "SHOP-NAME=x", "'SHOP'=x",
        "SHOP_NAME='x", "SHOP_NAME=\"x", "SHOP_NAME=\"x\\\"", "SHOP_NAME='x'y",
        "SHOP_NAME=\"x\" y", "export", "export =x",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        e = (struct err){0};
        write_file(".env", arena_printf(&arena, "PORT=81\n\n%s\n", bad[i]));
        if (load())
            fail_msg("taken: %s", bad[i]);
        assert_int_equal(e.kind, ERR_BAD_INPUT);
        assert_non_null(strstr(e.why, ".env line 3"));
    }
}

static void a_file_that_is_no_text_is_refused(void **state)
{
    (void)state;
    write_file(".env", "SHOP_NAME=caf\xE9\n");
    assert_false(load());
    assert_non_null(strstr(e.why, ".env"));
}

static void numbers_have_limits(void **state)
{
    (void)state;
    static const char *const bad[] = {"0", "65536", "-1", "+80", "8O", " 80", "80 ", "1e3", "0x50",
                                      "99999999999999999999", "80.0"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_refused_for("PORT", bad[i]);
    assert_refused_for("WAITER_WEBHOOK_THREADS", "0");
    assert_refused_for("WAITER_WEBHOOK_THREADS", "100000");
}

static void flags_are_yes_or_no(void **state)
{
    (void)state;
    static const char *const yes[] = {"1", "true", "yes", "on", "TRUE"};
    static const char *const no[] = {"0", "false", "no", "off", "Off", ""};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        setenv("WAITER_SIMULATOR", yes[i], 1);
        assert_loads();
        assert_true(s.waiter_simulator);
    }
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        setenv("WAITER_SIMULATOR", no[i], 1);
        assert_loads();
        assert_false(s.waiter_simulator);
    }
    assert_refused_for("WAITER_SIMULATOR", "maybe");
}

static void addresses_lose_their_last_slashes(void **state)
{
    (void)state;
    setenv("PUBLIC_URL", "https://shop.example/waiter//", 1);
    setenv("TWILIO_API_URL", "http://127.0.0.1:9/", 1);
    assert_loads();
    assert_string_equal(s.public_url, "https://shop.example/waiter");
    assert_string_equal(s.twilio_api_url, "http://127.0.0.1:9");
}

static void addresses_begin_with_http(void **state)
{
    (void)state;
    static const char *const bad[] = {"shop.example", "ftp://shop.example", "//shop.example",
                                      "http://", "https:///x", "http:shop", "HTTP//x",
                                      "https://shop example", "https://x/?a=1", "https://x/#a",
                                      "https://x\"y"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_refused_for("PUBLIC_URL", bad[i]);
    assert_refused_for("TWILIO_API_URL", "api.twilio.com");
    assert_refused_for("TWILIO_CONTENT_URL", "x");
}

static void the_public_address_follows_the_port(void **state)
{
    (void)state;
    setenv("PORT", "9001", 1);
    assert_loads();
    assert_string_equal(s.public_url, "http://127.0.0.1:9001");
}

static void content_follows_another_twilio(void **state)
{
    (void)state;
    setenv("TWILIO_API_URL", "http://127.0.0.1:9", 1);
    assert_loads();
    assert_string_equal(s.twilio_content_url, "http://127.0.0.1:9");
    setenv("TWILIO_CONTENT_URL", "http://127.0.0.1:10/", 1);
    assert_loads();
    assert_string_equal(s.twilio_content_url, "http://127.0.0.1:10");
}

static void the_whatsapp_number_gets_its_prefix(void **state)
{
    (void)state;
    static const char *const spellings[] = {"whatsapp:+14155238886", "+14155238886",
                                            "+1 (415) 523-8886"};
    for (size_t i = 0; i < 3; i++) {
        setenv("TWILIO_WHATSAPP_NUMBER", spellings[i], 1);
        assert_loads();
        assert_string_equal(s.twilio_whatsapp_number, "whatsapp:+14155238886");
    }
    assert_refused_for("TWILIO_WHATSAPP_NUMBER", "my number");
}

static void a_secret_key_has_32_characters(void **state)
{
    (void)state;
    assert_refused_for("SECRET_KEY", "0123456789abcdef0123456789abcde");
    assert_null(strstr(e.why, "0123"));
    setenv("SECRET_KEY", "0123456789abcdef0123456789abcdef", 1);
    assert_loads();
}

static void the_currency_is_one_we_know(void **state)
{
    (void)state;
    assert_refused_for("SHOP_CURRENCY", "EURO");
    setenv("SHOP_CURRENCY", "JPY", 1);
    assert_loads();
    assert_string_equal(s.shop_currency, "JPY");
}

static void texts_have_no_control_characters(void **state)
{
    (void)state;
    assert_refused_for("SHOP_NAME", "Wool\nBean");
    assert_refused_for("ADMIN_PASSWORD", "a\x7F");
    assert_refused_for("SHOP_NAME", "caf\xE9");
}

static void a_lease_outlives_the_call_made_under_it(void **state)
{
    (void)state;
    setenv("WAITER_LEASE_MS", "30000", 1);
    assert_refused_for("WAITER_SEND_TIMEOUT_MS", "20000");
    setenv("WAITER_SEND_TIMEOUT_MS", "19999", 1);
    assert_loads();
}

static void the_database_is_sqlite_under_home(void **state)
{
    (void)state;
    setenv("WAITER_HOME", "/srv/waiter", 1);
    assert_loads();
    assert_string_equal(settings_database(&arena, &s), "/srv/waiter/waiter.db");
    setenv("DATABASE_URL", "sqlite:/data/shop.db", 1);
    assert_loads();
    assert_string_equal(settings_database(&arena, &s), "/data/shop.db");
    assert_refused_for("DATABASE_URL", "postgres://x");
    assert_refused_for("DATABASE_URL", "sqlite:");
    assert_refused_for("DATABASE_URL", "waiter.db");
}

/* What settings_load writes to stderr. */
static const char *warnings(void)
{
    int real = dup(STDERR_FILENO), file = open(folder, O_TMPFILE | O_RDWR, 0600);
    assert_true(file >= 0);
    dup2(file, STDERR_FILENO);
    bool loaded = load();
    dup2(real, STDERR_FILENO);
    close(real);
    assert_true(loaded);
    char *text = arena_alloc(&arena, 10000);
    assert_true(pread(file, text, 9999, 0) >= 0);
    close(file);
    return text;
}

static void unknown_names_of_ours_are_warned_of(void **state)
{
    (void)state;
    write_file("other.env", "WAITER_LAESE_MS=5\nELSEWHERE=1\nWAITER_LEASE_MS=50000\n");
    setenv("WAITER_ENV_FILE", "other.env", 1);
    setenv("WAITER_WORKER_THREDS", "5", 1);
    const char *text = warnings();
    assert_non_null(strstr(text, "WAITER_LAESE_MS"));
    assert_non_null(strstr(text, "other.env"));
    assert_non_null(strstr(text, "WAITER_WORKER_THREDS"));
    assert_null(strstr(text, "ELSEWHERE"));
    assert_null(strstr(text, "WAITER_ENV_FILE"));
    assert_null(strstr(text, "WAITER_LEASE_MS"));
}

static void the_example_loads_as_the_defaults(void **state)
{
    (void)state;
    struct str example = str_new(&arena, 100000);
    assert_loads();
    struct settings defaults = s;
    settings_example(&example);
    assert_false(example.too_big);
    write_file(".env", example.text);
    unsetenv("WAITER_ENV_FILE");
    assert_string_equal(warnings(), "");
    assert_string_equal(s.waiter_home, defaults.waiter_home);
    assert_string_equal(s.waiter_share, defaults.waiter_share);
    assert_string_equal(s.public_url, defaults.public_url);
    assert_string_equal(s.database_url, defaults.database_url);
    assert_string_equal(s.twilio_content_url, defaults.twilio_content_url);
    assert_int_equal(s.port, defaults.port);
    assert_int_equal(s.send_timeout_ms, defaults.send_timeout_ms);
}

static void the_example_names_each_setting_with_its_default(void **state)
{
    (void)state;
    struct str example = str_new(&arena, 100000);
    settings_example(&example);
    static const char *const lines[] = {
        "\nPORT=8080\n",        "\nSECRET_KEY=\n",
        "\nPUBLIC_URL=\n",      "\nTWILIO_AUTH_TOKEN=\n",
        "\nWAITER_SIMULATOR=\n",  "\nDATABASE_URL=sqlite:waiter.db\n",
        "\nWAITER_LEASE_MS=60000\n"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (!strstr(example.text, lines[i]))
            fail_msg("no line %s", lines[i]);
}

static void the_list_tells_sources_and_hides_secrets(void **state)
{
    (void)state;
    struct str out = str_new(&arena, 100000);
    write_file(".env", "SHOP_NAME=Wool\nTWILIO_AUTH_TOKEN=hush\n");
    setenv("PORT", "9001", 1);
    setenv("SECRET_KEY", "hush-hush-hush-hush-hush-hush-hush", 1);
    assert_loads();
    settings_show(&s, &out);
    assert_non_null(strstr(out.text, "PORT=9001  (environment)\n"));
    assert_non_null(strstr(out.text, "SHOP_NAME=Wool  (env file)\n"));
    assert_non_null(strstr(out.text, "SECRET_KEY=***  (environment)\n"));
    assert_non_null(strstr(out.text, "TWILIO_AUTH_TOKEN=***  (env file)\n"));
    assert_non_null(strstr(out.text, "ADMIN_PASSWORD=  (default)\n"));
    assert_non_null(strstr(out.text, "WAITER_SIMULATOR=0  (default)\n"));
    assert_null(strstr(out.text, "hush"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(defaults_run_a_shop_in_the_current_folder),
        TEST(shipped_files_are_beside_the_programs_folder),
        TEST(the_environment_goes_first),
        TEST(the_env_file_goes_before_the_generated_one),
        TEST(generated_secrets_are_found_where_home_is),
        TEST(a_named_file_is_read_instead_of_dot_env),
        TEST(a_named_file_must_exist),
        TEST(an_empty_value_hides_the_file_and_means_the_default),
        TEST(an_empty_line_of_the_env_file_hides_nothing),
        TEST(the_simulator_stands_in_for_twilio),
        TEST(a_file_readable_by_everyone_is_refused_by_name),
        TEST(a_generated_file_readable_by_everyone_is_refused_too),
        TEST(lines_of_an_env_file),
        TEST(a_bad_line_is_named_by_file_and_number),
        TEST(a_file_that_is_no_text_is_refused),
        TEST(numbers_have_limits),
        TEST(flags_are_yes_or_no),
        TEST(addresses_lose_their_last_slashes),
        TEST(addresses_begin_with_http),
        TEST(the_public_address_follows_the_port),
        TEST(content_follows_another_twilio),
        TEST(the_whatsapp_number_gets_its_prefix),
        TEST(a_secret_key_has_32_characters),
        TEST(the_currency_is_one_we_know),
        TEST(texts_have_no_control_characters),
        TEST(a_lease_outlives_the_call_made_under_it),
        TEST(the_database_is_sqlite_under_home),
        TEST(unknown_names_of_ours_are_warned_of),
        TEST(the_example_loads_as_the_defaults),
        TEST(the_example_names_each_setting_with_its_default),
        TEST(the_list_tells_sources_and_hides_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
