// The desk's orders over HTTP: narrowed and sorted lists with counts, CSV, notes, edits that know what
// they have seen, moves taken back, and many moved at once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { assertBooks, assertCleanLog, assertProblem, newCustomer, ownShop, soon } from './help.mjs';
import { OWNER, root } from './shop.mjs';

const ANA = { username: 'ana', password: 'ana has a long password' };
let shop, owner, ana;
const write = (sql) => shop.write(sql);

function addStaff({ username, password }, role) {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(root, process.env.B ?? 'build', 'waiter'), ['staff', 'add', username, role], { env: shop.env, cwd: root });
    child.on('exit', (status) => (status === 0 ? resolve() : reject(new Error(`staff add: ${status}`))));
    child.stdin.end(`${password}\n`);
  });
}

async function placeOrder({ from = newCustomer(), what = '2 black hoodies in L', name = 'Cara Lopez' } = {}) {
  for (const text of [what, 'checkout', name, 'pickup', 'yes']) assert.equal((await shop.say(text, { from, name })).status, 200);
  const [order] = await shop.sql(`SELECT o.* FROM orders o JOIN address a ON a.customer_id = o.customer_id
    WHERE a.channel_address = '${from}' ORDER BY o.id DESC LIMIT 1`);
  assert.ok(order, 'the chat made an order');
  return { ...order, from };
}

before(async () => {
  shop = await ownShop({ env: { WAITER_RECEIPT_WAIT_MS: '300' } }); // nobody sends receipts for what the webhook answered
  await addStaff(ANA, 'staff');
  owner = await shop.login();
  ana = await shop.login(ANA);
  const full = await owner.put('/admin/products/1', { variants: [{ sku: 'HOOD-BLK-L', stock: 5000 }] });
  assert.equal(full.status, 200, full.text);
});
after(async () => {
  if (shop) { await assertBooks(shop); assertCleanLog(shop, [OWNER.password, ANA.password]); }
  await shop?.close();
});

