// Reply texts in a real browser: the owner changes a greeting and the customer at the simulator reads it.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { ownShop, Phone, soon } from '../http/help.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { go, isClean, openDesk } from './desk.mjs';

const browser = useBrowser();
const LONG = 'a password of good length';
let shop, owner;

before(async () => { shop = await ownShop(); owner = await shop.login(); });
after(() => shop?.close());

const desk = (t, at = '', more = {}) => openDesk(t, browser, shop, `#/texts${at}`, { viewport: WIDE, ...more });
const toast = (page, text) => page.locator('#toasts').getByText(text).waitFor();

test('a greeting is changed and the next customer reads it; a reset brings the shipped one back, with undo', async (t) => {
  const page = await desk(t, '', { expected: [/400/] });
  await page.goto(`${shop.url}/console/#/home`);
  await go(page, 'Reply texts');
  await page.getByRole('searchbox').fill('greeting');
  await page.waitForURL(/q=greeting/);
  await page.locator('.texts-list a', { has: page.getByText('greeting', { exact: true }) }).click();
  const drawer = page.getByRole('region', { name: 'Text' }), area = drawer.getByRole('textbox');
  await area.fill('Good day!');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.getByText('This is missing: {shop}').waitFor();
  await area.fill('Good day from {shpo}!');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.getByText('This is not known here: {shpo}').waitFor();
  await isClean(page, 'texts-refused-wide');
  await area.fill('Good day from *{shop}*!');
  await drawer.locator('.texts-preview').getByText('Good day from Wool & Bean!').waitFor();
  await drawer.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Customers read it so from now on.');
  const one = await Phone.open(shop, 'Gita');
  await one.say('hello', 'Good day from *Wool & Bean*!');
  await page.getByText('own words', { exact: true }).waitFor();
  await page.locator('.texts-list a', { has: page.getByText('greeting', { exact: true }) }).click();
  await drawer.getByRole('button', { name: 'Back to the shipped words' }).click();
  await page.locator('#toasts').getByText('The shipped words are back.').hover(); // which keeps it there
  const two = await Phone.open(shop, 'Hugo');
  assert.doesNotMatch((await two.say('hello')).body, /Good day/);
  await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('own words', { exact: true }).waitFor();
  const three = await Phone.open(shop, 'Inga');
  await three.say('hello', 'Good day from');
});

test('what is listened for stands apart, a wording a line; a new one is kept', async (t) => {
  const page = await desk(t);
  await page.getByRole('link', { name: /What it listens for/ }).click();
  await page.locator('.texts-list a', { has: page.getByText('coupon_words', { exact: true }) }).waitFor();
  assert.equal(await page.locator('.texts-list code', { hasText: /^greeting$/ }).count(), 0, 'replies stand elsewhere');
  await isClean(page, 'texts-heard-wide');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Text' }).getByLabel('Wordings of customers').waitFor();
  await page.locator('.texts-list a', { has: page.getByText('price_cheap_words', { exact: true }) }).click();
  const drawer = page.getByRole('region', { name: 'Text' }), area = drawer.getByRole('textbox');
  await soon('its own wordings', async () => /^cheap\ncheapest\n/.test(await area.inputValue()));
  await area.fill(`${await area.inputValue()}\nfor small money\n`);
  await drawer.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'The shop listens for these from now on.');
  const [row] = await shop.sql("SELECT text FROM text_override WHERE key = 'price_cheap_words'");
  assert.match(row.text, /^cheap\|cheapest\|.*\|for small money$/);
});

test('a text with numbers shows its forms; staff only reads', async (t) => {
  await owner.post('/admin/staff', { username: 'ana', password: LONG, role: 'staff' });
  const page = await desk(t, '/only_left', { who: { username: 'ana', password: LONG } });
  const drawer = page.getByRole('region', { name: 'Text' });
  await drawer.getByText('Only an owner can change this.').waitFor();
  assert.equal(await drawer.locator('.texts-preview .bubble').count() >= 1, true);
  assert.equal(await drawer.getByRole('button', { name: 'Save' }).count(), 0);
});

test('clean on a phone, wide, dark and in Arabic', async (t) => {
  for (const [device, viewport] of [['phone', PHONE], ['wide', WIDE]])
    for (const [language, scheme] of [['en', 'light'], ['ar', 'dark']]) {
      const page = await desk(t, '?language=ar', { viewport, scheme, language: language === 'en' ? undefined : language });
      await page.locator('.texts-list li').first().waitFor();
      await isClean(page, `texts-${language}-${device}`);
      await page.goto(`${shop.url}/console/#/texts/only_left?language=ar`);
      await page.locator('.texts-preview').waitFor();
      await isClean(page, `texts-one-${language}-${device}`);
    }
});
