// Delivery, hours, taxes, coupons and what is in an order, by clicks in Chromium; each ends in what a
// customer reads in the chat.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { ownShop, Phone, soon } from '../http/help.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { isClean, openDesk, placeOrder } from './desk.mjs';

const browser = useBrowser();
let shop, owner;
// From a shop that has said nothing of all this yet.
before(async () => {
  shop = await ownShop();
  owner = await shop.login();
  const { version } = (await owner.get('/admin/delivery')).json;
  assert.equal((await owner.put('/admin/delivery', { zones: [], hours: [], closed_days: [] }, { 'if-match': `"${version}"` })).status, 200);
  for (const one of (await owner.get('/admin/coupons')).json.coupons) assert.equal((await owner.delete(`/admin/coupons/${one.id}`)).status, 204);
});
after(() => shop?.close());
const desk = (t, at, more = {}) => openDesk(t, browser, shop, at, { viewport: WIDE, ...more });
const toast = (page, text) => page.locator('#toasts').getByText(text).first().waitFor();
const terms = async () => (await owner.get('/admin/delivery')).json;

test('a zone, an evening and a holiday set by clicks are what the next customer reads', async (t) => {
  const page = await desk(t, '#/settings/delivery', { expected: [/400/] });
  await page.getByText('No zones').waitFor();
  await page.getByRole('button', { name: 'Add a zone' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the zone').fill('Old Town');
  await dialog.getByLabel('Postcodes and places').fill('1100*\nAlfama');
  await dialog.getByLabel('Fee').fill('two');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').getByText('A fee is an amount').waitFor();
  await isClean(page, 'terms-zone');
  await dialog.getByLabel('Fee').fill('2,00');
  await dialog.getByLabel('Free delivery from').fill('20');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Saved.');
  await page.getByText('free from €20.00').waitFor();
  await page.getByLabel('Deliver to these zones only').check();
  await toast(page, 'Saved.');
  await page.getByRole('button', { name: 'Change Monday' }).click();
  await dialog.getByRole('button', { name: 'Add hours' }).click();
  await dialog.getByLabel('Opens').fill('09:30');
  await dialog.getByLabel('Closes').fill('13:00');
  await isClean(page, 'terms-hours');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('09:30–13:00').waitFor();
  await page.getByRole('button', { name: 'Add a closed day' }).click();
  await dialog.getByLabel('Day').fill('2030-12-25');
  await dialog.getByLabel('What for?').fill('Christmas');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Christmas').waitFor();
  const is = await terms();
  assert.deepEqual([is.zones[0].name, is.zones[0].areas, is.zones[0].fee_minor, is.zones_only, is.hours, is.closed_days],
    ['Old Town', ['1100*', 'Alfama'], 200, true, [{ weekday: 0, opens: '09:30', closes: '13:00' }], [{ day: '2030-12-25', note: 'Christmas' }]]);
  const phone = await Phone.open(shop, 'Zoe');
  for (const text of ['a house mug', 'checkout', 'Zoe', 'delivery']) await phone.say(text);
  await phone.say('9 Far Street, 4000 Porto', 'We deliver to: Old Town');
  await phone.say('Beco do Carneiro 3, Alfama', 'Delivery: €2.00');
  await phone.say('yes', /ORD-/);
  await page.getByRole('button', { name: 'Remove Old Town' }).click();
  await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('1100*, Alfama').waitFor();
  assert.equal((await terms()).zones.length, 1, 'the undo brought it back');
});

test('what was typed stays when the form’s list comes late, when the shop says no, and when a kind is chosen', async (t) => {
  const page = await desk(t, '#/settings/delivery', { expected: [/Failed to load.*500/] });
  const dialog = page.getByRole('dialog');
  let come;
  const late = new Promise((done) => { come = done; });
  await page.route('**/admin/products?limit=100', async (route) => { await late; await route.continue(); });
  await page.getByRole('button', { name: 'Add a rate' }).click();
  await dialog.getByLabel('Name of the rate').fill('Late');
  await dialog.getByLabel('Percent').fill('7');
  await dialog.getByLabel('How it is counted').selectOption('no');
  await dialog.getByLabel('The usual rate of all products').setChecked(false);
  come();
  await dialog.getByText('Products with this rate').waitFor();
  await page.route('**/admin/delivery', (route) => (route.request().method() === 'PUT' ? route.fulfill({ status: 500, body: '{}' }) : route.continue()));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').waitFor();
  assert.equal(await dialog.getByLabel('Name of the rate').inputValue(), 'Late');
  assert.equal(await dialog.getByLabel('Percent').inputValue(), '7');
  assert.equal(await dialog.getByLabel('How it is counted').inputValue(), 'no');
  assert.equal(await dialog.getByLabel('The usual rate of all products').isChecked(), false);
  await page.goto(`${shop.url}/console/#/settings/coupons`);
  await page.getByRole('button', { name: 'Add a code' }).click();
  await dialog.locator('[name=minimum]').fill('20');
  await dialog.locator('[name=kind]').selectOption('delivery');
  assert.equal(await dialog.locator('[name=minimum]').inputValue(), '20');
});

test('a tax on top and one for a single product', async (t) => {
  const page = await desk(t, '#/settings/delivery');
  const dialog = page.getByRole('dialog');
  for (const [name, percent, how, usual] of [['VAT', '20', 'no', true], ['Low', '5', 'yes', false]]) {
    await page.getByRole('button', { name: 'Add a rate' }).click();
    await dialog.getByLabel('Name of the rate').fill(name);
    await dialog.getByLabel('Percent').fill(percent);
    await dialog.getByLabel('How it is counted').selectOption(how);
    await dialog.getByLabel('The usual rate of all products').setChecked(usual);
    if (!usual) { await dialog.getByText('Products with this rate').click(); await dialog.getByLabel('House Mug').check(); await isClean(page, 'terms-tax'); }
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.locator('.set-list').getByText(name, { exact: true }).waitFor();
  }
  const phone = await Phone.open(shop, 'Tom');
  for (const text of ['2 house mugs and a cold brew bag', 'checkout', 'Tom']) await phone.say(text);
  const summary = await phone.say('pickup', 'Shall I place');
  assert.match(summary.body, /Tax: €1\.50[\s\S]*Total: €34\.00[\s\S]*including €1\.19/);
  await isClean(page, 'terms-wide');
  // The same where the product is: the cold brew bag at the low rate from now on.
  const [bag] = await shop.sql("SELECT p.id FROM product p WHERE p.name LIKE 'Cold Brew%'");
  await page.goto(`${shop.url}/console/#/products/${bag.id}`);
  const tax = page.getByLabel('Tax', { exact: true });
  assert.match(await tax.locator('option').first().textContent(), /The usual rate: VAT \(20%\)/);
  await tax.selectOption({ label: 'Low (5%)' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('#toasts').getByText('saved', { exact: false }).first().waitFor();
  await isClean(page, 'product-tax-wide');
  await phone.say('cancel');
  for (const text of ['checkout']) await phone.say(text);
  const again = await phone.say('pickup', 'Shall I place');
  assert.doesNotMatch(again.body, /\nTax: /);
  assert.match(again.body, /Total: €32\.50/);
});

test('a code added by clicks counts in the chat, and is switched off with a way back', async (t) => {
  const page = await desk(t, '#/settings/coupons', { expected: [/409/] });
  const dialog = page.getByRole('dialog');
  await page.getByText('No codes').waitFor();
  await page.getByRole('button', { name: 'Add a code' }).click();
  await dialog.getByLabel('Code', { exact: true }).fill('SPRING10');
  await dialog.getByLabel('Percent', { exact: true }).fill('10');
  await dialog.getByLabel('For orders from').fill('20');
  await dialog.getByLabel('Uses per customer (empty: any)').fill('1');
  await isClean(page, 'terms-coupon');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('from €20.00 · once per customer').waitFor();
  await page.getByRole('button', { name: 'Add a code' }).click();
  await dialog.getByLabel('Code', { exact: true }).fill('spring10');
  await dialog.getByLabel('Percent', { exact: true }).fill('20');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').getByText('There is such a code already').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const phone = await Phone.open(shop, 'Kit');
  for (const text of ['3 cold brew bags', 'checkout', 'Kit', 'pickup']) await phone.say(text);
  await phone.say('I have a code SPRING10', 'Discount (SPRING10)');
  await phone.say('yes', /ORD-/);
  await page.reload();
  await page.getByText('used once').waitFor();
  await page.getByRole('button', { name: 'Switch off SPRING10' }).click();
  await toast(page, 'counts no more');
  await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Switch off SPRING10' }).waitFor();
  await soon('it counts again', async () => (await owner.get('/admin/coupons')).json.coupons[0].active);
});

test('quantities changed while an order waits, pieces and then all of it cancelled with a reason; the customer reads each', async (t) => {
  const { order, hears } = await placeOrder(shop, 'Ella Wood', '3 house mugs and a cold brew bag');
  const page = await desk(t, `#/orders/${order.id}`, { viewport: PHONE, expected: [/409/] });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Change quantities' }).click();
  await dialog.getByLabel('House Mug').fill('9000');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').getByText('not enough in stock').waitFor();
  await dialog.getByLabel('House Mug').fill('2');
  await dialog.getByLabel('Reason').fill('one had a crack');
  await isClean(page, 'order-edit');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'is changed');
  await hears('changed your order', '2 x House Mug');
  await page.getByText('“one had a crack”').waitFor();
  await page.getByRole('button', { name: 'Confirm order' }).click();
  await page.getByRole('button', { name: 'Cancel pieces' }).click();
  await dialog.getByLabel('Cold Brew').fill('1');
  await dialog.getByRole('button', { name: 'Cancel these pieces' }).click();
  await page.getByText('(1 cancelled)').waitFor();
  assert.deepEqual(await shop.sql(`SELECT quantity, cancelled FROM order_item WHERE order_id = ${order.id} ORDER BY id`), [{ quantity: 2, cancelled: 0 }, { quantity: 0, cancelled: 1 }]);
  await isClean(page, 'order-edited');
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await dialog.getByLabel('Reason').fill('she moved');
  await dialog.getByRole('button', { name: 'Cancel the order' }).click();
  await hears(order.number, 'cancelled');
  assert.deepEqual(await shop.sql(`SELECT to_status, reason, actor FROM order_event WHERE order_id = ${order.id} ORDER BY id DESC LIMIT 1`), [{ to_status: 'cancelled', reason: 'she moved', actor: 'staff:owner' }]);
});
