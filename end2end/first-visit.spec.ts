// A first visit to /login on a slow phone in a slow network: Chromium, four times slower than this machine, 1.6 Mbit/s, 150 ms
// round trip. Prints medians of ROUNDS visits (7). BASE_URL names the server.

import { test, type Browser } from '@playwright/test';

declare global {
  interface Window {
    hydratedAfter?: number;
  }
}

const ROUNDS = Number(process.env.ROUNDS ?? 7);

interface Visit {
  painted: number;
  hydrated: number;
  bytes: number;
}

/** One visit by a browser that has never been there. */
async function visit(browser: Browser): Promise<Visit> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 1.6e6 / 8,
    uploadThroughput: 750e3 / 8,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.documentElement?.hasAttribute('data-hydrated')) {
        observer.disconnect();
        window.hydratedAfter = performance.now();
      }
    }).observe(document, { attributes: true, childList: true, subtree: true });
  });
  await page.goto(`${process.env.BASE_URL}/login`);
  await page.waitForFunction(() => window.hydratedAfter);
  const [hydrated, painted] = await page.evaluate(() => [
    window.hydratedAfter ?? NaN,
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  ]);
  await context.close();
  return { painted: painted ?? NaN, hydrated: hydrated ?? NaN, bytes };
}

test('first visit', async ({ browser }) => {
  const visits: Visit[] = [];
  for (let round = 0; round < ROUNDS; round += 1) visits.push(await visit(browser));
  const sorted = (name: keyof Visit) => visits.map((each) => each[name]).sort((a, b) => a - b);
  const median = (name: keyof Visit) => sorted(name)[Math.floor(ROUNDS / 2)]?.toFixed(0);
  const hydrated = sorted('hydrated');
  console.log(
    `first visit to /login: painted ${median('painted')} ms, hydrated ${median('hydrated')} ms ` +
      `(${hydrated[0]?.toFixed(0)} to ${hydrated.at(-1)?.toFixed(0)}), ${median('bytes')} bytes`,
  );
});
