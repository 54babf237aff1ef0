// Chats as people work in them: Chromium through the real nginx, the customer at the simulator.
// Takeover and give back, notes, ready replies, what cannot be written and why, failures, two tabs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { approveTemplate, makeTemplate, ownShop, Phone, soon } from '../http/help.mjs';
import { root } from '../http/shop.mjs';
import { PHONE, useBrowser, WIDE } from './browser.mjs';
import { isClean, openDesk, placeOrder } from './desk.mjs';

const browser = useBrowser();
let shop;
before(async () => { shop = await ownShop(); });
after(() => shop?.close());

const write = (sql) => shop.write(sql);
const open = (t, at, more) => openDesk(t, browser, shop, at, more);
const row = (page, name) => page.locator('.people').getByRole('link', { name });
const thread = (page) => page.getByRole('log', { name: /Messages|الرسائل/ });
const composer = (page) => page.locator('.composer textarea');
const idOf = async (address) => (await shop.sql(`SELECT customer_id AS id FROM address WHERE channel_address = '${address}'`))[0].id;

async function customer(name, ...says) {
  const phone = await Phone.open(shop, name);
  await phone.say('hello');
  for (const text of says) await phone.send({ text });
  return { phone, id: await idOf(phone.address), name };
}

test('with nobody there each tab says what to do next', async (t) => {
  const page = await open(t, '#/chats', { viewport: WIDE });
  for (const [tab, says] of [['Waiting', 'Nobody waits for a person'], ['Mine', 'No chat is yours'], ['Closed', 'No closed chats'], ['All', 'Nobody has written yet']]) {
    await page.getByRole('navigation', { name: 'Which chats' }).getByRole('link', { name: tab }).click();
    await page.getByRole('heading', { name: says }).waitFor();
  }
  await isClean(page, 'chats-empty');
});

for (const [device, viewport, scheme] of [['wide', WIDE, 'light'], ['phone', PHONE, 'dark']])
  test(`${device}: a person takes over, the customer reads it on the phone, the bot is silent and comes back`, async (t) => {
    const { phone, name } = await customer(`Tessa ${device}`, 'a house mug', 'What are your opening hours?', 'human please');
    const page = await open(t, '#/chats', { viewport, scheme });
    await page.getByRole('navigation', { name: 'Which chats' }).getByRole('link', { name: /Waiting/ }).click();
    await row(page, name).getByText('wants a person').waitFor();
    await isClean(page, `chats-${device}-list`);
    await row(page, name).click();
    await thread(page).getByText('What are your opening hours?', { exact: true }).waitFor();
    await thread(page).getByText(/FAQ · .* · \d+ % sure/).waitFor();
    await page.getByText('This customer waits for a person.').waitFor();
    const about = page.locator('.about');
    await about.getByText('What are your opening hours?').waitFor();
    await about.getByText('1 x House Mug').waitFor();
    const added = thread(page).locator('.bubble.out', { hasText: 'Your cart' });
    await added.locator('summary').click(); // why this answer
    await added.getByText('Product: House Mug').waitFor();
    await isClean(page, `chats-${device}-waiting`);

    await composer(page).fill('Hello, this is a person.');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('How can I help?');
    await page.keyboard.press('Enter');
    await phone.hears({ id: 0 }, 'Hello, this is a person.\nHow can I help?');
    await page.getByText('You have this chat.').waitFor();
    await about.getByText('1 x House Mug').waitFor({ state: 'hidden' }); // folded up, no longer news
    assert.equal(await composer(page).inputValue(), '');
    await thread(page).getByText('owner took the chat over').waitFor();
    await thread(page).locator('.bubble.staff .mark.read, .bubble.staff .mark.delivered, .bubble.staff .mark.sent').first().waitFor();
    await phone.saysInVain('are you a robot?');
    await thread(page).getByText('are you a robot?').waitFor(); // by itself

    await page.getByRole('button', { name: 'Private note' }).click();
    await composer(page).fill('Wants a refund? <b>check</b>');
    await page.getByRole('button', { name: 'Keep' }).click();
    await thread(page).locator('.bubble.note:not(.unsent)').getByText('Wants a refund? <b>check</b>').waitFor();
    await isClean(page, `chats-${device}-taken`);

    await page.getByRole('button', { name: 'Give back to the bot' }).click();
    await page.getByText('The bot answers again.').waitFor();
    await page.getByText('You have this chat.').waitFor({ state: 'detached' });
    await phone.say('hello', 'Browse products');
    await page.getByRole('button', { name: 'Reply' }).click();
    await thread(page).locator('.bubble.out').last().getByText('Browse products').waitFor();
    assert.ok(!(await phone.received()).some((m) => m.body.includes('refund')), 'notes never leave');
  });

