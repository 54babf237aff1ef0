// texts.js -- what the shop says, in each language: the shipped words, and the owner's own in their place.
import { api, seen, session } from '../lib/api.js';
import { day } from '../lib/day.js';
import { useResource } from '../lib/data.js';
import { Drawer, usePhone } from '../lib/dialog.js';
import { money } from '../lib/format.js';
import { html, useRef, useState } from '../lib/html.js';
import { number, t } from '../lib/i18n.js';
import { Icon } from '../lib/icons.js';
import { Empty, Failure, Search, Skeleton } from '../lib/parts.js';
import { go, href, narrow } from '../lib/router.js';
import { store, useStore } from '../lib/store.js';
import { useListKeys } from '../lib/table.js';
import { toast } from '../lib/toast.js';
import { languageName } from '../lib/tongues.js';
import { styled } from './chats/words.js';

const isOwner = () => session.value.user?.role === 'owner';
const directionOf = (language) => (language === 'ar' ? 'rtl' : 'ltr');

// What was typed outlives a look elsewhere: { language, key, text }.
const draft = store(null);

/* -- as a customer would read it -- */

const MONEY = ['price', 'before', 'fee', 'total', 'subtotal', 'amount', 'tax', 'discount', 'free_from'];
function sample(name, n) {
  if (['shop'].includes(name)) return day.value?.shop || 'Wool & Bean';
  if (MONEY.includes(name)) return money(1990, day.value?.currency || 'EUR');
  if (['count', 'most', 'left', 'had', 'at', 'of', 'n', 'quantity'].includes(name)) return number(n);
  return t(`texts.sample.${['name', 'number', 'status', 'address', 'link', 'line', 'category', 'items'].includes(name) ? name : 'other'}`, { name });
}
// {name}, or {count:one|other} with # for the number, in the forms of that language.
function preview(text, language, n) {
  const rules = new Intl.PluralRules(language);
  const order = ['zero', 'one', 'two', 'few', 'many', 'other'].filter((form) => language === 'ar' || form === 'one' || form === 'other');
  return text.replace(/\{(\w+)(?::([^{}]*))?\}/g, (all, name, forms) => (forms === undefined ? sample(name, n)
    : (forms.split('|')[order.indexOf(rules.select(n))] ?? '').replaceAll('#', number(n))));
}

const phrases = (text) => text.split('|').map((one) => one.trim()).filter(Boolean);

