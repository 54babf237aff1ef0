// Accounts, roles, sessions, keys of machines and the book of changes (design.md §8, reliability.md
// E8-E10, T28, T29). Black box: through nginx, and the database only read, or aged.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test, { after, before } from 'node:test';
import { assertProblem, newCustomer, ownShop, soon } from './help.mjs';
import { OWNER, root } from './shop.mjs';

const run = promisify(execFile);
const BUILD = path.join(root, process.env.B ?? 'build');
const LONG = 'a password of good length';
let shop, owner;

before(async () => {
  shop = await ownShop();
  owner = await shop.login();
});
after(() => shop?.close());

const write = (sql) => shop.write(sql);
const audit = async (query = '') => (await owner.get(`/admin/audit?limit=100${query}`)).json.audit;
async function routes() {
  const { stdout } = await run(path.join(BUILD, 'admin'), ['--routes']);
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}
async function addStaff(username, role, password = LONG) {
  const made = await owner.post('/admin/staff', { username, role, password });
  assert.equal(made.status, 201, made.text);
  return made.json;
}
const signIn = (username, password = LONG) => shop.login({ username, password });

/* ---- accounts ---- */

test('the owner adds, changes and removes accounts; each is in the list and in the book', async () => {
  const made = await owner.post('/admin/staff', { username: 'Rosa', password: LONG, role: 'staff' });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.headers.get('location'), `/admin/staff/${made.json.id}`);
  assert.deepEqual([made.json.username, made.json.role, made.json.sessions, made.json.seen_at], ['Rosa', 'staff', 0, null]);
  assert.doesNotMatch(made.text, /password|hash/);
  const rosa = await signIn('rosa');
  const listed = (await owner.get('/admin/staff')).json.staff;
  assert.equal(listed.find((s) => s.username === 'Rosa').sessions, 1);
  assert.ok(listed.find((s) => s.username === 'owner'));

  const up = await owner.put(`/admin/staff/${made.json.id}`, { role: 'owner' });
  assert.equal(up.json.role, 'owner', up.text);
  assert.equal((await rosa.get('/admin/staff')).status, 200, 'at once');
  assert.equal((await owner.put(`/admin/staff/${made.json.id}`, { role: 'viewer' })).status, 200);
  assertProblem(await rosa.get('/admin/staff'), 403);

  await owner.put(`/admin/staff/${made.json.id}`, { password: 'another password, longer' });
  assertProblem(await rosa.get('/admin/session'), 401, 'a new password ends sessions');
  const again = await signIn('Rosa', 'another password, longer');
  assert.equal((await owner.delete(`/admin/staff/${made.json.id}`)).status, 204);
  assertProblem(await again.get('/admin/session'), 401);
  assertProblem(await shop.post('/admin/login', { username: 'Rosa', password: 'another password, longer' }), 401);
  assertProblem(await owner.delete(`/admin/staff/${made.json.id}`), 404);
  assert.equal((await addStaff('Rosa', 'staff')).id, made.json.id, 'the same name comes back');

  const book = await audit('&subject=staff');
  assert.deepEqual(book.slice(0, 6).map((r) => r.action).reverse(),
    ['staff.add', 'staff.change', 'staff.change', 'staff.change', 'staff.remove', 'staff.add']);
  assert.deepEqual([book[4].actor, book[4].before, book[4].after],
    ['owner', { username: 'Rosa', role: 'staff' }, { username: 'Rosa', role: 'owner' }]);
  assert.equal(book[2].after.new_password, true);
});

test('what is no account', async () => {
  for (const [body, status, field] of [[{}, 400], [{ username: 'x', password: 'short', role: 'staff' }, 400, 'password'],
    [{ username: 'x', password: LONG, role: 'god' }, 400, 'role'], [{ username: '', password: LONG, role: 'staff' }, 400, 'username'],
    [{ username: 'key:x', password: LONG, role: 'staff' }, 400, 'username'],
    [{ username: 'OWNER', password: LONG, role: 'staff' }, 409], [{ username: 'x', password: LONG, role: 'staff', id: 1 }, 400, 'id']]) {
    const p = assertProblem(await owner.post('/admin/staff', body), status, JSON.stringify(body));
    if (field) assert.equal(p.field, field);
  }
  assertProblem(await owner.put('/admin/staff/999999', { role: 'staff' }), 404);
  assertProblem(await owner.put('/admin/staff/1', { username: 'other' }), 400);
});

