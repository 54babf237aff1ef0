// help.mjs -- what several of these files need beside shop.mjs: a phone at the simulator, a signer
// for bytes that no JavaScript string can hold, raw HTTP, and checks of what programs leave behind.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import net from 'node:net';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { family, openShop, PATIENCE, root, until } from './shop.mjs';

// Sanitizers make everything slower; deadlines grow with them.
export const SLOW = /-(address|thread)$/.test(process.env.B ?? '') ? 4 : 1;

// Kill -9, unless it has died of itself in this very moment; was there one?
export function strike(pid) {
  try { return Boolean(pid) && process.kill(pid, 'SIGKILL'); } catch (gone) { if (gone.code === 'ESRCH') return false; throw gone; }
}
export const soon = (what, check, within) => until(what, check, within === undefined ? PATIENCE : within * SLOW);
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A free port of 18600-18799 (or the 200 from TEST_PORTS), begun somewhere, so that files side by
// side rarely meet.
export async function ownPort() {
  const first = +(process.env.TEST_PORTS ?? 18600);
  for (let tries = 0, begin = Math.floor(Math.random() * 200); tries < 400; tries++) {
    const candidate = first + ((begin + tries) % 200);
    const free = await new Promise((resolve) => {
      const server = net.createServer().on('error', () => resolve(false));
      server.listen(candidate, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return candidate;
  }
  throw new Error('no free port');
}

// openShop on such a port; should somebody have been faster, on another. Then waits for each program:
// "open" means that the api answers, others may still be on their way.
export async function ownShop(options = {}) {
  for (let tries = 0; ; tries++) {
    try {
      const shop = await openShop({ ...options, port: options.port ?? await ownPort() });
      for (const at of ['/webhook/whatsapp', '/admin/session', '/admin/events', '/simulator/api/switches'])
        await soon(`${at} answers`, async () => (await shop.fetch(at)).status !== 502);
      return shop;
    } catch (problem) {
      if (tries >= 4 || options.port || !/port \d+ is taken|Address already in use/.test(problem.message)) throw problem;
    }
  }
}

// A folder of programs for the option `build`. Each of `names` is started again whenever it was
// killed, as systemd would, and held back while a file NAME.down exists, so that a test can look
// at the time between. {build, pidOf(shop, name), remove()}
export function supervise(names) {
  const real = path.resolve(root, process.env.B ?? 'build');
  const build = mkdtempSync(path.join(tmpdir(), 'waiter-programs-'));
  for (const name of ['waiter', 'simulator', 'console']) symlinkSync(path.join(real, name), path.join(build, name));
  for (const name of names) {
    writeFileSync(path.join(build, name), `#!/bin/bash
trap 'kill -TERM $child 2>/dev/null; wait $child; exit 0' TERM
for (( ; ; )); do
  while [[ -e $0.down ]]; do read -rt 0.02 <> <(:); done
  '${path.join(real, name)}' "$@" & child=$!
  wait $child; status=$?
  [[ $status == 137 ]] || exit $status
done
`);
    chmodSync(path.join(build, name), 0o755);
  }
  return {
    build,
    // The program itself, not the shell that watches over it.
    pidOf: (shop, name) => [...family(shop.child.pid)].find(([, { command }]) => command.split(' ')[0] === path.join(real, name))?.[0],
    remove: () => rmSync(build, { recursive: true, force: true }),
  };
}

// The smallest picture there is.
export const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let numbers = Math.floor(Math.random() * 1e6);
export const newNumber = () => `+3469${String(1e7 + numbers++).slice(1)}`;
export const newCustomer = () => `whatsapp:${newNumber()}`;

const asBytes = (text) => (Buffer.isBuffer(text) ? text : Buffer.from(text, 'utf8'));

// X-Twilio-Signature over bytes (twilio-whatsapp.md §3): names in byte order, values of a
// repeated name once each and sorted, no separators. Written from the sheet alone.
export function signBytes(token, url, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) {
    const key = asBytes(name).toString('latin1');
    if (!values.has(key)) values.set(key, new Set());
    values.get(key).add(asBytes(value).toString('latin1'));
  }
  const hmac = createHmac('sha1', token).update(Buffer.from(url, 'utf8'));
  for (const name of [...values.keys()].sort())
    for (const value of [...values.get(name)].sort()) hmac.update(Buffer.from(name + value, 'latin1'));
  return hmac.digest('base64');
}

export const encodeBytes = (pairs) => pairs.map(([name, value]) => [name, value].map((part) =>
  [...asBytes(part)].map((b) => (/[A-Za-z0-9_.-]/.test(String.fromCharCode(b)) ? String.fromCharCode(b)
    : `%${b.toString(16).padStart(2, '0').toUpperCase()}`)).join('')).join('=')).join('&');

// Posts pairs (bytes or texts) signed over exactly these bytes.
export function postPairs(shop, pairs, { path: at = '/webhook/whatsapp', ...more } = {}) {
  return shop.webhook({}, { path: at, signature: signBytes(shop.account.token, shop.publicUrl + at, pairs),
    body: encodeBytes(pairs), ...more });
}

// Sends exactly these bytes and gives {status, headers, body} of the first answer; status 0: none.
export function rawHttp(port, bytes, within = 10_000 * SLOW) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let all = '';
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      const [head, ...rest] = all.split('\r\n\r\n');
      resolve({ status: +(/^HTTP\/1\.\d (\d+)/.exec(head) ?? [, 0])[1], headers: head, body: rest.join('\r\n\r\n') });
    };
    const timer = setTimeout(end, within);
    socket.setEncoding('latin1').on('data', (more) => { all += more; }).on('error', end).on('close', end);
    socket.write(bytes);
  });
}

