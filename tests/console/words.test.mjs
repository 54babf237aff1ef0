// Every text stands in every language, with the same placeholders; no screen is without its texts.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { root } from '../http/shop.mjs';

const at = (...parts) => path.join(root, 'nginx/console', ...parts);
const { SCREENS, LANGUAGES } = await import(at('screens.js'));
const subjects = ['shell', ...SCREENS.map((screen) => screen.name)];
const read = async (language, subject) => (await import(at('words', language, `${subject}.js`))).default;
const holes = (text) => [...new Set(Object.values(typeof text === 'string' ? { text } : text)
  .flatMap((one) => [...one.matchAll(/\{\w+\}/g)].map(([hole]) => hole)))].sort();

for (const language of Object.keys(LANGUAGES).filter((one) => one !== 'en'))
  test(`${language} says everything that English says`, async () => {
    for (const subject of subjects) {
      const [english, other] = [await read('en', subject), await read(language, subject)];
      assert.deepEqual(Object.keys(other).sort(), Object.keys(english).sort(), subject);
      for (const key of Object.keys(english)) assert.deepEqual(holes(other[key]), holes(english[key]), `${subject}.${key}`);
    }
  });

test('texts that count have every form their language needs', async () => {
  for (const language of Object.keys(LANGUAGES)) for (const subject of subjects)
    for (const [key, text] of Object.entries(await read(language, subject)))
      if (typeof text === 'object') assert.ok('other' in text && 'one' in text, `${language} ${subject}.${key}`);
});

test('no text is left for a screen that is not there', () => {
  for (const language of Object.keys(LANGUAGES))
    for (const file of readdirSync(at('words', language))) assert.ok(subjects.includes(file.replace('.js', '')), `${language}/${file}`);
});

test('the screens name only texts that exist', async () => {
  const { readFileSync } = await import('node:fs');
  const english = Object.fromEntries(await Promise.all(subjects.map(async (one) => [one, await read('en', one)])));
  const files = ['app.js', ...['lib', 'screens'].flatMap((dir) => readdirSync(at(dir), { recursive: true })
    .filter((name) => name.endsWith('.js')).map((name) => path.join(dir, name)))];
  for (const file of files)
    for (const [, subject, key] of readFileSync(at(file), 'utf8').replace(/^\s*\/\/.*$/gm, '').matchAll(/\bt\('([a-z]+)\.([\w.]+)'/g))
      assert.ok(english[subject]?.[key] !== undefined, `${file}: ${subject}.${key}`);
});

test('every notice and every schedule of the shop has a name', async () => {
  const { readFileSync } = await import('node:fs');
  const settings = await read('en', 'settings'), source = (name) => readFileSync(path.join(root, 'lib/shop', name), 'utf8');
  const notices = [...source('notice.c').matchAll(/\] = \{"([a-z_]+)", KEY/g)], schedules = [...source('schedule.c').matchAll(/^ {4}\{"([a-z-]+)", \./gm)];
  assert.ok(notices.length > 20 && schedules.length > 10, 'the tables are found');
  for (const [, name] of notices) assert.ok(`notice.${name}` in settings, name);
  for (const [, name] of schedules) assert.ok(`schedule.${name}` in settings, name);
});
