// Products at the desk over HTTP: photos on their way to a customer's phone, hostile files, edits that
// meet, variants, categories, and the catalogue as CSV there and back.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import { assertProblem, newCustomer, ownShop, Phone, soon } from './help.mjs';
import { jpegSize, png, turned, WEBP } from './pictures.mjs';
import { root } from './shop.mjs';

let shop, owner;
before(async () => {
  shop = await ownShop();
  owner = await shop.login();
});
after(() => shop?.close());

const MUG = { name: 'Photo Mug', category: 'Cups', price: '12.50', stock: 5 };
async function add(more = {}) {
  const made = await owner.post('/admin/products', { ...MUG, ...more });
  assert.equal(made.status, 201, made.text);
  return made.json;
}
async function upload(product, bytes, { type = 'image/png', me = owner } = {}) {
  const answer = await shop.fetch(`/admin/photos?product=${product}`, { method: 'POST', body: bytes,
    headers: { 'content-type': type, cookie: me.cookie, 'x-csrf-token': me.csrf } });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: text ? JSON.parse(text) : undefined };
}
async function photo(at) {
  const answer = await shop.fetch(at);
  assert.equal(answer.status, 200, at);
  return { headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

/* ---- photos ---- */

test('an uploaded photo reaches the customer', async () => {
  const made = await add({ name: 'Zanzibar Mug' });
  assert.deepEqual([made.photos, made.picture], [[], null]);
  const given = await upload(made.id, png(300, 200));
  assert.equal(given.status, 201, given.text);
  assert.equal(given.json.photos.length, 1);
  const [at] = given.json.photos;
  assert.match(at, /^\/media\/photo-[0-9a-f]{32}\.jpg$/);
  assert.deepEqual([given.json.picture, given.json.image_url], [at, at]);
  assert.equal(given.headers.get('etag'), `"${given.json.version}"`);

  const phone = await Phone.open(shop, 'Petra Photo');
  const card = await phone.say('zanzibar mug', 'Zanzibar Mug');
  const seen = await soon('the picture is on the phone', async () =>
    (await phone.received()).find((m) => m.id >= card.id - 1 && m.media?.length));
  assert.ok(JSON.stringify(seen.media).includes(at), JSON.stringify(seen));
  const [link] = await shop.sql(`SELECT media FROM outbox WHERE media = '${at}'`);
  assert.ok(link, 'the message carries it');

  const { headers, bytes } = await photo(at);
  assert.equal(headers.get('content-type'), 'image/jpeg');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.match(headers.get('content-security-policy'), /default-src 'none'/);
  assert.deepEqual(jpegSize(bytes), [300, 200]);
  assert.equal((await shop.get(`/api/products/${made.id}`)).json.image_url, at);
  const [row] = await shop.sql(`SELECT action, actor FROM audit WHERE subject = 'product' AND ref = '${made.id}' ORDER BY id DESC LIMIT 1`);
  assert.deepEqual(row, { action: 'product.photo', actor: 'owner' });
});

test('photos are put in order, taken away and brought back; the first is the card’s', async () => {
  const made = await add({ name: 'Order Mug' });
  for (const colour of [[250, 0, 0], [0, 250, 0], [0, 0, 250]]) assert.equal((await upload(made.id, png(20, 20, { colour }))).status, 201);
  const { photos, version } = (await owner.get(`/admin/products/${made.id}`)).json;
  assert.equal(new Set(photos).size, 3);
  const turnedRound = await owner.put(`/admin/products/${made.id}`, { photos: [...photos].reverse() }, { 'if-match': `"${version}"` });
  assert.deepEqual(turnedRound.json.photos, [...photos].reverse());
  assert.equal(turnedRound.json.picture, photos[2]);
  const fewer = await owner.put(`/admin/products/${made.id}`, { photos: [photos[1]] });
  assert.deepEqual(fewer.json.photos, [photos[1]]);
  assert.deepEqual((await owner.put(`/admin/products/${made.id}`, { photos })).json.photos, photos, 'undo: the files are still there');
  assert.equal((await photo(photos[0])).headers.get('content-type'), 'image/jpeg');
  const seeds = await owner.put(`/admin/products/${made.id}`, { image_url: 'https://cdn.example/mug.jpg' });
  assert.deepEqual(seeds.json.photos, ['https://cdn.example/mug.jpg', photos[1], photos[2]], 'the seed’s name sets the first alone');
  for (const bad of [['//evil.example/x.png'], ['javascript:alert(1)'], ['http://plain.example/x.png'], [photos[0], photos[0]], 'no list', [7], Array.from({ length: 11 }, (_, i) => `/media/${i}.png`)])
    assert.equal(assertProblem(await owner.put(`/admin/products/${made.id}`, { photos: bad }), 400, JSON.stringify(bad)).field, 'photos');
  for (let i = 0; i < 7; i++) assert.equal((await upload(made.id, png(9, 9, { colour: [i * 30, 1, 2] }))).status, 201);
  assertProblem(await upload(made.id, png(9, 9, { colour: [9, 9, 9] })), 413);
});

test('the file of a dropped photo goes when nothing shows it any more, and not before', async () => {
  const build = path.resolve(root, process.env.B ?? 'build', 'waiter');
  const sweep = async () => (await promisify(execFile)(build, ['schedule', 'run', 'forget-photos'], { cwd: root, env: shop.env })).stdout;
  const write = (sql) => shop.write(sql);
  const made = await add({ name: 'Swept Scarf', category: 'Scarves', price: 20, stock: 1 });
  const [shown, dropped, sent, young, twin] = await (async () => {
    for (let i = 0; i < 5; i++) await upload(made.id, png(40 + i, 50));
    return (await owner.get(`/admin/products/${made.id}`)).json.photos;
  })();
  const other = await add({ name: 'Twin Scarf', category: 'Scarves', price: 20, stock: 1, photos: [twin] });
  await owner.put(`/admin/products/${made.id}`, { photos: [shown] });
  const file = (at) => path.join(shop.home, at);
  // As an upload leaves it that was cut off before its row; and what is no photo of staff at all.
  const orphan = `/media/photo-${'0'.repeat(32)}.jpg`, theirs = '/media/photo-of-mine.jpg';
  for (const at of [orphan, theirs]) writeFileSync(file(at), 'x');
  const old = new Date(Date.now() - 31 * 86400e3);
  await sweep();
  for (const at of [shown, dropped, sent, young, twin, orphan, theirs]) assert.ok(existsSync(file(at)), `${at} is young`);
  for (const at of [shown, dropped, sent, twin, orphan, theirs]) utimesSync(file(at), old, old);
  await sweep();
  for (const at of [dropped, sent, young, twin]) assert.ok(existsSync(file(at)), `${at} was dropped just now`);
  assert.ok(!existsSync(file(orphan)), 'never shown, and a month old');
  await write(`UPDATE photo_dropped SET dropped_at = ${+old}; INSERT INTO outbox (customer_id, to_address, body, media, status, next_at, created_at, updated_at)
    SELECT id, '', '', '${sent}', 'read', 0, 0, 0 FROM customer LIMIT 1`);
  assert.match(await sweep(), /1 files/);
  assert.ok(!existsSync(file(dropped)), 'nothing shows it');
  for (const [at, why] of [[shown, 'a product shows it'], [twin, `${other.name} shows it`], [sent, 'it stands in a chat'], [young, 'the file is young'], [theirs, 'not ours']])
    assert.ok(existsSync(file(at)), why);
  assert.equal((await shop.fetch(shown)).status, 200);
  assert.equal((await shop.fetch(dropped)).status, 404);
});

test('a photo becomes upright, small and forgets where it was taken', async () => {
  const made = await add({ name: 'Upright Mug' });
  const big = await upload(made.id, png(3200, 1000), { type: 'image/jpeg' });
  assert.equal(big.status, 201, big.text);
  const { bytes } = await photo(big.json.photos[0]);
  assert.deepEqual(jpegSize(bytes), [1600, 500]);
  const secret = turned(bytes, 6);
  assert.ok(secret.includes('Secret-place'));
  const again = await upload(made.id, secret, { type: 'text/html' });
  assert.equal(again.status, 201, 'the content counts, not the name of its type');
  const upright = (await photo(again.json.photos[1])).bytes;
  assert.deepEqual(jpegSize(upright), [500, 1600]);
  assert.ok(!upright.includes('Secret-place') && !upright.includes('Exif'));
  assert.equal((await upload(made.id, WEBP)).status, 201);
  assert.deepEqual(jpegSize((await photo((await owner.get(`/admin/products/${made.id}`)).json.photos[2])).bytes), [1, 1]);
});

test('hostile files are refused, and the shop goes on', async () => {
  const made = await add({ name: 'Hostile Mug' });
  const good = png(64, 64);
  const jpeg = (await photo((await upload(made.id, png(200, 200))).json.photos[0])).bytes;
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  const cases = [
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 415],
    ['HTML called PNG', html, 415],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), 415],
    ['nothing but the first bytes', good.subarray(0, 8), 415],
    ['no file', Buffer.alloc(0), 400],
    ['a PNG cut off', good.subarray(0, good.length - 30), 400],
    ['a JPEG cut off', jpeg.subarray(0, jpeg.length >> 1), 400],
    ['a PNG that lies about its size', png(10, 10, { says: [600, 600] }), 400],
    ['a bomb of 10^10 pixels', png(1, 1, { says: [100000, 100000] }), 413],
    ['a bomb of few bytes', png(12000, 4000), 413],
    ['a hair', png(1, 12001), 413],
    ['zero wide', png(1, 1, { says: [0, 5] }), 400],
    ['rubbish behind a PNG’s name', Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(5000, 0x41)]), 400],
    ['rubbish behind a JPEG’s name', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(5000, 7)]), 400],
    ['rubbish behind a WebP’s name', Buffer.concat([Buffer.from('RIFF\xff\xff\x00\x00WEBPVP8 ', 'latin1'), Buffer.alloc(5000, 7)]), 400],
    ['more bytes than we take', Buffer.alloc(10 * 1024 * 1024 + 1), 413],
  ];
  for (const [name, bytes, status] of cases) assertProblem(await upload(made.id, bytes), status, name);
  assert.equal((await owner.get(`/admin/products/${made.id}`)).json.photos.length, 1, 'none of them is a photo now');
  assertProblem(await upload(999999, good), 404);
  assertProblem(await upload('', good), 400);

  // Both a picture and a page: the picture stays, the page does not.
  const polyglot = Buffer.concat([png(30, 30, { extra: [['tEXt', 'Comment\0<script>alert(1)</script>']] }), html]);
  const clean = await upload(made.id, polyglot);
  assert.equal(clean.status, 201, clean.text);
  const { bytes } = await photo(clean.json.photos[1]);
  assert.ok(!bytes.includes('script'));
  const both = await upload(made.id, Buffer.concat([jpeg, html]));
  assert.equal(both.status, 201);
  assert.ok(!(await photo(both.json.photos.at(-1))).bytes.includes('script'));
});

