// News in open consoles: whoever listens hears of every change once, soon, and whatever is killed
// meanwhile. The stream is read by hand here; tests/console/live.test.mjs listens in a browser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { Phone, SLOW, assertProblem, newCustomer, ownShop, pause, soon, strike, supervise } from './help.mjs';
import { PATIENCE, root } from './shop.mjs';

const PROGRAMS = ['webhook', 'worker', 'api', 'admin', 'events'];
let programs, shop, owner;

before(async () => {
  programs = supervise(PROGRAMS);
  shop = await ownShop({ build: programs.build, env: { WAITER_RETRY_BASE_MS: '10' } });
  owner = await shop.login();
});
after(async () => {
  if (process.env.SHOW_LOG) writeFileSync(process.env.SHOW_LOG, shop.log());
  await shop?.close();
  programs?.remove();
});

// One connection to /admin/events. events: [{id, event, data, at}], comments: times of heartbeats.
class Stream {
  static open({ after: from, lastEventId, cookie = owner.cookie, of = shop } = {}) {
    const s = Object.assign(new Stream(), { events: [], comments: [], wakers: [], text: '' });
    return new Promise((resolve, reject) => {
      s.request = http.get(`${of.url}/admin/events${from === undefined ? '' : `?after=${from}`}`, { agent: false,
        headers: { cookie, accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) } });
      s.request.on('response', (answer) => {
        Object.assign(s, { answer, status: answer.statusCode, headers: answer.headers });
        s.over = new Promise((done) => { answer.on('close', () => done(performance.now())); answer.on('error', () => {}); });
        answer.setEncoding('utf8').on('data', (more) => s.take(more));
        resolve(s);
      });
      s.request.on('error', (problem) => (s.answer ? undefined : reject(problem)));
    });
  }

  take(more) {
    const at = performance.now(), blocks = (this.text += more).split('\n\n');
    this.text = blocks.pop();
    for (const block of blocks) {
      const fields = {};
      for (const line of block.split('\n')) {
        if (line.startsWith(':')) { this.comments.push(at); continue; }
        const [, name, value] = /^(\w+): (.*)$/.exec(line);
        fields[name] = value;
      }
      if (fields.retry) this.retry = +fields.retry;
      if (fields.event) this.events.push({ id: +fields.id, event: fields.event, data: JSON.parse(fields.data), at });
    }
    for (const wake of this.wakers.splice(0)) wake();
  }

  // The first event that check() likes.
  async hears(what, check) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = this.events.find(check);
      if (found) return found;
      assert.ok(Date.now() < end, `not heard: ${what}\n${JSON.stringify(this.events)}`);
      await Promise.race([new Promise((wake) => this.wakers.push(wake)), pause(100)]);
    }
  }

  get ids() { return this.events.filter((e) => e.event !== 'hello').map((e) => e.id); }
  close() { this.request.destroy(); }
}

async function listen(t, options) {
  const s = await Stream.open(options);
  t?.after(() => s.close());
  assert.equal(s.status, 200);
  return s;
}

const newest = async () => (await owner.get('/admin/changes')).json.last_id;
const table = (after) => shop.sql(`SELECT * FROM event WHERE id > ${after} ORDER BY id`);
const threadsOf = (pid) => readdirSync(`/proc/${pid}/task`).length;
const fdsOf = (pid) => readdirSync(`/proc/${pid}/fd`).length;

async function buy(name = 'Olga') {
  const phone = await Phone.open(shop, name);
  for (const text of ['1 sticker pack', 'checkout', name, 'pickup']) await phone.say(text);
  return phone;
}

test('nobody listens without a login; what cannot be is said', async (t) => {
  for (const cookie of ['', 'waiter_session=', 'waiter_session=nonsense', '__Host-waiter=x'])
    assertProblem(await shop.get('/admin/events', { cookie }), 401, cookie);
  assertProblem(await shop.get('/admin/changes'), 401);
  for (const bad of ['-1', 'x', '', '1.5', '99999999999999999999'])
    for (const at of ['/admin/events', '/admin/changes'])
      assert.equal(assertProblem(await owner.get(`${at}?after=${bad}`), 400, `${at} ${bad}`).field, 'after');
  for (const bad of ['0', '501', 'x'])
    assert.equal(assertProblem(await owner.get(`/admin/changes?limit=${bad}`), 400).field, 'limit');
  assert.equal(assertProblem(await owner.post('/admin/events', {}), 405).code, 'method_not_allowed');
  const head = await owner.request('HEAD', '/admin/events');
  assert.equal(head.status, 200);
  const s = await listen(t);
  assert.match(s.headers['content-type'], /^text\/event-stream/);
  assert.equal(s.headers['cache-control'], 'no-store');
  assert.equal(s.headers['content-encoding'], undefined);
  assert.match(s.headers['content-security-policy'], /default-src 'none'/);
  await s.hears('hello', (e) => e.event === 'hello');
  assert.equal(s.retry, 1000);
});

