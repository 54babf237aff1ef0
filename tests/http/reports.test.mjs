// Reports: figures by the shop's own days, equal to what these tests add up themselves from the rows
// they put in; through time zones, clock changes, later edits, forgotten chats and a worker killed -9.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, newCustomer, ownShop, pause, Phone, soon, supervise } from './help.mjs';

const writeTo = (shop) => (sql) => shop.write(sql);
const ok = (answer, status = 200) => { assert.equal(answer.status, status, answer.text); return answer.json; };
const HOUR = 3600e3;

// The day of a moment as the people of a place call it: by Intl, not by the shop's own clock.
const dayIn = (zone) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => format.format(new Date(at));
};

let serial = 0;
// Orders as rows: { at, status, minor, customer, pieces, product } -> SQL, and the same kept for the sums.
async function maker(shop) {
  const variants = await shop.sql(`SELECT v.id, v.product_id, p.name FROM variant v JOIN product p ON p.id = v.product_id
    GROUP BY v.product_id ORDER BY v.product_id LIMIT 3`);
  const currency = (await shop.get('/api/products')).json.products[0].currency;
  const write = writeTo(shop);
  return {
    variants, currency, write,
    async put(orders) {
      const customers = [...new Set(orders.map((o) => o.customer))];
      await write(`BEGIN IMMEDIATE;${customers.map((id) => `INSERT OR IGNORE INTO customer (id, name, created_at, seen_at) VALUES (${id}, 'C${id}', ${orders.find((o) => o.customer === id).at}, 0);`).join('')}
        ${orders.map((o) => `INSERT INTO orders (number, customer_id, status, currency, subtotal_minor, delivery_minor, total_minor, delivery_method, name, review, created_at, updated_at)
          VALUES ('ORD-20200101-T${String(++serial).padStart(7, '0')}', ${o.customer}, '${o.status}', '${o.currency ?? currency}', ${o.minor - 100}, 100, ${o.minor}, 'pickup', 'N', '', ${o.at}, ${o.at});
          INSERT INTO order_item (order_id, variant_id, name, quantity, unit_price_minor) VALUES (last_insert_rowid(), ${variants[o.product].id}, 'x', ${o.pieces}, ${Math.floor((o.minor - 100) / o.pieces)});`).join('')}
        UPDATE customer SET order_count = (SELECT count(*) FROM orders WHERE customer_id = customer.id); COMMIT;`);
    },
  };
}

// Some hundred orders over many days, the same each time.
function someOrders(from, days, n, customerBase) {
  let seed = 20261125;
  const next = (below) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % below; };
  return Array.from({ length: n }, () => ({
    at: from + next(days * 24 * 60) * 60e3, minor: 500 + next(20000), pieces: 1 + next(4), product: next(3), customer: customerBase + 97 * next(40),
    status: ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'][next(5)],
  })).sort((a, b) => a.at - b.at);
}

function sums(orders, dayOf, first, last) {
  const days = {};
  for (let at = Date.parse(`${first}T12:00Z`); at <= Date.parse(`${last}T12:00Z`); at += 24 * HOUR)
    days[new Date(at).toISOString().slice(0, 10)] = { orders: 0, cancelled: 0, sales_minor: 0, pieces: 0, delivery_minor: 0, first_orders: 0, who: new Set() };
  const known = new Set();
  for (const o of orders) {
    const day = days[dayOf(o.at)], isFirst = !known.has(o.customer);
    known.add(o.customer);
    if (!day) continue;
    if (o.status === 'cancelled') { day.cancelled++; continue; }
    day.orders++; day.sales_minor += o.minor; day.pieces += o.pieces; day.delivery_minor += 100; day.first_orders += isFirst; day.who.add(o.customer);
  }
  return days;
}

