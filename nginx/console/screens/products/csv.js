// csv.js -- the catalogue as a file: downloaded; tried first, then read in.
import { api } from '../../lib/api.js';
import { Dialog } from '../../lib/dialog.js';
import { html, useRef, useState } from '../../lib/html.js';
import { number, t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { toast } from '../../lib/toast.js';

export async function downloadCsv() {
  const parts = [];
  for (let at = '/admin/products.csv'; at;) {
    const answer = await api('GET', at, undefined, { as: 'response', headers: { accept: 'text/csv' } });
    parts.push(await answer.blob()); // text() would drop the BOM
    at = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/csv' }));
  Object.assign(document.createElement('a'), { href: url, download: `products-${new Date().toISOString().slice(0, 10)}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  toast(t('products.csv_made'));
}

const send = (file, dry) => api('POST', `/admin/products.csv${dry ? '?dry_run=1' : ''}`, file, { headers: { 'content-type': 'text/csv' } });

const Mistakes = ({ of: errors }) => html`<div class="mistakes" tabindex="0" role="region" aria-label=${t('products.mistakes', { n: errors.length })}>
  <table class="lines"><thead><tr>${['row', 'column', 'mistake', 'value'].map((one) => html`<th key=${one} scope="col">${t(`products.csv_${one}`)}</th>`)}</tr></thead>
    <tbody>${errors.map((e, i) => html`<tr key=${i}><td>${number(e.row)}</td><td><bdi dir="ltr">${e.column || '–'}</bdi></td><td>${t(`products.csv.${e.reason}`)}</td><td><bdi>${e.value}</bdi></td></tr>`)}</tbody></table></div>`;

const Counts = ({ of: r }) => html`<ul class="counts">${['added', 'changed', 'unchanged'].map((one) => html`<li key=${one}><b>${number(r[one])}</b> ${t(`products.csv_${one}`)}</li>`)}</ul>`;

// A file is tried as soon as it is chosen; reading it in is a second step that says what will happen.
export function Import({ onClose, onDone }) {
  const [file, setFile] = useState(null), [result, setResult] = useState(null), [busy, setBusy] = useState(false), [problem, setProblem] = useState(null), node = useRef();
  const tryFile = async (chosen) => {
    if (!chosen || busy) return;
    setBusy(true); setFile(chosen); setResult(null); setProblem(null);
    try { setResult(await send(chosen, true)); } catch (failed) { setProblem(failed); }
    setBusy(false);
  };
  const take = async () => {
    setBusy(true); setProblem(null);
    try {
      const done = await send(file, false);
      onDone();
      onClose();
      toast(t('products.csv_taken', { n: done.added + done.changed }));
    } catch (failed) {
      if (failed.json?.errors) setResult(failed.json); else setProblem(failed);
      setBusy(false);
    }
  };
  const drop = { onDragOver: (event) => event.preventDefault(), onDrop: (event) => { event.preventDefault(); tryFile(event.dataTransfer.files[0]); } };
  const fine = result && !result.errors.length, some = fine && result.added + result.changed > 0;
  return html`<${Dialog} title=${t('products.import_title')} hint=${t('products.import_hint')} wide onClose=${onClose}>
    <div class="import-drop" ...${drop}><button type="button" class="quiet" disabled=${busy} onClick=${() => node.current.click()}><${Icon} name="upload" />${file ? t('products.other_file') : t('products.choose_file')}</button>
      <input ref=${node} type="file" class="hidden" tabindex="-1" accept=".csv,text/csv,.txt" aria-label=${t('products.choose_file')} onChange=${(event) => { tryFile(event.target.files[0]); event.target.value = ''; }} />
      ${file && html`<bdi class="soft">${file.name}</bdi>`}</div>
    ${problem && html`<p class="failure" role="alert">${problem.message}</p>`}
    ${result && html`<div role="status" class="stack">${fine ? html`<p>${t(some ? 'products.csv_fine' : 'products.csv_same')}</p><${Counts} of=${result} />`
      : html`<p class="failure">${t('products.mistakes', { n: result.errors.length })}</p><${Mistakes} of=${result.errors} />`}</div>`}
    <div class="actions end"><button type="button" class="plain" onClick=${() => downloadCsv().catch(toast)}>${t('products.template')}</button>
      <button type="button" disabled=${!some || busy} onClick=${take}>${t('products.take_in')}</button></div><//>`;
}
