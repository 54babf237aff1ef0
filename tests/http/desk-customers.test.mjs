// Customers at the desk: found by any spelling, tagged, handed out whole, forgotten without a trace.
// Black box: people write by the signed webhook; the files on disk are searched byte by byte.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import test, { after, before } from 'node:test';
import { assertProblem, ownShop, Phone, PNG } from './help.mjs';
import { cleanEnv, root } from './shop.mjs';

const run = promisify(execFile);
const LONG = 'a password of good length';
let shop, owner, ana;

before(async () => {
  shop = await ownShop();
  owner = await shop.login();
  await owner.post('/admin/staff', { username: 'ana', password: LONG, role: 'staff' });
  ana = await shop.login({ username: 'ana', password: LONG });
});
after(() => shop?.close());

const write = (sql) => shop.write(sql);
const ok = (answer, status = 200) => { assert.equal(answer.status, status, answer.text); return answer.json; };
const list = async (query = '') => ok(await ana.get(`/admin/customers${query}`)).customers;
const find = async (q) => (await list(`?q=${encodeURIComponent(q)}`)).map((c) => c.phone);
const idOf = async (number) => (await shop.sql(`SELECT id FROM customer WHERE phone = '${number}'`))[0].id;

// Somebody who buys: every word goes through the webhook.
async function buyer(number, name, first = '2 black hoodies in L') {
  const from = `whatsapp:${number}`;
  for (const text of ['hello', first, 'checkout', name, 'delivery', '12 Winding Lane, Oldtown', 'yes'])
    await shop.say(text, { from, name: `${name} on WhatsApp` });
  const [order] = await shop.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
  assert.equal(order.name, name);
  return { id: await idOf(number), order };
}

test('a phone is found however it is written, a name by a part of it', async () => {
  await shop.say('hello', { from: 'whatsapp:+34655123987', name: 'Zita Quill' });
  for (const typed of ['+34655123987', '34655123987', '0034655123987', '+34 655 12 39 87', '0034-655-123-987', '(+34) 655.123.987', '655123987', '0655 123 987',
    '655 123', '3987', '+34 (0) 655 123 987', '٦٥٥١٢٣٩٨٧', 'zita', 'QUILL'])
    assert.deepEqual(await find(typed), ['+34655123987'], typed);
  for (const typed of ['+44655123987', '655123988', 'Zota', '%', '_____', '~']) assert.deepEqual(await find(typed), [], typed);
});

test('the list tells orders, spend and last seen; who spent most comes first when asked; pages do not overlap', async () => {
  const one = await buyer('+34655000001', 'Berta Big', '3 black hoodies in L');
  const two = await buyer('+34655000002', 'Sam Small', '1 black hoodie in L');
  const [first, second] = await list();
  assert.deepEqual([first.name, second.name], ['Sam Small', 'Berta Big'], 'whoever wrote last');
  assert.deepEqual([second.order_count, second.spent_minor, second.currency], [1, one.order.total_minor, 'EUR']);
  const spent = (await list('?sort=spent')).map((c) => c.name ?? c.profile_name);
  assert.deepEqual(spent.slice(0, 2), ['Berta Big', 'Sam Small']);
  assert.equal((await owner.put(`/admin/orders/${one.order.id}/status`, { status: 'cancelled' })).status, 200);
  const berta = ok(await ana.get(`/admin/customers/${one.id}`));
  assert.deepEqual([berta.order_count, berta.spent_minor], [1, 0], 'nothing was spent on what is cancelled');
  assert.deepEqual((await list('?sort=spent')).map((c) => c.name).slice(0, 1), ['Sam Small']);
  const sums = await shop.sql(`SELECT c.id FROM customer c WHERE spent_minor <> (SELECT coalesce(sum(total_minor), 0)
    FROM orders WHERE customer_id = c.id AND status <> 'cancelled') OR order_count <> (SELECT count(*) FROM orders WHERE customer_id = c.id)`);
  assert.deepEqual(sums, [], 'the counts are what the books say');
  for (const sort of ['seen', 'spent']) {
    const ids = [];
    for (let at = `/admin/customers?limit=2&sort=${sort}`; at;) {
      const page = ok(await ana.get(at));
      ids.push(...page.customers.map((c) => c.id));
      at = page.next_cursor && `/admin/customers?limit=2&sort=${sort}&cursor=${page.next_cursor}`;
    }
    assert.deepEqual(ids.toSorted((a, b) => a - b), (await shop.sql('SELECT id FROM customer ORDER BY id')).map((r) => r.id), sort);
  }
  assertProblem(await ana.get('/admin/customers?sort=name'), 400);
  assert.equal(two.order.status, 'pending');
});

