// autocannon leans on a whole shop for a moment: every answer is a 2xx, none is lost. How fast is no
// matter here (make bench says that).
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import autocannon from 'autocannon';
import { newCustomer, ownShop } from '../http/help.mjs';

let shop;
before(async () => { shop = await ownShop(); });
after(() => shop?.close());

async function lean(options) {
  const seen = await autocannon({ url: shop.url, connections: 16, duration: 1, timeout: 30, ...options });
  const { errors, timeouts, non2xx, requests } = seen;
  assert.deepEqual({ errors, timeouts, non2xx }, { errors: 0, timeouts: 0, non2xx: 0 });
  assert.ok(requests.total > 0);
  return seen;
}

for (const path of ['/api/products?limit=5', '/api/products/1', '/api/health', '/console/', '/media/house-mug.png'])
  test(`${path.split('?')[0]} holds`, () => lean({ requests: [{ method: 'GET', path }] }));

test('signed messages of many customers hold, and each that was answered is stored', async () => {
  const people = Array.from({ length: 40 }, newCustomer);
  let n = 0;
  const setupRequest = (request) => {
    const form = shop.message('What are your opening hours?', { from: people[n++ % people.length] });
    return { ...request, body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': shop.sign('/webhook/whatsapp', form) } };
  };
  const { '2xx': answered } = await lean({ requests: [{ method: 'POST', path: '/webhook/whatsapp', setupRequest }] });
  const [{ stored }] = await shop.sql('SELECT count(*) AS stored FROM inbound');
  assert.ok(stored >= answered && stored <= n, `${n} sent, ${answered} answered, ${stored} stored`);
});
