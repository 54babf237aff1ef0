// settings.js -- the shop's own data, who may come in, keys, copies, how it is, who did what.
import { api, seen, session } from '../lib/api.js';
import { useList, useResource } from '../lib/data.js';
import { confirm, Dialog } from '../lib/dialog.js';
import { fullTime, money, plainMoney, readMoney } from '../lib/format.js';
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { has, number, t } from '../lib/i18n.js';
import { Icon } from '../lib/icons.js';
import { Ago, Empty, Failure, Field, More, Skeleton } from '../lib/parts.js';
import { href, narrow } from '../lib/router.js';
import { store, useStore } from '../lib/store.js';
import { toast } from '../lib/toast.js';
import { languageName } from '../lib/tongues.js';
import { Coupons } from './settings/coupons.js';
import { Delivery } from './settings/delivery.js';
import { Ai } from './settings/ai.js';
import { Automation } from './settings/automation.js';
import { Hooks } from './settings/hooks.js';
import { Notices } from './settings/notices.js';
import { FormDialog, Loaded, useDeed, word, Wrong } from './settings/parts.js';
import { PayForm } from './settings/pay.js';

const ROLES = ['owner', 'staff', 'viewer'];
const isOwner = () => session.value.user?.role === 'owner';

/* -- the shop -- */

// What was typed outlives another screen and the end of a session: { seen, values }.
const draft = store(null);
const MONEY = ['delivery_fee', 'delivery_free_from'];

function shown(data) {
  return { name: data.name, currency: data.currency, languages: data.languages, owner_language: data.owner_language, pickup_address: data.pickup_address, human_timeout_minutes: String(data.human_timeout_minutes),
    ...Object.fromEntries(MONEY.map((one) => [one, plainMoney(data[`${one}_minor`], data.currency)])) };
}

// Only what differs from what was seen is sent.
function wish(values, was) {
  const changed = Object.entries(values).filter(([name, value]) => value !== was[name]);
  return Object.fromEntries(changed.map(([name, value]) => [name, name === 'human_timeout_minutes' ? Number(value)
    : MONEY.includes(name) ? readMoney(value, values.currency) ?? value : value.trim()]));
}

const told = (name, row) => {
  const value = row?.[name] ?? row?.[`${name}_minor`];
  if (name === 'role' && value) return t(`settings.role_${value}`);
  if (name === 'status' && value) return word(`orders.status.${value}`, value);
  if (typeof value === 'boolean') return t(value ? 'settings.yes' : 'settings.no');
  return value === undefined || value === null || value === '' ? '–' : MONEY.includes(name) && row.currency ? money(row[`${name}_minor`], row.currency) : String(value);
};

function Changes({ row, only }) {
  const { before, after } = row;
  const named = !before || !after ? ['name', 'username', 'id'] : ['id']; // it stands in the line above
  const hidden = (name) => name === 'updated_at' || named.includes(name) || (name.endsWith('_minor') && (before ?? after)[name.slice(0, -6)] !== undefined);
  const names = Object.keys({ ...before, ...after }).filter((name) => !hidden(name) && JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name])
    && [before?.[name], after?.[name]].every((value) => value === null || typeof value !== 'object'));
  if (!names.length) return null;
  return html`<ul class="set-changes">${names.slice(0, only ?? 6).map((name) => html`<li key=${name}>${word(`settings.${name}`, name)}: <bdi>${told(name, before)}</bdi>
    <span aria-hidden="true"> → </span><span class="hidden"> ${t('settings.became')} </span><bdi>${told(name, after)}</bdi></li>`)}</ul>`;
}

const SPOKEN = ['en', 'es', 'pt', 'fr', 'ar'];