test('broken bytes never break more than the upload', async () => {
  const made = await add({ name: 'Fuzz Mug' });
  const jpeg = (await photo((await upload(made.id, png(120, 90))).json.photos[0])).bytes;
  let state = 20260105;
  const random = (n) => { state = (state * 1103515245 + 12345) & 0x7fffffff; return state % n; };
  for (let round = 0; round < 60; round++) {
    const bytes = Buffer.from([png(40, 40), jpeg, WEBP][round % 3]);
    for (let hits = 1 + random(12); hits > 0; hits--) bytes[8 + random(bytes.length - 8)] = random(256);
    const answer = await upload(made.id, bytes);
    assert.ok([201, 400, 413, 415].includes(answer.status), `${answer.status} ${answer.text} ${bytes.toString('base64')}`);
    if (answer.status === 201) await owner.put(`/admin/products/${made.id}`, { photos: [] });
  }
  assert.equal((await shop.get('/api/health')).status, 200);
});

/* ---- what customers see ---- */

test('the preview is the card that the chat sends', async () => {
  const made = await add({ name: 'Preview Mug', description: 'Blue as the sea.' });
  const { json } = await upload(made.id, png(50, 50));
  const shown = await owner.get(`/admin/products/${made.id}/preview`);
  assert.equal(shown.status, 200, shown.text);
  const phone = await Phone.open(shop, 'Preview Pia');
  await phone.say('hi');
  const card = await phone.say('preview mug', 'Blue as the sea.');
  assert.equal(shown.json.messages[0].picture, json.photos[0]);
  assert.equal(shown.json.messages[0].text, card.body);
  await owner.delete(`/admin/products/${made.id}`);
  assert.deepEqual((await owner.get(`/admin/products/${made.id}/preview`)).json.messages, []);
  assertProblem(await owner.get('/admin/products/0/preview'), 404);
});

