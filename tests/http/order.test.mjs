// The main job through nginx, the programs, the worker and the simulator: a message in, an order
// out; staff steer it; nobody gets what is not there; everything survives a restart.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import test, { after, before } from 'node:test';
import { Phone, assertBooks, newCustomer, ownShop, soon } from './help.mjs';
import { root } from './shop.mjs';

const run = promisify(execFile);

let home, shop;
before(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'waiter-order-'));
  shop = await ownShop({ home });
});
after(async () => {
  await shop?.close();
  rmSync(home, { recursive: true, force: true });
});

const orderOf = async (number) => (await shop.sql(`SELECT * FROM orders WHERE number = '${number}'`))[0];
const numberIn = (message) => /ORD-\d{8}-[A-Z0-9]{8}/.exec(message.body)[0];
const stockOf = async (sku) => (await shop.sql(`SELECT stock FROM variant WHERE sku = '${sku}'`))[0].stock;
const statusTo = async (staff, id, status) => staff.put(`/admin/orders/${id}/status`, { status });

test('hello, an order in plain words, checkout by taps, a number; staff confirms, the customer hears it', async () => {
  const ana = await Phone.open(shop, 'Ana');
  const before = { hoodie: await stockOf('HOOD-BLK-L'), mug: await stockOf('MUG') };
  await ana.say('Hi there 👋', 'Wool & Bean', 'Browse products');
  await ana.say('2 black hoodies in L and a mug pls', '2 x Classic Hoodie (L, Black)', '79.80', '1 x House Mug', '92.30');
  assert.equal(await stockOf('HOOD-BLK-L'), before.hoodie, 'a cart takes nothing from the shelf');
  await ana.tap('Checkout', 'name');
  await ana.say('Ana Ribeiro', /deliver/i);
  await ana.tap('Delivery', 'address');
  await ana.say('Rua das Flores 12, 4050-262 Porto', '92.30', 'Rua das Flores 12');
  assert.deepEqual(await shop.sql('SELECT count(*) AS n FROM orders'), [{ n: 0 }], 'nothing without a yes');
  const placed = await ana.tap('Yes, place order', /ORD-\d{8}-/);
  const order = await orderOf(numberIn(placed));
  assert.equal(order.status, 'pending');
  assert.equal(order.payment_status, 'unpaid');
  assert.equal(order.currency, 'EUR');
  assert.equal(order.subtotal_minor, 9230);
  assert.equal(order.total_minor, order.subtotal_minor + order.delivery_minor);
  assert.equal(order.name, 'Ana Ribeiro');
  assert.match(order.address, /Rua das Flores 12/);
  assert.equal(order.phone, ana.address.slice(9));
  assert.deepEqual(await shop.sql(`SELECT name, quantity, unit_price_minor FROM order_item WHERE order_id = ${order.id} ORDER BY unit_price_minor DESC`),
    [{ name: 'Classic Hoodie', quantity: 2, unit_price_minor: 3990 }, { name: 'House Mug', quantity: 1, unit_price_minor: 1250 }]);
  assert.equal(await stockOf('HOOD-BLK-L'), before.hoodie - 2);
  assert.equal(await stockOf('MUG'), before.mug - 1);
  const owner = await shop.login();
  const listed = (await owner.get('/admin/orders')).json.orders.find((o) => (o.number ?? o.order_number) === order.number);
  assert.equal(listed.id, order.id);
  assert.equal(listed.status, 'pending');
  assert.equal((await statusTo(owner, order.id, 'confirmed')).status, 200);
  const notice = await ana.hears(placed, order.number, 'confirmed');
  assert.match((await ana.say('where is my order?', order.number)).body, /confirmed/);
  assert.equal((await statusTo(owner, order.id, 'shipped')).status, 200);
  await ana.hears(notice, order.number, 'shipped');
  assert.deepEqual((await shop.sql(`SELECT to_status FROM order_event WHERE order_id = ${order.id} ORDER BY id`)).map((e) => e.to_status), ['pending', 'confirmed', 'shipped']);
  for (const wrong of ['pending', 'confirmed', 'shipped', 'cancelled']) assert.equal((await statusTo(owner, order.id, wrong)).status, 409, `shipped -> ${wrong}`);
  for (const wrong of ['nonsense', '', 'PENDING', null, 1]) assert.equal((await statusTo(owner, order.id, wrong)).status, 400, `${wrong}`);
  assert.equal((await statusTo(owner, 999999, 'confirmed')).status, 404);
  assert.equal((await shop.put(`/admin/orders/${order.id}/status`, { status: 'delivered' })).status, 401);
  assert.equal((await shop.put(`/admin/orders/${order.id}/status`, { status: 'delivered' }, { cookie: owner.cookie })).status, 403, 'a cookie without the CSRF token');
  await soon('all told', async () => (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE to_address = '${ana.address}' AND status NOT IN ('delivered', 'read')`))[0].n === 0);
  const told = (await ana.received()).map((m) => m.body);
  assert.equal(new Set(told.filter((t) => /confirmed\. /.test(t))).size, told.filter((t) => /confirmed\. /.test(t)).length, 'told once');
});

test('the same move by two members of staff at once is made and told once', async () => {
  const cara = await Phone.open(shop, 'Cara');
  const number = await buy(cara, 'a gift wrap');
  const order = await orderOf(number);
  const staff = await Promise.all([shop.login(), shop.login()]);
  const answers = await Promise.all([0, 1, 0, 1, 0, 1].map((i) => statusTo(staff[i], order.id, 'confirmed')));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409, 409, 409, 409, 409]);
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM outbox WHERE to_address = '${cara.address}' AND notice = 1 AND body LIKE '%confirmed%'`), [{ n: 1 }]);
});

