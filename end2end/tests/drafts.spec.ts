// What was typed and not sent is there again for the person who typed it, and for nobody else.

import { App } from '../fixtures/app';
import { stored } from '../fixtures/kept';
import { refreshToken } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

test('a tab that was closed after its session had ended', async ({ app, account, context, page, server, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  await app.newNote.fill('한 줄을 쓰다 말고');
  await server.revoke(await refreshToken(context));
  await app.addNoteButton.click();
  await expect(app.dialog).toBeVisible();
  await page.close();

  const later = new App(await context.newPage());
  await later.page.goto('/notes');
  await expect(later.page).toHaveURL('/login?next=/notes');
  await later.hydrated();
  await later.submitCredentials(account);
  await expect(later.newNote).toHaveValue('한 줄을 쓰다 말고');
  await later.addNoteButton.click();
  await expect(later.note('한 줄을 쓰다 말고')).toHaveCount(1);
  await later.open('/notes');
  await expect(later.newNote, 'what was sent is no draft any more').toHaveValue('');
});

test('what one tab sends or empties is no draft of another', async ({ app, account, context, page }) => {
  await app.signIn(account);
  const other = new App(await context.newPage());
  await other.open('/notes');
  await app.newNote.fill('of the first tab');
  await other.newNote.fill('of the second tab');
  await other.addNoteButton.click();
  await expect(other.note('of the second tab')).toHaveCount(1);
  await other.newNote.fill('once more');
  await other.newNote.fill('');
  await page.reload();
  await app.hydrated();
  await expect(app.newNote).toHaveValue('of the first tab');
});

test('a new tab takes over what a closed one left, and leaves an open one its own', async ({ app, account, context }) => {
  await app.signIn(account);
  await app.newNote.fill('of the first tab');
  const other = new App(await context.newPage());
  await other.open('/notes');
  await expect(other.notes).toBeAttached();
  await expect(other.newNote).toHaveValue('');
  await other.newNote.fill('of the second tab');
  await other.page.close();

  const later = new App(await context.newPage());
  await expect(async () => {
    await later.open('/notes');
    await expect(later.newNote).toHaveValue('of the second tab', { timeout: 1_000 });
  }, 'the browser takes a moment to let go of a closed tab').toPass();
  await later.newNote.fill('');
  await later.page.reload();
  await later.hydrated();
  await expect(later.newNote).toHaveValue('');
  await expect(app.newNote).toHaveValue('of the first tab');
});

test('another person does not find it', async ({ app, account, context, page, server }) => {
  const second = await server.addAccount('Grace');
  await app.signIn(account);
  await app.newNote.fill('a thought of Ada');
  await context.clearCookies();
  await expect(page).toHaveURL('/login?next=/notes');
  await app.hydrated();
  await app.submitCredentials(second);
  await app.expectNotesOf(second);
  await expect(app.newNote).toHaveValue('');
  await app.newNote.fill('a thought of Grace');

  await context.clearCookies();
  await expect(page).toHaveURL('/login?next=/notes');
  await app.hydrated();
  await app.submitCredentials(account);
  await app.expectNotesOf(account);
  await expect(app.newNote).toHaveValue('a thought of Ada');
});

test('a text that is being changed is there again after a reload, until it is saved', async ({ app, account, context, page, complaints }) => {
  complaints.allowOffline();
  await app.signIn(account);
  await app.addNote('buy mlik');
  const edit = app.note('buy mlik').getByRole('link', { name: 'Edit' });
  const field = page.getByLabel('Text of the note');
  await edit.click();
  await field.fill('buy milk and bread');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(app.notes.getByRole('alert')).toBeVisible();
  await context.setOffline(false);
  await app.open('/notes');
  await expect(field).toHaveValue('buy milk and bread');
  await expect(field, 'the page is not about it').not.toBeFocused();
  await page.getByRole('button', { name: 'Save' }).click();
  // The row has this text while it is edited, too.
  await expect(field).toHaveCount(0);
  await app.open('/notes');
  await expect(app.note('buy milk and bread')).toHaveCount(1);
  await expect(field).toHaveCount(0);

  await app.note('buy milk and bread').getByRole('link', { name: 'Edit' }).click();
  await field.fill('given up');
  await page.getByRole('listitem').getByRole('link', { name: 'Cancel' }).click();
  await app.open('/notes');
  await expect(app.note('buy milk and bread')).toHaveCount(1);
  await expect(field).toHaveCount(0);
});

test('a text that was saved, but whose answer was lost, is not there a second time', async ({ app, account, page, complaints }) => {
  complaints.allowCutRequests();
  await app.signIn(account);
  await app.addNote('buy mlik');
  await app.note('buy mlik').getByRole('link', { name: 'Edit' }).click();
  const field = page.getByLabel('Text of the note');
  await field.fill('buy milk');
  await page.route('**/api/fn/edit_note', async (route) => {
    expect(await route.fetch()).toBeOK();
    await route.abort();
  });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(app.notes.getByRole('alert')).toBeVisible();
  await app.open('/notes');
  await expect(app.note('buy milk')).toHaveCount(1);
  await expect.poll(() => stored(page)).not.toContain('buy milk');
  await expect(field).toHaveCount(0);
});

test('a text that an open tab is changing is no other tab\'s, and that of a closed one is taken over', async ({ app, account, context }) => {
  await app.signIn(account);
  await app.addNote('one');
  await app.note('one').getByRole('link', { name: 'Edit' }).click();
  await app.page.getByLabel('Text of the note').fill('one and a half');

  const other = new App(await context.newPage());
  await other.open('/notes');
  await expect(other.note('one')).toHaveCount(1);
  const field = other.page.getByLabel('Text of the note');
  await other.note('one').getByRole('link', { name: 'Edit' }).click();
  await expect(field).toHaveValue('one');
  await other.page.getByRole('listitem').getByRole('link', { name: 'Cancel' }).click();

  await app.page.close();
  await other.open('/notes');
  await expect(field).toHaveValue('one and a half');
});

test('signing out wipes it', async ({ app, account, page }) => {
  await app.signIn(account);
  await app.addNote('a note');
  await app.newNote.fill('not to be kept');
  await app.note('a note').getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Text of the note').fill('a note, not to be kept');
  await app.signOut();
  expect(await stored(page)).not.toContain('not to be kept');
  await app.submitCredentials(account);
  await app.expectNotesOf(account);
  await expect(app.newNote).toHaveValue('');
  await expect(app.note('a note')).toHaveCount(1);
  await expect(page.getByLabel('Text of the note')).toHaveCount(0);
});

test('leaving from the dialog wipes it', async ({ app, account, context, page, server, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  await app.newNote.fill('not to be kept');
  await server.revoke(await refreshToken(context));
  await app.addNoteButton.click();
  await page.getByRole('button', { name: 'Leave this page' }).click();
  await expect(page).toHaveURL('/login');
  expect(await stored(page)).not.toContain('not to be kept');
});

test('a reload keeps it, and what was emptied stays empty', async ({ app, account }) => {
  await app.signIn(account);
  await app.newNote.fill('first');
  await app.page.reload();
  await app.hydrated();
  await expect(app.newNote).toHaveValue('first');
  await app.newNote.fill('');
  await app.page.reload();
  await app.hydrated();
  await expect(app.newNote).toHaveValue('');
});

test.describe('of a session that has ended', () => {
  test.beforeEach(async ({ app, account, context, page, server, complaints }) => {
    complaints.allowStatus(401);
    await page.clock.install();
    await app.signIn(account);
    await app.newNote.fill('half a thought');
    await server.revoke(await refreshToken(context));
    await app.addNoteButton.click();
    await expect(app.dialog).toBeVisible();
  });

  test('it is there for the person who signs in again within a day', async ({ app, account, page }) => {
    await page.clock.fastForward('23:00:00');
    await app.open('/notes');
    await expect(page).toHaveURL('/login?next=/notes');
    await page.clock.fastForward('00:50:00');
    await app.submitCredentials(account);
    await expect(app.newNote).toHaveValue('half a thought');
    await page.clock.fastForward('20:00:00');
    await expect(app.newNote).toHaveValue('half a thought');
  });

  test('it is deleted after a day', async ({ app, account, page }) => {
    expect(await stored(page)).toContain('half a thought');
    await page.clock.fastForward('24:01:00');
    await expect.poll(() => stored(page)).not.toContain('half a thought');
    await app.open('/notes');
    await app.submitCredentials(account);
    await app.expectNotesOf(account);
    await expect(app.newNote).toHaveValue('');
  });
});
