// What breaks, breaks here: programs killed in mid-load, Twilio failing in every way, the database
// held, the disk full, slow clients. What was answered 200 is never lost and never done twice.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { newSid, PATIENCE, root } from './shop.mjs';
import { Phone, SLOW, assertBooks, assertCleanLog, assertProblem, newCustomer, ownShop, pause, soon, strike, supervise } from './help.mjs';

const SUPERVISED = ['webhook', 'worker', 'api', 'admin', 'events'];
// Short waits, so that everything a fault sets going comes to its end within seconds. A lease is
// at least ten seconds; the worker that starts after a kill takes its rows back at once.
const QUICK = { WAITER_RECEIPT_WAIT_MS: '1500', WAITER_UNSURE_WAIT_MS: '600', WAITER_RETRY_BASE_MS: '40', WAITER_LEASE_MS: '12000', WAITER_SEND_TIMEOUT_MS: '800' };
let programs, build, shop;

before(async () => {
  programs = supervise(SUPERVISED);
  build = programs.build;
  shop = await ownShop({ build, env: { ...QUICK } });
});
after(async () => {
  await shop?.close();
  programs?.remove();
});

const pidOf = (name) => programs.pidOf(shop, name);
const kill9 = (name) => { const pid = pidOf(name); strike(pid); return pid; };
const switches = async (json) => assert.equal((await shop.simulator.post('/switches', json)).status, 200);
const CALM = { rest_fail: 'none', rest_fail_count: 1, callbacks: 'on', fail_error_code: 0, receipt_delay_ms: 0, webhook_retries: 0 };
const one = async (query) => Object.values((await shop.sql(query))[0])[0];

// Everything that the simulator took from the shop, by the row it came from.
async function sentByRow() {
  const rows = new Map();
  const all = await shop.simulator.get('/messages?limit=10000');
  for (const m of all.json.messages.filter((m) => m.direction === 'outbound')) {
    const oid = +/oid=(\d+)/.exec(m.status_callback ?? '')[1];
    rows.set(oid, [...(rows.get(oid) ?? []), m]);
  }
  return rows;
}
const OPEN = "'queued', 'running', 'handed', 'unsure'";
const settled = (where, open = `${OPEN}, 'sent'`, within = 20_000) => soon(`every message of ${where} came to its end`, async () =>
  (await one(`SELECT count(*) FROM outbox WHERE ${where} AND status IN (${open})`)) === 0, within);

// P1: journal of what was acknowledged, on disk before the next message goes.
class Journal {
  constructor() { this.file = path.join(shop.home, `journal-${newSid()}`); this.fd = openSync(this.file, 'w'); }
  note(sid) { writeSync(this.fd, `${sid} 200\n`); fdatasyncSync(this.fd); }
  sids() { return readFileSync(this.file, 'utf8').split('\n').filter(Boolean).map((line) => line.split(' ')[0]); }
  close() { closeSync(this.fd); }
}

// Posts until it is taken, as Twilio does with rc=5&rp=all; gives every status seen.
let taken = 0;
async function persist(form, journal) {
  const seen = [], end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await shop.webhook(form).catch((problem) => ({ status: 0, problem }));
    seen.push(answer.status);
    if (answer.status === 200) { taken++; journal?.note(form.MessageSid); return seen; }
    assert.ok([0, 502, 503, 504].includes(answer.status), `status ${answer.status}: ${answer.text}`);
    assert.ok(Date.now() < end, `never taken: ${seen}`);
    await pause(20);
  }
}

// Kills a program at random moments until end() is called, but never before something was done since the
// last time (`progress` has another value): on a slow machine it would not even get to begin.
function killing(t, name, least, most, progress = () => NaN) {
  let going = true;
  const killer = { count: 0, end: () => { going = false; return done; } };
  const done = (async () => {
    while (going) {
      await pause(least + Math.random() * (most - least));
      const before = progress();
      if (!going || !kill9(name)) continue;
      killer.count++;
      while (going && progress() === before) await pause(5);
    }
  })();
  t.after(killer.end); // also when the test fails
  return killer;
}

