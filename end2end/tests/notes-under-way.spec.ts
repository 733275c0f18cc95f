// A note whose page is left while it is being sent.

import { events } from '../fixtures/events';
import { holdCalls } from '../fixtures/faults';
import { stored } from '../fixtures/kept';
import { expect, test } from '../fixtures/test';

test('is written once, and is no draft', async ({ app, account, page }) => {
  await app.signIn(account);
  const { asked, release } = await holdCalls(page, 'add_note');
  await app.newNote.fill('on its way');
  await app.addNoteButton.click();
  await asked;
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  const call = (await events(page)).find(({ path }) => path === '/api/fn/add_note')?.call;
  release();
  await expect.poll(async () => (await events(page)).some((event) => event.type === 'answer' && event.call === call)).toBe(true);
  await expect.poll(() => stored(page)).not.toContain('on its way');

  await page.getByRole('link', { name: 'Notes', exact: true }).click();
  await expect(app.note('on its way')).toHaveCount(1);
  await expect(app.newNote).toHaveValue('');
});

test('is still under way for who comes back meanwhile', async ({ app, account, page, traffic }) => {
  await app.signIn(account);
  const { asked, release } = await holdCalls(page, 'add_note');
  await app.newNote.fill('on its way');
  await app.addNoteButton.click();
  await asked;
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  await page.getByRole('link', { name: 'Notes', exact: true }).click();
  await expect(app.newNote).toHaveValue('on its way');
  await expect(app.addNoteButton).toHaveAttribute('aria-disabled', 'true');
  await app.addNoteButton.evaluate((button) => (button as HTMLElement).click());
  release();
  await expect(app.newNote).toHaveValue('');
  await expect(app.note('on its way')).toHaveCount(1);
  await expect(app.addNoteButton).not.toHaveAttribute('aria-disabled');
  expect(traffic.count('/api/fn/add_note 200')).toBe(1);
});

test('comes back into its field where it was refused', async ({ app, account, page, complaints }) => {
  complaints.allowStatus(422);
  await app.signIn(account);
  const { asked, release } = await holdCalls(page, 'add_note');
  const tooLong = 'x'.repeat(2001);
  await app.newNote.fill(tooLong);
  await app.addNoteButton.click();
  await asked;
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  await page.getByRole('link', { name: 'Notes', exact: true }).click();
  await expect(app.newNote).toHaveValue(tooLong);
  release();
  await app.expectError('invalid_input');
  await expect(app.newNote).toHaveValue(tooLong);
});
