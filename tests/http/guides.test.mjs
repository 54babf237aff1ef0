// The guides in docs/ name only what there is: commands, make targets, files, settings, licences.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { cleanEnv, root } from './shop.mjs';

const read = (file) => readFileSync(path.join(root, file), 'utf8');
const guides = [...readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`), 'README.md', 'CHANGELOG.md'];
const waiter = (args) => execFileSync(path.resolve(root, process.env.B ?? 'build', 'waiter'), args, { cwd: root, env: cleanEnv({}), encoding: 'utf8' });
const commands = [...waiter(['help']).matchAll(/^  ([a-z]+(?: [a-z]+)?)\b/gm)].map(([, name]) => name);

for (const guide of guides) {
  test(`${guide} names only what there is`, () => {
    const text = read(guide);
    const code = [...text.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(([, block, inline]) => block ?? inline).join('\n');
    for (const [, name] of code.matchAll(/^(?:sudo -u waiter |build\/|~\/waiter\/|docker exec waiter build\/)?waiter ([a-z]+)\b/gm))
      assert.ok(commands.some((one) => one.split(' ')[0] === name), `waiter ${name}`);
    for (const [, target] of code.matchAll(/^make ([a-z-]+)\b(?!=)/gm))
      assert.match(read('Makefile'), new RegExp(`^([a-z -]* )?${target}( [a-z -]*)?:`, 'm'), `make ${target}`);
    for (const [, link] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g))
      assert.ok(existsSync(path.join(root, path.dirname(guide), link)), link);
    for (const [, anchor] of text.matchAll(/\]\(#([^)]+)\)/g))
      assert.ok([...text.matchAll(/^#+ (.*)$/gm)].some(([, head]) => head.toLowerCase().replaceAll(/[^\w -]/g, '').replaceAll(' ', '-') === anchor), `#${anchor}`);
    if (guide === 'docs/CHECKLIST.md') return; // tests/checklist.sh looks at its files
    for (const [, file] of code.matchAll(/(?:^|[\s])((?:cgi-bin|lib|include|sql|nginx|deploy|tests|docs)\/[\w./-]*)/gm))
      if (!/NNN|XX|node_modules|vendor/.test(file)) assert.ok(['', 'nginx/console'].some((folder) => existsSync(path.join(root, folder, file.replace(/\.$/, '')))), file);
  });
}

test('the list of commands is the program’s', () => {
  const told = new Set([...read('docs/commands.md').matchAll(/`waiter ([a-z]+(?: [a-z]+)?)`/g)].map(([, name]) => name));
  assert.deepEqual([...told].sort(), [...commands].sort());
});

test('settings that guides name exist', () => {
  const known = new Set([...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name));
  for (const guide of guides.filter((one) => !/CHECKLIST|simulator/.test(one)))
    for (const [, name] of read(guide).matchAll(/`((?:WAITER|TWILIO|STRIPE|SHOP|SMTP|OWNER|MAIL|PUBLIC|ADMIN)_[A-Z_]+)/g))
      assert.ok(known.has(name) || name === 'SHOP_SEED', `${guide}: ${name}`);
});

test('every dependency is in the list with its licence, and no other', () => {
  const told = [...read('docs/dependencies.md').matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)].filter(([, name]) => !/^(package|-)/.test(name))
    .flatMap(([, names, licence]) => names.split(', ').map((name) => { assert.ok(licence.trim(), name); return name; }));
  const packages = read('deploy/packages.txt').split('\n').filter((line) => /^[a-z]/.test(line)).map((line) => line.split(' ')[0]);
  const npm = ['tests/http', 'tests/judges', 'nginx/console'].flatMap((folder) => Object.keys(JSON.parse(read(`${folder}/package.json`)).dependencies));
  assert.deepEqual([...new Set(told)].sort(), [...new Set([...packages, ...npm])].sort());
});
