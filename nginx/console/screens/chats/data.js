// data.js -- what was said in one chat, and what is on its way out of this browser.
import { api } from '../../lib/api.js';
import { useEffect, useRef, useState } from '../../lib/html.js';
import { subscribe } from '../../lib/live.js';
import { store } from '../../lib/store.js';
import { newKey } from './words.js';

const byId = (rows) => new Map(rows.map((row) => [row.id, row]));
const oldest = (answer) => Math.min(...answer.messages.map((m) => m.id));

// The newest page put over what is known; a gap between them (a long absence) forgets the older part.
function merged(was, answer) {
  const known = was.messages.size ? Math.max(...was.messages.keys()) : 0;
  if (!known || (answer.next_cursor && oldest(answer) > known))
    return { messages: byId(answer.messages), notes: byId(answer.notes), cursor: answer.next_cursor, ready: true };
  return { ...was, messages: new Map([...was.messages, ...byId(answer.messages)]), notes: new Map([...was.notes, ...byId(answer.notes)]) };
}

// { items, ready, more, problem, reload(), older() }; items: { kind: 'message' | 'note', row }, the oldest first.
export function useThread(id) {
  const nothing = { messages: new Map(), notes: new Map(), cursor: null, ready: false };
  const [state, setState] = useState(nothing);
  const held = useRef(nothing), alive = useRef(true), text = useRef(''), asked = useRef(0), shown = useRef(0);
  const show = (next) => { if (alive.current) { held.current = next; setState(next); } };
  const address = `/admin/chats/${id}/messages`;
  const load = async () => {
    const mine = ++asked.current;
    try {
      const answer = await api('GET', address);
      if (mine < shown.current) return; // a newer answer has overtaken it
      shown.current = mine;
      const now = JSON.stringify(answer);
      if (now === text.current && !held.current.problem) return;
      text.current = now;
      show({ ...merged(held.current, answer), problem: null });
    } catch (problem) { show({ ...held.current, problem }); }
  };
  const older = async () => {
    const answer = await api('GET', `${address}?cursor=${encodeURIComponent(held.current.cursor)}`);
    show({ ...held.current, messages: new Map([...byId(answer.messages), ...held.current.messages]),
      notes: new Map([...byId(answer.notes), ...held.current.notes]), cursor: answer.next_cursor });
  };
  useEffect(() => {
    alive.current = true;
    load();
    const stop = subscribe(['message'], load);
    return () => { alive.current = false; stop(); };
  }, [id]);
  const items = [...[...state.messages.values()].map((row) => ({ kind: 'message', row, at: row.id })),
    ...[...state.notes.values()].map((row) => ({ kind: 'note', row, at: row.after_id }))]
    .sort((a, b) => a.at - b.at || (a.kind === b.kind ? a.row.id - b.row.id : a.kind === 'message' ? -1 : 1));
  return { items, ready: state.ready, more: Boolean(state.cursor), problem: state.problem, reload: load, older,
    hasMore: () => Boolean(held.current.cursor), has: (message) => held.current.messages.has(message) };
}

/* -- on the way out: kept while one looks at other chats, sent in order, each once by its key -- */

const waiting = new Map(); // chat id -> store of letters
const queues = new Map(); // chat id -> the end of what is being sent

export function lettersOf(id) {
  if (!waiting.has(id)) waiting.set(id, store([]));
  return waiting.get(id);
}

const change = (id, key, fn) => lettersOf(id).set(lettersOf(id).value.flatMap((one) => (one.key === key ? fn(one) : [one])));
export const discard = (id, key) => change(id, key, () => []);

// then(): called when the shop has it, before it leaves this list.
export function post(id, letter, then) {
  change(id, letter.key, (one) => [{ ...one, problem: null }]);
  const send = async () => {
    try {
      const { id: row } = await api('POST', `/admin/chats/${id}/${letter.mode === 'note' ? 'notes' : 'messages'}`, { text: letter.text, key: letter.key });
      change(id, letter.key, (one) => [{ ...one, row }]); // from now on the thread shows it
      await then();
      discard(id, letter.key);
    } catch (problem) {
      change(id, letter.key, (one) => [{ ...one, problem }]);
      then();
    }
  };
  queues.set(id, (queues.get(id) ?? Promise.resolve()).then(send));
}

export function write(id, mode, text, then) {
  const letter = { key: newKey(), mode, text, at: new Date().toISOString(), problem: null };
  lettersOf(id).set([...lettersOf(id).value, letter]);
  post(id, letter, then);
}

/* -- drafts: for this tab alone, of this person alone -- */

const name = (me, id, mode) => `waiter.draft.${me}.${mode}.${id}`;
export const draft = {
  get(...of) { try { return sessionStorage.getItem(name(...of)) ?? ''; } catch { return ''; } },
  set(text, ...of) {
    try { if (text) sessionStorage.setItem(name(...of), text); else sessionStorage.removeItem(name(...of)); } catch { /* not kept */ }
  },
};