// "en,es": those the shop speaks, the first for who has not written yet.
function Languages({ value, may, why, onChange }) {
  const chosen = value.split(',').filter(Boolean);
  const turn = (code) => onChange((chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]).join(','));
  return html`<fieldset class="set-languages"><legend>${t('settings.languages')}</legend>
    <div class="actions">${SPOKEN.map((code) => html`<label key=${code} class="check"><input type="checkbox" checked=${chosen.includes(code)}
      disabled=${!may || (chosen.length === 1 && chosen[0] === code)} onChange=${() => turn(code)} />${languageName(code)}</label>`)}</div>
    <label>${t('settings.first_language')}<select value=${chosen[0]} disabled=${!may} onChange=${(event) => onChange([event.target.value, ...chosen.filter((one) => one !== event.target.value)].join(','))}>
      ${chosen.map((code) => html`<option key=${code} value=${code}>${languageName(code)}</option>`)}</select></label>
    <span class="hint">${why}</span></fieldset>`;
}

function ShopForm({ data, reload, put }) {
  const kept = useStore(draft), deed = useDeed();
  const was = kept?.seen ?? data, values = kept?.values ?? shown(data);
  const type = (name) => (event) => draft.set({ seen: was, values: { ...values, [name]: event.target.value } });
  const save = (version) => deed.run(async () => {
    const next = await api('PUT', '/admin/settings', wish(values, shown(was)), seen({ version }));
    draft.set(null);
    put(next);
    toast(t('settings.saved'));
  });
  const submit = (event) => { event.preventDefault(); save(was.version); };
  const latest = deed.problem?.status === 412 && deed.problem.json?.latest;
  const anyway = async () => {
    const now = await api('GET', '/admin/settings').catch(toast);
    if (now) save(now.version);
  };
  const takeTheirs = () => { draft.set(null); deed.clear(); reload(); };
  const may = (name) => isOwner() && !data.fixed.includes(name) && !(name === 'currency' && data.currency_fixed);
  const why = (name) => (data.fixed.includes(name) ? t('settings.fixed_outside') : name === 'currency' && data.currency_fixed ? t('settings.currency_kept') : has(`settings.${name}_hint`) ? t(`settings.${name}_hint`) : undefined);
  const input = (name, more = {}) => html`<${Field} id=${`set-${name}`} label=${t(`settings.${name}`)} hint=${why(name)}>
    <input id=${`set-${name}`} value=${values[name]} readonly=${!may(name)} onInput=${type(name)} aria-describedby=${why(name) ? `set-${name}-hint` : undefined} dir="auto" ...${more} /><//>`;
  return html`<form class="panel set-form" onSubmit=${submit}><h2>${t('settings.shop')}</h2>
    ${!isOwner() && html`<p class="soft">${t('settings.owner_only')}</p>`}
    ${input('name', { required: true, maxlength: 100 })}<${Languages} value=${values.languages} may=${may('languages')} why=${data.fixed.includes('languages') ? t('settings.fixed_outside') : t('settings.languages_hint')} onChange=${(to) => type('languages')({ target: { value: to } })} />
    <${Field} id="set-owner-language" label=${t('settings.owner_language')} hint=${t('settings.owner_language_hint')}><select id="set-owner-language" value=${values.owner_language} disabled=${!isOwner()} aria-describedby="set-owner-language-hint" onChange=${type('owner_language')}>
      <option value="">${t('settings.owner_language_first')}</option>${SPOKEN.map((code) => html`<option key=${code} value=${code}>${languageName(code)}</option>`)}</select><//>${input('pickup_address', { maxlength: 300 })}
    <div class="pair">${input('currency', { required: true, maxlength: 3, dir: 'ltr' })}${input('human_timeout_minutes', { type: 'number', min: 1, max: 43200, required: true })}</div>
    <div class="pair">${MONEY.map((name) => input(name, { inputmode: 'decimal', dir: 'ltr' }))}</div>
    ${latest ? html`<div class="failure" role="alert"><p>${t('settings.stale', { who: latest.actor })}</p><${Changes} row=${latest} />
        <div class="actions"><button type="button" disabled=${deed.busy} onClick=${anyway}>${t('settings.save_mine')}</button>
          <button type="button" class="quiet" onClick=${takeTheirs}>${t('settings.take_theirs')}</button></div></div>`
      : html`<${Wrong} deed=${deed} />`}
    ${isOwner() && !latest && html`<div class="actions"><button disabled=${deed.busy || !kept}>${t('shell.save')}</button>
      ${kept && html`<button type="button" class="quiet" onClick=${takeTheirs}>${t('settings.undo_changes')}</button>`}</div>`}</form>`;
}

