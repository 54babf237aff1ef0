// login.js -- the door; over the page when a session has ended, so that what was typed stays.
import { knownUser, login, remember, send } from './api.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from './html.js';
import { LANGUAGES, language, speak, t } from './i18n.js';
import { useStore } from './store.js';

export function Login() {
  const asked = useStore(login);
  return asked && html`<${Gate} asked=${asked} />`;
}

function Gate({ asked }) {
  const node = useRef(), name = useRef(), word = useRef();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useState(0);
  const to = useStore(language);
  useLayoutEffect(() => {
    name.current.value = knownUser();
    node.current.showModal();
    (knownUser() ? word : name).current.focus();
  }, []);
  useEffect(() => {
    if (!wait) return undefined;
    const timer = setTimeout(setWait, 1000, wait - 1);
    return () => clearTimeout(timer);
  }, [wait]);
  const enter = async (event) => {
    event.preventDefault();
    if (busy || wait) return;
    setBusy(true);
    setError('');
    try {
      remember(await send('POST', '/admin/login', { username: name.current.value, password: word.current.value }));
      asked.resolve();
    } catch (problem) {
      setError(problem.message);
      if (problem.code === 'too_many_requests') setWait(problem.retryAfter || 1);
      word.current.select();
    }
    setBusy(false);
  };
  return html`<dialog ref=${node} class=${asked.again ? 'gate' : 'gate whole'} aria-labelledby="login-title" onCancel=${(event) => event.preventDefault()}>
    <form class="login" onSubmit=${enter}>
      <div class="brand"><img src="icon.svg" alt="" width="40" height="40" />
        <h1 id="login-title">${asked.again ? t('shell.sign_in_again') : t('shell.sign_in_title')}</h1></div>
      ${asked.again && html`<p class="soft">${t('shell.session_over')}</p>`}
      <label>${t('shell.user_name')}<input ref=${name} name="username" autocomplete="username" required autocapitalize="none" spellcheck=${false} maxlength="64" /></label>
      <label>${t('shell.password')}<input ref=${word} name="password" type="password" required autocomplete="current-password" maxlength="128" /></label>
      <p class="failure" role="alert">${wait ? t('shell.too_many', { n: wait }) : error}</p>
      <button disabled=${busy || wait > 0}>${t('shell.sign_in')}</button>
      ${!asked.again && html`<p class="languages">${Object.entries(LANGUAGES).map(([one, words]) => html`
        <button key=${one} type="button" class="plain" lang=${one} aria-pressed=${one === to ? 'true' : 'false'} onClick=${() => speak(one, true)}>${words}</button>`)}</p>`}
    </form></dialog>`;
}
