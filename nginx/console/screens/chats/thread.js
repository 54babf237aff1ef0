// thread.js -- what was said, as on the customer's phone: days, marks, what answered, private notes.
import { api, mayWrite } from '../../lib/api.js';
import { clockTime, dayName, fullTime } from '../../lib/format.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Empty, Failure, Media, Photo, Skeleton } from '../../lib/parts.js';
import { href } from '../../lib/router.js';
import { useStore } from '../../lib/store.js';
import { toast } from '../../lib/toast.js';
import { discard, lettersOf, post } from './data.js';
import { kindWords, mark, styled, why } from './words.js';

const SIGN_OF = { audio: 'voice', document: 'download', contact: 'person' };
const DID_NOT_ARRIVE = ['dead', 'failed'];
const PAGES_MOST = 40; // to look back through for one message
const dayOf = (iso) => new Date(iso).toDateString();

function Mark({ of: m }) {
  const is = m.direction === 'out' && mark(m.delivery);
  if (!is) return null;
  return html`<span class=${`mark ${is.tone}`} title=${is.words}><span aria-hidden="true">${is.sign}</span><span class="hidden"> ${is.words}</span></span>`;
}

const When = ({ at, children }) => html`<span class="when"><time datetime=${at} title=${fullTime(at)}>${clockTime(at)}</time> ${children}</span>`;

function SendAgain({ of: m, onChange }) {
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    try { await api('POST', `/admin/messages/${m.id}/retry`); } catch (problem) { toast(problem); }
    await onChange();
    setBusy(false);
  };
  return html`<div class="not-sent"><p>${t('chats.not_delivered')}${m.delivery_error ? html`: <bdi>${m.delivery_error}</bdi>` : ''}</p>
    ${mayWrite() && html`<button type="button" class="quiet" disabled=${busy} onClick=${again}>${t('chats.send_again')}</button>`}</div>`;
}

function What({ of: m }) {
  const out = m.direction === 'out';
  if (out && m.media?.startsWith('/')) return html`<${Photo} src=${m.media} class="sent" alt=${t('chats.picture_sent')} width="220" height="165" />`;
  if (m.media_id) return html`<${Media} of=${{ id: m.media_id, status: m.media_status, type: m.media_type, error: m.media_error }} alt=${kindWords(m.kind)} said=${m.body} />`;
  if (m.kind === 'text' || m.kind === 'tap') return null;
  if (m.kind === 'location') {
    const [, where] = /^(-?[\d.]+,-?[\d.]+)/.exec(m.body) ?? [];
    const named = m.body.slice(where?.length ?? 0).trim();
    return html`<span class="kind"><${Icon} name="place" />${kindWords(m.kind)}</span>${named && html`<bdi class="body">${named}</bdi>`}
      ${where && html`<a class="map" href=${`https://www.openstreetmap.org/?mlat=${where.replace(',', '&mlon=')}#map=17/${where.replace(',', '/')}`} target="_blank" rel="noopener noreferrer">${t('chats.on_the_map')} <bdi dir="ltr">${where}</bdi></a>`}`;
  }
  return html`<span class="kind"><${Icon} name=${SIGN_OF[m.kind] ?? 'image'} />${kindWords(m.kind)}<span class="soft"> · ${t('chats.on_the_phone')}</span></span>`;
}

// What answered, how sure it was, and what else it could have been.
function Why({ of: m }) {
  const others = (m.others ?? []).filter((one) => one.words !== m.why).sort((a, b) => b.score - a.score);
  const name = (one) => (one.kind === 'meaning' ? t(`faq.intent.${one.words}`) : html`<a href=${href(one.kind === 'product' ? 'products' : 'faq', one.id)}><bdi>${one.words}</bdi></a>`);
  if (!others.length) return html`<span class="why"><bdi>${why(m)}</bdi></span>`;
  return html`<details class="why"><summary><bdi>${why(m)}</bdi></summary><p>${t('chats.others')}</p>
    <ul>${others.map((one) => html`<li key=${`${one.kind}${one.id}`}>${t(`chats.other.${one.kind}`)}: ${name(one)}${one.score > 0 && html` <span class="soft">${t('chats.sure', { n: one.score })}</span>`}</li>`)}</ul></details>`;
}

const Bubble = ({ of: m, marked, onChange }) => html`<li class=${`bubble ${m.direction}${m.source === 'staff' ? ' staff' : ''}${marked ? ' marked' : ''}`} id=${`m${m.id}`}>
  <${What} of=${m} />${m.body && m.kind !== 'location' ? html`<bdi class="body">${styled(m.body)}</bdi>` : null}
  <span class="meta">${m.direction === 'out' && m.source ? html`<${Why} of=${m} />` : m.kind === 'tap' ? html`<span class="why">${kindWords('tap')}</span>` : null}
    <${When} at=${m.created_at}><${Mark} of=${m} /><//></span>
  ${DID_NOT_ARRIVE.includes(m.delivery) && html`<${SendAgain} of=${m} onChange=${onChange} />`}</li>`;

const Note = ({ of: n }) => (n.kind === 'note'
  ? html`<li class="bubble note"><span class="kind">${t('chats.note')}</span><bdi class="body">${n.body}</bdi>
      <span class="meta"><span class="why"><bdi>${n.author}</bdi></span><${When} at=${n.created_at} /></span></li>`
  : html`<li class="happened"><span>${t(`chats.did.${n.kind}`, { who: n.author })}</span> <${When} at=${n.created_at} /></li>`);

