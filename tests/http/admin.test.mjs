// The people of the shop over HTTP: who gets in, what each may do, and what becomes of it.
// Every route of the real table (build/admin --routes) is walked without login and as each role.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import { assertCleanLog, assertProblem, newCustomer, newNumber, ownShop, Phone, SLOW, soon } from './help.mjs';
import { OWNER, root } from './shop.mjs';

const run = promisify(execFile);
const STAFF = { username: 'ana', password: 'ana has a long password' };
const BUILD = path.join(root, process.env.B ?? 'build');
let shop, owner, ana;

// Changes the book behind the programs' backs: time passes faster so.
const write = (sql) => shop.write(sql);

// What `waiter staff add` asks for on stdin.
function addStaff({ username, password }, role) {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(BUILD, 'waiter'), ['staff', 'add', username, role], { env: shop.env, cwd: root });
    let said = '';
    child.stderr.on('data', (more) => { said += more; });
    child.on('exit', (status) => (status === 0 ? resolve() : reject(new Error(`staff add: ${status} ${said}`))));
    child.stdin.end(`${password}\n`);
  });
}

before(async () => {
  shop = await ownShop();
  await addStaff(STAFF, 'staff');
  owner = await shop.login();
  ana = await shop.login(STAFF);
  const full = await owner.put('/admin/products/1', { variants: [{ sku: 'HOOD-BLK-L', stock: 1000 }] });
  assert.equal(full.status, 200, full.text);
});
after(async () => {
  if (shop) assertCleanLog(shop, [OWNER.password, STAFF.password]);
  await shop?.close();
});

const login = (json, headers) => shop.post('/admin/login', json, headers);
const form = (fields, headers = {}) => shop.fetch('/admin/login', { method: 'POST', body: new URLSearchParams(fields), headers });

// An order as it comes into the world: said in a chat.
async function placeOrder({ from = newCustomer(), what = '2 black hoodies in L', name = 'Cara Lopez' } = {}) {
  for (const text of [what, 'checkout', name, 'pickup', 'yes']) {
    const answer = await shop.say(text, { from, name });
    assert.equal(answer.status, 200, `${text}: ${answer.text}`);
  }
  const [order] = await shop.sql(`SELECT o.* FROM orders o JOIN address a ON a.customer_id = o.customer_id
    WHERE a.channel_address = '${from}' ORDER BY o.id DESC LIMIT 1`);
  assert.ok(order, 'the chat made an order');
  return { ...order, from };
}

/* ---- signing in ---- */