test('the last owner can be neither removed nor demoted, not even by two requests at once', async () => {
  const me = (await owner.get('/admin/staff')).json.staff.find((s) => s.username === 'owner');
  for (const answer of [await owner.delete(`/admin/staff/${me.id}`), await owner.put(`/admin/staff/${me.id}`, { role: 'staff' })])
    assert.equal(assertProblem(answer, 409).code, 'not_allowed_now');
  const second = await addStaff('second owner', 'owner');
  const other = await signIn('second owner');
  const both = await Promise.all([owner.delete(`/admin/staff/${second.id}`), other.put(`/admin/staff/${me.id}`, { role: 'staff' })]);
  const [{ n }] = await shop.sql("SELECT count(*) AS n FROM staff WHERE role = 'owner' AND active = 1");
  assert.equal(n, 1, both.map((a) => a.status).join());
  await write(`UPDATE staff SET role = 'owner' WHERE id = ${me.id}; UPDATE staff SET active = 0 WHERE id = ${second.id}`);
});

/* ---- roles ---- */

test('every route: nobody, viewer, staff, owner may what the table says', async () => {
  await addStaff('vera', 'viewer');
  await addStaff('stan', 'staff');
  const vera = await signIn('vera'), stan = await signIn('stan');
  const keyOf = async (role) => (await owner.post('/admin/keys', { name: `matrix ${role}`, role })).json.key;
  const keys = { viewer: await keyOf('viewer'), staff: await keyOf('staff'), owner: await keyOf('owner') };
  const rank = { viewer: 1, staff: 2, owner: 3 };
  const ends = new Set(['/admin/logout', '/admin/sessions']); // they would end what asks
  for (const { method, pattern, who, body_most: most } of await routes()) {
    if (who === 'anyone' || (ends.has(pattern) && method !== 'GET')) continue;
    const at = pattern.replace(/:\w+/g, '999999');
    assertProblem(await shop.request(method, at, most ? {} : undefined), 401, `nobody ${method} ${at}`);
    for (const [me, role] of [[vera, 'viewer'], [stan, 'staff'], [owner, 'owner']]) {
      const needs = method === 'GET' && who === 'staff' ? 'viewer' : who;
      const may = rank[role] >= rank[needs];
      const byKey = await shop.request(method, at, most ? {} : undefined, { authorization: `Bearer ${keys[role]}` });
      const bySession = await me.request(method, at, most ? {} : undefined);
      if (may) assert.ok(![401, 403].includes(bySession.status) && bySession.status < 500, `${role} ${method} ${pattern}: ${bySession.text}`);
      else for (const answer of [bySession, byKey]) assert.equal(assertProblem(answer, 403, `${role} ${method} ${pattern}`).code, 'forbidden');
      assert.ok(byKey.status < 500 && byKey.status !== 401, `key of ${role} ${method} ${pattern}: ${byKey.text}`);
    }
  }
});

/* ---- oneself ---- */

test('one’s own password needs the old one; all other sessions end, this one lives', async () => {
  await addStaff('paul', 'viewer');
  const one = await signIn('paul'), two = await signIn('paul');
  const put = (old_password, password) => one.put('/admin/password', { old_password, password });
  assert.equal(assertProblem(await put('not the old one', 'a new password of mine'), 400).field, 'old_password');
  assert.equal(assertProblem(await put(LONG, 'too short'), 400).field, 'password');
  assert.equal((await put(LONG, 'a new password of mine')).status, 204);
  assert.equal((await one.get('/admin/session')).status, 200);
  assertProblem(await two.get('/admin/session'), 401);
  assertProblem(await shop.post('/admin/login', { username: 'paul', password: LONG }), 401);
  await signIn('paul', 'a new password of mine');
  const [row] = await audit('&actor=paul');
  assert.deepEqual([row.action, row.before, row.after], ['staff.password', null, null]);
});

