// categories.js -- the shelves of the shop in a sheet: named, put in order, taken away when empty.
import { api, mayWrite } from '../../lib/api.js';
import { Dialog } from '../../lib/dialog.js';
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { toast } from '../../lib/toast.js';
import { sentTongues, Tongues, typedTongues } from '../../lib/tongues.js';

const wrong = (problem) => (problem.code === 'conflict' ? t('products.category_taken') : problem.message);

// One that is still on its way to the shop (id 0) cannot be named anew yet.
function Name({ of: c, save }) {
  const [typed, setTyped] = useState(null);
  const done = () => { const text = (typed ?? '').trim(); setTyped(null); if (text && text !== c.name) save(text); };
  return html`<input aria-label=${t('products.category_name', { name: c.name })} value=${typed ?? c.name} maxlength="60" disabled=${!mayWrite() || !c.id} onInput=${(event) => setTyped(event.target.value)} onBlur=${done}
    onKeyDown=${(event) => { if (event.key === 'Enter') event.target.blur(); }} />`;
}

function Words({ of: c, save }) {
  const [typed, setTyped] = useState(null), words = typed ?? typedTongues(c.translations);
  const done = async () => { if (typed && await save(sentTongues(typed, []))) setTyped(null); };
  return html`<div class="category-words" onFocusOut=${done}><${Tongues} id=${`category-${c.id}`} of=${words} set=${setTyped} may=${mayWrite()} fields=${[['name', t('products.name'), 1]]} /></div>`;
}

export function Categories({ of: shelves, onClose }) {
  const list = shelves.data?.categories ?? [], [fresh, setFresh] = useState('');
  // Shows it at once, and as it was where the shop says no.
  const change = async (shown, act) => {
    const was = shelves.data;
    shelves.put({ categories: shown });
    try { await act(); } catch (problem) { shelves.put(was); toast(wrong(problem), { bad: true }); return false; }
    shelves.reload();
    return true;
  };
  const order = (next) => change(next, () => api('PUT', '/admin/categories', { ids: next.map((c) => c.id) }));
  const move = (i, by) => { const next = [...list]; next.splice(i + by, 0, ...next.splice(i, 1)); order(next); };
  const rename = async (c, name) => {
    const to = (text) => change(list.map((one) => (one.id === c.id ? { ...one, name: text } : one)), () => api('PUT', `/admin/categories/${c.id}`, { name: text }));
    if (await to(name)) toast(t('products.category_renamed', { name }), { undo: () => to(c.name) });
  };
  const translate = (c, translations) => change(list.map((one) => (one.id === c.id ? { ...one, translations } : one)), () => api('PUT', `/admin/categories/${c.id}`, { name: c.name, translations }));
  const make = (name) => api('POST', '/admin/categories', { name });
  const remove = async (c) => {
    if (await change(list.filter((one) => one.id !== c.id), () => api('DELETE', `/admin/categories/${c.id}`)))
      toast(t('products.category_removed', { name: c.name }), { undo: () => change([...list.filter((one) => one.id !== c.id), c], () => make(c.name)) });
  };
  const add = async (event) => {
    event.preventDefault();
    const name = fresh.trim();
    if (name && await change([...list, { id: 0, name, products: 0, translations: {} }], () => make(name))) setFresh('');
  };
  return html`<${Dialog} title=${t('products.categories')} hint=${t('products.categories_hint')} onClose=${onClose}>
    <ul class="categories">${list.map((c, i) => html`<li key=${c.id}><${Name} of=${c} save=${(name) => rename(c, name)} /><span class="soft">${t('products.category_holds', { n: c.products })}</span>
      ${mayWrite() && c.id > 0 && html`<span class="tools"><button type="button" class="plain up" disabled=${i === 0} aria-label=${t('products.category_up', { name: c.name })} title=${t('products.category_up', { name: c.name })} onClick=${() => move(i, -1)}><${Icon} name="next" /></button>
        <button type="button" class="plain down" disabled=${i === list.length - 1} aria-label=${t('products.category_down', { name: c.name })} title=${t('products.category_down', { name: c.name })} onClick=${() => move(i, 1)}><${Icon} name="next" /></button>
        <button type="button" class="plain" disabled=${c.products > 0} aria-label=${t('products.category_remove', { name: c.name })} title=${c.products ? t('products.category_full') : t('products.category_remove', { name: c.name })} onClick=${() => remove(c)}><${Icon} name="trash" /></button></span>`}
      <${Words} of=${c} save=${(words) => translate(c, words)} /></li>`)}</ul>
    ${mayWrite() && html`<form class="category-add" onSubmit=${add}><input value=${fresh} maxlength="60" aria-label=${t('products.category_new')} placeholder=${t('products.category_new')} onInput=${(event) => setFresh(event.target.value)} />
      <button class="quiet" disabled=${!fresh.trim()}><${Icon} name="plus" />${t('products.category_add')}</button></form>`}<//>`;
}
