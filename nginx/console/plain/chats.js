// chats.js -- who wrote, what was answered, by which rule and how sure; and the way back to the bot.
import { api } from './api.js';
import { empty, h, icon, photo, refill, toast } from './dom.js';
import { afterTyping, pages } from './list.js';
import { agoTime, clockTime, dayName, dayOf, delivery, fullTime, personName, SOURCE } from './words.js';

const KINDS = {
  tap: '', text: '', image: 'Picture', audio: 'Voice message', video: 'Video', sticker: 'Sticker',
  document: 'Document', contact: 'Contact', location: 'Location',
};

function why(message) {
  if (message.direction !== 'out' || !message.source) return null;
  const source = SOURCE[message.source] ?? message.source;
  const parts = [source, message.why?.toLowerCase() === source.toLowerCase() ? '' : message.why];
  if (message.source === 'faq' || message.source === 'rule') parts.push(`${message.confidence} % sure`);
  return h('span', { class: 'why' }, h('bdi', {}, parts.filter(Boolean).join(' · ')));
}

function mark(message) {
  if (message.direction !== 'out' || !message.delivery) return null;
  const [sign, words, tone] = delivery(message.delivery);
  const said = message.delivery_error ? `${words}: ${message.delivery_error}` : words;
  return h('span', { class: `mark ${tone}`, title: said },
    h('span', { 'aria-hidden': 'true' }, sign), h('span', { class: tone === 'bad' ? '' : 'hidden' }, ` ${words}`));
}

const picture = (message) => (message.media?.startsWith('/')
  ? photo(message.media, { class: 'sent', alt: 'Picture sent to the customer', width: 220, height: 165 }) : null);

const bubble = (message) => h('li', { class: `bubble ${message.direction}` },
  picture(message),
  message.direction === 'in' && KINDS[message.kind] ? h('span', { class: 'kind' }, icon('image'), KINDS[message.kind]) : null,
  message.body ? h('bdi', { class: 'body' }, message.body) : null,
  h('span', { class: 'meta' }, why(message),
    h('span', { class: 'when' }, h('time', { datetime: message.created_at, title: fullTime(message.created_at) }, clockTime(message.created_at)), ' ', mark(message))));

// The newest comes first from the shop and stands last on the page, each day under its name.
function thread(messages) {
  const out = [];
  let last;
  for (const message of [...messages].reverse()) {
    if (dayOf(message.created_at) !== last) {
      last = dayOf(message.created_at);
      out.push(h('li', { class: 'day' }, dayName(message.created_at)));
    }
    out.push(bubble(message));
  }
  return out;
}

