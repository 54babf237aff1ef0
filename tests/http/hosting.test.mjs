// Other people's web servers: plain CGI under Apache as deploy/shared-hosting.sh lays it out (the
// whole way of an order, with the worker from cron), and a smoke each for lighttpd's FastCGI and fcgiwrap.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import twilio from 'twilio';
import { SLOW, soon } from './help.mjs';
import { encodeForm, freePort, newSid, openCheckout, OWNER, readTwiml } from './shop.mjs';

const B = process.env.B ?? 'build', root = openCheckout();
const SID = `AC${'0'.repeat(32)}`, TOKEN = '12345678901234567890123456789012', NUMBER = 'whatsapp:+14155238886';
const top = mkdtempSync(path.join(tmpdir(), 'waiter-hosting-'));
const web = path.join(top, 'public_html'), own = path.join(top, 'waiter');
// A web server does not serve as root, so neither do we: all of it belongs to nobody.
const NOBODY = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const running = [];
let port, url, sent = [], pretend;

const as = (program, args, env = {}) => execFileSync(program, args, { ...NOBODY, cwd: root, encoding: 'utf8', env: { PATH, HOME: top, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '', ...env } });
const lay = () => as('deploy/shared-hosting.sh', [web, own], { B, ADMIN_USERNAME: OWNER.username, ADMIN_PASSWORD: OWNER.password });
function start(program, ...args) {
  const child = spawn(program, args, { ...NOBODY, cwd: top, env: { PATH, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '' }, stdio: ['ignore', 'ignore', 'pipe'] });
  child.log = '';
  child.stderr.setEncoding('utf8').on('data', (more) => { child.log += more; });
  running.push(child);
  return child;
}