test('a message and an order show on five open streams in under half a second', async (t) => {
  const streams = await Promise.all(Array.from({ length: 5 }, () => listen(t)));
  for (const s of streams) assert.equal((await s.hears('hello', (e) => e.event === 'hello')).id, await newest());
  const late = [], rounds = [];
  for (let round = 0; round < 10; round++) {
    const from = newCustomer(), begin = performance.now();
    assert.equal((await shop.say('hello', { from })).status, 200);
    const acknowledged = performance.now();
    const [{ id: ref }] = await shop.sql(`SELECT customer_id AS id FROM address WHERE channel_address = '${from}'`);
    for (const s of streams) {
      const e = await s.hears(`a message of ${ref}`, (one) => one.event === 'message' && one.data.ref === ref);
      assert.deepEqual(e.data, { id: e.id, kind: 'message', ref });
      late.push(e.at - acknowledged);
      rounds[round] = Math.max(rounds[round] ?? 0, e.at - begin);
    }
    await pause(Math.random() * 100);
  }
  const inTime = (ms) => ms < 500 * SLOW;
  assert.ok(rounds.filter(inTime).length > 5, `ms of each message: ${rounds.map(Math.round)}`); // this machine has more to do
  const orders = [];
  while (orders.length < 5 && !orders.some(inTime)) {
    const phone = await buy(`Olga ${'ABCDE'[orders.length]}`), begin = performance.now();
    await phone.send({ text: 'yes' });
    const [order] = await shop.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
    const heard = await Promise.all(streams.map((s) => s.hears(`order ${order.id}`, (one) => one.event === 'order' && one.data.ref === order.id)));
    orders.push(Math.max(...heard.map((e) => e.at - begin)));
  }
  assert.ok(orders.some(inTime), `ms of each order: ${orders.map(Math.round)}`);
  late.sort((a, b) => a - b);
  t.diagnostic(`from the 200 to the stream: median ${late[late.length >> 1] | 0} ms, worst ${late.at(-1) | 0} ms`);
});

