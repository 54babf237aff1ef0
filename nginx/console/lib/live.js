// live.js -- the one place that knows how news comes from the shop.
//
// subscribe(['order'], look): look(event) is called when something of a kind may have changed:
// 'order', 'message', 'product', 'system'. Today by asking again every few seconds while somebody
// looks (event.kind is 'tick', told to all); look may be async, the next round waits for it.
import { reached } from './api.js';
import { store } from './store.js';

const EVERY = 5000;
const DOWN_AFTER = 3; // rounds in vain
// live, retrying, down
export const connection = store('live');

const looks = new Set();
let timer, failed = 0, running = false;

export function subscribe(kinds, look) {
  const one = { kinds: [kinds].flat(), look };
  looks.add(one);
  return () => looks.delete(one);
}

// One round now; resolves when everybody has looked.
export async function refreshNow() {
  if (running) return;
  running = true;
  clearTimeout(timer);
  try {
    await Promise.allSettled([...looks].map(({ look }) => Promise.resolve().then(() => look({ kind: 'tick' }))));
  } finally {
    running = false;
    failed = reached.value ? 0 : failed + 1;
    connection.set(failed === 0 ? 'live' : failed < DOWN_AFTER ? 'retrying' : 'down');
    if (!document.hidden) timer = setTimeout(refreshNow, EVERY);
  }
}

reached.subscribe((is) => { if (is) { failed = 0; connection.set('live'); } else if (!failed) connection.set('retrying'); });
document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  if (!document.hidden) refreshNow();
});
window.addEventListener('online', refreshNow);
export const beginLive = () => { timer = setTimeout(refreshNow, EVERY); };
