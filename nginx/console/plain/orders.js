// orders.js -- the orders by status, and one of them beside the list.
import { api } from './api.js';
import { ask, empty, failure, h, icon, refill, toast } from './dom.js';
import { afterTyping, pages } from './list.js';
import { agoTime, fullTime, money, MOVE, MOVED, STATUS, STATUSES } from './words.js';

const badge = (status) => h('span', { class: `status ${status}` }, STATUS[status] ?? status);

function timeline(order) {
  const words = (event) => (event.kind === 'placed' ? 'Placed by the customer'
    : `${STATUS[event.to_status] ?? event.to_status}${event.actor === 'customer' ? ' by the customer'
      : ` by ${event.actor.replace(/^staff:/, '')}`}`);
  return h('ol', { class: 'timeline' }, order.timeline.map((event) => h('li', {},
    h('bdi', {}, words(event)), h('time', { class: 'soft', datetime: event.created_at }, fullTime(event.created_at)))));
}

const lines = (order) => h('table', { class: 'lines' },
  h('caption', { class: 'hidden' }, 'What was ordered'),
  h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Item'), h('th', { scope: 'col', class: 'number' }, 'Price'),
    h('th', { scope: 'col', class: 'number' }, 'Sum'))),
  h('tbody', {}, order.items.map((item) => h('tr', {},
    h('td', {}, `${item.quantity} × `, h('bdi', {}, item.name), item.options ? h('span', { class: 'soft' }, ` ${item.options}`) : null),
    h('td', { class: 'number' }, money(item.unit_price_minor, order.currency)),
    h('td', { class: 'number' }, money(item.unit_price_minor * item.quantity, order.currency))))),
  h('tfoot', {},
    h('tr', {}, h('th', { scope: 'row', colspan: 2 }, order.delivery_method === 'pickup' ? 'Pickup' : 'Delivery'),
      h('td', { class: 'number' }, order.delivery_minor ? money(order.delivery_minor, order.currency) : 'free')),
    h('tr', { class: 'total' }, h('th', { scope: 'row', colspan: 2 }, 'Total'),
      h('td', { class: 'number' }, money(order.total_minor, order.currency)))));

const receiver = (order) => h('dl', { class: 'facts' },
  h('dt', {}, 'Customer'), h('dd', {}, h('a', { href: `#/chats/${order.customer_id}`, 'data-key': 'chat' }, h('bdi', {}, order.name))),
  order.phone ? [h('dt', {}, 'Phone'), h('dd', {}, h('a', { href: `tel:${order.phone}`, dir: 'ltr', 'data-key': 'tel' }, order.phone))] : null,
  order.delivery_method === 'pickup' ? [h('dt', {}, 'Pickup'), h('dd', {}, 'Comes to the shop')]
    : [h('dt', {}, 'Address'), h('dd', { class: 'address' }, h('bdi', {}, order.address))]);

