// The page /dev/sessions: listens to the strips of the open tabs and to the server, draws what happens, and breaks things.

import { asTest, inWords, isAsExpected, isOver, observe, SCENARIOS } from './scenarios.js';

const texts = JSON.parse(document.getElementById('texts').textContent);
const channel = new BroadcastChannel('latchkey-timeline');
/** How long a tab may be silent before it counts as closed. Hidden tabs speak once in a second at best. */
const SILENT = 5_000;
/** How long a scenario is watched, and how long it has to be quiet at its end. */
const [LONGEST, QUIET] = [20_000, 300];
const MOST_LINES = 400;
const MOST_GENERATIONS = 5;

const tabs = new Map();
const lines = [];
let server = { session: null };
let after = 0;
let last;

const t = (key, facts = {}) => (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, fact) => facts[fact] ?? '');
const $ = (id) => document.getElementById(id);
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// ── listening

channel.onmessage = ({ data: { tab, path, events = [] } }) => {
  if (!tab) return;
  const known = tabs.get(tab) ?? { id: tab, events: [], seen: new Set() };
  Object.assign(known, { path, heard: Date.now() });
  if (!tabs.has(tab)) {
    tabs.set(tab, known);
    drawLanes();
  }
  for (const event of events) {
    const name = `${event.at} ${event.type} ${event.call ?? ''}`;
    if (known.seen.has(name)) continue;
    known.seen.add(name);
    known.events.push(event);
    add({ lane: tab, wall: event.wall, type: event.type, call: event.call, text: sentence(event) });
  }
};

/** What an event says. */
function sentence(event) {
  const { type, until, message } = event;
  return t(type, { ...event, until: until && t(`until.${until}`), message: message && t(`message.${message}`) });
}

async function listenToServer() {
  for (;;) {
    try {
      const answer = await fetch(`/dev/sessions.json?after=${after}`);
      server = await answer.json();
      for (const event of server.events) {
        after = event.n;
        const code = event.code ? ` ${event.code}` : '';
        const lost = event.is_lost ? ` (${t('lost')})` : '';
        add({ lane: 'server', wall: event.at, type: event.status < 400 ? 'ok' : 'refused', text: `${event.method} ${event.path} → ${event.status}${code}${lost}`, request: event.request });
      }
      drawNow();
    } catch {
      // The server is restarted, say. The next round asks again.
    }
    await pause(250);
  }
}

// ── drawing

function living() {
  return [...tabs.values()].filter(({ heard }) => Date.now() - heard < SILENT);
}

function lanes() {
  return [...tabs.keys(), 'server'];
}

function drawLanes() {
  const names = [...tabs.values()].map(({ id, path }) => `${t('tab')} ${id} ${path}`);
  $('lanes').replaceChildren(...[t('time'), ...names, t('server')].map((name) => element('th', { scope: 'col', textContent: name })));
  $('lines').replaceChildren(...lines.map(row));
}

function row(line) {
  const time = new Date(line.wall).toISOString().slice(11, 23);
  const cells = lanes().map((lane) => {
    if (lane !== line.lane) return element('td');
    const id = line.request ? element('code', { textContent: line.request.slice(0, 8), title: line.request }) : '';
    return element('td', { className: `event is-${line.type}` }, line.text, ' ', id);
  });
  return element('tr', {}, element('th', { scope: 'row', textContent: time }), ...cells);
}

/** Adds a line where its time belongs: the server is heard a little later than the tabs. */
function add(line) {
  let at = lines.length;
  while (at > 0 && lines[at - 1].wall > line.wall) at -= 1;
  lines.splice(at, 0, line);
  $('lines').insertBefore(row(line), $('lines').children[at] ?? null);
  if (lines.length > MOST_LINES) {
    lines.shift();
    $('lines').firstElementChild.remove();
  }
}

