// A server of its own: make install, waiter setup, the units, and nginx with TLS in front, as they
// are shipped; only the ports and the folder are the test's.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import twilio from 'twilio';
import { freePort, newSid, root } from './shop.mjs';
import { soon } from './help.mjs';

const top = mkdtempSync(path.join(tmpdir(), 'waiter-install-'));
const at = (...parts) => path.join(top, ...parts);
const plain = { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, WAITER_ENV_FILE: at('etc/waiter/waiter.env') };
const waiter = (args, input) => spawnSync(at('usr/bin/waiter'), args, { env: plain, input, cwd: '/', encoding: 'utf8' });
const B = process.env.B ?? 'build';
const san = B.replace(/^build-?/, '');
const TOKEN = '0123456789abcdef0123456789abcdef', SID = `AC${'0123456789abcdef'.repeat(2)}`;
const running = [];

const make = (...args) => execFileSync('make', ['-s', 'install', `SAN=${san}`, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'],
  env: { ...process.env, MAKEFLAGS: '' } });
before(() => make(`PREFIX=${at('usr')}`, `SYSCONFDIR=${at('etc')}`, `STATEDIR=${at('state')}`, `RUNDIR=${at('run')}`, `CACHEDIR=${at('cache')}`, `DESTDIR=/`));
after(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(running.map((child) => child.exitCode !== null || child.signalCode !== null ? null : new Promise((end) => child.on('exit', end))));
  rmSync(top, { recursive: true, force: true });
});

test('everything is where Debian keeps such things', () => {
  const dest = at('dest');
  make(`DESTDIR=${dest}`);
  for (const file of ['usr/bin/waiter', 'usr/lib/waiter/webhook', 'usr/lib/waiter/worker', 'usr/lib/systemd/system/waiter.target',
    'usr/lib/sysusers.d/waiter.conf', 'usr/lib/tmpfiles.d/waiter.conf', 'usr/share/waiter/console/index.html', 'usr/share/waiter/console/docs/openapi.yaml', 'usr/share/waiter/console/vendor/swagger.js',
    'usr/share/waiter/sql/seed/demo.json', 'etc/nginx/waiter/waiter.locations'])
    assert.ok(existsSync(path.join(dest, file)), file);
  assert.equal(existsSync(path.join(dest, 'usr/lib/waiter/simulator')), false, 'the simulator stays at home');
  const env = path.join(dest, 'etc/waiter/waiter.env');
  assert.equal(statSync(env).mode & 0o777, 0o640);
  writeFileSync(env, 'SHOP_NAME=mine\n');
  make(`DESTDIR=${dest}`);
  assert.equal(readFileSync(env, 'utf8'), 'SHOP_NAME=mine\n', 'an upgrade leaves the settings alone');
});

