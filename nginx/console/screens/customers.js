// customers.js -- everybody who ever wrote: found, tagged, looked at; their data handed out or forgotten.
import { api, mayWrite, session } from '../lib/api.js';
import { useList, useResource } from '../lib/data.js';
import { Dialog, Drawer, usePhone } from '../lib/dialog.js';
import { fullTime, money, personName } from '../lib/format.js';
import { html, useEffect, useState } from '../lib/html.js';
import { has, number, t } from '../lib/i18n.js';
import { Icon } from '../lib/icons.js';
import { Ago, Empty, Failure, More, Search, Skeleton } from '../lib/parts.js';
import { go, href, narrow } from '../lib/router.js';
import { useListKeys } from '../lib/table.js';
import { toast } from '../lib/toast.js';
import { newKey } from './chats/words.js';
import { Words } from './feedback.js';

const isOwner = () => session.value.user?.role === 'owner';
const languageName = (code) => new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(code);

const State = ({ of: c }) => (c.blocked ? html`<span class="status bad">${t('customers.blocked')}</span>`
  : c.opted_out ? html`<span class="status cancelled">${t('customers.stopped')}</span>`
  : c.owner === 'human' ? html`<span class="status human">${t('customers.waits')}</span>` : html`<span class="soft">${t('customers.bot')}</span>`);

/* -- the list -- */

function Row({ of: c, at, open, query }) {
  const press = (event) => { if (!event.target.closest('a, button')) go(href('customers', c.id, query)); };
  return html`<tr data-row=${c.id} class=${`${at ? 'at' : ''} ${open ? 'open' : ''}`} onClick=${press}>
    <th scope="row"><a href=${href('customers', c.id, query)} aria-current=${open ? 'true' : undefined}><bdi>${personName(c)}</bdi></a>
      ${c.tags.length > 0 && html`<span class="tags">${c.tags.map((tag) => html`<span key=${tag} class="tag"><bdi>${tag}</bdi></span>`)}</span>`}</th>
    <td class="phone">${c.phone ? html`<bdi dir="ltr">${c.phone}</bdi>` : html`<span class="soft">${t('customers.hidden')}</span>`}</td>
    <td class="number orders" data-title=${t('customers.orders')}>${number(c.order_count)}</td>
    <td class="number spent">${money(c.spent_minor, c.currency)}</td>
    <td class="when soft"><${Ago} at=${c.seen_at} /></td><td class="state"><${State} of=${c} /></td></tr>`;
}

const HEADS = ['name', 'phone', 'orders', 'spent', 'last', 'state'];

function List({ list, query, cursor, id, narrowed }) {
  if (list.loading) return html`<${Skeleton} />`;
  if (!list.rows.length) {
    return narrowed ? html`<${Empty} title=${t('customers.not_found')} text=${t('customers.not_found_hint', { what: narrowed })} />`
      : html`<${Empty} title=${t('customers.none')} text=${t('customers.none_hint')} />`;
  }
  return html`<table class="grid people-grid"><thead><tr>
    ${HEADS.map((one) => html`<th key=${one} scope="col" class=${one === 'orders' || one === 'spent' ? 'number' : ''}>${t(`customers.${one}`)}</th>`)}</tr></thead>
    <tbody>${list.rows.map((c) => html`<${Row} key=${c.id} of=${c} at=${c.id === cursor} open=${String(c.id) === id} query=${query} />`)}</tbody></table>`;
}

function Filters({ query, tags }) {
  const tag = query.get('tag') ?? '', sort = query.get('sort') ?? 'seen';
  return html`<div class="filter-row people-filters">
    <label>${t('customers.sort')}<select value=${sort} onChange=${(event) => narrow({ sort: event.target.value === 'seen' ? '' : event.target.value, id: null })}>
      ${['seen', 'spent'].map((one) => html`<option key=${one} value=${one}>${t(`customers.sort.${one}`)}</option>`)}</select></label>
    ${(tags.length > 0 || tag) && html`<label>${t('customers.tag')}<select value=${tag} onChange=${(event) => narrow({ tag: event.target.value, id: null })}>
      <option value="">${t('customers.any_tag')}</option>
      ${tags.map((one) => html`<option key=${one.tag} value=${one.tag}>${one.tag} (${number(one.customers)})</option>`)}
      ${tag && !tags.some((one) => one.tag === tag) && html`<option value=${tag}>${tag}</option>`}</select></label>`}</div>`;
}