test('signing in by JSON and by form: the user, a token, a cookie with all its flags', async () => {
  for (const answer of [await login(OWNER), await form(OWNER)]) {
    assert.equal(answer.status, 200);
    const json = answer.json?.user ? answer.json : JSON.parse(await answer.text());
    assert.deepEqual(json.user, { username: 'owner', role: 'owner' });
    assert.match(json.csrf_token, /^[\w-]{43}$/);
    const cookie = answer.headers.get('set-cookie'); // a second one would follow a comma
    assert.match(cookie, /^waiter_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  }
});

test('the cookie’s value is nowhere in the database, and each login makes a new one', async () => {
  const one = await shop.login(), two = await shop.login();
  assert.notEqual(one.cookie, two.cookie);
  assert.notEqual(one.csrf, two.csrf);
  const [{ n }] = await shop.sql(`SELECT count(*) AS n FROM session WHERE id_hash = '${one.cookie.split('=')[1]}'`);
  assert.equal(n, 0);
});

test('wrong password and unknown user look the same', async () => {
  const wrong = assertProblem(await login({ username: 'owner', password: 'not this one' }), 401);
  const unknown = assertProblem(await login({ username: 'nobody', password: 'not this one' }), 401);
  assert.deepEqual(wrong, unknown);
  assert.equal(wrong.code, 'login_failed');
  await login(OWNER); // the failure is forgotten again
});

test('what is no login: missing, wrong type, unknown field, other content type, too big', async () => {
  for (const body of [{}, { username: 'owner' }, { username: 'owner', password: 5 }, { ...OWNER, role: 'owner' },
    { username: '', password: 'x' }, { username: 'owner', password: 'x'.repeat(129) }, [], 'owner'])
    assertProblem(await login(body), 400, JSON.stringify(body));
  for (const fields of [{}, { username: 'owner' }, { password: OWNER.password }, { username: 'owner', password: '' }])
    assertProblem({ status: 400, ...(await readForm(fields)) }, 400, JSON.stringify(fields));
  const text = await shop.fetch('/admin/login', { method: 'POST', body: 'hello', headers: { 'content-type': 'text/plain' } });
  assert.equal(text.status, 415);
  assertProblem(await login({ username: 'owner', password: 'x'.repeat(5000) }), 413);
  const broken = await shop.fetch('/admin/login', { method: 'POST', body: '{"username":', headers: { 'content-type': 'application/json' } });
  assert.equal(broken.status, 400);
});
async function readForm(fields) {
  const answer = await form(fields);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

test('after five wrong passwords the account waits, tells how long, and opens again', async () => {
  await addStaff({ username: 'gus', password: 'gus has a long password' }, 'staff');
  const wrong = { username: 'gus', password: 'wrong wrong wrong' }, right = { username: 'gus', password: 'gus has a long password' };
  for (let i = 0; i < 4; i++) assertProblem(await login(wrong), 401);
  // Wrong ones at the same time: all of them count, so the delay is far above the first second.
  const many = await Promise.all(Array.from({ length: 6 }, () => login(wrong)));
  assert.ok(many.every((a) => [401, 429].includes(a.status)), many.map((a) => a.status).join());
  assert.ok(many.some((a) => a.status === 401));
  await write("UPDATE staff SET failures = 8, locked_until = (unixepoch() + 100) * 1000 WHERE username = 'gus'");
  const locked = await login(right);
  assert.equal(assertProblem(locked, 429).code, 'too_many_requests');
  const wait = Number(locked.headers.get('retry-after'));
  assert.ok(wait > 60 && wait <= 101, `Retry-After ${wait}`);
  assert.equal((await login(OWNER)).status, 200, 'others are not locked out');
  await write("UPDATE staff SET locked_until = unixepoch() * 1000 - 1 WHERE username = 'gus'");
  assert.equal((await login(right)).status, 200, 'the delay is over');
  assert.deepEqual(await shop.sql("SELECT failures, locked_until FROM staff WHERE username = 'gus'"), [{ failures: 0, locked_until: 0 }]);
});

test('delays double and never pass 15 minutes', async () => {
  await addStaff({ username: 'dora', password: 'dora has a long password' }, 'staff');
  for (const [failures, seconds] of [[4, 1], [5, 2], [8, 16], [13, 512], [14, 900], [60, 900]]) {
    await write(`UPDATE staff SET failures = ${failures}, locked_until = 0 WHERE username = 'dora'`);
    assertProblem(await login({ username: 'dora', password: 'wrong wrong wrong' }), 401);
    const [{ locked_until: until, failures: now }] = await shop.sql("SELECT * FROM staff WHERE username = 'dora'");
    assert.equal(now, failures + 1);
    const left = (until - Date.now()) / 1000;
    assert.ok(left <= seconds && left > seconds - 3 * SLOW, `${failures} failures: ${left} s`);
  }
});

/* ---- sessions ---- */

const sessionOf = (me) => me.get('/admin/session');
const age = (username, column, minutes) => write(`UPDATE session SET ${column} = ${column} - ${minutes * 60000}
  WHERE staff_id = (SELECT id FROM staff WHERE username = '${username}')`);

test('a session tells who it is, lives 30 minutes idle and 12 hours in all', async () => {
  await addStaff({ username: 'ida', password: 'ida has a long password' }, 'staff');
  const ida = await shop.login({ username: 'ida', password: 'ida has a long password' });
  const is = await sessionOf(ida);
  assert.deepEqual(is.json, { user: { username: 'ida', role: 'staff' }, csrf_token: ida.csrf });
  await age('ida', 'seen_at', 29);
  assert.equal((await sessionOf(ida)).status, 200, 'a use begins the 30 minutes anew');
  await age('ida', 'seen_at', 29);
  assert.equal((await sessionOf(ida)).status, 200);
  await age('ida', 'seen_at', 31);
  assert.equal(assertProblem(await sessionOf(ida), 401).code, 'login_needed');

  const again = await shop.login({ username: 'ida', password: 'ida has a long password' });
  await age('ida', 'created_at', 11 * 60 + 59);
  assert.equal((await sessionOf(again)).status, 200);
  await age('ida', 'created_at', 2);
  assertProblem(await sessionOf(again), 401);
});

test('signing out ends it on the server and takes the cookie away', async () => {
  const me = await shop.login();
  const out = await me.post('/admin/logout');
  assert.equal(out.status, 204);
  assert.match(out.headers.get('set-cookie'), /^waiter_session=; Path=\/; HttpOnly; SameSite=Strict; Max-Age=0$/);
  assertProblem(await sessionOf(me), 401, 'a stolen cookie');
});

test('a new password ends all sessions of that account', async () => {
  await addStaff({ username: 'eve', password: 'eve has a long password' }, 'staff');
  const eve = await shop.login({ username: 'eve', password: 'eve has a long password' });
  await addStaff({ username: 'eve', password: 'another long password' }, 'staff');
  assertProblem(await sessionOf(eve), 401);
});

test('cookies that are none of ours', async () => {
  for (const cookie of ['waiter_session=', 'waiter_session=x', `waiter_session=${'A'.repeat(43)}`, `waiter_session=${'%00'.repeat(9)}`,
    `__Host-waiter=${owner.cookie.split('=')[1]}`, `x${owner.cookie}`, `waiter_session=' OR 1=1 --`])
    assertProblem(await shop.get('/admin/session', { cookie }), 401, cookie);
});

/* ---- every route ---- */

async function routes() {
  const { stdout } = await run(path.join(BUILD, 'admin'), ['--routes']);
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}
const concrete = (pattern) => pattern.replace(/:\w+/g, '999999');
const ask = (method, at, headers = {}) => shop.request(method, at, ['POST', 'PUT'].includes(method) ? {} : undefined, headers);

test('the table is whole, and only signing in is for everybody', async () => {
  const table = await routes();
  assert.ok(table.length >= 15);
  for (const { pattern, who } of table) assert.equal(who === 'anyone', pattern === '/admin/login', pattern);
  for (const { who } of table) assert.ok(['anyone', 'viewer', 'staff', 'owner'].includes(who));
});

test('without login every route says 401, before anything else', async () => {
  for (const { method, pattern, who, body_most: most } of await routes()) {
    if (who === 'anyone') continue;
    const at = concrete(pattern);
    for (const headers of [{}, { cookie: 'waiter_session=x' }, { 'x-csrf-token': owner.csrf },
      { 'sec-fetch-site': 'cross-site' }, { authorization: 'Bearer x' }])
      assertProblem(most ? await ask(method, at, headers) : await shop.request(method, at, undefined, headers), 401, `${method} ${at}`);
  }
});

test('each role may what the table says', async () => {
  for (const { method, pattern, who, body_most: most } of await routes()) {
    if (who === 'anyone' || pattern === '/admin/logout' || (pattern === '/admin/sessions' && method === 'DELETE')) continue;
    for (const [me, role] of [[owner, 'owner'], [ana, 'staff']]) {
      const answer = await me.request(method, concrete(pattern), most ? {} : undefined);
      const may = role === 'owner' || who !== 'owner';
      if (may) assert.ok(![401, 403, 500].includes(answer.status), `${role} ${method} ${pattern}: ${answer.status}`);
      else assert.equal(assertProblem(answer, 403, `${role} ${method} ${pattern}`).code, 'forbidden');
    }
  }
});

test('other methods are 405 with Allow, other paths 404, and nobody learns more without login', async () => {
  const answer = await owner.request('PATCH', '/admin/products/1');
  assertProblem(answer, 405);
  assert.equal(answer.headers.get('allow'), 'GET, HEAD, PUT, DELETE');
  for (const at of ['/admin/', '/admin/nothing', '/admin/products/1/2', '/admin/orders/abc', '/admin/orders/-1', '/admin/orders/1e3',
    '/admin/orders/99999999999999999999', '/admin/products/0'])
    assertProblem(await owner.get(at), 404, at);
});

/* ---- was it the console? ---- */

test('what changes something needs the token and our own origin', async () => {
  const at = '/admin/products/999999'; // 404 is as far as a good request comes
  const put = (headers, me = owner) => shop.request('PUT', at, { active: true }, { cookie: me.cookie, ...headers });
  const token = { 'x-csrf-token': owner.csrf };
  const good = [{}, { 'sec-fetch-site': 'same-origin' }, { origin: shop.url }, { origin: shop.url, 'sec-fetch-site': 'same-origin' }];
  for (const headers of good) assertProblem(await put({ ...token, ...headers }), 404, JSON.stringify(headers));
  const bad = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': '' },
    { origin: 'null' }, { origin: 'https://evil.example' }, { origin: `${shop.url}.evil.example` }, { origin: shop.url.replace('http', 'https') },
    { origin: shop.url, 'sec-fetch-site': 'cross-site' }];
  for (const headers of bad)
    assert.equal(assertProblem(await put({ ...token, ...headers }), 403, JSON.stringify(headers)).code, 'csrf_failed');
  for (const csrf of [undefined, '', 'x', ana.csrf, owner.csrf.slice(0, -1), `${owner.csrf}A`, owner.csrf.toLowerCase()])
    assert.equal(assertProblem(await put(csrf === undefined ? {} : { 'x-csrf-token': csrf }), 403, csrf).code, 'csrf_failed');
});

test('every unsafe route of the table refuses a request without token', async () => {
  for (const { method, pattern, who, body_most: most } of await routes()) {
    if (method === 'GET' || who === 'anyone') continue;
    const answer = await shop.request(method, concrete(pattern), most ? {} : undefined, { cookie: owner.cookie });
    assert.equal(assertProblem(answer, 403, `${method} ${pattern}`).code, 'csrf_failed');
  }
});

test('a form of another site reaches neither the login nor a product', async () => {
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }])
    assert.equal((await form(OWNER, headers)).status, 403, JSON.stringify(headers));
  assert.equal((await form(OWNER, { 'sec-fetch-site': 'none' })).status, 200, 'typed by hand');
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const answer = await shop.fetch('/admin/products', { method: 'POST', body: '{"name":"x"}',
      headers: { cookie: owner.cookie, 'x-csrf-token': owner.csrf, 'content-type': type } });
    assert.equal(answer.status, 415, type);
  }
  const preflight = await shop.fetch('/admin/products', { method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } });
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
  assert.ok(preflight.status >= 400);
});

