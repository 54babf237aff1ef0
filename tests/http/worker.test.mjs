// worker.test.mjs -- the worker against a Twilio that breaks in every way the sheet knows.
//
// Starts build/worker alone on a database of its own; the pretend Twilio below is written from
// protocols/twilio-whatsapp.md §6-§9. It notes every request before it decides what to do with it,
// so `accepted` is what a customer would have got, however the call ended.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, until } from './shop.mjs';

const WORKER = path.resolve(root, process.env.B ?? 'build', 'worker');
const SID = 'AC00000000000000000000000000000000';
const TOKEN = 'a-token-nobody-may-see';
const OURS = 'whatsapp:+14155238886';
const SLOWER = (process.env.B ?? '').includes('-') ? 4 : 1; // sanitizers

// --- The pretend Twilio -----------------------------------------------------------------

class Pretend {
  accepted = []; // {sid, to, body, ...}: what a customer would have got
  posts = []; gets = []; contents = []; paths = new Set();
  plan = () => 'ok'; // what becomes of the n-th post: (form, n) => fault
  planGet = () => 'ok';
  planContent = () => 'ok';
  connections = new Set();
  hanging = [];

  async open(port = 0) {
    this.server = createServer((request, response) => this.take(request, response));
    this.server.keepAliveTimeout = 60_000;
    this.server.on('connection', (socket) => this.connections.add(socket.on('error', () => {})));
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  close() {
    for (const socket of this.connections) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }

  take(request, response) {
    let body = '';
    request.setEncoding('utf8').on('data', (text) => { body += text; }).on('end', () => {
      const url = new URL(request.url, this.url);
      this.paths.add(url.pathname);
      const auth = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString();
      if (auth !== `${SID}:${TOKEN}`) return this.error(response, 401, 20003);
      if (url.pathname === '/v1/Content') return this.content(request, response, JSON.parse(body));
      if (url.pathname !== `/2010-04-01/Accounts/${SID}/Messages.json`) {
        return this.error(response, 404, 20404);
      }
      if (request.method === 'GET') return this.list(response, url.searchParams);
      return this.create(request, response, new URLSearchParams(body));
    });
  }

  answer(response, status, json, headers = {}) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof json === 'string' ? json : JSON.stringify(json));
  }

  error(response, status, code, headers) {
    this.answer(response, status,
      { code, message: 'no', more_info: `https://www.twilio.com/docs/errors/${code}`, status }, headers);
  }

  accept(form) {
    const content = this.contents.find((c) => c.sid === form.get('ContentSid'));
    const filled = content && Object.values(content.types)[0].body.replace(/\{\{(\d+)\}\}/g,
      (all, n) => JSON.parse(form.get('ContentVariables'))[n]);
    const message = {
      sid: `SM${randomBytes(16).toString('hex')}`, status: 'queued', to: form.get('To'),
      from: form.get('From'), body: filled ?? form.get('Body'), num_media: '0', error_code: null,
      error_message: null, date_created: new Date().toUTCString().replace('GMT', '+0000'),
      date_sent: null, direction: 'outbound-api',
    };
    this.accepted.push({ ...message, media: form.get('MediaUrl'), content: form.get('ContentSid') });
    return message;
  }

  async create(request, response, form) {
    this.posts.push({ form, at: Date.now(), port: request.socket.remotePort });
    let fault = await this.plan(form, this.posts.length);
    if (typeof fault === 'number') { // a code of the sheet
      return this.error(response, fault === 20429 ? 429 : fault === 20404 ? 404 : 400, fault);
    }
    const known = this.contents.some((c) => c.sid === form.get('ContentSid'));
    if (form.has('ContentSid') && !known) return this.error(response, 404, 20404);
    let message;
    if (fault.startsWith('accept-')) {
      message = this.accept(form);
      fault = fault.slice(7);
    }
    switch (fault) {
      case 'ok': return this.answer(response, 201, message ?? this.accept(form));
      case '429': return this.error(response, 429, 20429);
      case '401': return this.error(response, 401, 20003);
      case '500': return this.error(response, 500, 20500);
      case '503': return this.answer(response, 503, '<html>sorry</html>', { 'content-type': 'text/html' });
      case 'garbage': return this.answer(response, 201, '{"sid": "SM123');
      case 'html': return this.answer(response, 200, '<html>welcome</html>');
      case 'empty': return this.answer(response, 201, '');
      case 'huge': return this.answer(response, 201, `{"sid":"SM1","x":"${'x'.repeat(3e6)}"}`);
      case 'drop': return request.socket.destroy();
      case 'hang': return this.hanging.push(response);
      case 'half':
        response.writeHead(201, { 'content-length': 500 });
        return response.write('{"sid":"SM1', () => request.socket.destroy());
      case 'redirect': return this.answer(response, 301, '', { location: `${this.url}/elsewhere` });
      default: throw new Error(`no such fault: ${fault}`);
    }
  }

  list(response, query) {
    this.gets.push(query);
    const fault = this.planGet(query, this.gets.length);
    if (fault === '500') return this.error(response, 500, 20500);
    if (fault === 'garbage') return this.answer(response, 200, '{"messages":');
    const messages = this.accepted.filter((m) => m.to === query.get('To') && m.from === query.get('From'))
      .reverse();
    return this.answer(response, 200, { messages, next_page_uri: null, page: 0 });
  }

  content(request, response, json) {
    if (this.planContent(json) !== 'ok') return this.error(response, 400, 20001);
    const content = { sid: `HX${randomBytes(16).toString('hex')}`, ...json };
    this.contents.push(content);
    return this.answer(response, 201, content);
  }
}