/* -- one -- */

function Tags({ of: c, show, tags }) {
  const [text, setText] = useState('');
  const ask = async (tagsNow, act) => {
    show({ ...c, tags: tagsNow });
    try { show(await act()); return true; } catch (problem) { show(c); toast(problem); return false; }
  };
  const post = (tag) => api('POST', `/admin/customers/${c.id}/tags`, { tag });
  const add = (tag) => ask([...c.tags, tag], () => post(tag));
  const submit = async (event) => {
    event.preventDefault();
    if (text.trim() && await add(text.trim())) setText('');
  };
  const remove = async (tag) => {
    if (await ask(c.tags.filter((one) => one !== tag), () => api('DELETE', `/admin/customers/${c.id}/tags/${encodeURIComponent(tag)}`)))
      toast(t('customers.tag_removed', { tag }), { undo: () => post(tag).then(show, toast) });
  };
  return html`<section><h3>${t('customers.tags')}</h3>
    ${c.tags.length > 0 && html`<ul class="tags edit-tags">${c.tags.map((tag) => html`<li key=${tag} class="tag"><bdi>${tag}</bdi>
      ${mayWrite() && html`<button type="button" class="plain" aria-label=${t('customers.tag_remove', { tag })} onClick=${() => remove(tag)}><${Icon} name="close" /></button>`}</li>`)}</ul>`}
    ${mayWrite() && html`<form class="inline" onSubmit=${submit}><input value=${text} maxlength="40" list="known-tags" aria-label=${t('customers.tag_new')} placeholder=${t('customers.tag_new')} onInput=${(event) => setText(event.target.value)} />
      <datalist id="known-tags">${tags.map((one) => html`<option key=${one.tag} value=${one.tag}></option>`)}</datalist>
      <button class="quiet" disabled=${!text.trim()}>${t('customers.tag_add')}</button></form>`}</section>`;
}

function Email({ of: c, show }) {
  const [text, setText] = useState(null);
  const save = async (event) => {
    event.preventDefault();
    try { show(await api('PUT', `/admin/customers/${c.id}/email`, { email: text.trim() })); setText(null); toast(t('customers.email_saved')); } catch (problem) { toast(problem); }
  };
  return html`<section><h3>${t('customers.email')}</h3><p class="soft">${t('customers.email_hint')}</p>
    ${mayWrite() ? html`<form class="inline" onSubmit=${save}><input type="email" dir="ltr" maxlength="254" aria-label=${t('customers.email')} value=${text ?? c.email ?? ''} onInput=${(event) => setText(event.target.value)} autocomplete="off" />
      <button class="quiet" disabled=${text === null || text.trim() === (c.email ?? '')}>${t('shell.save')}</button></form>` : html`<p><bdi dir="ltr">${c.email ?? '–'}</bdi></p>`}</section>`;
}

function Notes({ of: c, reload }) {
  const [text, setText] = useState(''), [busy, setBusy] = useState(false);
  const add = async (event) => {
    event.preventDefault();
    if (busy || !text.trim()) return;
    setBusy(true);
    try { await api('POST', `/admin/chats/${c.id}/notes`, { text: text.trim(), key: newKey() }); setText(''); await reload(); } catch (problem) { toast(problem); }
    setBusy(false);
  };
  return html`<section class="notes"><h3>${t('customers.notes')}</h3><p class="soft">${t('customers.notes_hint')}</p>
    ${mayWrite() && html`<form onSubmit=${add}><textarea rows="2" maxlength="1600" aria-label=${t('customers.note')} value=${text} onInput=${(event) => setText(event.target.value)}></textarea>
      <button class="quiet" disabled=${busy || !text.trim()}>${t('customers.note_add')}</button></form>`}
    ${c.notes.length > 0 && html`<ul>${c.notes.map((note) => html`<li key=${note.id}><p><bdi>${note.body}</bdi></p>
      <span class="soft"><bdi>${note.author}</bdi> · <${Ago} at=${note.created_at} /></span></li>`)}</ul>`}</section>`;
}