test('the password changed in the console outlives a restart', async () => {
  await run(path.join(BUILD, 'waiter'), ['staff', 'sync'], { env: { ...shop.env }, cwd: root });
  assert.equal((await owner.get('/admin/session')).status, 200, 'nothing new: sessions live on');
  assert.equal((await owner.put('/admin/password', { old_password: OWNER.password, password: 'the owner chose this' })).status, 204);
  await run(path.join(BUILD, 'waiter'), ['staff', 'sync'], { env: { ...shop.env }, cwd: root });
  await signIn('owner', 'the owner chose this');
  assert.equal((await owner.put('/admin/password', { old_password: 'the owner chose this', password: OWNER.password })).status, 204);
});

test('sessions: device and last use, one ended, all others ended; only an owner sees everybody’s', async () => {
  await addStaff('sam', 'staff');
  const login = async (device) => {
    const answer = await shop.post('/admin/login', { username: 'sam', password: LONG }, { 'user-agent': device });
    const cookie = answer.headers.getSetCookie()[0].split(';')[0];
    return { cookie, 'x-csrf-token': answer.json.csrf_token };
  };
  const laptop = await login('Laptop/1'), phone = await login('Phone/2'), tablet = await login('Tablet/3 <script>');
  const list = async (headers, query = '') => (await shop.get(`/admin/sessions${query}`, headers)).json.sessions;
  const mine = await list(laptop);
  assert.deepEqual(mine.map((s) => s.device).sort(), ['Laptop/1', 'Phone/2', 'Tablet/3 <script>']);
  assert.deepEqual(mine.filter((s) => s.this_one).map((s) => s.device), ['Laptop/1']);
  assert.ok(mine.every((s) => s.address === '127.0.0.1' && Date.parse(s.seen_at) && s.username === 'sam'));
  assert.doesNotMatch(JSON.stringify(mine), /hash|csrf/);
  assertProblem(await shop.get('/admin/sessions?all=1', laptop), 403);
  const all = (await owner.get('/admin/sessions?all=1')).json.sessions;
  assert.ok(new Set(all.map((s) => s.username)).size > 1);

  const others = all.find((s) => s.username === 'owner');
  assertProblem(await shop.delete(`/admin/sessions/${others.id}`, laptop), 404, 'another’s session');
  assert.equal((await shop.delete(`/admin/sessions/${mine.find((s) => s.device === 'Phone/2').id}`, laptop)).status, 204);
  assertProblem(await shop.get('/admin/session', phone), 401);
  assert.equal((await shop.get('/admin/session', tablet)).status, 200);
  assert.equal((await shop.delete('/admin/sessions', laptop)).status, 204);
  assertProblem(await shop.get('/admin/session', tablet), 401);
  assert.equal((await list(laptop)).length, 1);
  assert.equal((await owner.delete(`/admin/sessions/${(await list(laptop))[0].id}`)).status, 204, 'an owner ends anybody’s');
  assertProblem(await shop.get('/admin/session', laptop), 401);
});

/* ---- keys ---- */

test('a key is shown once, opens without cookie and CSRF, tells its last use, and is revoked', async () => {
  const made = await owner.post('/admin/keys', { name: 'bookkeeping', role: 'staff' }, { 'idempotency-key': 'keeps nothing' });
  assert.equal(made.status, 201, made.text);
  assert.match(made.json.key, /^wk_[\w-]{43}$/);
  const dump = (await run('sqlite3', ['-readonly', shop.database, '.dump'], { maxBuffer: 1 << 28 })).stdout;
  assert.ok(!dump.includes(made.json.key), 'the key is not stored');
  assert.ok(!shop.log().includes(made.json.key), 'nor logged');
  const listed = (await owner.get('/admin/keys')).json.keys.find((k) => k.id === made.json.id);
  assert.deepEqual([listed.name, listed.role, listed.made_by, listed.used_at, listed.key, listed.hint],
    ['bookkeeping', 'staff', 'owner', null, undefined, made.json.key.slice(0, 8)]);

  const key = { authorization: `Bearer ${made.json.key}` };
  assert.equal((await shop.get('/admin/orders', key)).status, 200);
  const added = await shop.post('/admin/products', { name: 'By machine', category: 'Tests', price: 1, stock: 1 }, key);
  assert.equal(added.status, 201, added.text);
  assert.equal((await audit('&actor=key:bookkeeping'))[0].subject, 'product');
  assert.ok((await owner.get('/admin/keys')).json.keys.find((k) => k.id === made.json.id).used_at);
  assertProblem(await shop.delete(`/admin/products/${added.json.id}`, key), 403, 'its role is staff');
  for (const at of ['/admin/sessions']) assertProblem(await shop.get(at, key), 403, 'people only');
  assertProblem(await shop.put('/admin/password', { old_password: 'x', password: LONG }, key), 403);

  assert.equal((await owner.delete(`/admin/keys/${made.json.id}`)).status, 204);
  assertProblem(await shop.get('/admin/orders', key), 401);
  assertProblem(await owner.delete(`/admin/keys/${made.json.id}`), 404);
  assert.deepEqual((await audit('&subject=key')).slice(0, 2).map((r) => [r.action, r.ref]),
    [['key.revoke', String(made.json.id)], ['key.add', String(made.json.id)]]);
});

