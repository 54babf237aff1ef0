// desk.mjs -- what the browser tests of the console's screens share: signing in, walking, looking
// with a judge's eyes (axe-core), orders that come in by the signed webhook.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Phone } from '../http/help.mjs';
import { OWNER, root } from '../http/shop.mjs';
import { looksRight, openPage } from './browser.mjs';

const axe = readFileSync(createRequire(path.join(root, 'tests/http/package.json')).resolve('axe-core/axe.min.js'), 'utf8');

// A page of the console, signed in, at a screen; `language` 'ar' and `scheme` 'dark' as kept choices.
export async function openDesk(t, browser, shop, at = '#/home', { viewport, language, who = OWNER, ...more } = {}) {
  const page = await openPage(t, browser, `${shop.url}/console/${at}`, viewport, more);
  if (language) {
    await page.evaluate((to) => localStorage.setItem('waiter.language', to), language);
    await page.reload();
  }
  await signIn(page, who);
  return page;
}

export async function signIn(page, { username, password } = OWNER) {
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('.login button:not([type=button])').click();
  await page.locator('#side').waitFor();
}

// To a screen by its English name, through "More" where a phone's bar has no place for it.
export async function go(page, name) {
  const bar = page.getByRole('navigation', { name: 'Screens' });
  await bar.waitFor();
  if (await bar.getByRole('link', { name }).count()) return bar.getByRole('link', { name }).click();
  await bar.getByRole('button', { name: 'More' }).click();
  return page.getByRole('dialog').getByRole('link', { name }).click();
}

// WCAG 2.2 AA and best practice, no exceptions; then looksRight (sideways, names, a picture).
export async function isClean(page, name) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => {
    if (one.effect.getComputedTiming().iterations === Infinity) return one.cancel();
    return one.finished.catch(() => {});
  }))); // colours in between are nobody's choice
  if (!await page.evaluate(() => Boolean(window.axe))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  assert.deepEqual(violations.map((v) => `${name} ${v.id}: ${v.nodes.map((n) => `${n.html} ${n.failureSummary}`).join('\n')}`), []);
  await looksRight(page, name);
}

// A customer at the simulator orders: every word goes, signed, through nginx to the webhook.
export async function placeOrder(shop, name, first = '2 black hoodies in L') {
  const phone = await Phone.open(shop, name);
  let last;
  for (const text of [first, 'checkout', name, 'pickup', 'yes']) last = await phone.say(text);
  const [order] = await shop.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
  assert.equal(order.name, name, 'the chat made an order');
  return { order, phone, hears: (...wanted) => phone.hears(last, ...wanted) };
}
