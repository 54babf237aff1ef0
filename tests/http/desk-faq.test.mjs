// Questions and answers at the desk: kept, tried before customers read them, learnt from what nobody answered.
// Black box: entries by the API, customers by the signed webhook.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { assertProblem, newCustomer, ownShop } from './help.mjs';

const LONG = 'a password of good length';
let shop, owner, ana;

before(async () => {
  shop = await ownShop({ seed: 'tests/fixtures/bakery.json' });
  owner = await shop.login();
  await owner.post('/admin/staff', { username: 'ana', password: LONG, role: 'staff' });
  ana = await shop.login({ username: 'ana', password: LONG });
});
after(() => shop?.close());

const ok = (answer, status = 200) => { assert.equal(answer.status, status, answer.text); return answer.json; };
const faq = async () => ok(await ana.get('/admin/faq')).faq;
const add = async (entry) => ok(await ana.post('/admin/faq', entry), 201);
const match = (version) => ({ 'if-match': `"${version}"` });
const tryIt = async (text) => ok(await ana.post('/admin/faq/try', { text }));
const unanswered = async () => ok(await ana.get('/admin/unanswered')).unanswered;
// What a new customer reads who says that.
async function heard(text, from = newCustomer()) {
  await shop.say(text, { from });
  return (await shop.sql(`SELECT body FROM outbox WHERE to_address = '${from}' ORDER BY id DESC LIMIT 1`))[0].body;
}

test('a new entry answers the next customer, a changed one answers otherwise, a removed one no more', async () => {
  const entry = await add({ question: 'Do you have a loyalty card?', answer: 'The tenth loaf is free.', phrasings: ['is there a stamp card', '  '] });
  assert.deepEqual([entry.version, entry.language, entry.phrasings, entry.patterns], [1, '', ['is there a stamp card'], []]);
  assert.match(await heard('is there a stamp card?'), /tenth loaf is free/);
  const changed = ok(await ana.put(`/admin/faq/${entry.id}`, { answer: 'Every eighth loaf is free.' }, match(1)));
  assert.deepEqual([changed.version, changed.question, changed.phrasings], [2, entry.question, ['is there a stamp card']]);
  assert.match(await heard('is there a stamp card?'), /eighth loaf is free/);
  const late = await owner.put(`/admin/faq/${entry.id}`, { answer: 'No.' }, match(1));
  assert.equal(assertProblem(late, 412).code, 'stale');
  assert.deepEqual([late.json.latest.actor, late.json.latest.after.answer], ['ana', 'Every eighth loaf is free.']);
  assert.equal((await faq()).find((f) => f.id === entry.id).used_lately, 2);
  assert.equal((await ana.delete(`/admin/faq/${entry.id}`)).status, 204);
  assert.doesNotMatch(await heard('is there a stamp card?'), /loaf is free/);
  assertProblem(await ana.delete(`/admin/faq/${entry.id}`), 404);
  const book = ok(await owner.get('/admin/audit?subject=faq')).audit.map((row) => row.action);
  assert.deepEqual(book.slice(0, 3), ['faq.remove', 'faq.change', 'faq.add']);
});

test('an entry is read in the language of who asks, and found in it and in the own words of the shop', async () => {
  const es = { question: '¿Tienen tarjeta de cliente?', answer: 'El décimo pan es gratis.', phrasings: ['tarjeta de puntos'] };
  const entry = await add({ question: 'Do you have a loyalty card?', answer: 'The tenth loaf is free.', phrasings: ['is there a stamp card'], translations: { es } });
  assert.deepEqual(entry.translations, { es });
  const from = newCustomer();
  await heard('español por favor', from);
  assert.match(await heard('¿hay tarjeta de puntos?', from), /décimo pan es gratis/);
  assert.match(await heard('is there a stamp card?', from), /décimo pan es gratis/);
  assert.match(await heard('is there a stamp card?'), /tenth loaf is free/);
  const [{ why }] = await shop.sql(`SELECT why FROM chat_log WHERE body LIKE '%décimo pan%' AND direction = 'out' LIMIT 1`);
  assert.equal(why, 'Do you have a loyalty card?', 'the book names it as the owner does');
  const changed = ok(await ana.put(`/admin/faq/${entry.id}`, { translations: { es: { answer: 'El octavo.' } } }, match(1)));
  assert.deepEqual([changed.answer, changed.translations], ['The tenth loaf is free.', { es: { answer: 'El octavo.' } }]);
  assert.match(await heard('is there a stamp card?', from), /El octavo/);
  for (const wrong of [[], { es: 'x' }, { spanish: { answer: 'x' } }, { es: { colour: 'x' } }, { es: { answer: '' } }, { es: { phrasings: 'x' } }, { es: { phrasings: ['x'.repeat(301)] } }])
    assert.equal(assertProblem(await ana.put(`/admin/faq/${entry.id}`, { translations: wrong }), 400, JSON.stringify(wrong)).field, 'translations');
  assert.equal((await ana.delete(`/admin/faq/${entry.id}`)).status, 204);
});