function decoded(part) {
  const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The latest generations of a session. Each was used before the next one was issued: at the latest when its refresh token was presented. */
function generations({ generation, used_at }) {
  const first = Math.max(1, generation - MOST_GENERATIONS + 1);
  const numbers = Array.from({ length: generation - first + 1 }, (_, at) => first + at);
  return numbers.map((number) => `${number} ${t(number < generation || used_at ? 'used' : 'unused')}`);
}

function drawNow() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?lk_claims=([^.;]+)\.([^.;]+)/);
  const entries = [[t('tabs'), String(living().length)]];
  if (cookie) {
    const [header, payload] = [decoded(cookie[1]), decoded(cookie[2])];
    const left = Math.max(0, payload.exp - Math.floor(Date.now() / 1000));
    entries.unshift([payload.name, payload.email], [t('left'), `${left} s`]);
    $('token').textContent = `${JSON.stringify(header, null, 1)}\n${JSON.stringify(payload, null, 1)}\n${t('signature')}`;
  } else {
    entries.unshift([t('nobody'), '']);
    $('token').textContent = '';
  }
  const { session } = server;
  if (session) {
    entries.push([t('generation'), [...generations(session), session.revoked].filter(Boolean).join(' · ')]);
    entries.push([t('bound'), session.key ? `${session.key} (${session.bound_by})` : t('unbound')]);
  }
  $('now').replaceChildren(...entries.map(([name, value]) => element('div', {}, element('dt', { textContent: name }), element('dd', { textContent: value }))));
}

// ── breaking

/** What is to come of a scenario: its facts, and the key of their sentence. */
function expectation({ name, bound, expected }) {
  return bound && server.session?.key ? [bound, `${name}.bound`] : [expected, `${name}.expected`];
}

async function run(scenario, sentence, verdict) {
  const tab = living()
    .reverse()
    .find(({ events }) => events.at(-1)?.session);
  if (!tab) {
    verdict.textContent = t('no_tab');
    return;
  }
  verdict.dataset.verdict = 'running';
  verdict.textContent = t('running');
  const began = tab.events.length;
  const seen = () => tab.events.slice(began);
  for (const act of scenario.acts) await fetch(`/dev/sessions/${act}`, { method: 'POST' });
  channel.postMessage({ to: tab.id, clock: scenario.clock ?? 0, path: '/api/me', calls: scenario.calls });
  for (const end = Date.now() + LONGEST; Date.now() < end && !isOver(seen(), scenario.calls); ) await pause(50);
  await pause(QUIET);
  channel.postMessage({ to: tab.id, clock: 0 });
  const [expected, key] = expectation(scenario);
  sentence.textContent = `${t('expected')}: ${t(key)}`;
  const observed = observe(seen());
  const isRight = isAsExpected(expected, observed);
  last = { ...scenario, expected, observed };
  verdict.dataset.verdict = isRight ? 'as-expected' : 'different';
  verdict.textContent = `${t(isRight ? 'as_expected' : 'different')}. ${t('observed')}: ${inWords(observed)}`;
}

for (const scenario of SCENARIOS) {
  const verdict = element('p', { className: 'verdict' });
  verdict.setAttribute('aria-live', 'polite');
  const button = element('button', { type: 'button', className: 'button secondary', textContent: t(scenario.name) });
  button.addEventListener('click', async () => {
    button.disabled = true;
    await run(scenario, expected, verdict).finally(() => (button.disabled = false));
  });
  const expected = element('p', { className: 'fine', textContent: `${t('expected')}: ${t(`${scenario.name}.expected`)}` });
  $('scenarios').append(element('li', {}, button, expected, verdict));
}

async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  const name = button.textContent;
  button.textContent = t('copied');
  await pause(1_500);
  button.textContent = name;
}

/** What happened, without a name, an address or a whole id of a session. */
function report() {
  const told = lines.map(({ wall, lane, type, call, text, request }) => ({ at: new Date(wall).toISOString(), lane, type, call, text, request }));
  return JSON.stringify({ browser: navigator.userAgent, scenario: last && { name: last.name, expected: last.expected, observed: last.observed }, lines: told }, null, 2);
}

$('copy-test').addEventListener('click', ({ target }) => copy(target, asTest(last ?? SCENARIOS[0])));
$('copy-report').addEventListener('click', ({ target }) => copy(target, report()));
$('clear').addEventListener('click', () => {
  lines.length = 0;
  drawLanes();
});

drawLanes();
channel.postMessage({ ask: true });
listenToServer();
