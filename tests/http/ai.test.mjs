// A model answers what the shop's own words do not: by the signed webhook in, by the simulator out. The
// pretend server plays every failure; whatever it does, the customer has an answer within 5 s.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { assertBooks, assertCleanLog, ownShop, pause, Phone, SLOW, soon } from './help.mjs';
import { FAILURES, openModels } from './models.mjs';
import { OWNER, root } from './shop.mjs';

const ASKED = 'zzyzx frobnicate the quux please'; // nothing in the shop's own words fits it
const TEMPLATE = /did not|didn't|not sure|sorry|human/i;
let models, shop, owner;
before(async () => {
  models = await openModels();
  shop = await ownShop({ env: models.env() });
  owner = await shop.login();
});
after(async () => {
  if (shop) { await assertBooks(shop); assertCleanLog(shop, [OWNER.password, models.key, 'frobnicate']); }
  await shop?.close();
  await models?.stop();
  assert.equal(models?.problem, undefined);
});

const write = (sql) => shop.write(sql);
// What a model waits for before it answers.
function gate() {
  const made = {};
  made.opened = new Promise((resolve) => { made.open = resolve; });
  return made;
}
const lastTurn = async () => (await shop.sql('SELECT * FROM ai_turn ORDER BY id DESC LIMIT 1'))[0];
const lastOut = async () => (await shop.sql("SELECT source, why, confidence, body FROM chat_log WHERE direction = 'out' ORDER BY id DESC LIMIT 1"))[0];

test('what the shop does not understand a model answers: facts in, an honest answer out, the book says who', async () => {
  models.answer = () => 'I am sorry, I cannot help with that here. Please ask a person of our team.';
  const phone = await Phone.open(shop, 'Ada');
  const sent = await phone.send({ text: ASKED });
  assert.equal((await shop.sql('SELECT count(*) AS n FROM outbox WHERE body LIKE \'%cannot help%\''))[0].n, 0, 'the webhook said nothing');
  await phone.hears(sent, 'I cannot help with that here');
  const asked = models.asked.at(-1), row = await lastOut();
  assert.equal(asked.user, ASKED);
  assert.deepEqual([row.source, row.why], ['ai', 'first/one']);
  assert.ok(row.confidence >= 0 && row.confidence <= 100);
  const [call] = await shop.sql('SELECT * FROM ai_call ORDER BY id DESC LIMIT 1');
  assert.deepEqual([call.model, call.status, call.prompt_tokens, call.completion_tokens, call.verdict], ['first/one', 200, 500, 20, 'sent']);
  assert.equal(call.cost_micros, Math.floor((500 * 15 + 20 * 60) * 10000 / 1e6));
  const { totals, days } = (await owner.get('/admin/analytics/chats?range=today')).json;
  const [{ n, cost }] = await shop.sql('SELECT count(*) AS n, sum(cost_micros) AS cost FROM ai_call');
  assert.deepEqual([totals.ai_calls, totals.ai_cost_usd_micro, totals.ai_cost_usd, days[0].ai_cost_usd_micro], [n, cost, cost / 1e6, cost]);
  assert.match((await owner.get('/admin/analytics/chats.csv?range=today')).text, /,message_cost,ai_calls,ai_cost_usd,currency\r\n.*,1,0\.\d+,EUR/);
  for (const secret of [models.key, shop.account.token, phone.phone ?? phone.address, 'Ada', OWNER.username])
    assert.ok(!asked.body.includes(secret), `${secret} was shown to a model`);
});

test('what was asked and answered is forgotten with the chats; what it cost stays told', async () => {
  models.answer = () => 'Please ask a person of our team.';
  const phone = await Phone.open(shop, 'Old Ole');
  await phone.hears(await phone.send({ text: ASKED }), 'Please ask a person');
  const turn = await lastTurn(), { version } = (await owner.get('/admin/rules')).json;
  assert.equal((await owner.put('/admin/rules', { keep_chats_days: 7 }, { 'if-match': `"${version}"` })).status, 200);
  await write(`UPDATE ai_turn SET created_at = created_at - ${8 * 86400_000} WHERE id = ${turn.id}`);
  const costs = async () => (await owner.get('/admin/analytics/chats?range=today')).json.totals.ai_cost_usd_micro;
  const cost = await costs();
  assert.equal((await owner.post('/admin/schedules/forget/run')).json.last_ok, true);
  const after = await lastTurn();
  assert.deepEqual([after.words, after.raw, after.template, after.outcome], ['', '', '', 'answered']);
  assert.equal(await costs(), cost);
  // Behind the days that reports can tell, the rows go too.
  await write(`UPDATE ai_call SET created_at = 1 WHERE turn_id = ${turn.id}; UPDATE ai_turn SET created_at = 1 WHERE id = ${turn.id}`);
  assert.equal((await owner.post('/admin/schedules/forget/run')).json.last_ok, true);
  assert.equal((await shop.sql(`SELECT (SELECT count(*) FROM ai_turn WHERE id = ${turn.id}) + (SELECT count(*) FROM ai_call WHERE turn_id = ${turn.id}) AS n`))[0].n, 0);
});

