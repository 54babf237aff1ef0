// The products screen as the owner works with it: photos by three ways, prices and stock in the table,
// variants, categories, a spreadsheet with mistakes; two at once, on a phone, in the dark, in Arabic.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { ownShop, Phone, soon } from '../http/help.mjs';
import { png } from '../http/pictures.mjs';
import { looksRight, PHONE, useBrowser, WIDE } from './browser.mjs';
import { isClean, openDesk } from './desk.mjs';

const browser = useBrowser();
let shop, owner;
before(async () => {
  shop = await ownShop();
  owner = await shop.login();
});
after(() => shop?.close());

const open = (t, at = '#/products', more = {}) => openDesk(t, browser, shop, at, { viewport: WIDE, ...more });
const drawer = (page) => page.getByRole('region', { name: /^(Product|المنتج)$/ });
const undo = (page) => page.locator('.toast').getByRole('button', { name: 'Undo' });
async function add(name, more = {}) {
  const made = await owner.post('/admin/products', { name, category: 'Cups', price: '12.50', stock: 5, ...more });
  assert.equal(made.status, 201, made.text);
  return made.json;
}
const now = async (id) => (await owner.get(`/admin/products/${id}`)).json;
const file = (name, buffer, mimeType = 'image/png') => ({ name, mimeType, buffer });

/* -- photos -- */

test('photos by choosing, pasting and dropping; the first reaches the customer', async (t) => {
  const made = await add('Camera Mug');
  const page = await open(t, `#/products/${made.id}`, { expected: [/415/] });
  await drawer(page).getByRole('heading', { name: 'Camera Mug' }).waitFor();
  await drawer(page).getByLabel('Add photos').last().setInputFiles([file('red.png', png(200, 150, { colour: [200, 40, 40] }))]);
  await drawer(page).getByRole('img', { name: 'Photo 1' }).waitFor();

  // What the clipboard and the mouse carry, as a browser hands it over.
  const give = (kind, bytes) => page.evaluate(async ([what, base64]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], `${what}.png`, { type: 'image/png' }));
    const node = what === 'paste' ? document : document.querySelector('.photos');
    node.dispatchEvent(what === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [kind, bytes.toString('base64')]);
  await give('paste', png(160, 160, { colour: [40, 160, 60] }));
  await drawer(page).getByRole('img', { name: 'Photo 2' }).waitFor();
  await give('drop', png(180, 120, { colour: [40, 80, 200] }));
  await drawer(page).getByRole('img', { name: 'Photo 3' }).waitFor();
  await isClean(page, 'product-photos');
  const { photos } = await now(made.id);
  assert.equal(new Set(photos).size, 3);

  // The second move while the first is on its way: both count.
  let letGo;
  const held = new Promise((resolve) => { letGo = resolve; });
  await page.route(`**/admin/products/${made.id}`, async (route) => { if (route.request().method() === 'PUT') await held; await route.continue(); });
  await drawer(page).getByRole('button', { name: 'Move photo 3 forward' }).click();
  await drawer(page).getByRole('button', { name: 'Move photo 2 forward' }).click();
  letGo();
  await soon('the third is the first', async () => (await now(made.id)).picture === photos[2]);
  assert.deepEqual((await now(made.id)).photos, [photos[2], photos[0], photos[1]]);
  await page.unroute(`**/admin/products/${made.id}`);
  await drawer(page).getByRole('button', { name: 'Remove photo 3' }).click();
  await soon('one is gone', async () => (await now(made.id)).photos.length === 2);
  await undo(page).click();
  await soon('and back', async () => (await now(made.id)).photos.length === 3);
  await drawer(page).getByLabel('Add photos').last().setInputFiles([file('page.png', Buffer.from('<svg onload=alert(1)>'))]);
  await page.getByText('page.png: This is no JPEG, PNG or WebP picture.').waitFor();

  const phone = await Phone.open(shop, 'Camera Cara');
  await phone.say('hi');
  await phone.say('camera mug', 'Camera Mug');
  await soon('the first photo is on the phone', async () => (await phone.received()).some((m) => JSON.stringify(m.media ?? '').includes(photos[2])));
  await soon('the preview shows it too', async () => (await drawer(page).locator('.preview-chat img').getAttribute('src')) === photos[2]);
});

/* -- the table -- */

