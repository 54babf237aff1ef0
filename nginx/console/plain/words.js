// words.js -- how money, times and states are told.

const amounts = new Map();
const amountFormat = (currency) => {
  if (!amounts.has(currency)) {
    amounts.set(currency, new Intl.NumberFormat(undefined, { style: 'currency', currency }));
  }
  return amounts.get(currency);
};

export const decimals = (currency) => amountFormat(currency).resolvedOptions().maximumFractionDigits;
export const money = (minor, currency) =>
  amountFormat(currency).format(minor / 10 ** decimals(currency));

// "39.90" for an input field.
export const plainMoney = (minor, currency) =>
  (minor / 10 ** decimals(currency)).toFixed(decimals(currency));

// What a person typed as a price ("39,90" too) as "39.90", or null.
export function readMoney(text, currency) {
  const places = decimals(currency);
  const shape = places ? new RegExp(`^\\d{1,10}([.,]\\d{1,${places}})?$`) : /^\d{1,12}$/;
  const typed = text.trim();
  return shape.test(typed) ? typed.replace(',', '.') : null;
}

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });

export const fullTime = (iso) => full.format(new Date(iso));
export const clockTime = (iso) => clock.format(new Date(iso));
export const dayOf = (iso) => new Date(iso).toDateString();

export function dayName(iso) {
  const date = new Date(iso);
  const days = Math.round((new Date(new Date().toDateString()) - new Date(date.toDateString())) / 86400e3);
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : longDay.format(date);
}

export function agoTime(iso) {
  const seconds = (Date.parse(iso) - Date.now()) / 1000;
  if (seconds > -45) return 'just now';
  if (seconds > -3570) return ago.format(Math.round(seconds / 60), 'minute');
  if (seconds > -23 * 3600) return ago.format(Math.round(seconds / 3600), 'hour');
  return day.format(new Date(iso));
}

export const STATUSES = ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'];
export const STATUS = {
  pending: 'Pending', confirmed: 'Confirmed', shipped: 'Shipped', delivered: 'Delivered',
  cancelled: 'Cancelled',
};
export const MOVE = {
  confirmed: 'Confirm order', shipped: 'Mark as shipped', delivered: 'Mark as delivered',
  cancelled: 'Cancel order',
};
export const MOVED = {
  confirmed: 'confirmed', shipped: 'shipped', delivered: 'delivered', cancelled: 'cancelled',
};

export const SOURCE = {
  rule: 'Rule', faq: 'FAQ', fallback: 'Not understood', staff: 'Staff', notice: 'Notice',
};

// [mark, words, class] of how far a message has come.
export function delivery(state) {
  switch (state) {
    case 'sent': return ['✓', 'Sent', ''];
    case 'delivered': return ['✓✓', 'Delivered', ''];
    case 'read': return ['✓✓', 'Read', 'read'];
    case 'failed': case 'dead': return ['!', 'Not delivered', 'bad'];
    case 'cancelled': return ['–', 'Not sent', ''];
    case 'queued': case 'running': return ['◷', 'Waiting to be sent', ''];
    default: return ['◷', 'On its way', ''];
  }
}

export const personName = (c) => c.name || c.profile_name || c.customer_name || c.phone || `Customer ${c.id}`;

export const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;
