// Prints how long a first visit to /login takes on a slow phone in a slow network, and what it downloads: Chromium, four times
// slower than this machine, 1.6 Mbit/s, 150 ms round trip. Medians of ROUNDS visits (7). BASE_URL names the server.

import { chromium } from '@playwright/test';

const rounds = Number(process.env.ROUNDS ?? 7);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** One visit by a browser that has never been there. */
async function visit(browser) {
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
    window.hydratedAfter,
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  ]);
  await context.close();
  return { hydrated, painted, bytes };
}

const browser = await chromium.launch();
const visits = [];
for (let round = 0; round < rounds; round += 1) visits.push(await visit(browser));
await browser.close();

const of = (name) => visits.map((each) => each[name]);
const hydrated = of('hydrated');
console.log(
  `first visit to /login    painted ${median(of('painted')).toFixed(0)} ms, hydrated ${median(hydrated).toFixed(0)} ms ` +
    `(${Math.min(...hydrated).toFixed(0)} to ${Math.max(...hydrated).toFixed(0)}), ${median(of('bytes'))} bytes`,
);
