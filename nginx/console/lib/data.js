// data.js -- rows of the shop for a screen, kept fresh while it is shown. Of questions that are under way
// together the newest counts; a failure also while there is nothing to show.
import { api } from './api.js';
import { useEffect, useRef, useState } from './html.js';
import { subscribe } from './live.js';

// { data, problem, loading, reload(), put(data) } of one address; null asks nothing. What is shown
// stays while it is asked anew; put() shows something at once (optimistic change).
export function useResource(path, kinds = []) {
  const [state, setState] = useState({});
  const now = useRef();
  now.current = path;
  const turn = useRef(0);
  const load = async () => {
    if (!path) return;
    const mine = ++turn.current;
    try {
      const data = await api('GET', path);
      if (now.current !== path || mine !== turn.current) return;
      setState((was) => (was.path === path && !was.problem && JSON.stringify(was.data) === JSON.stringify(data) ? was : { path, data }));
    } catch (problem) {
      if (now.current !== path) return;
      setState((was) => {
        const data = was.path === path ? was.data : undefined;
        return mine !== turn.current && data !== undefined ? was : { path, data, problem };
      });
    }
  };
  useEffect(() => { load(); return subscribe(kinds, load); }, [path]);
  const mine = state.path === path ? state : {};
  return { data: mine.data, problem: mine.problem, loading: Boolean(path) && !mine.data && !mine.problem, reload: load,
    put(data) { turn.current++; setState({ path, data }); } };
}

// A list by pages: { rows, answer, more, loading, problem, showMore(), reload(), change(fn) }.
// `key` is the list's name in the answer; older pages that were asked for stay behind the newest.
export function useList(path, key, kinds = []) {
  const [state, setState] = useState({});
  const held = useRef({});
  const now = useRef();
  now.current = path;
  const turn = useRef(0);
  const show = (next) => { held.current = next; setState(next); };
  const load = async () => {
    const mine = ++turn.current;
    try {
      const answer = await api('GET', path);
      if (now.current !== path || mine !== turn.current) return;
      const was = held.current.path === path ? held.current : {};
      const fresh = new Set(answer[key].map((row) => row.id));
      const rows = was.further ? [...answer[key], ...was.rows.filter((row) => !fresh.has(row.id))] : answer[key];
      const next = { path, rows, answer, cursor: was.further ? was.cursor : answer.next_cursor, further: was.further };
      if (JSON.stringify([next.rows, next.answer]) !== JSON.stringify([was.rows, was.answer]) || was.problem) show(next);
    } catch (problem) {
      const was = held.current.path === path ? held.current : { path };
      if (now.current === path && (mine === turn.current || !was.rows)) show({ ...was, problem });
    }
  };
  useEffect(() => { load(); return subscribe(kinds, load); }, [path]);
  const mine = state.path === path ? state : {};
  return {
    rows: mine.rows ?? [], answer: mine.answer, more: Boolean(mine.cursor), problem: mine.problem,
    loading: !mine.rows && !mine.problem, reload: load,
    async showMore() {
      const answer = await api('GET', `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(held.current.cursor)}`);
      if (now.current !== path) return;
      const known = new Set(held.current.rows.map((row) => row.id));
      show({ ...held.current, rows: [...held.current.rows, ...answer[key].filter((row) => !known.has(row.id))],
        cursor: answer.next_cursor, further: true });
    },
    // Shows other rows at once, if there are any yet; answers that are under way no longer count.
    change(fn) {
      if (!held.current.rows || held.current.path !== now.current) return;
      turn.current++;
      show({ ...held.current, rows: fn(held.current.rows) });
    },
  };
}
