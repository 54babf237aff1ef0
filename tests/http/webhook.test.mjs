// The webhook as Twilio meets it: signatures (npm twilio is the judge), limits, hostile texts,
// deliveries again and at once, senders without a number, receipts. No worker runs here, so that
// what the webhook left in the outbox can be looked at.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import twilio from 'twilio';
import { encodeForm, newSid, readTwiml } from './shop.mjs';
import { assertCleanLog, assertProblem, assertStoredTexts, assertXml, encodeBytes, newCustomer, ownShop,
  postPairs, rawHttp, signBytes } from './help.mjs';

const PUBLIC = 'https://shop.example.com';
const SECOND = 'the other token, 32 characters...';
const HOOK = '/webhook/whatsapp';
const STATUS = `${HOOK}/status`;
let shop;

before(async () => {
  shop = await ownShop({ parts: 'web', env: {
    PUBLIC_URL: PUBLIC, WAITER_SIMULATOR: '1', TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000000',
    TWILIO_AUTH_TOKEN: '12345678901234567890123456789012', TWILIO_AUTH_TOKEN_SECONDARY: SECOND,
    TWILIO_WHATSAPP_NUMBER: 'whatsapp:+14155238886' } });
});
after(() => shop?.close());

const stored = async (sid) => (await shop.sql(`SELECT count(*) AS n FROM inbound WHERE provider_id = '${sid}'`))[0].n;
const total = async () => (await shop.sql('SELECT (SELECT count(*) FROM inbound) + (SELECT count(*) FROM customer) + (SELECT count(*) FROM chat_log) + (SELECT count(*) FROM outbox) AS n'))[0].n;
const rowsOf = (from) => shop.sql(`SELECT o.* FROM outbox o WHERE o.to_address = '${from}' ORDER BY o.id`);
const customerOf = async (from) => (await shop.sql(`SELECT c.* FROM customer c JOIN address a ON a.customer_id = c.id WHERE a.channel_address = '${from}'`))[0];

// A question that is answered by text alone, so that the answer can ride in TwiML.
const QUESTION = 'What are your opening hours?';

test('Twilio’s own library signs: 200 and TwiML; its validator agrees with us', async () => {
  const form = shop.message(QUESTION, { from: newCustomer() });
  const signature = twilio.getExpectedTwilioSignature(shop.account.token, PUBLIC + HOOK, form);
  assert.ok(twilio.validateRequest(shop.account.token, signature, PUBLIC + HOOK, form));
  const answer = await shop.webhook(form, { signature });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^(text|application)\/xml/);
  assertXml(answer.text);
  assert.match(answer.messages[0].text, /Monday–Saturday/);
  assert.equal(await stored(form.MessageSid), 1);
});

test('our accepting and Twilio’s validator say the same of right and wrong signatures', async () => {
  const form = shop.message('hello', { from: newCustomer() });
  const right = shop.sign(HOOK, form);
  const flipped = Buffer.from(right, 'base64'); flipped[7] ^= 1;
  const wrong = [flipped.toString('base64'), right.slice(0, -1), `${right}A`, right.toLowerCase(), ` ${'A'.repeat(27)}=`,
    Buffer.from(right, 'base64').toString('hex'), shop.sign(HOOK, form, 'another token'), `sha1=${right}`, right.replace('=', '')];
  const before = await total();
  for (const signature of wrong) {
    assert.ok(!twilio.validateRequest(shop.account.token, signature, PUBLIC + HOOK, form), signature);
    assertProblem(await shop.webhook(form, { signature }), 403, signature);
  }
  for (const signature of [null, '', ' ']) assertProblem(await shop.webhook(form, { signature }), 403, `signature ${signature}`);
  assert.equal(await total(), before, 'a refused message left a trace');
  assert.equal((await shop.webhook(form, { signature: right })).status, 200);
});

test('the signature covers every value, name, addition and removal', async () => {
  const form = shop.message('pay 5', { from: newCustomer() });
  const signature = shop.sign(HOOK, form);
  const without = { ...form };
  delete without.ProfileName;
  const changed = { 'another text': { ...form, Body: 'pay 6' }, 'another sender': { ...form, From: newCustomer() }, 'one more': { ...form, Zz: '1' },
    'one less': without, 'another name': { ...without, ProfileNamf: form.ProfileName }, 'another case': { ...form, Body: 'Pay 5' },
    'a space more': { ...form, Body: 'pay 5 ' } };
  const before = await total();
  for (const [what, fields] of Object.entries(changed)) assertProblem(await shop.webhook(fields, { signature }), 403, what);
  assert.equal(await total(), before);
});

