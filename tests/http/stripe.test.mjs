// Paying online, against a pretend Stripe that breaks in every way the sheet knows; the official
// library is the judge of signatures. Whatever is doubled, late, lost or killed: one page, one
// payment, one message, and no cent too many in either direction.
import assert from 'node:assert/strict';
import { writeFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import test, { after, before, beforeEach } from 'node:test';
import Stripe from 'stripe';
import { PNG, Phone, SLOW, assertBooks, assertCleanLog, assertProblem, ownShop, soon, strike, supervise } from './help.mjs';
import { KEY, StripePeer } from './stripe_peer.mjs';

const SECRET = 'whsec_a_secret_nobody_may_see';
const judge = new Stripe('sk_test_nobody', { host: '127.0.0.1', port: 9, protocol: 'http', maxNetworkRetries: 0 });
let shop, owner, peer, programs;
before(async () => {
  peer = await new StripePeer(SECRET).open();
  programs = supervise(['webhook', 'api', 'admin', 'events', 'worker']);
  shop = await ownShop({ build: programs.build, env: { STRIPE_SECRET_KEY: KEY, STRIPE_WEBHOOK_SECRET: SECRET, STRIPE_API_URL: peer.url, WAITER_RETRY_BASE_MS: '40', WAITER_SEND_TIMEOUT_MS: '1500', WAITER_UNSURE_WAIT_MS: '300' } });
  owner = await shop.login();
  const { json } = await owner.get('/admin/settings');
  const saved = await owner.put('/admin/settings', { pay_stripe: true, pay_bank: true, bank_account: 'IBAN DE02' }, { 'if-match': `"${json.version}"` });
  assert.equal(saved.status, 200, saved.text);
  const mugs = (await owner.get('/admin/products?q=mug')).json.products.find((p) => p.name === 'House Mug');
  assert.equal((await owner.put(`/admin/products/${mugs.id}`, { variants: [{ sku: 'MUG', stock: 5000 }] })).status, 200);
});
beforeEach(() => { peer.plan = () => 'ok'; peer.refundStatus = undefined; });
after(async () => {
  if (shop) {
    await assertBooks(shop);
    // Every order's word for its money is what its rows come to, and nothing waits to be done.
    assert.deepEqual(await shop.sql(`SELECT o.number, o.payment_status FROM orders o JOIN (SELECT order_id, sum(iif(status = 'paid', amount_minor, 0)) AS got,
        sum(refunded_minor) AS back FROM payment GROUP BY order_id) p ON p.order_id = o.id
      WHERE (o.payment_status = 'paid') <> (got > 0 AND got - back >= o.total_minor) OR got - back > o.total_minor`), []);
    assert.deepEqual(await shop.sql('SELECT payment_id FROM refund r GROUP BY payment_id HAVING sum(iif(r.status = \'failed\', 0, r.amount_minor)) <> (SELECT refunded_minor FROM payment p WHERE p.id = r.payment_id)'), []);
    assertCleanLog(shop, [KEY, SECRET, 'pi_'], /Killed /);
  }
  await shop?.close();
  await peer?.close();
  programs?.remove();
});

const numberIn = (message) => /ORD-\d{8}-[A-Z0-9]{8}/.exec(message.body)[0];
const orderOf = async (number) => (await shop.sql(`SELECT * FROM orders WHERE number = '${number}'`))[0];
const payments = (o) => shop.sql(`SELECT * FROM payment WHERE order_id = ${o.id} ORDER BY id`);
const becomes = (o, status) => soon(`${o.number} is ${status}`, async () => (await orderOf(o.number)).payment_status === status);
const told = async (o, words) => (await shop.sql(`SELECT count(*) AS n FROM outbox WHERE body LIKE '%${o.number}%' AND body LIKE '%${words}%'`))[0].n;
const worker = () => programs.pidOf(shop, 'worker');
let people = 0;

// An order of a mug by card, as far as its confirmation.
async function byCard() {
  const phone = await Phone.open(shop, `Card Carl ${String.fromCharCode(65 + people++)}`.slice(0, 20).replace(/ ./, (m) => m));
  for (const [text, wanted] of [['a house mug', 'Mug'], ['checkout', 'name'], ['Carl Card', 'deliver'], ['pickup', 'Shall I place'], ['yes', 'How would you like to pay']]) await phone.say(text, new RegExp(wanted, 'i'));
  const placed = await phone.tap('Card online', /ORD-/);
  assert.match(placed.body, /Your link to pay €12\.50 comes in a moment/);
  return { phone, placed, order: await orderOf(numberIn(placed)) };
}
async function withLink() {
  const all = await byCard();
  const link = await all.phone.hears(all.placed, 'https://checkout.stripe.test/pay/', all.order.number);
  return { ...all, link, session: peer.session(all.order.number) };
}
async function paid() {
  const all = await withLink();
  assert.equal(await peer.tell(shop, peer.pay(all.session)), 200);
  await becomes(all.order, 'paid');
  return { ...all, payment: (await payments(all.order))[0] };
}
const refund = (o, p, json) => owner.post(`/admin/orders/${o.id}/payments/${p.id}/refund`, json);

test('signatures: the official library and we say the same', async () => {
  const event = peer.event('customer.created', { id: 'cus_1', note: 'Café 🍕' });
  const body = JSON.stringify(event), at = Math.floor(Date.now() / 1000);
  const judged = (header, text = body) => { try { judge.webhooks.constructEvent(text, header, SECRET, 300); return 200; } catch { return 400; } };
  const theirs = judge.webhooks.generateTestHeaderString({ payload: body, secret: SECRET });
  for (const [what, header, text] of [['the library’s own', theirs], ['the pretend server’s', peer.sign(body)], ['another secret', peer.sign(body, at, 'whsec_other')],
    ['another body', peer.sign(body), `${body} `], ['299 s old', peer.sign(body, at - 298)], ['302 s old', peer.sign(body, at - 302)], ['only v0', peer.sign(body).replace('v1', 'v0')],
    ['two, one right', peer.sign(body).replace(',v1=', `,v1=${'0'.repeat(64)},v1=`)], ['no time', peer.sign(body).replace(/t=\d+,/, '')], ['empty', ''], ['upper case hex', peer.sign(body).replace(/[a-f]/g, (c) => c.toUpperCase()).replace('V1', 'v1')]])
    assert.equal(await peer.tell(shop, event, { header, body: text ?? body }), judged(header, text), what);
  assert.equal(await peer.tell(shop, event, { header: null }), 400, 'none');
  assert.equal(await peer.tell(shop, event, { header: peer.sign(body, at + 400) }), 400, 'from the future');
  assert.equal((await shop.sql(`SELECT count(*) AS n FROM payment_notice WHERE notice_id = '${event.id}'`))[0].n, 1);
  const broken = '{"id":"evt_1"';
  assert.equal(await peer.tell(shop, null, { body: broken }), 400, 'well signed nonsense');
  const big = JSON.stringify({ ...event, pad: 'x'.repeat(300 * 1024) });
  assert.equal(await peer.tell(shop, null, { body: big }), 413);
});

test('a link comes, is paid, and the customer hears of it once, whatever comes twice', async () => {
  const { phone, order, link, session } = await withLink();
  assert.equal(session.amount_total, order.total_minor);
  assert.equal(session.currency, 'eur');
  assert.ok(session.expires_at - Date.now() / 1000 > 1800);
  const event = peer.pay(session);
  assert.deepEqual(await Promise.all(Array.from({ length: 8 }, () => peer.tell(shop, event))), Array(8).fill(200));
  await phone.hears(link, 'received your payment of €12.50', order.number);
  assert.equal(await peer.tell(shop, peer.event('checkout.session.async_payment_succeeded', session)), 200, 'the same, by another name');
  assert.equal(await peer.tell(shop, peer.event('checkout.session.expired', session)), 200, 'and an old one, late');
  assert.equal((await orderOf(order.number)).payment_status, 'paid');
  assert.equal(await told(order, 'received your payment'), 1);
  assert.deepEqual((await owner.get(`/admin/orders/${order.id}`)).json.timeline.map((one) => [one.kind, one.actor]),
    [['placed', 'customer'], ['link_sent', 'system:stripe'], ['paid', 'system:stripe']]);
});

test('“completed” overtakes the answer that made the page', async () => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  const heard = new Promise((resolve) => { peer.plan = async (one) => { if (one.path !== '/v1/checkout/sessions') return 'ok'; setTimeout(resolve, 0); await held; return 'ok'; }; });
  const { phone, order, placed } = await byCard();
  await heard;
  const [p] = await payments(order);
  const early = { id: 'cs_test_early', object: 'checkout.session', status: 'complete', payment_status: 'paid', livemode: false, payment_intent: 'pi_early', amount_total: 1250, currency: 'eur', client_reference_id: `payment-${p.id}-${p.created_at}` };
  // A payment that had this id before a copy of the database was put back is another one.
  const before = { ...early, id: 'cs_test_before', client_reference_id: `payment-${p.id}-${p.created_at - 1}` };
  assert.equal(await peer.tell(shop, peer.event('checkout.session.completed', before)), 200);
  assert.equal((await orderOf(order.number)).payment_status, 'unpaid');
  assert.equal(await peer.tell(shop, peer.event('checkout.session.completed', early)), 200);
  release();
  await phone.hears(placed, 'received your payment of €12.50');
  await becomes(order, 'paid');
  await soon('the answer is taken', async () => (await payments(order))[0].errand === null);
  assert.equal(await told(order, 'checkout.stripe.test'), 0, 'no link for what is paid');
});

