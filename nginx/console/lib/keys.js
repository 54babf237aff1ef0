// keys.js -- one letter does something, except where letters are typed. Can be switched off.
import { useEffect, useRef } from './html.js';
import { keep, store } from './store.js';

export const keysOn = store(keep.get('waiter.keys') !== 'off');
export function turnKeys(on) { keep.set('waiter.keys', on ? null : 'off'); keysOn.set(on); }

const sets = []; // refs of { key: [words, act] }, the newest last
let begun = null, begunAt = 0;

const isTyped = (node) => node?.closest?.('input:not([type=checkbox],[type=radio],[type=button]), textarea, select, [contenteditable]');

function press(event) {
  if (!keysOn.value || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyped(event.target) || document.querySelector('dialog:modal')) return;
  const key = begun && Date.now() - begunAt < 1500 ? `${begun} ${event.key}` : event.key;
  begun = null;
  const found = [...sets].reverse().find((set) => set.current[key]);
  if (found) {
    if (found.current[key][1](event) !== false) event.preventDefault();
  } else if (sets.some((set) => Object.keys(set.current).some((one) => one.startsWith(`${key} `)))) {
    [begun, begunAt] = [key, Date.now()];
  }
}
document.addEventListener('keydown', press);

// useKeys({ j: [t('orders.key_next'), () => …], 'g o': … }); a handler that gives false did nothing.
export function useKeys(keys) {
  const held = useRef(keys);
  held.current = keys; // the newest drawing's handlers, never those of an older one
  useEffect(() => {
    sets.push(held);
    return () => sets.splice(sets.indexOf(held), 1);
  }, []);
}

export const allKeys = () => sets.flatMap((set) => Object.entries(set.current).map(([key, [words]]) => [key, words]));