test('keys that are none; a key with owner’s role cannot make accounts or keys', async () => {
  for (const bad of ['', 'x', 'wk_', `wk_${'A'.repeat(43)}`, "' OR 1=1", `wk_${'x'.repeat(4000)}`])
    assertProblem(await shop.get('/admin/orders', { authorization: `Bearer ${bad}` }), 401, bad);
  assertProblem(await owner.post('/admin/keys', { name: '', role: 'staff' }), 400);
  assertProblem(await owner.post('/admin/keys', { name: 'x', role: 'root' }), 400);
  const { key } = (await owner.post('/admin/keys', { name: 'boss', role: 'owner' })).json;
  for (const [at, body] of [['/admin/keys', { name: 'y', role: 'owner' }], ['/admin/staff', { username: 'y', password: LONG, role: 'owner' }]])
    assertProblem(await shop.post(at, body, { authorization: `Bearer ${key}` }), 403);
});

test('Idempotency-Key: the same request does its work once, another body is refused, a refusal is not kept', async () => {
  const { key } = (await owner.post('/admin/keys', { name: 'importer', role: 'staff' })).json;
  const post = (id, body) => shop.post('/admin/products', body, { authorization: `Bearer ${key}`, 'idempotency-key': id });
  const named = async (name) => (await shop.sql(`SELECT count(*) AS n FROM product WHERE name = '${name}'`))[0].n;
  const mug = { name: 'Only One Mug', category: 'Tests', price: 3, stock: 1 };
  const first = await post('a-1', mug), second = await post('a-1', mug);
  assert.equal(first.status, 201, first.text);
  assert.equal(second.status, 201);
  assert.equal(second.text, first.text);
  assert.equal(second.headers.get('location'), first.headers.get('location'));
  assert.equal(second.headers.get('idempotency-replayed'), 'true');
  assert.equal(await named('Only One Mug'), 1);
  assert.equal(assertProblem(await post('a-1', { ...mug, price: 4 }), 422).code, 'repeat_differs');
  assertProblem(await post('a-2', { ...mug, price: -1 }), 400);
  assert.equal((await post('a-2', { ...mug, name: 'Other Mug' })).status, 201, 'after a refusal it is free');
  assertProblem(await post('x'.repeat(201), mug), 400);
  const many = await Promise.all(Array.from({ length: 8 }, () => post('a-3', { ...mug, name: 'Crowd Mug' })));
  assert.equal(await named('Crowd Mug'), 1);
  for (const answer of many) assert.ok([201, 409].includes(answer.status), answer.text);
  await write("UPDATE repeat SET created_at = created_at - 86400001 WHERE key = 'a-1'");
  assert.equal((await post('a-1', mug)).status, 201);
  assert.equal(await named('Only One Mug'), 2, 'kept for a day');
});

/* ---- the book ---- */

