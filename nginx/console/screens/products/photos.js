// photos.js -- a product's photos: chosen, pasted or dropped; put in order; taken away and brought back.
import { api, mayWrite, seen } from '../../lib/api.js';
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { has, t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Photo } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';
import { explain } from './words.js';

const MOST = 10, TYPES = 'image/jpeg,image/png,image/webp';

const wrong = (problem) => (has(`products.photo.${problem.code}`) ? t(`products.photo.${problem.code}`) : problem.message);
const filesOf = (data) => [...(data?.files ?? [])];

export function Photos({ of: p, put }) {
  const [busy, setBusy] = useState(0), [over, setOver] = useState(false), node = useRef(), held = useRef(p);
  const queue = useRef(Promise.resolve()), waits = useRef(0);
  held.current = p;

  async function upload(files) {
    if (!files.length) return;
    setBusy((n) => n + files.length);
    for (const file of files) {
      try {
        const now = await api('POST', `/admin/photos?product=${p.id}`, file, { headers: { 'content-type': file.type || 'application/octet-stream' } });
        held.current = now;
        put(now);
      } catch (problem) { toast(t('products.photo_refused', { name: file.name, why: wrong(problem) }), { bad: true }); }
      setBusy((n) => n - 1);
    }
  }

  // Shown at once, sent in turn: each says that it has seen what the one before it made.
  function arrange(photos, said) {
    const was = held.current;
    held.current = { ...was, photos, picture: photos[0] ?? null };
    put(held.current);
    waits.current++;
    queue.current = queue.current.then(async (made) => {
      const before = made?.version >= was.version ? made : was;
      let now = before;
      try {
        now = await api('PUT', `/admin/products/${p.id}`, { photos }, seen(before));
        if (said) toast(said, { undo: () => arrange(was.photos) });
      } catch (problem) { toast(explain(problem), { bad: true }); }
      if (--waits.current === 0) put(now);
      return now;
    });
  }
  const move = (i, by) => { const next = [...p.photos]; next.splice(i + by, 0, ...next.splice(i, 1)); arrange(next); };

  useEffect(() => {
    const paste = (event) => {
      const files = filesOf(event.clipboardData);
      if (!files.length || !mayWrite() || document.querySelector('dialog:modal')) return;
      event.preventDefault();
      upload(files);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [p.id]);

  const drop = { onDragOver: (event) => { event.preventDefault(); setOver(true); }, onDragLeave: () => setOver(false),
    onDrop: (event) => { event.preventDefault(); setOver(false); upload(filesOf(event.dataTransfer)); } };
  const choose = (event) => { upload([...event.target.files]); event.target.value = ''; };
  return html`<section class="photos-part"><h3>${t('products.photos')}</h3>
    <div class=${over ? 'photos over' : 'photos'} ...${mayWrite() ? drop : {}}>
      ${p.photos.map((path, i) => html`<figure key=${path}><${Photo} src=${path} class="shot" alt=${t('products.photo_n', { n: i + 1 })} />
        ${i === 0 && html`<figcaption>${t('products.in_chat')}</figcaption>`}
        ${mayWrite() && html`<div class="tools">
          ${i > 0 && html`<button type="button" class="plain" aria-label=${t('products.photo_earlier', { n: i + 1 })} title=${t('products.photo_earlier', { n: i + 1 })} onClick=${() => move(i, -1)}><${Icon} name="back" /></button>`}
          ${i < p.photos.length - 1 && html`<button type="button" class="plain" aria-label=${t('products.photo_later', { n: i + 1 })} title=${t('products.photo_later', { n: i + 1 })} onClick=${() => move(i, 1)}><${Icon} name="next" /></button>`}
          <button type="button" class="plain" aria-label=${t('products.photo_remove', { n: i + 1 })} title=${t('products.photo_remove', { n: i + 1 })} onClick=${() => arrange(p.photos.filter((one) => one !== path), t('products.photo_removed'))}><${Icon} name="trash" /></button></div>`}</figure>`)}
      ${Array.from({ length: busy }, (_, i) => html`<span key=${`busy${i}`} class="shot waiting" role="status"><span class="hidden">${t('products.photo_coming')}</span></span>`)}
      ${mayWrite() && p.photos.length + busy < MOST && html`<button type="button" class="shot add" onClick=${() => node.current.click()}><${Icon} name="plus" />${t('products.photo_add')}</button>
        <input ref=${node} type="file" class="hidden" tabindex="-1" accept=${TYPES} multiple aria-label=${t('products.photo_add')} onChange=${choose} />`}</div>
    ${mayWrite() && html`<p class="hint">${t('products.photos_hint')}</p>`}</section>`;
}