function Preview({ text, language }) {
  const counts = /\{\w+:/.test(text) ? [1, 5] : [5];
  return html`<div class="texts-preview"><h3>${t('texts.preview')}</h3>${counts.map((n) => html`<p key=${n} class="bubble out" dir=${directionOf(language)} lang=${language}>
    <span class="body">${styled(preview(text, language, n))}</span></p>`)}</div>`;
}

/* -- one -- */

function faults({ json }) {
  if (!json) return [];
  const name = (one) => `{${one}}`;
  return [json.empty && t('texts.empty'), json.broken && t('texts.broken'), json.missing?.length && t('texts.missing', { what: json.missing.map(name).join(' ') }),
    json.unknown?.length && t('texts.unknown', { what: json.unknown.map(name).join(' ') }), json.forms && t('texts.forms', { n: json.forms }), json.longest && t('texts.longest', { n: json.longest })].filter(Boolean);
}

function Form({ of: text, language, show, close }) {
  const kept = useStore(draft), area = useRef();
  const mine = kept?.key === text.key && kept.language === language ? kept : null;
  const value = mine?.text ?? text.own ?? text.shipped, path = `/admin/texts/${language}/${text.key}`;
  const [busy, setBusy] = useState(false), [problem, setProblem] = useState(null);
  const write = (to) => { setProblem(null); draft.set({ language, key: text.key, text: to }); };
  const shown = text.heard ? value.replaceAll('|', '\n') : value; // a wording a line is easier to keep
  const type = (event) => write(text.heard ? event.target.value.replaceAll('\n', '|') : event.target.value);
  const put = (hole) => {
    const { selectionStart: from, selectionEnd: to } = area.current;
    write(`${value.slice(0, from)}{${hole}}${value.slice(to)}`);
    area.current.focus();
  };
  const ask = async (deed, says, undo) => {
    setBusy(true);
    setProblem(null);
    try { show(await deed()); draft.set(null); toast(says, undo ? { undo } : {}); close(); } catch (failed) { setProblem(failed); }
    setBusy(false);
  };
  const options = text.version ? seen(text) : undefined;
  const submit = (event) => { event.preventDefault(); ask(() => api('PUT', path, { text: text.heard ? phrases(value).join('|') : value }, options), t(text.heard ? 'texts.heard_saved' : 'texts.saved')); };
  const reset = () => ask(() => api('DELETE', path, undefined, options), t('texts.was_reset'), () => api('PUT', path, { text: text.own }).then(show, toast));
  const said = problem && (faults(problem).length ? faults(problem) : [problem.status === 412 ? t('texts.stale') : problem.message]);
  return html`<form class="texts-form" onSubmit=${submit}>
    <label>${t(text.heard ? 'texts.wordings' : 'texts.text')}<textarea ref=${area} rows=${text.heard ? 12 : 5} required readonly=${!isOwner()} dir=${directionOf(language)} lang=${language} value=${shown} onInput=${type}></textarea></label>
    ${text.heard && html`<p class="hint">${t('texts.heard_hint')}</p>`}
    ${text.placeholders.length > 0 && html`<div><p class="hint">${t('texts.placeholders')}</p><div class="texts-holes">${text.placeholders.map((hole) => html`
      <button key=${hole} type="button" class="quiet" dir="ltr" disabled=${!isOwner()} onClick=${() => put(hole)}>{${hole}}</button>`)}</div></div>`}
    ${said && html`<div class="failure" role="alert">${said.map((line) => html`<p key=${line}>${line}</p>`)}</div>`}
    ${!text.heard && html`<${Preview} text=${value} language=${language} />`}
    ${text.own !== null && html`<div><h3>${t('texts.shipped')}</h3><p class="soft texts-shipped" dir=${directionOf(language)} lang=${language}>${text.heard ? phrases(text.shipped).join(' · ') : text.shipped}</p></div>`}
    ${isOwner() ? html`<div class="actions"><button disabled=${busy || !mine}>${t('shell.save')}</button>
      ${mine && html`<button type="button" class="quiet" onClick=${() => { draft.set(null); setProblem(null); }}>${t('texts.drop')}</button>`}
      ${text.own !== null && html`<button type="button" class="quiet" disabled=${busy} onClick=${reset}>${t('texts.reset')}</button>`}</div>` : html`<p class="soft">${t('texts.owner_only')}</p>`}</form>`;
}

/* -- the screen -- */

function Row({ of: text, language, query, open, at }) {
  return html`<li data-row=${text.key} class=${`${open ? 'open' : ''} ${at ? 'at' : ''}`}><a href=${href('texts', text.key, query)} aria-current=${open ? 'true' : undefined}>
    ${text.heard ? html`<span class="texts-heard" dir=${directionOf(language)} lang=${language}>${phrases(text.own ?? text.shipped).slice(0, 8).map((one) => html`<span key=${one}>${one}</span>`)}
        ${phrases(text.own ?? text.shipped).length > 8 && html`<span>+${number(phrases(text.own ?? text.shipped).length - 8)}</span>`}</span>`
      : html`<span class="texts-words" dir=${directionOf(language)} lang=${language}>${text.own ?? text.shipped}</span>`}
    <span class="texts-key"><code dir="ltr">${text.key}</code>${text.own !== null && html`<span class="status shipped">${t('texts.own')}</span>`}</span></a></li>`;
}

// What the shop says, and the wordings of customers that it listens for.
const Kinds = ({ heard, rows, query }) => html`<nav class="tabs" aria-label=${t('texts.kinds')}>${[false, true].map((one) => html`
  <a key=${one} href=${href('texts', null, { ...Object.fromEntries(query), kind: one ? 'heard' : '' })} aria-current=${one === heard ? 'true' : undefined}>${t(one ? 'texts.heard' : 'texts.said')}
    <b>${number(rows.filter((text) => text.heard === one).length)}</b></a>`)}</nav>`;

export default function Texts({ id, query }) {
  const phone = usePhone(), language = query.get('language') ?? 'en', q = query.get('q') ?? '', own = query.get('own') === '1', heard = query.get('kind') === 'heard';
  const is = useResource(`/admin/texts?language=${encodeURIComponent(language)}`);
  const all = is.data?.texts ?? [], find = q.toLowerCase();
  const found = all.filter((one) => (!own || one.own !== null) && (!q || `${one.key} ${one.own ?? ''} ${one.shipped}`.toLowerCase().includes(find)));
  const rows = found.filter((one) => one.heard === heard);
  const { cursor } = useListKeys(rows.map((row) => ({ ...row, id: row.key })), { open: (row) => go(href('texts', row.key, query)) });
  const one = id && all.find((text) => text.key === id);
  const close = () => go(href('texts', null, query));
  const show = (text) => is.put({ ...is.data, texts: all.map((was) => (was.key === text.key ? text : was)) });
  return html`<div class=${id ? 'texts beside' : 'texts'}><div class="behind" inert=${Boolean(phone && id)}>
    <div class="head"><h1>${t('texts.title')}</h1><${Search} value=${q} label=${t('texts.find')} onSearch=${(to) => narrow({ q: to, id: null }, { replace: true })} /></div>
    <${Kinds} heard=${heard} rows=${found} query=${query} />${heard && html`<p class="soft texts-about">${t('texts.heard_about')}</p>`}
    <div class="texts-filters"><label>${t('texts.language')}<select value=${language} onChange=${(event) => narrow({ language: event.target.value, id: null })}>
        ${(is.data?.languages ?? [language]).map((code) => html`<option key=${code} value=${code}>${languageName(code)}</option>`)}</select></label>
      <label class="check"><input type="checkbox" checked=${own} onChange=${(event) => narrow({ own: event.target.checked ? '1' : '', id: null })} />${t('texts.own_only')}</label></div>
    ${is.problem && html`<${Failure} problem=${is.problem} retry=${is.reload} />`}
    <div class="panel flush">${is.loading ? html`<${Skeleton} />` : rows.length ? html`<ul class="texts-list">${rows.map((text) => html`<${Row} key=${text.key} of=${text} language=${language} query=${query} open=${text.key === id} at=${text.key === cursor} />`)}</ul>`
      : html`<${Empty} title=${t('texts.none')} text=${t('texts.none_hint')} />`}</div></div>
    ${id && html`<${Drawer} label=${t('texts.text')} of=${id} onClose=${close}>
      <div class="drawer-head"><div><h2><code dir="ltr">${id}</code></h2><p class="soft">${languageName(language)}</p></div>
        <button type="button" class="plain" aria-label=${t('shell.close')} title=${t('shell.close')} onClick=${close}><${Icon} name="close" /></button></div>
      ${one ? html`<${Form} key=${`${language}/${id}`} of=${one} language=${language} show=${show} close=${close} />` : is.data ? html`<${Failure} problem=${{ message: t('texts.gone') }} />` : html`<${Skeleton} rows=${4} />`}<//>`}</div>`;
}
