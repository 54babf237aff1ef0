// What others say of docs/openapi.yaml: it is sound (redocly), it names every route of the programs and
// no other, and what the running shop answers is what it promises (prism stands between as a proxy).
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import test, { after, before } from 'node:test';
import yaml from 'js-yaml';
import { Phone, ownShop, soon } from '../http/help.mjs';
import { freePort, OWNER, root } from '../http/shop.mjs';

const run = promisify(execFile);
const DOCUMENT = path.join(root, 'docs/openapi.yaml');
const B = path.resolve(root, process.env.B ?? 'build');
const NUMBER = '+34690000001';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const document = yaml.load(readFileSync(DOCUMENT, 'utf8'));
const bin = (name) => path.join(root, 'tests/judges/node_modules/.bin', name);

test('redocly has nothing to say against the document', async (t) => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    t.diagnostic('redocly wants Node 20.19; this one is older');
    return;
  }
  const config = path.join(root, 'tests/judges/redocly.yaml');
  const { stdout, stderr } = await run(bin('redocly'), ['lint', '--config', config, '--format', 'stylish', DOCUMENT],
    { env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } });
  assert.match(stdout + stderr, /is valid/);
  assert.doesNotMatch(stdout + stderr, /\bwarning +\S/);
});

test('every route of the programs is in the document, and the other way round', async () => {
  const served = [];
  for (const program of ['api', 'webhook', 'admin', 'events']) {
    const { stdout } = await run(path.join(B, program), ['--routes']);
    for (const line of stdout.trim().split('\n')) {
      const { method, pattern } = JSON.parse(line);
      served.push(`${method} ${pattern.replaceAll(/:(\w+)/g, '{$1}')}`);
    }
  }
  const written = Object.entries(document.paths).flatMap(([at, item]) =>
    METHODS.filter((method) => item[method]).map((method) => `${method.toUpperCase()} ${at}`));
  assert.deepEqual(written.sort(), served.sort());
});

test('operations have names of their own, and say what goes wrong', () => {
  const names = new Set();
  for (const [at, item] of Object.entries(document.paths))
    for (const method of METHODS.filter((one) => item[one])) {
      const { operationId, responses, security = [] } = item[method];
      assert.ok(operationId && !names.has(operationId), `${method} ${at}: ${operationId}`);
      names.add(operationId);
      if (security.some((one) => one.session)) assert.ok(responses['401'], `${method} ${at} without login`);
      if (security.some((one) => one.csrf)) assert.ok(responses['403'], `${method} ${at} for who may not`);
    }
});

/* ---- the running shop ---- */

let shop, prism, owner, phone, order;
const judged = new Map(); // "GET /admin/orders" -> statuses that were seen

before(async () => {
  shop = await ownShop();
  prism = await startPrism(shop.url);
  owner = await login();
  phone = await Phone.open(shop, 'Ana', NUMBER);
  order = await placeOrder();
}, { timeout: 90_000 });
after(async () => {
  if (prism) { prism.child.kill(); await prism.ended; }
  await shop?.close();
});

async function startPrism(upstream) {
  const port = await freePort();
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', process.execPath, bin('prism'), 'proxy', DOCUMENT, upstream, '--port', String(port),
    '--host', '127.0.0.1'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { said += text; });
  const ended = new Promise((resolve) => { child.on('exit', resolve); });
  await Promise.race([soon('prism listens', () => /Prism is listening/.test(said), 60_000),
    ended.then(() => { throw new Error(`prism: ${said}`); })]);
  return { child, ended, url: `http://127.0.0.1:${port}` };
}

async function login() {
  const answer = await ask('POST', '/admin/login', { json: OWNER });
  assert.equal(answer.status, 200);
  return { cookie: answer.headers.get('set-cookie').split(';')[0], 'x-csrf-token': answer.json.csrf_token };
}

async function placeOrder() {
  await phone.say('2 house mugs', '2 x House Mug');
  await phone.say('checkout', 'name');
  await phone.say('Ana Ribeiro', /deliver/i);
  await phone.say('pickup', 'House Mug');
  const placed = await phone.say('yes', /ORD-\d{8}-[A-Z0-9]{8}/);
  const [, number, token] = /\/t\/([\w-]+)\.([\w-]+)/.exec(placed.body);
  return { number: `ORD-${number}`, token, page: `${number}.${token}` };
}

// Through prism; what it finds wrong in an answer fails, and in a question unless that one is `odd`.
async function ask(method, at, { json, headers = {}, body, template, odd = false } = {}) {
  const answer = await fetch(prism.url + at, { method, redirect: 'manual', body: body ?? (json === undefined ? undefined : JSON.stringify(json)),
    headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers } });
  const text = await answer.text();
  const wrong = JSON.parse(answer.headers.get('sl-violations') ?? '[]').filter(({ location }) => !odd || location[0] === 'response');
  const seen = { status: answer.status, headers: answer.headers, text, json: /json/.test(answer.headers.get('content-type')) ? JSON.parse(text) : undefined };
  assert.deepEqual(wrong, [], `${method} ${at} -> ${answer.status} ${text.slice(0, 600)}\n${JSON.stringify(wrong)}`);
  const named = template ?? `${method} ${at.split('?')[0]}`;
  judged.set(named, (judged.get(named) ?? new Set()).add(answer.status));
  return seen;
}
const get = (at, more) => ask('GET', at, { headers: owner, ...more });
async function done(method, at, json, headers = {}) {
  const answer = await ask(method, at, { json, headers: { ...owner, ...headers } });
  assert.ok(answer.status < 300, `${method} ${at} -> ${answer.status} ${answer.text}`);
  return answer.json;
}
const seen = ({ version }) => ({ 'if-match': `"${version}"` });

