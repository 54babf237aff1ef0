// products.js -- what is for sale: list, prices, stock, new ones, and taking one out of the shop.
import { api, session } from './api.js';
import { ask, empty, failure, h, icon, photo, refill, toast } from './dom.js';
import { afterTyping, pages } from './list.js';
import { money, plainMoney, plural, readMoney } from './words.js';

const FIELDS = {
  name: 'name', category: 'category', price: 'price', price_minor: 'price', description: 'description',
  picture: 'picture', image_url: 'picture', stock: 'stock', sizes: 'sizes', colors: 'colours',
};

function explain(problem) {
  if (problem.status === 409 && problem.field === 'stock') {
    return 'Something was sold while you were typing: the stock is another now. Look at the new numbers and save again.';
  }
  if (problem.status === 409 && problem.field === 'sku') return 'Another product has this SKU already.';
  if (problem.status === 400 && problem.field) return `Please look at the ${FIELDS[problem.field] ?? problem.field}: it was not accepted.`;
  return problem.message;
}

const thumb = (product) => photo(product.picture, { class: 'thumb', alt: '', width: 56, height: 56 });

function stockWords(product) {
  if (!product.active) return h('span', { class: 'status cancelled' }, 'not for sale');
  if (product.stock === 0) return h('span', { class: 'status bad' }, 'sold out');
  const low = product.variants.filter((v) => v.active && v.stock <= 3).length;
  return h('span', { class: 'soft' }, `${product.stock} in stock`, low ? h('span', { class: 'low' }, ` · ${low} low`) : null);
}

// The hint describes the input; its name is the title alone.
function field(title, input, hint) {
  if (!hint) return h('label', {}, title, input);
  const id = `hint-${title.toLowerCase().replaceAll(' ', '-')}`;
  input.setAttribute('aria-describedby', id);
  return h('div', { class: 'field' }, h('label', {}, title, input), h('span', { class: 'hint', id }, hint));
}
const words = (text) => text.split(',').map((one) => one.trim()).filter(Boolean);

// The inputs that a new product and a known one share.
function facts(product, currency) {
  const input = (value, more) => h('input', { value: value ?? '', ...more });
  const it = {
    name: input(product.name, { required: true, maxlength: 120 }),
    category: input(product.category, { required: true, maxlength: 60, list: 'categories' }),
    price: input(product.id ? plainMoney(product.price_minor, currency) : '', { required: true, inputmode: 'decimal', maxlength: 14 }),
    description: h('textarea', { rows: 3, maxlength: 2000, value: product.description ?? '' }),
    picture: input(product.picture, { maxlength: 300, placeholder: '/media/photo.png' }),
  };
  return [it, [field('Name', it.name), h('div', { class: 'pair' }, field('Category', it.category), field(`Price in ${currency}`, it.price)),
    field('Description', it.description), field('Picture', it.picture, 'A path of this server or an https address')]];
}

// What differs from the product as it was loaded; null when the price cannot be read.
function changes(it, product, currency) {
  const out = {};
  const price = readMoney(it.price.value, currency);
  if (price === null) return null;
  if (!product.id || price !== plainMoney(product.price_minor, currency)) out.price = price;
  for (const name of ['name', 'category', 'description', 'picture']) {
    const value = it[name].value.trim();
    if (value !== (product[name] ?? '')) out[name] = value;
  }
  return out;
}

const variantName = (v) => [v.option1, v.option2].filter(Boolean).join(', ') || 'Stock';

function variantRows(product, currency) {
  return product.variants.map((v) => ({
    v,
    stock: h('input', { type: 'number', min: 0, max: 1000000, step: 1, required: true, value: String(v.stock),
      'aria-label': `Stock of ${variantName(v)}`, inputmode: 'numeric' }),
    price: h('input', { value: v.price_minor === product.price_minor ? '' : plainMoney(v.price_minor, currency), inputmode: 'decimal',
      placeholder: plainMoney(product.price_minor, currency), 'aria-label': `Own price of ${variantName(v)}`, maxlength: 14 }),
    active: h('input', { type: 'checkbox', checked: v.active, 'aria-label': `${variantName(v)} is for sale` }),
  }));
}

