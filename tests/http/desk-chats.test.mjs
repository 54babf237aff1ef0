// People answer chats over HTTP: take and give back, reply, note, close, block, search, ready replies.
// Expectations from the issue and what a shop needs; what leaves is read on the simulated phone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { approveTemplate, assertProblem, makeTemplate, newCustomer, ownShop, Phone, soon } from './help.mjs';
import { root } from './shop.mjs';

const STAFF = { username: 'ana', password: 'ana has a long password' };
const TIMER = 600_000;
let shop, owner, ana;

const write = (sql) => shop.write(sql);

function addStaff({ username, password }, role) {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(root, process.env.B ?? 'build', 'waiter'), ['staff', 'add', username, role], { env: shop.env, cwd: root });
    child.on('exit', (status) => (status === 0 ? resolve() : reject(new Error(`staff add: ${status}`))));
    child.stdin.end(`${password}\n`);
  });
}

before(async () => {
  shop = await ownShop();
  await addStaff(STAFF, 'staff');
  owner = await shop.login();
  ana = await shop.login(STAFF);
});
after(() => shop?.close());

const key = () => randomUUID();
const ok = (answer, status = 200) => { assert.equal(answer.status, status, answer.text); return answer.json; };
const idOf = async (address) => (await shop.sql(`SELECT customer_id AS id FROM address WHERE channel_address = '${address}'`))[0].id;
const chats = async (query = '', me = owner) => ok(await me.get(`/admin/chats${query}`));
const chat = async (id, me = owner) => ok(await me.get(`/admin/chats/${id}`));
const messages = async (id, query = '') => ok(await owner.get(`/admin/chats/${id}/messages${query}`));
const reply = (id, text, { me = owner, k = key() } = {}) => me.post(`/admin/chats/${id}/messages`, { text, key: k });
const names = (list) => list.map((c) => c.name ?? c.profile_name);

// Somebody with a phone at the simulator who has said hello and got an answer.
async function customer(name) {
  const phone = await Phone.open(shop, name);
  await phone.say('hello');
  return { phone, id: await idOf(phone.address) };
}

test('a person’s reply reaches the phone; the bot is silent meanwhile and comes back by a click', async () => {
  const { phone, id } = await customer('Tara Takeover');
  const sent = await phone.send({ text: 'do you sell gift cards in Braille?' });
  const message = ok(await reply(id, '  We do, and they are lovely.\nAna  ', { me: ana }), 201);
  assert.equal(message.body, 'We do, and they are lovely.\nAna');
  assert.equal(message.source, 'staff');
  assert.equal(message.why, 'ana');
  assert.equal(message.direction, 'out');
  await phone.hears(sent, 'We do, and they are lovely.\nAna');
  let now = await chat(id);
  assert.equal(now.owner, 'human');
  assert.equal(now.assigned_to, 'ana');
  assert.ok(new Date(now.human_until) > Date.now());
  await phone.saysInVain('hello');
  await phone.saysInVain('menu');
  now = ok(await ana.post(`/admin/chats/${id}/give-back`));
  assert.equal(now.owner, 'bot');
  assert.equal(now.assigned_to, null);
  await phone.say('hello', 'Browse products');
  const { notes } = await messages(id);
  assert.deepEqual(notes.map((n) => [n.kind, n.author]).reverse(), [['taken', 'ana'], ['returned', 'ana']]);
  assert.equal(assertProblem(await ana.post(`/admin/chats/${id}/give-back`), 409).code, 'not_allowed_now');
});

test('several replies arrive in their order, and their marks come back', async () => {
  const { phone, id } = await customer('Otto Order');
  const sent = await phone.send({ text: 'human' });
  for (let i = 1; i <= 5; i++) ok(await reply(id, `line ${i} of 5`), 201);
  const last = await phone.hears(sent, 'line 5 of 5');
  const heard = (await phone.received()).filter((m) => /^line \d of 5$/.test(m.body) && m.id <= last.id).map((m) => m.body);
  assert.deepEqual(heard, [1, 2, 3, 4, 5].map((i) => `line ${i} of 5`));
  await soon('all are marked as arrived', async () =>
    (await messages(id)).messages.slice(0, 5).every((m) => ['sent', 'delivered', 'read'].includes(m.delivery)));
});

