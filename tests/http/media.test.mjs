// What customers send beside words: fetched by the worker from Twilio and nowhere else, kept where no
// web root is, shown to the people of the shop alone and never as a page of ours.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import test, { after, before, beforeEach } from 'node:test';
import { PNG, assertCleanLog, assertProblem, newCustomer, ownShop, soon } from './help.mjs';
import { newSid } from './shop.mjs';

const ACCOUNT = { TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000000', TWILIO_AUTH_TOKEN: 'a-token-nobody-may-see', TWILIO_WHATSAPP_NUMBER: 'whatsapp:+14155238886' };
const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(4000, 7)]);
let shop, owner, twilio, elsewhere, asked = [], touched = 0, serve = () => {};
const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)));

before(async () => {
  twilio = createServer((request, response) => {
    request.resume();
    if (!/\/Media\//.test(request.url) && !/^\/cdn/.test(request.url)) { response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ sid: newSid(), status: 'queued' })); return; }
    asked.push({ url: request.url, auth: request.headers.authorization });
    serve(request, response, asked.length);
  });
  twilio.url = await listen(twilio);
  elsewhere = createServer((request, response) => { touched++; response.writeHead(200, { 'content-type': 'image/png' }).end(PNG); }).on('connection', () => { touched++; });
  elsewhere.url = await listen(elsewhere);
  shop = await ownShop({ env: { ...ACCOUNT, WAITER_SIMULATOR: '0', TWILIO_API_URL: twilio.url, TWILIO_MEDIA_HOSTS: 'localhost .example.com localtest.me', WAITER_RETRY_BASE_MS: '10' } });
  owner = await shop.login();
});
beforeEach(() => { asked = []; serve = (request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(PNG); });
after(async () => {
  if (shop) assertCleanLog(shop, [ACCOUNT.TWILIO_AUTH_TOKEN]);
  await shop?.close();
  for (const server of [twilio, elsewhere]) { server?.closeAllConnections(); server?.close(); }
});

async function sends({ from = newCustomer(), type = 'image/png', url, text = '' } = {}) {
  const sid = newSid('MM'), me = newSid('ME');
  const answer = await shop.say(text, { from, sid, NumMedia: '1', MediaContentType0: type, MessageType: 'image',
    MediaUrl0: url ?? `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT.TWILIO_ACCOUNT_SID}/Messages/${sid}/Media/${me}` });
  assert.equal(answer.status, 200, answer.text);
  return { sid, me, from };
}
const row = async ({ me }) => (await shop.sql(`SELECT * FROM media WHERE media_sid = '${me}'`))[0];
const settles = (one) => soon('it is settled', async () => { const is = await row(one); return is?.status !== 'waiting' && is; });

test('fetched from the address we build, with our name, and kept under a random one', async () => {
  const one = await sends({ url: `http://169.254.169.254/latest/meta-data/../../Media/${newSid('ME')}`.replace(/ME\w+$/, '') + 'MEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' });
  const is = await soon('it is kept', async () => (await shop.sql("SELECT * FROM media WHERE status = 'kept'"))[0]);
  assert.equal(is.type, 'image/png');
  assert.equal(is.bytes, PNG.length);
  assert.deepEqual(asked.map((a) => a.url), [`/2010-04-01/Accounts/${ACCOUNT.TWILIO_ACCOUNT_SID}/Messages/${one.sid}/Media/MEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`]);
  assert.equal(asked[0].auth, `Basic ${Buffer.from(`${ACCOUNT.TWILIO_ACCOUNT_SID}:${ACCOUNT.TWILIO_AUTH_TOKEN}`).toString('base64')}`);
  const file = path.join(shop.home, 'inbound', is.file);
  assert.deepEqual(readFileSync(file), PNG);
  assert.equal(statSync(file).mode & 0o007, 0, 'not for everybody');
  assert.match(is.file, /^[\w-]{32}$/);
});

test('shown to people of the shop alone, by its first bytes’ type, to be kept, in a sandbox', async () => {
  serve = (request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(JPEG);
  const one = await sends({ type: 'text/html' });
  const is = await settles(one);
  const chat = (await owner.get(`/admin/chats/${is.customer_id}/messages`)).json.messages.find((m) => m.media_id);
  assert.deepEqual([chat.media_id, chat.media_status, chat.media_type], [is.id, 'kept', 'image/jpeg']);
  const shown = await shop.fetch(`/admin/media/${is.id}`, { headers: { cookie: owner.cookie } });
  assert.equal(shown.status, 200);
  assert.deepEqual(Buffer.from(await shown.arrayBuffer()), JPEG);
  assert.equal(shown.headers.get('content-type'), 'image/jpeg');
  assert.equal(shown.headers.get('x-content-type-options'), 'nosniff');
  assert.match(shown.headers.get('content-disposition'), /^attachment; filename="customer-\d+\.jpeg"$/);
  assert.match(shown.headers.get('content-security-policy'), /sandbox/);
  assert.match(shown.headers.get('cache-control'), /private/);
  assertProblem(await shop.get(`/admin/media/${is.id}`), 401);
  for (const at of [`/_inbound/${is.file}`, `/inbound/${is.file}`, `/media/${is.file}`, `/media/../inbound/${is.file}`, `/console/${is.file}`])
    assert.equal((await shop.fetch(at)).status, 404, at);
  for (const id of ['0', '-1', '999999', 'x']) assertProblem(await owner.get(`/admin/media/${id}`), 404, id);
});

test('a page, a script in a picture, and what is too long are not kept', async () => {
  for (const [bytes, error] of [['<html><script>alert(1)</script>', 'type'], ['<?xml version="1.0"?><svg onload="alert(1)"/>', 'type'], ['', 'type'], [Buffer.concat([PNG, Buffer.alloc(16 * 1024 * 1024)]), 'too_big']]) {
    serve = (request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(bytes);
    const is = await settles(await sends());
    assert.deepEqual([is.status, is.error, is.file], ['refused', error, '']);
    assertProblem(await owner.get(`/admin/media/${is.id}`), 404);
  }
  serve = (request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.concat([PNG, Buffer.alloc(16 * 1024 * 1024 - PNG.length)]));
  assert.equal((await settles(await sends())).status, 'kept', '16 MB to the byte');
});

test('redirects: within Twilio, three at most; elsewhere only where allowed, by https, to the public', async () => {
  serve = (request, response, n) => (n <= 3 ? response.writeHead(307, { location: `/cdn/${n}` }).end() : response.writeHead(200).end(PNG));
  const kept = await settles(await sends());
  assert.equal(kept.status, 'kept', JSON.stringify([kept, asked]));
  assert.equal(asked.length, 4);
  const before = touched;
  const port = new URL(elsewhere.url).port;
  for (const to of ['/cdn/again', elsewhere.url, `${elsewhere.url}/x.png`, `http://localhost:${port}/x`, `https://localhost:${port}/x`, 'https://localhost/x', `https://localtest.me/x`, `https://127.0.0.1:${port}/x`,
    `https://user@localhost/x`, 'https://localhost.evil.test/x', 'https://evilexample.com/x', `https://[::1]:${port}/x`, 'https://2130706433/x', 'https://0x7f.1/x', 'file:///etc/passwd', `gopher://127.0.0.1:${port}/x`, 'https://169.254.169.254/latest', '//localhost/x']) {
    asked = [];
    serve = (request, response) => response.writeHead(302, { location: to }).end();
    const one = await sends();
    const is = await soon(`${to} is refused`, async () => { const now = await row(one); return now?.status !== 'waiting' && now; });
    assert.deepEqual([is.status, is.error], ['refused', 'gone'], to);
    assert.ok(asked.every((a) => a.url.includes('/Media/') || a.url.startsWith('/cdn')), to);
  }
  assert.equal(touched, before, 'nobody else was ever connected to');
});

test('Twilio out of order: tried again; gone for good: said so', async () => {
  serve = (request, response, n) => { if (n === 1) response.writeHead(500).end(); else if (n === 2) request.socket.destroy(); else if (n === 3) response.writeHead(404).end(); else response.writeHead(200).end(PNG); };
  assert.equal((await settles(await sends())).status, 'kept');
  assert.equal(asked.length, 4);
  serve = (request, response) => response.writeHead(404).end();
  const is = await settles(await sends());
  assert.deepEqual([is.status, is.error], ['refused', 'gone']);
});

test('ids that are none are fetched from nowhere; twenty a day, then no more', async () => {
  for (const url of ['https://api.twilio.com/x/Media/../../etc', 'https://evil.test/ME', `https://evil.test/ME${'z'.repeat(32)}`, 'file:///etc/passwd'])
    await sends({ url });
  assert.equal(asked.length, 0);
  const from = newCustomer();
  for (let i = 0; i < 21; i++) await sends({ from });
  const all = await soon('all are settled', async () => { const rows = await shop.sql(`SELECT m.status, m.error FROM media m JOIN address a ON a.customer_id = m.customer_id WHERE a.channel_address = '${from}' ORDER BY m.id`); return rows.length === 21 && rows.every((r) => r.status !== 'waiting') && rows; });
  assert.deepEqual(all.at(-1), { status: 'refused', error: 'too_many' });
  assert.ok(all.slice(0, 20).every((r) => r.status === 'kept'));
});

test('a customer forgotten: the files go, and no others are left', async () => {
  const { me } = await sends();
  const is = await settles({ me });
  const file = path.join(shop.home, 'inbound', is.file);
  assert.ok(existsSync(file));
  const erased = await owner.post(`/admin/customers/${is.customer_id}/erase`, { confirm: String(is.customer_id) });
  assert.equal(erased.status, 204, erased.text);
  await soon('the file is gone', () => !existsSync(file));
  const known = new Set((await shop.sql("SELECT file FROM media WHERE file <> ''")).map((r) => r.file));
  assert.deepEqual(readdirSync(path.join(shop.home, 'inbound')).filter((name) => !known.has(name)), []);
});
