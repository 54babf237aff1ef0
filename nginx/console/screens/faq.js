// faq.js -- questions and their answers: kept in order, tried, made of what nobody could answer.
import { api, mayWrite, seen } from '../lib/api.js';
import { useResource } from '../lib/data.js';
import { Drawer, usePhone } from '../lib/dialog.js';
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { number, t } from '../lib/i18n.js';
import { Icon } from '../lib/icons.js';
import { Ago, Empty, Failure, Field, Search, Skeleton } from '../lib/parts.js';
import { go, href, narrow } from '../lib/router.js';
import { store, useStore } from '../lib/store.js';
import { useListKeys } from '../lib/table.js';
import { toast } from '../lib/toast.js';
import { LANGUAGES, languageName, sentTongues, Tongues, typedTongues } from '../lib/tongues.js';
import { styled } from './chats/words.js';
import { Training } from './faq/training.js';

const TABS = ['entries', 'unanswered', 'try', 'training'];
const LISTS = ['phrasings', 'patterns'];

// What was typed outlives another tab: { id, values, unanswered } of one entry.
const draft = store(null);
const empty = { question: '', answer: '', language: '', phrasings: '', patterns: '', translations: {} };
const shown = (entry) => ({ question: entry.question, answer: entry.answer, language: entry.language, translations: typedTongues(entry.translations), ...Object.fromEntries(LISTS.map((name) => [name, entry[name].join('\n')])) });
const linesOf = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);
const wish = (values) => ({ ...values, translations: sentTongues(values.translations, ['phrasings']), ...Object.fromEntries(LISTS.map((name) => [name, linesOf(values[name])])) });

/* -- entries -- */

function Entry({ of: f, first, last, move, open, at }) {
  return html`<li data-row=${f.id} class=${`${open ? 'open' : ''} ${at ? 'at' : ''}`}><a class="grow" href=${href('faq', f.id)} aria-current=${open ? 'true' : undefined}><b><bdi>${f.question}</bdi></b><span class="soft cut"><bdi>${f.answer}</bdi></span>
      <span class="faq-facts soft">${f.language && html`<span class="status shipped">${languageName(f.language)}</span>`}
        <span>${t('faq.phrasings_n', { n: f.phrasings.length })}</span>${f.patterns.length > 0 && html`<span>${t('faq.patterns_n', { n: f.patterns.length })}</span>`}
        ${f.used_lately > 0 && html`<span>${t('faq.used_n', { n: f.used_lately })}</span>`}</span></a>
    ${mayWrite() && move && html`<span class="faq-move"><button type="button" class="plain" disabled=${first} aria-label=${t('faq.up', { what: f.question })} onClick=${() => move(f, -1)}><span aria-hidden="true">↑</span></button>
      <button type="button" class="plain" disabled=${last} aria-label=${t('faq.down', { what: f.question })} onClick=${() => move(f, 1)}><span aria-hidden="true">↓</span></button></span>`}</li>`;
}

function Entries({ list, id, q }) {
  const rows = list.data?.faq ?? [], find = q.toLowerCase();
  const found = q ? rows.filter((f) => [f.question, f.answer, ...f.phrasings].some((text) => text.toLowerCase().includes(find))) : rows;
  const { cursor } = useListKeys(found, { open: (f) => go(href('faq', f.id)) });
  const move = async (f, by) => {
    const at = rows.indexOf(f), next = rows.toSpliced(at, 1).toSpliced(at + by, 0, f);
    list.put({ faq: next });
    try { list.put(await api('POST', '/admin/faq/order', { ids: next.map((one) => one.id) })); } catch (problem) { list.put({ faq: rows }); toast(problem); }
  };
  if (list.problem && !list.data) return html`<${Failure} problem=${list.problem} retry=${list.reload} />`;
  if (!list.data) return html`<${Skeleton} />`;
  if (!rows.length) return html`<${Empty} title=${t('faq.none')} text=${t('faq.none_hint')} />`;
  if (!found.length) return html`<${Empty} title=${t('faq.not_found')} text=${t('faq.not_found_hint')} />`;
  // The order is that of all; a part of them has none.
  return html`<ul class="faq-list">${found.map((f, i) => html`<${Entry} key=${f.id} of=${f} first=${i === 0} last=${i === rows.length - 1} move=${q ? null : move} open=${String(f.id) === id} at=${f.id === cursor} />`)}</ul>`;
}

/* -- one, with what it would change before it goes live -- */