// --- A worker on a database of its own ----------------------------------------------------

class House {
  static async open(t, { env = {}, twilio = true } = {}) {
    const house = new House();
    house.home = mkdtempSync(path.join(tmpdir(), 'worker-'));
    house.db = path.join(house.home, 'waiter.db');
    house.pretend = await new Pretend().open();
    house.workers = [];
    house.env = {
      PATH: process.env.PATH, WAITER_HOME: house.home, WAITER_ENV_FILE: '',
      WAITER_RETRY_BASE_MS: '40', WAITER_UNSURE_WAIT_MS: '150', WAITER_LEASE_MS: '20000',
      WAITER_SEND_TIMEOUT_MS: '3000', PUBLIC_URL: 'https://shop.example.com',
      ...(twilio ? {
        TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: TOKEN, TWILIO_WHATSAPP_NUMBER: OURS,
        TWILIO_API_URL: house.pretend.url, TWILIO_CONTENT_URL: house.pretend.url,
      } : {}), ...env,
    };
    house.makeDatabase();
    t.after(() => house.close());
    return house;
  }

  makeDatabase() {
    const folder = path.join(root, 'sql/schema');
    const steps = readdirSync(folder).filter((name) => name.endsWith('.sql')).sort();
    this.sql(`PRAGMA journal_mode = WAL; ${steps.map((name) => readFileSync(path.join(folder, name), 'utf8'))
      .join('\n')}; PRAGMA user_version = ${steps.length}; PRAGMA application_id = ${0x57414954};`);
  }

