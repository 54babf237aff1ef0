// parts.js -- what the pages of the settings share.
import { Dialog } from '../../lib/dialog.js';
import { html, useState } from '../../lib/html.js';
import { has, t } from '../../lib/i18n.js';
import { Failure, Skeleton } from '../../lib/parts.js';

export const word = (key, otherwise) => (has(key) ? t(key) : otherwise);

// A button that can be pressed once at a time, and tells what went wrong.
export function useDeed() {
  const [busy, setBusy] = useState(false), [problem, setProblem] = useState(null);
  return { busy, problem, clear: () => setProblem(null), async run(deed) {
    if (busy) return undefined;
    setBusy(true);
    setProblem(null);
    try { return await deed(); } catch (failed) { setProblem(failed); return undefined; } finally { setBusy(false); }
  } };
}

const wrong = (problem) => word(`settings.wrong.${problem.field}`, problem.message);
export const Wrong = ({ deed }) => deed.problem && html`<p class="failure" role="alert">${wrong(deed.problem)}</p>`;

export function Loaded({ of, children }) {
  if (of.problem && !of.data) return html`<${Failure} problem=${of.problem} retry=${of.reload} />`;
  return of.data ? children(of.data) : html`<${Skeleton} rows=${4} />`;
}

export function FormDialog({ title, hint, onClose, onSubmit, yes, children }) {
  const deed = useDeed();
  const submit = (event) => {
    event.preventDefault();
    deed.run(() => onSubmit(Object.fromEntries(new FormData(event.target))));
  };
  return html`<${Dialog} title=${title} hint=${hint} onClose=${onClose}><form class="set-form" onSubmit=${submit}>${children}<${Wrong} deed=${deed} />
    <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.cancel')}</button><button disabled=${deed.busy}>${yes}</button></div></form><//>`;
}
