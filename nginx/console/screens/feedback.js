// feedback.js -- what customers thought of their orders: the average, how many gave which mark, and their words.
import { useList } from '../lib/data.js';
import { html } from '../lib/html.js';
import { locale, number, t } from '../lib/i18n.js';
import { Ago, Empty, Failure, More, Skeleton } from '../lib/parts.js';
import { href } from '../lib/router.js';

const MARKS = [5, 4, 3, 2, 1];

export const Stars = ({ of }) => html`<span class=${`stars ${of <= 2 ? 'low' : ''}`} role="img" aria-label=${t('feedback.of_five', { n: of })}>${'★'.repeat(of)}<i aria-hidden="true">${'★'.repeat(5 - of)}</i></span>`;

export const average = (hundredths) => new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(hundredths / 100);

// The five marks as bars; each is the way to those who gave it.
function Sums({ of, mark }) {
  const most = Math.max(...of.marks, 1);
  const bar = (one) => html`<li key=${one}><a href=${href('feedback', null, { mark: mark === one ? '' : one })} aria-current=${mark === one ? 'true' : undefined}>
    <span class="fb-mark"><span class="hidden">${t('feedback.only', { n: one })}</span><span aria-hidden="true">${number(one)} ★</span></span>
    <meter min="0" max=${most} value=${of.marks[one - 1]} aria-label=${t('feedback.gave', { n: of.marks[one - 1], mark: number(one) })}></meter>
    <b>${number(of.marks[one - 1])}</b></a></li>`;
  return html`<section class="panel fb-sums"><div class="fb-average"><strong>${of.average_hundredths === null ? '–' : average(of.average_hundredths)}</strong>
      ${of.average_hundredths !== null && html`<${Stars} of=${Math.round(of.average_hundredths / 100)} />`}
      <span class="soft">${t('feedback.answered', { n: of.answered, asked: number(of.asked) })}</span></div>
    <ul>${MARKS.map(bar)}</ul></section>`;
}

export const Words = ({ of: f, named }) => html`<li><div class="fb-head"><${Stars} of=${f.mark} />${named && html`<b><bdi>${f.name}</bdi></b>`}<${Ago} class="soft" at=${f.answered_at} /></div>
  ${f.words && html`<p><bdi>${f.words}</bdi></p>`}
  <div class="links"><a href=${href('orders', f.id)}><bdi dir="ltr">${f.number}</bdi></a>${named && html`<a href=${href('chats', f.customer_id)}>${t('orders.open_chat')}</a>`}</div></li>`;

export default function Feedback({ query }) {
  const asked = Number(query.get('mark')), mark = MARKS.includes(asked) ? asked : 0;
  const list = useList(`/admin/feedback${mark ? `?mark=${mark}` : ''}`, 'feedback', ['message', 'order']);
  const none = !list.answer?.answered;
  return html`<div class="head"><h1>${t('feedback.title')}</h1></div>
    <div class="stack">${list.problem && html`<${Failure} problem=${list.problem} retry=${list.reload} />`}
    ${list.loading ? html`<${Skeleton} rows=${6} />` : list.answer && html`
      ${!none && html`<${Sums} of=${list.answer} mark=${mark} />`}
      ${mark > 0 && html`<p class="fb-only">${t('feedback.only', { n: mark })} <a href=${href('feedback')}>${t('feedback.all')}</a></p>`}
      <div class="panel flush">${list.rows.length ? html`<ul class="fb-list">${list.rows.map((f) => html`<${Words} key=${f.id} of=${f} named />`)}</ul>`
        : html`<${Empty} title=${t(none ? 'feedback.none' : 'feedback.none_such')} text=${t(none ? 'feedback.none_hint' : 'feedback.none_such_hint')} />`}<${More} list=${list} /></div>`}</div>`;
}