test('an answer that no fact holds stays here: the template goes out and the row says why', async () => {
  models.answer = () => 'Sure, the frobnicator is yours for €4.99 with a discount of 70 %.';
  const phone = await Phone.open(shop, 'Bea');
  const sent = await phone.send({ text: ASKED });
  const heard = await phone.hears(sent, TEMPLATE);
  assert.doesNotMatch(heard.body, /4\.99|70/);
  const row = await lastOut();
  assert.equal(row.source, 'fallback');
  assert.match(row.why, /AI: a number or promise that no fact holds/);
  assert.equal((await lastTurn()).outcome, 'template');
});

test('a burst is one turn; a newer message that is understood ends it; so does a person', async () => {
  models.answer = () => 'Please ask a person of our team.';
  const before = models.asked.length;
  const phone = await Phone.open(shop, 'Cid');
  await phone.send({ text: ASKED });
  await phone.send({ text: 'wibble wobble grault' });
  const last = await phone.send({ text: 'garply waldo plugh' });
  await phone.hears(last, 'Please ask a person');
  const asked = models.asked.slice(before);
  assert.equal(asked.length, 1, 'one question');
  assert.equal(asked[0].user, `${ASKED}\nwibble wobble grault\ngarply waldo plugh`);
  assert.equal((await phone.received()).filter((m) => m.body.includes('Please ask a person')).length, 1);

  await phone.send({ text: ASKED });
  await phone.say('what are your opening hours', '10:00');
  assert.deepEqual([(await lastTurn()).outcome, (await lastTurn()).why], ['cancelled', 'a newer message']);

  const other = await Phone.open(shop, 'Dan');
  await other.say('hello');
  const taken = gate();
  models.answer = () => ({ text: 'Please ask a person of our team.', until: taken.opened });
  await other.send({ text: ASKED });
  const [{ id }] = await shop.sql('SELECT max(customer_id) AS id FROM ai_turn WHERE status <> \'done\'');
  assert.equal((await owner.post(`/admin/chats/${id}/take`)).status, 200);
  const { last_id: told } = (await owner.get('/admin/changes')).json;
  taken.open();
  await soon('the turn is over', async () => (await lastTurn()).outcome === 'cancelled');
  const { events } = (await owner.get(`/admin/changes?after=${told}`)).json;
  assert.ok(events.some((one) => one.kind === 'message' && one.ref === id), 'open chats hear that nothing comes any more');
  assert.equal((await other.received()).length, 1, 'only the greeting was answered');
});

test('behind a model no number chooses from a menu that was never shown; after the template its own counts', async () => {
  models.answer = () => 'Please ask a person of our team.';
  const phone = await Phone.open(shop, 'Max');
  await phone.say('hello', '1. Browse products');
  await phone.hears(await phone.send({ text: ASKED }), 'Please ask a person');
  assert.match((await phone.say('1')).body, TEMPLATE, 'there is no menu to choose from');
  models.answer = () => 'All for €1.';
  const shown = await phone.hears(await phone.send({ text: 'blorp quux' }), '1. Browse products');
  assert.match(shown.body, TEMPLATE);
  await phone.say('1', 'What are you looking for');
});