test('a bank that takes its time: “completed but unpaid” waits; it comes, or it does not', async () => {
  const good = await withLink();
  await peer.tell(shop, peer.pay(good.session, true));
  await good.phone.hears(good.link, 'on its way', good.order.number);
  assert.equal((await orderOf(good.order.number)).payment_status, 'unpaid');
  Object.assign(good.session, { payment_status: 'paid' });
  await peer.tell(shop, peer.event('checkout.session.async_payment_succeeded', good.session));
  await becomes(good.order, 'paid');
  const bad = await withLink();
  await peer.tell(shop, peer.pay(bad.session, true));
  await peer.tell(shop, peer.event('checkout.session.async_payment_failed', bad.session));
  await bad.phone.hears(bad.link, 'did not go through', bad.order.number);
  assert.equal((await orderOf(bad.order.number)).payment_status, 'unpaid');
});

test('an expired link: told, and "my orders" gives a new one or another way', async () => {
  const { phone, order, link, session } = await withLink();
  await peer.tell(shop, peer.expire(session));
  const late = await phone.hears(link, 'has expired', order.number);
  await phone.say('my orders', order.number);
  await phone.tap(order.number.slice(4), 'Not paid yet');
  await phone.tap('Pay now', 'How would you like to pay');
  const again = await phone.tap('Card online', 'comes in a moment');
  await phone.hears(again, 'https://checkout.stripe.test/pay/');
  const next = peer.session(order.number);
  assert.notEqual(next.id, session.id);
  await peer.tell(shop, peer.pay(next));
  await phone.hears(late, 'received your payment', order.number);
  assert.deepEqual((await payments(order)).map((p) => p.status), ['expired', 'paid']);
});

