// Between the first HTML and the moment when script takes over, everything works already, and nothing done meanwhile is lost.

import { holdProgram } from '../fixtures/faults';
import { expect, test } from '../fixtures/test';

test('what is typed before hydration stays, and can be sent after it', async ({ app, account, context, page }) => {
  await app.signIn(account);
  const release = await holdProgram(context);
  await page.goto('/notes');
  await app.newNote.fill('typed early');
  await expect(app.html).not.toHaveAttribute('data-hydrated');
  release();
  await app.hydrated();
  await expect(app.newNote).toHaveValue('typed early');
  await expect(app.newNote).toBeFocused();
  await app.addNoteButton.click();
  await expect(app.note('typed early')).toBeVisible();
  await expect(app.newNote).toHaveValue('');
});

test('credentials typed before hydration stay', async ({ app, account, context, page }) => {
  const release = await holdProgram(context);
  await page.goto('/login');
  await app.email.fill(account.email);
  await app.password.fill(account.password);
  release();
  await app.hydrated();
  await app.signInButton.click();
  await app.expectNotesOf(account);
});

test('the sign-in form works before script has arrived', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(401);
  const release = await holdProgram(context);
  await page.goto('/login?next=/account');
  await app.submitCredentials({ ...account, password: 'not this one' });
  await app.expectError('invalid_credentials');
  await expect(app.email).toHaveValue(account.email);
  await app.submitCredentials(account);
  await expect(page).toHaveURL('/account');
  await expect(app.html).not.toHaveAttribute('data-hydrated');

  release();
  await app.hydrated();
  await expect(page.getByRole('definition').filter({ hasText: account.email })).toBeVisible();
});

test('a note that waits for a sign-in is there after one by script', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  const release = await holdProgram(context);
  await page.goto('/notes');
  await context.clearCookies();
  await app.newNote.fill('typed early, sent late');
  await app.addNoteButton.click();
  await expect(page).toHaveURL('/login?next=/notes');
  release();
  await app.hydrated();
  await app.submitCredentials(account);
  await app.expectNotesOf(account);
  await expect(app.newNote).toHaveValue('typed early, sent late');
});

test('going back before script has arrived ends on the right page', async ({ app, context, page }) => {
  await app.open('/');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/login');
  await app.open('/?another=document');

  const release = await holdProgram(context);
  await page.goBack();
  await expect(app.signInButton).toBeVisible();
  // From here on it is the same document to the browser: the address goes back, the page does not.
  await page.evaluate(() => history.back());
  await expect(page).toHaveURL('/');
  release();
  await app.hydrated();
  await expect(page.getByRole('heading', { name: 'Sign in once, stay signed in.' })).toBeVisible();
});

test('a refused form hydrates with its error on it', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(401);
  const release = await holdProgram(context);
  await page.goto('/login');
  await app.submitCredentials({ ...account, password: 'not this one' });
  await app.expectError('invalid_credentials');
  release();
  await app.hydrated();
  await app.expectError('invalid_credentials');
  await expect(app.email).toHaveValue(account.email);
});
