// A page that is looked at renews its token before it runs out; one that is not looked at catches up when it is.

import { loosenClocks, loosenTimers, loosenVisibility, putForward, setVisibility } from '../fixtures/clocks';
import { eventNames } from '../fixtures/events';
import { delayRefresh } from '../fixtures/faults';
import { App } from '../fixtures/app';
import { claims, outliveAccessToken, REFRESH } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

test.describe('with tokens of two seconds', () => {
  test.use({ accessTtl: '2s' });

  test('a page that is looked at never meets a dead token', async ({ app, account, context, server, traffic }) => {
    await app.signIn(account);
    const refreshes = await server.countRefreshes();
    const { gen } = await claims(context);
    for (const text of ['first', 'second', 'third']) {
      const { gen } = await claims(context);
      await expect.poll(async () => (await claims(context)).gen).toBeGreaterThan(gen + 1);
      await app.addNote(text);
    }
    expect((await claims(context)).gen).toBeGreaterThanOrEqual(gen + 6);
    expect(Object.keys(await refreshes())).toEqual(['rotated']);
    expect(traffic.answers.filter((answer) => answer.endsWith(' 401'))).toEqual([]);
  });

  test('a hidden page lets the token go, and has a new one before the first call', async ({ app, account, context, page, server, traffic }) => {
    await loosenVisibility(context);
    await app.signIn(account);
    await setVisibility(page, 'hidden');
    // Whatever was under way when it was hidden.
    await outliveAccessToken(context);
    const { gen } = await claims(context);
    const refreshes = await server.countRefreshes();
    await app.newNote.fill('written on return');
    await page.waitForFunction((end) => performance.now() > end, await page.evaluate(() => performance.now() + 2500));
    expect(await refreshes(), 'idle is idle').toEqual({});
    expect((await claims(context)).gen).toBe(gen);

    traffic.forget();
    await page.evaluate(() => {
      window.testVisibility = 'visible';
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      document.querySelector<HTMLElement>('form:has(#note-text) button')?.click();
    });
    await expect(app.note('written on return')).toHaveCount(1);
    expect(traffic.answers.slice(0, 2)).toEqual([`${REFRESH} 200`, '/api/fn/add_note 200']);
  });

  test('a page that was frozen has a new token before the first call', async ({ app, account, context, page, traffic }) => {
    await loosenTimers(context);
    await app.signIn(account);
    await app.newNote.fill('thawed');
    await page.evaluate(() => window.testFreeze(true));
    await outliveAccessToken(context);
    traffic.forget();
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('form:has(#note-text) button')?.click();
      window.testFreeze(false);
    });
    await expect(app.note('thawed')).toHaveCount(1);
    expect(traffic.answers.slice(0, 2)).toEqual([`${REFRESH} 200`, '/api/fn/add_note 200']);
  });

  test('what is asked while a refresh is under way waits, and is sent once', async ({ app, account, context, page, traffic }) => {
    await loosenVisibility(context);
    await app.signIn(account);
    await setVisibility(page, 'hidden');
    await outliveAccessToken(context);
    await app.newNote.fill('patience');
    const { asked, release } = await delayRefresh(context);
    traffic.forget();
    await setVisibility(page, 'visible');
    await asked;
    let sent = 0;
    context.on('request', (request) => (sent += request.url().endsWith('/add_note') ? 1 : 0));
    await app.addNoteButton.click();
    await expect(app.addNoteButton).toHaveAttribute('aria-disabled', 'true');
    expect(sent).toBe(0);
    release();
    await expect(app.note('patience')).toHaveCount(1);
    expect(sent).toBe(1);
    expect(traffic.answers.slice(0, 2)).toEqual([`${REFRESH} 200`, '/api/fn/add_note 200']);
  });
});

for (const [name, time] of Object.entries({ 'is years behind': '2001-01-01T00:00:00Z', 'is years ahead': '2051-01-01T00:00:00Z' })) {
  test(`a clock that ${name} changes nothing`, async ({ app, account, page, server }) => {
    await page.clock.install({ time });
    await app.signIn(account);
    await app.addNote('in the wrong year');
    const refreshes = await server.countRefreshes();
    await page.clock.fastForward(200_000);
    await app.addNote('a while later');
    expect(await refreshes()).toEqual({});
    // Five minutes are almost over.
    await page.clock.fastForward(89_000);
    await expect.poll(refreshes).toEqual({ rotated: 1 });
    await expect.poll(() => eventNames(page)).toContain('renewed');
    await page.clock.fastForward(200_000);
    await app.addNote('a while after that');
    expect(await refreshes()).toEqual({ rotated: 1 });
    await page.clock.fastForward(89_000);
    await expect.poll(refreshes).toEqual({ rotated: 2 });
  });
}

for (const [name, clocks] of Object.entries({
  'of which the monotonic clock knows': { monotonic: 3_600_000, wall: 3_600_000 },
  'during which the monotonic clock stood still': { wall: 3_600_000 },
})) {
  test(`an hour of sleep ${name}`, async ({ app, account, context, page, server, traffic }) => {
    await loosenClocks(context);
    await app.signIn(account);
    await app.newNote.fill('awake again');
    const refreshes = await server.countRefreshes();
    traffic.forget();
    await page.evaluate((clocks) => {
      Object.assign(window.testClocks, clocks);
      document.querySelector<HTMLElement>('form:has(#note-text) button')?.click();
    }, clocks);
    await expect(app.note('awake again')).toHaveCount(1);
    expect(traffic.answers).toEqual([`${REFRESH} 200`, '/api/fn/add_note 200']);
    expect(await refreshes()).toEqual({ rotated: 1 });
    await expect.poll(() => eventNames(page)).toContain('wake');
  });
}

test('a clock that is put right while the page is open costs one refresh at the most', async ({ app, account, context, page, server }) => {
  await loosenClocks(context);
  await app.signIn(account);
  const refreshes = await server.countRefreshes();
  await putForward(page, { wall: -3e10 });
  await app.addNote('put back');
  expect(await refreshes()).toEqual({});
  await putForward(page, { wall: 3e10 });
  await app.addNote('put forward');
  await app.addNote('and on');
  expect(await refreshes()).toEqual({ rotated: 1 });
});

test('an adopted token is renewed in time, too', async ({ app, account, context, page, server }) => {
  await page.clock.install();
  await app.signIn(account);
  expect(await context.request.post(REFRESH)).toBeOK();
  const refreshes = await server.countRefreshes();
  // The cookie is noticed within a second; from then on its whole life is what is believed of it.
  await page.clock.runFor(2_000);
  await expect.poll(() => eventNames(page)).toContain('adopt');
  await page.clock.fastForward(200_000);
  await new App(page).addNote('not yet');
  expect(await refreshes()).toEqual({});
  await page.clock.fastForward(95_000);
  await expect.poll(refreshes).toEqual({ rotated: 1 });
  await new App(page).addNote('still here');
});