/* ---- edits that meet, variants, aliases ---- */

test('a product has its name in the shop’s other languages; customers find it by it', async () => {
  const translations = { es: { name: 'Linterna de mano', aliases: ['foco'], values: { Red: 'Rojo' } } };
  const made = await owner.post('/admin/products', { name: 'Hand Lantern', category: 'Torches', price: '19.00', stock: 5, translations });
  assert.equal(made.status, 201, made.text);
  const id = made.json.id ?? made.json.product?.id;
  assert.deepEqual((await owner.get(`/admin/products/${id}`)).json.translations ?? (await owner.get(`/admin/products/${id}`)).json.product?.translations, translations);
  for (const wrong of [{ es: 'x' }, { spanish: {} }, { es: { title: 'x' } }, { es: { name: '' } }, { es: { aliases: 'foco' } }, []])
    assert.equal(assertProblem(await owner.put(`/admin/products/${id}`, { translations: wrong }), 400, JSON.stringify(wrong)).field, 'translations');
  const from = newCustomer();
  await shop.say('español por favor', { from });
  await shop.say('quiero 2 linternas de mano', { from });
  const [{ body }] = await shop.sql(`SELECT body FROM outbox WHERE to_address = '${from}' ORDER BY id DESC LIMIT 1`);
  assert.match(body, /2 x Linterna de mano/);
  const [line] = await shop.sql('SELECT quantity FROM cart_item ORDER BY rowid DESC LIMIT 1').catch(() => shop.sql(`SELECT quantity FROM cart_item i JOIN variant v ON v.id = i.variant_id WHERE v.product_id = ${id}`));
  assert.equal(line.quantity, 2);
});

