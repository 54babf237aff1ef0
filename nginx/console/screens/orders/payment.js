// payment.js -- an order's money in the drawer: what is due, proofs to look at, money back.
import { api, mayWrite, seen } from '../../lib/api.js';
import { Dialog } from '../../lib/dialog.js';
import { money, plainMoney, readMoney, fullTime } from '../../lib/format.js';
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Field, Media } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';

const OPEN = ['waiting', 'proof', 'pending'];
const BY_HAND = ['cash', 'bank'];
const left = (p) => (p.status === 'paid' ? p.amount_minor - p.refunded_minor : 0);
const tone = { paid: 'delivered', part_paid: 'confirmed', proof_sent: 'pending', part_refunded: 'confirmed', refunded: 'cancelled' };

export const PaymentBadge = ({ of }) => html`<span class=${`status ${tone[of] ?? ''}`}>${t(`orders.payment.${of}`)}</span>`;

// Asks the shop and shows what it says; false when it says no.
async function deed(order, path, body, show, reload, done) {
  try {
    show(await api('POST', `/admin/orders/${order.id}/${path}`, body, seen(order)));
    toast(done);
    return true;
  } catch (problem) {
    toast(problem);
    return false;
  } finally { reload(); }
}

function Reject({ of: o, payment, show, reload, onClose }) {
  const [busy, setBusy] = useState(false);
  const send = async (event) => {
    event.preventDefault();
    setBusy(true);
    const reason = new FormData(event.target).get('reason').trim();
    if (await deed(o, `payments/${payment.id}/reject`, { reason }, show, reload, t('orders.rejected'))) onClose();
    setBusy(false);
  };
  return html`<${Dialog} title=${t('orders.reject_title')} hint=${t('orders.reject_hint')} onClose=${onClose}><form class="pay-form" onSubmit=${send}>
    <${Field} id="pay-reason" label=${t('orders.reason')}><textarea id="pay-reason" name="reason" rows="2" required maxlength="300"></textarea><//>
    <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.cancel')}</button><button class="danger" disabled=${busy}>${t('orders.reject')}</button></div></form><//>`;
}

function Refund({ of: o, payment, show, reload, onClose }) {
  const most = left(payment), much = o.excess_minor > 0 && o.excess_minor < most ? o.excess_minor : most;
  const [typed, setTyped] = useState(plainMoney(much, o.currency)); // a refresh meanwhile must not change it
  const [busy, setBusy] = useState(false), [wrong, setWrong] = useState('');
  const out = o.status !== 'cancelled' && o.items.some((item) => item.quantity > (item.returned ?? 0));
  const send = async (event) => {
    event.preventDefault();
    const given = new FormData(event.target), amount = readMoney(typed, o.currency);
    if (amount === null || Number(amount) <= 0 || Number(amount) > Number(plainMoney(most, o.currency))) {
      setWrong(t('orders.refund_wrong', { most: money(most, o.currency) }));
      return;
    }
    setBusy(true);
    const body = { amount, reason: given.get('reason').trim(), restock: given.get('restock') !== null };
    if (await deed(o, `payments/${payment.id}/refund`, body, show, reload, t(BY_HAND.includes(payment.way) ? 'orders.refund_noted' : 'orders.refund_queued'))) onClose();
    setBusy(false);
  };
  return html`<${Dialog} title=${t('orders.refund_title')} hint=${t(BY_HAND.includes(payment.way) ? 'orders.refund_by_hand' : 'orders.refund_online')} onClose=${onClose}>
    <form class="pay-form" onSubmit=${send}>
      <${Field} id="refund-amount" label=${t('orders.refund_amount')} hint=${t('orders.refund_most', { most: money(most, o.currency) })}>
        <input id="refund-amount" name="amount" inputmode="decimal" dir="ltr" required value=${typed} aria-describedby="refund-amount-hint" aria-invalid=${wrong ? 'true' : undefined} onInput=${(event) => { setTyped(event.target.value); setWrong(''); }} /><//>
      <${Field} id="refund-reason" label=${t('orders.reason')}><input id="refund-reason" name="reason" maxlength="300" dir="auto" /><//>
      ${out && html`<label class="check"><input type="checkbox" name="restock" />${t('orders.restock')}</label>`}
      ${wrong && html`<p class="failure" role="alert">${wrong}</p>`}
      <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.cancel')}</button><button class="danger" disabled=${busy}>${t('orders.refund')}</button></div></form><//>`;
}