export const rawGet = (port, target, method = 'GET', more = '') =>
  rawHttp(port, `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${more}\r\n`);

// An error as design.md §8 promises it: all fields, and nothing of our inside.
export function assertProblem(answer, status, what = '') {
  assert.equal(answer.status, status, `${what} ${answer.text}`);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, what);
  const p = JSON.parse(answer.text);
  for (const name of ['type', 'title', 'detail', 'code', 'error']) assert.equal(typeof p[name], 'string', `${what} ${name}`);
  assert.equal(p.status, status, what);
  assertNoSecrets(answer.text, what);
  return p;
}

// No paths, engines, sources or versions in what strangers see.
export function assertNoSecrets(text, what = '') {
  assert.doesNotMatch(text, /sqlite|\/tmp\/|\/work\/|waiter\.db|\.sock|\.c:\d|SELECT |INSERT |nginx\/\d|libfcgi|Sanitizer|stack|TWILIO|SECRET/i, what);
}

// Once the shop is open every line is one JSON object of a program, or nginx's own.
// No line shows a secret, a whole phone number or what a customer said.
export function assertCleanLog(shop, forbidden = [], alsoSaid = /^$/) {
  const access = readFileSync(path.join(shop.home, 'run', 'access.log'), 'utf8');
  const said = shop.log();
  for (const line of [said.slice(said.indexOf('The shop is open.')), access].join('\n').split('\n')) {
    if (alsoSaid.test(line)) continue;
    if (line.startsWith('{')) assert.doesNotThrow(() => JSON.parse(line), `not JSON: ${line}`);
    else assert.match(line, /^(The shop is open\.|  (be a|be the|the API|for Twilio|what happens) .*|\d{4}\/\d\d\/\d\d .*|waiter: .*|)$/, `a strange line: ${line}`);
  }
  for (const line of [said, access].join('\n').split('\n'))
    for (const secret of [shop.account.token, ...forbidden])
      assert.ok(!line.includes(secret), `${JSON.stringify(secret)} is logged: ${line}`);
}

// Well-formed as far as a reply can go wrong: bytes legal in XML 1.0, entities, balanced tags.
export function assertXml(text) {
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/, 'a character XML 1.0 forbids');
  assert.doesNotMatch(text, /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/, 'half a character');
  assert.doesNotMatch(text, /&(?!(amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/, 'a bare &');
  const open = [];
  const rest = text.replace(/^<\?xml [^<>]*\?>/, '').replace(/<(\/?)(\w+)((?:\s+\w+="[^"<]*")*)\s*(\/?)>/g, (tag, end, name, more, empty) => {
    if (end) assert.equal(open.pop(), name, 'tags do not match');
    else if (!empty) open.push(name);
    return '';
  });
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /<|]]>/, 'markup that is none');
}

