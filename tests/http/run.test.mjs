// make run: starting, what it says when it cannot, stopping without a trace.
import test, { after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OWNER, cleanEnv, family, freePort, openShop, root, startShop, stillRunning, until } from './shop.mjs';

const STOP_WITHIN = 2000;
const B = process.env.B ?? 'build';
const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
function folder(prefix = 'waiter-') {
  folders.push(mkdtempSync(path.join(tmpdir(), prefix)));
  return folders.at(-1);
}
const env = async (more = {}) => cleanEnv({ B, WAITER_HOME: folder(), PORT: String(await freePort()), ...more });
// Most of these tests need no goods, and opening an empty shop is quicker.
const openEmpty = (t, options) => openShop(t, { seed: '', ...options });
const generated = (home) => readFileSync(path.join(home, 'generated.env'), 'utf8');

test('a second start says so and leaves the first alone', async (t) => {
  const shop = await openEmpty(t);
  const second = startShop({ ...shop.env, PORT: String(await freePort()) });
  second.opened.catch(() => {});
  assert.equal((await second.ended).status, 75);
  assert.match(second.log(), /is running already/);
  assert.equal((await shop.get('/api/health')).status, 200);
});

test('a busy port is named, with a way out', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await new Promise((resolve) => taken.once('listening', resolve));
  const port = taken.address().port;
  const start = startShop(await env({ PORT: String(port) }));
  assert.equal((await start.ended).status, 69);
  assert.match(start.log(), new RegExp(`port ${port} is taken.*make run PORT=\\d+`));
});

test('a wrong setting is named', async () => {
  const start = startShop(await env({ WAITER_API_THREADS: 'many' }));
  assert.equal((await start.ended).status, 78);
  assert.match(start.log(), /WAITER_API_THREADS must be a number/);
});