test('what no entry can have is refused, a pattern with the reason', async () => {
  const good = { question: 'Q?', answer: 'A.' };
  for (const [wish, field] of [[{ question: '', answer: 'x' }, 'question'], [{ question: ' ', answer: 'x' }, 'question'], [{ question: 'x' }, 'answer'], [{ ...good, language: 'eng' }, 'language'], [{ ...good, language: 'E1' }, 'language'],
    [{ ...good, phrasings: 'x' }, 'phrasings'], [{ ...good, phrasings: [1] }, 'phrasings.0'], [{ ...good, phrasings: Array(51).fill('x') }, 'phrasings'], [{ ...good, phrasings: ['x'.repeat(301)] }, 'phrasings.0'],
    [{ ...good, answer: 'x'.repeat(1501) }, 'answer'], [{ ...good, colour: 1 }, 'colour'], [{ ...good, unanswered: ['x'] }, 'unanswered']])
    assert.equal(assertProblem(await ana.post('/admin/faq', wish), 400, JSON.stringify(wish)).field, field);
  for (const [pattern, reason] of [['(', /parenthesis/], ['.*', /fits every message/], ['(a+)+b', /too many steps/], ['[', /./], ['x'.repeat(513), /512/]]) {
    const answer = await ana.post('/admin/faq', { ...good, patterns: ['fine', pattern] });
    assert.equal(assertProblem(answer, 400, pattern).field, 'patterns.1');
    assert.match(answer.json.reason, reason, pattern);
  }
  assert.ok(!(await faq()).some((f) => f.question === 'Q?'), 'nothing of it is kept');
});

test('a try tells which entries come near, why, and what the customer would read', async () => {
  const { id } = await add({ question: 'Can I hire the bakery for a party?', answer: 'Yes, on Mondays.', phrasings: ['birthday party in the bakery'], patterns: ['\\bhire\\b'] });
  const words = await tryIt('a birthday party in your bakery');
  assert.deepEqual([words.ranked[0].id, words.ranked[0].answers, words.ranked[0].by, words.ranked[0].matched], [id, true, 'words', 'birthday party in the bakery']);
  assert.deepEqual([words.replies[0].source, words.replies[0].text.includes('Yes, on Mondays.')], ['faq', true]);
  const pattern = (await tryIt('could one HIRE it')).ranked[0];
  assert.deepEqual([pattern.id, pattern.by, pattern.matched], [id, 'pattern', '\\bhire\\b']);
  assert.ok(words.ranked.every((r, i, all) => i === 0 || r.score <= all[i - 1].score), 'the best first');
  const none = await tryIt('xylophone quantum zebra');
  assert.ok(!none.ranked.some((r) => r.answers));
  assert.equal(none.replies[0].source, 'fallback');
  const before = (await shop.sql('SELECT count(*) AS n FROM chat_log'))[0].n;
  await tryIt('2 sourdough loaves');
  assert.equal((await shop.sql('SELECT count(*) AS n FROM chat_log'))[0].n, before, 'a try leaves nothing behind');
  for (const bad of [{}, { text: '' }, { text: 'x'.repeat(1001) }, { text: 'x', more: 1 }]) assertProblem(await ana.post('/admin/faq/try', bad), 400);
  assert.equal((await ana.delete(`/admin/faq/${id}`)).status, 204);
});

test('the order of entries is the order customers are offered them', async () => {
  const ids = (await faq()).map((f) => f.id);
  const [last] = ids.slice(-1);
  const now = ok(await ana.post('/admin/faq/order', { ids: [last, ...ids.slice(0, -1)] })).faq;
  assert.deepEqual(now.map((f) => f.id), [last, ...ids.slice(0, -1)]);
  const said = await heard('faq');
  assert.match(said, new RegExp(`1\\.? ${now[0].question.slice(0, 12).replace(/[?]/g, '\\?')}`));
  ok(await ana.post('/admin/faq/order', { ids }));
  for (const bad of [{}, { ids: [] }, { ids: ['1'] }, { ids: [0] }]) assertProblem(await ana.post('/admin/faq/order', bad), 400);
});