// Sent before the order was changed: it is of another amount than what is due now.
const difference = (o, p) => (!['proof', 'pending'].includes(p.status) || p.amount_minor === o.due_minor ? ''
  : p.amount_minor > o.due_minor ? t('orders.pay_more', { amount: money(p.amount_minor - o.due_minor, o.currency) })
    : t('orders.pay_less', { amount: money(o.due_minor - p.amount_minor, o.currency) }));

function One({ of: o, payment: p, ask, act }) {
  const refunds = o.refunds.filter((r) => r.payment_id === p.id);
  const open = OPEN.includes(p.status), may = mayWrite() && o.status !== 'cancelled';
  return html`<li><div class="pay-head"><b>${t(`orders.way.${p.way}`)}</b><span>${money(p.amount_minor, p.currency)}</span>
      <span class="soft">${t(`orders.pay.${p.status}`)}</span></div>
    ${difference(o, p) && html`<p>${difference(o, p)}</p>`}
    ${p.reason && html`<p class="soft"><bdi>${p.reason}</bdi></p>`}
    ${open && p.link && html`<p><a href=${p.link} target="_blank" rel="noopener noreferrer">${t('orders.pay_link')}</a> <span class="soft">${t('orders.until', { when: fullTime(p.expires_at) })}</span></p>`}
    ${p.proofs.length > 0 && html`<div class="proofs">${p.proofs.map((one) => html`<${Media} key=${one.id} of=${one} alt=${t('orders.proof')} />`)}</div>`}
    ${refunds.map((r) => html`<p key=${r.id} class="soft">${t(`orders.refund.${r.status}`, { amount: money(r.amount_minor, r.currency) })}${(r.error || r.reason) && html`: <bdi>${r.error || r.reason}</bdi>`}</p>`)}
    <div class="actions">${may && BY_HAND.includes(p.way) && (p.status === 'proof' || (p.status === 'waiting' && p.way === 'bank')) && html`<button type="button" onClick=${() => act(p)}>${t('orders.approve')}</button>`}
      ${may && p.status === 'proof' && html`<button type="button" class="quiet danger-text" onClick=${() => ask({ what: Reject, payment: p })}>${t('orders.reject')} …</button>`}
      ${mayWrite() && left(p) > 0 && html`<button type="button" class="quiet" onClick=${() => ask({ what: Refund, payment: p })}>${t('orders.refund')} …</button>`}</div></li>`;
}

export function Payment({ of: o, show, reload }) {
  const [asked, ask] = useState(null), [busy, setBusy] = useState(false);
  const shown = o.payments.filter((p) => p.status !== 'void');
  const once = async (path, done) => {
    if (busy) return;
    setBusy(true);
    const before = o;
    show({ ...o, payment_status: 'paid', payments: o.payments.map((p) => (OPEN.includes(p.status) ? { ...p, status: 'paid' } : p)), due_minor: 0 });
    if (!await deed(before, path, undefined, show, reload, done)) show(before);
    setBusy(false);
  };
  const cash = mayWrite() && o.due_minor > 0 && !shown.some((p) => p.status === 'proof');
  return html`<section class="payment no-print"><h3>${t('orders.payment')} <${PaymentBadge} of=${o.payment_status} /></h3>
    ${o.due_minor > 0 && o.due_minor < o.total_minor && html`<p>${t('orders.due', { amount: money(o.due_minor, o.currency) })}</p>`}
    ${o.excess_minor > 0 && html`<p>${t('orders.excess', { amount: money(o.excess_minor, o.currency) })}</p>`}
    ${shown.length > 0 && html`<ul>${shown.map((p) => html`<${One} key=${p.id} of=${o} payment=${p} ask=${ask} act=${(one) => once(`payments/${one.id}/approve`, t('orders.approved'))} />`)}</ul>`}
    ${cash && html`<div class="actions"><button type="button" class="quiet" disabled=${busy} onClick=${() => once('paid', t('orders.received'))}>${t('orders.got_cash', { amount: money(o.due_minor, o.currency) })}</button></div>`}
    ${asked && html`<${asked.what} of=${o} payment=${asked.payment} show=${show} reload=${reload} onClose=${() => ask(null)} />`}</section>`;
}