test('the bot comes back by itself when the time is over', async () => {
  const quick = await ownShop({ env: { WAITER_HUMAN_TIMEOUT_MS: String(TIMER) } });
  try {
    const me = await quick.login();
    const phone = await Phone.open(quick, 'Tim Timer');
    await phone.say('hello');
    const [{ id }] = await quick.sql('SELECT id FROM customer');
    const begin = Date.now();
    ok(await me.post(`/admin/chats/${id}/take`));
    await phone.saysInVain('hello');
    const [{ until }] = await quick.sql('SELECT human_until AS until FROM conversation');
    assert.ok(until >= begin + TIMER && until <= Date.now() + TIMER, `${until - begin} ms`);
    assert.equal((await me.get(`/admin/chats/${id}`)).json.owner, 'human');
    // The time passes: nothing else ends it.
    await quick.write(`UPDATE conversation SET human_until = ${Date.now()}`);
    await soon('the bot has it', async () => (await me.get(`/admin/chats/${id}`)).json.owner === 'bot');
    await phone.say('hello', 'Browse products');
    assert.equal((await me.get('/admin/chats?tab=mine')).json.chats.length, 0);
  } finally { await quick.close(); }
});

test('a double click sends once; the same key with other words is refused', async () => {
  const { phone, id } = await customer('Dora Double');
  const k = key();
  const answers = await Promise.all(Array.from({ length: 6 }, () => reply(id, 'only once', { k })));
  assert.deepEqual([...new Set(answers.map((a) => a.status))], [201]);
  assert.equal(new Set(answers.map((a) => a.json.id)).size, 1);
  await phone.hears({ id: 0 }, 'only once');
  assert.equal((await shop.sql(`SELECT count(*) AS n FROM outbox WHERE body = 'only once'`))[0].n, 1);
  assert.equal(assertProblem(await reply(id, 'other words', { k }), 409).code, 'conflict');
  const n = key();
  const notes = await Promise.all([1, 2, 3].map(() => owner.post(`/admin/chats/${id}/notes`, { text: 'a note', key: n })));
  assert.equal(new Set(notes.map((a) => ok(a, 201).id)).size, 1);
});

test('what cannot be written: empty, too long, unknown fields, nobody there', async () => {
  const { id } = await customer('Lena Long');
  for (const text of ['', '   \n ', 'x'.repeat(1601), 5, null]) assertProblem(await owner.post(`/admin/chats/${id}/messages`, { text, key: key() }), 400, String(text));
  for (const k of ['', 'short', 'x'.repeat(65), undefined]) assertProblem(await owner.post(`/admin/chats/${id}/messages`, { text: 'hi', key: k }), 400, k);
  assertProblem(await owner.post(`/admin/chats/${id}/messages`, { text: 'hi', key: key(), source: 'rule' }), 400);
  assertProblem(await reply(99999, 'hi'), 404);
  for (const what of ['take', 'give-back', 'close', 'reopen', 'block', 'unblock']) assertProblem(await owner.post(`/admin/chats/99999/${what}`), 404, what);
  ok(await reply(id, '😀'.repeat(1600)), 201);
});

const closeWindow = (id) => write(`UPDATE conversation SET window_end_at = (unixepoch() - 60) * 1000 WHERE customer_id = ${id}`);
const templates = async (id, me = owner) => ok(await me.get(`/admin/chats/${id}/templates`)).templates;

test('after 24 hours an approved template asks to write again, once; then a person answers', async () => {
  const { phone, id } = await customer('Tom Template');
  const ask = (me = owner, more = {}) => me.post(`/admin/chats/${id}/templates`, { kind: 'ask_back', ...more });
  await approveTemplate(shop, write, 'ask_back', 'Hello {{1}}, we have found it out. Please write back.');
  assert.equal(assertProblem(await ask(), 409).code, 'not_allowed_now', 'one may write anyway');
  assert.deepEqual(await templates(id), [], 'one may write anyway');
  await shop.simulator.post(`/customers/${phone.id}`, { window_closed: true });
  await closeWindow(id);
  // The shop does not know the template's words: its own for that notice are shown, and said to be so.
  assert.deepEqual(await templates(id), [{ kind: 'ask_back', text: 'Hi Tom Template! We have an answer for you. Just write back here and we will go on.', approved: false, words: false }]);
  assertProblem(await ask(owner, { kind: 'nothing' }), 400);
  assertProblem(await ask(owner, { kind: 'refund' }), 400, 'not sent by hand');
  assertProblem(await ask(owner, { more: 1 }), 400);
  assert.equal(assertProblem(await ask(owner, { kind: 'from_staff', words: 'x' }), 409).code, 'not_allowed_now', 'no such template is named');
  const before = (await phone.received()).at(-1);
  ok(await ask(ana));
  await phone.hears(before, 'Hello Tom Template, we have found it out.');
  assert.deepEqual(await templates(id), []);
  assert.equal(assertProblem(await ask(), 409).code, 'not_allowed_now', 'not twice');
  const [row] = await shop.sql(`SELECT action, actor FROM audit WHERE subject = 'chat' AND ref = '${id}' ORDER BY id DESC LIMIT 1`);
  assert.deepEqual(row, { action: 'chat.template', actor: 'ana' });
  await shop.simulator.post(`/customers/${phone.id}`, { window_closed: false });
  const back = await phone.send({ text: 'tell me' });
  ok(await reply(id, 'It is made of oak.'), 201);
  await phone.hears(back, 'It is made of oak.');
});