test('price and stock in the table: at once, taken back, refused with who changed what', async (t) => {
  const made = await add('Table Mug');
  const page = await open(t, '#/products?q=table+mug', { expected: [/412/, /409/, /ERR_FAILED/] });
  const price = page.getByLabel('Price of Table Mug'), stock = page.getByLabel('Stock of Table Mug');
  await price.fill('13,90');
  await price.press('Enter');
  await page.getByText('Table Mug costs €13.90 now.').waitFor();
  assert.equal((await now(made.id)).price_minor, 1390);
  await undo(page).click();
  await soon('the old price is back', async () => (await now(made.id)).price_minor === 1250);
  await soon('here too', async () => (await price.inputValue()) === '12.50');

  await stock.fill('40');
  await stock.press('Tab');
  await page.getByText('Table Mug: 40 pieces in stock now.').waitFor();
  assert.equal((await now(made.id)).stock, 40);
  await price.fill('cheap');
  await price.press('Enter');
  await page.getByText('A price looks like 12.50.').waitFor();
  assert.equal(await price.inputValue(), '12.50');
  await price.fill('99');
  await price.press('Escape');
  assert.equal(await price.inputValue(), '12.50');

  await page.route('**/admin/products?*', (route) => route.abort()); // the page sees nothing of what comes
  assert.equal((await owner.put(`/admin/products/${made.id}`, { price: '20.00' })).status, 200);
  await price.fill('15.00');
  await price.press('Enter');
  await page.getByText('Meanwhile you (elsewhere) changed the price: €12.50 → €20.00.').waitFor();
  assert.equal((await now(made.id)).price_minor, 2000, 'nothing was done');
  assert.equal((await owner.put(`/admin/products/${made.id}`, { stock: 3 })).status, 200); // as if sold
  await stock.fill('50');
  await stock.press('Enter');
  await page.getByText('Something was sold meanwhile').waitFor();
  assert.equal((await now(made.id)).stock, 3);
  await page.unroute('**/admin/products?*');

  await page.getByLabel('Table Mug is on sale').uncheck({ force: true });
  await page.getByText('Table Mug is hidden.').waitFor();
  assert.equal((await now(made.id)).active, false);
  await undo(page).last().click();
  await soon('it is back', async () => (await now(made.id)).active);
});

test('tabs, category, sorting and words stand in the address', async (t) => {
  await add('Address low', { category: 'Address Shelf', stock: 2, price: '5.00' });
  await add('Address out', { category: 'Address Shelf', stock: 0, price: '3.00' });
  await add('Address many', { category: 'Address Shelf', stock: 90, price: '4.00' });
  const page = await open(t);
  await page.getByLabel('Category').selectOption('Address Shelf');
  await page.waitForURL(/category=Address/);
  await page.getByLabel('Sort by').selectOption('cheapest');
  await page.waitForURL(/sort=cheapest/);
  const names = () => page.locator('.products-grid tbody th a').allTextContents();
  await soon('sorted', async () => JSON.stringify(await names()) === JSON.stringify(['Address out', 'Address many', 'Address low']));
  await page.getByRole('navigation', { name: 'Products by state' }).getByRole('link', { name: /Running low/ }).click();
  await page.waitForURL(/state=low/);
  await soon('one is low', async () => JSON.stringify(await names()) === '["Address low"]');
  await isClean(page, 'products-low');
  await page.reload();
  await soon('still', async () => JSON.stringify(await names()) === '["Address low"]');
  await page.goBack();
  await soon('all three again', async () => (await names()).length === 3);
  await page.getByRole('searchbox').fill('nothing of that name');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await isClean(page, 'products-none');
});

/* -- one product -- */