test('a folder that may not be written is named, with the way out', async (t) => {
  if (process.getuid() !== 0) return t.skip('only root can plant it');
  const home = folder();
  const start = startShop(await env({ WAITER_HOME: home }), 'all', 'nobody');
  assert.equal((await start.ended).status, 73);
  assert.match(start.log(), new RegExp(`cannot write to ${home}.*chown -R \\d+ ${home}`));
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  test(`${signal} stops every process within 2 s`, async (t) => {
    const shop = await openEmpty(t);
    const { status, ms } = await shop.close(signal); // close() proves that none is left
    assert.equal(status, 0);
    assert.ok(ms < STOP_WITHIN, `took ${ms} ms`);
  });
}

for (const part of ['webhook', 'api', 'admin', 'events', 'simulator', 'worker', 'nginx']) {
  test(`when ${part} dies the rest stops with its status`, async (t) => {
    const shop = await openEmpty(t);
    const before = family(shop.child.pid);
    const begin = performance.now();
    shop.kill(part, 'SIGKILL');
    assert.equal((await shop.ended).status, 128 + 9);
    assert.ok(performance.now() - begin < STOP_WITHIN);
    assert.match(shop.log(), new RegExp(`${part} ended with status 137; stopping the rest`));
    assert.deepEqual(stillRunning(before), []);
  });
}

test('killed outright, it leaves no program behind', async (t) => {
  const shop = await openEmpty(t);
  const before = family(shop.child.pid);
  shop.child.kill('SIGKILL');
  await shop.ended;
  await until('all programs are gone', () => stillRunning(before).length === 0, STOP_WITHIN);
});

test('a shop is made once: the next start keeps its secrets, goods and password', async () => {
  const home = folder();
  const settings = await env({ WAITER_HOME: home });
  const first = startShop(settings);
  await first.opened;
  first.child.kill();
  await first.ended;
  const made = generated(home);
  const password = /^ADMIN_PASSWORD=(.+)$/m.exec(made)[1];
  assert.equal(first.log().split(password).length - 1, 1, 'the password is shown exactly once');
  assert.equal(statSync(path.join(home, 'generated.env')).mode & 0o777, 0o600);

  const port = await freePort(); // and the pretend Twilio moves along with the port
  const again = await openShop({ home, port, env: { ADMIN_USERNAME: undefined, ADMIN_PASSWORD: undefined } });
  try {
    assert.equal(generated(home), made);
    assert.doesNotMatch(again.log(), /password|products \(/);
    assert.equal((await again.sql('SELECT count(*) AS n FROM product'))[0].n, 34);
    await again.login({ username: 'admin', password });
    const url = execFileSync(path.resolve(root, B, 'waiter'), ['settings', 'get', 'TWILIO_API_URL'],
      { cwd: root, env: again.env, encoding: 'utf8' });
    assert.equal(url, `http://127.0.0.1:${port}\n`);
  } finally {
    await again.close();
  }
});

test('ADMIN_USERNAME and ADMIN_PASSWORD make and update the account', async (t) => {
  const home = folder();
  const first = await openEmpty(t, { home });
  await first.login();
  await first.close();
  const second = await openEmpty(t, { home, env: { ADMIN_PASSWORD: 'another long password' } });
  await second.login({ username: OWNER.username, password: 'another long password' });
  assert.equal((await second.post('/admin/login', OWNER)).status, 401);
});

const TWILIO = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'given', TWILIO_WHATSAPP_NUMBER: '+14155238886' };

test('real Twilio settings turn the simulator off, also in a shop that had one', async (t) => {
  const home = folder();
  await (await openShop({ home, seed: '' })).close();
  assert.match(generated(home), /^WAITER_SIMULATOR=1$/m);
  const shop = await openEmpty(t, { home, env: TWILIO });
  assert.doesNotMatch(generated(home), /SIMULATOR|TWILIO/);
  assert.equal(shop.pids().simulator, undefined);
  for (const at of ['/simulator/', '/simulator/api/switches', '/2010-04-01/Accounts/x/Messages.json', '/v1/Content'])
    assert.equal((await shop.get(at)).status, 404, at);
});

test('half of the Twilio settings is refused by name', async () => {
  const start = startShop(await env({ TWILIO_ACCOUNT_SID: TWILIO.TWILIO_ACCOUNT_SID }));
  assert.notEqual((await start.ended).status, 0);
  assert.match(start.log(), /TWILIO_AUTH_TOKEN is missing/);
});

test('web and worker can be started apart', async (t) => {
  const web = await openEmpty(t, { parts: 'web' });
  assert.equal(web.pids().worker, undefined);
  const worker = startShop(web.env, 'worker');
  await until('the worker runs', () => /worker started/.test(worker.log()));
  const third = startShop(web.env, 'worker');
  assert.equal((await third.ended).status, 75);
  worker.child.kill();
  assert.equal((await worker.ended).status, 0);
});

test('a folder with a blank in its name is fine', async (t) => {
  const shop = await openShop(t, { home: folder('waiter with a blank-') });
  assert.equal((await shop.get('/media/house-mug.png')).status, 200);
});

test('an ordinary user runs it as well', async (t) => {
  if (process.getuid() !== 0) return t.skip('we are no root: all other tests prove it');
  const home = folder();
  chownSync(home, 65534, 65534);
  const settings = await env({ WAITER_HOME: home });
  const start = startShop(settings, 'all', 'nobody');
  t.after(() => start.child.kill());
  await start.opened;
  const media = await fetch(`http://127.0.0.1:${settings.PORT}/media/house-mug.png`);
  assert.equal(media.status, 200);
  assert.equal(media.headers.get('content-type'), 'image/png');
  const before = family(start.child.pid);
  assert.ok(before.size >= 7);
  // Some live for a moment only.
  for (const pid of before.keys()) assert.equal((statSync(`/proc/${pid}`, { throwIfNoEntry: false }) ?? { uid: 65534 }).uid, 65534, 'nobody runs as root');
  start.child.kill();
  assert.equal((await start.ended).status, 0);
  assert.deepEqual(stillRunning(before), []);
  assert.ok(existsSync(path.join(home, 'waiter.db')));
});

test('on a terminal people read people’s lines, the addresses last; Ctrl-C closes it', async () => {
  const home = folder();
  const settings = await env({ WAITER_HOME: home });
  const script = spawn('setpriv', ['--pdeathsig', 'KILL', 'script', '-qec', 'exec deploy/run.sh', '/dev/null'],
    { cwd: root, env: settings, stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  const ended = new Promise((resolve) => { script.on('exit', resolve); });
  const open = new Promise((resolve) => script.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
    if (/Ctrl-C closes it\./.test(said)) resolve();
  }));
  await Promise.race([open, ended]);
  const before = family(script.pid), begin = performance.now();
  script.stdin.write('\x03');
  assert.equal(await ended, 0, said);
  assert.ok(performance.now() - begin < STOP_WITHIN);
  assert.deepEqual(stillRunning(before), []);
  const at = `http://127.0.0.1:${settings.PORT}`, log = path.join(home, 'waiter.log');
  const [, password] = /^ADMIN_PASSWORD=(.+)$/m.exec(generated(home));
  assert.deepEqual(said.replaceAll('\r', '').split('\n').filter((line) => line && !line.startsWith('^C')).slice(-6), [
    'The shop is open.',
    `  be a customer   ${at}/simulator/`,
    `  be the owner    ${at}/console/   as admin, password ${password} (shown only this once)`,
    `  the API         ${at}/docs/`,
    `  what happens    ${log}`,
    'Ctrl-C closes it.',
  ]);
  assert.doesNotMatch(said, /^\{/m);
  assert.match(readFileSync(log, 'utf8'), /^\{.*"program":"webhook","msg":"serving"/m);
  assert.equal(statSync(log).mode & 0o007, 0, 'others cannot read it');
});

test('what root does in another user’s shop leaves nothing there that is root’s', async (t) => {
  if (process.getuid() !== 0) return t.skip('only root can plant it');
  const home = folder();
  chownSync(home, 65534, 65534);
  const settings = await env({ WAITER_HOME: home });
  for (const command of [['init'], ['migrate'], ['staff', 'sync'], ['backup'], ['check']])
    execFileSync(path.resolve(root, B, 'waiter'), command, { cwd: root, env: settings });
  const all = readdirSync(home, { recursive: true });
  assert.ok(all.includes('waiter.db') && all.some((name) => /^backups\/waiter-/.test(name)), all.join());
  for (const name of all) assert.equal(statSync(path.join(home, name)).uid, 65534, name);
});

test('make passes TERM on', async () => {
  const settings = await env();
  const make = spawn('make', ['run', ...(B === 'build' ? [] : ['SAN=address'])],
    { cwd: root, env: settings, stdio: ['ignore', 'pipe', 'inherit'] });
  const open = new Promise((resolve) => make.stdout.on('data', (bytes) => /is open/.test(bytes) && resolve()));
  const ended = new Promise((resolve) => make.on('exit', resolve));
  await Promise.race([open, ended]);
  const before = family(make.pid);
  assert.ok(before.size >= 7);
  make.kill('SIGTERM');
  await ended;
  await until('all programs are gone', () => stillRunning(before).length === 0, STOP_WITHIN);
});