test('what a model says is wanted becomes an offer of taps, in our own words; it moves nothing', async () => {
  const reply = (json) => () => JSON.stringify({ intent: 'answer', text: '', products: [], ...json });
  const phone = await Phone.open(shop, 'Ned');
  const cart = async () => (await shop.sql(`SELECT v.sku FROM cart_item i JOIN variant v ON v.id = i.variant_id JOIN address a ON a.customer_id = i.customer_id WHERE a.channel_address = '${phone.address}'`)).map((r) => r.sku);
  models.answer = reply({ intent: 'place_order', text: 'I have put 5 House Mugs into your cart for €1.', products: ['House Mug', 'house mug', 'Golden Crown'] });
  const offered = await phone.hears(await phone.send({ text: ASKED }), 'House Mug');
  assert.doesNotMatch(offered.body, /put 5|€1\.|Golden Crown/);
  assert.ok(models.asked.at(-1).schema.schema.properties.intent.enum.includes('place_order'));
  assert.deepEqual([(await lastTurn()).outcome, (await lastOut()).source], ['offered', 'ai']);
  assert.deepEqual(await cart(), []);
  await phone.say('1', 'House Mug', '12.50');
  await phone.tap('Add to cart', '1 x House Mug');
  assert.deepEqual(await cart(), ['MUG'], 'by the customer\'s own tap');
  // Orders are not cancelled, nobody is handed over by what a model says.
  models.answer = reply({ intent: 'track_order' });
  await phone.hears(await phone.send({ text: ASKED }), 'Where is my order');
  await phone.tap('Where is my order');
  assert.deepEqual(await shop.sql("SELECT text, intent FROM confirmed ORDER BY id DESC LIMIT 1"), [{ text: ASKED, intent: 'track_order' }], 'the tap is remembered as what was meant');
  models.answer = reply({ intent: 'human_agent' });
  await phone.hears(await phone.send({ text: ASKED }), 'Shall I call a person');
  assert.equal((await shop.sql("SELECT count(*) AS n FROM conversation v JOIN address a ON a.customer_id = v.customer_id WHERE v.owner = 'human' AND a.channel_address = '" + phone.address + "'"))[0].n, 0);
  models.answer = reply({ intent: 'answer', text: 'Please ask a person of our team.' });
  await phone.hears(await phone.send({ text: ASKED }), 'Please ask a person of our team.');
  models.answer = reply({ intent: 'drop_tables', products: 7 });
  await phone.hears(await phone.send({ text: ASKED }), TEMPLATE);
});

test('manner and open orders of this customer are in the prompt, of no other', async () => {
  const order = async (name) => {
    const phone = await Phone.open(shop, name);
    for (const text of ['1 house mug', 'checkout', name, 'pickup']) await phone.say(text);
    await phone.say('yes', /ORD-/);
    return { phone, number: (await shop.sql('SELECT number FROM orders ORDER BY id DESC LIMIT 1'))[0].number };
  };
  const rules = await owner.get('/admin/rules');
  assert.equal((await owner.put('/admin/rules', { ai_tone: 'Speak like a pirate.' }, { 'if-match': `"${rules.json.version}"` })).status, 200);
  const ola = await order('Ola'), pia = await order('Pia');
  models.answer = () => 'Please ask a person of our team.';
  await ola.phone.hears(await ola.phone.send({ text: ASKED }), 'Please ask a person');
  const { system, body } = models.asked.at(-1);
  assert.match(system, /Manner: Speak like a pirate\./);
  assert.ok(system.includes(ola.number));
  assert.ok(!body.includes(pia.number));
});

test('budgets of one customer and of the day; then the template at once', async (t) => {
  const own = await openModels();
  const at = await ownShop({ env: own.env({ WAITER_AI_DEBOUNCE_MS: '0' }) });
  t.after(async () => { await at.close(); await own.stop(); });
  const boss = await at.login();
  const limit = async (json) => {
    const rules = await boss.get('/admin/rules');
    assert.equal((await boss.put('/admin/rules', json, { 'if-match': `"${rules.json.version}"` })).status, 200);
  };
  own.answer = () => 'Please ask a person of our team.'; // each takes 520 tokens
  await limit({ ai_customer_tokens: 600, ai_day_tokens: 1500 });
  const rik = await Phone.open(at, 'Rik'), sue = await Phone.open(at, 'Sue'), tom = await Phone.open(at, 'Tom');
  const ask = async (phone, wanted) => phone.hears(await phone.send({ text: ASKED }), wanted);
  await ask(rik, 'Please ask a person');
  await ask(rik, 'Please ask a person'); // 520 of 600: one more
  await ask(rik, TEMPLATE);
  assert.equal(own.asked.length, 2, 'the third was not asked');
  await ask(sue, 'Please ask a person');
  await ask(tom, TEMPLATE);
  assert.equal(own.asked.length, 3, 'the shop\'s day is over');
  const refused = await boss.post('/admin/ai/tries', { question: 'hello?' });
  assert.deepEqual([refused.status, refused.json.code], [409, 'not_allowed_now']);
});