test('kill -9 of the webhook in mid-load, again and again: nothing acknowledged is lost, nothing done twice', async (t) => {
  const journal = new Journal(), people = Array.from({ length: 12 }, newCustomer), kills = killing(t, 'webhook', 0, 240, () => taken);
  const talk = ['1 sticker pack', 'make it two', 'checkout', 'Max Load', 'pickup', 'yes', 'my orders', 'What are your opening hours?'];
  const sent = new Map(), rounds = new Map();
  let refused = 0;
  await Promise.all(people.map(async (from) => {
    let round = 0;
    // 200 sticker packs are on the shelf: 12 people, 8 rounds, 2 each at most.
    for (; round < 8 && (round < 2 || kills.count < 10); round++)
      for (const text of talk) {
        const form = shop.message(text, { from });
        sent.set(form.MessageSid, form);
        refused += (await persist(form, journal)).length - 1;
      }
    rounds.set(from, round);
  }));
  await kills.end();
  await soon('the webhook is back', async () => (await shop.webhook({ MessageSid: 'x' }, { signature: 'x' })).status === 403);
  assert.ok(kills.count >= 3, `only ${kills.count} kills`);
  const acknowledged = journal.sids();
  assert.equal(acknowledged.length, sent.size);
  const known = await shop.sql('SELECT provider_id FROM inbound');
  const stored = new Set(known.map((row) => row.provider_id));
  assert.deepEqual(acknowledged.filter((sid) => !stored.has(sid)), [], 'acknowledged and lost');
  // Each is delivered a second and third time: still one effect per id.
  const counts = `SELECT (SELECT count(*) FROM inbound) || '/' || (SELECT count(*) FROM outbox) || '/' || (SELECT count(*) FROM orders) || '/' || (SELECT count(*) FROM chat_log)`;
  const before = await one(counts);
  for (let i = 0; i < 2; i++) await Promise.all(acknowledged.map(async (sid) => assert.equal((await shop.webhook(sent.get(sid))).status, 200)));
  assert.equal(await one(counts), before);
  assert.deepEqual(await shop.sql(`SELECT provider_id, count(*) AS n FROM chat_log WHERE direction = 'in' GROUP BY provider_id HAVING n > 1`), [], 'a message was taken twice');
  const orders = await shop.sql(`SELECT a.channel_address AS who, count(*) AS n FROM orders o JOIN address a USING (customer_id) GROUP BY who`);
  assert.equal(orders.length, people.length);
  for (const { who, n } of orders) assert.equal(n, rounds.get(who), `${who} ordered ${rounds.get(who)} times and has ${n}`);
  await assertBooks(shop);
  journal.close();
  t.diagnostic(`${kills.count} kills, ${acknowledged.length} acknowledged, ${refused} tries refused`);
});