for (const fault of ['hang', 'refuse', 'drop', '429', '500', '409', 'garbage'])
  test(`making the page meets "${fault}" twice: one page, one link`, async () => {
    peer.plan = (one, n) => (one.path === '/v1/checkout/sessions' && faults-- > 0 ? fault : 'ok');
    let faults = 2;
    const { phone, order, placed } = await byCard();
    await phone.hears(placed, 'https://checkout.stripe.test/pay/');
    assert.equal([...peer.made.values()].filter((s) => s.metadata.order_number === order.number).length, 1);
    assert.equal(await told(order, 'checkout.stripe.test'), 1);
    const keys = new Set(peer.requests.filter((r) => r.form['metadata[order_number]'] === order.number).map((r) => r.key));
    assert.equal(keys.size, 1, 'always the same Idempotency-Key');
  });

test('a refusal for good: the customer hears it and pays by transfer instead', async () => {
  peer.plan = (one) => (one.path === '/v1/checkout/sessions' ? '402' : 'ok');
  const { phone, order, placed } = await byCard();
  const sorry = await phone.hears(placed, 'could not make a link', order.number);
  await phone.say('where is my order', order.number);
  await phone.tap('Pay now', 'How would you like to pay');
  await phone.tap('Bank transfer', 'IBAN DE02');
  await phone.hears(await phone.photo(PNG), order.number);
  assert.equal((await orderOf(order.number)).payment_status, 'proof_sent');
  assert.ok(sorry);
  assert.deepEqual((await payments(order)).map((p) => [p.way, p.status]), [['stripe', 'failed'], ['bank', 'proof']]);
});

