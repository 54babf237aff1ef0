// Twilio's official client as an outside client: what it sends through our simulator reaches the
// phone, what it reads it understands, and errors come as its RestException.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient.js';
import { Phone, newNumber, ownShop, soon } from './help.mjs';

let shop, client, phone;

// The client's own way to the network, only to another host.
const Client = RequestClient.default ?? RequestClient;
class ToTheShop extends Client {
  request(options) {
    const url = new URL(options.uri);
    assert.match(url.host, /\.twilio\.com$/);
    return super.request({ ...options, uri: `${shop.url}${url.pathname}${url.search}` });
  }
}
const connect = (sid = shop.account.sid, token = shop.account.token, as = sid) =>
  twilio(sid, token, { httpClient: new ToTheShop(), accountSid: as });

before(async () => {
  shop = await ownShop({ parts: 'web' });
  client = connect();
  phone = await Phone.open(shop, 'Vera');
  await phone.send({ text: 'hello' }); // opens the 24 h window
});
after(() => shop?.close());

const create = (more) => client.messages.create({ to: phone.address, from: shop.account.number, body: 'Good day', ...more });
const refused = (promise, status, code) => assert.rejects(promise, (problem) => {
  assert.equal(problem.constructor.name, 'RestException', problem.message);
  assert.equal(problem.status, status, problem.message);
  assert.equal(problem.code, code, problem.message);
  assert.match(problem.moreInfo, /^https:\/\//);
  return true;
});

test('messages.create: taken, shown on the phone, delivered and read', async () => {
  const words = 'Good day ☕ & <all>\n+1 %20 é';
  const made = await create({ body: words });
  assert.match(made.sid, /^(SM|MM)[0-9a-f]{32}$/);
  assert.ok(['queued', 'accepted'].includes(made.status), made.status);
  assert.equal(made.body, words);
  assert.equal(made.to, phone.address);
  assert.equal(made.from, shop.account.number);
  assert.equal(made.accountSid, shop.account.sid);
  assert.equal(made.numMedia, '0');
  assert.equal(made.errorCode, null);
  assert.ok(Math.abs(made.dateCreated - Date.now()) < 60_000, 'RFC 2822 date');
  const shown = await phone.hears({ id: 0 }, words);
  assert.equal(shown.sid, made.sid);
  await soon('read', async () => (await client.messages(made.sid).fetch()).status === 'read');
  const fetched = await client.messages(made.sid).fetch();
  assert.equal(fetched.body, words);
  assert.ok(fetched.dateSent instanceof Date);
});

test('statuses pass queued, sent, delivered, read in this order and reach the given callback', async () => {
  const made = await create({ statusCallback: `${shop.url}/webhook/whatsapp/status?oid=0` });
  const m = await soon('three receipts', async () => {
    const found = (await phone.received()).find((one) => one.sid === made.sid);
    return found?.callbacks.length >= 3 && found;
  });
  assert.deepEqual(m.callbacks.map((c) => c.status), ['sent', 'delivered', 'read']);
  for (const c of m.callbacks) assert.equal(c.http_status, 204, 'our webhook took the signed receipt');
});

test('messages.list filters and pages', async () => {
  const other = await Phone.open(shop, 'Otto');
  await other.send({ text: 'hello' });
  for (let i = 0; i < 5; i++) await create({ to: other.address, body: `number ${i}` });
  const out = await client.messages.list({ to: other.address, limit: 20 });
  assert.deepEqual(out.map((m) => m.body), [4, 3, 2, 1, 0].map((i) => `number ${i}`), 'newest first');
  const paged = await client.messages.list({ to: other.address, pageSize: 2 });
  assert.deepEqual(paged.map((m) => m.sid), out.map((m) => m.sid), 'pages of two make the same list');
  const inbound = await client.messages.list({ from: other.address });
  assert.deepEqual(inbound.map((m) => [m.body, m.direction, m.status]), [['hello', 'inbound', 'received']]);
  assert.equal((await client.messages.list({ to: other.address, dateSentAfter: new Date(Date.now() + 864e5) })).length, 0);
  assert.equal((await client.messages.list({ to: `whatsapp:${newNumber()}` })).length, 0);
});

test('buttons made at the Content API reach the phone', async () => {
  const content = await client.content.v1.contents.create({ friendly_name: 'two_ways', language: 'en', variables: { 1: 'x' },
    types: { 'twilio/quick-reply': { body: 'Hello {{1}}', actions: [{ title: 'Yes', id: 'y' }, { title: 'No', id: 'n' }] } } });
  assert.match(content.sid, /^HX[0-9a-f]{32}$/);
  await client.messages.create({ to: phone.address, from: shop.account.number, contentSid: content.sid, contentVariables: JSON.stringify({ 1: 'Ana' }) });
  const shown = await phone.hears({ id: 0 }, 'Hello Ana');
  assert.deepEqual(shown.buttons.map((b) => [b.id, b.title]), [['y', 'Yes'], ['n', 'No']]);
  assert.equal((await client.content.v1.contents(content.sid).fetch()).friendlyName, 'two_ways');
});

test('errors come with Twilio’s own numbers', async () => {
  await refused(create({ to: 'whatsapp:+12' }), 400, 21211);
  await refused(create({ to: 'nonsense' }), 400, 21211);
  await refused(create({ body: '' }), 400, 21619);
  await refused(create({ body: 'x'.repeat(1601) }), 400, 21617);
  await refused(create({ from: 'whatsapp:+10000000000' }), 400, 63007);
  await refused(create({ mediaUrl: ['not an address'] }), 400, 21620);
  await refused(create({ statusCallback: 'http://under_score.example/x' }), 400, 21609);
  await refused(client.messages(`SM${'0'.repeat(32)}`).fetch(), 404, 20404);
  await refused(connect(shop.account.sid, 'wrong').messages.list({ limit: 1 }), 401, 20003);
  await refused(connect(`AC${'1'.repeat(32)}`).messages.list({ limit: 1 }), 401, 20003);
  await refused(connect(shop.account.sid, shop.account.token, `AC${'1'.repeat(32)}`).messages.list({ limit: 1 }), 404, 20404);
});

test('switches: 429 and 500 are refused and nothing was sent; outside the window 63016 by receipt', async () => {
  const before = (await phone.received()).length;
  for (const [how, status, code] of [['429', 429, 20429], ['500', 500, 20500]]) {
    assert.equal((await shop.simulator.post('/switches', { rest_fail: how, rest_fail_count: 1 })).status, 200);
    await refused(create({}), status, code);
  }
  assert.equal((await phone.received()).length, before);
  assert.equal((await create({})).status, 'queued', 'the next call works again');
  await shop.simulator.post(`/customers/${phone.id}`, { window_closed: true });
  const late = await create({ body: 'too late' });
  const end = await soon('failed', async () => {
    const m = await client.messages(late.sid).fetch();
    return ['failed', 'undelivered'].includes(m.status) && m;
  });
  assert.equal(end.errorCode, 63016);
  await shop.simulator.post(`/customers/${phone.id}`, { window_closed: false });
});