// Not with the shop yet.
function Letter({ of: one, id, onChange }) {
  const note = one.mode === 'note';
  return html`<li class=${`bubble ${note ? 'note' : 'out staff'} unsent`}>${note && html`<span class="kind">${t('chats.note')}</span>`}<bdi class="body">${one.text}</bdi>
    <span class="meta"><${When} at=${one.at}><span class="mark"><span aria-hidden="true">◷</span><span class="hidden"> ${t('chats.mark.waiting')}</span></span><//></span>
    ${one.problem && html`<div class="not-sent" role="alert"><p>${t('chats.not_sent')}: <bdi>${one.problem.message}</bdi></p>
      <button type="button" class="quiet" onClick=${() => post(id, one, onChange)}>${t('shell.again')}</button>
      <button type="button" class="quiet" onClick=${() => discard(id, one.key)}>${t('chats.discard')}</button></div>`}</li>`;
}

function lines(items, props) {
  const out = [];
  let last;
  for (const { kind, row } of items) {
    if (dayOf(row.created_at) !== last) {
      last = dayOf(row.created_at);
      out.push(html`<li key=${`d${last}`} class="day">${dayName(row.created_at)}</li>`);
    }
    out.push(kind === 'note' ? html`<${Note} key=${`n${row.id}`} of=${row} />`
      : html`<${Bubble} key=${`m${row.id}`} of=${row} marked=${row.id === props.at} onChange=${props.onChange} />`);
  }
  return out;
}

// Stays at the newest while one is there; else where one reads. { node, news, toEnd() }
function useScroll(count, firstKey, ready) {
  const node = useRef(), atEnd = useRef(true), was = useRef({ height: 0, firstKey: null }), seen = useRef(0);
  const [news, setNews] = useState(0);
  const toEnd = () => { node.current.scrollTop = node.current.scrollHeight; };
  useLayoutEffect(() => {
    const el = node.current;
    if (was.current.firstKey !== null && was.current.firstKey !== firstKey && !atEnd.current)
      el.scrollTop += el.scrollHeight - was.current.height; // older ones came in above
    else if (atEnd.current) toEnd();
    else if (count > seen.current) setNews((n) => n + count - seen.current);
    was.current = { height: el.scrollHeight, firstKey };
    seen.current = count;
  }, [count, firstKey, ready]);
  useEffect(() => {
    const el = node.current;
    const look = () => {
      atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < 80;
      if (atEnd.current) setNews(0);
    };
    const fit = new ResizeObserver(() => { if (atEnd.current) toEnd(); });
    el.addEventListener('scroll', look, { passive: true });
    fit.observe(el);
    fit.observe(el.firstElementChild);
    return () => { el.removeEventListener('scroll', look); fit.disconnect(); };
  }, []);
  return { node, news, toEnd, leaveEnd() { atEnd.current = false; } };
}

// Looks back until the message that was asked for is there, and shows it.
function useJump(thread, at, leaveEnd) {
  useEffect(() => {
    if (!at || !thread.ready) return;
    let wanted = true;
    leaveEnd();
    (async () => {
      for (let pages = 0; wanted && !thread.has(at) && thread.hasMore() && pages < PAGES_MOST; pages++) await thread.older();
      if (wanted) requestAnimationFrame(() => {
        leaveEnd(); // the pages above came in while it still was there
        document.getElementById(`m${at}`)?.scrollIntoView({ block: 'center' });
      });
    })().catch((problem) => toast(problem));
    return () => { wanted = false; };
  }, [at, thread.ready]);
}

export function Thread({ id, thread, at, onChange }) {
  const there = ({ mode, row }) => row && thread.items.some((one) => one.kind === (mode === 'note' ? 'note' : 'message') && one.row.id === row);
  const letters = useStore(lettersOf(id)).filter((one) => !there(one));
  const [busy, setBusy] = useState(false);
  const first = thread.items[0] ? `${thread.items[0].kind}${thread.items[0].row.id}` : '';
  const { node, news, toEnd, leaveEnd } = useScroll(thread.items.length + letters.length, first, thread.ready);
  useJump(thread, at, leaveEnd);
  const older = async () => { setBusy(true); try { await thread.older(); } catch (problem) { toast(problem); } setBusy(false); };
  return html`<div class="thread-box"><div ref=${node} class="thread" tabindex="0" role="log" aria-label=${t('chats.messages')}><div>
      ${thread.problem && html`<${Failure} problem=${thread.problem} retry=${thread.reload} />`}
      ${thread.more && html`<button type="button" class="quiet more" disabled=${busy} onClick=${older}>${t('chats.older')}</button>`}
      ${!thread.ready && !thread.problem ? html`<${Skeleton} rows=${4} />` : thread.items.length + letters.length
        ? html`<ol>${lines(thread.items, { at, onChange })}${letters.map((one) => html`<${Letter} key=${one.key} of=${one} id=${id} onChange=${onChange} />`)}</ol>`
        : thread.ready && html`<${Empty} title=${t('chats.no_messages')} text=${t('chats.no_messages_hint')} />`}</div></div>
    ${news > 0 && html`<button type="button" class="to-end" onClick=${toEnd}>${t('chats.new_below', { n: news })} <span aria-hidden="true">↓</span></button>`}</div>`;
}
