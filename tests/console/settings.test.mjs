// The settings as an owner uses them: Chromium through the real nginx, by clicks and keys; every tab
// wide and on a phone, light and dark, English and Arabic, with axe-core's eyes.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { ownShop, Phone, soon } from '../http/help.mjs';
import { openModels } from '../http/models.mjs';
import { OWNER } from '../http/shop.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { go, isClean, openDesk, signIn } from './desk.mjs';

const browser = useBrowser();
const TABS = ['start', 'shop', 'delivery', 'coupons', 'notices', 'automation', 'ai', 'staff', 'you', 'keys', 'hooks', 'backups', 'health', 'book'];
let models, shop, owner;

before(async () => { models = await openModels(); shop = await ownShop({ env: models.env() }); owner = await shop.login(); });
after(async () => { await shop?.close(); await models?.stop(); });

const desk = (t, tab, more = {}) => openDesk(t, browser, shop, `#/settings/${tab}`, { viewport: WIDE, ...more });
const toast = (page, text) => page.locator('#toasts').getByText(text).last().waitFor();
const write = (sql) => shop.write(sql);

test('the way there, and the shop’s name changed is what the next customer reads', async (t) => {
  const page = await desk(t, 'shop', { expected: [/400/] });
  await page.goto(`${shop.url}/console/#/home`);
  await go(page, 'Settings');
  await page.getByRole('heading', { name: 'From nothing to the first message' }).waitFor();
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Shop' }).click();
  assert.ok(await page.getByRole('button', { name: 'Save' }).first().isDisabled(), 'nothing to save yet');
  await page.getByLabel('Name').fill('Corner Cloth');
  await page.getByLabel('Delivery fee').fill('3,50');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await toast(page, 'Saved.');
  const is = (await owner.get('/admin/settings')).json;
  assert.deepEqual([is.name, is.delivery_fee_minor], ['Corner Cloth', 350]);
  const phone = await Phone.open(shop, 'Nora');
  await phone.say('hello', 'Corner Cloth');
  await page.getByLabel('Currency').fill('QQQ');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByRole('alert').getByText('A currency is a code').waitFor();
});

test('the languages of the shop: chosen by ticks, the first one greets who is new', async (t) => {
  const page = await desk(t, 'shop');
  for (const name of ['Portuguese', 'French']) if (await page.getByLabel(name, { exact: true }).isChecked()) await page.getByLabel(name, { exact: true }).click();
  await page.getByLabel('Language for new customers').selectOption('es');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await toast(page, 'Saved.');
  assert.equal((await owner.get('/admin/settings')).json.languages, 'es,en,ar');
  const phone = await Phone.open(shop, 'Nuria');
  await phone.say('👋', /Hola/);
  await page.getByLabel('Language of notices to you').selectOption('fr');
  await page.getByLabel('Language for new customers').selectOption('en');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await toast(page, 'Saved.');
  await soon('back', async () => (await owner.get('/admin/settings')).json.languages === 'en,es,ar');
  assert.equal((await shop.sql("SELECT value FROM setting WHERE name = 'shop.owner_language'"))[0].value, 'fr');
});

test('two people at once: the second is told who changed what, and nothing typed is lost', async (t) => {
  const page = await desk(t, 'shop', { expected: [/412/] });
  await page.getByLabel('Pickup address').fill('3 Quay');
  const { version } = (await owner.get('/admin/settings')).json;
  assert.equal((await owner.put('/admin/settings', { name: 'Other Name' }, { 'if-match': `"${version}"` })).status, 200);
  await page.getByRole('button', { name: 'Save' }).first().click();
  const alert = page.getByRole('alert');
  await alert.getByText('owner changed this meanwhile').waitFor();
  await alert.getByText('Other Name').waitFor();
  await isClean(page, 'settings-stale');
  assert.equal(await page.getByLabel('Pickup address').inputValue(), '3 Quay');
  await page.getByRole('button', { name: 'Save mine as well' }).click();
  await toast(page, 'Saved.');
  const is = (await owner.get('/admin/settings')).json;
  assert.deepEqual([is.name, is.pickup_address], ['Other Name', '3 Quay'], 'both changes are kept');
});

