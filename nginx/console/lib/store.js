// store.js -- a value that tells who listens when it changes.
import { useLayoutEffect, useState } from './html.js';

export function store(value) {
  const listeners = new Set();
  return {
    get value() { return value; },
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const tell of [...listeners]) tell(value);
    },
    subscribe(tell) { listeners.add(tell); return () => listeners.delete(tell); },
  };
}

// The value, and a new drawing whenever it changes.
export function useStore(one) {
  const [, draw] = useState(one.value);
  useLayoutEffect(() => {
    draw(one.value); // it may have changed between drawing and listening
    return one.subscribe(draw);
  }, [one]);
  return one.value;
}

// What this browser keeps: never a secret.
export const keep = {
  get(name) { try { return localStorage.getItem(name); } catch { return null; } },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(name); else localStorage.setItem(name, value);
    } catch { /* for this visit only */ }
  },
};
