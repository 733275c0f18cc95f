// Deep links: who has to sign in on the way arrives where they were going.

import { expect, test } from '../fixtures/test';

const PLACE = '/notes?x=1&y=%2F%20%252F';

test('a deep link returns after signing in', async ({ app, account, page }) => {
  await app.open(PLACE);
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent(PLACE).replaceAll('%2Fnotes', '/notes')}`);
  await app.submitCredentials(account);
  await expect(page).toHaveURL(PLACE);
  await expect(app.newNote).toBeVisible();

  // The sign-in page is not in the way back.
  await app.page.reload();
  await expect(page).toHaveURL(PLACE);
});

test('the place on the page that a deep link names returns, too', async ({ app, account, context, page }) => {
  await app.open('/notes?x=1#note-text');
  await expect(page).toHaveURL('/login?next=/notes%3Fx%3D1#note-text');
  // The skip link is this page's own.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#main$/);
  await app.submitCredentials(account);
  await expect(page).toHaveURL('/notes?x=1#note-text');

  // Where the session goes under the open page, a new document of the page is loaded, at the same place on it.
  await context.clearCookies();
  await expect(page).toHaveURL('/login?next=/notes%3Fx%3D1#note-text');
  await app.hydrated();
  await app.submitCredentials(account);
  await expect(page).toHaveURL('/notes?x=1#note-text');
});

test('a link followed by script returns, too', async ({ app, account, page }) => {
  await app.signIn(account);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await app.signOut();
  await page.goBack();
  await expect(page).toHaveURL('/login?next=/account');
  await app.submitCredentials(account);
  await expect(page).toHaveURL('/account');
});

test('nobody is sent to another site', async ({ app, account, page }) => {
  for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', '/login?next=/login', '/api/token/refresh']) {
    await app.open(`/login?next=${encodeURIComponent(next)}`);
    await app.submitCredentials(account);
    await expect(page).toHaveURL('/notes');
    await app.signOut();
  }
});

test('the sign-in page lets those pass who are signed in', async ({ app, account, page }) => {
  await app.signIn(account);
  await page.goto('/login');
  await expect(page).toHaveURL('/notes');
  await page.goto('/login?next=/account');
  await expect(page).toHaveURL('/account');
});
