// app.js -- the frame: who is signed in, where one can go, one screen at a time.
import { begin, session, signOut } from './lib/api.js';
import { day, lookAtDay } from './lib/day.js';
import { Dialog, Questions, usePhone } from './lib/dialog.js';
import { Component, html, render, useEffect, useRef, useState } from './lib/html.js';
import { LANGUAGES, language, number, speak, t } from './lib/i18n.js';
import { Icon } from './lib/icons.js';
import { allKeys, keysOn, turnKeys, useKeys } from './lib/keys.js';
import { beginLive, connection } from './lib/live.js';
import { Login } from './lib/login.js';
import { canNotify, notices, sound, turnNotices, turnSound } from './lib/notify.js';
import { Failure, Skeleton } from './lib/parts.js';
import { go, href, route } from './lib/router.js';
import { keep, store, useStore } from './lib/store.js';
import { toast, Toasts } from './lib/toast.js';
import { SCREENS } from './screens.js';

const sheet = store(null); // null, 'keys', 'preferences', 'more'

/* -- screens, fetched when first wanted -- */

const loaded = new Map();
function loadScreen({ name, css }) {
  if (!loaded.has(name)) {
    loaded.set(name, Promise.all([import(`./screens/${name}.js`), css && new Promise((resolve) => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `screens/${name}.css`, onload: resolve, onerror: resolve });
      document.head.append(link);
    })]).then(([module]) => module.default, (failed) => { loaded.delete(name); throw failed; }));
  }
  return loaded.get(name);
}

// A screen that breaks does not take the frame with it.
class Guard extends Component {
  componentDidCatch(failed) { console.error(failed); this.setState({ failed }); }
  render({ children }, { failed }) {
    return failed ? html`<${Failure} problem=${{ message: t('shell.broke') }} retry=${() => location.reload()} />` : children;
  }
}

function Screen() {
  const at = useStore(route);
  const screen = SCREENS.find(({ name }) => name === at.name);
  const [view, setView] = useState({});
  const load = () => loadScreen(screen).then((It) => setView({ name: at.name, It }), () => setView({ name: at.name, failed: true }));
  useEffect(() => { load(); window.scrollTo(0, 0); }, [at.name]);
  const reached = useStore(connection); // what could not be fetched comes with the network
  useEffect(() => { if (view.failed && reached === 'live') load(); }, [reached]);
  if (view.name !== at.name) return html`<${Skeleton} />`;
  if (view.failed) return html`<${Failure} problem=${{ message: t('shell.no_answer') }} retry=${load} />`;
  return html`<${Guard} key=${at.name}><${view.It} id=${at.id} query=${at.query} /><//>`;
}

/* -- the side -- */

function Badge({ n, words, class: more = '' }) {
  return n ? html`<b class=${`badge ${more}`} title=${`${number(n)} ${words}`}>${number(n)}<span class="hidden"> ${words}</span></b>` : null;
}

function Nav() {
  const at = useStore(route), today = useStore(day), phone = usePhone();
  const link = ({ name, icon, badge, mark }) => html`<a key=${name} href=${href(name)} aria-current=${name === at.name ? 'page' : undefined}>
    <${Icon} name=${icon} /><span>${t(`${name}.nav`)}</span>${badge && today && html`<${Badge} n=${badge(today)} words=${t(`${name}.badge`)} />`}
    ${mark && today && html`<${Badge} n=${mark(today)} words=${t(`${name}.badge`)} class="mark-only" />`}</a>`;
  const shown = phone ? SCREENS.filter((screen) => screen.bar) : SCREENS;
  const elsewhere = phone && !shown.some(({ name }) => name === at.name);
  return html`<nav aria-label=${t('shell.screens')}>${shown.map(link)}
    ${phone && html`<button type="button" class=${elsewhere ? 'nav-more here' : 'nav-more'} aria-haspopup="dialog" onClick=${() => sheet.set('more')}><${Icon} name="more" /><span>${t('shell.more')}</span></button>`}</nav>`;
}

function Sign() {
  const state = useStore(connection);
  return html`<p class=${`sign ${state}`} role="status" title=${t(`shell.is_${state}`)}><i aria-hidden="true"></i><span>${t(`shell.is_${state}`)}</span></p>`;
}

async function leave() {
  try { await signOut(); } catch (problem) { toast(problem); }
}

function Side() {
  const today = useStore(day), { user } = useStore(session);
  return html`<header id="side">
    <a class="shop" href=${href('home')}><img src="icon.svg" alt="" width="28" height="28" /><bdi>${today?.shop || 'waiter'}</bdi></a>
    <${Nav} /><div class="me"><${Sign} />
      <button type="button" class="plain who" aria-haspopup="dialog" title=${t('shell.preferences')} onClick=${() => sheet.set('preferences')}>
        <${Icon} name="person" /><bdi>${user?.username}</bdi><span class="hidden">: ${t('shell.preferences')}</span></button>
      <button type="button" class="plain" title=${t('shell.sign_out')} aria-label=${t('shell.sign_out')} onClick=${leave}><${Icon} name="out" /></button></div></header>`;
}

