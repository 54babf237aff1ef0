// The console as the owner uses it: Chromium through the real nginx, by clicks and keys. An order
// comes in by the signed webhook. No screen may break the content security policy, write an error
// to the console or scroll sideways, on a phone as on a desk.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { newCustomer, ownShop, Phone, soon } from '../http/help.mjs';
import { OWNER } from '../http/shop.mjs';
import { looksRight, openPage, PHONE, useBrowser, WIDE } from './browser.mjs';
import { go, signIn } from './desk.mjs';

const browser = useBrowser();
let shop;

before(async () => { shop = await ownShop(); });
after(() => shop?.close());

const open = (t, viewport, more) => openPage(t, browser, `${shop.url}/console/`, viewport, more);

const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor();

// A customer at the simulator orders: every word goes, signed, through nginx to the webhook.
async function placeOrder(name) {
  const phone = await Phone.open(shop, name);
  let last;
  for (const text of ['2 black hoodies in L', 'checkout', name, 'pickup', 'yes']) last = await phone.say(text);
  const [order] = await shop.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
  assert.equal(order.name, name, 'the chat made an order');
  return { order, hears: (...wanted) => phone.hears(last, ...wanted) };
}

test('an empty shop says what to do next, on every screen', async (t) => {
  const page = await open(t, WIDE);
  await signIn(page);
  for (const [screen, says] of [['Orders', 'No orders yet'], ['Chats', 'Nobody has written yet'], ['Customers', 'No customers yet'],
    ['Products', 'Products'], ['Home', 'No orders yet']]) {
    await go(page, screen);
    await heading(page, says);
    await looksRight(page, `empty-${screen}`);
  }
});

test('a wrong password is told, the right one opens; the keyboard is enough', async (t) => {
  const page = await open(t, WIDE, { expected: [/401/] });
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('owner');
  await page.keyboard.press('Tab');
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('User name or password is wrong.').waitFor();
  await page.keyboard.press('Escape');
  assert.ok(await page.getByRole('dialog').isVisible(), 'Escape does not open the shop');
  await page.keyboard.type(OWNER.password); // the wrong one is selected
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ['waiter.user'], 'nothing secret is kept');
});

for (const [device, viewport] of [['wide', WIDE], ['phone', PHONE]])
  test(`${device}: an order comes in by the webhook, is confirmed by a click, and the customer hears of it`, async (t) => {
    const page = await open(t, viewport);
    await signIn(page);
    await go(page, 'Orders');
    const name = `Vera ${device}`;
    const { order, hears } = await placeOrder(name);
    // Nobody touches the page: it comes by itself.
    await page.getByRole('link', { name: new RegExp(name) }).click();
    await heading(page, order.number);
    await page.getByText('2 × Classic Hoodie').waitFor();
    await page.getByText('€79.80').last().waitFor();
    await looksRight(page, `${device}-order`);
    await page.getByRole('button', { name: 'Confirm order' }).click();
    await page.getByText(`${order.number} is confirmed.`).waitFor();
    await page.getByRole('button', { name: 'Mark as shipped' }).waitFor();
    await page.getByText('Confirmed by owner').waitFor();
    await hears(order.number, /confirmed/i);

    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('button', { name: 'Keep as it is' }).click();
    assert.equal((await shop.sql(`SELECT status FROM orders WHERE id = ${order.id}`))[0].status, 'confirmed');
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await page.getByText('Cancelled by owner').waitFor();
    assert.equal(await page.locator('.drawer .actions').count(), 0, 'nothing more can be done');
    await page.locator('.drawer').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('navigation', { name: 'Orders by status' }).getByRole('link', { name: /Cancelled/ }).click();
    await page.getByRole('link', { name: new RegExp(name) }).waitFor();
    await page.getByRole('searchbox').fill('nobody of this name');
    await heading(page, 'Nothing found');
    await looksRight(page, `${device}-orders-none`);
  });

