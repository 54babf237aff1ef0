// toast.js -- what just happened, and a way back where there is one.
import { html } from './html.js';
import { t } from './i18n.js';
import { Icon } from './icons.js';
import { store, useStore } from './store.js';

const shown = store([]);
const timers = new Map();
let count = 0;

export function unsay(id) {
  clearTimeout(timers.get(id));
  timers.delete(id);
  shown.set(shown.value.filter((one) => one.id !== id));
}

// Who points at it, or has come to its button by keys, has all the time he wants.
const stay = ({ id }) => clearTimeout(timers.get(id));
function fade({ id, stays }) {
  clearTimeout(timers.get(id));
  if (shown.value.some((one) => one.id === id)) timers.set(id, setTimeout(unsay, stays, id));
}

// toast('Saved.'), toast(problem), toast('Moved.', { undo: () => … }); the answer is its id.
export function toast(text, { bad = text instanceof Error, undo, action } = {}) {
  const one = { id: ++count, text: text instanceof Error ? text.message : text, bad, stays: undo || action || bad ? 10_000 : 4000,
    button: undo ? { words: t('shell.undo'), act: undo } : action };
  shown.set([...shown.value.slice(-2), one]);
  fade(one);
  return one.id;
}

export function Toasts() {
  return html`<div id="toasts" role="status" aria-live="polite">${useStore(shown).map((one) => html`
    <div key=${one.id} class=${one.bad ? 'toast bad' : 'toast'} onPointerEnter=${() => stay(one)} onPointerLeave=${() => fade(one)}
      onFocusIn=${() => stay(one)} onFocusOut=${() => fade(one)}><p><bdi>${one.text}</bdi></p>
      ${one.button && html`<button type="button" class="toast-act" onClick=${() => { unsay(one.id); one.button.act(); }}>${one.button.words}</button>`}
      <button type="button" class="toast-close" aria-label=${t('shell.close')} onClick=${() => unsay(one.id)}><${Icon} name="close" /></button></div>`)}</div>`;
}
