// Mails: an order comes in by the webhook, and a real SMTP server has the owner's mail. The server
// is Debian's python3-aiosmtpd behind STARTTLS and a login; broken ones are written here.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { freePort, openShop, root, until } from './shop.mjs';
import { Phone } from './help.mjs';

let folder, cert, key;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waiter-mail-'));
  [cert, key] = ['cert.pem', 'key.pem'].map((name) => path.join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function smtpd(t, port) {
  const out = path.join(folder, `mails-${port}.jsonl`);
  const child = spawn('/usr/bin/python3', [path.join(root, 'tests/http/smtpd.py'), port, cert, key, out]);
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => /ready/.test(text) && resolve());
    child.on('exit', () => reject(new Error(`smtpd ended: ${said}`)));
  });
  // What stands behind the last line end is still being written.
  return { mails: () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line)) : []) };
}

const mailShop = (t, port, env = {}) => openShop(t, { env: { OWNER_EMAIL: 'boss@example.com', MAIL_FROM: 'shop@mail.example.com',
  SMTP_URL: `smtp://shop:p%40ss%20word@localhost:${port}`, SMTP_CA_FILE: cert, WAITER_RETRY_BASE_MS: '50',
  SHOP_NAME: 'Wool & Café “Ñandú”', ...env } });

async function handOff(shop, name) {
  const phone = await Phone.open(shop, name);
  await phone.say('human', 'person');
  return phone;
}
const errands = (shop) => shop.sql("SELECT * FROM errand WHERE way = 'mail' ORDER BY id");

test('what the owner should hear arrives at a real server: STARTTLS, login, headers, text and HTML', async (t) => {
  const port = await freePort();
  const server = await smtpd(t, port);
  const shop = await mailShop(t, port);
  await handOff(shop, 'Zoë "Z" <evil>\r\nBcc: all@example.com');
  const [mail] = await until('the mail', () => server.mails().length && server.mails());
  assert.deepEqual(mail.defects, []);
  assert.equal(mail.tls, true);
  assert.equal(mail.hello, 'mail.example.com');
  assert.equal(mail.from, 'shop@mail.example.com');
  assert.deepEqual(mail.to, ['boss@example.com']);
  assert.equal(mail.headers.from, 'Wool & Café “Ñandú” <shop@mail.example.com>');
  assert.equal(mail.headers.to, 'boss@example.com');
  assert.match(mail.headers.subject, /^Zoë .*would like to talk to a person/);
  assert.equal(mail.headers.bcc, undefined, 'nothing from outside begins a header');
  assert.match(mail.headers.date, /^\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
  assert.ok(Math.abs(Date.parse(mail.headers.date) - Date.now()) < 60_000);
  assert.match(mail.headers['message-id'], /^<waiter\.\d+\.\d+@mail\.example\.com>$/);
  assert.equal(mail.headers['auto-submitted'], 'auto-generated');
  assert.match(mail.headers['content-type'], /^multipart\/alternative/);
  assert.match(mail.parts['text/plain'], /would like to talk to a person/);
  assert.match(mail.parts['text/html'], /&lt;evil&gt;/, 'HTML is escaped');
  for (const line of mail.raw.split('\r\n')) {
    assert.ok(line.length <= 998);
    assert.match(line, /^[\x20-\x7e\t]*$/, 'seven bits on the wire');
  }
  await until('it is noted', async () => (await errands(shop))[0].status === 'done');
  assert.equal((await errands(shop)).length, 1);
});

test('the owner tries it in the console, and hears why when nothing is set up', async (t) => {
  const port = await freePort();
  const server = await smtpd(t, port);
  const shop = await mailShop(t, port);
  const owner = await shop.login();
  assert.equal((await owner.post('/admin/notices/trial')).status, 202);
  const [mail] = await until('the mail', () => server.mails().length && server.mails());
  assert.match(mail.parts['text/plain'], /mails arrive/);
  const bare = await openShop(t);
  const other = await bare.login();
  const refused = await other.post('/admin/notices/trial');
  assert.equal(refused.status, 409);
  assert.equal(refused.json.code, 'not_allowed_now');
});

test('a customer outside the 24 hours, with no template, is told by mail', async (t) => {
  const port = await freePort();
  const server = await smtpd(t, port);
  const shop = await mailShop(t, port, { OWNER_EMAIL: '' });
  const owner = await shop.login();
  const ana = await Phone.open(shop, 'Ana');
  for (const text of ['1 house mug', 'checkout', 'Ana Ribeiro', 'pickup']) await ana.say(text);
  await ana.say('yes', /ORD-/);
  const [order] = await shop.sql('SELECT * FROM orders');
  for (const email of ['nonsense', 'a@b', 'a@b.c\r\nBcc: x@y.z', 7, null]) {
    assert.equal((await owner.put(`/admin/customers/${order.customer_id}/email`, { email })).status, 400, String(email));
  }
  assert.equal((await owner.put('/admin/customers/99999/email', { email: 'ana@example.com' })).status, 404);
  const saved = await owner.put(`/admin/customers/${order.customer_id}/email`, { email: 'ana@example.com' });
  assert.equal(saved.json.email, 'ana@example.com');
  // Twilio's clock says that the window is over, ours does not know it yet.
  assert.equal((await shop.simulator.post(`/customers/${ana.id}`, { window_closed: true })).status, 200);
  assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'confirmed' })).status, 200);
  const [mail] = await until('the mail', () => server.mails().length && server.mails());
  assert.deepEqual(mail.to, ['ana@example.com']);
  assert.match(mail.headers.subject, new RegExp(`confirmed your order ${order.number}`));
  assert.equal((await shop.sql('SELECT count(*) AS n FROM task'))[0].n, 0);
});

