// notices.js -- what customers are told and by which template, and how the owner hears of what.
import { api, seen, session } from '../../lib/api.js';
import { useResource } from '../../lib/data.js';
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Field } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';
import { FormDialog, Loaded, useDeed, Wrong } from './parts.js';

const LANGUAGES = ['en', 'es', 'pt', 'fr', 'ar'];
const languageName = (code) => new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(code);
const isOwner = () => session.value.user?.role === 'owner';

// Changed at once, and taken back where it did not hold.
function Choices({ data, put }) {
  const choose = (row, way) => async (event) => {
    const next = { whatsapp: row.whatsapp, email: row.email, [way]: event.target.checked };
    put({ ...data, owner: data.owner.map((one) => (one === row ? { ...row, ...next } : one)) });
    try { put(await api('PUT', `/admin/notices/${row.kind}`, next)); } catch (problem) { put(data); toast(problem); }
  };
  const box = (row, way) => html`<label class="check"><input type="checkbox" checked=${row[way]} disabled=${!isOwner()} onChange=${choose(row, way)} />
    <span>${t(`settings.way_${way}`)}<span class="hidden"> ${t(`settings.notice.${row.kind}`)}</span></span></label>`;
  return html`<ul class="set-list">${data.owner.map((row) => html`<li key=${row.kind}><div class="grow"><b>${t(`settings.notice.${row.kind}`)}</b>
      ${row.task && html`<span class="soft">${t('settings.makes_task')}</span>`}</div><div class="actions">${box(row, 'whatsapp')}${box(row, 'email')}</div></li>`)}</ul>`;
}

function Owner({ data, put }) {
  const deed = useDeed(), { ways } = data;
  const attempt = () => deed.run(async () => { await api('POST', '/admin/notices/trial'); toast(t('settings.trial_sent', { to: ways.owner_email })); });
  const where = (name, value) => html`<dt>${t(`settings.${name}`)}</dt><dd>${value ? html`<bdi dir="ltr">${value}</bdi>` : t('settings.not_set')}</dd>`;
  return html`<section class="panel"><div class="set-head"><h2>${t('settings.tell_me')}</h2>
      ${isOwner() && ways.mail && ways.owner_email && html`<button type="button" class="quiet" disabled=${deed.busy} onClick=${attempt}>${t('settings.trial')}</button>`}</div>
    <p class="soft">${t('settings.tell_me_hint')}</p><${Wrong} deed=${deed} />
    <dl class="facts">${where('way_whatsapp', ways.owner_whatsapp.replace('whatsapp:', ''))}${where('way_email', ways.mail ? ways.owner_email : '')}</dl>
    <${Choices} data=${data} put=${put} /></section>`;
}

function TemplateForm({ kind, of, onClose, put }) {
  const save = async ({ language, content_sid: sid, variables, body }) => {
    const wish = { content_sid: sid.trim(), variables: variables.split(/[\s,]+/).filter(Boolean), body: body.trim() };
    put(await api('PUT', `/admin/notices/${kind.kind}/templates/${language}`, wish, of ? seen(of) : undefined));
    onClose();
    toast(t('settings.saved'));
  };
  return html`<${FormDialog} title=${t('settings.template_for', { what: t(`settings.notice.${kind.kind}`) })} hint=${t('settings.template_hint')} yes=${t('shell.save')} onClose=${onClose} onSubmit=${save}>
    <label>${t('settings.template_language')}<select name="language">${LANGUAGES.filter((one) => !of || one === of.language).map((one) => html`<option key=${one} value=${one} selected=${one === (of?.language ?? 'en')}>${languageName(one)}</option>`)}</select></label>
    <label>ContentSid<input name="content_sid" required dir="ltr" minlength="34" maxlength="34" pattern="HX[0-9a-fA-F]{32}" placeholder="HX…" defaultValue=${of?.content_sid ?? ''} autocapitalize="none" autocomplete="off" /></label>
    <${Field} id="set-variables" label=${t('settings.template_variables')} hint=${t('settings.template_variables_hint', { list: kind.values.join(', ') })}>
      <input id="set-variables" name="variables" dir="ltr" defaultValue=${(of?.variables ?? []).join(', ')} aria-describedby="set-variables-hint" autocapitalize="none" autocomplete="off" /><//>
    <${Field} id="set-body" label=${t('settings.template_body')} hint=${t('settings.template_body_hint', { list: '{{1}}, {{2}}' })}>
      <textarea id="set-body" name="body" rows="4" maxlength="1024" dir="auto" defaultValue=${of?.body ?? ''} aria-describedby="set-body-hint"></textarea><//><//>`;
}

function Templates({ data, put, reload }) {
  const [asked, setAsked] = useState(null); // { kind, of }
  const remove = async (kind, of) => {
    const at = `/admin/notices/${kind.kind}/templates/${of.language}`;
    try {
      await api('DELETE', at);
      const back = async () => { try { put(await api('PUT', at, { content_sid: of.content_sid, variables: of.variables, body: of.body })); } catch (problem) { toast(problem); } };
      toast(t('settings.template_gone'), { undo: back });
    } catch (problem) { toast(problem); }
    reload();
  };
  const row = (kind) => html`<li key=${kind.kind}><div class="grow"><b>${t(`settings.notice.${kind.kind}`)}</b>
      ${kind.templates.length ? kind.templates.map((of) => html`<span key=${of.language} class="soft set-template"><bdi>${languageName(of.language)}</bdi> · <bdi dir="ltr">${of.content_sid.slice(0, 8)}…</bdi>
          ${isOwner() && html`<button type="button" class="quiet" onClick=${() => setAsked({ kind, of })}>${t('settings.change')}<span class="hidden"> ${t(`settings.notice.${kind.kind}`)} ${of.language}</span></button>
            <button type="button" class="quiet danger-text" aria-label=${t('settings.template_remove', { what: t(`settings.notice.${kind.kind}`), language: of.language })} onClick=${() => remove(kind, of)}><${Icon} name="trash" /></button>`}</span>`)
        : html`<span class="soft">${t(kind.kind === 'from_staff' || kind.kind === 'ask_back' ? 'settings.no_template_hand' : kind.promotional ? 'settings.no_template_quiet' : 'settings.no_template')}</span>`}</div>
    ${isOwner() && html`<button type="button" class="quiet" onClick=${() => setAsked({ kind })}><${Icon} name="plus" />${t('settings.template_add')}<span class="hidden"> ${t(`settings.notice.${kind.kind}`)}</span></button>`}</li>`;
  return html`<section class="panel"><h2>${t('settings.templates')}</h2><p class="soft">${t('settings.templates_hint')}</p>
    <ul class="set-list">${[...data.customers, ...data.owner].map(row)}</ul>
    ${asked && html`<${TemplateForm} ...${asked} put=${put} onClose=${() => setAsked(null)} />`}</section>`;
}

export function Notices() {
  const is = useResource('/admin/notices', ['system']);
  return html`<${Loaded} of=${is}>${(data) => html`<${Owner} data=${data} put=${is.put} /><${Templates} data=${data} put=${is.put} reload=${is.reload} />`}<//>`;
}
