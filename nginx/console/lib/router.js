// router.js -- "#/orders/12?status=pending" <-> { name: 'orders', id: '12', query }.
//
// What a screen shows stands in the address, so that it can be sent to somebody, and back works.
import { SCREENS } from '../screens.js';
import { store } from './store.js';

function read() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, id] = path.split('/');
  const known = SCREENS.some((screen) => screen.name === name);
  return { name: known ? name : 'home', id: known && id ? decodeURIComponent(id) : undefined, query: new URLSearchParams(query) };
}

export const route = store(read());

// An address; `query` is an object or URLSearchParams, what is empty is left out.
export function href(name, id, query = {}) {
  const pairs = [...(query instanceof URLSearchParams ? query : Object.entries(query))]
    .filter(([, value]) => value !== undefined && value !== null && value !== '');
  const search = new URLSearchParams(pairs).toString();
  return `#/${name}${id ? `/${encodeURIComponent(id)}` : ''}${search ? `?${search}` : ''}`;
}

// replace: for what is typed letter by letter, so that back does not walk through the letters.
export function go(to, { replace = false } = {}) {
  if (location.hash === to) return;
  if (replace) { history.replaceState(null, '', to); route.set(read()); } else location.hash = to;
}

// Changes some of what the address asks for and keeps the rest.
export function narrow(changes, options) {
  const { name, id, query } = route.value;
  go(href(name, 'id' in changes ? changes.id : id, { ...Object.fromEntries(query), ...changes, id: undefined }), options);
}

window.addEventListener('hashchange', () => route.set(read()));