// All texts in the database are valid UTF-8 and hold no NUL.
export async function assertStoredTexts(shop) {
  const rows = await shop.sql(`SELECT hex(body) AS h FROM chat_log UNION ALL SELECT hex(body) FROM outbox
    UNION ALL SELECT hex(profile_name) FROM customer UNION ALL SELECT hex(name) FROM customer
    UNION ALL SELECT hex(text) FROM unanswered UNION ALL SELECT hex(state) FROM conversation
    UNION ALL SELECT hex(address) FROM orders UNION ALL SELECT hex(name) FROM orders`);
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (const { h } of rows) {
    const text = h === null ? '' : strict.decode(Buffer.from(h, 'hex'));
    assert.ok(!text.includes('\0'), 'a NUL is stored');
  }
}

// A template as WhatsApp approves it; its ContentSid.
export async function makeTemplate(shop, name, body, variables) {
  const call = async (at, json) => {
    const answer = await shop.fetch(at, { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${shop.account.sid}:${shop.account.token}`).toString('base64')}` } });
    assert.ok(answer.ok, await answer.clone().text());
    return answer.json();
  };
  const { sid } = await call('/v1/Content', { friendly_name: name, language: 'en', variables, types: { 'twilio/text': { body } } });
  await call(`/v1/Content/${sid}/ApprovalRequests/whatsapp`, { name, category: 'UTILITY' });
  return sid;
}

// One with the customer's name, which the owner has named for a kind of notice, without telling its words.
export async function approveTemplate(shop, write, kind, body) {
  const sid = await makeTemplate(shop, kind, body, { 1: 'Ana' });
  await write(`INSERT INTO notice_template (kind, language, content_sid, variables, updated_at) VALUES ('${kind}', 'en', '${sid}', '["name"]', 0)`);
}

// A customer's phone at the simulator: what is said goes, signed, through nginx to the webhook.
export class Phone {
  static async open(shop, name, phone = newNumber(), more = {}) {
    const made = await shop.simulator.post('/customers', phone ? { phone, name, ...more } : { name, ...more });
    assert.equal(made.status, 201, made.text);
    return Object.assign(new Phone(), { shop, ...made.json });
  }

  async send(json, wait = 10_000) {
    const sent = await this.shop.simulator.post(`/customers/${this.id}/messages`, { ...json, wait: wait && wait * SLOW });
    assert.equal(sent.status, 201, sent.text);
    if (!wait || sent.json.webhook.state !== 'waiting') return sent.json;
    // The simulator lets only so many wait at once.
    return soon('the webhook answered', async () =>
      (await this.messages()).find((m) => m.sid === sent.json.sid && m.webhook.state !== 'waiting'), wait);
  }

  async messages() {
    const all = await this.shop.simulator.get(`/messages?customer=${this.id}&limit=10000`);
    assert.equal(all.status, 200, all.text);
    return all.json.messages;
  }
  async received() { return (await this.messages()).filter((m) => m.direction === 'outbound'); }

  // The message from the shop, younger than `after`, that holds all of `wanted`.
  async hears(after, ...wanted) {
    const found = (m) => m.id > after.id && wanted.every((one) => (one instanceof RegExp ? one.test(m.body) : m.body.includes(one)));
    let all = [];
    try {
      return await soon(`${this.name} hears ${wanted}`, async () => (all = await this.received()).find(found));
    } catch (problem) {
      problem.message += `\n${all.map((m) => `${m.id} ${m.status}: ${m.body}`).join('\n---\n')}`;
      throw problem;
    }
  }

  // Says it and waits for an answer that holds all of `wanted` ("" for any).
  async say(text, ...wanted) {
    const sent = await this.send({ text });
    assert.equal(sent.webhook.state, 'done', JSON.stringify(sent.webhook));
    return this.hears(sent, ...(wanted.length ? wanted : ['']));
  }

