// Customers in a real browser: found by a phone in any spelling, tagged, noted, blocked, exported, erased;
// wide and on a phone, English and Arabic, with axe-core's eyes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { ownShop, Phone, soon } from '../http/help.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { go, isClean, openDesk, placeOrder, signIn } from './desk.mjs';

const browser = useBrowser();
const LONG = 'a password of good length';
let shop, owner;

before(async () => { shop = await ownShop(); owner = await shop.login(); });
after(() => shop?.close());

const desk = (t, at = '', more = {}) => openDesk(t, browser, shop, `#/customers${at}`, { viewport: WIDE, ...more });
const toast = (page, text) => page.locator('#toasts').getByText(text).waitFor();
const idOf = async (name) => (await shop.sql(`SELECT id FROM customer WHERE name = '${name}'`))[0].id;
const finish = async (order) => { for (const status of ['confirmed', 'shipped', 'delivered']) await owner.put(`/admin/orders/${order.id}/status`, { status }); };

test('a customer is found by a phone as people write it; tag, note and block reach the shop', async (t) => {
  const { phone } = await placeOrder(shop, 'Hanna Habit');
  const id = await idOf('Hanna Habit'), number = phone.address.replace(/\D/g, '');
  const page = await desk(t);
  await page.goto(`${shop.url}/console/#/home`);
  await go(page, 'Customers');
  await page.getByRole('searchbox').fill(`00${number.slice(0, 2)} ${number.slice(2, 5)}-${number.slice(5)}`);
  await page.waitForURL(/q=00/);
  await page.getByRole('link', { name: 'Hanna Habit' }).click();
  const drawer = page.getByRole('region', { name: 'Customer' });
  await drawer.getByText('in 1 order').waitFor();
  await drawer.getByLabel('New tag').fill('regular');
  await drawer.getByRole('button', { name: 'Add', exact: true }).click();
  await drawer.getByRole('button', { name: 'Remove the tag “regular”' }).waitFor();
  await drawer.getByLabel('Note').fill('Likes black');
  await drawer.getByRole('button', { name: 'Add note' }).click();
  await drawer.getByText('Likes black').waitFor();
  await soon('both are kept', async () => (await shop.sql(`SELECT (SELECT count(*) FROM customer_tag WHERE customer_id = ${id} AND tag = 'regular') +
    (SELECT count(*) FROM chat_note WHERE customer_id = ${id} AND body = 'Likes black') AS n`))[0].n === 2);
  await isClean(page, 'customers-wide-one');
  await drawer.getByRole('button', { name: 'Block' }).click();
  await toast(page, 'Hanna Habit is blocked');
  await phone.saysInVain('hello');
  await drawer.getByRole('button', { name: 'Unblock' }).click();
  await toast(page, 'Hanna Habit is answered again');
  await phone.say('hello', 'Browse products');
  await drawer.getByRole('button', { name: 'Remove the tag “regular”' }).click();
  await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await drawer.getByRole('button', { name: 'Remove the tag “regular”' }).waitFor();
  await drawer.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('searchbox').fill('');
  await soon('the tag is offered', () => page.getByLabel('Tag').locator('option').count().then((n) => n === 2));
  await page.getByLabel('Tag').selectOption('regular');
  await page.getByRole('link', { name: 'Hanna Habit' }).waitFor();
  assert.match(page.url(), /tag=regular/);
});

test('export gives one file; erase asks for what must be typed, and then nobody finds them', async (t) => {
  const { order } = await placeOrder(shop, 'Gustav Going', '1 black hoodie in M');
  const id = await idOf('Gustav Going'), [{ phone }] = await shop.sql(`SELECT phone FROM customer WHERE id = ${id}`);
  const page = await desk(t, `/${id}`, { expected: [/409/, /404/] });
  const drawer = page.getByRole('region', { name: 'Customer' });
  const [file] = await Promise.all([page.waitForEvent('download'), drawer.getByRole('button', { name: 'Export' }).click()]);
  assert.equal(file.suggestedFilename(), `customer-${id}.json`);
  const all = JSON.parse(readFileSync(await file.path(), 'utf8'));
  assert.deepEqual([all.customer.phone, all.orders[0].number], [phone, order.number]);
  await drawer.getByRole('button', { name: 'Erase' }).click();
  const dialog = page.getByRole('dialog'), yes = dialog.getByRole('button', { name: 'Erase' });
  assert.ok(await yes.isDisabled());
  await dialog.getByRole('textbox').fill('somebody');
  assert.ok(await yes.isDisabled());
  await isClean(page, 'customers-erase');
  await dialog.getByRole('textbox').fill(phone);
  await yes.click();
  await dialog.getByText('An order is not done yet').waitFor();
  await finish(order);
  await yes.click();
  await toast(page, 'The customer is erased.');
  await page.getByRole('link', { name: 'Gustav Going' }).waitFor({ state: 'detached' });
  assert.deepEqual(await shop.sql(`SELECT name, phone FROM customer WHERE id = ${id}`), [{ name: null, phone: null }]);
  await page.goto(`${shop.url}/console/#/orders/${order.id}`);
  await page.getByRole('region', { name: 'Order' }).getByText(order.number).waitFor();
  await isClean(page, 'orders-erased');
});

test('a viewer looks and is offered nothing to change; staff may not erase', async (t) => {
  await owner.post('/admin/staff', { username: 'vic', password: LONG, role: 'viewer' });
  const id = await idOf('Hanna Habit');
  const page = await desk(t, `/${id}`, { who: { username: 'vic', password: LONG } });
  const drawer = page.getByRole('region', { name: 'Customer' });
  await drawer.getByRole('link', { name: 'Open chat' }).waitFor();
  for (const name of ['Block', 'Export', 'Erase', 'Add note']) assert.equal(await drawer.getByRole('button', { name }).count(), 0, name);
});

test('clean on a phone, wide, dark and in Arabic', async (t) => {
  await Phone.open(shop, 'زبيدة').then((phone) => phone.say('hello'));
  const id = await idOf('Hanna Habit');
  for (const [device, viewport] of [['phone', PHONE], ['wide', WIDE]])
    for (const [language, scheme] of [['en', 'light'], ['en', 'dark'], ['ar', 'light']]) {
      const page = await desk(t, '', { viewport, scheme, language: language === 'en' ? undefined : language });
      await page.getByText('زبيدة').waitFor();
      await isClean(page, `customers-${language}-${scheme}-${device}`);
      await page.goto(`${shop.url}/console/#/customers/${id}`);
      await page.locator('.drawer').getByText('Likes black').waitFor();
      await isClean(page, `customers-one-${language}-${scheme}-${device}`);
      if (device === 'phone') assert.equal(await page.locator('.behind').evaluate((e) => e.inert), true);
    }
});