test('another amount, currency or mode than ours pays nothing', async () => {
  const { order, session } = await withLink();
  const event = peer.pay(session);
  for (const lie of [{ amount_total: 1 }, { currency: 'jpy' }, { amount_total: null }, { payment_intent: {} , amount_total: 1249 }])
    assert.equal(await peer.tell(shop, peer.event(event.type, { ...session, ...lie })), 200);
  assert.equal(await peer.tell(shop, peer.event(event.type, session, { livemode: true })), 200);
  assert.equal(await peer.tell(shop, peer.event(event.type, { ...session, id: 'cs_test_foreign', client_reference_id: 'payment-999999-1764137302123' })), 200);
  assert.equal(await peer.tell(shop, { id: 'evt_thin', object: 'v2.core.event', type: 'x' }), 200);
  assert.equal((await orderOf(order.number)).payment_status, 'unpaid');
  assert.match(shop.log(), /another amount than asked for/);
  assert.equal(await peer.tell(shop, event), 200);
  await becomes(order, 'paid');
});

test('approved and paid by card at the same time: both are kept in the books, the excess goes back', async () => {
  const { phone, order, session } = await withLink();
  peer.plan = (one) => (one.path.endsWith('/expire') ? '500' : 'ok'); // the page stays open a while
  await phone.say('my orders', order.number);
  await phone.tap(order.number.slice(4), 'Pay');
  await phone.tap('Pay now', 'How would you like to pay');
  await phone.tap('Bank transfer', 'IBAN DE02');
  const bank = (await payments(order)).find((p) => p.way === 'bank');
  const [approved, noticed] = await Promise.all([owner.post(`/admin/orders/${order.id}/payments/${bank.id}/approve`), peer.tell(shop, peer.pay(session))]);
  assert.equal(noticed, 200);
  assert.ok([200, 409].includes(approved.status), approved.text);
  if (approved.status === 200) {
    await soon('the second one goes back', async () => peer.returned(session) === 1250);
    await soon('and is noted', async () => (await shop.sql(`SELECT count(*) AS n FROM refund r JOIN payment p ON p.id = r.payment_id WHERE p.order_id = ${order.id} AND r.status = 'done'`))[0].n === 1);
  }
  await becomes(order, 'paid');
  peer.plan = () => 'ok';
  await soon('nothing is left to ask', async () => (await payments(order)).every((p) => p.errand === null));
});

test('a changed order: its page is closed and made anew; who pays on the old one pays what is due now', async () => {
  const change = async (order, quantity) => {
    const { version, items: [{ id }] } = (await owner.get(`/admin/orders/${order.id}`)).json;
    const answer = await owner.put(`/admin/orders/${order.id}/items`, { items: [{ id, quantity }] }, { 'if-match': `"${version}"` });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const { phone, order, placed, link, session } = await withLink();
  assert.equal((await change(order, 3)).due_minor, 3750);
  await soon('the old page is closed', async () => session.status === 'expired');
  const fresh = await phone.hears(link, 'https://checkout.stripe.test/pay/', '€37.50');
  const next = peer.session(order.number);
  assert.notEqual(next.id, session.id);
  assert.equal(next.amount_total, 3750);
  assert.deepEqual((await payments(order)).map((p) => [p.status, p.amount_minor]), [['void', 1250], ['waiting', 3750]]);
  const event = peer.pay(next); // paid while the order shrinks, and nobody has heard of it yet
  await change(order, 2);
  await peer.tell(shop, event);
  await phone.hears(fresh, 'received your payment of €37.50');
  await soon('the difference goes back', async () => peer.returned(next) === 1250);
  await becomes(order, 'paid');
  await soon('nothing waits', async () => (await payments(order)).every((p) => ['void', 'paid'].includes(p.status) && p.errand === null));
  assert.ok(placed);
});

test('paid, and then it grows: a page for the difference; paid, it is paid; its end is told and asks for no more than that', async () => {
  const { phone, order, link } = await paid();
  const change = async (quantity) => {
    const { version, items: [{ id }] } = (await owner.get(`/admin/orders/${order.id}`)).json;
    const answer = await owner.put(`/admin/orders/${order.id}/items`, { items: [{ id, quantity }] }, { 'if-match': `"${version}"` });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const seen = await change(3);
  assert.deepEqual([seen.payment_status, seen.due_minor], ['part_paid', 2500]);
  await phone.hears(link, 'changed your order', '€37.50', 'Your link to pay €25.00 comes in a moment');
  const second = await phone.hears(link, 'Pay €25.00', 'https://checkout.stripe.test/pay/');
  const page = peer.session(order.number);
  assert.equal(page.amount_total, 2500);
  assert.equal(await peer.tell(shop, peer.expire(page)), 200);
  await phone.hears(second, 'has expired', order.number);
  await phone.say('my orders', order.number);
  await phone.tap(order.number.slice(4), 'Not paid yet: €25.00');
  await phone.tap('Pay now', 'How would you like to pay');
  const third = await phone.tap('Card online', 'Your link to pay €25.00');
  await phone.hears(third, 'Pay €25.00', 'https://checkout.stripe.test/pay/');
  assert.equal(await peer.tell(shop, peer.pay(peer.session(order.number))), 200);
  await becomes(order, 'paid');
  assert.deepEqual((await payments(order)).filter((p) => p.status === 'paid').map((p) => p.amount_minor), [1250, 2500]);
});

test('a cancelled order’s page is closed; who pays in that very moment gets it back', async () => {
  const { order, session } = await withLink();
  assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'cancelled' })).status, 200);
  await soon('the page is closed', async () => session.status === 'expired');
  const other = await withLink();
  const event = peer.pay(other.session); // before anybody hears of it
  assert.equal((await owner.put(`/admin/orders/${other.order.id}/status`, { status: 'cancelled' })).status, 200);
  await soon('it comes back', async () => peer.returned(other.session) === 1250);
  await peer.tell(shop, event);
  await becomes(other.order, 'refunded');
  assert.equal(peer.refunds.filter((r) => r.payment_intent === other.session.payment_intent).length, 1);
});