  sql(text) {
    const out = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 60000',
      '-cmd', 'PRAGMA wal_autocheckpoint = 0', this.db], { input: text, encoding: 'utf8' });
    const last = out.slice(out.lastIndexOf('\n[') + 1).trim();
    return last.startsWith('[{') ? JSON.parse(last) : [];
  }

  customer(n) {
    const now = Date.now();
    this.sql(`INSERT OR IGNORE INTO customer (id, created_at, seen_at) VALUES (${n}, 1, 1);
      INSERT OR IGNORE INTO conversation (customer_id, window_end_at) VALUES (${n}, ${now + 86400000});`);
  }

  static to(n) { return `whatsapp:+346001${String(n).padStart(5, '0')}`; }

  // Rows [{customer, body, ...columns}] in one commit; their ids.
  add(...rows) {
    const quote = (v) => v === null ? 'NULL' : typeof v === 'number' ? v : `'${v.replaceAll("'", "''")}'`;
    const now = Date.now();
    [...new Set(rows.map((r) => r.customer ?? 1))].forEach((n) => this.customer(n));
    const inserts = rows.map(({ customer = 1, ...more }) => {
      const row = { customer_id: customer, to_address: House.to(customer), body: 'hello', next_at: now,
        created_at: now, updated_at: now, ...more };
      return `INSERT INTO outbox (${Object.keys(row)}) VALUES (${Object.values(row).map(quote)});`;
    });
    const last = this.sql(`BEGIN IMMEDIATE; ${inserts.join('\n')} COMMIT; SELECT max(id) AS id FROM outbox;`);
    return rows.map((_, i) => last[0].id - rows.length + 1 + i);
  }

  row(id) { return this.sql(`SELECT * FROM outbox WHERE id = ${id};`)[0]; }

  whenStatus(id, status, within) {
    return until(`row ${id} ${status}`, () => this.row(id).status === status && this.row(id), within);
  }

  whenAll(status, within) {
    return until(`all rows ${status}`,
      () => this.sql(`SELECT count(*) AS n FROM outbox WHERE status <> '${status}';`)[0].n === 0, within);
  }

  start(...args) {
    const child = spawn(WORKER, args, { env: this.env, stdio: ['ignore', 'ignore', 'pipe'] });
    const worker = { child, text: '', lines: () => worker.text.split('\n').filter(Boolean) };
    child.stderr.setEncoding('utf8').on('data', (text) => { worker.text += text; });
    worker.ended = new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal })));
    worker.says = (what) => until(`the log says: ${what}`, () => worker.text.includes(what));
    this.workers.push(worker);
    return worker;
  }

  async started(...args) {
    const worker = this.start(...args);
    await worker.says('worker started');
    return worker;
  }

  async close() {
    for (const worker of this.workers) {
      worker.child.kill('SIGTERM');
      const { status, signal } = await worker.ended;
      if (!worker.killed) assert.ok(status === 0 || worker.mayFail, `${status} ${signal}\n${worker.text}`);
      assert.doesNotMatch(worker.text, /Sanitizer|runtime error/);
      this.assertDiscreet(worker);
    }
    await this.pretend.close();
    assert.deepEqual(this.sql('PRAGMA integrity_check;'), [{ integrity_check: 'ok' }]);
    rmSync(this.home, { recursive: true });
  }

  // No body, no whole phone, no token in any line; every line is JSON.
  assertDiscreet(worker) {
    assert.doesNotMatch(worker.text, /\+346001|hello|a-token-nobody/);
    for (const line of worker.lines()) assert.doesNotThrow(() => JSON.parse(line), line);
  }
}

// --- Plain sending ------------------------------------------------------------------------

test('a new row is sent at once, as the sheet says, and noted', async (t) => {
  const house = await House.open(t);
  const worker = await house.started();
  const [id] = house.add({ body: 'hello & welcome\n1. Hoodies+', media: '/media/a.png' });
  const row = await house.whenStatus(id, 'sent');
  assert.equal(house.pretend.posts.length, 1);
  assert.deepEqual(Object.fromEntries(house.pretend.posts[0].form), {
    To: House.to(1), From: OURS, Body: 'hello & welcome\n1. Hoodies+',
    MediaUrl: 'https://shop.example.com/media/a.png',
    StatusCallback: `https://shop.example.com/webhook/whatsapp/status?oid=${id}-${row.created_at}`,
  });
  assert.equal(row.provider_id, house.pretend.accepted[0].sid);
  assert.equal(row.attempts, 1);
  assert.ok(!readFileSync(`/proc/${worker.child.pid}/cmdline`, 'latin1').includes(TOKEN));
});

test('messages of one customer leave in order, customers side by side', async (t) => {
  const house = await House.open(t, { env: { WAITER_SEND_TIMEOUT_MS: '9000' } }); // calls are held up until others come
  let most = 0, busy = 0;
  const perCustomer = new Map();
  house.pretend.plan = async (form, n) => {
    const to = form.get('To');
    assert.ok(!perCustomer.get(to), 'two messages of one customer under way');
    perCustomer.set(to, true);
    most = Math.max(most, ++busy);
    await until('others', () => busy > 8 || most > 8 || n > 40, 3000).catch(() => {});
    busy--;
    perCustomer.set(to, false);
    return n % 7 === 3 ? '429' : 'ok';
  };
  const rows = [];
  for (let k = 0; k < 5; k++) for (let c = 1; c <= 20; c++) rows.push({ customer: c, body: `hello ${k}` });
  house.add(...rows);
  await house.started();
  await house.whenAll('sent', 60_000);
  assert.equal(house.pretend.accepted.length, 100);
  assert.ok(most > 8, `${most} at once`);
  for (let c = 1; c <= 20; c++) {
    assert.deepEqual(house.pretend.accepted.filter((m) => m.to === House.to(c)).map((m) => m.body),
      [0, 1, 2, 3, 4].map((k) => `hello ${k}`));
  }
});

