import { refreshToken, sessionCookies } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

test('signing out takes the cookies back and closes the notes', async ({ app, account, context, page }) => {
  await app.signIn(account);
  await app.addNote('a private matter');
  await app.signOut();
  await expect.poll(() => sessionCookies(context)).toEqual([]);

  await page.goto('/notes');
  await expect(page).toHaveURL('/login?next=/notes');
});

test('the way back shows nothing private', async ({ app, account, page }) => {
  await app.signIn(account);
  await app.addNote('a private matter');
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  await app.signOut();

  // The sign-in page before the notes is no step of its own.
  for (let steps = 0; steps < 2; steps++) {
    await page.goBack();
    await expect(app.signInButton).toBeVisible();
    await expect(page.getByText('a private matter')).toHaveCount(0);
    await expect(page.getByText(account.email)).toHaveCount(0);
  }
});

test('the way back from another document shows nothing private', async ({ app, account, page }) => {
  await app.signIn(account);
  await app.addNote('a private matter');
  await app.open('/notes');
  await app.signOut();
  await app.open('/');
  await page.goBack();
  await app.hydrated();
  await page.goBack();
  await expect(app.signInButton).toBeVisible();
  await expect(page.getByText('a private matter')).toHaveCount(0);
});

test('a session that was signed out cannot be refreshed', async ({ app, account, context, server }) => {
  await app.signIn(account);
  const kept = await refreshToken(context);
  await app.signOut();
  const answer = await fetch(`${server.url}/api/token/refresh`, { method: 'POST', headers: { cookie: `lk_refresh=${kept}` } });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: 'refresh_revoked' });
});
