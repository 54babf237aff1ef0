// variants.js -- the options of a product, and what is really sold: one by one, or every combination.
import { plainMoney } from '../../lib/format.js';
import { html, useEffect, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { combine, newVariant, splitWords, valuesOf, withoutOption } from './draft.js';

const OPTIONS = [['option1', 'option1_name', 1], ['option2', 'option2_name', 2]];

function Options({ of: d, set, may }) {
  const [typed, setTyped] = useState({}), values = (option) => typed[option] ?? valuesOf(d, option).join(', ');
  useEffect(() => setTyped({}), [d.base.version]);
  const [asked, setAsked] = useState(0); // options that are being added, without a name yet
  const shown = OPTIONS.filter(([, name, n]) => d[name] || n <= asked || (n === 1 && d.option2_name));
  const drop = (n) => { setTyped({}); setAsked(0); set(withoutOption(d, n)); };
  const all = () => { set(combine(d, splitWords(values('option1')), splitWords(values('option2')))); setTyped({}); };
  const ready = shown.length > 0 && shown.every(([option, name]) => d[name].trim() && splitWords(values(option)).length);
  return html`<div class="options">${shown.map(([option, name, n]) => html`<div key=${option} class="option">
      <label>${t('products.option', { n })}<input value=${d[name]} dir="auto" maxlength="30" list="option-names" disabled=${!may} onInput=${(event) => set({ ...d, [name]: event.target.value })} /></label>
      <label>${t('products.values')}<input value=${values(option)} dir="auto" maxlength="400" disabled=${!may} onInput=${(event) => setTyped({ ...typed, [option]: event.target.value })} /></label>
      ${may && html`<button type="button" class="plain" aria-label=${t('products.option_remove', { n })} title=${t('products.option_remove', { n })} onClick=${() => drop(n)}><${Icon} name="trash" /></button>`}</div>`)}
    <datalist id="option-names">${['size', 'colour', 'weight', 'flavour'].map((one) => html`<option key=${one} value=${t(`products.option_name.${one}`)} />`)}</datalist>
    ${may && html`<div class="actions">
      ${shown.length < 2 && html`<button type="button" class="quiet" onClick=${() => setAsked(shown.length + 1)}><${Icon} name="plus" />${t('products.option_add')}</button>`}
      ${shown.length > 0 && html`<button type="button" class="quiet" disabled=${!ready} onClick=${all}>${t('products.combine')}</button>`}</div>
      ${shown.length > 0 && html`<p class="hint">${t('products.combine_hint')}</p>`}`}</div>`;
}

function Variant({ of: v, d, set, may }) {
  const name = [v.option1, v.option2].filter(Boolean).join(', ') || v.sku;
  const input = (field, label, more = {}) => html`<label class=${`v-${field}`}>${label}<input value=${v[field]} dir="auto" disabled=${!may} aria-label=${`${label}: ${name}`} onInput=${(event) => set({ ...v, [field]: event.target.value })} ...${more} /></label>`;
  const left = Number(v.stock), low = v.active && v.id > 0 && v.stock !== '' && left <= Number(d.low_stock);
  return html`<li class=${v.active ? 'variant' : 'variant off'}>
    ${low && html`<p class="v-low"><span class=${left ? 'status pending' : 'status bad'}>${t(left ? 'products.state.low' : 'products.state.out')}</span></p>`}
    ${d.option1_name && input('option1', d.option1_name, { maxlength: 40, required: v.active })}
    ${d.option2_name && input('option2', d.option2_name, { maxlength: 40, required: v.active })}
    ${input('sku', t('products.sku'), { maxlength: 64, required: true, dir: 'ltr' })}
    ${input('price', t('products.own_price'), { inputmode: 'decimal', maxlength: 14, placeholder: d.price || plainMoney(d.base.price_minor, d.base.currency) })}
    ${input('stock', t('products.stock'), { inputmode: 'numeric', maxlength: 7, required: true })}
    <div class="v-end">${v.id ? html`<label class="check"><input type="checkbox" checked=${v.active} disabled=${!may} aria-label=${t('products.on_sale_of', { name })} onChange=${(event) => set({ ...v, active: event.target.checked })} />${t('products.on_sale')}</label>`
      : html`<button type="button" class="plain" aria-label=${t('products.variant_remove', { name })} title=${t('products.variant_remove', { name })} onClick=${() => set(null)}><${Icon} name="trash" /></button>`}</div></li>`;
}

export function Variants({ of: d, set, may }) {
  const put = (key) => (now) => set({ ...d, variants: d.variants.flatMap((v) => (v.key !== key ? [v] : now ? [now] : [])) });
  const more = may && (d.option1_name || d.option2_name);
  return html`<section class="variants-part"><h3>${t('products.variants_title')}</h3><${Options} of=${d} set=${set} may=${may} />
    <ul class="variants-list">${d.variants.map((v) => html`<${Variant} key=${v.key} of=${v} d=${d} may=${may} set=${put(v.key)} />`)}</ul>
    ${more && html`<button type="button" class="quiet" onClick=${() => set({ ...d, variants: [...d.variants, newVariant(d)] })}><${Icon} name="plus" />${t('products.variant_add')}</button>`}</section>`;
}