test('undo takes the chat back; closing puts it away until the customer writes', async (t) => {
  const { phone, name } = await customer('Ulla Undo', 'human');
  const page = await open(t, '#/chats', { viewport: WIDE });
  await row(page, name).click();
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByText('You have this chat.').waitFor();
  await page.getByRole('button', { name: 'Give back to the bot' }).click();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await page.getByText('You have this chat.').waitFor();
  await page.locator('.head-acts').getByRole('button', { name: 'Close' }).click();
  await page.getByText('The chat is closed.').waitFor();
  await row(page, name).waitFor({ state: 'detached' });
  await page.getByRole('navigation', { name: 'Which chats' }).getByRole('link', { name: 'Closed' }).click();
  await row(page, name).waitFor();
  await phone.say('hello');
  await row(page, name).waitFor({ state: 'detached' });
  await page.getByRole('navigation', { name: 'Which chats' }).getByRole('link', { name: 'All' }).click();
  await row(page, name).waitFor();
});

test('ready replies: added, opened by a slash, filled with name and order, sent', async (t) => {
  const { phone, order } = await placeOrder(shop, 'Carla Canned');
  const id = await idOf(phone.address);
  const page = await open(t, `#/chats/${id}`, { viewport: WIDE, expected: [/409/] });
  await composer(page).fill('/');
  await page.getByRole('button', { name: 'Edit ready replies' }).click();
  await page.getByRole('heading', { name: 'No ready replies yet' }).waitFor();
  for (const [shortcut, text] of [['ready', 'Hello {name}, your order {order} is ready.'], ['thanks', 'Thank you!']]) {
    await page.getByRole('button', { name: 'Add a reply' }).click();
    await page.getByLabel('Short word').fill(shortcut);
    await page.getByLabel('Text', { exact: true }).fill(text);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByText(`/${shortcut}`, { exact: true }).waitFor();
  }
  await isClean(page, 'chats-canned');
  await page.getByRole('button', { name: 'Remove /thanks' }).click();
  await page.getByText('/thanks is removed.').waitFor();
  await page.getByRole('button', { name: 'Add a reply' }).click();
  await page.getByLabel('Short word').fill('ready');
  await page.getByLabel('Text', { exact: true }).fill('x');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('There is a reply /ready already.').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.keyboard.press('Escape');
  await composer(page).fill('');
  await composer(page).pressSequentially('/re');
  await page.getByRole('option', { name: /ready/ }).waitFor();
  await isClean(page, 'chats-slash');
  await page.keyboard.press('Enter');
  assert.equal(await composer(page).inputValue(), `Hello Carla Canned, your order ${order.number} is ready.`);
  await page.keyboard.press('Enter');
  await phone.hears({ id: 0 }, `your order ${order.number} is ready`);
});

test('the customer’s side shows orders and blocks; a blocked one is shown as such', async (t) => {
  const { order, phone } = await placeOrder(shop, 'Sandro Side');
  const page = await open(t, `#/chats/${await idOf(phone.address)}`, { viewport: PHONE });
  await page.getByRole('button', { name: 'Customer' }).click();
  await page.getByRole('link', { name: new RegExp(order.number) }).waitFor();
  await isClean(page, 'chats-phone-side');
  await page.getByRole('button', { name: 'Block this customer' }).click();
  await page.getByText('The customer is blocked.').waitFor();
  await page.getByRole('region', { name: 'Customer' }).getByRole('button', { name: 'Close' }).click();
  await page.locator('.banner').getByText('This customer is blocked.').first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Reply' }).isDisabled(), true);
  await phone.saysInVain('hello?');
  await thread(page).getByText('hello?').waitFor();
  await isClean(page, 'chats-phone-blocked');
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await row(page, 'Sandro Side').getByText('blocked').waitFor();
  await row(page, 'Sandro Side').click();
  await page.getByRole('button', { name: 'Unblock' }).click();
  await phone.say('hello');
});

