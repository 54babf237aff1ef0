// api.js -- talking to /admin/…: the session, what goes wrong, and signing in without losing the page.
import { has, t } from './i18n.js';
import { keep, store } from './store.js';

export const session = store({ user: null, csrf: null });
// How the last request went: the sign of the connection looks at it (lib/live.js).
export const reached = store(true);
// Who waits at the login: null, or { again, resolve } (lib/login.js draws it).
export const login = store(null);

export class Problem extends Error {
  constructor(status, json, retryAfter) {
    const known = `shell.problem.${json?.code}`;
    super(has(known) ? t(known) : json?.error ?? (status ? t('shell.answered', { status: String(status) }) : t('shell.no_answer')));
    Object.assign(this, { status, json, code: json?.code, field: json?.field, retryAfter });
  }
}

// Longer than the web server waits for a program: then the line is dead. Sending a file may take its time.
const PATIENCE = 90_000;

// The answer's head, in time.
async function ask(path, how, patience) {
  const over = new AbortController(), timer = patience && setTimeout(() => over.abort(), patience);
  try {
    return await fetch(path, { ...how, signal: over.signal });
  } finally {
    clearTimeout(timer);
  }
}

const isDown = (status) => status === 0 || (status >= 502 && status <= 504);

export async function send(method, path, body, { headers = {}, as = 'json' } = {}) {
  const given = { accept: 'application/json', ...headers };
  const isData = body instanceof Blob || body instanceof FormData || typeof body === 'string';
  if (body !== undefined && !isData) given['content-type'] = 'application/json';
  if (method !== 'GET' && session.value.csrf) given['x-csrf-token'] = session.value.csrf;
  let answer, json;
  try {
    answer = await ask(path, { method, headers: given, cache: 'no-store', credentials: 'same-origin',
      body: body === undefined || isData ? body : JSON.stringify(body) }, !isData && PATIENCE);
    if (answer.ok && as === 'response') json = answer;
    else if (answer.status !== 204) json = await (answer.ok ? answer[as]() : answer.json());
  } catch {
    const status = answer && !answer.ok ? answer.status : 0;
    reached.set(!isDown(status));
    throw new Problem(status);
  }
  reached.set(!isDown(answer.status));
  if (!answer.ok) throw new Problem(answer.status, json, Number(answer.headers.get('retry-after')) || 0);
  return json;
}

// A request that survives the end of a session: it waits at the login and is then sent again.
// options: headers ({ 'if-match': … }), as ('json', 'blob', 'text', 'response'). A body that is a Blob,
// FormData or text is sent as it is; give its content-type then.
export async function api(method, path, body, options) {
  try {
    return await send(method, path, body, options);
  } catch (problem) {
    if (problem.code === 'login_needed') await signIn();
    else if (problem.code === 'csrf_failed') await resume(); // another tab signed in anew
    else throw problem;
    return send(method, path, body, options);
  }
}

// What an edit says it has seen; on 412 the answer tells who changed what.
export const seen = (row) => ({ headers: { 'if-match': `"${row.version}"` } });

// A viewer looks on; the shop refuses what he would change, so it is not offered.
export const mayWrite = () => session.value.user?.role !== 'viewer';

export function remember(answer) {
  session.set({ user: answer.user, csrf: answer.csrf_token });
  // Only a hint that there may be a session: spares a stranger's first visit a pointless 401.
  keep.set('waiter.user', answer.user.username);
}
export const knownUser = () => keep.get('waiter.user') ?? '';

async function resume() { remember(await send('GET', '/admin/session')); }

// The session that the cookie holds, or the login.
export async function begin() {
  if (knownUser()) {
    try {
      return await resume();
    } catch (problem) {
      if (problem.code !== 'login_needed') throw problem;
    }
  }
  return signIn();
}

export async function signOut() {
  try {
    await send('POST', '/admin/logout');
  } catch (problem) {
    if (problem.code !== 'login_needed') throw problem; // it was over already
  }
  keep.set('waiter.user', null);
  location.reload();
}

let asking = null;
export function signIn() {
  asking ??= new Promise((resolve) => {
    login.set({ again: session.value.user !== null, resolve });
  }).finally(() => { asking = null; login.set(null); });
  return asking;
}
