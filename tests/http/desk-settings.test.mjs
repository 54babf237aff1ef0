// The shop's own data, copies of the database, whether the shop is well and what a new one still needs.
// Black box: through nginx; the database is only read, or aged.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test, { after, before } from 'node:test';
import { assertNoSecrets, assertProblem, newCustomer, ownShop, soon } from './help.mjs';

const run = promisify(execFile);
const LONG = 'a password of good length';
let shop, owner;

before(async () => {
  shop = await ownShop();
  owner = await shop.login();
});
after(() => shop?.close());

const write = (sql) => shop.write(sql);
const settings = async () => (await owner.get('/admin/settings')).json;
const match = (version) => ({ 'if-match': `"${version}"` });
async function change(wish, version) {
  const is = version ?? (await settings()).version;
  return owner.put('/admin/settings', wish, match(is));
}

/* ---- settings ---- */

test('the settings are shown with their version and can be changed; the book says by whom', async () => {
  const is = await settings();
  assert.deepEqual(Object.keys(is).sort(), ['bank_account', 'currency', 'currency_fixed', 'delivery_fee', 'delivery_fee_minor', 'delivery_free_from',
    'delivery_free_from_minor', 'deposit_percent', 'fixed', 'human_timeout_minutes', 'languages', 'name', 'owner_language', 'pay_bank', 'pay_cash', 'pay_link_minutes', 'pay_stripe',
    'pickup_address', 'version']);
  assert.deepEqual([is.currency, is.fixed, is.currency_fixed, is.human_timeout_minutes], ['EUR', ['pay_stripe'], false, 240]);
  const done = await change({ name: 'Vista Wear', pickup_address: '1 Harbour Road', delivery_fee: '4.50', delivery_free_from_minor: 9000 });
  assert.equal(done.status, 200, done.text);
  assert.deepEqual([done.json.name, done.json.delivery_fee_minor, done.json.delivery_free_from], ['Vista Wear', 450, 90]);
  assert.notEqual(done.json.version, is.version);
  const [row] = (await owner.get('/admin/audit?subject=settings')).json.audit;
  assert.deepEqual([row.actor, row.action, row.before.name, row.after.name], ['owner', 'settings.change', is.name, 'Vista Wear']);
  assert.equal((await owner.get('/admin/dashboard')).json.shop, 'Vista Wear');
});

test('If-Match is needed; who comes second is told who changed what', async () => {
  const { version } = await settings();
  assert.equal(assertProblem(await owner.put('/admin/settings', { name: 'X' }), 428).code, 'match_needed');
  assert.equal((await change({ name: 'First Name' }, version)).status, 200);
  const late = await change({ name: 'Second Name' }, version);
  assert.equal(assertProblem(late, 412).code, 'stale');
  assert.deepEqual([late.json.latest.actor, late.json.latest.after.name], ['owner', 'First Name']);
  assert.equal((await settings()).name, 'First Name');
  const both = (await settings()).version;
  const answers = await Promise.all(['A', 'B', 'C', 'D'].map((name) => change({ name }, both)));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 412, 412, 412]);
  assert.equal((await change({}, (await settings()).version)).status, 200, 'nothing changed');
});

test('what no shop can have is refused and names its field', async () => {
  for (const [wish, field] of [[{ name: '' }, 'name'], [{ name: 'x'.repeat(101) }, 'name'], [{ currency: 'XXQ' }, 'currency'], [{ currency: 'EURO' }, 'currency'],
    [{ delivery_fee: '4.505' }], [{ delivery_fee_minor: -1 }], [{ delivery_fee: 'a lot' }], [{ human_timeout_minutes: 0 }, 'human_timeout_minutes'],
    [{ human_timeout_minutes: 1e9 }, 'human_timeout_minutes'], [{ pickup_address: 'x'.repeat(301) }, 'pickup_address'], [{ version: 'x' }], [{ colour: 1 }],
    [{ languages: 'xx' }, 'languages'], [{ languages: 'en,en' }, 'languages'], [{ languages: 'en, es' }, 'languages'], [{ languages: '' }, 'languages']]) {
    const p = assertProblem(await change(wish), 400, JSON.stringify(wish));
    if (field) assert.equal(p.field, field);
  }
  assertProblem(await owner.request('PUT', '/admin/settings', undefined, match('x')), 415);
});