test('a new product with every combination of size and colour is ordered by a customer', async (t) => {
  const page = await open(t, '#/products', { viewport: PHONE });
  await page.getByRole('link', { name: 'Add product' }).click();
  await drawer(page).getByLabel('Name', { exact: true }).fill('Rain <b>Poncho</b>');
  await drawer(page).getByLabel('Category').fill('Outdoors');
  await drawer(page).getByLabel('Price in EUR').fill('29,90');
  await drawer(page).getByLabel('Other names').fill('cagoule, mackintosh');
  await drawer(page).getByRole('button', { name: 'Add an option' }).click();
  await drawer(page).getByLabel('Option 1', { exact: true }).fill('Size');
  await drawer(page).getByLabel('Values, with commas between').fill('S, M');
  await drawer(page).getByRole('button', { name: 'Add an option' }).click();
  await drawer(page).getByLabel('Option 2', { exact: true }).fill('Colour');
  await drawer(page).getByLabel('Values, with commas between').last().fill('Teal, Amber');
  await drawer(page).getByRole('button', { name: 'Make all combinations' }).click();
  assert.equal(await drawer(page).locator('.variant').count(), 4);
  for (const [i, stock] of ['1', '2', '3', '4'].entries()) await drawer(page).locator('.variant').nth(i).getByLabel(/^Stock/).fill(stock);
  await drawer(page).locator('.variant').nth(3).getByLabel(/^Own price/).fill('35');
  await isClean(page, 'product-new-phone');
  await drawer(page).getByRole('button', { name: 'Add product' }).click();
  await page.getByText('Rain <b>Poncho</b> is in the shop.').waitFor();
  await drawer(page).getByText('10 pieces in stock').waitFor();
  await isClean(page, 'product-phone');
  const [made] = (await owner.get('/admin/products?search=poncho&sort=newest')).json.products;
  assert.deepEqual(made.variants.map((v) => [v.option1, v.option2, v.stock, v.price_minor]), [['S', 'Teal', 1, 2990], ['S', 'Amber', 2, 2990], ['M', 'Teal', 3, 2990], ['M', 'Amber', 4, 3500]]);
  const phone = await Phone.open(shop, 'Mac Intosh');
  await phone.say('hi');
  await phone.say('a mackintosh in M amber', '35.00');

  // An option goes: of what is then alike the first stays on sale.
  await drawer(page).getByRole('button', { name: 'Remove option 2' }).click();
  await drawer(page).getByRole('button', { name: 'Save' }).click();
  await page.getByText('Rain <b>Poncho</b> is saved.').waitFor();
  assert.deepEqual((await now(made.id)).variants.map((v) => [v.option1, v.option2, v.active]), [['S', null, true], ['S', null, false], ['M', null, true], ['M', null, false]]);
  await drawer(page).getByRole('button', { name: 'Take out of the shop' }).click();
  await page.getByText('is hidden').waitFor();
  await drawer(page).getByText('It is not on sale: customers do not see it.').waitFor();
});

test('the form: two at once, mine over theirs, what is wrong is said', async (t) => {
  const made = await add('Form Mug');
  const page = await open(t, `#/products/${made.id}`, { expected: [/412/, /409/] });
  await drawer(page).getByLabel('Description').fill('Mine.');
  assert.equal((await owner.put(`/admin/products/${made.id}`, { name: 'Form Mug Two' })).status, 200);
  await drawer(page).getByRole('heading', { name: 'Form Mug Two' }).waitFor(); // told at once, and nothing typed is lost
  assert.equal(await drawer(page).getByLabel('Description').inputValue(), 'Mine.');
  await drawer(page).getByRole('button', { name: 'Save' }).click();
  await drawer(page).getByText('Meanwhile you (elsewhere) changed the name: Form Mug → Form Mug Two.').waitFor();
  await isClean(page, 'product-meanwhile');
  await drawer(page).getByRole('button', { name: 'Save mine over it' }).click();
  await page.getByText('Form Mug Two is saved.').waitFor();
  const saved = await now(made.id);
  assert.deepEqual([saved.name, saved.description], ['Form Mug Two', 'Mine.'], 'only what was typed here');
  await drawer(page).getByLabel(/^SKU/).fill('HOOD-BLK-L');
  await drawer(page).getByRole('button', { name: 'Save' }).click();
  await drawer(page).getByText('This SKU is taken').waitFor();
  await drawer(page).getByRole('button', { name: 'Forget my changes' }).click();
  await drawer(page).getByLabel(/^Stock/).fill('lots');
  await drawer(page).getByRole('button', { name: 'Save' }).click();
  await drawer(page).getByText('A number of pieces is whole').waitFor();
});

