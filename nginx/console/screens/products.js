// products.js -- what is for sale: a table to edit in, narrowed and sorted by the address; one in the drawer.
import { api, mayWrite, seen } from '../lib/api.js';
import { day } from '../lib/day.js';
import { useList, useResource } from '../lib/data.js';
import { usePhone } from '../lib/dialog.js';
import { decimals, money, plainMoney, readMoney } from '../lib/format.js';
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { number, t } from '../lib/i18n.js';
import { Icon } from '../lib/icons.js';
import { Empty, Failure, More, Photo, Search, Skeleton } from '../lib/parts.js';
import { go, href, narrow } from '../lib/router.js';
import { useChosen, useListKeys } from '../lib/table.js';
import { toast } from '../lib/toast.js';
import { Bulk } from './products/bulk.js';
import { Categories } from './products/categories.js';
import { downloadCsv, Import } from './products/csv.js';
import { Product } from './products/product.js';
import { STOCK, explain } from './products/words.js';

const STATES = ['on_sale', 'low', 'out', 'hidden'];
const SORTS = ['name', 'cheapest', 'dearest', 'stock', 'newest'];

// What the address asks for, in the shop's words.
function filterOf(query) {
  const one = (name, known) => (known.includes(query.get(name)) ? query.get(name) : undefined);
  return { search: query.get('q') || undefined, category: query.get('category') || undefined, state: one('state', STATES), sort: one('sort', SORTS) };
}
const address = (filter) => new URLSearchParams(Object.entries({ limit: 50, ...filter }).filter(([, value]) => value !== undefined)).toString();

/* -- editing in the table -- */

// An input that looks like its text until it is used; Enter or leaving it saves, Escape does not.
function Inline({ label, value, mode, save }) {
  const node = useRef(), typed = useRef(null), [, draw] = useState(0);
  const type = (text) => { typed.current = text; draw((n) => n + 1); };
  const done = () => {
    const text = typed.current;
    type(null);
    if (text !== null && text.trim() !== value) save(text.trim());
  };
  const press = (event) => {
    if (event.key === 'Enter') node.current.blur();
    if (event.key === 'Escape') { event.preventDefault(); type(null); node.current.blur(); }
  };
  return html`<input ref=${node} class="inline" aria-label=${label} inputmode=${mode} maxlength="14" autocomplete="off" value=${typed.current ?? value}
    onFocus=${() => node.current.select()} onInput=${(event) => type(event.target.value)} onBlur=${done} onKeyDown=${press} />`;
}

// Shows the change at once, asks the shop, shows the old row again where it says no; answers the new row.
async function put(list, row, shown, change, options) {
  const show = (now) => list.change((was) => was.map((one) => (one.id === row.id ? now : one)));
  show({ ...row, ...shown });
  try {
    const now = await api('PUT', `/admin/products/${row.id}`, change, options);
    show(now);
    return now;
  } catch (problem) {
    show(row);
    toast(explain(problem), { bad: true });
    await api('GET', `/admin/products/${row.id}`).then(show, () => {}); // as it stands now
    return null;
  }
}

async function savePrice(list, row, typed) {
  const price = readMoney(typed, row.currency);
  if (price === null) return toast(t('products.price_like', { example: plainMoney(row.price_minor || 990, row.currency) }), { bad: true });
  const minor = Math.round(Number(price) * 10 ** decimals(row.currency));
  if (minor === row.price_minor) return null;
  const now = await put(list, row, { price_minor: minor }, { price }, seen(row));
  if (now) toast(t('products.price_saved', { name: now.name, price: money(now.price_minor, now.currency) }),
    { undo: () => put(list, now, { price_minor: row.price_minor }, { price_minor: row.price_minor }, seen(now)) });
  return now;
}

async function saveStock(list, row, typed) {
  const [variant] = row.variants, stock = Number(typed);
  if (!STOCK.test(typed)) return toast(t('products.stock_like'), { bad: true });
  const to = (from, n) => ({ variants: [{ sku: variant.sku, stock: n, stock_seen: from }] });
  const shown = (n) => ({ stock: n, variants: [{ ...variant, stock: n }] });
  const now = await put(list, row, shown(stock), to(variant.stock, stock));
  if (now) toast(t('products.stock_saved', { name: now.name, n: stock }), { undo: () => put(list, now, shown(variant.stock), to(stock, variant.stock)) });
  return now;
}

