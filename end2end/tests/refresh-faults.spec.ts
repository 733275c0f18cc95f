// A refresh that fails says nothing about the session: only the server's own four `refresh_…` codes end it.

import { breakRefresh, FAULTS, mendRefresh } from '../fixtures/faults';
import { outliveAccessToken, refreshToken, sessionCookies } from '../fixtures/tokens';
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
    await app.expectError('offline');
    await expect(app.newNote).toHaveValue('not lost');
    await expect(app.dialog).toHaveCount(0);
    await expect(page).toHaveURL('/notes');
    await expect(app.html).toHaveAttribute('data-auth', 'user');
    expect(await sessionCookies(context)).toEqual(['lk_claims', 'lk_proof', 'lk_refresh']);

    await mendRefresh(context);
    const refreshes = await server.countRefreshes();
    await app.addNoteButton.click();
    await expect(app.note('not lost')).toHaveCount(1);
    await expect(app.alert).toHaveCount(0);
    expect(await refreshes()).toEqual({ rotated: 1 });
    await app.expectSameDocument();
  });
}

test('a refresh whose answer was lost is answered again', async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  complaints.allowCutRequests();
  await app.signIn(account);
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  await breakRefresh(context, async (route) => {
    await server.refreshUnheard(await refreshToken(context));
    await route.abort();
  });
  await app.newNote.fill('not lost');
  await app.addNoteButton.click();
  await expect(app.alert).toBeVisible();
  expect(await refreshes()).toEqual({ rotated: 1 });

  await mendRefresh(context);
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
  await app.newNote.fill('written on a train');
  await app.addNoteButton.click();
  await app.expectError('offline');
  await expect(app.newNote).toHaveValue('written on a train');
  await expect(page).toHaveURL('/notes');

  await context.setOffline(false);
  await app.addNoteButton.click();
  await expect(app.note('written on a train')).toHaveCount(1);
});
