// Teaching what messages mean: the owner's phrases, training, and the refusal of a model that would read
// confirmed messages worse. Black box, from the console's API to what a customer is answered.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { assertProblem, ownShop, Phone } from './help.mjs';

let shop, owner;

before(async () => {
  shop = await ownShop();
  owner = await shop.login();
});
after(() => shop?.close());

const write = (sql) => shop.write(sql);
const add = (intent, text, language = 'en') => owner.post('/admin/phrases', { intent, language, text });

test('phrases are added, listed and removed; the book says by whom', async () => {
  const made = await add('opening_hours', 'is the shutter up');
  assert.equal(made.status, 201, made.text);
  assert.deepEqual([made.json.intent, made.json.text, made.json.author], ['opening_hours', 'is the shutter up', 'owner']);
  const list = (await owner.get('/admin/phrases?intent=opening_hours')).json;
  assert.deepEqual(list.phrases.map((p) => p.text), ['is the shutter up']);
  assert.equal(list.intents.length, 28);
  assert.equal(assertProblem(await add('feedback', 'Is the shutter UP'), 409).code, 'conflict');
  assert.equal(assertProblem(await add('no_such', 'hello'), 400).field, 'intent');
  assert.equal(assertProblem(await add('feedback', 'two\nlines'), 400).field, 'text');
  assert.equal(assertProblem(await add('feedback', 'hallo', 'de'), 400).field, 'language');
  assert.equal(assertProblem(await owner.get('/admin/phrases?intent=nonsense'), 400).field, 'intent');
  assert.equal((await owner.delete(`/admin/phrases/${made.json.id}`)).status, 204);
  assert.equal(assertProblem(await owner.delete(`/admin/phrases/${made.json.id}`), 404).code, 'not_found');
  const rows = (await owner.get('/admin/audit?subject=phrase')).json.audit;
  assert.deepEqual(rows.map((r) => [r.action, r.actor]), [['phrase.remove', 'owner'], ['phrase.add', 'owner']]);
});

test('what was taught is understood by the next message, in every program', async () => {
  const cara = await Phone.open(shop, 'Cara');
  const strange = 'zibble the frobnitz gnarp';
  await cara.say(strange, 'did not get that');
  for (const text of [strange, 'zibble frobnitz', 'when does the frobnitz gnarp zibble'])
    assert.equal((await add('opening_hours', text)).status, 201);
  assert.equal((await owner.get('/admin/model')).json.shipped, true);
  const lesson = await owner.post('/admin/model');
  assert.equal(lesson.status, 200, lesson.text);
  assert.equal(lesson.json.taken, true, lesson.text);
  assert.equal(lesson.json.own, 3);
  assert.ok(lesson.json.phrases > 3000, lesson.text);
  assert.match(lesson.json.message, /3 of them yours/);
  const facts = (await owner.get('/admin/model')).json;
  assert.deepEqual([facts.shipped, facts.own, facts.actor], [false, 3, 'owner']);
  await cara.say(strange, 'Monday');
  const [row] = (await owner.get('/admin/audit?subject=model')).json.audit;
  assert.deepEqual([row.action, row.actor], ['model.train', 'owner']);
});

test('a model that would read confirmed messages worse is refused in plain words', async () => {
  const was = (await owner.get('/admin/model')).json;
  await write(`INSERT INTO confirmed (customer_id, intent, language, text, created_at)
    SELECT id, 'track_order', 'en', 'where has my parcel got to', 1 FROM customer LIMIT 1`);
  for (const text of ['where has my parcel got to', 'where has my parcel got to now', 'so where has my parcel got to',
    'where has the parcel got to', 'parcel got to where'])
    assert.equal((await add('newsletter', text)).status, 201);
  const lesson = await owner.post('/admin/model');
  assert.equal(lesson.status, 200, lesson.text);
  assert.deepEqual([lesson.json.taken, lesson.json.right_before, lesson.json.right], [false, 1, 0]);
  assert.match(lesson.json.message, /where has my parcel got to.*track_order.*newsletter/s);
  assert.deepEqual((await owner.get('/admin/model')).json, was);
});