test('a slow customer delays nobody else', async (t) => {
  const house = await House.open(t);
  house.pretend.plan = (form) => form.get('To') === House.to(1) ? 'hang' : 'ok';
  await house.started();
  const [slow] = house.add({ customer: 1 });
  await until('the slow one is under way', () => house.pretend.posts.length === 1);
  house.add(...Array.from({ length: 20 }, (_, i) => ({ customer: i + 2 })));
  await until('the others are sent', () => house.pretend.accepted.length === 20);
  assert.equal(house.row(slow).status === 'sent', false);
  house.pretend.plan = () => 'ok';
  await house.whenStatus(slow, 'sent');
});

// --- Twilio breaks -------------------------------------------------------------------------

for (const fault of ['429', '500', '503', 'garbage', 'html', 'empty', 'huge', 'drop', 'hang', 'half',
  'accept-500', 'accept-garbage', 'accept-empty', 'accept-huge', 'accept-drop', 'accept-hang', 'accept-half']) {
  test(`answer "${fault}": the message arrives once, the next one after it`, async (t) => {
    const house = await House.open(t);
    house.pretend.plan = (form, n) => n === 1 ? fault : 'ok';
    await house.started();
    const [first, second] = house.add({ body: 'hello one' }, { body: 'hello two' });
    await house.whenStatus(second, 'sent');
    const row = house.row(first);
    assert.equal(row.status, 'sent');
    assert.deepEqual(house.pretend.accepted.map((m) => m.body), ['hello one', 'hello two']);
    assert.equal(row.provider_id, house.pretend.accepted[0].sid);
    const sentTwice = house.pretend.posts.filter((p) => p.form.get('Body') === 'hello one').length;
    assert.equal(sentTwice, fault.startsWith('accept-') ? 1 : 2);
    if (fault !== '429') { // it may have been sent: asked before anything is repeated
      assert.ok(house.pretend.gets.length >= 1);
      assert.equal(house.pretend.gets[0].get('To'), House.to(1));
    }
  });
}

test('libcurl does not repeat a POST by itself when a kept connection dies', async (t) => {
  const house = await House.open(t, { env: { WAITER_UNSURE_WAIT_MS: '60000' } });
  house.pretend.plan = (form, n) => n === 2 ? 'accept-drop' : 'ok';
  const worker = await house.started();
  const [first] = house.add({});
  await house.whenStatus(first, 'sent');
  const [second] = house.add({});
  await house.whenStatus(second, 'unsure');
  await worker.says('unclear outcome');
  const [one, two, ...more] = house.pretend.posts;
  assert.equal(one.port, two.port, 'the connection was kept');
  assert.equal(more.length, 0);
  assert.equal(house.pretend.accepted.length, 2);
});

test('two equal texts in a row are two messages, even when both are unclear', async (t) => {
  const house = await House.open(t);
  house.pretend.plan = (form, n) => ['', 'accept-500', '500'][n] || 'ok';
  await house.started();
  const [a, b] = house.add({ body: 'hello again' }, { body: 'hello again' });
  await house.whenStatus(b, 'sent');
  assert.equal(house.pretend.accepted.length, 2);
  assert.notEqual(house.row(a).provider_id, house.row(b).provider_id);
});

test('as long as Twilio cannot be asked, nothing is sent again', async (t) => {
  const house = await House.open(t);
  house.pretend.plan = (form, n) => n === 1 ? 'accept-drop' : 'ok';
  house.pretend.planGet = (query, n) => n <= 2 ? '500' : n === 3 ? 'garbage' : 'ok';
  await house.started();
  const [id] = house.add({});
  await house.whenStatus(id, 'sent');
  assert.equal(house.pretend.posts.length, 1);
  assert.ok(house.pretend.gets.length >= 4);
});

