import { expect, test } from '../fixtures/test';

test('a path that does not exist answers 404 with a page', async ({ app, page, complaints }) => {
  complaints.allowStatus(404);
  const answer = await page.goto('/no/such/page');
  expect(answer?.status()).toBe(404);
  await app.hydrated();
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the start page' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { name: 'Sign in once, stay signed in.' })).toBeVisible();
});

test('who is signed in is led to their notes from there', async ({ app, page, account, complaints }) => {
  complaints.allowStatus(404);
  await app.signIn(account);
  await app.open('/no/such/page');
  const places = page.getByRole('main').getByRole('link');
  await expect(places).toHaveText(['Notes', 'Go to the start page']);
  await places.first().click();
  await app.expectNotesOf(account);
});

test('a missing file is no page, and a missing call no document', async ({ server }) => {
  for (const path of ['/pkg/missing.js', '/api/missing', '/.well-known/missing']) {
    expect((await fetch(server.url + path)).status, path).toBe(404);
  }
});