test('templates are chosen from: own words in one, news of the order in another, none that lacks a value', async () => {
  const { phone, id } = await customer('Wanda Words');
  for (const text of ['2 house mugs', 'checkout', 'Wanda Words', 'pickup', 'yes']) await phone.say(text);
  const [order] = await shop.sql(`SELECT number FROM orders WHERE customer_id = ${id}`);
  const put = async (kind, body, variables) => {
    const sid = await makeTemplate(shop, kind, body, Object.fromEntries(variables.map((name, i) => [i + 1, name])));
    return owner.put(`/admin/notices/${kind}/templates/en`, { content_sid: sid, variables, body });
  };
  const words = 'Hello {{1}}, about your order {{2}}: {{3}} Write back if you like.';
  assert.equal(assertProblem(await put('from_staff', words, ['name', 'number']), 400).code, 'bad_input', '{{3}} is none of two');
  assertProblem(await put('from_staff', 'Hello {{1}}.', ['name', 'words']), 400, 'where are the words?');
  ok(await put('from_staff', words, ['name', 'number', 'words']));
  ok(await put('order_pending', 'Dear {{1}}, your order {{2}} waits.', ['name', 'number']));
  ok(await put('order_shipped', '{{1}} is on its way.', ['number']));
  await shop.simulator.post(`/customers/${phone.id}`, { window_closed: true });
  await closeWindow(id);
  const all = await templates(id);
  assert.deepEqual(all.filter((one) => one.kind !== 'ask_back'), [
    { kind: 'from_staff', text: `Hello Wanda Words, about your order ${order.number}: {words} Write back if you like.`, approved: true, words: true },
    { kind: 'order_pending', text: `Dear Wanda Words, your order ${order.number} waits.`, approved: true, words: false },
  ], 'it is pending, not shipped');
  for (const empty of [undefined, '', ' \n ']) assertProblem(await owner.post(`/admin/chats/${id}/templates`, { kind: 'from_staff', words: empty }), 400);
  assertProblem(await owner.post(`/admin/chats/${id}/templates`, { kind: 'from_staff', words: 'x'.repeat(501) }), 400);
  const before = (await phone.received()).at(-1);
  ok(await owner.post(`/admin/chats/${id}/templates`, { kind: 'from_staff', words: 'the blue ones\nare {{1}} gone.' }));
  const says = `Hello Wanda Words, about your order ${order.number}: the blue ones are {{1}} gone. Write back if you like.`;
  await phone.hears(before, says);
  const [sent] = await shop.sql(`SELECT l.body, o.content_sid IS NOT NULL AS template FROM outbox o JOIN chat_log l ON l.id = o.chat_log_id WHERE o.customer_id = ${id} ORDER BY o.id DESC LIMIT 1`);
  assert.deepEqual(sent, { body: says, template: 1 }, 'the chat shows what is read');
  assert.deepEqual((await templates(id)).map((one) => one.kind).filter((kind) => kind !== 'ask_back'), ['order_pending']);
  const stranger = await customer('Nora None');
  await closeWindow(stranger.id);
  assert.deepEqual((await templates(stranger.id)).map((one) => one.kind).filter((kind) => kind !== 'ask_back'), [], 'no order, no number: not offered');
});