test('what Twilio said of the message is taken over: failed with its code', async (t) => {
  const house = await House.open(t);
  house.pretend.plan = () => 'accept-drop';
  await house.started();
  const [id] = house.add({});
  await until('accepted', () => house.pretend.accepted.length === 1);
  Object.assign(house.pretend.accepted[0], { status: 'undelivered', error_code: 63024 });
  const row = await house.whenStatus(id, 'failed');
  assert.equal(row.error_code, 63024);
});

test('permanent refusals are dead at once, and the next message goes on', async (t) => {
  const house = await House.open(t);
  const codes = [63016, 21211, 63024, 63003, 63049, 63032, 21614];
  house.pretend.plan = (form) => Number(/code (\d+)/.exec(form.get('Body'))?.[1]) || 'ok';
  await house.started();
  const ids = house.add(...codes.map((code) => ({ body: `hello code ${code}` })), { body: 'hello at last' });
  await house.whenStatus(ids.at(-1), 'sent');
  codes.forEach((code, i) => {
    const row = house.row(ids[i]);
    assert.deepEqual([row.status, row.error_code, row.attempts], ['dead', code, 1]);
  });
  assert.equal(house.pretend.posts.length, codes.length + 1);
});

test('who said STOP to Twilio gets nothing more', async (t) => {
  const house = await House.open(t);
  house.pretend.plan = () => 21610;
  await house.started();
  const [first, second] = house.add({}, {});
  await house.whenStatus(second, 'cancelled');
  assert.equal(house.row(first).status, 'dead');
  assert.equal(house.sql('SELECT opted_out FROM customer;')[0].opted_out, 1);
  assert.equal(house.pretend.posts.length, 1);
});

test('always refused with 429: eight tries with growing pauses, then dead', async (t) => {
  const house = await House.open(t);
  house.pretend.plan = () => '429';
  await house.started();
  const [id] = house.add({});
  const row = await house.whenStatus(id, 'dead', 40_000 * SLOWER);
  assert.equal(row.attempts, 8);
  assert.equal(row.error_code, 20429);
  const times = house.pretend.posts.map((p) => p.at);
  assert.equal(times.length, 8);
  for (let i = 1; i < 8; i++) {
    const pause = times[i] - times[i - 1];
    assert.ok(pause >= 40 * 2 ** (i - 1) * 0.8 - 2, `pause ${i}: ${pause} ms`);
  }
});

test('401 stops the queue without losing a row, and it goes on by itself', async (t) => {
  const house = await House.open(t, { env: { WAITER_RETRY_BASE_MS: '300' } });
  house.pretend.plan = () => '401';
  const worker = await house.started();
  const ids = house.add(...Array.from({ length: 60 }, (_, i) => ({ customer: i + 1 })));
  await until('a second probe', () => house.pretend.posts.length >= 34);
  assert.ok(house.pretend.posts.length <= 36, 'one probe a pause');
  assert.equal(worker.lines().filter((l) => l.includes('refuses our account')).length, 1);
  assert.equal(house.sql("SELECT count(*) AS n FROM outbox WHERE status IN ('queued','running');")[0].n, 60);
  house.pretend.plan = () => 'ok';
  await house.whenAll('sent', 30_000);
  assert.equal(house.pretend.accepted.length, 60);
  assert.ok(ids.every((id) => house.row(id).attempts === 1), 'refused tries are not counted');
  await worker.says('sending again');
});

test('a redirect is not followed', async (t) => {
  const house = await House.open(t);
  house.pretend.plan = (form, n) => n === 1 ? 'redirect' : 'ok';
  await house.started();
  const [id] = house.add({});
  await house.whenStatus(id, 'sent');
  assert.equal(house.pretend.accepted.length, 1);
  assert.deepEqual([...house.pretend.paths], [`/2010-04-01/Accounts/${SID}/Messages.json`]);
});

test('nobody at home at Twilio: rows wait uncounted and leave when it is back', async (t) => {
  const house = await House.open(t);
  const { port } = house.pretend;
  await house.pretend.close();
  const worker = await house.started();
  const [id, other] = house.add({ customer: 1 }, { customer: 2 });
  await worker.says('could not be reached');
  await worker.says('the queue waits');
  assert.equal(house.row(id).attempts <= 1, true);
  await house.pretend.open(port);
  await house.whenStatus(id, 'sent');
  await house.whenStatus(other, 'sent');
  assert.equal(house.row(id).attempts, 1);
  assert.equal(house.pretend.gets.length, 0, 'nothing was unclear');
});

