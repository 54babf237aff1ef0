// chat.js -- one chat: who it is, who answers, what was said, and what to say.
import { api, mayWrite } from '../../lib/api.js';
import { useResource } from '../../lib/data.js';
import { Drawer } from '../../lib/dialog.js';
import { fullTime, money, personName } from '../../lib/format.js';
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Ago, Failure, Skeleton } from '../../lib/parts.js';
import { href } from '../../lib/router.js';
import { toast, unsay } from '../../lib/toast.js';
import { Composer } from './composer.js';
import { useThread } from './data.js';
import { Thread } from './thread.js';
import { momentOf } from './words.js';

// The moves, what is said of each, and the way back.
const BACK = { 'give-back': 'take', close: 'reopen', block: 'unblock', unblock: 'block' };

function useMoves(id, put, changed) {
  const [busy, setBusy] = useState(false), last = useRef();
  const move = async (what, isUndo = false) => {
    setBusy(true);
    unsay(last.current); // its undo would undo something else now
    try {
      put(await api('POST', `/admin/chats/${id}/${what}`));
      last.current = toast(t(`chats.done.${what}`), isUndo || !BACK[what] ? {} : { undo: () => move(BACK[what], true) });
    } catch (problem) { toast(problem); }
    setBusy(false);
    changed();
  };
  return { busy, move };
}

function Who({ of: c, me, busy, move }) {
  const button = (what, words, more = '') => html`<button type="button" class=${more} disabled=${busy} onClick=${() => move(what)}>${words}</button>`;
  if (c.blocked) return html`<div class="banner"><p><strong>${t('chats.is_blocked')}</strong> ${t('chats.is_blocked_hint')}</p>${mayWrite() && button('unblock', t('chats.unblock'))}</div>`;
  if (c.owner !== 'human') return null;
  const until = t('chats.bot_returns', { at: momentOf(c.human_until) });
  if (c.assigned_to === me) return html`<div class="banner mine"><p><strong>${t('chats.you_have_it')}</strong> ${until}</p>${mayWrite() && button('give-back', t('chats.give_back'))}</div>`;
  return html`<div class="banner"><p><strong>${c.assigned_to ? t('chats.other_has_it', { who: c.assigned_to }) : t('chats.wants_person')}</strong> ${until}</p>
    ${mayWrite() && html`<div class="actions">${button('give-back', t('chats.give_back'), 'quiet')}${button('take', t('chats.take'))}</div>`}</div>`;
}

// For whoever takes it over; open while nobody has.
function About({ of: c }) {
  const { asked, cart, mood } = c.summary, [order] = c.orders;
  if (c.owner !== 'human' || c.blocked) return null;
  return html`<details class="about" open=${!c.assigned_to}><summary>${t('chats.about')}${mood === 'negative' && html` <span class="status bad">${t('chats.about.upset')}</span>`}</summary>
    <dl class="facts">${asked.length > 0 && html`<dt>${t('chats.about.asked')}</dt><dd><ul>${asked.map((one, i) => html`<li key=${i}><q><bdi>${one}</bdi></q></li>`)}</ul></dd>`}
      ${cart && html`<dt>${t('chats.about.cart')}</dt><dd><bdi>${cart}</bdi></dd>`}
      ${order && html`<dt>${t('chats.about.last_order')}</dt><dd><a href=${href('orders', order.id)}><bdi dir="ltr">${order.order_number}</bdi></a> <span class=${`status ${order.status}`}>${t(`orders.status.${order.status}`)}</span></dd>`}</dl></details>`;
}

const Orders = ({ of: c }) => html`<section><h3>${t('chats.orders')}</h3>${c.orders.length ? html`<ul class="rows">${c.orders.map((o) => html`
    <li key=${o.id}><a href=${href('orders', o.id)}><span class="grow"><b dir="ltr">${o.order_number}</b><span class="soft"><bdi>${o.summary}</bdi></span></span>
      <span class="order-end"><b>${money(o.total_minor, o.currency)}</b><span class=${`status ${o.status}`}>${t(`orders.status.${o.status}`)}</span></span></a></li>`)}</ul>`
  : html`<p class="soft">${t('chats.no_orders')}</p>`}</section>`;