test('what nobody could answer comes in groups, largest first; an entry made of one answers it and settles the group', async () => {
  for (const text of ['do you rent out ovens?', 'Do you rent out ovens', 'do you rent out your ovens?', 'is the miller a wizard?']) await shop.say(text, { from: newCustomer() });
  const groups = await unanswered();
  assert.deepEqual([groups[0].count, groups[0].ids.length, groups[0].texts.length], [3, 3, 3]);
  assert.ok(groups.some((g) => g.count === 1 && /wizard/.test(g.text)));
  const draft = { question: 'Do you rent out ovens?', answer: 'No, ours are always hot.', phrasings: groups[0].texts };
  const check = ok(await ana.post('/admin/faq/check', draft));
  assert.deepEqual([check.gained_count, check.lost_count, check.gained.length], [3, 0, 3]);
  assert.deepEqual(check.gained.map((m) => m.text).toSorted(), ['Do you rent out ovens', 'do you rent out ovens?', 'do you rent out your ovens?'].toSorted());
  assert.ok(check.gained.every((m) => m.after === draft.question && m.customer_id > 0 && m.message_id > 0));
  assert.match(await heard('do you rent out ovens?'), /did not get that/i, 'a check changes nothing');
  const entry = await add({ ...draft, unanswered: groups[0].ids });
  assert.ok(!(await unanswered()).some((g) => /rent out your ovens/.test(g.texts.join())), 'settled');
  assert.match(await heard('do you rent out ovens?'), /always hot/);
  const worse = ok(await ana.post('/admin/faq/check', { ...draft, id: entry.id, question: 'Is it warm?', answer: 'Yes.', phrasings: [] }));
  assert.ok(worse.lost_count >= 3, 'what it would no longer answer');
  assert.ok(worse.lost.every((m) => m.before === draft.question));
});

test('open questions are put aside and taken back', async () => {
  const [group] = (await unanswered()).filter((g) => /wizard/.test(g.text));
  assert.equal((await ana.post('/admin/unanswered/solve', { ids: group.ids })).status, 204);
  assert.ok(!(await unanswered()).some((g) => /wizard/.test(g.text)));
  assert.ok(!ok(await ana.get('/admin/dashboard')).unanswered.some((u) => /wizard/.test(u.text)));
  assert.equal((await ana.post('/admin/unanswered/reopen', { ids: group.ids })).status, 204);
  assert.ok((await unanswered()).some((g) => /wizard/.test(g.text)));
  for (const bad of [{}, { ids: [] }, { ids: ['x'] }, { ids: [1], more: 1 }]) assertProblem(await ana.post('/admin/unanswered/solve', bad), 400, JSON.stringify(bad));
});

test('each answer keeps what else it could have been, for who looks at the chat', async () => {
  const from = newCustomer();
  await shop.say('what are your opening hours?', { from });
  const [{ id }] = await shop.sql(`SELECT customer_id AS id FROM address WHERE channel_address = '${from}'`);
  const { messages } = ok(await ana.get(`/admin/chats/${id}/messages`));
  const said = messages.find((m) => m.direction === 'out');
  assert.equal(said.source, 'faq');
  assert.ok(said.confidence >= 60);
  assert.deepEqual([said.others[0].kind, said.others[0].words, said.others[0].score], ['faq', said.why, said.confidence]);
  assert.equal(messages.find((m) => m.direction === 'in').others, null);
  const others = async (words) => {
    await shop.say(words, { from });
    return ok(await ana.get(`/admin/chats/${id}/messages`)).messages.find((m) => m.direction === 'out').others;
  };
  const goods = (await others('a croissant please')).filter((o) => o.kind === 'product').map((o) => o.words);
  assert.deepEqual(goods.toSorted(), ['Almond Croissant', 'Butter Croissant']);
  await shop.say('menu', { from });
  const [meaning] = (await others('my money never came back')).filter((o) => o.kind === 'meaning');
  assert.equal(meaning.words, 'refund_status');
  assert.ok(meaning.score > 0 && meaning.score <= 100);
});

test('an answer is filled from the settings and never disagrees with them; what nothing fills is refused', async () => {
  const entry = await add({ question: 'What are your terms for allotments?', answer: '{shop}: {delivery_fee}, free from {delivery_free_from}. {pickup}\n{hours}', phrasings: ['allotment terms'] });
  assert.match(await heard('allotment terms'), /Golden Crust: £2\.95, free from £25\.00\. 12 Mill Lane, Bath\nMonday: closed\nTuesday–Sunday: 07:00–16:00/);
  const settings = ok(await owner.get('/admin/settings'));
  ok(await owner.put('/admin/settings', { delivery_fee: '3.10', pickup_address: '14 Mill Lane, Bath' }, { 'if-match': `"${settings.version}"` }));
  const terms = ok(await owner.get('/admin/delivery'));
  ok(await owner.put('/admin/delivery', { hours: [{ weekday: 5, opens: '08:00', closes: '12:30' }] }, { 'if-match': `"${terms.version}"` }));
  assert.match(await heard('allotment terms'), /£3\.10, free from £25\.00\. 14 Mill Lane, Bath\n[\s\S]*Saturday: 08:00–12:30/);
  assert.match(await heard('what does delivery cost?'), /£3\.10/, 'the shipped answers too');
  for (const answer of ['{nothing}', 'Open {hour}', '{Hours} {hours_}']) {
    const refused = await ana.put(`/admin/faq/${entry.id}`, { answer }, match(1));
    assert.deepEqual([assertProblem(refused, 400).code, refused.json.field], ['bad_input', 'answer'], answer);
  }
  ok(await ana.put(`/admin/faq/${entry.id}`, { answer: 'A brace { or }, {two words} and {} mean nothing.' }, match(1)));
});