function Shop() {
  const is = useResource('/admin/settings');
  return html`<${Loaded} of=${is}>${(data) => html`<${ShopForm} data=${data} reload=${is.reload} put=${is.put} /><${PayForm} data=${data} reload=${is.reload} put=${is.put} />`}<//>`;
}

/* -- people -- */

function NewPassword({ id, label, name = 'password', auto = 'new-password' }) {
  return html`<${Field} id=${id} label=${label} hint=${auto === 'new-password' ? t('settings.password_hint') : undefined}>
    <input id=${id} name=${name} type="password" required maxlength="128" minlength=${auto === 'new-password' ? 12 : undefined} autocomplete=${auto}
      aria-describedby=${auto === 'new-password' ? `${id}-hint` : undefined} /><//>`;
}

const RoleSelect = (props) => html`<select ...${props}>${ROLES.map((one) => html`<option key=${one} value=${one}>${t(`settings.role_${one}`)}</option>`)}</select>`;

function StaffRow({ of, reload, ask }) {
  const me = session.value.user.username === of.username;
  const role = async (event) => {
    try { await api('PUT', `/admin/staff/${of.id}`, { role: event.target.value }); toast(t('settings.saved')); } catch (problem) { toast(problem.code === 'not_allowed_now' ? t('settings.last_owner') : problem, { bad: true }); }
    reload();
  };
  const remove = async () => {
    if (!await confirm({ title: t('settings.remove_title', { who: of.username }), text: t('settings.remove_text'), yes: t('settings.remove'), danger: true })) return;
    try { await api('DELETE', `/admin/staff/${of.id}`); toast(t('settings.removed', { who: of.username })); } catch (problem) { toast(problem.code === 'not_allowed_now' ? t('settings.last_owner') : problem, { bad: true }); }
    reload();
  };
  return html`<li><div class="grow"><b><bdi>${of.username}</bdi>${me && html` <span class="soft">${t('settings.you')}</span>`}</b>
      <span class="soft">${of.seen_at ? html`${t('settings.seen')} <${Ago} at=${of.seen_at} />` : t('settings.never_here')}${of.locked && html` · ${t('settings.locked')}`}</span></div>
    <${RoleSelect} aria-label=${t('settings.role_of', { who: of.username })} value=${of.role} onChange=${role} />
    <div class="actions"><button type="button" class="quiet" onClick=${() => ask(of)}>${t('settings.new_password')}</button>
      <button type="button" class="quiet danger-text" aria-label=${t('settings.remove_title', { who: of.username })} onClick=${remove}><${Icon} name="trash" /></button></div></li>`;
}

