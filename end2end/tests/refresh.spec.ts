// The heart of it: an access token runs out under an open page, and nobody notices.

import { readFile } from 'node:fs/promises';
import { claims, outliveAccessToken, REFRESH } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

test.use({ accessTtl: '2s', stoppedClocks: true });

test('a call with a body meets a dead token: one refresh, one replay', async ({ app, account, context, server, traffic, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  await app.markDocument();
  const before = await claims(context);
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  traffic.forget();

  await app.addNote('written under a dead token');
  expect(traffic.answers).toEqual(['/api/fn/add_note 401', `${REFRESH} 200`, '/api/fn/add_note 200']);
  expect(await refreshes()).toEqual({ rotated: 1 });
  const after = await claims(context);
  expect({ sid: after.sid, gen: after.gen }).toEqual({ sid: before.sid, gen: before.gen + 1 });

  await app.expectSameDocument();
  await app.open('/notes');
  await expect(app.note('written under a dead token'), 'it was written once').toHaveCount(1);
});

test('ten calls in one tick share one refresh', async ({ app, account, context, server, traffic, complaints }) => {
  complaints.allowStatus(401);
  const texts = Array.from({ length: 10 }, (_, number) => `note ${number}`);
  await server.writeNotes(account, texts);
  await app.signIn(account);
  const deletes = app.notes.getByRole('button', { name: 'Delete' });
  await expect(deletes).toHaveCount(10);
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  traffic.forget();

  await deletes.evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()));
  await expect(deletes).toHaveCount(0);
  await expect(app.alert).toHaveCount(0);
  expect(await refreshes()).toEqual({ rotated: 1 });
  expect(traffic.count(`${REFRESH} 200`)).toBe(1);
  expect(traffic.count('/api/fn/delete_note 401')).toBe(10);
  expect(traffic.count('/api/fn/delete_note 200')).toBe(10);
  await app.open('/notes');
  await expect(deletes).toHaveCount(0);
});

test('a session outlives many tokens', async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  const { sid } = await claims(context);
  const refreshes = await server.countRefreshes();
  for (const text of ['first', 'second', 'third']) {
    await outliveAccessToken(context);
    await app.addNote(text);
  }
  expect(await refreshes()).toEqual({ rotated: 3 });
  expect((await claims(context)).sid).toBe(sid);
});

test('a refresh does not disturb what is being typed', async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  await server.writeNotes(account, ['in the way']);
  await app.signIn(account);
  await app.newNote.pressSequentially('half a sen');
  await outliveAccessToken(context);
  await app.deleteNote('in the way');
  await expect(app.newNote).toHaveValue('half a sen');
  await app.newNote.pressSequentially('tence');
  await expect(app.newNote).toHaveValue('half a sentence');
});

test('signing out with a dead token needs no refresh', async ({ app, account, context, server }) => {
  await app.signIn(account);
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  await app.signOut();
  expect(await refreshes()).toEqual({});
});

test('navigating by script with a dead token loads what the page needs', async ({ app, account, context, page, server, complaints }) => {
  complaints.allowStatus(401);
  await server.writeNotes(account, ['still here']);
  await app.signIn(account);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  await page.getByRole('link', { name: 'Notes', exact: true }).click();
  await expect(app.note('still here')).toBeVisible();
  expect(await refreshes()).toEqual({ rotated: 1 });
});

test('a REST call meets a dead token: the same interceptor', async ({ app, account, context, page, server, traffic, complaints }) => {
  complaints.allowStatus(401);
  await server.writeNotes(account, ['to take along']);
  await app.signIn(account);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await outliveAccessToken(context);
  const refreshes = await server.countRefreshes();
  traffic.forget();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download my data' }).click()]);
  expect(traffic.answers).toEqual(['/api/data 401', `${REFRESH} 200`, '/api/data 200']);
  expect(await refreshes()).toEqual({ rotated: 1 });
  expect(download.suggestedFilename()).toBe('latchkey.json');
  const data = await readFile(await download.path(), 'utf8');
  expect(JSON.parse(data)).toMatchObject({ notes: [{ text: 'to take along' }] });
});