test('refunds: in parts, once though asked twice, pending, failed, and from Stripe’s own console', async () => {
  const { phone, order, session, payment, link } = await paid();
  peer.plan = (one, n) => (one.path === '/v1/refunds' && faults-- > 0 ? ['drop', '429', 'hang'][faults] : 'ok');
  let faults = 3;
  assert.equal((await refund(order, payment, { amount: '5.00', reason: 'a crack' })).status, 200);
  await phone.hears(link, 'refunded €5.00', order.number);
  assert.equal(peer.returned(session), 500, 'however often it was asked');
  assert.equal((await orderOf(order.number)).payment_status, 'part_refunded');
  assertProblem(await refund(order, payment, { amount: '7.51' }), 400);
  peer.refundStatus = 'pending';
  assert.equal((await refund(order, payment, { amount: '2.50' })).status, 200);
  const slow = await soon('Stripe has it', async () => peer.refunds.find((r) => r.status === 'pending' && r.payment_intent === session.payment_intent));
  await soon('it is noted', async () => (await shop.sql(`SELECT status FROM refund WHERE provider_id = '${slow.id}'`))[0]?.status === 'pending');
  assert.equal(await told(order, 'refunded €2.50'), 0);
  Object.assign(slow, { status: 'failed' });
  for (let i = 0; i < 2; i++) assert.equal(await peer.tell(shop, peer.event('refund.failed', slow)), 200);
  await soon('the promise is given back', async () => (await payments(order))[0].refunded_minor === 500);
  assert.equal(await peer.tell(shop, peer.event('refund.updated', { ...slow, status: 'pending' })), 200, 'late, and already behind');
  assert.equal((await shop.sql(`SELECT status FROM refund WHERE provider_id = '${slow.id}'`))[0].status, 'failed');
  peer.refunds.push({ id: 're_elsewhere', status: 'succeeded', amount: 750, payment_intent: session.payment_intent });
  for (let i = 0; i < 3; i++) assert.equal(await peer.tell(shop, peer.charge(session)), 200);
  await becomes(order, 'refunded');
  assert.deepEqual(await shop.sql(`SELECT amount_minor, status, actor FROM refund WHERE payment_id = ${payment.id} ORDER BY id`),
    [{ amount_minor: 500, status: 'done', actor: 'staff:owner' }, { amount_minor: 250, status: 'failed', actor: 'staff:owner' }, { amount_minor: 750, status: 'done', actor: 'stripe' }]);
  assert.equal(await told(order, 'refunded €7.50'), 1);
});

