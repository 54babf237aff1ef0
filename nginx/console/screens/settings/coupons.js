// coupons.js -- discount codes: what each is worth, its limits, how often it was used.
import { api, seen, session } from '../../lib/api.js';
import { useResource } from '../../lib/data.js';
import { confirm } from '../../lib/dialog.js';
import { fullTime, money, plainMoney, readMoney } from '../../lib/format.js';
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Empty, Failure, Skeleton } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';
import { FormDialog, percent } from './delivery.js';

const KINDS = ['percent', 'amount', 'delivery'];
const isOwner = () => session.value.user?.role === 'owner';
// A moment as an input of type datetime-local shows it, and back.
const local = (iso) => (iso ? new Date(Date.parse(iso) - new Date(iso).getTimezoneOffset() * 60e3).toISOString().slice(0, 16) : '');
const moment = (typed) => (typed ? new Date(typed).toISOString() : null);

const worth = (c) => (c.kind === 'percent' ? percent(c.percent_bp) : c.kind === 'amount' ? money(c.amount_minor, c.currency) : t('settings.kind.delivery'));

function limits(c) {
  return [c.minimum_minor && t('settings.from_amount', { amount: money(c.minimum_minor, c.currency) }), c.starts_at && t('settings.from_when', { when: fullTime(c.starts_at) }),
    c.ends_at && t('settings.until_when', { when: fullTime(c.ends_at) }), c.uses_each && t('settings.each_most', { n: c.uses_each })].filter(Boolean).join(' · ');
}
const state = (c) => (!c.active ? ['', 'off'] : c.ends_at && Date.parse(c.ends_at) <= Date.now() ? ['', 'over'] : c.uses_most && c.uses >= c.uses_most ? ['', 'used_up']
  : c.starts_at && Date.parse(c.starts_at) > Date.now() ? ['pending', 'early'] : ['delivered', 'on']);

function CouponForm({ of: c, currency, done, onClose }) {
  const [kind, setKind] = useState(c?.kind ?? 'percent');
  const submit = async (form) => {
    const typed = (form.get('value') ?? '').trim().replace(',', '.');
    const minimum = form.get('minimum').trim() ? readMoney(form.get('minimum'), currency) : '0';
    if (kind === 'percent' && (!/^\d{1,3}(\.\d{1,2})?$/.test(typed) || Number(typed) <= 0 || Number(typed) > 100)) return { field: 'percent_bp' };
    if (kind === 'amount' && readMoney(typed, currency) === null) return { field: 'amount' };
    if (minimum === null) return { field: 'minimum' };
    const wish = { code: form.get('code').trim(), kind, minimum, starts_at: moment(form.get('starts_at')), ends_at: moment(form.get('ends_at')),
      uses_most: Number(form.get('uses_most') || 0), uses_each: Number(form.get('uses_each') || 0),
      ...(kind === 'percent' && { percent_bp: Math.round(Number(typed) * 100) }), ...(kind === 'amount' && { amount: readMoney(typed, currency) }) };
    try {
      if (c) await api('PUT', `/admin/coupons/${c.id}`, wish, seen(c)); else await api('POST', '/admin/coupons', wish);
    } catch (problem) { return problem.status === 409 ? { message: t('settings.code_taken') } : problem; }
    toast(t('settings.saved'));
    done();
    return null;
  };
  const value = c?.kind === kind && (kind === 'percent' ? String(c.percent_bp / 100) : kind === 'amount' ? plainMoney(c.amount_minor, currency) : '');
  return html`<${FormDialog} title=${t(c ? 'settings.coupon_change' : 'settings.coupon_add')} onClose=${onClose} onSubmit=${submit} wide>
    <div class="pair"><label>${t('settings.code')}<input name="code" required minlength="3" maxlength="40" pattern="[A-Za-z0-9][A-Za-z0-9_\\-]*" autocapitalize="characters" dir="ltr" defaultValue=${c?.code} /></label>
      <label>${t('settings.kind')}<select name="kind" value=${kind} onChange=${(event) => setKind(event.target.value)}>${KINDS.map((one) => html`<option key=${one} value=${one}>${t(`settings.kind.${one}`)}</option>`)}</select></label></div>
    <div class="pair">${kind !== 'delivery' && html`<label key=${kind}>${t(kind === 'percent' ? 'settings.percent' : 'settings.coupon_amount')}<input name="value" required inputmode="decimal" dir="ltr" defaultValue=${value || ''} /></label>`}
      <label>${t('settings.minimum')}<input name="minimum" inputmode="decimal" dir="ltr" defaultValue=${c?.minimum_minor ? plainMoney(c.minimum_minor, currency) : ''} /></label></div>
    <div class="pair"><label>${t('settings.starts_at')}<input name="starts_at" type="datetime-local" defaultValue=${local(c?.starts_at)} /></label><label>${t('settings.ends_at')}<input name="ends_at" type="datetime-local" defaultValue=${local(c?.ends_at)} /></label></div>
    <div class="pair"><label>${t('settings.uses_most')}<input name="uses_most" type="number" min="0" defaultValue=${c?.uses_most || ''} /></label><label>${t('settings.uses_each')}<input name="uses_each" type="number" min="0" defaultValue=${c?.uses_each || ''} /></label></div><//>`;
}