export function chats(main, shared) {
  let id, search = '', shown = '', shownThread = '', who = null;
  const people = pages('customers', () => `/admin/customers${search ? `?q=${encodeURIComponent(search)}` : ''}`);
  const messages = pages('chat_logs', () => `/admin/chat-logs?customer_id=${id}`);
  const find = h('input', { type: 'search', placeholder: 'Name or phone', 'aria-label': 'Search chats', maxlength: 100,
    oninput: afterTyping(() => { search = find.value.trim(); shared.refreshNow(); }) });
  const list = h('div', { class: 'list' });
  const head = h('div', { class: 'thread-head' });
  const scroll = h('div', { class: 'thread', tabindex: 0, role: 'log', 'aria-label': 'Messages' });
  const detail = h('section', { class: 'detail chat', 'aria-label': 'Chat' }, head, scroll);
  main.append(h('div', { class: 'head' }, h('h1', {}, 'Chats'), find), h('div', { class: 'split' }, list, detail));

  const row = (c) => h('li', {}, h('a', { href: `#/chats/${c.id}`, 'data-key': `c${c.id}`,
    'aria-current': String(c.id) === id ? 'true' : undefined },
  h('span', { class: 'first' }, h('bdi', {}, personName(c)),
    h('time', { class: 'soft', datetime: c.seen_at, title: fullTime(c.seen_at) }, agoTime(c.seen_at))),
  h('span', { class: 'last' }, h('span', { class: 'cut soft' }, c.last_direction === 'out' ? '↩ ' : '', h('bdi', {}, c.last_message || 'Picture')),
    c.owner === 'human' ? h('span', { class: 'status human' }, 'person') : null)));

  async function more(event) {
    event.target.disabled = true;
    try { await people.showMore(); } catch (problem) { toast(problem.message, true); }
    drawList();
  }

  function drawList() {
    const now = JSON.stringify([people.rows, id, Math.floor(Date.now() / 60000)]);
    if (now === shown) return;
    shown = now;
    refill(list, people.rows.length ? h('ul', { class: 'people' }, people.rows.map(row))
      : search ? empty('Nobody found', `No customer matches “${search}”.`)
        : empty('Nobody has written yet', 'Send the shop a WhatsApp message, or be a customer in the simulator.'),
    people.hasMore ? h('button', { class: 'quiet more', 'data-key': 'more', onclick: more }, 'Show more') : null);
  }

  async function handBack(event) {
    event.target.disabled = true;
    try {
      await api('POST', `/admin/conversations/${id}/handback`);
      toast('The bot answers again.');
    } catch (problem) {
      toast(problem.code === 'not_allowed_now' ? 'The bot had this conversation already.' : problem.message, true);
    }
    shared.refreshNow();
  }

  function drawHead() {
    const human = who?.owner === 'human';
    refill(head, h('div', { class: 'detail-head' },
      h('a', { class: 'plain back', href: '#/chats', 'data-key': 'back', 'aria-label': 'Back to the list' }, icon('back')),
      h('div', {}, h('h2', {}, h('bdi', {}, who ? personName(who) : '…')),
        h('p', { class: 'soft' }, who?.phone ? h('bdi', { dir: 'ltr' }, who.phone) : 'no phone number',
          who?.opted_out ? ' · said STOP: gets no messages' : ''))),
    human ? h('div', { class: 'banner' }, h('p', {}, h('strong', {}, 'This customer waits for a person. '), 'The bot is silent; answer on the phone.'),
      h('button', { 'data-key': 'handback', onclick: handBack }, 'Give back to the bot')) : null);
  }

  async function older(event) {
    event.target.disabled = true;
    const below = scroll.scrollHeight - scroll.scrollTop;
    try { await messages.showMore(); } catch (problem) { toast(problem.message, true); }
    drawThread();
    scroll.scrollTop = scroll.scrollHeight - below;
  }

  function drawThread() {
    const now = JSON.stringify([id, messages.rows]);
    if (now === shownThread) return;
    const fresh = !shownThread.startsWith(JSON.stringify([id]).slice(0, -1));
    const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
    shownThread = now;
    refill(scroll, messages.hasMore ? h('button', { class: 'quiet more', 'data-key': 'older', onclick: older }, 'Show older') : null,
      messages.rows.length ? h('ol', {}, thread(messages.rows)) : empty('No messages', 'Nothing has been said here yet.'));
    if (fresh || atEnd) scroll.scrollTop = scroll.scrollHeight;
  }

  async function refreshThread() {
    if (!id) {
      refill(head);
      shownThread = '';
      return refill(scroll, empty('No chat chosen', 'Choose somebody from the list to read along.'));
    }
    await messages.refresh();
    who = people.rows.find((c) => String(c.id) === id) ?? shared.day?.waiting.find((c) => String(c.id) === id && (c.owner = 'human'))
      ?? (messages.rows[0] ? { id, name: messages.rows[0].customer_name, owner: 'bot' } : null);
    drawHead();
    return drawThread();
  }

  return {
    navigate(to) {
      if (to.id !== id) shownThread = '';
      id = /^[1-9]\d*$/.test(to.id ?? '') ? to.id : undefined;
      main.classList.toggle('open', Boolean(id));
    },
    async refresh() {
      await people.refresh();
      await refreshThread();
      drawList();
    },
  };
}