export function orders(main, shared) {
  let status = '', search = '', id, shown = '', shownOne = '', busy = false;
  const list = pages('orders', () => {
    const query = new URLSearchParams();
    if (status) query.set('status', status);
    if (search) query.set('q', search);
    return `/admin/orders?${query}`;
  });
  const address = (one) => {
    const query = new URLSearchParams();
    if (status) query.set('status', status);
    if (search) query.set('q', search);
    return `#/orders${one ? `/${one}` : ''}${query.size ? `?${query}` : ''}`;
  };
  const tabs = h('nav', { class: 'tabs', 'aria-label': 'Orders by status' });
  const find = h('input', { type: 'search', placeholder: 'Number, name or phone', 'aria-label': 'Search orders',
    maxlength: 100, oninput: afterTyping(() => { search = find.value.trim(); shared.refreshNow(); }) });
  const table = h('div', { class: 'list' });
  const detail = h('section', { class: 'detail', 'aria-label': 'Order' });
  main.append(h('div', { class: 'head' }, h('h1', {}, 'Orders'), find), tabs,
    h('div', { class: 'split' }, table, detail));

  function drawTabs() {
    const count = shared.day?.orders ?? {};
    const all = STATUSES.reduce((sum, s) => sum + (count[s] ?? 0), 0);
    const tab = (value, title, n) => h('a', { href: `#/orders${value ? `?status=${value}` : ''}`,
      'aria-current': value === status ? 'true' : undefined, 'data-key': `tab-${value}` }, title, h('b', {}, n ?? ''));
    refill(tabs, tab('', 'All', all), STATUSES.map((s) => tab(s, STATUS[s], count[s])));
  }

  const row = (order) => h('li', {}, h('a', { href: address(order.id), 'data-key': `o${order.id}`,
    'aria-current': String(order.id) === id ? 'true' : undefined },
  h('span', { class: 'first' }, h('bdi', {}, order.name), h('b', {}, money(order.total_minor, order.currency))),
  h('span', { class: 'cut soft' }, order.summary),
  h('span', { class: 'last' }, badge(order.status), h('span', { class: 'soft', dir: 'ltr', title: order.number }, order.number.replace(/^ORD-/, '')),
    h('time', { class: 'soft', datetime: order.created_at, title: fullTime(order.created_at) }, agoTime(order.created_at)))));

  async function more(event) {
    event.target.disabled = true;
    try { await list.showMore(); } catch (problem) { toast(problem.message, true); }
    drawList();
  }

  function drawList() {
    const now = JSON.stringify([list.rows, id, status, search, Math.floor(Date.now() / 60000)]);
    if (now === shown) return;
    shown = now;
    const nothing = search ? empty('Nothing found', `No order matches “${search}”.`)
      : status ? empty('None here', `No order is ${STATUS[status].toLowerCase()} at the moment.`)
        : empty('No orders yet', 'As soon as a customer says yes in the chat, the order stands here.');
    refill(table, list.rows.length ? h('ul', { class: 'orders-list' }, list.rows.map(row)) : nothing,
      list.hasMore ? h('button', { class: 'quiet more', 'data-key': 'more', onclick: more }, 'Show more') : null);
  }

  async function move(order, to) {
    if (busy) return;
    if (to === 'cancelled' && !await ask(`Cancel ${order.number}?`,
      'The pieces go back into stock and the customer is told. This cannot be undone.', 'Cancel the order', { danger: true })) return;
    busy = true;
    drawOrder(order, true);
    try {
      await api('PUT', `/admin/orders/${order.id}/status`, { status: to });
      toast(`${order.number} is ${MOVED[to]}. The customer gets a message.`);
    } catch (problem) {
      toast(problem.status === 409 ? `${order.number} has moved meanwhile; here is how it stands now.` : problem.message, true);
    }
    busy = false;
    shownOne = '';
    shared.refreshNow();
  }

  function drawOrder(order, waiting = false) {
    refill(detail,
      h('div', { class: 'detail-head' },
        h('a', { class: 'plain back', href: address(), 'data-key': 'back', 'aria-label': 'Back to the list' }, icon('back')),
        h('div', {}, h('h2', { dir: 'ltr' }, order.number),
          h('p', { class: 'soft' }, fullTime(order.created_at))), badge(order.status)),
      order.moves.length ? h('div', { class: 'actions' }, order.moves.map((to) => h('button',
        { class: to === 'cancelled' ? 'quiet danger-text' : '', 'data-key': `move-${to}`, disabled: waiting, onclick: () => move(order, to) }, MOVE[to]))) : null,
      lines(order), receiver(order), h('h3', {}, 'What happened'), timeline(order));
  }

  async function refreshOrder() {
    main.classList.toggle('open', Boolean(id));
    if (!id) {
      shownOne = '';
      return refill(detail, empty('No order chosen', 'Choose one from the list to see and steer it.'));
    }
    const asked = id;
    try {
      const order = await api('GET', `/admin/orders/${encodeURIComponent(id)}`);
      const now = JSON.stringify(order);
      if (asked === id && now !== shownOne && !busy) { shownOne = now; drawOrder(order); }
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      refill(detail, h('a', { class: 'plain back', href: address(), 'aria-label': 'Back to the list' }, icon('back')), failure(problem));
    }
    return undefined;
  }

  return {
    navigate(to) {
      if (to.id !== id) { shownOne = ''; detail.scrollTop = 0; if (matchMedia('(max-width: 56rem)').matches) window.scrollTo(0, 0); }
      id = to.id;
      status = STATUSES.includes(to.query.get('status')) ? to.query.get('status') : '';
      search = to.query.get('q') ?? search;
      if (document.activeElement !== find) find.value = search;
      main.classList.toggle('open', Boolean(id));
    },
    async refresh() {
      drawTabs();
      await Promise.all([list.refresh(), refreshOrder()]);
      drawList();
    },
  };
}