// Each message of a talk moves stock: put aside, given back, put aside anew, sold, given back.
test('kill -9 between any two steps that move stock or count a code: put aside, let go, sold, cancelled; the books agree after each', async (t) => {
  const owner = await shop.login(), kills = killing(t, 'webhook', 0, 240, () => taken);
  const made = await owner.post('/admin/products', { name: 'Glass Bird', category: 'Gifts', price: '5.00', variants: [{ sku: 'BIRD', stock: 500 }] });
  assert.equal(made.status, 201, made.text);
  assert.equal((await owner.post('/admin/coupons', { code: 'BIRD10', kind: 'percent', percent_bp: 1000 })).status, 201);
  const talk = ['2 glass birds', 'checkout', 'Max Load', 'cancel', 'code BIRD10', 'checkout', 'pickup', 'yes', 'cancel my order', 'yes'];
  let going = true;
  const books = (async () => { while (going) { await assertBooks(shop); await pause(20); } })();
  let rounds = 0;
  await Promise.all(Array.from({ length: 8 }, newCustomer).map(async (from) => {
    for (let round = 0; round < 6 && (round < 2 || kills.count < 12); round++, rounds++)
      for (const text of talk) await persist(shop.message(text, { from }));
  }));
  going = false;
  await books;
  await kills.end();
  await soon('the webhook is back', async () => (await shop.webhook({ MessageSid: 'x' }, { signature: 'x' })).status === 403);
  assert.ok(kills.count >= 3, `only ${kills.count} kills`);
  const birds = "FROM order_item i JOIN orders o ON o.id = i.order_id JOIN variant v ON v.id = i.variant_id WHERE v.sku = 'BIRD'";
  assert.equal(await one(`SELECT count(*) ${birds}`), rounds, 'each yes is one order');
  assert.equal(await one(`SELECT count(*) ${birds} AND o.status = 'cancelled'`), rounds, 'each was cancelled');
  assert.equal(await one(`SELECT count(*) ${birds} AND o.coupon_code = 'BIRD10' AND o.discount_minor = 100`), rounds, 'each with its code');
  assert.equal(await one('SELECT count(*) FROM coupon_use'), 0, 'the uses of cancelled orders are free again');
  assert.equal(await one("SELECT stock FROM variant WHERE sku = 'BIRD'"), 500, 'and everything is back');
  await assertBooks(shop);
  t.diagnostic(`${kills.count} kills, ${rounds} orders`);
});

test('kill -9 of the worker in mid-load: every message goes out, once unless its fate was unclear', async (t) => {
  const people = await Promise.all(Array.from({ length: 8 }, (_, i) => Phone.open(shop, `W${i}`)));
  // Twilio takes each message, then lets us wait for its answer, and no receipt tells: a worker
  // killed meanwhile leaves only Twilio's own list to say that the message went out.
  await switches({ ...CALM, callbacks: 'off', rest_fail: 'accept_hang', rest_hang_ms: 60, rest_fail_count: 100000 });
  const kills = killing(t, 'worker', 30, 130);
  let rounds = 0;
  for (; rounds < 6 || (rounds < 40 && kills.count < 10); rounds++)
    await Promise.all(people.map(async (phone) => {
      assert.equal((await phone.send({ text: ['menu', 'my cart', 'hello', 'Hoodies'][rounds % 4] })).webhook.state, 'done');
    }));
  await soon('six kills', () => kills.count >= 6);
  await kills.end();
  const mine = `to_address IN (${people.map((p) => `'${p.address}'`)})`;
  await switches({ ...CALM, callbacks: 'off' });
  await settled(mine, OPEN);
  await switches(CALM);
  assert.equal(await one(`SELECT count(*) FROM outbox WHERE ${mine} AND status NOT IN ('sent', 'delivered', 'read')`), 0);
  const sent = await sentByRow();
  const rows = await shop.sql(`SELECT id, to_address, status, error FROM outbox WHERE ${mine} ORDER BY id`);
  assert.equal(rows.length, rounds * people.length);
  // The listing shows what was taken, so that even a killed worker's message is not sent again.
  for (const { id } of rows) assert.equal(sent.get(id)?.length, 1, `row ${id} was sent ${sent.get(id)?.length ?? 0} times`);
  for (const { address } of people) {
    const order = rows.filter((row) => row.to_address === address).map((row) => sent.get(row.id)[0].id);
    assert.deepEqual(order, [...order].sort((a, b) => a - b), 'one customer’s messages keep their order');
  }
  t.diagnostic(`${kills.count} kills, ${rows.length} messages`);
});

// --- Twilio in trouble ---

const TROUBLES = { 429: {}, 500: {}, timeout: { rest_hang_ms: 1500 }, garbage: {}, accept_hang: { rest_hang_ms: 1500 }, accept_drop: {} };

