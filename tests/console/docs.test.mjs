// The reference of the API at /docs/: drawn in a real browser under the strict policy, with the shop's own answers.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { ownShop } from '../http/help.mjs';
import { openPage, PHONE, useBrowser, WIDE } from './browser.mjs';

const browser = useBrowser();
let shop;
before(async () => { shop = await ownShop(); });
after(() => shop?.close());

const SHOTS = process.env.SHOTS;
// The largest script of all, and a document of thousands of lines: a busy machine may take its time.
const drawn = (page) => page.getByRole('heading', { name: /^waiter/ }).waitFor({ timeout: 90_000 });

test('the reference is drawn under the strict policy, and a question is answered in it', async (t) => {
  const page = await openPage(t, browser, `${shop.url}/docs`, WIDE);
  assert.equal(new URL(page.url()).pathname, '/docs/');
  await drawn(page);
  const policy = (await shop.get('/docs/')).headers.get('content-security-policy');
  assert.match(policy, /script-src 'self'.*trusted-types 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/docs-wide.png` });
  await page.locator('#operations-tag-shop').click();
  await page.locator('#operations-shop-listProducts').getByRole('button').first().click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
  assert.match(await page.locator('.live-responses-table .highlight-code').first().innerText(), /House Mug|"products"/);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/docs-answer.png` });
});

test('what would change the shop cannot be tried there', async (t) => {
  const page = await openPage(t, browser, `${shop.url}/docs/`, WIDE);
  await drawn(page);
  await page.locator('#operations-tag-desk').click();
  await page.locator('#operations-desk-addProduct').getByRole('button').first().click();
  await page.locator('#operations-desk-addProduct .responses-wrapper').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Try it out' }).count(), 0);
});

test('it fits a phone', async (t) => {
  const page = await openPage(t, browser, `${shop.url}/docs/`, PHONE);
  await drawn(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/docs-phone.png` });
});

test('the document itself is beside it', async () => {
  const answer = await shop.get('/docs/openapi.yaml');
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^application\/yaml/);
  assert.match(answer.text, /^openapi: 3\.1/);
});
