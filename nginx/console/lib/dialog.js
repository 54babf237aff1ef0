// dialog.js -- what comes over the page: questions, sheets, and the drawer beside a list.
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from './html.js';
import { t } from './i18n.js';
import { Icon } from './icons.js';
import { store, useStore } from './store.js';

// A modal dialog. onClose is called by Escape too, unless `must`.
export function Dialog({ title, hint, onClose, must = false, wide = false, class: more = '', children }) {
  const node = useRef(), id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    node.current.showModal();
    return () => { if (before?.isConnected) before.focus?.({ preventScroll: true }); };
  }, []);
  const cancel = (event) => { event.preventDefault(); if (!must) onClose(); };
  return html`<dialog ref=${node} class=${`${wide ? 'wide ' : ''}${more}`} aria-labelledby=${id} onCancel=${cancel}
    onClick=${(event) => { if (event.target === node.current && !must) onClose(); }}>
    <div class="dialog-body"><div class="dialog-head"><h2 id=${id}>${title}</h2>
      ${!must && html`<button type="button" class="plain" aria-label=${t('shell.close')} onClick=${onClose}><${Icon} name="close" /></button>`}</div>
      ${hint && html`<p class="soft">${hint}</p>`}${children}</div></dialog>`;
}

const question = store(null);

// Only for what cannot be undone; resolves to true for yes.
export function confirm({ title, text, yes, no, danger = false }) {
  return new Promise((resolve) => {
    question.set({ title, text, yes, no: no ?? t('shell.keep'), danger, answer(is) { question.set(null); resolve(is); } });
  });
}

export function Questions() {
  const q = useStore(question);
  return q && html`<${Dialog} title=${q.title} onClose=${() => q.answer(false)}>
    <p>${q.text}</p><div class="actions end">
      <button type="button" class="quiet" onClick=${() => q.answer(false)}>${q.no}</button>
      <button type="button" class=${q.danger ? 'danger' : ''} onClick=${() => q.answer(true)}>${q.yes}</button></div><//>`;
}

const narrow = matchMedia('(max-width: 56rem)');
export function usePhone() {
  const [is, set] = useState(narrow.matches);
  useEffect(() => {
    const tell = () => set(narrow.matches);
    narrow.addEventListener('change', tell);
    return () => narrow.removeEventListener('change', tell);
  }, []);
  return is;
}

// One thing of a list, beside it (over it on a phone). Not modal: the list stays in reach, toasts too.
// The part behind it should be `inert` on a phone (usePhone).
export function Drawer({ label, onClose, of, children }) {
  const node = useRef();
  useEffect(() => {
    const before = document.activeElement;
    return () => { if (before?.isConnected) before.focus?.({ preventScroll: true }); };
  }, []);
  useEffect(() => {
    node.current.scrollTop = 0;
    if (!node.current.contains(document.activeElement)) node.current.focus({ preventScroll: true });
  }, [of]);
  const press = (event) => { if (event.key === 'Escape' && !event.defaultPrevented) { event.preventDefault(); onClose(); } };
  useEffect(() => {
    const outside = (event) => { if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog:modal')) onClose(); };
    document.addEventListener('keydown', outside);
    return () => document.removeEventListener('keydown', outside);
  });
  return html`<section ref=${node} class="drawer" role="region" aria-label=${label} tabindex="-1" onKeyDown=${press}>${children}</section>`;
}