for (const [how, more] of Object.entries(TROUBLES))
  test(`Twilio answers ${how}: every message arrives once and in order, with receipts and without`, async () => {
    for (const callbacks of ['on', 'off']) {
      const phone = await Phone.open(shop, `T${how}-${callbacks}`);
      const mine = `to_address = '${phone.address}'`;
      await phone.say('hello', 'Wool');
      await settled(mine);
      await switches({ ...CALM, ...more, callbacks, rest_fail: how, rest_fail_count: 2 });
      for (const text of ['my cart', 'menu', 'Hoodies']) assert.equal((await phone.send({ text })).webhook.state, 'done');
      await settled(mine, callbacks === 'on' ? undefined : OPEN);
      await switches(CALM);
      const rows = await shop.sql(`SELECT id, status FROM outbox WHERE ${mine} ORDER BY id`);
      const sent = await sentByRow();
      assert.deepEqual(rows.map((row) => /^(sent|delivered|read)$/.test(row.status)), [true, true, true, true], JSON.stringify(rows));
      for (const { id } of rows) assert.equal(sent.get(id)?.length, 1, `callbacks ${callbacks}: row ${id} was sent ${sent.get(id)?.length ?? 0} times`);
      const order = rows.map((row) => sent.get(row.id)[0].id);
      assert.deepEqual(order, [...order].sort((a, b) => a - b), `callbacks ${callbacks}`);
    }
  });

test('no receipts come: what was taken is looked up and not sent again', async () => {
  const phone = await Phone.open(shop, 'Quiet');
  await switches({ ...CALM, callbacks: 'off' });
  for (const text of ['What are your opening hours?', 'menu', 'my cart']) assert.equal((await phone.send({ text })).webhook.state, 'done');
  await phone.hears({ id: 0 }, 'cart is empty');
  await settled(`to_address = '${phone.address}'`, OPEN);
  await switches(CALM);
  const sent = await sentByRow();
  const rows = await shop.sql(`SELECT id, status FROM outbox WHERE to_address = '${phone.address}' ORDER BY id`);
  assert.equal(rows.length, 3);
  for (const { id, status } of rows) {
    assert.ok(['sent', 'delivered', 'read'].includes(status), status);
    assert.equal(sent.get(id)?.length, 1, `row ${id}`);
  }
});

test('a TwiML answer that never reached Twilio is sent by REST', async () => {
  const phone = await Phone.open(shop, 'Lost');
  await phone.say('hello', 'Wool');
  await settled(`to_address = '${phone.address}'`);
  // Answered to us, not to the simulator: for it this message does not exist.
  const answer = await shop.say('What are your opening hours?', { from: phone.address });
  assert.equal(answer.messages.length, 1);
  await phone.hears({ id: 0 }, 'Monday–Saturday');
  await settled(`to_address = '${phone.address}'`);
  assert.equal((await phone.received()).filter((m) => m.body.includes('Monday–Saturday')).length, 1);
});

test('receipts doubled and in reverse end where they should', async () => {
  for (const callbacks of ['twice', 'reversed']) {
    const phone = await Phone.open(shop, callbacks);
    await switches({ ...CALM, callbacks });
    await phone.say('hello', 'Wool');
    await soon('read', async () => (await one(`SELECT status FROM outbox WHERE to_address = '${phone.address}'`)) === 'read');
    assert.equal((await phone.received()).length, 1);
  }
  await switches(CALM);
});

