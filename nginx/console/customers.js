// customers.js -- everybody who ever wrote.
import { empty, h, refill, toast } from './dom.js';
import { afterTyping, pages } from './list.js';
import { agoTime, fullTime, personName } from './words.js';

export function customers(main, shared) {
  let search = '', shown = '';
  const list = pages('customers', () => `/admin/customers${search ? `?q=${encodeURIComponent(search)}` : ''}`);
  const find = h('input', { type: 'search', placeholder: 'Name or phone', 'aria-label': 'Search customers', maxlength: 100,
    oninput: afterTyping(() => { search = find.value.trim(); shared.refreshNow(); }) });
  const body = h('div', { class: 'panel flush' });
  main.append(h('div', { class: 'head' }, h('h1', {}, 'Customers'), find), body);

  const row = (c) => h('tr', {},
    h('th', { scope: 'row' }, h('a', { href: `#/chats/${c.id}`, 'data-key': `c${c.id}` }, h('bdi', {}, personName(c)))),
    h('td', { 'data-title': 'Phone' }, c.phone ? h('bdi', { dir: 'ltr' }, c.phone) : h('span', { class: 'soft' }, 'hidden')),
    h('td', { 'data-title': 'Orders', class: 'number' }, c.order_count
      ? h('a', { href: c.phone ? `#/orders?q=${encodeURIComponent(c.phone)}` : '#/orders', 'data-key': `o${c.id}` }, c.order_count) : '0'),
    h('td', { 'data-title': 'Last wrote' }, h('time', { datetime: c.seen_at, title: fullTime(c.seen_at) }, agoTime(c.seen_at))),
    h('td', { 'data-title': 'State' }, c.opted_out ? h('span', { class: 'status cancelled' }, 'said STOP')
      : c.owner === 'human' ? h('span', { class: 'status human' }, 'waits for a person') : h('span', { class: 'soft' }, 'served by the bot')));

  async function more(event) {
    event.target.disabled = true;
    try { await list.showMore(); } catch (problem) { toast(problem.message, true); }
    draw();
  }

  function draw() {
    const now = JSON.stringify([list.rows, search, Math.floor(Date.now() / 60000)]);
    if (now === shown) return;
    shown = now;
    refill(body, list.rows.length ? h('table', { class: 'grid' },
      h('thead', {}, h('tr', {}, ['Name', 'Phone', 'Orders', 'Last wrote', 'State'].map((t) =>
        h('th', { scope: 'col', class: t === 'Orders' ? 'number' : undefined }, t)))),
      h('tbody', {}, list.rows.map(row)))
      : search ? empty('Nobody found', `No customer matches “${search}”.`)
        : empty('No customers yet', 'Whoever writes to the shop appears here.'),
    list.hasMore ? h('button', { class: 'quiet more', 'data-key': 'more', onclick: more }, 'Show more') : null);
  }

  return {
    navigate() {},
    async refresh() { await list.refresh(); draw(); },
  };
}