/* ---- products ---- */

const MUG = { name: 'Test Mug', category: 'Cups', price: 12.5, description: 'Holds tea.' };
const addProduct = async (more = {}, me = owner) => {
  const made = await me.post('/admin/products', { ...MUG, stock: 5, ...more });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.headers.get('location'), `/admin/products/${made.json.id}`);
  return made.json;
};

test('a product comes, is found by customers, changes and goes', async () => {
  const made = await addProduct({ name: 'Zebra Mug' }, ana);
  assert.equal(made.price, 12.5);
  assert.equal(made.price_minor, 1250);
  assert.equal(made.currency, 'EUR');
  assert.equal(made.stock, 5);
  assert.equal(made.active, true);
  assert.equal(made.variants.length, 1);
  const seen = await shop.get(`/api/products/${made.id}`);
  assert.equal(seen.status, 200);
  assert.equal(seen.json.stock, undefined, 'strangers learn no numbers');
  assert.equal(seen.json.variants[0].stock, undefined);
  const found = await owner.get('/admin/products?search=zebra');
  assert.deepEqual(found.json.products.map((p) => p.id), [made.id]);

  const changed = await ana.put(`/admin/products/${made.id}`, { name: 'Giraffe Mug', price: '13.05', stock: 7, stock_seen: 5 });
  assert.equal(changed.status, 200, changed.text);
  assert.equal(changed.json.price_minor, 1305);
  assert.equal(changed.json.stock, 7);
  assert.equal(changed.json.description, 'Holds tea.', 'what was not sent stays');
  assert.equal((await owner.get('/admin/products?search=zebra')).json.products.length, 0);
  assert.equal((await owner.get('/admin/products?search=giraffe')).json.products.length, 1);
  const ledger = await shop.sql(`SELECT change, actor FROM stock_movement WHERE variant_id = ${made.variants[0].id} ORDER BY id`);
  assert.deepEqual(ledger, [{ change: 5, actor: 'staff:ana' }, { change: 2, actor: 'staff:ana' }]);

  const gone = await owner.delete(`/admin/products/${made.id}`);
  assert.equal(gone.status, 204);
  assertProblem(await shop.get(`/api/products/${made.id}`), 404);
  assert.equal((await owner.get(`/admin/products/${made.id}`)).json.active, false, 'staff still sees it');
  assertProblem(await owner.delete(`/admin/products/${made.id}`), 404);
  assert.equal((await owner.put(`/admin/products/${made.id}`, { active: true })).json.active, true, 'and can bring it back');
});

