// orders.js -- the orders by status, narrowed and sorted by the address; one of them in the drawer.
import { api, mayWrite, seen, session } from '../lib/api.js';
import { day, lookAtDay } from '../lib/day.js';
import { useList, useResource } from '../lib/data.js';
import { confirm, Drawer, usePhone } from '../lib/dialog.js';
import { fullTime, money } from '../lib/format.js';
import { html, useEffect, useState } from '../lib/html.js';
import { has, number, t } from '../lib/i18n.js';
import { Icon } from '../lib/icons.js';
import { Ago, Empty, Failure, More, Search, Skeleton } from '../lib/parts.js';
import { go, href, narrow } from '../lib/router.js';
import { useChosen, useListKeys } from '../lib/table.js';
import { toast } from '../lib/toast.js';
import { CancelOrder, EditOrder, mayEdit, ShipOrder } from './orders/edit.js';
import { Payment } from './orders/payment.js';

const STATUSES = ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'];
const PAYMENTS = ['unpaid', 'proof_sent', 'part_paid', 'paid', 'part_refunded', 'refunded'];
const SORTS = ['newest', 'oldest', 'dearest', 'cheapest'];
// What the shop's own table of moves says; the shop has the last word.
const MOVES = { pending: ['confirmed', 'cancelled'], confirmed: ['shipped', 'cancelled'], shipped: ['delivered'], delivered: [], cancelled: [] };
const AT_ONCE_MOST = 1000;

/* -- the address -- */

const dayStart = (day, plus = 0) => {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date + plus).toISOString();
};
const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(Date.parse(text));

// What the address asks for, in the shop's words; days are the reader's own.
function filterOf(query) {
  const one = (name, known) => (known(query.get(name)) ? query.get(name) : undefined);
  const from = one('from', isDay), to = one('to', isDay);
  return {
    status: one('status', (s) => STATUSES.includes(s)), payment: one('payment', (s) => PAYMENTS.includes(s)), review: one('review', (s) => s === 'open'), q: query.get('q')?.slice(0, 100) || undefined,
    sort: one('sort', (s) => SORTS.includes(s)), customer_id: one('customer', (id) => /^[1-9]\d{0,17}$/.test(id)),
    from: from && dayStart(from), until: to && dayStart(to, 1),
  };
}
const search = (filter) => new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== undefined)).toString();

/* -- moving -- */

const statusWords = (status) => t(`orders.status.${status}`);
// A rule wants a person to look at it, and nobody has confirmed or cancelled it yet.
const toLookAt = (o) => (o.status === 'pending' && o.review ? o.review.split(',') : []);
const Badge = ({ of }) => html`<span class=${`status ${of}`}>${statusWords(of)}</span>`;

function eventWords({ kind, to_status: status, actor, reason, detail }) {
  const what = kind === 'placed' ? t('orders.placed') : kind === 'undone' ? t('orders.went_back', { status: statusWords(status) })
    : has(`orders.did.${kind}`) ? t(`orders.did.${kind}`) : statusWords(status);
  if (reason || detail) return [eventWords({ kind, to_status: status, actor }), detail, reason && `“${reason}”`].filter(Boolean).join(' · ');
  return /^(customer|system:)/.test(actor) && kind !== 'status' && kind !== 'placed' ? what : actor === 'customer' ? t('orders.by_customer', { what }) : t('orders.by', { what, who: actor.replace(/^staff:/, '') });
}

// Shows the change at once, asks the shop, and shows the old state again where it says no.
async function change(order, act, show, status) {
  show({ ...order, status, moves: [], undo: false });
  try {
    const now = await act();
    show(now);
    lookAtDay();
    return now;
  } catch (problem) {
    show(order);
    const changes = problem.status === 412 ? problem.json.changes : [];
    toast(changes?.length ? t('orders.meanwhile', { what: changes.map(eventWords).join(', '), number: order.number }) : problem.message, { bad: true });
    return null;
  }
}

async function undoMove(order, show, reload) {
  const back = await change(order, () => api('POST', `/admin/orders/${order.id}/undo`, undefined, seen(order)), show, order.status);
  if (back) toast(t('orders.undone', { number: back.number, status: statusWords(back.status) }));
  reload();
}

