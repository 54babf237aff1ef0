# waiter -- `make run` starts a whole shop, `make test` runs everything CI runs.
# SAN=address|thread builds the same tree with sanitizers beside it (build-address/ ...).

B       := build$(if $(SAN),-$(SAN))
CC      := gcc
PKGS    := sqlite3 libsodium libcjson libpcre2-8
WARN    := -std=c17 -Wall -Wextra -Wpedantic -Wshadow -Wformat=2 -Wvla -Wundef -Wstrict-prototypes \
           -Wmissing-prototypes -Werror
HARDEN  := -O2 -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
           -ftrivial-auto-var-init=zero
SAN_address := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SAN_thread  := -O1 -fsanitize=thread -fno-omit-frame-pointer
# gcc 12's thread sanitizer wants the old, less random layout of memory.
ALONE   := $(if $(filter thread,$(SAN)),$(shell setarch -R true 2>/dev/null && echo setarch -R))
MODE    := $(if $(SAN),$(SAN_$(SAN)),$(HARDEN))
CPPFLAGS := -D_GNU_SOURCE -Iinclude -I$B/gen $(shell pkg-config --cflags $(PKGS))
CFLAGS  := -g -fPIE -pthread $(WARN) $(MODE)
LDFLAGS := -pie -pthread -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed $(if $(SAN),$(SAN_$(SAN)))
LDLIBS   := $(shell pkg-config --libs $(PKGS)) -lfcgi -lstemmer -lm
# What needs libcurl, zlib, LIBLINEAR or a decoder of pictures is linked by name, so that webhook, api and
# admin start without it.
LDLIBS_worker    := -lcurl
LDLIBS_simulator := -lcurl
LDLIBS_waiter    := -lz -lcurl
LDLIBS_test_nlu  := -llinear
LDLIBS_photo     := -ljpeg -lpng -lwebp

