// Each program as plain CGI: environ and stdin, no nginx, no other process of ours.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import twilio from 'twilio';
import { OWNER, cleanEnv, encodeForm, newSid, readTwiml, root } from './shop.mjs';
import { assertNoSecrets, assertXml, newCustomer } from './help.mjs';

const run = promisify(execFile);
const B = path.resolve(root, process.env.B ?? 'build');
const account = { sid: 'AC00000000000000000000000000000000', token: '12345678901234567890123456789012', number: 'whatsapp:+14155238886' };
const PUBLIC = 'http://shop.example.com:8081';
let home, env;

before(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'waiter-cgi-'));
  env = cleanEnv({ WAITER_HOME: home, PUBLIC_URL: PUBLIC, TWILIO_ACCOUNT_SID: account.sid, TWILIO_AUTH_TOKEN: account.token,
    TWILIO_WHATSAPP_NUMBER: account.number, ADMIN_USERNAME: OWNER.username, ADMIN_PASSWORD: OWNER.password });
  for (const args of [['init'], ['migrate'], ['seed', path.join(root, 'sql/seed/demo.json')], ['staff', 'sync']])
    await run(`${B}/waiter`, args, { env, cwd: home });
});
after(() => rmSync(home, { recursive: true, force: true }));

const sql = async (query) => JSON.parse((await run('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 60000', `${home}/waiter.db`, query])).stdout || '[]');

