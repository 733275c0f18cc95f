// The strip of a development server's pages: who is signed in, how long the token lives, how many tabs are open. It tells the page
// /dev/sessions what the interceptor of this tab does, and does what that page asks of this tab.

const CHANNEL = 'latchkey-timeline';
const id = crypto.randomUUID().slice(0, 8);
// A browser without channels has the strip alone.
const channel = window.BroadcastChannel ? new BroadcastChannel(CHANNEL) : new EventTarget();
const realNow = Date.now.bind(Date);
/** When each other tab was last heard. Hidden ones speak once in a while. */
const others = new Map();
const SILENT = 5_000;
/** How often it is asked whether a session is bound, a second apart: the browser makes its key after the sign-in. */
const ASKS = 5;
const binding = { session: undefined, asked: 0, isBound: false };

function claims() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?lk_claims=[^.;]+\.([^.;]+)/);
  if (!cookie) return undefined;
  const bytes = Uint8Array.from(atob(cookie[1].replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Events with the time of the day, which the lanes share. */
function told(events) {
  return events.map((event) => ({ ...event, wall: performance.timeOrigin + event.at }));
}

function say(message) {
  channel.postMessage?.({ tab: id, path: location.pathname, ...message });
}

/** Passes on what the interceptor adds to its list. */
function listen(list) {
  list.push = (...events) => {
    const length = Array.prototype.push.apply(list, events);
    say({ events: told(events) });
    return length;
  };
  say({ events: told(list) });
}

channel.onmessage = ({ data }) => {
  const list = window.__latchkey_events;
  if (data.tab) others.set(data.tab, realNow());
  if (data.ask) say({ events: told(list ?? []) });
  if (data.to !== id || !list?.call) return;
  if (data.clock !== undefined) Date.now = () => realNow() + data.clock;
  // A call that waits for somebody to sign in is answered then, or never.
  for (let n = 0; n < (data.calls ?? 0); n += 1) list.call(data.path).catch(() => {});
};

const strip = document.createElement('latchkey-strip');
const root = strip.attachShadow({ mode: 'closed' });
const style = new CSSStyleSheet();
style.replaceSync(`
  :host { display: block; font: 0.8125rem/1.5 system-ui, sans-serif; color: light-dark(#24201c, #ece7e0); background: light-dark(#f1ece3, #24211e); }
  a { display: flex; flex-wrap: wrap; gap: 0 1.25rem; padding: 0.5rem 1rem; color: inherit; text-decoration: none; }
  a:hover { text-decoration: underline; }
`);
root.adoptedStyleSheets = [style];
const link = document.createElement('a');
link.href = '/dev/sessions';
root.append(link);

/** Asks whether the session is bound, which only happens over https. */
function askForBinding(session) {
  if (binding.session !== session) Object.assign(binding, { session, asked: 0, isBound: false });
  if (binding.isBound || binding.asked === ASKS || location.protocol !== 'https:') return;
  binding.asked += 1;
  fetch('/dev/sessions.json', { signal: AbortSignal.timeout(ASKS * 1_000) })
    .then((answer) => answer.json())
    .then((server) => (binding.isBound ||= server.session?.id === binding.session && Boolean(server.session.key)))
    .catch(() => {});
}

function minutes(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function show() {
  const person = claims();
  if (person) askForBinding(person.sid);
  const left = person ? person.exp - realNow() / 1000 : 0;
  // As `token_lifetime.rs` has it: half a minute ahead, or a quarter of a short life, and up to half of that later, lest all tabs ask at once.
  const next = person ? left - 0.75 * Math.min(30, (person.exp - person.iat) / 4) : 0;
  const tabs = 1 + [...others.values()].filter((heard) => realNow() - heard < SILENT).length;
  const korean = document.documentElement.lang === 'ko';
  const parts = person
    ? [
        person.name,
        `${korean ? '토큰' : 'token'} ${minutes(left)}`,
        korean ? `약 ${minutes(next)} 뒤 갱신` : `refresh in about ${minutes(next)}`,
        `${korean ? '세대' : 'generation'} ${person.gen}`,
        binding.isBound ? (korean ? '이 기기에 묶임' : 'bound') : korean ? '기기에 묶이지 않음' : 'not bound',
      ]
    : [korean ? '로그인하지 않음' : 'signed out'];
  parts.push(korean ? `탭 ${tabs}개` : `${tabs} tab${tabs === 1 ? '' : 's'}`);
  parts.push(korean ? '타임라인 보기' : 'show the timeline');
  link.replaceChildren(
    ...parts.map((part) => {
      const span = document.createElement('span');
      span.textContent = part;
      return span;
    }),
  );
  // Not an attribute: the document stays as the program of the page has made it.
  strip.shows = parts.join(' · ');
  say({ beat: true });
}

// After the body, which belongs to the program of the page.
document.documentElement.append(strip);
setInterval(show, 1_000);
show();

const waiting = setInterval(() => {
  if (!window.__latchkey_events) return;
  clearInterval(waiting);
  listen(window.__latchkey_events);
}, 50);