test('the manual page knows every command, and mandoc has nothing to say against it', () => {
  const page = at('dest/usr/share/man/man1/waiter.1');
  const { status, stdout } = spawnSync('mandoc', ['-Tlint', page], { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [0, '']);
  const text = readFileSync(page, 'utf8').replaceAll('\\', '');
  const { stdout: usage } = waiter(['help']);
  for (const [, command] of usage.matchAll(/^  ([a-z]+(?: [a-z]+)?)\b/gm)) assert.ok(text.includes(`.It Ic "${command}`), command);
});

test('the units are sound and closed', () => {
  const units = at('usr/lib/systemd/system');
  const verify = spawnSync('systemd-analyze', ['verify', '--man=no', path.join(units, 'waiter.target'), ...['webhook', 'api', 'admin', 'events'].map((one) => path.join(units, `waiter@${one}.service`)), path.join(units, 'waiter-worker.service')], { encoding: 'utf8' });
  assert.equal(verify.status, 0, verify.stderr);
  assert.doesNotMatch(verify.stderr, new RegExp(`${units}|waiter`), 'no complaint about ours');
  for (const [unit, most] of [['waiter@api.service', 12], ['waiter-worker.service', 20]]) {
    const judged = spawnSync('systemd-analyze', ['security', '--offline=true', `--threshold=${most}`, path.join(units, unit)], { encoding: 'utf8' });
    assert.equal(judged.status, 0, judged.stdout.split('\n').at(-2));
  }
});

test('the user and the folders can be made', () => {
  const dest = at('dest');
  for (const [program, ...args] of [['systemd-sysusers'], ['systemd-tmpfiles', '--create']]) {
    mkdirSync(path.join(dest, 'etc'), { recursive: true });
    if (program === 'systemd-tmpfiles') writeFileSync(path.join(dest, 'etc/group'), `${readFileSync(path.join(dest, 'etc/group'), 'utf8')}www-data:x:33:\n`);
    const { status, stderr } = spawnSync(program, [`--root=${dest}`, ...args, 'waiter.conf'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  }
  assert.match(readFileSync(path.join(dest, 'etc/passwd'), 'utf8'), /^waiter:/m);
  assert.equal(statSync(path.join(dest, 'var/lib/waiter')).mode & 0o777, 0o751);
  assert.equal(statSync(path.join(dest, 'var/lib/waiter/backups')).mode & 0o7777, 0o2750);
});

test('what nginx is told to send lies in folders that it may read', () => {
  const told = readFileSync(at('etc/nginx/waiter/waiter.locations'), 'utf8').matchAll(/alias \$waiter_home\/([a-z]+)\/;/g);
  const made = readFileSync(at('usr/lib/tmpfiles.d/waiter.conf'), 'utf8');
  const folders = [...told].map(([, name]) => name);
  assert.deepEqual(folders.sort(), ['backups', 'inbound']);
  for (const name of folders) assert.match(made, new RegExp(`^d \\S+/${name} 2750 waiter www-data$`, 'm'), name);
});

test('waiter setup asks five questions, again where an answer will not do, and tells no secret', () => {
  const file = at('etc/waiter/waiter.env');
  const answers = ['Zoë’s "Corner" $hop', 'http://shop.example.test', 'https://shop.example.test', 'AC123', SID, TOKEN, 'fourteen', '+1 415 523 8886'];
  const { status, stdout, stderr } = waiter(['setup'], `${answers.join('\n')}\n`);
  assert.equal(status, 0, stderr);
  assert.equal([...stdout.matchAll(/That will not do/g)].length, 3);
  assert.ok(stdout.includes('https://shop.example.test/webhook/whatsapp#rc=5&rp=all&ct=2000&rt=5000&tt=15000'), stdout);
  assert.match(stdout, /cloudflared|ngrok/);
  assert.ok(!stdout.includes(TOKEN) && !stderr.includes(TOKEN));
  assert.equal(statSync(file).mode & 0o777, 0o640);
  const settings = waiter(['settings']).stdout;
  assert.match(settings, /^SHOP_NAME=Zoë’s "Corner" \$hop {2}\(env file\)$/m);
  assert.match(settings, /^TWILIO_WHATSAPP_NUMBER=whatsapp:\+14155238886 /m);
  assert.match(settings, new RegExp(`^WAITER_HOME=${at('state')} `, 'm'));
  assert.equal(waiter(['setup'], '\n\n\n\n\n').status, 0);
  assert.equal(waiter(['settings']).stdout, settings, 'Enter keeps everything');
  const before = readFileSync(file, 'utf8');
  assert.notEqual(waiter(['setup'], 'Other\n').status, 0);
  assert.equal(readFileSync(file, 'utf8'), before, 'half an interview writes nothing');
});

let port80, port443;
const start = (name, command, ...args) => {
  const child = spawn(command, args, { env: plain, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  child.log = '';
  child.stderr.setEncoding('utf8').on('data', (more) => { child.log += more; });
  running.push(child);
  return child;
};

test('prepared as the unit does, the programs take their sockets from systemd', async () => {
  const unit = readFileSync(at('usr/lib/systemd/system/waiter-prepare.service'), 'utf8');
  const commands = [...unit.matchAll(/^ExecStart=(.*)$/gm)].map(([, line]) => line.split(' '));
  assert.ok(commands.length >= 3);
  for (const [program, ...args] of commands) execFileSync(program, args, { env: plain, cwd: '/' });
  assert.equal(waiter(['seed', path.join(at('usr/share/waiter'), 'sql/seed/demo.json')]).status, 0);
  mkdirSync(at('run'), { recursive: true });
  for (const name of ['webhook', 'api', 'admin', 'events']) {
    const [, program] = /^ExecStart=(.*)$/m.exec(readFileSync(at('usr/lib/systemd/system/waiter@.service'), 'utf8'));
    start(name, 'systemd-socket-activate', '-l', at('run', `${name}.sock`), '-E', `WAITER_ENV_FILE=${plain.WAITER_ENV_FILE}`, program.replace('%i', name));
  }
  await soon('the doors are there', () => ['webhook', 'api', 'admin', 'events'].every((name) => existsSync(at('run', `${name}.sock`))));
});

// Debian's own nginx.conf, as far as it can get in the way.
test('nginx takes the site beside Debian’s own settings', async () => {
  [port80, port443] = [await freePort(), await freePort()];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=shop.example.test',
    '-keyout', at('privkey.pem'), '-out', at('fullchain.pem')], { stdio: 'ignore' });
  const site = waiter(['nginx', top]);
  assert.equal(site.status, 0, site.stderr);
  assert.doesNotMatch(site.stdout, /@(DOMAIN|HOME|SHARE|CERTIFICATES)@/);
  mkdirSync(at('etc/nginx/sites-enabled'), { recursive: true });
  writeFileSync(at('etc/nginx/sites-enabled/waiter'), site.stdout.replace(/^ *listen \[::\].*\n/gm, '').replace('listen 80;', `listen 127.0.0.1:${port80};`)
    .replace('listen 443', `listen 127.0.0.1:${port443}`).replace('/var/log/nginx/', at('log-')));
  writeFileSync(at('etc/nginx/nginx.conf'), `${process.getuid() === 0 ? 'user root;' : ''} pid ${at('nginx.pid')}; daemon off; events { worker_connections 768; }
    http { sendfile on; tcp_nopush on; types_hash_max_size 2048; include /etc/nginx/mime.types; default_type application/octet-stream;
      ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; access_log ${at('access.log')}; gzip on;
      client_body_temp_path ${at('t1')}; fastcgi_temp_path ${at('t2')}; proxy_temp_path ${at('t3')}; uwsgi_temp_path ${at('t4')}; scgi_temp_path ${at('t5')};
      include ${at('etc/nginx/sites-enabled')}/*; }\n`);
  const test = spawnSync('nginx', ['-t', '-p', at('etc/nginx'), '-c', at('etc/nginx/nginx.conf'), '-e', 'stderr'], { env: plain, encoding: 'utf8' });
  assert.equal(test.status, 0, test.stderr);
  assert.doesNotMatch(test.stderr, /\[warn\]/);
  start('nginx', 'nginx', '-p', at('etc/nginx'), '-c', at('etc/nginx/nginx.conf'), '-e', 'stderr');
  await soon('it answers', () => ask('/api/health').then(({ status }) => status === 200, () => false));
});

// One request over HTTP/2: {status, headers, text}.
function ask(target, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const client = http2.connect(`https://127.0.0.1:${port443}`, { rejectUnauthorized: false, servername: 'shop.example.test' }).on('error', reject);
    const stream = client.request({ ':path': target, ':method': method, ':authority': 'shop.example.test', ...headers });
    let text = '', head;
    stream.setEncoding('utf8').on('response', (is) => { head = is; }).on('data', (more) => { text += more; })
      .on('end', () => { client.close(); resolve({ status: head[':status'], headers: head, text }); }).on('error', reject);
    stream.end(body);
  });
}

test('each answer over TLS carries the headers that keep a browser safe', async () => {
  const answers = { '/': 302, '/console/': 200, '/console/app.js': 200, '/console/manifest.webmanifest': 200, '/api/products': 200, '/api/nothing': 404,
    '/nothing': 404, '/admin/orders': 401, '/.env': 404, '/media/nothing.png': 404, '/webhook/whatsapp': 405 };
  for (const [target, status] of Object.entries(answers)) {
    const answer = await ask(target);
    assert.equal(answer.status, status, target);
    assert.match(answer.headers['strict-transport-security'] ?? '', /^max-age=63072000/, target);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff', target);
    assert.match(answer.headers['content-security-policy'] ?? '', /default-src 'none'/, target);
    assert.equal(answer.headers['x-frame-options'], 'DENY', target);
    assert.doesNotMatch(answer.headers.server ?? '', /\d/, 'no version');
  }
  assert.match((await ask('/console/app.js')).headers['content-type'], /^text\/javascript/);
  assert.match((await ask('/console/manifest.webmanifest')).headers['content-type'], /^application\/manifest\+json/);
  assert.equal((await ask('/admin/session', { headers: { 'accept-encoding': 'gzip' } })).headers['content-encoding'], undefined);
});

test('a signed message to the https address is answered, and the owner’s cookie is a __Host- one', async () => {
  const url = 'https://shop.example.test/webhook/whatsapp', sid = newSid();
  const form = { MessageSid: sid, SmsSid: sid, AccountSid: SID, From: 'whatsapp:+34600000007', To: 'whatsapp:+14155238886', Body: 'hello', NumMedia: '0', WaId: '34600000007', ProfileName: 'Ana' };
  const send = (signature) => ask('/webhook/whatsapp', { method: 'POST', body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature } });
  assert.equal((await send(twilio.getExpectedTwilioSignature(TOKEN, url, form))).status, 200);
  assert.equal((await send(twilio.getExpectedTwilioSignature(TOKEN, url.replace('https', 'http'), form))).status, 403);
  const [, password] = /^ADMIN_PASSWORD=(.*)$/m.exec(readFileSync(at('state/generated.env'), 'utf8'));
  const login = await ask('/admin/login', { method: 'POST', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }, body: JSON.stringify({ username: 'admin', password }) });
  assert.equal(login.status, 200, login.text);
  assert.match(login.headers['set-cookie'][0], /^__Host-.*Secure/i);
});

test('old TLS is refused, and http is sent to https', async () => {
  for (const version of ['TLSv1', 'TLSv1.1']) {
    const failed = await new Promise((resolve) => {
      const socket = tls.connect({ port: port443, host: '127.0.0.1', minVersion: version, maxVersion: version, rejectUnauthorized: false, ciphers: 'ALL:@SECLEVEL=0' }, () => { socket.end(); resolve(false); });
      socket.on('error', () => resolve(true));
    });
    assert.ok(failed, version);
  }
  const { statusCode, headers } = await new Promise((resolve, reject) => http.get({ port: port80, host: '127.0.0.1', path: '/console/?a=b', headers: { host: 'shop.example.test' } }, (r) => { r.resume(); resolve(r); }).on('error', reject));
  assert.equal(statusCode, 301);
  assert.equal(headers.location, 'https://shop.example.test/console/?a=b');
  assert.ok(readdirSync(top).includes('log-waiter.log'));
});