test('the seed’s flat fields make variants: sizes, colors, stock, image_url', async () => {
  const made = await addProduct({ name: 'Flat Shirt', sizes: ['S', 'M'], colors: ['Red', 'Blue', 'Green'], stock: 20, image_url: '/media/flat.png' });
  assert.deepEqual(made.sizes, ['S', 'M']);
  assert.deepEqual(made.colors, ['Red', 'Blue', 'Green']);
  assert.equal(made.image_url, '/media/flat.png');
  assert.equal(made.variants.length, 6);
  assert.equal(made.stock, 20);
  assert.deepEqual(made.variants.map((v) => v.stock), [5, 3, 3, 3, 3, 3]);
  const colours = await addProduct({ name: 'Only Colours', sizes: [], colors: ['Red'], stock: 1 });
  assert.deepEqual([colours.option1_name, colours.option2_name, colours.variants[0].option1], ['Colour', null, 'Red']);
});

test('variants with their own SKU, price and stock; and what happens to them later', async () => {
  const made = await addProduct({ name: 'Own Variants', stock: undefined, option1_name: 'Size',
    variants: [{ sku: 'OV-S', option1: 'S', stock: 2 }, { sku: 'OV-L', option1: 'L', stock: 4, price: 15 }] });
  assert.deepEqual(made.variants.map((v) => [v.sku, v.stock, v.price_minor]), [['OV-S', 2, 1250], ['OV-L', 4, 1500]]);
  const at = `/admin/products/${made.id}`;
  const changed = await owner.put(at, { variants: [{ sku: 'OV-S', stock: 9, stock_seen: 2 }, { sku: 'OV-L', active: false }, { sku: 'OV-XL', option1: 'XL', stock: 1 }] });
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual(changed.json.variants.map((v) => [v.sku, v.stock, v.active]), [['OV-S', 9, true], ['OV-L', 4, false], ['OV-XL', 1, true]]);
  assert.equal((await shop.get(`/api/products/${made.id}`)).json.variants.length, 2, 'a variant not for sale is not shown');
  const stale = assertProblem(await owner.put(at, { name: 'Never', variants: [{ sku: 'OV-S', stock: 3, stock_seen: 2 }] }), 409);
  assert.equal(stale.field, 'stock');
  assert.equal((await owner.get(at)).json.name, 'Own Variants', 'nothing of a refused change remains');
  const taken = assertProblem(await owner.post('/admin/products', { ...MUG, variants: [{ sku: 'OV-S', stock: 1 }] }), 409);
  assert.equal(taken.field, 'sku');
  const [{ n }] = await shop.sql("SELECT count(*) AS n FROM product WHERE name = 'Test Mug'");
  assert.equal(n, 0, 'nor a product without variants');
});

