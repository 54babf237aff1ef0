// nginx: routes, headers everywhere, its own errors as problem+json, limits, the log.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { openShop } from './shop.mjs';

let shop;
before(async () => { shop = await openShop(); });
after(() => shop.close());

// Sends bytes as they are; everything that comes back until the other side closes.
function raw(bytes) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const begin = performance.now();
    const socket = connect(shop.port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1').on('data', (more) => { answer += more; })
      .on('error', (problem) => { if (problem.code !== 'ECONNRESET') reject(problem); })
      .on('close', () => resolve({ answer, status: +answer.split(' ')[1], ms: performance.now() - begin }));
  });
}
const ask = (method, target, more = '') =>
  raw(`${method} ${target} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n${more}\r\n`);

function assertProblem(answer, status, code) {
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.deepEqual(Object.keys(answer.json).slice(0, 6), ['type', 'title', 'status', 'detail', 'code', 'error']);
  assert.equal(answer.json.status, status);
  assert.equal(answer.json.code, code);
  assert.equal(typeof answer.json.error, 'string');
}

const PATHS = ['/', '/nope', '/console', '/console/', '/console/nope', '/media/house-mug.png', '/media/', '/media/nope.png',
  '/.env', '/console/.git/config', '/api/health', '/api/products', '/api/products/1', '/api/nope', '/admin/orders', '/admin/nope',
  '/webhook/whatsapp', '/webhook/nope', '/simulator', '/simulator/', '/simulator/api/switches', '/simulator/nope',
  '/2010-04-01/Accounts/AC/Messages.json', '/v1/Content', '/console/simulator/index.html'];

for (const at of PATHS) {
  test(`every answer has the headers: ${at}`, async () => {
    const { headers } = await shop.fetch(at);
    assert.match(headers.get('content-security-policy'), /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff'); // once: twice would be "nosniff, nosniff"
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.match(headers.get('x-request-id'), /^[0-9a-f]{32}$/);
    assert.equal(headers.get('server'), 'nginx');
  });
}

test('what is not there is a problem, whoever says so', async () => {
  for (const at of ['/nope', '/console/nope.js', '/media/nope.png', '/api/nope', '/.env', '/media/.x.png', '/console/.htaccess'])
    assertProblem(await shop.get(at), 404, 'not_found');
});

test('no folder is listed', async () => {
  assertProblem(await shop.get('/media/'), 403, 'forbidden');
});

test('files only take GET and HEAD', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const answer = await shop.request(method, '/console/index.html', {});
    assertProblem(answer, 405, 'method_not_allowed');
    assert.equal(answer.headers.get('allow'), 'GET, HEAD');
  }
  assert.equal((await shop.fetch('/media/house-mug.png', { method: 'HEAD' })).status, 200);
  assert.equal((await ask('TRACE', '/')).status, 405);
});

test('nothing leads out of the folders', async () => {
  for (const target of ['/media/../generated.env', '/media/..%2fgenerated.env', '/media/%2e%2e/generated.env', '/media../generated.env',
    '/console/../nginx.conf.in', '/console../nginx.conf.in', '/simulator/../../nginx.conf.in', '/simulator../index.html', '//generated.env', '/media/..\\generated.env']) {
    const { status, answer } = await ask('GET', target);
    assert.ok([400, 403, 404].includes(status), `${target}: ${status}`);
    assert.doesNotMatch(answer, /SECRET_KEY=|worker_processes/);
  }
});

test('a body may be 64 KiB for the webhook and not a byte more', async () => {
  const form = (n) => Array.from({ length: 64 }, () => `a=${'b'.repeat(1100)}`).join('&').slice(0, n);
  const send = (at, n) => shop.webhook({}, { path: at, body: form(n).padEnd(n, 'b'), signature: 'x' });
  assert.equal((await send('/webhook/whatsapp', 65536)).status, 403); // reached the program: bad signature
  assertProblem(await send('/webhook/whatsapp', 65537), 413, 'too_big');
  assertProblem(await send('/api/products', 65537), 413, 'too_big');
  assertProblem(await send('/admin/login', 256 * 1024 + 1), 413, 'too_big');
});

test('malformed and oversized heads are problems too', async () => {
  const broken = await raw('GET / HTTP/1.1\r\nHost: shop\r\nHost: other\r\n\r\n');
  assert.equal(broken.status, 400);
  assert.match(broken.answer, /application\/problem\+json[\s\S]*"code":"bad_input"/);
  const long = await ask('GET', `/api/${'a'.repeat(9000)}`);
  assert.equal(long.status, 414);
  assert.match(long.answer, /"code":"too_big"/);
  const heavy = await ask('GET', '/api/health', `X-Heavy: ${'a'.repeat(40000)}\r\n`);
  assert.equal(heavy.status, 400);
  assert.match(heavy.answer, /application\/problem\+json/);
  const smuggled = await raw('POST /api/health HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n');
  assert.equal(smuggled.status, 400);
});