for (const [device, viewport, scheme] of [['wide', WIDE, 'dark'], ['phone', PHONE, 'light']])
  test(`${device}: a chat is read with what answered; a person is asked for and the bot comes back; hostile texts stay texts`, async (t) => {
    const page = await open(t, viewport, { scheme });
    const from = newCustomer(), name = `<img src=x onerror=alert(1)> ${device}`;
    await shop.say('What are your opening hours?', { from, name });
    await shop.say('"><script>alert(1)</script>', { from, name });
    await shop.say('human', { from, name });
    await signIn(page);
    await page.getByRole('heading', { name: 'Waiting for a person' }).waitFor();
    await page.getByRole('link', { name: new RegExp(`onerror.*${device}`) }).first().click();
    const said = page.getByRole('log'); // what it is about is told above as well
    await said.getByText('What are your opening hours?', { exact: true }).waitFor();
    await page.getByText(/^FAQ · .*% sure$/).first().waitFor();
    await said.getByText('"><script>alert(1)</script>', { exact: true }).waitFor();
    await page.locator('.mark.read, .mark:has-text("Sent"), .mark:has-text("Delivered")').first().waitFor();
    await looksRight(page, `${device}-chat`);
    await page.getByRole('button', { name: 'Give back to the bot' }).click();
    await page.getByText('The bot answers again.').waitFor();
    await page.getByRole('button', { name: 'Give back to the bot' }).waitFor({ state: 'detached' });
    await go(page, 'Chats');
    await looksRight(page, `${device}-chats`);
    await go(page, 'Customers');
    await page.getByRole('link', { name }).waitFor();
    await looksRight(page, `${device}-customers`);
    await go(page, 'Home');
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await looksRight(page, `${device}-home`);
    await go(page, 'Products');
    await page.getByRole('link', { name: /Classic Hoodie/ }).waitFor();
    await looksRight(page, `${device}-products`);
    await go(page, 'Orders');
    await heading(page, 'Orders');
    await looksRight(page, `${device}-orders`);
  });

test('a session that ends asks over the page; what was typed is still there and is then saved', async (t) => {
  const page = await open(t, WIDE, { expected: [/401/] });
  await signIn(page);
  await go(page, 'Products');
  await page.getByRole('link', { name: /Classic Hoodie/ }).click();
  await page.getByLabel('Description').fill('Typed before the session ended.');
  await shop.fetch('/admin/logout', { method: 'POST', headers: await page.evaluate(async () => {
    const { session } = await import('./lib/api.js');
    return { 'x-csrf-token': session.value.csrf };
  }).then(async (headers) => ({ ...headers, cookie: (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ') })) });
  await page.getByRole('heading', { name: 'Please sign in again' }).waitFor(); // the polling met it
  await looksRight(page, 'wide-again');
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('Description').inputValue(), 'Typed before the session ended.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Classic Hoodie is saved.').waitFor();
});

test('nothing is asked while the page is hidden and nothing happens; it looks when it is seen', async (t) => {
  const page = await open(t, WIDE);
  await page.clock.install(); // before the page sets a timer of its own
  await page.reload();
  await signIn(page);
  await page.locator('.sign.live').waitFor();
  const asked = [];
  page.on('request', (request) => { if (request.url().includes('/admin/')) asked.push(request.url()); });
  const hide = (hidden) => page.evaluate((is) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => is });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  const looks = async (ms) => {
    asked.length = 0;
    await page.clock.runFor(ms);
    return [...asked];
  };
  await hide(true);
  await soon('what the sign-in had begun is over', async () => (await looks(70_000)).length === 0);
  assert.deepEqual(await looks(70_000), []);
  await hide(false);
  await soon('it asks again', () => asked.length > 0);
});

test('a question that is never answered holds up no news', async (t) => {
  const page = await open(t, WIDE);
  await page.clock.install();
  await page.reload();
  await signIn(page);
  await go(page, 'Orders');
  await page.locator('.sign.live').waitFor();
  await page.route('**/admin/dashboard*', () => {}); // it hangs, for ever
  for (const name of ['Hanna Hung', 'Hilda Hung']) {
    await placeOrder(name);
    await soon(`${name} is shown`, async () => {
      await page.clock.runFor(5000);
      return await page.getByRole('link', { name }).count() === 1;
    });
  }
});

test('a screen whose question is never answered says so, and asks again when told', async (t) => {
  const page = await open(t, WIDE);
  await page.clock.install();
  await page.reload();
  await signIn(page);
  let dead = true;
  await page.route('**/admin/customers*', (route) => (dead ? null : route.continue()));
  await go(page, 'Customers');
  await soon('it is given up', async () => {
    await page.clock.runFor(10_000);
    return await page.getByText('The shop does not answer.').count() > 0;
  });
  assert.equal(await page.getByText('No customers yet').isVisible(), false);
  dead = false;
  await page.getByRole('button', { name: 'Try again' }).dispatchEvent('click'); // a click waits for a frame, and time stands still
  await page.getByRole('link', { name: 'Hanna Hung' }).waitFor();
});

test('signing out ends at the door', async (t) => {
  const page = await open(t, PHONE, { expected: [/401/] }); // of what the screen had just asked
  await signIn(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to your shop' }).waitFor();
  await looksRight(page, 'phone-login');
  assert.deepEqual((await page.context().cookies()), []);
});
