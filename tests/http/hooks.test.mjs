// Webhooks of others: an order comes in by the webhook, and somebody else's server hears of it,
// signed, once, and again until it answers; nothing goes to private addresses unless allowed.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import test from 'node:test';
import { openShop, until } from './shop.mjs';

class Listener {
  calls = []; plan = () => 200;
  async open(t) {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (text) => { body += text; }).on('end', () => {
        this.calls.push({ headers: request.headers, body, json: JSON.parse(body) });
        const status = this.plan(this.calls.length);
        if (!status) return;
        response.writeHead(status, status === 302 ? { location: this.url } : {});
        response.end('thanks');
      });
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}/hook`;
    t.after(() => { this.server.closeAllConnections(); this.server.close(); });
    return this;
  }
}
const ALL = ['order.created', 'order.status', 'order.paid', 'message.received'];
const open = (t, env) => openShop(t, { env: { WAITER_HOOKS_PRIVATE: '1', WAITER_RETRY_BASE_MS: '50', WAITER_SEND_TIMEOUT_MS: '1000', ...env } });
async function placeOrder(shop, from) {
  for (const text of ['1 house mug', 'checkout', 'Ana Ribeiro', 'pickup', 'yes']) assert.equal((await shop.say(text, { from })).status, 200);
}

test('order.created, order.status and message.received arrive signed; the secret is shown once', async (t) => {
  const listener = await new Listener().open(t);
  const shop = await open(t, { WAITER_SEND_TIMEOUT_MS: '15000' }); // a slow machine calls nobody twice
  const owner = await shop.login();
  const made = await owner.post('/admin/hooks', { url: listener.url, events: ALL });
  assert.equal(made.status, 201, made.text);
  const { secret, id } = made.json;
  assert.match(secret, /^whsec_.{32}$/);
  assert.doesNotMatch((await owner.get('/admin/hooks')).text, /whsec_/);
  await placeOrder(shop);
  const [order] = await shop.sql('SELECT * FROM orders');
  assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'confirmed' })).status, 200);
  assert.ok((await owner.post(`/admin/orders/${order.id}/paid`)).status < 300, 'cash was taken');
  const of = (type) => listener.calls.filter((c) => c.json.type === type);
  await until('all calls', () => of('order.created').length && of('order.status').length && of('order.paid').length && of('message.received').length === 5);
  assert.equal(of('order.created')[0].json.data.order.number, order.number);
  assert.equal(of('order.created')[0].json.data.order.total_minor, order.total_minor);
  assert.equal(of('order.status')[0].json.data.order.status, 'confirmed');
  assert.equal(of('order.paid')[0].json.data.order.payment_status, 'paid');
  assert.deepEqual(of('message.received').map((c) => c.json.data.text).sort(), ['1 house mug', 'Ana Ribeiro', 'checkout', 'pickup', 'yes']);
  for (const call of listener.calls) {
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(call.headers['waiter-signature']);
    assert.equal(mac, createHmac('sha256', secret).update(`${seconds}.${call.body}`).digest('hex'));
    assert.ok(Math.abs(seconds - Date.now() / 1000) < 60);
    assert.equal(call.headers['waiter-event'], call.json.type);
    assert.equal(call.headers['content-type'], 'application/json');
  }
  assert.equal(new Set(listener.calls.map((c) => c.json.id)).size, listener.calls.length);
  // The listener has heard before the worker has noted that it did.
  const log = await until('all are noted', async () => {
    const answer = await owner.get(`/admin/hooks/${id}/calls`);
    return answer.json.calls.every((c) => c.status !== 'running') && answer;
  });
  assert.deepEqual(new Set(log.json.calls.map((c) => `${c.status} ${c.code}`)), new Set(['done 200']));
  const { last_id: told } = (await owner.get('/admin/changes')).json;
  // Once more by hand: the same delivery.
  assert.equal((await owner.post(`/admin/hook-calls/${log.json.calls[0].id}/again`)).status, 202);
  await until('it came again', () => listener.calls.filter((c) => c.headers['waiter-delivery'] === String(log.json.calls[0].id)).length === 2);
  await until('an open log hears that it is noted', async () => // asked for, and done
    (await owner.get(`/admin/changes?after=${told}`)).json.events.filter((one) => one.kind === 'system').length === 2);
});

test('a listener that fails, hangs or redirects is called again, one that is gone (410) is not', async (t) => {
  const listener = await new Listener().open(t);
  const shop = await open(t);
  const owner = await shop.login();
  listener.plan = (n) => [500, 0, 302, 204][n - 1] ?? 200;
  const made = await owner.post('/admin/hooks', { url: listener.url, events: ['message.received'] });
  await shop.say('hello');
  await until('it was taken at last', async () => (await shop.sql("SELECT status FROM errand WHERE way = 'hook'"))[0].status === 'done');
  assert.equal(listener.calls.length, 4);
  assert.equal(new Set(listener.calls.map((c) => c.json.id)).size, 1);
  listener.plan = () => 410;
  await shop.say('hello again');
  await until('it is dead', async () => (await shop.sql("SELECT count(*) AS n FROM errand WHERE status = 'dead'"))[0].n === 1);
  assert.equal(listener.calls.length, 5);
  // Switched off, nothing is queued; with a stale version nothing is changed.
  const at = `/admin/hooks/${made.json.id}`;
  assert.equal((await owner.put(at, { active: false }, { 'if-match': '"7"' })).status, 412);
  assert.equal((await owner.put(at, { active: false }, { 'if-match': '"1"' })).status, 200);
  await shop.say('and again');
  assert.equal((await shop.sql('SELECT count(*) AS n FROM errand'))[0].n, 2);
  assert.equal((await owner.delete(at)).status, 204);
  assert.equal((await owner.get(`${at}/calls`)).status, 404);
});

test('without leave nothing goes to private addresses, whatever their name', async (t) => {
  const listener = await new Listener().open(t);
  const shop = await open(t, { WAITER_HOOKS_PRIVATE: '0' });
  const owner = await shop.login();
  const port = new URL(listener.url).port;
  for (const url of [listener.url, 'ftp://example.com/', 'https://user:pw@example.com/', 'https://', 'nonsense', '', 7]) {
    const answer = await owner.post('/admin/hooks', { url, events: ALL });
    assert.equal(answer.status, 400, String(url));
  }
  for (const events of [[], ['nothing'], ['order.paid', 'order.paid'], 'order.paid']) {
    assert.equal((await owner.post('/admin/hooks', { url: 'https://example.com/', events })).status, 400);
  }
  for (const host of ['localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '10.1.2.3', '169.254.169.254']) {
    assert.equal((await owner.post('/admin/hooks', { url: `https://${host}:${port}/`, events: ['message.received'] })).status, 201);
  }
  await shop.say('hello');
  await until('all were tried', async () => (await shop.sql("SELECT count(*) AS n FROM errand WHERE attempts > 0 AND error IS NOT NULL"))[0].n === 7);
  assert.equal((await shop.sql("SELECT count(*) AS n FROM errand WHERE status = 'done'"))[0].n, 0);
  assert.equal(listener.calls.length, 0);
});