const list = async (query, me = ana) => {
  const answer = await me.get(`/admin/orders?${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const ids = async (query) => (await list(query)).orders.map((o) => o.id);
const get = async (id) => (await ana.get(`/admin/orders/${id}`)).json;
const move = (order, status, version, me = ana) =>
  me.put(`/admin/orders/${order.id}/status`, { status }, version ? { 'if-match': `"${version}"` } : {});
const noticesTo = (from) => shop.sql(`SELECT body, status FROM outbox WHERE to_address = '${from}' AND notice = 1 ORDER BY id`);

test('lists are narrowed by time and customer and sorted four ways, page by page', async () => {
  const name = 'Sorted Sam';
  const cheap = await placeOrder({ name }), dear = await placeOrder({ name, what: '9 black hoodies in L' }), mid = await placeOrder({ name, what: '4 black hoodies in L' });
  await write(`UPDATE orders SET created_at = ${Date.parse('2026-01-05T12:00:00Z')} WHERE id = ${cheap.id}`);
  const q = 'q=sorted+sam';
  assert.deepEqual(await ids(q), [mid.id, dear.id, cheap.id]);
  assert.deepEqual(await ids(`${q}&sort=oldest`), [cheap.id, dear.id, mid.id]);
  assert.deepEqual(await ids(`${q}&sort=dearest`), [dear.id, mid.id, cheap.id]);
  assert.deepEqual(await ids(`${q}&sort=cheapest`), [cheap.id, mid.id, dear.id]);
  for (const sort of ['newest', 'oldest', 'dearest', 'cheapest']) {
    const whole = await ids(`${q}&sort=${sort}`), walked = [];
    for (let cursor = '', next; next !== null; cursor = `&cursor=${next}`) {
      const page = await list(`${q}&sort=${sort}&limit=1${cursor}`);
      walked.push(...page.orders.map((o) => o.id));
      next = page.next_cursor;
    }
    assert.deepEqual(walked, whole, sort);
  }
  assert.deepEqual(await ids(`${q}&from=2026-01-05T00:00:00Z&until=2026-01-06T00:00:00Z`), [cheap.id]);
  assert.deepEqual(await ids(`${q}&until=2026-01-05T12:00:00Z`), [], 'until is not inside');
  assert.deepEqual(await ids(`${q}&from=2026-01-06T00:00:00%2B01:00`), [mid.id, dear.id]);
  assert.deepEqual(await ids(`customer_id=${dear.customer_id}`), [dear.id]);
  for (const [bad, field] of [['sort=price', 'sort'], ['from=yesterday', 'from'], ['until=x', 'until'], ['customer_id=0', 'customer_id'], ['status=lost', 'status']])
    assert.equal(assertProblem(await ana.get(`/admin/orders?${bad}`), 400, bad).field, field);
});

test('the counts of the tabs are those of the filter, whatever its status', async () => {
  const name = 'Counted Cleo';
  const [one] = [await placeOrder({ name }), await placeOrder({ name }), await placeOrder({ name })];
  assert.equal((await move(one, 'confirmed')).status, 200);
  const counts = { pending: 2, confirmed: 1, shipped: 0, delivered: 0, cancelled: 0 };
  assert.deepEqual((await list('q=counted+cleo')).counts, counts);
  assert.deepEqual((await list('q=counted+cleo&status=confirmed')).counts, counts);
  const all = (await list('')).counts;
  const rows = await shop.sql('SELECT status, count(*) AS n FROM orders GROUP BY status');
  for (const { status, n } of rows) assert.equal(all[status], n);
  const page = await list('limit=1');
  assert.equal((await list(`limit=1&cursor=${page.next_cursor}`)).counts, undefined, 'only with the first page');
});

test('CSV of what is listed: a BOM, safe from formulas, phones as they are, page after page', async () => {
  const order = await placeOrder({ name: 'Csv Carl' });
  await write(`UPDATE orders SET name = '=cmd|''/c calc''!A0', address = 'a "b", c' WHERE id = ${order.id}`);
  const answer = await ana.get(`/admin/orders.csv?q=${order.number}`);
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.headers.get('content-type'), /^text\/csv/);
  assert.match(answer.headers.get('content-disposition'), /attachment; filename="orders\.csv"/);
  const raw = Buffer.from(await (await shop.fetch(`/admin/orders.csv?q=${order.number}`, { headers: { cookie: ana.cookie } })).arrayBuffer());
  assert.deepEqual([...raw.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const [head, line, end] = raw.toString('utf8').replace(/^\ufeff/, '').split('\r\n');
  assert.equal(head, 'number,placed,status,payment,customer,phone,method,address,items,subtotal,delivery,total,currency');
  assert.equal(end, '');
  assert.ok(line.startsWith(`${order.number},${new Date(order.created_at).toISOString().slice(0, 19)}`), line);
  assert.match(line, /,'=cmd\|'\/c calc'!A0,\+\d+,pickup,"a ""b"", c","?2 x Classic Hoodie \(L, Black\)"?,79\.80,0\.00,79\.80,EUR$/);
  assert.equal(answer.headers.get('link'), null);
  assert.equal((await ana.get('/admin/orders.csv?q=no+such')).text.split('\r\n').length, 2, 'only the head');
  assertProblem(await shop.get('/admin/orders.csv'), 401);
  assertProblem(await ana.get('/admin/orders.csv?status=lost'), 400);
});

test('an edit that has seen an older order is 412 and told what happened meanwhile', async () => {
  const order = await placeOrder();
  const seen = await ana.get(`/admin/orders/${order.id}`);
  assert.equal(seen.headers.get('etag'), '"1"');
  assert.equal(seen.json.version, 1);
  assert.equal((await move(order, 'confirmed', 1, owner)).status, 200);
  const stale = await move(order, 'cancelled', 1);
  const problem = assertProblem(stale, 412);
  assert.equal(problem.code, 'stale');
  assert.equal(problem.version, 2);
  assert.equal(problem.order_status, 'confirmed');
  assert.deepEqual(problem.changes.map((c) => [c.kind, c.to_status, c.actor]), [['status', 'confirmed', 'staff:owner']]);
  assert.equal((await noticesTo(order.from)).length, 1, 'nothing was done');
  assertProblem(await ana.post(`/admin/orders/${order.id}/notes`, { text: 'from an old look' }, { 'if-match': '"1"' }), 412);
  assertProblem(await ana.post(`/admin/orders/${order.id}/undo`, undefined, { 'if-match': '"1"' }), 412);
  for (const bad of ['1', '"x"', '"0"', '"1', '"99999999999999999999"']) assert.equal(assertProblem(await ana.put(`/admin/orders/${order.id}/status`, { status: 'shipped' }, { 'if-match': bad }), 400, bad).field, 'If-Match');
  const good = await ana.put(`/admin/orders/${order.id}/status`, { status: 'shipped' }, { 'if-match': 'W/"2"' });
  assert.equal(good.status, 200, good.text);
  assert.equal(good.headers.get('etag'), '"3"');
});

test('a move is taken back while its notice waits: the customer hears nothing of it', async () => {
  const order = await placeOrder();
  // Somebody who has an older message waiting: the notice waits behind it.
  await soon('the first answers are out', async () => (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE to_address = '${order.from}' AND status IN ('queued', 'running', 'handed', 'unsure')`))[0].n === 0);
  await write(`INSERT INTO outbox (customer_id, to_address, body, next_at, created_at, updated_at) VALUES (${order.customer_id}, '${order.from}', 'later', ${Date.now() + 3600e3}, 0, 0)`);
  assert.equal((await move(order, 'confirmed')).status, 200);
  assert.equal((await get(order.id)).undo, true);
  const back = await ana.post(`/admin/orders/${order.id}/undo`, undefined, { 'if-match': '"2"' });
  assert.equal(back.status, 200, back.text);
  assert.equal(back.json.status, 'pending');
  assert.equal(back.json.undo, false);
  assert.deepEqual(back.json.timeline.map((e) => [e.kind, e.to_status, e.actor]),
    [['placed', 'pending', 'customer'], ['status', 'confirmed', 'staff:ana'], ['undone', 'pending', 'staff:ana']]);
  assert.deepEqual((await noticesTo(order.from)).map((n) => n.status), ['cancelled']);
  assertProblem(await ana.post(`/admin/orders/${order.id}/undo`), 409, 'not twice');
});

