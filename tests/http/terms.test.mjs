// The owner's terms over HTTP: delivery zones, hours, closed days, taxes, coupons; and what is in an order
// changed by staff. Each is set by the API and seen in a chat.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { assertBooks, assertCleanLog, assertProblem, newCustomer, ownShop } from './help.mjs';
import { OWNER } from './shop.mjs';

let shop, owner;
before(async () => { shop = await ownShop(); owner = await shop.login(); });
after(async () => { if (shop) { await assertBooks(shop); assertCleanLog(shop, [OWNER.password]); } await shop?.close(); });

const terms = async () => (await owner.get('/admin/delivery')).json;
async function put(wish, status = 200) {
  const answer = await owner.put('/admin/delivery', wish, { 'if-match': `"${(await terms()).version}"` });
  assert.equal(answer.status, status, answer.text);
  return answer.json;
}
async function say(from, ...texts) {
  for (const text of texts) assert.equal((await shop.say(text, { from, name: 'Cara' })).status, 200, text);
  return (await shop.sql(`SELECT body FROM outbox WHERE to_address = '${from}' ORDER BY id DESC LIMIT 1`))[0].body;
}
async function order(from, ...texts) {
  await say(from, ...texts, 'checkout', 'Cara Lopez', 'pickup', 'yes');
  return (await shop.sql(`SELECT o.* FROM orders o JOIN address a USING (customer_id) WHERE a.channel_address = '${from}' ORDER BY o.id DESC LIMIT 1`))[0];
}

test('a tax rate set by the owner is in the next order; a product may have its own', async () => {
  const mug = (await owner.get('/admin/products?q=mug')).json.products.find((p) => p.name === 'House Mug');
  const is = await put({ tax_rates: [{ name: 'VAT', bp: 2000, inclusive: false, standard: true }, { name: 'Books', bp: 500, inclusive: true, products: [mug.id] }] });
  assert.deepEqual(is.tax_rates.map((r) => [r.name, r.bp, r.products]), [['VAT', 2000, []], ['Books', 500, [mug.id]]]);
  const one = await order(newCustomer(), '2 house mugs and a cold brew bag');
  assert.deepEqual([one.subtotal_minor, one.tax_minor, one.tax_included_minor, one.total_minor], [3250, 150, 119, 3400]);
  const taken = await owner.put('/admin/delivery', { tax_rates: [is.tax_rates[0]] }, { 'if-match': `"${is.version}"` });
  assertProblem(taken, 409);
  // By the product: there is such a rate or it is refused; 0 is the usual one.
  const own = async (tax_rate_id) => owner.put(`/admin/products/${mug.id}`, { tax_rate_id });
  assert.deepEqual([assertProblem(await own(99), 400).field, (await owner.get(`/admin/products/${mug.id}`)).json.tax_rate_id], ['tax_rate_id', is.tax_rates[1].id]);
  assert.equal((await own(0)).json.tax_rate_id, 0);
  assert.deepEqual((await terms()).tax_rates.map((r) => r.products), [[], []]);
  assert.equal((await order(newCustomer(), '2 house mugs')).tax_minor, 500);
  await put({ tax_rates: [{ ...is.tax_rates[1], products: [] }] });
  await put({ tax_rates: [] });
  assert.equal((await order(newCustomer(), 'a house mug')).tax_minor, 0);
});

test('zones decide on fee and place; what is wrong is named and changes nothing', async () => {
  const before = await terms();
  for (const [wish, field] of [
    [{ zones: [{ name: 'A', areas: [], fee: '1.00' }] }, 'areas'], [{ zones: [{ name: 'A', areas: ['x'], fee: '-1.00' }] }, 'fee'],
    [{ zones: [{ name: 'A', areas: ['x'], fee_minor: 1000000000001 }] }, 'fee_minor'], [{ zones: [{ areas: ['x'], fee: '1' }] }, 'name'],
    [{ hours: [{ weekday: 7, opens: '09:00', closes: '10:00' }] }, 'weekday'], [{ hours: [{ weekday: 1, opens: '09:00', closes: '08:00' }] }, 'closes'],
    [{ hours: [{ weekday: 1, opens: '09:00', closes: '12:00' }, { weekday: 1, opens: '11:00', closes: '13:00' }] }, 'hours'],
    [{ closed_days: [{ day: '2026-02-30' }] }, 'day'], [{ closed_days: [{ day: '2026-12-25' }, { day: '2026-12-25' }] }, 'day'],
    [{ tax_rates: [{ name: 'A', bp: 10001 }] }, 'bp'], [{ tax_rates: [{ name: 'A', bp: 1, standard: true }, { name: 'B', bp: 2, standard: true }] }, 'standard'],
    [{ hold_minutes: -1 }, 'hold_minutes'], [{ nonsense: 1 }, 'nonsense'],
  ]) {
    const answer = await owner.put('/admin/delivery', wish, { 'if-match': `"${before.version}"` });
    assertProblem(answer, 400, JSON.stringify(wish));
    assert.equal(answer.json.field, field, answer.text);
  }
  assert.equal((await terms()).version, before.version);
  assertProblem(await owner.put('/admin/delivery', { zones_only: true }), 428);
  assertProblem(await owner.put('/admin/delivery', { zones_only: true }, { 'if-match': '"0000000000000000"' }), 412);
  await put({ zones: [{ name: 'Centre', areas: ['10*'], fee: '2.00' }], zones_only: true });
  const from = newCustomer();
  assert.match(await say(from, 'a house mug', 'checkout', 'Cara', 'delivery', '1 Long Road, 9999 Faro'), /do not deliver there/);
  assert.match(await say(from, 'Rua do Sol 4, 1050 Lisboa'), /Delivery: €2\.00/);
  await say(from, 'yes');
  assert.deepEqual(await shop.sql(`SELECT zone, delivery_minor FROM orders ORDER BY id DESC LIMIT 1`), [{ zone: 'Centre', delivery_minor: 200 }]);
  await put({ zones: [], zones_only: false });
});