const Past = ({ title, rows, count, says }) => count > 0 && html`<section><h3>${title}</h3><ul class="faq-past">${rows.map((m) => html`<li key=${m.message_id}>
  <a href=${href('chats', m.customer_id, { at: m.message_id })}><bdi>${m.text}</bdi></a><span class="soft">${says(m)}</span></li>`)}</ul></section>`;

function Checked({ of: c }) {
  const node = useRef();
  useEffect(() => node.current.scrollIntoView({ block: 'nearest' }), [c]);
  return html`<div ref=${node} class="faq-checked" role="status"><p><b>${c.gained_count ? t('faq.gained', { n: c.gained_count }) : t('faq.gained_none', { n: c.checked })}</b></p>
    <${Past} title=${t('faq.gained_title')} rows=${c.gained} count=${c.gained_count} says=${(m) => (m.before ? t('faq.before', { what: m.before }) : t('faq.before_none'))} />
    <${Past} title=${t('faq.lost', { n: c.lost_count })} rows=${c.lost} count=${c.lost_count} says=${(m) => (m.after ? t('faq.after', { what: m.after }) : t('faq.after_none'))} /></div>`;
}

function Form({ id, entry, unanswered, reload, close }) {
  const kept = useStore(draft);
  const mine = kept?.id === id ? kept : null;
  const was = entry ? shown(entry) : empty, values = mine?.values ?? was, solved = mine?.unanswered ?? [];
  const [busy, setBusy] = useState(false), [problem, setProblem] = useState(null), [checked, setChecked] = useState(null);
  const type = (name) => (event) => { setChecked(null); draft.set({ id, unanswered: solved, values: { ...values, [name]: event.target.value } }); };
  const ask = async (deed) => {
    setBusy(true);
    setProblem(null);
    try { await deed(); } catch (failed) { setProblem(failed); }
    setBusy(false);
  };
  const save = async () => {
    const body = { ...wish(values), ...(solved.length && { unanswered: solved }) };
    await (entry ? api('PUT', `/admin/faq/${entry.id}`, body, seen(mine?.seen ?? entry)) : api('POST', '/admin/faq', body));
    draft.set(null);
    toast(t('faq.live'));
    reload();
    close();
  };
  const check = async () => {
    const found = await api('POST', '/admin/faq/check', { ...wish(values), ...(entry && { id: entry.id }) });
    if (found.gained_count || found.lost_count || solved.length) setChecked(found); else await save();
  };
  const submit = (event) => { event.preventDefault(); ask(checked ? save : check); };
  const remove = () => ask(async () => {
    await api('DELETE', `/admin/faq/${entry.id}`);
    toast(t('faq.removed'), { undo: () => api('POST', '/admin/faq', wish(was)).then(reload, toast) });
    draft.set(null);
    reload();
    close();
  });
  const [list, line] = problem?.field?.split('.') ?? [];
  const reason = !problem ? null : LISTS.includes(list) && line !== undefined ? t('faq.wrong_line', { line: Number(line) + 1, what: problem.json?.reason ?? '' })
    : problem.field === 'answer' && values.answer.trim() ? t('faq.wrong_answer')
    : problem.status === 412 ? t('faq.stale', { who: problem.json?.latest?.actor ?? '' }) : problem.message;
  const area = (name, rows, more) => html`<${Field} id=${`faq-${name}`} label=${t(`faq.${name}`)} hint=${t(`faq.${name}_hint`)}>
    <textarea id=${`faq-${name}`} rows=${rows} value=${values[name]} readonly=${!mayWrite()} onInput=${type(name)} aria-describedby=${`faq-${name}-hint`} dir="auto" ...${more}></textarea><//>`;
  return html`<form class="faq-form" onSubmit=${submit}>
    ${solved.length > 0 && html`<p class="faq-settles">${t('faq.settles', { n: solved.length })}</p>`}
    <label>${t('faq.question')}<input required maxlength="300" dir="auto" value=${values.question} readonly=${!mayWrite()} onInput=${type('question')} /></label>
    ${area('answer', 4, { required: true, maxlength: 1500 })}${area('phrasings', 4)}
    <label>${t('faq.language')}<select value=${values.language} disabled=${!mayWrite()} onChange=${type('language')}><option value="">${t('faq.everybody')}</option>
      ${LANGUAGES.map((one) => html`<option key=${one} value=${one}>${languageName(one)}</option>`)}</select></label>
    ${!values.language && html`<${Tongues} id="faq-tongue" of=${values.translations} may=${mayWrite()} set=${(all) => type('translations')({ target: { value: all } })}
      fields=${[['question', t('faq.question'), 1], ['answer', t('faq.answer'), 4], ['phrasings', t('faq.phrasings'), 4]]} />`}
    <details open=${Boolean(values.patterns)}><summary>${t('faq.patterns')}</summary>${area('patterns', 3, { dir: 'ltr', class: 'code', spellcheck: false })}</details>
    ${reason && html`<p class="failure" role="alert"><bdi>${reason}</bdi></p>`}${checked && html`<${Checked} of=${checked} />`}
    ${mayWrite() && html`<div class="actions"><button disabled=${busy || (!mine && !checked)}>${checked ? t('faq.go_live') : t('faq.check')}</button>
      ${mine && html`<button type="button" class="quiet" onClick=${() => { draft.set(null); setChecked(null); setProblem(null); if (!entry) close(); }}>${t('faq.drop')}</button>`}
      ${entry && html`<button type="button" class="quiet danger-text" disabled=${busy} onClick=${remove}><${Icon} name="trash" />${t('faq.remove')}</button>`}</div>`}</form>`;
}

