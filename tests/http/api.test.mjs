// The public API as a stranger meets it: products to the last page, orders only with their link,
// a customer's orders only with his login code or a staff session, and nothing that helps an attacker.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Phone, assertCleanLog, assertNoSecrets, assertProblem, newNumber, ownShop, rawGet, rawHttp, soon } from './help.mjs';

let shop, ana, ben, orders; // orders: {ana: {number, link}, ben: …}

before(async () => {
  shop = await ownShop();
  ana = await Phone.open(shop, 'Ana');
  ben = await Phone.open(shop, 'Ben');
  orders = { ana: await order(ana, 'Ana Ribeiro', 'Rua das Flores 12, Porto'), ben: await order(ben, 'Ben Okafor', '7 Harbour Road, Galway') };
});
after(() => shop?.close());

async function order(phone, name, street) {
  await phone.say('2 house mugs', '2 x House Mug');
  await phone.say('checkout', 'name');
  await phone.say(name, /deliver/i);
  await phone.say('delivery', 'address');
  await phone.say(street, 'House Mug', street.split(',')[0]);
  const placed = await phone.say('yes', /ORD-\d{8}-[A-Z0-9]{8}/);
  const [page, , token] = /https?:\/\/\S+\/t\/([\w-]+)\.([\w-]+)/.exec(placed.body);
  const number = /ORD-\d{8}-[A-Z0-9]{8}/.exec(placed.body)[0];
  const link = new URL(`/api/orders/${number}/track?token=${token}`, shop.url);
  return { number, link, page: new URL(page).pathname, at: link.pathname + link.search };
}
async function loginLink(phone) {
  const told = await phone.say('login code', /orders\?token=/);
  const link = new URL(/https?:\/\/\S+\/orders\?token=\S+/.exec(told.body)[0]);
  return link.pathname + link.search;
}
const list = async (query) => {
  const answer = await shop.get(`/api/products${query}`);
  assert.equal(answer.status, 200, `${query}: ${answer.text}`);
  return answer.json.products;
};

// --- Products ---

test('products: the seed’s fields, prices exact and decimal, nothing of the desk', async () => {
  const products = await list('?limit=100');
  const rows = await shop.sql('SELECT p.id, p.name, p.price_minor, c.name AS category FROM product p JOIN category c ON c.id = p.category_id WHERE p.active = 1');
  assert.ok(rows.length >= 24);
  assert.equal(products.length, rows.length);
  for (const p of products) {
    const row = rows.find((r) => r.id === p.id);
    assert.equal(p.name, row.name);
    assert.equal(p.category, row.category);
    assert.equal(p.price_minor, row.price_minor);
    assert.equal(typeof p.price, 'number');
    assert.equal(Math.round(p.price * 100), p.price_minor);
    assert.equal(p.currency, 'EUR');
    for (const secret of ['sku', 'cost', 'position', 'stock']) assert.ok(!(secret in p), `${secret} is shown`);
  }
  for (const id of [rows[0].id, rows.at(-1).id]) {
    const one = await shop.get(`/api/products/${id}`);
    assert.equal(one.status, 200);
    assert.equal(one.json.id, id);
    assert.equal(one.json.price_minor, rows.find((r) => r.id === id).price_minor);
    assert.match(one.headers.get('content-type'), /^application\/json/);
  }
  const hoodie = await shop.get(`/api/products/${rows.find((r) => r.name === 'Classic Hoodie').id}`);
  assert.ok(hoodie.json.variants.length >= 3);
  assert.doesNotMatch(hoodie.text, /"stock": ?1[0-9]\b/, 'exact stock above a small number is the shop’s affair');
});