test('coupons: added, counted, changed, and gone only while nobody has used them', async () => {
  for (const [wish, field] of [
    [{ code: 'A B', kind: 'percent', percent_bp: 100 }, 'code'], [{ code: 'OK1', kind: 'half' }, 'kind'], [{ code: 'OK1', kind: 'percent' }, 'percent_bp'],
    [{ code: 'OK1', kind: 'percent', percent_bp: 10001 }, 'percent_bp'], [{ code: 'OK1', kind: 'amount', amount: '-5' }, 'amount'],
    [{ code: 'OK1', kind: 'amount', amount: '5', starts_at: '2027-01-01T00:00:00Z', ends_at: '2026-01-01T00:00:00Z' }, 'ends_at'],
    [{ code: 'OK1', kind: 'amount', amount: '5', ends_at: 'soon' }, 'ends_at'], [{ code: 'OK1', kind: 'delivery', uses_most: -1 }, 'uses_most'],
  ]) {
    const answer = await owner.post('/admin/coupons', wish);
    assertProblem(answer, 400, JSON.stringify(wish));
    assert.equal(answer.json.field, field, answer.text);
  }
  const made = await owner.post('/admin/coupons', { code: 'SPRING10', kind: 'percent', percent_bp: 1000, uses_each: 1 });
  assert.equal(made.status, 201, made.text);
  assertProblem(await owner.post('/admin/coupons', { code: 'spring10', kind: 'delivery' }), 409);
  const from = newCustomer();
  const one = await order(from, '2 house mugs', 'I have a code SPRING10');
  assert.deepEqual([one.coupon_code, one.discount_minor, one.total_minor], ['SPRING10', 250, 2250]);
  assert.equal((await owner.get('/admin/coupons')).json.coupons[0].uses, 1);
  assert.match(await say(from, 'a house mug', 'code SPRING10'), /used code SPRING10 already[\s\S]*|already/);
  assertProblem(await owner.delete(`/admin/coupons/${made.json.id}`), 409);
  const at = `/admin/coupons/${made.json.id}`;
  assertProblem(await owner.put(at, { active: false }, { 'if-match': '"9"' }), 412);
  const off = await owner.put(at, { active: false, ends_at: '2026-01-01T00:00:00Z' }, { 'if-match': '"1"' });
  assert.deepEqual([off.status, off.json.active, off.json.version, off.json.ends_at], [200, false, 2, '2026-01-01T00:00:00.000Z']);
  assert.match(await say(newCustomer(), 'coupon SPRING10'), /no code SPRING10/);
  const other = await owner.post('/admin/coupons', { code: 'NEVER', kind: 'delivery' });
  assert.equal((await owner.delete(`/admin/coupons/${other.json.id}`)).status, 204);
});

