// A refresh that fails says nothing about the session: only the server's own four `refresh_…` codes end it.

import { App } from '../fixtures/app';
import { breakingOff } from '../fixtures/breaking-off';
import { stopClocks } from '../fixtures/clocks';
import { eventNames } from '../fixtures/events';
import { breakRefresh, FAULTS, mendRefresh } from '../fixtures/faults';
import { claims, outliveAccessToken, refreshToken, sessionCookies } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

test.use({ accessTtl: '2s', stoppedClocks: true });

for (const [name, fault] of Object.entries(FAULTS)) {
  test(`${name} signs nobody out`, async ({ app, account, context, page, server, complaints }) => {
    for (const status of [401, 403, 429, 500, 503]) complaints.allowStatus(status);
    complaints.allowCutRequests();
    await app.signIn(account);
    await app.markDocument();
    await outliveAccessToken(context);
    await breakRefresh(context, fault);

    await app.newNote.fill('not lost');
    await app.addNoteButton.click();
    await expect(app.offline).toBeVisible();
    await expect(app.alert).toHaveCount(0);
    await expect(app.newNote).toHaveValue('not lost');
    await expect(app.dialog).toHaveCount(0);
    await expect(page).toHaveURL('/notes');
    await expect(app.html).toHaveAttribute('data-auth', 'user');
    expect(await sessionCookies(context)).toEqual(['lk_claims', 'lk_proof', 'lk_refresh']);

    // The call has waited, and needs no second click.
    const refreshes = await server.countRefreshes();
    await mendRefresh(context);
    await expect(app.note('not lost')).toHaveCount(1);
    await expect(app.alert).toHaveCount(0);
    await expect(app.offline).toHaveCount(0);
    expect(await refreshes()).toEqual({ rotated: 1 });
    await app.expectSameDocument();
  });
}

test('a call does not wait for ever', async ({ app, account, context, page, complaints }) => {
  for (const status of [401, 500]) complaints.allowStatus(status);
  await app.signIn(account);
  await outliveAccessToken(context);
  await breakRefresh(context, FAULTS['a server error']!);
  await app.newNote.fill('not lost');
  await app.addNoteButton.click();
  await expect(app.note('not lost')).toContainText('Waits for the connection.', { timeout: 25_000 });
  await mendRefresh(context);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(app.note('not lost').locator('time')).toHaveCount(1);
});

test('a refresh whose cookies arrived and whose body broke off is done', async ({ account, browser, server }) => {
  const way = await breakingOff(server.url);
  const context = await browser.newContext({ baseURL: way.url, locale: 'en-GB' });
  await stopClocks(context);
  const cut = new App(await context.newPage());
  await cut.signIn(account);
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  await cut.newNote.fill('not lost');
  await cut.addNoteButton.click();
  await expect(cut.note('not lost')).toHaveCount(1);
  expect(way.brokenOff).toBe(1);
  expect(await eventNames(cut.page)).not.toContain('offline');
  expect(await refreshes()).toEqual({ rotated: 1 });
  await context.close();
  way.stop();
});

test('damaged claims are mended by a refresh', async ({ app, account, context, page, server, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  await app.markDocument();
  const { sid } = await claims(context);
  await app.newNote.fill('not lost');
  const refreshes = await server.countRefreshes();
  await page.evaluate(() => (document.cookie = 'lk_claims=damaged; Path=/'));
  await expect.poll(refreshes).toEqual({ rotated: 1 });
  await expect.poll(async () => (await context.cookies()).find(({ name }) => name === 'lk_claims')?.value).toContain('.');
  expect((await claims(context)).sid).toBe(sid);
  await app.addNoteButton.click();
  await expect(app.note('not lost')).toHaveCount(1);
  await app.expectSameDocument();
});

test('a refresh whose answer was lost is answered again', async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  complaints.allowCutRequests();
  await app.signIn(account);
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  let isFirst = true;
  await breakRefresh(context, async (route) => {
    if (!isFirst) return route.continue();
    isFirst = false;
    await server.refreshUnheard(await refreshToken(context));
    await route.abort();
  });
  await app.newNote.fill('not lost');
  await app.addNoteButton.click();
  await expect(app.note('not lost')).toHaveCount(1);
  expect(await refreshes()).toEqual({ rotated: 1, replayed: 1 });
});

test('without a network nothing is lost', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(401);
  // What Chromium says when there is no network is another line than that of a cut request.
  complaints.allowOffline();
  await app.signIn(account);
  await outliveAccessToken(context);
  await context.setOffline(true);
  await app.addWaitingNote('written on a train');
  await expect(page).toHaveURL('/notes');

  await context.setOffline(false);
  await expect(app.note('written on a train').locator('time')).toHaveCount(1);
});
