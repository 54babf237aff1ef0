// app.js -- the frame: navigation, one screen at a time, and its refreshing while somebody looks.
import { api, begin, session, signOut } from './api.js';
import { failure, h, icon, refill, toast } from './dom.js';
import { chats } from './chats.js';
import { customers } from './customers.js';
import { home } from './home.js';
import { live } from './live.js';
import { orders } from './orders.js';
import { products } from './products.js';

const EVERY = 60_000; // ages of things; what changes is told by live.js
const GATHER = 50, HURRY = 250, HIDDEN = 10_000; // news that come together are one look
const SCREENS = {
  home: ['Home', home], orders: ['Orders', orders], products: ['Products', products],
  chats: ['Chats', chats], customers: ['Customers', customers],
};

const main = document.getElementById('main');
const side = document.getElementById('side');
let screen = null; // { name, refresh(), navigate(route), leave() }
let timer;
let wentWrong = false;
let state = ''; // live, retrying, down

// "#/orders/12?status=pending" -> { name: 'orders', id: '12', query }
function route() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, id] = path.split('/');
  return { name: SCREENS[name] ? name : 'home', id, query: new URLSearchParams(query) };
}

// What every screen may ask for; the day's figures are fetched once for all.
const shared = {
  day: null,
  async look() {
    const midnight = new Date(new Date().toDateString()).toISOString();
    this.day = await api('GET', `/admin/dashboard?since=${encodeURIComponent(midnight)}`);
    drawSide();
    return this.day;
  },
  refreshNow: () => refresh(),
};

let drawn = '';
function drawSide() {
  const here = screen?.name;
  const day = shared.day;
  const badge = { orders: day?.orders.pending, chats: day?.waiting.length };
  const now = JSON.stringify([here, badge, day?.shop, session.user, state]);
  if (now === drawn) return;
  drawn = now;
  const link = ([name, [title]]) => h('a', { href: `#/${name}`, 'data-key': `nav-${name}`,
    'aria-current': name === here ? 'page' : undefined },
  icon(name), h('span', {}, title),
  badge[name] ? h('b', { class: 'badge', title: name === 'orders' ? 'to confirm' : 'waiting for a person' }, badge[name]) : null);
  refill(side,
    h('a', { class: 'shop', href: '#/home', 'data-key': 'shop' },
      h('img', { src: 'icon.svg', alt: '', width: 28, height: 28 }), h('bdi', {}, day?.shop || 'waiter')),
    h('nav', { 'aria-label': 'Screens' }, Object.entries(SCREENS).map(link)),
    h('div', { class: 'me' }, liveSign(),
      h('span', { class: 'who' }, icon('person'), h('bdi', {}, session.user?.username ?? '')),
      h('button', { class: 'plain', title: 'Light or dark', 'aria-label': 'Light or dark', 'data-key': 'theme', onclick: turnTheme }, icon('moon')),
      h('button', { class: 'plain', title: 'Sign out', 'aria-label': 'Sign out', 'data-key': 'out', onclick: leaveShop }, icon('out'))));
  const waiting = (badge.orders ?? 0) + (badge.chats ?? 0);
  document.title = `${waiting ? `(${waiting}) ` : ''}${SCREENS[here ?? 'home'][0]} · ${day?.shop || 'waiter'}`;
}

const STATES = {
  live: ['Live', 'Changes show as they happen'],
  retrying: ['Reconnecting', 'Changes may show a few seconds late'],
  down: ['Offline', 'The shop does not answer; what you see may be old'],
};
const liveSign = () => h('span', { class: `sign ${state}`, role: 'status', title: STATES[state]?.[1] },
  h('span', {}, STATES[state]?.[0] ?? ''));

function turnTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  try { localStorage.setItem('waiter.theme', root.dataset.theme); } catch { /* for this visit only */ }
}

async function leaveShop() {
  try { await signOut(); } catch (problem) { toast(problem.message, true); }
}

// One look at a time; whoever asks meanwhile shares the one that follows.
let current = null, next = null;
function refresh() {
  if (!current) return current = lookAgain().finally(() => { current = null; });
  return next ??= current.then(() => { next = null; return refresh(); });
}

async function lookAgain() {
  clearTimeout(timer);
  const now = screen;
  try {
    await shared.look();
    if (now === screen) await now.refresh();
    if (wentWrong) { wentWrong = false; toast('Back again.'); }
  } catch (problem) {
    if (problem.name === 'AbortError') return;
    if (!wentWrong) toast(problem.message, true);
    wentWrong = true;
  } finally {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(refresh, EVERY);
  }
}

// Something has changed: look soon, but not all the time. A hidden tab only counts in its title.
let stirred = false, lookedAt = 0;
async function stir() {
  if (stirred) return;
  stirred = true;
  const wait = lookedAt + (document.hidden ? HIDDEN : HURRY) - Date.now();
  await new Promise((done) => { setTimeout(done, Math.max(wait, GATHER)); });
  stirred = false;
  lookedAt = Date.now();
  if (!document.hidden) await refresh();
  else await shared.look().catch(() => {}); // it is looked at when it is shown
}

async function show() {
  const to = route();
  if (screen?.name === to.name) {
    screen.navigate(to);
    return refresh();
  }
  screen?.leave?.();
  main.replaceChildren();
  main.className = `screen ${to.name}`;
  screen = SCREENS[to.name][1](main, shared);
  screen.name = to.name;
  drawSide();
  screen.navigate(to);
  window.scrollTo(0, 0);
  return refresh();
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  if (!document.hidden && screen) refresh();
});

function listen() {
  const news = live({
    onNews: stir,
    onState(now) {
      if (state === 'down') stir();
      state = now;
      drawSide();
    },
    onLogin: () => { if (!document.hidden) refresh(); },
  });
  session.listeners.add(news.wake);
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault(); // the hash is the address of a screen
  main.focus();
});
session.listeners.add(drawSide);

try {
  await begin();
  window.addEventListener('hashchange', show);
  listen();
  await show();
} catch (problem) {
  main.replaceChildren(failure(problem),
    h('button', { onclick: () => location.reload() }, 'Try again'));
}
