// composer.js -- writing to the customer, or a note to one another. Enter sends, Shift+Enter begins a line.
import { mayWrite } from '../../lib/api.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../lib/html.js';
import { number, t } from '../../lib/i18n.js';
import { useKeys } from '../../lib/keys.js';
import { useStore } from '../../lib/store.js';
import { toast } from '../../lib/toast.js';
import { canned, CannedSheet, filled, hasHoles, lookForCanned, matching } from './canned.js';
import { draft, write } from './data.js';
import { Templates } from './templates.js';
import { timeLeft } from './words.js';

const MOST = 1600, COUNTED_FROM = 1400, SOON = 2 * 3600e3;
const length = (text) => [...text].length;

// How long one may still write freely; when not, why, and what can be done.
export function Window({ of: c, onChange }) {
  const [, draw] = useState(0), [choosing, setChoosing] = useState(false);
  useEffect(() => { const timer = setInterval(draw, 20_000, (n) => n + 1); return () => clearInterval(timer); }, []);
  if (!c.may_write) return html`<div class="banner window" role="status"><p><strong>${t(`chats.cannot.${c.may_not_because}`)}</strong> ${t(`chats.cannot_hint.${c.may_not_because}`)}</p>
    ${c.may_not_because === 'window_closed' && mayWrite() && html`<button type="button" aria-haspopup="dialog" onClick=${() => setChoosing(true)}>${t('chats.by_template')}</button>`}
    ${choosing && html`<${Templates} id=${c.id} onSent=${onChange} onClose=${() => setChoosing(false)} />`}</div>`;
  const left = Date.parse(c.window_end_at) - Date.now();
  return html`<p class=${left < SOON ? 'window-left soon' : 'window-left'}>${t('chats.window_left', { left: timeLeft(left) })}</p>`;
}

function Choices({ choices, at, pick, manage }) {
  return html`<div class="choices">${choices.length ? html`<ul role="listbox" id="canned-choices" aria-label=${t('chats.canned')}>${choices.map((one, i) => html`
      <li key=${one.id} id=${`canned-${one.id}`} role="option" aria-selected=${i === at ? 'true' : 'false'} onMouseDown=${(event) => { event.preventDefault(); pick(one); }}>
        <b dir="ltr">/${one.shortcut}</b> <span class="cut soft"><bdi>${one.text}</bdi></span></li>`)}</ul>`
    : html`<p class="soft">${t(canned.value.length ? 'chats.no_such_canned' : 'chats.no_canned')}</p>`}
    <button type="button" class="plain" onMouseDown=${(event) => event.preventDefault()} onClick=${manage}>${t('chats.manage_canned')}</button></div>`;
}

// The list behind a leading slash: { open, choices, at, key(event), pick(one), close() }.
function useSlash(text, put, customer) {
  const [at, setAt] = useState(0), [closed, setClosed] = useState(null);
  useStore(canned);
  const typed = /^\/(\S*)$/.exec(text)?.[1];
  const open = typed !== undefined && closed !== text;
  const choices = open ? matching(typed) : [];
  const pick = (one) => put(filled(one.text, customer));
  const key = (event) => {
    if (!open) return false;
    const steps = { ArrowDown: 1, ArrowUp: choices.length - 1 };
    if (event.key in steps && choices.length) setAt((Math.min(at, choices.length - 1) + steps[event.key]) % choices.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && choices.length) pick(choices[Math.min(at, choices.length - 1)]);
    else if (event.key === 'Escape') setClosed(text);
    else return false;
    event.preventDefault();
    return true;
  };
  useEffect(() => { setAt(0); }, [typed]);
  return { open, choices, at: Math.min(at, choices.length - 1), pick, key };
}

export function Composer({ id, me, customer: c, onSent, onChange }) {
  const [mode, setMode] = useState(c.may_write ? 'reply' : 'note'), [managing, setManaging] = useState(false);
  const real = c.may_write ? mode : 'note';
  const [text, setText] = useState(draft.get(me, real, id));
  const field = useRef();
  const put = (to) => { setText(to); draft.set(to, me, real, id); field.current?.focus(); };
  const slash = useSlash(real === 'reply' ? text : '', put, { name: c.name || c.profile_name, order: c.orders[0]?.order_number });
  useEffect(() => { lookForCanned().catch(() => {}); }, []);
  useEffect(() => { setText(draft.get(me, real, id)); }, [real]);
  useKeys({ r: [t('chats.key_reply'), () => field.current.focus()] });
  useLayoutEffect(() => { // as high as its text, up to a third of the page
    const el = field.current;
    el.style.blockSize = 'auto';
    el.style.blockSize = `${Math.min(el.scrollHeight + 2, window.innerHeight / 3)}px`;
  }, [text]);

  const tooLong = length(text) > MOST;
  const send = () => {
    const said = text.trim();
    if (!said || tooLong) return;
    if (real === 'reply' && hasHoles(said)) { toast(t('chats.fill_holes', { name: '{name}', order: '{order}' }), { bad: true }); return; }
    write(id, real, said, onSent);
    put('');
  };
  const press = (event) => {
    if (event.isComposing || slash.key(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); send(); }
    if (event.key === 'Escape') field.current.blur();
  };
  const label = t(real === 'note' ? 'chats.write_note' : 'chats.write_reply');
  return html`<form class=${`composer ${real}`} onSubmit=${(event) => { event.preventDefault(); send(); }}>
    <${Window} of=${c} onChange=${onChange} />
    <div class="modes" role="group" aria-label=${t('chats.what_to_write')}>
      <button type="button" aria-pressed=${real === 'reply' ? 'true' : 'false'} disabled=${!c.may_write} onClick=${() => setMode('reply')}>${t('chats.reply')}</button>
      <button type="button" aria-pressed=${real === 'note' ? 'true' : 'false'} onClick=${() => setMode('note')}>${t('chats.note')}</button>
      ${real === 'reply' && html`<button type="button" class="slash" title=${t('chats.canned')} onClick=${() => put('/')}><span aria-hidden="true">/</span><span class="hidden">${t('chats.canned')}</span></button>`}
      ${length(text) > COUNTED_FROM && html`<span class=${tooLong ? 'count over' : 'count'} role="status">${number(length(text))} / ${number(MOST)}</span>`}</div>
    ${slash.open && html`<${Choices} choices=${slash.choices} at=${slash.at} pick=${slash.pick} manage=${() => setManaging(true)} />`}
    <div class="write"><textarea ref=${field} rows="1" dir="auto" aria-label=${label} placeholder=${label} value=${text} autocomplete="off" aria-autocomplete="list"
        aria-controls=${slash.open && slash.choices.length ? 'canned-choices' : undefined} aria-activedescendant=${slash.open && slash.choices.length ? `canned-${slash.choices[slash.at].id}` : undefined}
        onInput=${(event) => { setText(event.target.value); draft.set(event.target.value, me, real, id); }} onKeyDown=${press}></textarea>
      <button disabled=${!text.trim() || tooLong}>${t(real === 'note' ? 'chats.keep_note' : 'chats.send')}</button></div>
    ${real === 'note' ? html`<p class="hint">${t('chats.note_hint')}</p>` : c.owner === 'bot' && html`<p class="hint">${t('chats.reply_takes')}</p>`}
    ${managing && html`<${CannedSheet} onClose=${() => setManaging(false)} />`}</form>`;
}
