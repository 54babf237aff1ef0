// home.js -- the day at a glance, and what wants a hand.
import { api, session } from '../lib/api.js';
import { useResource } from '../lib/data.js';
import { day } from '../lib/day.js';
import { agoTime, fullTime, money, personName } from '../lib/format.js';
import { html } from '../lib/html.js';
import { has, number, t } from '../lib/i18n.js';
import { Empty } from '../lib/parts.js';
import { href } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { toast } from '../lib/toast.js';

const STATUSES = ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'];

const Card = ({ title, figure, note, to }) => html`<${to ? 'a' : 'div'} class="card" href=${to}>
  <span class="soft">${title}</span><strong>${figure}</strong>${note && html`<span class="soft">${note}</span>`}<//>`;

const Figures = ({ of: { today, total, orders, currency } }) => html`<div class="cards">
  <${Card} title=${t('home.sold_today')} figure=${money(today.revenue_minor, currency)} note=${t('home.orders', { n: today.orders })} />
  <${Card} title=${t('home.to_confirm')} figure=${number(orders.pending)} to=${href('orders', null, { status: 'pending' })}
    note=${t(orders.pending ? 'home.waits_for_you' : 'home.nothing_waits')} />
  <${Card} title=${t('home.to_ship')} figure=${number(orders.confirmed)} note=${t('home.confirmed_orders')} to=${href('orders', null, { status: 'confirmed' })} />
  <${Card} title=${t('home.sold_all')} figure=${money(total.revenue_minor, currency)} note=${t('home.orders', { n: total.orders })} /></div>`;

const Panel = ({ title, none, rows, children }) => html`<section class="panel"><h2>${title}</h2>
  ${rows && (rows.length ? html`<ul class="rows">${rows}</ul>` : html`<p class="soft">${none}</p>`)}${children}</section>`;

const Waiting = ({ of }) => html`<${Panel} title=${t('home.waiting')} none=${t('home.nobody_waits')} rows=${of.waiting.map((c) => html`
  <li key=${c.id}><a href=${href('chats', c.id)}><bdi>${personName(c)}</bdi>
    <span class="soft" title=${fullTime(c.last_in_at)}>${t('home.wrote', { ago: agoTime(c.last_in_at) })}</span></a></li>`)} />`;

const Unanswered = ({ of }) => html`<${Panel} title=${t('home.unanswered')} none=${t('home.all_answered')} rows=${of.unanswered.map((u) => html`
  <li key=${u.id}><a href=${href('chats', u.customer_id)}><bdi class="quote" title=${u.text}>${u.text || '…'}</bdi>
    <span class="soft" title=${fullTime(u.created_at)}>${agoTime(u.created_at)}</span></a></li>`)} />`;

const Outbox = ({ of: { outbox: { queued, dead } } }) => html`<${Panel} title=${t('home.outbox')}>
  <p>${queued ? t('home.queued', { n: queued }) : t('home.all_sent')}</p>${dead > 0 && html`<p class="failure">${t('home.dead', { n: dead })}</p>`}<//>`;

const States = ({ of }) => html`<${Panel} title=${t('home.all_orders')} rows=${STATUSES.map((s) => html`<li key=${s}>
  <a href=${href('orders', null, { status: s })}><span class=${`status ${s}`}>${t(`orders.status.${s}`)}</span><b>${number(of.orders[s])}</b></a></li>`)} />`;

// Where a task leads: to its order, its customer's chat, the shelves that run low, or how the shop is.
const PLACE = { owner_review: 'orders', owner_proof: 'orders', owner_excess: 'orders', owner_feedback: 'orders', owner_send_failed: 'chats' };
const reasons = (flags) => (flags ?? '').split(',').filter(Boolean).map((one) => (has(`orders.reason.${one}`) ? t(`orders.reason.${one}`) : one)).join(' ');
const says = ({ kind, facts }) => t(`home.task.${kind}`, { ...facts, n: Number(facts.count ?? 1), items: facts.items?.replaceAll('\n', ' · '), reasons: reasons(facts.reasons) });

function Tasks() {
  const is = useResource('/admin/tasks?limit=20', ['task']);
  const set = (task, how) => api('POST', `/admin/tasks/${task.id}/${how}`).catch(toast).then(is.reload);
  const done = (task) => {
    is.put({ ...is.data, open: is.data.open - 1, tasks: is.data.tasks.filter((one) => one !== task) });
    set(task, 'done');
    toast(t('home.task_was', { what: says(task) }), { undo: () => set(task, 'reopen') });
  };
  const row = (task) => html`<li key=${task.id} class="task"><a href=${task.kind === 'owner_stock_low' ? href('products', null, { state: 'low' }) : task.kind === 'owner_program' ? href('settings', 'health') : href(PLACE[task.kind] ?? 'home', task.ref)}><bdi class="quote" title=${says(task)}>${says(task)}</bdi>
      <span class="soft" title=${fullTime(task.created_at)}>${agoTime(task.created_at)}</span></a>
    ${session.value.user?.role !== 'viewer' && html`<button type="button" class="quiet" onClick=${() => done(task)}>${t('home.task_done')}<span class="hidden"> ${says(task)}</span></button>`}</li>`;
  return html`<${Panel} title=${t('home.tasks')} none=${t('home.no_tasks')} rows=${(is.data?.tasks ?? []).filter((task) => has(`home.task.${task.kind}`)).map(row)} />`;
}

export default function Home() {
  const today = useStore(day);
  const fresh = today.total.orders === 0 && today.orders.cancelled === 0;
  return html`<h1>${t('home.title')}</h1><div class="stack"><${Figures} of=${today} />
    ${fresh && html`<${Empty} title=${t('home.no_orders')} text=${t('home.no_orders_hint')} />`}
    <div class="columns"><div class="stack"><${Tasks} /><${Waiting} of=${today} /><${Unanswered} of=${today} /></div>
      <div class="stack"><${States} of=${today} /><${Outbox} of=${today} /></div></div></div>`;
}