// --- The worker dies -----------------------------------------------------------------------

async function killedWhileSending(t, fault) {
  const house = await House.open(t);
  let worker;
  house.pretend.plan = (form, n) => {
    if (n > 1) return 'ok';
    worker.killed = true;
    worker.child.kill('SIGKILL'); // taken (or not) by Twilio, not noted by us
    return fault;
  };
  worker = await house.started();
  const [first, second] = house.add({ body: 'hello one' }, { body: 'hello two' });
  await worker.ended;
  assert.equal(house.row(first).status, 'running');
  await house.started();
  await house.whenStatus(second, 'sent');
  assert.equal(house.row(first).status, 'sent');
  assert.deepEqual(house.pretend.accepted.map((m) => m.body), ['hello one', 'hello two']);
  return house;
}

test('kill -9 between accept and noting: no second send', async (t) => {
  const house = await killedWhileSending(t, 'accept-hang');
  assert.equal(house.pretend.posts.length, 2);
});

test('kill -9 before the accept: sent by the next worker', async (t) => {
  const house = await killedWhileSending(t, 'hang');
  assert.equal(house.pretend.posts.length, 3);
});

test('killed again and again under load: every message once, in order', async (t) => {
  const house = await House.open(t);
  // A message is given up after eight tries: five may be killed, two refused.
  const refused = {};
  house.pretend.plan = (form, n) => {
    const how = ['ok', 'ok', 'accept-drop', '429', 'ok', '500'][n % 6], body = form.get('Body');
    if (!/\d/.test(how)) return how;
    refused[body] = (refused[body] ?? 0) + 1;
    return refused[body] > 2 ? 'ok' : how;
  };
  const rows = [];
  for (let k = 0; k < 6; k++) for (let c = 1; c <= 12; c++) rows.push({ customer: c, body: `hello ${c}.${k}` });
  house.add(...rows);
  for (let i = 1; i <= 5; i++) {
    const worker = await house.started();
    await until('some work', () => house.pretend.posts.length >= i * 6);
    worker.killed = true;
    worker.child.kill('SIGKILL');
    await worker.ended;
  }
  await house.started();
  await house.whenAll('sent', 60_000 * SLOWER);
  for (let c = 1; c <= 12; c++) {
    assert.deepEqual(house.pretend.accepted.filter((m) => m.to === House.to(c)).map((m) => m.body),
      [0, 1, 2, 3, 4, 5].map((k) => `hello ${c}.${k}`));
  }
});

test('SIGTERM during a hanging call ends within 2 s with 0; the call is looked up later', async (t) => {
  const house = await House.open(t, { env: { WAITER_SEND_TIMEOUT_MS: '9000' } });
  house.pretend.plan = () => 'accept-hang';
  const worker = await house.started();
  const [id] = house.add({});
  await until('it hangs', () => house.pretend.hanging.length === 1);
  const begun = Date.now();
  worker.child.kill('SIGTERM');
  assert.deepEqual(await worker.ended, { status: 0, signal: null });
  assert.ok(Date.now() - begun < 2000 * SLOWER, `${Date.now() - begun} ms`);
  assert.equal(house.row(id).status, 'running');
  await house.started();
  await house.whenStatus(id, 'sent');
  assert.equal(house.pretend.posts.length, 1);
});

test('SIGTERM lets a call that is about to answer finish', async (t) => {
  const house = await House.open(t);
  let worker;
  house.pretend.plan = () => { worker.child.kill('SIGTERM'); return 'ok'; };
  worker = await house.started();
  const [id] = house.add({});
  assert.equal((await worker.ended).status, 0);
  assert.equal(house.row(id).status, 'sent');
});

// --- TwiML replies without a receipt ---------------------------------------------------------

test('a handed reply without receipt: found at Twilio, or sent by REST', async (t) => {
  const house = await House.open(t);
  const [there, lost] = house.add(
    { customer: 1, body: 'hello there', status: 'handed', attempts: 1 },
    { customer: 2, body: 'hello lost', status: 'handed', attempts: 1 });
  house.pretend.accept(new URLSearchParams({ To: House.to(1), From: OURS, Body: 'hello there' }));
  await house.started();
  await house.whenStatus(there, 'sent');
  await house.whenStatus(lost, 'sent');
  assert.deepEqual(house.pretend.posts.map((p) => p.form.get('Body')), ['hello lost']);
  assert.equal(house.row(there).provider_id, house.pretend.accepted[0].sid);
});

