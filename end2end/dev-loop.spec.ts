// The developer's minute: changes a file below `cargo leptos watch`, and waits until an open page shows it. Prints the wall
// time of each change and, in brackets, the CPU time of the compilers. BASE_URL names the server, WATCH_PID its watcher. Every file is put back.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';

const ROUNDS = 3;
const ROOT = process.env.ROOT ?? '..';
/** Of a second, in /proc. */
const CLOCK_TICKS = 100;

interface Change {
  name: string;
  file: string;
  /** The file's text with the mark of this round in it. */
  mark: (text: string, round: number) => string;
  /** Whether the page shows that round. Runs in the page. */
  isShown: (round: number) => boolean;
}

/** Another document than that of the round before, and alive. */
const isReloaded = () => {
  const { dataset } = document.documentElement;
  return dataset.hydrated !== undefined && dataset.before === undefined;
};

/** Puts a line before the first `let` of a file. */
const before = (line: string) => (text: string) => text.replace(/\n\s*let /, (found) => `\n${line}${found}`);

const CHANGES: Change[] = [
  {
    name: 'a style',
    file: 'style/tokens.css',
    mark: (text, round) => `${text}\n:root { --round: ${round}; }\n`,
    isShown: (round) =>
      Number(getComputedStyle(document.documentElement).getPropertyValue('--round')) === round,
  },
  {
    name: 'a view',
    file: 'src/views/pages/home.rs',
    mark: (text, round) => text.replace('<p class="lead">', `<p class="lead" data-round="${round}">`),
    isShown: isReloaded,
  },
  {
    name: 'a server function',
    file: 'src/notes/server_functions.rs',
    mark: (text, round) => before(`tracing::trace!("round ${round}");`)(text),
    isShown: isReloaded,
  },
  {
    name: 'a use case',
    file: 'src/services/devices.rs',
    mark: (text, round) => before(`tracing::trace!("round ${round}");`)(text),
    isShown: isReloaded,
  },
];

/** The CPU time that the watcher's children have used, those that have ended. */
function childSeconds(): number {
  const fields = readFileSync(`/proc/${process.env.WATCH_PID}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / CLOCK_TICKS;
}

/** Writes the file and waits until the page shows it. */
async function save(page: Page, change: Change, text: string, round: number): Promise<string> {
  await page.evaluate(() => (document.documentElement.dataset.before = 'true'));
  const [begun, used] = [Date.now(), childSeconds()];
  writeFileSync(join(ROOT, change.file), text);
  await page.waitForFunction(change.isShown, round, { timeout: 300_000 });
  return `${((Date.now() - begun) / 1000).toFixed(1)} s (${(childSeconds() - used).toFixed(1)} s)`;
}

test('the developer’s minute', async ({ page }) => {
  await page.goto(`${process.env.BASE_URL}/`);
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
  for (const change of CHANGES) {
    const original = readFileSync(join(ROOT, change.file), 'utf8');
    expect(change.mark(original, 1), `${change.file} has no place for a mark`).not.toBe(original);
    const rounds: string[] = [];
    try {
      for (let round = 1; round <= ROUNDS; round += 1) {
        rounds.push(await save(page, change, change.mark(original, round), round));
      }
      // The live reload of a style adds to what the page has, so a mark stays.
      if (change.isShown === isReloaded) await save(page, change, original, 0);
    } finally {
      writeFileSync(join(ROOT, change.file), original);
    }
    console.log(`changed ${change.name.padEnd(20)} ${rounds.join('   ')}`);
  }
});
