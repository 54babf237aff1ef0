// shop.mjs -- a whole shop for a test: its own port, its own WAITER_HOME, stopped without a trace.
//
//   import test from 'node:test';
//   import assert from 'node:assert/strict';
//   import { openShop } from './shop.mjs';
//
//   test('a question is answered', async (t) => {
//     const shop = await openShop(t, { seed: 'tests/fixtures/bakery.json' });   // closed after t
//     const answer = await shop.say('hello');                   // signed, from +34600000001
//     assert.equal(answer.status, 200);
//     assert.match(answer.messages[0].text, /Golden Crust/);
//     assert.equal((await shop.sql('SELECT count(*) AS n FROM inbound'))[0].n, 1);
//     const owner = await shop.login();
//     const orders = await owner.get('/admin/orders');          // cookie and CSRF token are kept
//   });
//
// A file with many cases opens one shop in before() and closes it in after():
//     let shop; before(async () => { shop = await openShop(); }); after(() => shop.close());
//
// openShop(t?, options): env {NAME: value} over a clean environment (no .env is read; without
// TWILIO_* the simulator plays Twilio), seed FILE ('' = empty shop, default the demo),
// build 'build-address' (default: B of the environment, else build), port, home, parts 'web'.
// shop.url, .home, .port, .account {sid, token, number}, .log() everything the programs said,
// .get/.post/.put/.delete(path, …), .fetch(path, init), .sign(path, form), .webhook(form, {…}),
// .say(text, {from, name, …}), .receipt(sid, status, {…}), .simulator.get/post/put(path, json),
// .sql(query) rows (read only), .write(sql), .until(what, check), .pids(), .kill(name, signal), .close().
// GET /api/products is cached for 1 s by nginx: after a write ask with shop.until, or look up
// one product. Nothing here sleeps to synchronise: say what you wait for with until().
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import twilio from 'twilio';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const OWNER = { username: 'owner', password: 'a long enough password' };
export const CUSTOMER = 'whatsapp:+34600000001';
const run = promisify(execFile);
const OPEN_WITHIN = 60_000;
const CLOSE_WITHIN = 10_000;

// A port that nobody listens on now.
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// How long a fact is waited for at most, where nothing else is said. A test that passes never waits so
// long, so it is made for a machine far slower than this one; but a console that nobody told looks anew
// once a minute by itself, and that shall not pass for having been told.
export const PATIENCE = 40_000;

// Asks check() again and again until it gives something true, which is returned.
export async function until(what, check, within = PATIENCE) {
  const end = Date.now() + within;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${within} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// pid -> {parent, started, command} of everything that runs now; zombies do not run.
export function processes() {
  const all = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      if (fields[0] !== 'Z') all.set(+pid, { parent: +fields[1], started: fields[19], command });
    } catch { /* it ended while we looked */ }
  }
  return all;
}

// All processes below that one, with itself.
export function family(pid) {
  const all = processes();
  const found = new Map();
  const add = (id) => {
    if (all.has(id)) found.set(id, all.get(id));
    for (const [child, { parent }] of all) if (parent === id && !found.has(child)) add(child);
  };
  add(pid);
  return found;
}

// Those of `before` that still run.
export function stillRunning(before) {
  const now = processes();
  return [...before].filter(([pid, { started }]) => now.get(pid)?.started === started)
    .map(([pid, { command }]) => `${pid} ${command}`);
}

// The environment of a shop of its own: nothing of the developer's settings leaks in.
export function cleanEnv(extra) {
  const keep = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS'];
  const env = { WAITER_ENV_FILE: '', BUILT: '1' };
  for (const name of keep) if (process.env[name] !== undefined) env[name] = process.env[name];
  return { ...env, ...extra };
}

