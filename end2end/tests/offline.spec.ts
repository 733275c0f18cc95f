// The server is out of reach: the session stands, a quiet word says so, and nothing needs a reload.

import { breakRefresh, FAULTS, mendRefresh } from '../fixtures/faults';
import { jumpAndStop } from '../fixtures/clocks';
import { eventNames } from '../fixtures/events';
import { outliveAccessToken, REFRESH, sessionCookies } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

const WORDS = { en: 'No connection to the server. You stay signed in, and we keep trying.', ko: '연결이 끊겼어요. 로그인은 그대로이고, 다시 연결하고 있어요.' };

for (const [language, words] of Object.entries(WORDS)) {
  test(`without a network, a notice that goes when it is back (${language})`, async ({ app, account, context, page }) => {
    await app.signIn(account);
    await app.open(`/notes?lang=${language}`);
    await app.markDocument();
    const notice = page.getByRole('status').filter({ hasText: words });
    await expect(notice).toHaveCount(0);
    await context.setOffline(true);
    await expect(notice).toBeVisible();
    await context.setOffline(false);
    await expect(notice).toHaveCount(0);
    await app.expectSameDocument();
  });
}

test('a page that is opened without a network says so from the start', async ({ app, account, context }) => {
  await context.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => false }));
  await app.signIn(account);
  await expect(app.offline).toBeVisible();
});

test.describe('with tokens of two seconds', () => {
  test.use({ accessTtl: '2s' });

  test('a page that is left alone gets over it by itself', async ({ app, account, context, page, complaints }) => {
    complaints.allowStatus(500);
    await app.signIn(account);
    await app.markDocument();
    await breakRefresh(context, FAULTS['a server error']!);
    await expect(app.offline).toBeVisible();
    await expect(app.html).toHaveAttribute('data-auth', 'user');
    expect(await sessionCookies(context)).toEqual(['lk_claims', 'lk_proof', 'lk_refresh']);
    await mendRefresh(context);
    // The pause may have doubled a few times.
    await expect(app.offline).toHaveCount(0, { timeout: 15_000 });
    const names = await eventNames(page);
    expect(names.indexOf('offline')).toBeLessThan(names.lastIndexOf('online'));
    await app.addNote('as if nothing had been');
    await app.expectSameDocument();
  });
});

test.describe('with a token that surprises', () => {
  test.use({ accessTtl: '2s', stoppedClocks: true });

  test('the network is back: what failed is tried again at once', async ({ app, account, context, page, complaints }) => {
    complaints.allowStatus(401);
    complaints.allowCutRequests();
    await app.signIn(account);
    await outliveAccessToken(context);
    await breakRefresh(context, FAULTS['a cut line']!);
    await app.newNote.fill('kept');
    await app.addNoteButton.click();
    await expect(app.offline).toBeVisible();
    await mendRefresh(context);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(app.offline).toHaveCount(0);
    await expect(app.note('kept')).toHaveCount(1);
  });
});

test('a refresh that hangs is given up after ten seconds', async ({ app, account, context, page, server, complaints }) => {
  complaints.allowStatus(401);
  await page.clock.install();
  await app.signIn(account);
  let [asked, release] = [0, () => {}];
  const released = new Promise<void>((resolve) => (release = resolve));
  await context.route(`**${REFRESH}`, async (route) => {
    asked += 1;
    // The first one is never answered. The next ones wait, so that nothing has been mended before it is looked at.
    if (asked === 1) return;
    await released;
    await route.continue().catch(() => {});
  });
  const refreshes = await server.countRefreshes();
  await jumpAndStop(page, 400_000);
  await expect.poll(() => asked).toBe(1);
  await app.newNote.fill('hanging on');
  await app.addNoteButton.click();
  await page.clock.runFor(9_000);
  await expect(app.alert).toHaveCount(0);
  await page.clock.runFor(2_000);
  await expect(app.note('hanging on')).toContainText('Waits for the connection.');
  await expect(app.offline).toBeVisible();

  release();
  await page.clock.runFor(2_000);
  await expect(app.offline).toHaveCount(0);
  expect(await refreshes()).toEqual({ rotated: 1 });
  await expect(app.note('hanging on').locator('time')).toHaveCount(1);
});

test('the time that the server names is kept', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(429);
  await page.clock.install();
  await app.signIn(account);
  let asked = 0;
  await context.route(`**${REFRESH}`, async (route) => {
    asked += 1;
    await route.fulfill({ status: 429, headers: { 'retry-after': '60' }, body: '' });
  });
  await jumpAndStop(page, 400_000);
  await expect(app.offline).toBeVisible();
  for (const text of ['one', 'two', 'three']) await app.addWaitingNote(text);
  await page.clock.runFor(50_000);
  expect(asked).toBe(1);
  await mendRefresh(context);
  await page.clock.runFor(12_000);
  await expect(app.offline).toHaveCount(0);
  await expect(app.notes.locator('time')).toHaveCount(3);
});

test('a long time that the server names leaves one try for each click', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(429);
  await page.clock.install();
  await app.signIn(account);
  let asked = 0;
  await context.route(`**${REFRESH}`, async (route) => {
    asked += 1;
    await route.fulfill({ status: 429, headers: { 'retry-after': '900' }, body: '' });
  });
  await jumpAndStop(page, 400_000);
  await expect(app.offline).toBeVisible();
  await app.newNote.fill('one');
  await page.clock.runFor(6_000);
  await app.addWaitingNote('one');
  await expect.poll(() => asked).toBe(2);
  await app.addWaitingNote('two');
  await page.clock.runFor(30_000);
  expect(asked, 'a click that follows at once, and none at all, ask for nothing').toBe(2);
  await mendRefresh(context);
  await app.addNote('three');
  await expect(app.offline).toHaveCount(0);
  await expect(app.notes.locator('time')).toHaveCount(3);
});
