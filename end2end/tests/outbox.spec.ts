// What was written or deleted while the server could not be reached waits for it, and is sent once and by itself.

import { App } from '../fixtures/app';
import { ADD_NOTE, FAULTS, cutOff } from '../fixtures/faults';
import { stored } from '../fixtures/kept';
import { expect, test } from '../fixtures/test';

const DELETE = '**/api/fn/delete_note';

const WORDS = {
  en: { waits: 'Waits for the connection.', deletion: 'Will be deleted when the connection is back.', undo: 'Undo' },
  ko: { waits: '연결되면 바로 저장할게요.', deletion: '연결되면 삭제할게요.', undo: '되돌리기' },
};

for (const [language, words] of Object.entries(WORDS)) {
  test(`a note that is written offline waits, and is sent when the network is back (${language})`, async ({ app, account, context, page, traffic, complaints }) => {
    complaints.allowOffline();
    await app.signInInAnyLanguage(account);
    await app.open(`/notes?lang=${language}`);
    await app.markDocument();
    const rows = page.locator('.notes > li');
    await context.setOffline(true);
    await page.locator('#note-text').fill('written on a train');
    await page.locator('#note-text').press('Control+Enter');
    await expect(rows).toContainText(['written on a train']);
    await expect(rows).toContainText([words.waits]);
    await expect(page.locator('#note-text')).toHaveValue('');
    await expect(page.locator('#note-text')).toBeFocused();
    await expect(app.alert, 'the word that there is no network is said once').toHaveCount(0);
    await expect(page.locator('.offline')).toBeVisible();

    await context.setOffline(false);
    await expect(rows.locator('time')).toHaveCount(1);
    await expect(rows).not.toContainText([words.waits]);
    expect(traffic.count('/api/fn/add_note 200')).toBe(1);
    await app.expectSameDocument();
    expect(await stored(page)).not.toContain('written on a train');
    await page.reload();
    await expect(rows).toHaveCount(1);
  });

  test(`a note that is deleted offline waits, can be kept, and goes when the network is back (${language})`, async ({ app, account, context, page, server, complaints }) => {
    complaints.allowOffline();
    await server.writeNotes(account, ['to be deleted']);
    await app.signInInAnyLanguage(account);
    await app.open(`/notes?lang=${language}`);
    const row = page.locator('.notes > li');
    await context.setOffline(true);
    await row.locator('[name=delete]').press('Enter');
    await expect(row).toContainText(words.deletion);
    const undo = row.getByRole('button', { name: words.undo });
    await expect(undo).toBeFocused();
    await undo.press('Enter');
    await expect(row).not.toContainText(words.deletion);
    await expect(row).toBeFocused();
    await row.locator('[name=delete]').press('Enter');
    await expect(row).toContainText(words.deletion);

    await context.setOffline(false);
    await expect(row).toHaveCount(0);
    await page.reload();
    await app.hydrated();
    await expect(row).toHaveCount(0);
  });
}

test('both wait across a reload, and are then sent by themselves', async ({ app, account, context, page, server, traffic, complaints }) => {
  complaints.allowCutRequests();
  await server.writeNotes(account, ['to be deleted']);
  await app.signIn(account);
  const mend = [await cutOff(context, ADD_NOTE), await cutOff(context, DELETE)];
  await app.addWaitingNote('first');
  await app.addWaitingNote('second');
  await app.note('to be deleted').getByRole('button', { name: 'Delete' }).click();
  await expect(app.note('to be deleted')).toContainText(WORDS.en.deletion);
  await page.reload();
  await app.hydrated();
  await expect(app.note('first')).toContainText(WORDS.en.waits);
  await expect(app.note('to be deleted')).toContainText(WORDS.en.deletion);
  await expect(app.newNote).toHaveValue('');

  for (const again of mend) await again();
  await expect(app.note('to be deleted')).toHaveCount(0, { timeout: 15_000 });
  await expect(app.notes.getByRole('listitem')).toContainText(['second', 'first']);
  await expect(app.notes.locator('.waiting')).toHaveCount(0);
  expect(traffic.count('/api/fn/add_note 200')).toBe(2);
  await page.reload();
  await expect(app.notes.getByRole('listitem')).toContainText(['second', 'first']);
  await expect(app.notes.getByRole('listitem')).toHaveCount(2);
});

test('a note whose answer was lost is the same note', async ({ app, account, context, page, complaints }) => {
  complaints.allowCutRequests();
  await app.signIn(account);
  let sent = 0;
  await context.route(ADD_NOTE, async (route) => {
    sent += 1;
    if (sent > 1) return route.continue();
    expect(await route.fetch()).toBeOK();
    await route.abort();
  });
  await app.newNote.fill('not twice');
  await app.addNoteButton.click();
  await expect(app.notes.locator('time')).toHaveCount(1);
  await expect.poll(() => sent).toBe(2);
  await page.reload();
  await expect(app.note('not twice')).toHaveCount(1);
});

test('what waits is sent from any page, and is one note in all tabs', async ({ app, account, context, page, complaints }) => {
  complaints.allowOffline();
  await app.signIn(account);
  const other = new App(await context.newPage());
  await other.open('/notes');
  await expect(other.notes).toBeAttached();
  await context.setOffline(true);
  await app.addWaitingNote('written on a train');
  await expect(other.note('written on a train')).toContainText(WORDS.en.waits);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  await context.setOffline(false);
  await expect(other.notes.locator('time')).toHaveCount(1);
  await expect(other.note('written on a train')).toHaveCount(1);
  await page.getByRole('link', { name: 'Notes', exact: true }).click();
  await expect(app.notes.locator('time')).toHaveCount(1);
  await expect(app.note('written on a train')).toHaveCount(1);
  await page.reload();
  await expect(app.note('written on a train')).toHaveCount(1);
});