// The checkout as the user nobody can read it: where it stands in a folder that is closed to others (root's
// home, say), a copy of what runs.
let opened;
export function openCheckout() {
  const b = process.env.B ?? 'build';
  if (opened || process.getuid() !== 0) return opened ?? root;
  const may = spawnSync('setpriv', ['--reuid', 'nobody', '--clear-groups', 'test', '-x', path.resolve(root, b, 'waiter')]);
  if (may.status === 0) return opened = root;
  const there = opened = mkdtempSync(path.join(tmpdir(), 'waiter-checkout-'));
  process.on('exit', () => rmSync(there, { recursive: true, force: true }));
  const built = ['webhook', 'api', 'admin', 'events', 'worker', 'simulator', 'waiter', 'photo', 'learn', 'console'];
  execFileSync('cp', ['-r', '--parents', 'deploy', 'sql', 'nginx', '.env.example', ...built.map((one) => `${b}/${one}`), there], { cwd: root });
  execFileSync('chmod', ['-R', 'a+rX', there]);
  return there;
}

// Starts deploy/run.sh (as another user, where we are root and one is named);
// {child, log(), ended: Promise of {status, signal}, opened: Promise}.
export function startShop(env, parts = 'all', user) {
  // Should the test itself be killed, the kernel tells the shop to stop.
  const become = user ? ['--reuid', user, '--regid', 'nogroup', '--clear-groups'] : [];
  const child = spawn('setpriv', [...become, '--pdeathsig', 'TERM', 'deploy/run.sh', parts],
    { cwd: user ? openCheckout() : root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const ended = new Promise((resolve) => {
    child.on('exit', (status, signal) => resolve({ status, signal }));
  });
  const opened = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the shop did not open:\n${text}`)), OPEN_WITHIN);
    const hear = (bytes) => {
      text += bytes;
      if (/^The shop is open\.$/m.test(text)) { clearTimeout(timer); resolve(); }
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    ended.then(({ status }) => {
      clearTimeout(timer);
      reject(new Error(`deploy/run.sh ended with ${status}:\n${text}`));
    });
  });
  opened.catch(() => {}); // who cares awaits it
  return { child, ended, opened, log: () => text };
}

const XML = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescapeXml = (text) => text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, dec, hex, name) =>
  name ? XML[name] : String.fromCodePoint(dec ? +dec : parseInt(hex, 16)));

// The messages of a TwiML answer: [{text, media: [url], attributes}].
export function readTwiml(xml) {
  assert.match(xml, /^<\?xml [^>]*\?>\s*<Response(\/>|>[\s\S]*<\/Response>)\s*$/, 'not TwiML');
  return [...xml.matchAll(/<Message([^>]*)>([\s\S]*?)<\/Message>/g)].map(([, attributes, inside]) => ({
    text: unescapeXml((/<Body[^>]*>([\s\S]*?)<\/Body>/.exec(inside) ?? [, ''])[1]),
    media: [...inside.matchAll(/<Media>([\s\S]*?)<\/Media>/g)].map((m) => unescapeXml(m[1])),
    attributes: Object.fromEntries([...attributes.matchAll(/(\w+)="([^"]*)"/g)]
      .map(([, name, value]) => [name, unescapeXml(value)])),
  }));
}

export const newSid = (prefix = 'SM') => prefix + randomBytes(16).toString('hex');

// Twilio encodes forms so: %20, and !'()* are left alone by encodeURIComponent but not by it.
export const encodeForm = (form) => new URLSearchParams(form).toString();

class Session {
  constructor(shop, cookie, csrf) { Object.assign(this, { shop, cookie, csrf }); }
  request(method, path, json, headers = {}) {
    return this.shop.request(method, path, json, {
      cookie: this.cookie, ...(method === 'GET' ? {} : { 'x-csrf-token': this.csrf }), ...headers });
  }
  get(path, headers) { return this.request('GET', path, undefined, headers); }
  post(path, json, headers) { return this.request('POST', path, json, headers); }
  put(path, json, headers) { return this.request('PUT', path, json, headers); }
  delete(path, headers) { return this.request('DELETE', path, undefined, headers); }
}

class Shop {
  constructor(options, started) {
    Object.assign(this, options, started);
    this.url = `http://127.0.0.1:${this.port}`;
    this.publicUrl = this.env.PUBLIC_URL ?? this.url;
    this.account = readAccount(this.home, this.env);
    this.database = path.join(this.home, 'waiter.db');
    const ask = (method) => (at, json) => this.request(method, `/simulator/api${at}`, json);
    this.simulator = { get: ask('GET'), post: ask('POST'), put: ask('PUT'), delete: ask('DELETE') };
  }

  fetch(at, init) { return fetch(this.url + at, { redirect: 'manual', ...init }); }

  // {status, headers, text, json}; json is undefined where the answer is none.
  async request(method, at, json, headers = {}) {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const answer = await this.fetch(at, { method, body,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers } });
    return readAnswer(answer);
  }
  get(at, headers) { return this.request('GET', at, undefined, headers); }
  post(at, json, headers) { return this.request('POST', at, json, headers); }
  put(at, json, headers) { return this.request('PUT', at, json, headers); }
  delete(at, headers) { return this.request('DELETE', at, undefined, headers); }

  // The signature that Twilio's own library expects.
  sign(at, form, token = this.account.token) {
    return twilio.getExpectedTwilioSignature(token, this.publicUrl + at, form);
  }

  // Posts a form as Twilio does. Options: path, signature (null: none), body (sent instead).
  async webhook(form, { path: at = '/webhook/whatsapp', signature, body, headers = {} } = {}) {
    const sign = signature === undefined ? this.sign(at, form) : signature;
    const answer = await readAnswer(await this.fetch(at, { method: 'POST', body: body ?? encodeForm(form),
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        ...(sign === null ? {} : { 'x-twilio-signature': sign }), ...headers } }));
    if (/xml/.test(answer.headers.get('content-type') ?? '')) answer.messages = readTwiml(answer.text);
    return answer;
  }

  // The form of a message from a customer; `more` adds or replaces fields (undefined removes).
  message(text, { from = CUSTOMER, name = 'Cara', sid = newSid(), ...more } = {}) {
    const form = { SmsMessageSid: sid, NumMedia: '0', ProfileName: name, MessageType: 'text',
      SmsSid: sid, WaId: from.replace(/\D/g, ''), SmsStatus: 'received', Body: text,
      To: this.account.number, NumSegments: '1', ReferralNumMedia: '0', MessageSid: sid,
      AccountSid: this.account.sid, From: from, ApiVersion: '2010-04-01', ...more };
    return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined));
  }

  // A customer says something; the answer has .messages (what came back as TwiML).
  say(text, options) { return this.webhook(this.message(text, options)); }

  // A status callback; `to` is who the message went to. Path as the shop asked for it, if known.
  receipt(sid, status, { to = CUSTOMER, path: at = '/webhook/whatsapp/status', ...more } = {}) {
    return this.webhook({ SmsSid: sid, SmsStatus: status, MessageStatus: status, To: to,
      MessageSid: sid, AccountSid: this.account.sid, From: this.account.number,
      ApiVersion: '2010-04-01', ...more }, { path: at });
  }

  async login({ username, password } = OWNER) {
    const answer = await this.post('/admin/login', { username, password });
    assert.equal(answer.status, 200, `login: ${answer.text}`);
    const cookie = answer.headers.get('set-cookie').split(';')[0]; // the only one
    return new Session(this, cookie, answer.json.csrf_token);
  }

  // Rows as objects, through the sqlite3 shell and read only.
  async sql(query) {
    const { stdout } = await run('sqlite3',
      ['-readonly', '-json', '-cmd', '.timeout 60000', this.database, query], { maxBuffer: 1 << 26 });
    return stdout.trim() ? JSON.parse(stdout) : [];
  }

  // Changes what no door of the shop would: through its gate, as every writer (docs/architecture.md).
  async write(sql) {
    await run('flock', [`${this.database}.gate`, 'sqlite3', '-cmd', '.timeout 60000', this.database, sql]);
  }

  until(what, check, within) { return until(what, check, within); }

  // {webhook: pid, api: pid, …, nginx: pid of its master}
  pids() {
    const found = {};
    for (const [pid, { parent, command }] of family(this.child.pid)) {
      if (parent !== this.child.pid) continue;
      const name = /^nginx:/.test(command) ? 'nginx' : path.basename(command.split(' ')[0]);
      found[name] = pid;
    }
    return found;
  }

  kill(name, signal = 'SIGKILL') {
    const pid = this.pids()[name];
    assert.ok(pid, `${name} runs`);
    process.kill(pid, signal);
  }

  // Stops it and makes sure that nothing is left; the answer is {status, signal, ms}.
  async close(signal = 'SIGTERM') {
    const before = family(this.child.pid);
    const begin = performance.now();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), CLOSE_WITHIN);
    this.child.kill(signal);
    const end = await this.ended;
    clearTimeout(timer);
    const ms = performance.now() - begin;
    const left = stillRunning(before);
    if (this.temporary) rmSync(this.home, { recursive: true, force: true });
    assert.deepEqual(left, [], 'processes are left');
    assert.doesNotMatch(this.log(), /ERROR: \w*Sanitizer|runtime error:|WARNING: ThreadSanitizer/,
      'a sanitizer complained');
    return { ...end, ms };
  }
}

