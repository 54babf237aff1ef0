// make dist: what is unpacked from the tarball builds without npm and Node, and opens.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { root } from './shop.mjs';
import { ownPort } from './help.mjs';

const B = process.env.B ?? 'build';

// Everything of this machine's PATH but npm and Node (and ccache, which does not like to be linked to).
function pathWithoutNode(top) {
  const bin = path.join(top, 'bin');
  mkdirSync(bin);
  for (const folder of `${process.env.PATH}:/usr/sbin:/sbin`.split(':').filter(existsSync))
    for (const name of readdirSync(folder))
      if (!/^(node|nodejs|npm|npx|corepack)$/.test(name) && !existsSync(path.join(bin, name))) {
        try {
          const real = realpathSync(path.join(folder, name));
          if (path.basename(real) !== 'ccache') symlinkSync(real, path.join(bin, name));
        } catch { /* a broken link */ }
      }
  return bin;
}

test('the tarball builds and opens where there is no npm', { timeout: 200_000 }, async (t) => {
  if (B !== 'build') return; // the sources are the same under a sanitizer
  const top = mkdtempSync(path.join(tmpdir(), 'waiter-dist-'));
  t.after(() => rmSync(top, { recursive: true, force: true }));
  const tarball = execFileSync('make', ['-s', 'dist'], { cwd: root, encoding: 'utf8', env: { ...process.env, MAKEFLAGS: '' } }).trim().split('\n').at(-1);
  execFileSync('tar', ['xzf', path.join(root, tarball), '-C', top]);
  const name = path.basename(tarball, '.tar.gz'), there = path.join(top, name);
  for (const file of ['README.md', 'LICENSE', 'nginx/console/vendor/htm.js', 'nginx/console/vendor/swagger.js', 'docs/openapi.yaml'])
    assert.ok(existsSync(path.join(there, file)), file);
  // Objects of the same sources need not be made twice; what is linked and copied is made there.
  for (const part of ['lib', 'cgi-bin', 'gen', 'learn'])
    cpSync(path.join(root, B, part), path.join(there, 'build', part), { recursive: true });
  execFileSync('find', [path.join(there, 'build'), '-type', 'f', '-exec', 'touch', '-d', `@${Math.floor(Date.now() / 1000)}`, '{}', '+']);
  const env = { PATH: pathWithoutNode(top), HOME: top, WAITER_ENV_FILE: '', WAITER_HOME: path.join(top, 'home'), PORT: String(await ownPort()) };
  execFileSync('make', ['-s', '-j2', 'all'], { cwd: there, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const shop = spawn('setpriv', ['--pdeathsig', 'TERM', 'deploy/run.sh'], { cwd: there, env: { ...env, BUILT: '1' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => { shop.on('exit', resolve); });
  try {
    await new Promise((resolve, reject) => {
      let said = '';
      shop.stdout.setEncoding('utf8').on('data', (text) => { said += text; if (/^The shop is open/m.test(said)) resolve(); });
      ended.then(() => reject(new Error(said)));
    });
    for (const at of ['/console/', '/console/vendor/preact.js', '/docs/', '/docs/openapi.yaml', '/api/products?limit=1'])
      assert.equal((await fetch(`http://127.0.0.1:${env.PORT}${at}`)).status, 200, at);
  } finally {
    shop.kill('SIGTERM');
    await ended;
  }
});
