// product.js -- one product in the drawer: photos, facts, variants, and how customers see it.
import { api, mayWrite, seen } from '../../lib/api.js';
import { day } from '../../lib/day.js';
import { useResource } from '../../lib/data.js';
import { Drawer } from '../../lib/dialog.js';
import { html, useEffect, useState } from '../../lib/html.js';
import { language, locale, t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Failure, Field, Photo, Skeleton } from '../../lib/parts.js';
import { go, href } from '../../lib/router.js';
import { toast } from '../../lib/toast.js';
import { Tongues } from '../../lib/tongues.js';
import { styled } from '../chats/words.js';
import { changeOf, draftOf, emptyProduct, Mistyped, newVariant } from './draft.js';
import { Photos } from './photos.js';
import { Variants } from './variants.js';
import { explain } from './words.js';

const words = (problem) => (problem instanceof Mistyped ? t(`products.${problem.what}`, { example: problem.example }) : explain(problem));

/* -- as customers see it -- */

function Preview({ of: p }) {
  const shown = useResource(`/admin/products/${p.id}/preview?lang=${language.value}`);
  useEffect(() => { shown.reload(); }, [p.version, p.stock]);
  const messages = shown.data?.messages;
  return html`<section class="preview"><h3>${t('products.preview')}</h3>
    ${messages?.length === 0 ? html`<p class="soft">${t('products.preview_none')}</p>` : html`<div class="preview-chat">${messages?.map((m, i) => html`<div key=${i} class="bubble out">
      ${m.picture && html`<${Photo} src=${m.picture} class="sent" alt=${p.name} />`}<bdi class="body">${styled(m.text)}</bdi></div>`)}</div>`}</section>`;
}

/* -- the form -- */

const percent = (bp) => new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 2 }).format(bp / 10000);

// Only where the shop has named rates at all.
function TaxRate({ of: d, set, may }) {
  const rates = useResource('/admin/delivery').data?.tax_rates ?? [], usual = rates.find((r) => r.standard);
  return rates.length > 0 && html`<${Field} id="p-tax" label=${t('products.tax')}><select id="p-tax" value=${d.tax_rate_id} disabled=${!may} onChange=${(event) => set({ ...d, tax_rate_id: event.target.value })}>
    <option value="0">${usual ? t('products.tax_usual', { name: usual.name, percent: percent(usual.bp) }) : t('products.tax_none')}</option>
    ${rates.filter((r) => !r.standard || String(r.id) === d.tax_rate_id).map((r) => html`<option key=${r.id} value=${r.id}>${r.name} (${percent(r.bp)})</option>`)}</select><//>`;
}

function Facts({ of: d, set, categories, may }) {
  const type = (name) => (event) => set({ ...d, [name]: event.target.value });
  const field = (name, more = {}) => html`<input id=${`p-${name}`} dir="auto" value=${d[name]} disabled=${!may} onInput=${type(name)} ...${more} />`;
  return html`<${Field} id="p-name" label=${t('products.name')}>${field('name', { required: true, maxlength: 120 })}<//>
    <div class="pair"><${Field} id="p-category" label=${t('products.category')}>${field('category', { required: true, maxlength: 60, list: 'p-categories' })}<//>
      <datalist id="p-categories">${categories.map((c) => html`<option key=${c.id} value=${c.name} />`)}</datalist>
      <${Field} id="p-price" label=${t('products.price_in', { currency: d.base.currency })}>${field('price', { required: true, inputmode: 'decimal', maxlength: 14 })}<//></div>
    <${Field} id="p-description" label=${t('products.description')}><textarea id="p-description" dir="auto" rows="3" maxlength="2000" value=${d.description} disabled=${!may} onInput=${type('description')}></textarea><//>
    <div class="pair"><${Field} id="p-aliases" label=${t('products.aliases')} hint=${t('products.aliases_hint')}>${field('aliases', { maxlength: 1200, 'aria-describedby': 'p-aliases-hint' })}<//>
      <${Field} id="p-low_stock" label=${t('products.low_stock')} hint=${t('products.low_stock_hint')}>${field('low_stock', { inputmode: 'numeric', maxlength: 7, required: true, 'aria-describedby': 'p-low_stock-hint' })}<//></div>
    <${TaxRate} of=${d} set=${set} may=${may} />
    <${Tongues} id="p-tongue" of=${d.translations} may=${may} set=${(translations) => set({ ...d, translations })}
      fields=${[['name', t('products.name'), 1], ['description', t('products.description'), 3], ['aliases', t('products.aliases'), 2], ...[1, 2].filter((n) => d[`option${n}_name`]).map((n) => [`option${n}`, d[`option${n}_name`], 1])]} />
    <label class="check"><input type="checkbox" checked=${d.active} disabled=${!may} onChange=${(event) => set({ ...d, active: event.target.checked })} />${t('products.on_sale')}</label>`;
}

function useSaving() {
  const [busy, setBusy] = useState(false), [problem, setProblem] = useState(null);
  return { busy, problem, clear: () => setProblem(null), async run(deed) {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try { await deed(); } catch (failed) { setProblem(failed); } finally { setBusy(false); }
  } };
}

