// chart.js -- one chart of a report: drawn by uPlot in the colours of the theme, and told as a table.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { language } from '../../lib/i18n.js';
import { useStore } from '../../lib/store.js';
import UPlot from '../../vendor/uplot.js';

// uPlot lays itself out by its own sheet; a chart drawn before it came would measure wrongly.
await new Promise((resolve) => {
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'vendor/uplot.css', onload: resolve, onerror: resolve }));
});

const HEIGHT = 220;
const isRtl = () => document.documentElement.dir === 'rtl';

// Charts are painted once; another theme is another picture.
function useTheme() {
  const [, look] = useState(0);
  useEffect(() => {
    const again = () => look((n) => n + 1);
    const dark = matchMedia('(prefers-color-scheme: dark)'), root = new MutationObserver(again);
    dark.addEventListener('change', again);
    root.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'dir'] });
    return () => { dark.removeEventListener('change', again); root.disconnect(); };
  }, []);
}

// Colours come from the stylesheet: .rep-s0 … .rep-s4 for series, .rep-axis for what is around them.
function colours(node, n) {
  const of = (name) => {
    const probe = node.appendChild(document.createElement('i'));
    probe.className = name;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  return { axis: of('rep-axis'), grid: of('rep-grid'), series: Array.from({ length: n }, (_, i) => of(`rep-s${i}`)) };
}

// Bars that stand on one another are drawn from the tallest sum down.
function stacked(values) {
  const sums = [];
  for (const one of values) sums.push(one.map((v, i) => (v ?? 0) + (sums.at(-1)?.[i] ?? 0)));
  return sums;
}

function options({ days, series, kind, tell, dayText, width, paint, onDay }) {
  const rtl = isRtl(), axis = { stroke: paint.axis, font: '12px system-ui, sans-serif', grid: { stroke: paint.grid, width: 1 }, ticks: { show: false } };
  const bars = UPlot.paths.bars({ size: [.7, 40] }), line = UPlot.paths.linear();
  const order = kind === 'stack' ? series.map((_, i) => series.length - 1 - i) : series.map((_, i) => i);
  return {
    width, height: HEIGHT, padding: [12, 24, 0, 16], legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: kind === 'line' }, y: false },
    hooks: { setCursor: [(u) => onDay(u.cursor.idx ?? null)] },
    scales: { x: { time: false, dir: rtl ? -1 : 1, range: [-.6, days.length - .4] }, y: { range: (u, low, high) => [0, Math.max(high ?? 0, 1) * 1.08] } },
    axes: [{ ...axis, grid: { show: false }, size: 28, space: 60, incrs: [1, 2, 5, 7, 14, 28, 56, 112], values: (u, at) => at.map((i) => (days[i] ? dayText(days[i]) : '')) },
      { ...axis, side: rtl ? 1 : 3, size: 62, values: (u, at) => at.map((v) => tell(v, true)) }],
    series: [{}, ...order.map((i) => ({ stroke: paint.series[i], width: kind === 'line' ? 2 : 0, points: { show: kind === 'line', size: 5, fill: paint.series[i] },
      ...(kind === 'line' ? { paths: line, spanGaps: true } : { fill: paint.series[i], paths: bars }) }))],
  };
}

// series: [{ name, values }] by day; kind: bars, stack, line; tell(value, short) and dayText(day) make words.
export function Chart({ label, days, series, kind = 'bars', tell, dayText }) {
  const node = useRef(), [at, setAt] = useState(null);
  useStore(language);
  useTheme();
  useEffect(() => {
    const paint = colours(node.current, series.length), values = series.map((one) => one.values);
    const drawn = kind === 'stack' ? stacked(values).reverse() : values;
    const width = () => Math.max(200, node.current.clientWidth);
    const chart = new UPlot(options({ days, series, kind, tell, dayText, width: width(), paint, onDay: setAt }), [days.map((_, i) => i), ...drawn], node.current);
    const size = new ResizeObserver(() => { if (chart.width !== width()) chart.setSize({ width: width(), height: HEIGHT }); });
    size.observe(node.current);
    return () => { size.disconnect(); chart.destroy(); };
  });
  const shown = at !== null && days[at] !== undefined;
  return html`<div class="rep-chart"><ul class="rep-legend" aria-hidden="true">${series.map((one, i) => html`<li key=${one.name}><i class=${`rep-s${i}`}></i>${one.name}${shown && html` <b>${one.values[at] === null ? '–' : tell(one.values[at])}</b>`}</li>`)}
      <li class="rep-at">${shown ? dayText(days[at]) : ''}</li></ul>
    <div class="rep-canvas" ref=${node} role="img" aria-label=${label}></div></div>`;
}
