// The phone page, in a real browser: what a visitor of `make run` does first. Words and taps go,
// signed, through nginx to the webhook; what comes back is seen on the phone.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { ownShop, soon } from '../http/help.mjs';
import { looksRight, openPage, PHONE, useBrowser, WIDE } from './browser.mjs';

const browser = useBrowser();
let shop;
before(async () => { shop = await ownShop(); });
after(() => shop?.close());

const open = (t, viewport, more) => openPage(t, browser, `${shop.url}/simulator/`, viewport, more);
const bubbles = (phone) => phone.locator('.theirs');

// Does something and waits until the shop's next messages hold these words; earlier ones do not count.
async function hears(phone, words, doing) {
  const before = await bubbles(phone).count();
  await doing();
  const wanted = words instanceof RegExp ? words : { test: (text) => text.includes(words) };
  await soon(`the phone hears ${words}`, async () =>
    (await bubbles(phone).allInnerTexts()).slice(before).some((text) => wanted.test(text)));
}
const say = (phone, text, answer) => hears(phone, answer, async () => {
  await phone.locator('textarea').fill(text);
  await phone.locator('textarea').press('Enter');
});
const tap = (phone, title, answer) => hears(phone, answer, () =>
  phone.getByRole('button', { name: title, exact: true }).last().click());

test('an order by words and taps, told in the phone', async (t) => {
  const page = await open(t, WIDE);
  const phone = page.locator('.phone').first();
  await say(phone, 'hi', 'Wool & Bean');
  await say(phone, '2 black hoodies in L and a mug pls', '92.30');
  await looksRight(page, 'simulator-cart');
  await tap(phone, 'Checkout', 'name');
  await tap(phone, 'Ana', /pickup/i);
  await tap(phone, 'Pickup', /2 x Classic Hoodie/);
  await tap(phone, 'Yes, place order', /ORD-\d{8}-/);
  const [order] = await shop.sql('SELECT number, total_minor, status FROM orders');
  assert.equal(order.total_minor, 9230);
  assert.equal(order.status, 'pending');
  assert.match(await bubbles(phone).last().innerText(), new RegExp(order.number));
  await bubbles(phone).last().locator('.mark', { hasText: /read/i }).waitFor();
  await looksRight(page, 'simulator-order');
});

test('a product shows its photo, a list opens as a sheet, at phone width too', async (t) => {
  const page = await open(t, PHONE);
  const phone = page.locator('.phone').first();
  await say(phone, 'canvas tote', 'Canvas Tote');
  await phone.locator('.theirs img').last().waitFor();
  const drawn = await phone.locator('.theirs img').last().evaluate(async (img) => { await img.decode(); return img.naturalWidth; });
  assert.equal(drawn, 640);
  await looksRight(page, 'simulator-card-phone');
  await say(phone, 'menu', 'Browse products');
  await phone.locator('.tap').last().click();
  await looksRight(page, 'simulator-list-phone');
  await hears(phone, /cart/i, () => phone.locator('.list-row', { hasText: 'My cart' }).click());
});

test('switches: a forged message is refused and marked, a repeated one has one effect', async (t) => {
  const page = await open(t, WIDE, { expected: [/403/] });
  const phone = page.locator('.phone').first();
  await shop.simulator.post('/switches', { forge: true });
  const before = (await shop.sql('SELECT count(*) AS n FROM inbound'))[0].n;
  await phone.locator('textarea').fill('let me in');
  await phone.locator('textarea').press('Enter');
  await phone.locator('.mine').last().locator('.mark', { hasText: /403|refused|not/i }).waitFor();
  assert.equal((await shop.sql('SELECT count(*) AS n FROM inbound'))[0].n, before, 'nothing was stored');
  await shop.simulator.post('/switches', { forge: false, duplicate: 3, duplicate_at_once: true });
  await say(phone, 'do you ship to Portugal?', /deliver/i);
  await shop.simulator.post('/switches', { duplicate: 1 });
  assert.equal((await shop.sql('SELECT count(*) AS n FROM inbound'))[0].n, before + 1);
});

test('another customer, without a number, stands beside the first', async (t) => {
  const page = await open(t, WIDE, { scheme: 'dark' });
  await page.locator('#add').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Ben');
  await page.locator('input[value=username]').check();
  await page.locator('#new-form [type=submit]').click();
  const phone = page.locator('[aria-label="Ben’s phone"]');
  await phone.waitFor();
  await say(phone, 'hello', 'Wool & Bean');
  assert.ok((await page.locator('.phone').count()) >= 2);
  const [row] = await shop.sql("SELECT phone FROM customer WHERE profile_name = 'Ben'");
  assert.equal(row.phone, null);
  await looksRight(page, 'simulator-two-dark');
});