test('who edits what another has changed meanwhile is told who changed what', async () => {
  const made = await add({ name: 'Meeting Mug' });
  const at = `/admin/products/${made.id}`;
  const first = await owner.put(at, { price: '13.00' }, { 'if-match': `"${made.version}"` });
  assert.equal(first.status, 200);
  assert.equal(first.headers.get('etag'), `"${made.version + 1}"`);
  const late = assertProblem(await owner.put(at, { price: '14.00' }, { 'if-match': `"${made.version}"` }), 412);
  assert.equal(late.latest.actor, 'owner');
  assert.deepEqual([late.latest.before.price_minor, late.latest.after.price_minor], [1250, 1300]);
  assert.equal((await owner.get(at)).json.price_minor, 1300, 'nothing was done');
  const phone = await Phone.open(shop, 'Buyer Bo');
  for (const text of ['2 meeting mugs', 'checkout', 'Bo', 'pickup', 'yes']) await phone.say(text);
  const after = await owner.get(at);
  assert.equal(after.json.stock, 3, 'two are sold');
  assert.equal(after.json.version, first.json.version, 'a sale is no edit');
});

test('stock goes through the ledger, with its reason and who it was', async () => {
  const made = await add({ name: 'Ledger Mug', stock: 4 });
  const [variant] = made.variants;
  await owner.put(`/admin/products/${made.id}`, { variants: [{ sku: variant.sku, stock: 10, stock_seen: 4 }] });
  const rows = await shop.sql(`SELECT change, reason, actor, order_id FROM stock_movement WHERE variant_id = ${variant.id} ORDER BY id`);
  assert.deepEqual(rows, [{ change: 4, reason: 'staff', actor: 'staff:owner', order_id: null }, { change: 6, reason: 'staff', actor: 'staff:owner', order_id: null }]);
  const taken = assertProblem(await owner.put(`/admin/products/${made.id}`, { variants: [{ sku: variant.sku, stock: 1, stock_seen: 4 }] }), 409);
  assert.equal(taken.field, 'stock');
});

