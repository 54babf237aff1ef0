// The original program's database becomes ours: counted, reported, and alive in chat and console.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assertBooks, ownShop } from './help.mjs';
import { cleanEnv, root } from './shop.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'waiter-import-'));
const file = (name) => path.join(folder, name);
const sqlite = (name, sql) => {
  const { status, stderr } = spawnSync('sqlite3', [file(name)], { input: sql, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
};
const ORIGINAL = `
CREATE TABLE customers (id INTEGER PRIMARY KEY, phone_number VARCHAR, name VARCHAR, created_at DATETIME, last_interaction DATETIME);
CREATE TABLE products (id INTEGER PRIMARY KEY, name VARCHAR, price FLOAT, description TEXT, category VARCHAR, sizes VARCHAR, colors VARCHAR, stock INTEGER, is_active BOOLEAN, image_url VARCHAR);
CREATE TABLE orders (id INTEGER PRIMARY KEY, order_number VARCHAR, customer_id INTEGER, total_amount FLOAT, status VARCHAR, shipping_address TEXT, created_at DATETIME);
CREATE TABLE order_items (id INTEGER PRIMARY KEY, order_id INTEGER, product_name VARCHAR, quantity INTEGER, price_at_purchase FLOAT, size VARCHAR, color VARCHAR);
CREATE TABLE chat_logs (id INTEGER PRIMARY KEY, customer_id INTEGER, message_type VARCHAR, message_content TEXT, ai_generated BOOLEAN, ai_model_used VARCHAR, confidence_score FLOAT, timestamp DATETIME);
INSERT INTO customers VALUES (1, 'whatsapp:+34611222333', 'Rosa Gil', '2025-01-02 03:04:05.678901', '2025-06-01 10:00:00'), (2, '+34611222444', NULL, '2025-02-02 03:04:05', NULL), (7, 'no phone', 'Nobody', NULL, NULL);
INSERT INTO products VALUES (1, 'Trail Jacket', 129.99, 'Keeps the rain out.', 'Jackets', 'S, M,L', 'Black,Olive', 13, 1, NULL),
  (2, 'Old Cap', 9.5, NULL, NULL, NULL, NULL, 0, 0, NULL), (3, 'Odd Price', 19.989999999999998, '', 'Jackets', '', '', 4, 1, NULL), (4, NULL, 5, '', '', '', '', 1, 1, NULL);
INSERT INTO orders VALUES (1, 'ORD-20250601-AB12CD34', 1, 269.48, 'delivered', 'Calle Mayor 1, Madrid', '2025-06-01 10:00:00'), (2, 'ORD-20250602-AB12CD35', 2, 9.5, 'processing', NULL, '2025-06-02 11:00:00'),
  (3, 'ORD-20250603-AB12CD36', 1, 15.0, 'shipped', 'Calle Mayor 1', '2025-06-03 11:00:00'), (4, 'ORD-20250604-AB12CD37', 7, 15.0, 'shipped', 'x', '2025-06-03 11:00:00'), (5, 'ORD-20250605-AB12CD38', 1, 3.0, 'pending', 'x', NULL), (6, 'ORD-20250606-AB12CD39', 2, 10.0, 'cancelled', 'x', NULL);
INSERT INTO order_items VALUES (1, 1, 'Trail Jacket', 2, 129.99, 'M', 'Olive'), (2, 1, 'Old Cap', 1, 9.5, NULL, NULL), (3, 2, 'Old Cap', 1, 9.5, '', ''), (4, 3, 'Long Gone Scarf', 1, 12.0, NULL, 'Red'), (5, 4, 'Old Cap', 1, 15, '', ''), (6, 6, 'Old Cap', 2, 9.5, '', '');
INSERT INTO chat_logs VALUES (1, 1, 'incoming', 'hola', 0, NULL, NULL, '2025-06-01 09:59:00'), (2, 1, 'outgoing', 'Hola Rosa', 1, 'some/model', 0.93, '2025-06-01 09:59:02'), (3, 99, 'incoming', 'who?', 0, NULL, NULL, NULL);`;

let shop;
before(async () => {
  sqlite('original.db', ORIGINAL);
  shop = await ownShop({ env: { SHOP_CURRENCY: 'EUR' } });
});
after(async () => {
  await shop?.close();
  rmSync(folder, { recursive: true, force: true });
});
const take = (name) => spawnSync(path.resolve(root, process.env.B ?? 'build', 'waiter'), ['import', file(name)], { cwd: root, encoding: 'utf8', env: cleanEnv(shop.env) });

test('customers, products, orders and chats are taken while the shop is open, and a report says what was not', async () => {
  const { status, stdout, stderr } = take('original.db');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^customers +2 taken, 0 here already, 1 left out$/m);
  assert.match(stdout, /^products +3 taken, 0 here already, 1 left out$/m);
  assert.match(stdout, /^orders +4 taken, 0 here already, 2 left out$/m);
  assert.match(stdout, /^messages +2 taken, 0 here already, 1 left out$/m);
  assert.match(stdout, /customer 7: no telephone number/);
  assert.match(stdout, /order 4: its customer was left out/);
  assert.match(stdout, /order 5: no lines/);
  assert.match(stdout, /order 3: its total is not the sum/);
  const owner = await shop.login();
  const orders = (await owner.get('/admin/orders?limit=100')).json.orders;
  const of = (end) => orders.find((o) => (o.order_number ?? o.number).endsWith(end));
  assert.equal(of('CD34').total_minor, 26948);
  assert.equal(of('CD34').status, 'delivered');
  assert.equal(of('CD35').status, 'confirmed');
  assert.equal(of('CD36').total_minor, 1500, 'the total stays');
  assert.deepEqual(await shop.sql("SELECT subtotal_minor, delivery_minor FROM orders WHERE number LIKE '%CD36'"), [{ subtotal_minor: 1200, delivery_minor: 300 }]);
  assert.deepEqual(await shop.sql("SELECT subtotal_minor, discount_minor, status FROM orders WHERE number LIKE '%CD39'"), [{ subtotal_minor: 1900, discount_minor: 900, status: 'cancelled' }]);
  assert.deepEqual(await shop.sql("SELECT name, spent_minor, order_count FROM customer WHERE phone = '+34611222333'"), [{ name: 'Rosa Gil', spent_minor: 28448, order_count: 2 }]);
  assert.deepEqual(await shop.sql("SELECT created_at FROM orders WHERE number LIKE '%CD34'"), [{ created_at: Date.UTC(2025, 5, 1, 10) }]);
  assert.deepEqual(await shop.sql("SELECT price_minor FROM product WHERE name = 'Odd Price'"), [{ price_minor: 1999 }]);
  assert.deepEqual(await shop.sql("SELECT count(*) AS n, sum(v.stock) AS stock FROM variant v JOIN product p ON p.id = v.product_id WHERE p.name = 'Trail Jacket'"), [{ n: 6, stock: 13 }]);
  assert.deepEqual(await shop.sql("SELECT v.option1, v.option2 FROM order_item i JOIN variant v ON v.id = i.variant_id WHERE i.name = 'Trail Jacket'"), [{ option1: 'M', option2: 'Olive' }]);
  await assertBooks(shop);
});

test('an imported customer is known when he writes, and can buy what was imported', async () => {
  const answer = await shop.say('my orders', { from: 'whatsapp:+34611222333' });
  assert.equal(answer.status, 200);
  assert.deepEqual(await shop.sql("SELECT count(*) AS n FROM customer WHERE phone = '+34611222333'"), [{ n: 1 }]);
  const said = async () => (await shop.sql("SELECT body FROM chat_log l JOIN customer c ON c.id = l.customer_id WHERE c.phone = '+34611222333' AND direction = 'out' ORDER BY l.id DESC LIMIT 1"))[0].body;
  assert.match(await said(), /ORD-20250601-AB12CD34/);
  await shop.say('2 olive trail jackets in M', { from: 'whatsapp:+34611222333' });
  assert.match(await said(), /2 x Trail Jacket \(M, Olive\)/);
});

test('a second run takes nothing twice', async () => {
  const counts = () => shop.sql('SELECT (SELECT count(*) FROM customer) AS c, (SELECT count(*) FROM orders) AS o, (SELECT count(*) FROM product) AS p, (SELECT count(*) FROM chat_log) AS m');
  const before = await counts();
  const { stdout } = take('original.db');
  assert.match(stdout, /^customers +0 taken, 2 here already, 1 left out$/m);
  assert.match(stdout, /^orders +0 taken, 4 here already, 2 left out$/m);
  assert.deepEqual(await counts(), before);
});

test('missing tables and columns are fine; what is no database is refused', () => {
  sqlite('bare.db', "CREATE TABLE customers (id INTEGER, phone_number TEXT); INSERT INTO customers VALUES (1, '+34611222999'); CREATE TABLE products (name TEXT, price TEXT); INSERT INTO products VALUES ('Bare Thing', '3');");
  const { status, stdout, stderr } = take('bare.db');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^customers +1 taken/m);
  assert.match(stdout, /^products +1 taken/m);
  const broken = spawnSync('sh', ['-c', `printf 'no database at all' > ${file('text.db')}`]);
  assert.equal(broken.status, 0);
  const refused = take('text.db');
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /not a database/);
  assert.notEqual(take('absent.db').status, 0);
});
