// canned.js -- replies at hand: found behind a slash, and where they are kept.
import { api } from '../../lib/api.js';
import { Dialog } from '../../lib/dialog.js';
import { html, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Empty, Failure, Field } from '../../lib/parts.js';
import { store } from '../../lib/store.js';
import { toast } from '../../lib/toast.js';

export const canned = store([]);
export async function lookForCanned() { canned.set((await api('GET', '/admin/canned')).canned); }

// What "/ho" may mean: by the shortcut first, then by the words.
export function matching(typed) {
  const want = typed.toLowerCase();
  const starts = canned.value.filter((one) => one.shortcut.toLowerCase().startsWith(want));
  return [...starts, ...canned.value.filter((one) => !starts.includes(one) && one.text.toLowerCase().includes(want))].slice(0, 8);
}

// {name} and {order} of this customer; what is not known stays, for the writer to see.
export function filled(text, { name, order }) {
  return text.replaceAll('{name}', name || '{name}').replaceAll('{order}', order || '{order}');
}
export const hasHoles = (text) => /\{(name|order)\}/.test(text);

function Form({ of: one, onDone }) {
  const shortcut = useRef(), text = useRef();
  const [problem, setProblem] = useState(null);
  const save = async (event) => {
    event.preventDefault();
    const wish = { shortcut: shortcut.current.value.trim().replace(/^\//, ''), text: text.current.value.trim() };
    try {
      if (one.id) await api('PUT', `/admin/canned/${one.id}`, wish); else await api('POST', '/admin/canned', wish);
      await lookForCanned();
      onDone();
    } catch (failed) {
      setProblem(failed.code === 'conflict' ? { message: t('chats.canned_taken', { what: wish.shortcut }) }
        : failed.field === 'shortcut' ? { message: t('chats.canned_one_word') } : failed);
    }
  };
  return html`<form class="edit" onSubmit=${save}>${problem && html`<${Failure} problem=${problem} />`}
    <${Field} id="canned-shortcut" label=${t('chats.shortcut')} hint=${t('chats.shortcut_hint')}><input id="canned-shortcut" ref=${shortcut} required maxlength="32" autocomplete="off" defaultValue=${one.shortcut} aria-describedby="canned-shortcut-hint" /><//>
    <${Field} id="canned-text" label=${t('chats.canned_text')} hint=${t('chats.canned_text_hint', { name: '{name}', order: '{order}' })}>
      <textarea id="canned-text" ref=${text} required maxlength="1600" rows="4" aria-describedby="canned-text-hint" defaultValue=${one.text}></textarea><//>
    <div class="actions end"><button type="button" class="quiet" onClick=${onDone}>${t('shell.cancel')}</button><button>${t('shell.save')}</button></div></form>`;
}

export function CannedSheet({ onClose }) {
  const [, draw] = useState(0), [edited, setEdited] = useState(null);
  const remove = async (one) => {
    try {
      await api('DELETE', `/admin/canned/${one.id}`);
      await lookForCanned();
      draw((n) => n + 1);
      toast(t('chats.canned_removed', { what: one.shortcut }), { undo: async () => {
        await api('POST', '/admin/canned', { shortcut: one.shortcut, text: one.text });
        await lookForCanned();
        draw((n) => n + 1);
      } });
    } catch (problem) { toast(problem); }
  };
  return html`<${Dialog} title=${t('chats.canned')} hint=${t('chats.canned_hint')} onClose=${onClose} wide>
    ${edited ? html`<${Form} of=${edited} onDone=${() => setEdited(null)} />` : html`
      ${canned.value.length ? html`<ul class="canned-list">${canned.value.map((one) => html`<li key=${one.id}>
          <div><b dir="ltr">/${one.shortcut}</b><p class="cut soft"><bdi>${one.text}</bdi></p></div>
          <button type="button" class="plain" aria-label=${t('chats.change_it', { what: one.shortcut })} onClick=${() => setEdited(one)}><${Icon} name="edit" /></button>
          <button type="button" class="plain" aria-label=${t('chats.remove_it', { what: one.shortcut })} onClick=${() => remove(one)}><${Icon} name="trash" /></button></li>`)}</ul>`
        : html`<${Empty} title=${t('chats.no_canned')} text=${t('chats.no_canned_hint')} />`}
      <div class="actions end"><button type="button" onClick=${() => setEdited({ shortcut: '', text: '' })}><${Icon} name="plus" />${t('chats.canned_add')}</button></div>`}<//>`;
}
