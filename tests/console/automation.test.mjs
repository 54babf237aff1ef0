// Notices, automation, webhooks and tasks as an owner uses them: in Chromium through the real nginx.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test, { after, before } from 'node:test';
import { ownShop, Phone, soon } from '../http/help.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { isClean, openDesk } from './desk.mjs';

const browser = useBrowser();
let shop, owner;
before(async () => { shop = await ownShop({ env: { WAITER_HOOKS_PRIVATE: '1', WAITER_RETRY_BASE_MS: '50' } }); owner = await shop.login(); });
after(() => shop?.close());

const desk = (t, at, more = {}) => openDesk(t, browser, shop, `#/${at}`, { viewport: WIDE, ...more });
const toast = (page, text) => page.locator('#toasts').getByText(text).waitFor();

test('a template is named, changed and removed with a way back; how to hear of something is a click', async (t) => {
  const page = await desk(t, 'settings/notices');
  const sid = `HX${'c'.repeat(32)}`;
  await page.getByRole('button', { name: 'Template Order shipped' }).click();
  await page.getByLabel('ContentSid').fill(sid);
  await page.getByLabel('Variables, in their order').fill('name, number');
  await isClean(page, 'settings-template');
  await page.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Saved.');
  const saved = async () => (await shop.sql("SELECT content_sid, variables FROM notice_template WHERE kind = 'order_shipped'"))[0];
  assert.deepEqual(await saved(), { content_sid: sid, variables: '["name","number"]' });
  await page.getByRole('button', { name: 'Remove the template Order shipped (en)' }).click();
  await soon('it is gone', async () => !(await saved()));
  await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await soon('it is back', saved);
  await page.getByRole('checkbox', { name: 'WhatsApp New order' }).uncheck();
  await soon('it is chosen', async () => (await shop.sql("SELECT whatsapp FROM owner_choice WHERE kind = 'owner_order'"))[0]?.whatsapp === 0);
});

test('a rule and a schedule are changed; a schedule runs now and tells what it did', async (t) => {
  const page = await desk(t, 'settings/automation');
  await page.getByRole('checkbox', { name: 'Confirm orders by itself' }).check();
  await page.getByLabel('Only below').fill('50');
  await page.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Saved.');
  assert.equal((await owner.get('/admin/rules')).json.confirm_below_minor, 5000);
  await page.getByRole('button', { name: 'Run now Tell the day in figures' }).click();
  await toast(page, /\d{4}-\d\d-\d\d: \d+ orders/);
  await page.getByRole('checkbox', { name: 'on Speak of forgotten carts' }).uncheck();
  await soon('it is off', async () => (await shop.sql("SELECT active FROM schedule WHERE name = 'cart-reminder'"))[0]?.active === 0);
});

test('a webhook is added, its secret seen once, its log read and a call made again', async (t) => {
  const calls = [];
  const server = createServer((request, response) => { request.resume(); request.on('end', () => { calls.push(request.headers); response.end(); }); });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => { server.closeAllConnections(); server.close(); });
  const page = await desk(t, 'settings/hooks', { expected: [/400/] });
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  await page.getByLabel('Payments').uncheck();
  await page.getByLabel('Address').fill('ftp://shop.example/hook');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('https://', { exact: false }).first().waitFor();
  assert.equal(await page.getByLabel('Payments').isChecked(), false, 'a refused address leaves the choice as it is');
  await page.getByLabel('Address').fill(`http://127.0.0.1:${server.address().port}/hook`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  assert.match(await page.getByLabel('Key').inputValue(), /^whsec_/);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const ana = await Phone.open(shop, 'Ana');
  await ana.say('hello');
  await soon('the call', () => calls.length === 1);
  await page.getByRole('button', { name: /^Log/ }).click();
  await page.getByText('message.received').waitFor();
  await isClean(page, 'settings-hook-log');
  await page.getByRole('button', { name: 'Call again' }).click();
  await soon('once more', () => calls.length === 2);
});

test('what a person must see to stands on the first page, is done with a click and comes back with Undo', async (t) => {
  for (const viewport of [WIDE, PHONE]) {
    const page = await desk(t, 'home', { viewport });
    if (viewport === WIDE) {
      const mia = await Phone.open(shop, 'Mia');
      for (const text of ['11 house mugs', 'checkout', 'Mia Lind', 'pickup', 'yes']) await mia.say(text);
    }
    const task = page.getByRole('button', { name: /^Done Order ORD-.* from Mia Lind .*more pieces/ });
    await task.waitFor();
    await isClean(page, `home-task-${viewport.width}`);
    await task.click();
    await soon('it is done', async () => (await shop.sql('SELECT count(*) AS n FROM task WHERE done_at > 0'))[0].n === 1);
    await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
    await task.waitFor();
    await soon('it is open', async () => (await shop.sql('SELECT count(*) AS n FROM task WHERE done_at > 0'))[0].n === 0);
  }
});
