// An order's money in the console: the owner switches a way to pay on, looks at a proof, says no and
// yes, and gives money back; on a phone, on a desk, in Arabic.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { PNG, Phone, ownShop, soon } from '../http/help.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { isClean, openDesk } from './desk.mjs';

const browser = useBrowser();
let shop;
before(async () => { shop = await ownShop(); });
after(() => shop?.close());

const drawer = (page) => page.getByRole('region', { name: /^(Order|الطلب)$/ });
const standing = async (order) => (await shop.sql(`SELECT payment_status FROM orders WHERE id = ${order.id}`))[0].payment_status;

// Somebody who pays by transfer and has sent a photo of it.
async function proven(name) {
  const phone = await Phone.open(shop, name);
  for (const text of ['2 house mugs', 'checkout', name, 'pickup', 'yes']) await phone.say(text);
  await phone.tap('Bank transfer', 'Reference');
  const sent = await phone.photo(PNG);
  await phone.hears(sent, 'We look at your transfer');
  const [order] = await shop.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
  await soon('the photo is kept', async () => (await shop.sql(`SELECT status FROM media ORDER BY id DESC LIMIT 1`))[0].status === 'kept');
  return { phone, order, sent };
}

test('the owner switches transfers on; without an account it is refused in words', async (t) => {
  const page = await openDesk(t, browser, shop, '#/settings/shop', { viewport: PHONE, expected: [/400/] });
  const form = page.locator('form', { has: page.getByRole('heading', { name: 'Paying' }) });
  await form.getByLabel(/by bank transfer/).check();
  await form.getByLabel('Account for transfers').fill('Wool & Bean\nIBAN DE02 1203 0000 0000 2020 51');
  await isClean(page, 'settings-paying-phone');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  assert.equal((await shop.sql("SELECT value FROM setting WHERE name = 'shop.pay_bank'"))[0].value, '1');
  await form.getByLabel(/in cash/).uncheck();
  await form.getByLabel(/by bank transfer/).uncheck();
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('At least one way to pay is needed.').waitFor();
  await form.getByRole('button', { name: 'Undo my changes' }).click();
  assert.ok(await form.getByLabel(/by bank transfer/).isChecked());
});

test('on a phone: a proof is looked at, rejected with a reason, and its customer sends another', async (t) => {
  const { phone, order, sent } = await proven('Pia Proof');
  const page = await openDesk(t, browser, shop, '#/orders', { viewport: PHONE });
  await page.locator('tr').getByText('Proof to check').first().waitFor();
  await page.getByRole('link', { name: 'Pia Proof' }).click();
  const photo = drawer(page).getByRole('link', { name: 'Proof of the transfer' }).locator('img');
  await photo.waitFor();
  assert.ok(await photo.evaluate((img) => img.decode().then(() => img.naturalWidth > 0)), 'the picture is really shown');
  await isClean(page, 'order-proof-phone');
  await drawer(page).getByRole('button', { name: 'Reject' }).click();
  await page.getByLabel('Reason').fill('The amount cannot be read.');
  await isClean(page, 'order-reject-phone');
  await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
  await phone.hears(sent, 'The amount cannot be read.');
  await drawer(page).getByText('Proof rejected by owner').waitFor();
  assert.equal(await standing(order), 'unpaid');
  await phone.photo(PNG);
  await drawer(page).getByRole('button', { name: 'Approve payment' }).waitFor();
  await drawer(page).getByText('Proof to check').first().waitFor();
  await drawer(page).getByRole('button', { name: 'Approve payment' }).click();
  await page.getByText('Approved. The customer gets a message.').waitFor();
  await phone.hears(sent, 'received your payment of €25.00');
  assert.equal(await standing(order), 'paid');
  await drawer(page).getByRole('button', { name: 'Refund' }).click();
  await isClean(page, 'order-refund-phone');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount').fill('26');
  await dialog.getByRole('button', { name: 'Refund' }).click();
  await dialog.getByText('That is an amount up to €25.00.').waitFor();
  await dialog.getByLabel('Amount').fill('10,50');
  await dialog.getByLabel('Reason').fill('a chip');
  await dialog.getByRole('button', { name: 'Refund' }).click();
  await page.getByText('The refund is noted.').waitFor();
  await phone.hears(sent, 'refunded €10.50');
  await drawer(page).getByText('Partly refunded').first().waitFor();
  assert.equal(await standing(order), 'part_refunded');
  await isClean(page, 'order-refunded-phone');
});

