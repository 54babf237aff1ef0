// delivery.js -- where the shop delivers for what, when it is open, taxes, and how long a checkout keeps its pieces.
import { api, seen, session } from '../../lib/api.js';
import { useResource } from '../../lib/data.js';
import { confirm, Dialog } from '../../lib/dialog.js';
import { money, plainMoney, readMoney } from '../../lib/format.js';
import { html, useState } from '../../lib/html.js';
import { has, locale, number, t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Empty, Failure, Field, Skeleton } from '../../lib/parts.js';
import { href } from '../../lib/router.js';
import { toast } from '../../lib/toast.js';

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const isOwner = () => session.value.user?.role === 'owner';
// 1 January 2024 was a Monday.
const dayName = (weekday) => new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + weekday));
const dateName = (day) => new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
export const percent = (bp) => `${number(bp / 100)} %`;
export const wrong = (problem) => (has(`settings.wrong.${problem.field}`) ? t(`settings.wrong.${problem.field}`) : problem.status === 412 ? t('settings.pay_stale') : problem.message);

// Shown at once, asked for, and taken back where the shop says no. `before` is what an undo brings back.
function useTerms() {
  const is = useResource('/admin/delivery');
  const change = async (wish, { undo, said = t('settings.saved') } = {}) => {
    const was = is.data;
    is.put({ ...was, ...wish });
    try {
      const now = await api('PUT', '/admin/delivery', wish, seen(was));
      is.put(now);
      toast(said, undo ? { undo: () => api('PUT', '/admin/delivery', undo, seen(now)).then(is.put, toast) } : {});
      return null;
    } catch (problem) {
      is.put(was);
      if (problem.status === 412) is.reload();
      return problem;
    }
  };
  return { ...is, change };
}

export function FormDialog({ title, hint, yes = t('shell.save'), onClose, onSubmit, wide = false, children }) {
  const [busy, setBusy] = useState(false), [problem, setProblem] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    const failed = await onSubmit(new FormData(event.target));
    setBusy(false);
    if (failed) setProblem(failed); else onClose();
  };
  return html`<${Dialog} title=${title} hint=${hint} onClose=${onClose} wide=${wide}><form class="set-form" onSubmit=${submit}>${children}
    ${problem && html`<p class="failure" role="alert">${wrong(problem)}</p>`}
    <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.cancel')}</button><button disabled=${busy}>${yes}</button></div></form><//>`;
}

/* -- zones -- */

function ZoneForm({ of: z, data, save, onClose }) {
  const submit = (form) => {
    const fee = readMoney(form.get('fee'), data.currency), from = form.get('free_from').trim() ? readMoney(form.get('free_from'), data.currency) : '0';
    if (fee === null || from === null) return { field: fee === null ? 'fee' : 'free_from' };
    const areas = form.get('areas').split(/[\n,;]/).map((one) => one.trim()).filter(Boolean);
    return save({ name: form.get('name').trim(), areas, fee, free_from: from });
  };
  return html`<${FormDialog} title=${t(z ? 'settings.zone_change' : 'settings.zone_add')} onClose=${onClose} onSubmit=${submit} wide>
    <label>${t('settings.zone_name')}<input name="name" required maxlength="60" dir="auto" defaultValue=${z?.name} /></label>
    <${Field} id="zone-areas" label=${t('settings.areas')} hint=${t('settings.areas_hint')}><textarea id="zone-areas" name="areas" rows="4" required dir="auto" aria-describedby="zone-areas-hint">${z?.areas.join('\n')}</textarea><//>
    <div class="pair"><label>${t('settings.zone_fee')}<input name="fee" required inputmode="decimal" dir="ltr" defaultValue=${z ? plainMoney(z.fee_minor, data.currency) : ''} /></label>
      <label>${t('settings.delivery_free_from')}<input name="free_from" inputmode="decimal" dir="ltr" defaultValue=${z?.free_from_minor ? plainMoney(z.free_from_minor, data.currency) : ''} /></label></div><//>`;
}

// As the API takes them: amounts in minor units alone.
const plainZone = ({ name, areas, fee_minor, free_from_minor }) => ({ name, areas, fee_minor, free_from_minor });