test('every change has its row with who, before and after; reading has none; filters', async () => {
  const made = (await owner.post('/admin/products', { name: 'Audit Cup', category: 'Tests', price: 2, stock: 3 })).json;
  await owner.put(`/admin/products/${made.id}`, { price: 5 });
  await owner.delete(`/admin/products/${made.id}`);
  const rows = await audit(`&subject=product&ref=${made.id}`);
  assert.deepEqual(rows.map((r) => [r.actor, r.action]), [['owner', 'product.remove'], ['owner', 'product.change'], ['owner', 'product.add']]);
  assert.equal(rows[1].before.price_minor, 200);
  assert.equal(rows[1].after.price_minor, 500);
  assert.equal(rows[2].before, null);
  assert.ok(Math.abs(Date.parse(rows[0].at) - Date.now()) < 60_000);

  const from = newCustomer();
  for (const text of ['2 black hoodies in L', 'checkout', 'Ada', 'pickup', 'yes']) await shop.say(text, { from });
  const [order] = await shop.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
  assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'confirmed' })).status, 200);
  const [move] = await audit(`&subject=order&ref=${order.id}`);
  assert.deepEqual([move.action, move.before.status, move.after.status], ['order.status', 'pending', 'confirmed']);

  // What is done in chats and with replies at hand, by a person and by a machine.
  const { id: chat } = (await shop.sql(`SELECT customer_id AS id FROM address WHERE channel_address = '${from}'`))[0];
  const { key } = (await owner.post('/admin/keys', { name: 'helper', role: 'staff' })).json;
  const sent = await shop.post(`/admin/chats/${chat}/messages`, { text: 'From a machine', key: 'machine-1' }, { authorization: `Bearer ${key}` });
  assert.ok(sent.status < 300, sent.text);
  for (const one of ['take', 'give-back', 'close', 'reopen', 'block', 'unblock']) assert.ok((await owner.post(`/admin/chats/${chat}/${one}`)).status < 300, one);
  assert.deepEqual((await audit(`&subject=chat&ref=${chat}`)).map((r) => `${r.actor} ${r.action}`).reverse(),
    ['key:helper chat.taken', 'key:helper chat.reply', ...['taken', 'returned', 'closed', 'reopened', 'blocked', 'unblocked'].map((one) => `owner chat.${one}`)]);
  const canned = await owner.post('/admin/canned', { shortcut: 'hi', text: 'Hello!' });
  assert.equal((await owner.delete(`/admin/canned/${canned.json.id}`)).status, 204);
  assert.deepEqual((await audit('&subject=canned')).map((r) => r.action), ['canned.remove', 'canned.add']);
  assert.deepEqual(await shop.sql("SELECT action FROM audit WHERE subject = 'request'"), [], 'every change has said what it was');

  const count = async () => (await shop.sql('SELECT count(*) AS n FROM audit'))[0].n;
  const was = await count();
  for (const { method, pattern } of await routes()) if (method === 'GET') await owner.get(pattern.replace(/:\w+/g, '1'));
  assertProblem(await owner.put('/admin/products/999999', { price: 1 }), 404);
  assert.ok(await count() - was <= 1, 'reading and refusals write nothing'); // a backup's download may be noted

  assert.equal((await owner.get('/admin/audit?limit=1')).json.audit.length, 1);
  const first = (await owner.get('/admin/audit?limit=2')).json;
  const next = (await owner.get(`/admin/audit?limit=2&cursor=${first.next_cursor}`)).json;
  assert.ok(next.audit[0].id < first.audit[1].id);
  assert.deepEqual(await audit('&since=2100-01-01T00:00:00Z'), []);
  assert.deepEqual(await audit('&until=2001-01-01T00:00:00Z'), []);
  assert.deepEqual(await audit('&actor=nobody'), []);
  assertProblem(await owner.get('/admin/audit?since=x'), 400);
  for (const secret of [LONG, OWNER.password]) assert.ok(!JSON.stringify(await audit()).includes(secret));
  assert.deepEqual(await shop.sql("SELECT * FROM audit WHERE before LIKE '%argon2%' OR after LIKE '%argon2%'"), []);
});

/* ---- signing in ---- */

