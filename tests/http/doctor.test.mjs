// `waiter doctor` against a shop that is well, and against faults planted one by one: each is named, with
// what to do, and nothing else is blamed.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ownShop, soon } from './help.mjs';
import { cleanEnv, freePort, root } from './shop.mjs';

const waiter = path.resolve(root, process.env.B ?? 'build', 'waiter');
const SID = `AC${'1'.repeat(32)}`, TOKEN = 'f'.repeat(32);
let shop, twilio, refuse = false;
before(async () => {
  // Twilio's side: the account's messages are listed for who has the token.
  twilio = createServer((request, response) => {
    const known = request.headers.authorization === `Basic ${Buffer.from(`${SID}:${TOKEN}`).toString('base64')}`;
    response.writeHead(known && !refuse ? 200 : 401, { 'content-type': 'application/json' }).end('{"messages":[],"contents":[]}');
  }).listen(0, '127.0.0.1');
  await soon('Twilio listens', () => twilio.address());
  shop = await ownShop({ env: { SHOP_TIMEZONE: 'Europe/Madrid' } });
});
after(async () => {
  await shop?.close();
  twilio.close();
});

// Not spawnSync: the pretend Twilio lives in this process.
function doctor(env = {}) {
  return new Promise((resolve) => {
    const child = spawn(waiter, ['doctor'], { cwd: root, env: cleanEnv({ ...shop.env, ...env }) });
    let out = '', err = '';
    child.stdout.on('data', (d) => { out += d; });
    child.stderr.on('data', (d) => { err += d; });
    child.on('close', (status) => resolve({ status, out, err, bad: out.split('\n').filter((line) => line.startsWith('BAD')) }));
  });
}
const real = () => ({ WAITER_SIMULATOR: '0', TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: TOKEN, TWILIO_WHATSAPP_NUMBER: '+14155238886', TWILIO_API_URL: `http://127.0.0.1:${twilio.address().port}` });

test('a shop that is well has nothing to mend, and no secret is shown', async () => {
  const { status, out, err, bad } = await doctor();
  assert.deepEqual(bad, []);
  assert.equal(status, 0, out + err);
  assert.match(out, /^ok .*database .* opens/m);
  assert.match(out, /^ok .*webhook answers/m);
  assert.match(out, /SQLite 3\.\d+\.\d+/);
  assert.ok(!out.includes(shop.account.token));
});

// A machine that lies: what the C library and SQLite tell `waiter` of clock, disk and version.
let lies;
function lie() {
  if (!lies) {
    lies = path.join(mkdtempSync(path.join(tmpdir(), 'waiter-lies-')), 'lies.so');
    execFileSync('gcc', ['-shared', '-fPIC', '-o', lies, '-x', 'c', '-', '-ldl'], { input: `#define _GNU_SOURCE
      #include <dlfcn.h>
      #include <stdlib.h>
      #include <sys/statvfs.h>
      #include <time.h>
      int clock_gettime(clockid_t which, struct timespec *t)
      {
          int (*real)(clockid_t, struct timespec *) = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
          int r = real(which, t);
          if (which == CLOCK_REALTIME && getenv("LIE_CLOCK")) t->tv_sec = atoll(getenv("LIE_CLOCK"));
          return r;
      }
      int statvfs(const char *path, struct statvfs *st)
      {
          int (*real)(const char *, struct statvfs *) = (int (*)(const char *, struct statvfs *))dlsym(RTLD_NEXT, "statvfs");
          int r = real(path, st);
          if (getenv("LIE_FREE")) st->f_bavail = strtoull(getenv("LIE_FREE"), NULL, 10) / st->f_frsize;
          return r;
      }
      int sqlite3_libversion_number(void)
      {
          int (*real)(void) = (int (*)(void))dlsym(RTLD_NEXT, "sqlite3_libversion_number");
          return getenv("LIE_SQLITE") ? atoi(getenv("LIE_SQLITE")) : real();
      }` });
  }
  return { LD_PRELOAD: lies, ASAN_OPTIONS: `verify_asan_link_order=0:${process.env.ASAN_OPTIONS ?? ''}` };
}
after(() => lies && rmSync(path.dirname(lies), { recursive: true, force: true }));

