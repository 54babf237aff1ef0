// An hour in which no webhook call reaches the shop: Twilio's list brings everything in afterwards,
// in the order it was written, nothing lost and nothing twice. Twilio is played by a small server
// here, so that messages can be of any age.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { newSid, openShop, until } from './shop.mjs';

const SID = `AC${'1'.repeat(32)}`;
const TOKEN = '2'.repeat(32);
const OURS = 'whatsapp:+14155238886';
const MINUTE = 60_000;
const PAGE = 100;

class Twilio {
  inbound = []; // {sid, from, body, at, media}
  sent = []; gets = []; fault = null;
  async open(t) {
    this.server = createServer((request, response) => this.take(request, response));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    t.after(() => { this.server.closeAllConnections(); this.server.close(); });
    return this;
  }
  wrote(from, body, ago, media) {
    const message = { sid: newSid(media ? 'MM' : 'SM'), from, body, at: Date.now() - ago, media };
    this.inbound.push(message);
    return message;
  }
  take(request, response) {
    let body = '';
    request.on('data', (text) => { body += text; }).on('end', () => {
      const url = new URL(request.url, this.url);
      const answer = (status, json) => { response.writeHead(status, { 'content-type': 'application/json' }); response.end(JSON.stringify(json)); };
      if (request.method === 'POST') {
        const form = new URLSearchParams(body);
        this.sent.push({ to: form.get('To'), body: form.get('Body') });
        return answer(201, { sid: newSid(), status: 'queued' });
      }
      this.gets.push(url);
      if (this.fault === 'hang') return undefined;
      if (this.fault === 'html') { response.writeHead(200); return response.end('<html>'); }
      if (this.fault) return answer(this.fault, { code: 20500, status: this.fault });
      const of = /Messages\/(\w+)\/Media\.json$/.exec(url.pathname);
      if (of) {
        const media = this.inbound.find((m) => m.sid === of[1])?.media;
        return answer(200, { media_list: media ? [{ sid: `ME${'3'.repeat(32)}`, content_type: media }] : [] });
      }
      return answer(200, this.page(url));
    });
  }
  page(url) {
    const from = Number(url.searchParams.get('Page') ?? 0) * PAGE;
    const since = Date.parse(url.searchParams.get('DateSent>') ?? 0);
    const all = [...this.inbound].filter((m) => m.at >= since).sort((a, b) => b.at - a.at);
    const next = new URLSearchParams(url.searchParams);
    next.set('Page', from / PAGE + 1);
    return {
      messages: all.slice(from, from + PAGE).map((m) => ({ sid: m.sid, from: m.from, to: OURS, body: m.body, direction: 'inbound',
        status: 'received', num_media: m.media ? '1' : '0', date_created: new Date(m.at).toUTCString().replace('GMT', '+0000') })),
      next_page_uri: from + PAGE < all.length ? `${url.pathname}?${next}` : null,
    };
  }
}

const settings = (twilio, more = {}) => ({ env: { TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: TOKEN, TWILIO_WHATSAPP_NUMBER: OURS,
  TWILIO_API_URL: twilio.url, WAITER_RECONCILE_MS: '400', WAITER_RECEIPT_WAIT_MS: '600000', ...more } });
const seen = async (shop) => Number((await shop.sql("SELECT value FROM setting WHERE name = 'reconcile.seen'"))[0]?.value ?? 0);
const stored = (shop) => shop.sql("SELECT c.provider_id AS sid, c.body, c.kind, a.channel_address AS who FROM chat_log c JOIN address a ON a.customer_id = c.customer_id WHERE direction = 'in' ORDER BY c.id");