test('scheme, port, slash, fragment, query and host of the signed address', async () => {
  const variants = [[`${PUBLIC}${HOOK}`, 200], ['https://shop.example.com:443/webhook/whatsapp', 200], ['http://shop.example.com/webhook/whatsapp', 403],
    ['http://shop.example.com:80/webhook/whatsapp', 403], ['https://shop.example.com:8443/webhook/whatsapp', 403], [`${PUBLIC}${HOOK}/`, 403], [`${PUBLIC}${HOOK}#rc=2&rp=all`, 403],
    [`${PUBLIC}${HOOK}?a=1`, 403], ['https://SHOP.example.com/webhook/whatsapp', 403], [`${shop.url}${HOOK}`, 403], [`${PUBLIC}${STATUS}`, 403]];
  for (const [url, status] of variants) {
    const form = shop.message('hello', { from: newCustomer() });
    assert.equal((await shop.webhook(form, { signature: twilio.getExpectedTwilioSignature(shop.account.token, url, form) })).status, status, url);
    assert.equal(await stored(form.MessageSid), status === 200 ? 1 : 0, url);
  }
});

test('the query is signed raw, and what proxies say about host and scheme counts nothing', async () => {
  const at = `${HOOK}?shop=a%20b&x=1%2B2&e=`;
  const form = shop.message('hello', { from: newCustomer() });
  assert.equal((await shop.webhook(form, { path: at })).status, 200);
  const again = shop.message('hello', { from: newCustomer() });
  assertProblem(await shop.webhook(again, { path: `${HOOK}?shop=a+b&x=1%2B2&e=`, signature: shop.sign(at, again) }), 403);
  const evil = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'x-original-url': '/webhook/whatsapp/status', 'x-forwarded-port': '80' };
  assert.equal((await shop.webhook(again, { headers: evil })).status, 200);
  const forged = shop.message('hello', { from: newCustomer() });
  assertProblem(await shop.webhook(forged, { headers: evil, signature: twilio.getExpectedTwilioSignature(shop.account.token, `http://evil.example${HOOK}`, forged) }), 403);
});

test('the order of parameters on the wire does not matter', async () => {
  const form = shop.message('hello', { from: newCustomer() });
  const backwards = Object.fromEntries(Object.entries(form).reverse());
  assert.equal((await shop.webhook(form, { body: encodeForm(backwards) })).status, 200);
  const more = { ...shop.message('hello', { from: newCustomer() }), a: '1', B: '2', A: '3', b: '4', A0: '5', A_: '6' };
  assert.equal((await shop.webhook(more)).status, 200);
});

test('the second token counts too while tokens are exchanged, a third does not', async () => {
  const form = shop.message('hello', { from: newCustomer() });
  assertProblem(await shop.webhook(form, { signature: shop.sign(HOOK, form, `${SECOND}x`) }), 403);
  assert.equal((await shop.webhook(form, { signature: shop.sign(HOOK, form, SECOND) })).status, 200);
});

test('another account or number is turned away though well signed', async () => {
  const before = await total();
  const other = { AccountSid: ['AC00000000000000000000000000000001', 'ac00000000000000000000000000000000', '', undefined],
    To: ['whatsapp:+14155238887', '+14155238886', 'whatsapp:+1415523888', 'whatsapp:+141552388860', '', undefined] };
  for (const [name, values] of Object.entries(other))
    for (const value of values) assertProblem(await shop.webhook(shop.message('hello', { from: newCustomer(), [name]: value })), 403, `${name}=${value}`);
  assert.equal(await total(), before);
});

test('a message without a proper id or sender is refused and leaves nothing', async () => {
  const before = await total();
  const sids = ['', 'SM', 'SM123', `SM${'g'.repeat(32)}`, `XX${'0'.repeat(32)}`, `SM${'0'.repeat(33)}`, `SM${'0'.repeat(31)}\0`, undefined];
  for (const sid of sids) assertProblem(await shop.webhook(shop.message('hello', { from: newCustomer(), MessageSid: sid })), 400, `sid ${sid}`);
  for (const from of ['', '+34600000001', 'sms:+34600000001', `whatsapp:ES.${'a'.repeat(200)}`, undefined])
    assertProblem(await shop.webhook(shop.message('hello', { From: from })), 400, `from ${from}`);
  assert.equal(await total(), before);
});

test('a replay gives the stored reply again and has one effect', async () => {
  const from = newCustomer();
  const form = shop.message(QUESTION, { from });
  const first = await shop.webhook(form);
  const count = await total();
  for (let i = 0; i < 3; i++) {
    const again = await shop.webhook(form);
    assert.equal(again.status, 200);
    assert.equal(again.text, first.text);
  }
  assert.equal((await shop.webhook({ ...form, Body: 'STOP' })).text, first.text, 'the same id with other words');
  assert.equal(await total(), count);
  assert.equal((await customerOf(from)).opted_out, 0);
  assertProblem(await shop.webhook(form, { signature: shop.sign(HOOK, { ...form, MessageSid: newSid() }) }), 403, 'a signature of another message');
});

