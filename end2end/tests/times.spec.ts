// Times are the user's from the first HTML on, and say how long ago something was.

import { expect, test } from '../fixtures/test';

test.use({ timezoneId: 'Asia/Seoul' });

const IN_SEOUL = /^\d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2}$/;

test('the second document has them in the time zone of the browser', async ({ app, account, page }) => {
  await app.signIn(account);
  await app.addNote('timely');
  const time = app.note('timely').locator('time');
  await expect(time).toHaveText('just now');
  await expect(time).toHaveAttribute('title', IN_SEOUL);
  const live = await time.getAttribute('title');

  const html = await (await page.request.get('/notes')).text();
  expect(html).toContain(`title="${live}"`);
  const at = new Date((await time.getAttribute('datetime')) ?? '');
  const hours = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Seoul', hour: '2-digit', minute: '2-digit' });
  expect(live).toContain(hours.format(at));
});

test('they go on while the page stays open, by the server\u2019s clock', async ({ app, account, page }) => {
  // The device is an hour behind.
  await page.clock.install({ time: Date.now() - 3_600_000 });
  await app.signIn(account);
  await app.addNote('timely');
  await app.open('/notes');
  const time = app.note('timely').locator('time');
  await expect(time).toHaveText('just now');
  await page.clock.runFor(150_000);
  await expect(time).toHaveText('2 min ago');
});

for (const locale of ['en-GB', 'ko-KR']) {
  test.describe(locale, () => {
    test.use({ locale, viewport: { width: 320, height: 640 } });

    test('nothing shifts when the page comes to life', async ({ app, account, server, page }) => {
      await app.signInInAnyLanguage(account);
      await server.writeNotes(account, Array.from({ length: 20 }, (_, number) => `note ${number}`));
      for (const path of ['/notes', '/account/sessions', '/account/activity']) {
        await page.goto(path);
        await app.hydrated();
        const shift = await page.evaluate(
          () =>
            new Promise<number>((resolve) => {
              let all = 0;
              const observer = new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) all += (entry as PerformanceEntry & { value: number }).value;
              });
              observer.observe({ type: 'layout-shift', buffered: true });
              requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(all))));
            }),
        );
        expect(shift, path).toBeLessThanOrEqual(0.01);
      }
    });
  });
}