function assertSales(report, customers, orders, dayOf) {
  const days = sums(orders, dayOf, report.from, report.until);
  assert.deepEqual(report.days.map((d) => d.day), Object.keys(days));
  for (const d of report.days) {
    const is = days[d.day];
    assert.deepEqual([d.orders, d.cancelled, d.sales_minor, d.pieces, d.delivery_minor], [is.orders, is.cancelled, is.sales_minor, is.pieces, is.delivery_minor], d.day);
    assert.equal(d.average_minor, is.orders ? Math.floor(is.sales_minor / is.orders) : null, d.day);
  }
  const total = (name) => Object.values(days).reduce((sum, d) => sum + d[name], 0);
  for (const name of ['orders', 'cancelled', 'sales_minor', 'pieces']) assert.equal(report.totals[name], total(name), name);
  for (const d of customers.days) assert.deepEqual([d.first_orders, d.repeat_orders, d.buyers], [days[d.day].first_orders, days[d.day].orders - days[d.day].first_orders, days[d.day].who.size], d.day);
  const people = new Set(Object.values(days).flatMap((d) => [...d.who]));
  assert.equal(customers.totals.buying_customers, people.size);
  assert.equal(customers.totals.repeat_customers, [...people].filter((id) => orders.filter((o) => o.customer === id).length > 1).length);
}

const counted = (shop) => soon('the days are counted', async () => {
  const [{ open, n }] = await shop.sql('SELECT sum(counted <> touched) AS open, count(*) AS n FROM report_day');
  return n > 0 && open === 0;
}, 30_000);

let tokyo, ana, make, orders;
const tokyoDay = dayIn('Asia/Tokyo');
const ask = async (what) => ok(await ana.get(`/admin/analytics/${what}`));
const RANGE = 'from=2026-05-01&until=2026-06-10';

before(async () => {
  tokyo = await ownShop({ env: { SHOP_TIMEZONE: 'Asia/Tokyo', MESSAGE_COST: '0.005' } });
  ana = await tokyo.login();
  make = await maker(tokyo);
  orders = someOrders(Date.parse('2026-05-01T00:00:00+09:00') - 3 * 24 * HOUR, 46, 300, 5000);
  await make.put(orders);
});
after(() => tokyo?.close());

test('sales by days are what the orders add up to, before and after the worker has counted them', async () => {
  for (const when of ['live', 'counted']) {
    if (when === 'counted') await counted(tokyo);
    assertSales(await ask(`sales?${RANGE}`), await ask(`customers?${RANGE}`), orders, tokyoDay);
  }
  const [{ n }] = await tokyo.sql('SELECT count(*) AS n FROM report_order');
  assert.ok(n > 40, 'the worker has counted');
  const { before: was } = await ask('sales?from=2026-05-21&until=2026-06-10');
  assert.deepEqual([was.from, was.until], ['2026-04-30', '2026-05-20'], 'the period before is as long');
  const then = orders.filter((o) => o.status !== 'cancelled' && tokyoDay(o.at) >= '2026-04-30' && tokyoDay(o.at) <= '2026-05-20');
  assert.equal(was.sales_minor, then.reduce((sum, o) => sum + o.minor, 0));
  const { before: people } = await ask('customers?from=2026-05-21&until=2026-06-10');
  assert.equal(people.buying_customers, new Set(then.map((o) => o.customer)).size, 'who comes twice is one');
  // A list that was planted is seen: who bought on counted days is not looked up among the orders again.
  await make.write("UPDATE report_buyer SET customer_ids = customer_ids || ' 990000000001' WHERE day = (SELECT day FROM report_buyer ORDER BY day LIMIT 1 OFFSET 10)");
  assert.equal((await ask(`customers?${RANGE}`)).totals.buying_customers, new Set(orders.filter((o) => o.status !== 'cancelled' && tokyoDay(o.at) >= '2026-05-01' && tokyoDay(o.at) <= '2026-06-10').map((o) => o.customer)).size + 1);
  await make.write('UPDATE report_day SET touched = touched + 1');
});

