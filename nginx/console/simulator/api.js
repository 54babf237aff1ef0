// api.js -- the simulator's JSON API.

const base = '/simulator/api';

async function answer(response) {
  if (response.status === 204) return null;
  const type = response.headers.get('Content-Type') || '';
  const body = type.includes('json') ? await response.json() : null;
  if (response.ok && body) return body;
  const words = body && (body.detail + (body.field ? ` (${body.field})` : ''));
  throw Object.assign(new Error(words || `HTTP ${response.status}`), { status: response.status });
}

export const get = path => fetch(base + path, { cache: 'no-store' }).then(answer);

export const post = (path, body = {}) => fetch(base + path, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
}).then(answer);

export const postImage = (path, file) => fetch(base + path, {
  method: 'POST', headers: { 'Content-Type': file.type }, body: file,
}).then(answer);

// Calls `changed` with what is new, for ever; `state` with true or false as the line holds.
export async function follow(changed, state) {
  let last = 0, epoch = 0, pause = 500;
  for (;;) {
    try {
      const began = performance.now();
      const news = await get(`/changes?after=${last}&wait=20`);
      const fresh = news.epoch !== epoch;
      epoch = news.epoch;
      const quiet = news.last === last;
      last = news.last;
      pause = 500;
      state(true);
      changed(news, fresh);
      // No seat was free to wait on: ask again, but not at once.
      if (quiet && performance.now() - began < 1000) await sleep(1000);
    } catch {
      state(false);
      await sleep(pause);
      pause = Math.min(pause * 2, 5000);
    }
  }
}

const sleep = ms => new Promise(done => setTimeout(done, ms));
