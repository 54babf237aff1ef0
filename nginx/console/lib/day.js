// day.js -- the day so far (GET /admin/dashboard), asked once for all: badges, title, home.
import { api } from './api.js';
import { midnight } from './format.js';
import { subscribe } from './live.js';
import { store } from './store.js';

export const day = store(null);

let asked = 0, shown = 0;

export async function lookAtDay() {
  const mine = ++asked;
  const fresh = await api('GET', `/admin/dashboard?since=${encodeURIComponent(midnight())}`);
  if (mine < shown) return; // an answer that a newer one has overtaken
  shown = mine;
  if (JSON.stringify(fresh) !== JSON.stringify(day.value)) day.set(fresh);
}
subscribe(['order', 'message', 'product', 'task', 'system'], lookAtDay);