test('what is no product is refused, naming the field', async () => {
  const bad = [
    [{ ...MUG, name: undefined }, 'name'], [{ ...MUG, name: '' }, 'name'], [{ ...MUG, name: 'x'.repeat(121) }, 'name'], [{ ...MUG, name: 7 }, 'name'],
    [{ ...MUG, price: undefined }, 'price'], [{ ...MUG, price: -1 }, 'price'], [{ ...MUG, price: 'cheap' }, 'price'], [{ ...MUG, price: '1,50' }, 'price'],
    [{ ...MUG, price: 1.005 }, 'price'], [{ ...MUG, price: 1e15 }, 'price'], [{ ...MUG, price: undefined, price_minor: -5 }, 'price_minor'],
    [{ ...MUG, price: undefined, price_minor: 1.5 }, 'price_minor'], [{ ...MUG, price_minor: 1 }, 'price'],
    [{ ...MUG, category: undefined }, 'category'], [{ ...MUG, active: 'yes' }, 'active'], [{ ...MUG, id: 5 }, 'id'], [{ ...MUG, created_at: '2026-01-01T00:00:00Z' }, 'created_at'],
    [{ ...MUG, colour: 'red' }, 'colour'], [{ ...MUG, __proto__x: 1 }, '__proto__x'], [{ ...MUG, picture: 'javascript:alert(1)' }, 'picture'],
    [{ ...MUG, image_url: 'http://plain.example/x.png' }, 'image_url'], [{ ...MUG, image_url: 5 }, 'image_url'], [{ ...MUG, image_url: `/${'x'.repeat(300)}` }, 'image_url'],
    [{ ...MUG, stock: -1 }, 'stock'], [{ ...MUG, stock: '5' }, 'stock'], [{ ...MUG, stock: 1.5 }, 'stock'], [{ ...MUG, stock: 1000001 }, 'stock'],
    [{ ...MUG, sizes: 'S' }, 'sizes'], [{ ...MUG, sizes: ['S', 5] }, 'sizes'], [{ ...MUG, sizes: ['S', 'S'] }, 'sizes'], [{ ...MUG, colors: [''] }, 'colors'],
    [{ ...MUG, sizes: Array.from({ length: 20 }, (_, i) => `s${i}`), colors: Array.from({ length: 20 }, (_, i) => `c${i}`) }, 'sizes'],
    [{ ...MUG, variants: {} }, 'variants'], [{ ...MUG, variants: [{ stock: 1 }] }, 'sku'], [{ ...MUG, variants: [{ sku: 'A1', stock: -1 }] }, 'stock'],
    [{ ...MUG, variants: [{ sku: 'A1' }, { sku: 'A1' }] }, 'sku'], [{ ...MUG, variants: [{ sku: 'A1', option1: 'S' }] }, 'option1'],
    [{ ...MUG, option1_name: 'Size', variants: [{ sku: 'A1' }] }, 'option1'], [{ ...MUG, variants: [{ sku: 'A1', id: 3 }] }, 'id'],
  ];
  const [before] = await shop.sql('SELECT count(*) AS n FROM product');
  for (const [body, field] of bad) assert.equal(assertProblem(await owner.post('/admin/products', body), 400, JSON.stringify(body)).field, field, JSON.stringify(body));
  const raw = (body, type = 'application/json') => shop.fetch('/admin/products', { method: 'POST', body,
    headers: { cookie: owner.cookie, 'x-csrf-token': owner.csrf, 'content-type': type } });
  for (const body of ['', '{', '{}x', 'null', '[]', '"x"', '{"name":"a","name":"b"}', '{"name":"a\\u0000b","category":"c","price":1}', '{"price":1e400}',
    Buffer.from('{"name":"\xff"}', 'latin1'), '['.repeat(100) + ']'.repeat(100)])
    assert.equal((await raw(body)).status, 400, String(body).slice(0, 40));
  assert.equal((await raw(JSON.stringify({ ...MUG, description: 'x'.repeat(70000) }))).status, 413);
  assert.equal((await raw('x'.repeat(300 * 1024))).status, 413);
  const [now] = await shop.sql('SELECT count(*) AS n FROM product');
  assert.equal(now.n, before.n, 'nothing was added');
});

test('changing one that has variants: stock as one number and flat fields are refused', async () => {
  const made = await addProduct({ name: 'Two Sizes', sizes: ['S', 'M'], stock: 2 });
  for (const [body, field] of [[{ stock: 5 }, 'stock'], [{ sizes: ['L'] }, 'sizes'], [{ colors: [] }, 'colors']])
    assert.equal(assertProblem(await owner.put(`/admin/products/${made.id}`, body), 400).field, field);
  assertProblem(await owner.put('/admin/products/999999', { name: 'x' }), 404);
});

