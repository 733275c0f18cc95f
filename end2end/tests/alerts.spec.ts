// What an alert says is true for as long as it stands.

import type { Route } from '@playwright/test';
import { FAULTS } from '../fixtures/faults';
import { expect, test } from '../fixtures/test';

const ANSWERS = ['a captive portal', 'a proxy that wants a password', 'a firewall page'] as const;

const OTHERS: Readonly<Record<string, (route: Route) => Promise<void>>> = {
  'a gateway without its server': (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }),
  'a gateway with rules of its own': (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"message":"Unauthorized"}' }),
};

for (const [name, fault] of [...ANSWERS.map((name) => [name, FAULTS[name]!] as const), ...Object.entries(OTHERS)]) {
  test(`${name} that answers instead of the server is named, and nothing is lost`, async ({ app, account, context, complaints }) => {
    for (const status of [401, 403, 502]) complaints.allowStatus(status);
    await app.signIn(account);
    await context.route('**/api/fn/add_note', fault);
    await app.newNote.fill('not lost');
    await app.addNoteButton.click();
    await app.expectError('foreign_answer');
    await expect(app.alert).toContainText('Nothing you typed is lost.');
    await expect(app.newNote).toHaveValue('not lost');
    await expect(app.html).toHaveAttribute('data-auth', 'user');
    await context.unroute('**/api/fn/add_note');
    await app.addNoteButton.click();
    await expect(app.note('not lost')).toHaveCount(1);
    await expect(app.alert).toHaveCount(0);
  });
}

test('that the server is away goes when the network is back', async ({ app, account, context, page, server, complaints }) => {
  complaints.allowOffline();
  await server.writeNotes(account, ['before']);
  await app.signIn(account);
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  const field = page.getByLabel('Text of the note');
  await field.fill('written on a train');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await app.expectError('offline');
  await context.setOffline(false);
  await expect(app.alert).toHaveCount(0);
  await expect(field).toHaveValue('written on a train');
});

test('notes that could not be loaded are loaded when the network is back', async ({ app, account, context, page, server, complaints }) => {
  complaints.allowOffline();
  await server.writeNotes(account, ['still here']);
  await app.signIn(account);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Notes', exact: true }).click();
  await app.expectError('offline');
  await context.setOffline(false);
  await expect(app.note('still here')).toHaveCount(1);
  await expect(app.alert).toHaveCount(0);
});

test('that the server is away goes when another call is answered', async ({ app, account, context, page, complaints }) => {
  complaints.allowCutRequests();
  await app.signIn(account);
  await app.addNote('to be deleted');
  await app.addNote('edited');
  await context.route('**/api/fn/edit_note', (route) => route.abort());
  await app.note('edited').getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await app.expectError('offline');
  await app.deleteNote('to be deleted');
  await expect(app.alert).toHaveCount(0);
});

test('that signing out failed stands below the header, and goes with the next step', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(503);
  await app.signIn(account);
  const header = page.getByRole('banner');
  const place = async () => (await app.signOutButton.boundingBox())!;
  const before = await place();
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '1' };
  await context.route('**/api/fn/sign_out', (route) => route.fulfill({ status: 503, headers, body: '{"code":"unavailable"}' }));
  await app.signOutButton.click();
  await app.expectError('unavailable');
  expect(await place(), 'the header stays as it was').toEqual(before);
  const alert = (await header.getByRole('alert').boundingBox())!;
  expect(alert.y).toBeGreaterThanOrEqual(before.y + before.height);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  await expect(app.alert).toHaveCount(0);
});

test('how long to wait is counted down, and then it is over', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(429);
  await page.clock.install();
  await app.open('/login');
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '30' };
  const body = '{"code":"rate_limited","retry_after":30}';
  await context.route('**/api/fn/sign_in', (route) => route.fulfill({ status: 429, headers, body }));
  await app.submitCredentials(account);
  await expect(app.alert).toContainText(/Try again in (30|2\d) s\./);
  await page.clock.runFor(20_000);
  await expect(app.alert).toContainText(/Try again in \d s\./);
  await page.clock.runFor(11_000);
  await expect(app.alert).toBeHidden();
});
