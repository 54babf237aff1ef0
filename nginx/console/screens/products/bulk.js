// bulk.js -- many products at once: on sale or hidden, a category, prices by percent; each by the product's
// own way, so that each has its line in the book and is refused where somebody was faster.
import { api, mayWrite, seen } from '../../lib/api.js';
import { Dialog } from '../../lib/dialog.js';
import { money } from '../../lib/format.js';
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { toast } from '../../lib/toast.js';

const AT_ONCE_MOST = 1000, PERCENT = /^-?\d{1,3}([.,]\d{1,2})?$/;

// What to send for a product so that it becomes so, and so that it is as before again; null: nothing.
const CHANGES = {
  active: (to) => ({ make: (p) => (p.active === to ? null : { active: to }), back: (p) => ({ active: p.active }) }),
  category: (to) => ({ make: (p) => (p.category === to ? null : { category: to }), back: (p) => ({ category: p.category }) }),
  percent: (by) => ({ make: (p) => prices(p, (minor) => Math.round(minor * (100 + by) / 100)), back: (p) => prices(p, (minor) => minor) }),
};
// The product's price, and those of variants that have their own.
function prices(p, change) {
  const own = p.variants.filter((v) => v.own_price).map((v) => ({ id: v.id, sku: v.sku, price_minor: change(v.price_minor) }));
  return { price_minor: change(p.price_minor), ...(own.length && { variants: own }) };
}

// One after the other; what went well, as { was, now }.
async function each(all, wish, tell) {
  const done = [];
  let refused = 0, same = 0;
  for (const was of all) {
    const change = wish(was);
    if (!change) same++;
    else try { done.push({ was, now: await api('PUT', `/admin/products/${was.id}`, change, seen(was)) }); } catch { refused++; }
    tell(done.length + refused + same);
  }
  return { done, refused };
}

async function everyOne(search) {
  const all = [];
  for (let cursor = ''; cursor !== null && all.length < AT_ONCE_MOST;) {
    const answer = await api('GET', `/admin/products?${search}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    all.push(...answer.products);
    cursor = answer.next_cursor ?? null;
  }
  return all;
}

function PercentForm({ of: p, onClose, run }) {
  const [typed, setTyped] = useState(''), fits = PERCENT.test(typed.trim()), by = fits ? Number(typed.trim().replace(',', '.')) : 0;
  const good = fits && by !== 0 && by > -100 && by <= 500;
  return html`<${Dialog} title=${t('products.bulk_price')} hint=${t('products.bulk_price_hint')} onClose=${onClose}><form class="edit" onSubmit=${(event) => { event.preventDefault(); run(CHANGES.percent(by)); }}>
    <label>${t('products.percent')}<input required inputmode="decimal" dir="ltr" maxlength="7" placeholder="-10" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></label>
    ${good && html`<p class="soft" role="status"><bdi>${p.name}</bdi>: ${money(p.price_minor, p.currency)} → ${money(prices(p, (minor) => Math.round(minor * (100 + by) / 100)).price_minor, p.currency)}</p>`}
    <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.cancel')}</button><button disabled=${!good}>${t('products.bulk_change')}</button></div></form><//>`;
}

function CategoryForm({ categories, onClose, run }) {
  const [to, setTo] = useState(categories[0]?.name ?? '');
  return html`<${Dialog} title=${t('products.bulk_category')} onClose=${onClose}><form class="edit" onSubmit=${(event) => { event.preventDefault(); run(CHANGES.category(to)); }}>
    <label>${t('products.category')}<select value=${to} onChange=${(event) => setTo(event.target.value)}>${categories.map((c) => html`<option key=${c.id} value=${c.name}>${c.name}</option>`)}</select></label>
    <div class="actions end"><button type="button" class="quiet" onClick=${onClose}>${t('shell.cancel')}</button><button>${t('products.bulk_change')}</button></div></form><//>`;
}

// list, search (the filter as an address), chosen (useChosen), matching: how many the filter finds.
export function Bulk({ list, search, chosen, matching, categories, again }) {
  const [all, setAll] = useState(false), [at, setAt] = useState(null), [sheet, setSheet] = useState(null);
  const rows = list.rows.filter((p) => chosen.has(p.id));
  if (!rows.length || !mayWrite()) return null;
  const every = all && rows.length === list.rows.length, n = every ? matching : rows.length, close = () => setSheet(null);
  const put = (done) => list.change((was) => was.map((row) => done.find(({ now }) => now.id === row.id)?.now ?? row));
  const run = async ({ make, back }) => {
    close();
    setAt(0);
    try {
      const { done, refused } = await each(every ? await everyOne(search) : rows, make, setAt);
      put(done);
      const undo = async () => {
        const undone = await each(done.map(({ now }) => now), (now) => back(done.find((one) => one.now === now).was), () => {});
        put(undone.done);
        toast([t('products.bulk_undone', { n: undone.done.length }), undone.refused ? t('products.bulk_refused', { n: undone.refused }) : ''].join(' ').trim());
        again();
      };
      toast([t('products.bulk_done', { n: done.length }), refused ? t('products.bulk_refused', { n: refused }) : ''].join(' ').trim(), done.length ? { undo } : {});
    } catch (problem) { toast(problem); }
    setAt(null);
    setAll(false);
    chosen.clear();
    again();
  };
  const button = (words, act) => html`<button type="button" class="quiet" disabled=${at !== null} onClick=${act}>${t(words)}</button>`;
  return html`<div class="bulk" role="region" aria-label=${t('products.bulk')}><p role="status">${at === null ? t('products.chosen', { n }) : t('products.bulk_at', { at, of: n })}</p>
    ${rows.length < list.rows.length ? html`<button type="button" class="plain underline" onClick=${() => chosen.put(list.rows.map((p) => p.id))}>${t('products.choose_shown')}</button>`
      : !every && matching > rows.length && matching <= AT_ONCE_MOST && html`<button type="button" class="plain underline" onClick=${() => setAll(true)}>${t('products.all_match', { n: matching })}</button>`}
    <div class="actions">${button('products.bulk_show', () => run(CHANGES.active(true)))}${button('products.bulk_hide', () => run(CHANGES.active(false)))}
      ${button('products.bulk_price', () => setSheet('percent'))}${button('products.bulk_category', () => setSheet('category'))}
      <button type="button" class="plain" aria-label=${t('products.unchoose')} title=${t('products.unchoose')} onClick=${() => chosen.clear()}><${Icon} name="close" /></button></div>
    ${sheet === 'percent' && html`<${PercentForm} of=${rows[0]} onClose=${close} run=${run} />`}${sheet === 'category' && html`<${CategoryForm} categories=${categories} onClose=${close} run=${run} />`}</div>`;
}
