// What a machine that watches is told: alive, ready, and counters of all programs, through deaths too.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createServer } from 'node:http';
import { newCustomer, ownShop, soon, supervise } from './help.mjs';
import { cleanEnv, root } from './shop.mjs';

const programs = supervise(['webhook', 'api', 'admin', 'events', 'worker']);
let shop, beats = [];
// The watch outside, which answers badly: that must be no trouble for anything else.
const watch = createServer((request, response) => {
  beats.push(request.url);
  response.writeHead(500).end();
}).listen(0, '127.0.0.1').unref();
before(async () => {
  await soon('the watch listens', () => watch.address());
  shop = await ownShop({ build: programs.build, env: { HEARTBEAT_URL: `http://127.0.0.1:${watch.address().port}/beat/secret`, OWNER_WHATSAPP: '+34600999999', WAITER_SILENT_HOURS: '3' } });
});
after(async () => { await shop?.close(); programs.remove(); watch.close(); });
const runs = (schedule) => spawnSync(path.resolve(root, process.env.B ?? 'build', 'waiter'), ['schedule', 'run', schedule], { cwd: root, encoding: 'utf8', env: cleanEnv({ ...shop.env }) });

const metrics = async () => {
  const answer = await shop.get('/metrics');
  assert.equal(answer.status, 200);
  const values = {};
  for (const [, name, value] of answer.text.matchAll(/^([a-z_]+(?:\{[^}]*\})?) (\S+)$/gm)) values[name] = +value;
  return { text: answer.text, type: answer.headers.get('content-type'), values };
};

test('alive and ready', async () => {
  assert.deepEqual((await shop.get('/healthz')).json, { status: 'alive' });
  await soon('ready', async () => (await shop.get('/readyz')).status === 200);
  assert.equal((await shop.get('/readyz')).json.status, 'ready');
});

test('promtool finds nothing to complain of', async () => {
  const { text, type } = await metrics();
  assert.match(type, /^text\/plain; version=0\.0\.4/);
  const judged = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  assert.equal(judged.status, 0, judged.stderr + judged.stdout);
  assert.equal(judged.stderr + judged.stdout, '');
});

test('what the webhook did is told by the api, also after a kill -9 of both', async () => {
  const was = (await metrics()).values;
  const counted = 'waiter_requests_total{program="webhook",status="2xx"}';
  const from = newCustomer();
  const form = shop.message('hello', { from });
  for (let i = 0; i < 3; i++) assert.equal((await shop.webhook(form)).status, 200);
  assert.equal((await shop.say('hello', { from })).status, 200);
  assert.equal((await shop.webhook(form, { signature: 'wrong' })).status, 403);
  const now = (await metrics()).values;
  assert.ok(now[counted] - was[counted] >= 4); // and receipts
  assert.equal(now.waiter_messages_in_total - was.waiter_messages_in_total, 2, 'a message once, however often it came');
  assert.equal(now['waiter_requests_total{program="webhook",status="4xx"}'] - was['waiter_requests_total{program="webhook",status="4xx"}'], 1);
  assert.ok(now['waiter_request_seconds_count{program="webhook"}'] - was['waiter_request_seconds_count{program="webhook"}'] >= 5);
  for (const name of ['webhook', 'api']) process.kill(programs.pidOf(shop, name), 'SIGKILL');
  await soon('both are back', async () => (await shop.get('/healthz').catch(() => ({}))).status === 200 && (await shop.say('hello', { from })).status === 200);
  const later = (await metrics()).values;
  assert.ok(later[counted] >= now[counted] + 1);
  for (const name of ['webhook', 'api']) {
    assert.equal(later[`waiter_program_deaths_total{program="${name}"}`] - was[`waiter_program_deaths_total{program="${name}"}`], 1, name);
    assert.equal(later[`waiter_program_up{program="${name}"}`], 1);
  }
  assert.equal(later['waiter_program_deaths_total{program="admin"}'], 0);
});

test('strangers do not even learn that these exist', async () => {
  for (const path of ['/metrics', '/healthz', '/readyz']) {
    const status = await new Promise((resolve, reject) => http.get({ port: shop.port, host: '127.0.0.1', path, headers: { host: 'shop.example.com' } }, (r) => { r.resume(); resolve(r.statusCode); }).on('error', reject));
    assert.equal(status, 404, path);
  }
});

test('without its worker the shop is not ready, and says what is missing', async () => {
  const down = path.join(programs.build, 'worker.down');
  writeFileSync(down, '');
  process.kill(programs.pidOf(shop, 'worker'), 'SIGKILL');
  await soon('not ready', async () => (await shop.get('/readyz')).status === 503);
  assert.deepEqual((await shop.get('/readyz')).json, { missing: ['worker_stopped'], status: 'not_ready' });
  assert.equal((await metrics()).values['waiter_program_up{program="worker"}'], 0);
  rmSync(down);
  await soon('ready again', async () => (await shop.get('/readyz')).status === 200);
});

test('a program that died is told to the owner, once', async () => {
  runs('watch-programs'); // what happened in the tests above
  const told = async () => (await shop.sql("SELECT count(*) AS n FROM task WHERE kind = 'owner_program'"))[0].n;
  const before = await told();
  assert.ok(before >= 1);
  process.kill(programs.pidOf(shop, 'admin'), 'SIGKILL');
  await soon('it is back', async () => (await shop.get('/admin/session')).status === 401);
  assert.match(runs('watch-programs').stdout, /admin/);
  assert.equal(runs('watch-programs').status, 0);
  assert.equal(await told(), before + 1);
  assert.match((await shop.sql("SELECT facts FROM task WHERE kind = 'owner_program' ORDER BY id DESC LIMIT 1"))[0].facts, /admin/);
});

test('a silence longer than the owner allows is told once, until somebody writes again', async () => {
  await shop.say('hello', { from: newCustomer() });
  const result = () => { const { status, stdout, stderr } = runs('watch-silence'); assert.equal(status, 0, stderr); return stdout; };
  assert.doesNotMatch(result(), /\d+/, 'somebody has just written');
  await shop.write('UPDATE chat_log SET created_at = created_at - 5 * 3600000');
  assert.match(result(), /\b5\b/);
  assert.doesNotMatch(result(), /\b5\b/, 'once');
});

test('an outside watch gets a heartbeat, and its troubles are not ours', async () => {
  await soon('a beat', () => beats.length > 0);
  assert.equal(beats[0], '/beat/secret');
  assert.equal((await shop.say('hello', { from: newCustomer() })).status, 200);
  assert.doesNotMatch(shop.log(), /beat\/secret/, 'the address is a secret');
});

test('one request id leads from nginx through the webhook to the worker', async () => {
  const from = newCustomer(), form = shop.message('menu', { from }); // with buttons: the worker sends it
  const answer = await shop.webhook(form);
  assert.equal(answer.status, 200);
  const id = answer.headers.get('x-request-id');
  assert.match(id, /^[0-9a-f]{32}$/);
  const lines = () => shop.log().split('\n').filter((line) => line.includes(id)).map((line) => JSON.parse(line));
  await soon('the worker tells of it', () => lines().some((line) => line.program === 'worker' && line.msg === 'message sent'));
  assert.ok(lines().some((line) => line.program === 'webhook' && line.msg === 'request'));
  await soon('nginx does', () => readFileSync(path.join(shop.home, 'run/access.log'), 'utf8').includes(id));
});
