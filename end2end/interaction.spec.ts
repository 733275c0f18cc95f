// How soon the page shows what somebody does (INP): a note is added and one deleted, in Chromium four times slower than this machine.
// Prints the medians and the longest of ROUNDS rounds (7). BASE_URL names the server.

import { test, type Page } from '@playwright/test';
import { App } from './fixtures/app';
import { DEMO } from './fixtures/server';

declare global {
  interface Window {
    interactions?: number[];
  }
}

const ROUNDS = Number(process.env.ROUNDS ?? 7);

/** The longest interaction of `act`, from the input to the next frame, in ms. The browser reports them in steps of 8 ms. */
async function longest(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => (window.interactions = []));
  await act();
  await page.waitForFunction(() => window.interactions?.length);
  return page.evaluate(() => Math.max(...(window.interactions ?? [])));
}

function inWords(name: string, times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `${name} ${sorted[Math.floor(sorted.length / 2)]} ms (at most ${sorted.at(-1)})`;
}

test('interactions', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: process.env.BASE_URL ?? '' });
  const app = new App(page);
  await app.signIn(DEMO);
  await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.evaluate(() => {
    const observer = new PerformanceObserver((list) => {
      const entries = list.getEntries() as (PerformanceEntry & { interactionId: number })[];
      window.interactions?.push(...entries.filter(({ interactionId }) => interactionId).map(({ duration }) => duration));
    });
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const [adding, deleting]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    await app.newNote.fill(`note ${round}`);
    adding?.push(await longest(page, async () => {
      await app.addNoteButton.click();
      await app.note(`note ${round}`).waitFor();
    }));
    deleting?.push(await longest(page, async () => {
      await app.note(`note ${round}`).getByRole('button', { name: 'Delete' }).click();
      await app.note(`note ${round}`).waitFor({ state: 'detached' });
    }));
  }
  console.log(`interactions: ${inWords('adding a note', adding ?? [])}, ${inWords('deleting it', deleting ?? [])}`);
  await page.close();
});
