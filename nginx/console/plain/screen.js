// screen.js -- puts a screen made of bare nodes (this folder) into the frame.
import { day } from '../lib/day.js';
import { html, useEffect, useRef } from '../lib/html.js';
import { refreshNow, subscribe } from '../lib/live.js';
import { toast } from '../lib/toast.js';

const shared = { get day() { return day.value; }, refreshNow };

export const plain = (name, start) => function PlainScreen({ id, query }) {
  const node = useRef(), held = useRef();
  const refresh = async () => {
    try { await held.current.refresh(); } catch (problem) { if (problem.name !== 'AbortError' && problem.status) toast(problem); }
  };
  useEffect(() => { held.current = start(node.current, shared); return subscribe([], refresh); }, []);
  useEffect(() => { held.current.navigate({ name, id, query }); refresh(); }, [id, query]);
  return html`<div ref=${node} class=${`screen ${name}`}></div>`;
};