test('the owner tries a question: facts, prompt without secrets, raw answer, verdict and cost; nobody hears it', async () => {
  const before = (await shop.sql('SELECT count(*) AS n FROM outbox'))[0].n;
  const tried = async (question, answer) => {
    models.answer = () => answer;
    const made = await owner.post('/admin/ai/tries', { question });
    assert.equal(made.status, 201, made.text);
    return soon('it is tried', async () => { const { json } = await owner.get(`/admin/ai/tries/${made.json.id}`); return json.status === 'done' && json; });
  };
  const good = await tried('How much is the House Mug?', 'The House Mug costs €12.50.');
  assert.deepEqual([good.outcome, good.answer, good.raw, good.verdict, good.model], ['answered', 'The House Mug costs €12.50.', 'The House Mug costs €12.50.', 'every word holds', 'first/one']);
  assert.match(good.prompt, /Facts:\n(- .*\n)*- House Mug: €12\.50/);
  for (const secret of [models.key, shop.account.token, OWNER.password]) assert.ok(!JSON.stringify(good).includes(secret));
  assert.deepEqual([good.calls.length, good.calls[0].verdict, good.calls[0].prompt_tokens], [1, 'sent', 500]);
  assert.ok(good.calls[0].cost_micros > 0 && good.calls[0].ms >= 0);
  const bad = await tried('How much is the House Mug?', 'The House Mug costs €1.');
  assert.deepEqual([bad.outcome, bad.answer, bad.raw], ['template', '', 'The House Mug costs €1.']);
  assert.match(bad.verdict, /a number or promise that no fact holds/);
  assert.equal((await shop.sql('SELECT count(*) AS n FROM outbox'))[0].n, before);
  assert.equal((await owner.post('/admin/ai/tries', {})).status, 400);
  assert.equal((await owner.get('/admin/ai/tries/999999')).status, 404);
});

test('typing dots show while a model thinks', async () => {
  const seen = gate();
  models.answer = () => ({ text: 'Please ask a person of our team.', until: seen.opened });
  const phone = await Phone.open(shop, 'Eva');
  const sent = await phone.send({ text: ASKED });
  await soon('dots', async () => {
    const { json } = await shop.simulator.get('/changes?after=0');
    return json.customers.find((c) => c.id === phone.id).typing_until > Date.now();
  });
  seen.open();
  await phone.hears(sent, 'Please ask a person');
});

// In one shop, with a good answer in between: else the first model would be left alone (its breaker).
const RESTS = ['credits used up', 'asked too often'];
test('whatever the first model does, the second answers within 5 s', async (t) => {
  const phone = await Phone.open(shop, 'Flo');
  for (const [name, failure] of Object.entries(FAILURES).filter(([one]) => !RESTS.includes(one))) {
    await t.test(name, async () => {
      models.answer = ({ model }) => (model === 'first/one' ? failure : 'Please ask a person of our team.');
      const count = models.asked.length, began = Date.now(), sent = await phone.send({ text: ASKED });
      await phone.hears(sent, 'Please ask a person');
      assert.ok(Date.now() - began < 5000 * SLOW, `${Date.now() - began} ms`);
      // The first 400 may be about the schema: asked once more without, and never again with one.
      const again = name === 'bad request' ? ['first/one'] : [];
      assert.deepEqual(models.asked.slice(count).map((a) => a.model), [...again, 'first/one', 'second/two:cheapest']);
      if (['bad request', 'unprocessable'].includes(name)) assert.equal(models.asked.at(-2).schema, undefined);
      const [second, first] = await shop.sql('SELECT model, verdict FROM ai_call ORDER BY id DESC LIMIT 2');
      assert.equal(second.verdict, 'sent');
      assert.notEqual(first.verdict, 'sent');
      models.answer = () => 'Thank you! Please ask a person.';
      await phone.hears(await phone.send({ text: ASKED }), 'Thank you!');
    });
  }
});