function Zones({ data, change, shop }) {
  const [asked, ask] = useState(null); // null, 'new' or a place in the list
  const zones = data.zones.map(plainZone);
  const save = (zone) => change({ zones: asked === 'new' ? [...zones, zone] : zones.map((one, i) => (i === asked ? zone : one)) });
  const remove = (at) => change({ zones: zones.filter((_, i) => i !== at) }, { undo: { zones }, said: t('settings.zone_removed', { name: zones[at].name }) }).then((failed) => failed && toast(failed));
  const up = (at) => change({ zones: zones.map((one, i) => (i === at ? zones[at - 1] : i === at - 1 ? zones[at] : one)) }).then((failed) => failed && toast(failed));
  const fees = (z) => `${z.fee_minor ? money(z.fee_minor, data.currency) : t('settings.free_of_charge')}${z.fee_minor && z.free_from_minor ? ` · ${t('settings.free_from', { amount: money(z.free_from_minor, data.currency) })}` : ''}`;
  return html`<section class="panel"><div class="set-head"><h2>${t('settings.zones')}</h2>
      ${isOwner() && html`<button type="button" onClick=${() => ask('new')}><${Icon} name="plus" />${t('settings.zone_add')}</button>`}</div>
    <p class="soft">${t('settings.zones_hint')}</p>
    ${shop && html`<dl class="facts"><dt>${t('settings.pickup_address')}</dt><dd><bdi>${shop.pickup_address || t('settings.no_pickup')}</bdi></dd>
      <dt>${t('settings.usual_fee')}</dt><dd>${fees({ fee_minor: shop.delivery_fee_minor, free_from_minor: shop.delivery_free_from_minor })} <a href=${href('settings', 'shop')}>${t('settings.change_there')}</a></dd></dl>`}
    ${data.zones.length > 0 ? html`<ul class="set-list">${data.zones.map((z, i) => html`<li key=${z.name + i}><div class="grow"><b><bdi>${z.name}</bdi></b><span class="soft"><bdi>${z.areas.slice(0, 8).join(', ')}${z.areas.length > 8 ? ' …' : ''}</bdi></span></div>
        <span>${fees(z)}</span>
        ${isOwner() && html`<div class="actions">${i > 0 && html`<button type="button" class="quiet" onClick=${() => up(i)} aria-label=${t('settings.zone_up', { name: z.name })}>↑</button>`}
          <button type="button" class="quiet" onClick=${() => ask(i)} aria-label=${`${t('settings.zone_change')}: ${z.name}`}><${Icon} name="edit" /></button>
          <button type="button" class="quiet danger-text" onClick=${() => remove(i)} aria-label=${t('settings.remove_it', { name: z.name })}><${Icon} name="trash" /></button></div>`}</li>`)}</ul>
      <label class="check"><input type="checkbox" checked=${data.zones_only} disabled=${!isOwner()} onChange=${(event) => change({ zones_only: event.target.checked }).then((failed) => failed && toast(failed))} />${t('settings.zones_only')}</label>`
      : html`<${Empty} title=${t('settings.no_zones')} text=${t('settings.no_zones_hint')} />`}
    ${asked !== null && html`<${ZoneForm} of=${asked === 'new' ? null : data.zones[asked]} data=${data} save=${save} onClose=${() => ask(null)} />`}</section>`;
}

/* -- hours -- */

function DayForm({ weekday, data, save, onClose }) {
  const [rows, setRows] = useState(data.hours.filter((h) => h.weekday === weekday).map(({ opens, closes }) => ({ opens, closes })));
  const type = (at, name) => (event) => setRows(rows.map((row, i) => (i === at ? { ...row, [name]: event.target.value } : row)));
  return html`<${FormDialog} title=${dayName(weekday)} onClose=${onClose} onSubmit=${() => save(rows)}>
    ${rows.length === 0 && html`<p class="soft">${t('settings.closed')}</p>`}
    ${rows.map((row, i) => html`<div key=${i} class="terms-span"><label>${t('settings.opens')}<input type="time" required value=${row.opens} onInput=${type(i, 'opens')} /></label>
      <label>${t('settings.closes')}<input type="time" required value=${row.closes === '24:00' ? '23:59' : row.closes} onInput=${type(i, 'closes')} /></label>
      <button type="button" class="quiet danger-text" aria-label=${t('settings.span_remove')} onClick=${() => setRows(rows.filter((_, k) => k !== i))}><${Icon} name="trash" /></button></div>`)}
    ${rows.length < 4 && html`<div><button type="button" class="quiet" onClick=${() => setRows([...rows, { opens: rows.length ? '15:00' : '09:00', closes: rows.length ? '19:00' : '18:00' }])}><${Icon} name="plus" />${t('settings.span_add')}</button></div>`}<//>`;
}