test('an order at 23:30 UTC is the next day’s in Tokyo', async () => {
  const at = Date.parse('2026-03-10T23:30:00Z'), one = { at, minor: 1234, pieces: 1, product: 0, customer: 7001, status: 'confirmed' };
  orders.unshift(one);
  await make.put([one]);
  const report = await ask('sales?from=2026-03-10&until=2026-03-11');
  assert.deepEqual(report.days.map((d) => [d.day, d.orders, d.sales_minor]), [['2026-03-10', 0, 0], ['2026-03-11', 1, 1234]]);
});

test('who changes an old order changes its day at once, and the worker counts it anew', async () => {
  await counted(tokyo);
  const [row] = await tokyo.sql("SELECT id, number, created_at FROM orders WHERE status = 'pending' AND customer_id >= 5000 ORDER BY id LIMIT 1");
  const mine = orders.filter((o) => o.status === 'pending').find((o) => o.at === row.created_at);
  ok(await ana.put(`/admin/orders/${row.id}/status`, { status: 'cancelled', reason: 'test' }));
  mine.status = 'cancelled';
  assertSales(await ask(`sales?${RANGE}`), await ask(`customers?${RANGE}`), orders, tokyoDay);
  await counted(tokyo);
  assertSales(await ask(`sales?${RANGE}`), await ask(`customers?${RANGE}`), orders, tokyoDay);
});

test('the dashboard’s counts of all orders come from the counters and are those of a recount', async () => {
  await counted(tokyo);
  const day = ok(await ana.get('/admin/dashboard'));
  const counts = Object.fromEntries((await tokyo.sql('SELECT status, count(*) AS n FROM orders GROUP BY status')).map((r) => [r.status, r.n]));
  assert.deepEqual(day.orders, counts);
  const [sold] = await tokyo.sql("SELECT count(*) AS n, sum(total_minor) AS sum FROM orders WHERE status <> 'cancelled'");
  assert.deepEqual([day.total.orders, day.total.revenue_minor], [sold.n, sold.sum]);
  // Figures that were planted are seen: the counted days are not added up from the orders again.
  await make.write("UPDATE report_order SET total_minor = total_minor + 7 WHERE (day, status) IN (SELECT day, status FROM report_order WHERE status = 'delivered' LIMIT 1)");
  assert.equal(ok(await ana.get('/admin/dashboard')).total.revenue_minor, sold.sum + 7);
  await make.write('UPDATE report_day SET touched = touched + 1');
  await counted(tokyo);
  assert.equal(ok(await ana.get('/admin/dashboard')).total.revenue_minor, sold.sum);
});

test('top products, as JSON and as a CSV that no spreadsheet runs', async () => {
  await make.write(`UPDATE product SET name = '=HYPERLINK("x")' WHERE id = ${make.variants[1].product_id}`);
  const expected = make.variants.map((v, product) => {
    const sold = orders.filter((o) => o.product === product && o.status !== 'cancelled' && tokyoDay(o.at) >= '2026-05-01' && tokyoDay(o.at) <= '2026-06-10');
    return { id: v.product_id, orders: sold.length, pieces: sold.reduce((n, o) => n + o.pieces, 0), sales: sold.reduce((n, o) => n + Math.floor((o.minor - 100) / o.pieces) * o.pieces, 0) };
  }).sort((a, b) => b.sales - a.sales);
  const { products } = await ask(`products?${RANGE}`);
  assert.deepEqual(products.map((p) => [p.product_id, p.orders, p.pieces, p.sales_minor]), expected.map((p) => [p.id, p.orders, p.pieces, p.sales]));
  const csv = await ana.get(`/admin/analytics/products.csv?${RANGE}`);
  assert.match(csv.headers.get('content-type'), /^text\/csv/);
  assert.match(csv.headers.get('content-disposition'), /attachment; filename="products-2026-05-01-2026-06-10.csv"/);
  assert.match(csv.text, /,"'=HYPERLINK\(""x""\)",/);
  const sales = (await ana.get(`/admin/analytics/sales.csv?${RANGE}`)).text.trim().split('\r\n');
  assert.equal(sales.length, 42, 'a head and 41 days');
  assert.match(sales[0], /day,orders,cancelled,sales,average,/);
  const day = sums(orders, tokyoDay, '2026-05-03', '2026-05-03')['2026-05-03'];
  assert.match(sales[3], new RegExp(`^2026-05-03,${day.orders},${day.cancelled},${(day.sales_minor / 100).toFixed(2)},`));
});

