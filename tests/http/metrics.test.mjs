// What a machine that watches is told: alive, ready, and counters of all programs, through deaths too.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { newCustomer, ownShop, soon, supervise } from './help.mjs';

const programs = supervise(['webhook', 'api', 'admin', 'events', 'worker']);
let shop;
before(async () => { shop = await ownShop({ build: programs.build }); });
after(async () => { await shop.close(); programs.remove(); });

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
