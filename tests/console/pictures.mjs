// pictures.mjs FOLDER -- `make pictures`: the README's pictures of a shop that runs, taken anew by Chromium.
import { mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ownShop } from '../http/help.mjs';
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
  const { phone } = await placeOrder(shop, 'Ana Ribeiro', '2 black hoodies in L and a mug');
  for (const [name, words] of [['Ben Okafor', '3 house mugs'], ['Cleo Martin', 'a black hoodie in M'], ['Dina Haddad', '2 house mugs']]) await placeOrder(shop, name, words);
  await phone.say('do you ship to spain?');

  const chat = await open(`/simulator/#${phone.id}`, 390, 760);
  await chat.getByText('ORD-').first().waitFor();
  await take(chat, 'phone');

  const desk = await open('/console/#/orders', 1120, 660);
  await signIn(desk);
  await desk.getByText('Cleo Martin').first().waitFor();
  await take(desk, 'orders');
  await desk.goto(`${shop.url}/console/#/chats`);
  await desk.getByText('Ana Ribeiro').first().click();
  await desk.getByText('do you ship to spain?').last().waitFor();
  await take(desk, 'chats');

  const dark = await open('/console/#/home', 390, 760, 'dark');
  await signIn(dark);
  await dark.getByRole('heading', { level: 2 }).first().waitFor();
  await take(dark, 'home');
} finally {
  await browser.close();
  await shop.close();
}