test('variants: an option comes and goes, SKUs change by id, own prices and their end', async () => {
  const made = await add({ name: 'Variant Shirt', option1_name: 'Size', variants: [{ sku: 'VS-S', option1: 'S', stock: 2 }, { sku: 'VS-M', option1: 'M', stock: 3 }] });
  const at = `/admin/products/${made.id}`;
  const [s, m] = made.variants;
  const grown = await owner.put(at, { option2_name: 'Colour', variants: [
    { id: s.id, sku: 'VS-S-RED', option2: 'Red', price: '20.00' }, { id: m.id, sku: 'VS-M-RED', option2: 'Red' },
    { sku: 'VS-S-BLUE', option1: 'S', option2: 'Blue', stock: 1 }] });
  assert.equal(grown.status, 200, grown.text);
  assert.deepEqual(grown.json.variants.map((v) => [v.id === s.id, v.sku, v.option1, v.option2, v.price_minor, v.own_price, v.stock]), [
    [true, 'VS-S-RED', 'S', 'Red', 2000, true, 2], [false, 'VS-M-RED', 'M', 'Red', 1250, false, 3], [false, 'VS-S-BLUE', 'S', 'Blue', 1250, false, 1]]);
  const back = await owner.put(at, { price: '15.00', variants: [{ sku: 'VS-S-RED', own_price: false }] });
  assert.deepEqual(back.json.variants.map((v) => v.price_minor), [1500, 1500, 1500]);
  for (const [body, field] of [
    [{ variants: [{ sku: 'VS-X', option1: 'S', option2: 'Blue' }] }, 'variants'],
    [{ variants: [{ sku: 'VS-X', option1: 'S' }] }, 'option2'],
    [{ variants: [{ id: 999999, sku: 'VS-X' }] }, 'id'],
    [{ option1_name: '' }, 'option1_name'],
    [{ option2_name: '' }, 'variants'], // S in red and S in blue would be alike
    [{ low_stock: -1 }, 'low_stock'], [{ aliases: ['a', ''] }, 'aliases'], [{ aliases: 'x' }, 'aliases'],
  ]) assert.equal(assertProblem(await owner.put(at, body), 400, JSON.stringify(body)).field, field, JSON.stringify(body));
  assert.equal(assertProblem(await owner.put(at, { variants: [{ id: m.id, sku: 'HOOD-BLK-L' }] }), 409).field, 'sku');
  const plain = await owner.put(at, { option2_name: '', variants: [{ sku: 'VS-S-BLUE', active: false }] });
  assert.equal(plain.status, 200, plain.text);
  assert.deepEqual(plain.json.variants.map((v) => [v.option1, v.option2, v.active]), [['S', null, true], ['M', null, true], ['S', null, false]]);
});

test('other names lead a customer to the product', async () => {
  const made = await add({ name: 'Ceramic Vessel' });
  await owner.put(`/admin/products/${made.id}`, { aliases: ['jorum'] });
  const phone = await Phone.open(shop, 'Alias Al');
  await phone.say('hi');
  await phone.say('jorum', 'Ceramic Vessel');
});

/* ---- lists ---- */

test('the list by state, category and words, sorted, in pages', async () => {
  const low = await add({ name: 'Qqq low', category: 'Qqq', stock: 3, price: '3.00' });
  const out = await add({ name: 'Qqq out', category: 'Qqq', stock: 0, price: '1.00' });
  const many = await add({ name: 'Qqq many', category: 'Qqq', stock: 50, price: '2.00' });
  const gone = await add({ name: 'Qqq gone', category: 'Qqq', stock: 5, price: '9.00' });
  await owner.delete(`/admin/products/${gone.id}`);
  const ids = async (query) => (await owner.get(`/admin/products?category=qqq${query}`)).json.products.map((p) => p.id);
  assert.deepEqual(await ids('&state=low'), [low.id]);
  assert.deepEqual(await ids('&state=out'), [out.id]);
  assert.deepEqual(await ids('&state=hidden'), [gone.id]);
  assert.deepEqual(await ids('&state=on_sale&sort=cheapest'), [out.id, many.id, low.id]);
  assert.deepEqual(await ids('&sort=name'), [gone.id, low.id, many.id, out.id]);
  assert.deepEqual(await ids('&sort=newest'), [gone.id, many.id, out.id, low.id]);
  assert.deepEqual(await ids('&state=on_sale&sort=stock'), [out.id, low.id, many.id]);
  assert.deepEqual((await owner.get('/admin/products?category=qqq')).json.counts, { all: 4, on_sale: 3, low: 1, out: 1, hidden: 1 });
  await owner.put(`/admin/products/${many.id}`, { low_stock: 60 });
  assert.deepEqual(await ids('&state=low'), [low.id, many.id]);
  assert.equal((await shop.get(`/api/products/${many.id}`)).json.variants[0].availability, 'low');
  const page = await owner.get('/admin/products?category=qqq&sort=dearest&limit=3');
  const rest = await owner.get(`/admin/products?category=qqq&sort=dearest&limit=3&cursor=${page.json.next_cursor}`);
  assert.deepEqual([...page.json.products, ...rest.json.products].map((p) => p.id), [gone.id, low.id, many.id, out.id]);
  assert.equal(rest.json.next_cursor, null);
  for (const bad of ['state=x', 'sort=x', `search=${'x'.repeat(101)}`]) assert.equal(assertProblem(await owner.get(`/admin/products?${bad}`), 400).field, bad.split('=')[0]);
  assert.deepEqual((await owner.get('/admin/products?search=%22%29%28')).json.products, []);
});

/* ---- categories ---- */