test('money in another currency is not mixed in', async () => {
  const was = (await ask(`sales?${RANGE}`)).totals;
  await make.put([{ at: Date.parse('2026-05-05T03:00:00Z'), minor: 99999, pieces: 1, product: 0, customer: 7001, status: 'confirmed', currency: 'JPY' }]);
  const now = (await ask(`sales?${RANGE}`)).totals;
  assert.deepEqual([now.sales_minor, now.orders], [was.sales_minor, was.orders]);
  await make.write("DELETE FROM order_item WHERE order_id = (SELECT id FROM orders WHERE currency = 'JPY'); UPDATE report_day SET touched = touched + 1; DELETE FROM orders WHERE currency = 'JPY'");
});

test('messages, who answered, how long it took, conversion and cost', async () => {
  const was = (await ask('chats?range=today')).totals;
  const wasC = (await ask('customers?range=today')).totals;
  const from = newCustomer(), other = newCustomer();
  await tokyo.say('hello', { from });
  await tokyo.say('qwxyz blorp fnord', { from });
  await tokyo.say('what are your opening hours?', { from: other });
  for (const text of ['1 black hoodie in M', 'checkout', 'Otto Report', 'pickup', 'yes']) await tokyo.say(text, { from: other });
  await tokyo.say('human', { from });
  const [{ customer_id: id }] = await tokyo.sql(`SELECT customer_id FROM address WHERE channel_address = '${from}'`);
  ok(await ana.post(`/admin/chats/${id}/messages`, { text: 'Here I am', key: 'report-key-0001' }), 201);
  const rows = await tokyo.sql("SELECT direction, source, customer_id FROM chat_log ORDER BY id");
  const [order] = await tokyo.sql('SELECT * FROM orders ORDER BY id DESC LIMIT 1');
  assert.equal(order.name, 'Otto Report');
  const now = (await ask('chats?range=today')).totals, people = (await ask('customers?range=today')).totals;
  assert.equal(now.messages_in, rows.filter((r) => r.direction === 'in').length);
  assert.equal(now.messages_out, rows.filter((r) => r.direction === 'out').length);
  assert.equal(now.chats - was.chats, 2);
  assert.equal(now.by_person - was.by_person, 1);
  assert.equal(now.unanswered - was.unanswered, 1);
  assert.equal(now.by_rule + now.by_faq + now.unanswered, now.messages_in, 'each message had one first answer');
  assert.ok(now.by_faq >= was.by_faq && now.person_wait_ms >= 0 && now.person_5m_bp === 10000);
  assert.equal(now.message_cost_micro, 5000 * rows.length);
  assert.equal(now.message_cost, 5000 * rows.length / 1e6);
  assert.equal(people.new_customers - wasC.new_customers, 2);
  assert.equal(people.buyers - wasC.buyers, 1);
  assert.equal(people.conversion_bp, Math.round(people.buyers / people.chats * 10000));
  await soon('they are added up', async () => (await tokyo.sql("SELECT id = (SELECT max(id) FROM chat_log) AS done FROM report_place WHERE name = 'chat_log'"))[0].done === 1);
  assert.deepEqual((await ask('chats?range=today')).totals, now, 'added up or live is the same');
});