async function readAnswer(answer) {
  const text = await answer.text();
  const is = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, text, json: is ? JSON.parse(text) : undefined };
}

function readAccount(home, env) {
  const made = {};
  for (const line of readFileSync(path.join(home, 'generated.env'), 'utf8').split('\n')) {
    const at = line.indexOf('=');
    if (at > 0 && line[0] !== '#') made[line.slice(0, at)] = line.slice(at + 1);
  }
  const of = (name) => env[name] ?? made[name];
  const number = of('TWILIO_WHATSAPP_NUMBER');
  return { sid: of('TWILIO_ACCOUNT_SID'), token: of('TWILIO_AUTH_TOKEN'),
    number: number.startsWith('whatsapp:') ? number : `whatsapp:${number}` };
}

// Drawing a shop's pictures is most of the time that opening one takes, and they are the same each time:
// the first shop of a build draws them, the others find them in their folder.
const picturesOf = (seed) => path.resolve(root, process.env.B ?? 'build', 'test-pictures', path.basename(seed ?? 'demo.json', '.json'));
function bringPictures(home, seed) {
  if (existsSync(picturesOf(seed))) cpSync(picturesOf(seed), path.join(home, 'media'), { recursive: true });
}
function keepPictures(home, seed) {
  const kept = picturesOf(seed), mine = `${kept}.${process.pid}.${randomBytes(4).toString('hex')}`;
  if (existsSync(kept)) return;
  cpSync(path.join(home, 'media'), mine, { recursive: true });
  try { renameSync(mine, kept); } catch { rmSync(mine, { recursive: true }); } // another file's test was faster
}