test('a move whose notice is out is taken back and the customer is told; old and cancelled ones stay', async () => {
  const order = await placeOrder();
  assert.equal((await move(order, 'confirmed')).status, 200);
  await soon('the notice is out', async () => !['queued', 'running'].includes((await noticesTo(order.from))[0].status));
  assert.equal((await ana.post(`/admin/orders/${order.id}/undo`)).json.status, 'pending');
  assert.match((await noticesTo(order.from))[1].body, /pending again/);
  assert.equal((await move(order, 'confirmed')).status, 200);
  await write(`UPDATE order_event SET created_at = created_at - 11 * 60000 WHERE order_id = ${order.id}`);
  assert.equal((await get(order.id)).undo, false);
  assertProblem(await ana.post(`/admin/orders/${order.id}/undo`), 409, 'too old');
  assert.equal((await move(order, 'cancelled')).status, 200);
  assertProblem(await ana.post(`/admin/orders/${order.id}/undo`), 409, 'cancelled for good');
  assertProblem(await ana.post('/admin/orders/999999/undo'), 404);
});

test('notes are for the shop alone; who wrote one or owns the shop may remove it', async () => {
  const order = await placeOrder();
  const noted = await owner.post(`/admin/orders/${order.id}/notes`, { text: 'Ring twice <b>now</b>' });
  assert.equal(noted.status, 200, noted.text);
  const [note] = noted.json.notes;
  assert.deepEqual([note.text, note.actor], ['Ring twice <b>now</b>', 'owner']);
  assert.equal(noted.json.version, 1, 'a note is no change of the order');
  const url = `/admin/orders/${order.id}/notes/${note.id}`;
  assertProblem(await ana.delete(url), 403);
  const hers = await ana.post(`/admin/orders/${order.id}/notes`, { text: 'x'.repeat(1000) });
  assert.deepEqual(hers.json.notes.map((n) => n.actor), ['ana', 'owner'], 'the newest first');
  assert.equal((await ana.delete(`/admin/orders/${order.id}/notes/${hers.json.notes[0].id}`)).json.notes.length, 1);
  assert.equal((await owner.delete(url)).json.notes.length, 0);
  assertProblem(await owner.delete(url), 404);
  for (const body of [{}, { text: '' }, { text: 'x'.repeat(1001) }, { text: 5 }, { text: 'a', actor: 'ben' }]) assertProblem(await ana.post(`/admin/orders/${order.id}/notes`, body), 400, JSON.stringify(body));
  const track = await shop.sql(`SELECT count(*) AS n FROM outbox WHERE body LIKE '%Ring twice%'`);
  assert.equal(track[0].n, 0);
});