test('an hour’s outage: nothing lost, nothing twice, in order, no open question answered', async (t) => {
  const twilio = await new Twilio().open(t);
  const [ana, ben, eva] = [1, 2, 3].map((n) => `whatsapp:+3460000000${n}`);
  twilio.wrote(eva, 'from before the shop was ours', 90 * MINUTE);
  const home = mkdtempSync(path.join(tmpdir(), 'waiter-away-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  let shop = await openShop({ ...settings(twilio), home });
  await until('it has begun to watch', async () => await seen(shop) > 0);
  // Ana stands before the question whether to place her order when the hour begins.
  for (const text of ['1 house mug', 'checkout', 'Ana Ribeiro', 'pickup']) assert.equal((await shop.say(text, { from: ana })).status, 200);
  assert.equal((await shop.sql('SELECT count(*) AS n FROM orders'))[0].n, 0);
  const before = (await stored(shop)).length;

  // One of the hour's messages came through after all; then the shop is away.
  const known = twilio.wrote(ana, 'ana 55', 55 * MINUTE), missed = [known];
  assert.equal((await shop.say(known.body, { from: known.from, sid: known.sid })).status, 200);
  await shop.close();
  for (let minute = 60; minute > 1; minute--) {
    if (minute !== 55) missed.push(twilio.wrote(ana, minute === 30 ? 'yes' : `ana ${minute}`, minute * MINUTE));
    missed.push(twilio.wrote(ben, `ben ${minute}`, minute * MINUTE - 1000));
  }
  missed.push(twilio.wrote(ben, '', 20 * MINUTE + 500, 'image/jpeg'));
  await shop.write(`UPDATE setting SET value = '${Date.now() - 61 * MINUTE}' WHERE name = 'reconcile.seen'`);
  shop = await openShop(t, { ...settings(twilio), home });
  // And one is so young that its webhook may still come.
  const young = twilio.wrote(eva, 'just now', -10 * MINUTE);

  await until('all are there', async () => (await stored(shop)).length >= before + missed.length, 60_000);
  const rounds = twilio.gets.length;
  await until('some more rounds', () => twilio.gets.length > rounds + 6);
  const rows = (await stored(shop)).slice(before);
  assert.equal(rows.length, missed.length, 'nothing lost, nothing twice');
  assert.deepEqual(new Set(rows.map((r) => r.sid)), new Set(missed.map((m) => m.sid)));
  assert.ok(!rows.some((r) => r.sid === young.sid));
  assert.ok(!(await stored(shop)).some((r) => /before the shop/.test(r.body)), 'what came before the shop began is not its own');
  for (const who of [ana, ben]) {
    const order = rows.filter((r) => r.who === who && r.sid !== known.sid).map((r) => r.sid);
    const wanted = missed.filter((m) => m.from === who && m !== known).sort((a, b) => a.at - b.at).map((m) => m.sid);
    assert.deepEqual(order, wanted, 'in the order they were written');
  }
  assert.equal(rows.find((r) => r.kind === 'image')?.who, ben);
  assert.equal((await shop.sql('SELECT count(*) AS n FROM orders'))[0].n, 0, 'a yes from the hour before answers nothing now');
  await until('Ana is asked again', () => twilio.sent.some((m) => m.to === ana && /my question again/.test(m.body)));
  assert.ok((await shop.say('yes', { from: ana })).status === 200);
  assert.equal((await shop.sql('SELECT count(*) AS n FROM orders'))[0].n, 1);
});

for (const fault of ['hang', 'html', 500, 401]) {
  test(`Twilio’s list ${fault}: nothing is forgotten, and the next round that works finds it`, async (t) => {
    const twilio = await new Twilio().open(t);
    const shop = await openShop(t, settings(twilio, { WAITER_SEND_TIMEOUT_MS: '300' }));
    await until('it has begun to watch', async () => await seen(shop) > 0);
    const was = await seen(shop);
    twilio.fault = fault;
    const lost = twilio.wrote('whatsapp:+34600000009', 'hello?', 2 * MINUTE);
    const asked = twilio.gets.length;
    await until('it was asked in vain', () => twilio.gets.length >= asked + 2);
    assert.ok(await seen(shop) - was < 2000, 'what was not read is not called seen');
    twilio.fault = null;
    await until('it is there', async () => (await stored(shop)).some((r) => r.sid === lost.sid));
  });
}

test('kill -9 in the middle of taking in: the rest comes with the next start', async (t) => {
  const twilio = await new Twilio().open(t);
  const first = await openShop(settings(twilio));
  await until('it has begun to watch', async () => await seen(first) > 0);
  const missed = Array.from({ length: 150 }, (_, i) => twilio.wrote(`whatsapp:+3460000${1000 + i % 7}`, `hello ${i}`, 9 * MINUTE - i * 1000));
  await until('some are in', async () => (await stored(first)).length >= 10);
  first.temporary = false;
  first.kill('worker');
  await first.ended;
  const again = await openShop(t, { ...settings(twilio), home: first.home });
  await until('all are in', async () => (await stored(again)).length >= missed.length, 60_000);
  assert.equal(new Set((await stored(again)).map((r) => r.sid)).size, missed.length);
  assert.equal((await stored(again)).length, missed.length);
});