async function saveSale(list, row) {
  const active = !row.active;
  const now = await put(list, row, { active }, { active }, seen(row));
  if (now) toast(t(active ? 'products.now_on_sale' : 'products.now_hidden', { name: now.name }),
    { undo: () => put(list, now, { active: !active }, { active: !active }, seen(now)) });
}

/* -- the list -- */

const called = (v) => [v.option1, v.option2].filter(Boolean).join(', ') || v.sku;
// "1 of 6 sold out": which ones is told on hover.
function short(p) {
  const sold = p.variants.filter((v) => v.active), out = sold.filter((v) => v.stock === 0), low = sold.filter((v) => v.stock <= p.low_stock);
  const which = out.length ? out : low, words = out.length ? 'some_out' : 'some_low';
  return { n: low.length, which: which.map(called).join(' · '), words: sold.length > 1 ? t(`products.state.${words}`, { n: which.length, of: sold.length }) : t('products.state.low') };
}

function State({ of: p }) {
  if (!p.active) return html`<span class="status cancelled">${t('products.state.hidden')}</span>`;
  if (p.stock === 0) return html`<span class="status bad">${t('products.state.out')}</span>`;
  const is = short(p);
  return is.n ? html`<span class="status pending" title=${is.which}>${is.words}</span>` : html`<span class="status delivered">${t('products.state.on_sale')}</span>`;
}

const Stock = ({ of: p, list }) => (p.variants.length === 1 && mayWrite()
  ? html`<${Inline} label=${t('products.stock_of', { name: p.name })} value=${String(p.stock)} mode="numeric" save=${(typed) => saveStock(list, p, typed)} />`
  : html`<span>${number(p.stock)}</span>${p.variants.length > 1 && html`<span class="soft variants-note">${t('products.variants', { n: p.variants.length })}</span>`}`);

function Row({ of: p, at, open, chosen, choose, list, query }) {
  const press = (event) => { if (!event.target.closest('a, input, label, button')) go(href('products', p.id, query)); };
  return html`<tr data-row=${p.id} class=${`${at ? 'at' : ''} ${open ? 'open' : ''} ${p.active ? '' : 'retired'}`} onClick=${press}>
    <td class="picture">${mayWrite() ? html`<label class="pick"><input type="checkbox" checked=${chosen} onChange=${choose} aria-label=${t('products.choose', { name: p.name })} /><${Photo} src=${p.picture} class="thumb" alt="" width="56" height="56" /></label>`
      : html`<${Photo} src=${p.picture} class="thumb" alt="" width="56" height="56" />`}</td>
    <th scope="row"><a href=${href('products', p.id, query)} aria-current=${open ? 'true' : undefined}><bdi>${p.name}</bdi></a><span class="soft cut"><bdi>${p.category}</bdi></span></th>
    <td class="state"><${State} of=${p} /></td>
    <td class="price"><span class="label" aria-hidden="true">${t('products.price')}</span>${mayWrite() ? html`<${Inline} label=${t('products.price_of', { name: p.name })} value=${plainMoney(p.price_minor, p.currency)} mode="decimal"
      save=${(typed) => savePrice(list, p, typed)} />` : html`<span>${plainMoney(p.price_minor, p.currency)}</span>`}</td>
    <td class="stock"><span class="label" aria-hidden="true">${t('products.stock')}</span><${Stock} of=${p} list=${list} /></td>
    <td class="sale">${mayWrite() && html`<label class="switch"><input type="checkbox" role="switch" checked=${p.active} onChange=${() => saveSale(list, p)} aria-label=${t('products.on_sale_of', { name: p.name })} /><span aria-hidden="true"></span></label>`}</td></tr>`;
}

function List({ list, filter, query, cursor, chosen, id }) {
  if (list.loading) return html`<${Skeleton} rows=${8} />`;
  if (!list.rows.length) {
    if (filter.search || filter.category) return html`<${Empty} title=${t('products.not_found')} text=${t('products.not_found_hint')} />`;
    if (filter.state) return html`<${Empty} title=${t('products.none_state')} text=${t('products.none_state_hint')} />`;
    return html`<${Empty} title=${t('products.none')} text=${t('products.none_hint')} />`;
  }
  return html`<table class="grid products-grid"><thead><tr><td class="picture"></td><th scope="col">${t('products.name')}</th><th scope="col">${t('products.state')}</th>
      <th scope="col" class="price">${t('products.price_in', { currency: day.value.currency })}</th><th scope="col" class="stock">${t('products.stock')}</th><th scope="col" class="sale">${t('products.on_sale')}</th></tr></thead>
    <tbody>${list.rows.map((p) => html`<${Row} key=${p.id} of=${p} at=${p.id === cursor} open=${String(p.id) === id} chosen=${chosen.has(p.id)} choose=${() => chosen.toggle(p.id)} list=${list} query=${query} />`)}</tbody></table>`;
}