test('categories are made, renamed, put in order and removed when empty', async () => {
  const made = await owner.post('/admin/categories', { name: 'Lamps' });
  assert.equal(made.status, 201, made.text);
  assertProblem(await owner.post('/admin/categories', { name: 'lamps' }), 409);
  assertProblem(await owner.post('/admin/categories', { name: '' }), 400);
  const renamed = await owner.put(`/admin/categories/${made.json.id}`, { name: 'Lights' });
  assert.deepEqual([renamed.status, renamed.json.name], [200, 'Lights']);
  const lamp = await add({ name: 'Reading Light', category: 'lights' });
  assert.equal(lamp.category, 'Lights');
  const inSpanish = await owner.put(`/admin/categories/${made.json.id}`, { name: 'Lights', translations: { es: { name: 'Luces' } } });
  assert.deepEqual(inSpanish.json.translations, { es: { name: 'Luces' } }, inSpanish.text);
  assert.deepEqual((await owner.put(`/admin/categories/${made.json.id}`, { name: 'Lights' })).json.translations, { es: { name: 'Luces' } }, 'left out they stay');
  assertProblem(await owner.put(`/admin/categories/${made.json.id}`, { name: 'Lights', translations: { es: { description: 'x' } } }), 400);
  const { categories } = (await owner.get('/admin/categories')).json;
  const order = [made.json.id, ...categories.map((c) => c.id).filter((id) => id !== made.json.id)];
  const moved = await owner.put('/admin/categories', { ids: order });
  assert.deepEqual(moved.json.categories.map((c) => c.id), order);
  assert.equal(moved.json.categories[0].products, 1);
  const phone = await Phone.open(shop, 'Category Cat');
  await phone.say('hi');
  await phone.say('what do you sell', /1\. Lights/);
  assertProblem(await owner.put('/admin/categories', { ids: order.slice(1) }), 409);
  assertProblem(await owner.put('/admin/categories', { ids: [...order.slice(1), order[1]] }), 409);
  assertProblem(await owner.put('/admin/categories', {}), 400);
  assertProblem(await owner.delete(`/admin/categories/${made.json.id}`), 409, 'something is in it');
  await owner.put(`/admin/products/${lamp.id}`, { category: 'Cups' });
  assert.equal((await owner.delete(`/admin/categories/${made.json.id}`)).status, 204);
  assertProblem(await owner.delete(`/admin/categories/${made.json.id}`), 404);
  const actions = (await shop.sql(`SELECT action FROM audit WHERE subject = 'category' ORDER BY id`)).map((r) => r.action);
  assert.deepEqual(actions, ['category.add', 'category.change', 'category.change', 'category.change', 'category.order', 'category.remove']);
});

/* ---- CSV ---- */

const csvIn = async (text, { dry = false, me = owner } = {}) => {
  const answer = await shop.fetch(`/admin/products.csv${dry ? '?dry_run=1' : ''}`, { method: 'POST', body: text,
    headers: { 'content-type': 'text/csv', cookie: me.cookie, 'x-csrf-token': me.csrf } });
  const said = await answer.text();
  return { status: answer.status, headers: answer.headers, text: said, json: JSON.parse(said) };
};
const csvOut = async (me = owner) => {
  const answer = await shop.fetch('/admin/products.csv', { headers: { cookie: me.cookie } });
  assert.match(answer.headers.get('content-type'), /^text\/csv/);
  return Buffer.from(await answer.arrayBuffer()).toString('utf8');
};
const mistakes = (answer) => answer.json.errors.map((e) => [e.row, e.column, e.reason]);
const everything = async () => JSON.stringify([await shop.sql('SELECT * FROM product ORDER BY id'), await shop.sql('SELECT * FROM variant ORDER BY id'),
  await shop.sql('SELECT * FROM category ORDER BY id'), await shop.sql('SELECT * FROM product_photo'), await shop.sql('SELECT count(*) FROM stock_movement')]);