test('many at once: prices by percent, hidden and shown, another category, all that match, with a way back', async (t) => {
  const make = (name, more = {}) => owner.post('/admin/products', { name, category: 'Bulk Goods', price: '10.00', stock: 3, ...more });
  for (const name of ['Bulk Bowl', 'Bulk Basket']) assert.equal((await make(name)).status, 201);
  assert.equal((await make('Bulk Box', { price: '9.99', option1_name: 'Size', variants: [{ option1: 'S', sku: 'BULK-S', stock: 1 }, { option1: 'L', sku: 'BULK-L', stock: 1, price: '20.00' }] })).status, 201);
  const rows = () => shop.sql("SELECT p.name, p.price_minor AS price, p.active, c.name AS category FROM product p JOIN category c ON c.id = p.category_id WHERE p.name LIKE 'Bulk %' ORDER BY p.name");
  const was = await rows();
  const page = await open(t, '#/products?q=Bulk'), bar = page.getByRole('region', { name: 'What to do with the chosen products' }), sheet = page.getByRole('dialog');
  await page.getByLabel('Choose Bulk Bowl').check();
  await bar.getByText('1 chosen').waitFor();
  await bar.getByRole('button', { name: 'Choose all shown' }).click();
  await bar.getByText('3 chosen').waitFor();
  await isClean(page, 'products-bulk');
  await bar.getByRole('button', { name: 'Change prices' }).click();
  await sheet.getByLabel('Percent').fill('-100');
  assert.ok(await sheet.getByRole('button', { name: 'Change', exact: true }).isDisabled(), 'nothing is given away');
  await sheet.getByLabel('Percent').fill('-12.5');
  await sheet.getByText('€10.00 → €8.75').waitFor();
  await isClean(page, 'products-bulk-price');
  await sheet.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByText('3 products are changed.').waitFor();
  assert.deepEqual((await rows()).map((row) => row.price), [875, 875, 874]);
  assert.equal((await shop.sql("SELECT price_minor AS price FROM variant WHERE sku = 'BULK-L'"))[0].price, 1750, 'its own price goes along');
  assert.equal((await shop.sql("SELECT count(*) AS n FROM audit WHERE action = 'product.change' AND after LIKE '%87_%'"))[0].n >= 3, true);
  await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('3 products are as before.').waitFor();
  assert.deepEqual(await rows(), was);
  assert.equal((await shop.sql("SELECT price_minor AS price FROM variant WHERE sku = 'BULK-L'"))[0].price, 2000);
  // By keys; and one that somebody else changed meanwhile is not overrun.
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await bar.getByText('1 chosen').waitFor();
  await bar.getByRole('button', { name: 'Choose all shown' }).click();
  await bar.getByRole('button', { name: 'Hide' }).click();
  await soon('all are hidden', async () => (await rows()).every((row) => row.active === 0));
  await bar.waitFor({ state: 'detached' }); // the page knows it too: nothing is chosen any more
  await page.getByLabel('Choose Bulk Box').check();
  await bar.getByRole('button', { name: 'Set category' }).click();
  await sheet.getByLabel('Category').selectOption('Hoodies');
  await sheet.getByRole('button', { name: 'Change', exact: true }).click();
  await soon('it moved', async () => (await rows()).find((row) => row.name === 'Bulk Box').category === 'Hoodies');
});