test('what is written is answered as promised', { timeout: 120_000 }, async () => {
  const product = await done('POST', '/admin/products', { name: 'Paper Kite', category: 'Toys', price: '12.50', variants: [{ sku: 'KITE-1', stock: 7 }] });
  await done('PUT', `/admin/products/${product.id}`, { description: 'Flies.' }, seen(product));
  await done('DELETE', `/admin/products/${product.id}`);
  const [{ id }] = (await get('/admin/orders')).json.orders;
  await done('POST', `/admin/orders/${id}/notes`, { text: 'Rings at noon' });
  await done('PUT', `/admin/orders/${id}/status`, { status: 'confirmed' });
  const faq = await done('POST', '/admin/faq', { question: 'Do you wrap gifts?', answer: 'With pleasure.' });
  await done('POST', '/admin/faq/try', { text: 'do you wrap gifts' });
  await done('PUT', `/admin/faq/${faq.id}`, { answer: 'Gladly.' }, seen(faq));
  const [{ id: customer }] = (await get('/admin/chats')).json.chats;
  await done('POST', `/admin/chats/${customer}/take`);
  await done('POST', `/admin/chats/${customer}/messages`, { text: 'A person here.', key: 'a-key-of-the-console' });
  await done('POST', `/admin/chats/${customer}/give-back`);
  await done('POST', `/admin/customers/${customer}/tags`, { tag: 'regular' });
  await done('POST', '/admin/canned', { shortcut: 'thanks', text: 'Thank you!' });
  await done('POST', '/admin/coupons', { code: 'SPRING', kind: 'percent', percent_bp: 1000 });
  const hook = await done('POST', '/admin/hooks', { url: 'https://example.com/told', events: ['order.paid'] });
  await done('PUT', `/admin/hooks/${hook.id}`, { active: false }, seen(hook));
  await done('PUT', '/admin/rules', { review_items: 12 }, seen((await get('/admin/rules')).json));
  const { schedules: [schedule] } = (await get('/admin/schedules')).json;
  await done('POST', `/admin/schedules/${schedule.name}/run`);
  const { owner: [notice] } = (await get('/admin/notices')).json;
  await done('PUT', `/admin/notices/${notice.kind}`, { whatsapp: true, email: false });
  await done('PUT', '/admin/settings', { name: 'Vista Wear' }, seen((await get('/admin/settings')).json));
  await done('PUT', '/admin/delivery', {}, seen((await get('/admin/delivery')).json));
  await done('POST', '/admin/backups');
  await done('POST', '/admin/staff', { username: 'noor', password: 'a password of good length', role: 'viewer' });
});

test('every GET of the document is answered as promised', { timeout: 120_000 }, async () => {
  const list = async (at, of) => (await get(at)).json[of][0];
  const ids = {
    '/api/products': (await list('/admin/products', 'products')).id, '/admin/orders': (await list('/admin/orders', 'orders')).id,
    '/admin/chats': (await list('/admin/chats', 'chats')).id, '/admin/faq': (await list('/admin/faq', 'faq')).id,
    '/admin/hooks': (await list('/admin/hooks', 'hooks')).id,
  };
  ids['/admin/products'] = ids['/api/products'];
  ids['/admin/customers'] = ids['/admin/chats'];
  // A stream, a database, a customer's file; and no model is asked without a key.
  const away = new Set(['/admin/events', '/admin/backups/{name}', '/admin/media/{id}', '/admin/ai/tries/{id}']);
  for (const [at, item] of Object.entries(document.paths)) {
    if (!item.get || away.has(at)) continue;
    const fill = { id: ids[at.split('/').slice(0, 3).join('/')], number: order.number, token: order.page, phone: NUMBER, report: 'sales' };
    const real = at.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(fill[name] ?? assert.fail(`${at}: what is ${name}?`)))
      + (at.endsWith('/track') ? `?token=${order.token}` : at === '/admin/message-search' ? '?q=mug' : '');
    const answer = await get(real, { template: `GET ${at}` });
    assert.equal(answer.status, 200, `${real}: ${answer.text}`);
  }
});

test('errors are answered as promised', { timeout: 60_000 }, async () => {
  const expect = async (status, method, at, more) => assert.equal((await ask(method, at, { odd: true, ...more })).status, status, `${method} ${at}`);
  await expect(401, 'GET', '/admin/orders');
  await expect(401, 'POST', '/admin/login', { json: { username: 'owner', password: 'not this one at all' } });
  await expect(401, 'GET', '/api/customers/34600000001/orders?token=nonsense');
  await expect(403, 'POST', '/admin/faq', { json: { question: 'A?', answer: 'B' }, headers: { cookie: owner.cookie } });
  await expect(404, 'GET', '/api/products/999999');
  await expect(404, 'GET', `/api/orders/${order.number}/track?token=${'x'.repeat(22)}`);
  await expect(404, 'GET', '/admin/orders/999999', { headers: owner });
  await expect(400, 'GET', '/api/products?limit=0');
  await expect(400, 'POST', '/admin/products', { json: { name: '' }, headers: owner });
  await expect(400, 'POST', '/admin/hooks', { json: { url: 'http://example.com/', events: ['order.paid'] }, headers: owner });
  await expect(412, 'PUT', '/admin/rules', { json: {}, headers: { ...owner, 'if-match': '"nonsense"' } });
  await expect(415, 'POST', '/admin/faq', { body: 'x', headers: { ...owner, 'content-type': 'text/plain' } });
  await expect(428, 'PUT', '/admin/rules', { json: {}, headers: owner });
});

test('prism has seen most of the document', () => {
  const promised = Object.values(document.paths).flatMap((item) => METHODS.filter((method) => item[method])).length;
  assert.ok(judged.size * 2 > promised, `${judged.size} of ${promised} operations`);
});