function Tabs({ filter, counts, query }) {
  const tab = (value, words, n) => html`<a key=${value} href=${href('products', null, { ...Object.fromEntries(query), state: value })}
    aria-current=${(filter.state ?? '') === value ? 'true' : undefined}>${words}<b>${n === undefined ? '' : number(n)}</b></a>`;
  return html`<nav class="tabs" aria-label=${t('products.by_state')}>${tab('', t('products.all'), counts?.all)}${STATES.map((s) => tab(s, t(`products.tab.${s}`), counts?.[s]))}</nav>`;
}

const Filters = ({ filter, categories, open }) => html`<div class="filter-row product-filters">
  <label>${t('products.category')}<select value=${filter.category ?? ''} onChange=${(event) => narrow({ category: event.target.value, id: null })}>
    <option value="">${t('products.all_categories')}</option>${categories.map((c) => html`<option key=${c.id} value=${c.name}>${c.name}</option>`)}</select></label>
  <label>${t('products.sort')}<select value=${filter.sort ?? ''} onChange=${(event) => narrow({ sort: event.target.value, id: null })}>
    <option value="">${t('products.sort.oldest')}</option>${SORTS.map((s) => html`<option key=${s} value=${s}>${t(`products.sort.${s}`)}</option>`)}</select></label>
  <div class="actions"><button type="button" class="quiet" onClick=${() => open('categories')}><${Icon} name="edit" />${t('products.categories')}</button>
    <button type="button" class="quiet" onClick=${() => downloadCsv().catch(toast)}><${Icon} name="download" />${t('products.csv')}</button>
    ${mayWrite() && html`<button type="button" class="quiet" onClick=${() => open('import')}><${Icon} name="upload" />${t('products.import')}</button>`}</div></div>`;

export default function Products({ id, query }) {
  const filter = filterOf(query), phone = usePhone(), [sheet, setSheet] = useState(null);
  const list = useList(`/admin/products?${address(filter)}`, 'products', ['product', 'order']);
  const shelves = useResource('/admin/categories', ['product']);
  const categories = shelves.data?.categories ?? [];
  const chosen = useChosen();
  const { cursor, setCursor } = useListKeys(list.rows, { open: (p) => go(href('products', p.id, query)), choose: mayWrite() ? (p) => chosen.toggle(p.id) : undefined });
  useEffect(() => chosen.clear(), [address(filter)]);
  useEffect(() => { if (Number(id)) setCursor(Number(id)); }, [id]);
  const again = () => { list.reload(); shelves.reload(); };
  const show = (now) => list.change((was) => was.map((row) => (row.id === now.id ? now : row)));
  return html`<div class=${id ? 'products beside' : 'products'}><div class="behind" inert=${Boolean(phone && id)}>
      <div class="head"><h1>${t('products.title')}</h1><${Search} value=${filter.search ?? ''} label=${t('products.find')} onSearch=${(q) => narrow({ q, id: null }, { replace: true })} />
        ${mayWrite() && html`<a class="button" href=${href('products', 'new', query)}><${Icon} name="plus" />${t('products.add')}</a>`}</div>
      <${Tabs} filter=${filter} counts=${list.answer?.counts} query=${query} /><${Filters} filter=${filter} categories=${categories} open=${setSheet} />
      ${list.problem && html`<${Failure} problem=${list.problem} retry=${list.reload} />`}
      <div class="panel flush"><${List} list=${list} filter=${filter} query=${query} cursor=${cursor} chosen=${chosen} id=${id} /><${More} list=${list} /></div>
      <${Bulk} list=${list} search=${address({ ...filter, limit: 100 })} chosen=${chosen} matching=${list.answer?.counts?.[filter.state ?? 'all'] ?? 0} categories=${categories} again=${again} /></div>
    ${id && html`<${Product} key=${id} id=${id} query=${query} categories=${categories} show=${show} again=${again} />`}
    ${sheet === 'import' && html`<${Import} onClose=${() => setSheet(null)} onDone=${again} />`}
    ${sheet === 'categories' && html`<${Categories} of=${shelves} onClose=${() => setSheet(null)} />`}</div>`;
}