test('tags: added, counted, listed by, removed; in the book; bad ones refused', async () => {
  await shop.say('hello', { from: 'whatsapp:+34655000003', name: 'Tia Tag' });
  const id = await idOf('+34655000003');
  const tag = (t) => ana.post(`/admin/customers/${id}/tags`, { tag: t });
  assert.deepEqual(ok(await tag('  wholesale ')).tags, ['wholesale']);
  assert.deepEqual(ok(await tag('Wholesale')).tags, ['wholesale'], 'the same in other letters');
  assert.deepEqual(ok(await tag('زبون دائم')).tags.toSorted(), ['wholesale', 'زبون دائم'].toSorted());
  for (const bad of ['', '   ', 'a/b', 'x'.repeat(41), 'a\nb', 7]) assertProblem(await tag(bad), 400, JSON.stringify(bad));
  assert.deepEqual((await list('?tag=WHOLESALE')).map((c) => c.id), [id]);
  assert.deepEqual(ok(await ana.get('/admin/tags')).tags.find((t) => t.tag === 'wholesale'), { tag: 'wholesale', customers: 1 });
  assert.deepEqual(ok(await ana.delete(`/admin/customers/${id}/tags/wholesale`)).tags, ['زبون دائم']);
  assertProblem(await ana.delete(`/admin/customers/${id}/tags/wholesale`), 404);
  assert.deepEqual(await list('?tag=wholesale'), []);
  const book = ok(await owner.get('/admin/audit?subject=customer')).audit.map((row) => [row.actor, row.action]);
  assert.deepEqual(book.slice(0, 3), [['ana', 'customer.untag'], ['ana', 'customer.tag'], ['ana', 'customer.tag']]);
  for (let i = 0; i < 19; i++) ok(await tag(`tag ${i}`));
  assertProblem(await tag('one more'), 413);
  assertProblem(await ana.post('/admin/customers/999999/tags', { tag: 'x' }), 404);
});

// Where the schema knows of customers, and where an export shows it.
const SECTIONS = { address: 'addresses', cart_item: 'cart', chat_log: 'messages', chat_note: 'notes', conversation: 'conversation', customer_tag: 'tags',
  inbound: 'received', orders: 'orders', outbox: 'deliveries', unanswered: 'unanswered', coupon_use: 'coupons', reservation: 'reserved', media: 'media', errand: 'errands', confirmed: 'confirmed', feedback: 'feedback', restock_wish: 'wishes', referral: 'referrals', ai_turn: 'ai' };
// Sales, message ids that must not be taken twice, what is put aside for some minutes.
const KEPT = ['orders', 'inbound', 'coupon_use', 'reservation', 'feedback', 'referral'];
const tablesOfCustomers = async () => (await shop.sql(`SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c
  WHERE m.type = 'table' AND c.name = 'customer_id' ORDER BY 1`)).map((row) => row.name);

// Somebody of whom every table has something.
async function everywhere(number, name, order = true) {
  const made = order ? await buyer(number, name) : {};
  const from = `whatsapp:${number}`;
  for (const text of ['1 black hoodie in M', 'zzyzx frobnicate the zeppelins']) await shop.say(text, { from });
  const id = await idOf(number);
  await (await Phone.open(shop, name, number)).photo(PNG);
  mkdirSync(`${shop.home}/inbound`, { recursive: true });
  writeFileSync(`${shop.home}/inbound/photo${id}`, PNG); // as the worker keeps it
  await write(`UPDATE media SET status = 'kept', file = 'photo${id}' WHERE customer_id = ${id}`);
  ok(await ana.post(`/admin/customers/${id}/tags`, { tag: `friend of ${name}` }));
  ok(await ana.post(`/admin/chats/${id}/notes`, { text: `${name} likes it quiet`, key: `note-${id}-note` }), 201);
  if (order) ok(await ana.post(`/admin/orders/${made.order.id}/notes`, { text: `ring at ${name}’s neighbour` }), 200);
  return { ...made, id };
}

test('an export is one file with everything there is, for owners only, and stands in the book', async () => {
  const { id, order } = await everywhere('+34655000004', 'Edda Export');
  assertProblem(await ana.get(`/admin/customers/${id}/export`), 403);
  const answer = await owner.get(`/admin/customers/${id}/export`);
  const all = ok(answer);
  assert.match(answer.headers.get('content-disposition'), /attachment; filename="customer-\d+\.json"/);
  assert.deepEqual([all.customer.phone, all.customer.name, all.customer.orders], ['+34655000004', 'Edda Export', 1]);
  const [placed] = all.orders;
  assert.deepEqual([placed.number, placed.address, placed.items[0].quantity, placed.notes[0].text], [order.number, '12 Winding Lane, Oldtown', 2, 'ring at Edda Export’s neighbour']);
  assert.deepEqual(all.tags, ['friend of Edda Export']);
  assert.ok(all.messages.some((m) => m.direction === 'in' && m.text === 'zzyzx frobnicate the zeppelins'));
  for (const table of await tablesOfCustomers()) {
    if (table === 'ai_call') continue; // told with its turn
    const [{ n }] = await shop.sql(`SELECT count(*) AS n FROM ${table} WHERE customer_id = ${id}`);
    assert.ok(SECTIONS[table], `privacy.sql exports nothing of the table ${table}`);
    const part = all[SECTIONS[table]];
    assert.equal(part.length, n, table);
    if (!['coupon_use', 'reservation', 'errand', 'confirmed', 'feedback', 'restock_wish', 'referral', 'ai_turn'].includes(table)) assert.ok(n > 0, `${table} is tried`);
  }
  assert.equal(ok(await owner.get('/admin/audit?subject=customer')).audit[0].action, 'customer.export');
  assertProblem(await owner.get('/admin/customers/999999/export'), 404);
});

