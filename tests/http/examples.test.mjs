// The examples of docs/examples/ do what they say, against a shop that runs.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import test, { after, before } from 'node:test';
import { Phone, ownPort, ownShop, soon } from './help.mjs';
import { root } from './shop.mjs';

const run = promisify(execFile);
const example = (name) => path.join(root, 'docs/examples', name);
let shop, owner, phone, key, number;

before(async () => {
  shop = await ownShop({ env: { WAITER_HOOKS_PRIVATE: '1' } });
  owner = await shop.login();
  key = (await owner.post('/admin/keys', { name: 'examples', role: 'staff' })).json.key;
  phone = await Phone.open(shop, 'Ana');
  number = await order();
});
after(() => shop?.close());

async function order() {
  await phone.say('2 house mugs', '2 x House Mug');
  await phone.say('checkout', 'name');
  await phone.say('Ana Ribeiro', /deliver/i);
  await phone.say('pickup', 'House Mug');
  return /ORD-\d{8}-[A-Z0-9]{8}/.exec((await phone.say('yes', /ORD-\d{8}-[A-Z0-9]{8}/)).body)[0];
}
const env = () => ({ ...process.env, SHOP: shop.url, KEY: key });

test('the shell shows every product', async () => {
  const { stdout } = await run(example('products.sh'), { env: env() });
  const names = (await shop.sql('SELECT name FROM product WHERE active')).map((row) => row.name);
  assert.deepEqual(stdout.trim().split('\n').sort(), names.sort());
});

test('Python reads the orders, and without a key says why not', async () => {
  const { stdout } = await run(example('orders.py'), { env: env() });
  assert.equal(stdout, `${number} pending 2500 EUR\n`);
  await assert.rejects(run(example('orders.py'), { env: { ...env(), KEY: 'wk_nonsense' } }), /401/);
});

test('a receiver of webhooks believes what is signed and nothing else', async () => {
  const port = await ownPort();
  const hook = (await owner.post('/admin/hooks', { url: `http://127.0.0.1:${port}/`, events: ['order.status'] })).json;
  const child = spawn(example('told.py'), { env: { ...process.env, PORT: String(port), SECRET: hook.secret }, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { told += text; });
    const post = (headers = {}) => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}', headers }).catch(() => null);
    assert.equal((await soon('it listens', post)).status, 403);
    assert.equal((await post({ 'waiter-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` })).status, 403);
    const { stdout } = await run(process.execPath, [example('confirm.mjs')], { env: env() });
    assert.equal(stdout, `${number} confirmed\n`);
    await soon('it was told of the order', () => told.includes(number));
    assert.equal((await shop.sql(`SELECT status FROM orders WHERE number = '${number}'`))[0].status, 'confirmed');
    await soon('the customer was told', async () => (await phone.received()).some((m) => /confirmed/.test(m.body) && m.body.includes(number)));
  } finally {
    child.kill();
  }
});
