// tongues.js -- the words of a thing in the other languages of the shop: typed one language at a time.
import { html, useState } from './html.js';
import { t } from './i18n.js';

export const LANGUAGES = ['en', 'es', 'pt', 'fr', 'ar'];
export const languageName = (code) => new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(code);

// Lists are typed a line each; what is not typed here (a product's values) stays as it was.
const eachWord = (all, change) => Object.fromEntries(Object.entries(all ?? {}).map(([code, words]) => [code,
  Object.fromEntries(Object.entries(words).map(([name, value]) => [name, change(value, name)]).filter(([, value]) => value.length !== 0))]).filter(([, words]) => Object.keys(words).length));
export const typedTongues = (all) => eachWord(all, (value) => (Array.isArray(value) ? value.join('\n') : value));
export const sentTongues = (all, lists) => eachWord(all, (value, name) => (lists.includes(name) ? value.split('\n').map((line) => line.trim()).filter(Boolean) : value));

// fields: [name, label, rows]; one row is a line.
export function Tongues({ id, of: all, set, fields, may }) {
  const [code, choose] = useState(() => Object.keys(all)[0] ?? LANGUAGES[1]), [open, setOpen] = useState(false);
  const words = all[code] ?? {};
  const type = (name) => (event) => set({ ...all, [code]: { ...words, [name]: event.target.value } });
  const there = Object.keys(eachWord(all, (value) => value));
  return html`<details class="tongues" open=${open} onToggle=${(event) => setOpen(event.target.open)}><summary>${t('shell.tongues')}<span class="soft">${there.map(languageName).join(', ')}</span></summary>
    ${open && html`<label>${t('shell.tongue')}<select value=${code} onChange=${(event) => choose(event.target.value)}>${LANGUAGES.map((one) => html`<option key=${one} value=${one}>${languageName(one)}</option>`)}</select></label>
    ${fields.map(([name, label, rows]) => html`<label key=${`${code}.${name}`}>${`${label} (${languageName(code)})`}${rows > 1
      ? html`<textarea id=${`${id}-${name}`} lang=${code} dir="auto" rows=${rows} readonly=${!may} value=${words[name] ?? ''} onInput=${type(name)}></textarea>`
      : html`<input id=${`${id}-${name}`} lang=${code} dir="auto" readonly=${!may} value=${words[name] ?? ''} onInput=${type(name)} />`}</label>`)}
    <p class="soft">${t('shell.tongues_hint')}</p>`}</details>`;
}