test('lists of products come in pages', async () => {
  const first = await owner.get('/admin/products?limit=2');
  assert.equal(first.json.products.length, 2);
  assert.match(first.headers.get('link'), /^<\/admin\/products\?limit=2&cursor=[\w-]+>; rel="next"$/);
  const second = await owner.get(`/admin/products?limit=2&cursor=${first.json.next_cursor}`);
  assert.ok(second.json.products[0].id > first.json.products[1].id);
  for (const at of ['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'cursor=MQ', `search=${'x'.repeat(101)}`])
    assert.equal(assertProblem(await owner.get(`/admin/products?${at}`), 400, at).field, at.split('=')[0]);
  assert.equal((await owner.get('/admin/products?limit=100')).json.next_cursor, null);
  assert.ok((await owner.get('/admin/products?category=cups')).json.products.every((p) => p.category === 'Cups'));
});

/* ---- orders ---- */

const stockOf = async (variant) => (await shop.sql(`SELECT stock FROM variant WHERE id = ${variant}`))[0].stock;
const move = (order, status, me = ana) => me.put(`/admin/orders/${order.id}/status`, { status });
const noticesTo = (from) => shop.sql(`SELECT body, notice FROM outbox WHERE to_address = '${from}' AND notice = 1 ORDER BY id`);

test('an order goes its way; the customer is told at each step, the timeline says who', async () => {
  const order = await placeOrder();
  const one = await ana.get(`/admin/orders/${order.id}`);
  assert.equal(one.status, 200);
  assert.equal(one.json.order_number, order.number);
  assert.equal(one.json.status, 'pending');
  assert.deepEqual(one.json.moves, ['confirmed', 'cancelled']);
  assert.equal(one.json.name, 'Cara Lopez');
  assert.equal(one.json.delivery_method, 'pickup');
  assert.equal(one.json.total_minor, 7980);
  assert.equal(one.json.total, 79.8);
  assert.deepEqual(one.json.items.map((i) => [i.name, i.options, i.quantity, i.unit_price_minor]), [['Classic Hoodie', 'L, Black', 2, 3990]]);
  assert.deepEqual(one.json.timeline.map((e) => [e.kind, e.actor]), [['placed', 'customer']]);

  for (const [status, moves] of [['confirmed', ['shipped', 'cancelled']], ['shipped', ['delivered']], ['delivered', []]]) {
    const moved = await move(order, status);
    assert.equal(moved.status, 200, moved.text);
    assert.equal(moved.json.status, status);
    assert.deepEqual(moved.json.moves, moves);
  }
  const end = (await ana.get(`/admin/orders/${order.id}`)).json;
  assert.deepEqual(end.timeline.map((e) => [e.to_status, e.actor]),
    [['pending', 'customer'], ['confirmed', 'staff:ana'], ['shipped', 'staff:ana'], ['delivered', 'staff:ana']]);
  const told = await noticesTo(order.from);
  assert.equal(told.length, 3);
  assert.ok(told.every((n) => n.body.includes(order.number)));
});

test('the notice reaches the customer’s phone', async () => {
  const phone = await Phone.open(shop, 'Paula Phone');
  let last;
  for (const text of ['2 black hoodies in L', 'checkout', 'Paula Phone', 'pickup', 'yes']) last = await phone.say(text);
  const [order] = await shop.sql('SELECT id, number FROM orders ORDER BY id DESC LIMIT 1');
  assert.equal((await move(order, 'confirmed')).status, 200);
  await phone.hears(last, order.number);
});

test('moves that the table forbids are 409 and change nothing', async () => {
  const order = await placeOrder();
  for (const status of ['shipped', 'delivered', 'pending']) assert.equal(assertProblem(await move(order, status), 409, status).code, 'not_allowed_now');
  assert.equal((await move(order, 'confirmed')).status, 200);
  assertProblem(await move(order, 'confirmed'), 409, 'twice');
  for (const body of [{}, { status: 'lost' }, { status: 5 }, { status: null }, { status: 'shipped', note: 'x' }, []])
    assertProblem(await ana.put(`/admin/orders/${order.id}/status`, body), 400, JSON.stringify(body));
  assertProblem(await ana.put('/admin/orders/999999/status', { status: 'confirmed' }), 404);
  assert.equal((await noticesTo(order.from)).length, 1);
});

test('two people move the same order at once: one does, the other is told', async () => {
  const order = await placeOrder();
  const answers = await Promise.all([move(order, 'confirmed', owner), move(order, 'confirmed', ana), move(order, 'confirmed', owner), move(order, 'confirmed', ana)]);
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409, 409, 409]);
  assert.equal((await noticesTo(order.from)).length, 1, 'and the customer hears it once');
});

test('cancelling gives the pieces back', async () => {
  const [{ id }] = await shop.sql("SELECT id FROM variant WHERE sku = 'HOOD-BLK-L'");
  const before = await stockOf(id);
  const order = await placeOrder();
  assert.equal(await stockOf(id), before - 2);
  assert.equal((await move(order, 'cancelled', owner)).status, 200);
  assert.equal(await stockOf(id), before);
  assert.deepEqual(await shop.sql(`SELECT change, reason, actor FROM stock_movement WHERE order_id = ${order.id} ORDER BY id`),
    [{ change: -2, reason: 'order', actor: 'customer' }, { change: 2, reason: 'cancel', actor: 'staff:owner' }]);
  assertProblem(await move(order, 'confirmed'), 409);
});