test('products: filtered by category, exactly', async () => {
  const categories = (await shop.sql('SELECT name FROM category')).map((r) => r.name);
  assert.ok(categories.length >= 5);
  let sum = 0;
  for (const name of categories) {
    const found = await list(`?limit=100&category=${encodeURIComponent(name)}`);
    for (const p of found) assert.equal(p.category, name);
    sum += found.length;
  }
  assert.equal(sum, (await list('?limit=100')).length);
  for (const name of ['Nothing', "Hoodies' OR '1'='1", '%', 'Hoodi_s', 'Hoodies\0x', '*', 'x'.repeat(150)]) {
    const answer = await shop.get(`/api/products?category=${encodeURIComponent(name)}`);
    assert.ok(answer.status === 400 || (answer.status === 200 && answer.json.products.length === 0), `${JSON.stringify(name)}: ${answer.status} ${answer.text.slice(0, 200)}`);
  }
});

test('products: searched by words; operators, quotes and injections are only words', async () => {
  const names = async (q) => (await list(`?limit=100&search=${encodeURIComponent(q)}`)).map((p) => p.name);
  assert.ok((await names('hoodie')).includes('Classic Hoodie'));
  assert.ok((await names('HOODIE')).includes('Zip Hoodie'), 'whatever the case');
  assert.ok((await names('classic hoodie'))[0] === 'Classic Hoodie', 'the best match first');
  assert.ok((await names('hood')).length > 0, 'beginnings of words');
  assert.deepEqual(await names('zzzyyyxxx'), []);
  const odd = ['"hoodie', 'hoodie"', '"', '""', "it's", 'hoodie AND mug', 'hoodie NOT mug', 'NEAR(hoodie mug)', 'name:hoodie', 'hood*', '*', '^hoodie', '-hoodie', '+', '(', ')', '{a b}:c', "'; DROP TABLE product; --",
    '100% discount', 'where is my order?', '\\', '%', '_', '<script>', '🧢', '\u202Eeidooh', 'ho\u200bodie', 'a '.repeat(90), '.', ',', 'x:y:z', 'OR OR OR', ' '];
  for (const q of odd) await names(q);
  for (const raw of ['%ff%fe', 'a%00b', '%c0%af']) assert.ok([200, 400].includes((await rawGet(shop.port, `/api/products?search=${raw}`)).status), raw);
  assertProblem(await shop.get(`/api/products?search=${'x'.repeat(5000)}`), 400);
  const broken = await rawGet(shop.port, '/api/products?search=%zz');
  assert.equal(broken.status, 400);
  assert.equal((await shop.sql('SELECT count(*) AS n FROM product'))[0].n >= 24, true);
});

test('products: pages of every size reach the end without gap or repetition', async () => {
  const all = (await list('?limit=100')).map((p) => p.id);
  for (const [size, more] of [[1, ''], [7, ''], [all.length - 1, ''], [all.length, ''], [100, ''], [3, '&category=Hoodies'], [2, '&search=hoodie']]) {
    const whole = (await list(`?limit=100${more}`)).map((p) => p.id);
    const seen = [];
    let next = `/api/products?limit=${size}${more}`, pages = 0;
    while (next) {
      const page = await shop.get(next);
      assert.equal(page.status, 200, next);
      assert.ok(page.json.products.length <= size);
      seen.push(...page.json.products.map((p) => p.id));
      const link = /<([^>]+)>; ?rel="next"/.exec(page.headers.get('link') ?? '');
      assert.equal(Boolean(link), Boolean(page.json.next_cursor), 'Link and next_cursor agree');
      next = link && new URL(link[1], shop.url).pathname + new URL(link[1], shop.url).search;
      assert.ok(++pages <= all.length + 1, 'it ends');
    }
    assert.deepEqual(seen, whole, `limit=${size}${more}`);
  }
  for (const bad of ['limit=0', 'limit=101', 'limit=-1', 'limit=x', 'limit=1e1', 'limit=99999999999999999999', 'limit=', 'limit=1.5', 'cursor=x', 'cursor=-1', 'cursor=99999999999999999999999'])
    assertProblem(await shop.get(`/api/products?${bad}`), 400, bad);
  assert.equal((await shop.get('/api/products?unknown=1')).status, 200);
});