test('the catalogue goes out as CSV and comes back without a change', async () => {
  const odd = await add({ name: '=HYPERLINK("http://evil")', description: "+1, \"quoted\"\nand 'more' | bars \\ \t", category: '@cmd',
    variants: [{ sku: '-2+3', stock: 1 }], aliases: ['a|b', 'c\\d', "'=x", 'mañana ☕'], photos: ['/media/a.jpg', 'https://cdn.example/b.jpg'] });
  const text = await csvOut();
  assert.ok(text.startsWith('\ufeffproduct_id,name,category,'));
  for (const cell of text.match(/("(?:[^"]|"")*"|[^,\r\n]+)/g)) assert.doesNotMatch(cell.replace(/^"/, ''), /^[=@\t]|^[+-](?!\d*$)/, 'nothing that a spreadsheet would run');
  const before = await everything();
  const back = await csvIn(text);
  assert.equal(back.status, 200, back.text);
  assert.deepEqual([back.json.written, back.json.added, back.json.changed, back.json.errors], [true, 0, 0, []]);
  assert.equal(back.json.unchanged, (await shop.sql('SELECT count(*) AS n FROM product'))[0].n);
  assert.equal(await everything(), before);
  // As Excel saves it elsewhere: semicolons, no BOM, decimal commas.
  const excel = text.slice(1).split('\r\n').map((line) => (line.includes('"') ? null : line.replaceAll(',', ';').replace(/(\d)\.(\d\d);/g, '$1,$2;'))).filter((l) => l !== null).join('\r\n');
  const same = await csvIn(excel);
  assert.deepEqual([same.json.added, same.json.changed, same.json.errors], [0, 0, []], same.text);
  await owner.delete(`/admin/products/${odd.id}`);
});

test('a file with mistakes: each row is named, nothing is written; mended it is', async () => {
  const before = await everything();
  const bad = ['name,category,price,sku,stock,option1_name,option1', 'Csv Cup,Cups,ten,CSV-1,5,,', 'Csv Cup,Cups,,CSV-2,5,,',
    ',Cups,3.00,CSV-3,5,,', 'Csv Hat,Hats,3.00,,1,,', 'Csv Cap,Hats,4.00,CSV-4,-1,,', 'Csv Bag,Bags,4.00,CSV-5,1,Size,', 'Csv Good,Cups,1.00,CSV-6,1,,'].join('\n');
  const tried = await csvIn(bad, { dry: true });
  assert.equal(tried.status, 200);
  assert.equal(tried.json.written, false);
  const found = [[2, 'price', 'not_a_price'], [4, 'name', 'needed'], [5, 'sku', 'needed'], [6, 'stock', 'not_a_number'], [7, 'option1', 'refused']];
  assert.deepEqual(mistakes(tried), found);
  assert.equal(tried.json.errors[0].value, 'ten');
  const real = await csvIn(bad);
  assertProblem(real, 400);
  assert.deepEqual(mistakes(real), found);
  assert.equal(await everything(), before, 'nothing is written');

  const good = bad.replace('ten', '10.00').replace('CSV-2,5,,', 'CSV-2,5,,').split('\n').filter((_, i) => [0, 1].includes(i)).concat('Csv Cap,Hats,4.00,CSV-4,1,,').join('\n');
  const dry = await csvIn(good, { dry: true });
  assert.deepEqual([dry.json.written, dry.json.added, dry.json.errors], [false, 2, []]);
  assert.equal(await everything(), before, 'a trial writes nothing');
  const done = await csvIn(good);
  assert.deepEqual([done.status, done.json.written, done.json.added], [200, true, 2], done.text);
  const [cup] = (await owner.get('/admin/products?search=csv%20cup')).json.products;
  assert.deepEqual([cup.price_minor, cup.stock, cup.category], [1000, 5, 'Cups']);
  const [move] = await shop.sql(`SELECT change, reason, actor FROM stock_movement WHERE variant_id = ${cup.variants[0].id}`);
  assert.deepEqual(move, { change: 5, reason: 'staff', actor: 'staff:owner' });
  const again = await csvIn(good);
  assert.deepEqual([again.json.added, again.json.changed, again.json.unchanged], [0, 0, 2], 'twice is like once');
  const phone = await Phone.open(shop, 'Csv Cia');
  await phone.say('hi');
  await phone.say('csv cup', '€10.00');
});

test('a file never undoes a sale, and takes away only what its columns say', async () => {
  const made = await add({ name: 'Sold Scarf', stock: 9, description: 'Warm.', aliases: ['shawlette'] });
  const [{ sku }] = made.variants;
  const row = (stock, seen) => `sku,stock,stock_seen\n${sku},${stock},${seen}\n`;
  await owner.put(`/admin/products/${made.id}`, { stock: 7 }); // two were sold, say
  assert.deepEqual((await csvIn(row(9, 9))).json.unchanged, 1);
  assert.deepEqual(mistakes(await csvIn(row(20, 9))), [[2, 'stock', 'stock_moved']]);
  assert.equal((await csvIn(row(20, 7))).json.changed, 1);
  assert.equal((await owner.get(`/admin/products/${made.id}`)).json.stock, 20);
  assert.equal((await csvIn(`sku,description,aliases,low_stock,on_sale\n${sku},,,8,no\n`)).json.changed, 1);
  const now = (await owner.get(`/admin/products/${made.id}`)).json;
  assert.deepEqual([now.description, now.aliases, now.low_stock, now.active, now.name, now.stock], ['', [], 8, false, 'Sold Scarf', 20]);
});

