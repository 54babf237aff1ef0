// Reports in a real browser: figures of orders that these tests put in, live when another comes, range
// in the address, tables and files; wide and on a phone, English and Arabic, light and dark.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { newCustomer, ownShop, Phone, soon } from '../http/help.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { go, isClean, openDesk, placeOrder } from './desk.mjs';

const browser = useBrowser();
const DAY = 86400e3;
let shop, sold;

const write = (sql) => shop.write(sql);
const euros = (minor) => `€${(minor / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`;

before(async () => {
  shop = await ownShop({ env: { SHOP_TIMEZONE: 'UTC', MESSAGE_COST: '0.005', OWNER_WHATSAPP: '+34699000222' } });
  const now = Date.now(), orders = Array.from({ length: 60 }, (_, i) => ({ at: now - Math.floor(i / 2) * DAY - (i % 2) * 60e3, minor: 1000 + ((i * 37) % 50) * 100, status: i % 9 === 8 ? 'cancelled' : 'delivered', who: 900 + (i % 17) }));
  sold = orders.filter((o) => o.status !== 'cancelled' && Math.floor(o.at / DAY) > Math.floor(now / DAY) - 7);
  const [v] = await shop.sql('SELECT id FROM variant LIMIT 1');
  await write(`BEGIN IMMEDIATE;${[...new Set(orders.map((o) => o.who))].map((id) => `INSERT INTO customer (id, name, created_at, seen_at) VALUES (${id}, 'C${id}', ${now - 9 * DAY}, 0);`).join('')}
    ${orders.map((o, i) => `INSERT INTO orders (number, customer_id, status, currency, subtotal_minor, delivery_minor, total_minor, delivery_method, name, review, created_at, updated_at)
      VALUES ('ORD-20200101-R${i}', ${o.who}, '${o.status}', 'EUR', ${o.minor}, 0, ${o.minor}, 'pickup', 'N', '', ${o.at}, ${o.at});
      INSERT INTO order_item (order_id, variant_id, name, quantity, unit_price_minor) VALUES (last_insert_rowid(), ${v.id}, 'x', 1, ${o.minor});
      INSERT INTO chat_log (customer_id, direction, body, created_at) VALUES (${o.who}, 'in', 'x', ${o.at - 1000});
      INSERT INTO chat_log (customer_id, direction, body, source, created_at) VALUES (${o.who}, 'out', 'x', '${['rule', 'faq', 'staff', 'fallback'][i % 4]}', ${o.at + (i % 5) * 60e3});`).join('')}
    UPDATE customer SET order_count = (SELECT count(*) FROM orders WHERE customer_id = customer.id); COMMIT`);
});
after(() => shop?.close());

const desk = (t, at = '', more = {}) => openDesk(t, browser, shop, `#/reports${at}`, { viewport: WIDE, ...more });
const card = (page, title) => page.locator('.card', { has: page.getByText(title, { exact: true }) }).locator('strong');
const drawn = async (page) => { await page.locator('.rep-canvas canvas').first().waitFor(); };
const total = () => sold.reduce((sum, o) => sum + o.minor, 0);

test('the figures are those of the orders, and a new order is added while one looks', async (t) => {
  const page = await desk(t, '?range=7d');
  await drawn(page);
  assert.equal(await card(page, 'Sales').textContent(), euros(total()));
  assert.equal(await card(page, 'Orders').textContent(), String(sold.length));
  const { order } = await placeOrder(shop, 'Lena Live');
  sold.push({ minor: order.total_minor, at: order.created_at });
  await page.locator('.card strong', { hasText: euros(total()) }).waitFor();
  assert.equal(await card(page, 'Orders').textContent(), String(sold.length));
});