function Hours({ data, change }) {
  const [asked, ask] = useState(null); // null, a weekday, or 'closed'
  const of = (weekday) => data.hours.filter((h) => h.weekday === weekday);
  const save = (rows) => change({ hours: [...data.hours.filter((h) => h.weekday !== asked), ...rows.map((row) => ({ weekday: asked, ...row }))] });
  const close = (form) => change({ closed_days: [...data.closed_days, { day: form.get('day'), note: form.get('note').trim() }] });
  const open = (gone) => change({ closed_days: data.closed_days.filter(({ day }) => day !== gone) }, { undo: { closed_days: data.closed_days } }).then((failed) => failed && toast(failed));
  return html`<section class="panel"><h2>${t('settings.hours')}</h2><p class="soft">${t('settings.hours_hint', { now: data.now })}</p>
    <ul class="set-list">${DAYS.map((weekday) => html`<li key=${weekday}><b class="grow">${dayName(weekday)}</b>
      <span dir="ltr">${of(weekday).map((h) => `${h.opens}–${h.closes}`).join(', ') || html`<span class="soft">${t(data.hours.length ? 'settings.closed' : 'settings.not_said')}</span>`}</span>
      ${isOwner() && html`<button type="button" class="quiet" onClick=${() => ask(weekday)} aria-label=${t('settings.change_it', { name: dayName(weekday) })}><${Icon} name="edit" /></button>`}</li>`)}</ul>
    <div class="set-head"><h3>${t('settings.closed_days')}</h3>${isOwner() && html`<button type="button" class="quiet" onClick=${() => ask('closed')}><${Icon} name="plus" />${t('settings.closed_add')}</button>`}</div>
    ${data.closed_days.length > 0 ? html`<ul class="set-list">${data.closed_days.map(({ day, note }) => html`<li key=${day}><div class="grow"><b>${dateName(day)}</b>${note && html`<span class="soft"><bdi>${note}</bdi></span>`}</div>
      ${isOwner() && html`<button type="button" class="quiet danger-text" onClick=${() => open(day)} aria-label=${t('settings.remove_it', { name: dateName(day) })}><${Icon} name="trash" /></button>`}</li>`)}</ul>` : html`<p class="soft">${t('settings.no_closed')}</p>`}
    ${DAYS.includes(asked) && html`<${DayForm} weekday=${asked} data=${data} save=${save} onClose=${() => ask(null)} />`}
    ${asked === 'closed' && html`<${FormDialog} title=${t('settings.closed_add')} onClose=${() => ask(null)} onSubmit=${close}>
      <label>${t('settings.day')}<input type="date" name="day" required /></label><label>${t('settings.closed_note')}<input name="note" maxlength="60" dir="auto" /></label><//>`}</section>`;
}

/* -- taxes -- */

const plainRate = ({ id, name, bp, inclusive, standard, products }) => ({ ...(id && { id }), name, bp, inclusive, standard, products });

function RateForm({ of: r, save, onClose }) {
  const products = useResource('/admin/products?limit=100');
  const submit = (form) => {
    const typed = form.get('percent').trim().replace(',', '.');
    if (!/^\d{1,3}(\.\d{1,2})?$/.test(typed) || Number(typed) > 100) return { field: 'bp' };
    return save({ ...(r && { id: r.id }), name: form.get('name').trim(), bp: Math.round(Number(typed) * 100), inclusive: form.get('inclusive') === 'yes', standard: form.get('standard') !== null,
      products: products.data ? form.getAll('product').map(Number) : r?.products ?? [] });
  };
  return html`<${FormDialog} title=${t(r ? 'settings.rate_change' : 'settings.rate_add')} onClose=${onClose} onSubmit=${submit} wide>
    <div class="pair"><label>${t('settings.rate_name')}<input name="name" required maxlength="60" dir="auto" defaultValue=${r?.name} /></label>
      <label>${t('settings.percent')}<input name="percent" required inputmode="decimal" dir="ltr" defaultValue=${r ? String(r.bp / 100) : ''} /></label></div>
    <label>${t('settings.rate_how')}<select name="inclusive"><option value="yes">${t('settings.inclusive')}</option><option value="no" selected=${r && !r.inclusive}>${t('settings.exclusive')}</option></select></label>
    <label class="check"><input type="checkbox" name="standard" defaultChecked=${r ? r.standard : true} />${t('settings.standard')}</label>
    ${products.data && html`<details><summary class="quiet">${t('settings.rate_products')}</summary><div class="terms-products">${products.data.products.map((p) => html`
      <label key=${p.id} class="check"><input type="checkbox" name="product" value=${p.id} defaultChecked=${r?.products.includes(p.id)} /><bdi>${p.name}</bdi></label>`)}</div></details>`}<//>`;
}