test('files that are none, or say two things', async () => {
  const before = await everything();
  const cases = [
    ['', 400], ['sku\n', 'empty'], ['name,price\nX,1\n', 'missing_column'], ['sku,colour\nA,b\n', 'unknown_column'], ['sku,sku\nA,b\n', 'twice'],
    ['sku,name\n"A,b\n', 'not_csv'], ['sku,name\n"A"x,b\n', 'not_csv'], [Buffer.from([0x73, 0x6b, 0x75, 0x0a, 0xff, 0xfe]), 'not_csv'], ['sku\nA\0B\n', 'not_csv'],
    [`sku\n${'A,'.repeat(70)}\n`, 'not_csv'], [`sku\n${Array.from({ length: 2001 }, (_, i) => `S${i}`).join('\n')}`, 'not_csv'],
    ['sku,name,category,price\nT1,Two,Cups,1\nT2,Two,Hats,1\n', 'differs'], ['sku,name,category,price\nT1,Two,Cups,1\nT1,Two,Cups,1\n', 'twice'],
    ['product_id,sku,name\n999999,T1,X\n', 'no_such_product'], ['product_id,sku\nabc,T1\n', 'not_a_number'],
    ['sku,name,category,price,on_sale\nT1,N1,Cups,1,maybe\n', 'not_yes_or_no'], ['sku,name,category,price\nT1,N1,Cups,99999999999999\n', 'not_a_price'],
    ['product_id,sku\n1,KIDS-1\n', null],
    [`sku,name,category,price\nT1,${'n'.repeat(121)},Cups,1\n`, 'refused'], ['sku,name,category,price,photos\nT1,N1,Cups,1,javascript:alert(1)\n', 'refused'],
  ];
  for (const [text, reason] of cases) {
    const answer = await csvIn(text, { dry: true });
    if (reason === 400) { assertProblem(answer, 400); continue; }
    assert.equal(answer.status, 200, answer.text);
    if (reason) assert.ok(answer.json.errors.some((e) => e.reason === reason), `${JSON.stringify(String(text).slice(0, 60))}: ${answer.text.slice(0, 300)}`);
  }
  assertProblem(await csvIn('x'.repeat(2 * 1024 * 1024 + 1)), 413);
  assert.equal(await everything(), before);
});

test('garbled CSV never breaks the shop or half-writes', async () => {
  const text = await csvOut();
  const before = await everything();
  let state = 41;
  const random = (n) => { state = (state * 1103515245 + 12345) & 0x7fffffff; return state % n; };
  for (let round = 0; round < 80; round++) {
    const bytes = Buffer.from(text.slice(0, 2000 + random(6000)));
    for (let hits = 1 + random(20); hits > 0; hits--) bytes[random(bytes.length)] = '",;\n\r\t=\'\\|\0\xff'.charCodeAt(random(12));
    const answer = await csvIn(bytes, { dry: true });
    assert.equal(answer.status, 200, answer.text);
  }
  assert.equal(await everything(), before);
});

/* ---- the program behind ---- */

test('photo has given everything up before it reads the first byte', async () => {
  const child = spawn(path.join(root, process.env.B ?? 'build', 'photo'), { env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => { child.on('close', (status, signal) => resolve({ status, signal })); });
  const limits = () => readFileSync(`/proc/${child.pid}/limits`, 'utf8');
  await soon('its time is limited', () => /^Max cpu time +15 +15 /m.test(limits()));
  if (!/-(address|thread)$/.test(process.env.B ?? '')) { // sanitizers want memory, files and calls of their own
    await soon('its calls are filtered', () => /^Seccomp:\t2$/m.test(readFileSync(`/proc/${child.pid}/status`, 'utf8')));
    assert.match(limits(), /^Max open files +3 +3 /m);
    assert.match(limits(), /^Max address space +671088640 +671088640 /m);
  }
  const made = [];
  child.stdout.on('data', (more) => made.push(more));
  child.stdin.end(png(10, 10));
  assert.deepEqual(await ended, { status: 0, signal: null });
  assert.deepEqual(jpegSize(Buffer.concat(made)), [10, 10]);
});