// From words to an order number, picked up.
async function buy(phone, words) {
  await phone.say(words);
  await phone.say('checkout', 'name');
  await phone.say(phone.name, /pick/i);
  await phone.tap('Pickup', 'Shall I place');
  return numberIn(await phone.say('yes', /ORD-\d{8}-/));
}

test('after STOP a change of status is told to nobody; START brings it back', async () => {
  const dan = await Phone.open(shop, 'Dan');
  const number = await buy(dan, '1 enamel pin');
  const { id } = await orderOf(number);
  const stop = await dan.say('STOP', 'START');
  const owner = await shop.login();
  assert.equal((await statusTo(owner, id, 'confirmed')).status, 200, 'the shop goes on');
  await dan.saysInVain('hello?');
  await soon('nothing waits', async () => (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE to_address = '${dan.address}' AND status IN ('queued', 'running', 'handed', 'unsure', 'sent')`))[0].n === 0);
  assert.deepEqual((await dan.received()).filter((m) => m.id > stop.id), [], 'silence after the confirmation');
  assert.equal((await orderOf(number)).status, 'confirmed');
  await dan.say('START');
  assert.match((await dan.say('my orders', number)).body, /confirmed/);
  assert.equal((await statusTo(owner, id, 'shipped')).status, 200);
  await dan.hears(stop, number, 'shipped');
});

// How long a checkout keeps its pieces: 0 makes a race of the yes.
async function holdMinutes(n) {
  const owner = await shop.login();
  const { version } = (await owner.get('/admin/delivery')).json;
  const put = await owner.put('/admin/delivery', { hold_minutes: n }, { 'if-match': `"${version}"` });
  assert.equal(put.status, 200, put.text);
}

test('two customers, the last piece: one order, and the other is told', async () => {
  await holdMinutes(0);
  const [eve, fay] = await Promise.all([Phone.open(shop, 'Eve'), Phone.open(shop, 'Fay')]);
  assert.equal(await stockOf('UMBR'), 1);
  for (const phone of [eve, fay]) {
    await phone.say('a pocket umbrella', '1 x Pocket Umbrella');
    await phone.say('checkout', 'name');
    await phone.say(phone.name, /pick/i);
    await phone.tap('Pickup', 'Shall I place');
  }
  const said = await Promise.all([eve, fay].map((phone) => phone.say('yes')));
  const answers = await Promise.all([eve, fay].map(async (phone) => (await phone.received()).map((m) => m.body).join('\n')));
  assert.equal(answers.filter((text) => /ORD-\d{8}-/.test(text)).length, 1, said.map((s) => s.body).join('\n'));
  assert.equal(answers.filter((text) => /sold out/i.test(text)).length, 1);
  assert.equal(await stockOf('UMBR'), 0);
  await assertBooks(shop);
});

test('32 customers order the last 5 pieces at once: exactly 5 are sold', async () => {
  await holdMinutes(0);
  const owner = await shop.login();
  const made = await owner.post('/admin/products', { name: 'Silver Kettle', category: 'Gifts', price: 5, stock: 5 });
  assert.equal(made.status, 201, made.text);
  const [variant] = await shop.sql(`SELECT id, stock FROM variant WHERE product_id = ${made.json.id}`);
  assert.equal(variant.stock, 5);
  const people = Array.from({ length: 32 }, newCustomer);
  const all = (text) => Promise.all(people.map(async (from, i) => {
    const answer = await shop.say(text, { from, name: `Person ${i}` });
    assert.equal(answer.status, 200, answer.text);
    return answer;
  }));
  for (const text of ['1 silver kettle', 'checkout', 'Kim Lee', 'pickup']) await all(text);
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM cart_item WHERE variant_id = ${variant.id}`), [{ n: 32 }], 'all came to the till');
  await all('yes');
  assert.equal((await shop.sql(`SELECT stock FROM variant WHERE id = ${variant.id}`))[0].stock, 0);
  const sold = await shop.sql(`SELECT o.number, o.status, a.channel_address AS who, i.quantity FROM orders o JOIN order_item i ON i.order_id = o.id JOIN address a USING (customer_id)
    WHERE i.variant_id = ${variant.id} AND a.channel_address LIKE 'whatsapp:+%'`);
  assert.equal(sold.length, 5);
  assert.equal(new Set(sold.map((o) => o.who)).size, 5);
  assert.equal(new Set(sold.map((o) => o.number)).size, 5);
  for (const one of sold) assert.equal(one.quantity, 1);
  assert.deepEqual(await shop.sql(`SELECT sum(change) AS left, sum(change < 0) AS taken FROM stock_movement WHERE variant_id = ${variant.id}`), [{ left: 0, taken: 5 }]);
  const told = await shop.sql(`SELECT to_address, body FROM outbox WHERE to_address IN (${people.map((p) => `'${p}'`)})`);
  for (const who of people) {
    const texts = told.filter((row) => row.to_address === who).map((row) => row.body).join('\n');
    const own = sold.find((o) => o.who === who)?.number;
    assert.deepEqual([...new Set(texts.match(/ORD-\d{8}-[A-Z0-9]{8}/g) ?? [])], own ? [own] : [], 'everybody hears of his own order alone');
  }
  // Who came too late still stands in a sane place.
  const late = people.find((who) => !sold.some((o) => o.who === who));
  assert.equal((await shop.say('yes', { from: late })).status, 200);
  assert.equal((await shop.say('my cart', { from: late })).status, 200);
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM orders o JOIN address a USING (customer_id) WHERE a.channel_address = '${late}'`), [{ n: 0 }]);
  await assertBooks(shop);
});

test('one customer says yes eight times at once: one order', async () => {
  const from = newCustomer();
  for (const text of ['1 gift wrap', 'checkout', 'Uma Roy', 'pickup']) await shop.say(text, { from });
  const answers = await Promise.all(Array.from({ length: 8 }, () => shop.say('yes', { from })));
  assert.deepEqual(answers.map((a) => a.status), Array(8).fill(200));
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM orders o JOIN address a USING (customer_id) WHERE a.channel_address = '${from}'`), [{ n: 1 }]);
  await assertBooks(shop);
});