test('staff changes quantities while an order waits and cancels pieces later; sums, stock and customer follow', async () => {
  const from = newCustomer(), [{ stock }] = await shop.sql("SELECT stock FROM variant WHERE sku = 'MUG'");
  const made = await order(from, '3 house mugs and a cold brew bag');
  const at = `/admin/orders/${made.id}`, look = async () => (await owner.get(at)).json;
  const [mugs, bag] = (await look()).items;
  const seen = async () => ({ 'if-match': `"${(await look()).version}"` });
  for (const [items, status, field] of [
    [[{ id: mugs.id, quantity: -1 }], 400, 'quantity'], [[{ id: 999999, quantity: 1 }], 400, 'items'], [[], 400, 'items'],
    [[{ id: mugs.id, quantity: 0 }, { id: bag.id, quantity: 0 }], 400, 'items'], [[{ id: mugs.id, quantity: 1000000000000 }], 400, 'quantity'],
    [[{ id: mugs.id, quantity: 2 }, { id: mugs.id, quantity: 3 }], 400, 'items'], [[{ id: mugs.id, quantity: 9000 }], 409],
  ]) {
    const answer = await owner.put(`${at}/items`, { items }, await seen());
    assertProblem(answer, status, JSON.stringify(items));
    if (field) assert.equal(answer.json.field, field, answer.text);
  }
  assert.equal((await look()).total_minor, 4500, 'nothing of it happened');
  const more = await owner.put(`${at}/items`, { items: [{ id: mugs.id, quantity: 5 }], reason: 'she rang' }, await seen());
  assert.deepEqual([more.status, more.json.total_minor, more.json.timeline.at(-1).kind, more.json.timeline.at(-1).reason, more.json.timeline.at(-1).detail],
    [200, 7000, 'changed', 'she rang', 'House Mug: 3 > 5'], more.text);
  assert.equal((await shop.sql("SELECT stock FROM variant WHERE sku = 'MUG'"))[0].stock, stock - 5);
  assertProblem(await owner.put(`${at}/items`, { items: [{ id: mugs.id, quantity: 4 }] }, { 'if-match': '"1"' }), 412);
  assert.equal((await owner.put(`${at}/status`, { status: 'confirmed', reason: 'paid at the till' }, await seen())).json.timeline.at(-1).reason, 'paid at the till');
  assertProblem(await owner.put(`${at}/items`, { items: [{ id: mugs.id, quantity: 4 }] }, await seen()), 409);
  const fewer = await owner.post(`${at}/cancel-items`, { items: [{ id: mugs.id, quantity: 2 }, { id: bag.id, quantity: 1 }], reason: 'broken' }, await seen());
  assert.deepEqual([fewer.status, fewer.json.total_minor, fewer.json.items.map((i) => [i.quantity, i.cancelled])], [200, 3750, [[3, 2], [0, 1]]], fewer.text);
  assertProblem(await owner.post(`${at}/cancel-items`, { items: [{ id: mugs.id, quantity: 4 }] }, await seen()), 400);
  assert.equal((await shop.sql("SELECT stock FROM variant WHERE sku = 'MUG'"))[0].stock, stock - 3);
  const notices = await shop.sql(`SELECT body FROM outbox WHERE to_address = '${from}' AND body LIKE '%changed your order%' ORDER BY id`);
  assert.equal(notices.length, 2);
  assert.match(notices[1].body, /3 x House Mug[\s\S]*37\.50/);
  await owner.put(`${at}/status`, { status: 'cancelled' }, await seen());
  assert.equal((await shop.sql("SELECT stock FROM variant WHERE sku = 'MUG'"))[0].stock, stock);
});

test('what cannot be is refused with a stable code and changes nothing: pieces, sums, money, codes, keys', async () => {
  const from = newCustomer(), mine = await order(from, '2 house mugs'), theirs = await order(newCustomer(), 'a house mug');
  const { version, items: [{ id }] } = (await owner.get(`/admin/orders/${mine.id}`)).json;
  const refused = (answer, status, code, field) => {
    const problem = assertProblem(answer, status);
    assert.deepEqual([problem.code, problem.field], [code, field], answer.text);
  };
  const seen = { 'if-match': `"${version}"` };
  for (const quantity of [-1, 10000, 1.5, '2']) refused(await owner.put(`/admin/orders/${mine.id}/items`, { items: [{ id, quantity }] }, seen), 400, 'bad_input', 'quantity');
  // A total above 10^12 minor units: of one price, and of many pieces at a price that may be.
  const product = (price) => owner.post('/admin/products', { name: 'Golden Crown', category: 'Gifts', price, variants: [{ sku: 'CROWN', stock: 9000 }] });
  refused(await product('10000000000.01'), 400, 'bad_input', 'price');
  assert.equal((await product('200000000.00')).status, 201);
  const dear = await order(newCustomer(), '3 golden crowns');
  const line = (await owner.get(`/admin/orders/${dear.id}`)).json;
  refused(await owner.put(`/admin/orders/${dear.id}/items`, { items: [{ id: line.items[0].id, quantity: 9000 }] }, { 'if-match': `"${line.version}"` }), 400, 'bad_input', undefined);
  const shopFacts = (await owner.get('/admin/settings')).json;
  refused(await owner.put('/admin/settings', { currency: 'QQQ' }, { 'if-match': `"${shopFacts.version}"` }), 400, 'bad_input', 'currency');
  assert.equal((await owner.post('/admin/coupons', { code: 'OVER', kind: 'percent', percent_bp: 1000, ends_at: '2026-01-01T00:00:00Z' })).status, 201);
  assert.match(await say(newCustomer(), 'a house mug', 'code OVER'), /OVER/);
  assert.equal((await shop.sql("SELECT count(*) AS n FROM coupon_use u JOIN coupon c ON c.id = u.coupon_id WHERE c.code = 'OVER'"))[0].n, 0);
  const [{ body }] = await shop.sql(`SELECT body FROM outbox WHERE to_address = '${from}' AND body LIKE '%/t/%' ORDER BY id DESC LIMIT 1`);
  const [, token] = /\/t\/[\w-]+\.([\w-]+)/.exec(body);
  assert.equal((await shop.get(`/api/orders/${mine.number}/track?token=${token}`)).status, 200);
  refused(await shop.get(`/api/orders/${theirs.number}/track?token=${token}`), 404, 'not_found', undefined);
  const [after] = await shop.sql(`SELECT total_minor, version FROM orders WHERE id = ${mine.id}`);
  assert.deepEqual([after.total_minor, after.version], [mine.total_minor, version]);
  await assertBooks(shop);
});
