// What can be broken, what is to come of it, and what came of it.

const TWO_HOURS = 2 * 3_600_000;

/** In a scenario: what is asked of the server first, how many calls the tab makes, and what the interceptor is to do. */
export const SCENARIOS = [
  { name: 'expire', acts: ['expire'], calls: 1, expected: { unauthorized: 1, refresh: 1, replay: 1, answered: 1, end: '' } },
  { name: 'ten', acts: ['expire'], calls: 10, expected: { refresh: 1, answered: 10, end: '' } },
  { name: 'lose', acts: ['lose', 'expire'], calls: 1, expected: { refresh: 2, renewed: 1, answered: 1, end: '' } },
  { name: 'away', acts: ['away', 'expire'], calls: 1, expected: { renewed: 1, answered: 1, end: '' } },
  { name: 'ahead', acts: [], clock: TWO_HOURS, calls: 1, expected: { unauthorized: 0, answered: 1, end: '' } },
  { name: 'behind', acts: [], clock: -TWO_HOURS, calls: 1, expected: { unauthorized: 0, answered: 1, end: '' } },
  {
    name: 'steal',
    acts: ['steal', 'expire'],
    calls: 1,
    expected: { refresh: 1, end: 'refresh_reused' },
    bound: { refresh: 1, renewed: 1, answered: 1, end: '' },
  },
  { name: 'elsewhere', acts: ['end'], calls: 1, expected: { unauthorized: 1, refresh: 1, end: 'refresh_revoked' } },
  { name: 'secret', acts: ['forge'], calls: 1, expected: { unauthorized: 1, refresh: 1, end: 'refresh_invalid' } },
];

/** Counts what the interceptor did. */
export function observe(events) {
  const count = (type) => events.filter((event) => event.type === type).length;
  return {
    unauthorized: count('unauthorized'),
    refresh: count('refresh'),
    renewed: count('renewed'),
    replay: count('replay'),
    answered: events.filter(({ type, status }) => type === 'answer' && status === 200).length,
    end: events.find(({ type }) => type === 'end')?.code ?? '',
  };
}

export function isAsExpected(expected, observed) {
  return Object.entries(expected).every(([fact, value]) => observed[fact] === value);
}

/** Whether nothing more is to come: every call has its answer, or the session is over. */
export function isOver(events, calls) {
  const done = events.filter(({ type, status }) => type === 'give_up' || (type === 'answer' && status !== 401)).length;
  return done >= calls || events.some(({ type }) => type === 'end');
}

export function inWords(facts) {
  const words = { unauthorized: '401', refresh: 'refresh', renewed: 'new token', replay: 'replay', answered: '200' };
  const counts = Object.entries(words).filter(([fact]) => facts[fact] > 0);
  const parts = counts.map(([fact, word]) => `${facts[fact]} × ${word}`);
  return [...parts, ...(facts.end ? [facts.end] : [])].join(', ') || '–';
}

/** The scenario as a file of the browser suite. */
export function asTest({ name, acts, calls, clock = 0, expected }) {
  return `import { events } from '../fixtures/events';
import { expect, test } from '../fixtures/test';

${observe}

test(${JSON.stringify(name)}, async ({ app, account, complaints }) => {
  for (const status of [401, 502, 503]) complaints.allowStatus(status);
  await app.signIn(account);
  const began = (await events(app.page)).length;
  await app.page.evaluate(async () => {
    for (const act of ${JSON.stringify(acts)}) await fetch(\`/dev/sessions/\${act}\`, { method: 'POST' });
    const now = Date.now.bind(Date);
    Date.now = () => now() + ${clock};
    for (let n = 0; n < ${calls}; n += 1) window.__latchkey_events.call('/api/me').catch(() => {});
  });
  const seen = async () => observe((await events(app.page)).slice(began));
  await expect.poll(seen, { timeout: 25_000 }).toMatchObject(${JSON.stringify(expected)});
});
`;
}