test('products: what is not there is 404, said in full', async () => {
  for (const id of ['999999', '0', '-1', 'x', '1x', '1.0', '99999999999999999999', '%31%00', '1%20', "1'", '+1']) {
    const answer = await shop.get(`/api/products/${id}`);
    assert.ok([400, 404].includes(answer.status), `${id}: ${answer.status}`);
    assertProblem(answer, answer.status, id);
  }
});

// --- Tracking ---

test('tracking: the link from the chat opens the order, and tells nobody who ordered', async () => {
  for (const [who, { number, link, at }] of Object.entries(orders)) {
    assert.equal(link.origin, shop.publicUrl);
    assert.ok(link.searchParams.get('token').length >= 22, '128 bits');
    const answer = await shop.get(at);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.order_number, number);
    assert.equal(answer.json.status, 'pending');
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/, 'nobody keeps it');
    assert.doesNotMatch(answer.text, /Ana|Ben|Ribeiro|Okafor|Flores|Harbour|\+34|"phone"|"address"|customer_id/, who);
  }
});

test('tracking: wrong, absent and foreign tokens and unknown numbers are told alike', async () => {
  const { ana: a, ben: b } = orders;
  const token = (o) => o.link.searchParams.get('token');
  const unknown = 'ORD-20260101-ABCDEFGH';
  const tries = [`/api/orders/${a.number}/track`, `/api/orders/${a.number}/track?token=`, `/api/orders/${a.number}/track?token=${token(b)}`, `/api/orders/${b.number}/track?token=${token(a)}`, `/api/orders/${a.number}/track?token=${token(a)}x`,
    `/api/orders/${a.number}/track?token=${token(a).slice(0, -1)}`, `/api/orders/${a.number}/track?token=%00`, `/api/orders/${a.number}/track?token=${token(a)}%00`, `/api/orders/${a.number}/track?token=${'A'.repeat(4000)}`, `/api/orders/${unknown}/track?token=${token(a)}`,
    `/api/orders/${unknown}/track`, `/api/orders/1/track?token=${token(a)}`, `/api/orders/${a.number.toLowerCase()}x/track?token=${token(a)}`, `/api/orders/${encodeURIComponent("' OR 1=1 --")}/track?token=x`];
  const first = await shop.get(tries[0]);
  for (const at of tries) {
    const answer = await shop.get(at);
    assertProblem(answer, 404, at);
    assert.equal(answer.text, first.text, at);
    for (const name of ['content-type', 'cache-control']) assert.equal(answer.headers.get(name), first.headers.get(name), `${name} of ${at}`);
  }
});

test('the page behind the link: the shop, the steps, nobody’s name; what does not open it looks alike', async () => {
  const { ana: a, ben: b } = orders;
  const page = await shop.fetch(a.page);
  const html = await page.text();
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-type'), /^text\/html; charset=utf-8$/);
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
  assert.match(page.headers.get('referrer-policy'), /^no-referrer/);
  assert.match(page.headers.get('cache-control') ?? '', /no-store/);
  assert.ok(html.includes('Wool &amp; Bean') && html.includes(a.number) && html.includes('2 pieces') && html.includes('Order placed'), html);
  assert.doesNotMatch(html, /Ana|Ben|Ribeiro|Okafor|Flores|Harbour|\+34|<script|style=/);
  const token = a.page.split('.')[1], none = await (await shop.fetch('/t/x')).text();
  for (const at of ['/t/x', `/t/${a.number.slice(4)}`, `/t/${a.number.slice(4)}.`, `${a.page}x`, a.page.slice(0, -1), `/t/${b.number.slice(4)}.${token}`, `/t/20260101-ABCDEFGH.${token}`, `/t/${'A'.repeat(3000)}.${token}`, '/t/%00', '/t/..%2f..']) {
    const answer = await shop.fetch(at);
    if (answer.status !== 400) assert.deepEqual([answer.status, await answer.text()], [404, none], at);
  }
  assert.match(none, /does not work/);
});

