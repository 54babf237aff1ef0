// chats.js -- who wrote, newest first; the chosen chat beside the list, on a phone over it.
import { api, session } from '../lib/api.js';
import { useList } from '../lib/data.js';
import { usePhone } from '../lib/dialog.js';
import { personName } from '../lib/format.js';
import { html } from '../lib/html.js';
import { number, t } from '../lib/i18n.js';
import { Ago, Empty, Failure, More, Search, Skeleton } from '../lib/parts.js';
import { go, href, narrow } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { useListKeys } from '../lib/table.js';
import { Chat } from './chats/chat.js';
import { kindWords, mark, unstyled } from './chats/words.js';

const TABS = ['waiting', 'mine', 'all', 'closed'];

function State({ of: c, me }) {
  if (c.blocked) return html`<span class="status bad">${t('chats.blocked')}</span>`;
  if (c.opted_out) return html`<span class="status cancelled">${t('chats.stopped')}</span>`;
  if (c.closed_at) return html`<span class="status">${t('chats.closed')}</span>`;
  if (c.owner !== 'human') return null;
  if (!c.assigned_to) return html`<span class="status human">${t('chats.waits')}</span>`;
  return html`<span class="status shipped">${c.assigned_to === me ? t('chats.mine') : html`<bdi>${c.assigned_to}</bdi>`}</span>`;
}

const LastLine = ({ of: c }) => html`<span class=${c.unread ? 'cut' : 'cut soft'}>
  ${c.last_direction === 'out' ? html`<span class="sign-out" aria-hidden="true">${mark(c.last_delivery)?.sign ?? '✓'} </span><span class="hidden">${t('chats.we_wrote')} </span>` : null}
  <bdi>${unstyled(c.last_message ?? '') || kindWords(c.last_kind)}</bdi></span>`;

const Row = ({ of: c, to, here, at, me }) => html`<li data-row=${c.id} class=${at ? 'at' : ''}><a href=${to} aria-current=${here ? 'true' : undefined}>
  <span class="first"><bdi>${personName(c)}</bdi><${Ago} at=${c.last_at ?? c.created_at} class="soft" /></span>
  <span class="last"><${LastLine} of=${c} /><${State} of=${c} me=${me} />
    ${c.unread ? html`<b class="badge" title=${t('chats.unread', { n: c.unread })}>${number(c.unread)}<span class="hidden"> ${t('chats.unread', { n: c.unread })}</span></b>` : null}</span></a></li>`;

const SOME_BEHIND = 1000;

// Messages that hold the words that were looked for. After an import the newest may not be searched yet.
function Found({ q, tab }) {
  const found = useList(`/admin/message-search?q=${encodeURIComponent(q)}&limit=20`, 'messages');
  const behind = found.answer?.behind ?? 0;
  if (!found.rows.length && behind < SOME_BEHIND) return null;
  return html`<section class="found" aria-label=${t('chats.in_messages')}><h2>${t('chats.in_messages')}</h2>
    ${behind >= SOME_BEHIND && html`<p class="soft">${t('chats.behind', { n: behind })}</p>`}<ul>${found.rows.map((m) => html`
    <li key=${m.id}><a href=${href('chats', m.customer_id, { tab, q, at: m.id })}>
      <span class="first"><bdi>${personName(m)}</bdi><${Ago} at=${m.created_at} class="soft" /></span>
      <span class="two-lines soft">${m.direction === 'out' ? html`<span aria-hidden="true">↩ </span>` : null}<bdi>${m.body || kindWords(m.kind)}</bdi></span></a></li>`)}</ul>
    <${More} list=${found} /></section>`;
}

const Tabs = ({ tab, id, counts }) => html`<nav class="tabs" aria-label=${t('chats.tabs')}>${TABS.map((one) => html`
  <a key=${one} href=${href('chats', id, { tab: one === 'all' ? '' : one })} aria-current=${one === tab ? 'page' : undefined}>${t(`chats.tab.${one}`)}
    ${counts?.[one] ? html`<b>${number(counts[one])}</b>` : null}</a>`)}</nav>`;

export default function Chats({ id, query }) {
  const { user } = useStore(session), me = user?.username;
  const q = query.get('q') ?? '', tab = TABS.includes(query.get('tab')) ? query.get('tab') : 'all';
  const list = useList(`/admin/chats?tab=${tab}${q ? `&q=${encodeURIComponent(q)}` : ''}`, 'chats', ['message']);
  const address = (c) => href('chats', c.id, { tab: tab === 'all' ? '' : tab, q });
  const phone = usePhone();
  const { cursor } = useListKeys(list.rows, { open: (c) => go(address(c)) });
  const known = /^[1-9]\d{0,15}$/.test(id ?? '') ? id : null;
  const seen = (upTo) => {
    list.change((rows) => rows.map((c) => (String(c.id) === known ? { ...c, unread: 0 } : c)));
    api('POST', `/admin/chats/${known}/read`, { up_to: upTo }).then(list.reload, list.reload);
  };
  return html`<div class=${known ? 'screen chats open' : 'screen chats'}>
    ${phone && known && html`<h1 class="hidden">${t('chats.title')}</h1>`}
    <div class="head"><h1>${t('chats.title')}</h1><${Search} value=${q} label=${t('chats.find')} onSearch=${(to) => narrow({ q: to, at: '' }, { replace: true })} /></div>
    <${Tabs} tab=${tab} id=${known} counts=${list.answer?.counts} />
    <div class="split"><div class="list">
      ${list.problem && html`<${Failure} problem=${list.problem} retry=${list.reload} />`}
      ${list.loading ? html`<${Skeleton} />` : list.rows.length ? html`<ul class="people">${list.rows.map((c) => html`
          <${Row} key=${c.id} of=${c} to=${address(c)} here=${String(c.id) === known} at=${c.id === cursor} me=${me} />`)}</ul>`
        : q ? html`<${Empty} title=${t('chats.not_found')} text=${t('chats.not_found_hint', { what: q })} />`
          : html`<${Empty} title=${t(`chats.none.${tab}`)} text=${t(`chats.none_hint.${tab}`)} />`}
      <${More} list=${list} />${q && html`<${Found} key=${q} q=${q} tab=${tab === 'all' ? '' : tab} />`}</div>
      <section class="detail chat" aria-label=${t('chats.chat')}>${known
        ? html`<${Chat} key=${known} id=${known} me=${me} at=${Number(query.get('at')) || null} back=${href('chats', null, { tab: tab === 'all' ? '' : tab, q })}
            onSeen=${seen} onChange=${list.reload} />`
        : html`<${Empty} title=${t('chats.no_chat')} text=${t('chats.no_chat_hint')} />`}</section></div></div>`;
}
