// home.js -- the day at a glance, and what wants a hand.
import { empty, h, refill } from './dom.js';
import { agoTime, fullTime, money, personName, plural, STATUS, STATUSES } from './words.js';

const card = (title, figure, note, href) => h(href ? 'a' : 'div',
  { class: 'card', href, 'data-key': href ? `card-${title}` : undefined },
  h('span', { class: 'soft' }, title), h('strong', {}, figure), note ? h('span', { class: 'soft' }, note) : null);

function figures(day) {
  const { today, total, orders, currency } = day;
  return h('div', { class: 'cards' },
    card('Sold today', money(today.revenue_minor, currency), plural(today.orders, 'order', 'orders')),
    card('To confirm', orders.pending, orders.pending ? 'waiting for you' : 'nothing waits', '#/orders?status=pending'),
    card('To ship', orders.confirmed, 'confirmed orders', '#/orders?status=confirmed'),
    card('Sold in all', money(total.revenue_minor, currency), plural(total.orders, 'order', 'orders')));
}

const waiting = (day) => h('section', { class: 'panel' }, h('h2', {}, 'Waiting for a person'),
  day.waiting.length === 0 ? h('p', { class: 'soft' }, 'The bot is serving everybody.')
    : h('ul', { class: 'rows' }, day.waiting.map((c) => h('li', {},
      h('a', { href: `#/chats/${c.id}`, 'data-key': `w${c.id}` }, h('bdi', {}, personName(c)),
        h('span', { class: 'soft', title: fullTime(c.last_in_at) }, `wrote ${agoTime(c.last_in_at)}`))))));

const unanswered = (day) => h('section', { class: 'panel' }, h('h2', {}, 'Not understood lately'),
  day.unanswered.length === 0 ? h('p', { class: 'soft' }, 'Every message found its answer.')
    : h('ul', { class: 'rows' }, day.unanswered.map((u) => h('li', {},
      h('a', { href: `#/chats/${u.customer_id}`, 'data-key': `u${u.id}` }, h('bdi', { class: 'quote' }, u.text || '…'),
        h('span', { class: 'soft', title: fullTime(u.created_at) }, agoTime(u.created_at)))))));

function outbox({ outbox: { queued, dead } }) {
  return h('section', { class: 'panel' }, h('h2', {}, 'Messages going out'),
    h('p', {}, queued ? `${plural(queued, 'message waits', 'messages wait')} to be sent.` : 'Everything is sent.'),
    dead ? h('p', { class: 'failure' }, `${plural(dead, 'message', 'messages')} could not be delivered; look into the chats.`) : null);
}

const states = (day) => h('section', { class: 'panel' }, h('h2', {}, 'All orders'),
  h('ul', { class: 'rows' }, STATUSES.map((s) => h('li', {},
    h('a', { href: `#/orders?status=${s}`, 'data-key': `s-${s}` },
      h('span', { class: `status ${s}` }, STATUS[s]), h('b', {}, day.orders[s]))))));

export function home(main, shared) {
  const body = h('div', { class: 'stack' });
  let shown = '';
  main.append(h('h1', {}, 'Today'), body);
  return {
    navigate() {},
    async refresh() {
      const day = shared.day;
      const now = JSON.stringify(day) + Math.floor(Date.now() / 60000);
      if (now === shown) return;
      shown = now;
      const fresh = day.total.orders === 0 && day.orders.cancelled === 0;
      refill(body, figures(day),
        fresh ? empty('No orders yet', 'The first one appears here by itself, a moment after a customer says yes.') : null,
        h('div', { class: 'columns' }, waiting(day), unanswered(day), states(day), outbox(day)));
    },
  };
}