const Orders = ({ of: c }) => html`<section><h3>${t('customers.orders')}</h3>
  ${c.orders.length ? html`<ul class="rows">${c.orders.map((o) => html`<li key=${o.id}><a href=${href('orders', o.id)}>
      <span class="grow"><bdi dir="ltr">${o.number}</bdi><span class="soft cut"><bdi>${o.summary}</bdi></span></span>
      <span class="order-end"><b>${money(o.total_minor, o.currency)}</b><span class=${`status ${o.status}`}>${t(`orders.status.${o.status}`)}</span></span></a></li>`)}</ul>`
    : html`<p class="soft">${t('customers.no_orders')}</p>`}
  ${c.order_count > c.orders.length && html`<a href=${href('orders', null, { customer: c.id })}>${t('customers.all_orders', { n: c.order_count })}</a>`}</section>`;

function Thoughts({ of: c }) {
  const said = useResource(`/admin/feedback?customer_id=${c.id}&limit=20`, ['message']).data?.feedback ?? [];
  return said.length > 0 && html`<section><h3>${t('feedback.theirs')}</h3><ul class="fb-list">${said.map((f) => html`<${Words} key=${f.id} of=${f} />`)}</ul></section>`;
}

async function download(c) {
  const answer = await api('GET', `/admin/customers/${c.id}/export`, undefined, { as: 'blob' });
  const url = URL.createObjectURL(answer);
  Object.assign(document.createElement('a'), { href: url, download: `customer-${c.id}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  toast(t('customers.exported'));
}

// It cannot be undone: who wants it types whom.
function Erase({ of: c, onClose, done }) {
  const [typed, setTyped] = useState(''), [busy, setBusy] = useState(false), [problem, setProblem] = useState(null);
  const wanted = c.phone ?? c.name ?? c.profile_name ?? String(c.id);
  const erase = async (event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try { await api('POST', `/admin/customers/${c.id}/erase`, { confirm: typed.trim() }); done(); } catch (failed) { setProblem(failed); setBusy(false); }
  };
  return html`<${Dialog} title=${t('customers.erase_title', { who: personName(c) })} onClose=${onClose}>
    <p>${t('customers.erase_text')}</p><p class="soft">${t('customers.erase_copies')}</p>
    <form class="inline-form" onSubmit=${erase}><label><span>${t('customers.erase_type')} <bdi dir="auto"><b>${wanted}</b></bdi></span>
        <input dir="auto" value=${typed} autocomplete="off" onInput=${(event) => setTyped(event.target.value)} /></label>
      ${problem && html`<p class="failure" role="alert">${has(`customers.erase_not.${problem.code}`) ? t(`customers.erase_not.${problem.code}`) : problem.message}</p>`}
      <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.keep')}</button>
        <button class="danger" disabled=${busy || typed.trim() !== wanted}>${t('customers.erase')}</button></div></form><//>`;
}

function Actions({ of: c, show, reload, gone }) {
  const [erasing, setErasing] = useState(false);
  const block = async () => {
    const to = !c.blocked;
    show({ ...c, blocked: to });
    try {
      await api('POST', `/admin/chats/${c.id}/${to ? 'block' : 'unblock'}`);
      toast(t(to ? 'customers.was_blocked' : 'customers.was_unblocked', { who: personName(c) }));
    } catch (problem) { show(c); toast(problem); }
    reload();
  };
  return html`<div class="actions"><a class="button" href=${href('chats', c.id)}><${Icon} name="chats" />${t('customers.open_chat')}</a>
    ${mayWrite() && html`<button type="button" class="quiet" onClick=${block}>${t(c.blocked ? 'customers.unblock' : 'customers.block')}</button>`}
    ${isOwner() && html`<button type="button" class="quiet" onClick=${() => download(c).catch(toast)}><${Icon} name="download" />${t('customers.export')}</button>
      <button type="button" class="quiet danger-text" onClick=${() => setErasing(true)}><${Icon} name="trash" />${t('customers.erase')}</button>`}
    ${erasing && html`<${Erase} of=${c} onClose=${() => setErasing(false)} done=${gone} />`}</div>`;
}

function Customer({ id, query, list, tags }) {
  const one = useResource(`/admin/customers/${encodeURIComponent(id)}`, ['order', 'message', 'conversation']);
  const c = one.data;
  const close = () => go(href('customers', null, query));
  // In the drawer and in its row of the list alike.
  const show = (now) => { one.put(now); list.change((was) => was.map((row) => (row.id === now.id ? { ...row, tags: now.tags, blocked: now.blocked } : row))); tags.reload(); };
  const gone = () => { toast(t('customers.erased')); list.change((was) => was.filter((row) => String(row.id) !== id)); close(); };
  return html`<${Drawer} label=${t('customers.customer')} of=${id} onClose=${close}>
    <div class="drawer-head"><div><h2><bdi>${c ? personName(c) : '…'}</bdi></h2>${c?.phone && html`<a class="soft" href=${`tel:${c.phone}`} dir="ltr">${c.phone}</a>`}</div>
      ${c && html`<${State} of=${c} />`}
      <button type="button" class="plain" aria-label=${t('shell.close')} title=${t('shell.close')} onClick=${close}><${Icon} name="close" /></button></div>
    ${one.problem && html`<${Failure} problem=${one.problem.status === 404 ? { message: t('customers.gone') } : one.problem} />`}
    ${one.loading && html`<${Skeleton} rows=${5} />`}
    ${c && html`<${Actions} of=${c} show=${show} reload=${one.reload} gone=${gone} />
      <dl class="facts"><dt>${t('customers.spent')}</dt><dd>${money(c.spent_minor, c.currency)} <span class="soft">${t('customers.in_orders', { n: c.order_count })}</span></dd>
        <dt>${t('customers.last')}</dt><dd>${fullTime(c.seen_at)}</dd><dt>${t('customers.first')}</dt><dd>${fullTime(c.created_at)}</dd>
        <dt>${t('customers.language')}</dt><dd>${languageName(c.language)}</dd></dl>
      <${Tags} of=${c} show=${show} tags=${tags.data?.tags ?? []} /><${Email} of=${c} show=${show} /><${Orders} of=${c} /><${Thoughts} of=${c} /><${Notes} of=${c} reload=${one.reload} />`}<//>`;
}

/* -- the screen -- */

export default function Customers({ id, query }) {
  const q = query.get('q')?.slice(0, 100) ?? '', tag = query.get('tag') ?? '', phone = usePhone();
  const sort = query.get('sort') === 'spent' ? 'spent' : '';
  const search = new URLSearchParams(Object.entries({ q, tag, sort }).filter(([, value]) => value)).toString();
  const list = useList(`/admin/customers${search && `?${search}`}`, 'customers', ['message', 'order', 'conversation']);
  const tags = useResource('/admin/tags');
  const { cursor, setCursor } = useListKeys(list.rows, { open: (c) => go(href('customers', c.id, query)) });
  useEffect(() => { if (id) setCursor(Number(id)); }, [id]);
  return html`<div class=${id ? 'people beside' : 'people'}><div class="behind" inert=${Boolean(phone && id)}>
    <div class="head"><h1>${t('customers.title')}</h1>
      <${Search} value=${q} label=${t('customers.find')} onSearch=${(to) => narrow({ q: to, id: null }, { replace: true })} /></div>
    <${Filters} query=${query} tags=${tags.data?.tags ?? []} />
    ${list.problem && html`<${Failure} problem=${list.problem} retry=${list.reload} />`}
    <div class="panel flush"><${List} list=${list} query=${query} cursor=${cursor} id=${id} narrowed=${q || tag} /><${More} list=${list} /></div></div>
    ${id && html`<${Customer} key=${id} id=${id} query=${query} list=${list} tags=${tags} />`}</div>`;
}
