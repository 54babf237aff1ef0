// reports.js -- the shop in figures: a range in the address, charts with their tables, files to keep.
import { api } from '../lib/api.js';
import { useResource } from '../lib/data.js';
import { decimals, money } from '../lib/format.js';
import { html } from '../lib/html.js';
import { locale, number, t } from '../lib/i18n.js';
import { Icon } from '../lib/icons.js';
import { Empty, Failure, Skeleton } from '../lib/parts.js';
import { href, narrow } from '../lib/router.js';
import { toast } from '../lib/toast.js';
import { Chart } from './reports/chart.js';

const RANGES = ['today', '7d', '30d', 'month'];
const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(Date.parse(text));

/* -- words -- */

// Days are the shop's, wherever the reader is: a date without a time zone.
const dayText = (day, options = { day: 'numeric', month: 'short' }) => new Intl.DateTimeFormat(locale(), { ...options, timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`));
const short = (value, more) => new Intl.NumberFormat(locale(), { notation: 'compact', maximumFractionDigits: 1, ...more }).format(value);
const percent = (bp) => (bp === null ? '–' : new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 }).format(bp / 10000));
const count = (value, small) => (value === null ? '–' : small ? short(value) : number(value));
const moneyIn = (currency) => (minor, small) => (minor === null ? '–' : small ? short(minor / 10 ** decimals(currency), { style: 'currency', currency }) : money(minor, currency));
const micro = (value, currency) => new Intl.NumberFormat(locale(), { style: 'currency', currency, maximumFractionDigits: 4 }).format(value / 1e6);
const mark = (hundredths) => (hundredths === null ? '–' : new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }).format(hundredths / 100));

function wait(ms) {
  if (ms === null) return '–';
  const [value, unit] = ms < 60_000 ? [ms / 1000, 'second'] : ms < 3600_000 ? [ms / 60_000, 'minute'] : [ms / 3600_000, 'hour'];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/* -- which days -- */

function searchOf(query) {
  const from = query.get('from'), until = query.get('until');
  if (isDay(from) && isDay(until) && from <= until) return new URLSearchParams({ from, until });
  const range = query.get('range');
  return new URLSearchParams({ range: RANGES.includes(range) ? range : '7d' });
}

function Ranges({ query, sales }) {
  const asked = searchOf(query), own = asked.has('from') || query.get('range') === 'own';
  const set = (name, other) => (event) => {
    const to = { from: asked.get('from') ?? sales?.from, until: asked.get('until') ?? sales?.until, [name]: event.target.value };
    if (isDay(event.target.value)) narrow({ range: '', ...to, ...(to.from > to.until && { [other]: event.target.value }) });
  };
  return html`<nav class="tabs" aria-label=${t('reports.range')}>${RANGES.map((one) => html`<a key=${one} href=${href('reports', null, { range: one })}
      aria-current=${!own && asked.get('range') === one ? 'page' : undefined}>${t(`reports.range.${one}`)}</a>`)}
    <a href=${href('reports', null, { range: 'own', from: sales?.from, until: sales?.until })} aria-current=${own ? 'page' : undefined}>${t('reports.range.own')}</a></nav>
    ${own && html`<div class="rep-own"><label>${t('reports.from')}<input type="date" value=${asked.get('from') ?? sales?.from ?? ''} max=${sales?.today} onChange=${set('from', 'until')} /></label>
      <label>${t('reports.until')}<input type="date" value=${asked.get('until') ?? sales?.until ?? ''} max=${sales?.today} onChange=${set('until', 'from')} /></label></div>`}`;
}

/* -- the sums, beside those of the period before -- */

// How much more or less than before; `less` is good news where the figure is a bad one.
function Change({ now, before, good = 1 }) {
  if (now === null || before === null || now === undefined || before === undefined) return null;
  if (!before || now === before) return html`<span class="soft">${now === before ? t('reports.same') : t('reports.before_none')}</span>`;
  const change = (now - before) / before;
  const text = new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(Math.abs(change));
  return html`<span class=${`rep-change ${(change > 0 ? 1 : -1) === good ? 'up' : 'down'}`}><span aria-hidden="true">${change > 0 ? '▲' : '▼'} ${text}</span>
    <span class="hidden">${t(change > 0 ? 'reports.more' : 'reports.less', { percent: text })}</span></span>`;
}

const Card = ({ title, figure, now, before, good, note }) => html`<div class="card"><span class="soft">${title}</span><strong>${figure}</strong>
  ${note ? html`<span class="soft">${note}</span>` : html`<${Change} now=${now} before=${before} good=${good} />`}</div>`;

const byBot = (sum) => sum.by_rule + sum.by_faq + sum.by_ai;
const answered = (sum) => byBot(sum) + sum.by_person + sum.unanswered;
const share = (part, whole) => (whole ? Math.round((part / whole) * 10000) : null);

function Sums({ sales, people, chats }) {
  const [s, sb, p, pb, c, cb] = [sales.totals, sales.before, people.totals, people.before, chats.totals, chats.before];
  const amount = moneyIn(sales.currency);
  const plain = (title, now, before, tell = count, good = 1) => html`<${Card} title=${t(`reports.${title}`)} figure=${tell(now)} now=${now} before=${before} good=${good} />`;
  return html`<div class="cards rep-cards">
    ${plain('sales', s.sales_minor, sb.sales_minor, amount)}${plain('orders', s.orders, sb.orders)}${plain('average', s.average_minor, sb.average_minor, amount)}
    ${plain('refunded', s.refunded_minor, sb.refunded_minor, amount, -1)}
    ${plain('buying_customers', p.buying_customers, pb.buying_customers)}${plain('repeat_share', share(p.repeat_customers, p.buying_customers), share(pb.repeat_customers, pb.buying_customers), percent)}
    ${plain('per_customer', p.sales_per_customer_minor ?? null, pb.sales_per_customer_minor ?? null, amount)}${plain('conversion', p.conversion_bp, pb.conversion_bp, percent)}
    ${plain('bot_share', share(byBot(c), answered(c)), share(byBot(cb), answered(cb)), percent)}${plain('unanswered', c.unanswered, cb.unanswered, count, -1)}
    ${plain('person_wait', c.person_wait_ms, cb.person_wait_ms, wait, -1)}${plain('mark', p.average_mark_hundredths, pb.average_mark_hundredths, mark)}</div>`;
}

/* -- one chart with its table and file -- */

async function download(report, search, range) {
  const file = await api('GET', `/admin/analytics/${report}.csv?${search}`, undefined, { as: 'blob', headers: { accept: 'text/csv' } });
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: url, download: `${report}-${range.from}-${range.until}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const Csv = ({ report, search, of, title }) => html`<button type="button" class="quiet" aria-label=${t('reports.csv_of', { what: title })}
  onClick=${() => download(report, search, of).catch(toast)}><${Icon} name="download" />CSV</button>`;

// columns: [{ name, tell(row) }]; the first names the row. A table may be wider than a phone.
function Table({ title, columns, rows, foot }) {
  const cells = (row) => columns.slice(1).map((c) => html`<td key=${c.name} class="number">${c.tell(row)}</td>`);
  return html`<div class="rep-table" tabindex="0" role="region" aria-label=${title}><table class="rep-rows"><thead><tr>${columns.map((c, i) => html`<th key=${c.name} scope="col" class=${i ? 'number' : ''}>${c.name}</th>`)}</tr></thead>
    <tbody>${rows.map((row, i) => html`<tr key=${i}><th scope="row">${columns[0].tell(row)}</th>${cells(row)}</tr>`)}</tbody>
    ${foot && html`<tfoot>${foot.map(([name, row]) => html`<tr key=${name}><th scope="row">${name}</th>${cells(row)}</tr>`)}</tfoot>`}</table></div>`;
}

// columns: [name of the word, value(day), tell]; those of `drawn` (indexes) are in the chart.
function Days({ title, report, of, search, columns, drawn = columns.map((_, i) => i), kind }) {
  const days = of.days.map((d) => d.day), one = days.length === 1, some = of.days.some((d) => drawn.some((i) => columns[i][1](d)));
  const table = [{ name: t('reports.day'), tell: (d) => dayText(d.day, { weekday: 'short', day: 'numeric', month: 'short' }) },
    ...columns.map(([name, value, tell]) => ({ name: t(`reports.${name}`), tell: (d) => tell(value(d)) }))];
  return html`<section class="panel rep"><div class="rep-head"><h2>${title}</h2><${Csv} report=${report} search=${search} of=${of} title=${title} /></div>
    ${!one && !some && html`<p class="soft">${t('reports.nothing_here')}</p>`}
    ${!one && some && html`<${Chart} label=${t('reports.chart', { what: title, from: dayText(of.from), until: dayText(of.until) })} days=${days} kind=${kind} dayText=${(day) => dayText(day)}
      tell=${columns[drawn[0]][2]} series=${drawn.map((i) => ({ name: t(`reports.${columns[i][0]}`), values: of.days.map(columns[i][1]) }))} />`}
    <details open=${one}><summary>${t('reports.table')}</summary><${Table} title=${title} columns=${table} rows=${of.days}
      foot=${[[t('reports.total'), of.totals], [t('reports.period_before'), of.before]]} /></details></section>`;
}

/* -- lists -- */

function Products({ of, search }) {
  const amount = moneyIn(of.currency), most = of.products[0]?.sales_minor, title = t('reports.products');
  return html`<section class="panel rep"><div class="rep-head"><h2>${title}</h2><${Csv} report="products" search=${search} of=${of} title=${title} /></div>
    ${of.products.length ? html`<${Table} title=${title} rows=${of.products.slice(0, 20)} columns=${[
      { name: t('reports.product'), tell: (p) => html`<a href=${href('products', p.product_id)}><bdi>${p.name}</bdi></a><meter class="rep-bar" min="0" max=${Math.max(most, 1)} value=${p.sales_minor} aria-label=${t('reports.of_best', { name: p.name })}></meter>` },
      { name: t('reports.pieces'), tell: (p) => number(p.pieces) }, { name: t('reports.orders'), tell: (p) => number(p.orders) },
      { name: t('reports.sales'), tell: (p) => amount(p.sales_minor) }]} />` : html`<p class="soft">${t('reports.nothing_sold')}</p>`}</section>`;
}

function Sources({ of, search }) {
  const amount = moneyIn(of.currency), title = t('reports.sources');
  return html`<section class="panel rep"><div class="rep-head"><h2>${title}</h2>${of.sources.length > 0 && html`<${Csv} report="sources" search=${search} of=${of} title=${title} />`}</div>
    ${of.sources.length ? html`<${Table} title=${title} rows=${of.sources} columns=${[
      { name: t('reports.source'), tell: (s) => html`<bdi>${s.headline || s.source_id || s.url}</bdi>` }, { name: t('reports.customers'), tell: (s) => number(s.customers) },
      { name: t('reports.new_customers'), tell: (s) => number(s.new_customers) }, { name: t('reports.orders'), tell: (s) => number(s.orders) },
      { name: t('reports.sales'), tell: (s) => amount(s.sales_minor) }]} />` : html`<p class="soft">${t('reports.no_sources')}</p>`}</section>`;
}

/* -- the screen -- */

function Figures({ sales, people, chats, products, sources, search }) {
  const amount = moneyIn(sales.currency), cost = (value) => (value === null ? '–' : micro(value, sales.currency));
  const field = (name) => (d) => d[name] ?? null;
  const answers = ['by_rule', 'by_faq', 'by_ai', 'by_person', 'unanswered'].map((name) => [name, field(name), count]);
  return html`<${Sums} sales=${sales} people=${people} chats=${chats} /><div class="rep-grid-of">
    <${Days} title=${t('reports.sales')} report="sales" of=${sales} search=${search} drawn=${[0]} columns=${[['sales', field('sales_minor'), amount], ['average', field('average_minor'), amount],
      ['discount', field('discount_minor'), amount], ['delivery', field('delivery_minor'), amount], ['tax', field('tax_minor'), amount], ['refunded', field('refunded_minor'), amount]]} />
    <${Days} title=${t('reports.orders')} report="sales" of=${sales} search=${search} kind="stack" drawn=${[0, 1]} columns=${[['orders', field('orders'), count], ['cancelled', field('cancelled'), count], ['pieces', field('pieces'), count]]} />
    <${Products} of=${products} search=${search} /><${Sources} of=${sources} search=${search} />
    <${Days} title=${t('reports.people')} report="customers" of=${people} search=${search} kind="line" drawn=${[0, 1, 2]} columns=${[['chats', field('chats'), count], ['buyers', field('buyers'), count],
      ['new_customers', field('new_customers'), count], ['conversion', field('conversion_bp'), percent], ['repeat_orders', field('repeat_orders'), count], ['marks', field('marks'), count], ['mark', field('average_mark_hundredths'), mark]]} />
    <${Days} title=${t('reports.answers')} report="chats" of=${chats} search=${search} kind="stack" columns=${answers} />
    <${Days} title=${t('reports.waits')} report="chats" of=${chats} search=${search} kind="line" drawn=${[0]} columns=${[['person_wait', field('person_wait_ms'), wait], ['bot_wait', field('bot_wait_ms'), wait],
      ['within_5m', field('person_5m_bp'), percent], ['within_60m', field('person_60m_bp'), percent]]} />
    <${Days} title=${t('reports.messages')} report="chats" of=${chats} search=${search} kind="stack" drawn=${[0, 1]} columns=${[['messages_in', field('messages_in'), count], ['messages_out', field('messages_out'), count], ['cost', field('message_cost_micro'), cost], ['ai_calls', field('ai_calls'), count], ['ai_cost', field('ai_cost_usd_micro'), (value) => micro(value, 'USD')]]} /></div>`;
}

const KINDS = { sales: ['order'], customers: ['order', 'message'], chats: ['message'], products: ['order', 'product'], sources: ['order', 'message'] };

export default function Reports({ query }) {
  const search = searchOf(query).toString();
  const found = Object.entries(KINDS).map(([name, kinds]) => useResource(`/admin/analytics/${name}?${search}`, kinds));
  const [sales, people, chats, products, sources] = found.map((one) => one.data);
  const problem = found.find((one) => one.problem)?.problem, there = found.every((one) => one.data);
  const nothing = there && !sales.totals.orders && !sales.totals.cancelled && !chats.totals.messages_in && !sales.before.orders;
  return html`<div class="head"><h1>${t('reports.title')}</h1>${there && html`<p class="soft">${sales.from === sales.until ? dayText(sales.from, { dateStyle: 'long' }) : `${dayText(sales.from)} – ${dayText(sales.until)}`}, ${' '}
      ${t('reports.compared', { from: dayText(sales.before.from), until: dayText(sales.before.until) })}</p>`}</div>
    <${Ranges} query=${query} sales=${sales} />
    <div class="stack">${problem ? html`<${Failure} problem=${problem} retry=${() => found.forEach((one) => one.reload())} />` : !there ? html`<${Skeleton} rows=${8} />`
      : nothing ? html`<div class="panel"><${Empty} title=${t('reports.none')} text=${t('reports.none_hint')} /></div>`
        : html`<${Figures} sales=${sales} people=${people} chats=${chats} products=${products} sources=${sources} search=${search} />`}</div>`;
}
