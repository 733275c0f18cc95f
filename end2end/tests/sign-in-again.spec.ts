// A session that ends under an open page: a dialog over the page as it was left.

import type { Page } from '@playwright/test';
import { App } from '../fixtures/app';
import { outliveAccessToken, refreshToken } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

/** Keeps note answers from arriving until what this returns is called. */
async function holdNotes(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/fn/*_note*', async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

test.beforeEach(async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  await app.markDocument();
  await app.newNote.fill('half a thought');
  await server.revoke(await refreshToken(context));
  await app.addNoteButton.click();
  await expect(app.dialog).toBeVisible();
});

test('the page stays as it was left, and goes on after signing in', async ({ app, account, page }) => {
  await expect(app.dialog.locator('[data-error-code]').first()).toHaveAttribute('data-error-code', 'refresh_revoked');
  await expect(app.dialog.getByLabel('Email')).toHaveValue(account.email);
  await expect(app.dialog.getByLabel('Password')).toBeFocused();
  await expect(app.html).toHaveAttribute('data-auth', 'user');
  await expect(page).toHaveURL('/notes');
  await expect(page.locator('#note-text')).toHaveValue('half a thought');

  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await expect(app.dialog).toHaveCount(0);
  // The call that met the end of the session has waited, and goes on.
  await expect(app.note('half a thought')).toHaveCount(1);
  await expect(app.newNote).toHaveValue('');
  await expect(app.alert).toHaveCount(0);
  await app.expectSameDocument();
});

test('what was on the page is hidden from whoever sits there now', async ({ app, account, page }) => {
  await expect(app.html).toHaveAttribute('data-hidden', 'true');
  await expect(page.locator('#note-text')).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Notes' })).toHaveCount(0);
  await expect(app.dialog).toContainText('Signed out on that device.');
  await expect(app.dialog.locator('time')).toHaveCount(1);
  // Neither what is selected nor what is printed has it.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  expect(await page.evaluate(() => getSelection()?.toString() ?? '')).not.toContain('Notes');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('main')).toHaveCSS('visibility', 'hidden');
  await page.emulateMedia({ media: null });

  await app.dialog.getByLabel('Password').fill(account.password);
  await app.dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(app.dialog).toHaveCount(0);
  await expect(app.html).not.toHaveAttribute('data-hidden');
  await expect(page.getByRole('heading', { name: 'Notes' })).toBeVisible();
});

test('scroll and focus are where they were', async ({ app, account, page, server }) => {
  await server.writeNotes(account, Array.from({ length: 30 }, (_, number) => `note ${number}`));
  await app.dialog.getByLabel('Password').fill(account.password);
  await app.dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(app.note('half a thought')).toHaveCount(1);
  await app.open('/notes');
  await app.newNote.fill('another thought');
  await server.revoke(await refreshToken(page.context()));
  await page.evaluate(() => scrollTo(0, 400));
  await app.newNote.evaluate((field) => field.focus({ preventScroll: true }));
  await app.newNote.press('Control+Enter');
  await expect(app.dialog).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(400);

  // Nothing of the page moves until the answer is there.
  const release = await holdNotes(page);
  await app.dialog.getByLabel('Password').fill(account.password);
  await app.dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(app.dialog).toHaveCount(0);
  await expect(app.newNote).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(400);
  await expect(app.newNote).toHaveValue('another thought');
  release();
  await expect(app.note('another thought')).toHaveCount(1);
});

test('who signs in again in another tab is back in this one, and where they were', async ({ app, account, context }) => {
  const release = await holdNotes(app.page);
  const other = new App(await context.newPage());
  await other.page.goto('/login');
  await other.hydrated();
  await other.submitCredentials(account);
  await other.expectNotesOf(account);
  await expect(app.dialog).toHaveCount(0);
  await expect(app.addNoteButton).toBeFocused();
  release();
  await expect(app.note('half a thought')).toHaveCount(1);
  await app.expectSameDocument();
});

test('nothing that one person wrote is sent when another signs in', async ({ app, server, context }) => {
  const second = await server.addAccount('Grace');
  const other = new App(await context.newPage());
  await other.page.goto('/login');
  await other.hydrated();
  await other.submitCredentials(second);
  await other.expectNotesOf(second);
  await expect(app.dialog).toHaveCount(0);
  await app.expectNotesOf(second);
  await expect(app.newNote).toHaveValue('');
  await other.open('/notes');
  for (const tab of [app, other]) await expect(tab.page.getByText('half a thought')).toHaveCount(0);
});

test('a wrong password is told in the dialog', async ({ app, account }) => {
  const alert = app.dialog.getByRole('alert');
  await app.dialog.getByLabel('Password').fill('not this one');
  await app.dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(alert).toHaveAttribute('data-error-code', 'invalid_credentials');
  await expect(app.dialog.getByLabel('Password')).toBeFocused();
  await expect(app.dialog.getByLabel('Password')).toHaveValue('');
  await app.page.keyboard.type(account.password);
  await app.page.keyboard.press('Enter');
  await expect(app.dialog).toHaveCount(0);
  await expect(app.note('half a thought')).toHaveCount(1);
});

test('Escape does not close it', async ({ app, page }) => {
  // Chromium lets a second Escape through where the first was merely cancelled.
  for (let times = 0; times < 3; times++) await page.keyboard.press('Escape');
  await expect(app.dialog).toBeVisible();
});

test('another person who signs in there gets a page of their own', async ({ app, server, page }) => {
  const other = await server.addAccount('Grace');
  await server.writeNotes(other, ["Grace's own"]);
  await app.dialog.getByLabel('Email').fill(other.email);
  await app.dialog.getByLabel('Password').fill(other.password);
  await app.dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(app.dialog).toHaveCount(0);
  await app.expectNotesOf(other);
  await app.hydrated();
  await expect(app.note("Grace's own")).toBeVisible();
  await expect(app.newNote).toHaveValue('');
  expect(await page.evaluate(() => window.sameDocument)).toBeUndefined();
});

test('leaving ends on the sign-in page', async ({ app, page }) => {
  await app.dialog.getByRole('button', { name: 'Leave this page' }).click();
  await expect(page).toHaveURL('/login');
  await expect(app.html).toHaveAttribute('data-auth', 'anonymous');
  await expect(app.dialog).toHaveCount(0);
});

test.describe('under a dead token', () => {
  test.use({ accessTtl: '2s', stoppedClocks: true });

  test('the next session lives on as usual', async ({ app, account, context, server }) => {
    await app.dialog.getByLabel('Password').fill(account.password);
    await app.dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(app.note('half a thought')).toHaveCount(1);
    await outliveAccessToken(context);
    const refreshes = await server.countRefreshes();
    await app.addNote('another thought');
    expect(await refreshes()).toEqual({ rotated: 1 });
  });
});