test('the same message from 8 connections at once: one effect, 8 like answers', async () => {
  for (const words of [QUESTION, '2 house mugs', 'STOP']) {
    const from = newCustomer();
    const form = shop.message(words, { from });
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.webhook(form)));
    for (const answer of answers) {
      assert.equal(answer.status, 200);
      assert.equal(answer.text, answers[0].text);
    }
    assert.equal(await stored(form.MessageSid), 1);
    assert.equal((await rowsOf(from)).length, 1, words);
    assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM chat_log WHERE direction = 'in' AND provider_id = '${form.MessageSid}'`), [{ n: 1 }]);
    assert.deepEqual(await shop.sql(`SELECT coalesce(sum(quantity), 0) AS n FROM cart_item k JOIN address a USING (customer_id) WHERE a.channel_address = '${from}'`),
      [{ n: /mug/.test(words) ? 2 : 0 }]);
  }
});

test('first words of one new customer on 8 connections: one customer, all messages kept', async () => {
  const from = newCustomer();
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => shop.say(`hello ${i}`, { from })));
  assert.deepEqual(answers.map((a) => a.status), Array(8).fill(200));
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM inbound i JOIN address a USING (customer_id) WHERE a.channel_address = '${from}'`), [{ n: 8 }]);
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM customer WHERE phone = '${from.slice(9)}'`), [{ n: 1 }]);
});

// --- Limits ---

const filler = (bytes) => { // parameters of at most 30,000 bytes that encode to exactly `bytes`
  let text = '';
  for (let left = bytes, i = 0; left > 0; i++) {
    const head = `&x${i}=`, n = Math.min(left, 30_000);
    text += head + 'a'.repeat(Math.max(0, n - head.length));
    left -= n;
  }
  return text.slice(0, bytes);
};
const grown = (form, size) => {
  const begin = encodeForm(form);
  const body = begin + filler(size - begin.length);
  return { body, signature: shop.sign(HOOK, Object.fromEntries(new URLSearchParams(body))) };
};

test('64 KiB pass, one byte more is 413, signed or not, with and without a length', async () => {
  const fits = shop.message('hello', { from: newCustomer() });
  const exact = grown(fits, 65_536);
  assert.equal(exact.body.length, 65_536);
  assert.equal((await shop.webhook(fits, exact)).status, 200);
  const big = shop.message('hello', { from: newCustomer() });
  const over = grown(big, 65_537);
  assertProblem(await shop.webhook(big, over), 413, 'signed');
  for (const signature of [null, 'wrong']) assertProblem(await shop.webhook(big, { ...over, signature }), 413, 'before the signature');
  assertProblem(await shop.webhook(big, { body: 'a'.repeat(3_000_000), signature: null }), 413);
  const chunk = 'b'.repeat(8192);
  const chunked = await rawHttp(shop.port, `POST ${HOOK} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n${
    `${(8192).toString(16)}\r\n${chunk}\r\n`.repeat(9)}0\r\n\r\n`);
  assert.equal(chunked.status, 413);
  assert.equal(await stored(big.MessageSid), 0);
});

test('64 parameters pass, 65 are 413 even unsigned; overlong names and values are refused', async () => {
  const many = (n, form) => ({ ...form, ...Object.fromEntries(Array.from({ length: n - Object.keys(form).length }, (_, i) => [`More${i}`, 'x'])) });
  const fits = many(64, shop.message('hello', { from: newCustomer() }));
  assert.equal((await shop.webhook(fits)).status, 200);
  const over = many(65, shop.message('hello', { from: newCustomer() }));
  assert.equal(Object.keys(over).length, 65);
  assertProblem(await shop.webhook(over), 413, 'signed');
  for (const signature of [null, '', 'wrong']) assertProblem(await shop.webhook(over, { signature }), 413, 'before the signature');
  assertProblem(await shop.webhook(over, { body: 'a&'.repeat(20_000), signature: null }), 413, 'bare names');
  const name = await shop.webhook(shop.message('hello', { from: newCustomer(), ['n'.repeat(65)]: '1' }));
  assert.ok([400, 413].includes(name.status), `a name of 65: ${name.status}`);
  assert.equal((await shop.webhook(shop.message('hello', { from: newCustomer(), ['n'.repeat(64)]: '1' }))).status, 200);
  const value = await shop.webhook(shop.message('v'.repeat(32_769), { from: newCustomer() }));
  assert.ok([400, 413].includes(value.status), `a value of 32 KiB + 1: ${value.status}`);
});

test('a long message is answered, and stored whole or cut at a character', async () => {
  for (const words of ['é'.repeat(1600), '🍕'.repeat(4096), 'a '.repeat(8000), '\u0301'.repeat(1600)]) {
    const form = shop.message(words, { from: newCustomer() });
    assert.equal((await shop.webhook(form)).status, 200);
    const [{ body }] = await shop.sql(`SELECT body FROM chat_log WHERE provider_id = '${form.MessageSid}'`);
    assert.ok(body.length > 0 && words.startsWith(body.replace(/…$/, '')) || words.trim() === body, 'what is kept is how it began');
  }
});

test('methods and types that are none of the webhook’s', async () => {
  for (const at of [HOOK, STATUS]) {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await shop.fetch(at, { method });
      assert.equal(answer.status, 405, `${method} ${at}`);
      assert.match(answer.headers.get('allow') ?? '', /\bPOST\b/, `${method} ${at}`);
      const text = await answer.text();
      if (method === 'HEAD') assert.equal(text, '');
      else assert.equal(JSON.parse(text).status, 405);
    }
    const form = shop.message('hello', { from: newCustomer() });
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencodedx', '']) {
      const answer = await shop.webhook(form, { path: at, headers: { 'content-type': type } });
      assertProblem(answer, 415, `type "${type}"`);
    }
  }
  const upper = shop.message('hello', { from: newCustomer() });
  assert.equal((await shop.webhook(upper, { headers: { 'content-type': 'Application/X-WWW-Form-Urlencoded' } })).status, 200, 'types are compared without case');
  for (const at of ['/webhook/', `${HOOK}/`, `${HOOK}/status/`, `${HOOK}/x`])
    assert.equal((await shop.webhook(upper, { path: at })).status, 404, at);
});

// --- Hostile content ---

test('duplicated parameters, signed as node signs them: taken once, nothing breaks', async () => {
  const pairs = (form, ...more) => [...Object.entries(form), ...more];
  const tag = shop.message('hello', { from: newCustomer() });
  assert.equal((await postPairs(shop, pairs(tag, ['Tag', 'b'], ['Tag', 'a'], ['Tag', 'b']))).status, 200);
  const node = { ...shop.message('hello', { from: newCustomer() }), Tag: ['b', 'a', 'b'] };
  const signature = twilio.getExpectedTwilioSignature(shop.account.token, PUBLIC + HOOK, node);
  const list = Object.entries(node).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  assert.equal(signBytes(shop.account.token, PUBLIC + HOOK, list), signature, 'the two judges agree');
  assert.equal((await shop.webhook({}, { signature, body: encodeBytes(list) })).status, 200);
  for (const name of ['Body', 'From', 'MessageSid', 'NumMedia', 'ProfileName']) {
    const form = shop.message('hello', { from: newCustomer() });
    const answer = await postPairs(shop, pairs(form, [name, name === 'MessageSid' ? newSid() : 'whatsapp:+34611111111']));
    assert.ok(answer.status === 200 || answer.status === 400, `${name} twice: ${answer.status}`);
  }
  for (const [name, value] of [['AccountSid', 'AC99999999999999999999999999999999'], ['To', 'whatsapp:+10000000000']]) {
    const form = shop.message('hello', { from: newCustomer() });
    const front = await postPairs(shop, [[name, value], ...Object.entries(form)]);
    assert.equal(front.status, 403, `a foreign ${name} first`);
  }
});

const HOSTILE = {
  'a NUL': 'mug\0STOP', 'only a NUL': '\0', controls: '\x01\x02\x07\x08\x1b[31mred\x7f\x9f', 'line ends': 'a\r\nb\nc\r', 'zero width': 'm\u200bu\u200dg\ufeff\u2060',
  'right to left': '\u202Egum a\u202C \u2066x\u2069', emoji: '👩‍👩‍👧‍👦🏳️‍🌈☕', combining: `mu${'\u0301'.repeat(300)}g`, empty: '', spaces: ' \t\u00a0\u3000 ',
  noncharacters: '\uFFFE\uFFFF\uFDD0', sql: "'; DROP TABLE orders; --", 'sql two': "x' OR '1'='1", 'sql three': '$1 ?1 :a @b',
  fts: 'NEAR("a" "b", 5) AND name:* ^x OR {a b}:c -d + (', 'fts two': '"""', like: '%_%', xml: '<Message>]]>&amp;&#0;&#x1F;<!-- --><![CDATA[x]]></Response>', entity: '&lt;b&gt; &bogus; &#xFFFF;',
  log: 'x"}\n{"level":"error","message":"owned"}', 'log two': '%s%n%x %1$s', csv: '=HYPERLINK("http://evil","x")', 'csv two': '+1+1@SUM(A1)', shell: '$(reboot) `id` ; cat /etc/passwd | sh',
  path: '../../../../etc/passwd', regex: '(((((a+)+)+)+)+)$!'.repeat(20), json: '{"a":[1,2', mail: 'x\r\nBcc: all@example.com', placeholder: '{name} {shop} {0} %{x}', formatting: '*b* _i_ ~s~ ```m```',
  'a long word': 'a'.repeat(1600), 'many words': 'mug '.repeat(400), numbers: '99999999999999999999 mugs and -1 mugs and 1e400 mugs and ٣ mugs',
};

test('hostile texts as Body, ProfileName and Address: answered, stored whole, logged in one line', async () => {
  const texts = Object.entries(HOSTILE);
  await Promise.all(texts.map(async ([what, text]) => {
    for (const fields of [{ Body: text }, { ProfileName: text }, { Body: '', Latitude: '38.72', Longitude: '-9.14', Address: text, Label: text }]) {
      const from = newCustomer();
      const form = shop.message('hello', { from, ...fields });
      const answer = await postPairs(shop, Object.entries(form));
      assert.equal(answer.status, 200, `${what}: ${answer.text}`);
      assertXml(answer.text);
      assert.equal(await stored(form.MessageSid), 1, what);
    }
  }));
  await assertStoredTexts(shop);
  for (const table of ['orders', 'customer', 'inbound', 'outbox', 'product']) assert.equal((await shop.sql(`SELECT count(*) AS n FROM sqlite_schema WHERE name = '${table}'`))[0].n, 1);
  assert.deepEqual(await shop.sql('SELECT count(*) AS n FROM orders'), [{ n: 0 }]);
  assertCleanLog(shop, ['owned', 'evil', 'DROP TABLE', 'reboot']);
});

test('a NUL does not hide what stands behind it: "mug NUL STOP" is not STOP', async () => {
  for (const text of ['mug\0STOP', 'STOP\0', '\0STOP', 'STOP\0 not really']) {
    const from = newCustomer();
    assert.equal((await postPairs(shop, Object.entries(shop.message(text, { from })))).status, 200);
    assert.equal((await customerOf(from)).opted_out, 0, JSON.stringify(text));
  }
});

test('ordinary strange texts are kept as they came', async () => {
  for (const text of [HOSTILE.emoji, HOSTILE['right to left'], HOSTILE.sql, HOSTILE.xml, HOSTILE.log, HOSTILE.csv, 'Café 🍕 ✅\n1+1=2 & 50% off?']) {
    const form = shop.message(text, { from: newCustomer() });
    assert.equal((await shop.webhook(form)).status, 200);
    assert.deepEqual(await shop.sql(`SELECT body FROM chat_log WHERE provider_id = '${form.MessageSid}'`), [{ body: text }]);
  }
});

test('bytes that are no UTF-8, signed as they are: answered, and stored as good UTF-8', async () => {
  const bad = [[0xff, 0xfe], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x61, 0x80, 0x62], [0xf0, 0x9f, 0x8d], [0xc0, 0x80], [0xfc, 0x80, 0x80, 0x80, 0x80, 0xaf]];
  for (const bytes of bad)
    for (const name of ['Body', 'ProfileName', 'Unknown']) {
      const pairs = Object.entries(shop.message('mug', { from: newCustomer() })).filter(([field]) => field !== name);
      const answer = await postPairs(shop, [...pairs, [name, Buffer.from(bytes)]]);
      assert.equal(answer.status, 200, `${name} ${bytes}`);
      assertXml(answer.text);
    }
  await assertStoredTexts(shop);
  for (const body of ['Body=%', 'Body=%4', 'Body=%zz', '%=%', 'Body=%u0041', '=', '&', '&&=&', 'Body']) {
    const answer = await shop.webhook({}, { body, signature: 'x' });
    assert.ok(answer.status === 400 || answer.status === 403, `${body}: ${answer.status}`);
  }
  assertProblem(await shop.webhook({}, { body: '', signature: shop.sign(HOOK, {}) }), 403, 'an empty body names no account');
});

test('what a customer is called comes back in well-formed XML, word for word', async () => {
  // The menu greets by profile name or not at all; the address of an order must come back.
  const from = newCustomer();
  const street = '5 <Fish & "Chips"> Lane ]]> \'x\' 12, Oldtown 🐟';
  const say = async (text, more) => { const answer = await shop.say(text, { from, name: 'Tim & <Tom> "x" ]]>', ...more }); assert.equal(answer.status, 200); assertXml(answer.text); return answer; };
  for (const text of ['1 house mug', 'checkout', 'Tim Tom', 'delivery', street]) await say(text);
  const rows = await rowsOf(from);
  assert.ok(rows.at(-1).body.includes('Oldtown 🐟'), rows.at(-1).body);
  assert.equal((await customerOf(from)).profile_name, 'Tim & <Tom> "x" ]]>');
  // Everything before is delivered, so that the answer to "yes" may ride in TwiML.
  for (const row of rows) assert.equal((await shop.receipt(newSid(), 'delivered', { to: from, path: `${STATUS}?oid=${row.id}-${row.created_at}` })).status, 204);
  const placed = await say('yes');
  const [{ number, address }] = await shop.sql(`SELECT number, address FROM orders WHERE name = 'Tim Tom'`);
  assert.ok(address.includes('Fish & "Chips"'), address);
  assert.equal(placed.messages.length, 1, placed.text);
  const last = (await rowsOf(from)).at(-1);
  assert.equal(placed.messages[0].text, last.body, 'TwiML and outbox say the same');
  assert.ok(placed.messages[0].text.includes(number));
});

// --- Who writes ---

test('a sender without a number, who later shows one, is one customer', async () => {
  const hidden = `whatsapp:ES.${newSid('Ab').slice(0, 22)}`;
  const first = shop.message(QUESTION, { from: hidden, WaId: undefined, ExternalUserId: hidden, ProfileName: 'Ines' });
  assert.equal((await shop.webhook(first)).status, 200);
  const unknown = await customerOf(hidden);
  assert.equal(unknown.phone, null, 'no digits are taken from a name');
  assert.equal((await rowsOf(hidden))[0].to_address, hidden, 'answered to the address as it came');
  await shop.say('2 house mugs', { from: hidden, WaId: undefined, ExternalUserId: hidden });
  const open = newCustomer();
  assert.equal((await shop.say('my cart', { from: open, ExternalUserId: hidden })).status, 200);
  const known = await customerOf(open);
  assert.equal(known.id, unknown.id, 'one customer');
  assert.equal(known.phone, open.slice(9));
  const rows = await rowsOf(open);
  assert.equal(rows.length, 1, 'answered to where he writes from now');
  assert.match(rows[0].body, /2 x House Mug/);
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM customer WHERE phone = '${known.phone}'`), [{ n: 1 }]);
});

