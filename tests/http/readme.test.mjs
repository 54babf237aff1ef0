// The README and .env.example tell the truth.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { cleanEnv, root } from './shop.mjs';

const read = (file) => readFileSync(path.join(root, file), 'utf8');
const B = process.env.B ?? 'build';
const waiter = (args, env = {}) => execFileSync(path.resolve(root, B, 'waiter'), args, { cwd: root, env: cleanEnv(env), encoding: 'utf8' });

test('the README fits on a screen', () => {
  assert.ok(read('README.md').split('\n').length <= 60);
});

test('its make targets, commands and files exist', () => {
  const text = read('README.md');
  const makefile = read('Makefile');
  for (const [, target] of text.matchAll(/(?:^|`)make ([a-z]+)/gm))
    assert.ok(new RegExp(`^${target}:`, 'm').test(makefile), `make ${target}`);
  const usage = waiter([]);
  for (const [, command] of text.matchAll(/build\/waiter ([a-z]+)/g))
    assert.ok(new RegExp(`^  ${command}\\b`, 'm').test(usage), `waiter ${command}`);
  for (const [, file] of text.matchAll(/\]\(([^)#:]+)\)/g)) assert.ok(existsSync(path.join(root, file)), file);
  for (const [, file] of text.matchAll(/`([a-z-]+(?:\/[a-z-]*)+)`/g))
    assert.ok(/^(build|var)\//.test(file) || existsSync(path.join(root, file)), file);
});

test('.env.example is what the program prints', () => {
  assert.equal(read('.env.example'), waiter(['settings', 'example']));
});

test('.env.example taken as it is changes nothing', () => {
  const values = (env) => waiter(['settings'], env).replaceAll(/ {2}\(.*\)$/gm, '');
  assert.equal(values({}), values({ WAITER_ENV_FILE: copyOfExample() }));
});

function copyOfExample() {
  const copy = path.resolve(root, B, 'env-example');
  execFileSync('install', ['-m', '600', path.join(root, '.env.example'), copy]);
  return copy;
}

test('every package the build asks for is in the list', () => {
  const packages = read('deploy/packages.txt');
  for (const name of ['libsqlite3-dev', 'libsodium-dev', 'libcjson-dev', 'libpcre2-dev', 'libfcgi-dev', 'libcurl4-openssl-dev', 'zlib1g-dev', 'libcmocka-dev', 'nginx'])
    assert.match(packages, new RegExp(`^${name}\\b`, 'm'));
});

test('lock files name no registry of this machine', () => {
  const lock = ['tests/http', 'tests/judges', 'nginx/console'].map((folder) => read(`${folder}/package-lock.json`)).join('');
  for (const [, url] of lock.matchAll(/"resolved": "([^"]+)"/g))
    assert.ok(url.startsWith('https://registry.npmjs.org/'), url);
  assert.doesNotMatch(lock, /localhost|127\.0\.0\.1/);
});

test('a container has every library that the programs were linked with', () => {
  const listed = /\[container\]\n([\s\S]*?)\n\n/.exec(read('deploy/packages.txt'))[1].split('\n').map((line) => line.split(' ')[0]);
  const programs = readdirSync(path.resolve(root, B)).map((name) => path.resolve(root, B, name)).filter((file) => statSync(file).isFile() && statSync(file).mode & 0o100);
  const wanted = new Set(programs.flatMap((file) => [...execFileSync('readelf', ['-d', file], { encoding: 'utf8' }).matchAll(/NEEDED.*\[(.*)\]/g)].map(([, name]) => name))
    .filter((name) => !/^lib(c|m|asan|ubsan|tsan|gcc_s|stdc\+\+)\.so|^ld-/.test(name)));
  for (const name of wanted) {
    const owners = execFileSync('dpkg-query', ['-S', `*/${name}`], { encoding: 'utf8' }).split('\n').map((line) => line.split(':')[0]);
    assert.ok(owners.some((one) => listed.includes(one)), `${name} comes from ${owners[0]}`);
  }
});