test('550 is dead at once, 451 comes again until it is taken', async (t) => {
  const port = await freePort();
  const server = await smtpd(t, port);
  const refused = await mailShop(t, port, { OWNER_EMAIL: 'refused@example.com' });
  await handOff(refused, 'Ana');
  const [dead] = await until('it is dead', async () => (await errands(refused)).filter((e) => e.status === 'dead').length && errands(refused));
  assert.equal(dead.code, 550);
  assert.equal(dead.attempts, 1);
  const busy = await mailShop(t, port, { OWNER_EMAIL: 'busy@example.com' });
  await handOff(busy, 'Ben');
  const done = await until('it was taken', async () => (await errands(busy)).find((e) => e.status === 'done'));
  assert.equal(done.attempts, 3);
  assert.equal(server.mails().length, 1);
});

// A server that greets with `greeting` and then does as `answer` says: a text, or undefined: nothing.
async function broken(t, port, greeting, answer = () => undefined) {
  const seen = { connections: 0 };
  const sockets = new Set();
  const server = createServer((socket) => {
    seen.connections++;
    sockets.add(socket.on('error', () => {}));
    if (greeting) socket.write(greeting);
    socket.on('data', (text) => {
      const says = answer(String(text));
      if (says) socket.write(says);
    });
  });
  await new Promise((resolve) => server.listen(port, 'localhost', resolve));
  const close = () => new Promise((resolve) => {
    for (const socket of sockets) socket.destroy();
    server.close(resolve);
  });
  t.after(() => server.listening && close());
  return { seen, close };
}

for (const [name, greeting, answer] of [
  ['hangs before a word', null, undefined],
  ['says 421 and is gone', '421 too busy\r\n', undefined],
  ['talks nonsense', 'HTTP/1.1 400 Bad Request\r\n\r\n', undefined],
  ['hangs after EHLO', '220 hello\r\n', undefined],
]) {
  test(`a server that ${name}: tried again, and taken when it is well`, async (t) => {
    const port = await freePort();
    const bad = await broken(t, port, greeting, answer);
    const shop = await mailShop(t, port, { WAITER_SEND_TIMEOUT_MS: '400' });
    await handOff(shop, 'Ana');
    await until('it was tried twice', () => bad.seen.connections >= 2);
    await until('it waits', async () => (await errands(shop))[0].status !== 'done' && (await errands(shop))[0].error);
    await bad.close();
    const server = await smtpd(t, port);
    const [mail] = await until('the mail', () => server.mails().length && server.mails(), 30_000);
    assert.match(mail.headers.subject, /Ana/);
  });
}

test('without STARTTLS, with a wrong certificate or login nothing is sent, and the server is left alone', async (t) => {
  const port = await freePort();
  let heard = '';
  const bad = await broken(t, port, '220 hello\r\n', (text) => { heard += text; return /^EHLO/i.test(text) ? '250 hello\r\n' : '502 no\r\n'; });
  const shop = await mailShop(t, port);
  await handOff(shop, 'Ana');
  const [waits] = await until('it is noted', async () => { const all = await errands(shop); return all[0]?.error && all; });
  assert.equal(waits.status, 'queued');
  assert.equal(waits.attempts, 0, 'it is not the mail’s fault');
  assert.ok(waits.next_at > Date.now() + 60_000);
  assert.doesNotMatch(heard, /AUTH|MAIL|p@ss/, 'neither the password nor the mail in clear text');
  await bad.close();
  await smtpd(t, port);
  for (const env of [{ SMTP_CA_FILE: '' }, { SMTP_URL: `smtp://shop:wrong@localhost:${port}` }]) {
    const other = await mailShop(t, port, env);
    await handOff(other, 'Ben');
    const [row] = await until('it is noted', async () => { const all = await errands(other); return all[0]?.error && all; });
    assert.equal(row.status, 'queued');
    assert.equal(row.attempts, 0);
    assert.match(other.log(), /the mail server refuses us/);
    assert.doesNotMatch(other.log(), /wrong|p@ss|p%40ss/, 'no password in the log');
  }
});

test('kill -9 of the worker with mails on their way: each arrives, and a second copy can be told', async (t) => {
  const home = mkdtempSync(path.join(tmpdir(), 'waiter-mail-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const port = await freePort();
  const server = await smtpd(t, port);
  const settings = { home, env: { OWNER_EMAIL: 'boss@example.com', MAIL_FROM: 'shop@mail.example.com', SMTP_CA_FILE: cert,
    SMTP_URL: `smtp://shop:p%40ss%20word@localhost:${port}`, WAITER_RETRY_BASE_MS: '50' } };
  const shop = await openShop(settings);
  const owner = await shop.login();
  for (let i = 0; i < 12; i++) assert.equal((await owner.post('/admin/notices/trial')).status, 202);
  await until('some went', () => server.mails().length >= 2);
  shop.kill('worker'); // the rest of the shop ends with it
  await shop.ended;
  const again = await openShop(t, settings);
  await until('all are done', async () => (await errands(again)).every((e) => e.status === 'done'));
  assert.equal((await errands(again)).length, 12);
  const ids = server.mails().map((m) => m.headers['message-id']);
  assert.equal(new Set(ids).size, 12, 'each arrived');
  assert.ok(ids.length <= 12 + 8, 'only what was on its way came twice, under its own id');
});