function Form({ of: d, set, categories, onSave, saving, undo, children }) {
  const may = mayWrite(), stale = saving.problem?.status === 412;
  return html`<form class="edit" onSubmit=${(event) => { event.preventDefault(); onSave(); }}>
    <${Facts} of=${d} set=${set} categories=${categories} may=${may} /><${Variants} of=${d} set=${set} may=${may} />
    ${may && html`<div class="save-bar">${saving.problem && html`<div class="failure" role="alert"><p>${words(saving.problem)}</p>${stale && html`<div class="actions">
      <button type="button" class="quiet" onClick=${undo}>${t('products.take_theirs')}</button><button type="button" class="quiet" onClick=${() => onSave('*')}>${t('products.keep_mine')}</button></div>`}</div>`}
      <div class="actions"><button disabled=${saving.busy}>${d.base.id ? t('shell.save') : t('products.add')}</button>${children}</div></div>`}</form>`;
}

const Head = ({ title, note, close }) => html`<div class="drawer-head"><div><h2><bdi>${title}</bdi></h2>${note && html`<p class="soft">${note}</p>`}</div>
  <button type="button" class="plain" aria-label=${t('shell.close')} title=${t('shell.close')} onClick=${close}><${Icon} name="close" /></button></div>`;

/* -- a new one, or a known one -- */

function NewProduct({ query, categories, again, close }) {
  const [d, setDraft] = useState(() => {
    const fresh = draftOf(emptyProduct(day.value.currency, query.get('category')));
    return { ...fresh, variants: [{ ...newVariant(fresh), sku: '' }] };
  });
  const saving = useSaving();
  // The only variant's SKU follows the name until somebody types one.
  const set = (next) => setDraft((was) => {
    const [one] = next.variants;
    if (next.name === was.name || next.variants.length !== 1 || (one.sku && one.sku !== was.madeSku)) return { ...next, madeSku: was.madeSku };
    const { sku } = newVariant({ ...next, variants: [] }, one.option1, one.option2);
    return { ...next, madeSku: sku, variants: [{ ...one, sku }] };
  });
  const save = () => saving.run(async () => {
    const made = await api('POST', '/admin/products', changeOf(d));
    again();
    toast(t('products.added', { name: made.name }));
    go(href('products', made.id, query));
  });
  return html`<${Head} title=${t('products.new')} note=${t('products.new_hint')} close=${close} /><${Form} of=${d} set=${set} categories=${categories} onSave=${save} saving=${saving} />`;
}

async function retire(p, put, again) {
  const call = async (active) => {
    const now = await api('PUT', `/admin/products/${p.id}`, { active });
    put(now);
    again();
    return now;
  };
  try {
    await call(!p.active);
    toast(t(p.active ? 'products.now_hidden' : 'products.now_on_sale', { name: p.name }), { undo: () => call(p.active).catch(toast) });
  } catch (problem) { toast(explain(problem), { bad: true }); }
}

function KnownProduct({ id, categories, show, again, close }) {
  const product = useResource(`/admin/products/${encodeURIComponent(id)}`, ['product', 'order']);
  const [draft, setDraft] = useState(null), saving = useSaving();
  const p = product.data, d = draft ?? (p && draftOf(p));
  // What we ourselves did beside the form (photos) is nothing that another did meanwhile.
  const put = (now) => {
    product.put(now);
    show(now);
    setDraft((was) => was && { ...was, base: { ...was.base, version: now.version } });
  };
  const forget = () => { setDraft(null); saving.clear(); product.reload(); };
  const save = (over) => saving.run(async () => {
    const change = changeOf(d);
    if (!Object.keys(change).length) { setDraft(null); toast(t('products.nothing_changed')); return; }
    const now = await api('PUT', `/admin/products/${p.id}`, change, over === '*' ? {} : seen(d.base));
    setDraft(null);
    product.put(now);
    show(now);
    again();
    toast(t('products.saved', { name: now.name }));
  });
  if (product.problem) return html`<${Head} title=${t('products.title')} close=${close} /><${Failure} problem=${product.problem.status === 404 ? { message: t('products.gone') } : product.problem} />`;
  if (!p) return html`<${Head} title="…" close=${close} /><${Skeleton} rows=${6} />`;
  return html`<${Head} title=${p.name} note=${t('products.in_stock', { n: p.stock })} close=${close} /><${Photos} of=${p} put=${put} />
    <${Form} of=${d} set=${setDraft} categories=${categories} onSave=${save} saving=${saving} undo=${forget}>
      ${draft && html`<button type="button" class="quiet" onClick=${forget}>${t('products.forget')}</button>`}
      ${!draft && html`<button type="button" class=${p.active ? 'quiet danger-text' : 'quiet'} onClick=${() => retire(p, put, again)}>${t(p.active ? 'products.hide' : 'products.bring_back')}</button>`}<//>
    <${Preview} of=${p} />`;
}

export function Product({ id, query, categories, show, again }) {
  const close = () => go(href('products', null, query));
  return html`<${Drawer} label=${t('products.product')} of=${id} onClose=${close}>${id === 'new' && mayWrite()
    ? html`<${NewProduct} query=${query} categories=${categories} again=${again} close=${close} />`
    : html`<${KnownProduct} id=${id} categories=${categories} show=${show} again=${again} close=${close} />`}<//>`;
}
