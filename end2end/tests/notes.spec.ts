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
  await expect(app.newNote).toHaveAccessibleDescription('Please fill this in.');
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
