// dom.js -- building the page from nodes only: what customers wrote is never read as HTML.

import { toast as say } from '../lib/toast.js';

export const toast = (text, bad = false) => say(text, { bad });

const SVG = 'http://www.w3.org/2000/svg';

// h('button', { class: 'quiet', onclick: save, disabled: true }, 'Save', icon('check'))
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.className = value;
    else if (name === 'value' || name === 'checked') node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

const ICONS = {
  home: 'M3 11l9-8 9 8M5 9.5V20h5v-6h4v6h5V9.5',
  orders: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6',
  products: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  chats: 'M4 5h16v11H9l-5 4z',
  customers: 'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20c0-3.5 3-6 6.5-6s6.5 2.5 6.5 6M16 4.5a3.5 3.5 0 010 6.5M18 14.5c2 .8 3.5 2.8 3.5 5.5',
  back: 'M15 5l-7 7 7 7',
  plus: 'M12 5v14M5 12h14',
  moon: 'M20 14.5A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14.5z',
  out: 'M10 4H5v16h5M15 8l4 4-4 4M19 12H9',
  close: 'M6 6l12 12M18 6L6 18',
  person: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c0-4 3.5-7 8-7s8 3 8 7',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01',
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

// A photo, or a sign that there is one, should it not load.
export function photo(src, props) {
  const sign = () => h('span', { class: `${props.class ?? ''} none` }, icon('image'));
  if (!src) return sign();
  const img = h('img', { src, loading: 'lazy', ...props });
  img.addEventListener('error', () => img.replaceWith(sign()), { once: true });
  return img;
}

// Puts new children in and leaves the reader where he was: focus (by data-key) stays.
export function refill(parent, ...children) {
  const active = document.activeElement;
  const key = parent.contains(active) ? active.closest('[data-key]')?.dataset.key : undefined;
  parent.replaceChildren(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  if (key) parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}


// A question with two answers; resolves to true for the one that does something.
export function ask(title, text, yes, { danger = false } = {}) {
  return new Promise((resolve) => {
    const form = h('form', { method: 'dialog' },
      h('h2', { id: 'ask-title' }, title), h('p', {}, text),
      h('div', { class: 'actions' },
        h('button', { value: 'no', class: 'quiet' }, 'Keep as it is'),
        h('button', { value: 'yes', class: danger ? 'danger' : '' }, yes)));
    const dialog = h('dialog', { class: 'ask', 'aria-labelledby': 'ask-title' }, form);
    dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export const empty = (title, text, ...more) =>
  h('div', { class: 'empty' }, h('h2', {}, title), h('p', {}, text), more);

export const failure = (problem) =>
  h('p', { class: 'failure', role: 'alert' }, problem.message);
