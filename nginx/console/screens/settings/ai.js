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

const POLL_MS = 400, POLLS_MOST = 60;

// Asks through the worker, as for a customer, and waits for what becomes of it.
async function ask(question) {
  let tried = await api('POST', '/admin/ai/tries', { question });
  for (let i = 0; i < POLLS_MOST && tried.status !== 'done'; i++) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    tried = await api('GET', `/admin/ai/tries/${tried.id}`);
  }
  return tried;
}

const factsOf = (prompt) => prompt.split('\nFacts:\n')[1]?.split('\n').filter((line) => line.startsWith('- ')).map((line) => line.slice(2)) ?? [];

function Tried({ of: one }) {
  const facts = factsOf(one.prompt), sum = (name) => one.calls.reduce((all, call) => all + call[name], 0);
  const good = one.outcome === 'answered', offer = one.outcome === 'offered';
  return html`<div class="tried" role="status"><p><span class=${`status ${good ? 'delivered' : offer ? 'shipped' : 'pending'}`}>${t(good ? 'settings.ai_would_send' : offer ? 'settings.ai_would_offer' : 'settings.ai_would_keep')}</span>
      ${!good && html`<br /><bdi>${one.verdict}</bdi>`}</p>
    ${good && html`<blockquote><bdi>${one.answer}</bdi></blockquote>`}
    <p class="soft"><bdi>${one.model || '–'}</bdi> · <bdi dir="ltr">${number(sum('ms'))} ms</bdi> · <bdi>${t('settings.ai_tokens', { n: number(sum('prompt_tokens') + sum('completion_tokens')) })}</bdi> · <bdi dir="ltr">${dollars(sum('cost_micros'))}</bdi></p>
    ${one.raw && html`<details open=${!good}><summary>${t('settings.ai_raw')}</summary><pre dir="auto">${one.raw}</pre></details>`}
    <details><summary>${t('settings.ai_facts', { n: facts.length })}</summary><ul>${facts.map((fact, i) => html`<li key=${i}><bdi>${fact}</bdi></li>`)}</ul></details>
    <details><summary>${t('settings.ai_prompt')}</summary><pre dir="ltr">${one.prompt}</pre></details></div>`;
}

function Try({ ready, onDone }) {
  const [question, setQuestion] = useState(''), [tried, setTried] = useState(null), deed = useDeed();
  const submit = (event) => {
    event.preventDefault();
    deed.run(async () => { setTried(null); setTried(await ask(question)); onDone(); });
  };
  return html`<form class="panel set-form" onSubmit=${submit}><h2>${t('settings.ai_try')}</h2>
    <${Field} id="ai-question" label=${t('settings.ai_question')} hint=${t('settings.ai_question_hint')}>
      <input id="ai-question" value=${question} maxlength="1000" dir="auto" required disabled=${!ready} onInput=${(event) => setQuestion(event.target.value)} aria-describedby="ai-question-hint" /><//>
    <${Wrong} deed=${deed} />
    <div class="actions"><button disabled=${deed.busy || !ready || !question.trim()}>${t(deed.busy ? 'settings.ai_asking' : 'settings.ai_ask')}</button></div>
    ${tried && html`<${Tried} of=${tried} />`}</form>`;
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
    <${Loaded} of=${now}>${(data) => html`${isOwner() && html`<${Try} ready=${data.key_set} onDone=${now.reload} />`}<${Now} data=${data} />`}<//>`;
}
