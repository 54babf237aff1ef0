// format.js -- WhatsApp's *bold* _italic_ ~strike~ ```mono``` and links, as nodes.

const marks = { '*': 'strong', '_': 'em', '~': 's' };
const edge = c => c === undefined || !/[\p{L}\p{N}]/u.test(c);

// Nodes for a text: monospace first, since nothing counts inside it.
export function formatted(text) {
  const out = [];
  const parts = text.split('```');
  parts.forEach((part, i) => {
    const open = i % 2 === 1;
    if (open && i < parts.length - 1 && part.trim()) out.push(element('code', [part]));
    else out.push(...inline((open ? '```' : '') + part));
  });
  return out;
}

function element(tag, children) {
  const el = document.createElement(tag);
  el.append(...children);
  return el;
}

// A mark opens at a word's start, closes at a word's end, and spans no line break.
function inline(text) {
  const out = [];
  let plain = '';
  for (let i = 0; i < text.length; i++) {
    const tag = marks[text[i]];
    const end = tag && edge(text[i - 1]) && text[i + 1] && !/\s/.test(text[i + 1])
      ? closing(text, i) : -1;
    if (end < 0) { plain += text[i]; continue; }
    out.push(...links(plain), element(tag, inline(text.slice(i + 1, end))));
    plain = '';
    i = end;
  }
  out.push(...links(plain));
  return out;
}

function closing(text, start) {
  for (let i = start + 2; i < text.length && text[i] !== '\n'; i++)
    if (text[i] === text[start] && !/\s/.test(text[i - 1]) && edge(text[i + 1])) return i;
  return -1;
}

function links(text) {
  return text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/).map((part, i) => {
    if (i % 2 === 0) return part;
    const a = element('a', [part]);
    a.href = part;
    a.target = '_blank';
    a.rel = 'noopener noreferrer';
    return a;
  }).filter(Boolean);
}

const clockFormat = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat([], { weekday: 'long', day: 'numeric', month: 'long' });

export const clock = ms => clockFormat.format(ms);
export const dayOf = ms => new Date(ms).toDateString();

export function dayWords(ms) {
  const today = new Date(), day = new Date(ms);
  if (day.toDateString() === today.toDateString()) return 'Today';
  today.setDate(today.getDate() - 1);
  return day.toDateString() === today.toDateString() ? 'Yesterday' : dayFormat.format(ms);
}