// name: [what is done to a shop, what the doctor must say is BAD or to be looked at, its environment]
const copy = () => { const home = mkdtempSync(path.join(tmpdir(), 'waiter-doctor-')); cpSync(shop.home, home, { recursive: true, filter: (from) => !/\.sock$|worker\.lock/.test(from) }); return home; };
const sqlite = (home, sql) => new Promise((done) => { const child = spawn('sqlite3', [path.join(home, 'waiter.db')]); child.on('close', done); child.stdin.end(sql); });
const faults = {
  'the database can be read by everybody': [(home) => chmodSync(path.join(home, 'waiter.db'), 0o644), /^BAD .*waiter\.db can be read by every user[\s\S]*chmod/m],
  'an env file that everybody can read is refused': [(home) => { writeFileSync(path.join(home, 'env'), 'SHOP_NAME=x\n'); chmodSync(path.join(home, 'env'), 0o644); return { WAITER_ENV_FILE: path.join(home, 'env') }; }, /chmod o= /],
  'an older database': [(home) => sqlite(home, 'PRAGMA user_version = 1;'), /^BAD .*schema 1[\s\S]*waiter migrate/m],
  'a damaged database': [async (home) => { await sqlite(home, 'PRAGMA wal_checkpoint(TRUNCATE);'); const file = path.join(home, 'waiter.db'), bytes = readFileSync(file); bytes.fill(0xa5, 4096 * 6, 4096 * 40); writeFileSync(file, bytes); }, /^BAD .*(damaged|malformed|not whole)/m],
  'no database at all': [(home) => renameSync(path.join(home, 'waiter.db'), path.join(home, 'gone.db')), /^BAD [\s\S]*waiter migrate/m],
  'nobody can sign in': [(home) => sqlite(home, 'UPDATE staff SET active = 0;'), /^BAD .*nobody can sign in[\s\S]*staff add/m],
  'the worker is not running': [() => {}, /^BAD .*program that sends messages is not running/m],
  'Twilio refuses the token': [() => ({ ...real(), TWILIO_AUTH_TOKEN: 'e'.repeat(32) }), /^BAD .*Twilio refuses the account or the token/m],
  'half of the Twilio settings': [() => ({ ...real(), TWILIO_WHATSAPP_NUMBER: '' }), /^BAD .*Twilio settings are not complete/m],
  'the public address leads nowhere': [async () => ({ ...real(), PUBLIC_URL: `http://127.0.0.1:${await freePort()}` }), /^BAD .*nobody answers at/m],
  'somebody else is at the public address': [() => ({ ...real(), PUBLIC_URL: `http://127.0.0.1:${twilio.address().port}` }), /^BAD .*somebody else answers/m],
  'no message template': [() => real(), /^look .*no message template/m],
  'the shop’s folder is not there': [() => ({ WAITER_HOME: '/nowhere/at/all' }), /^BAD .*\/nowhere\/at\/all/m],
  'a time zone that does not exist': [() => ({ SHOP_TIMEZONE: 'Europe/Atlantis' }), /SHOP_TIMEZONE/],
  'a clock of 2020': [() => ({ ...lie(), LIE_CLOCK: '1577880000' }), /^BAD .*the clock says 2020-01-01T12:00:00[\s\S]*timedatectl set-ntp true/m],
  'no room left on the disk': [() => ({ ...lie(), LIE_FREE: String(40 << 20) }), /^BAD .*disk is nearly full[\s\S]*larger disk/m],
  'little room left on the disk': [() => ({ ...lie(), LIE_FREE: String(400 << 20) }), /^look .*disk is nearly full/m],
  'an SQLite with the WAL-reset bug': [() => ({ ...lie(), LIE_SQLITE: '3051002' }), /^note .*SQLite 3\.51\.2 has the WAL-reset bug; waiter's write gate makes it harmless/m],
  'an SQLite that is mended': [() => ({ ...lie(), LIE_SQLITE: '3050007' }), /^ok .*SQLite 3\.50\.7$/m],
  'no reply texts': [(home) => ({ WAITER_SHARE: home }), /^BAD .*reply texts are not in/m],
};
for (const [name, [plant, expected]] of Object.entries(faults))
  test(`finds: ${name}`, async () => {
    const home = copy();
    try {
      const env = await plant(home);
      const { status, out, err } = await doctor({ WAITER_HOME: home, ...(typeof env === 'object' ? env : {}) });
      assert.match(out + err, expected);
      if (/^BAD/m.test(out) || !out) assert.notEqual(status, 0);
      assert.doesNotMatch(out + err, new RegExp(TOKEN));
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