before(async () => {
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  pretend = createServer((request, response) => {
    let body = '';
    request.on('data', (more) => { body += more; }).on('end', () => {
      if (request.method !== 'POST') { response.end(JSON.stringify({ messages: [], contents: [] })); return; }
      const sid = newSid();
      if (/Messages\.json$/.test(request.url)) sent.push(Object.fromEntries(new URLSearchParams(body)));
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ sid, status: 'queued', error_code: null, error_message: null }));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((ready) => pretend.on('listening', ready));
  if (NOBODY.uid) chownSync(top, NOBODY.uid, NOBODY.gid);
  lay();
  const settings = { PUBLIC_URL: url, TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: TOKEN, TWILIO_WHATSAPP_NUMBER: NUMBER, TWILIO_API_URL: `http://127.0.0.1:${pretend.address().port}` };
  let env = readFileSync(path.join(own, '.env'), 'utf8');
  for (const [name, value] of Object.entries(settings)) env = env.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`);
  writeFileSync(path.join(own, '.env'), env);
  as(path.join(own, 'waiter'), ['seed', path.join(root, 'sql/seed/demo.json')]);
});
after(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(running.map((child) => child.exitCode !== null || child.signalCode !== null ? null : new Promise((end) => child.on('exit', end))));
  pretend.close();
  rmSync(top, { recursive: true, force: true });
});

test('Apache with mod_cgi takes the folder as it was laid', async () => {
  const modules = ['mpm_prefork', 'authz_core', 'cgi', 'rewrite', 'headers', 'mime', 'dir'];
  writeFileSync(path.join(top, 'apache.conf'), `${modules.map((m) => `LoadModule ${m}_module /usr/lib/apache2/modules/mod_${m}.so`).join('\n')}
    ServerName localhost\nListen 127.0.0.1:${port}\nPidFile ${top}/apache.pid\nErrorLog ${top}/apache.log\nDefaultRuntimeDir ${top}\nTypesConfig /etc/mime.types
    StartServers 2\nDocumentRoot ${web}\n<Directory />\nRequire all denied\n</Directory>\n<Directory ${web}>\nAllowOverride All\nRequire all granted\n</Directory>
    <Directory ${own}/state/media>\nRequire all granted\n</Directory>\n`);
  start('apache2', '-f', path.join(top, 'apache.conf'), '-DFOREGROUND');
  await soon('it answers', () => fetch(`${url}/api/health`).then((r) => r.status === 200, () => false))
    .catch((problem) => { throw new Error(`${problem.message}\n${readFileSync(path.join(top, 'apache.log'), 'utf8')}`); });
});

test('all libraries but those of C and gcc are brought along, and that may be of 2021 (glibc 2.34), as the guide says', () => {
  if (SLOW > 1) return; // a sanitizer's own library is newer
  const brought = readdirSync(path.join(own, 'lib'));
  const files = [...brought.map((name) => path.join(own, 'lib', name)), ...readdirSync(path.join(own, 'bin')).map((name) => path.join(own, 'bin', name))];
  for (const file of files) {
    const said = execFileSync('readelf', ['-dV', file], { encoding: 'utf8' });
    for (const [, minor] of said.matchAll(/GLIBC_2\.(\d+)/g)) assert.ok(+minor <= 34, `${file}: glibc 2.${minor}`);
    for (const [, name] of said.matchAll(/NEEDED.*\[(.*)\]/g))
      assert.ok(brought.includes(name) || /^(lib(c|m|dl|rt|pthread|resolv)\.so|ld-linux|lib(asan|ubsan|gcc_s|stdc\+\+)\.so)/.test(name), `${file}: ${name} is not there`);
  }
});

const from = 'whatsapp:+34600123456';
const post = (at, form) => fetch(at, { method: 'POST', body: encodeForm(form),
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': twilio.getExpectedTwilioSignature(TOKEN, at, form) } });
async function say(text) {
  const sid = newSid();
  const answer = await post(`${url}/webhook/whatsapp`, { MessageSid: sid, SmsSid: sid, AccountSid: SID, From: from, To: NUMBER, Body: text, NumMedia: '0', WaId: '34600123456', ProfileName: 'Ana' });
  assert.equal(answer.status, 200);
  const messages = readTwiml(await answer.text());
  for (const { attributes } of messages) { // Twilio tells that it arrived
    const MessageSid = newSid();
    const told = await post(attributes.statusCallback, { MessageSid, SmsSid: MessageSid, AccountSid: SID, From: NUMBER, To: from, MessageStatus: 'delivered', SmsStatus: 'delivered' });
    assert.ok(told.ok, `receipt: ${told.status}`);
  }
  return messages;
}
// Not as(): the pretend Twilio lives in this process and has to answer meanwhile.
const cron = () => promisify(execFile)(path.join(own, 'cron'), [], { ...NOBODY, env: { PATH } });
// What the customer has got, as TwiML or, after a minute of cron, by REST.
const heard = async (text) => { const now = await say(text); await cron(); return [...now.map((m) => m.text), ...sent.splice(0).map((m) => m.Body ?? '')].join('\n'); };

test('the whole way of an order by CGI, cron and polling', async () => {
  await heard('2 house mugs');
  await heard('checkout');
  await heard('Ana Ribeiro');
  let last = await heard('pickup');
  for (let tries = 0; tries < 4 && !/ORD-\d{8}-/.test(last); tries++) last = await heard(/how .*pay/i.test(last) ? 'cash' : 'yes');
  const [number] = /ORD-\d{8}-[A-Z0-9]{8}/.exec(last) ?? [];
  assert.ok(number, last);

  const login = await fetch(`${url}/admin/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(OWNER) });
  assert.equal(login.status, 200);
  const head = { cookie: login.headers.get('set-cookie').split(';')[0], 'x-csrf-token': (await login.json()).csrf_token, 'content-type': 'application/json' };
  const { orders: [order] } = await (await fetch(`${url}/admin/orders`, { headers: head })).json();
  assert.equal(order.order_number ?? order.number, number);
  const { last_id: news } = await (await fetch(`${url}/admin/changes`, { headers: head })).json();
  const moved = await fetch(`${url}/admin/orders/${order.id}/status`, { method: 'PUT', headers: head, body: JSON.stringify({ status: 'confirmed' }) });
  assert.equal(moved.status, 200, await moved.text());
  const { events } = await (await fetch(`${url}/admin/changes?after=${news}`, { headers: head })).json();
  assert.ok(events.some((e) => e.kind === 'order'), 'the console hears of it by asking');
  sent = [];
  await cron();
  assert.ok(sent.some((m) => m.To === from && m.Body.includes(number)), 'the customer is told by cron');

  const made = await fetch(`${url}/admin/backups`, { method: 'POST', headers: head });
  const file = await fetch(url + made.headers.get('location'), { headers: head });
  assert.equal(Buffer.from(await file.arrayBuffer()).subarray(0, 15).toString(), 'SQLite format 3', 'a file without nginx');
});

