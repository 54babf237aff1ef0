// customers.js -- everybody who ever wrote.
import { useList } from '../lib/data.js';
import { personName } from '../lib/format.js';
import { html } from '../lib/html.js';
import { number, t } from '../lib/i18n.js';
import { Ago, Empty, Failure, More, Search, Skeleton } from '../lib/parts.js';
import { go, href, narrow } from '../lib/router.js';
import { useListKeys } from '../lib/table.js';

const State = ({ of: c }) => (c.opted_out ? html`<span class="status cancelled">${t('customers.stopped')}</span>`
  : c.owner === 'human' ? html`<span class="status human">${t('customers.waits')}</span>` : html`<span class="soft">${t('customers.bot')}</span>`);

const Row = ({ of: c, at }) => html`<tr data-row=${c.id} class=${at ? 'at' : ''}>
  <th scope="row"><a href=${href('chats', c.id)}><bdi>${personName(c)}</bdi></a></th>
  <td>${c.phone ? html`<bdi dir="ltr">${c.phone}</bdi>` : html`<span class="soft">${t('customers.hidden')}</span>`}</td>
  <td class="number" data-title=${t('customers.orders')}>${c.order_count ? html`<a href=${href('orders', null, { q: c.phone || c.name })}>${number(c.order_count)}</a>` : number(0)}</td>
  <td><${Ago} at=${c.seen_at} /></td><td><${State} of=${c} /></td></tr>`;

export default function Customers({ query }) {
  const q = query.get('q') ?? '';
  const list = useList(`/admin/customers${q ? `?q=${encodeURIComponent(q)}` : ''}`, 'customers', ['message', 'order']);
  const { cursor } = useListKeys(list.rows, { open: (c) => go(href('chats', c.id)) });
  return html`<div class="head"><h1>${t('customers.title')}</h1>
      <${Search} value=${q} label=${t('customers.find')} onSearch=${(to) => narrow({ q: to }, { replace: true })} /></div>
    ${list.problem && html`<${Failure} problem=${list.problem} retry=${list.reload} />`}
    <div class="panel flush">${list.loading ? html`<${Skeleton} />` : list.rows.length ? html`<table class="grid cards-on-phone"><thead><tr>
      ${['name', 'phone', 'orders', 'last', 'state'].map((one) => html`<th key=${one} scope="col" class=${one === 'orders' ? 'number' : ''}>${t(`customers.${one}`)}</th>`)}</tr></thead>
      <tbody>${list.rows.map((c) => html`<${Row} key=${c.id} of=${c} at=${c.id === cursor} />`)}</tbody></table>`
      : q ? html`<${Empty} title=${t('customers.not_found')} text=${t('customers.not_found_hint', { what: q })} />`
        : html`<${Empty} title=${t('customers.none')} text=${t('customers.none_hint')} />`}<${More} list=${list} /></div>`;
}
