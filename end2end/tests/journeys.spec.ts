// What every engine has to do: the journeys of a person, in Chromium and in Firefox.

import { App } from '../fixtures/app';
import { claims, outliveAccessToken, refreshToken, sessionCookies } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

/** How long a tab may take to show, without a click, what another one did. */
const SOON = { timeout: 10_000 };

test('sign in, write, come back', async ({ app, account }) => {
  await app.signIn(account);
  await app.addNote('kept');
  await app.open('/notes');
  await expect(app.note('kept')).toHaveCount(1);
  await app.open('/account/sessions');
  await expect(app.page.getByRole('list', { name: 'Devices' })).toContainText('This device');
});

test('a wrong password keeps the address', async ({ app, account, complaints }) => {
  complaints.allowStatus(401);
  await app.open('/login');
  await app.submitCredentials({ email: account.email, password: 'wrong' });
  await app.expectError('invalid_credentials');
  await expect(app.email).toHaveValue(account.email);
});

test.describe('under a dead token', () => {
  test.use({ accessTtl: '2s', stoppedClocks: true });

  test('a call is refused, refreshed once and sent again', async ({ app, account, context, server, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    await app.markDocument();
    const before = await claims(context);
    await outliveAccessToken(context);
    const refreshes = await server.countRefreshes();
    await app.addNote('written under a dead token');
    expect(await refreshes()).toEqual({ rotated: 1 });
    expect((await claims(context)).gen).toBe(before.gen + 1);
    await app.expectSameDocument();
  });

  test('a document is renewed on its way', async ({ app, account, context, server }) => {
    await app.signIn(account);
    await outliveAccessToken(context);
    const refreshes = await server.countRefreshes();
    await app.open('/account');
    await expect(app.page).toHaveURL('/account');
    expect((await refreshes()).rotated).toBe(1);
  });
});

test('two tabs are one session', async ({ app, account, context }) => {
  await app.signIn(account);
  const other = new App(await context.newPage());
  await other.open('/notes');
  await other.addNote('by the other tab');
  await other.signOut();
  await expect(app.html).toHaveAttribute('data-auth', 'anonymous', SOON);
  await expect.poll(() => sessionCookies(context)).toEqual([]);
  await other.signIn(account);
  await expect(app.html).toHaveAttribute('data-auth', 'user', SOON);
});

test('what was typed outlives a reload', async ({ app, account }) => {
  await app.signIn(account);
  await app.newNote.fill('half a thought');
  await app.page.reload();
  await app.hydrated();
  await expect(app.newNote).toHaveValue('half a thought');
});

test('a session that was ended elsewhere is taken up again over the page', async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  await app.newNote.fill('half a thought');
  await server.revoke(await refreshToken(context));
  await app.addNoteButton.click();
  await expect(app.dialog).toBeVisible();
  await app.dialog.getByLabel('Password').fill(account.password);
  await app.dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(app.dialog).toHaveCount(0);
  await expect(app.note('half a thought')).toHaveCount(1);
});

test('the page is in Korean for who reads Korean', async ({ otherBrowser, account }) => {
  const app = await otherBrowser({ locale: 'ko-KR' });
  await app.signInInAnyLanguage(account);
  await expect(app.html).toHaveAttribute('lang', 'ko');
});

test('with script off everything works by forms', async ({ browserName, browser, server, account }) => {
  test.skip(browserName === 'firefox', 'its driver cannot turn script off');
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  const app = new App(await context.newPage());
  await app.page.goto('/login');
  await app.submitCredentials(account);
  await app.newNote.fill('by a form');
  await app.addNoteButton.click();
  await expect(app.note('by a form')).toHaveCount(1);
  await app.signOutButton.click();
  await expect(app.page).toHaveURL('/login');
  await context.close();
});