test('the shop speaks the languages its owner names, the first to who has not chosen, and a choice is kept', async () => {
  const said = async (who) => (await shop.sql(`SELECT body FROM outbox WHERE to_address = '${who}' ORDER BY id`)).map((r) => r.body).join('\n');
  const told = async (who) => (await shop.sql(`SELECT c.language, c.language_said FROM customer c JOIN address a ON a.customer_id = c.id WHERE a.channel_address = '${who}'`))[0];
  const [ana, joe] = [newCustomer(), newCustomer()];
  assert.equal((await change({ languages: 'es,en' })).status, 200);
  await shop.say('hola', { from: ana });
  assert.match(await said(ana), /¿En qué te puedo ayudar\?/);
  assert.deepEqual(await told(ana), { language: 'es', language_said: 0 });
  await shop.say('English please', { from: joe });
  assert.match(await said(joe), /let us speak English/);
  assert.deepEqual(await told(joe), { language: 'en', language_said: 1 });
  await shop.say('en français svp', { from: joe });
  assert.match(await said(joe), /do not speak that language/);
  assert.equal((await told(joe)).language, 'en');
  assert.equal((await change({ languages: 'en,es,pt,fr,ar' })).status, 200);
  await shop.say('بالعربية من فضلك', { from: joe });
  assert.match(await said(joe), /لنتحدث بالعربية/);
  await shop.say('hello', { from: joe });
  assert.equal((await told(joe)).language, 'ar', 'kept until another is asked for');
});

test('a conversation goes by the new value at once', async () => {
  const from = newCustomer();
  assert.equal((await change({ name: 'Bright Lane', pickup_address: '7 Mill Street', delivery_fee_minor: 777, delivery_free_from_minor: 0 })).status, 200);
  const said = async (who) => (await shop.sql(`SELECT body FROM outbox WHERE to_address = '${who}' ORDER BY id`)).map((r) => r.body).join('\n');
  const heard = () => said(from);
  await shop.say('hello', { from });
  assert.match(await heard(), /Bright Lane/);
  await change({ name: 'Brighter Lane' });
  const next = newCustomer();
  await shop.say('hello', { from: next });
  assert.match(await said(next), /Brighter Lane/);
  for (const text of ['2 black hoodies in L', 'checkout', 'Ada']) await shop.say(text, { from });
  await shop.say('delivery', { from });
  await shop.say('12 Long Road, Madrid', { from });
  assert.match(await heard(), /7\.77/);
  await shop.say('yes', { from });
  const [order] = await shop.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
  assert.equal(order.delivery_minor, 777);

  assert.equal(assertProblem(await change({ currency: 'USD' }), 409).code, 'not_allowed_now');
  assert.equal((await settings()).currency_fixed, true);
  await change({ human_timeout_minutes: 5 });
  const other = newCustomer();
  await shop.say('hello', { from: other });
  await shop.say('I want to talk to a person', { from: other });
  const [{ left }] = await shop.sql(`SELECT human_until - unixepoch() * 1000 AS left FROM conversation
    WHERE owner = 'human' ORDER BY last_in_at DESC LIMIT 1`);
  assert.ok(left > 200_000 && left <= 301_000, `${left} ms`);
});

test('viewers see the settings, only an owner changes them', async () => {
  for (const role of ['viewer', 'staff']) {
    await owner.post('/admin/staff', { username: `set ${role}`, password: LONG, role });
    const me = await shop.login({ username: `set ${role}`, password: LONG });
    const is = await me.get('/admin/settings');
    assert.equal(is.status, 200);
    assertProblem(await me.put('/admin/settings', { name: 'Mine' }, match(is.json.version)), 403);
    for (const at of ['/admin/backups', '/admin/checklist', '/admin/audit']) assertProblem(await me.get(at), 403, at);
    assert.equal((await me.get('/admin/health')).status, 200);
  }
});

test('what the environment says is shown as fixed and not taken', async (t) => {
  const other = await ownShop({ env: { SHOP_NAME: 'From Outside', SHOP_CURRENCY: 'GBP' } });
  t.after(() => other.close());
  const me = await other.login(), is = (await me.get('/admin/settings')).json;
  assert.deepEqual([is.name, is.currency, is.fixed], ['From Outside', 'GBP', ['name', 'currency', 'pay_stripe']]);
  for (const wish of [{ name: 'Other' }, { currency: 'EUR' }])
    assertProblem(await me.put('/admin/settings', wish, match(is.version)), 400, JSON.stringify(wish));
  assert.equal((await me.put('/admin/settings', { pickup_address: 'Here' }, match(is.version))).status, 200);
});