test('a number known first, then hidden by its owner, stays one customer; strangers stay apart', async () => {
  const open = newCustomer(), hidden = `whatsapp:PT.${newSid('q').slice(0, 20)}`;
  await shop.say('1 house mug', { from: open, ExternalUserId: hidden });
  await shop.say('my cart', { from: hidden, WaId: undefined, ExternalUserId: hidden });
  assert.equal((await customerOf(hidden)).id, (await customerOf(open)).id);
  const other = hidden.replace('PT.', 'BR.'), longer = `${hidden}0`;
  for (const from of [other, longer]) {
    await shop.say('my cart', { from, WaId: undefined, ExternalUserId: from });
    assert.notEqual((await customerOf(from)).id, (await customerOf(open)).id, from);
    assert.doesNotMatch((await rowsOf(from))[0].body, /House Mug/);
  }
});

test('two people met apart who turn out to be one keep cart, orders and messages', async () => {
  const open = newCustomer(), hidden = `whatsapp:FR.${newSid('z').slice(0, 20)}`;
  await shop.say('1 house mug', { from: open });
  await shop.say('3 gift wraps', { from: hidden, WaId: undefined, ExternalUserId: hidden });
  assert.notEqual((await customerOf(hidden)).id, (await customerOf(open)).id);
  await shop.say('my cart', { from: open, ExternalUserId: hidden });
  const one = await customerOf(open);
  assert.equal((await customerOf(hidden)).id, one.id);
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM inbound WHERE customer_id = ${one.id}`), [{ n: 3 }]);
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM chat_log WHERE customer_id = ${one.id} AND direction = 'in'`), [{ n: 3 }]);
  assert.deepEqual(await shop.sql('SELECT count(*) AS n FROM address a LEFT JOIN customer c ON c.id = a.customer_id WHERE c.id IS NULL'), [{ n: 0 }]);
});

