// simulator.js -- the page: phones side by side, switches in a drawer, one line to the server.

import { $, h, icon } from './dom.js';
import { follow, get, post } from './api.js';
import { errorText, phone } from './phone.js';

const phones = new Map();   // customer id -> phone
let shop = { name: '', number: '', public_url: '' };
let rows = [], switches = {}, current = null, ahead = 0, line = null, making = false;

const now = () => Date.now() + ahead;   // the server's clock

// ---- what the server tells ----

follow((news, fresh) => {
  ahead = news.now - Date.now();
  shop = news.shop;
  if (news.rows) { rows = news.rows; drawSwitches(); }
  switches = news.switches;
  showSwitches();
  if (fresh) forgetPhones(news.customers);
  for (const customer of news.customers) takeCustomer(customer);
  const touched = new Set();
  for (const message of news.messages.sort((a, b) => a.id - b.id)) {
    phones.get(message.customer_id)?.take(message);
    touched.add(message.customer_id);
    if (message.direction === 'outbound' && message.status === 'delivered') seen(message.customer_id);
  }
  for (const [id, p] of phones) if (fresh || touched.has(id)) p.settle(now());
  if (!phones.size && !making) firstCustomer();
  showHealth();
}, up => { if (line !== up) { line = up; showHealth(); } });

setInterval(() => { for (const p of phones.values()) p.writing(now()); }, 500);

function forgetPhones(customers) {
  const kept = new Set(customers.map(c => c.id));
  for (const [id, p] of phones) {
    p.clear();
    if (!kept.has(id)) { p.el.remove(); phones.delete(id); }
  }
}

function takeCustomer(customer) {
  let p = phones.get(customer.id);
  if (!p) {
    p = phone(customer, shop, inspect);
    phones.set(customer.id, p);
    $('phones').append(p.el);
    if (current === null || !phones.has(current)) current = customer.id;
  }
  p.describe(customer, shop, now());
  drawTabs();
}

function drawTabs() {
  $('tabs').replaceChildren(...[...phones].map(([id, p]) => h('button', {
    type: 'button', className: 'tab', 'aria-current': id === current ? 'true' : null,
    onclick: () => { show(id); p.focus(); },
  }, p.customer.name)));
  for (const [id, p] of phones) p.el.classList.toggle('is-current', id === current);
  $('phones').classList.toggle('is-single', phones.size === 1);
}

function show(id) {
  current = id;
  drawTabs();
  phones.get(id).settle(now());
}

// A page of its own has one customer to begin with.
async function firstCustomer() {
  making = true;
  try { await post('/customers', { name: 'Ana', phone: '+34600111222' }); } catch { /* shown by the line's state */ }
  making = false;
}

function seen(id) {
  if (switches.read === 'phone' && !document.hidden) post(`/customers/${id}/seen`).catch(() => {});
}
document.addEventListener('visibilitychange', () => { for (const id of phones.keys()) seen(id); });

// ---- is everybody there? ----

function showHealth() {
  const chip = $('health');
  const say = (words, tone) => {
    if (chip.textContent !== words) chip.textContent = words;
    chip.className = `chip ${tone}`;
  };
  if (line === false) return say('The simulator does not answer; trying again…', 'bad');
  const newest = [...phones.values()].flatMap(p => p.messages())
    .filter(m => m.direction === 'inbound' && m.deliveries.length)
    .sort((a, b) => b.deliveries.at(-1).at - a.deliveries.at(-1).at)[0];
  if (switches.webhook_down) return say('The shop is cut off by a switch', 'warn');
  if (!newest) return say(`Ready: messages go to ${shop.public_url}`, '');
  const last = newest.deliveries.at(-1);
  if (last.error) {
    const how = last.http_status ? `answers HTTP ${last.http_status}` : 'is not there';
    return say(last.http_status === 200 ? `The shop’s answer is wrong (${errorText(last.error)})` : `The shop ${how}`, 'bad');
  }
  say(`The shop answers in ${last.took_ms} ms`, 'good');
}

// ---- the switches ----

const words = {
  none: 'the truth', 429: '429, too many requests', 500: '500, server error', timeout: 'nothing (time-out)',
  garbage: 'garbage', accept_hang: 'nothing, but send it', accept_drop: 'half an answer, but send it',
  on: 'as they come', off: 'never', twice: 'twice each', reversed: 'in reverse order',
  auto: 'by themselves', phone: 'when this page shows them',
};

function drawSwitches() {
  const groups = new Map();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) || []), row]);
  $('switches-form').replaceChildren(...[...groups].map(([group, members]) =>
    h('fieldset', { className: 'switch-group' }, h('legend', {}, group), members.map(switchRow))));
}

function switchRow(row) {
  const name = `switch-${row.name}`;
  let input;
  if (row.kind === 'yes_no') input = h('input', { type: 'checkbox', role: 'switch', className: 'toggle' });
  else if (row.kind === 'choice') input = h('select', {}, row.choices.map(c => h('option', { value: c }, words[c] || c)));
  else input = h('input', { type: 'number', min: row.min, max: row.max, inputMode: 'numeric' });
  input.id = name;
  input.dataset.name = row.name;
  input.addEventListener('change', () => setSwitches({ [row.name]:
    row.kind === 'yes_no' ? input.checked : row.kind === 'choice' ? input.value : Number(input.value) }));
  return h('div', { className: `switch-row ${row.kind}` }, h('label', { htmlFor: name }, row.label), input);
}