function Editor({ id, list, open }) {
  const entry = list.data?.faq.find((one) => String(one.id) === id);
  const close = () => go(href('faq', open?.from === 'unanswered' ? 'unanswered' : undefined));
  return html`<${Drawer} label=${t('faq.entry')} of=${id} onClose=${close}>
    <div class="drawer-head"><div><h2>${id === 'new' ? t('faq.new') : t('faq.entry')}</h2></div>
      <button type="button" class="plain" aria-label=${t('shell.close')} title=${t('shell.close')} onClick=${close}><${Icon} name="close" /></button></div>
    ${id === 'new' || entry ? html`<${Form} key=${id} id=${id} entry=${entry} reload=${() => { list.reload(); open?.reload(); }} close=${close} />`
      : list.data ? html`<${Failure} problem=${{ message: t('faq.gone') }} />` : html`<${Skeleton} rows=${4} />`}<//>`;
}

/* -- what nobody could answer -- */

function Group({ of: g, entries, open }) {
  const [to, setTo] = useState(String(g.nearest?.id ?? entries[0]?.id ?? ''));
  const more = g.texts.filter((text) => text !== g.text);
  const make = () => {
    draft.set({ id: 'new', unanswered: g.ids, values: { ...empty, question: g.text.slice(0, 300), phrasings: more.join('\n') } });
    go(href('faq', 'new', { from: 'unanswered' }));
  };
  const join = () => {
    const entry = entries.find((one) => String(one.id) === to), was = shown(entry);
    draft.set({ id: to, unanswered: g.ids, values: { ...was, phrasings: [was.phrasings, ...g.texts].filter(Boolean).join('\n') } });
    go(href('faq', to, { from: 'unanswered' }));
  };
  const ignore = async () => {
    open.put({ unanswered: open.data.unanswered.filter((one) => one !== g) });
    try {
      await api('POST', '/admin/unanswered/solve', { ids: g.ids });
      toast(t('faq.ignored'), { undo: () => api('POST', '/admin/unanswered/reopen', { ids: g.ids }).then(open.reload, toast) });
    } catch (problem) { toast(problem); open.reload(); }
  };
  return html`<li class="faq-group"><div class="faq-asked"><b><bdi>${g.text}</bdi></b>${g.count > 1 && html`<span class="badge-n" title=${t('faq.times', { n: g.count })}>${number(g.count)}×</span>`}
      <span class="soft"><${Ago} at=${g.last_at} /> · <a href=${href('chats', g.customer_id)}>${t('faq.open_chat')}</a></span></div>
    ${more.length > 0 && html`<ul class="faq-more soft">${more.map((text, i) => html`<li key=${i}><bdi>${text}</bdi></li>`)}</ul>`}
    ${mayWrite() && html`<div class="actions"><button type="button" onClick=${make}><${Icon} name="plus" />${t('faq.make')}</button>
      ${entries.length > 0 && html`<span class="faq-join"><select aria-label=${t('faq.join_which')} value=${to} onChange=${(event) => setTo(event.target.value)}>
          ${entries.map((one) => html`<option key=${one.id} value=${String(one.id)}>${one.question}</option>`)}</select>
        <button type="button" class="quiet" onClick=${join}>${t('faq.join')}</button></span>`}
      <button type="button" class="quiet" onClick=${ignore}>${t('faq.ignore')}</button></div>`}</li>`;
}