// --- Fields ---

test('locations, media, buttons, lists and fields that nobody knows yet', async () => {
  const media = (type) => ({ Body: '', NumMedia: '1', MediaUrl0: 'https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0', MediaContentType0: type });
  const kinds = [[{ Body: '', Latitude: '38.7223', Longitude: '-9.1393', Address: 'Praça 1', Label: 'Home' }, 'location'], [media('image/jpeg'), 'image'], [media('audio/ogg'), 'audio'],
    [media('video/mp4'), 'video'], [media('image/webp'), 'sticker'], [media('text/vcard'), 'contact'], [media('application/pdf'), 'document'],
    [{ Body: 'Browse products', ButtonText: 'Browse products', ButtonPayload: 'cats:1', ButtonType: 'REPLY', MessageType: 'button' }, 'tap'],
    [{ Body: 'Browse products', ListId: 'cats:1', ListTitle: 'Browse products', ListDescription: '', MessageType: 'interactive' }, 'tap']];
  for (const [fields, kind] of kinds) {
    const from = newCustomer();
    const form = shop.message('', { from, sid: newSid(kind === 'image' ? 'MM' : 'SM'), ...fields });
    assert.equal((await shop.webhook(form)).status, 200, kind);
    assert.deepEqual(await shop.sql(`SELECT kind FROM chat_log WHERE provider_id = '${form.MessageSid}'`), [{ kind }]);
    assert.equal((await rowsOf(from)).length, 1, `${kind} is answered`);
    if (kind === 'tap') assert.match((await rowsOf(from))[0].body, /Hoodies/);
  }
  const odd = [{ Latitude: 'NaN', Longitude: 'inf' }, { Latitude: '91', Longitude: '0' }, { Latitude: '1e999', Longitude: '0x10' }, { Latitude: '1' }, { NumMedia: '-1' }, { NumMedia: '99999999999999' },
    { NumMedia: 'x' }, media(''), media('x'.repeat(500)), { ButtonPayload: 'orderyes:999999' }, { ListId: `x${'9'.repeat(200)}` }, { ListId: "'; --" }, { WaId: 'abc' }, { WaId: '9'.repeat(40) },
    { ChannelMetadata: '{broken' }, { InteractiveData: '[[[[' }, { ExternalUserId: 'nonsense' }, { Forwarded: 'true', FrequentlyForwarded: 'true' },
    { OriginalRepliedMessageSid: newSid(), OriginalRepliedMessageSender: shop.account.number }, { ReferralBody: 'ad', ReferralSourceUrl: 'javascript:alert(1)', ReferralCtwaClid: 'x' },
    { NewField2027: 'surprise', 'Weird[0]': '1', 'Ключ': 'значение', OptOutType: 'HELP' }, { SmsStatus: 'received', EventType: '' }];
  for (const fields of odd) assert.equal((await shop.webhook(shop.message('hello', { from: newCustomer(), ...fields }))).status, 200, JSON.stringify(fields));
  await assertStoredTexts(shop);
});

