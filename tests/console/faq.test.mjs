// Questions in a real browser: an unanswered one becomes an entry by clicks and the customer is answered;
// the try, the order, and why a chat was answered; wide and on a phone, English and Arabic.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { ownShop, Phone, soon } from '../http/help.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { go, isClean, openDesk } from './desk.mjs';

const browser = useBrowser();
let shop, owner;

before(async () => { shop = await ownShop({ seed: 'tests/fixtures/bakery.json' }); owner = await shop.login(); });
after(() => shop?.close());

const desk = (t, at = '', more = {}) => openDesk(t, browser, shop, `#/faq${at}`, { viewport: WIDE, ...more });
const toast = (page, text) => page.locator('#toasts').getByText(text).waitFor();
const entries = async () => (await owner.get('/admin/faq')).json.faq;

test('what nobody could answer becomes an entry: checked with past messages, live, and the customer reads it', async (t) => {
  const phone = await Phone.open(shop, 'Wanda');
  for (const text of ['do you rent out ovens?', 'do you rent out your ovens']) await phone.say(text, 'did not get that');
  const page = await desk(t);
  await page.goto(`${shop.url}/console/#/home`);
  await go(page, 'Questions');
  await page.getByRole('navigation', { name: 'Questions' }).getByRole('link', { name: 'Unanswered' }).click();
  const group = page.locator('.faq-group', { hasText: 'rent out' });
  await group.getByText('2×').waitFor();
  await isClean(page, 'faq-unanswered-wide');
  await group.getByRole('button', { name: 'Make an entry' }).click();
  const drawer = page.getByRole('region', { name: 'Entry' });
  await drawer.getByText('Settles 2 unanswered questions.').waitFor();
  await drawer.getByLabel('Answer', { exact: true }).fill('No, ours are always hot.');
  await drawer.getByRole('button', { name: 'Check and save' }).click();
  await drawer.getByText('2 past messages would now be answered by this entry.').waitFor();
  await isClean(page, 'faq-checked-wide');
  assert.ok(!(await entries()).some((f) => /ovens/.test(f.question)), 'nothing is live yet');
  await drawer.getByRole('button', { name: 'Go live' }).click();
  await toast(page, 'Customers get this answer from now on.');
  await phone.say('do you rent out ovens?', 'always hot');
  await page.getByText('rent out').first().waitFor({ state: 'detached' });
});

test('an entry is written in another language, and a customer who speaks it reads that', async (t) => {
  const entry = (await entries()).find((f) => f.question === 'How long does the bread keep?');
  const page = await desk(t, `/${entry.id}`);
  const drawer = page.getByRole('region', { name: 'Entry' });
  await drawer.getByText('In other languages').click();
  await drawer.getByLabel('Language to write in').selectOption('es');
  assert.equal(await drawer.locator('#faq-tongue-question').inputValue(), entry.translations.es.question);
  await drawer.locator('#faq-tongue-answer').fill('Cuatro días en bolsa de papel.');
  await drawer.locator('#faq-tongue-phrasings').fill('cuánto aguanta el pan\n\nse pone duro pronto');
  await isClean(page, 'faq-tongues-wide');
  await drawer.getByRole('button', { name: 'Check and save' }).click();
  const live = drawer.getByRole('button', { name: 'Go live' });
  await Promise.race([toast(page, 'Customers get this answer from now on.'), live.click()]);
  await toast(page, 'Customers get this answer from now on.');
  const saved = (await entries()).find((f) => f.id === entry.id).translations;
  assert.deepEqual(saved, { ...entry.translations, es: { ...entry.translations.es, answer: 'Cuatro días en bolsa de papel.', phrasings: ['cuánto aguanta el pan', 'se pone duro pronto'] } });
  const phone = await Phone.open(shop, 'Blanca');
  await phone.say('español por favor', 'español');
  await phone.say('¿se pone duro pronto?', 'Cuatro días en bolsa');
});