async function setSwitches(values) {
  try { switches = (await post('/switches', values)).switches; } catch { /* shows the old values again */ }
  showSwitches();
}

function showSwitches() {
  let changed = 0;
  for (const row of rows) {
    const input = $(`switch-${row.name}`), value = switches[row.name];
    const different = value !== row.initial;
    if (different && !/^(rest_fail_count|rest_hang_ms|duplicate_at_once)$/.test(row.name)) changed++;
    if (row.kind === 'yes_no') input.checked = value;
    else if (document.activeElement !== input || row.kind === 'choice') input.value = value;
    input.closest('.switch-row').classList.toggle('is-changed', different);
  }
  $('switches-count').hidden = !changed;
  $('switches-count').textContent = changed;
}

function drawer(open) {
  $('switches').hidden = !open;
  $('switches-open').setAttribute('aria-expanded', String(open));
  (open ? $('switches').querySelector('input, select') : $('switches-open'))?.focus();
}

$('switches-form').addEventListener('submit', event => event.preventDefault());
$('switches-open').addEventListener('click', () => drawer($('switches').hidden));
$('switches-close').append(icon('close'));
$('switches-close').addEventListener('click', () => drawer(false));
$('switches').addEventListener('keydown', event => { if (event.key === 'Escape') drawer(false); });
$('switches-reset').addEventListener('click', () =>
  setSwitches(Object.fromEntries(rows.map(row => [row.name, row.initial]))));

// Asked twice in the same place, rather than by a dialog.
let sure = 0;
$('forget').addEventListener('click', async () => {
  const button = $('forget');
  clearTimeout(sure);
  if (button.dataset.sure) {
    delete button.dataset.sure;
    button.textContent = 'Forget everything';
    await post('/reset').catch(() => {});
    return;
  }
  button.dataset.sure = 'yes';
  button.textContent = 'Really? All chats here go';
  sure = setTimeout(() => { delete button.dataset.sure; button.textContent = 'Forget everything'; }, 4000);
});

// ---- a new customer ----

const names = ['Ben', 'Chiara', 'Dario', 'Elif', 'Femi', 'Grace', 'Hana', 'Ivan', 'Jun', 'Kofi'];
const form = $('new-form');

$('add').addEventListener('click', () => {
  const n = phones.size;
  form.reset();
  form.elements.name.value = names[(n - 1 + names.length) % names.length];
  form.elements.phone.value = `+34 600 ${String(100 + Math.floor(Math.random() * 900))} ${String(100 + Math.floor(Math.random() * 900))}`;
  $('new-error').hidden = true;
  $('new-phone').hidden = false;
  $('new-customer').showModal();
  form.elements.name.select();
});
form.addEventListener('change', () => { $('new-phone').hidden = form.elements.kind.value !== 'phone'; });
$('new-cancel').addEventListener('click', () => $('new-customer').close());
form.addEventListener('submit', async event => {
  event.preventDefault();
  const { name, phone: number, kind } = form.elements;
  try {
    const made = await post('/customers', kind.value === 'phone'
      ? { name: name.value, phone: number.value } : { name: name.value, without_number: true });
    $('new-customer').close();
    takeCustomer(made);
    show(made.id);
    phones.get(made.id).focus();
    phones.get(made.id).el.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  } catch (error) {
    $('new-error').textContent = error.message;
    $('new-error').hidden = false;
  }
});

// ---- one message, in full ----

let inspected = null;

function messageBySid(sid) {
  return [...phones.values()].flatMap(p => p.messages()).find(m => m.sid === sid);
}

async function inspect(sid) {
  let m = messageBySid(sid);
  try { // receipts may have been told since the message last changed
    m = (await get(`/messages?customer=${m.customer_id}`)).messages.find(x => x.sid === sid) || m;
  } catch { /* then as we know it */ }
  inspected = sid;
  const facts = [['SID', m.sid], ['Came by', { phone: 'the phone', twiml: 'the webhook’s answer', rest: 'the REST API' }[m.via]]];
  if (m.direction === 'inbound') {
    facts.push(['Delivery', m.webhook.state]);
    m.deliveries.forEach((d, i) => facts.push([`Attempt ${i + 1}`,
      `${d.http_status ? `HTTP ${d.http_status}` : 'no answer'} in ${d.took_ms} ms${d.error ? `, ${errorText(d.error)}` : ''}`]));
  } else {
    facts.push(['Status', m.status + (m.error_code ? `, ${errorText(m.error_code)}` : '')]);
    for (const c of m.callbacks) facts.push([`Receipt “${c.status}”`, `${c.http_status ? `HTTP ${c.http_status}` : 'no answer'} in ${c.took_ms} ms`]);
  }
  $('inspector-facts').replaceChildren(...facts.flatMap(([k, v]) => [h('dt', {}, k), h('dd', {}, v)]));
  const replies = (m.deliveries || []).map(d => d.reply).filter(Boolean);
  $('inspector-raw').textContent = replies.length ? replies.join('\n\n') : JSON.stringify(m, null, 2);
  $('inspector-again').hidden = m.direction !== 'inbound';
  $('inspector').showModal();
}

$('inspector-close').append(icon('close'));
$('inspector-close').addEventListener('click', () => $('inspector').close());
$('inspector-again').addEventListener('click', async () => {
  $('inspector').close();
  await post(`/messages/${inspected}/deliver`, { copies: 1 }).catch(() => {});
});
for (const dialog of document.querySelectorAll('dialog'))
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