  // Sends these bytes as a photo, with a caption if there is one.
  async photo(bytes, caption = '', type = 'image/png') {
    const answer = await this.shop.fetch(`/simulator/api/customers/${this.id}/image?caption=${encodeURIComponent(caption)}&wait=${Math.min(10_000 * SLOW, 25_000)}`,
      { method: 'POST', body: bytes, headers: { 'content-type': type } });
    assert.equal(answer.status, 201, 'the photo is sent');
    return answer.json();
  }

  // Taps the button or row of that title in the newest message that offers it.
  async tap(title, ...wanted) {
    const choice = await soon(`${this.name} sees "${title}"`, async () => {
      for (const m of (await this.received()).reverse())
        for (const [kind, choices] of [['button', m.buttons], ['list', m.list?.items ?? []]]) {
          const found = choices.find((c) => c.title === title);
          if (found) return { [kind]: { id: found.id, title: found.title } };
        }
      return undefined;
    });
    const sent = await this.send(choice);
    assert.equal(sent.webhook.state, 'done', JSON.stringify(sent.webhook));
    return this.hears(sent, ...(wanted.length ? wanted : ['']));
  }

  // Says it and proves that nothing was answered: the reply would be there with the 200.
  async saysInVain(text) {
    const count = async () => (await this.shop.sql(`SELECT count(*) AS n FROM outbox WHERE to_address = '${this.address}'`))[0].n;
    const before = await count();
    const sent = await this.send({ text });
    assert.equal(sent.webhook.state, 'done', JSON.stringify(sent.webhook));
    assert.equal(await count(), before, `"${text}" was answered`);
  }
}

// Orders, stock and books agree (I11, I12).
export async function assertBooks(shop) {
  assert.deepEqual(await shop.sql(`SELECT v.sku, v.stock, sum(m.change) AS moved FROM variant v LEFT JOIN stock_movement m
    ON m.variant_id = v.id GROUP BY v.id HAVING v.stock <> coalesce(moved, 0) OR v.stock < 0`), [], 'stock is not the sum of its movements');
  assert.deepEqual(await shop.sql(`SELECT o.number FROM orders o JOIN order_item i ON i.order_id = o.id GROUP BY o.id
    HAVING o.subtotal_minor <> sum(i.quantity * i.unit_price_minor) OR o.discount_minor <> sum(i.discount_minor)
        OR o.tax_minor <> sum(i.tax_minor * (1 - i.tax_inclusive)) OR o.tax_included_minor <> sum(i.tax_minor * i.tax_inclusive)
        OR o.total_minor <> sum(i.quantity * i.unit_price_minor) + o.delivery_minor + o.tax_minor - o.discount_minor`), [],
  'a total is not the sum of its lines + delivery + tax - discount');
  assert.deepEqual(await shop.sql(`SELECT o.number FROM orders o WHERE NOT EXISTS (SELECT 1 FROM order_event e WHERE e.order_id = o.id)`), []);
  assert.deepEqual(await shop.sql(`SELECT i.order_id FROM order_item i WHERE i.quantity - i.returned <> -(SELECT coalesce(sum(change), 0)
    FROM stock_movement m WHERE m.order_id = i.order_id AND m.variant_id = i.variant_id)`), [], 'an order line holds other stock than it says');
  assert.deepEqual(await shop.sql(`SELECT r.variant_id FROM reservation r JOIN stock_movement m ON m.id = r.movement_id
    WHERE m.reason <> 'reserve' OR m.change <> -r.quantity OR m.variant_id <> r.variant_id`), [], 'a reservation is not in the ledger');
  assert.deepEqual(await shop.sql(`SELECT o.number FROM orders o WHERE (coalesce(o.coupon_code, '') <> '' AND o.status <> 'cancelled')
    <> EXISTS (SELECT 1 FROM coupon_use u WHERE u.order_id = o.id)`), [], 'a code is counted that was not used, or the other way round');
  assert.deepEqual(await shop.sql(`SELECT day, status, payment_status, orders AS n FROM order_tally WHERE orders <> 0 EXCEPT SELECT created_at / 86400000, status, payment_status, count(*) FROM orders GROUP BY 1, 2, 3`), [],
    'the tally of orders is not what there is');
  assert.deepEqual(await shop.sql('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  assert.deepEqual(await shop.sql('PRAGMA foreign_key_check'), []);
}