SIMULATOR := $(wildcard lib/simulator/*.c)
OUTSIDE  := lib/io/http.c lib/io/photo_make.c lib/shop/picture.c $(SIMULATOR) $(wildcard lib/learn/*.c)
LIBSRC   := $(filter-out $(OUTSIDE),$(wildcard lib/*/*.c))
LIBOBJ   := $(LIBSRC:%.c=$B/%.o) $B/gen/queries.o
PROGRAMS := $(patsubst cgi-bin/%.c,$B/%,$(wildcard cgi-bin/*.c))
UNITS    := $(patsubst tests/unit/%.c,$B/unit/%,$(or $(T:%=tests/unit/%.c),$(wildcard tests/unit/test_*.c)))
QUERIES  := $(sort $(wildcard sql/queries/*.sql))
SCHEMA   := $(sort $(wildcard sql/schema/*.sql))

all: $(PROGRAMS) console ## build every program and the console
units-build: $(UNITS)
units: units-build ## run the unit tests (T="test_db test_json": those)
	@failed=0; for t in $(UNITS); do $(ALONE) timeout 300 $$t > $$t.log 2>&1 || \
	    { failed=$$((failed + 1)); echo "FAILED $$t"; grep -E '^\[ *(ERROR|LINE) ' $$t.log; tail -60 $$t.log; }; done; \
	echo "units: $$(($(words $(UNITS)) - failed)) passed, $$failed failed"; test $$failed = 0

# What messages mean is learnt from the shipped phrases before the programs are linked.
LEARN    := lib/learn/train.c lib/learn/quick.c lib/learn/phrases.c lib/learn/languages.c
LEARNING := $(LEARN) cgi-bin/learn.c $(addprefix lib/talk/,nlu_words.c nlu_tokens.c nlu_features.c \
            nlu_spellings.c nlu_synonyms.c nlu_meanings.c spoken_terms.c fold.c lexicon.c) \
            $(addprefix lib/core/,arena.c err.c str.c utf8.c)
TAUGHT   := $(wildcard sql/seed/phrases/*.tsv sql/seed/languages/*.txt sql/seed/texts/*.txt)
$B/learn: $(LEARNING:%.c=$B/%.o)
	$(CC) $(LDFLAGS) -o $@ $^ -llinear -lstemmer -lm
$B/gen/meanings.model $B/gen/languages.table &: $B/learn $(TAUGHT)
	$B/learn . $B/gen
$B/lib/talk/nlu_shipped.o: $B/gen/meanings.model $B/gen/languages.table
$B/lib/talk/nlu_shipped.o: CPPFLAGS += -Wa,-I$B/gen

# The same: it stays out of the archive and is named here.
$B/worker $B/waiter: $B/lib/io/http.o
$B/photo: $B/lib/io/photo_make.o
$B/waiter: $B/lib/shop/picture.o
$B/unit/test_nlu: $(LEARN:%.c=$B/%.o)
$B/simulator: $(SIMULATOR:%.c=$B/%.o)
$(filter $B/unit/test_simulator_%,$(UNITS)): $B/lib/simulator/twiml.o $B/lib/simulator/sign.o
$B/%: $B/cgi-bin/%.o $B/libwaiter.a
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $B/libwaiter.a $(LDLIBS) $(LDLIBS_$*)
$B/libwaiter.a: $(LIBOBJ)
	rm -f $@; ar rcsP $@ $^ # P: two parts may have a texts.o
$B/play: $B/tests/transcripts/run.o $B/libwaiter.a
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $B/libwaiter.a $(LDLIBS)
build-play: $B/play
transcripts: $B/play ## play every tests/transcripts/*.txt (or T="files")
	$B/play $(or $(T),$(sort $(wildcard tests/transcripts/*.txt)))
$B/unit/%: $B/tests/unit/%.o $B/libwaiter.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $B/libwaiter.a $(LDLIBS) $(LDLIBS_$*) -lcmocka
$B/%.o: %.c $B/gen/queries.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -MMD -MP $(CFLAGS) -c -o $@ $<
$B/gen/queries.o: $B/gen/queries.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-overlength-strings -c -o $@ $<
$B/gen/queries.h $B/gen/queries.c &: $(QUERIES) $(SCHEMA) sql/queries.awk
	@mkdir -p $(@D)
	awk -v out=$B/gen -f sql/queries.awk $(SCHEMA) $(QUERIES)

# The console's pages with what they use from npm; a tarball of `make dist` brings that along.
PAGES    := $(shell find nginx/console -type f ! -name 'package*.json' ! -path '*/vendor/*' ! -path '*/simulator/*')
VENDOR   := preact.js hooks.js htm.js uplot.js uplot.css swagger.js swagger.css
CARRIED  := $(wildcard nginx/console/vendor/htm.js)
console: $B/console/.made ## build the console's pages alone
GUIDES   := quick-start set-up keys deployment customising troubleshooting security
$B/console/.made: $(PAGES) $(VENDOR:%=$B/vendor/%) docs/openapi.yaml $(GUIDES:%=docs/%.md)
	@rm -rf $B/console.new && mkdir -p $B/console.new
	@cd nginx/console && tar cf - $(PAGES:nginx/console/%=%) | tar xf - -C $(abspath $B)/console.new
	@cp docs/openapi.yaml $B/console.new/docs/
	@mkdir $B/console.new/guides && cp $(GUIDES:%=docs/%.md) $B/console.new/guides/
	@cp -r $B/vendor $B/console.new/vendor && touch $B/console.new/.made
	@rm -rf $B/console && mv $B/console.new $B/console
ifeq ($(CARRIED),)
FROM_preact.js := preact/dist/preact.module.js
FROM_hooks.js  := preact/hooks/dist/hooks.module.js
FROM_htm.js    := htm/dist/htm.module.js
FROM_uplot.js  := uplot/dist/uPlot.esm.js
FROM_uplot.css := uplot/dist/uPlot.min.css
FROM_swagger.js  := swagger-ui-dist/swagger-ui-bundle.js
FROM_swagger.css := swagger-ui-dist/swagger-ui.css
# Browsers know no bare names: from"preact" becomes from"./preact.js".
$B/vendor/%: $B/npm/.made
	@mkdir -p $(@D)
	sed -e 's|from *"preact"|from"./preact.js"|' -e '/^\/[/*]# sourceMappingURL=/d' $B/npm/node_modules/$(FROM_$*) > $@
$B/npm/.made: nginx/console/package.json nginx/console/package-lock.json
	@command -v npm > /dev/null || deploy/install.sh console
	@mkdir -p $(@D) && cp $^ $(@D)/
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@
else
$B/vendor/%: nginx/console/vendor/%
	@mkdir -p $(@D)
	cp $< $@
endif

DIST     := waiter-$(shell git describe --always 2>/dev/null || echo source)
dist: console ## build/waiter-VERSION.tar.gz: the sources with the console built, so that no Node is needed
	@rm -rf $B/dist && mkdir -p $B/dist/$(DIST)
	git archive HEAD | tar xf - -C $B/dist/$(DIST)
	cp -r $B/vendor $B/dist/$(DIST)/nginx/console/vendor
	tar czf $B/$(DIST).tar.gz -C $B/dist $(DIST)
	@rm -rf $B/dist && echo $B/$(DIST).tar.gz

# Where Debian keeps such things; the programs find share/waiter beside their own folder.
PREFIX     := /usr
SYSCONFDIR := /etc
STATEDIR   := /var/lib/waiter
RUNDIR     := /run/waiter
CACHEDIR   := /var/cache/waiter
UNITDIR    := $(PREFIX)/lib/systemd/system
BIN        := $(PREFIX)/bin
LIBEXEC    := $(PREFIX)/lib/waiter
SHARE      := $(PREFIX)/share/waiter
SERVED     := $(filter-out waiter simulator,$(notdir $(PROGRAMS)))
FILLED     = sed -e 's|@BIN@|$(BIN)|; s|@LIBEXEC@|$(LIBEXEC)|; s|@RUN@|$(RUNDIR)|; s|@CACHE@|$(CACHEDIR)|; s|/var/lib/waiter|$(STATEDIR)|; s|/run/waiter|$(RUNDIR)|'
NGINX      := fastcgi.conf headers.conf waiter.server waiter.locations
install: all ## install for a server of its own (DESTDIR= PREFIX=/usr SYSCONFDIR=/etc STATEDIR=/var/lib/waiter)
	install -d $(addprefix $(DESTDIR),$(BIN) $(LIBEXEC) $(SHARE)/sql $(SHARE)/nginx $(UNITDIR) \
	    $(PREFIX)/lib/sysusers.d $(PREFIX)/lib/tmpfiles.d $(PREFIX)/share/man/man1 \
	    $(SYSCONFDIR)/nginx/waiter $(SYSCONFDIR)/waiter)
	install -s $B/waiter $(DESTDIR)$(BIN)/
	install -s $(SERVED:%=$B/%) $(DESTDIR)$(LIBEXEC)/
	WAITER_ENV_FILE= $B/waiter help --man > $(DESTDIR)$(PREFIX)/share/man/man1/waiter.1
	cp -r sql/seed $(DESTDIR)$(SHARE)/sql/
	rm -rf $(DESTDIR)$(SHARE)/console && cp -r $B/console $(DESTDIR)$(SHARE)/console
	install -m 644 nginx/site.conf.in $(DESTDIR)$(SHARE)/nginx/
	install -m 644 $(NGINX:%=nginx/%) $(DESTDIR)$(SYSCONFDIR)/nginx/waiter/
	$(FILLED) nginx/waiter.http.in > $(DESTDIR)$(SYSCONFDIR)/nginx/waiter/waiter.http
	for unit in deploy/systemd/waiter*; do $(FILLED) $$unit > $(DESTDIR)$(UNITDIR)/$${unit##*/} || exit; done
	$(FILLED) deploy/systemd/sysusers.conf > $(DESTDIR)$(PREFIX)/lib/sysusers.d/waiter.conf
	$(FILLED) deploy/systemd/tmpfiles.conf > $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/waiter.conf
	[ -e $(DESTDIR)$(SYSCONFDIR)/waiter/waiter.env ] || { umask 027; \
	    echo 'WAITER_HOME=$(STATEDIR)' > $(DESTDIR)$(SYSCONFDIR)/waiter/waiter.env; }
ifeq ($(DESTDIR)$(shell id -u),0) # onto this very machine: its user, its folders
	command -v systemd-sysusers > /dev/null && systemd-sysusers waiter.conf || \
	    useradd --system --home $(STATEDIR) --shell /usr/sbin/nologin waiter 2> /dev/null || id waiter > /dev/null
	command -v systemd-tmpfiles > /dev/null && systemd-tmpfiles --create waiter.conf || true
	chown root:waiter $(SYSCONFDIR)/waiter/waiter.env
	[ ! -d /run/systemd/system ] || systemctl daemon-reload
endif

run: ## build what is missing and start a whole shop (PORT=8090: elsewhere)
	@exec env B=$B deploy/run.sh

test: ## run everything that CI runs
	@exec tests/run.sh

$B/nlu-report: $B/tests/nlu/report.o $(LEARN:%.c=$B/%.o) $B/libwaiter.a
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $B/libwaiter.a $(LDLIBS) -llinear
nlu-report: $B/nlu-report ## how well messages are understood, on lines that nothing was trained on
	@$B/nlu-report tests/nlu/heldout.tsv tests/nlu/langid.tsv 0.80

$B/bench/%: $B/tests/bench/%.o $B/libwaiter.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $B/libwaiter.a $(LDLIBS)
bench: all $(patsubst tests/bench/%.c,$B/bench/%,$(wildcard tests/bench/*.c)) ## how fast, as shares of a floor (PARTS="faq order")
	B=$B tests/bench/bench.sh $(PARTS)

bench-scale: all $B/bench/fill $B/bench/load ## a shop of a million orders: what each screen and turn takes
	B=$B tests/bench/scale.sh

pictures: all ## take the README's pictures anew, with chromium
	B=$B node tests/console/pictures.mjs docs/pictures

FUZZ := talk form
$B/fuzz/%: tests/fuzz/%.c $(LIBOBJ)
	@mkdir -p $(@D)
	clang -std=c17 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $(CPPFLAGS) -Wa,-I$B/gen -o $@ $< \
	    $(wildcard lib/talk/*.c lib/core/*.c) lib/io/json.c lib/io/params.c lib/shop/translate.c $(LDLIBS)
fuzz: $(FUZZ:%=$B/fuzz/%) ## look for texts that break what reads them, with clang's libFuzzer (FOR=60 seconds each)
	for t in $(FUZZ); do $B/fuzz/$$t -max_total_time=$(or $(FOR),60) -max_len=600 || exit; done

clean: ## remove everything built
	rm -rf build build-address build-thread

.PHONY: fuzz nlu-report all console dist install units units-build build-play transcripts run test bench bench-scale pictures clean
.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