function Unanswered({ open, list }) {
  if (open.problem && !open.data) return html`<${Failure} problem=${open.problem} retry=${open.reload} />`;
  if (!open.data || !list.data) return html`<${Skeleton} />`;
  if (!open.data.unanswered.length) return html`<${Empty} title=${t('faq.all_answered')} text=${t('faq.all_answered_hint')} />`;
  return html`<ul class="faq-groups">${open.data.unanswered.map((g) => html`<${Group} key=${g.ids[0]} of=${g} entries=${list.data.faq} open=${open} />`)}</ul>`;
}

/* -- trying -- */

function Result({ of: r }) {
  return html`<div class="faq-result" role="status"><h2>${t('faq.would_read')}</h2>
    ${r.replies.map((one, i) => html`<p key=${i} class="bubble out"><bdi class="body">${styled(one.text)}</bdi><span class="meta">${t(`chats.source.${one.source}`)}${one.why ? ` · ${one.why}` : ''}</span></p>`)}
    <h2>${t('faq.came_near')}</h2>${r.ranked.length ? html`<ol class="faq-ranked">${r.ranked.map((one) => html`<li key=${one.id}>
      <a href=${href('faq', one.id)}><bdi>${one.question}</bdi></a><meter min="0" max="100" low="45" high="60" optimum="100" value=${one.score} aria-label=${t('faq.score')}></meter><b>${number(one.score)}</b>
      ${one.answers && html`<span class="status delivered">${t('faq.answers')}</span>`}
      ${one.matched && html`<span class="soft">${t(`faq.by_${one.by}`)} <bdi dir=${one.by === 'pattern' ? 'ltr' : 'auto'}>${one.matched}</bdi></span>`}</li>`)}</ol>`
      : html`<p class="soft">${t('faq.nothing_near')}</p>`}</div>`;
}

function Try() {
  const [text, setText] = useState(''), [result, setResult] = useState(null), [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try { setResult(await api('POST', '/admin/faq/try', { text: text.trim() })); } catch (problem) { toast(problem); }
    setBusy(false);
  };
  return html`<form class="faq-try" onSubmit=${submit}><label>${t('faq.try_label')}<input maxlength="1000" dir="auto" value=${text} onInput=${(event) => setText(event.target.value)} /></label>
      <button disabled=${busy || !text.trim()}>${t('faq.try_it')}</button></form>
    ${result ? html`<${Result} of=${result} />` : html`<p class="soft">${t('faq.try_hint')}</p>`}`;
}

/* -- the screen -- */

export default function Faq({ id, query }) {
  const phone = usePhone(), list = useResource('/admin/faq'), open = useResource('/admin/unanswered', ['message', 'system']);
  const one = id && !TABS.includes(id) ? id : null;
  const tab = one ? (query.get('from') === 'unanswered' ? 'unanswered' : 'entries') : id ?? 'entries';
  useEffect(() => { if (one === 'new' && draft.value?.id !== 'new') draft.set({ id: 'new', unanswered: [], values: empty }); }, [one]);
  const waiting = open.data?.unanswered.length, q = query.get('q') ?? '';
  return html`<div class=${one ? 'faq beside' : 'faq'}><div class="behind" inert=${Boolean(phone && one)}>
    <div class="head"><h1>${t('faq.title')}</h1>${tab === 'entries' && html`<${Search} value=${q} label=${t('faq.find')} onSearch=${(to) => narrow({ q: to, id: null }, { replace: true })} />`}${mayWrite() && html`<a class="button" href=${href('faq', 'new')}><${Icon} name="plus" />${t('faq.new')}</a>`}</div>
    <nav class="tabs" aria-label=${t('faq.title')}>${TABS.map((name) => html`<a key=${name} href=${href('faq', name === 'entries' ? undefined : name)} aria-current=${name === tab ? 'page' : undefined}>
      ${t(`faq.tab.${name}`)}${name === 'unanswered' && waiting > 0 && html`<b>${number(waiting)}</b>`}</a>`)}</nav>
    <div class=${tab === 'try' || tab === 'training' ? 'panel' : 'panel flush'}>${tab === 'try' ? html`<${Try} />` : tab === 'training' ? html`<${Training} />` : tab === 'unanswered' ? html`<${Unanswered} open=${open} list=${list} />`
      : html`<${Entries} list=${list} id=${one} q=${q} />`}</div></div>
    ${one && html`<${Editor} id=${one} list=${list} open=${{ from: query.get('from'), reload: open.reload }} />`}</div>`;
}