test('each change is told once, where it happens; what changes nothing is not told', async () => {
  let last = await newest();
  const mine = new Set(); // what others said before may still be under way
  const since = async () => {
    const rows = await table(last);
    last = rows.at(-1)?.id ?? last;
    return rows.map((e) => `${e.kind} ${e.ref}`).filter((one) => mine.has(one));
  };
  const from = newCustomer(), form = shop.message('What are your opening hours?', { from });
  const answer = await shop.webhook(form);
  assert.equal(answer.messages.length, 1);
  const [{ id }] = await shop.sql(`SELECT customer_id AS id FROM address WHERE channel_address = '${from}'`);
  for (const kind of ['message', 'conversation', 'system']) mine.add(`${kind} ${id}`);
  assert.deepEqual(await since(), [`message ${id}`], 'what was said and what was answered: one event');
  await shop.webhook(form);
  assert.deepEqual(await since(), [], 'a message delivered twice');

  const at = new URL(answer.messages[0].attributes.statusCallback), sid = form.MessageSid.replace(/.{6}$/, 'abcdef');
  const receipt = (status) => shop.receipt(sid, status, { to: from, path: at.pathname + at.search });
  for (const [status, told] of [['sent', 1], ['sent', 0], ['delivered', 1], ['sent', 0], ['queued', 0], ['read', 1], ['delivered', 0], ['nonsense', 0]]) {
    assert.equal((await receipt(status)).status, 204);
    assert.deepEqual(await since(), told ? [`message ${id}`] : [], status);
  }

  const kinds = async (what, wanted) => soon(what, async () => {
    const rows = await table(last);
    return wanted.every((one) => rows.some((e) => `${e.kind} ${e.ref}` === one)) && rows;
  });
  await shop.say('I want to talk to a human', { from });
  await kinds('handed over', [`message ${id}`, `conversation ${id}`]);
  await soon('all is sent', async () => (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE customer_id = ${id} AND status IN ('queued', 'running', 'unsure')`))[0].n === 0);
  await since();
  assert.equal((await owner.post(`/admin/conversations/${id}/handback`)).status, 200);
  assert.deepEqual(await since(), [`conversation ${id}`]);
  assert.equal((await owner.post(`/admin/conversations/${id}/handback`)).status, 409);
  assert.deepEqual(await since(), [], 'it was the bot’s already');

  const made = await owner.post('/admin/products', { name: 'News stand', category: 'Things', price: 5, stock: 3 });
  assert.equal(made.status, 201, made.text);
  mine.add(`product ${made.json.id}`);
  assert.deepEqual(await since(), [`product ${made.json.id}`]);
  assert.equal((await owner.put(`/admin/products/${made.json.id}`, { price: 'cheap' })).status, 400);
  assert.deepEqual(await since(), [], 'refused');
  assert.equal((await owner.put(`/admin/products/${made.json.id}`, { price: 6 })).status, 200);
  assert.deepEqual(await since(), [`product ${made.json.id}`]);
  assert.equal((await owner.delete(`/admin/products/${made.json.id}`)).status, 204);
  assert.equal((await owner.delete(`/admin/products/${made.json.id}`)).status, 404);
  assert.deepEqual(await since(), [`product ${made.json.id}`]);

  const phone = await buy('Nora');
  await phone.say('yes', /ORD-/);
  const [order] = await shop.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
  const who = order.customer_id;
  for (const one of [`order ${order.id}`, `message ${who}`, `system ${who}`]) mine.add(one);
  const rows = await kinds('placed', [`order ${order.id}`, `message ${who}`]);
  assert.equal(rows.filter((e) => e.kind === 'order').length, 1);
  await soon('all is sent', async () => (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE customer_id = ${who} AND status <> 'read'`))[0].n === 0);
  await since();
  assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'confirmed' })).status, 200);
  await kinds('confirmed, and told so', [`order ${order.id}`, `message ${who}`]);
  await soon('it is read', async () => (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE customer_id = ${who} AND status <> 'read'`))[0].n === 0);
  await since();
  assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'confirmed' })).status, 409);
  assert.deepEqual(await since(), []);

  // Nobody can be reached there: the worker gives up.
  assert.equal((await shop.simulator.post('/switches', { rest_fail: '429', rest_fail_count: 100 })).status, 200);
  try {
    assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'shipped' })).status, 200);
    await kinds('a dead letter', [`message ${who}`, `system ${who}`]);
  } finally {
    assert.equal((await shop.simulator.post('/switches', { rest_fail: 'none', rest_fail_count: 1 })).status, 200);
  }
});

test('what is in the book of changes is told, and pieces that a customer puts aside', async () => {
  const tells = async (kind, what, doing) => {
    const last = await newest(), answer = await doing();
    assert.ok(answer === undefined || answer.status < 300, `${what}: ${answer?.text}`);
    assert.ok((await table(last)).some((e) => e.kind === kind && e.ref === 0), what);
  };
  await tells('system', 'a text', () => owner.put('/admin/texts/en/greeting', { text: 'Good day from *{shop}*!' }));
  await tells('system', 'the shipped text', () => owner.delete('/admin/texts/en/greeting'));
  await tells('system', 'an entry', () => owner.post('/admin/faq', { question: 'Do you rent out tents?', answer: 'No.' }));
  await tells('system', 'a code', () => owner.post('/admin/coupons', { code: 'NEWS10', kind: 'percent', percent_bp: 1000 }));
  await tells('system', 'a ready reply', () => owner.post('/admin/canned', { shortcut: 'news', text: 'News!' }));
  await tells('system', 'a person', () => owner.post('/admin/staff', { username: 'nell', password: 'nell has a long password', role: 'viewer' }));
  await tells('system', 'a session', async () => { await shop.login(); });
  let phone;
  await tells('product', 'pieces put aside', async () => { phone = await buy('Paula'); });
  await tells('product', 'and given back', async () => { await phone.say('cancel'); });
});

test('/admin/changes is the same as the stream', async (t) => {
  const from = await newest(), s = await listen(t, { after: from });
  for (let i = 0; i < 7; i++) await shop.say('hello', { from: newCustomer() });
  const rows = await soon('they are told', async () => {
    const all = await table(from);
    return all.length >= 7 && s.ids.at(-1) === all.at(-1).id && all;
  });
  const { json } = await owner.get(`/admin/changes?after=${from}`);
  assert.deepEqual(json.events.map(({ id, kind, ref }) => ({ id, kind, ref })).slice(0, rows.length), s.events.map((e) => e.data).slice(0, rows.length));
  assert.ok(s.events.every((e) => e.event === e.data.kind && e.id === e.data.id));
  assert.equal(json.missed, false);
  assert.ok(json.events.every((e) => Math.abs(Date.parse(e.created_at) - Date.now()) < 60_000));
  // In small pieces they are the same.
  const pieces = [];
  for (let at = from; ;) {
    const { json: part } = await owner.get(`/admin/changes?after=${at}&limit=2`);
    assert.ok(part.events.length <= 2);
    if (!part.events.length) { assert.equal(part.last_id, at); break; }
    pieces.push(...part.events);
    assert.equal(part.last_id, part.events.at(-1).id);
    at = part.last_id;
  }
  assert.deepEqual(pieces.slice(0, json.events.length), json.events);
  const { json: none } = await owner.get('/admin/changes');
  assert.deepEqual(none.events, []);
  assert.ok(none.last_id >= pieces.at(-1).id); // receipts may come meanwhile
});

test('it goes on behind ?after= and Last-Event-ID, the latter first; who knows too much starts anew', async (t) => {
  const last = await newest();
  assert.ok(last > 10);
  const all = (await table(last - 6)).map((e) => e.id).filter((id) => id <= last); // receipts may come meanwhile
  for (const options of [{ after: last - 6 }, { lastEventId: last - 6 }, { after: 3, lastEventId: last - 6 }, { after: last - 6, lastEventId: 'garbage' }]) {
    const s = await listen(t, options);
    await s.hears(`up to ${last}`, (e) => e.id === last);
    assert.deepEqual(s.ids.slice(0, all.length), all, JSON.stringify(options));
    assert.ok(!s.events.some((e) => e.event === 'hello'));
  }
  for (const options of [{}, { after: 10_000_000 }, { lastEventId: 10_000_000 }]) {
    const s = await listen(t, options);
    await s.hears('hello', (e) => e.event === 'hello');
    assert.equal(s.events[0].event, 'hello');
    assert.ok(s.events[0].id >= last && s.events[0].id < 10_000_000);
    assert.deepEqual(s.events[0].data, { id: s.events[0].id });
  }
  const { json: { last_id: end, ...lost } } = await owner.get('/admin/changes?after=10000000');
  assert.deepEqual(lost, { events: [], missed: true });
  assert.ok(end >= last && end <= await newest());
});

// A console: comes back whenever its stream ends, the way browsers do.
class Console {
  constructor(how, from) {
    Object.assign(this, { how, ids: [], last: from, going: true, opened: 0, refused: 0 });
    this.done = this.run();
  }
  async run() {
    while (this.going) {
      let s;
      try {
        s = await Stream.open(this.how === 'header' ? { after: 0, lastEventId: this.last } : { after: this.last });
      } catch { this.refused++; await pause(20); continue; }
      if (s.status !== 200) {
        assert.ok([502, 503, 504].includes(s.status), `${s.status}`);
        this.refused++;
        s.close();
        await pause(20);
        continue;
      }
      this.opened++;
      this.stream = s;
      await Promise.race([s.over, this.stopped ??= new Promise((stop) => { this.stop = () => { this.going = false; stop(); }; })]);
      s.close();
      assert.ok(!s.events.some((e) => e.event === 'hello'), 'told to start anew');
      this.ids.push(...s.ids);
      this.last = s.ids.at(-1) ?? this.last;
    }
  }
  seen() { return this.stream?.ids.at(-1) ?? this.last; }
}

test('kill -9 of events and of the webhook, again and again: every event once, in order', async (t) => {
  const from = await newest();
  const consoles = ['header', 'address', 'header', 'address'].map((how) => new Console(how, from));
  let talking = true, kills = 0;
  t.after(() => { talking = false; for (const c of consoles) c.stop?.(); });
  const talkers = Array.from({ length: 4 }, async () => {
    for (let i = 0; talking; i++) {
      const form = shop.message(i % 2 ? 'hello' : 'What are your opening hours?', { from: newCustomer() });
      while (talking && (await shop.webhook(form).catch(() => ({ status: 0 }))).status !== 200) await pause(20);
    }
  });
  for (const name of ['events', 'webhook', 'events', 'events', 'webhook', 'events', 'worker', 'events']) {
    await pause(150 + Math.random() * 250);
    if (strike(programs.pidOf(shop, name))) kills++;
  }
  // While nobody is there to tell, things happen, too.
  const down = path.join(programs.build, 'events.down');
  await soon('events runs', () => programs.pidOf(shop, 'events'));
  writeFileSync(down, '');
  await soon('events is down', () => { strike(programs.pidOf(shop, 'events')); return !programs.pidOf(shop, 'events'); });
  await pause(500);
  rmSync(down);
  talking = false;
  await Promise.all(talkers);
  const [{ n: last }] = await shop.sql('SELECT max(id) AS n FROM event');
  for (const c of consoles) await soon('it has caught up', () => c.seen() >= last);
  for (const c of consoles) c.stop();
  await Promise.all(consoles.map((c) => c.done));
  const all = (await table(from)).map((e) => e.id).filter((id) => id <= last);
  assert.ok(all.length > 100 / SLOW, `only ${all.length} events`);
  assert.deepEqual(all, Array.from(all, (_, i) => from + 1 + i), 'the numbers have no gaps');
  for (const c of consoles) {
    assert.deepEqual(c.ids.filter((id) => id <= last), all, c.how);
    assert.ok(c.opened >= 4, `opened ${c.opened} times`);
  }
  assert.ok(kills >= 6);
  t.diagnostic(`${all.length} events, ${kills} kills, streams opened ${consoles.map((c) => c.opened)}, refused ${consoles.map((c) => c.refused)}`);
});

test('far behind: more than the ring holds comes from the database, and the seam does not show', async (t) => {
  const from = await newest();
  const near = await listen(t);
  const { id: begun } = await near.hears('hello', (e) => e.event === 'hello');
  const add = (n) => shop.write(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})
    INSERT INTO event (kind, ref, created_at) SELECT 'system', i, 1000 * unixepoch() FROM n`);
  await add(3000);
  const far = await listen(t, { after: from });
  await add(1500);
  const [{ n: last }] = await shop.sql('SELECT max(id) AS n FROM event');
  for (const [s, behind] of [[near, begun], [far, from]]) {
    await s.hears(`${last}`, (e) => e.id === last);
    assert.deepEqual(s.ids.filter((id) => id <= last), Array.from({ length: last - behind }, (_, i) => behind + 1 + i));
  }
  // Old ones are forgotten by a schedule; who wants them starts anew.
  await shop.write("UPDATE event SET created_at = 1 WHERE id <= (SELECT max(id) - 5 FROM event)");
  execFileSync(path.resolve(root, process.env.B ?? 'build', 'waiter'), ['schedule', 'run', 'forget-events'], { cwd: root, env: shop.env });
  await soon('the old ones are gone', async () => (await shop.sql('SELECT count(*) AS n FROM event'))[0].n < 100, 40_000);
  const late = await listen(t, { after: 1 });
  await late.hears('hello', (e) => e.event === 'hello');
  assert.equal((await owner.get('/admin/changes?after=1')).json.missed, true);
});

