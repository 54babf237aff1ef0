// `waiter nlu` and `waiter faq match`: a line in, a line of JSON out, with no server, database, settings or HOME.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import test, { after, before } from 'node:test';
import { root } from './shop.mjs';

const waiter = path.join(root, process.env.B ?? 'build', 'waiter');
let folder, menu, base;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waiter-scoring-'));
  menu = path.join(folder, 'menu.json');
  base = path.join(folder, 'base.json');
  writeFileSync(menu, JSON.stringify({ products: [{ name: 'Margherita', aliases: ['margarita pizza'] }, { name: 'Cola' }] }));
  writeFileSync(base, JSON.stringify([{ id: 'hours', question: 'When are you open?', answer: 'Nine to five.' },
    { id: 7, question: 'Can I bring a dog?', answer: 'Small ones.' }]));
});
after(() => rmSync(folder, { recursive: true, force: true }));

// In an empty folder that cannot be written to by accident, with an empty environment.
const run = (args, input) => spawnSync(waiter, args, { input, cwd: folder, env: {}, encoding: 'utf8', timeout: 60_000 });
const lines = (done) => { assert.equal(done.status, 0, done.stderr); return done.stdout.trimEnd().split('\n').map((line) => JSON.parse(line)); };

test('nlu tells text, language, intent, the likeliest, items and sentiment of each line', () => {
  const [order, order_es, empty] = lines(run(['nlu', '--catalogue', menu], 'two margherita and 3 cola no ice\ndos margherita y una cola por favor\n\n'));
  assert.deepEqual(Object.keys(order), ['text', 'language', 'intent', 'confidence', 'top', 'items', 'sentiment']);
  assert.equal(order.text, 'two margherita and 3 cola no ice');
  assert.deepEqual([order.language, order_es.language], ['en', 'es']);
  assert.equal(order.intent, 'place_order');
  assert.deepEqual(Object.keys(order.top[0]), ['intent', 'confidence']);
  assert.deepEqual(order.top[0], { intent: order.intent, confidence: order.confidence });
  assert.ok(order.confidence > 0 && order.confidence <= 1);
  assert.deepEqual(order.items.map((item) => [item.product, item.quantity, item.options, item.modifiers]),
    [['Margherita', 2, [], []], ['Cola', 3, [], ['no ice']]]);
  assert.ok(order.items.every((item) => item.confidence > 0.5 && item.confidence <= 1));
  assert.deepEqual(order_es.items.map((item) => [item.product, item.quantity]), [['Margherita', 2], ['Cola', 1]]);
  assert.ok(['positive', 'neutral', 'negative'].includes(order.sentiment));
  assert.deepEqual(empty.items, []);
});

test('the state decides what a few words mean', () => {
  const yes = (state) => lines(run(['nlu', '--state', state], 'yes please do\n12 Mill Lane, Bath\n')).map((one) => one.intent);
  assert.equal(yes('confirm')[0], 'confirm');
  assert.equal(yes('address')[1], 'delivery_address');
});

test('faq match ranks the entries of a base, whatever its ids are', () => {
  const [hours, dog] = lines(run(['faq', 'match', '--base', base], 'what time do you open\nis my dog welcome\n'));
  assert.deepEqual(Object.keys(hours), ['query', 'ranked']);
  assert.equal(hours.query, 'what time do you open');
  assert.deepEqual(Object.keys(hours.ranked[0]), ['id', 'score']);
  assert.equal(hours.ranked[0].id, 'hours');
  assert.equal(dog.ranked[0].id, 7);
  assert.ok(dog.ranked.every((one) => one.score > 0 && one.score <= 1));
});

test('both answer a line before the next one comes, and leave nothing behind', async () => {
  for (const args of [['nlu'], ['faq', 'match', '--base', base]]) {
    const child = spawn(waiter, args, { cwd: folder, env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const line of ['hello', 'when are you open?']) {
      child.stdin.write(`${line}\n`);
      const { value } = await answers.next();
      assert.equal(Object.values(JSON.parse(value))[0], line);
    }
    child.stdin.end();
    assert.equal((await answers.next()).done, true);
    assert.equal(child.exitCode ?? await new Promise((resolve) => child.on('exit', resolve)), 0);
  }
});

test('what is wrong is said, with an exit code', () => {
  writeFileSync(path.join(folder, 'broken.json'), '{"products": [');
  writeFileSync(path.join(folder, 'other.json'), '{"pizzas": []}');
  for (const [args, says, code] of [
    [['nlu', '--catalogue', 'nowhere.json'], /nowhere\.json/, 66], [['nlu', '--catalogue', 'broken.json'], /broken\.json/, 65],
    [['nlu', '--catalogue', 'other.json'], /other\.json.*products/s, 65], [['nlu', '--state', 'sleepy'], /sleepy/, 65], [['nlu', '--colour', 'x'], /--colour/, 65],
    [['faq', 'match', '--base', 'nowhere.json'], /nowhere\.json/, 66], [['faq', 'match', '--base', 'other.json'], /other\.json/, 65], [['faq', 'match'], /usage|--base/, 64]]) {
    const done = run(args, 'hello\n');
    assert.equal(done.status, code, `${args.join(' ')}: ${done.status} ${done.stderr}`);
    assert.match(done.stderr, says);
    assert.equal(done.stdout, '');
  }
});

test('bytes that are no text are survived, and the same line gives the same answer', () => {
  const input = Buffer.concat([Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0a]), Buffer.from('hello\u0000 there\n'), Buffer.from(`${'x'.repeat(20000)}\n`)]);
  const one = run(['nlu', '--catalogue', menu], input), two = run(['nlu', '--catalogue', menu], input);
  assert.equal(one.status, 0, one.stderr);
  assert.equal(one.stdout, two.stdout);
  for (const line of one.stdout.trimEnd().split('\n'))
    JSON.parse(line);
});