export async function openShop(t, options = {}) {
  if (t && typeof t.after !== 'function') [t, options] = [undefined, t];
  const { env = {}, seed, build = process.env.B ?? 'build', parts = 'all' } = options;
  const temporary = !options.home;
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'waiter-'));
  const port = options.port ?? await freePort();
  const full = cleanEnv({ B: build, WAITER_HOME: home, PORT: String(port),
    ADMIN_USERNAME: OWNER.username, ADMIN_PASSWORD: OWNER.password,
    ...(seed === undefined ? {} : { SHOP_SEED: seed && path.resolve(root, seed) }), ...env });
  const drawn = temporary && seed !== '' && !env.SHOP_SEED;
  if (drawn) bringPictures(home, seed);
  const started = startShop(full, parts);
  try {
    await started.opened;
    if (drawn) keepPictures(home, seed);
  } catch (problem) {
    started.child.kill('SIGTERM');
    await started.ended;
    if (temporary) rmSync(home, { recursive: true, force: true });
    throw problem;
  }
  const shop = new Shop({ env: full, home, port, temporary }, started);
  t?.after(async () => {
    if (started.child.exitCode === null) await shop.close();
    if (temporary) rmSync(home, { recursive: true, force: true }); // also when a part of it died
  });
  return shop;
}
