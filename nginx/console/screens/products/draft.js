// draft.js -- a product while it is edited: what is typed, what of it differs, which variants it needs.
import { plainMoney, readMoney } from '../../lib/format.js';
import { sentTongues, typedTongues } from '../../lib/tongues.js';
import { STOCK } from './words.js';

let keys = 0;
const splitWords = (text) => [...new Set(text.split(/[,،]/).map((one) => one.trim()).filter(Boolean))];
export { splitWords };

const typedVariant = (v, currency) => ({ key: `v${v.id}`, id: v.id, sku: v.sku, option1: v.option1 ?? '', option2: v.option2 ?? '',
  price: v.own_price ? plainMoney(v.price_minor, currency) : '', stock: String(v.stock), active: v.active });

export function draftOf(p) {
  return { base: p, name: p.name, category: p.category, description: p.description, price: p.id ? plainMoney(p.price_minor, p.currency) : '',
    low_stock: String(p.low_stock), tax_rate_id: String(p.tax_rate_id), aliases: p.aliases.join(', '), active: p.active, option1_name: p.option1_name ?? '', option2_name: p.option2_name ?? '',
    translations: typedTongues(p.translations), variants: p.variants.map((v) => typedVariant(v, p.currency)) };
}

export const emptyProduct = (currency, category) => ({ id: 0, version: 0, name: '', category: category ?? '', description: '', price_minor: 0, currency, low_stock: 3, tax_rate_id: 0,
  aliases: [], active: true, option1_name: null, option2_name: null, photos: [], variants: [] });

/* -- variants -- */

function skuFor(name, values, taken) {
  const part = (text, n) => text.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '').toUpperCase().slice(0, n);
  const made = [part(name, 8), ...values.map((one) => part(one, 5))].filter(Boolean).join('-') || `P-${Math.random().toString(36).slice(2, 7).toUpperCase()}`;
  for (let n = 1; ; n++) {
    const sku = n === 1 ? made : `${made}-${n}`;
    if (!taken.has(sku)) { taken.add(sku); return sku; }
  }
}

export const newVariant = (d, option1 = '', option2 = '') => ({ key: `n${++keys}`, id: 0, option1, option2, price: '', stock: '0', active: true,
  sku: skuFor(d.name, [option1, option2].filter(Boolean), new Set(d.variants.map((v) => v.sku))) });

export const valuesOf = (d, option) => [...new Set(d.variants.filter((v) => v.active || !v.id).map((v) => v[option]).filter(Boolean))];

// Every value with every other: what is there stays (a value it lacks is the first), what is missing comes.
export function combine(d, values1, values2) {
  const ones = d.option1_name ? values1 : [''], twos = d.option2_name ? values2 : [''];
  const out = { ...d, variants: d.variants.map((v) => ({ ...v, option1: d.option1_name ? v.option1 || ones[0] || '' : '', option2: d.option2_name ? v.option2 || twos[0] || '' : '' })) };
  for (const one of ones) for (const two of twos)
    if (!out.variants.some((v) => v.option1 === one && v.option2 === two)) out.variants = [...out.variants, newVariant(out, one, two)];
  return out;
}

// Without an option; of variants that are then alike the first stays for sale.
export function withoutOption(d, which) {
  const moved = which === 1 ? { option1_name: d.option2_name, option2_name: '' } : { option2_name: '' };
  const met = new Set();
  return { ...d, ...moved, variants: d.variants.map((v) => {
    const now = which === 1 ? { ...v, option1: v.option2, option2: '' } : { ...v, option2: '' };
    const alike = met.has(`${now.option1}\n${now.option2}`);
    if (now.active) met.add(`${now.option1}\n${now.option2}`);
    return alike ? { ...now, active: false, drop: !now.id } : now;
  }).filter((v) => !v.drop) };
}

/* -- what differs -- */

export class Mistyped extends Error {
  constructor(what, example) { super(what); Object.assign(this, { what, example }); }
}

function priceOf(text, currency, example) {
  const price = readMoney(text, currency);
  if (price === null) throw new Mistyped('price_like', plainMoney(example || 990, currency));
  return price;
}

function variantChange(v, was, d) {
  const { currency } = d.base, out = { sku: v.sku.trim() };
  if (v.id) out.id = v.id;
  if (!STOCK.test(v.stock.trim())) throw new Mistyped('stock_like');
  const stock = Number(v.stock);
  for (const option of ['option1', 'option2']) if (v[option].trim() && (!was || v[option] !== was[option])) out[option] = v[option].trim();
  if (v.price.trim() ? !was || v.price !== was.price : was?.price) {
    if (v.price.trim()) out.price = priceOf(v.price, currency, d.base.price_minor); else out.own_price = false;
  }
  if (!was) out.stock = stock;
  else if (stock !== Number(was.stock)) Object.assign(out, { stock, stock_seen: Number(was.stock) });
  if (was ? v.active !== was.active : !v.active) out.active = v.active;
  return was && v.sku.trim() === was.sku && Object.keys(out).length === 2 ? null : out;
}

// What to send: only what was changed here. Throws Mistyped.
export function changeOf(d) {
  const was = draftOf(d.base), out = {};
  for (const name of ['name', 'category', 'description', 'option1_name', 'option2_name'])
    if (d[name].trim() !== was[name]) out[name] = d[name].trim();
  if (d.price !== was.price) out.price = priceOf(d.price, d.base.currency, d.base.price_minor);
  if (!STOCK.test(d.low_stock.trim())) throw new Mistyped('stock_like');
  if (d.low_stock !== was.low_stock) out.low_stock = Number(d.low_stock);
  if (d.tax_rate_id !== was.tax_rate_id) out.tax_rate_id = Number(d.tax_rate_id);
  if (d.active !== was.active) out.active = d.active;
  if (d.aliases !== was.aliases) out.aliases = splitWords(d.aliases);
  const [words, wordsBefore] = [d, was].map((one) => sentTongues(one.translations, ['aliases']));
  if (JSON.stringify(words) !== JSON.stringify(wordsBefore)) out.translations = words;
  const before = new Map(was.variants.map((v) => [v.id, v]));
  const variants = d.variants.map((v) => variantChange(v, before.get(v.id), d)).filter(Boolean);
  if (variants.length) out.variants = variants;
  return out;
}