// --- Answering in TwiML ---

test('an answer in TwiML carries both callbacks with its row, which is handed', async () => {
  const from = newCustomer();
  const answer = await shop.say(QUESTION, { from });
  const [row] = await rowsOf(from);
  assert.equal(row.status, 'handed');
  assert.equal(answer.messages.length, 1);
  assert.equal(answer.messages[0].text, row.body);
  for (const name of ['action', 'statusCallback']) assert.equal(answer.messages[0].attributes[name], `${PUBLIC}${STATUS}?oid=${row.id}-${row.created_at}`, name);
});

test('a second message before the first receipt waits its turn in the outbox', async () => {
  const from = newCustomer();
  assert.equal((await shop.say(QUESTION, { from })).messages.length, 1);
  const second = await shop.say(QUESTION, { from });
  assert.deepEqual(readTwiml(second.text), [], 'it must not overtake');
  assert.deepEqual((await rowsOf(from)).map((row) => row.status), ['handed', 'queued']);
  const others = await shop.say(QUESTION, { from: newCustomer() });
  assert.equal(others.messages.length, 1, 'other customers do not wait');
});

test('a reply with buttons goes by REST, a stopped customer gets an empty answer', async () => {
  const from = newCustomer();
  assert.deepEqual((await shop.say('hello', { from })).messages, []);
  const [row] = await rowsOf(from);
  assert.equal(row.status, 'queued');
  assert.ok(JSON.parse(row.choices).length >= 3);
  const quiet = newCustomer();
  const stop = await shop.say('STOP', { from: quiet });
  assert.equal(stop.messages.length, 1, 'one confirmation');
  assert.match(stop.messages[0].text, /START/);
  for (const text of ['hello', 'STOP', QUESTION]) assert.deepEqual((await shop.say(text, { from: quiet })).messages, [], text);
  assert.equal((await rowsOf(quiet)).length, 1);
});