test('refunded twice at once, and by the event before the answer: once', async () => {
  const { order, session, payment } = await paid();
  const answers = await Promise.all([1, 2, 3, 4].map(() => refund(order, payment, { amount_minor: 1250 })));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409, 409, 409]);
  await soon('Stripe gave it back', async () => peer.returned(session) === 1250);
  await peer.tell(shop, peer.charge(session));
  await becomes(order, 'refunded');
  assert.equal(await told(order, 'refunded €12.50'), 1);
  assert.equal(peer.refunds.filter((r) => r.payment_intent === session.payment_intent).length, 1);
});

// Kill -9 of the worker at every step of a call: before Stripe heard it, when it has heard but not
// done it, when it is done but not answered, and when the answer is on its way.
const kill = () => { const pid = worker(); strike(pid); return pid; };
for (const [what, at] of [['before Stripe does it', 'refuse'], ['when Stripe has done it', 'drop'], ['with the answer on its way', 'ok']])
  test(`kill -9 of the worker ${what}: one page, one link, one payment, one refund`, async () => {
    for (let round = 0; round < 3; round++) {
      let pages = 1, refunds = 1;
      peer.plan = (one) => {
        if (one.path === '/v1/checkout/sessions' && pages-- > 0) { kill(); return at; }
        if (one.path === '/v1/refunds' && refunds-- > 0) { kill(); return at; }
        return 'ok';
      };
      const { order, session, payment } = await paid();
      assert.equal([...peer.made.values()].filter((s) => s.metadata.order_number === order.number).length, 1);
      assert.equal(await told(order, 'checkout.stripe.test'), 1);
      assert.equal((await refund(order, payment, { amount_minor: 1250 })).status, 200);
      await becomes(order, 'refunded');
      assert.equal(peer.refunds.filter((r) => r.payment_intent === session.payment_intent).length, 1);
      assert.equal(await told(order, 'refunded €12.50'), 1);
      await assertBooks(shop);
    }
  });

test('kill -9 of the webhook while the same news comes again and again: paid once', async () => {
  for (let round = 0; round < 4; round++) {
    const { order, session } = await withLink();
    const event = peer.pay(session);
    let acknowledged = false;
    const killer = (async () => { for (let i = 0; i < 3; i++) { strike(programs.pidOf(shop, 'webhook')); await soon('it is back', () => programs.pidOf(shop, 'webhook')); } })();
    await soon('it is taken', async () => { acknowledged = (await peer.tell(shop, event).catch(() => 0)) === 200; return acknowledged; });
    assert.equal((await orderOf(order.number)).payment_status, 'paid', 'answered 200 means on disk');
    await killer;
    await soon('it is up', async () => (await peer.tell(shop, event).catch(() => 0)) === 200);
    assert.equal(await told(order, 'received your payment'), 1);
  }
});

// Does it while admin and worker are killed again and again: who gets no answer asks anew, and 409 or
// 412 say that it was done although the answer was lost.
async function underFire(count, act) {
  let going = true, status;
  const killer = (async () => {
    while (going) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 12));
      for (const name of ['admin', 'worker']) count.kills += strike(going && programs.pidOf(shop, name));
      await soon('it is back', () => !going || programs.pidOf(shop, 'admin'));
    }
  })();
  const end = Date.now() + 1500; // then the kills stop, so that it comes to its end
  try {
    await soon('somebody answers', async () => {
      count.tries++;
      if (Date.now() > end) going = false;
      status = (await act().catch(() => ({ status: 0 }))).status;
      assert.ok([0, 200, 409, 412, 502, 503, 504].includes(status), `status ${status}`);
      return [200, 409, 412].includes(status);
    });
  } finally {
    going = false;
    await killer;
  }
  return status;
}

// An order of a mug by transfer, with the picture of it sent.
async function byTransfer(name) {
  const phone = await Phone.open(shop, name);
  for (const [text, wanted] of [['a house mug', 'Mug'], ['checkout', 'name'], ['Bea Bank', 'deliver'], ['pickup', 'Shall I place'], ['yes', 'How would you like to pay']]) await phone.say(text, new RegExp(wanted, 'i'));
  const placed = await phone.tap('Bank transfer', 'IBAN DE02');
  const order = await orderOf(numberIn(placed));
  const sent = await phone.photo(PNG);
  await phone.hears(sent, order.number);
  return { phone, placed, order, sent, id: (await payments(order))[0].id };
}

