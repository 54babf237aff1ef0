// live.js -- what changes, as it happens: one stream for all tabs of this browser.
//
//   const news = live({ onNews, onState, onLogin });   news.wake(); news.stop();
//
// onNews({ id, kind, ref }): something has changed; kind 'hello': look at everything anew.
// onState('live' | 'retrying' | 'down'); onLogin(): the session is over.
//
// What browsers do (tried in Chromium) makes it longer than new EventSource(): one that gets 502 or
// 503 is closed for good, so we open it again with ?after=; over HTTP/1.1 a seventh stream would
// block every other request, so one tab listens, holding a lock, and tells the others; there are
// locks only on https and localhost, so elsewhere each tab listens while it is looked at. Between
// two streams, and where there are none (plain CGI), /admin/changes is asked instead.

const KINDS = ['hello', 'order', 'message', 'product', 'conversation', 'task', 'system'];
const ASK_EVERY = 5000;
const PAUSE_FIRST = 500, PAUSE_MOST = 60_000; // between two tries to listen
const PATIENCE = 3000; // with a browser that tries again by itself, for ever and without a word
const ANSWER_WITHIN = 10_000;
const AWAY = 30_000; // who was away so long may have slept: his connection may be dead, unnoticed

export function live({ base = '/admin', onNews, onState = () => {}, onLogin = () => {} }) {
  const locks = navigator.locks;
  const others = locks ? new BroadcastChannel('waiter-live') : null;
  const over = new AbortController();
  let leading = false, last = null, state = '', awake = false, openedAt = 0, hiddenAt = 0;
  let hangUp = null, wakeUp = null; // what ends the stream, what ends the pause

  const say = (now) => {
    if (now === state) return;
    state = now;
    onState(now);
    if (leading) others?.postMessage({ state });
  };
  const take = (news) => {
    if (news.kind !== 'hello' && last !== null && news.id <= last) return;
    last = news.id;
    onNews(news);
    if (leading) others?.postMessage({ news });
  };
  const login = () => {
    onLogin();
    if (leading) others?.postMessage({ login: true });
  };

  // One stream, until it is closed for good; true if it had been open.
  const listen = () => new Promise((done) => {
    let open = false;
    const source = new EventSource(`${base}/events${last === null ? '' : `?after=${last}`}`);
    const end = () => { hangUp = null; clearTimeout(timer); source.close(); done(open); };
    let timer = setTimeout(end, ANSWER_WITHIN);
    hangUp = end;
    source.onopen = () => { open = true; openedAt = Date.now(); clearTimeout(timer); timer = undefined; say('live'); };
    for (const kind of KINDS) source.addEventListener(kind, (e) => take({ kind, ...JSON.parse(e.data) }));
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) { end(); return; }
      timer ??= setTimeout(end, PATIENCE);
      if (state === 'live') say('retrying'); // who is down stays so until somebody answers
    };
  });

  // The same news by asking. It also tells why the stream is closed, which EventSource does not.
  async function ask() {
    let answer, told;
    try {
      do {
        answer = await fetch(`${base}/changes${last === null ? '' : `?after=${last}`}`, { cache: 'no-store',
          signal: AbortSignal.any?.([over.signal, AbortSignal.timeout(ANSWER_WITHIN)]) ?? over.signal });
        if (!answer.ok) break;
        told = await answer.json();
        say('retrying');
        told.events.forEach(take);
        if (last === null || told.missed) take({ id: told.last_id, kind: 'hello' });
      } while (told.events.length && !over.signal.aborted);
    } catch { /* nobody answers */ }
    if (over.signal.aborted || answer?.ok) return;
    say('down');
    if (answer?.status === 401) login();
  }

  const pause = (ms) => new Promise((done) => {
    const timer = setTimeout(done, ms);
    wakeUp = () => { clearTimeout(timer); done(); };
  });
  const looked = () => (others || !document.hidden ? null
    : new Promise((done) => document.addEventListener('visibilitychange', done, { once: true, signal: over.signal })));

  async function lead() {
    leading = true;
    for (let failed = 0; !over.signal.aborted;) {
      await looked();
      awake = false;
      failed = (await listen()) ? 0 : failed + 1;
      const until = Date.now() + Math.min(PAUSE_FIRST * 2 ** failed, PAUSE_MOST) * (0.75 + Math.random() / 2);
      while (!awake && !over.signal.aborted && Date.now() < until) {
        await looked();
        await ask();
        if (!awake) await pause(Math.min(until - Date.now(), ASK_EVERY));
      }
    }
  }

  // Try again now: somebody has signed in, the network is back, or we may have slept.
  function wake() {
    if (!leading) { others?.postMessage({ wake: true }); return; }
    if (hangUp && Date.now() - openedAt < 2000) return; // it was just opened
    awake = true;
    hangUp?.();
    wakeUp?.();
  }

  if (others) others.onmessage = ({ data }) => {
    if (data.state && !leading) say(data.state);
    if (data.news) take(data.news);
    if (data.login) onLogin();
    if (data.wake && leading) wake();
    if (data.hi && leading) others.postMessage({ state, last });
    // Who comes to a stream that is open already has not heard what came while he opened.
    if (data.last != null && !leading && last === null) take({ id: data.last, kind: 'hello' });
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      hiddenAt = Date.now();
      if (!others) { awake = true; hangUp?.(); }
    } else if (Date.now() - hiddenAt > AWAY) {
      wake();
    }
  }, { signal: over.signal });
  window.addEventListener('online', wake, { signal: over.signal });
  window.addEventListener('offline', () => hangUp?.(), { signal: over.signal }); // or it stays open, and mute

  if (locks) {
    others.postMessage({ hi: true });
    locks.request('waiter-live', { signal: over.signal }, lead).catch(() => {});
  } else {
    lead();
  }
  return {
    wake,
    stop() { over.abort(); hangUp?.(); wakeUp?.(); others?.close(); },
  };
}
