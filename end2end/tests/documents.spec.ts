// Whole documents under a token that has run out: the first HTML holds the person's data already.

import type { Request } from '@playwright/test';
import { breakRefresh, FAULTS } from '../fixtures/faults';
import { outliveAccessToken, refreshToken, REFRESH } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

test.use({ accessTtl: '2s', stoppedClocks: true });

/** The paths that led to `request`, its own last. */
function chain(request: Request | null): string[] {
  return request ? [...chain(request.redirectedFrom()), new URL(request.url()).pathname] : [];
}

test('a stale document is served in one go', async ({ app, account, context, page, server }) => {
  await server.writeNotes(account, ['from the server']);
  await app.signIn(account);
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  const answer = await page.goto('/notes?x=1');
  expect(chain(answer?.request() ?? null)).toEqual(['/notes', REFRESH, '/notes']);
  const html = await answer?.text();
  expect(html).toContain('from the server');
  expect(html).toContain('data-auth="user"');
  expect(await refreshes()).toEqual({ rotated: 1 });

  await app.hydrated();
  await expect(page).toHaveURL('/notes?x=1');
  await expect(app.note('from the server')).toHaveCount(1);
  expect(await refreshes(), 'hydration needed no further refresh').toEqual({ rotated: 1 });
});

test('an open page that is stale is still the page of that person', async ({ app, account, context, page, server }) => {
  await app.signIn(account);
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  const answer = await page.goto('/');
  expect(await answer?.text()).toContain('data-auth="user"');
  await app.hydrated();
  await expect(page.getByRole('link', { name: 'Carry on' })).toBeVisible();
  expect(await refreshes()).toEqual({});
});

test('a stale document of a session that has ended leads to the sign-in page and back', async ({ app, account, context, page, server }) => {
  await app.signIn(account);
  await server.revoke(await refreshToken(context));
  await outliveAccessToken(context);
  await app.open('/notes?x=1');
  await expect(page).toHaveURL('/login?next=/notes%3Fx%3D1');
  await app.submitCredentials(account);
  await expect(page).toHaveURL('/notes?x=1');
  await expect(app.newNote).toBeVisible();
});

test('a stale page whose refresh fails says so where it stands', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(401);
  complaints.allowStatus(500);
  await app.signIn(account);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  await outliveAccessToken(context);
  await breakRefresh(context, FAULTS['a server error']!);
  await page.getByRole('link', { name: 'Notes', exact: true }).click();
  // A call waits for up to ten seconds while the refresh is tried again.
  await expect(app.alert).toBeVisible({ timeout: 15_000 });
  await context.unroute(`**${REFRESH}`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Nothing here yet.')).toBeVisible();
  await expect(app.alert).toHaveCount(0);
});