test('who closes the page frees his place; threads and files do not grow', async () => {
  const pid = programs.pidOf(shop, 'events');
  await soon('those of before are gone', () => threadsOf(pid) <= 6);
  const before = { threads: threadsOf(pid) };
  for (let round = 0; round < 4; round++) {
    const streams = await Promise.all(Array.from({ length: 30 }, () => listen()));
    assert.ok(threadsOf(pid) >= 30);
    for (const s of streams) s.close();
    await soon('the threads are gone', () => threadsOf(pid) <= before.threads);
    before.fds ??= fdsOf(pid); // with the connections to the database that the first crowd opened
  }
  await soon('the files are closed', () => fdsOf(pid) <= before.fds + 4);
});

test('the session is over: the stream ends; one that goes on has a heartbeat and is no use of the session', { timeout: 60_000 * SLOW }, async (t) => {
  const [leaver, idler, stayer] = await Promise.all([0, 1, 2].map(() => shop.login()));
  const [gone, idle, stays] = await Promise.all([leaver, idler, stayer].map((who) => listen(t, { cookie: who.cookie })));
  const begin = performance.now();
  const seen = "SELECT id_hash, seen_at FROM session ORDER BY created_at DESC LIMIT 3";
  const before = await shop.sql(seen);
  assert.equal((await leaver.post('/admin/logout')).status, 204);
  const hash = execFileSync('sha256sum', { input: idler.cookie.split('=')[1], encoding: 'utf8' }).slice(0, 64);
  await shop.write(`UPDATE session SET seen_at = seen_at - 31 * 60000 WHERE id_hash = '${hash}'`);
  // With the news, long before the next heartbeat; with the heartbeat.
  for (const [s, within] of [[gone, 5000], [idle, 20_000]]) {
    const ended = await Promise.race([s.over, pause(25_000 * SLOW)]);
    assert.ok(ended - begin < within * SLOW, `still told after ${within} ms`);
  }
  assert.equal((await Stream.open({ cookie: leaver.cookie })).status, 401);
  // The first one comes with the news that a session was ended, when everybody's is looked at.
  const beat = await soon('a heartbeat', () => stays.comments.find((at) => at - begin > 5000));
  assert.ok(beat - begin > 13_500 && beat - begin < 20_000 * SLOW, `a heartbeat after ${beat - begin} ms`);
  const afterwards = await shop.sql(seen.replace('LIMIT 3', 'LIMIT 4'));
  const kept = before.filter((one) => afterwards.some((other) => other.id_hash === one.id_hash && other.seen_at === one.seen_at));
  assert.ok(kept.length >= 1, 'listening is no use of a session');
});