test('a range is chosen by clicks and stands in the address; the table has each day; a file of it', async (t) => {
  const page = await desk(t);
  await page.goto(`${shop.url}/console/#/home`);
  await go(page, 'Reports');
  await page.getByRole('navigation', { name: 'Which days' }).getByRole('link', { name: '30 days' }).click();
  await page.waitForURL(/range=30d/);
  await drawn(page);
  const panel = page.locator('section.rep', { has: page.getByRole('heading', { name: 'Sales', exact: true }) });
  await panel.getByText('As a table').click();
  assert.equal(await panel.locator('tbody tr').count(), 30);
  const [file] = await Promise.all([page.waitForEvent('download'), panel.getByRole('button', { name: 'Download as CSV: Sales' }).click()]);
  const lines = readFileSync(await file.path(), 'utf8').trim().split('\r\n');
  assert.equal(lines.length, 31);
  assert.match(file.suggestedFilename(), /^sales-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  await page.getByRole('link', { name: 'Own range' }).click();
  const day = new Date(Date.now() - 2 * DAY).toISOString().slice(0, 10);
  await page.getByLabel('From').fill(day);
  await page.waitForURL(new RegExp(`from=${day}`));
  await page.getByLabel('Until').fill(day);
  await page.waitForURL(new RegExp(`until=${day}`));
  const there = sold.filter((o) => new Date(o.at).toISOString().startsWith(day));
  await page.locator('.card strong', { hasText: euros(there.reduce((sum, o) => sum + o.minor, 0)) }).first().waitFor();
  await page.reload();
  await page.locator('.card strong').first().waitFor();
  assert.equal(await page.getByLabel('From').inputValue(), day, 'the address keeps it');
});

test('clean on a phone, wide, dark and in Arabic, with the tables open; and where there is nothing yet', async (t) => {
  await shop.say('hello', { from: newCustomer(), ReferralSourceType: 'ad', ReferralSourceId: '77', ReferralHeadline: 'Autumn hoodies' });
  for (const [device, viewport] of [['phone', PHONE], ['wide', WIDE]])
    for (const [language, scheme] of [['en', 'light'], ['ar', 'dark']]) {
      const page = await desk(t, '?range=30d', { viewport, scheme, language: language === 'en' ? undefined : language });
      await drawn(page);
      await isClean(page, `reports-${language}-${device}`);
      for (const summary of await page.locator('.rep summary').all()) await summary.click();
      await isClean(page, `reports-tables-${language}-${device}`);
    }
  const page = await desk(t, '?from=2020-01-01&until=2020-01-03');
  await page.getByText('Nothing to tell of these days yet').waitFor();
  await isClean(page, 'reports-empty-wide');
});

test('marks and words given in the chat: average, bars and list; a low one reaches the owner’s phone; narrowed in the address', async (t) => {
  const boss = await Phone.open(shop, 'Boss', '+34699000222'), hello = await boss.say('hello'), owner = await shop.login();
  const page = await openDesk(t, browser, shop, '#/feedback', { viewport: PHONE });
  await page.getByRole('heading', { name: 'No feedback yet' }).waitFor();
  await isClean(page, 'feedback-empty-phone');
  const bought = [];
  for (const name of ['Fay Glad', 'Fred Sad']) {
    const one = await placeOrder(shop, name);
    for (const status of ['confirmed', 'shipped', 'delivered']) assert.equal((await owner.put(`/admin/orders/${one.order.id}/status`, { status })).status, 200);
    await write(`UPDATE order_event SET created_at = created_at - ${25 * 3600e3} WHERE order_id = ${one.order.id}`);
    bought.push(one);
  }
  assert.equal((await owner.post('/admin/schedules/feedback/run')).json.last_ok, true);
  const [glad, sad] = bought;
  for (const { phone, order } of bought) await phone.hears({ id: 0 }, 'How was everything', order.number);
  await glad.phone.say('5', 'your 5 of 5');
  await sad.phone.say('2', 'your 2 of 5');
  await sad.phone.say('There is a stain on the sleeve', 'passed that on');
  await boss.hears(hello, sad.order.number, '2 of 5', 'a stain on the sleeve');
  assert.ok(!(await boss.received()).some((m) => m.body.includes(`${glad.order.number} 5 of 5`)), 'good marks are not told');
  await page.locator('.fb-average strong', { hasText: '3.5' }).waitFor();
  await page.getByText('2 answers, 2 asked').waitFor();
  await page.getByText('There is a stain on the sleeve').waitFor();
  await isClean(page, 'feedback-phone');
  await page.getByRole('link', { name: 'Only 2 stars' }).click();
  await page.waitForURL(/#\/feedback\?mark=2$/);
  await soon('only that one is listed', async () => (await page.locator('.fb-list li').count()) === 1);
  await page.locator('.fb-list').getByRole('link', { name: sad.order.number }).click();
  await page.waitForURL(new RegExp(`#/orders/${sad.order.id}$`));
  const wide = await openDesk(t, browser, shop, '#/feedback', { viewport: WIDE, language: 'ar', scheme: 'dark' });
  await wide.locator('.fb-list li').nth(1).waitFor();
  await isClean(wide, 'feedback-ar-wide-dark');
  await wide.goto(`${shop.url}/console/#/customers/${sad.order.customer_id}`);
  await wide.getByText('There is a stain on the sleeve').waitFor();
  await isClean(wide, 'customer-feedback-ar-wide-dark');
});
