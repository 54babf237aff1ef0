// help.js -- the guides of docs/, as they stand beside the program: read, never written as HTML.
import { html, useEffect, useState } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { Failure, Skeleton } from '../lib/parts.js';
import { href } from '../lib/router.js';

const GUIDES = ['quick-start', 'set-up', 'keys', 'deployment', 'customising', 'troubleshooting', 'security'];

/* -- inside a line: `code`, **bold**, *italic*, [words](place) -- */

const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|(?<![\w*])\*([^*\s][^*]*?)\*(?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/g;

// Another guide, a page outside, or a file that only stands beside the sources.
function Link({ to, children }) {
  const [, name] = /^([\w-]+)\.md(?:#[\w-]*)?$/.exec(to) ?? [];
  if (GUIDES.includes(name)) return html`<a href=${href('help', name)}>${children}</a>`;
  if (/^https?:\/\//.test(to)) return html`<a href=${to} target="_blank" rel="noopener noreferrer">${children}</a>`;
  return html`<span>${children}</span>`;
}

function inline(text) {
  const out = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [all, code, bold, italic, words, to] = found;
    out.push(text.slice(end, found.index));
    out.push(code !== undefined ? html`<code dir="ltr">${code}</code>` : bold !== undefined ? html`<b>${inline(bold)}</b>`
      : italic !== undefined ? html`<i>${inline(italic)}</i>` : html`<${Link} to=${to}>${inline(words)}<//>`);
    end = found.index + all.length;
  }
  return [...out, text.slice(end)];
}

/* -- blocks, one kind after the other -- */

const ITEM = /^(?:[-*]|\d+\.) +/;
const cellsOf = (row) => row.replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));

// Takes the lines that belong to the first one away and gives what they show.
function block(lines) {
  const first = lines.shift(), take = (is) => { const taken = []; while (lines.length && is(lines[0])) taken.push(lines.shift()); return taken; };
  const heading = /^(#{1,4}) +(.*)$/.exec(first);
  if (heading) return html`<${`h${Math.min(heading[1].length + 1, 4)}`}>${inline(heading[2])}<//>`;
  if (first.startsWith('```')) {
    const code = take((line) => !line.startsWith('```'));
    lines.shift();
    return html`<pre tabindex="0" dir="ltr"><code>${code.join('\n')}</code></pre>`;
  }
  if (first.startsWith('|')) {
    const [, ...rows] = take((line) => line.startsWith('|'));
    return html`<div class="help-table" tabindex="0" role="region" aria-label=${t('help.table')}><table><thead><tr>${cellsOf(first).map((cell, i) => html`<th key=${i} scope="col">${inline(cell)}</th>`)}</tr></thead>
      <tbody>${rows.map((row, i) => html`<tr key=${i}>${cellsOf(row).map((cell, k) => html`<td key=${k}>${inline(cell)}</td>`)}</tr>`)}</tbody></table></div>`;
  }
  if (ITEM.test(first)) {
    const items = [first.replace(ITEM, '')];
    for (const line of take((one) => ITEM.test(one) || /^ +\S/.test(one)))
      if (ITEM.test(line)) items.push(line.replace(ITEM, '')); else items.push(`${items.pop()} ${line.trim()}`);
    return html`<${/^\d/.test(first) ? 'ol' : 'ul'} class="help-list">${items.map((item, i) => html`<li key=${i}>${inline(item)}</li>`)}<//>`;
  }
  return html`<p>${inline([first, ...take((line) => line && !/^(#|```|\|)/.test(line) && !ITEM.test(line))].join(' '))}</p>`;
}

export function blocks(text) {
  const lines = text.split('\n'), out = [];
  while (lines.length) if (lines[0].trim()) out.push(block(lines)); else lines.shift();
  return out;
}

function Guide({ name }) {
  const [state, setState] = useState({});
  const load = async () => {
    try {
      const answer = await fetch(`guides/${name}.md`);
      if (!answer.ok) throw new Error(t('shell.answered', { status: answer.status }));
      setState({ text: await answer.text() });
    } catch (problem) { setState({ problem }); }
  };
  useEffect(() => { load(); }, []);
  if (state.problem) return html`<${Failure} problem=${state.problem} retry=${load} />`;
  return state.text === undefined ? html`<${Skeleton} rows=${8} />` : html`<article class="help" lang="en" dir="ltr">${blocks(state.text)}</article>`;
}

export default function Help({ id }) {
  const name = GUIDES.includes(id) ? id : GUIDES[0];
  useEffect(() => { document.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }, [name]);
  return html`<div class="head"><h1>${t('help.title')}</h1></div>
    <nav class="tabs" aria-label=${t('help.guides')}>${GUIDES.map((one) => html`<a key=${one} href=${href('help', one)} aria-current=${one === name ? 'page' : undefined}>${t(`help.${one}`)}</a>`)}</nav>
    <div class="panel help-page"><${Guide} key=${name} name=${name} /></div>`;
}