test('what one tab has sent, the others show', async ({ app, account, context, complaints }) => {
  complaints.allowOffline();
  await app.signIn(account);
  const other = new App(await context.newPage());
  // It hears of nothing by itself, and asks for nothing.
  await other.page.addInitScript(() => {
    navigator.locks.request = () => new Promise(() => {});
    Object.defineProperty(navigator, 'onLine', { get: () => false });
  });
  await other.open('/notes');
  await expect(other.notes).toBeAttached();
  await context.setOffline(true);
  await app.addWaitingNote('written on a train');
  await expect(other.note('written on a train')).toContainText(WORDS.en.waits);
  await context.setOffline(false);
  await expect(app.notes.locator('time')).toHaveCount(1);
  await expect(other.notes.locator('time')).toHaveCount(1);
  await expect(other.note('written on a train')).toHaveCount(1);
});

test('it can be taken back into the field, and nothing of it is lost', async ({ app, account, context, page, complaints }) => {
  complaints.allowCutRequests();
  await app.signIn(account);
  const mend = await cutOff(context, ADD_NOTE);
  await app.addWaitingNote('first');
  await app.addWaitingNote('second');
  await app.newNote.fill('third');
  await app.note('first').getByRole('button', { name: 'Take back' }).click();
  await expect(app.newNote).toHaveValue('third\n\nfirst');
  await expect(app.newNote).toBeFocused();
  await expect(app.note('first')).toHaveCount(0);
  await page.reload();
  await app.hydrated();
  await expect(app.newNote).toHaveValue('third\n\nfirst');
  await mend();
  await app.addNoteButton.click();
  await expect(app.note('third')).toHaveCount(1);
  await expect(app.notes.locator('time')).toHaveCount(2, { timeout: 15_000 });
});

test('what the server refuses says why, and can be taken back', async ({ app, account, context, page, complaints }) => {
  complaints.allowCutRequests();
  complaints.allowStatus(409);
  await app.signIn(account);
  const mend = await cutOff(context, ADD_NOTE);
  await app.addWaitingNote('one too many');
  await mend();
  const headers = { 'content-type': 'application/problem+json' };
  await context.route(ADD_NOTE, (route) => route.fulfill({ status: 409, headers, body: '{"code":"quota_exceeded"}' }));
  await expect(app.note('one too many').getByRole('alert')).toHaveAttribute('data-error-code', 'quota_exceeded', { timeout: 15_000 });
  expect(await stored(page)).toContain('one too many');
  await app.note('one too many').getByRole('button', { name: 'Take back' }).click();
  await expect(app.newNote).toHaveValue('one too many');
  await expect(app.alert).toHaveCount(0);
});

test('a server that is busy is asked again when it said', async ({ app, account, context, page, traffic, complaints }) => {
  complaints.allowOffline();
  complaints.allowStatus(503);
  await app.signIn(account);
  let asked = 0;
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '1' };
  await context.setOffline(true);
  await app.addWaitingNote('in a queue');
  await context.route(ADD_NOTE, async (route) => {
    asked += 1;
    return asked > 1 ? route.continue() : route.fulfill({ status: 503, headers, body: '{"code":"unavailable","retry_after":1}' });
  });
  await context.setOffline(false);
  await expect(app.notes.locator('time')).toHaveCount(1, { timeout: 15_000 });
  expect(asked).toBe(2);
  expect(traffic.count('/api/fn/add_note 200')).toBe(1);
  expect(await stored(page)).not.toContain('in a queue');
});

test('a text that does not get through holds up no other', async ({ app, account, context, page, complaints }) => {
  complaints.allowOffline();
  complaints.allowStatus(403);
  await app.signIn(account);
  await context.setOffline(true);
  await app.addWaitingNote('DROP TABLE notes');
  await app.addWaitingNote('harmless');
  await context.route(ADD_NOTE, (route) => {
    const isHeldUp = route.request().postData()?.includes('DROP');
    return isHeldUp ? FAULTS['a firewall page']!(route) : route.continue();
  });
  await context.setOffline(false);
  await expect(app.note('harmless').locator('time')).toHaveCount(1, { timeout: 15_000 });
  await expect(app.note('DROP TABLE notes')).toContainText(WORDS.en.waits);
  await context.unroute(ADD_NOTE);
  await page.reload();
  await expect(app.notes.locator('time')).toHaveCount(2);
});

test('what no server would take does not wait for one', async ({ app, account, context, complaints }) => {
  complaints.allowOffline();
  await app.signIn(account);
  await context.setOffline(true);
  const tooLong = 'x'.repeat(2001);
  for (const text of ['', tooLong]) {
    await app.newNote.fill(text);
    await app.addNoteButton.click();
    await app.expectError('invalid_input');
    await expect(app.newNote).toHaveValue(text);
  }
  await expect(app.notes.getByRole('listitem')).toHaveCount(0);
});

test('where the browser stores nothing, the text stays in its field', async ({ app, account, context, server, complaints }) => {
  complaints.allowOffline();
  await server.writeNotes(account, ['to be deleted']);
  await context.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await app.signIn(account);
  await context.setOffline(true);
  await app.newNote.fill('written on a train');
  await app.addNoteButton.click();
  await app.expectError('offline');
  await expect(app.newNote).toHaveValue('written on a train');
  await app.note('to be deleted').getByRole('button', { name: 'Delete' }).click();
  await expect(app.note('to be deleted').getByRole('alert')).toHaveAttribute('data-error-code', 'offline');
  await context.setOffline(false);
  await expect(app.alert).toHaveCount(0);
  await app.addNoteButton.click();
  await expect(app.note('written on a train')).toHaveCount(1);
});
