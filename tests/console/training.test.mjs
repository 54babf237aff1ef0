// The training tab in a real browser: a phrase is taught, the bot is trained by a click, and a customer is
// understood; a phrase is taken back and comes back; wide and on a phone, English and Arabic.
import test, { after, before } from 'node:test';
import { ownShop, Phone } from '../http/help.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { isClean, openDesk } from './desk.mjs';

const browser = useBrowser();
let shop;

before(async () => { shop = await ownShop(); });
after(() => shop?.close());

test('a phrase is taught, trained and understood', async (t) => {
  const phone = await Phone.open(shop, 'Zora');
  await phone.say('zibble the frobnitz gnarp', 'did not get that');
  const page = await openDesk(t, browser, shop, '#/faq/training', { viewport: WIDE });
  await page.getByText('The bot reads messages as it was shipped.').waitFor();
  await isClean(page, 'faq-training-empty-wide');
  for (const text of ['zibble the frobnitz gnarp', 'zibble frobnitz', 'when does the frobnitz zibble']) {
    await page.getByLabel('What a customer writes').fill(text);
    await page.getByLabel('It means').selectOption('opening_hours');
    await page.getByRole('button', { name: 'Teach it' }).click();
    await page.locator('.faq-phrase', { hasText: text }).first().waitFor();
  }
  await page.getByRole('button', { name: 'Train now' }).click();
  await page.getByText('Trained with 3 phrases of yours, ').waitFor();
  await isClean(page, 'faq-training-wide');
  await phone.say('zibble the frobnitz gnarp', 'Monday');
});

test('a phrase that is taken back comes back by undo; on a phone and in Arabic', async (t) => {
  const page = await openDesk(t, browser, shop, '#/faq/training', { viewport: PHONE });
  await page.getByRole('button', { name: 'Remove “zibble frobnitz”' }).click();
  await page.locator('#toasts').getByText('The phrase is removed.').waitFor();
  await page.locator('.faq-phrase').nth(2).waitFor({ state: 'detached' });
  await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await page.locator('.faq-phrase', { hasText: 'zibble frobnitz' }).first().waitFor();
  await isClean(page, 'faq-training-phone');
  const arabic = await openDesk(t, browser, shop, '#/faq/training', { viewport: WIDE, language: 'ar' });
  await arabic.locator('.faq-phrase').first().waitFor();
  await isClean(arabic, 'faq-training-arabic');
});