test('after STOP and after 24 hours a reply is refused with its reason, and nothing is taken', async () => {
  const { phone, id } = await customer('Stan Stop');
  await phone.send({ text: 'STOP' });
  assert.equal(assertProblem(await reply(id, 'hi'), 409).code, 'opted_out');
  let now = await chat(id);
  assert.deepEqual([now.may_write, now.may_not_because, now.owner], [false, 'opted_out', 'bot']);
  await phone.send({ text: 'START' });
  assert.equal((await chat(id)).may_write, true);
  await write(`UPDATE conversation SET window_end_at = (unixepoch() + 60) * 1000 WHERE customer_id = ${id}`);
  assert.equal(assertProblem(await reply(id, 'hi'), 409).code, 'window_closed');
  now = await chat(id);
  assert.deepEqual([now.may_write, now.may_not_because, now.owner], [false, 'window_closed', 'bot']);
  ok(await owner.post(`/admin/chats/${id}/notes`, { text: 'asked too late', key: key() }), 201);
});

test('a blocked customer is heard but never answered until unblocked; a STOP still counts', async () => {
  const { phone, id } = await customer('Bruno Block');
  assert.equal(ok(await owner.post(`/admin/chats/${id}/block`)).blocked, true);
  const answer = await shop.say('hello?', { from: phone.address });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.messages, []);
  await phone.saysInVain('human');
  assert.deepEqual((await messages(id)).messages.slice(0, 2).map((m) => m.body), ['human', 'hello?']);
  assert.equal((await chats()).chats.find((c) => c.id === id).blocked, true);
  assert.equal(assertProblem(await reply(id, 'no'), 409).code, 'customer_blocked');
  assert.equal(assertProblem(await owner.post(`/admin/chats/${id}/block`), 409).code, 'not_allowed_now');
  await phone.saysInVain('STOP');
  assert.equal(ok(await owner.post(`/admin/chats/${id}/unblock`)).opted_out, true);
  await phone.say('START', 'back');
  await phone.say('hello', 'Browse products');
});

test('the list: newest first, unread and last line, tabs with counts, search, pages', async () => {
  const people = [];
  for (const name of ['Lia One', 'Lia Two', 'Lia Three']) people.push(await customer(name));
  const [one, two, three] = people;
  let list = (await chats('?q=Lia')).chats;
  assert.deepEqual(names(list), ['Lia Three', 'Lia Two', 'Lia One']);
  assert.equal(list[0].unread, 1);
  assert.equal(list[0].last_direction, 'out');
  await one.phone.send({ text: 'human please' });
  await one.phone.send({ text: 'my parcel is wet' });
  list = (await chats('?q=Lia')).chats;
  assert.equal(list[0].last_message, 'my parcel is wet');
  assert.equal(list[0].last_direction, 'in');
  assert.equal(list[0].unread, 3);
  const newest = (await messages(one.id)).messages[0];
  assert.equal((await owner.post(`/admin/chats/${one.id}/read`, { up_to: newest.id })).status, 204);
  assert.equal((await owner.post(`/admin/chats/${one.id}/read`, { up_to: 1 })).status, 204);
  assert.equal((await chats('?q=Lia')).chats[0].unread, 0, 'reading goes forward only');

  const waiting = async () => names((await chats('?tab=waiting&q=Lia')).chats);
  const mine = async (me) => names((await chats('?tab=mine&q=Lia', me)).chats);
  const before = (await chats('', ana)).counts;
  assert.deepEqual(await waiting(), ['Lia One']);
  ok(await ana.post(`/admin/chats/${one.id}/take`));
  assert.deepEqual([await waiting(), await mine(ana), await mine(owner)], [[], ['Lia One'], []]);
  const counts = (await chats('', ana)).counts;
  assert.deepEqual([counts.waiting, counts.mine], [before.waiting - 1, before.mine + 1]);
  ok(await owner.post(`/admin/chats/${one.id}/take`)); // somebody else goes on
  assert.deepEqual([await mine(ana), await mine(owner)], [[], ['Lia One']]);

  assert.ok(ok(await owner.post(`/admin/chats/${one.id}/close`)).closed_at);
  assert.deepEqual([await mine(owner), names((await chats('?tab=closed&q=Lia')).chats)], [[], ['Lia One']]);
  assert.ok(!(await chats('?tab=all')).chats.some((c) => c.id === one.id), 'closed ones are out of the way');
  assert.equal(ok(await owner.post(`/admin/chats/${one.id}/reopen`)).closed_at, null);
  ok(await owner.post(`/admin/chats/${one.id}/close`));
  await one.phone.say('hello', 'Browse products'); // the customer writes: open again, and the bot answers
  assert.deepEqual(names((await chats('?tab=closed&q=Lia')).chats), []);

  const pages = [];
  for (let next = ''; next !== null;) {
    const page = await chats(`?q=Lia&limit=1${next && `&cursor=${encodeURIComponent(next)}`}`);
    pages.push(...names(page.chats));
    next = page.next_cursor ?? null;
  }
  assert.deepEqual(pages, ['Lia One', 'Lia Three', 'Lia Two']);
  const digits = two.phone.address.replace(/\D/g, '');
  assert.deepEqual(names((await chats(`?q=${encodeURIComponent(`${digits.slice(2, 5)} ${digits.slice(5, 8)}-${digits.slice(8)}`)}`)).chats), ['Lia Two'], 'a phone as people write it');
  for (const q of ['%', '_', "'; DROP TABLE customer; --", '"', '\\']) ok(await owner.get(`/admin/chats?q=${encodeURIComponent(q)}`));
  for (const bad of ['?tab=nothing', '?limit=0', '?cursor=zzz', `?q=${'x'.repeat(101)}`]) assertProblem(await owner.get(`/admin/chats${bad}`), 400, bad);
  assert.ok(three);
});

