// training.js -- the shop's own phrases, and the training that makes the bot understand them.
import { api, mayWrite } from '../../lib/api.js';
import { useResource } from '../../lib/data.js';
import { html, useState } from '../../lib/html.js';
import { number, t } from '../../lib/i18n.js';
import { Icon } from '../../lib/icons.js';
import { Ago, Empty, Failure, Skeleton } from '../../lib/parts.js';
import { toast } from '../../lib/toast.js';

const LANGUAGES = ['en', 'es', 'pt', 'fr', 'ar'];
const languageName = (code) => new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(code);
const intentName = (intent) => t(`faq.intent.${intent}`);

function Adding({ intents, list }) {
  const [text, setText] = useState(''), [intent, setIntent] = useState(intents[0]), [language, setLanguage] = useState(document.documentElement.lang);
  const submit = async (event) => {
    event.preventDefault();
    try {
      const made = await api('POST', '/admin/phrases', { intent, language, text: text.trim() });
      list.put({ ...list.data, phrases: [made, ...list.data.phrases] });
      setText('');
    } catch (problem) { toast(problem); }
  };
  return html`<form class="faq-teach" onSubmit=${submit}><label>${t('faq.phrase')}<input maxlength="300" dir="auto" value=${text} onInput=${(event) => setText(event.target.value)} /></label>
    <label>${t('faq.means')}<select value=${intent} onChange=${(event) => setIntent(event.target.value)}>${intents.map((one) => html`<option key=${one} value=${one}>${intentName(one)}</option>`)}</select></label>
    <label>${t('faq.in')}<select value=${language} onChange=${(event) => setLanguage(event.target.value)}>${LANGUAGES.map((one) => html`<option key=${one} value=${one}>${languageName(one)}</option>`)}</select></label>
    <button disabled=${!text.trim()}><${Icon} name="plus" />${t('faq.teach')}</button></form>`;
}

function Phrase({ of: p, list }) {
  const remove = async () => {
    const before = list.data;
    list.put({ ...before, phrases: before.phrases.filter((one) => one.id !== p.id) });
    try {
      await api('DELETE', `/admin/phrases/${p.id}`);
      toast(t('faq.phrase_removed'), { undo: async () => { await api('POST', '/admin/phrases', { intent: p.intent, language: p.language, text: p.text }); list.reload(); } });
    } catch (problem) { list.put(before); toast(problem); }
  };
  return html`<li class="faq-phrase"><b class="grow"><bdi>${p.text}</bdi></b><span class="soft">${intentName(p.intent)} · ${languageName(p.language)} · <bdi>${p.author}</bdi></span>
    ${mayWrite() && html`<button type="button" class="quiet" aria-label=${t('faq.phrase_remove', { what: p.text })} onClick=${remove}>${t('faq.remove')}</button>`}</li>`;
}

export function Training() {
  const list = useResource('/admin/phrases'), model = useResource('/admin/model');
  const [lesson, setLesson] = useState(null), [busy, setBusy] = useState(false);
  const train = async () => {
    setBusy(true);
    try { setLesson(await api('POST', '/admin/model')); model.reload(); } catch (problem) { toast(problem); }
    setBusy(false);
  };
  if (list.problem && !list.data) return html`<${Failure} problem=${list.problem} retry=${list.reload} />`;
  if (!list.data || !model.data) return html`<${Skeleton} />`;
  const m = model.data;
  return html`<p class="soft">${t('faq.training_hint')}</p>
    ${mayWrite() && html`<${Adding} intents=${list.data.intents} list=${list} />`}
    ${list.data.phrases.length ? html`<ul class="faq-phrases">${list.data.phrases.map((p) => html`<${Phrase} key=${p.id} of=${p} list=${list} />`)}</ul>`
      : html`<${Empty} title=${t('faq.no_phrases')} text=${t('faq.no_phrases_hint')} />`}
    <div class="faq-model"><span class="grow">${m.shipped ? t('faq.model_shipped') : html`${t('faq.model_own', { n: m.own })} <${Ago} at=${m.trained_at} />`}</span>
      ${mayWrite() && html`<button type="button" disabled=${busy} onClick=${train}>${t('faq.train')}</button>`}</div>
    <p role="status" class=${lesson && !lesson.taken ? 'faq-refused' : lesson ? 'faq-checked' : ''}>${lesson && (lesson.taken
      ? t('faq.trained', { n: lesson.own, all: number(lesson.phrases) })
      : t('faq.refused', { n: lesson.confirmed, before: number(lesson.right_before), after: number(lesson.right) }))}</p>`;
}
