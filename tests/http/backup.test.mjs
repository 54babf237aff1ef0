// Copies made while customers write, and the way back from them.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assertBooks, newCustomer, ownShop, soon, Phone } from './help.mjs';
import { cleanEnv, root } from './shop.mjs';

const B = path.resolve(root, process.env.B ?? 'build');
const home = mkdtempSync(path.join(tmpdir(), 'waiter-backup-'));
let shop;
before(async () => { shop = await ownShop({ home }); });
after(async () => {
  if (shop.child.exitCode === null) await shop.close();
  rmSync(home, { recursive: true, force: true });
});

const waiter = (args, at = home) => {
  const { status, stdout, stderr } = spawnSync(path.join(B, 'waiter'), args, { cwd: root, encoding: 'utf8', env: cleanEnv({ WAITER_HOME: at }) });
  return { status, out: stdout, err: stderr };
};
const sqlite = (file, query) => {
  const { status, stdout, stderr } = spawnSync('sqlite3', [file], { encoding: 'utf8', input: query });
  assert.equal(status, 0, stderr);
  return stdout.trim();
};
const database = path.join(home, 'waiter.db');

test('copies made under load are whole and hold all that was acknowledged before', async () => {
  let going = true;
  const acknowledged = new Set();
  const writer = async () => {
    const from = newCustomer();
    while (going) {
      const form = shop.message('What are your opening hours?', { from });
      assert.equal((await shop.webhook(form)).status, 200);
      acknowledged.add(form.MessageSid);
    }
  };
  const writers = Array.from({ length: 6 }, writer);
  const copies = [];
  for (let i = 0; i < 4; i++) {
    const known = [...acknowledged];
    const { status, out, err } = waiter(['backup', path.join(home, `copy-${i}.db`)]);
    assert.equal(status, 0, out + err);
    copies.push({ file: path.join(home, `copy-${i}.db`), known });
    const enough = acknowledged.size + 20;
    while (acknowledged.size < enough) await new Promise((go) => setImmediate(go));
  }
  going = false;
  await Promise.all(writers);
  for (const { file, known } of copies) {
    assert.equal(sqlite(file, 'PRAGMA integrity_check'), 'ok');
    const held = new Set(sqlite(file, 'SELECT provider_id FROM inbound').split('\n'));
    assert.deepEqual(known.filter((sid) => !held.has(sid)), [], `${file} lacks messages`);
    assert.equal(statSync(file).mode & 0o007, 0, 'others cannot read it');
  }
});

test('an open shop is not overwritten', async () => {
  const from = newCustomer();
  await shop.say('hello', { from });
  const { status, err } = waiter(['restore', path.join(home, 'copy-0.db')]);
  assert.equal(status, 69, err);
  assert.match(err, /stop it first/);
  assert.equal((await shop.sql(`SELECT count(*) AS n FROM address WHERE channel_address = '${from}'`))[0].n, 1);
  assert.equal((await shop.say('hello', { from })).status, 200);
});

test('what is not a whole database of ours is refused, and nothing has changed', async () => {
  const whole = readFileSync(path.join(home, 'copy-1.db'));
  const file = path.join(home, 'bad.db');
  const before = sqlite(database, 'SELECT count(*) FROM inbound');
  const spoil = {
    'cut short': () => writeFileSync(file, whole.subarray(0, whole.length - 4096 * 3)),
    'overwritten inside': () => { const b = Buffer.from(whole); b.fill(0xa5, 4096 * 4, 4096 * 9); writeFileSync(file, b); },
    'text': () => writeFileSync(file, 'customer,order\n'.repeat(500)),
    'empty': () => writeFileSync(file, ''),
    'another program’s': () => { rmSync(file, { force: true }); sqlite(file, 'CREATE TABLE t (x)'); },
    'of a newer version': () => { writeFileSync(file, whole); sqlite(file, 'PRAGMA user_version = 9999'); },
  };
  for (const [what, make] of Object.entries(spoil)) {
    make();
    const { status, err } = waiter(['restore', file]);
    assert.notEqual(status, 0, what);
    assert.match(err, /not whole|not a waiter database|newer|malformed|not a database/, what);
  }
  assert.notEqual(waiter(['restore', '/nowhere/at/all.db']).status, 0);
  assert.equal(sqlite(database, 'SELECT count(*) FROM inbound'), before);
  assert.deepEqual(readdirSync(home).filter((name) => /restoring|before-/.test(name)), []);
});

test('back to the copy of before: the shop opens with it and goes on', async () => {
  const ana = await Phone.open(shop, 'Ana');
  await ana.say('2 house mugs', /2 x House Mug/);
  // A copy of a message half sent is looked after first when it is opened: not what is tried here.
  await soon('the answer is put down as sent', () => sqlite(database, 'SELECT count(*) FROM outbox WHERE open = 1 AND customer_id = (SELECT max(id) FROM customer)') === '0');
  const made = waiter(['backup']);
  assert.equal(made.status, 0, made.err);
  const name = path.basename(made.out.trim());
  const lost = await ana.say('remove the mugs');
  const { port } = shop;
  assert.equal((await shop.close()).status, 0);
  const { status, out, err } = waiter(['restore', name]);
  assert.equal(status, 0, err);
  assert.match(out, /^Restored: [1-9]\d* customers, \d+ orders, [1-9]\d* messages\./);
  const kept = readdirSync(home).filter((one) => one.startsWith('waiter.db.before-'));
  assert.equal(kept.length, 1);
  assert.equal(sqlite(path.join(home, kept[0]), 'PRAGMA integrity_check'), 'ok');
  shop = await ownShop({ home, port });
  ana.shop = shop;
  // What was sent since is forgotten, but not by Twilio: its receipt comes, and the row has its id anew.
  assert.equal((await shop.simulator.post('/switches', { callbacks: 'off' })).status, 200);
  const heard = await ana.say('cart', /2 x House Mug/);
  const { pathname, search } = new URL(lost.status_callback);
  const row = async () => (await shop.sql(`SELECT id, status, provider_id FROM outbox WHERE id = ${/oid=(\d+)-/.exec(search)[1]}`))[0];
  await soon('the answer is put down as sent', async () => (await row()).status === 'sent');
  assert.equal((await shop.receipt(lost.sid, 'read', { to: ana.address, path: pathname + search })).status, 204);
  const { status: is, provider_id: sid } = await row();
  assert.deepEqual([is, sid], ['sent', heard.sid]);
  await assertBooks(shop);
});

test('an upgrade copies the older database first', async () => {
  const old = mkdtempSync(path.join(tmpdir(), 'waiter-old-'));
  try {
    const first = readdirSync(path.join(root, 'sql/schema')).sort()[0];
    sqlite(path.join(old, 'waiter.db'), `${readFileSync(path.join(root, 'sql/schema', first), 'utf8')}
      PRAGMA user_version = 1; PRAGMA application_id = ${0x57414954};`);
    const { status, out, err } = waiter(['migrate'], old);
    assert.equal(status, 0, err);
    const copy = /^Copied first: (.*)$/m.exec(out)[1];
    assert.ok(existsSync(copy));
    assert.equal(sqlite(copy, 'PRAGMA user_version'), '1');
    assert.equal(waiter(['migrate'], old).out, '', 'a second time there is nothing to do');
    copyFileSync(copy, path.join(old, 'newer.db'));
    sqlite(path.join(old, 'waiter.db'), 'PRAGMA user_version = 9999');
    assert.match(waiter(['migrate'], old).err, /newer/);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
});
