// automation.js -- what the shop does by itself: the owner's rules, and when each thing is done.
import { api, seen, session } from '../../lib/api.js';
import { useResource } from '../../lib/data.js';
import { fullTime, plainMoney, readMoney } from '../../lib/format.js';
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Ago, Field } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';
import { Loaded, useDeed, word, Wrong } from './parts.js';

const MONEY = ['confirm_below', 'review_above'];
const NUMBERS = ['confirm_sure_percent', 'review_items', 'pending_minutes', 'cart_minutes', 'feedback_minutes', 'feedback_low', 'keep_chats_days'];
const isOwner = () => session.value.user?.role === 'owner';

function RulesForm({ data, put, reload }) {
  const [typed, setTyped] = useState({}), deed = useDeed();
  const shown = (name) => typed[name] ?? (MONEY.includes(name) ? plainMoney(data[`${name}_minor`], data.currency) : data[name]);
  const wish = () => Object.fromEntries(Object.entries(typed).map(([name, value]) => [name,
    MONEY.includes(name) ? readMoney(value, data.currency) ?? value : NUMBERS.includes(name) ? Number(value) : value]));
  const save = (event) => {
    event.preventDefault();
    deed.run(async () => {
      try {
        put(await api('PUT', '/admin/rules', wish(), seen(data)));
        setTyped({});
        toast(t('settings.saved'));
      } catch (problem) {
        if (problem.status === 412) reload();
        throw problem;
      }
    });
  };
  const type = (name) => (event) => setTyped({ ...typed, [name]: event.target.type === 'checkbox' ? event.target.checked : event.target.value });
  const input = (name, more) => html`<${Field} id=${`rule-${name}`} label=${t(`settings.rule.${name}`)} hint=${t(`settings.rule_hint.${name}`)}>
    <input id=${`rule-${name}`} value=${shown(name)} readonly=${!isOwner()} required onInput=${type(name)} aria-describedby=${`rule-${name}-hint`} dir="ltr" ...${more} /><//>`;
  const amount = (name) => input(name, { inputmode: 'decimal' });
  const count = (name, min, max) => input(name, { type: 'number', min, max });
  return html`<form class="panel set-form" onSubmit=${save}><h2>${t('settings.rules')}</h2>
    <label class="check"><input type="checkbox" checked=${shown('auto_confirm')} disabled=${!isOwner()} onChange=${type('auto_confirm')} />
      <span>${t('settings.rule.auto_confirm')}<span class="hint">${t('settings.rule_hint.auto_confirm')}</span></span></label>
    <div class="pair">${amount('confirm_below')}${count('confirm_sure_percent', 0, 100)}</div>
    <div class="pair">${amount('review_above')}${count('review_items', 1, 10000)}</div>
    <div class="pair">${count('pending_minutes', 0, 43200)}${count('cart_minutes', 0, 1380)}</div>
    <div class="pair">${count('feedback_minutes', 0, 43200)}${count('feedback_low', 0, 5)}</div>
    ${count('keep_chats_days', 0, 3650)}
    <${Wrong} deed=${deed} />
    ${isOwner() && html`<div class="actions"><button disabled=${deed.busy || !Object.keys(typed).length}>${t('shell.save')}</button></div>`}</form>`;
}

const often = (ms) => (ms < 60000 ? t('settings.every_seconds', { n: ms / 1000 }) : t('settings.every_minutes', { n: ms / 60000 }));

function Schedule({ of, reload }) {
  const deed = useDeed(), name = word(`settings.schedule.${of.name}`, of.name);
  const change = async (wish) => {
    try { await api('PUT', `/admin/schedules/${of.name}`, wish, seen(of)); toast(t('settings.saved')); } catch (problem) { toast(problem); }
    reload();
  };
  const run = () => deed.run(async () => {
    const is = await api('POST', `/admin/schedules/${of.name}/run`);
    toast(is.last_result || t('settings.schedule_ran', { name }));
    reload();
  });
  return html`<li><div class="grow"><b>${name}</b>
      <span class="soft">${of.at ? html`<label class="inline">${t('settings.at_time')} <input type="time" value=${of.at} disabled=${!isOwner()} aria-label=${t('settings.at_time_of', { name })}
        onChange=${(event) => event.target.value && change({ at: event.target.value })} /></label>` : often(of.every_ms)}
        ${of.active ? html` · ${t('settings.next')} ${fullTime(of.next_at)}` : html` · ${t('settings.switched_off')}`}</span>
      <span class="soft">${of.last_at ? html`<${Ago} at=${of.last_at} />: ${of.last_ok ? of.last_result || t('settings.done_well') : html`<b class="danger-text">${of.last_result}</b>`}` : t('settings.never_ran')}</span>
      <${Wrong} deed=${deed} /></div>
    ${isOwner() && html`<div class="actions"><label class="check"><input type="checkbox" checked=${of.active} onChange=${(event) => change({ active: event.target.checked })} />
        <span>${t('settings.switched_on')}<span class="hidden"> ${name}</span></span></label>
      <button type="button" class="quiet" disabled=${deed.busy || of.running} onClick=${run}>${t('settings.run_now')}<span class="hidden"> ${name}</span></button></div>`}</li>`;
}

// What an owner may want to change; the rest keeps the house and stands behind a line.
const DAILY = ['review-orders', 'pending-reminder', 'cart-reminder', 'feedback', 'restock', 'low-stock', 'expire-unpaid', 'daily-summary', 'backup'];

function Schedules() {
  const is = useResource('/admin/schedules', ['system']);
  return html`<section class="panel"><h2>${t('settings.schedules')}</h2><p class="soft">${t('settings.schedules_hint')}</p>
    <${Loaded} of=${is}>${({ schedules }) => {
      const list = (daily) => html`<ul class="set-list">${schedules.filter((one) => DAILY.includes(one.name) === daily).map((one) => html`<${Schedule} key=${one.name} of=${one} reload=${is.reload} />`)}</ul>`;
      return html`${list(true)}<details class="set-more"><summary>${t('settings.housekeeping')}</summary>${list(false)}</details>`;
    }}<//></section>`;
}

export function Automation() {
  const is = useResource('/admin/rules', ['system']);
  return html`<${Loaded} of=${is}>${(data) => html`<${RulesForm} data=${data} put=${is.put} reload=${is.reload} />`}<//><${Schedules} />`;
}