function Taxes({ data, change }) {
  const [asked, ask] = useState(null); // null, 'new', or a rate
  const rates = data.tax_rates.map(plainRate);
  // Only one is the usual one, and a product has one rate.
  const beside = (rate) => (one) => ({ ...one, standard: one.standard && !rate.standard, products: one.products.filter((id) => !rate.products.includes(id)) });
  const save = (rate) => change({ tax_rates: asked === 'new' ? [...rates.map(beside(rate)), rate] : rates.map((one) => (one.id === rate.id ? rate : beside(rate)(one))) });
  const remove = async (rate) => {
    if (!await confirm({ title: t('settings.remove_it', { name: rate.name }), text: t('settings.rate_gone'), yes: t('settings.remove'), danger: true })) return;
    const failed = await change({ tax_rates: rates.filter((one) => one.id !== rate.id) });
    if (failed) toast(failed.status === 409 ? t('settings.rate_used') : failed, { bad: true });
  };
  return html`<section class="panel"><div class="set-head"><h2>${t('settings.taxes')}</h2>${isOwner() && html`<button type="button" onClick=${() => ask('new')}><${Icon} name="plus" />${t('settings.rate_add')}</button>`}</div>
    <p class="soft">${t('settings.taxes_hint')}</p>
    ${rates.length > 0 ? html`<ul class="set-list">${data.tax_rates.map((r) => html`<li key=${r.id}><div class="grow"><b><bdi>${r.name}</bdi> ${percent(r.bp)}</b>
        <span class="soft">${t(r.inclusive ? 'settings.inclusive' : 'settings.exclusive')}${r.standard ? ` · ${t('settings.is_standard')}` : ''}${r.products.length ? ` · ${t('settings.for_products', { n: r.products.length })}` : ''}</span></div>
        ${isOwner() && html`<div class="actions"><button type="button" class="quiet" onClick=${() => ask(r)} aria-label=${t('settings.change_it', { name: r.name })}><${Icon} name="edit" /></button>
          <button type="button" class="quiet danger-text" onClick=${() => remove(r)} aria-label=${t('settings.remove_it', { name: r.name })}><${Icon} name="trash" /></button></div>`}</li>`)}</ul>`
      : html`<${Empty} title=${t('settings.no_rates')} text=${t('settings.no_rates_hint')} />`}
    ${asked && html`<${RateForm} of=${asked === 'new' ? null : asked} save=${save} onClose=${() => ask(null)} />`}</section>`;
}

/* -- pieces put aside -- */

function Hold({ data, change }) {
  const submit = async (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    const failed = await change({ hold_minutes: Number(given.get('hold_minutes')), unpaid_hours: Number(given.get('unpaid_hours')) });
    if (failed) toast(wrong(failed), { bad: true });
  };
  return html`<form class="panel set-form" onSubmit=${submit}><h2>${t('settings.hold')}</h2>
    <${Field} id="set-hold" label=${t('settings.hold_minutes')} hint=${t('settings.hold_hint')}><input id="set-hold" name="hold_minutes" type="number" min="0" max="1440" required readonly=${!isOwner()} defaultValue=${data.hold_minutes} aria-describedby="set-hold-hint" /><//>
    <${Field} id="set-unpaid" label=${t('settings.unpaid_hours')} hint=${t('settings.unpaid_hint')}><input id="set-unpaid" name="unpaid_hours" type="number" min="0" max="1440" required readonly=${!isOwner()} defaultValue=${data.unpaid_hours} aria-describedby="set-unpaid-hint" /><//>
    ${isOwner() && html`<div class="actions"><button>${t('shell.save')}</button></div>`}</form>`;
}

export function Delivery() {
  const is = useTerms(), shop = useResource('/admin/settings');
  if (is.problem && !is.data) return html`<${Failure} problem=${is.problem} retry=${is.reload} />`;
  if (!is.data) return html`<${Skeleton} rows=${6} />`;
  return html`<${Zones} data=${is.data} change=${is.change} shop=${shop.data} /><${Hours} data=${is.data} change=${is.change} /><${Taxes} data=${is.data} change=${is.change} /><${Hold} key=${is.data.version} data=${is.data} change=${is.change} />`;
}
