// Money by hand: cash and transfers. The owner chooses the ways, a customer chooses one in the chat
// and sends a photo, staff say yes, no and give back; two who say it at once do it once.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { PNG, Phone, assertBooks, assertCleanLog, assertProblem, ownShop, soon } from './help.mjs';
import { OWNER } from './shop.mjs';

const ACCOUNT = 'Wool & Bean\nIBAN DE02 1203 0000 0000 2020 51';
let shop, owner;
const settings = async (wish, me = owner) => {
  const { json } = await me.get('/admin/settings');
  return me.put('/admin/settings', wish, { 'if-match': `"${json.version}"` });
};
before(async () => {
  shop = await ownShop();
  owner = await shop.login();
});
after(async () => {
  if (shop) { await assertBooks(shop); assertCleanLog(shop, [OWNER.password, 'DE02 1203', 'cannot be read']); }
  await shop?.close();
});

const numberIn = (message) => /ORD-\d{8}-[A-Z0-9]{8}/.exec(message.body)[0];
const orderOf = async (number) => (await shop.sql(`SELECT * FROM orders WHERE number = '${number}'`))[0];
const deed = (id, what, json, version, me = owner) =>
  me.post(`/admin/orders/${id}/${what}`, json, version ? { 'if-match': `"${version}"` } : {});

// A pickup order of house mugs, up to the question how to pay or (one way) the order itself.
async function toPaying(phone, what = '2 house mugs') {
  await phone.say(what);
  await phone.say('checkout', 'name');
  await phone.say(phone.name, /deliver/i);
  await phone.say('pickup', 'Shall I place');
  return phone.say('yes');
}
async function byTransfer(name) {
  const phone = await Phone.open(shop, name);
  await toPaying(phone);
  const placed = await phone.tap('Bank transfer', /ORD-/);
  const order = await orderOf(numberIn(placed));
  return { phone, order, placed, payment: (await shop.sql(`SELECT * FROM payment WHERE order_id = ${order.id}`))[0] };
}

test('the owner says how customers may pay; what cannot work is refused by name', async () => {
  const asked = await owner.get('/admin/settings');
  assert.equal(asked.json.pay_cash, true);
  assert.equal(asked.json.pay_bank, false);
  assert.ok(asked.json.fixed.includes('pay_stripe'), 'no key, no Stripe');
  for (const [wish, field] of [[{ pay_cash: false }, 'pay_cash'], [{ pay_bank: true }, 'bank_account'], [{ pay_stripe: true }, 'pay_stripe'],
    [{ deposit_percent: 0 }, 'deposit_percent'], [{ deposit_percent: 101 }, 'deposit_percent'], [{ pay_link_minutes: 29 }, 'pay_link_minutes'], [{ pay_link_minutes: 1441 }, 'pay_link_minutes']])
    assert.equal(assertProblem(await settings(wish), 400, JSON.stringify(wish)).field, field);
  const phone = await Phone.open(shop, 'Cash Cara');
  const placed = await toPaying(phone);
  assert.match(placed.body, /ORD-.*[\s\S]*€25\.00 in cash/, 'one way: nothing is asked');
  const saved = await settings({ pay_bank: true, bank_account: ACCOUNT });
  assert.equal(saved.status, 200, saved.text);
  assert.equal(saved.json.bank_account, ACCOUNT);
  const [{ after: told }] = await shop.sql("SELECT after FROM audit WHERE action = 'settings.change' ORDER BY id DESC LIMIT 1");
  assert.equal(JSON.parse(told).pay_bank, true);
});

test('a transfer: photo, rejected with a reason, photo, approved; each step is told, dated and audited', async () => {
  const { phone, order, placed } = await byTransfer('Tara');
  assert.ok(placed.body.includes('IBAN DE02') && placed.body.includes('€25.00') && placed.body.includes(order.number), placed.body);
  assert.equal((await orderOf(order.number)).payment_status, 'unpaid');
  const sent = await phone.photo(PNG);
  await phone.hears(sent, order.number);
  const seen = (await owner.get(`/admin/orders/${order.id}`)).json;
  assert.equal(seen.payment_status, 'proof_sent');
  assert.deepEqual(seen.payments.map(({ way, status, amount_minor, proofs }) => [way, status, amount_minor, proofs.length]), [['bank', 'proof', 2500, 1]]);
  const [{ id }] = seen.payments;
  assert.equal(assertProblem(await deed(order.id, `payments/${id}/reject`, {}), 400).field, 'reason');
  assert.equal(assertProblem(await deed(order.id, `payments/${id}/reject`, { reason: 'x'.repeat(301) }), 400).field, 'reason');
  assertProblem(await deed(order.id, `payments/${id + 1000}/approve`), 404);
  const no = await deed(order.id, `payments/${id}/reject`, { reason: 'The amount cannot be read.' }, seen.version);
  assert.equal(no.status, 200, no.text);
  assert.equal(no.json.payment_status, 'unpaid');
  const asked = await phone.hears(sent, 'The amount cannot be read.', order.number);
  assertProblem(await deed(order.id, `payments/${id}/reject`, { reason: 'again' }), 409);
  const again = await phone.photo(PNG);
  await phone.hears(again, order.number);
  const stale = await deed(order.id, `payments/${id}/approve`, undefined, seen.version);
  assert.equal(stale.status, 412, 'who looked at an older order is told so');
  assert.ok(stale.json.changes.some((one) => one.kind === 'proof_rejected'), stale.text);
  const yes = await deed(order.id, `payments/${id}/approve`);
  assert.equal(yes.json.payment_status, 'paid');
  await phone.hears(asked, 'received your payment of €25.00', order.number);
  assert.deepEqual(yes.json.timeline.map((one) => one.kind), ['placed', 'proof_sent', 'proof_rejected', 'proof_sent', 'paid']);
  assert.deepEqual(await shop.sql(`SELECT actor, action FROM audit WHERE action LIKE 'payment.%' AND ref = '${order.id}' ORDER BY id`),
    [{ actor: 'owner', action: 'payment.reject' }, { actor: 'owner', action: 'payment.approve' }]);
  assert.ok((await shop.sql(`SELECT count(*) AS n FROM event WHERE kind = 'order' AND ref = ${order.id}`))[0].n >= 5, 'open consoles heard of each step');
});