// `stock_seen` lets the shop notice when something was sold between looking and saving.
function variantChanges(rows, product, currency) {
  const out = [];
  for (const { v, stock, price, active } of rows) {
    const one = { sku: v.sku };
    if (Number(stock.value) !== v.stock) Object.assign(one, { stock: Number(stock.value), stock_seen: v.stock });
    const typed = price.value.trim();
    if (typed) {
      const own = readMoney(typed, currency);
      if (own === null) return null;
      if (own !== plainMoney(v.price_minor, currency)) one.price = own;
    }
    if (active.checked !== v.active) one.active = active.checked;
    if (Object.keys(one).length > 1) out.push(one);
  }
  return out;
}

const variantTable = (rows, product) => h('table', { class: 'grid variants' },
  h('caption', {}, 'Variants and stock'),
  h('thead', {}, h('tr', {}, ['Variant', 'Stock', 'Own price', 'For sale'].map((t) => h('th', { scope: 'col' }, t)))),
  h('tbody', {}, rows.map(({ v, stock, price, active }) => h('tr', {},
    h('th', { scope: 'row' }, h('bdi', {}, variantName(v)), h('span', { class: 'soft sku', dir: 'ltr' }, v.sku)),
    h('td', {}, stock), h('td', {}, product.variants.length > 1 ? price : h('span', { class: 'soft' }, '–')), h('td', { class: 'middle' }, active)))));