test('a link’s time is over 90 days behind the delivery', async () => {
  const { ben: b } = orders;
  const [before] = await shop.sql(`SELECT status, updated_at FROM orders WHERE number = '${b.number}'`);
  const [never, neverPage] = [await shop.fetch(`/api/orders/ORD-20260101-ABCDEFGH/track?token=x`), await shop.fetch('/t/20260101-ABCDEFGH.x')];
  const looks = async (answer) => [answer.status, await answer.text(), ...['content-type', 'cache-control', 'content-length', 'x-robots-tag'].map((name) => answer.headers.get(name))];
  const alike = [await looks(never), await looks(neverPage)];
  for (const [days, status] of [[89, 200], [91, 404]]) {
    await shop.write(`UPDATE orders SET status = 'delivered', updated_at = ${Date.now() - days * 864e5} WHERE number = '${b.number}'`);
    assert.equal((await shop.fetch(b.page)).status, status);
    assert.equal((await shop.fetch(b.at)).status, status);
    if (status === 404) assert.deepEqual([await looks(await shop.fetch(b.at)), await looks(await shop.fetch(b.page))], alike, 'what is over looks like what never was');
  }
  await shop.write(`UPDATE orders SET status = '${before.status}', updated_at = ${before.updated_at} WHERE number = '${b.number}'`);
});

// --- A customer's own orders ---

test('a customer’s orders: 401 without a token, the same for known and unknown numbers', async () => {
  const own = `/api/customers/${encodeURIComponent(ana.address.slice(9))}/orders`;
  const first = await shop.get(own);
  assertProblem(first, 401);
  for (const at of [own.replace('%2B', ''), `/api/customers/${encodeURIComponent(newNumber())}/orders`, '/api/customers/x/orders', '/api/customers/c1/orders', '/api/customers/c999/orders', '/api/customers/c/orders', '/api/customers/0/orders',
    `${own}?token=`, `${own}?token=x`, `${own}?token=${'A'.repeat(4000)}`, `${own}?token=1.2.3`, `${own}?token=${orders.ana.link.searchParams.get('token')}`, '/api/customers/%2B1%27%20OR%201/orders']) {
    const answer = await shop.get(at);
    assert.equal(answer.status, 401, `${at}: ${answer.text}`);
    assert.equal(answer.text, first.text, at);
  }
});

test('a customer’s orders: the link from "login code" opens his own and nobody else’s', async () => {
  const link = await loginLink(ana);
  const answer = await shop.get(link);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json.orders.map((o) => o.number ?? o.order_number), [orders.ana.number]);
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
  const token = new URL(await loginLink(ana), shop.url).searchParams.get('token'); // an unused one
  assertProblem(await shop.get(`/api/customers/${encodeURIComponent(ben.address.slice(9))}/orders?token=${token}`), 401, 'another customer’s');
  assertProblem(await shop.get(`/api/customers/${encodeURIComponent(newNumber())}/orders?token=${token}`), 401);
  const changed = [...token].map((c, i) => `${token.slice(0, i)}${c === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`);
  for (const bad of [...changed, `${token}A`, token.slice(1), `${token}.`, ` ${token}`]) assert.equal((await shop.get(`/api/customers/${encodeURIComponent(ana.address.slice(9))}/orders?token=${encodeURIComponent(bad)}`)).status, 401, bad);
});

test('a customer’s orders: a login code is for one look, also when eight look at once', async () => {
  const wrong = (await shop.get(`${new URL(await loginLink(ana), shop.url).pathname}?token=1.x`)).text;
  const older = await loginLink(ana), link = await loginLink(ana);
  const answers = await Promise.all(Array.from({ length: 8 }, () => shop.get(link)));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, ...Array(7).fill(401)]);
  for (const answer of answers) if (answer.status === 401) assert.equal(answer.text, wrong, 'the same as for a wrong one');
  assertProblem(await shop.get(older), 401, 'what came before it is spent with it');
  assert.equal((await shop.get(await loginLink(ana))).status, 200, 'a new one is good');
});

