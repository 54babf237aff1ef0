// api.js -- talking to /admin/…: the session, what goes wrong, and signing in without losing the page.
import { h } from './dom.js';

export const session = { user: null, csrf: null, listeners: new Set() };

export class Problem extends Error {
  constructor(status, json, retryAfter) {
    super(json?.error ?? (status ? `The shop answered with ${status}.`
      : 'The shop does not answer. Is it running, and are you online?'));
    this.status = status;
    this.code = json?.code;
    this.field = json?.field;
    this.retryAfter = retryAfter;
  }
}

async function send(method, path, body, signal) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && session.csrf) headers['x-csrf-token'] = session.csrf;
  let answer, json;
  try {
    answer = await fetch(path, { method, headers, signal, cache: 'no-store', credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body) });
    if (answer.status !== 204) json = await answer.json();
  } catch (failed) {
    if (failed.name === 'AbortError') throw failed;
    throw new Problem(answer && !answer.ok ? answer.status : 0);
  }
  if (!answer.ok) throw new Problem(answer.status, json, Number(answer.headers.get('retry-after')) || 0);
  return json;
}

// A request that survives the end of a session: it waits at the login and is then sent again.
export async function api(method, path, body, { signal } = {}) {
  try {
    return await send(method, path, body, signal);
  } catch (problem) {
    if (problem.code === 'login_needed') await signIn();
    else if (problem.code === 'csrf_failed') await resume(); // another tab signed in anew
    else throw problem;
    return send(method, path, body, signal);
  }
}

function remember(answer) {
  session.user = answer.user;
  session.csrf = answer.csrf_token;
  // Only a hint that there may be a session: spares a stranger's first visit a pointless 401.
  try { localStorage.setItem('waiter.user', answer.user.username); } catch { /* then not */ }
  for (const listener of session.listeners) listener();
}

const knownUser = () => { try { return localStorage.getItem('waiter.user') ?? ''; } catch { return ''; } };

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
  try { localStorage.removeItem('waiter.user'); } catch { /* then not */ }
  location.reload();
}

let asking = null;
export function signIn() {
  asking ??= showLogin().finally(() => { asking = null; });
  return asking;
}

function waitAndSay(seconds, button, say) {
  button.disabled = true;
  const tick = (left) => {
    if (left <= 0) { button.disabled = false; say(''); return; }
    say(`Too many tries. Please wait ${left} s.`);
    setTimeout(tick, 1000, left - 1);
  };
  tick(seconds);
}

function showLogin() {
  return new Promise((resolve) => {
    const error = h('p', { class: 'failure', role: 'alert' });
    const username = h('input', { name: 'username', autocomplete: 'username', required: true,
      autocapitalize: 'none', spellcheck: 'false', maxlength: 64, value: knownUser() });
    const password = h('input', { name: 'password', type: 'password', required: true,
      autocomplete: 'current-password', maxlength: 128 });
    const button = h('button', {}, 'Sign in');
    const again = session.user !== null;
    const form = h('form', { class: 'login' },
      h('div', { class: 'brand' }, h('img', { src: 'icon.svg', alt: '', width: 40, height: 40 }),
        h('h1', { id: 'login-title' }, again ? 'Please sign in again' : 'Sign in to your shop')),
      again ? h('p', { class: 'soft' }, 'Your session is over. The page behind stays as it is.') : null,
      h('label', {}, 'User name', username), h('label', {}, 'Password', password), error, button);
    const dialog = h('dialog', { class: again ? 'gate' : 'gate whole', 'aria-labelledby': 'login-title' }, form);
    const say = (text) => { error.textContent = text; };
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (button.disabled) return;
      button.disabled = true;
      say('');
      try {
        remember(await send('POST', '/admin/login', { username: username.value, password: password.value }));
        dialog.close();
        dialog.remove();
        resolve();
      } catch (problem) {
        button.disabled = false;
        say(problem.message);
        if (problem.code === 'too_many_requests') waitAndSay(problem.retryAfter || 1, button, say);
        password.select();
      }
    });
    document.body.append(dialog);
    dialog.showModal();
    (username.value ? password : username).focus();
  });
}