test('a session that ends over a form: sign in again, and what was typed is still there', async (t) => {
  const page = await desk(t, 'shop', { expected: [/401/] });
  await page.getByLabel('Pickup address').fill('A long address that nobody wants to type twice');
  await write(`UPDATE session SET seen_at = seen_at - 1860000`);
  await page.getByRole('button', { name: 'Save' }).first().dispatchEvent('click'); // the door may have come up already
  await page.getByRole('heading', { name: 'Please sign in again' }).waitFor();
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await toast(page, 'Saved.');
  owner = await shop.login();
  assert.match((await owner.get('/admin/settings')).json.pickup_address, /^A long address/);
  await page.getByLabel('Pickup address').fill('Typed, then another screen');
  await page.getByRole('link', { name: 'Health' }).click();
  await page.getByRole('heading', { name: 'Is the shop well?' }).waitFor();
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Shop' }).click();
  assert.equal(await page.getByLabel('Pickup address').inputValue(), 'Typed, then another screen');
});

test('a person is added, gets another role, signs in as a viewer who only looks, and is removed', async (t) => {
  const page = await desk(t, 'staff', { expected: [/409/] });
  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog');
  await isClean(page, 'settings-add-person');
  await dialog.getByLabel('User name').fill('lina');
  await dialog.getByLabel('Password').fill('lina has a long password');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await toast(page, 'lina can sign in now.');
  await page.getByLabel('Role of lina').selectOption('viewer');
  await toast(page, 'Saved.');
  await soon('the role is kept', async () => (await owner.get('/admin/staff')).json.staff.find((s) => s.username === 'lina')?.role === 'viewer');

  const hers = await openDesk(t, browser, shop, '#/settings', { viewport: WIDE, expected: [/401/], who: { username: 'lina', password: 'lina has a long password' } });
  await hers.getByText('Only an owner can change this.').waitFor();
  assert.deepEqual(await hers.locator('.set-tabs a').allTextContents(), ['Shop', 'Delivery & tax', 'Notices', 'By itself', 'You', 'Health']);
  assert.ok(await hers.getByLabel('Name').evaluate((node) => node.readOnly));
  await isClean(hers, 'settings-viewer');

  await page.getByRole('button', { name: 'Remove owner?' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await toast(page, 'The shop needs at least one owner.');
  await page.getByRole('button', { name: 'Remove lina?' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await toast(page, 'lina cannot sign in any more.');
  assert.deepEqual((await owner.get('/admin/staff')).json.staff.map((s) => s.username), ['owner']);
});

test('from the first steps to a guide, which is read here and leads on', async (t) => {
  for (const [device, viewport, scheme, language] of [['wide', WIDE, 'light'], ['phone', PHONE, 'dark', 'ar']]) {
    const page = await desk(t, 'start', { viewport, scheme, language });
    await page.locator('.set-steps a[href="#/help/keys"]').click();
    await page.locator('.help h2').getByText('Keys').waitFor();
    await page.goto(`${shop.url}/console/#/help/deployment`);
    await page.locator('.help pre').getByText('make install').first().waitFor();
    await page.locator('.help table').getByText('web space with Apache and cron').waitFor();
    await isClean(page, `help-${device}`);
    await page.goto(`${shop.url}/console/#/help/set-up`);
    await page.locator('.help').getByRole('link', { name: 'quick start' }).click();
    await page.waitForURL(/#\/help\/quick-start$/);
    await page.locator('.help pre').getByText('make run').first().waitFor();
  }
});

test('a key is shown once, with its last use, and revoked', async (t) => {
  const page = await desk(t, 'keys');
  await page.getByRole('heading', { name: 'No keys' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'What it can ask' }).getAttribute('href'), '/docs/');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByLabel('What is it for?').fill('bookkeeping');
  await page.getByRole('button', { name: 'Make it' }).click();
  const key = await page.getByLabel('Key', { exact: true }).inputValue();
  assert.match(key, /^wk_/);
  await isClean(page, 'settings-key-once');
  await page.keyboard.press('Escape');
  assert.ok(await page.getByLabel('Key', { exact: true }).isVisible(), 'Escape does not lose it');
  assert.equal((await shop.get('/admin/orders', { authorization: `Bearer ${key}` })).status, 200);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByText('bookkeeping').waitFor();
  assert.ok(!(await page.content()).includes(key));
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('heading', { name: 'No keys' }).waitFor();
  assert.equal((await shop.get('/admin/orders', { authorization: `Bearer ${key}` })).status, 401);
});

test('a copy is made and downloaded', async (t) => {
  const page = await desk(t, 'backups');
  await page.getByRole('button', { name: 'Make a copy now' }).click();
  await toast(page, 'The copy is made and checked.');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /Download the copy/ }).click()]);
  assert.match(download.suggestedFilename(), /^waiter-.*\.db$/);
  assert.ok(statSync(await download.path()).size > 100_000);
});

