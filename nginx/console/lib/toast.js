// toast.js -- what just happened, and a way back where there is one.
import { html } from './html.js';
import { t } from './i18n.js';
import { Icon } from './icons.js';
import { store, useStore } from './store.js';

const shown = store([]);
let count = 0;

export const unsay = (id) => shown.set(shown.value.filter((one) => one.id !== id));

// toast('Saved.'), toast(problem), toast('Moved.', { undo: () => … }); the answer is its id.
export function toast(text, { bad = text instanceof Error, undo, action } = {}) {
  const id = ++count;
  const stays = undo || action || bad ? 10_000 : 4000;
  const button = undo ? { words: t('shell.undo'), act: undo } : action;
  shown.set([...shown.value.slice(-2), { id, text: text instanceof Error ? text.message : text, bad, button }]);
  setTimeout(unsay, stays, id);
  return id;
}

export function Toasts() {
  return html`<div id="toasts" role="status" aria-live="polite">${useStore(shown).map((one) => html`
    <div key=${one.id} class=${one.bad ? 'toast bad' : 'toast'}><p><bdi>${one.text}</bdi></p>
      ${one.button && html`<button type="button" class="toast-act" onClick=${() => { unsay(one.id); one.button.act(); }}>${one.button.words}</button>`}
      <button type="button" class="toast-close" aria-label=${t('shell.close')} onClick=${() => unsay(one.id)}><${Icon} name="close" /></button></div>`)}</div>`;
}
