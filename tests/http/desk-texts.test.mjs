// Reply texts at the desk: the owner's own words are what the next customer reads, from every program.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { assertProblem, newCustomer, ownShop, soon } from './help.mjs';
import { root } from './shop.mjs';

const LONG = 'a password of good length';
let shop, owner, ana;

before(async () => {
  shop = await ownShop();
  owner = await shop.login();
  await owner.post('/admin/staff', { username: 'ana', password: LONG, role: 'staff' });
  ana = await shop.login({ username: 'ana', password: LONG });
});
after(() => shop?.close());

const ok = (answer, status = 200) => { assert.equal(answer.status, status, answer.text); return answer.json; };
const texts = async (language = 'en') => ok(await ana.get(`/admin/texts?language=${language}`));
const put = (key, text, { language = 'en', headers } = {}) => owner.put(`/admin/texts/${language}/${key}`, { text }, headers);
const said = async (from) => (await shop.sql(`SELECT body FROM outbox WHERE to_address = '${from}' ORDER BY id`)).map((r) => r.body).join('\n');
async function heard(text, from = newCustomer()) { await shop.say(text, { from }); return said(from); }

test('every text of every language is listed as it is shipped, with its placeholders', async () => {
  const en = await texts();
  assert.ok(en.languages.includes('en') && en.languages.includes('ar'));
  const file = readFileSync(path.join(root, 'sql/seed/texts/en.txt'), 'utf8').split('\n').filter((line) => /^[a-z0-9_]+ *=/.test(line));
  assert.equal(en.texts.length, file.length);
  const greeting = en.texts.find((t) => t.key === 'greeting_name');
  assert.deepEqual([greeting.own, greeting.version, greeting.placeholders.toSorted()], [null, 0, ['name', 'shop']]);
  assert.deepEqual([en.forms, (await texts('ar')).forms], [2, 6]);
  assertProblem(await ana.get('/admin/texts?language=xx'), 400);
});

test('own words are read by the next customer at once, and the shipped ones again after a reset', async () => {
  const now = ok(await put('greeting', 'Howdy, welcome to *{shop}*!'));
  assert.equal(now.own, 'Howdy, welcome to *{shop}*!');
  assert.match(await heard('hello'), /Howdy, welcome to \*Wool & Bean\*!/);
  const changed = ok(await put('greeting', 'Ahoy from *{shop}*!', { headers: { 'if-match': `"${now.version}"` } }));
  assert.match(await heard('hello'), /Ahoy from \*Wool & Bean\*!/);
  assert.equal(assertProblem(await put('greeting', '{shop}', { headers: { 'if-match': `"${now.version}"` } }), 412).code, 'stale');
  assert.equal(ok(await owner.delete('/admin/texts/en/greeting')).own, null);
  assert.doesNotMatch(await heard('hello'), /Ahoy|Howdy/);
  assertProblem(await owner.delete('/admin/texts/en/greeting'), 404);
  const book = ok(await owner.get('/admin/audit?subject=text')).audit;
  assert.deepEqual(book.slice(0, 3).map((row) => [row.action, row.ref]), [['text.reset', 'en/greeting'], ['text.change', 'en/greeting'], ['text.change', 'en/greeting']]);
  assert.deepEqual([book[1].before.text, book[1].after.text], ['Howdy, welcome to *{shop}*!', 'Ahoy from *{shop}*!']);
  assert.ok(changed.version > now.version);
});

test('what staff sets off is told in the own words as well', async () => {
  const from = newCustomer();
  for (const text of ['hello', '1 black hoodie in L', 'checkout', 'Nia', 'pickup', 'yes']) await shop.say(text, { from });
  const [order] = await shop.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
  const { shipped } = (await texts()).texts.find((t) => t.key === 'notice_confirmed');
  ok(await put('notice_confirmed', `Yay! ${shipped}`));
  ok(await owner.put(`/admin/orders/${order.id}/status`, { status: 'confirmed' }));
  await soon('the notice has the own words', async () => /Yay! /.test(await said(from)));
});

test('words that would break a reply are refused, and it says why', async () => {
  const wrong = async (key, text, what, language = 'en') => {
    const answer = await put(key, text, { language });
    assert.equal(assertProblem(answer, 400, text).field, 'text');
    for (const [name, value] of Object.entries(what)) assert.deepEqual(answer.json[name], value, `${text}: ${name}`);
  };
  await wrong('greeting', 'Hi!', { missing: ['shop'], unknown: [], broken: false });
  await wrong('greeting', 'Hi from {shop}, {nmae}!', { missing: [], unknown: ['nmae'] });
  await wrong('greeting', 'Hi from {shop', { broken: true });
  await wrong('greeting', 'Hi } {shop}', { broken: true });
  await wrong('greeting', 'Hi {} {shop}', { broken: true });
  await wrong('greeting', '   ', { empty: true });
  await wrong('greeting', `{shop}${'x'.repeat(1000)}`, { longest: 1000 });
  await wrong('choice_checkout', 'Take me to the checkout now', { longest: 20 });
  const plural = (await texts('ar')).texts.find((t) => /\{\w+:/.test(t.shipped));
  const name = /\{(\w+):/.exec(plural.shipped)[1];
  await wrong(plural.key, plural.shipped.replace(/\{(\w+):[^}]*\}/g, '{$1:one|other}'), { forms: 6 }, 'ar');
  ok(await put(plural.key, plural.shipped.replaceAll(`{${name}:`, `*{${name}:`), { language: 'ar' }));
  assert.equal((await texts()).texts.filter((t) => t.own && t.key !== 'notice_confirmed').length, 0, 'nothing refused is kept');
  assertProblem(await put('no_such_text', 'x'), 404);
  assertProblem(await put('greeting', 'x', { language: 'xx' }), 404);
  assertProblem(await owner.put('/admin/texts/en/greeting', { text: 7 }), 400);
  assertProblem(await owner.put('/admin/texts/en/greeting', { text: '{shop}', key: 'x' }), 400);
});

test('staff may read the texts, only an owner changes them', async () => {
  assertProblem(await ana.put('/admin/texts/en/greeting', { text: 'Hi {shop}' }), 403);
  assertProblem(await ana.delete('/admin/texts/en/greeting'), 403);
});
