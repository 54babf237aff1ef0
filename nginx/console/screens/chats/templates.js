// templates.js -- after the 24 hours: which approved template to send, as the customer will read it.
import { api } from '../../lib/api.js';
import { useResource } from '../../lib/data.js';
import { Dialog } from '../../lib/dialog.js';
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Empty, Failure, Skeleton } from '../../lib/parts.js';
import { href } from '../../lib/router.js';
import { toast } from '../../lib/toast.js';
import { styled } from './words.js';

const HOLE = '{words}', WORDS_MOST = 500;

function Choice({ all, kind, choose }) {
  return html`<fieldset class="template-choice"><legend>${t('chats.which_template')}</legend>${all.map((one) => html`
    <label key=${one.kind} class="check"><input type="radio" name="template" checked=${one.kind === kind} onChange=${() => choose(one.kind)} /><span>${t(`settings.notice.${one.kind}`)}</span></label>`)}</fieldset>`;
}

function Form({ all, id, onSent, onClose }) {
  const [kind, choose] = useState(all[0].kind), [words, setWords] = useState(''), [busy, setBusy] = useState(false), [problem, setProblem] = useState(null);
  const one = all.find((each) => each.kind === kind);
  const send = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      onSent(await api('POST', `/admin/chats/${id}/templates`, { kind, ...(one.words && { words: words.trim() }) }));
      toast(t('chats.template_sent'));
      onClose();
    } catch (failed) { setProblem(failed); setBusy(false); }
  };
  return html`<form class="edit" onSubmit=${send}><${Choice} all=${all} kind=${kind} choose=${choose} />
    ${one.words && html`<label>${t('chats.template_words')}<textarea required rows="3" maxlength=${WORDS_MOST} dir="auto" value=${words} onInput=${(event) => setWords(event.target.value)}></textarea></label>`}
    <div class="template-preview"><h3>${t('chats.template_preview')}</h3><p class="bubble out"><bdi class="body">${styled(one.text.replace(HOLE, () => words.trim().replace(/\s+/g, ' ') || '…'))}</bdi></p></div>
    ${!one.approved && html`<p class="hint">${t('chats.template_unread')}</p>`}
    ${problem && html`<${Failure} problem=${problem} />`}
    <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.cancel')}</button><button disabled=${busy || (one.words && !words.trim())}>${t('chats.send')}</button></div></form>`;
}

export function Templates({ id, onSent, onClose }) {
  const is = useResource(`/admin/chats/${id}/templates`), all = is.data?.templates;
  return html`<${Dialog} title=${t('chats.by_template')} hint=${t('chats.by_template_hint')} onClose=${onClose} wide>
    ${is.problem ? html`<${Failure} problem=${is.problem} retry=${is.reload} />` : !all ? html`<${Skeleton} rows=${3} />`
      : all.length ? html`<${Form} all=${all} id=${id} onSent=${onSent} onClose=${onClose} />`
        : html`<${Empty} title=${t('chats.no_template')} text=${t('chats.no_template_hint')}><a class="button" href=${href('settings', 'notices')}>${t('chats.to_templates')}</a><//>`}<//>`;
}