// Runs a program once as a web server would; {exit, status, headers, text, errors}.
function cgi(program, target, { method = 'GET', body, headers = {}, more = {}, args = [] } = {}) {
  const variables = { GATEWAY_INTERFACE: 'CGI/1.1', SERVER_PROTOCOL: 'HTTP/1.1', REQUEST_METHOD: method, REQUEST_URI: target, QUERY_STRING: target.split('?')[1] ?? '',
    SCRIPT_NAME: '/cgi-bin/x', REMOTE_ADDR: '127.0.0.1', SERVER_NAME: 'localhost', SERVER_PORT: '80' };
  if (body !== undefined) Object.assign(variables, { CONTENT_LENGTH: String(Buffer.byteLength(body)), CONTENT_TYPE: 'application/x-www-form-urlencoded' });
  for (const [name, value] of Object.entries(headers)) variables[`HTTP_${name.toUpperCase().replaceAll('-', '_')}`] = value;
  return new Promise((resolve) => {
    const child = spawn(path.join(B, program), args, { env: { ...env, ...variables, ...more }, cwd: home });
    const out = [], errors = [];
    child.stdout.on('data', (d) => out.push(d));
    child.stderr.on('data', (d) => errors.push(d));
    child.stdin.on('error', () => {}); // it may answer without reading all
    child.stdin.end(body ?? '');
    child.on('close', (exit) => {
      const all = Buffer.concat(out).toString('utf8'), gap = all.indexOf('\r\n\r\n');
      const head = all.slice(0, Math.max(gap, 0)).split('\r\n');
      const found = Object.fromEntries(head.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
      resolve({ exit, status: +(found.status ?? '200').slice(0, 3), line: found.status, headers: found, head, text: gap < 0 ? all : all.slice(gap + 4), errors: Buffer.concat(errors).toString() });
    });
  });
}

const message = (text, from, more = {}) => { const sid = newSid(); return { MessageSid: sid, SmsSid: sid, AccountSid: account.sid, From: from, To: account.number, Body: text, NumMedia: '0', WaId: from.replace(/\D/g, ''), ...more }; };
function hook(form, { url = `${PUBLIC}/webhook/whatsapp`, target = '/webhook/whatsapp', token = account.token, ...more } = {}) {
  return cgi('webhook', target, { method: 'POST', body: encodeForm(form), headers: { 'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url, form) }, ...more });
}

test('webhook: a message in, a TwiML answer out, the same SID once', async () => {
  const form = message('What are your opening hours?', newCustomer());
  const answer = await hook(form);
  assert.equal(answer.exit, 0, answer.errors);
  assert.match(answer.line, /^200( |$)/);
  assert.match(answer.headers['content-type'], /^text\/xml/);
  assertXml(answer.text);
  assert.match(readTwiml(answer.text)[0].text, /Monday–Saturday/);
  assert.equal((await hook(form)).text, answer.text);
  assert.deepEqual(await sql(`SELECT count(*) AS n FROM inbound WHERE provider_id = '${form.MessageSid}'`), [{ n: 1 }]);
  assert.deepEqual(await sql(`SELECT count(*) AS n FROM chat_log WHERE provider_id = '${form.MessageSid}'`), [{ n: 1 }]);
});

test('webhook: an address with a port: the signature with it or without it, never of another', async () => {
  const accepted = { [`${PUBLIC}/webhook/whatsapp`]: 200, 'http://shop.example.com/webhook/whatsapp': 200, 'https://shop.example.com:8081/webhook/whatsapp': 403, 'http://shop.example.com:80/webhook/whatsapp': 403,
    'http://shop.example.com:8082/webhook/whatsapp': 403, [`${PUBLIC}/webhook/whatsapp/`]: 403 };
  for (const [url, status] of Object.entries(accepted)) {
    const form = message('hello', newCustomer());
    const answer = await hook(form, { url });
    assert.equal(answer.status, status, url);
    assert.equal((await sql(`SELECT count(*) AS n FROM inbound WHERE provider_id = '${form.MessageSid}'`))[0].n, status === 200 ? 1 : 0);
  }
  const http = { PUBLIC_URL: 'http://shop.example.com' };
  for (const [url, status] of [['http://shop.example.com/webhook/whatsapp', 200], ['http://shop.example.com:80/webhook/whatsapp', 200], ['https://shop.example.com/webhook/whatsapp', 403]])
    assert.equal((await hook(message('hello', newCustomer()), { url, more: http })).status, status, url);
  const below = { PUBLIC_URL: 'https://shop.example.com/' };
  assert.equal((await hook(message('hello', newCustomer()), { url: 'https://shop.example.com/webhook/whatsapp', more: below })).status, 200, 'a slash at the end of PUBLIC_URL is no matter');
});

test('webhook: with no token or account set nothing is accepted', async () => {
  for (const name of ['TWILIO_AUTH_TOKEN', 'TWILIO_ACCOUNT_SID', 'TWILIO_WHATSAPP_NUMBER']) {
    const form = message('hello', newCustomer(), name === 'TWILIO_AUTH_TOKEN' ? {} : { AccountSid: '', To: '' });
    for (const token of name === 'TWILIO_AUTH_TOKEN' ? ['', account.token] : [account.token]) {
      const signature = token ? twilio.getExpectedTwilioSignature(token, `${PUBLIC}/webhook/whatsapp`, form) : '';
      const bare = { ...env, [name]: '' };
      const answer = await cgi('webhook', '/webhook/whatsapp', { method: 'POST', body: encodeForm(form), headers: { 'x-twilio-signature': signature }, more: bare });
      assert.ok(answer.status >= 400, `${name} empty: ${answer.status}`);
    }
    assert.deepEqual(await sql(`SELECT count(*) AS n FROM inbound WHERE provider_id = '${form.MessageSid}'`), [{ n: 0 }]);
  }
});

test('webhook: limits hold without nginx: 413, 405, 403, 404, and lies about the length', async () => {
  const big = 'a'.repeat(65_537);
  assert.equal((await cgi('webhook', '/webhook/whatsapp', { method: 'POST', body: big })).status, 413);
  assert.equal((await cgi('webhook', '/webhook/whatsapp', { method: 'POST', body: 'a=1&'.repeat(65) })).status, 413);
  assert.equal((await cgi('webhook', '/webhook/whatsapp', { method: 'POST', body: 'Body=x' })).status, 403);
  const get = await cgi('webhook', '/webhook/whatsapp');
  assert.equal(get.status, 405);
  assert.match(get.headers.allow, /POST/);
  assert.equal((await cgi('webhook', '/elsewhere', { method: 'POST', body: 'a=b' })).status, 404);
  for (const CONTENT_LENGTH of ['-1', 'x', '99999999999999999999', '0x10', '', ' 6', '70000', '5000000000'])
    for (const body of ['Body=x', '']) {
      const answer = await cgi('webhook', '/webhook/whatsapp', { method: 'POST', body, more: { CONTENT_LENGTH } });
      assert.ok(answer.status >= 400 && answer.status < 500, `length "${CONTENT_LENGTH}": ${answer.status} ${answer.errors}`);
      assert.equal(answer.exit, 0);
    }
  const short = await cgi('webhook', '/webhook/whatsapp', { method: 'POST', body: 'Body=x', more: { CONTENT_LENGTH: '60000' } });
  assert.ok(short.status >= 400 && short.status < 500, `less body than promised: ${short.status}`);
});

test('CGI’s own tricks: arguments from a query, a Proxy header, a foreign script name', async () => {
  const answer = await cgi('api', '/api/health?-l+/tmp/evil.sock', { args: ['-l', path.join(home, 'evil.sock')] });
  assert.equal(answer.status, 200, 'arguments never open a socket under CGI');
  assert.equal((await cgi('api', '/api/health', { headers: { proxy: 'http://evil.example/' }, more: { PATH_INFO: '/etc/passwd', PATH_TRANSLATED: '/etc/passwd' } })).status, 200);
  for (const program of ['webhook', 'api', 'admin', 'events']) {
    const bare = await run(path.join(B, program), [], { env, cwd: home }).then(() => 0, (problem) => problem.code);
    assert.equal(bare, 64, `${program} without anything says how it is used`);
  }
});

test('events: nobody can be kept listening here; asking /admin/changes says the same', async () => {
  assert.equal((await cgi('events', '/admin/events')).status, 401);
  const login = await cgi('admin', '/admin/login', { method: 'POST', body: JSON.stringify(OWNER), more: { CONTENT_TYPE: 'application/json' } });
  assert.equal(login.status, 200, login.text);
  const cookie = login.headers['set-cookie'].split(';')[0];
  const refused = await cgi('events', '/admin/events?after=0', { headers: { cookie } });
  assert.match(refused.line, /^501 Not Implemented/);
  assert.equal(JSON.parse(refused.text).code, 'no_stream');
  assert.match(JSON.parse(refused.text).detail, /\/admin\/changes/);
  const { last_id: last } = JSON.parse((await cgi('admin', '/admin/changes', { headers: { cookie } })).text);
  const from = newCustomer();
  assert.equal((await hook(message('What are your opening hours?', from))).status, 200);
  const [{ id: ref }] = await sql(`SELECT customer_id AS id FROM address WHERE channel_address = '${from}'`);
  const told = JSON.parse((await cgi('admin', `/admin/changes?after=${last}`, { headers: { cookie } })).text);
  assert.deepEqual(told.events.map(({ id, kind, ref: who }) => [id, kind, who]), [[last + 1, 'message', ref]]);
});

test('api: lists, one product, health, HEAD, 404, 405', async () => {
  const list = await cgi('api', '/api/products?limit=100');
  assert.match(list.line, /^200/);
  assert.match(list.headers['content-type'], /^application\/json/);
  assert.ok(JSON.parse(list.text).products.length >= 24);
  const id = JSON.parse(list.text).products[0].id;
  assert.equal(JSON.parse((await cgi('api', `/api/products/${id}`)).text).id, id);
  assert.equal(JSON.parse((await cgi('api', '/api/health')).text).status, 'healthy');
  const head = await cgi('api', '/api/products', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.text, '', 'HEAD has no body');
  for (const target of ['/api/products/999999', '/api/nothing', '/', '/api/products/1/2', '/api/orders/ORD-1/track?token=x']) {
    const missing = await cgi('api', target);
    assert.equal(missing.status, 404, target);
    assert.match(missing.headers['content-type'], /^application\/problem\+json/);
    assert.equal(JSON.parse(missing.text).status, 404);
    assertNoSecrets(missing.text, target);
  }
  assert.equal((await cgi('api', '/api/nothing', { method: 'HEAD' })).text, '');
  const wrong = await cgi('api', '/api/products', { method: 'DELETE' });
  assert.equal(wrong.status, 405);
  assert.match(wrong.headers.allow, /GET/);
});

test('admin: login by form and JSON, orders with the session, nothing without', async () => {
  assert.equal((await cgi('admin', '/admin/orders')).status, 401);
  const by = (body, more) => cgi('admin', '/admin/login', { method: 'POST', body, ...more });
  const form = await by(encodeForm(OWNER));
  assert.equal(form.status, 200, form.text);
  const json = await by(JSON.stringify(OWNER), { more: { CONTENT_TYPE: 'application/json' } });
  assert.equal(json.status, 200, json.text);
  assert.ok(JSON.parse(json.text).csrf_token.length >= 32);
  const cookie = json.headers['set-cookie'];
  assert.match(cookie, /HttpOnly/i);
  assert.match(cookie, /SameSite=(Strict|Lax)/i);
  const orders = await cgi('admin', '/admin/orders', { headers: { cookie: cookie.split(';')[0] } });
  assert.equal(orders.status, 200);
  assert.deepEqual(JSON.parse(orders.text).orders, []);
  const wrong = await by(encodeForm({ ...OWNER, password: 'not that one at all' }));
  assert.equal(wrong.status, 401);
  assertNoSecrets(wrong.text);
});

test('a whole order by CGI alone, told by the api and the desk', async () => {
  const from = newCustomer();
  for (const text of ['1 house mug', 'checkout', 'Cara Lopes', 'pickup']) assert.equal((await hook(message(text, from))).status, 200);
  const yes = await hook(message('yes', from));
  assert.equal(yes.status, 200);
  const [order] = await sql('SELECT number, status, total_minor FROM orders');
  assert.match(order.number, /^ORD-\d{8}-[A-Z0-9]{8}$/);
  assert.equal(order.total_minor, 1250);
  const cookie = (await cgi('admin', '/admin/login', { method: 'POST', body: encodeForm(OWNER) })).headers['set-cookie'].split(';')[0];
  assert.match((await cgi('admin', '/admin/orders', { headers: { cookie } })).text, new RegExp(order.number));
  const [{ body }] = await sql(`SELECT body FROM outbox WHERE body LIKE '%${order.number}%'`);
  const [, token] = /\/t\/[\w-]+\.([\w-]+)/.exec(body);
  const told = await cgi('api', `/api/orders/${order.number}/track?token=${token}`);
  assert.equal(told.status, 200, told.text);
  assert.equal(JSON.parse(told.text).status, 'pending');
});

test('worker --once, from cron: sends what waits, as Twilio wants it, and ends', async () => {
  const heard = [];
  const twilioHere = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (more) => { body += more; }).on('end', () => {
      heard.push({ method: request.method, url: request.url, headers: request.headers, body });
      const answer = (status, json) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      if (request.url.startsWith('/v1/Content')) return answer(201, { sid: `HX${'a'.repeat(32)}`, friendly_name: 'x', language: 'en', variables: {}, types: {} });
      const form = new URLSearchParams(body);
      return answer(201, { sid: newSid(), status: 'queued', to: form.get('To'), from: form.get('From'), body: form.get('Body'), num_media: '0', num_segments: '1', error_code: null, error_message: null,
        date_created: new Date().toUTCString(), direction: 'outbound-api', uri: request.url });
    });
  });
  await new Promise((resolve) => { twilioHere.listen(0, '127.0.0.1', resolve); });
  try {
    const from = newCustomer(), api = `http://127.0.0.1:${twilioHere.address().port}`;
    assert.equal((await hook(message('menu', from))).status, 200);
    const began = performance.now();
    await run(path.join(B, 'worker'), ['--once'], { env: { ...env, TWILIO_API_URL: api }, cwd: home, timeout: 60_000 });
    assert.ok(performance.now() - began < 20_000, 'it ends by itself');
    const sends = heard.filter((r) => r.url === `/2010-04-01/Accounts/${account.sid}/Messages.json` && r.method === 'POST').map((r) => ({ ...r, form: new URLSearchParams(r.body) })).filter((r) => r.form.get('To') === from);
    assert.equal(sends.length, 1, JSON.stringify(heard.map((r) => r.url)));
    const [{ headers, form }] = sends;
    const [row] = await sql(`SELECT id, created_at, status, provider_id FROM outbox WHERE to_address = '${from}'`);
    assert.equal(headers.authorization, `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString('base64')}`);
    assert.match(headers['content-type'], /^application\/x-www-form-urlencoded/);
    assert.equal(form.get('From'), account.number);
    assert.equal(form.get('StatusCallback'), `${PUBLIC}/webhook/whatsapp/status?oid=${row.id}-${row.created_at}`);
    if (form.get('ContentSid')) {
      assert.equal(form.get('Body'), null, 'content takes the place of a body');
      assert.equal(typeof JSON.parse(form.get('ContentVariables')), 'object');
    } else {
      assert.match(form.get('Body'), /Browse products/);
    }
    assert.equal(row.status, 'sent');
    assert.match(row.provider_id, /^SM/);
    const count = heard.length;
    await run(path.join(B, 'worker'), ['--once'], { env: { ...env, TWILIO_API_URL: api }, cwd: home, timeout: 60_000 });
    assert.equal(heard.slice(count).filter((r) => r.body.includes(encodeURIComponent(from))).length, 0, 'nothing is sent twice');
  } finally {
    twilioHere.close();
  }
});

test('a customer’s link works for 15 minutes by the clock, not longer', async () => {
  // A new customer each time: a link is for one look.
  const link = async () => {
    const from = newCustomer();
    await hook(message('login code', from));
    const [{ body }] = await sql(`SELECT body FROM outbox WHERE to_address = '${from}' ORDER BY id DESC LIMIT 1`);
    const { pathname, search } = new URL(/https?:\/\/\S+\/orders\?token=\S+/.exec(body)[0]);
    return pathname + search;
  };
  // The same program on a machine whose clock is some seconds on.
  writeFileSync(`${home}/later.c`, `#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t id, struct timespec *t) {
    int (*real)(clockid_t, struct timespec *) = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int rc = real(id, t);
    if (id == CLOCK_REALTIME) t->tv_sec += atol(getenv("LATER"));
    return rc;
}
`);
  await run('gcc', ['-shared', '-fPIC', '-o', `${home}/later.so`, `${home}/later.c`, '-ldl']);
  const at = async (seconds) => cgi('api', await link(), { more: { LD_PRELOAD: `${home}/later.so`, LATER: String(seconds), ASAN_OPTIONS: 'verify_asan_link_order=0:detect_leaks=0' } });
  const target = await link();
  assert.equal((await cgi('api', target)).status, 200);
  assert.equal((await cgi('api', target)).status, 401, 'once');
  assert.equal((await at(14 * 60)).status, 200);
  assert.equal((await at(15 * 60 + 30)).status, 401);
  assert.equal((await at(400 * 86400)).status, 401);
  const tampered = (await link()).replace(/(.)$/, (c) => (c === 'A' ? 'B' : 'A'));
  assert.equal((await cgi('api', tampered)).status, 401);
});

test('waiter chat talks on a copy: the shop itself stays as it was', async () => {
  const books = 'SELECT (SELECT count(*) FROM customer) AS customers, (SELECT count(*) FROM chat_log) AS lines, (SELECT count(*) FROM orders) AS orders';
  const before = await sql(books);
  const chat = spawn(path.join(B, 'waiter'), ['chat'], { env, cwd: home });
  const said = [];
  chat.stdout.on('data', (d) => said.push(d));
  chat.stdin.end('2 mugs\ncheckout\nAna\npickup\nyes\n');
  assert.equal(await new Promise((resolve) => chat.on('close', resolve)), 0);
  assert.match(Buffer.concat(said).toString(), /2 x House Mug[^]*ORD-\d{8}-/);
  assert.deepEqual(await sql(books), before);
  assert.equal((await run('find', [`${home}/run`, '-name', 'chat-*'])).stdout, '', 'the copy is gone');
});

test('a database that is not there or not ours: 5xx, one log line, and none is made', async () => {
  for (const url of ['sqlite:elsewhere.db', 'sqlite:/dev/null', 'sqlite:generated.env']) {
    const answer = await cgi('api', '/api/health', { more: { DATABASE_URL: url } });
    assert.ok(answer.status >= 500, `${url}: ${answer.status}`);
    assertNoSecrets(answer.text, url);
    assert.match(answer.errors, /^\{.*\}\n/);
    const hooked = await hook(message('hello', newCustomer()), { more: { DATABASE_URL: url } });
    assert.ok(hooked.status >= 500, `${url}: ${hooked.status}`);
  }
  assert.equal(await run('ls', [`${home}/elsewhere.db`]).then(() => true, () => false), false);
});

test('no program leaves files that others can read', async () => {
  const { stdout } = await run('find', [home, '-type', 'f', '-perm', '/o+rwx', '!', '-name', 'later*', '!', '-path', '*/media/*']);
  assert.equal(stdout, '');
});
