// list.js -- a list that grows by "Show more" and is asked anew every few seconds.
import { api } from './api.js';

// address(): path with its query, without cursor. key: the list's name in the answer.
export function pages(key, address) {
  let rows = [], cursor = null, of = null, more = false;
  return {
    get rows() { return rows; },
    get hasMore() { return cursor !== null; },
    // The newest page; older ones that were asked for stay behind it.
    async refresh() {
      const at = address();
      const answer = await api('GET', at);
      if (at !== address()) return; // somebody chose another list meanwhile
      if (of !== at || !more) {
        [rows, cursor, of, more] = [answer[key], answer.next_cursor, at, false];
        return;
      }
      const fresh = new Set(answer[key].map((row) => row.id));
      rows = [...answer[key], ...rows.filter((row) => !fresh.has(row.id))];
    },
    async showMore() {
      const at = address();
      const answer = await api('GET', `${at}${at.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`);
      const known = new Set(rows.map((row) => row.id));
      rows = [...rows, ...answer[key].filter((row) => !known.has(row.id))];
      cursor = answer.next_cursor;
      more = true;
    },
  };
}

// Calls act() once the typing has paused.
export function afterTyping(act) {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(act, 250); };
}