test('an approval that fails is rolled back at once', async (t) => {
  const { order } = await proven('Rolf Roll');
  const page = await openDesk(t, browser, shop, `#/orders/${order.id}`, { viewport: WIDE, expected: [/503/] });
  await drawer(page).getByRole('button', { name: 'Approve payment' }).waitFor();
  await page.route('**/approve', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503,"code":"busy","error":"Busy"}' }));
  await drawer(page).getByRole('button', { name: 'Approve payment' }).click();
  await page.getByText('Busy for a moment; please try again.').waitFor();
  await drawer(page).getByRole('button', { name: 'Approve payment' }).waitFor();
  assert.equal(await standing(order), 'proof_sent');
  await isClean(page, 'order-proof-wide');
  // What came was for two pieces; one is left.
  await drawer(page).getByRole('button', { name: 'Change quantities' }).click();
  await page.getByRole('dialog').getByRole('spinbutton').fill('1');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await drawer(page).getByText('€12.50 more than is due now').waitFor();
  await page.unroute('**/approve');
  await drawer(page).getByRole('button', { name: 'Approve payment' }).click();
  await drawer(page).getByText('Paid too much: €12.50. It can be refunded.').waitFor();
  await isClean(page, 'order-excess-wide');
});

test('orders are narrowed by how they stand with their money, in the address', async (t) => {
  await proven('Nora Narrow');
  const page = await openDesk(t, browser, shop, '#/orders', { viewport: WIDE });
  await page.getByRole('link', { name: 'Pia Proof' }).waitFor();
  await page.getByText('Filter and sort').click();
  await page.getByLabel('Payment').selectOption('Proof to check');
  await page.waitForURL(/#\/orders\?payment=proof_sent$/);
  await page.getByRole('link', { name: 'Pia Proof' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Nora Narrow' }).waitFor();
  const [{ n }] = await shop.sql("SELECT count(*) AS n FROM orders WHERE payment_status = 'proof_sent'");
  await page.getByRole('navigation', { name: /status/ }).getByRole('link', { name: new RegExp(`All\\s*${n}`) }).waitFor();
  await page.getByRole('navigation', { name: /status/ }).getByRole('link', { name: /Shipped/ }).click();
  await page.waitForURL(/payment=proof_sent&status=shipped|status=shipped&payment=proof_sent/);
  await page.goBack();
  await page.reload();
  await page.getByRole('link', { name: 'Nora Narrow' }).waitFor();
  await isClean(page, 'orders-by-payment-wide');
  const owner = await shop.login();
  const seen = (await owner.get('/admin/orders?payment=proof_sent')).json;
  assert.ok(seen.orders.length === n && seen.orders.every((o) => o.payment_status === 'proof_sent'));
  assert.equal((await owner.get('/admin/orders?payment=gold')).json.field, 'payment');
});

test('the photo stands in the chat, and Arabic and the dark look well', async (t) => {
  const { order } = await proven('Amal Chat');
  const page = await openDesk(t, browser, shop, `#/chats/${order.customer_id}`, { viewport: WIDE });
  const photo = page.getByRole('log').locator('img.sent');
  await photo.waitFor();
  assert.ok(await photo.evaluate((img) => img.decode().then(() => img.naturalWidth > 0)));
  await isClean(page, 'chat-photo');
  const arabic = await openDesk(t, browser, shop, `#/orders/${order.id}`, { viewport: PHONE, language: 'ar', scheme: 'dark' });
  await drawer(arabic).getByRole('button', { name: 'اقبل الدفع' }).waitFor();
  await isClean(arabic, 'order-proof-ar-phone');
});