test('a cancelled order gives its stock back, once', async () => {
  const gil = await Phone.open(shop, 'Gil');
  const before = await stockOf('SCRF');
  const { id, number } = await orderOf(await buy(gil, '2 cotton scarfs'));
  assert.equal(await stockOf('SCRF'), before - 2);
  const owner = await shop.login();
  const answers = await Promise.all([1, 2, 3, 4].map(() => statusTo(owner, id, 'cancelled')));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409, 409, 409]);
  await gil.hears({ id: 0 }, number, 'cancelled');
  assert.equal(await stockOf('SCRF'), before);
  await assertBooks(shop);
});

test('"human" silences the bot until staff give the conversation back', async () => {
  const hal = await Phone.open(shop, 'Hal');
  await hal.say('1 cotton scarf', '21.00');
  const { customer_id: id } = (await shop.sql(`SELECT customer_id FROM address WHERE channel_address = '${hal.address}'`))[0];
  const owner = await shop.login();
  const back = (who = owner, n = id) => who.post(`/admin/conversations/${n}/handback`);
  assert.equal((await back()).status, 409, 'the bot has it');
  await hal.say('human', /person/i);
  for (const text of ['I need it by Friday', 'menu', 'yes', 'checkout']) await hal.saysInVain(text);
  assert.equal((await shop.post(`/admin/conversations/${id}/handback`)).status, 401);
  assert.equal((await shop.post(`/admin/conversations/${id}/handback`, undefined, { cookie: owner.cookie })).status, 403);
  assert.equal((await back(owner, 999999)).status, 404);
  await hal.saysInVain('anybody?');
  const given = await back();
  assert.ok([200, 204].includes(given.status), given.text);
  await hal.say('my cart', '1 x Cotton Scarf', '21.00');
});