export function products(main, shared) {
  let id, search = '', shown = '', editing; // editing: the id whose form stands there
  const list = pages('products', () => `/admin/products?limit=100${search ? `&search=${encodeURIComponent(search)}` : ''}`);
  const find = h('input', { type: 'search', placeholder: 'Name or words', 'aria-label': 'Search products', maxlength: 100,
    oninput: afterTyping(() => { search = find.value.trim(); shared.refreshNow(); }) });
  const body = h('div', { class: 'list' });
  const detail = h('section', { class: 'detail', 'aria-label': 'Product' });
  const categories = h('datalist', { id: 'categories' });
  main.append(h('div', { class: 'head' }, h('h1', {}, 'Products'), find,
    h('a', { class: 'button', href: '#/products/new' }, icon('plus'), 'Add product')),
  h('div', { class: 'split' }, body, detail), categories);
  const currency = () => shared.day.currency;

  const row = (p) => h('li', {}, h('a', { href: `#/products/${p.id}`, 'data-key': `p${p.id}`, class: p.active ? '' : 'retired',
    'aria-current': String(p.id) === id ? 'true' : undefined },
  thumb(p), h('span', { class: 'grow' },
    h('span', { class: 'first' }, h('bdi', {}, p.name), h('b', {}, money(p.price_minor, p.currency))),
    h('span', { class: 'last' }, h('span', { class: 'cut soft' }, p.category), stockWords(p)))));

  async function more(event) {
    event.target.disabled = true;
    try { await list.showMore(); } catch (problem) { toast(problem.message, true); }
    drawList();
  }

  function drawList() {
    const now = JSON.stringify([list.rows, id]);
    if (now === shown) return;
    shown = now;
    refill(body, list.rows.length ? h('ul', { class: 'products-list' }, list.rows.map(row))
      : search ? empty('Nothing found', `No product matches “${search}”.`)
        : empty('No products yet', 'Add the first one; customers can order it at once.'),
    list.hasMore ? h('button', { class: 'quiet more', 'data-key': 'more', onclick: more }, 'Show more') : null);
    refill(categories, [...new Set(list.rows.map((p) => p.category))].map((c) => h('option', { value: c })));
  }

  const detailHead = (title, note) => h('div', { class: 'detail-head' },
    h('a', { class: 'plain back', href: '#/products', 'data-key': 'back', 'aria-label': 'Back to the list' }, icon('back')),
    h('div', {}, h('h2', {}, h('bdi', {}, title)), note ? h('p', { class: 'soft' }, note) : null));

  // Runs the saving once at a time and shows what went wrong at the button.
  function saver(error, buttons, act) {
    return async (event) => {
      event.preventDefault();
      if (buttons[0].disabled) return;
      for (const b of buttons) b.disabled = true;
      error.replaceChildren();
      try { await act(); } catch (problem) { error.replaceChildren(failure({ message: explain(problem) })); }
      for (const b of buttons) b.disabled = false;
    };
  }

  async function retire(product) {
    if (!await ask(`Take ${product.name} out of the shop?`,
      'Customers can no longer find or order it. Orders that were placed keep their lines.', 'Take it out', { danger: true })) return;
    try {
      await api('DELETE', `/admin/products/${product.id}`);
      toast(`${product.name} is out of the shop.`);
      location.hash = '#/products';
    } catch (problem) { toast(problem.message, true); }
    shared.refreshNow();
  }

  function drawProduct(product) {
    const [it, inputs] = facts(product, currency());
    const rows = variantRows(product, currency());
    const active = h('input', { type: 'checkbox', checked: product.active });
    const error = h('div', {});
    const save = h('button', { 'data-key': 'save' }, 'Save');
    const remove = product.active && session.user?.role === 'owner'
      ? h('button', { type: 'button', class: 'quiet danger-text', onclick: () => retire(product) }, 'Take out of the shop') : null;
    const form = h('form', { class: 'edit', onsubmit: saver(error, [save], async () => {
      const change = changes(it, product, currency());
      const variants = variantChanges(rows, product, currency());
      if (!change || !variants) throw new Error(`Prices look like ${plainMoney(product.price_minor || 990, currency())}.`);
      if (active.checked !== product.active) change.active = active.checked;
      if (variants.length) change.variants = variants;
      if (Object.keys(change).length === 0) { toast('Nothing has changed.'); return; }
      try {
        drawProduct(await api('PUT', `/admin/products/${product.id}`, change));
        toast(`${it.name.value.trim()} is saved. Customers see it from now on.`);
      } catch (problem) {
        if (problem.status === 409 && problem.field === 'stock') {
          drawProduct(await api('GET', `/admin/products/${product.id}`));
          detail.querySelector('form').before(failure({ message: explain(problem) }));
        } else throw problem;
      }
      shared.refreshNow();
    }) }, inputs, h('label', { class: 'check' }, active, 'For sale'), variantTable(rows, product), error,
    h('div', { class: 'actions' }, save, remove));
    editing = String(product.id);
    refill(detail, detailHead(product.name, `${plural(product.variants.length, 'variant', 'variants')} · ${product.stock} in stock`), form);
  }

  function drawNew() {
    const [it, inputs] = facts({}, currency());
    const stock = h('input', { type: 'number', min: 0, max: 1000000, step: 1, value: '0', required: true, inputmode: 'numeric' });
    const sizes = h('input', { placeholder: 'S, M, L', maxlength: 400 });
    const colors = h('input', { placeholder: 'Black, Grey', maxlength: 400 });
    const error = h('div', {});
    const save = h('button', {}, 'Add product');
    editing = 'new';
    refill(detail, detailHead('New product'), h('form', { class: 'edit', onsubmit: saver(error, [save], async () => {
      const product = changes(it, {}, currency());
      if (!product) throw new Error(`Prices look like ${plainMoney(990, currency())}.`);
      const made = await api('POST', '/admin/products', { ...product, stock: Number(stock.value), sizes: words(sizes.value), colors: words(colors.value) });
      toast(`${made.name} is in the shop.`);
      editing = undefined;
      location.hash = `#/products/${made.id}`;
    }) }, inputs, h('div', { class: 'pair' }, field('Sizes', sizes, 'With commas between; empty if there are none'), field('Colours', colors, 'The same')),
    field('Stock in all', stock, 'Spread over sizes and colours; set each one afterwards'), error, h('div', { class: 'actions' }, save)));
    it.name.focus();
  }

  // A form that stands there is left alone: nobody likes his typing to be refreshed away.
  async function refreshDetail() {
    if (!id) {
      editing = undefined;
      return refill(detail, empty('No product chosen', 'Choose one from the list to change its price or stock.'));
    }
    if (editing === id) return undefined;
    if (id === 'new') return drawNew();
    const asked = id;
    try {
      const product = await api('GET', `/admin/products/${encodeURIComponent(id)}`);
      if (asked === id) drawProduct(product);
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      refill(detail, detailHead('No such product'), failure(problem));
    }
    return undefined;
  }

  return {
    navigate(to) {
      if (to.id !== id) { editing = undefined; detail.scrollTop = 0; if (matchMedia('(max-width: 56rem)').matches) window.scrollTo(0, 0); }
      id = to.id;
      main.classList.toggle('open', Boolean(id));
    },
    async refresh() {
      await Promise.all([list.refresh(), refreshDetail()]);
      drawList();
    },
  };
}