function Staff() {
  const is = useResource('/admin/staff');
  const [asked, setAsked] = useState(null); // null, 'new', or whose password
  const close = () => setAsked(null);
  const add = async (given) => { await api('POST', '/admin/staff', given); close(); is.reload(); toast(t('settings.added', { who: given.username })); };
  const renew = async ({ password }) => { await api('PUT', `/admin/staff/${asked.id}`, { password }); close(); toast(t('settings.password_given', { who: asked.username })); };
  return html`<section class="panel"><div class="set-head"><h2>${t('settings.staff')}</h2>
      <button type="button" onClick=${() => setAsked('new')}><${Icon} name="plus" />${t('settings.add_person')}</button></div><p class="soft">${t('settings.roles_hint')}</p>
    <${Loaded} of=${is}>${({ staff }) => html`<ul class="set-list">${staff.map((one) => html`<${StaffRow} key=${one.id} of=${one} reload=${is.reload} ask=${setAsked} />`)}</ul>`}<//>
    ${asked === 'new' && html`<${FormDialog} title=${t('settings.add_person')} yes=${t('settings.add')} onClose=${close} onSubmit=${add}>
      <label>${t('shell.user_name')}<input name="username" required maxlength="64" autocapitalize="none" autocomplete="off" /></label>
      <label>${t('settings.role')}<${RoleSelect} name="role" value="staff" /></label><${NewPassword} id="new-person" label=${t('shell.password')} /><//>`}
    ${asked?.id && html`<${FormDialog} title=${t('settings.password_for', { who: asked.username })} hint=${t('settings.password_ends')} yes=${t('shell.save')} onClose=${close} onSubmit=${renew}>
      <${NewPassword} id="their-password" label=${t('settings.new_password')} /><//>`}</section>`;
}

/* -- oneself -- */

function Password() {
  const deed = useDeed(), form = useRef();
  const submit = (event) => {
    event.preventDefault();
    deed.run(async () => {
      await api('PUT', '/admin/password', Object.fromEntries(new FormData(form.current)));
      form.current.reset();
      toast(t('settings.password_changed'));
    });
  };
  return html`<form ref=${form} class="panel set-form" onSubmit=${submit}><h2>${t('settings.own_password')}</h2><p class="soft">${t('settings.password_others')}</p>
    <input type="text" autocomplete="username" value=${session.value.user.username} hidden readonly aria-label=${t('shell.user_name')} />
    <${NewPassword} id="old-password" name="old_password" label=${t('settings.old_password')} auto="current-password" /><${NewPassword} id="own-password" label=${t('settings.new_password')} />
    <${Wrong} deed=${deed} /><div class="actions"><button disabled=${deed.busy}>${t('settings.change_password')}</button></div></form>`;
}

// "Chrome, Android" of a User-Agent; the whole text is its title.
function device(agent) {
  const found = (pairs) => pairs.find(([, shape]) => shape.test(agent))?.[0];
  const program = found([['Edge', /Edg/], ['Opera', /OPR/], ['Firefox', /Firefox/], ['Chrome', /Chrom/], ['Safari', /Safari/]]);
  const system = found([['iPhone', /iPhone/], ['iPad', /iPad/], ['Android', /Android/], ['Windows', /Windows/], ['Mac', /Mac OS/], ['Linux', /Linux/]]);
  return [program, system].filter(Boolean).join(', ') || agent.slice(0, 40) || t('settings.unknown_device');
}

function Sessions() {
  const [all, setAll] = useState(false);
  const is = useResource(`/admin/sessions${all ? '?all=1' : ''}`);
  const end = async (path) => { try { await api('DELETE', path); toast(t('settings.signed_out')); } catch (problem) { toast(problem); } is.reload(); };
  return html`<section class="panel"><h2>${t('settings.sessions')}</h2>
    ${isOwner() && html`<label class="check"><input type="checkbox" checked=${all} onChange=${(event) => setAll(event.target.checked)} />${t('settings.everybody')}</label>`}
    <${Loaded} of=${is}>${({ sessions }) => html`<ul class="set-list">${sessions.map((one) => html`<li key=${one.id}>
        <div class="grow"><b title=${one.device}><bdi>${device(one.device)}</bdi>${all && html` · <bdi>${one.username}</bdi>`}</b>
          <span class="soft"><bdi dir="ltr">${one.address}</bdi> · ${one.this_one ? t('settings.this_device') : html`${t('settings.seen')} <${Ago} at=${one.seen_at} />`}</span></div>
        ${!one.this_one && html`<button type="button" class="quiet" onClick=${() => end(`/admin/sessions/${one.id}`)}>${t('shell.sign_out')}</button>`}</li>`)}</ul>
      ${sessions.length > 1 && !all && html`<div class="actions"><button type="button" class="quiet" onClick=${() => end('/admin/sessions')}>${t('settings.end_others')}</button></div>`}`}<//></section>`;
}

const You = () => html`<${Password} /><${Sessions} />`;

/* -- keys -- */

function KeyOnce({ made, onClose }) {
  const copy = async () => { try { await navigator.clipboard.writeText(made.key); toast(t('settings.copied')); } catch { toast(t('settings.copy_by_hand')); } };
  return html`<${Dialog} title=${t('settings.key_once', { name: made.name })} hint=${t('settings.key_once_hint')} onClose=${onClose} must wide>
    <label>${t('settings.key')}<input class="set-key" readonly dir="ltr" value=${made.key} onFocus=${(event) => event.target.select()} /></label>
    <div class="actions end"><button type="button" class="quiet" onClick=${copy}>${t('settings.copy')}</button><button type="button" onClick=${onClose}>${t('settings.key_kept')}</button></div><//>`;
}