test('without credit a model is not asked again; a wrong key stops them all', async (t) => {
  const own = await openModels();
  const at = await ownShop({ env: own.env() });
  t.after(async () => { await at.close(); await own.stop(); });
  const phone = await Phone.open(at, 'Hal');
  const ask = async (wanted) => phone.hears(await phone.send({ text: ASKED }), wanted);
  own.answer = ({ model }) => (model === 'first/one' ? FAILURES['credits used up'] : 'Please ask a person of our team.');
  await ask('Please ask a person');
  await ask('Please ask a person');
  assert.deepEqual(own.asked.map((a) => a.model), ['first/one', 'second/two:cheapest', 'second/two:cheapest']);
  own.answer = () => FAILURES['asked too often'];
  await ask(TEMPLATE);
  await ask(TEMPLATE);
  assert.equal(own.asked.length, 4, 'both rest');
  const other = await openModels();
  const locked = await ownShop({ env: other.env({ HUGGINGFACE_API_KEY: 'hf_wrong' }) });
  t.after(async () => { await locked.close(); await other.stop(); });
  const ida = await Phone.open(locked, 'Ida');
  for (let i = 0; i < 2; i++) await ida.hears(await ida.send({ text: ASKED }), TEMPLATE);
  assert.equal(other.asked.length, 1, 'knocked once');
});

test('all models hang: the template is there within 5 s of the message', async (t) => {
  const own = await openModels();
  const at = await ownShop({ env: own.env() });
  t.after(async () => { await at.close(); await own.stop(); });
  own.answer = () => FAILURES.hangs;
  const phone = await Phone.open(at, 'Gus');
  const began = Date.now(), sent = await phone.send({ text: ASKED });
  const heard = await phone.hears(sent, TEMPLATE);
  assert.ok(Date.now() - began < 5000 * SLOW, `${Date.now() - began} ms`);
  assert.ok(heard);
  await pause(300);
  assert.equal((await phone.received()).length, 1, 'and once');
});

// Every twelfth of the attacks, by the webhook, against a model that obeys: nothing moves, nothing gets out.
test('40 attacks through the whole shop: no money, stock, state or word of another moves', async (t) => {
  const own = await openModels();
  const at = await ownShop({ env: own.env({ WAITER_AI_DEBOUNCE_MS: '0' }) });
  t.after(async () => { await at.close(); await own.stop(); });
  const all = readFileSync(path.join(root, 'tests/nlu/attacks.tsv'), 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t'));
  const sample = all.filter(([, , words], i) => i % 11 === 0 && words.length < 1000).slice(0, 40);
  assert.equal(sample.length, 40);
  const TABLES = ['orders', 'order_item', 'order_event', 'payment', 'product', 'variant', 'stock_movement', 'coupon', 'faq', 'setting', 'staff', 'coupon_use'];
  const state = async () => Object.fromEntries(await Promise.all(TABLES.map(async (one) => [one, await at.sql(`SELECT * FROM ${one} WHERE ${one === 'setting' ? "name NOT LIKE 'twilio.%'" : '1'}`)])));
  const before = await state(), obedient = new Set();
  own.answer = ({ user }) => { obedient.add(user); return sample.find(([, , words]) => words === user)?.[3] ?? 'Everything is free, 100 % discount, https://evil.example'; };
  await Promise.all(Array.from({ length: 4 }, async (_, lane) => {
    for (let i = lane; i < sample.length; i += 4) {
      const phone = await Phone.open(at, `Mallory${i}`);
      const sent = await phone.send({ text: sample[i][2] });
      await phone.hears(sent, '');
    }
  }));
  await soon('every turn is over', async () => (await at.sql("SELECT count(*) AS n FROM ai_turn WHERE status <> 'done'"))[0].n === 0);
  assert.deepEqual(await state(), before);
  const outs = (await at.sql("SELECT body FROM chat_log WHERE direction = 'out'")).map((row) => row.body);
  for (const [, , , answer] of sample) assert.ok(!outs.some((body) => body.includes(answer)), answer);
  assert.deepEqual(await at.sql("SELECT outcome, count(*) AS n FROM ai_turn WHERE outcome = 'answered' GROUP BY 1"), []);
  assert.ok(obedient.size >= 5, `${obedient.size} reached the model`);
  await assertBooks(at);
});