test('orders are listed by status, searched, and come in pages', async () => {
  const phone = newNumber();
  const order = await placeOrder({ from: `whatsapp:${phone}`, name: 'Wanda Percent' });
  await write(`UPDATE orders SET name = 'Wanda 100%_' WHERE id = ${order.id}`);
  const all = await ana.get('/admin/orders');
  assert.equal(all.json.orders[0].id, order.id, 'the newest first');
  assert.equal(all.json.orders[0].summary, '2 x Classic Hoodie (L, Black)');
  const ids = async (query) => (await ana.get(`/admin/orders?${query}`)).json.orders.map((o) => o.id);
  assert.ok((await ids('status=pending')).includes(order.id));
  assert.ok(!(await ids('status=delivered')).includes(order.id));
  const spaced = phone.replace(/(\d{3})/g, '$1 ');
  for (const q of [order.number, order.number.slice(-6).toLowerCase(), 'wanda', '%_', phone, spaced, phone.slice(-6)])
    assert.deepEqual((await ids(`q=${encodeURIComponent(q)}`)).filter((id) => id === order.id), [order.id], q);
  for (const q of ["' OR 1=1 --", '_anda', 'no such thing', '~', '%%'])
    assert.deepEqual(await ids(`q=${encodeURIComponent(q)}`), [], q);
  assert.deepEqual(await ids('q=%25'), [order.id], 'a typed % is just a character');
  assert.deepEqual(await ids(`q=wanda&status=shipped`), []);
  await placeOrder();
  const first = await ana.get('/admin/orders?limit=1&status=pending');
  assert.match(first.headers.get('link'), /limit=1&status=pending&cursor=/);
  assert.ok((await ids(`limit=1&status=pending&cursor=${first.json.next_cursor}`))[0] < first.json.orders[0].id);
  for (const [query, field] of [['status=lost', 'status'], ['limit=x', 'limit'], ['cursor=x', 'cursor'], [`q=${'x'.repeat(101)}`, 'q']])
    assert.equal(assertProblem(await ana.get(`/admin/orders?${query}`), 400, query).field, field);
});

/* ---- chats, customers, the day ---- */

test('chats show both sides, what answered and how far each message has come', async () => {
  const from = newCustomer();
  await shop.say('What are your opening hours?', { from, name: '<b>Mallory</b>' });
  const [{ customer_id: id }] = await shop.sql(`SELECT customer_id FROM address WHERE channel_address = '${from}'`);
  const answer = await ana.get(`/admin/chat-logs?customer_id=${id}`);
  const [said, asked] = answer.json.chat_logs;
  assert.deepEqual([asked.direction, asked.body, asked.customer_name], ['in', 'What are your opening hours?', '<b>Mallory</b>']);
  assert.deepEqual([said.direction, said.source], ['out', 'faq']);
  assert.ok(said.confidence > 0 && said.confidence <= 100 && said.why);
  assert.ok(['handed', 'queued', 'running', 'sent', 'delivered', 'read'].includes(said.delivery), said.delivery);
  assert.ok((await ana.get('/admin/chat-logs')).json.chat_logs.length > 2, 'of everybody');
  const page = await ana.get(`/admin/chat-logs?customer_id=${id}&limit=1`);
  assert.equal((await ana.get(`/admin/chat-logs?customer_id=${id}&limit=1&cursor=${page.json.next_cursor}`)).json.chat_logs[0].id, asked.id);
  for (const bad of ['0', 'x', '-1', '1 OR 1=1']) assertProblem(await ana.get(`/admin/chat-logs?customer_id=${encodeURIComponent(bad)}`), 400, bad);
  assert.deepEqual((await ana.get('/admin/chat-logs?customer_id=999999')).json, { chat_logs: [], next_cursor: null });
});

test('customers come with their last message, whoever wrote last first', async () => {
  const from = newCustomer();
  await shop.say('hello there', { from, name: 'Nadia Last' });
  const list = (await ana.get('/admin/customers')).json.customers;
  assert.equal(list[0].profile_name, 'Nadia Last');
  assert.equal(list[0].last_direction, 'out');
  assert.equal(list[0].owner, 'bot');
  assert.equal(list[0].order_count, 0);
  const found = (await ana.get('/admin/customers?q=nadia')).json.customers;
  assert.deepEqual(found.map((c) => c.id), [list[0].id]);
  const seen = new Set();
  for (let cursor = ''; cursor !== null;) {
    const page = (await ana.get(`/admin/customers?limit=3${cursor && `&cursor=${cursor}`}`)).json;
    for (const c of page.customers) { assert.ok(!seen.has(c.id)); seen.add(c.id); }
    cursor = page.next_cursor;
  }
  assert.equal(seen.size, (await shop.sql('SELECT count(*) AS n FROM customer'))[0].n);
});

