// i18n.js -- the words of the chosen language, from words/LANGUAGE/SUBJECT.js.
//
// t('orders.title'), t('orders.found', { n: 3 }): {n} in a text becomes the value (numbers as the
// language writes them); a text that is { one, few, other … } is chosen by n.
import { LANGUAGES, SCREENS } from '../screens.js';
import { keep, store } from './store.js';

const words = new Map(); // language -> { subject: texts }
export const language = store(document.documentElement.lang === 'ar' ? 'ar' : 'en');

let plurals, numbers;
function formatsOf(to) {
  plurals = new Intl.PluralRules(to);
  numbers = new Intl.NumberFormat(locale(to));
}

// Latin digits in Arabic too: order numbers, phones and prices are mixed with them.
export const locale = (to = language.value) => (to === 'ar' ? 'ar-u-nu-latn' : navigator.language.startsWith(to) ? navigator.language : to);

export async function speak(to, keepIt = false) {
  if (!words.has(to)) {
    const subjects = ['shell', ...SCREENS.map((screen) => screen.name)];
    const texts = await Promise.all(subjects.map((name) => import(`../words/${to}/${name}.js`)));
    words.set(to, Object.fromEntries(subjects.map((name, i) => [name, texts[i].default])));
  }
  formatsOf(to);
  Object.assign(document.documentElement, { lang: to, dir: to === 'ar' ? 'rtl' : 'ltr' });
  if (keepIt) keep.set('waiter.language', to);
  language.set(to);
}

export function t(key, params) {
  const dot = key.indexOf('.');
  let text = words.get(language.value)?.[key.slice(0, dot)]?.[key.slice(dot + 1)];
  if (text === undefined) return key;
  if (typeof text === 'object') text = text[plurals.select(params.n)] ?? text.other;
  return params ? text.replace(/\{(\w+)\}/g, (all, name) => (name in params
    ? typeof params[name] === 'number' ? numbers.format(params[name]) : params[name] : all)) : text;
}

// Is there a text of that name? For words made of what the server says ("orders.status.new").
export const has = (key) => t(key, { n: 1 }) !== key;
export const number = (n) => numbers.format(n);
export { LANGUAGES };
