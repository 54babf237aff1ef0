// ai.js -- the model that answers what the shop's own words do not: on or off, its manner, budgets, cost.
import { api, seen, session } from '../../lib/api.js';
import { useResource } from '../../lib/data.js';
import { html, useState } from '../../lib/html.js';
import { number, t } from '../../lib/i18n.js';
import { Ago, Empty, Field } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';
import { Loaded, useDeed, Wrong } from './parts.js';

const NUMBERS = ['ai_day_tokens', 'ai_customer_tokens', 'ai_price_in', 'ai_price_out'];
const isOwner = () => session.value.user?.role === 'owner';
const dollars = (micros) => new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 }).format(micros / 1e6);

function Form({ data, put, reload }) {
  const [typed, setTyped] = useState({}), deed = useDeed();
  const shown = (name) => typed[name] ?? data[name];
  const type = (name) => (event) => setTyped({ ...typed, [name]: event.target.type === 'checkbox' ? event.target.checked : event.target.value });
  const save = (event) => {
    event.preventDefault();
    deed.run(async () => {
      try {
        put(await api('PUT', '/admin/rules', Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, NUMBERS.includes(name) ? Number(value) : value])), seen(data)));
        setTyped({});
        toast(t('settings.saved'));
      } catch (problem) {
        if (problem.status === 412) reload();
        throw problem;
      }
    });
  };
  const field = (name, more) => html`<${Field} id=${`rule-${name}`} label=${t(`settings.rule.${name}`)} hint=${t(`settings.rule_hint.${name}`)}>
    <input id=${`rule-${name}`} value=${shown(name)} readonly=${!isOwner()} onInput=${type(name)} aria-describedby=${`rule-${name}-hint`} ...${more} /><//>`;
  const count = (name, max) => field(name, { type: 'number', min: 0, max, required: true, dir: 'ltr' });
  return html`<form class="panel set-form" onSubmit=${save}><h2>${t('settings.ai_answers')}</h2>
    <label class="check"><input type="checkbox" checked=${shown('ai_on')} disabled=${!isOwner()} onChange=${type('ai_on')} />
      <span>${t('settings.rule.ai_on')}<span class="hint">${t('settings.rule_hint.ai_on')}</span></span></label>
    ${field('ai_tone', { maxlength: 300, dir: 'auto' })}
    <div class="pair">${count('ai_day_tokens', 1000000000)}${count('ai_customer_tokens', 1000000000)}</div>
    <div class="pair">${count('ai_price_in', 1000000)}${count('ai_price_out', 1000000)}</div>
    <${Wrong} deed=${deed} />
    ${isOwner() && html`<div class="actions"><button disabled=${deed.busy || !Object.keys(typed).length}>${t('shell.save')}</button></div>`}</form>`;
}

const Now = ({ data }) => html`<section class="panel"><h2>${t('settings.ai_now')}</h2>
  <p>${t(data.key_set ? 'settings.ai_key_set' : 'settings.ai_key_missing')}</p>
  <p class="soft">${t('settings.ai_models')}: <bdi>${data.models.join(', ')}</bdi> · <bdi dir="ltr">${data.url}</bdi></p>
  <p>${t('settings.ai_today', { calls: number(data.today.calls), sent: number(data.today.sent), tokens: number(data.today.tokens), cost: dollars(data.today.cost_micros) })}</p>
  ${data.calls.length ? html`<ul class="rows">${data.calls.map((one) => html`<li key=${one.id}><div class="grow"><bdi>${one.model}</bdi>
      <span class="soft">${one.verdict === 'sent' ? t('settings.ai_sent') : html`${t('settings.ai_kept')}: <bdi>${one.verdict}</bdi>`} · ${number(one.ms)} ms · ${dollars(one.cost_micros)}</span></div>
      <span class="soft"><${Ago} at=${one.created_at} /></span></li>`)}</ul>`
    : html`<${Empty} title=${t('settings.ai_no_calls')} text=${t('settings.ai_no_calls_hint')} />`}</section>`;

export function Ai() {
  const rules = useResource('/admin/rules', []), now = useResource('/admin/ai', ['message']);
  return html`<${Loaded} of=${rules}>${(data) => html`<${Form} data=${data} put=${rules.put} reload=${rules.reload} />`}<//>
    <${Loaded} of=${now}>${(data) => html`<${Now} data=${data} />`}<//>`;
}
