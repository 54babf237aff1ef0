// words.js -- what went wrong with a product, in words, and how things are typed.
import { session } from '../../lib/api.js';
import { money } from '../../lib/format.js';
import { has, t } from '../../lib/i18n.js';

export const STOCK = /^\d{1,7}$/;

const TOLD = ['name', 'category', 'description', 'price_minor', 'low_stock', 'active', 'stock'];

// "price: €12.50 → €13.00, name: …" of an audit row.
function changesOf({ before, after }) {
  const words = (name, row) => (name === 'price_minor' ? money(row[name], row.currency) : typeof row[name] === 'boolean' ? t(row[name] ? 'products.yes' : 'products.no') : String(row[name]).slice(0, 60));
  return TOLD.filter((name) => before && after && before[name] !== after[name])
    .map((name) => t('products.was', { what: t(`products.field.${name}`), before: words(name, before), after: words(name, after) })).join('; ');
}

export function explain(problem) {
  const latest = problem.status === 412 && problem.json?.latest;
  if (latest) {
    const who = latest.actor === session.value.user?.username ? t('products.you') : latest.actor, what = changesOf(latest);
    return what ? t('products.meanwhile', { who, what }) : t('products.meanwhile_somehow', { who });
  }
  const known = problem.field && `products.wrong.${problem.field}`;
  return known && has(known) ? t(known) : problem.message;
}