// --- Receipts ---

async function handed() {
  const from = newCustomer();
  await shop.say(QUESTION, { from });
  const [{ id, created_at: born }] = await rowsOf(from);
  const now = async () => (await shop.sql(`SELECT status, provider_id, error_code FROM outbox WHERE id = ${id}`))[0];
  const tell = (sid, status, { oid = `${id}-${born}`, ...more } = {}) => shop.receipt(sid, status, { to: from, path: oid === null ? STATUS : `${STATUS}?oid=${oid}`, ...more });
  return { id, born, from, now, tell };
}

test('receipts move a message forward only, whatever their order', async () => {
  const orders = [[['sent', 'delivered', 'read'], 'read'], [['read', 'delivered', 'sent'], 'read'], [['delivered', 'sent'], 'delivered'], [['delivered', 'queued'], 'delivered'], [['sent', 'accepted', 'queued', 'sending'], 'sent'],
    [['sent', 'failed'], 'failed'], [['failed', 'sent', 'delivered'], 'failed'], [['sent', 'undelivered', 'delivered'], 'failed'], [['delivered', 'failed'], 'delivered'], [['read', 'undelivered'], 'read'],
    [['sent', 'sent', 'sent'], 'sent'], [['sent', 'nonsense', 'DELIVERED'], 'sent']];
  for (const [told, end] of orders) {
    const m = await handed();
    const sid = newSid();
    for (const status of told) {
      const answer = await m.tell(sid, status, /fail|unde/.test(status) ? { ErrorCode: '63024' } : {});
      assert.ok([200, 204].includes(answer.status), `${status}: ${answer.status}`);
    }
    const row = await m.now();
    assert.equal(row.status, end, told.join());
    assert.equal(row.provider_id, sid);
    if (end === 'failed') assert.equal(row.error_code, 63024);
  }
});