test('delivery fails with 63016, 63024 and 21610: final, told to the desk, others go on', async () => {
  for (const code of [63016, 63024, 21610]) {
    const phone = await Phone.open(shop, `F${code}`);
    await switches({ ...CALM, fail_error_code: code });
    assert.equal((await phone.send({ text: 'hello' })).webhook.state, 'done');
    const row = await soon('it failed', async () => (await shop.sql(`SELECT id, status, error_code, attempts FROM outbox WHERE to_address = '${phone.address}' AND status IN ('failed', 'dead')`))[0]);
    assert.equal(row.error_code, code);
    assert.equal((await sentByRow()).get(row.id).length, 1, 'not tried again');
    await switches(CALM);
    if (code === 21610) assert.equal(await one(`SELECT opted_out FROM customer c JOIN address a ON a.customer_id = c.id WHERE channel_address = '${phone.address}'`), 1);
    else await phone.say('menu', 'Browse');
  }
});

test('Twilio is down for all tries: the message is dead, seen, and the next one is not held up', async () => {
  const phone = await Phone.open(shop, 'Dead');
  await phone.say('hello', 'Wool');
  await settled(`to_address = '${phone.address}'`);
  await switches({ ...CALM, rest_fail: '500', rest_fail_count: 100000 });
  assert.equal((await phone.send({ text: 'my cart' })).webhook.state, 'done');
  const dead = await soon('it is given up', async () => (await shop.sql(`SELECT id, attempts, error FROM outbox WHERE to_address = '${phone.address}' AND status = 'dead'`))[0], 40_000);
  assert.ok(dead.attempts <= 8, `${dead.attempts} tries`);
  assert.ok(dead.error, 'the desk can see why');
  await switches(CALM);
  assert.equal((await sentByRow()).get(dead.id), undefined);
  await phone.say('menu', 'Browse');
});

// --- The database held ---