test('sold out: one like it is a tap away and becomes an order; what others had with it is said once', async () => {
  const [uma, vic, wim] = await Promise.all(['Uma', 'Vic', 'Wim'].map((name) => Phone.open(shop, name)));
  await uma.say('a linen shirt in M please', 'Linen Shirt is sold out', 'one of these instead');
  await uma.tap('Organic T-Shirt', 'Organic T-Shirt', '19.90');
  await uma.say('add it in white, M', '1 x Organic T-Shirt (M, White)');
  const checkout = async (phone, name) => {
    await phone.tap('Checkout', 'name');
    await phone.tap(name, /deliver/i);
    await phone.tap('Pickup', 'Total');
    return orderOf(numberIn(await phone.tap('Yes, place order', /ORD-\d{8}-/)));
  };
  const order = await checkout(uma, 'Uma');
  assert.deepEqual(await shop.sql(`SELECT name, quantity FROM order_item WHERE order_id = ${order.id}`), [{ name: 'Organic T-Shirt', quantity: 1 }]);
  for (const [phone, name] of [[vic, 'Vic'], [wim, 'Wim']]) {
    await phone.say('a glass bottle and a sticker pack', '1 x Sticker Pack');
    await checkout(phone, name);
  }
  await run(path.join(root, process.env.B ?? 'build', 'waiter'), ['schedule', 'run', 'companions'], { cwd: root, env: shop.env });
  const xia = await Phone.open(shop, 'Xia');
  await xia.say('glass bottle', 'Often bought with it: Sticker Pack');
  assert.doesNotMatch((await xia.say('sticker pack', 'Sticker Pack')).body, /Often bought/);
  const asked = await xia.say('what goes with the glass bottle?', 'Others had this with Glass Bottle');
  assert.match(asked.body, /1\. Sticker Pack/);
});

test('a product comes with its photo, which Twilio can fetch', async () => {
  const kim = await Phone.open(shop, 'Kim');
  const card = await kim.say('rain poncho', 'Rain Poncho', '18.00', 'Only 3 left');
  const shown = (await kim.received()).find((m) => m.media_url);
  assert.ok(shown, card.body);
  const at = new URL(shown.media_url);
  assert.equal(at.origin, shop.publicUrl);
  const head = await shop.fetch(at.pathname, { method: 'HEAD' }), get = await shop.fetch(at.pathname);
  for (const answer of [head, get]) {
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^image\/(png|jpeg)$/, 'WhatsApp shows no SVG');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  }
  assert.equal(Buffer.from(await get.arrayBuffer()).length, +head.headers.get('content-length'));
  await soon('delivered', async () => (await kim.received()).every((m) => ['delivered', 'read'].includes(m.status)));
});

