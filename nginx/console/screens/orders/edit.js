// edit.js -- what is in an order, changed: other quantities while it waits, pieces cancelled later; and why.
import { api, seen } from '../../lib/api.js';
import { Dialog } from '../../lib/dialog.js';
import { html, useState } from '../../lib/html.js';
import { has, t } from '../../lib/i18n.js';
import { Field } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';

const open = (o) => o.items.filter((item) => item.quantity > 0);
export const mayEdit = (o) => ['pending', 'confirmed'].includes(o.status) && (o.status === 'pending' || open(o).reduce((n, item) => n + item.quantity, 0) > 1);

// Pending: each line's new quantity. Confirmed: how many pieces are cancelled.
export function EditOrder({ of: o, show, reload, onClose }) {
  const pending = o.status === 'pending', lines = open(o);
  const [n, setN] = useState(Object.fromEntries(lines.map((item) => [item.id, pending ? item.quantity : 0])));
  const [busy, setBusy] = useState(false), [problem, setProblem] = useState(null);
  const items = lines.filter((item) => n[item.id] !== (pending ? item.quantity : 0)).map((item) => ({ id: item.id, quantity: n[item.id] }));
  const left = lines.reduce((sum, item) => sum + (pending ? n[item.id] : item.quantity - n[item.id]), 0);
  const send = async (event) => {
    event.preventDefault();
    setBusy(true);
    const body = { items, reason: new FormData(event.target).get('reason').trim() };
    try {
      show(await (pending ? api('PUT', `/admin/orders/${o.id}/items`, body, seen(o)) : api('POST', `/admin/orders/${o.id}/cancel-items`, body, seen(o))));
      toast(t('orders.edited', { number: o.number }));
      onClose();
    } catch (failed) { setProblem(failed); }
    setBusy(false);
    reload();
  };
  return html`<${Dialog} title=${t(pending ? 'orders.edit_title' : 'orders.part_title')} hint=${t(pending ? 'orders.edit_hint' : 'orders.part_hint')} onClose=${onClose}><form class="set-form" onSubmit=${send}>
    ${lines.map((item) => html`<label key=${item.id} class="edit-line"><span><bdi>${item.name}</bdi> ${item.options && html`<bdi class="soft">${item.options}</bdi>`}${!pending && html` <span class="soft">${t('orders.of_n', { n: item.quantity })}</span>`}</span>
      <input type="number" required min="0" max=${pending ? 9999 : item.quantity} value=${n[item.id]} onInput=${(event) => setN({ ...n, [item.id]: Number(event.target.value) })} /></label>`)}
    <${Field} id="edit-reason" label=${t('orders.why')}><input id="edit-reason" name="reason" maxlength="300" dir="auto" /><//>
    ${left === 0 && html`<p class="soft" role="status">${t('orders.nothing_left')}</p>`}
    ${problem && html`<p class="failure" role="alert">${problem.code === 'out_of_stock' ? t('orders.not_enough') : has(`orders.wrong.${problem.field}`) ? t(`orders.wrong.${problem.field}`) : problem.message}</p>`}
    <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.keep')}</button><button class=${pending ? '' : 'danger'} disabled=${busy || !items.length || left === 0}>${t(pending ? 'shell.save' : 'orders.part_yes')}</button></div></form><//>`;
}

// Cancelling cannot be taken back: it is asked about, with a reason for the timeline.
export function CancelOrder({ of: o, cancel, onClose }) {
  const send = (event) => { event.preventDefault(); onClose(); cancel(new FormData(event.target).get('reason').trim()); };
  return html`<${Dialog} title=${t('orders.cancel_title', { number: o.number })} onClose=${onClose}><form class="set-form" onSubmit=${send}><p>${t('orders.cancel_text')}</p>
    <${Field} id="cancel-reason" label=${t('orders.why')}><input id="cancel-reason" name="reason" maxlength="300" dir="auto" /><//>
    <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.keep')}</button><button class="danger">${t('orders.cancel_yes')}</button></div></form><//>`;
}

// What the customer can follow the parcel with goes out with the notice.
export function ShipOrder({ of: o, ship, onClose }) {
  const send = (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    onClose();
    ship({ carrier: given.get('carrier').trim(), tracking: given.get('tracking').trim() });
  };
  return html`<${Dialog} title=${t('orders.ship_title', { number: o.number })} onClose=${onClose}><form class="set-form" onSubmit=${send}><p>${t('orders.ship_text')}</p>
    <${Field} id="ship-carrier" label=${t('orders.carrier')}><input id="ship-carrier" name="carrier" maxlength="60" dir="auto" required /><//>
    <${Field} id="ship-tracking" label=${t('orders.tracking')}><input id="ship-tracking" name="tracking" maxlength="60" dir="ltr" required /><//>
    <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.keep')}</button><button>${t('orders.move.shipped')}</button></div></form><//>`;
}
