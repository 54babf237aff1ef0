// stripe_peer.mjs -- a pretend Stripe, written from protocols/stripe.md alone: Checkout Sessions,
// refunds, signed events. It notes a request before it decides what becomes of it, so `made` and
// `refunds` are what really happened at Stripe, however the call ended.
//
//   const stripe = await new StripePeer(secret).open();
//   stripe.plan = (request, n) => 'ok' | '429' | '500' | '402' | '409' | 'garbage' | 'hang' | 'drop' | a Promise;
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

export const KEY = 'sk_test_a_key_nobody_may_see';
export const VERSION = '2026-10-28.endive';
const id = (prefix) => prefix + randomBytes(12).toString('hex');
const now = () => Math.floor(Date.now() / 1000);

export class StripePeer {
  made = new Map(); // session id -> session
  refunds = [];
  requests = []; // {method, path, form, key}
  #answers = new Map(); // Idempotency-Key -> {asked, status, json}
  #sockets = new Set();
  plan = () => 'ok';
  constructor(secret) { this.secret = secret; }

  async open() {
    this.server = createServer((request, response) => this.#take(request, response));
    this.server.on('connection', (socket) => this.#sockets.add(socket.on('error', () => {})));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }
  close() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }

  #take(request, response) {
    let body = '';
    request.setEncoding('utf8').on('data', (more) => { body += more; }).on('end', async () => {
      const one = { method: request.method, path: request.url, key: request.headers['idempotency-key'], form: Object.fromEntries(new URLSearchParams(body)) };
      this.requests.push(one);
      const fault = await this.plan(one, this.requests.filter((r) => r.method === one.method && r.path === one.path).length);
      if (fault === 'hang') return;
      if (fault === 'refuse') { request.socket.destroy(); return; } // before anything happened
      if (['429', '500', '402', '409'].includes(fault)) { this.#say(response, Number(fault), this.#problem(fault === '402' ? 'card_error' : 'api_error', `because_${fault}`)); return; }
      const { status, json } = this.#once(request, one);
      if (fault === 'drop') { request.socket.destroy(); return; } // done, but nobody hears of it
      if (fault === 'garbage') { response.writeHead(200, { 'content-type': 'application/json' }).end('<html>not what you think'); return; }
      this.#say(response, status, json);
    });
  }
  #say(response, status, json) {
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': id('req_') }).end(JSON.stringify(json));
  }
  #problem(type, code, param) { return { error: { type, code, param, message: `${code} ${param ?? ''}` } }; }

  // §1: the same key gives the first answer; with other parameters it is an error.
  #once(request, one) {
    if (request.headers.authorization !== `Bearer ${KEY}`) return { status: 401, json: this.#problem('invalid_request_error', 'bad_key') };
    if (request.headers['stripe-version'] !== VERSION) return { status: 400, json: this.#problem('invalid_request_error', 'no_version') };
    if (one.method === 'GET') return this.#do(one);
    if (!one.key || !/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')) return { status: 400, json: this.#problem('invalid_request_error', 'no_key') };
    const asked = one.path + JSON.stringify(one.form), before = this.#answers.get(one.key);
    if (before) return before.asked === asked ? before : { status: 400, json: this.#problem('idempotency_error', 'other_parameters') };
    const answer = { asked, ...this.#do(one) };
    this.#answers.set(one.key, answer);
    return answer;
  }

  #do({ method, path, form }) {
    const [, session, expire] = /^\/v1\/checkout\/sessions(?:\/([^/]+)(\/expire)?)?$/.exec(path) ?? [];
    if (method === 'POST' && path === '/v1/checkout/sessions') return this.#make(form);
    if (method === 'POST' && path === '/v1/refunds') return this.#refund(form);
    const s = this.made.get(session);
    if (!s) return { status: 404, json: this.#problem('invalid_request_error', 'resource_missing') };
    if (expire && s.status !== 'open') return { status: 400, json: this.#problem('invalid_request_error', 'not_open') };
    if (expire) Object.assign(s, { status: 'expired', url: null });
    return { status: 200, json: { ...s } };
  }

  // §2
  #make(form) {
    const wrong = (param) => ({ status: 400, json: this.#problem('invalid_request_error', 'parameter_invalid', param) });
    const line = 'line_items[0]', price = `${line}[price_data]`;
    const amount = Number(form[`${price}[unit_amount]`]) * Number(form[`${line}[quantity]`]);
    const ahead = Number(form.expires_at) - now();
    if (form.mode !== 'payment') return wrong('mode');
    if (!/^https?:\/\//.test(form.success_url ?? '')) return wrong('success_url');
    if ('ui_mode' in form) return wrong('ui_mode');
    if (!/^[a-z]{3}$/.test(form[`${price}[currency]`] ?? '')) return wrong('currency');
    if (!Number.isInteger(amount) || amount < 50) return { status: 400, json: this.#problem('invalid_request_error', 'amount_too_small') };
    if (!form[`${price}[product_data][name]`]) return wrong('name');
    if (!(ahead >= 1800 && ahead <= 86400)) return wrong('expires_at');
    const s = { id: id('cs_test_'), object: 'checkout.session', mode: 'payment', status: 'open', payment_status: 'unpaid', livemode: false, payment_intent: null,
      amount_total: amount, currency: form[`${price}[currency]`], client_reference_id: form.client_reference_id, expires_at: Number(form.expires_at), metadata: { order_number: form['metadata[order_number]'] } };
    s.url = `https://checkout.stripe.test/pay/${s.id}`;
    this.made.set(s.id, s);
    return { status: 200, json: { ...s } };
  }

  // §6
  #refund(form) {
    const s = [...this.made.values()].find((one) => one.payment_intent === form.payment_intent);
    if (!s) return { status: 404, json: this.#problem('invalid_request_error', 'resource_missing') };
    const amount = Number(form.amount), left = s.amount_total - this.returned(s);
    if (!Number.isInteger(amount) || amount < 1 || amount > left) return { status: 400, json: this.#problem('invalid_request_error', 'charge_already_refunded') };
    const r = { id: id('re_'), object: 'refund', status: this.refundStatus ?? 'succeeded', amount, currency: s.currency, payment_intent: s.payment_intent, metadata: { refund: form['metadata[refund]'] } };
    this.refunds.push(r);
    return { status: 200, json: { ...r } };
  }
  returned(s) { return this.refunds.filter((r) => r.payment_intent === s.payment_intent && r.status !== 'failed').reduce((sum, r) => sum + r.amount, 0); }

  // --- What customers do there ---
  session(number) { return [...this.made.values()].filter((s) => s.metadata.order_number === number).at(-1); }
  pay(s, later = false) {
    Object.assign(s, { status: 'complete', payment_status: later ? 'unpaid' : 'paid', payment_intent: s.payment_intent ?? id('pi_'), url: null });
    return this.event('checkout.session.completed', s);
  }
  expire(s) { Object.assign(s, { status: 'expired', url: null }); return this.event('checkout.session.expired', s); }
  charge(s) { return this.event('charge.refunded', { id: id('ch_'), object: 'charge', amount: s.amount_total, amount_refunded: this.returned(s), currency: s.currency, payment_intent: s.payment_intent }); }

  event(type, object, more = {}) {
    return { id: id('evt_'), object: 'event', api_version: VERSION, created: now(), livemode: false, type, data: { object: { ...object } }, ...more };
  }
  // §4
  sign(body, at = now(), secret = this.secret) { return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`; }
  async tell(shop, event, { header, body = JSON.stringify(event) } = {}) {
    const answer = await shop.fetch('/webhook/stripe', { method: 'POST', body, headers: { 'content-type': 'application/json', ...(header === null ? {} : { 'stripe-signature': header ?? this.sign(body) }) } });
    return answer.status;
  }
}
