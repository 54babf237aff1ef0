// Products at the desk over HTTP: photos on their way to a customer's phone, hostile files, edits that
// meet, variants, categories, and the catalogue as CSV there and back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { assertProblem, newCustomer, ownShop, Phone, soon } from './help.mjs';
import { jpegSize, png, turned, WEBP } from './pictures.mjs';

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