// `more`: reason, or carrier and tracking.
async function moveOrder(order, to, show, reload, more = {}) {
  const now = await change(order, () => api('PUT', `/admin/orders/${order.id}/status`, { status: to, ...Object.fromEntries(Object.entries(more).filter(([, text]) => text)) }, seen(order)), show, to);
  if (now) toast(t(`orders.moved.${to}`, { number: now.number }), now.undo ? { undo: () => undoMove(now, show, reload) } : {});
  reload();
}

/* -- the list -- */

// Of very many that were searched for only some are counted: 10,000+.
function Tabs({ filter, counts, capped, query }) {
  const all = counts && STATUSES.reduce((sum, s) => sum + counts[s], 0);
  const tab = (value, words, n) => html`<a key=${value} href=${href('orders', null, { ...Object.fromEntries(query), status: value })}
    aria-current=${(filter.status ?? '') === value ? 'true' : undefined}>${words}<b>${n === undefined ? '' : number(n)}${capped && n ? '+' : ''}</b></a>`;
  return html`<nav class="tabs" aria-label=${t('orders.by_status')}>${tab('', t('orders.all'), all)}${STATUSES.map((s) => tab(s, statusWords(s), counts?.[s]))}</nav>`;
}

function Filters({ filter, query }) {
  const set = (name) => (event) => narrow({ [name]: event.target.value, id: null });
  const some = ['payment', 'review', 'sort', 'from', 'to', 'customer'].filter((name) => query.get(name)).length;
  return html`<details class="filters" open=${some > 0}><summary class="quiet">${t('orders.filters')}${some > 0 && html` <b>${number(some)}</b>`}</summary>
    <div class="filter-row">
      <label>${t('orders.payment')}<select value=${filter.payment ?? ''} onChange=${set('payment')}>
        <option value="">${t('orders.any_payment')}</option>${PAYMENTS.map((s) => html`<option key=${s} value=${s}>${t(`orders.payment.${s}`)}</option>`)}</select></label>
      <label>${t('orders.sort')}<select value=${filter.sort ?? 'newest'} onChange=${(event) => narrow({ sort: event.target.value === 'newest' ? '' : event.target.value, id: null })}>
        ${SORTS.map((s) => html`<option key=${s} value=${s}>${t(`orders.sort.${s}`)}</option>`)}</select></label>
      <label>${t('orders.from')}<input type="date" value=${query.get('from') ?? ''} max=${query.get('to') ?? undefined} onChange=${set('from')} /></label>
      <label>${t('orders.to')}<input type="date" value=${query.get('to') ?? ''} min=${query.get('from') ?? undefined} onChange=${set('to')} /></label>
      <label class="check"><input type="checkbox" checked=${Boolean(filter.review)} onChange=${(event) => narrow({ review: event.target.checked ? 'open' : '', id: null })} />${t('orders.review_only')}</label>
      ${some > 0 && html`<button type="button" class="quiet" onClick=${() => narrow({ payment: '', review: '', sort: '', from: '', to: '', customer: '', id: null })}>${t('orders.clear')}</button>`}
      ${filter.customer_id && html`<p class="soft">${t('orders.of_customer')}</p>`}</div></details>`;
}

function Row({ of: o, at, chosen, open, choose, query }) {
  const press = (event) => { if (!event.target.closest('a, input, label, button')) go(href('orders', o.id, query)); };
  return html`<tr data-row=${o.id} class=${`${at ? 'at' : ''} ${open ? 'open' : ''}`} onClick=${press}>
    <td class="tick"><label><input type="checkbox" checked=${chosen} onChange=${choose} aria-label=${t('orders.choose', { number: o.number })} /></label></td>
    <th scope="row"><a href=${href('orders', o.id, query)} aria-current=${open ? 'true' : undefined}><bdi>${o.name}</bdi></a><span class="soft cut"><bdi>${o.summary}</bdi></span>${o.payment_status === 'proof_sent' && html`<span class="status pending">${t('orders.payment.proof_sent')}</span>`}${toLookAt(o).length > 0 && html`<span class="status pending">${t('orders.review')}</span>`}</th>
    <td class="soft number-cell" dir="ltr">${o.number.replace(/^ORD-/, '')}</td>
    <td class="soft when"><${Ago} at=${o.created_at} /></td><td class="state"><${Badge} of=${o.status} /></td>
    <td class="number sum">${money(o.total_minor, o.currency)}</td></tr>`;
}