test('after the first receipt the provider’s id alone finds the message; strangers find nothing', async () => {
  const m = await handed(), sid = newSid();
  assert.equal((await m.tell(sid, 'delivered', { oid: null })).status, 204, 'unknown id');
  assert.equal((await m.now()).status, 'handed');
  await m.tell(sid, 'sent');
  assert.equal((await m.now()).status, 'sent');
  await m.tell(sid, 'delivered', { oid: null });
  assert.equal((await m.now()).status, 'delivered');
  const count = await total();
  // The last but two: a row that had this id before a copy was put back.
  for (const oid of ['999999999', '0', '-1', 'abc', '99999999999999999999999', '', '1%27%20OR%201', '-', `${m.id}-${m.born}x`, `${m.id}-${m.born - 1}`, `${m.id}`, `${m.id}-`])
    assert.equal((await m.tell(newSid(), 'read', { oid })).status, 204, `oid=${oid}`);
  assert.equal((await m.now()).status, 'delivered');
  assert.equal(await total(), count);
});

test('forged receipts are 403 and move nothing', async () => {
  const m = await handed(), sid = newSid();
  const form = { MessageSid: sid, SmsSid: sid, MessageStatus: 'delivered', SmsStatus: 'delivered', To: m.from, From: shop.account.number, AccountSid: shop.account.sid, ApiVersion: '2010-04-01' };
  const at = `${STATUS}?oid=${m.id}-${m.born}`;
  for (const signature of [null, '', 'x', shop.sign(at, form, 'another token'), shop.sign(STATUS, form), shop.sign(`${STATUS}?oid=${m.id + 1}-${m.born}`, form)])
    assertProblem(await shop.webhook(form, { path: at, signature }), 403, `signature ${signature}`);
  assertProblem(await shop.webhook({ ...form, AccountSid: 'AC00000000000000000000000000000001' }, { path: at }), 403);
  assertProblem(await shop.webhook({ ...form, From: 'whatsapp:+10000000000' }, { path: at }), 403);
  assertProblem(await shop.webhook({ ...form, MessageSid: 'SM1' }, { path: at }), 400);
  assertProblem(await shop.webhook({ ...form, MessageStatus: undefined, SmsStatus: 'x' }, { path: at, body: encodeForm({ MessageSid: sid }), signature: shop.sign(at, { MessageSid: sid }) }), 403);
  assert.equal((await m.now()).status, 'handed');
});

test('a receipt that says the customer stopped at Twilio opts him out', async () => {
  const m = await handed();
  assert.equal((await m.tell(newSid(), 'failed', { ErrorCode: '21610' })).status, 204);
  assert.equal((await customerOf(m.from)).opted_out, 1);
});

test('after all this the log is clean and the books are whole', async () => {
  assertCleanLog(shop, ['+3469', SECOND]);
  await assertStoredTexts(shop);
  assert.deepEqual(await shop.sql('SELECT id FROM outbox WHERE length(body) > 1600 OR (body = \'\' AND media IS NULL)'), [], 'too long for WhatsApp');
  assert.deepEqual(await shop.sql('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
});