const Customer = ({ of: c, busy, move, onClose }) => html`<${Drawer} label=${t('chats.customer')} of=${c.id} onClose=${onClose}>
  <div class="drawer-head"><div><h2><bdi>${personName(c)}</bdi></h2>${c.profile_name && c.profile_name !== c.name && html`<p class="soft">${t('chats.shown_as')} <bdi>${c.profile_name}</bdi></p>`}</div>
    <button type="button" class="plain" aria-label=${t('shell.close')} onClick=${onClose}><${Icon} name="close" /></button></div>
  <dl class="facts"><dt>${t('chats.phone')}</dt><dd>${c.phone ? html`<a href=${`tel:${c.phone}`}><bdi dir="ltr">${c.phone}</bdi></a>` : t('chats.no_phone')}</dd>
    <dt>${t('chats.since')}</dt><dd>${fullTime(c.created_at)}</dd>${c.last_at && html`<dt>${t('chats.last')}</dt><dd><${Ago} at=${c.last_at} /></dd>`}
    ${c.opted_out && html`<dt>${t('chats.messages')}</dt><dd>${t('chats.cannot.opted_out')}</dd>`}</dl>
  ${mayWrite() && !c.closed_at && html`<div class="actions side-close"><button type="button" class="quiet" disabled=${busy} onClick=${() => move('close')}><${Icon} name="check" />${t('chats.put_away')}</button></div>`}
  <${Orders} of=${c} />
  ${mayWrite() && html`<section><h3>${t('chats.stop_it')}</h3><p class="soft">${t(c.blocked ? 'chats.is_blocked_hint' : 'chats.block_hint')}</p>
    <div class="actions">${c.blocked ? html`<button type="button" class="quiet" disabled=${busy} onClick=${() => move('unblock')}>${t('chats.unblock')}</button>`
      : html`<button type="button" class="quiet danger-text" disabled=${busy} onClick=${() => move('block')}>${t('chats.block')}</button>`}</div></section>`}<//>`;

function Head({ of: c, back, busy, move, onCustomer }) {
  return html`<div class="detail-head"><a class="plain back" href=${back} aria-label=${t('shell.back')}><${Icon} name="back" /></a>
    <div><h2><bdi>${c ? personName(c) : '…'}</bdi></h2><p class="soft cut">${!c ? '' : html`${c.phone ? html`<bdi dir="ltr">${c.phone}</bdi>` : t('chats.no_phone')}${c.closed_at ? ` · ${t('chats.closed')}` : c.owner === 'bot' && !c.blocked ? ` · ${t('chats.bot_answers')}` : ''}`}</p></div>
    ${c && html`<div class="head-acts">${mayWrite() && c.owner === 'bot' && !c.blocked && !c.closed_at && html`<button type="button" class="quiet" disabled=${busy} onClick=${() => move('take')}>${t('chats.take')}</button>`}
      ${!mayWrite() ? null : c.closed_at ? html`<button type="button" class="quiet" disabled=${busy} onClick=${() => move('reopen')}>${t('chats.reopen')}</button>`
        : html`<button type="button" class="quiet head-close" disabled=${busy} onClick=${() => move('close')} title=${t('chats.close_hint')}>${t('chats.close')}</button>`}
      <button type="button" class="plain" aria-haspopup="dialog" title=${t('chats.customer')} aria-label=${t('chats.customer')} onClick=${onCustomer}><${Icon} name="person" /></button></div>`}</div>`;
}

// Says what was seen, while somebody looks.
function useSeen(thread, onSeen) {
  const told = useRef(0);
  const newest = thread.items.reduce((most, { kind, row }) => (kind === 'message' && row.direction === 'in' ? Math.max(most, row.id) : most), 0);
  const look = () => {
    if (document.hidden || newest <= told.current || !mayWrite()) return;
    told.current = newest;
    onSeen(newest);
  };
  useEffect(() => {
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [newest]);
}

export function Chat({ id, me, at, back, onSeen, onChange }) {
  const chat = useResource(`/admin/chats/${id}`, ['message', 'order']), thread = useThread(id);
  const [side, setSide] = useState(false);
  const changed = async () => { await Promise.all([chat.reload(), thread.reload(), onChange()]); };
  const { busy, move } = useMoves(id, chat.put, changed);
  useSeen(thread, onSeen);
  const c = chat.data;
  if (chat.problem && !c) return html`<div class="thread-head"><${Head} back=${back} /></div><${Failure} problem=${chat.problem} retry=${chat.reload} />`;
  return html`<div class="thread-head"><${Head} of=${c} back=${back} busy=${busy} move=${move} onCustomer=${() => setSide(!side)} />
      ${c && html`<${Who} of=${c} me=${me} busy=${busy} move=${move} /><${About} key=${c.assigned_to ?? ''} of=${c} />`}</div>
    <${Thread} id=${id} thread=${thread} at=${at} onChange=${changed} />
    <p class="answering soft" role="status">${c?.ai_answering ? t('chats.ai_answering') : ''}</p>
    ${!mayWrite() ? html`<p class="composer soft">${t('chats.only_look')}</p>` : c ? html`<${Composer} key=${id} id=${id} me=${me} customer=${c} onSent=${changed} onChange=${(now) => { chat.put(now); changed(); }} />` : html`<${Skeleton} rows=${1} />`}
    ${side && c && html`<${Customer} of=${c} busy=${busy} move=${move} onClose=${() => setSide(false)} />`}`;
}