function List({ list, filter, query, cursor, chosen, id }) {
  if (list.loading) return html`<${Skeleton} rows=${8} />`;
  if (!list.rows.length) {
    const narrowed = filter.q || filter.payment || filter.review || filter.from || filter.until || filter.customer_id;
    const which = narrowed ? 'not_found' : filter.status ? 'none_status' : 'none';
    return html`<${Empty} title=${t(`orders.${which}`)} text=${t(`orders.${which}_hint`)} />`;
  }
  const every = list.rows.every((o) => chosen.has(o.id));
  return html`<table class="grid orders-grid"><thead><tr>
      <td class="tick"><label><input type="checkbox" checked=${every} onChange=${() => (every ? chosen.clear() : chosen.put(list.rows.map((o) => o.id)))} aria-label=${t('orders.choose_all')} /><span aria-hidden="true">${t('orders.choose_all')}</span></label></td>
      <th scope="col">${t('orders.customer')}</th><th scope="col">${t('orders.order')}</th><th scope="col">${t('orders.when')}</th>
      <th scope="col">${t('orders.status')}</th><th scope="col" class="number">${t('orders.total')}</th></tr></thead>
    <tbody>${list.rows.map((o) => html`<${Row} key=${o.id} of=${o} at=${o.id === cursor} open=${String(o.id) === id} chosen=${chosen.has(o.id)} choose=${() => chosen.toggle(o.id)} query=${query} />`)}</tbody></table>`;
}

/* -- many at once -- */

function Bulk({ list, filter, chosen, matching, reload }) {
  const [all, setAll] = useState(false), [busy, setBusy] = useState(false);
  const rows = list.rows.filter((o) => chosen.has(o.id));
  useEffect(() => { if (chosen.size < list.rows.length) setAll(false); }, [chosen.size, list.rows.length]);
  useEffect(() => setAll(false), [search(filter)]);
  if (!rows.length || !mayWrite()) return null;
  const n = all ? matching : rows.length;
  const states = all ? (filter.status ? [filter.status] : STATUSES) : rows.map((o) => o.status);
  const moves = STATUSES.filter((to) => states.some((from) => MOVES[from].includes(to)));
  const done = () => { chosen.clear(); setAll(false); setBusy(false); reload(); lookAtDay(); };
  const undo = async (ids) => {
    try {
      toast(t('orders.bulk_undone', { n: (await api('POST', '/admin/orders/bulk-undo', { ids })).moved }));
    } catch (problem) { toast(problem); }
    reload();
  };
  const move = async (to) => {
    if (to === 'cancelled' && !await confirm({ title: t('orders.bulk_cancel_title', { n }), text: t('orders.cancel_text'), yes: t('orders.bulk_cancel_yes'), danger: true })) return;
    setBusy(true);
    list.change((was) => was.map((o) => ((all || chosen.has(o.id)) && MOVES[o.status].includes(to) ? { ...o, status: to } : o)));
    try {
      const { sort, ...wanted } = filter;
      const which = all ? { filter: { ...wanted, customer_id: wanted.customer_id && Number(wanted.customer_id) } } : { ids: rows.map((o) => o.id) };
      const { moved, refused, results } = await api('POST', '/admin/orders/bulk-status', { status: to, ...which });
      const ids = results.filter((one) => one.code === 'ok').map((one) => one.id);
      toast([t('orders.bulk_moved', { n: moved, status: statusWords(to) }), refused ? t('orders.bulk_refused', { n: refused }) : ''].join(' ').trim(),
        to !== 'cancelled' && ids.length ? { undo: () => undo(ids) } : {});
    } catch (problem) { toast(problem); }
    done();
  };
  return html`<div class="bulk" role="region" aria-label=${t('orders.bulk')}>
    <p>${all ? t('orders.all_chosen', { n }) : t('orders.chosen', { n })}</p>
    ${!all && list.more && rows.length === list.rows.length && matching <= AT_ONCE_MOST && html`<button type="button" class="plain underline" onClick=${() => setAll(true)}>${t('orders.all_match', { n: matching })}</button>`}
    <div class="actions">${moves.map((to) => html`<button key=${to} type="button" class=${to === 'cancelled' ? 'quiet danger-text' : ''} disabled=${busy} onClick=${() => move(to)}>${t(`orders.bulk.${to}`)}</button>`)}
      <button type="button" class="plain" aria-label=${t('orders.unchoose')} title=${t('orders.unchoose')} onClick=${() => chosen.clear()}><${Icon} name="close" /></button></div></div>`;
}