test('a person takes over, the desk sees it and gives it back', async () => {
  const from = newCustomer();
  await shop.say('human', { from, name: 'Petra Waits' });
  const [{ customer_id: id }] = await shop.sql(`SELECT customer_id FROM address WHERE channel_address = '${from}'`);
  const waiting = (await ana.get('/admin/dashboard')).json.waiting;
  assert.equal(waiting.find((c) => c.id === id)?.profile_name, 'Petra Waits');
  assert.equal((await ana.get('/admin/customers?q=petra')).json.customers[0].owner, 'human');
  const before = (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE customer_id = ${id}`))[0].n;
  await shop.say('are you there?', { from });
  assert.equal((await shop.sql(`SELECT count(*) AS n FROM outbox WHERE customer_id = ${id}`))[0].n, before, 'the bot is silent');
  const back = await ana.post(`/admin/conversations/${id}/handback`);
  assert.equal(back.status, 200, back.text);
  assert.deepEqual(back.json, { customer_id: id, owner: 'bot' });
  assert.equal(assertProblem(await ana.post(`/admin/conversations/${id}/handback`), 409).code, 'not_allowed_now');
  assertProblem(await ana.post('/admin/conversations/999999/handback'), 404);
  await shop.say('menu', { from });
  assert.ok((await shop.sql(`SELECT count(*) AS n FROM outbox WHERE customer_id = ${id}`))[0].n > before, 'the bot is back');
});

test('the dashboard’s figures are the book’s', async () => {
  await shop.say('qwxyz blorp fnord', { from: newCustomer() });
  const order = await placeOrder();
  await move(await placeOrder(), 'cancelled');
  const day = (await ana.get('/admin/dashboard')).json;
  const counts = Object.fromEntries((await shop.sql('SELECT status, count(*) AS n FROM orders GROUP BY status')).map((r) => [r.status, r.n]));
  for (const [status, n] of Object.entries(day.orders)) assert.equal(n, counts[status] ?? 0, status);
  const [sold] = await shop.sql("SELECT count(*) AS n, sum(total_minor) AS sum FROM orders WHERE status <> 'cancelled'");
  assert.deepEqual([day.total.orders, day.total.revenue_minor], [sold.n, sold.sum]);
  assert.equal(day.total.revenue, sold.sum / 100);
  assert.equal(day.currency, 'EUR');
  assert.equal(day.shop, 'Wool & Bean');
  assert.equal(day.unanswered[0].text, 'qwxyz blorp fnord');
  assert.equal(day.products, (await shop.sql('SELECT count(*) AS n FROM product WHERE active = 1'))[0].n);
  assert.equal(typeof day.outbox.queued, 'number');
  const later = (await ana.get(`/admin/dashboard?since=${encodeURIComponent(new Date(order.created_at + 3600e3).toISOString())}`)).json;
  assert.deepEqual(later.today, { orders: 0, revenue_minor: 0, revenue: 0, currency: 'EUR' });
  assertProblem(await ana.get('/admin/dashboard?since=yesterday'), 400);
});

/* ---- without nginx ---- */

// One request as a web server's plain CGI would make it.
function cgi(method, target, { body, headers = {}, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const variables = { REQUEST_METHOD: method, REQUEST_URI: target, GATEWAY_INTERFACE: 'CGI/1.1', REMOTE_ADDR: '127.0.0.1' };
    if (body !== undefined) Object.assign(variables, { CONTENT_LENGTH: String(Buffer.byteLength(body)), CONTENT_TYPE: 'application/json' });
    for (const [name, value] of Object.entries(headers)) variables[`HTTP_${name.toUpperCase().replaceAll('-', '_')}`] = value;
    const child = spawn(path.join(BUILD, 'admin'), [], { cwd: root, env: { ...shop.env, ...variables, ...env } });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (more) => { out += more; });
    child.on('error', reject);
    child.stdin.on('error', () => {}); // it need not read what it does not want
    child.on('close', (status) => {
      const [head, ...rest] = out.split('\r\n\r\n');
      const text = rest.join('\r\n\r\n');
      resolve({ exit: status, head, status: +/^Status: (\d+)/.exec(head)?.[1], text, json: text.startsWith('{') ? JSON.parse(text) : undefined });
    });
    child.stdin.end(body ?? '');
  });
}

test('as plain CGI from the shell: the same login, session and list', async () => {
  const signed = await cgi('POST', '/admin/login', { body: JSON.stringify(OWNER) });
  assert.equal(signed.exit, 0);
  assert.equal(signed.status, 200, signed.head + signed.text);
  const cookie = /Set-Cookie: (waiter_session=[^;]+)/.exec(signed.head)[1];
  const orders = await cgi('GET', '/admin/orders?limit=1', { headers: { cookie } });
  assert.equal(orders.status, 200);
  assert.equal(orders.json.orders.length, 1);
  assert.equal((await cgi('GET', '/admin/orders')).status, 401);
  assert.equal((await cgi('POST', '/admin/logout', { headers: { cookie } })).status, 403);
  assert.equal((await cgi('POST', '/admin/logout', { headers: { cookie, 'x-csrf-token': signed.json.csrf_token } })).status, 204);
  assert.equal((await cgi('GET', '/admin/session', { headers: { cookie } })).status, 401);
});

test('where PUBLIC_URL is https the cookie is __Host- and Secure, and that origin is ours', async () => {
  const env = { PUBLIC_URL: 'https://shop.example/deep' };
  const signed = await cgi('POST', '/admin/login', { body: JSON.stringify(OWNER), env, headers: { origin: 'https://shop.example' } });
  assert.equal(signed.status, 200, signed.text);
  assert.match(signed.head, /Set-Cookie: __Host-waiter=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure\r?$/m);
  assert.equal((await cgi('POST', '/admin/login', { body: JSON.stringify(OWNER), env, headers: { origin: shop.url } })).status, 403);
});

test('a query string that looks like an option is none', async () => {
  const answer = await new Promise((resolve) => {
    execFile(path.join(BUILD, 'admin'), ['--routes'], { cwd: root, env: { ...shop.env, REQUEST_METHOD: 'GET', REQUEST_URI: '/admin/orders?--routes', GATEWAY_INTERFACE: 'CGI/1.1' } },
      (failed, stdout) => resolve(stdout));
  });
  assert.match(answer, /^Status: 401/);
});