test('a name that nobody has is delayed exactly like one that somebody has', async () => {
  await addStaff('lea', 'staff');
  const seen = { lea: [], 'nobody at all': [] };
  for (const name of Object.keys(seen))
    for (let i = 0; i < 7; i++) {
      const answer = await shop.post('/admin/login', { username: name, password: 'wrong wrong wrong' });
      seen[name].push([answer.status, answer.text.replace(/"instance":"[^"]*"/, ''), answer.headers.get('retry-after')].join(' '));
    }
  assert.deepEqual(seen.lea, seen['nobody at all']);
  assert.match(seen.lea.at(-1), /^429 /);
  const rows = await shop.sql('SELECT name_hash FROM guess');
  assert.ok(rows.every((r) => /^[0-9a-f]{64}$/.test(r.name_hash)), 'what was typed is not kept');
});

// A shop that strangers reach: everybody but 127.0.0.1 counts as one.
const outside = Object.values(networkInterfaces()).flat().find((i) => i.family === 'IPv4' && !i.internal)?.address;
let reached;
const shopFromOutside = async () => (reached ??= await ownShop({ env: { LISTEN: '0.0.0.0', WAITER_PROXIES: '127.0.0.1, ::1' } }));
after(() => reached?.close());

test('nginx takes five logins a minute and ten at once from one address; this machine is exempt', async (t) => {
  if (!outside) return t.skip('this machine has only a loopback address');
  const { port } = await shopFromOutside();
  const login = (host) => fetch(`http://${host}:${port}/admin/login`, { method: 'POST',
    headers: { 'content-type': 'application/json' }, body: JSON.stringify(OWNER) });
  const statuses = [];
  for (let i = 0; i < 13; i++) statuses.push((await login(outside)).status);
  assert.deepEqual(statuses.slice(0, 11), Array(11).fill(200));
  assert.ok(statuses.slice(11).includes(429), statuses.join());
  for (let i = 0; i < 3; i++) assert.equal((await login('127.0.0.1')).status, 200);
});

test('nginx takes ten looks at orders a minute from one address, by link and by page together; this machine is exempt', async (t) => {
  if (!outside) return t.skip('this machine has only a loopback address');
  const { port } = await shopFromOutside();
  const look = async (host, at) => (await fetch(`http://${host}:${port}${at}`)).status;
  const at = (i) => (i % 2 ? '/t/20260101-ABCDEFGH.x' : '/api/orders/ORD-20260101-ABCDEFGH/track?token=x');
  const statuses = [];
  for (let i = 0; i < 24; i++) statuses.push(await look(outside, at(i)));
  assert.deepEqual(statuses.slice(0, 11), Array(11).fill(404));
  // A minute brings ten more at most, and this took less than one.
  assert.ok(statuses.filter((one) => one === 429).length >= 3, statuses.join());
  assert.ok(statuses.every((one) => one === 404 || one === 429), statuses.join());
  for (let i = 0; i < 3; i++) assert.equal(await look('127.0.0.1', at(i)), 404);
});

test('bodies that never end hold 400 connections of one address, not all; Twilio is answered meanwhile', async (t) => {
  if (!outside) return t.skip('this machine has only a loopback address');
  const other = await shopFromOutside();
  let refused = 0;
  const sockets = Array.from({ length: 410 }, () => {
    const socket = net.connect(other.port, outside).on('error', () => {});
    socket.setEncoding('latin1').on('data', (text) => { refused += /^HTTP\/1.1 429 /.test(text); });
    socket.write('POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nBody=');
    return socket;
  });
  t.after(() => { for (const socket of sockets) socket.destroy(); });
  await soon('those beyond 400 are turned away', () => refused >= 10);
  assert.equal((await other.say('hello')).status, 200);
});

test('behind a proxy that is believed each visitor counts apart, by the last address it names; nobody else is believed', async () => {
  const { port, home } = await shopFromOutside();
  const login = (host, from) => fetch(`http://${host}:${port}/admin/login`, { method: 'POST', body: JSON.stringify(OWNER),
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from } });
  const statuses = [];
  for (let i = 0; i < 13; i++) statuses.push((await login('127.0.0.1', `198.51.100.${i}, 203.0.113.7`)).status); // what stands before may be made up
  assert.deepEqual(statuses.slice(0, 11), Array(11).fill(200));
  assert.ok(statuses.slice(11).includes(429), statuses.join());
  const other = await login('127.0.0.1', '203.0.113.8');
  assert.equal(other.status, 200);
  const sessions = await (await fetch(`http://127.0.0.1:${port}/admin/sessions`, { headers: { cookie: other.headers.get('set-cookie').split(';')[0] } })).json();
  assert.deepEqual(new Set(sessions.sessions.map((one) => one.address).filter((at) => /^(203|198)/.test(at))), new Set(['203.0.113.7', '203.0.113.8']));
  if (!outside) return;
  await login(outside, '203.0.113.9');
  await fetch(`http://${outside}:${port}/api/health`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
  const log = await soon('nginx wrote it', () => { const text = readFileSync(path.join(home, 'run/access.log'), 'utf8'); return text.includes('/api/health') && text.includes(`"from":"${outside}"`) && text; });
  assert.ok(!log.includes('203.0.113.9'), 'who is no proxy stays who he is');
});
