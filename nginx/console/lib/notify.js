// notify.js -- a sound and a desktop notice when something new waits; both off until asked for.
import { day } from './day.js';
import { t } from './i18n.js';
import { go, href } from './router.js';
import { SCREENS } from '../screens.js';
import { keep, store } from './store.js';

const may = () => globalThis.Notification?.permission === 'granted';
export const sound = store(keep.get('waiter.sound') === 'on');
export const notices = store(keep.get('waiter.notices') === 'on' && may());
export const canNotify = 'Notification' in globalThis;

let audio;
// Two soft tones; made here, so that no file is needed.
function ring() {
  audio ??= new AudioContext();
  [[0, 880], [0.14, 1174]].forEach(([after, pitch]) => {
    const tone = audio.createOscillator(), loud = audio.createGain(), at = audio.currentTime + after;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.12, at);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.25);
    tone.connect(loud).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.26);
  });
}

export function turnSound(on) {
  keep.set('waiter.sound', on ? 'on' : null);
  sound.set(on);
  if (on) ring(); // so it sounds; and browsers want a click before the first sound
}

// Asks the browser's own question; false when the answer was no.
export async function turnNotices(on) {
  const is = on && (may() || await Notification.requestPermission() === 'granted');
  keep.set('waiter.notices', is ? 'on' : null);
  notices.set(is);
  return is || !on;
}

function tell(name, n) {
  const notice = new Notification(t(`${name}.nav`), { body: `${n} ${t(`${name}.badge`)}`, tag: `waiter-${name}`, icon: 'icon-192.png' });
  notice.onclick = () => { window.focus(); go(href(name)); notice.close(); };
}

let before = null;
day.subscribe((now) => {
  const counts = Object.fromEntries(SCREENS.filter(({ badge }) => badge).map(({ name, badge }) => [name, badge(now)]));
  const more = before ? Object.keys(counts).filter((name) => counts[name] > (before[name] ?? 0)) : [];
  before = counts;
  if (!more.length) return;
  if (sound.value) ring();
  // Whoever looks at the page sees it there.
  if (notices.value && (document.hidden || !document.hasFocus())) for (const name of more) tell(name, counts[name]);
});