// --- Buttons and lists -----------------------------------------------------------------------

const two = JSON.stringify([{ id: 'yes', title: 'Yes' }, { id: 'no', title: 'No' }]);
const five = JSON.stringify([1, 2, 3, 4, 5].map((i) => ({ id: `p:${i}`, title: `Item ${i}`, note: `${i} €` })));

test('buttons: the content is made once, remembered, and used with variables only', async (t) => {
  const house = await House.open(t);
  let worker = await house.started();
  house.add(...[1, 2, 3, 4].map((c) => ({ customer: c, body: `hello ${c}?`, choices: two })));
  await house.whenAll('sent');
  assert.equal(house.pretend.contents.length, 1);
  const [content] = house.pretend.contents;
  assert.equal(content.friendly_name, 'waiter_quick_reply_2');
  assert.equal(content.types['twilio/quick-reply'].body, '{{1}}');
  const { form } = house.pretend.posts.find((p) => p.form.get('To') === House.to(3));
  assert.deepEqual(JSON.parse(form.get('ContentVariables')),
    { 1: 'hello 3?', 2: 'Yes', 3: 'yes', 4: 'No', 5: 'no' });
  assert.equal(form.get('ContentSid'), content.sid);
  assert.equal(form.has('Body'), false);
  assert.deepEqual(house.sql("SELECT name, value FROM setting WHERE name LIKE 'twilio.%';"),
    [{ name: 'twilio.content.quick_reply.2', value: content.sid }]);
  worker.child.kill('SIGTERM');
  await worker.ended;
  worker = await house.started(); // remembered over a restart
  house.add({ customer: 9, body: 'hello 9?', choices: two });
  await house.whenAll('sent');
  assert.equal(house.pretend.contents.length, 1);
});

test('a numbered menu of several lines becomes a list with the same lines', async (t) => {
  const house = await House.open(t);
  const body = 'hello, choose:\n\n1. Item 1\n2. Item 2\n3. Item 3\n4. Item 4\n5. Item 5';
  await house.started();
  const [id] = house.add({ body, choices: five });
  await house.whenStatus(id, 'sent');
  assert.equal(house.pretend.accepted[0].body, body);
  assert.ok(house.pretend.accepted[0].content);
  const list = house.pretend.contents[0].types['twilio/list-picker'];
  assert.equal(list.items.length, 5);
  const variables = JSON.parse(house.pretend.posts[0].form.get('ContentVariables'));
  for (const value of Object.values(variables)) assert.match(value, /^[^\r\n]+$/);
});

test('a content that cannot be made: the numbered text goes, and Twilio is not asked each time', async (t) => {
  const house = await House.open(t);
  let asked = 0;
  house.pretend.planContent = () => { asked++; return 'no'; };
  await house.started();
  house.add({ body: 'hello\n1. Yes', choices: two }, { body: 'hello\n2. No', choices: two });
  await house.whenAll('sent');
  assert.deepEqual(house.pretend.accepted.map((m) => m.body), ['hello\n1. Yes', 'hello\n2. No']);
  assert.equal(asked, 1);
});

test('a remembered content that Twilio does not know is forgotten; the text goes as plain', async (t) => {
  const house = await House.open(t);
  house.sql("INSERT INTO setting VALUES ('twilio.content.quick_reply.2', 'HXgone');");
  await house.started();
  const [id, next] = house.add({ body: 'hello?', choices: two }, { body: 'hello again?', choices: two });
  await house.whenStatus(next, 'sent');
  assert.equal(house.row(id).status, 'sent');
  assert.equal(house.pretend.accepted[0].content, null);
  assert.ok(house.pretend.accepted[1].content, 'made anew for the next one');
  assert.notEqual(house.sql('SELECT value FROM setting;')[0].value, 'HXgone');
});