function holdGate(seconds) {
  return new Promise((resolve) => {
    const held = spawn('flock', ['-F', '-x', `${shop.database}.gate`, 'bash', '-c', `echo held; exec sleep ${seconds}`], { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = new Promise((over) => { held.on('close', over); });
    held.stdout.once('data', () => resolve({ release: () => { held.kill(); return ended; }, ended }));
  });
}

test('the database is held for a while: writers wait and succeed, readers do not even wait', async () => {
  const gate = await holdGate(60);
  let written = false;
  const forms = Array.from({ length: 8 }, () => shop.message('What are your opening hours?', { from: newCustomer() }));
  const writes = Promise.all(forms.map((form) => shop.webhook(form).then((answer) => { written = true; return answer; })));
  await pause(2000);
  assert.equal((await shop.get('/api/products/1')).status, 200, 'who reads does not wait');
  assert.ok(!written, 'the gate was really held');
  await gate.release();
  assert.deepEqual((await writes).map((a) => a.status), Array(8).fill(200));
  for (const form of forms) assert.equal(await one(`SELECT count(*) FROM inbound WHERE provider_id = '${form.MessageSid}'`), 1);
});

test('the database is held for longer: 503 in time, nothing stored; the same message later is done once', async () => {
  const gate = await holdGate(60);
  const forms = Array.from({ length: 4 }, () => shop.message('1 sticker pack', { from: newCustomer() }));
  const began = performance.now();
  const answers = await Promise.all(forms.map((form) => shop.webhook(form)));
  const took = performance.now() - began;
  for (const answer of answers) assertProblem(answer, 503);
  assert.ok(took < 12_000, `answered after ${took} ms`); // Twilio waits for 15 s
  await gate.release();
  for (const form of forms) assert.equal(await one(`SELECT count(*) FROM inbound WHERE provider_id = '${form.MessageSid}'`), 0);
  for (let i = 0; i < 2; i++) for (const form of forms) assert.equal((await shop.webhook(form)).status, 200);
  for (const form of forms) {
    assert.equal(await one(`SELECT count(*) FROM inbound WHERE provider_id = '${form.MessageSid}'`), 1);
    assert.equal(await one(`SELECT sum(quantity) FROM cart_item k JOIN address a USING (customer_id) WHERE channel_address = '${form.From}'`), 1);
  }
});

// --- Clients and programs that hang or are away ---

test('slow and silent clients do not stop others', async () => {
  const starts = ['', 'POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nBody=', 'GET /api/pro',
    'POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBo', 'POST /admin/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{', 'GET /api/products?limit=100 HTTP/1.1\r\nHost: x\r\n\r\n'];
  const sockets = Array.from({ length: 300 }, (_, i) => {
    const socket = net.connect(shop.port, '127.0.0.1').on('error', () => {});
    socket.write(starts[i % starts.length]);
    socket.pause(); // it does not read either
    return socket;
  });
  try {
    await Promise.all(sockets.map((s) => s.connecting && new Promise((resolve) => { s.once('connect', resolve).once('close', resolve); })));
    const slowest = { say: 0, get: 0 };
    for (let i = 0; i < 20; i++) {
      let began = performance.now();
      assert.equal((await shop.say('What are your opening hours?', { from: newCustomer() })).status, 200);
      slowest.say = Math.max(slowest.say, performance.now() - began);
      began = performance.now();
      assert.equal((await shop.get('/api/products/1')).status, 200);
      slowest.get = Math.max(slowest.get, performance.now() - began);
    }
    assert.ok(slowest.say < 5000 && slowest.get < 5000, JSON.stringify(slowest));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
});

test('clients that leave in mid-request harm nobody', async () => {
  const form = () => { const f = shop.message('1 sticker pack', { from: newCustomer() }); return [f, new URLSearchParams(f).toString()]; };
  const forms = Array.from({ length: 40 }, form);
  await Promise.all(forms.map(([f, body], i) => new Promise((resolve) => {
    const socket = net.connect(shop.port, '127.0.0.1').on('error', () => {}).on('close', resolve);
    socket.end(`POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: ${shop.sign('/webhook/whatsapp', f)}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${i % 2 ? body : body.slice(0, -10)}`, () => socket.destroy());
  })));
  for (const [f] of forms) assert.equal((await shop.webhook(f)).status, 200, 'Twilio comes again');
  const list = forms.map(([f]) => `'${f.From}'`);
  assert.equal(await one(`SELECT count(*) FROM inbound i JOIN address a USING (customer_id) WHERE channel_address IN (${list})`), forms.length);
  assert.deepEqual(await shop.sql(`SELECT DISTINCT quantity FROM cart_item k JOIN address a USING (customer_id) WHERE channel_address IN (${list})`), [{ quantity: 1 }]);
});

test('the webhook is away: 502 as problem+json, the rest goes on, then all is well', async () => {
  const flag = path.join(build, 'webhook.down');
  writeFileSync(flag, '');
  try {
    kill9('webhook');
    await soon('it is gone', () => !pidOf('webhook'));
    const form = shop.message('1 sticker pack', { from: newCustomer() });
    const away = await shop.webhook(form);
    assertProblem(away, 502);
    assert.ok(away.headers.get('retry-after'));
    assert.equal((await shop.get('/api/health')).status, 200);
    unlinkSync(flag);
    const seen = await persist(form);
    assert.ok(seen.length >= 1);
    assert.equal(await one(`SELECT count(*) FROM inbound WHERE provider_id = '${form.MessageSid}'`), 1);
  } finally {
    if (existsSync(flag)) unlinkSync(flag);
  }
});

test('kill -9 of api and admin: back at once, sessions hold', async () => {
  const owner = await shop.login();
  for (const [name, at] of [['api', '/api/health'], ['admin', '/admin/orders']]) {
    const old = kill9(name);
    await soon(`${name} is back`, async () => pidOf(name) && pidOf(name) !== old && (await owner.get(at)).status === 200);
  }
});

test('after all these faults the books are whole and the log is clean', async () => {
  await settled('1', OPEN);
  await assertBooks(shop);
  // I4: every row ended; a message was never given to Twilio twice.
  const sent = await sentByRow();
  const twice = [...sent].filter(([, list]) => list.length > 1).map(([oid]) => oid);
  assert.deepEqual(twice, [], 'sent twice');
  assertCleanLog(shop, ['+3469'], /line \d+: +\d+ Killed/);
});

// --- A table that cannot be read ---

test('what cannot be read is not answered as if it were not there: 5xx, nothing stored; later it is answered', async () => {
  const from = newCustomer();
  for (const text of ['1 house mug', 'checkout', 'Rita Read', 'pickup', 'yes']) await shop.say(text, { from });
  const [{ number }] = await shop.sql('SELECT number FROM orders ORDER BY id DESC LIMIT 1');
  const form = shop.message('where is my order?', { from });
  await shop.write('ALTER TABLE payment RENAME TO payment_away');
  const answer = await shop.webhook(form);
  await shop.write('ALTER TABLE payment_away RENAME TO payment');
  assertProblem(answer, 500);
  assert.equal(await one(`SELECT count(*) FROM inbound WHERE provider_id = '${form.MessageSid}'`), 0);
  assert.equal((await shop.webhook(form)).status, 200);
  assert.match(await one('SELECT body FROM chat_log ORDER BY id DESC LIMIT 1'), new RegExp(number));
});

// --- No space ---

test('disk full: 5xx, nothing acknowledged is lost, reads go on, and space brings it back', async (t) => {
  if (process.getuid() !== 0) return t.skip('needs root for a small tmpfs');
  const small = mkdtempSync(path.join(tmpdir(), 'waiter-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'none', small], { stdio: 'ignore' });
  } catch {
    rmSync(small, { recursive: true });
    return t.skip('cannot mount a tmpfs here');
  }
  let full;
  try {
    full = await ownShop({ home: small, env: { ...QUICK } });
    const free = () => { const s = statfsSync(small); return s.bavail * s.bsize; };
    const said = [], refused = [];
    const post = async () => {
      const form = full.message(`my words ${'x'.repeat(1000)}`, { from: newCustomer() });
      const answer = await full.webhook(form);
      (answer.status === 200 ? said : refused).push(form);
      if (answer.status !== 200) assert.ok(answer.status >= 500, `${answer.status} ${answer.text}`);
      return answer.status;
    };
    for (let i = 0; i < 20; i++) assert.equal(await post(), 200);
    const ballast = openSync(path.join(small, 'ballast'), 'w');
    try { for (;;) writeSync(ballast, Buffer.alloc(65536)); } catch (problem) { assert.equal(problem.code, 'ENOSPC'); }
    try { for (;;) writeSync(ballast, Buffer.alloc(512)); } catch (problem) { assert.equal(problem.code, 'ENOSPC'); }
    closeSync(ballast);
    assert.ok(free() < 65536);
    await soon('writing is refused', async () => (await post()) !== 200);
    for (let i = 0; i < 20; i++) await post();
    assert.ok(refused.length >= 10, `${refused.length} refused`);
    assert.equal((await full.get('/api/products/1')).status, 200, 'reading goes on');
    assert.equal((await full.get('/api/health')).status, 200);
    unlinkSync(path.join(small, 'ballast'));
    const began = Date.now();
    await soon('writing works again', async () => (await post()) === 200, 5000);
    assert.ok(Date.now() - began <= 5000 * SLOW);
    for (const form of refused) assert.equal((await full.webhook(form)).status, 200, 'refused, then taken');
    const stored = new Set((await full.sql('SELECT provider_id FROM inbound')).map((row) => row.provider_id));
    for (const form of [...said, ...refused]) assert.ok(stored.has(form.MessageSid), 'acknowledged and lost');
    assert.deepEqual(await full.sql(`SELECT provider_id, count(*) AS n FROM chat_log WHERE direction = 'in' GROUP BY provider_id HAVING n > 1`), []);
    await assertBooks(full);
  } finally {
    if (full) await full.close();
    execFileSync('umount', ['-l', small]);
    rmSync(small, { recursive: true, force: true });
  }
});