test('who is erased is gone from every byte on disk, from the search, and the books stay right', async () => {
  const marks = ['Wilhelmina', '+34655777001', 'aggatastic']; // the last one's beginning may be shared in the index
  const from = 'whatsapp:+34655777001';
  const { id, order } = await everywhere('+34655777001', 'Wilhelmina Gone');
  await shop.say('do you repair quaggatastic zeppelins on mondays?', { from });
  assert.equal(ok(await ana.get('/admin/message-search?q=mondays')).messages.length > 0, true, 'it is in the index');
  const bytes = () => ['', '-wal'].map((more) => shop.database + more).filter(existsSync).map((file) => readFileSync(file).toString('latin1')).join('');
  const has = (mark) => bytes().includes(Buffer.from(mark, 'utf8').toString('latin1'));
  for (const mark of marks) assert.ok(has(mark), mark);

  const erase = (confirm, me = owner) => me.post(`/admin/customers/${id}/erase`, { confirm });
  assertProblem(await erase('+34655777001', ana), 403);
  assert.equal(assertProblem(await erase('+34655777002'), 400).field, 'confirm');
  assertProblem(await erase(''), 400);
  assert.equal(assertProblem(await erase('+34655777001'), 409).code, 'not_allowed_now', 'the parcel still needs its address');
  for (const status of ['confirmed', 'shipped', 'delivered']) ok(await owner.put(`/admin/orders/${order.id}/status`, { status }));
  const sums = async () => (await shop.sql('SELECT count(*) AS n, sum(total_minor) AS total, sum(subtotal_minor) AS subtotal FROM orders'))[0];
  const [before, lines] = [await sums(), await shop.sql(`SELECT * FROM order_item WHERE order_id = ${order.id}`)];
  const others = await shop.sql(`SELECT count(*) AS n FROM chat_log WHERE customer_id <> ${id}`);

  const [{ file }] = await shop.sql(`SELECT file FROM media WHERE customer_id = ${id}`), photos = () => readdirSync(`${shop.home}/inbound`, { recursive: true }).join();
  assert.ok(photos().includes(file));
  assert.equal((await erase('0034 655 777 001')).status, 204);
  assert.ok(!photos().includes(file), 'what was sent is gone');
  for (const mark of marks) assert.ok(!has(mark), `${mark} is still on disk`);
  for (const file of ['access.log']) assert.doesNotMatch(readFileSync(`${shop.home}/run/${file}`, 'utf8'), /655777001|Wilhelmina/);
  assert.doesNotMatch(shop.log(), /655777001|Wilhelmina|zeppelins/);
  for (const table of await tablesOfCustomers()) {
    const [{ n }] = await shop.sql(`SELECT count(*) AS n FROM ${table} WHERE customer_id = ${id}`);
    if (!KEPT.includes(table)) assert.equal(n, 0, `privacy.sql leaves rows in ${table}`);
  }
  assert.deepEqual(await sums(), before);
  assert.deepEqual(await shop.sql(`SELECT * FROM order_item WHERE order_id = ${order.id}`), lines);
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM chat_log WHERE customer_id <> ${id}`), others, 'nobody else lost a word');
  assert.deepEqual(ok(await ana.get('/admin/message-search?q=mondays')).messages, []);
  assert.ok(ok(await ana.get('/admin/message-search?q=frobnicate')).messages.length > 0, 'others are found as before');
  const shown = ok(await ana.get(`/admin/orders/${order.id}`));
  assert.deepEqual([shown.number, shown.total_minor, shown.phone, shown.address], [order.number, order.total_minor, null, '']);
  for (const at of ['', '/export']) assertProblem(await owner.get(`/admin/customers/${id}${at}`), 404);
  assertProblem(await erase(String(id)), 404);
  assert.deepEqual(await find('655777001'), []);
  const [row] = ok(await owner.get('/admin/audit?subject=customer')).audit;
  assert.deepEqual([row.actor, row.action, row.ref, row.before, row.after], ['owner', 'customer.erase', String(id), null, null]);
  await write("INSERT INTO chat_search (chat_search) VALUES ('integrity-check')");

  await shop.say('hello', { from, name: 'Wilhelmina' });
  assert.notEqual(await idOf('+34655777001'), id, 'who writes again is somebody new');
});

test('what is kept too long goes, as docs/security.md says, and not a day before', async () => {
  const DAY = 86_400_000, phone = await Phone.open(shop, 'Old Friend');
  for (const words of ['what are your opening hours?', 'what about your opening hours on tuesdays?']) await phone.say(words);
  const from = 'whatsapp:+34655777009', [older, younger] = [0, 1].map((i) => shop.message(`an old word ${i}`, { from, name: 'Ola' }));
  for (const form of [older, younger]) assert.equal((await shop.webhook(form)).status, 200);
  await shop.until('two messages out are done with', async () => (await shop.sql("SELECT count(*) AS n FROM outbox WHERE status = 'read'"))[0].n >= 2);
  const now = Date.now(), just = (days, rest = 3_600_000) => now - days * DAY + rest, past = (days) => just(days, -3_600_000);
  const [gone, kept] = (await shop.sql("SELECT id FROM outbox WHERE status = 'read' ORDER BY id LIMIT 2")).map((row) => row.id);
  await write(`UPDATE inbound SET received_at = ${past(400)} WHERE provider_id = '${older.MessageSid}';
    UPDATE inbound SET received_at = ${just(400)} WHERE provider_id = '${younger.MessageSid}';
    UPDATE outbox SET updated_at = ${past(90)} WHERE id = ${gone};
    UPDATE outbox SET updated_at = ${just(90)} WHERE id = ${kept};
    INSERT INTO errand (way, target, subject, body, status, next_at, created_at, updated_at) VALUES
      ('mail', 'a@example.com', 'gone', 'x', 'done', 0, 0, ${past(30)}), ('mail', 'a@example.com', 'kept', 'x', 'done', 0, 0, ${just(30)}),
      ('mail', 'a@example.com', 'waits', 'x', 'queued', ${now + DAY}, 0, ${past(30)});
    INSERT INTO task (kind, facts, created_at, done_at) VALUES ('gone', '{}', 0, ${past(90)}), ('kept', '{}', 0, ${just(90)}), ('waits', '{}', 0, 0);
    INSERT INTO audit (actor, action, subject, ref, created_at) VALUES ('a', 'gone', 'x', '1', ${past(730)}), ('a', 'kept', 'x', '1', ${just(730)});
    INSERT INTO session (id_hash, csrf_token, staff_id, created_at, seen_at) SELECT 'gone', 'x', id, ${now - 13 * 3_600_000}, ${now} FROM staff LIMIT 1;`);
  const [{ id: said }] = await shop.sql("SELECT max(id) AS id FROM chat_log WHERE body LIKE 'what about your opening hours on tuesdays%'");
  await write(`UPDATE chat_log SET created_at = ${past(60)} WHERE id <= ${said}`);
  const rules = await owner.get('/admin/rules');
  const changed = await owner.put('/admin/rules', { keep_chats_days: 60 }, { 'if-match': `"${rules.json.version}"` });
  assert.equal(changed.status, 200, changed.text);
  await run(path.resolve(root, process.env.B ?? 'build', 'waiter'), ['schedule', 'run', 'forget'], { env: cleanEnv(shop.env), cwd: root });

  const names = async (query) => (await shop.sql(query)).map((row) => row.name);
  assert.deepEqual(await names(`SELECT provider_id AS name FROM inbound WHERE provider_id IN ('${older.MessageSid}', '${younger.MessageSid}')`), [younger.MessageSid]);
  assert.deepEqual(await names(`SELECT id AS name FROM outbox WHERE id IN (${gone}, ${kept})`), [kept]);
  assert.deepEqual(await names('SELECT subject AS name FROM errand ORDER BY id'), ['kept', 'waits']);
  assert.deepEqual(await names("SELECT kind AS name FROM task WHERE kind IN ('gone', 'kept', 'waits') ORDER BY id"), ['kept', 'waits']);
  assert.deepEqual(await names("SELECT action AS name FROM audit WHERE actor = 'a'"), ['kept']);
  assert.deepEqual(await names("SELECT id_hash AS name FROM session WHERE id_hash = 'gone'"), []);
  assert.equal((await owner.get('/admin/session')).status, 200, 'who works now stays signed in');
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM chat_log WHERE id <= ${said} AND body <> ''`), [{ n: 0 }]);
  assert.deepEqual(ok(await ana.get('/admin/message-search?q=tuesdays')).messages, [], 'nor is it found');
  assert.ok(await names("SELECT body AS name FROM chat_log WHERE body = 'an old word 1'").then((all) => all.length === 1), 'what is younger stays');
});
