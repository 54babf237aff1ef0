// phone.js -- one customer's phone: the chat, what can be sent, how far each message came.

import { h, icon } from './dom.js';
import { clock, dayOf, dayWords, formatted } from './format.js';
import { post, postImage } from './api.js';

const suggestions = ['hi', 'show me hoodies', '2 black hoodies in L and a mug pls', 'cart',
  'do you deliver?', 'where is my order', 'human'];

const errorWords = {
  63016: 'the 24-hour window is closed', 63019: 'the photo could not be fetched',
  63021: 'WhatsApp does not show this kind of file', 63013: 'the content breaks a limit',
  11200: 'the shop did not answer', 12100: 'the answer was not XML',
  12200: 'the answer was not TwiML', 12300: 'the answer was not text/xml',
  21617: 'an answer over 1,600 characters', 21619: 'an empty answer', 21620: 'a bad photo address',
};
export const errorText = code => errorWords[code] ? `${code}: ${errorWords[code]}` : `error ${code}`;

export function phone(customer, shop, inspect) {
  const bubbles = new Map();   // sid -> {message, el}
  let lastDay = '', stuck = true, height = 0, urls = shop;

  // ---- the frame ----
  const title = h('h2', { className: 'owner-name' });
  const address = h('p', { className: 'owner-address', dir: 'ltr' });
  const windowButton = h('button', { type: 'button', className: 'window-button', onclick: windowTurn });
  const avatar = h('span', { className: 'avatar', 'aria-hidden': 'true' });
  const shopName = h('p', { className: 'chat-name' });
  const doing = h('p', { className: 'chat-doing' });
  const list = h('ol', { className: 'messages' });
  const hint = h('div', { className: 'hint' });
  const typing = h('div', { className: 'typing', hidden: true, role: 'status' },
    h('span', { className: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
    h('span', { className: 'hidden-label' }, 'The shop is writing'));
  const log = h('div', { className: 'log', role: 'log', tabIndex: 0 }, hint, list, typing);
  const down = h('button', { type: 'button', className: 'to-newest', hidden: true,
    'aria-label': 'To the newest message', onclick: () => scrollDown(true) }, icon('down'));

  // ---- the composer ----
  const text = h('textarea', { rows: 1, maxLength: 1600, placeholder: 'Message', enterKeyHint: 'send' });
  const file = h('input', { type: 'file', accept: 'image/png,image/jpeg,image/webp', hidden: true });
  const attach = h('button', { type: 'button', className: 'icon-button', 'aria-label': 'Attach',
    'aria-expanded': 'false', 'aria-haspopup': 'menu' }, icon('plus'));
  const menu = h('div', { className: 'attach-menu', role: 'menu', hidden: true },
    menuItem('photo', 'Photo', () => file.click()),
    menuItem('pin', 'Location', () => send({ location: place(customer.id) })),
    menuItem('mic', 'Voice note', () => send({ audio: true })));
  const chips = h('div', { className: 'chips', role: 'group', 'aria-label': 'Suggestions' },
    suggestions.map(words => h('button', { type: 'button', className: 'suggestion',
      onclick: () => { send({ text: words }); text.focus(); } }, words)));
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const form = h('form', { className: 'composer' }, attach, menu, file, text,
    h('button', { type: 'submit', className: 'icon-button send', 'aria-label': 'Send' }, icon('send')));
  const sheet = h('div', { className: 'list-sheet', role: 'dialog', 'aria-modal': 'true', hidden: true });
  const chat = h('div', { className: 'chat' },
    h('div', { className: 'chat-head' }, avatar, h('div', {}, shopName, doing)),
    h('div', { className: 'log-frame' }, log, down), problem, chips, form);
  const screen = h('div', { className: 'screen' }, chat, sheet);
  const el = h('section', { className: 'phone' },
    h('div', { className: 'owner' }, h('div', { className: 'owner-who' }, title, address), windowButton),
    h('div', { className: 'frame' }, screen));

  function menuItem(glyph, words, act) {
    return h('button', { type: 'button', role: 'menuitem', onclick: () => { menuShow(false); act(); } },
      icon(glyph), words);
  }

  function menuShow(on) {
    menu.hidden = !on;
    attach.setAttribute('aria-expanded', String(on));
    if (on) menu.firstElementChild.focus();
  }

  attach.addEventListener('click', () => menuShow(menu.hidden));
  menu.addEventListener('keydown', event => {
    const items = [...menu.children], at = items.indexOf(document.activeElement);
    if (event.key === 'Escape') { menuShow(false); attach.focus(); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); items[(at + step + items.length) % items.length].focus(); }
  });
  el.addEventListener('focusout', event => {
    if (!menu.hidden && !menu.contains(event.relatedTarget) && event.relatedTarget !== attach)
      menuShow(false);
  });
  text.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    const words = text.value;
    if (!words.trim()) return;
    text.value = '';
    send({ text: words }).then(ok => { if (!ok && !text.value) text.value = words; });
  });
  file.addEventListener('change', () => {
    const [image] = file.files;
    file.value = '';
    if (image) imageSend(image);
  });
  text.addEventListener('paste', event => {
    const image = [...event.clipboardData.files].find(f => f.type.startsWith('image/'));
    if (image) { event.preventDefault(); imageSend(image); }
  });
  // A scroll that follows growth is not the reader's: only one at the same height is.
  log.addEventListener('scroll', () => {
    if (log.scrollHeight !== height || !log.clientHeight) return scrollDown(false);
    stuck = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    down.hidden = stuck;
  });

  // ---- sending ----
  async function attempt(work) {
    problem.hidden = true;
    stuck = true;
    try {
      await work;
      return true;
    } catch (error) {
      problem.textContent = `Not sent: ${error.message}`;
      problem.hidden = false;
      return false;
    }
  }

  const send = body => attempt(post(`/customers/${customer.id}/messages`, body));

  function imageSend(image) {
    if (image.size > 5 * 1024 * 1024)
      return attempt(Promise.reject(new Error('images may have 5 MB')));
    return attempt(postImage(`/customers/${customer.id}/image`, image));
  }

  function windowTurn() {
    attempt(post(`/customers/${customer.id}`, { window_closed: !customer.window_closed }));
  }

  // ---- bubbles ----
  function bubble(m) {
    const mine = m.direction === 'inbound';
    const lost = !mine && (m.status === 'failed' || m.status === 'undelivered');
    const early = !mine && (m.status === 'queued' || m.status === 'accepted');
    const body = h('div', { className: 'bubble' },
      media(m), place_(m), m.body ? h('p', { className: 'words', dir: 'auto' }, formatted(m.body)) : null,
      lost ? h('p', { className: 'lost' }, `Never arrived: ${errorText(m.error_code)}`) : null,
      meta(m, mine));
    return h('li', { className: `message ${mine ? 'mine' : 'theirs'}${lost ? ' is-lost' : ''}${early ? ' is-early' : ''}` },
      h('span', { className: 'hidden-label' }, mine ? `${customer.name}: ` : `${urls.name || 'Shop'}: `),
      body, lost ? null : choices(m));
  }

  function media(m) {
    return (m.media || []).map(item => {
      if (item.content_type?.startsWith('audio/'))
        return h('div', { className: 'voice' }, icon('play'), h('span', { className: 'wave', 'aria-hidden': 'true' }), 'Voice note');
      const source = item.sid ? `/simulator/api/media/${item.sid}` : own(item.url);
      if (!source) return h('a', { className: 'file', href: item.url, target: '_blank', rel: 'noopener noreferrer' }, 'Photo elsewhere: ', item.url);
      const image = h('img', { className: 'photo', alt: m.body ? 'Photo' : 'Photo without words', src: source });
      image.addEventListener('error', () => image.replaceWith(h('p', { className: 'file' }, 'Photo could not be loaded: ', source)));
      return image;
    });
  }

  // Addresses on the shop's own site work whatever name this page was opened by.
  function own(url) {
    if (url.startsWith(urls.public_url + '/')) return url.slice(urls.public_url.length);
    return url.startsWith(location.origin + '/') ? url : null;
  }

  function place_(m) {
    if (!m.location) return null;
    const { latitude, longitude, label, address: where } = m.location;
    return h('div', { className: 'place' },
      h('div', { className: 'map', 'aria-hidden': 'true' }, icon('pin')),
      h('p', { className: 'place-words' }, h('b', {}, label || 'Location'),
        where ? h('span', {}, where) : null, h('span', { dir: 'ltr' }, `${latitude}, ${longitude}`)));
  }

  function choices(m) {
    const taps = (m.buttons || []).map(b => h('button', { type: 'button', className: 'tap',
      onclick: () => send({ button: { id: b.id, title: b.title }, reply_to: m.sid }) }, b.title));
    if (m.list)
      taps.push(h('button', { type: 'button', className: 'tap', 'aria-haspopup': 'dialog',
        onclick: event => sheetShow(m, event.currentTarget) }, icon('list'), m.list.button));
    return taps.length ? h('div', { className: 'taps' }, taps) : null;
  }

  function meta(m, mine) {
    const [glyph, words, tone] = mine ? inboundMark(m) : outboundMark(m);
    return h('button', { type: 'button', className: 'meta', title: words, onclick: () => inspect(m.sid) },
      h('time', { dateTime: new Date(m.created_at).toISOString() }, clock(m.created_at)),
      h('span', { className: `mark ${tone}` }, icon(glyph), h('span', { className: 'hidden-label' }, words)));
  }

  function inboundMark(m) {
    const { state, http_status: status, error } = m.webhook;
    if (state === 'held') return ['pause', 'Held back: goes after the next message', 'warn'];
    if (state === 'kept') return ['inbox', 'In Twilio’s list only: the shop was unreachable', 'warn'];
    if (state === 'failed') return ['warn', `Not taken by the shop: ${status ? `HTTP ${status}` : 'no answer'}, ${errorText(error)}`, 'bad'];
    if (state === 'waiting') return ['clock', 'On its way to the shop', ''];
    if (error) return ['warn', `Taken, but an answer was lost: ${errorText(error)}`, 'bad'];
    return ['ticks', m.answered ? 'Answered' : 'Taken by the shop', m.answered ? 'read' : ''];
  }

  function outboundMark(m) {
    if (m.error_code) return ['warn', `${m.status}, ${errorText(m.error_code)}`, 'bad'];
    if (m.status === 'sent') return ['tick', 'Sent', ''];
    if (m.status === 'delivered') return ['ticks', 'Delivered', ''];
    if (m.status === 'read') return ['ticks', 'Read', 'read'];
    return ['clock', m.status, ''];
  }

  function place1(m, el_) {
    const day = dayOf(m.created_at);
    if (day !== lastDay) {
      lastDay = day;
      list.append(h('li', { className: 'day' }, h('span', {}, dayWords(m.created_at))));
    }
    list.append(el_);
  }

  // ---- the list picker ----
  function sheetShow(m, opener) {
    const close = back => { sheet.hidden = true; chat.inert = false; if (back) opener.focus(); };
    sheet.setAttribute('aria-label', m.list.button);
    sheet.replaceChildren(
      h('div', { className: 'list-shade', onclick: () => close(true) }),
      h('div', { className: 'list-card' },
        h('div', { className: 'drawer-head' }, h('h3', {}, m.list.button),
          h('button', { type: 'button', className: 'icon-button', 'aria-label': 'Close', onclick: () => close(true) }, icon('close'))),
        h('div', { className: 'list-rows' }, m.list.items.map(item =>
          h('button', { type: 'button', className: 'list-row', onclick: () => {
            close(false);
            text.focus();
            send({ list: { id: item.id, title: item.title, description: item.description || undefined }, reply_to: m.sid });
          } }, h('b', {}, item.title), item.description ? h('span', {}, item.description) : null)))));
    sheet.hidden = false;
    chat.inert = true;
    sheet.querySelector('.list-row')?.focus();
    sheet.onkeydown = event => { if (event.key === 'Escape') close(true); };
  }

  function scrollDown(force) {
    height = log.scrollHeight;
    if (force || stuck) { log.scrollTop = log.scrollHeight; stuck = true; down.hidden = true; }
  }

  new ResizeObserver(() => scrollDown(false)).observe(list);
  new ResizeObserver(() => scrollDown(false)).observe(log);

  // ---- what the page tells us ----
  const self = {
    el,
    get customer() { return customer; },
    messages: () => [...bubbles.values()].map(b => b.message),

    describe(newCustomer, newShop, now) {
      customer = newCustomer;
      urls = newShop;
      const name = urls.name || 'The shop';
      title.textContent = customer.name;
      address.textContent = customer.address.replace('whatsapp:', '');
      el.setAttribute('aria-label', `${customer.name}’s phone`);
      log.setAttribute('aria-label', `Chat of ${customer.name} with ${name}`);
      text.setAttribute('aria-label', `Message from ${customer.name}`);
      avatar.textContent = name.split(/\s+/).map(w => w[0]).filter(c => /[\p{L}\p{N}]/u.test(c)).slice(0, 2).join('').toUpperCase();
      shopName.textContent = name;
      const open = !customer.window_closed && now - customer.last_inbound_at < 24 * 3600e3;
      windowButton.textContent = customer.window_closed ? '24 h window closed' : open ? '24 h window open' : 'not opened yet';
      windowButton.title = customer.window_closed ? 'Let the 24-hour window be as the clock says' : 'Close the 24-hour window';
      windowButton.setAttribute('aria-pressed', String(customer.window_closed));
      windowButton.classList.toggle('is-closed', customer.window_closed);
      hint.replaceChildren(
        h('span', { className: 'hint-glyph', 'aria-hidden': 'true' }, icon('chat')),
        h('p', {}, `This is ${customer.name}’s phone. Write to ${name} as a customer would.`),
        h('p', { className: 'hint-small' }, 'Try “hi”, ask a question, or order in plain words: “2 black hoodies in L and a mug pls”.'));
    },

    take(m) {
      const known = bubbles.get(m.sid);
      m.answered = known?.message.answered;
      const el_ = bubble(m);
      if (known) known.el.replaceWith(el_);
      else place1(m, el_);
      bubbles.set(m.sid, { message: m, el: el_ });
      hint.hidden = true;
    },

    // After news: what depends on several messages.
    settle(serverNow, suggestionsToo) {
      const all = self.messages();
      const newestOut = Math.max(0, ...all.filter(m => m.direction === 'outbound').map(m => m.id));
      for (const b of bubbles.values()) {
        const m = b.message;
        if (m.direction === 'inbound' && !m.answered && m.webhook.state === 'done' && newestOut > m.id) {
          m.answered = true;
          const fresh = bubble(m);
          b.el.replaceWith(fresh);
          b.el = fresh;
        }
      }
      self.writing(serverNow);
      chips.hidden = suggestionsToo === false;
      scrollDown(false);
    },

    writing(serverNow) {
      const waits = self.messages().some(m => m.direction === 'inbound' && m.webhook.state === 'waiting'
        && serverNow - m.created_at > 250 && serverNow - m.created_at < 30000);
      const on = waits || customer.typing_until > serverNow;
      doing.textContent = on ? 'writing…' : urls.number.replace('whatsapp:', '');
      doing.classList.toggle('is-writing', on);
      if (typing.hidden === on) { typing.hidden = !on; scrollDown(false); }
    },

    clear() {
      bubbles.clear();
      list.replaceChildren();
      lastDay = '';
      hint.hidden = false;
      sheet.hidden = true;
      chat.inert = false;
    },
    focus: () => text.focus(),
  };
  return self;
}

// A different, made-up place for each customer.
function place(id) {
  const places = [
    { latitude: '38.7139', longitude: '-9.1394', label: 'Home', address: 'Rua da Prata 12, Lisbon' },
    { latitude: '40.4168', longitude: '-3.7038', label: 'Office', address: 'Puerta del Sol 3, Madrid' },
    { latitude: '48.8584', longitude: '2.2945', label: 'Hotel', address: '5 Avenue Anatole France, Paris' },
  ];
  return places[id % places.length];
}