test('categories: made, named, ordered, removed and brought back', async (t) => {
  const page = await open(t);
  await page.getByRole('button', { name: 'Categories' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('New category').fill('Garden');
  await sheet.getByRole('button', { name: 'Add', exact: true }).click();
  await sheet.getByLabel('Name of Garden').fill('Balcony');
  await sheet.getByLabel('Name of Garden').press('Enter');
  await sheet.getByLabel('Name of Balcony').waitFor();
  const names = async () => (await owner.get('/admin/categories')).json.categories.map((c) => c.name);
  await soon('renamed', async () => (await names()).at(-1) === 'Balcony');
  await sheet.getByRole('button', { name: 'Move Balcony up' }).click();
  await soon('moved', async () => (await names()).at(-2) === 'Balcony');
  await isClean(page, 'categories');
  assert.ok(await sheet.getByRole('button', { name: 'Remove Cups' }).isDisabled(), 'not while something is in it');
  await sheet.getByRole('button', { name: 'Remove Balcony' }).click();
  await soon('gone', async () => !(await names()).includes('Balcony'));
});

/* -- CSV -- */

test('a spreadsheet with mistakes is refused row by row, mended it is taken; out it goes again', async (t) => {
  const page = await open(t, '#/products?q=sheet', { expected: [/400/] });
  await page.getByRole('button', { name: 'Import' }).click();
  const sheet = page.getByRole('dialog');
  const give = (text) => sheet.getByLabel('Choose a file').setInputFiles(file('products.csv', Buffer.from(text), 'text/csv'));
  const head = 'name;category;price;sku;stock;option1_name;option1\r\n';
  await give(`${head}Sheet Lamp;Lamps;ten;SHEET-1;4;;\r\nSheet Rug;Rugs;49,90;SHEET-2;many;;\r\n`);
  await sheet.getByText('2 mistakes. Nothing was written').waitFor();
  const rows = () => sheet.locator('tbody tr').allTextContents();
  assert.deepEqual(await rows(), ['2priceThis is no price.ten', '3stockThis is no whole number.many']);
  assert.ok(await sheet.getByRole('button', { name: 'Import', exact: true }).isDisabled());
  await isClean(page, 'import-mistakes');
  assert.equal((await shop.sql("SELECT count(*) AS n FROM product WHERE name LIKE 'Sheet %'"))[0].n, 0);
  await give(`${head}Sheet Lamp;Lamps;10;SHEET-1;4;;\r\nSheet Rug;Rugs;49,90;SHEET-2;6;Size;Big\r\nSheet Rug;Rugs;49,90;SHEET-3;7;Size;Small\r\n`);
  await sheet.getByText('The file is fine.').waitFor();
  await isClean(page, 'import-fine');
  await sheet.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('2 products imported.').waitFor();
  await page.getByRole('link', { name: 'Sheet Rug' }).waitFor();
  const [rug] = (await owner.get('/admin/products?search=rug')).json.products;
  assert.deepEqual([rug.category, rug.price_minor, rug.stock, rug.sizes], ['Rugs', 4990, 13, ['Big', 'Small']]);

  const [out] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
  assert.match(out.suggestedFilename(), /^products-\d{4}-\d\d-\d\d\.csv$/);
  const text = readFileSync(await out.path(), 'utf8');
  assert.ok(text.startsWith('\ufeffproduct_id,name,'));
  assert.match(text, /,Sheet Rug,Rugs,/);
  await page.getByRole('button', { name: 'Import' }).click();
  await give(text);
  await sheet.getByText('The file says what the shop knows already.').waitFor();
});

/* -- looks -- */

test('news come by themselves: a sale changes the stock in an open table, low stock counts at the screen’s name', async (t) => {
  const made = await add('Newsworthy Mug', { stock: 4 });
  const page = await open(t, '#/products?q=newsworthy');
  await page.getByLabel('Stock of Newsworthy Mug').waitFor();
  const phone = await Phone.open(shop, 'News Nat');
  for (const text of ['2 newsworthy mugs', 'checkout', 'Nat', 'pickup', 'yes']) await phone.say(text);
  await soon('two are sold', async () => (await page.getByLabel('Stock of Newsworthy Mug').inputValue()) === '2');
  await page.locator('.products-grid').getByText('Running low').waitFor();
  assert.equal((await now(made.id)).stock, 2);
});

for (const [name, more] of [['wide', {}], ['dark', { scheme: 'dark' }], ['phone', { viewport: PHONE }], ['phone-dark', { viewport: PHONE, scheme: 'dark' }], ['arabic', { language: 'ar' }], ['arabic-phone', { language: 'ar', viewport: PHONE }]])
  test(`${name}: list and product are clean`, async (t) => {
    const page = await open(t, '#/products', more);
    await page.locator('.products-grid tbody tr').nth(5).waitFor();
    await isClean(page, `products-${name}`);
    await page.goto(`${shop.url}/console/#/products/1`);
    await drawer(page).locator('.preview-chat .bubble').first().waitFor();
    await isClean(page, `product-${name}`);
    await drawer(page).locator('.preview-chat').scrollIntoViewIfNeeded();
    await looksRight(page, `product-${name}-end`);
  });

test('the bakery: products without options, in its own categories', async (t) => {
  const bakery = await ownShop({ seed: 'tests/fixtures/bakery.json' });
  const page = await openDesk(t, browser, bakery, '#/products', { viewport: WIDE });
  t.after(() => bakery.close()); // after its page
  const [row] = await bakery.sql('SELECT p.id, p.name, v.stock FROM product p JOIN variant v ON v.product_id = p.id GROUP BY p.id HAVING count(*) = 1 ORDER BY p.id LIMIT 1');
  const stock = page.getByLabel(`Stock of ${row.name}`);
  await stock.fill(String(row.stock + 1));
  await stock.press('Enter');
  await soon('counted', async () => (await bakery.sql(`SELECT stock FROM variant WHERE product_id = ${row.id}`))[0].stock === row.stock + 1);
  await isClean(page, 'products-bakery');
});