/* -- CSV -- */

async function downloadCsv(filter, n) {
  const parts = [];
  for (let at = `/admin/orders.csv?${search(filter)}`; at;) {
    const answer = await api('GET', at, undefined, { as: 'response', headers: { accept: 'text/csv' } });
    parts.push(await answer.blob()); // text() would drop the BOM
    at = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/csv' }));
  Object.assign(document.createElement('a'), { href: url, download: `orders-${new Date().toISOString().slice(0, 10)}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  toast(t('orders.csv_made', { n }));
}

/* -- one order -- */

const Lines = ({ of: o }) => html`<table class="lines"><caption class="hidden">${t('orders.items')}</caption>
  <thead><tr><th scope="col">${t('orders.item')}</th><th scope="col" class="number">${t('orders.price')}</th><th scope="col" class="number">${t('orders.sum')}</th></tr></thead>
  <tbody>${o.items.map((item) => html`<tr key=${item.id}><td>${number(item.quantity)} × <bdi>${item.name}</bdi> ${item.options && html`<bdi class="soft">${item.options}</bdi>`}${item.cancelled > 0 && html` <span class="soft">${t('orders.cancelled_n', { n: item.cancelled })}</span>`}</td>
    <td class="number">${money(item.unit_price_minor, o.currency)}</td><td class="number">${money(item.unit_price_minor * item.quantity, o.currency)}</td></tr>`)}</tbody>
  <tfoot>${o.discount_minor > 0 && html`<tr><th scope="row" colspan="2">${t('orders.discount')} <bdi>${o.coupon_code}</bdi></th><td class="number">${money(-o.discount_minor, o.currency)}</td></tr>`}
    <tr><th scope="row" colspan="2">${t(`orders.${o.delivery_method}`)}${o.zone && html` <bdi class="soft">${o.zone}</bdi>`}</th><td class="number">${o.delivery_minor ? money(o.delivery_minor, o.currency) : t('orders.free')}</td></tr>
    ${o.tax_minor > 0 && html`<tr><th scope="row" colspan="2">${t('orders.tax')}</th><td class="number">${money(o.tax_minor, o.currency)}</td></tr>`}
    <tr class="total"><th scope="row" colspan="2">${t('orders.total')}</th><td class="number">${money(o.total_minor, o.currency)}</td></tr>
    ${o.tax_included_minor > 0 && html`<tr><th scope="row" colspan="2" class="soft">${t('orders.tax_included')}</th><td class="number soft">${money(o.tax_included_minor, o.currency)}</td></tr>`}</tfoot></table>`;

const Facts = ({ of: o }) => html`<dl class="facts">
  <dt>${t('orders.customer')}</dt><dd><bdi>${o.name}</bdi><span class="soft no-print"> ${t('orders.bought', { n: o.customer.orders, spent: money(o.customer.spent_minor, o.currency) })}</span>
    <span class="links no-print"><a href=${href('chats', o.customer_id)}>${t('orders.open_chat')}</a><a href=${href('orders', null, { customer: o.customer_id })}>${t('orders.their_orders')}</a></span></dd>
  ${o.phone && html`<dt>${t('orders.phone')}</dt><dd><a href=${`tel:${o.phone}`} dir="ltr">${o.phone}</a></dd>`}
  ${o.delivery_method === 'pickup' ? html`<dt>${t('orders.pickup')}</dt><dd>${t('orders.comes')}</dd>` : html`<dt>${t('orders.address')}</dt><dd class="address"><bdi>${o.address}</bdi></dd>`}
  <dt>${t('orders.payment')}</dt><dd>${t(`orders.payment.${o.payment_status}`)}</dd></dl>`;

function Notes({ of: o, show }) {
  const [text, setText] = useState(''), [busy, setBusy] = useState(false);
  const { user } = session.value;
  const write = async (words) => show(await api('POST', `/admin/orders/${o.id}/notes`, { text: words }));
  const add = async (event) => {
    event.preventDefault();
    if (busy || !text.trim()) return;
    setBusy(true);
    try { await write(text.trim()); setText(''); } catch (problem) { toast(problem); }
    setBusy(false);
  };
  const remove = async (note) => {
    show({ ...o, notes: o.notes.filter((one) => one.id !== note.id) });
    try {
      show(await api('DELETE', `/admin/orders/${o.id}/notes/${note.id}`));
      toast(t('orders.note_removed'), { undo: () => write(note.text).catch(toast) });
    } catch (problem) { show(o); toast(problem); }
  };
  return html`<section class="notes no-print"><h3>${t('orders.notes')}</h3><p class="soft">${t('orders.notes_hint')}</p>
    ${mayWrite() && html`<form onSubmit=${add}><textarea rows="2" maxlength="1000" aria-label=${t('orders.note')} value=${text} onInput=${(event) => setText(event.target.value)}
        onKeyDown=${(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add(event); }}></textarea>
      <button class="quiet" disabled=${busy || !text.trim()}>${t('orders.note_add')}</button></form>`}
    ${o.notes.length > 0 && html`<ul>${o.notes.map((note) => html`<li key=${note.id}><p><bdi>${note.text}</bdi></p>
      <span class="soft"><bdi>${note.actor}</bdi> · <${Ago} at=${note.created_at} /></span>
      ${mayWrite() && (note.actor === user.username || user.role === 'owner') && html`<button type="button" class="plain" aria-label=${t('orders.note_remove')} title=${t('orders.note_remove')} onClick=${() => remove(note)}><${Icon} name="trash" /></button>`}</li>`)}</ul>`}</section>`;
}

const Timeline = ({ of: o }) => html`<section class="no-print"><h3>${t('orders.timeline')}</h3><ol class="timeline">${o.timeline.map((event, i) => html`
  <li key=${i}><bdi>${eventWords(event)}</bdi><time class="soft" datetime=${event.created_at}>${fullTime(event.created_at)}</time></li>`)}</ol></section>`;

function Order({ id, query, list }) {
  const order = useResource(`/admin/orders/${encodeURIComponent(id)}`, ['order']);
  const o = order.data;
  const [asked, ask] = useState(null); // null, 'edit', 'ship' or 'cancel'
  const close = () => go(href('orders', null, query));
  const reload = () => { order.reload(); list.reload(); };
  // In the drawer and in its row of the list alike.
  const show = (now) => { order.put(now); list.change((was) => was.map((row) => (row.id === now.id ? { ...row, status: now.status, payment_status: now.payment_status, version: now.version } : row))); };
  return html`<${Drawer} label=${t('orders.order')} of=${id} onClose=${close}>
    <p class="print-only"><b>${day.value?.shop}</b></p><div class="drawer-head"><div><h2 dir="ltr">${o?.number ?? '…'}</h2>${o && html`<p class="soft">${fullTime(o.created_at)}</p>`}</div>
      ${o && html`<${Badge} of=${o.status} /><button type="button" class="plain no-print" aria-label=${t('orders.print')} title=${t('orders.print')} onClick=${() => print()}><${Icon} name="print" /></button>`}
      <button type="button" class="plain no-print" aria-label=${t('shell.close')} title=${t('shell.close')} onClick=${close}><${Icon} name="close" /></button></div>
    ${order.problem && html`<${Failure} problem=${order.problem.status === 404 ? { message: t('orders.gone') } : order.problem} />`}
    ${order.loading && html`<${Skeleton} rows=${5} />`}
    ${o && html`${mayWrite() && (o.moves.length > 0 || o.undo) && html`<div class="actions no-print">
        ${o.moves.map((to) => html`<button key=${to} type="button" class=${to === 'cancelled' ? 'quiet danger-text' : ''} onClick=${() => (to === 'cancelled' ? ask('cancel') : moveOrder(o, to, show, reload))}>${t(`orders.move.${to}`)}</button>`)}
        ${o.moves.includes('shipped') && html`<button type="button" class="quiet" onClick=${() => ask('ship')}>${t('orders.ship')} …</button>`}
        ${mayEdit(o) && html`<button type="button" class="quiet" onClick=${() => ask('edit')}>${t(o.status === 'pending' ? 'orders.edit' : 'orders.part')} …</button>`}
        ${o.undo && html`<button type="button" class="quiet" onClick=${() => undoMove(o, show, reload)}>${t('orders.undo')}</button>`}</div>`}
      <${Review} of=${o} /><${Payment} of=${o} show=${show} reload=${reload} /><${Lines} of=${o} /><${Facts} of=${o} /><${Notes} of=${o} show=${show} /><${Timeline} of=${o} />
      ${asked === 'edit' && html`<${EditOrder} of=${o} show=${show} reload=${reload} onClose=${() => ask(null)} />`}
      ${asked === 'cancel' && html`<${CancelOrder} of=${o} onClose=${() => ask(null)} cancel=${(reason) => moveOrder(o, 'cancelled', show, reload, { reason })} />`}
      ${asked === 'ship' && html`<${ShipOrder} of=${o} onClose=${() => ask(null)} ship=${(parcel) => moveOrder(o, 'shipped', show, reload, parcel)} />`}`}<//>`;
}

const Review = ({ of: o }) => toLookAt(o).length > 0 && html`<section class="review no-print"><h3>${t('orders.review_title')}</h3>
  <ul>${toLookAt(o).map((one) => html`<li key=${one}>${has(`orders.reason.${one}`) ? t(`orders.reason.${one}`) : one}</li>`)}</ul>
  ${session.value.user?.role === 'owner' && html`<p><a href=${href('settings', 'automation')}>${t('orders.review_rules')}</a></p>`}</section>`;

/* -- the screen -- */

export default function Orders({ id, query }) {
  const filter = filterOf(query), phone = usePhone(), chosen = useChosen();
  const list = useList(`/admin/orders?${search(filter)}`, 'orders', ['order']);
  const { cursor, setCursor } = useListKeys(list.rows, { open: (o) => go(href('orders', o.id, query)), choose: (o) => chosen.toggle(o.id) });
  useEffect(() => chosen.clear(), [search(filter)]);
  useEffect(() => { if (id) setCursor(Number(id)); }, [id]);
  const counts = list.answer?.counts;
  const matching = counts ? STATUSES.reduce((sum, s) => sum + (!filter.status || filter.status === s ? counts[s] : 0), 0) : 0;
  return html`<div class=${id ? 'orders beside' : 'orders'}><div class="behind" inert=${Boolean(phone && id)}>
      <div class="head"><h1>${t('orders.title')}</h1><${Search} value=${filter.q ?? ''} label=${t('orders.find')} onSearch=${(q) => narrow({ q, id: null }, { replace: true })} />
        <button type="button" class="quiet" disabled=${!matching} onClick=${() => downloadCsv(filter, matching).catch(toast)}><${Icon} name="download" />${t('orders.csv')}</button></div>
      <${Tabs} filter=${filter} counts=${counts} capped=${list.answer?.counts_capped} query=${query} /><${Filters} filter=${filter} query=${query} />
      ${list.problem && html`<${Failure} problem=${list.problem} retry=${list.reload} />`}
      <div class="panel flush"><${List} list=${list} filter=${filter} query=${query} cursor=${cursor} chosen=${chosen} id=${id} /><${More} list=${list} /></div>
      <${Bulk} list=${list} filter=${filter} chosen=${chosen} matching=${matching} reload=${list.reload} /></div>
    ${id && html`<${Order} key=${id} id=${id} query=${query} list=${list} />`}</div>`;
}
