// What users do to their own accounts, and the proof that they are asked for.

import type { Page } from '@playwright/test';
import { mailTo, newAddress } from '../fixtures/mailbox';
import { events } from '../fixtures/events';
import { expect, test } from '../fixtures/test';

const secret = 'plum kettle orbit 41';

/** Has the next call of a server function asked for a fresh proof, as a server does ten minutes after a sign-in. */
async function askForProof(page: Page, call: string): Promise<void> {
  await page.route(
    `**/api/fn/${call}`,
    (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        headers: { 'WWW-Authenticate': 'Bearer realm="latchkey", error="insufficient_user_authentication"' },
        body: JSON.stringify({ code: 'proof_required' }),
      }),
    { times: 1 },
  );
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Confirm it is you' });

test('a changed password ends the other devices and not this one', async ({ account, app, page, otherBrowser, complaints }) => {
  complaints.allowStatus(401);
  const other = await otherBrowser();
  await other.signIn(account);
  await app.signIn(account);
  await app.open('/account/security');
  await page.getByLabel('New password').fill(secret);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The password was changed.' })).toBeVisible();
  await expect(page.getByLabel('New password')).toHaveValue('');
  await other.newNote.fill('half a thought');
  await other.addNoteButton.click();
  await expect(other.dialog).toBeVisible();
  await app.open('/notes');
  await expect(app.html).toHaveAttribute('data-auth', 'user');
});

test('an act that needs a proof waits for it and goes on', async ({ account, app, page, complaints }) => {
  await app.signIn(account);
  await app.open('/account/security');
  complaints.allowStatus(403);
  complaints.allowStatus(401);
  await askForProof(page, 'change_password');
  await page.getByLabel('New password').fill(secret);
  await page.getByRole('button', { name: 'Change password' }).click();
  const dialog = dialogOf(page);
  await expect(dialog).toBeVisible();
  const field = dialog.getByLabel('Current password');
  await expect(field).toBeFocused();
  await field.fill('not my password');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog.getByRole('alert')).toHaveAttribute('data-error-code', 'invalid_credentials');
  await expect(field).toHaveValue('');
  await field.fill(account.password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('status').filter({ hasText: 'The password was changed.' })).toBeVisible();
  const waits = (await events(page)).filter(({ type, until }) => type === 'wait' && until === 'proof');
  expect(waits).toHaveLength(1);
});

test('a proof that is declined leaves everything as it was', async ({ account, app, page, complaints }) => {
  await app.signIn(account);
  await app.open('/account/security');
  complaints.allowStatus(403);
  await askForProof(page, 'change_email');
  await page.getByLabel('New email').fill('ada@example.test');
  await page.getByRole('button', { name: 'Change email' }).click();
  await expect(dialogOf(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toBeHidden();
  await app.expectError('proof_required');
  await expect(page.getByLabel('New email')).toHaveValue('ada@example.test');
});

test('another address is proven by its code', async ({ account, app, page, server }) => {
  const email = newAddress();
  await app.signIn(account);
  await app.open('/account/security');
  await page.getByLabel('New email').fill(email);
  await page.getByRole('button', { name: 'Change email' }).click();
  await expect(page).toHaveURL('/verify');
  await app.hydrated();
  const { code } = await mailTo(server, email, 'new_email');
  await page.getByLabel('Code').fill(code ?? '');
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page).toHaveURL('/notes');
  await app.open('/account');
  await expect(page.getByRole('main')).toContainText(email);
  await mailTo(server, account.email, 'email_changed');
});

test('another name shows at once, in every tab', async ({ account, app, context, page }) => {
  await app.signIn(account);
  await app.open('/account');
  const second = await context.newPage();
  await second.goto('/account');
  await expect(second.locator('html')).toHaveAttribute('data-hydrated', 'true');
  await app.markDocument();
  await page.getByLabel('Name').fill('Grace');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('banner')).toContainText('Grace');
  await expect(page.getByRole('status').filter({ hasText: 'The name was saved.' })).toBeVisible();
  await app.expectSameDocument();
  await expect(second.getByRole('banner')).toContainText('Grace');
});

test('a deleted account signs out, and a sign-in brings it back', async ({ account, app, page, server }) => {
  await app.signIn(account);
  await app.addNote('still here');
  await app.open('/account/security');
  await page.getByRole('button', { name: 'Delete account' }).click();
  await expect(page).toHaveURL('/login');
  await mailTo(server, account.email, 'deletion_asked');
  await app.hydrated();
  await app.submitCredentials(account);
  await expect(app.note('still here')).toBeVisible();
});
