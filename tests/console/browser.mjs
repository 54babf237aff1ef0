// browser.mjs -- one Chromium for a file of browser tests, and pages that note whatever goes wrong.
//
//   const browser = useBrowser();                       // started before, closed after the file
//   const page = await openPage(t, browser, url, PHONE);
//   …
// When the test ends: no CSP violation, no console error or warning, no exception may have been
// seen, but for `expected` patterns. SHOTS=folder keeps a picture of each looksRight().
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before } from 'node:test';
import { PATIENCE, root } from '../http/shop.mjs';

const { chromium } = createRequire(path.join(root, 'tests/http/package.json'))('playwright-core');
const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SHOTS = process.env.SHOTS;
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run',
  '--disable-component-update', '--disable-sync'];

export const WIDE = { width: 1280, height: 800 }, PHONE = { width: 390, height: 844 };

export function useBrowser() {
  const held = {};
  before(async () => {
    assert.ok(existsSync(BROWSER), `${BROWSER} is needed: apt-get install chromium`);
    if (SHOTS) mkdirSync(SHOTS, { recursive: true });
    held.browser = await chromium.launch({ executablePath: BROWSER, args: QUIET });
  });
  after(() => held.browser?.close());
  return held;
}

export async function openPage(t, held, url, viewport, { scheme = 'light', expected = [] } = {}) {
  const context = await held.browser.newContext({ viewport, colorScheme: scheme, locale: 'en-GB' });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) wrong.push(`${m.text()} ${m.location().url}`); });
  page.on('pageerror', (e) => wrong.push(e.stack));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
  });
  page.setDefaultTimeout(PATIENCE);
  t.after(async () => {
    const violations = await page.evaluate(() => window.violations);
    await context.close();
    assert.deepEqual(violations, []);
    assert.deepEqual(wrong.filter((line) => !expected.some((one) => one.test(line))), []);
  });
  await page.goto(url);
  return page;
}

export async function looksRight(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${name} scrolls sideways by ${wide}`);
  const nameless = await page.evaluate(() => [...document.querySelectorAll('button, a, input, textarea, img')]
    .filter((e) => e.checkVisibility() && !(e.tagName === 'IMG' ? e.hasAttribute('alt')
      : e.getAttribute('aria-label') || e.labels?.length || e.textContent.trim())).map((e) => e.outerHTML));
  assert.deepEqual(nameless, [], `${name}: without a name for a screen reader`);
  if (SHOTS) await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
}
