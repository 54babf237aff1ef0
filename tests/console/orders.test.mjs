// The orders screen as the owner works with it all day: by clicks, by keys, on a phone, in Arabic.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { ownShop, soon } from '../http/help.mjs';
import { looksRight, PHONE, useBrowser, WIDE } from './browser.mjs';
import { isClean, openDesk, placeOrder } from './desk.mjs';

const browser = useBrowser();
let shop;
const write = (sql) => shop.write(sql);

before(async () => {
  shop = await ownShop();
  const owner = await shop.login();
  assert.equal((await owner.put('/admin/products/1', { variants: [{ sku: 'HOOD-BLK-L', stock: 900 }] })).status, 200);
});
after(() => shop?.close());

const open = (t, at = '#/orders', more = {}) => openDesk(t, browser, shop, at, { viewport: WIDE, ...more });
const drawer = (page) => page.getByRole('region', { name: /^(Order|الطلب)$/ });
const tab = (page, name) => page.getByRole('navigation', { name: 'Orders by status' }).getByRole('link', { name });
const status = async (order) => (await shop.sql(`SELECT status FROM orders WHERE id = ${order.id}`))[0].status;

test('an order comes by itself, is confirmed with one tap on a phone, taken back, and its customer hears', async (t) => {
  const page = await open(t, '#/orders', { viewport: PHONE });
  await page.getByRole('heading', { name: 'No orders yet' }).waitFor();
  await isClean(page, 'orders-empty-phone');
  const { order, hears } = await placeOrder(shop, 'Vera Phone');
  await page.getByRole('link', { name: 'Vera Phone' }).click();
  await drawer(page).getByRole('heading', { name: order.number }).waitFor();
  await isClean(page, 'order-phone');
  await drawer(page).getByRole('button', { name: 'Confirm order' }).click();
  await drawer(page).getByText('Confirmed', { exact: true }).waitFor();
  await page.getByText(`${order.number} is confirmed.`).hover(); // which keeps it there
  await hears(order.number, /confirmed/i);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.getByText(`${order.number} is back to “Pending”.`).waitFor();
  assert.equal(await status(order), 'pending');
  await drawer(page).getByText('Back to “Pending” by owner').waitFor();
  await drawer(page).getByRole('button', { name: 'Close' }).click();
  await drawer(page).waitFor({ state: 'detached' });
  await isClean(page, 'orders-phone');
});

