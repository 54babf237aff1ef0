// words.js -- what kinds of messages, senders and marks are called.
import { clockTime, dayName } from '../../lib/format.js';
import { html } from '../../lib/html.js';
import { has, t } from '../../lib/i18n.js';

export const kindWords = (kind) => (has(`chats.kind.${kind}`) ? t(`chats.kind.${kind}`) : kind ?? '');

const SIGNS = {
  queued: ['◷', 'waiting'], running: ['◷', 'waiting'], handed: ['✓', 'sent'], unsure: ['?', 'unsure'], sent: ['✓', 'sent'],
  delivered: ['✓✓', 'delivered'], read: ['✓✓', 'read'], failed: ['!', 'bad'], dead: ['!', 'bad'], cancelled: ['–', 'cancelled'],
};
// { sign, words, tone } of an outbox row's status, or null.
export function mark(status) {
  const found = SIGNS[status];
  return found ? { sign: found[0], tone: found[1], words: t(`chats.mark.${found[1]}`) } : null;
}

// A rule or a notice by its name in the console's language; a question as it stands.
function reason({ source, why: name }) {
  const key = source === 'notice' ? `settings.notice.${name}` : source === 'rule' ? `chats.rule.${name?.replaceAll(' ', '_')}` : '';
  return key && has(key) ? t(key) : name;
}

// "FAQ · What are your opening hours? · 93 % sure"
export function why(m) {
  const source = has(`chats.source.${m.source}`) ? t(`chats.source.${m.source}`) : m.source;
  if (m.source === 'staff') return m.why ?? source;
  const parts = [source, reason(m)];
  if (m.source === 'rule' || m.source === 'faq' || m.source === 'model' || m.source === 'ai') parts.push(t('chats.sure', { n: m.confidence }));
  return parts.filter(Boolean).join(' · ');
}

// *bold* and _italic_ as WhatsApp shows them; everything else is text.
const STYLED = /(?<![\p{L}\p{N}])([*_])(?=\S)([^*_\n]*?\S)\1(?![\p{L}\p{N}])/gu;
export function styled(text) {
  const out = [];
  let end = 0;
  for (const found of text.matchAll(STYLED)) {
    out.push(text.slice(end, found.index), found[1] === '*' ? html`<b>${found[2]}</b>` : html`<i>${found[2]}</i>`);
    end = found.index + found[0].length;
  }
  return [...out, text.slice(end)];
}
export const unstyled = (text) => text.replace(STYLED, '$2');

// "3 h 20 min", or "5 min".
export function timeLeft(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  return minutes < 60 ? t('chats.minutes', { n: minutes }) : t('chats.hours', { h: Math.floor(minutes / 60), m: minutes % 60 });
}

export const momentOf = (iso) => (new Date(iso).toDateString() === new Date().toDateString() ? clockTime(iso) : `${dayName(iso)} ${clockTime(iso)}`);

// A key of this browser's for one thing that is sent: the same key again is the same thing.
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
