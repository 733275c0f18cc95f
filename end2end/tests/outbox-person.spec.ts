// What waits to be sent belongs to one person: it goes with their session, and they are asked before it is deleted.

import type { App } from '../fixtures/app';
import { ADD_NOTE, cutOff } from '../fixtures/faults';
import { stored } from '../fixtures/kept';
import type { Account, Server } from '../fixtures/server';
import { refreshToken } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

/** Signs in, writes a note that has to wait, and has the session end before the server can be reached again. */
async function endsWhileWaiting(app: App, account: Account, server: Server, text: string): Promise<void> {
  const context = app.page.context();
  await app.signIn(account);
  await context.setOffline(true);
  await app.addWaitingNote(text);
  await server.revoke(await refreshToken(context));
  await context.setOffline(false);
}

test('it is bound to its person', async ({ app, account, context, page, server, traffic, complaints }) => {
  complaints.allowCutRequests();
  const second = await server.addAccount('Grace');
  await app.signIn(account);
  const mend = await cutOff(context, ADD_NOTE);
  await app.addWaitingNote('a thought of Ada');
  await context.clearCookies();
  await expect(page).toHaveURL('/login?next=/notes');
  await app.hydrated();
  await mend();
  await app.submitCredentials(second);
  await app.expectNotesOf(second);
  await app.addNote('a thought of Grace');
  await expect(app.note('a thought of Ada')).toHaveCount(0);
  expect(traffic.count('/api/fn/add_note 200')).toBe(1);

  await context.clearCookies();
  await expect(page).toHaveURL('/login?next=/notes');
  await app.hydrated();
  await app.submitCredentials(account);
  await app.expectNotesOf(account);
  await expect(app.note('a thought of Ada').locator('time')).toHaveCount(1);
  expect(traffic.count('/api/fn/add_note 200')).toBe(2);
});

test('signing out asks first, and then wipes it', async ({ app, account, context, page, complaints }) => {
  complaints.allowCutRequests();
  await app.signIn(account);
  await cutOff(context, ADD_NOTE);
  await app.addWaitingNote('not to be kept');
  await app.signOutButton.click();
  await app.expectError('unsent');
  await expect(page).toHaveURL('/notes');
  await app.signOut();
  expect(await stored(page)).not.toContain('not to be kept');
});

test('a session that ends meanwhile is asked for, and then it is sent', async ({ app, account, page, server, complaints }) => {
  complaints.allowOffline();
  complaints.allowStatus(401);
  await endsWhileWaiting(app, account, server, 'written on a train');
  await expect(app.dialog).toBeVisible();
  await app.dialog.getByLabel('Password').fill(account.password);
  await app.dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(app.dialog).toHaveCount(0);
  await expect(app.notes.locator('time')).toHaveCount(1);
  await expect(app.note('written on a train')).toHaveCount(1);
  expect(await stored(page)).not.toContain('written on a train');
});

test('leaving after the session has ended asks first, and then wipes it', async ({ app, account, page, server, complaints }) => {
  complaints.allowOffline();
  complaints.allowStatus(401);
  await endsWhileWaiting(app, account, server, 'not to be kept');
  const leave = app.dialog.getByRole('button', { name: 'Leave this page' });
  await leave.click();
  await expect(app.dialog.getByRole('alert')).toHaveAttribute('data-error-code', 'unsent');
  expect(await stored(page)).toContain('not to be kept');
  await leave.click();
  await expect(page).toHaveURL('/login');
  expect(await stored(page)).not.toContain('not to be kept');
});