function Keys() {
  const is = useResource('/admin/keys');
  const [asked, setAsked] = useState(false), [made, setMade] = useState(null);
  const add = async (given) => { setMade(await api('POST', '/admin/keys', given)); setAsked(false); is.reload(); };
  const revoke = async (key) => {
    if (!await confirm({ title: t('settings.revoke_title', { name: key.name }), text: t('settings.revoke_text'), yes: t('settings.revoke'), danger: true })) return;
    try { await api('DELETE', `/admin/keys/${key.id}`); toast(t('settings.revoked', { name: key.name })); } catch (problem) { toast(problem); }
    is.reload();
  };
  return html`<section class="panel"><div class="set-head"><h2>${t('settings.keys')}</h2><button type="button" onClick=${() => setAsked(true)}><${Icon} name="plus" />${t('settings.make_key')}</button></div>
    <p class="soft">${t('settings.keys_hint')}</p>
    <p><a href="/docs/">${t('settings.api_reference')}</a></p>
    <${Loaded} of=${is}>${({ keys }) => (keys.length ? html`<ul class="set-list">${keys.map((key) => html`<li key=${key.id}><div class="grow"><b><bdi>${key.name}</bdi></b>
        <span class="soft"><bdi dir="ltr">${key.hint}…</bdi> · ${t(`settings.role_${key.role}`)} · ${key.used_at ? html`${t('settings.used')} <${Ago} at=${key.used_at} />` : t('settings.never_used')}</span></div>
        <button type="button" class="quiet danger-text" onClick=${() => revoke(key)}>${t('settings.revoke')}</button></li>`)}</ul>`
      : html`<${Empty} title=${t('settings.no_keys')} text=${t('settings.no_keys_hint')} />`)}<//>
    ${asked && html`<${FormDialog} title=${t('settings.make_key')} yes=${t('settings.make')} onClose=${() => setAsked(false)} onSubmit=${add}>
      <label>${t('settings.key_name')}<input name="name" required maxlength="64" /></label><label>${t('settings.role')}<${RoleSelect} name="role" value="staff" /></label><//>`}
    ${made && html`<${KeyOnce} made=${made} onClose=${() => setMade(null)} />`}</section>`;
}

/* -- copies -- */

const size = (bytes) => t('settings.megabytes', { size: (bytes / 1048576).toFixed(1) });

function Backups() {
  const is = useResource('/admin/backups'), deed = useDeed();
  const make = () => deed.run(async () => { await api('POST', '/admin/backups'); is.reload(); toast(t('settings.copy_made')); });
  return html`<section class="panel"><div class="set-head"><h2>${t('settings.backups')}</h2><button type="button" disabled=${deed.busy} onClick=${make}>${deed.busy ? t('settings.copying') : t('settings.copy_now')}</button></div>
    <p class="soft">${t('settings.backups_hint')}</p><${Wrong} deed=${deed} />
    <${Loaded} of=${is}>${({ backups }) => (backups.length ? html`<ul class="set-list">${backups.map((one) => html`<li key=${one.name}><div class="grow"><b>${fullTime(one.made_at)}</b>
        <span class="soft"><bdi dir="ltr">${one.name}</bdi> · ${size(one.bytes)}</span></div>
        <a class="button quiet-link" href=${`/admin/backups/${one.name}`} download=${one.name} aria-label=${t('settings.download_one', { when: fullTime(one.made_at) })}><${Icon} name="download" />${t('settings.download')}</a></li>`)}</ul>`
      : html`<${Empty} title=${t('settings.no_backups')} text=${t('settings.no_backups_hint')} />`)}<//></section>`;
}

/* -- how it is -- */

// Asked when wanted: looking through the whole database every few seconds would be a waste.
function useOnce(path) {
  const [state, setState] = useState({});
  const reload = () => api('GET', path).then((data) => setState({ data }), (problem) => setState({ problem }));
  useEffect(() => { reload(); }, [path]);
  return { ...state, reload };
}

const LEVEL = { broken: 'bad', attention: 'pending', note: '', well: 'delivered' };

