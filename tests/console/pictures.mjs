// pictures.mjs FOLDER -- `make pictures`: the README's pictures of a shop that runs, taken anew by Chromium.
import { mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ownShop, Phone } from '../http/help.mjs';
import { root } from '../http/shop.mjs';
import { placeOrder, signIn } from './desk.mjs';

const MOST = 120 * 1024; // bytes a picture: the repository carries them for ever
const folder = path.resolve(process.argv[2] ?? 'docs/pictures');
const { chromium } = createRequire(path.join(root, 'tests/http/package.json'))('playwright-core');
const shop = await ownShop();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

async function open(at, width, height, colorScheme = 'light') {
  const page = await (await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-GB', reducedMotion: 'reduce' })).newPage();
  await page.goto(shop.url + at);
  return page;
}
async function take(page, name) {
  await page.evaluate(() => Promise.all([...document.images].map((one) => one.decode().catch(() => {}))));
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  const { size } = statSync(file);
  console.log(`${path.relative(root, file)}  ${Math.ceil(size / 1024)} KB`);
  if (size > MOST) throw new Error(`${name} is larger than ${MOST} bytes`);
}

try {
  mkdirSync(folder, { recursive: true });
  const desk = await shop.login(), move = (order, ...to) => to.reduce((before, status) => before.then(() => desk.put(`/admin/orders/${order.id}/status`, { status })), Promise.resolve());
  const ask = async (name, ...words) => { const phone = await Phone.open(shop, name); for (const one of words) await phone.say(one); return phone; };
  const orders = [];
  for (const [name, words] of [['Ben Okafor', '3 house mugs'], ['Cleo Martin', 'a black hoodie in M'], ['Dina Haddad', '2 house mugs'], ['Emil Lind', 'a wool beanie in mustard'], ['Ana Ribeiro', '2 black hoodies in L and a mug']])
    orders.push(await placeOrder(shop, name, words));
  await move(orders[0].order, 'confirmed', 'shipped', 'delivered');
  await move(orders[1].order, 'confirmed', 'shipped');
  await move(orders[2].order, 'confirmed');
  await ask('Farid Nasser', 'do you engrave mugs?', 'human please');
  await ask('Greta Holm', 'is the rain poncho made of recycled bottles');
  const { phone } = orders.at(-1);
  await phone.say('do you ship to spain?');

  await ask('Eva Duarte', 'hi', 'classic hoodie');
  const chat = await open('/simulator/', 390, 880);
  await chat.getByText('Eva Duarte').first().click();
  await chat.locator('.words:visible', { hasText: '39.90' }).first().waitFor();
  await chat.locator('img:visible').last().evaluate((picture) => picture.scrollIntoView({ block: 'start' }));
  await take(chat, 'phone');

  const table = await open('/console/#/orders', 1060, 660);
  await signIn(table);
  await table.getByText('Cleo Martin').first().waitFor();
  await take(table, 'orders');
  await table.goto(`${shop.url}/console/#/chats`);
  await table.getByText('Ana Ribeiro').first().click();
  await table.getByText('do you ship to spain?').last().waitFor();
  await take(table, 'chats');

  const dark = await open('/console/#/home', 390, 880, 'dark');
  await signIn(dark);
  await dark.getByRole('heading', { level: 2 }).first().waitFor();
  await take(dark, 'home');
} finally {
  await browser.close();
  await shop.close();
}
