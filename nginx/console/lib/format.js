// format.js -- how money, times and people are told, in the chosen language.
import { language, locale, t } from './i18n.js';

const cache = new Map();
function made(key, make) {
  const name = `${language.value} ${key}`;
  if (!cache.has(name)) cache.set(name, make(locale()));
  return cache.get(name);
}
const amounts = (currency) => made(currency, (l) => new Intl.NumberFormat(l, { style: 'currency', currency }));
const dates = (key, options) => made(key, (l) => new Intl.DateTimeFormat(l, options));

export const decimals = (currency) => amounts(currency).resolvedOptions().maximumFractionDigits;
export const money = (minor, currency) => amounts(currency).format(minor / 10 ** decimals(currency));
// "39.90" for an input field.
export const plainMoney = (minor, currency) => (minor / 10 ** decimals(currency)).toFixed(decimals(currency));

// What a person typed as a price ("39,90" too) as "39.90", or null.
export function readMoney(text, currency) {
  const places = decimals(currency);
  const shape = places ? new RegExp(`^\\d{1,10}([.,]\\d{1,${places}})?$`) : /^\d{1,12}$/;
  const typed = text.trim();
  return shape.test(typed) ? typed.replace(',', '.') : null;
}

export const fullTime = (iso) => dates('full', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
export const clockTime = (iso) => dates('clock', { timeStyle: 'short' }).format(new Date(iso));
export const shortDay = (iso) => dates('day', { day: 'numeric', month: 'short' }).format(new Date(iso));

export function dayName(iso) {
  const date = new Date(iso);
  const days = Math.round((new Date(new Date().toDateString()) - new Date(date.toDateString())) / 86400e3);
  return days === 0 ? t('shell.today') : days === 1 ? t('shell.yesterday')
    : dates('long', { weekday: 'long', day: 'numeric', month: 'long' }).format(date);
}

export function agoTime(iso) {
  const seconds = (Date.parse(iso) - Date.now()) / 1000;
  const ago = made('ago', (l) => new Intl.RelativeTimeFormat(l, { numeric: 'auto' }));
  if (seconds > -45) return t('shell.just_now');
  if (seconds > -3570) return ago.format(Math.round(seconds / 60), 'minute');
  if (seconds > -23.5 * 3600) return ago.format(Math.round(seconds / 3600), 'hour');
  if (seconds > -7 * 86400) return ago.format(Math.round(seconds / 86400), 'day');
  return shortDay(iso);
}

// Midnight of today here, as the shop wants it: its server does not know where the reader is.
export const midnight = () => new Date(new Date().toDateString()).toISOString();
export const personName = (c) => c.name || c.profile_name || c.customer_name || c.phone || t('shell.customer', { id: String(c.id) });
