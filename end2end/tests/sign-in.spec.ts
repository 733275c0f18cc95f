import { DEMO } from '../fixtures/server';
import { sessionCookies } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

test('the right password opens the notes', async ({ app, account, context }) => {
  await app.open('/login');
  await expect(app.html).toHaveAttribute('data-auth', 'anonymous');
  await app.markDocument();
  await app.submitCredentials(account);
  await app.expectNotesOf(account);
  await app.expectSameDocument();
  expect(await sessionCookies(context)).toEqual(['lk_claims', 'lk_proof', 'lk_refresh']);
});

test('no whole token is within reach of script', async ({ app, account, context, page }) => {
  await app.signIn(account);
  expect(await page.evaluate(() => document.cookie)).toMatch(/^lk_tz=[\w/]+; lk_claims=[\w-]+\.[\w-]+$/);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
  const flags = (await context.cookies()).map(({ name, path, httpOnly, sameSite }) => ({ name, path, httpOnly, sameSite }));
  expect(flags).toEqual(
    expect.arrayContaining([
      { name: 'lk_claims', path: '/', httpOnly: false, sameSite: 'Lax' },
      { name: 'lk_proof', path: '/', httpOnly: true, sameSite: 'Lax' },
      { name: 'lk_refresh', path: '/api/token', httpOnly: true, sameSite: 'Lax' },
    ]),
  );
});

test('a wrong password is told, and the email stays', async ({ app, account, context, complaints }) => {
  complaints.allowStatus(401);
  await app.open('/login');
  await app.submitCredentials({ ...account, password: 'not this one' });
  await app.expectError('invalid_credentials');
  await expect(app.email).toHaveValue(account.email);
  await expect(app.signInButton, 'the focus is where it was').toBeFocused();
  expect(await sessionCookies(context)).toEqual([]);

  await app.submitCredentials(account);
  await app.expectNotesOf(account);
});

test('an unknown person is told the same', async ({ app, complaints }) => {
  complaints.allowStatus(401);
  await app.open('/login');
  await app.submitCredentials({ email: 'nobody@latchkey.test', password: 'whatever it is' });
  await app.expectError('invalid_credentials');
});

test('an empty form names what is missing, and takes the focus there', async ({ app, complaints }) => {
  complaints.allowStatus(422);
  await app.open('/login');
  await app.signInButton.click();
  await app.expectError('invalid_input');
  await expect(app.email).toHaveAttribute('aria-invalid', 'true');
  await expect(app.email).toHaveAccessibleDescription('Enter your email address.');
  await expect(app.email).toBeFocused();
});

test('one click opens the demo', async ({ app, page }) => {
  await app.open('/login');
  await page.getByRole('button', { name: 'Try the demo account' }).click();
  await app.expectNotesOf(DEMO);
  await expect(app.note('Sign in once, stay signed in.')).toBeVisible();
});

test('one person after the other signs in, and finds nothing of the one before', async ({ app, server, account, page }) => {
  const second = await server.addAccount('Grace');
  await app.signIn(account);
  await app.addNote('of the first person');
  await app.signOut();

  await app.submitCredentials(second);
  await app.expectNotesOf(second);
  await expect(page.getByText('of the first person')).toHaveCount(0);
  await app.addNote('of the second person');
  await app.signOut();

  await app.submitCredentials(account);
  await app.expectNotesOf(account);
  await expect(app.note('of the first person')).toBeVisible();
  await expect(page.getByText('of the second person')).toHaveCount(0);
});

test('signing in by keyboard alone', async ({ app, account, page }) => {
  await app.open('/login');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(app.email).toBeFocused();
  await page.keyboard.type(account.email);
  await page.keyboard.press('Tab');
  await expect(app.password).toBeFocused();
  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await app.expectNotesOf(account);

  // The focus has come along: the next stop is the first control of the new page.
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(app.newNote).toBeFocused();
  await page.keyboard.type('without a mouse');
  await page.keyboard.press('Control+Enter');
  await expect(app.note('without a mouse')).toBeVisible();
});