function Health() {
  const is = useOnce('/admin/health');
  const text = (kind, p) => (has(`settings.${kind}.${p.code}`) ? t(`settings.${kind}.${p.code}`, { n: p.n, what: p.what ?? '' }) : p[kind]);
  const fact = (name, value) => html`<dt>${t(`settings.${name}`)}</dt><dd>${value}</dd>`;
  return html`<section class="panel"><div class="set-head"><h2>${t('settings.health')}</h2><button type="button" class="quiet" onClick=${is.reload}>${t('settings.check_again')}</button></div>
    <${Loaded} of=${is}>${(h) => html`<p class="set-state"><span class=${`status ${LEVEL[h.status]}`}>${t(`settings.level.${h.status}`)}</span> <span class="soft"><${Ago} at=${h.checked_at} /></span></p>
      <ul class="set-list set-problems">${h.problems.map((p) => html`<li key=${p.code} class=${p.level}><div class="grow"><b>${text('says', p)}</b><span>${text('do', p)}</span></div>
        <span class=${`status ${LEVEL[p.level]}`}>${t(`settings.level.${p.level}`)}</span></li>`)}</ul>
      <dl class="facts">${fact('last_in_at', h.last_in_at ? html`<${Ago} at=${h.last_in_at} />` : t('settings.never'))}${fact('last_sent_at', h.last_sent_at ? html`<${Ago} at=${h.last_sent_at} />` : t('settings.never'))}
        ${fact('backup_at', h.backup_at ? html`<${Ago} at=${h.backup_at} />` : t('settings.never'))}${fact('free', t('settings.megabytes', { size: number(h.free_megabytes) }))}
        ${fact('public_url', html`<bdi dir="ltr">${h.public_url}</bdi>`)}</dl>`}<//></section>`;
}

/* -- a new shop -- */

const WHERE = { password: ['settings', 'you'], shop: ['settings', 'shop'], delivery: ['settings', 'shop'], products: ['products'], backup: ['settings', 'backups'] };

// What happens outside the console stands in a guide.
const READ = { public_url: 'deployment', twilio: 'keys', webhook: 'set-up' };

function Address({ words, value }) {
  const copy = async () => { try { await navigator.clipboard.writeText(value); toast(t('settings.copied')); } catch { toast(t('settings.copy_by_hand')); } };
  return html`<dt>${words}</dt><dd><code dir="ltr">${value}</code> <button type="button" class="quiet small" aria-label=${t('settings.copy_one', { what: words })} onClick=${copy}>${t('settings.copy')}</button></dd>`;
}

function Start() {
  const is = useResource('/admin/checklist');
  return html`<section class="panel"><h2>${t('settings.start')}</h2><p class="soft">${t('settings.start_hint')}</p>
    <${Loaded} of=${is}>${({ steps, status_callback: callback }) => {
      const done = steps.filter((one) => one.done).length, next = steps.find((one) => !one.done)?.code;
      return html`<p class="set-state">${done === steps.length ? t('settings.start_done') : t('settings.start_count', { done, of: steps.length })}</p>
        <progress class="set-progress" max=${steps.length} value=${done} aria-label=${t('settings.start')}></progress>
        <ol class="set-list set-steps">${steps.map((one) => html`<li key=${one.code} class=${one.done ? 'done' : ''}>
          <span class="set-tick">${one.done && html`<${Icon} name="check" />`}<span class="hidden">${t(one.done ? 'settings.step_done' : 'settings.step_open')}</span></span>
          <div class="grow"><b>${t(`settings.step.${one.code}`)}</b>${!one.done && html`<span class="soft">${t(`settings.step_hint.${one.code}`)}</span>`}
            ${!one.done && one.code === 'webhook' && html`<dl class="facts"><${Address} words=${t('settings.when_message')} value=${one.what} /><${Address} words=${t('settings.status_callback')} value=${callback} /></dl>`}</div>
          ${!one.done && WHERE[one.code] && html`<a class=${one.code === next ? 'button' : 'button quiet-link'} href=${href(...WHERE[one.code])}>${t('settings.go_there')}<span class="hidden">: ${t(`settings.step.${one.code}`)}</span></a>`}
          ${!one.done && READ[one.code] && html`<a class="button quiet-link" href=${href('help', READ[one.code])}>${t('settings.read_guide')}<span class="hidden">: ${t(`settings.step.${one.code}`)}</span></a>`}</li>`)}</ol>`;
    }}<//></section>`;
}

