// The page for administrators.

import { mailTo, newAddress, pathOf } from '../fixtures/mailbox';
import { DEMO } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

const ADMIN = { email: 'admin@latchkey.test', name: 'Admin', password: DEMO.password };

test('an administrator finds an account and ends its sessions', async ({ account, app, page, otherBrowser, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  const admin = await otherBrowser();
  await admin.signIn(ADMIN);
  await admin.page.getByRole('button', { name: 'Account menu: Admin' }).click();
  await admin.page.getByRole('link', { name: 'Administration' }).click();
  await expect(admin.page).toHaveURL('/admin/users');
  await admin.page.getByLabel('Search users').fill(account.email);
  await admin.page.getByRole('button', { name: 'Search', exact: true }).click();
  const users = admin.page.getByRole('list', { name: 'Users' });
  await expect(users.getByRole('listitem')).toHaveCount(1);
  await users.getByRole('link', { name: 'Sessions and activity' }).click();
  await expect(admin.page.getByRole('list', { name: 'Sessions' })).toContainText('active');
  await admin.page.getByRole('button', { name: 'End all sessions' }).first().click();
  await expect(admin.page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();

  await app.newNote.fill('half a thought');
  await app.addNoteButton.click();
  await expect(app.dialog).toBeVisible();
  await expect(page.getByRole('dialog')).toContainText('An administrator ended the session.');
});

test('a new role shows at the next page', async ({ account, app, page, server, otherBrowser, complaints }) => {
  complaints.allowStatus(404);
  await app.signIn(account);
  expect((await page.goto('/admin/users'))?.status()).toBe(404);
  const admin = await otherBrowser();
  await admin.signIn(ADMIN);
  await admin.open(`/admin/users?query=${account.email}`);
  await admin.page.getByRole('button', { name: 'Make administrator' }).click();
  await expect(admin.page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
  await app.open('/admin/users');
  await expect(page.getByRole('heading', { name: 'Users', exact: true })).toBeVisible();
  await mailTo(server, account.email, 'new_administrator');
});

test('an invitation makes an account', async ({ server, otherBrowser }) => {
  const email = newAddress();
  const admin = await otherBrowser();
  await admin.signIn(ADMIN);
  await admin.open('/admin/users');
  await admin.page.getByLabel('Email').fill(email);
  await admin.page.getByRole('button', { name: 'Send invitation' }).click();
  await expect(admin.page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
  const mail = await mailTo(server, email, 'invitation');
  const guest = await otherBrowser();
  await guest.open(pathOf(mail));
  await guest.page.getByRole('button', { name: 'Verify' }).click();
  await expect(guest.page).toHaveURL('/account/security');
});