export function Coupons() {
  const is = useResource('/admin/coupons');
  const [asked, ask] = useState(null); // null, 'new', or a coupon
  const put = async (c, active) => {
    is.put({ ...is.data, coupons: is.data.coupons.map((one) => (one.id === c.id ? { ...one, active } : one)) });
    try {
      const now = await api('PUT', `/admin/coupons/${c.id}`, { active }, seen(c));
      toast(t(active ? 'settings.coupon_on' : 'settings.coupon_off', { code: c.code }), { undo: () => put(now, !active) });
    } catch (problem) { toast(problem); }
    is.reload();
  };
  const remove = async (c) => {
    if (!await confirm({ title: t('settings.remove_it', { name: c.code }), text: t('settings.coupon_gone'), yes: t('settings.remove'), danger: true })) return;
    try { await api('DELETE', `/admin/coupons/${c.id}`); toast(t('settings.saved')); } catch (problem) { toast(problem); }
    is.reload();
  };
  if (is.problem && !is.data) return html`<${Failure} problem=${is.problem} retry=${is.reload} />`;
  if (!is.data) return html`<${Skeleton} rows=${4} />`;
  const { coupons, currency } = is.data;
  return html`<section class="panel"><div class="set-head"><h2>${t('settings.coupons')}</h2>${isOwner() && html`<button type="button" onClick=${() => ask('new')}><${Icon} name="plus" />${t('settings.coupon_add')}</button>`}</div>
    <p class="soft">${t('settings.coupons_hint')}</p>
    ${coupons.length > 0 ? html`<ul class="set-list">${coupons.map((c) => html`<li key=${c.id}><div class="grow"><b dir="ltr">${c.code}</b> · ${worth(c)}<span class="soft">${limits(c)}</span></div>
        <span class="soft">${c.uses_most ? t('settings.used_of', { n: c.uses, most: c.uses_most }) : t('settings.used_times', { n: c.uses })}</span><span class=${`status ${state(c)[0]}`}>${t(`settings.coupon.${state(c)[1]}`)}</span>
        ${isOwner() && html`<div class="actions"><button type="button" class="quiet" onClick=${() => put(c, !c.active)}>${t(c.active ? 'settings.switch_off' : 'settings.switch_on')}<span class="hidden"> ${c.code}</span></button>
          <button type="button" class="quiet" onClick=${() => ask(c)} aria-label=${t('settings.change_it', { name: c.code })}><${Icon} name="edit" /></button>
          ${c.uses === 0 && html`<button type="button" class="quiet danger-text" onClick=${() => remove(c)} aria-label=${t('settings.remove_it', { name: c.code })}><${Icon} name="trash" /></button>`}</div>`}</li>`)}</ul>`
      : html`<${Empty} title=${t('settings.no_coupons')} text=${t('settings.no_coupons_hint')} />`}
    ${asked && html`<${CouponForm} of=${asked === 'new' ? null : asked} currency=${currency} done=${is.reload} onClose=${() => ask(null)} />`}</section>`;
}