test('what is forgotten stays counted, and an id that is given again is counted too', async () => {
  const was = (await ask('chats?range=today')).totals;
  await make.write('DELETE FROM outbox WHERE chat_log_id = (SELECT max(id) FROM chat_log); DELETE FROM chat_log WHERE id = (SELECT max(id) FROM chat_log)');
  assert.deepEqual((await ask('chats?range=today')).totals, was);
  await tokyo.say('hello again', { from: newCustomer() });
  assert.equal((await ask('chats?range=today')).totals.messages_in, was.messages_in + 1);
});

test('an advertisement that brought a customer is kept and told with what it sold', async () => {
  const from = newCustomer();
  const ad = { ReferralSourceType: 'ad', ReferralSourceId: '1201', ReferralSourceUrl: 'https://fb.me/x', ReferralHeadline: '=Autumn hoodies', ReferralBody: 'Now', ReferralCtwaClid: 'click-1' };
  await tokyo.say('1 black hoodie in M', { from, ...ad });
  for (const text of ['checkout', 'Ada Advert', 'pickup', 'yes']) await tokyo.say(text, { from });
  const [order] = await tokyo.sql("SELECT total_minor FROM orders WHERE name = 'Ada Advert'");
  await tokyo.say('hello', { from: newCustomer(), ReferralNumMedia: '0' });
  const { sources } = await ask('sources?range=today');
  assert.deepEqual(sources, [{ headline: '=Autumn hoodies', source_id: '1201', type: 'ad', url: 'https://fb.me/x', clicks: 1, customers: 1, new_customers: 1, orders: 1,
    sales_minor: order.total_minor, sales: order.total_minor / 100, currency: make.currency }]);
  assert.match((await ana.get('/admin/analytics/sources.csv?range=today')).text, /\n'=Autumn hoodies,1201,ad,/);
});

// What the report of sources must tell, by hand from the rows: an order is the newest click's of the seven days before.
async function soldBySource(shop, currency) {
  const clicks = await shop.sql(`SELECT r.*, c.created_at >= r.created_at - 60000 AS new FROM referral r JOIN customer c ON c.id = r.customer_id WHERE r.created_at < ${Date.parse('2026-03-01T00:00:00+09:00')} ORDER BY r.id`);
  const sold = await shop.sql(`SELECT customer_id, created_at, total_minor FROM orders WHERE status <> 'cancelled' AND currency = '${currency}'`);
  const by = {};
  clicks.forEach((k, i) => {
    const next = clicks.slice(i + 1).find((n) => n.customer_id === k.customer_id);
    const end = Math.min(k.created_at + 7 * 24 * HOUR, next?.created_at ?? Infinity);
    const mine = sold.filter((o) => o.customer_id === k.customer_id && o.created_at >= k.created_at && o.created_at < end);
    const s = by[k.source_id || k.headline] ??= { clicks: 0, who: new Set(), new_customers: 0, orders: 0, sales_minor: 0 };
    s.clicks++; s.who.add(k.customer_id); s.new_customers += k.new; s.orders += mine.length; s.sales_minor += mine.reduce((sum, o) => sum + o.total_minor, 0);
    if (k.headline || !s.headline) s.headline = k.headline;
  });
  return Object.values(by).map((s) => [s.headline, s.clicks, s.who.size, s.new_customers, s.orders, s.sales_minor]).sort((a, b) => b[5] - a[5]);
}

test('what clicks sold is counted by days, and stays right after whatever happens to an order, a click or a customer', async () => {
  const told = async () => (await ask('sources?from=2026-02-01&until=2026-02-28')).sources.map((s) => [s.headline, s.clicks, s.customers, s.new_customers, s.orders, s.sales_minor]);
  const done = () => soon('the clicks are counted', async () => {
    await ana.post('/admin/schedules/reports/run');
    return (await tokyo.sql(`SELECT count(*) AS n FROM report_day WHERE clicks_counted = clicks_touched AND begins_at >= ${at('10', 0)} AND ends_at <= ${at('20', 0)}`))[0].n === 10;
  });
  const agree = async (what) => {
    const expected = await soldBySource(tokyo, make.currency);
    assert.deepEqual(await told(), expected, `${what}, at once`);
    await done();
    assert.deepEqual(await told(), expected, `${what}, counted anew`);
    return expected;
  };
  const at = (day, hour = 10) => Date.parse(`2026-02-${day}T${String(hour).padStart(2, '0')}:00:00+09:00`);
  const [hidden, open] = ['whatsapp:AE.TwoAddressesOnePerson77', newCustomer()];
  const write = { from: hidden, WaId: undefined, ExternalUserId: hidden };
  await tokyo.say('hello', write);
  await tokyo.say('hello', { from: open });
  const idOf = async (address) => (await tokyo.sql(`SELECT customer_id AS id FROM address WHERE channel_address = '${address}'`))[0].id;
  const [one, two] = [await idOf(hidden), await idOf(open)];
  const click = (customer, when, source, headline = '') => `INSERT INTO referral (customer_id, source_type, source_id, headline, created_at) VALUES (${customer}, 'ad', '${source}', '${headline}', ${when});`;
  const bought = (customer, when, minor, more = {}) => ({ at: when, minor, pieces: 1, product: 0, customer, status: 'confirmed', ...more });
  await make.put([bought(8003, at('05'), 900), bought(8001, at(11), 5000), bought(8001, at(12), 700, { currency: 'JPY' }), bought(8002, at(12), 3000), bought(one, at(13), 1100), bought(two, at(24), 1300), bought(8001, at(25), 9000)]);
  await make.write(click(8001, at(10), '31', 'Winter') + click(8002, at(10, 11), '31') + click(8001, at(10, 12), '31') + click(one, at(12), '', 'Scarves') + click(two, at(13), '', 'Scarves'));
  const [first] = await agree('at first');
  assert.deepEqual(first, ['Winter', 3, 2, 3, 2, 8000], 'two customers, an order each');
  // A figure that was planted is seen: counted days are not looked up among clicks and orders again.
  await make.write("UPDATE report_click SET sales_minor = sales_minor + 7 WHERE source = '31' AND sales_minor > 0");
  assert.equal((await told())[0][5], 8007);

  const [{ id }] = await tokyo.sql('SELECT id FROM orders WHERE customer_id = 8002');
  ok(await ana.put(`/admin/orders/${id}/status`, { status: 'cancelled', reason: 'test' }));
  assert.equal((await agree('an order is cancelled'))[0][5], 5000);
  await make.put([bought(8002, at(16), 2000)]);
  assert.equal((await agree('an order is taken over from elsewhere'))[0][5], 7000);
  await make.write(click(8002, at(15), '32', 'Spring'));
  assert.deepEqual((await agree('a newer advertisement has it')).map((s) => [s[0], s[5]]), [['Winter', 5000], ['Spring', 2000], ['Scarves', 1100]]);
  await make.write(`UPDATE orders SET subtotal_minor = 6900, total_minor = 7000, version = version + 1 WHERE customer_id = 8001 AND created_at = ${at(11)}`);
  assert.equal((await agree('an order is changed'))[0][5], 7000);
  assert.equal((await told()).find((s) => s[0] === 'Scarves')[2], 2);
  await tokyo.say('hello', { from: open, ExternalUserId: hidden });
  assert.equal(await idOf(hidden), await idOf(open), 'two addresses are one customer');
  assert.deepEqual((await agree('two customers are one')).find((s) => s[0] === 'Scarves'), ['Scarves', 2, 1, 2, 1, 1100]);
  const was = await told();
  await make.write("UPDATE orders SET status = 'delivered' WHERE customer_id = 8001");
  ok(await ana.post('/admin/customers/8001/erase', { confirm: '8001' }), 204);
  assert.deepEqual(await agree('who clicked is erased'), was);
});

test('refunds and marks are told on the day they came', async () => {
  const [{ id, customer_id }] = await tokyo.sql("SELECT id, customer_id FROM orders WHERE status = 'delivered' LIMIT 1");
  const at = Date.parse('2026-06-01T15:30:00Z'); // the 2nd in Tokyo
  await make.write(`INSERT INTO payment (id, order_id, way, status, amount_minor, currency, refunded_minor, created_at, updated_at) VALUES (900, ${id}, 'bank', 'paid', 500, '${make.currency}', 300, 1, 1);
    INSERT INTO refund (payment_id, amount_minor, status, actor, created_at, updated_at) VALUES (900, 300, 'done', 'staff:owner', ${at - HOUR}, ${at}), (900, 100, 'failed', 'staff:owner', ${at}, ${at});
    INSERT INTO feedback (order_id, customer_id, asked_at, mark, answered_at) VALUES (${id}, ${customer_id}, 1, 4, ${at})`);
  const sales = (await ask('sales?from=2026-06-01&until=2026-06-02')).days, marks = (await ask('customers?from=2026-06-01&until=2026-06-02')).days;
  assert.deepEqual(sales.map((d) => [d.refunds, d.refunded_minor]), [[0, 0], [1, 300]]);
  assert.deepEqual(marks.map((d) => [d.marks, d.average_mark_hundredths]), [[0, null], [1, 400]]);
  const told = async () => (await ask('customers?from=2026-06-01&until=2026-06-02')).days.map((d) => [d.marks, d.average_mark_hundredths]);
  await counted(tokyo);
  assert.deepEqual(await told(), [[0, null], [1, 400]], 'counted');
  await make.write(`UPDATE report_day SET marks = 2, mark_sum = 9 WHERE ends_at > ${at} AND begins_at <= ${at}`);
  assert.deepEqual((await told())[1], [2, 450], 'a figure that was planted is seen');
  await make.write(`UPDATE feedback SET mark = 2 WHERE order_id = ${id}`);
  assert.deepEqual((await told())[1], [1, 200], 'who thinks again is told at once');
  await make.write(`UPDATE feedback SET mark = 5, answered_at = ${at - 24 * HOUR} WHERE order_id = ${id}`);
  assert.deepEqual(await told(), [[1, 500], [0, null]]);
});

test('ranges in the shop’s time zone; what cannot be is refused by name; the older address; who may', async () => {
  const today = tokyoDay(Date.now());
  const one = await ask('sales?range=today');
  if (tokyoDay(Date.now()) === today) assert.deepEqual([one.from, one.until, one.today, one.time_zone], [today, today, today, 'Asia/Tokyo']);
  assert.equal((await ask('sales')).days.length, 7);
  assert.equal((await ask('sales?range=30d')).days.length, 30);
  assert.equal((await ask('sales?range=month')).from, `${tokyoDay(Date.now()).slice(0, 8)}01`);
  for (const [query, field] of [['range=year', 'range'], ['from=2026-02-30', 'from'], ['from=x', 'from'], ['from=2026-05-02&until=2026-05-01', 'until'], ['from=2020-01-01&until=2026-01-01', 'until']])
    assert.equal(assertProblem(await ana.get(`/admin/analytics/sales?${query}`), 400).field, field, query);
  assertProblem(await ana.get('/admin/analytics/weather'), 404);
  assertProblem(await tokyo.get('/admin/analytics/sales'), 401);
  assertProblem(await tokyo.get('/analytics/sales'), 401);
  assert.deepEqual(ok(await ana.get(`/analytics/sales?${RANGE}`)), await ask(`sales?${RANGE}`));
  ok(await ana.post('/admin/staff', { username: 'vera', password: 'only looking here', role: 'viewer' }), 201);
  const vera = await tokyo.login({ username: 'vera', password: 'only looking here' });
  ok(await vera.get(`/admin/analytics/sales?${RANGE}`));
});

test('days on which the clock is changed have 23 and 25 hours', async (t) => {
  const shop = await ownShop({ seed: 'tests/fixtures/bakery.json', env: { SHOP_TIMEZONE: 'Europe/Madrid' } });
  t.after(() => shop.close());
  const owner = await shop.login(), madrid = await maker(shop), dayOf = dayIn('Europe/Madrid'), all = [];
  for (const begin of ['2026-03-27T23:30:00Z', '2026-10-23T22:30:00Z'])
    for (let h = 0; h < 80; h++) all.push({ at: Date.parse(begin) + h * HOUR, minor: 1000 + h, pieces: 1, product: 0, customer: 800 + h, status: 'delivered' });
  await madrid.put(all);
  for (let round = 0; round < 2; round++) {
    for (const [from, until] of [['2026-03-28', '2026-03-30'], ['2026-10-24', '2026-10-26']]) {
      const report = ok(await owner.get(`/admin/analytics/sales?from=${from}&until=${until}`));
      for (const d of report.days) {
        const mine = all.filter((o) => dayOf(o.at) === d.day);
        assert.deepEqual([d.orders, d.sales_minor], [mine.length, mine.reduce((sum, o) => sum + o.minor, 0)], d.day);
      }
    }
    const at = async (day) => ok(await owner.get(`/admin/analytics/sales?from=${day}&until=${day}`)).totals.orders;
    assert.deepEqual([await at('2026-03-29'), await at('2026-10-25')], [23, 25]);
    await counted(shop);
  }
});

test('the counters equal a full recount after kill -9 of the worker, again and again', async (t) => {
  const programs = supervise(['webhook', 'api', 'admin', 'events', 'worker']);
  const shop = await ownShop({ build: programs.build, env: { SHOP_TIMEZONE: 'America/New_York' } });
  t.after(async () => { await shop.close(); programs.remove(); });
  const owner = await shop.login(), york = await maker(shop), dayOf = dayIn('America/New_York'), all = [];
  let messages = 0;
  for (let round = 0; round < 6; round++) {
    const more = someOrders(Date.parse('2026-08-01T04:00:00Z') + round * 20 * 24 * HOUR, 20, 80, 5000);
    all.push(...more);
    await york.put(more);
    const said = Array.from({ length: 3000 }, (_, i) => `(5000, '${i % 2 ? 'out' : 'in'}', 'x', ${i % 2 ? "'rule'" : 'NULL'}, ${Date.parse('2026-08-01T04:00:00Z') + (round * 3000 + i) * 60e3})`);
    await york.write(`INSERT INTO chat_log (customer_id, direction, body, source, created_at) VALUES ${said.join(',')}`);
    messages += 1500;
    for (let kills = 0; kills < 3; kills++) {
      const pid = await soon('the worker runs', () => programs.pidOf(shop, 'worker'));
      await pause(30 * (round + 1) * (kills + 1)); // at different places of its work
      try { process.kill(pid, 'SIGKILL'); } catch { /* gone already */ }
      await soon('it is started again', () => { const now = programs.pidOf(shop, 'worker'); return now && now !== pid; });
    }
  }
  await counted(shop);
  await soon('all is added up', async () => (await shop.sql("SELECT id >= (SELECT max(id) FROM chat_log) AS done FROM report_place WHERE name = 'chat_log'"))[0].done === 1, 40_000);
  const range = 'from=2026-07-25&until=2026-12-10', report = ok(await owner.get(`/admin/analytics/sales?${range}`));
  assertSales(report, ok(await owner.get(`/admin/analytics/customers?${range}`)), all, dayOf);
  const [{ n }] = await shop.sql("SELECT sum(n) AS n FROM report_count WHERE name = 'messages_in'");
  assert.equal(n, messages);
  const rows = await shop.sql("SELECT created_at AS at FROM chat_log WHERE direction = 'in'");
  const byDay = Object.groupBy ? Object.groupBy(rows, (r) => dayOf(r.at)) : rows.reduce((all, r) => { (all[dayOf(r.at)] ??= []).push(r); return all; }, {});
  for (const d of ok(await owner.get(`/admin/analytics/chats?${range}`)).days) assert.equal(d.messages_in, byDay[d.day]?.length ?? 0, d.day);
});