test('a thread comes in pages with its notes between the right messages', async () => {
  const { phone, id } = await customer('Nora Notes');
  const note = async (text) => ok(await ana.post(`/admin/chats/${id}/notes`, { text, key: key() }), 201);
  const first = await note('after the greeting <b>');
  await phone.say('What are your opening hours?');
  const second = await note('asked for hours');
  assert.equal(first.author, 'ana');
  assert.ok(second.after_id > first.after_id);
  const seen = [];
  for (let next = ''; next !== null;) {
    const page = await messages(id, `?limit=1${next && `&cursor=${encodeURIComponent(next)}`}`);
    seen.push(...[...page.notes.map((n) => ['note', n.body, n.after_id + 0.5]), ...page.messages.map((m) => [m.direction, m.body, m.id])]
      .sort((a, b) => b[2] - a[2]));
    next = page.next_cursor ?? null;
  }
  assert.deepEqual(seen.map(([kind]) => kind), ['note', 'out', 'in', 'note', 'out', 'in']);
  assert.equal(seen[0][1], 'asked for hours');
  assert.equal(seen[3][1], 'after the greeting <b>');
  const answer = (await messages(id)).messages[0];
  assert.equal(answer.source, 'faq');
  assert.ok(answer.why && answer.confidence > 0 && answer.confidence <= 100);
  assert.ok(!(await phone.received()).some((m) => m.body.includes('asked for hours')), 'a note never leaves');
});

test('a message that died is sent anew by a click, once', async () => {
  const { phone, id } = await customer('Rita Retry');
  const message = ok(await reply(id, 'second try'), 201);
  const heard = await phone.hears({ id: 0 }, 'second try');
  assert.equal(assertProblem(await owner.post(`/admin/messages/${message.id}/retry`), 409).code, 'not_allowed_now');
  await soon('it is at rest', async () => (await messages(id)).messages[0].delivery === 'read'); // or its receipt comes later
  await write(`UPDATE outbox SET status = 'dead', error = 'could not be sent in time' WHERE chat_log_id = ${message.id}`);
  const dead = (await messages(id)).messages[0];
  assert.deepEqual([dead.delivery, dead.delivery_error], ['dead', 'could not be sent in time']);
  const clicks = await Promise.all([1, 2, 3].map(() => owner.post(`/admin/messages/${message.id}/retry`)));
  assert.deepEqual(clicks.map((a) => a.status).sort(), [201, 409, 409]);
  await phone.hears(heard, 'second try');
  const all = (await messages(id)).messages;
  assert.equal(all.filter((m) => m.body === 'second try').length, 1, 'one line in the thread');
  assertProblem(await owner.post('/admin/messages/999999/retry'), 404);
});