test('many are moved at once by ids or by a filter; each has its own result, and all can be taken back', async () => {
  const name = 'Bulky Bea';
  const orders = [];
  for (let i = 0; i < 4; i++) orders.push(await placeOrder({ name }));
  assert.equal((await move(orders[0], 'cancelled')).status, 200);
  const some = await ana.post('/admin/orders/bulk-status', { status: 'confirmed', ids: [orders[0].id, orders[1].id, 999999] });
  assert.equal(some.status, 200, some.text);
  assert.deepEqual([some.json.moved, some.json.refused], [1, 2]);
  assert.deepEqual(some.json.results.map((r) => [r.id, r.code]), [[orders[0].id, 'not_allowed_now'], [orders[1].id, 'ok'], [999999, 'not_found']]);
  const all = await ana.post('/admin/orders/bulk-status', { status: 'confirmed', filter: { q: 'bulky bea', status: 'pending' } });
  assert.deepEqual([all.json.moved, all.json.refused], [2, 0], all.text);
  assert.deepEqual((await list('q=bulky+bea')).counts, { pending: 0, confirmed: 3, shipped: 0, delivered: 0, cancelled: 1 });
  for (const order of orders.slice(1)) assert.equal((await noticesTo(order.from)).length, 1, 'each customer is told');
  const back = await ana.post('/admin/orders/bulk-undo', { ids: all.json.results.map((r) => r.id) });
  assert.deepEqual([back.json.moved, back.json.refused], [2, 0], back.text);
  for (const body of [{ status: 'confirmed' }, { ids: [1] }, { status: 'lost', ids: [1] }, { status: 'confirmed', ids: [] }, { status: 'confirmed', ids: ['1'] },
    { status: 'confirmed', ids: Array(1001).fill(1) }, { status: 'confirmed', ids: [1], filter: {} }, { status: 'confirmed', filter: { sort: 'x' } }, { status: 'confirmed', filter: 'all' }])
    assertProblem(await ana.post('/admin/orders/bulk-status', body), 400, JSON.stringify(body).slice(0, 80));
  for (const body of [{}, { ids: [] }, { ids: [1], status: 'confirmed' }, { filter: {} }]) assertProblem(await ana.post('/admin/orders/bulk-undo', body), 400, JSON.stringify(body));
});

test('an order tells what its customer bought in all', async () => {
  const from = newCustomer();
  const one = await placeOrder({ from }), two = await placeOrder({ from });
  assert.equal((await move(one, 'cancelled')).status, 200);
  const { customer } = await get(two.id);
  assert.deepEqual([customer.id, customer.orders, customer.spent_minor], [two.customer_id, 1, 7980]);
});

test('a parcel’s tracking number goes to the customer and into the timeline', async () => {
  const order = await placeOrder({ name: 'Tracked Tess' });
  assert.equal((await move(order, 'confirmed')).status, 200);
  const ship = (parcel, status = 'shipped') => ana.put(`/admin/orders/${order.id}/status`, { status, ...parcel });
  assert.equal(assertProblem(await ship({ tracking: 'JD0146' }), 400).field, 'carrier');
  assert.equal(assertProblem(await ship({ carrier: 'DHL', tracking: 'JD0146' }, 'cancelled'), 400).field, 'tracking');
  assert.equal(assertProblem(await ship({ carrier: 'DHL', tracking: 'x'.repeat(61) }), 400).field, 'tracking');
  assert.equal((await get(order.id)).status, 'confirmed', 'nothing moved');
  assert.equal((await ship({ carrier: 'DHL', tracking: 'JD0146' })).status, 200);
  assert.equal((await get(order.id)).timeline.at(-1).detail, 'DHL JD0146');
  const [{ body }] = await shop.sql(`SELECT o.body FROM outbox o WHERE o.customer_id = ${order.customer_id} AND notice = 1 ORDER BY id DESC LIMIT 1`);
  assert.match(body, /DHL tracking number: JD0146/);
});
