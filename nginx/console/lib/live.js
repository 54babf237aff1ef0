// live.js -- the one place that knows how news comes from the shop (stream.js brings it).
//
// subscribe(['order'], look): look() is called soon after something of that kind has changed:
// 'order', 'message' (also who has a conversation), 'product', 'system'; no kinds: after every
// change. News that come together are one look; a hidden tab only looks now and then, for its
// title and notices. Ages are looked at once a minute.
import { reached, session } from './api.js';
import { store } from './store.js';
import { live } from './stream.js';

const EVERY = 60_000;
const GATHER = 50, HURRY = 250, HIDDEN = 10_000;
const LOOK_MOST = 20_000; // a request that nobody answers shall not hold up all that come after
// live, retrying, down
export const connection = store('live');

const looks = new Set();
let news, timer, stirred = false, lookedAt = 0, told = 'live';
let due = new Set(), round = Promise.resolve();

export function subscribe(kinds, look) {
  const one = { kinds: [kinds].flat(), look };
  looks.add(one);
  return () => looks.delete(one);
}

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Those who want one of the kinds (null: everybody) look, after the round under way.
function lookAt(kinds) {
  const wants = (one) => !kinds || !one.kinds.length || one.kinds.some((kind) => kinds.has(kind));
  clearTimeout(timer);
  round = round.then(() => Promise.race([Promise.allSettled([...looks].filter(wants).map(async ({ look }) => look())), pause(LOOK_MOST)]));
  return round.then(() => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(refreshNow, EVERY);
  });
}

export const refreshNow = () => lookAt(null);

// What comes while a look is under way is looked at after it, all at once.
async function stir({ kind }) {
  due.add(kind === 'conversation' ? 'message' : kind);
  if (stirred) return;
  stirred = true;
  while (due.size) {
    await pause(Math.max(lookedAt + (document.hidden ? HIDDEN : HURRY) - Date.now(), GATHER));
    lookedAt = Date.now();
    const kinds = due;
    due = new Set();
    await lookAt(kinds.has('hello') ? null : kinds);
  }
  stirred = false;
}

// A request in vain is told at once, though the stream may not have noticed yet.
const showState = () => connection.set(reached.value || told !== 'live' ? told : 'retrying');
reached.subscribe(showState);

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  if (!document.hidden && news) refreshNow();
});

export function beginLive() {
  news = live({
    onNews: stir,
    onState(now) {
      if (told === 'down') refreshNow();
      told = now;
      showState();
    },
    onLogin: () => { if (!document.hidden) refreshNow(); }, // a request asks for the login
  });
  session.subscribe(() => news.wake());
}