/* -- the book of changes -- */

const SUBJECTS = ['order', 'delivery', 'coupon', 'product', 'customer', 'faq', 'text', 'chat', 'canned', 'settings', 'staff', 'session', 'key', 'backup', 'template', 'notice', 'rules', 'schedule', 'hook', 'task', 'request'];

function Book({ query }) {
  const actor = query.get('actor') ?? '', subject = query.get('subject') ?? '';
  const search = new URLSearchParams(Object.entries({ actor, subject }).filter(([, value]) => value));
  const list = useList(`/admin/audit${search.size ? `?${search}` : ''}`, 'audit');
  const what = (row) => word(`settings.act.${row.action}`, row.action);
  const about = (row) => row.after?.username ?? row.before?.username ?? row.after?.name ?? row.before?.name ?? row.after?.number ?? row.ref;
  const itself = (row) => ['settings.change', 'staff.password', 'session.end', 'session.end_others'].includes(row.action);
  return html`<section class="panel"><h2>${t('settings.book')}</h2>
    <div class="pair"><label>${t('settings.by_whom')}<input type="search" value=${actor} maxlength="70" autocapitalize="none" onChange=${(event) => narrow({ actor: event.target.value.trim() })} /></label>
      <label>${t('settings.about')}<select value=${subject} onChange=${(event) => narrow({ subject: event.target.value })}><option value="">${t('settings.everything')}</option>
        ${SUBJECTS.map((one) => html`<option key=${one} value=${one}>${t(`settings.subject.${one}`)}</option>`)}</select></label></div>
    ${list.problem && html`<${Failure} problem=${list.problem} retry=${list.reload} />`}
    ${list.loading ? html`<${Skeleton} />` : list.rows.length ? html`<ul class="set-list set-book">${list.rows.map((row) => html`<li key=${row.id}><div class="grow">
        <span><b><bdi>${row.actor}</bdi></b> · ${what(row)} ${!itself(row) && row.ref && html`<bdi class="soft">${about(row)}</bdi>`}</span><${Changes} row=${row} /></div>
        <span class="soft"><${Ago} at=${row.at} /></span></li>`)}</ul>` : html`<${Empty} title=${t('settings.nothing_yet')} text=${t('settings.nothing_yet_hint')} />`}<${More} list=${list} /></section>`;
}

/* -- together -- */

// owner: shown to owners only. staff: not to those who only look.
const TABS = [{ name: 'start', It: Start, owner: true }, { name: 'shop', It: Shop }, { name: 'delivery', It: Delivery }, { name: 'coupons', It: Coupons, staff: true }, { name: 'notices', It: Notices }, { name: 'automation', It: Automation }, { name: 'ai', It: Ai, staff: true }, { name: 'staff', It: Staff, owner: true }, { name: 'you', It: You }, { name: 'keys', It: Keys, owner: true }, { name: 'hooks', It: Hooks, owner: true },
  { name: 'backups', It: Backups, owner: true }, { name: 'health', It: Health }, { name: 'book', It: Book, owner: true }];

export default function Settings({ id, query }) {
  const tabs = TABS.filter((tab) => (!tab.owner || isOwner()) && (!tab.staff || session.value.user?.role !== 'viewer'));
  const at = tabs.find((tab) => tab.name === id) ?? tabs[0];
  useEffect(() => { document.querySelector('.set-tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }, [at.name]);
  return html`<div class="head"><h1>${t('settings.title')}</h1></div>
    <div class="set-body"><nav class="tabs set-tabs" aria-label=${t('settings.title')}>${tabs.map(({ name }) => html`<a key=${name} href=${href('settings', name)} aria-current=${name === at.name ? 'page' : undefined}>${t(`settings.tab.${name}`)}</a>`)}</nav>
      <div class="stack set-page"><${at.It} key=${at.name} query=${query} /></div></div>`;
}