test('one more wording for an entry that is there; a pattern that does not do names its line', async (t) => {
  const phone = await Phone.open(shop, 'Willy');
  await phone.say('ovens to let by the hour, possible?');
  await shop.say('blorp the snark', { from: 'whatsapp:+34655999111' });
  const page = await desk(t, '/unanswered', { expected: [/400/] });
  const group = page.locator('.faq-group', { hasText: 'blorp' });
  await group.getByLabel('Entry that answers this').selectOption({ label: 'do you rent out your ovens' }).catch(() => group.getByLabel('Entry that answers this').selectOption({ index: 0 }));
  await group.getByRole('button', { name: 'Add to it' }).click();
  const drawer = page.getByRole('region', { name: 'Entry' });
  await drawer.locator('details:has(#faq-patterns) summary').click();
  await drawer.locator('#faq-patterns').fill('fine\n(a+)+b');
  await drawer.getByRole('button', { name: 'Check and save' }).click();
  await drawer.getByText('Line 2 does not do: it takes too many steps').waitFor();
  await drawer.locator('#faq-patterns').fill('');
  await drawer.getByRole('button', { name: 'Check and save' }).click();
  await drawer.getByRole('button', { name: 'Go live' }).click();
  await toast(page, 'Customers get this answer from now on.');
  assert.ok((await entries()).some((f) => f.phrasings.includes('blorp the snark')));
});

test('a try shows what a customer would read and which entries came near', async (t) => {
  const page = await desk(t, '/try');
  await page.getByLabel('What a customer might write').fill('what are your opening hours');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await page.locator('.faq-ranked').getByText('answers', { exact: true }).waitFor();
  await isClean(page, 'faq-try-wide');
});

test('entries are moved, removed with a way back', async (t) => {
  const page = await desk(t), [first, second] = await entries();
  await page.getByRole('button', { name: `Move “${first.question}” down` }).click();
  await soon('moved', async () => (await entries())[1].id === first.id);
  await page.getByRole('link', { name: second.question }).click();
  await page.getByRole('region', { name: 'Entry' }).getByRole('button', { name: 'Remove' }).click();
  await toast(page, 'The entry is removed.');
  assert.ok(!(await entries()).some((f) => f.question === second.question));
  await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await soon('it is back', async () => (await entries()).some((f) => f.question === second.question));
});

test('a chat shows why it was answered so, and what else it could have been', async (t) => {
  const phone = await Phone.open(shop, 'Nosy');
  await phone.say('what are your opening hours');
  const [{ id }] = await shop.sql(`SELECT customer_id AS id FROM address WHERE channel_address = '${phone.address}'`);
  const page = await openDesk(t, browser, shop, `#/chats/${id}`, { viewport: WIDE });
  const details = page.locator('.bubble.out details.why');
  await details.first().locator('summary').click();
  await details.first().getByText('It could also have been:').waitFor();
  await isClean(page, 'chats-why-wide');
});

test('clean on a phone, wide, dark and in Arabic', async (t) => {
  const [{ id }] = await entries();
  await shop.say('is the miller a wizard?', { from: 'whatsapp:+34655999222' });
  for (const [device, viewport] of [['phone', PHONE], ['wide', WIDE]])
    for (const [language, scheme] of [['en', 'light'], ['ar', 'dark']]) {
      const page = await desk(t, '', { viewport, scheme, language: language === 'en' ? undefined : language });
      await page.locator('.faq-list li').first().waitFor();
      await isClean(page, `faq-${language}-${device}`);
      await page.goto(`${shop.url}/console/#/faq/unanswered`);
      await page.locator('.faq-group').first().waitFor();
      await isClean(page, `faq-unanswered-${language}-${device}`);
      await page.goto(`${shop.url}/console/#/faq/${id}`);
      await page.locator('.drawer #faq-answer').waitFor();
      await isClean(page, `faq-one-${language}-${device}`);
    }
});