test('a customer’s orders: somebody without a number has his own link', async () => {
  const eva = await Phone.open(shop, 'Eva', null, { without_number: true });
  await eva.say('hello', 'Wool & Bean');
  const link = await loginLink(eva);
  const answer = await shop.get(link);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json.orders, []);
  const token = new URL(await loginLink(eva), shop.url).searchParams.get('token');
  assert.equal((await shop.get(`/api/customers/c1/orders?token=${token}`)).status, 401);
});

test('a customer’s orders: staff see them while signed in', async () => {
  const owner = await shop.login();
  const at = `/api/customers/${encodeURIComponent(ben.address.slice(9))}/orders`;
  const answer = await owner.get(at);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json.orders.map((o) => o.number ?? o.order_number), [orders.ben.number]);
  assertProblem(await shop.get(at, { cookie: owner.cookie.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')) }), 401);
  assert.equal((await owner.post('/admin/logout')).status, 204);
  assertProblem(await shop.get(at, { cookie: owner.cookie }), 401, 'after signing out');
});

// --- HTTP ---

test('health says that all is well and nothing else', async () => {
  const answer = await shop.get('/api/health');
  assert.equal(answer.status, 200);
  assert.equal(answer.json.status, 'healthy');
  assert.ok(Math.abs(Date.parse(answer.json.timestamp) - Date.now()) < 60_000);
  assertNoSecrets(answer.text);
  assert.deepEqual(Object.keys(answer.json).sort(), ['status', 'timestamp']);
});

test('methods: 405 with Allow where the path exists; HEAD is GET without its body', async () => {
  const paths = ['/api/products', '/api/products/1', '/api/health', orders.ana.at, '/api/customers/1/orders'];
  for (const at of paths) {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await shop.request(method, at);
      assert.equal(answer.status, 405, `${method} ${at}`);
      const allow = (answer.headers.get('allow') ?? '').split(/, */);
      assert.ok(allow.includes('GET'), `${method} ${at}: Allow: ${allow}`);
      assertProblem(answer, 405, at);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    }
    const get = await shop.fetch(at), head = await shop.fetch(at, { method: 'HEAD' });
    assert.equal(head.status, get.status, at);
    assert.equal(head.headers.get('content-type'), get.headers.get('content-type'), at);
    assert.equal((await head.text()), '');
  }
  for (const method of ['TRACE', 'CONNECT', 'BREW', 'get', 'GET\tx', '']) {
    const answer = await rawHttp(shop.port, `${method} /api/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.ok(answer.status >= 400 && answer.status < 500 || answer.status === 501, `${method}: ${answer.status}`);
  }
});

test('strange paths and requests are never 5xx and tell nothing', async () => {
  const targets = ['/api/products/%00', '/api/products/1%00', '/api/%2e%2e/api/products', '/api/../api/products', '/api/products/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '//api/products', '/api//products', '/api/products//', '/api/products/', '/api/products/1/',
    '/api/products%2F1', '/api/products/1%2F2', '/api/products\\1', '/api/products/%5c', '/api/products/%ff', '/api/products/%c0%af', '/api/products/%zz', '/api/products/%', '/api/products/%4', '/api/products;x=1', '/api/products/1;x', '/api/products#x', '/api/products?', '/api/products??', '/api/products?&&&=&=&a',
    `/api/products?${'a=1&'.repeat(65)}`, `/api/products/${'9'.repeat(3000)}`, `/api/${'a/'.repeat(1000)}`, `/api/products?search=${'x'.repeat(7000)}`, `/${'x'.repeat(9000)}`, '/api', '/api/', '/API/products', '/api/Products', '/api/health/', '/api/health/x', '/api/orders//track', '/api/orders/%2e%2e/track', '/api/customers//orders',
    '/api/customers/%2F/orders', '/.env', '/.git/config', '/generated.env', '/waiter.db', '/run/nginx.conf', '/console/../../waiter.db', '/console/%2e%2e/%2e%2e/generated.env', '/console/..%2f..%2fgenerated.env', '/media/../waiter.db', '/media/%2e%2e/waiter.db', '/media/..%2fgenerated.env', '/media/', '/simulator/%2e%2e/nginx.conf.in', '/_problem',
    'http://127.0.0.1/api/health', 'http://evil.example/api/health', '*', 'api/health', '/api/health HTTP/1.1\r\nX: y'];
  for (const target of targets) {
    const answer = await rawGet(shop.port, target);
    assert.ok(answer.status >= 200 && answer.status < 500, `${target.slice(0, 60)}: ${answer.status}`);
    assertNoSecrets(answer.body, target.slice(0, 60));
    assert.doesNotMatch(answer.headers, /nginx\/\d|X-Powered-By/i);
    if (/\.env|waiter\.db|nginx\.conf|\.git|passwd/.test(target)) assert.ok([400, 403, 404].includes(answer.status), `${target}: ${answer.status}`);
  }
  for (const bytes of ['GET /api/health HTTP/1.1\r\n\r\n', 'GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 'GET /api/health HTTP/9.9\r\nHost: x\r\n\r\n', 'nonsense\r\n\r\n', '\0\0\0\0\r\n\r\n', `GET /api/health HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(70_000)}\r\n\r\n`,
    `GET /api/health HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 3000 }, (_, i) => `X${i}: y`).join('\r\n')}\r\n\r\n`, 'POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
    'POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'GET /api/health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello']) {
    const answer = await rawHttp(shop.port, bytes, 2000);
    assert.ok(answer.status < 500 || answer.status === 505, `${bytes.slice(0, 60)}: ${answer.status}`);
  }
  assert.equal((await shop.get('/api/health')).status, 200);
});

test('a line end in a path or value reaches no header', async () => {
  for (const target of ['/api/products?category=a%0d%0aSet-Cookie:%20x=1', '/api/products/%0d%0aX-Evil:1', '/console%0d%0aX-Evil:1', '/%0d%0aLocation:%20http://evil', '/simulator%0aX-Evil:1', '/api/products?limit=1&search=hoodie&category=%0d%0aX-Evil:%201']) {
    const answer = await rawGet(shop.port, target);
    assert.doesNotMatch(answer.headers, /^(Set-Cookie|X-Evil|Location: http:\/\/evil)/im, target);
  }
});

test('a product that staff adds and changes is shown as it is now', async () => {
  const owner = await shop.login();
  const made = await owner.post('/admin/products', { name: 'Judge’s "Wig" & <hat>', category: 'Gifts', price: 12.3, stock: 4 });
  assert.equal(made.status, 201, made.text);
  const at = `/api/products/${made.json.id}`;
  const one = await shop.get(at);
  assert.equal(one.json.name, 'Judge’s "Wig" & <hat>');
  assert.equal(one.json.price_minor, 1230);
  await soon('it is in the list', async () => (await list('?limit=100&search=judge')).some((p) => p.id === made.json.id));
  const gone = await owner.delete(at.replace('/api/', '/admin/'));
  assert.ok([200, 204].includes(gone.status), gone.text);
  assertProblem(await shop.get(at), 404);
});

test('the log is clean: no whole number, token, name or street', async () => {
  const secrets = [ana.address.slice(9), ben.address.slice(9), orders.ana.link.searchParams.get('token'), 'Ribeiro', 'Rua das Flores', encodeURIComponent(ana.address.slice(9))];
  await soon('the access log is written', async () => (await shop.get('/api/health')).status === 200);
  assertCleanLog(shop, secrets);
});