test('approved by eight at once: paid once, told once', async () => {
  const { phone, order, payment, placed } = await byTransfer('Once Otto');
  const answers = await Promise.all(Array.from({ length: 8 }, () => deed(order.id, `payments/${payment.id}/approve`)));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, ...Array(7).fill(409)]);
  await phone.hears(placed, 'received your payment of €25.00');
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM outbox WHERE body LIKE '%received your payment of €25.00%${order.number}%'`), [{ n: 1 }]);
  assert.deepEqual(await shop.sql(`SELECT count(*) AS n FROM order_event WHERE order_id = ${order.id} AND kind = 'paid'`), [{ n: 1 }]);
});

test('money goes back in parts, never more than came, and the pieces only if somebody says so', async () => {
  const { phone, order, payment, placed } = await byTransfer('Ruth');
  assertProblem(await deed(order.id, `payments/${payment.id}/refund`, { amount: '1.00' }), 409);
  await deed(order.id, `payments/${payment.id}/approve`);
  const stock = async () => (await shop.sql("SELECT stock FROM variant WHERE sku = 'MUG'"))[0].stock;
  const before = await stock();
  for (const amount of ['25.01', '0.00', '-1', '1.234', '1e1', 9e15]) assertProblem(await deed(order.id, `payments/${payment.id}/refund`, { amount }), 400, String(amount));
  const part = await deed(order.id, `payments/${payment.id}/refund`, { amount: '10.00', reason: 'a chip' });
  assert.equal(part.status, 200, part.text);
  assert.equal(part.json.payment_status, 'part_refunded');
  assert.deepEqual(part.json.refunds.map(({ amount_minor, status, reason, actor }) => [amount_minor, status, reason, actor]), [[1000, 'done', 'a chip', 'staff:owner']]);
  await phone.hears(placed, 'refunded €10.00');
  assert.equal(await stock(), before, 'nothing came back');
  const rest = await Promise.all([1, 2, 3].map(() => deed(order.id, `payments/${payment.id}/refund`, { amount_minor: 1500, restock: true })));
  assert.deepEqual(rest.map((a) => a.status).sort(), [200, 409, 409], 'refunded twice at once: once');
  assert.equal((await orderOf(order.number)).payment_status, 'refunded');
  assert.equal(await stock(), before + 2, 'the pieces are back, once');
});

test('cash at the door pays what is due, also behind a deposit; nothing due is a conflict', async () => {
  assert.equal((await settings({ deposit_percent: 40 })).status, 200);
  const { phone, order, payment, placed } = await byTransfer('Dora');
  assert.match(placed.body, /€10\.00[\s\S]*The rest, €15\.00/);
  assert.equal((await deed(order.id, `payments/${payment.id}/approve`)).json.payment_status, 'part_paid');
  const paid = await deed(order.id, 'paid');
  assert.equal(paid.json.payment_status, 'paid');
  assert.equal(paid.json.due_minor, 0);
  assert.deepEqual(paid.json.payments.map((p) => [p.way, p.status, p.amount_minor]), [['bank', 'paid', 1000], ['cash', 'paid', 1500]],
    'nobody was asked to transfer the rest, though all was due in advance a moment ago');
  await phone.hears(placed, 'received your payment of €15.00');
  assertProblem(await deed(order.id, 'paid'), 409);
  assert.equal((await settings({ deposit_percent: 100 })).status, 200);
});

test('a changed order: what waits to be paid follows; a proof keeps its amount, and what is too much goes back by hand', async () => {
  const change = async (order, quantity) => {
    const { version, items: [{ id }] } = (await owner.get(`/admin/orders/${order.id}`)).json;
    const answer = await owner.put(`/admin/orders/${order.id}/items`, { items: [{ id, quantity }] }, { 'if-match': `"${version}"` });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const amounts = (seen) => seen.payments.map((p) => [p.way, p.status, p.amount_minor]);
  const { phone, order, payment, placed } = await byTransfer('Chen Changed');
  const more = await change(order, 3);
  assert.deepEqual([amounts(more), more.due_minor, more.excess_minor], [[['bank', 'waiting', 3750]], 3750, 0]);
  await phone.hears(placed, order.number, '€37.50');
  await phone.say('my orders', order.number);
  await phone.tap(order.number.slice(4), '€37.50');
  await phone.hears(await phone.photo(PNG), order.number);
  const fewer = await change(order, 1);
  assert.deepEqual([amounts(fewer), fewer.due_minor], [[['bank', 'proof', 3750]], 1250], 'what was sent is what was sent');
  const no = await deed(order.id, `payments/${payment.id}/reject`, { reason: 'Another order.' });
  assert.deepEqual(amounts(no.json), [['bank', 'waiting', 1250]], 'the next photo is asked for what is due now');
  await change(order, 2);
  await phone.hears(await phone.photo(PNG), order.number);
  await change(order, 1);
  const paid = (await deed(order.id, `payments/${payment.id}/approve`)).json;
  assert.deepEqual([paid.payment_status, paid.due_minor, paid.excess_minor, paid.refunds], ['paid', 0, 1250, []], 'nobody says that a transfer went back before it did');
  const back = (await deed(order.id, `payments/${payment.id}/refund`, { amount_minor: paid.excess_minor })).json;
  assert.deepEqual([back.payment_status, back.excess_minor], ['paid', 0]);
  const rest = await change(order, 4);
  assert.equal(rest.due_minor, 3750);
  assert.deepEqual(amounts(rest), [['bank', 'paid', 2500], ['bank', 'waiting', 3750]], 'what is paid stays, the difference is asked for');
  await phone.hears(placed, 'transfer €37.50', 'IBAN DE02', order.number);
  assert.equal((await deed(order.id, 'paid')).json.payment_status, 'paid');
});

test('what is paid too much is the owner’s to see to until it went back, and the customer is told', async () => {
  const { phone, order, payment, placed } = await byTransfer('Eve Excess');
  const tasks = async () => (await owner.get('/admin/tasks')).json.tasks.filter((one) => one.kind === 'owner_excess' && one.ref === order.id).map((one) => one.facts.amount);
  assert.equal((await deed(order.id, `payments/${payment.id}/approve`)).json.payment_status, 'paid');
  const { version, items: [{ id }] } = (await owner.get(`/admin/orders/${order.id}`)).json;
  const fewer = await owner.put(`/admin/orders/${order.id}/items`, { items: [{ id, quantity: 1 }] }, { 'if-match': `"${version}"` });
  assert.equal(fewer.json.excess_minor, 1250);
  assert.deepEqual(await tasks(), ['€12.50']);
  await phone.hears(placed, 'changed your order', '€12.50 of what you paid comes back to you');
  assert.equal((await deed(order.id, `payments/${payment.id}/refund`, { amount_minor: 1000 })).status, 200);
  assert.deepEqual(await tasks(), ['€12.50'], 'not all of it is back');
  assert.equal((await deed(order.id, `payments/${payment.id}/refund`, { amount_minor: 250 })).status, 200);
  assert.deepEqual(await tasks(), []);
  // Off altogether: what is left of it too.
  assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'cancelled' })).status, 200);
  assert.deepEqual(await tasks(), ['€12.50']);
  await phone.hears(placed, 'has been cancelled', '€12.50 of what you paid comes back to you');
  assert.equal((await deed(order.id, `payments/${payment.id}/refund`, { amount_minor: 1250 })).status, 200);
  assert.deepEqual(await tasks(), []);
});

test('viewers look on; a cancelled order waits for no money, and its photo is no proof', async () => {
  assert.equal((await owner.post('/admin/staff', { username: 'vic', password: 'vic has a long password', role: 'viewer' })).status, 201);
  const viewer = await shop.login({ username: 'vic', password: 'vic has a long password' });
  const { phone, order, payment } = await byTransfer('Val');
  assertProblem(await deed(order.id, `payments/${payment.id}/approve`, undefined, 0, viewer), 403);
  assert.equal((await owner.put(`/admin/orders/${order.id}/status`, { status: 'cancelled' })).status, 200);
  assert.equal((await shop.sql(`SELECT status FROM payment WHERE id = ${payment.id}`))[0].status, 'void');
  assertProblem(await deed(order.id, `payments/${payment.id}/approve`), 409);
  assertProblem(await deed(order.id, 'paid'), 409);
  await phone.hears(await phone.photo(PNG), 'only read text');
  assert.equal((await orderOf(order.number)).payment_status, 'unpaid');
});

test('after STOP nobody is told that they paid; the books know', async () => {
  const { phone, order, payment } = await byTransfer('Stella');
  const stop = await phone.say('STOP');
  assert.equal((await deed(order.id, `payments/${payment.id}/approve`)).json.payment_status, 'paid');
  assert.deepEqual((await phone.received()).filter((m) => m.id > stop.id), []);
});