/* ---- copies ---- */

test('a copy is made now, is whole, readable by the shop alone, and comes as a file', async () => {
  const made = await owner.post('/admin/backups');
  assert.equal(made.status, 201, made.text);
  assert.match(made.json.name, /^waiter-\d{8}-\d{6}-\w{4}\.db$/);
  const file = path.join(shop.home, 'backups', made.json.name);
  assert.equal(statSync(file).mode & 0o777, 0o640);
  assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o750);
  assert.deepEqual((await owner.get('/admin/backups')).json.backups.map((b) => b.name), [made.json.name]);

  const answer = await shop.fetch(`/admin/backups/${made.json.name}`, { headers: { cookie: owner.cookie } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-disposition'), `attachment; filename="${made.json.name}"`);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(answer.headers.get('x-accel-redirect'), null);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(bytes.length, made.json.bytes);
  const folder = mkdtempSync(path.join(tmpdir(), 'copy-'));
  writeFileSync(path.join(folder, 'copy.db'), bytes);
  const { stdout } = await run('sqlite3', [path.join(folder, 'copy.db'), 'PRAGMA integrity_check; SELECT count(*) > 0 FROM product;']);
  rmSync(folder, { recursive: true });
  assert.equal(stdout, 'ok\n1\n');
  const book = (await owner.get('/admin/audit?subject=backup')).json.audit;
  assert.deepEqual(book.map((r) => [r.action, r.ref]), [['backup.download', made.json.name], ['backup.add', made.json.name]]);
});

test('no way to another file, and none past the program', async () => {
  const [{ name }] = (await owner.get('/admin/backups')).json.backups;
  for (const at of ['../waiter.db', '..%2Fwaiter.db', 'waiter.db', `${name}.part`, `${name}%00`, '*', 'waiter-1-1-aaaa.db'])
    assert.ok([404, 400].includes((await shop.fetch(`/admin/backups/${at}`, { headers: { cookie: owner.cookie } })).status), at);
  assertProblem(await shop.get(`/_backup/${name}`), 404);
  assertProblem(await shop.get(`/admin/backups/${name}`), 401);
  assertProblem(await shop.request('POST', '/admin/backups', undefined, { cookie: owner.cookie }), 403);
});

test('of one day the newest three copies are kept', async () => {
  for (let i = 0; i < 5; i++) assert.equal((await owner.post('/admin/backups')).status, 201);
  assert.equal((await owner.get('/admin/backups')).json.backups.length, 3); // of one day; test_backup.c has the rest
});

/* ---- how it is ---- */

const health = async () => (await owner.get('/admin/health')).json;
const codes = (is) => is.problems.map((p) => p.code);

test('a shop that is well says so, and that the simulator is on', async () => {
  const is = await soon('the worker has sent what waits', async () => { const h = await health(); return h.status === 'well' && h; });
  assert.deepEqual(codes(is), ['simulator_on', 'not_https']);
  assert.equal(is.worker_runs, true);
  assert.ok(is.problems.every((p) => p.says.endsWith('.') && p.do.endsWith('.') && p.level === 'note'));
  assertNoSecrets(JSON.stringify({ ...is, problems: codes(is) }));
});

test('each trouble is told in words: silence, dead letters, a refusing Twilio, messages that wait', async () => {
  await write(`UPDATE chat_log SET created_at = created_at - 30 * 3600000 WHERE direction = 'in'`);
  let is = await health();
  assert.equal(is.status, 'attention');
  assert.equal(is.problems.find((p) => p.code === 'silent').n, 30);
  await shop.say('hello', { from: newCustomer() });
  assert.ok(!codes(await health()).includes('silent'));

  // The simulator has not seen this customer write: it refuses, and tells so once.
  const last = async () => (await shop.sql('SELECT id, status FROM outbox ORDER BY id DESC LIMIT 1'))[0];
  await soon('what became of the answer', async () => (await last()).status === 'failed');
  const { id } = await last();
  await write(`UPDATE outbox SET status = 'dead', updated_at = unixepoch() * 1000 WHERE id = ${id}`);
  is = await health();
  assert.deepEqual([is.status, is.problems.find((p) => p.code === 'dead_letters').n], ['attention', 1]);
  await write(`UPDATE outbox SET status = 'queued', error_code = 20003, error = 'account id or token refused', next_at = 9e15 WHERE id = ${id}`);
  is = await health();
  assert.equal(is.status, 'broken');
  assert.equal(is.problems.find((p) => p.code === 'twilio_refused').what, 'account id or token refused');
  await write(`UPDATE outbox SET error_code = NULL, error = NULL, created_at = created_at - 600000 WHERE id = ${id}`);
  assert.ok(codes(await health()).includes('messages_wait'));
  await write(`UPDATE outbox SET status = 'cancelled' WHERE id = ${id}`);
  assert.equal((await health()).status, 'well');
});

test('a copy that was not whole tells that the database is damaged; a large database is not read through for one look', async () => {
  const backup = (ok, result) => write(`INSERT INTO schedule (name, next_at, last_ok, last_result) VALUES ('backup', 9e15, ${ok}, '${result}')
    ON CONFLICT (name) DO UPDATE SET last_ok = excluded.last_ok, last_result = excluded.last_result`);
  await backup(0, 'the copy is not whole: row 7 missing from index orders_status');
  const is = await health();
  assert.deepEqual([is.status, codes(is).includes('database_damaged')], ['broken', true]);
  await backup(0, 'backups: no space left on device');
  assert.ok(!codes(await health()).includes('database_damaged'), 'a full disk damages nothing');
  await backup(1, '');
  assert.ok(!codes(await health()).includes('database_damaged'));
});

test('a worker that does not run is noticed, also beside a running shop', async (t) => {
  const other = await ownShop({ parts: 'web' });
  t.after(() => other.close());
  const me = await other.login(), is = (await me.get('/admin/health')).json;
  assert.deepEqual([is.status, is.worker_runs, is.problems[0].code], ['broken', false, 'worker_stopped']);
});

/* ---- a new shop ---- */

test('the checklist follows the facts, from nothing to a real message', async (t) => {
  const other = await ownShop({ seed: '', env: { PUBLIC_URL: 'https://shop.example' } });
  t.after(() => other.close());
  // The cookie of an https shop is Secure: sent here by hand.
  const list = async (me) => Object.fromEntries((await me.get('/admin/checklist')).json.steps.map((s) => [s.code, s.done]));
  let me = await other.login();
  const nothing = await list(me);
  assert.deepEqual(nothing, { password: false, shop: false, products: false, delivery: false, backup: false,
    public_url: true, twilio: false, webhook: false, answer: false });
  const put = async (at, body, headers) => assert.equal((await me.put(at, body, headers)).status < 300, true, at);
  await put('/admin/password', { old_password: 'a long enough password', password: 'this one is my very own' });
  me = await other.login({ username: 'owner', password: 'this one is my very own' });
  const { version } = (await me.get('/admin/settings')).json;
  await put('/admin/settings', { name: 'New Shop', delivery_fee_minor: 300 }, match(version));
  assert.equal((await me.post('/admin/products', { name: 'First', category: 'All', price: 1, stock: 1 })).status, 201);
  assert.equal((await me.post('/admin/backups')).status, 201);
  assert.deepEqual(await list(me), { ...nothing, password: true, shop: true, products: true, delivery: true, backup: true });
  const { steps, status_callback: callback } = (await me.get('/admin/checklist')).json;
  assert.equal(steps.find((s) => s.code === 'webhook').what, 'https://shop.example/webhook/whatsapp');
  assert.equal(callback, 'https://shop.example/webhook/whatsapp/status');
});

test('with Twilio’s settings a message that came and an answer that went out end the list', async (t) => {
  const other = await ownShop({ env: { PUBLIC_URL: 'https://shop.example', WAITER_SIMULATOR: '0', TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'x'.repeat(32), TWILIO_WHATSAPP_NUMBER: 'whatsapp:+12025550142', TWILIO_API_URL: 'http://127.0.0.1:9' } })
    .catch((problem) => problem);
  if (other instanceof Error) throw other;
  t.after(() => other.close());
  const me = await other.login();
  const done = async () => Object.fromEntries((await me.get('/admin/checklist')).json.steps.map((s) => [s.code, s.done]));
  assert.deepEqual([(await done()).twilio, (await done()).webhook], [true, false]);
  assert.equal((await other.say('hello', { from: newCustomer() })).status, 200);
  assert.equal((await done()).webhook, true);
});
