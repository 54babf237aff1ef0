// pay.js -- the ways customers may pay: cash, transfers, Stripe, and how much up front.
import { api, seen, session } from '../../lib/api.js';
import { html, useState } from '../../lib/html.js';
import { has, t } from '../../lib/i18n.js';
import { Field } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';

const WAYS = ['pay_cash', 'pay_bank', 'pay_stripe'];

export function PayForm({ data, put, reload }) {
  const [typed, setTyped] = useState({}), [busy, setBusy] = useState(false), [problem, setProblem] = useState(null);
  const owner = session.value.user?.role === 'owner', is = { ...data, ...typed };
  const set = (name) => (event) => setTyped({ ...typed, [name]: event.target.type === 'checkbox' ? event.target.checked : event.target.type === 'number' ? Number(event.target.value) : event.target.value });
  const save = async (event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      put(await api('PUT', '/admin/settings', typed, seen(data)));
      setTyped({});
      toast(t('settings.saved'));
    } catch (failed) {
      setProblem(failed);
      if (failed.status === 412) reload();
    }
    setBusy(false);
  };
  const fixed = data.fixed.includes('pay_stripe');
  const words = problem && (has(`settings.wrong.${problem.field}`) ? t(`settings.wrong.${problem.field}`) : problem.status === 412 ? t('settings.pay_stale') : problem.message);
  return html`<form class="panel set-form" onSubmit=${save}><h2>${t('settings.pay')}</h2>
    <fieldset class="ways"><legend>${t('settings.pay_ways')}</legend>
      ${WAYS.map((way) => html`<label key=${way} class="check"><input type="checkbox" checked=${is[way]} disabled=${!owner || (way === 'pay_stripe' && fixed && !is[way])} onChange=${set(way)} />
        <span>${t(`settings.${way}`)}<span class="hint">${t(way === 'pay_stripe' && fixed ? 'settings.pay_stripe_key' : `settings.${way}_hint`)}</span></span></label>`)}</fieldset>
    ${is.pay_bank && html`<${Field} id="set-bank_account" label=${t('settings.bank_account')} hint=${t('settings.bank_account_hint')}>
      <textarea id="set-bank_account" rows="3" maxlength="500" required readonly=${!owner} value=${is.bank_account} onInput=${set('bank_account')} aria-describedby="set-bank_account-hint" dir="auto"></textarea><//>`}
    ${(is.pay_bank || is.pay_stripe) && html`<div class="pair"><${Field} id="set-deposit_percent" label=${t('settings.deposit_percent')} hint=${t('settings.deposit_percent_hint')}>
        <input id="set-deposit_percent" type="number" min="1" max="100" required readonly=${!owner} value=${is.deposit_percent} onInput=${set('deposit_percent')} aria-describedby="set-deposit_percent-hint" /><//>
      ${is.pay_stripe && html`<${Field} id="set-pay_link_minutes" label=${t('settings.pay_link_minutes')} hint=${t('settings.pay_link_minutes_hint')}>
        <input id="set-pay_link_minutes" type="number" min="30" max="1440" required readonly=${!owner} value=${is.pay_link_minutes} onInput=${set('pay_link_minutes')} aria-describedby="set-pay_link_minutes-hint" /><//>`}</div>`}
    ${words && html`<p class="failure" role="alert">${words}</p>`}
    ${owner && html`<div class="actions"><button disabled=${busy || !Object.keys(typed).length}>${t('shell.save')}</button>
      ${Object.keys(typed).length > 0 && html`<button type="button" class="quiet" onClick=${() => { setTyped({}); setProblem(null); }}>${t('settings.undo_changes')}</button>`}</div>`}</form>`;
}