test('after 24 hours and after STOP it says so in plain words; a note still works', async (t) => {
  const { id, phone } = await customer('Willa Window');
  await write(`UPDATE conversation SET window_end_at = (unixepoch() - 60) * 1000 WHERE customer_id = ${id}`);
  const page = await open(t, `#/chats/${id}`, { viewport: WIDE, expected: [/400/] });
  await page.getByText('You cannot write to this customer now.').waitFor();
  await isClean(page, 'chats-window');
  await composer(page).fill('tried at noon');
  await page.keyboard.press('Enter');
  await thread(page).locator('.bubble.note').getByText('tried at noon').waitFor();
  await page.getByRole('button', { name: 'Write by a template' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('heading', { name: 'No template can be sent now' }).waitFor();
  await isClean(page, 'chats-no-template');
  await sheet.getByRole('button', { name: 'Close' }).click();
  await approveTemplate(shop, write, 'ask_back', 'Hello {{1}}, we have found it out. Please write back.');
  // The other with its words told, in the settings.
  const body = 'Hello {{1}}, the shop says: {{2}} Please write back.';
  const sid = await makeTemplate(shop, 'from_staff', body, { 1: 'Ana', 2: 'news' });
  await page.goto(`${shop.url}/console/#/settings/notices`);
  await page.getByRole('button', { name: 'Template A message of your team' }).click();
  await sheet.getByLabel('ContentSid').fill(sid);
  await sheet.getByLabel('Variables, in their order').fill('name, words');
  await sheet.getByLabel('Its words, as approved').fill('Hello {{1}}!');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await sheet.getByRole('alert').getByText('Each variable must stand in it as {{1}}, {{2}} …, and no other.').waitFor();
  await isClean(page, 'settings-template');
  await sheet.getByLabel('Its words, as approved').fill(body);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await sheet.waitFor({ state: 'detached' });
  await page.goto(`${shop.url}/console/#/chats/${id}`);
  await page.getByRole('button', { name: 'Write by a template' }).click();
  await sheet.getByLabel('Please write again').check();
  await sheet.getByText('These are the shop’s own words').waitFor();
  await sheet.getByLabel('A message of your team').check();
  await sheet.getByText('Hello Willa Window, the shop says: … Please write back.').waitFor();
  await sheet.getByLabel('Your words in it').fill('it is in stock.');
  await sheet.getByText('Hello Willa Window, the shop says: it is in stock. Please write back.').waitFor();
  await isClean(page, 'chats-template');
  await sheet.getByRole('button', { name: 'Send' }).click();
  await page.getByText('It is on its way, by the approved template.').waitFor();
  await soon('it is on the phone', async () => (await phone.received()).some((m) => m.body === 'Hello Willa Window, the shop says: it is in stock. Please write back.'));
  await thread(page).getByText('the shop says: it is in stock.').waitFor();
  const stopped = await customer('Stella Stop', 'STOP');
  await page.goto(`${shop.url}/console/#/chats/${stopped.id}`);
  await page.getByText('This customer said STOP.').waitFor();
});

test('what could not be sent waits with its words; what did not arrive is sent again', async (t) => {
  const { phone, id } = await customer('Fiona Fails');
  const page = await open(t, `#/chats/${id}`, { viewport: WIDE, expected: [/Failed to load|502|ERR_/] });
  await page.getByText('WhatsApp lets you write freely for another').waitFor();
  await page.route('**/messages', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await composer(page).fill('through the tunnel');
  await page.keyboard.press('Enter');
  await thread(page).getByText('Not sent').waitFor();
  await isClean(page, 'chats-unsent');
  await page.unroute('**/messages');
  await thread(page).getByRole('button', { name: 'Try again' }).click();
  await phone.hears({ id: 0 }, 'through the tunnel');
  await thread(page).locator('.unsent').waitFor({ state: 'detached' });
  assert.equal(await thread(page).getByText('through the tunnel').count(), 1);
  await soon('it is at rest', async () => (await shop.sql("SELECT status FROM outbox WHERE body = 'through the tunnel'"))[0].status === 'read');
  await write(`UPDATE outbox SET status = 'dead', error = 'could not be sent in time' WHERE body = 'through the tunnel';
    INSERT INTO event (kind, ref, created_at) VALUES ('message', ${id}, 1000 * unixepoch())`);
  const again = thread(page).getByRole('button', { name: 'Send again' });
  await again.waitFor();
  await isClean(page, 'chats-dead');
  const count = (await phone.received()).length;
  await again.click();
  await soon('it comes again', async () => (await phone.received()).length === count + 1);
  await again.waitFor({ state: 'detached' });
});

test('drafts stay with their chat, unread goes when looked at, words are found in messages', async (t) => {
  const one = await customer('Dina Draft', 'the teapot leaks'), two = await customer('Dora Draft');
  for (let i = 1; i <= 60; i++) await shop.say(`note ${i} about nothing`, { from: one.phone.address, name: one.name });
  const page = await open(t, '#/chats', { viewport: WIDE });
  await row(page, 'Dina Draft').getByText(/unread/).waitFor({ state: 'attached' });
  await row(page, 'Dina Draft').click();
  await row(page, 'Dina Draft').getByText(/unread/).waitFor({ state: 'detached' });
  await composer(page).fill('half a thought');
  await row(page, 'Dora Draft').click();
  await thread(page).waitFor();
  await soon('another field', async () => await composer(page).inputValue() === '');
  await row(page, 'Dina Draft').click();
  await soon('the thought is there', async () => await composer(page).inputValue() === 'half a thought');
  await page.reload();
  await soon('after a reload too', async () => await composer(page).inputValue() === 'half a thought');
  await page.keyboard.press('Tab');
  await page.getByRole('searchbox').fill('teapot leak');
  await page.getByRole('region', { name: 'In messages' }).getByRole('link', { name: /teapot/ }).click();
  const found = thread(page).locator('.bubble.marked');
  await found.getByText('the teapot leaks').waitFor();
  await soon('it is in view', () => found.evaluate((el) => { const box = el.getBoundingClientRect(); return box.top > 0 && box.bottom < window.innerHeight; }));
  await isClean(page, 'chats-search');
  assert.ok(two);
});

test('two tabs: what one writes the other shows; keys walk the list', async (t) => {
  const { phone, id, name } = await customer('Tilda Tabs');
  const first = await open(t, `#/chats/${id}`, { viewport: WIDE });
  const second = await first.context().newPage();
  await second.goto(`${shop.url}/console/#/chats`);
  await row(second, name).waitFor();
  await second.keyboard.press('j');
  await second.keyboard.press('Enter');
  await second.waitForFunction((it) => location.hash.startsWith(`#/chats/${it}`), id);
  await composer(first).fill('from the first tab');
  await first.keyboard.press('Enter');
  await thread(second).getByText('from the first tab').waitFor();
  await second.getByText('You have this chat.').waitFor();
  await second.keyboard.press('r');
  assert.equal(await composer(second).evaluate((el) => el === document.activeElement), true);
  await second.keyboard.type('and from the second');
  await second.keyboard.press('Enter');
  await thread(first).getByText('and from the second').waitFor();
  await phone.hears({ id: 0 }, 'and from the second');
});

test('a viewer reads along and is offered nothing that he may not do', async (t) => {
  const { id } = await customer('Vito Viewed', 'human');
  const viewer = { username: 'vera', password: 'vera only looks at things' };
  await new Promise((resolve, reject) => {
    const child = spawn(path.join(root, process.env.B ?? 'build', 'waiter'), ['staff', 'add', viewer.username, 'viewer'], { env: shop.env, cwd: root });
    child.on('exit', (status) => (status === 0 ? resolve() : reject(new Error(`staff add: ${status}`))));
    child.stdin.end(`${viewer.password}\n`);
  });
  const page = await open(t, `#/chats/${id}`, { viewport: WIDE, who: viewer });
  await page.getByText('This customer waits for a person.').waitFor();
  await page.getByText('You may read along; writing is for staff.').waitFor();
  assert.equal(await composer(page).count(), 0);
  assert.equal(await page.getByRole('button', { name: /Take over|Give back|^Close$/ }).count(), 0);
  await isClean(page, 'chats-viewer');
});

for (const [device, viewport, scheme] of [['wide', WIDE, 'dark'], ['phone', PHONE, 'light']])
  test(`${device}: Arabic from the right, hostile texts stay texts`, async (t) => {
    const hostile = `<img src=x onerror=alert(1)> ${device}`;
    const { phone, id } = await customer(hostile, '"><script>alert(1)</script>', 'مرحبا، هل لديكم قبعات؟', 'human');
    const page = await open(t, `#/chats/${id}`, { viewport, scheme, language: 'ar' });
    await page.getByRole('heading', { name: hostile }).waitFor();
    await thread(page).getByText('"><script>alert(1)</script>', { exact: true }).waitFor();
    await composer(page).fill('أهلًا بك! <script>x</script>');
    await page.keyboard.press('Enter');
    await phone.hears({ id: 0 }, 'أهلًا بك! <script>x</script>');
    await page.getByText('هذه المحادثة لك.').waitFor();
    await isClean(page, `chats-${device}-arabic`);
    await page.goto(`${shop.url}/console/#/chats`);
    await row(page, hostile).waitFor();
    await isClean(page, `chats-${device}-arabic-list`);
  });

test('after an import the search tells what it has not read yet, and has read it after a while', async (t) => {
  const { id } = await customer('Ida Imported');
  await write(`INSERT INTO chat_log (customer_id, direction, body, created_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000) SELECT ${id}, 'in', iif(i = 90000, 'the last xylophone', 'imported words'), 1 FROM n`);
  const page = await open(t, '#/chats', { viewport: PHONE });
  await page.getByRole('searchbox').fill('xylophone');
  await page.getByText(/The newest [\d,]+ messages are still being read in/).waitFor();
  await isClean(page, 'chats-search-behind');
  await soon('it is found', async () => {
    await page.reload();
    const found = page.getByRole('region', { name: 'In messages' });
    await found.waitFor();
    return await found.getByText('the last xylophone').count() === 1;
  });
});