test('a program that is away is a 502 with Retry-After, and only for its own paths', async () => {
  const socket = path.join(shop.home, 'run/admin.sock');
  renameSync(socket, `${socket}.away`);
  try {
    const answer = await shop.get('/admin/orders');
    assertProblem(answer, 502, 'upstream_failed');
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal((await shop.get('/api/health')).status, 200);
  } finally {
    renameSync(`${socket}.away`, socket);
  }
  assert.equal((await shop.get('/admin/orders')).status, 401);
});

test('sockets and secrets are closed to others', () => {
  for (const name of ['run/webhook.sock', 'run/admin.sock', 'generated.env', 'waiter.db'])
    assert.equal(statSync(path.join(shop.home, name)).mode & 0o007, 0, name);
});

test('photos: type, caching, validation; strange types are never guessed', async () => {
  const photo = await shop.fetch('/media/house-mug.png');
  assert.equal(photo.headers.get('content-type'), 'image/png');
  assert.equal(photo.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  const again = await shop.fetch('/media/house-mug.png', { headers: { 'if-none-match': photo.headers.get('etag') } });
  assert.equal(again.status, 304);
  writeFileSync(path.join(shop.home, 'media/page.phtml'), '<script>1</script>');
  assert.equal((await shop.fetch('/media/page.phtml')).headers.get('content-type'), 'application/octet-stream');
});

test('every picture of the shop is a PNG of 640 by 640', async () => {
  const rows = await shop.sql('SELECT path AS picture FROM product_photo');
  assert.ok(rows.length >= 24);
  for (const { picture } of rows) {
    const answer = await shop.fetch(picture);
    assert.equal(answer.status, 200, picture);
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [640, 640]);
  }
});

test('pages: HTML and modules with their types, revalidated', async () => {
  for (const at of ['/console/', '/simulator/']) {
    const page = await shop.fetch(at);
    assert.equal(page.status, 200);
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    for (const [, script] of (await page.text()).matchAll(/<script[^>]* src="([^"]+)"/g)) {
      const module = await shop.fetch(new URL(script, shop.url + at).pathname);
      assert.equal(module.headers.get('content-type'), 'text/javascript; charset=utf-8', script);
    }
  }
});

test('the request id is nginx’s own and stands in the program’s log', async () => {
  const mine = 'f'.repeat(32);
  const answer = await shop.get('/api/products/999999', { 'x-request-id': mine });
  const id = answer.headers.get('x-request-id');
  assert.notEqual(id, mine);
  await shop.until('the program logs it', () => shop.log().includes(id));
  assert.ok(!shop.log().includes(mine));
});

test('the list of products comes from the cache within a second, by method and query', async () => {
  const begin = performance.now(), all = await Promise.all(Array.from({ length: 40 }, () => shop.get('/api/products?limit=7')));
  const most = 2 + Math.ceil((performance.now() - begin) / 1000);
  assert.ok(all.every(({ status, json }) => status === 200 && json.products.length === 7));
  const reached = new Set(shop.log().match(/"request":"[0-9a-f]{32}"/g));
  const ours = all.filter(({ headers }) => reached.has(`"request":"${headers.get('x-request-id')}"`));
  assert.ok(ours.length <= most, `${ours.length} of 40 reached the program`);
  assert.equal((await shop.get('/api/products?limit=3')).json.products.length, 3);
});

test('this machine is not throttled', async () => {
  const all = await Promise.all(Array.from({ length: 200 }, () => shop.get('/api/health')));
  assert.ok(all.every(({ status }) => status === 200));
});

test('the access log is JSON and knows neither queries nor phones', async () => {
  await shop.get('/api/orders/ORD-20260101-AAAAAAAA/track?token=TOPSECRET');
  await shop.get('/api/customers/+34600999888/orders?token=TOPSECRET');
  await shop.get('/admin/customers?q=%2B34600999888');
  const last = await shop.get('/api/health?last=1');
  const lines = await shop.until('nginx wrote its log', () => {
    const text = readFileSync(path.join(shop.home, 'run/access.log'), 'utf8');
    return text.includes(last.headers.get('x-request-id')) && text.trim().split('\n').map((line) => JSON.parse(line));
  });
  const text = JSON.stringify(lines);
  assert.doesNotMatch(text, /TOPSECRET|600999888|[?]/);
  assert.match(text, /\/api\/customers\/\.\.\.\/orders/);
  assert.ok(lines.some(({ path: at, status }) => at === '/api/health' && status === 200));
});

test('a peer that never ends its head is let go after 10 s', async () => {
  const { ms } = await raw('GET / HTTP/1.1\r\nHost: shop\r\nX-Slow: ');
  assert.ok(ms > 8000 && ms < 20_000, `${ms} ms`);
});
