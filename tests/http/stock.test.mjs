// Stock over HTTP: pieces put aside in a checkout, more customers than pieces, and books that agree
// whatever is ordered at once. (kill -9 in between: faults.test.mjs.)
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import { assertBooks, assertCleanLog, newCustomer, ownShop } from './help.mjs';
import { OWNER, root } from './shop.mjs';

const run = promisify(execFile);
const CLIENTS = Number(process.env.OVERSELL_CLIENTS ?? 64), ATTEMPTS = Number(process.env.OVERSELL_ATTEMPTS ?? 600), PIECES = Number(process.env.OVERSELL_PIECES ?? 60);
let shop, owner;
const write = (sql) => shop.write(sql);
// What the worker does by itself every minute or so, now.
const schedule = (name) => run(path.join(root, process.env.B ?? 'build', 'waiter'), ['schedule', 'run', name], { env: shop.env, cwd: root });
const stock = async (sku) => (await shop.sql(`SELECT stock FROM variant WHERE sku = '${sku}'`))[0].stock;

before(async () => { shop = await ownShop(); owner = await shop.login(); });
after(async () => { if (shop) { await assertBooks(shop); assertCleanLog(shop, [OWNER.password]); } await shop?.close(); });

async function newProduct(name, pieces) {
  const made = await owner.post('/admin/products', { name, category: 'Gifts', price: '5.00', variants: [{ sku: name.toUpperCase().replaceAll(' ', '-'), stock: pieces }] });
  assert.equal(made.status, 201, made.text);
  return name.toUpperCase().replaceAll(' ', '-');
}
async function say(from, ...texts) {
  for (const text of texts) assert.equal((await shop.say(text, { from, name: 'Kim Lee' })).status, 200, text);
}

test('a checkout puts its pieces aside; leaving it gives them back, time does too', async () => {
  const sku = await newProduct('Silver Kettle', 5), from = newCustomer();
  await say(from, '2 silver kettles');
  assert.equal(await stock(sku), 5, 'a cart holds nothing');
  await say(from, 'checkout');
  assert.equal(await stock(sku), 3);
  assert.deepEqual(await shop.sql(`SELECT reason, change FROM stock_movement m JOIN variant v ON v.id = m.variant_id WHERE v.sku = '${sku}' AND reason = 'reserve'`), [{ reason: 'reserve', change: -2 }]);
  await say(from, 'cancel');
  assert.equal(await stock(sku), 5, 'the checkout was left');
  await say(from, 'checkout');
  assert.equal(await stock(sku), 3);
  await write('UPDATE reservation SET expires_at = 1');
  await schedule('expire-reservations');
  assert.equal(await stock(sku), 5, 'its time was over');
  await say(from, 'Kim Lee', 'pickup', 'yes');
  assert.equal(await stock(sku), 3, 'they were still there');
  assert.equal((await shop.sql('SELECT count(*) AS n FROM reservation'))[0].n, 0);
  await assertBooks(shop);
});

test('an order that is not paid by its time is cancelled, its pieces go back and the customer is told', async () => {
  const sku = await newProduct('Copper Pan', 4), from = newCustomer();
  await say(from, '3 copper pans', 'checkout', 'Kim Lee', 'pickup', 'yes');
  assert.equal(await stock(sku), 1);
  const [order] = await shop.sql(`SELECT o.id, o.number FROM orders o JOIN order_item i ON i.order_id = o.id JOIN variant v ON v.id = i.variant_id WHERE v.sku = '${sku}'`);
  await write(`UPDATE orders SET hold_until = 1 WHERE id = ${order.id}`);
  await schedule('expire-unpaid');
  assert.equal((await shop.sql(`SELECT status FROM orders WHERE id = ${order.id}`))[0].status, 'cancelled');
  assert.equal(await stock(sku), 4);
  assert.deepEqual(await shop.sql(`SELECT actor, reason FROM order_event WHERE order_id = ${order.id} ORDER BY id DESC LIMIT 1`), [{ actor: 'system:unpaid', reason: 'not paid in time' }]);
  assert.equal((await shop.sql(`SELECT count(*) AS n FROM outbox WHERE to_address = '${from}' AND body LIKE '%${order.number}%cancelled%'`))[0].n, 1);
});

// Every client is many customers, one after the other: each wants one piece and says yes to the end.
test(`${CLIENTS} clients make ${ATTEMPTS} attempts on ${PIECES} pieces: exactly ${PIECES} are sold`, async () => {
  const sku = await newProduct('Paper Lantern', PIECES);
  let next = 0;
  const client = async () => { while (next++ < ATTEMPTS) await say(newCustomer(), 'one paper lantern', 'checkout', 'Kim Lee', 'pickup', 'yes'); };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const [sold] = await shop.sql(`SELECT count(DISTINCT o.id) AS orders, sum(i.quantity) AS pieces FROM orders o JOIN order_item i ON i.order_id = o.id JOIN variant v ON v.id = i.variant_id WHERE v.sku = '${sku}' AND o.status <> 'cancelled'`);
  assert.deepEqual(sold, { orders: PIECES, pieces: PIECES });
  assert.equal(await stock(sku), 0);
  await assertBooks(shop);
});
