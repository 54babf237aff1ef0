// table.js -- a list that can be walked and chosen from by keys: / j k x Enter.
import { useEffect, useRef, useState } from './html.js';
import { t } from './i18n.js';
import { useKeys } from './keys.js';

// rows with an id each; open(row) by Enter, a click is the screen's own. choose(row): by x, if given.
// The cursor is an id: rows that come in above do not move it. Row nodes carry data-row=${row.id}.
export function useListKeys(rows, { open, choose } = {}) {
  const [cursor, setCursor] = useState(null);
  const held = useRef(null);
  held.current = cursor;
  const step = (by) => () => {
    if (!rows.length) return false;
    const at = rows.findIndex((row) => row.id === held.current);
    const to = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))].id;
    held.current = to; // the next key may come before the next drawing
    if (document.activeElement?.matches('a, button, summary')) document.activeElement.blur(); // Enter is the row's now
    setCursor(to);
    return true;
  };
  const at = () => rows.find((row) => row.id === held.current);
  useEffect(() => {
    if (cursor !== null) document.querySelector(`[data-row="${cursor}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [cursor]);
  useKeys({
    '/': [t('shell.key_search'), () => { const find = document.getElementById('find'); find?.focus(); find?.select(); return Boolean(find); }],
    j: [t('shell.key_next'), step(1)],
    k: [t('shell.key_previous'), step(-1)],
    ...(open && { Enter: [t('shell.key_open'), (event) => {
      if (event.target.closest?.('a, button, summary, input') || !at()) return false;
      open(at());
      return true;
    }] }),
    ...(choose && { x: [t('shell.key_choose'), () => { if (!at()) return false; choose(at()); return true; }] }),
  });
  return { cursor, setCursor };
}

// Which rows are chosen: { has, toggle, all(rows), clear, size, ids }.
export function useChosen() {
  const [ids, setIds] = useState(new Set());
  return {
    ids, size: ids.size, has: (id) => ids.has(id),
    toggle(id) { setIds((was) => { const next = new Set(was); if (!next.delete(id)) next.add(id); return next; }); },
    put(all) { setIds(new Set(all)); },
    clear() { setIds(new Set()); },
  };
}
