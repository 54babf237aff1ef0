// hooks.js -- other people's webhooks: which, what went there, once more by hand.
import { api, seen } from '../../lib/api.js';
import { useList, useResource } from '../../lib/data.js';
import { confirm, Dialog } from '../../lib/dialog.js';
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Ago, Empty, Failure, More, Skeleton } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';
import { Loaded, useDeed, Wrong } from './parts.js';

const STATE = { queued: 'pending', running: 'pending', done: 'delivered', dead: 'bad', cancelled: '' };

function HookForm({ events, onClose, onMade }) {
  const deed = useDeed();
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    deed.run(async () => onMade(await api('POST', '/admin/hooks', { url: form.get('url').trim(), events: form.getAll('events') })));
  };
  return html`<${Dialog} title=${t('settings.hook_add')} hint=${t('settings.hook_add_hint')} onClose=${onClose}><form class="set-form" onSubmit=${submit}>
    <label>${t('settings.hook_url')}<input name="url" type="url" required maxlength="500" dir="ltr" placeholder="https://" autocapitalize="none" autocomplete="off" /></label>
    <fieldset class="ways"><legend>${t('settings.hook_events')}</legend>${events.map((one) => html`<label key=${one} class="check"><input type="checkbox" name="events" value=${one} defaultChecked />
      <span>${t(`settings.hook.${one}`)} <bdi dir="ltr" class="soft">${one}</bdi></span></label>`)}</fieldset>
    <${Wrong} deed=${deed} /><div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.cancel')}</button><button disabled=${deed.busy}>${t('settings.add')}</button></div></form><//>`;
}

function SecretOnce({ made, onClose }) {
  const copy = async () => { try { await navigator.clipboard.writeText(made.secret); toast(t('settings.copied')); } catch { toast(t('settings.copy_by_hand')); } };
  return html`<${Dialog} title=${t('settings.hook_secret')} hint=${t('settings.hook_secret_hint')} onClose=${onClose} must wide>
    <label>${t('settings.key')}<input class="set-key" readonly dir="ltr" value=${made.secret} onFocus=${(event) => event.target.select()} /></label>
    <div class="actions end"><button type="button" class="quiet" onClick=${copy}>${t('settings.copy')}</button><button type="button" onClick=${onClose}>${t('settings.key_kept')}</button></div><//>`;
}

function Calls({ hook, onClose }) {
  const list = useList(`/admin/hooks/${hook.id}/calls`, 'calls');
  const again = async (call) => { try { await api('POST', `/admin/hook-calls/${call.id}/again`); toast(t('settings.hook_again_done')); } catch (problem) { toast(problem); } list.reload(); };
  return html`<${Dialog} title=${t('settings.hook_log')} hint=${hook.url} onClose=${onClose} wide>
    ${list.problem && html`<${Failure} problem=${list.problem} retry=${list.reload} />`}
    ${list.loading ? html`<${Skeleton} />` : list.rows.length ? html`<ul class="set-list">${list.rows.map((call) => html`<li key=${call.id}><div class="grow"><b><bdi dir="ltr">${call.event}</bdi></b>
        <span class="soft"><${Ago} at=${call.created_at} /> · ${t('settings.hook_tries', { n: call.attempts })}${call.code ? html` · <bdi>${call.code}</bdi>` : ''}${call.error && html` · ${call.error}`}</span></div>
        <span class=${`status ${STATE[call.status]}`}>${t(`settings.call.${call.status}`)}</span>
        ${['done', 'dead'].includes(call.status) && html`<button type="button" class="quiet" onClick=${() => again(call)}>${t('settings.hook_again')}</button>`}</li>`)}</ul>`
      : html`<${Empty} title=${t('settings.hook_no_calls')} text=${t('settings.hook_no_calls_hint')} />`}<${More} list=${list} /><//>`;
}

export function Hooks() {
  const is = useResource('/admin/hooks', ['system']);
  const [asked, setAsked] = useState(false), [made, setMade] = useState(null), [shown, setShown] = useState(null);
  const change = async (hook, wish) => { try { await api('PUT', `/admin/hooks/${hook.id}`, wish, seen(hook)); toast(t('settings.saved')); } catch (problem) { toast(problem); } is.reload(); };
  const remove = async (hook) => {
    if (!await confirm({ title: t('settings.hook_remove'), text: t('settings.hook_remove_text', { url: hook.url }), yes: t('settings.remove'), danger: true })) return;
    try { await api('DELETE', `/admin/hooks/${hook.id}`); toast(t('settings.hook_gone')); } catch (problem) { toast(problem); }
    is.reload();
  };
  return html`<section class="panel"><div class="set-head"><h2>${t('settings.hooks')}</h2><button type="button" onClick=${() => setAsked(true)}><${Icon} name="plus" />${t('settings.hook_add')}</button></div>
    <p class="soft">${t('settings.hooks_hint')}</p>
    <${Loaded} of=${is}>${({ hooks, events }) => html`${hooks.length ? html`<ul class="set-list">${hooks.map((hook) => html`<li key=${hook.id}><div class="grow"><b class="set-url"><bdi dir="ltr">${hook.url}</bdi></b>
        <span class="soft">${hook.events.map((one) => t(`settings.hook.${one}`)).join(' · ')}</span></div>
        <div class="actions"><label class="check"><input type="checkbox" checked=${hook.active} onChange=${(event) => change(hook, { active: event.target.checked })} /><span>${t('settings.switched_on')}<span class="hidden"> ${hook.url}</span></span></label>
          <button type="button" class="quiet" onClick=${() => setShown(hook)}>${t('settings.hook_log')}<span class="hidden"> ${hook.url}</span></button>
          <button type="button" class="quiet danger-text" aria-label=${`${t('settings.hook_remove')} ${hook.url}`} onClick=${() => remove(hook)}><${Icon} name="trash" /></button></div></li>`)}</ul>`
      : html`<${Empty} title=${t('settings.no_hooks')} text=${t('settings.no_hooks_hint')} />`}
      ${asked && html`<${HookForm} events=${events} onClose=${() => setAsked(false)} onMade=${(one) => { setAsked(false); setMade(one); is.reload(); }} />`}`}<//>
    ${made && html`<${SecretOnce} made=${made} onClose=${() => setMade(null)} />`}
    ${shown && html`<${Calls} hook=${shown} onClose=${() => setShown(null)} />`}</section>`;
}