test('the console and photos are served, nothing else of ours is', async () => {
  const page = await fetch(`${url}/console/`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
  assert.match((await fetch(`${url}/console/app.js`)).headers.get('content-type'), /javascript/);
  const [photo] = readdirSync(path.join(own, 'state/media')).filter((name) => name.endsWith('.png'));
  assert.equal((await fetch(`${url}/media/${photo}`)).status, 200);
  const health = await fetch(`${url}/api/health`);
  assert.equal(health.headers.get('x-content-type-options'), 'nosniff', 'said once');
  for (const at of ['/.htaccess', '/cgi-bin/', '/cgi-bin/api.cgi', '/cgi-bin/../../waiter/.env', '/media/../.env', '/media/../waiter.db', '/media/', '/waiter/.env', '/console/../.htaccess', '/nothing', '/console/.made', '/cgi-bin/api.cgi/api/health'])
    for (const target of [at, at.replaceAll('..', '%2e%2e')]) {
      const answer = await fetch(url + target, { redirect: 'manual' });
      assert.ok([301, 302, 400, 403, 404].includes(answer.status), `${target}: ${answer.status}`);
      assert.doesNotMatch(await answer.text(), /SQLite format|TWILIO_AUTH|exec \//, target);
    }
  assert.equal(statSync(path.join(own, '.env')).mode & 0o077, 0);
  assert.equal(statSync(path.join(own, 'state/waiter.db')).mode & 0o007, 0);
});

test('a bearer key reaches the program (Apache drops Authorization unless told)', async () => {
  const answer = await fetch(`${url}/admin/orders`, { headers: { authorization: 'Bearer wk_wrong' } });
  assert.equal(answer.status, 401);
  const bare = await fetch(`${url}/admin/orders`);
  assert.notEqual(await answer.text(), '', 'a problem in JSON');
  assert.equal(bare.status, 401);
});

test('laid again it is an upgrade: settings and state stay', () => {
  const before = readFileSync(path.join(own, '.env'), 'utf8');
  assert.match(lay(), /in place/);
  assert.equal(readFileSync(path.join(own, '.env'), 'utf8'), before);
  assert.match(as(path.join(own, 'waiter'), ['check']), /whole/);
});

test('PRIVATE inside WEB is refused', () => {
  assert.throws(() => as('deploy/shared-hosting.sh', [web, path.join(web, 'inside')], { B }), /Command failed/);
});

test('lighttpd starts our FastCGI program by itself', async () => {
  const at = await freePort();
  writeFileSync(path.join(top, 'lighttpd.conf'), `server.modules = ("mod_fastcgi")\nserver.document-root = "${web}"\nserver.port = ${at}\nserver.bind = "127.0.0.1"
    fastcgi.server = ("/api" => (("bin-path" => "${web}/cgi-bin/api.cgi", "socket" => "${top}/lighttpd.sock", "max-procs" => 1, "check-local" => "disable")))\n`);
  start('lighttpd', '-D', '-f', path.join(top, 'lighttpd.conf'));
  const ask = (target) => fetch(`http://127.0.0.1:${at}${target}`).then((r) => r.status, () => 0);
  await soon('it answers', async () => (await ask('/api/health')) === 200);
  assert.equal(await ask('/api/products?limit=3'), 200);
  assert.equal(await ask('/api/nothing'), 404);
});

test('fcgiwrap runs the same programs as CGI behind nginx', async () => {
  const at = await freePort();
  mkdirSync(path.join(top, 'n'), { recursive: true });
  if (NOBODY.uid) chownSync(path.join(top, 'n'), NOBODY.uid, NOBODY.gid);
  writeFileSync(path.join(top, 'n/nginx.conf'), `daemon off; pid n.pid; error_log stderr; events {} http { access_log off;
    ${['client_body', 'fastcgi', 'proxy', 'uwsgi', 'scgi'].map((t) => `${t}_temp_path t-${t};`).join(' ')}
    server { listen 127.0.0.1:${at}; location /api/ { include ${root}/nginx/fastcgi.conf; fastcgi_param SCRIPT_FILENAME ${web}/cgi-bin/api.cgi; fastcgi_pass unix:${top}/wrap.sock; } } }\n`);
  start('fcgiwrap', '-s', `unix:${path.join(top, 'wrap.sock')}`);
  await soon('fcgiwrap listens', () => existsSync(path.join(top, 'wrap.sock')));
  start('nginx', '-p', path.join(top, 'n'), '-c', 'nginx.conf', '-e', 'stderr');
  const ask = (target) => fetch(`http://127.0.0.1:${at}${target}`).then((r) => r.status, () => 0);
  await soon('it answers', async () => (await ask('/api/health')) === 200);
  assert.equal(await ask('/api/products?limit=3'), 200);
  assert.equal(await ask('/api/nothing'), 404);
});