test('a picture that Twilio refuses: the text goes without it', async (t) => {
  const house = await House.open(t);
  house.pretend.plan = (form) => form.has('MediaUrl') ? 21620 : 'ok';
  await house.started();
  const [id] = house.add({ media: '/media/x.svg' });
  await house.whenStatus(id, 'sent');
  assert.equal(house.pretend.posts.length, 2);
  assert.equal(house.pretend.accepted[0].media, null);
});

// --- Starting, stopping, storage ---------------------------------------------------------------

test('a second worker ends with 75 and says why', async (t) => {
  const house = await House.open(t);
  await house.started();
  const second = house.start();
  second.mayFail = true;
  assert.equal((await second.ended).status, 75);
  assert.match(second.text, /another worker/);
});

test('--once works until nothing is due and ends with 0', async (t) => {
  const house = await House.open(t);
  const ids = house.add({ customer: 1 }, { customer: 1 }, { customer: 2 });
  house.add({ customer: 3, next_at: Date.now() + 3600_000 });
  const worker = house.start('--once');
  assert.equal((await worker.ended).status, 0);
  for (const id of ids) assert.equal(house.row(id).status, 'sent');
  assert.equal(house.pretend.posts.length, 3);
});

test('--once runs the schedules that are due, before it sends; those that are not due wait', async (t) => {
  const house = await House.open(t);
  assert.equal((await house.start('--once').ended).status, 0); // makes their rows
  house.sql(`UPDATE schedule SET next_at = 1 WHERE name = 'forget';
    INSERT INTO audit (actor, action, subject, ref, created_at) VALUES ('owner', 'old', 'x', 'x', 1), ('owner', 'new', 'x', 'x', ${Date.now()});`);
  assert.equal((await house.start('--once').ended).status, 0);
  assert.deepEqual(house.sql('SELECT action FROM audit;'), [{ action: 'new' }]);
  assert.deepEqual(house.sql("SELECT name, runs, last_ok FROM schedule WHERE name IN ('forget', 'backup') ORDER BY name;"),
    [{ name: 'backup', runs: 0, last_ok: 1 }, { name: 'forget', runs: 1, last_ok: 1 }]);
});

test('--once ends when Twilio refuses the account', async (t) => {
  const house = await House.open(t);
  house.pretend.plan = () => '401';
  const [id] = house.add({});
  assert.equal((await house.start('--once').ended).status, 0);
  assert.equal(house.row(id).status, 'queued');
});

test('without Twilio settings it idles with one line', async (t) => {
  const house = await House.open(t, { twilio: false });
  const [id] = house.add({});
  const worker = await house.started();
  assert.equal(worker.lines().filter((l) => l.includes('no Twilio settings')).length, 1);
  assert.equal(house.row(id).status, 'queued');
  assert.equal((await (async () => { worker.child.kill('SIGTERM'); return worker.ended; })()).status, 0);
  assert.equal((await house.start('--once').ended).status, 0);
});

test('wrong usage, a missing database: it says so and ends', async (t) => {
  const house = await House.open(t);
  for (const [args, status] of [[['--what'], 64], [['--once', 'x'], 64]]) {
    const worker = house.start(...args);
    worker.mayFail = true;
    assert.equal((await worker.ended).status, status);
    worker.text = '';
  }
  house.env.DATABASE_URL = 'sqlite:nowhere.db';
  const worker = house.start();
  worker.mayFail = true;
  assert.equal((await worker.ended).status, 69);
  assert.equal(readdirSync(house.home).includes('nowhere.db'), false);
});

test('the database is locked when the answer comes: noted later, sent once', async (t) => {
  const house = await House.open(t);
  let gate;
  house.pretend.plan = async () => {
    if (!gate) {
      gate = spawn('flock', ['-x', `${house.db}.gate`, 'cat'], { stdio: ['pipe', 'ignore', 'inherit'] });
      await until('the gate is held', () => {
        try { execFileSync('flock', ['-xn', `${house.db}.gate`, 'true']); return false; } catch { return true; }
      });
    }
    return 'ok';
  };
  const worker = await house.started();
  const [id] = house.add({});
  await worker.says('noting what became of a message');
  assert.equal(house.row(id).status, 'running');
  gate.stdin.end();
  const row = await house.whenStatus(id, 'sent');
  assert.equal(house.pretend.posts.length, 1);
  assert.equal(row.provider_id, house.pretend.accepted[0].sid);
});