test('SIGTERM with open streams: over within a second, and each stream comes to its end', async (t) => {
  const streams = await Promise.all(Array.from({ length: 40 }, () => listen(t)));
  const down = path.join(programs.build, 'events.down'), pid = programs.pidOf(shop, 'events');
  // The watching shell gives the signal on only from its own end, so hold it there and ask ourselves.
  writeFileSync(down, '');
  const parent = +/PPid:\t(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
  process.kill(parent, 'SIGSTOP');
  const begin = performance.now();
  process.kill(pid, 'SIGTERM');
  await soon('it is over', () => !existsSync(`/proc/${pid}/fd`) || /State:\tZ/.test(readFileSync(`/proc/${pid}/status`, 'utf8')), 5000);
  const ms = performance.now() - begin;
  assert.ok(ms < 1000 * SLOW, `${ms} ms`);
  for (const s of streams) assert.ok(await Promise.race([s.over, pause(2000)]), 'a stream hangs');
  t.diagnostic(`40 streams ended in ${ms | 0} ms`);
  rmSync(down);
  // Its end was a good one (status 0), so the shell ends, and the shop with it.
  process.kill(parent, 'SIGCONT');
  assert.equal((await shop.ended).status, 70);
  const home = shop.home;
  shop = await ownShop({ build: programs.build });
  owner = await shop.login();
  rmSync(home, { recursive: true, force: true });
});

test('the house is full: 503, when to come back, and a place again when one leaves', async (t) => {
  const small = await ownShop({ env: { WAITER_EVENTS_STREAMS: '3' } });
  t.after(() => small.close());
  const { cookie } = await small.login();
  const streams = await Promise.all([0, 1, 2].map(() => listen(undefined, { cookie, of: small })));
  const full = await small.get('/admin/events', { cookie });
  assert.equal(assertProblem(full, 503).code, 'busy');
  assert.equal(full.headers.get('retry-after'), '10');
  assert.equal((await small.get('/admin/changes', { cookie })).status, 200, 'asking is still possible');
  assert.equal((await small.get('/admin/events')).status, 401, 'a stranger learns nothing');
  streams[1].close();
  const again = await soon('a place', async () => {
    const s = await Stream.open({ cookie, of: small });
    if (s.status === 200) return s;
    s.close();
    return undefined;
  });
  assert.equal((await small.say('hello')).status, 200);
  for (const s of [streams[0], streams[2], again]) await s.hears('a message', (e) => e.event === 'message');
  assert.equal((await small.close()).status, 0);
});