test('kill -9 of admin and worker between any two steps of approving a transfer, changing the order and giving back: each once, told once', async (t) => {
  const count = { kills: 0, tries: 0 };
  for (let round = 0; round < 4; round++) {
    const { phone, order, sent, id } = await byTransfer(`Bank Bea ${'ABCDEFGH'[round]}`);
    const status = await underFire(count, () => owner.post(`/admin/orders/${order.id}/payments/${id}/approve`));
    assert.equal((await orderOf(order.number)).payment_status, 'paid', `${status} means on disk`);
    await phone.hears(sent, 'received your payment of €12.50', order.number);
    assert.equal(await told(order, 'received your payment'), 1);
    assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM order_event WHERE order_id = ${order.id} AND kind = 'paid'`), [{ n: 1 }]);
    assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM audit WHERE action = 'payment.approve' AND ref = '${order.id}'`), [{ n: 1 }]);
    // It grows: one payment for the difference. It shrinks: one task. It goes back: once.
    const change = async (quantity) => {
      const { version, items: [item] } = await soon('it is seen', async () => { const seen = await owner.get(`/admin/orders/${order.id}`).catch(() => ({})); return seen.status === 200 && seen.json; });
      return underFire(count, () => owner.put(`/admin/orders/${order.id}/items`, { items: [{ id: item.id, quantity }] }, { 'if-match': `"${version}"` }));
    };
    const rows = async () => (await payments(order)).map((p) => `${p.status} ${p.amount_minor}`);
    await change(3);
    assert.deepEqual(await rows(), ['paid 1250', 'waiting 2500']);
    await phone.hears(sent, 'changed your order', 'transfer €25.00');
    await change(1);
    assert.deepEqual(await rows(), ['paid 1250', 'void 2500']);
    await underFire(count, () => owner.post(`/admin/orders/${order.id}/payments/${id}/refund`, { amount_minor: 1250 }));
    assert.equal((await orderOf(order.number)).payment_status, 'refunded');
    await phone.hears(sent, 'refunded €12.50', order.number);
    assert.equal(await told(order, 'changed your order'), 2);
    assert.equal(await told(order, 'refunded €12.50'), 1);
    assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM refund WHERE payment_id = ${id}`), [{ n: 1 }]);
    await assertBooks(shop);
  }
  assert.ok(count.kills >= 8, `only ${count.kills} kills`);
  t.diagnostic(`${count.kills} kills, ${count.tries} tries`);
});

test('kill -9 of admin and worker around a deposit and the rest in cash: each paid once, told once', async (t) => {
  const settings = async (wish) => {
    const { json } = await owner.get('/admin/settings');
    assert.equal((await owner.put('/admin/settings', wish, { 'if-match': `"${json.version}"` })).status, 200);
  };
  const count = { kills: 0, tries: 0 };
  await settings({ deposit_percent: 40 });
  for (let round = 0; round < 3; round++) {
    const { phone, placed, order, sent, id } = await byTransfer(`Deposit Dot ${'ABC'[round]}`);
    assert.match(placed.body, /€5\.00[\s\S]*The rest, €7\.50/);
    await underFire(count, () => owner.post(`/admin/orders/${order.id}/payments/${id}/approve`));
    assert.equal((await orderOf(order.number)).payment_status, 'part_paid');
    await phone.hears(sent, 'received your payment of €5.00', order.number);
    await underFire(count, () => owner.post(`/admin/orders/${order.id}/paid`));
    assert.equal((await orderOf(order.number)).payment_status, 'paid');
    await phone.hears(sent, 'received your payment of €7.50', order.number);
    assert.equal(await told(order, 'received your payment'), 2);
    assert.deepEqual((await payments(order)).map((p) => [p.way, p.status, p.amount_minor]), [['bank', 'paid', 500], ['cash', 'paid', 750]]);
  }
  await settings({ deposit_percent: 100 });
  assert.ok(count.kills > 0, `only ${count.kills} kills`);
  t.diagnostic(`${count.kills} kills, ${count.tries} tries`);
});

test('a lost notice: the page is looked at behind its end, and what was paid is found', async () => {
  const { order, session } = await withLink();
  peer.pay(session); // and nobody tells us
  await shop.write(`UPDATE payment SET next_at = 1 WHERE order_id = ${order.id}`);
  await becomes(order, 'paid');
});
