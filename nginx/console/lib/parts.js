// parts.js -- small things that many screens show.
import { html, useEffect, useRef, useState } from './html.js';
import { agoTime, fullTime } from './format.js';
import { has, t } from './i18n.js';
import { Dialog } from './dialog.js';
import { Icon } from './icons.js';

// Grey bars where rows will be: quieter than something that turns.
export const Skeleton = ({ rows = 6 }) => html`<div class="skeleton" role="status"><span class="hidden">${t('shell.loading')}</span>
  ${Array.from({ length: rows }, (_, i) => html`<span key=${i} aria-hidden="true"></span>`)}</div>`;

export const Empty = ({ title, text, children }) => html`<div class="empty"><h2>${title}</h2><p>${text}</p>${children}</div>`;

export const Failure = ({ problem, retry }) => html`<div class="failure" role="alert"><p>${problem.message}</p>
  ${retry && html`<button type="button" class="quiet" onClick=${retry}>${t('shell.again')}</button>`}</div>`;

export function Ago({ at, class: more }) {
  const [, draw] = useState(0);
  useEffect(() => { const timer = setInterval(draw, 30_000, (n) => n + 1); return () => clearInterval(timer); }, []);
  return html`<time class=${more} datetime=${at} title=${fullTime(at)}>${agoTime(at)}</time>`;
}

// A photo, or a sign that there is one, should it not load.
export function Photo({ src, class: more = '', ...props }) {
  const [broken, setBroken] = useState(null);
  return src && broken !== src
    ? html`<img src=${src} loading="lazy" class=${more} ...${props} onError=${() => setBroken(src)} />`
    : html`<span class=${`${more} none`}><${Icon} name="image" /></span>`;
}

// A picture as a thumb; a click shows it large over the page (with a key held: in a tab of its own).
function Picture({ src, alt, said }) {
  const [large, setLarge] = useState(false);
  const open = (event) => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); setLarge(true); } };
  return html`<a class="media" href=${src} target="_blank" rel="noopener" aria-label=${alt} onClick=${open}><${Photo} src=${src} class="sent" alt="" width="220" height="165" /></a>
    ${large && html`<${Dialog} title=${alt} class="lightbox" onClose=${() => setLarge(false)}><img src=${src} alt=${said || alt} />${said && html`<p><bdi>${said}</bdi></p>`}
      <div class="actions end"><a class="button quiet-link" href=${src} download><${Icon} name="download" />${t('shell.download')}</a></div><//>`}`;
}

// What a customer sent: a picture to look at, a voice to hear, or a file to keep. {id, status, type, error}
export function Media({ of: m, alt, said }) {
  const src = `/admin/media/${m.id}`;
  if (m.status === 'waiting') return html`<span class="media soft" role="status"><${Icon} name="image" />${t('shell.media_coming')}</span>`;
  if (m.status === 'refused') return html`<span class="media soft"><${Icon} name="image" />${t(has(`shell.media.${m.error}`) ? `shell.media.${m.error}` : 'shell.media.gone')}</span>`;
  if (m.type.startsWith('image/')) return html`<${Picture} src=${src} alt=${alt} said=${said} />`;
  if (m.type.startsWith('video/')) return html`<video class="media sent" controls preload="none" src=${src} aria-label=${alt}></video>`;
  if (m.type.startsWith('audio/')) return html`<audio class="media" controls preload="none" src=${src} aria-label=${alt}></audio>`;
  return html`<a class="media file" href=${src} download><${Icon} name="download" />${t('shell.media_file', { type: m.type.replace(/^\w+\//, '') })}</a>`;
}

// A search field that acts once the typing has paused. `find` is the id that the key / looks for.
export function Search({ value, label, onSearch }) {
  const node = useRef(), timer = useRef();
  useEffect(() => { if (document.activeElement !== node.current) node.current.value = value; }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return html`<input ref=${node} type="search" id="find" class="find" placeholder=${label} aria-label=${label} maxlength="100"
    onInput=${(event) => { const typed = event.target.value; clearTimeout(timer.current); timer.current = setTimeout(() => onSearch(typed.trim()), 250); }}
    onKeyDown=${(event) => { if (event.key === 'Escape') { event.preventDefault(); node.current.blur(); } }} />`;
}

// "Show more" of useList.
export function More({ list }) {
  const [busy, setBusy] = useState(false);
  if (!list.more) return null;
  const more = async () => { setBusy(true); try { await list.showMore(); } finally { setBusy(false); } };
  return html`<button type="button" class="quiet more" disabled=${busy} onClick=${more}>${t('shell.show_more')}</button>`;
}

// A label with its input, and what is said about it; the hint describes, it does not name.
export function Field({ label, hint, id, children }) {
  return html`<div class="field"><label for=${id}>${label}</label>${children}${hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}</div>`;
}