test('messages that overtake each other are all answered, and a late yes orders nothing twice', async () => {
  const leo = await Phone.open(shop, 'Leo');
  await leo.say('2 gift wraps', '2 x Gift Wrap');
  await shop.simulator.post('/switches', { reorder: true });
  const held = await leo.send({ text: 'make it three' }, 0);
  await leo.send({ text: 'my cart' });
  await shop.simulator.post('/switches', { reorder: false });
  await soon('both came in', async () => (await shop.sql(`SELECT count(*) AS n FROM inbound WHERE provider_id = '${held.sid}'`))[0].n === 1);
  await leo.say('my cart', '3 x Gift Wrap', '7.50');
  const number = numberIn(await (async () => {
    await leo.say('checkout', 'name');
    await leo.say('Leo Sand', /pick/i);
    await leo.tap('Pickup', 'Shall I place');
    return leo.tap('Yes, place order', /ORD-\d{8}-/);
  })());
  await leo.tap('Yes, place order', ''); // the old button again
  await leo.say('yes', '');
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM orders WHERE customer_id = (SELECT customer_id FROM orders WHERE number = '${number}')`), [{ n: 1 }]);
});

test('messages that are doubled or forged on their way make one right order', async () => {
  const ida = await Phone.open(shop, 'Ida');
  await shop.simulator.post('/switches', { duplicate: 4, duplicate_at_once: true });
  const number = await buy(ida, '2 gift wraps');
  await shop.simulator.post('/switches', { duplicate: 1, duplicate_at_once: false });
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n, sum(quantity) AS pieces FROM orders o JOIN order_item i ON i.order_id = o.id WHERE o.customer_id = (SELECT customer_id FROM orders WHERE number = '${number}')`), [{ n: 1, pieces: 2 }]);
  assert.equal((await ida.received()).filter((m) => m.body.includes(number)).length, 1, 'told once');
  await shop.simulator.post('/switches', { forge: true });
  const forged = await ida.send({ text: 'STOP' });
  await shop.simulator.post('/switches', { forge: false });
  assert.equal(forged.webhook.http_status, 403);
  assert.equal((await shop.sql(`SELECT opted_out FROM customer JOIN address a ON a.customer_id = customer.id WHERE a.channel_address = '${ida.address}'`))[0].opted_out, 0);
});

test('what was said fits WhatsApp, and everything went out', async () => {
  assert.deepEqual(await shop.sql('SELECT id FROM outbox WHERE length(body) > 1600 OR (body = \'\' AND media IS NULL)'), []);
  for (const { choices } of await shop.sql('SELECT DISTINCT choices FROM outbox WHERE choices IS NOT NULL')) {
    const list = JSON.parse(choices);
    assert.ok(list.length >= 1 && list.length <= 10, choices);
    assert.equal(new Set(list.map((c) => c.id)).size, list.length, choices);
    for (const c of list) assert.ok([...c.title].length <= (list.length <= 3 ? 20 : 24) && c.title && c.id.length <= 200, JSON.stringify(c));
  }
  // The 32 and others who wrote past the simulator have no open window there.
  assert.deepEqual(await shop.sql(`SELECT id, status, error_code, error FROM outbox WHERE status IN ('dead', 'failed') AND coalesce(error_code, 0) <> 63016`), []);
});

test('a conversation goes on after every program was stopped and started', async () => {
  const joy = await Phone.open(shop, 'Joy');
  await joy.say('3 gift wraps', '3 x Gift Wrap');
  await joy.say('checkout', 'name');
  await joy.say('Joy Mensah', /pick/i);
  const asked = (await joy.received()).at(-1);
  await soon('all is delivered', async () => (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE status IN ('queued', 'running', 'handed', 'unsure') AND to_address = '${joy.address}'`))[0].n === 0);
  const { port } = shop;
  assert.equal((await shop.close()).status, 0);
  shop = await ownShop({ home, port });
  joy.shop = shop;
  assert.deepEqual((await joy.received()).filter((m) => m.id > asked.id), [], 'nothing is said twice');
  await joy.tap('Pickup', '3 x Gift Wrap', 'Shall I place', '7.50');
  const placed = await joy.say('yes', /ORD-\d{8}-/);
  assert.equal((await orderOf(numberIn(placed))).name, 'Joy Mensah');
  await assertBooks(shop);
});