test('tabs, words, days and sorting stand in the address; back goes back', async (t) => {
  const { order } = await placeOrder(shop, 'Adele Address');
  await write(`UPDATE orders SET created_at = ${Date.parse('2026-01-05T12:00:00Z')} WHERE id = ${order.id}`);
  const page = await open(t);
  await tab(page, 'Pending').click();
  assert.match(page.url(), /#\/orders\?status=pending$/);
  await page.getByRole('searchbox').fill('adele');
  await page.waitForURL(/q=adele/);
  await page.getByText('Filter and sort').click();
  await page.getByLabel('From').fill('2026-01-05');
  await page.getByLabel('Until').fill('2026-01-05');
  await page.getByLabel('Sort by').selectOption('dearest');
  await page.waitForURL(/status=pending&q=adele&from=2026-01-05&to=2026-01-05&sort=dearest$/);
  await page.getByRole('link', { name: 'Adele Address' }).waitFor();
  await tab(page, 'Pending').getByText('1', { exact: true }).waitFor();
  await isClean(page, 'orders-filtered');
  const address = page.url();
  await page.getByLabel('Until').fill('2026-01-06');
  await page.getByLabel('From').fill('2026-01-06');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await page.goBack();
  await page.goBack();
  assert.equal(page.url(), address);
  await page.getByRole('link', { name: 'Adele Address' }).waitFor();
  await page.reload();
  await page.getByRole('link', { name: 'Adele Address' }).waitFor();
  assert.equal(await page.getByRole('searchbox').inputValue(), 'adele');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForURL(/#\/orders\?status=pending&q=adele$/);
});

test('the keyboard is enough: / j k x Enter Escape, g o, ?', async (t) => {
  for (const name of ['Key One', 'Key Two', 'Key Three']) await placeOrder(shop, name);
  const page = await open(t, '#/home');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('link', { name: 'Key Three' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('key');
  await page.waitForURL(/q=key/);
  await page.getByRole('link', { name: 'Key Three' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await page.getByText('2 chosen').waitFor();
  await isClean(page, 'orders-chosen');
  await page.keyboard.press('Enter');
  await drawer(page).getByText('Key Three').first().waitFor();
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keyboard' }).waitFor();
  await isClean(page, 'keys');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Preferences' }).click();
  await page.getByLabel('Single letters do things').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  assert.match(page.url(), /#\/orders/);
});

test('of very many, a letter is looked for among the newest only: the tabs tell the least there are', async (t) => {
  const { order } = await placeOrder(shop, 'Una Letter');
  const page = await open(t, '#/orders?q=un');
  await page.getByRole('link', { name: /^All 1$/ }).waitFor();
  await write(`INSERT INTO orders (number, customer_id, status, currency, subtotal_minor, delivery_minor, total_minor, delivery_method, name, created_at, updated_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5100)
    SELECT printf('ORD-20260101-MANY%04d', i), ${order.customer_id}, 'delivered', 'EUR', 1, 0, 1, 'pickup', 'Una Many', i, i FROM n`);
  await page.reload();
  await page.getByRole('link', { name: /^Delivered 4,9\d\d\+$/ }).waitFor();
  await page.getByRole('link', { name: /^Cancelled 0$/ }).waitFor();
  await write("DELETE FROM orders WHERE name = 'Una Many'");
});

test('all 60 that match are confirmed at once, and taken back', async (t) => {
  const { order } = await placeOrder(shop, 'Bulk Model');
  await write(`INSERT INTO orders (number, customer_id, status, currency, subtotal_minor, delivery_minor, total_minor, delivery_method, name, created_at, updated_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
    SELECT printf('ORD-20260101-BULK%04d', i), ${order.customer_id}, 'pending', 'EUR', 100 * i, 0, 100 * i, 'pickup', 'Many Mae', 1, 1 FROM n`);
  const page = await open(t, '#/orders?q=many+mae&status=pending');
  await page.getByLabel('Choose all shown').check();
  await page.getByText('50 chosen').waitFor();
  await page.getByRole('button', { name: 'Choose all 60 that match' }).click();
  await page.getByText('All 60 that match are chosen').waitFor();
  await isClean(page, 'orders-bulk');
  await page.getByRole('button', { name: 'Confirm', exact: true }).click();
  await page.getByText('60 orders moved to “Confirmed”.').waitFor();
  await page.getByRole('heading', { name: 'None here' }).or(page.getByRole('heading', { name: 'Nothing found' })).waitFor();
  assert.equal((await shop.sql("SELECT count(*) AS n FROM orders WHERE name = 'Many Mae' AND status = 'confirmed'"))[0].n, 60);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('60 orders are back.').waitFor();
  assert.equal((await shop.sql("SELECT count(*) AS n FROM orders WHERE name = 'Many Mae' AND status = 'pending'"))[0].n, 60);
  await write("DELETE FROM order_event WHERE order_id IN (SELECT id FROM orders WHERE name = 'Many Mae'); DELETE FROM orders WHERE name = 'Many Mae'");
});

test('CSV has what the list shows', async (t) => {
  const { order } = await placeOrder(shop, 'Csv Carla');
  const page = await open(t, '#/orders?q=csv+carla');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()]);
  assert.match(file.suggestedFilename(), /^orders-\d{4}-\d\d-\d\d\.csv$/);
  const text = readFileSync(await file.path(), 'utf8');
  assert.ok(text.startsWith('\ufeffnumber,placed,'), 'with a BOM');
  assert.deepEqual(text.trim().split('\r\n').slice(1).map((line) => line.split(',')[0]), [order.number]);
  await page.getByText('1 order downloaded.').waitFor();
});

test('what another did meanwhile is told, and nothing is done', async (t) => {
  const { order } = await placeOrder(shop, 'Race Ray');
  const page = await open(t, `#/orders/${order.id}`, { expected: [/412/, /ERR_FAILED/] });
  await drawer(page).getByRole('button', { name: 'Confirm order' }).waitFor();
  let blind = true; // the page sees nothing of it until it has asked for its own move
  await page.route(`**/admin/orders/${order.id}{,/status}`, (route) => {
    if (route.request().method() === 'PUT') blind = false;
    return blind ? route.abort() : route.continue();
  });
  const owner = await shop.login();
  assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'cancelled' })).status, 200);
  await drawer(page).getByRole('button', { name: 'Confirm order' }).click();
  await page.getByText(`Meanwhile: Cancelled by owner. This is how ${order.number} stands now.`).waitFor();
  await drawer(page).getByText('Cancelled by owner').waitFor();
  assert.equal(await drawer(page).locator('.actions').count(), 0, 'nothing more can be done');
});

test('a move that fails is rolled back at once; cancelling asks first', async (t) => {
  const { order } = await placeOrder(shop, 'Roll Rita');
  const page = await open(t, `#/orders/${order.id}`, { expected: [/503/] });
  await page.route('**/status', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503,"code":"busy","error":"Busy"}' }));
  await drawer(page).getByRole('button', { name: 'Confirm order' }).click();
  await page.getByText('Busy for a moment; please try again.').waitFor();
  await drawer(page).getByRole('button', { name: 'Confirm order' }).waitFor();
  await page.unroute('**/status');
  await drawer(page).getByRole('button', { name: 'Cancel order' }).click();
  await isClean(page, 'order-cancel');
  await page.getByRole('button', { name: 'Keep as it is' }).click();
  assert.equal(await status(order), 'pending');
  await drawer(page).getByRole('button', { name: 'Cancel order' }).click();
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await drawer(page).getByText('Cancelled by owner').waitFor();
  assert.equal(await page.locator('.toast').getByRole('button', { name: 'Undo' }).count(), 0);
});

test('notes are added, kept through the end of the session, removed and brought back', async (t) => {
  const { order } = await placeOrder(shop, 'Note Nora');
  const page = await open(t, `#/orders/${order.id}`, { expected: [/401/], scheme: 'dark' });
  await page.getByLabel('Note', { exact: true }).fill('Typed <b>before</b> the end');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByRole('heading', { name: 'Please sign in again' }).waitFor();
  await isClean(page, 'order-again-dark');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await drawer(page).locator('.notes li').getByText('Typed <b>before</b> the end').waitFor();
  await isClean(page, 'order-dark');
  await page.getByRole('button', { name: 'Remove this note' }).click();
  await soon('it is gone', async () => (await shop.sql('SELECT count(*) AS n FROM order_note'))[0].n === 0);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await drawer(page).locator('.notes li').waitFor();
});

for (const [device, viewport] of [['wide', WIDE], ['phone', PHONE]])
  test(`${device}: Arabic stands from the right, light and dark`, async (t) => {
    const { order } = await placeOrder(shop, `Amal ${device}`);
    const page = await open(t, '#/orders', { viewport, language: 'ar', scheme: device === 'wide' ? 'light' : 'dark' });
    await page.getByRole('heading', { name: 'الطلبات' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
    await page.getByRole('link', { name: `Amal ${device}` }).waitFor();
    await isClean(page, `orders-ar-${device}`);
    await page.getByRole('link', { name: `Amal ${device}` }).click();
    await drawer(page).getByRole('heading', { name: order.number }).waitFor();
    await drawer(page).getByText('ما حدث').waitFor();
    await isClean(page, `order-ar-${device}`);
    await page.goto(`${shop.url}/console/#/home`);
    await page.getByRole('heading', { name: 'اليوم' }).waitFor();
    await isClean(page, `home-ar-${device}`);
    await page.goto(`${shop.url}/console/#/customers`);
    await page.getByRole('heading', { name: 'الزبائن' }).waitFor();
    await isClean(page, `customers-ar-${device}`);
  });

test('what a rule wants looked at wears a badge, says why in words, is filtered in the address, and is done once it is confirmed', async (t) => {
  const page = await open(t, '#/orders', { viewport: PHONE });
  const { order } = await placeOrder(shop, 'Rita Review', '11 black hoodies in L'); // looked at once it is there
  await page.locator('tr', { hasText: 'Rita Review' }).getByText('To look at').waitFor();
  await page.getByText('Filter and sort').click();
  await page.getByLabel('Only what is to look at').check();
  await page.waitForURL(/review=open$/);
  await soon('only that one is listed', async () => (await page.locator('tbody tr').count()) === 1);
  await isClean(page, 'orders-review-phone');
  await page.getByRole('link', { name: 'Rita Review' }).click();
  await drawer(page).getByRole('heading', { name: 'Please look at this order' }).waitFor();
  await drawer(page).getByText('It has more pieces than your limit.').waitFor();
  await isClean(page, 'order-review-phone');
  const tasks = () => shop.sql(`SELECT done_at > 0 AS done FROM task WHERE kind = 'owner_review' AND ref = ${order.id}`);
  assert.deepEqual(await tasks(), [{ done: 0 }]);
  await drawer(page).getByRole('button', { name: 'Confirm order' }).click();
  await page.getByText(`${order.number} is confirmed.`).waitFor();
  await drawer(page).getByRole('heading', { name: 'Please look at this order' }).waitFor({ state: 'detached' });
  assert.deepEqual(await tasks(), [{ done: 1 }]);
  const wide = await open(t, '#/orders?review=open', { viewport: WIDE, language: 'ar' });
  await wide.getByText('لم يوجد شيء').or(wide.locator('.empty')).first().waitFor();
  await isClean(wide, 'orders-review-ar-wide');
});

test('a slip for the parcel has the order and nothing else', async (t) => {
  const { order } = await placeOrder(shop, 'Print Pia', '2 black hoodies in L, no logo');
  const page = await open(t, `#/orders/${order.id}`);
  await drawer(page).getByText('2 ×').waitFor();
  await page.emulateMedia({ media: 'print' });
  for (const seen of ['.drawer h2', '.drawer .lines', '.drawer .facts']) assert.ok(await page.locator(seen).isVisible(), seen);
  for (const hidden of ['#side', '.behind', '.notes', '.drawer .actions', '#toasts']) assert.ok(!await page.locator(hidden).first().isVisible(), hidden);
  assert.match(await page.locator('.drawer .lines').innerText(), /L, Black[\s\S]*no logo/, 'how it shall come is on the slip');
  await looksRight(page, 'order-slip');
});

test('the console can be installed, and the title counts what waits', async (t) => {
  const page = await open(t);
  // What waits for a person, whatever the shelves hold.
  const { json: today } = await (await shop.login()).get('/admin/dashboard?since=2026-01-01T00:00:00Z');
  const n = today.orders.pending + today.attention.chats + today.attention.tasks;
  await soon('the title counts', async () => (await page.title()).startsWith(`(${n}) Orders · `));
  const manifest = await (await shop.fetch('/console/manifest.webmanifest')).json();
  assert.equal(manifest.display, 'standalone');
  for (const { src } of manifest.icons) assert.equal((await shop.fetch(`/console/${src}`)).status, 200, src);
  const session = await page.context().newCDPSession(page);
  const { errors } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
});

test('who asked for it gets a notice when something new waits and nobody looks', async (t) => {
  const page = await open(t, '#/home');
  await page.context().grantPermissions(['notifications']);
  await page.getByRole('button', { name: 'Preferences' }).click();
  await page.getByLabel('A notice of this device').check();
  await page.getByLabel('A sound').check();
  await isClean(page, 'preferences');
  await page.evaluate(() => {
    window.told = [];
    window.Notification = class { constructor(title, { body }) { window.told.push(`${title}: ${body}`); } };
    document.hasFocus = () => false;
  });
  await page.keyboard.press('Escape');
  await placeOrder(shop, 'Notice Nell');
  const [{ n }] = await shop.sql("SELECT count(*) AS n FROM orders WHERE status = 'pending'");
  await soon('it is told', async () => (await page.evaluate(() => window.told)).includes(`Orders: ${n} to confirm`));
});

test('the connection is shown: lost, and found again by itself', async (t) => {
  const page = await open(t, '#/orders', { expected: [/ERR_FAILED/, /ERR_INTERNET/] });
  const sign = page.locator('.sign');
  const heading = (name) => page.getByRole('heading', { name, exact: true });
  await heading('Orders').waitFor();
  await sign.getByText('Live').waitFor();
  await page.context().setOffline(true);
  await sign.getByText('No connection').waitFor();
  await isClean(page, 'orders-retrying');
  await page.getByRole('link', { name: 'Customers' }).click(); // never shown yet: its code is not here
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await page.context().setOffline(false);
  await sign.getByText('Live').waitFor();
  await heading('Customers').waitFor();
});

test('a viewer looks on: nothing that would change an order is offered', async (t) => {
  const { order } = await placeOrder(shop, 'Seen Sue');
  const owner = await shop.login();
  const viewer = { username: 'vic', password: 'vic has a long password' };
  assert.equal((await owner.post('/admin/staff', { ...viewer, role: 'viewer' })).status, 201);
  assert.equal((await owner.post(`/admin/orders/${order.id}/notes`, { text: 'fragile' })).status, 200);
  const page = await open(t, `#/orders/${order.id}`, { who: viewer });
  await drawer(page).getByText('fragile').waitFor();
  assert.deepEqual(await drawer(page).getByRole('button').evaluateAll((all) => all.map((b) => b.ariaLabel)), ['Print a slip', 'Close']);
  await page.keyboard.press('Escape');
  await page.getByLabel('Choose all shown').check();
  assert.equal(await page.locator('.bulk').count(), 0);
});

test('shipped with a tracking number by clicks on a phone: the customer can follow the parcel', async (t) => {
  const { order, hears } = await placeOrder(shop, 'Pia Parcel');
  await write(`UPDATE orders SET status = 'confirmed' WHERE id = ${order.id}`);
  const page = await open(t, `#/orders/${order.id}`, { viewport: PHONE });
  await drawer(page).getByRole('button', { name: 'Ship with a tracking number' }).click();
  const dialog = page.getByRole('dialog', { name: `Ship ${order.number}` });
  await dialog.waitFor();
  await isClean(page, 'orders-ship-phone');
  await dialog.getByLabel('Carrier').fill('DHL');
  await dialog.getByLabel('Tracking number').fill('JD0146');
  await dialog.getByRole('button').last().click();
  await drawer(page).getByText('DHL JD0146').waitFor();
  assert.equal(await status(order), 'shipped');
  await hears(/DHL tracking number: JD0146/);
});