test('messages are found by their words, newest first, in pages', async () => {
  const { phone, id } = await customer('Saul Search');
  const other = await customer('Sid Search');
  await phone.send({ text: 'The zebrawood tray arrived cracked' });
  await other.phone.send({ text: 'Is the ZEBRAWOOD tray back?' });
  ok(await reply(id, 'So sorry about the zebrawood!'), 201);
  const find = async (query) => ok(await owner.get(`/admin/message-search?${query}`)).messages;
  assert.deepEqual((await find('q=zebrawood')).map((m) => m.customer_name), ['Saul Search', 'Sid Search', 'Saul Search']);
  assert.deepEqual((await find('q=zebra%20cracked')).map((m) => m.body), ['The zebrawood tray arrived cracked'], 'all the words, each as a beginning');
  const page = ok(await owner.get('/admin/message-search?q=zebrawood&limit=2'));
  const rest = ok(await owner.get(`/admin/message-search?q=zebrawood&limit=2&cursor=${encodeURIComponent(page.next_cursor)}`));
  assert.deepEqual([page.messages.length, rest.messages.length, rest.next_cursor ?? null], [2, 1, null]);
  assert.deepEqual((await find('q=Z%C3%89BRAW')).map((m) => m.customer_name), ['Saul Search', 'Sid Search', 'Saul Search'], 'in any spelling of accents and capitals');
  assert.ok((await find('q=z')).length >= 3, 'one letter begins a word too');
  // The newest of thousands that begin alike fill a page; what is behind them all is found too.
  await write(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500)
    INSERT INTO chat_log (customer_id, direction, body, created_at) SELECT ${other.id}, 'in', 'zebrafish ' || i, ${Date.now()} FROM n`);
  assert.equal((await find('q=zebra&limit=2'))[0].body, 'zebrafish 4500');
  assert.deepEqual((await find('q=zebraw')).map((m) => m.customer_name), ['Saul Search', 'Sid Search', 'Saul Search']);
  for (const q of ['"', '* OR *', 'body:x', 'NEAR(a b)', '-', "'"]) ok(await owner.get(`/admin/message-search?q=${encodeURIComponent(q)}`));
  assertProblem(await owner.get('/admin/message-search'), 400);
});

test('the side shows the customer’s orders', async () => {
  const phone = await Phone.open(shop, 'Olga Orders');
  for (const text of ['1 black hoodie in L', 'checkout', 'Olga Orders', 'pickup', 'yes']) await phone.say(text);
  const now = await chat(await idOf(phone.address));
  assert.equal(now.orders.length, 1);
  assert.equal(now.orders[0].status, 'pending');
  assert.match(now.orders[0].summary, /1 x .*Hoodie/);
  assert.equal(now.name, 'Olga Orders');
  ok(await owner.post(`/admin/chats/${now.id}/block`));
  const sent = async () => (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE customer_id = ${now.id}`))[0].n;
  const before = await sent();
  ok(await owner.put(`/admin/orders/${now.orders[0].id}/status`, { status: 'confirmed' }));
  assert.equal(await sent(), before, 'a blocked customer is not told of orders either');
});

test('replies at hand: added, changed, removed; one shortcut once', async () => {
  const add = (json) => owner.post('/admin/canned', json);
  const made = ok(await add({ shortcut: 'hours', text: 'Hello {name}, we are open 9 to 5.' }), 201);
  assert.equal(made.shortcut, 'hours');
  assert.equal(assertProblem(await add({ shortcut: 'HOURS', text: 'again' }), 409).code, 'conflict');
  for (const bad of [{ shortcut: 'two words', text: 'x' }, { shortcut: '', text: 'x' }, { shortcut: 'x', text: '  ' }, { shortcut: 'x' },
    { shortcut: 'x', text: 'y'.repeat(1601) }, { shortcut: 'x'.repeat(33), text: 'y' }, { shortcut: 'x', text: 'y', id: 5 }]) assertProblem(await add(bad), 400, JSON.stringify(bad));
  ok(await ana.put(`/admin/canned/${made.id}`, { shortcut: 'open', text: 'Your order {order}' }));
  assert.deepEqual(ok(await ana.get('/admin/canned')).canned, [{ id: made.id, shortcut: 'open', text: 'Your order {order}' }]);
  assertProblem(await owner.put('/admin/canned/99999', { shortcut: 'q', text: 'q' }), 404);
  assert.equal((await owner.delete(`/admin/canned/${made.id}`)).status, 204);
  assertProblem(await owner.delete(`/admin/canned/${made.id}`), 404);
  assert.deepEqual(ok(await owner.get('/admin/canned')).canned, []);
});

test('hostile words of customers and staff come back as they were said', async () => {
  const from = newCustomer(), hostile = '"><script>alert(1)</script>\u202e{name}\u0301';
  await shop.say(hostile, { from, name: '<img src=x onerror=alert(1)>' });
  const id = await idOf(from);
  assert.equal((await messages(id)).messages.at(-1).body, hostile);
  assert.equal(ok(await reply(id, hostile), 201).body, hostile);
});