test('one’s own password and devices', async (t) => {
  assert.equal((await owner.post('/admin/staff', { username: 'omar', password: 'omar has a long password', role: 'staff' })).status, 201);
  const who = { username: 'omar', password: 'omar has a long password' };
  const elsewhere = await shop.login(who);
  const page = await openDesk(t, browser, shop, '#/settings/you', { viewport: PHONE, who, expected: [/400/] });
  await page.getByText('this device').waitFor();
  await page.getByLabel('Old password').fill('not the old password');
  await page.getByLabel('New password').fill('omar chose another one');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('alert').getByText('The old password is another.').waitFor();
  await page.getByLabel('Old password').fill(who.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await toast(page, 'Your password is changed.');
  assert.equal((await elsewhere.get('/admin/session')).status, 401);
  assert.equal(await page.getByLabel('New password').inputValue(), '');
  const again = await shop.login({ ...who, password: 'omar chose another one' });
  await page.getByRole('button', { name: 'Sign out my other devices' }).click();
  await toast(page, 'Signed out.');
  assert.equal((await again.get('/admin/session')).status, 401);
});

for (const [name, viewport, scheme, language] of [['wide', WIDE, 'light', 'en'], ['phone', PHONE, 'light', 'en'], ['wide-dark', WIDE, 'dark', 'en'],
  ['phone-arabic', PHONE, 'dark', 'ar'], ['wide-arabic', WIDE, 'light', 'ar']])
  test(`every tab is clean: ${name}`, async (t) => {
    const page = await desk(t, 'start', { viewport, scheme, language });
    for (const tab of TABS) {
      await page.goto(`${shop.url}/console/#/settings/${tab}`);
      await page.locator('.set-tabs [aria-current]').waitFor();
      await page.waitForFunction((to) => document.querySelector('.set-tabs [aria-current]').hash === `#/settings/${to}` && !document.querySelector('.skeleton'), tab);
      await isClean(page, `settings-${name}-${tab}`);
    }
    assert.equal(await page.evaluate(() => document.documentElement.dir), language === 'ar' ? 'rtl' : 'ltr');
  });

for (const [device, viewport, language] of [['wide', WIDE, 'en'], ['phone', PHONE, 'ar']])
  test(`${device}: the owner tries the model: what it was told, what it said, what would go out`, async (t) => {
    const page = await openDesk(t, browser, shop, '#/settings/ai', { viewport, language });
    const ask = async (answer) => {
      models.answer = () => answer;
      await page.locator('#ai-question').fill('How much is the House Mug?');
      await page.locator('form:has(#ai-question) button').click();
      await page.locator('.tried').getByText(answer).first().waitFor();
    };
    await ask('The House Mug costs €12.50.');
    await page.locator('.tried blockquote').getByText('The House Mug costs €12.50.').waitFor();
    await page.locator('.tried summary').nth(1).click();
    await page.locator('.tried li').getByText(/^House Mug: €12\.50/).waitFor();
    await isClean(page, `settings-ai-${device}`);
    await ask('The House Mug costs €1 today only.');
    await page.locator('.tried').getByText(/no fact holds/).waitFor();
    assert.equal(await page.locator('.tried blockquote').count(), 0);
    await isClean(page, `settings-ai-${device}-refused`);
  });
