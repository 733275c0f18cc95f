import { expect, test } from '../fixtures/test';

test.beforeEach(async ({ app, account }) => app.signIn(account));

test('a note is written, read and deleted', async ({ app, page }) => {
  await expect(page.getByText('Nothing here yet.')).toBeVisible();
  await app.addNote('buy milk');
  await expect(app.newNote).toHaveValue('');
  await expect(app.newNote).toBeFocused();
  await app.addNote('call home');
  await expect(app.notes.getByRole('listitem')).toContainText(['call home', 'buy milk']);

  await app.open('/notes');
  await expect(app.notes.getByRole('listitem')).toContainText(['call home', 'buy milk']);
  await app.deleteNote('buy milk');
  await app.open('/notes');
  await expect(app.notes.getByRole('listitem')).toHaveCount(1);
});

test('deleting leaves the focus on the list', async ({ app }) => {
  for (const text of ['one', 'two', 'three']) await app.addNote(text);
  await app.deleteNote('two');
  await expect(app.note('one').getByRole('button', { name: 'Delete' })).toBeFocused();
  await app.deleteNote('one');
  await expect(app.note('three').getByRole('button', { name: 'Delete' })).toBeFocused();
  await app.deleteNote('three');
  await expect(app.newNote).toBeFocused();
});

test('an empty note is refused', async ({ app, complaints }) => {
  complaints.allowStatus(422);
  await app.newNote.fill('  \n ');
  await app.addNoteButton.click();
  await app.expectError('invalid_input');
  await expect(app.newNote).toBeFocused();
  await expect(app.newNote).toHaveAccessibleDescription('Write something first.');
  await expect(app.notes.getByRole('listitem')).toHaveCount(0);

  // What is put right is no error any more.
  await app.addNote('something after all');
  await expect(app.alert).toHaveCount(0);
  await expect(app.newNote).not.toHaveAttribute('aria-invalid');
});

test('a long note is kept whole, a longer one refused and not lost', async ({ app, complaints }) => {
  complaints.allowStatus(422);
  const longest = 'x'.repeat(2000);
  await app.addNote(longest);
  await app.open('/notes');
  await expect(app.note(longest)).toHaveCount(1);

  await app.newNote.fill(`${longest}y`);
  await app.addNoteButton.click();
  await app.expectError('invalid_input');
  await expect(app.newNote).toHaveValue(`${longest}y`);
});

test('Korean, markup and emoji come back as they were typed', async ({ app }) => {
  const texts = ['안녕하세요, 잘 지내시죠? 🗝️', '<b>not bold</b> & </textarea><script>alert(1)</script>', 'line one\nline two'];
  for (const text of texts) {
    await app.newNote.fill(text);
    await app.addNoteButton.click();
    await expect(app.newNote).toHaveValue('');
  }
  await app.open('/notes');
  const shown = await app.notes.locator('.note-text').allInnerTexts();
  expect(shown).toEqual([...texts].reverse());
});

test("nobody sees another person's notes", async ({ app, server }) => {
  const other = await server.addAccount('Grace');
  await server.writeNotes(other, ["Grace's own"]);
  await app.open('/notes');
  await expect(app.page.getByText("Grace's own")).toHaveCount(0);
});

test('a deleted note comes back by its button or by Ctrl+Z', async ({ app, page }) => {
  for (const text of ['one', 'two', 'three']) await app.addNote(text);
  await app.deleteNote('two');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.notes.getByRole('listitem')).toContainText(['three', 'two', 'one']);
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await expect(app.note('two')).toBeFocused();

  await app.deleteNote('one');
  await page.keyboard.press('Control+z');
  await expect(app.note('one')).toHaveCount(1);
  await app.open('/notes');
  await expect(app.notes.getByRole('listitem')).toContainText(['three', 'two', 'one']);
});

test('after eight seconds a deletion stands', async ({ app, page }) => {
  await app.addNote('one');
  await page.clock.install();
  await app.deleteNote('one');
  const undo = page.getByRole('button', { name: 'Undo' });
  await page.clock.runFor(7_000);
  await expect(undo).toBeVisible();
  await page.clock.runFor(1_500);
  await expect(undo).toHaveCount(0);
});

test('a note is edited where it stands', async ({ app, page, complaints }) => {
  complaints.allowStatus(422);
  await app.addNote('buy mlik');
  await app.note('buy mlik').getByRole('link', { name: 'Edit' }).click();
  const field = page.getByLabel('Text of the note');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('buy mlik');
  await field.fill(' ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(field).toHaveAccessibleDescription('Write something first.');
  await field.fill('buy milk');
  await field.press('Control+Enter');
  await expect(app.note('buy milk')).toHaveCount(1);
  await expect(field).toHaveCount(0);

  await app.note('buy milk').getByRole('link', { name: 'Edit' }).click();
  await field.fill('given up');
  await field.press('Escape');
  await expect(field).toHaveCount(0);
  await app.open('/notes');
  await expect(app.notes.getByRole('listitem')).toContainText(['buy milk']);
});

test('the list follows what is searched for, and so does its address', async ({ app, page }) => {
  for (const text of ['bread & milk', 'a key', '열쇠']) await app.addNote(text);
  await app.markDocument();
  const search = page.getByLabel('Search notes');
  await search.fill('MILK');
  await expect(app.notes.getByRole('listitem')).toHaveCount(1);
  await expect(page).toHaveURL('/notes?q=MILK');
  await search.fill('열쇠');
  await expect(app.note('열쇠')).toHaveCount(1);
  await expect(search).toBeFocused();
  await app.expectSameDocument();
  await app.open('/notes?q=nothing');
  await expect(search).toHaveValue('nothing');
  await expect(page.getByText('No note has these words.')).toBeVisible();
  await search.fill('');
  await expect(app.notes.getByRole('listitem')).toHaveCount(3);
  await expect(page).toHaveURL('/notes');
});

test('a long note is folded until somebody wants all of it', async ({ app, page }) => {
  await app.addNote(Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n'));
  const text = page.locator('.note-text');
  const height = async () => (await text.boundingBox())?.height ?? 0;
  const folded = await height();
  await page.getByText('Show all of it').click();
  await expect.poll(height).toBeGreaterThan(folded * 2);
});