/* -- sheets -- */

const close = () => sheet.set(null);

function Keys() {
  const spoken = (key) => key.split(' ').map((one) => html`<kbd key=${one}>${one}</kbd>`);
  return html`<${Dialog} title=${t('shell.keys')} hint=${t('shell.keys_hint')} onClose=${close} wide>
    <dl class="keys">${allKeys().map(([key, words]) => html`<div key=${key}><dt>${spoken(key)}</dt><dd>${words}</dd></div>`)}</dl><//>`;
}

export function setTheme(to) {
  const root = document.documentElement;
  if (to === 'system') delete root.dataset.theme; else root.dataset.theme = to;
  keep.set('waiter.theme', to === 'system' ? null : to);
}

function Preferences() {
  const to = useStore(language), on = useStore(keysOn), rings = useStore(sound), tells = useStore(notices);
  const notify = async (event) => {
    const box = event.target;
    if (!await turnNotices(box.checked)) { box.checked = false; toast(t('shell.notices_refused'), { bad: true }); }
  };
  const theme = document.documentElement.dataset.theme ?? 'system';
  return html`<${Dialog} title=${t('shell.preferences')} hint=${t('shell.preferences_hint')} onClose=${close}>
    <label>${t('shell.language')}<select value=${to} onChange=${(event) => speak(event.target.value, true)}>
      ${Object.entries(LANGUAGES).map(([one, words]) => html`<option key=${one} value=${one} lang=${one}>${words}</option>`)}</select></label>
    <label>${t('shell.theme')}<select value=${theme} onChange=${(event) => setTheme(event.target.value)}>
      ${['system', 'light', 'dark'].map((one) => html`<option key=${one} value=${one}>${t(`shell.theme_${one}`)}</option>`)}</select></label>
    <label class="check"><input type="checkbox" checked=${on} onChange=${(event) => turnKeys(event.target.checked)} />${t('shell.keys_on')}</label>
    <label class="check"><input type="checkbox" checked=${rings} onChange=${(event) => turnSound(event.target.checked)} />${t('shell.sound')}</label>
    ${canNotify && html`<label class="check"><input type="checkbox" checked=${tells} onChange=${notify} />${t('shell.notices')}</label>`}
    <div class="actions"><button type="button" class="quiet" onClick=${() => sheet.set('keys')}><${Icon} name="keys" />${t('shell.keys')}</button>
      <button type="button" class="quiet" onClick=${leave}><${Icon} name="out" />${t('shell.sign_out')}</button></div><//>`;
}

function MoreScreens() {
  return html`<${Dialog} title=${t('shell.more')} onClose=${close} class="more-screens"><nav aria-label=${t('shell.more')}>
    ${SCREENS.filter((screen) => !screen.bar).map(({ name, icon }) => html`<a key=${name} href=${href(name)} onClick=${close}><${Icon} name=${icon} />${t(`${name}.nav`)}</a>`)}</nav><//>`;
}

/* -- the frame -- */

function useTitle() {
  const at = useStore(route), today = useStore(day);
  const waiting = SCREENS.reduce((sum, { badge }) => sum + (badge && today ? badge(today) : 0), 0);
  useEffect(() => {
    document.title = `${waiting ? `(${waiting}) ` : ''}${t(`${at.name}.nav`)} · ${today?.shop || 'waiter'}`;
    // An installed app wears the number on its icon.
    if (navigator.setAppBadge) (waiting ? navigator.setAppBadge(waiting) : navigator.clearAppBadge()).catch(() => {});
  });
}

function Frame() {
  const open = useStore(sheet), main = useRef();
  useTitle();
  useKeys({
    '?': [t('shell.key_help'), () => sheet.set('keys')],
    ...Object.fromEntries(SCREENS.filter(({ key }) => key).map(({ name, key }) => [`g ${key}`, [t('shell.key_go', { to: t(`${name}.nav`) }), () => go(href(name))]])),
  });
  const skip = (event) => { event.preventDefault(); main.current.focus(); }; // the hash is the address of a screen
  return html`<a class="skip" href="#main" onClick=${skip}>${t('shell.skip')}</a><${Side} />
    <main id="main" ref=${main} tabindex="-1"><${Screen} /></main>
    ${open === 'keys' && html`<${Keys} />`}${open === 'preferences' && html`<${Preferences} />`}${open === 'more' && html`<${MoreScreens} />`}
    <${Questions} /><${Toasts} />`;
}

function App() {
  useStore(language); // another language draws everything anew
  const [state, setState] = useState('waiting');
  useEffect(() => {
    begin().then(async () => { await lookAtDay(); setState('in'); beginLive(); }, (problem) => setState(problem))
      .catch((problem) => setState(problem));
  }, []);
  return html`${state === 'in' ? html`<${Frame} />`
    : state === 'waiting' ? html`<main id="main"><h1 class="hidden">waiter</h1></main>`
    : html`<main id="main"><h1 class="hidden">waiter</h1><${Failure} problem=${state} retry=${() => location.reload()} /></main>`}<${Login} />`;
}

await speak(language.value);
render(html`<${App} />`, document.getElementById('app'));
