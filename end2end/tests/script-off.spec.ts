// Everything that the pages offer works without script.

import { outliveAccessToken, refreshToken, sessionCookies } from '../fixtures/tokens';
import { App } from '../fixtures/app';
import type { Account } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

test.use({ javaScriptEnabled: false });

async function signIn(app: App, account: Account): Promise<void> {
  await app.page.goto('/login');
  await app.submitCredentials(account);
  await app.expectNotesOf(account);
}

test('signing in: refused, told, corrected', async ({ app, account, page, complaints }) => {
  complaints.allowStatus(401);
  await page.goto('/notes?x=1');
  await app.submitCredentials({ ...account, password: 'not this one' });
  await app.expectError('invalid_credentials');
  await expect(app.email).toHaveValue(account.email);
  await expect(app.password).toHaveValue('');
  await app.submitCredentials(account);
  await expect(page).toHaveURL('/notes?x=1');
  await expect(app.html).toHaveAttribute('data-auth', 'user');
});

test('an empty sign-in names what is missing', async ({ app, page, complaints }) => {
  complaints.allowStatus(422);
  await page.goto('/login');
  await app.signInButton.click();
  await app.expectError('invalid_input');
  await expect(app.email).toHaveAccessibleDescription('Enter your email address.');
});

test('the demo needs one click', async ({ app, page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: 'Try the demo account' }).click();
  await expect(page).toHaveURL('/notes');
  await expect(app.note('Sign in once, stay signed in.')).toBeVisible();
});

test('notes are written and deleted', async ({ app, account, page }) => {
  await signIn(app, account);
  await app.addNote('buy milk');
  await app.addNote('안녕하세요');
  await app.deleteNote('buy milk');
  await expect(page).toHaveURL('/notes');
  await expect(app.notes.getByRole('listitem')).toHaveCount(1);
});

test('a deleted note comes back, a note is edited and searched for', async ({ app, account, page }) => {
  await signIn(app, account);
  await app.addNote('buy mlik');
  await app.addNote('a key');
  await app.deleteNote('a key');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.note('a key')).toHaveCount(1);
  await app.note('buy mlik').getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Text of the note').fill('buy milk');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(app.notes.getByRole('listitem')).toContainText(['a key', 'buy milk']);
  await page.getByLabel('Search notes').fill('milk');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(app.notes.getByRole('listitem')).toContainText(['buy milk']);
});

test('a refused note comes back into its field', async ({ app, account, complaints }) => {
  complaints.allowStatus(422);
  await signIn(app, account);
  const tooLong = `</textarea><b>&amp;${'가'.repeat(2000)}`;
  await app.newNote.fill(tooLong);
  await app.addNoteButton.click();
  await app.expectError('invalid_input');
  await expect(app.newNote).toHaveValue(tooLong);
  await expect(app.newNote).toHaveAttribute('aria-invalid', 'true');
});

test('signing out', async ({ app, account, context, page }) => {
  await signIn(app, account);
  await app.addNote('a private matter');
  await app.signOutButton.click();
  await expect(page).toHaveURL('/login');
  expect(await sessionCookies(context)).toEqual([]);
  await page.goBack();
  await expect(page.getByText('a private matter')).toHaveCount(0);
});

test.describe('with a token that runs out', () => {
  test.use({ accessTtl: '2s' });

  test('a form sent too late is not lost', async ({ app, account, context, page, server }) => {
    await signIn(app, account);
    await app.newNote.fill('took its time');
    await outliveAccessToken(context);
    const refreshes = await server.countRefreshes();
    await app.addNoteButton.click();
    await expect(page).toHaveURL('/notes');
    await expect(app.note('took its time')).toHaveCount(1);
    expect(await refreshes()).toEqual({ rotated: 1 });
  });

  test('a note sent after the session has ended waits for the sign-in', async ({ app, account, context, page, server, complaints }) => {
    complaints.allowStatus(401);
    await signIn(app, account);
    await server.revoke(await refreshToken(context));
    await outliveAccessToken(context);
    const text = 'two "lines" & <more>\n그리고 끝';
    await app.newNote.fill(text);
    await app.addNoteButton.click();
    await expect(page).toHaveURL('/login?next=/notes');
    await expect(page.getByText('What you wrote is kept for you.')).toBeVisible();
    await app.submitCredentials({ ...account, password: 'not this one' });
    await app.expectError('invalid_credentials');
    await app.submitCredentials(account);
    await app.expectNotesOf(account);
    await expect(app.note('그리고 끝')).toHaveCount(1);
    expect(await app.note('그리고 끝').locator('.note-text').innerText()).toBe(text);
  });

  test('a form sent after the session has ended leads to the sign-in page', async ({ app, account, context, page, server }) => {
    await signIn(app, account);
    await server.revoke(await refreshToken(context));
    await outliveAccessToken(context);
    await app.addNoteButton.click();
    await expect(page).toHaveURL('/login?next=/notes');
    await app.submitCredentials(account);
    await app.expectNotesOf(account);
  });
});
