// Another product on the same foundation (`tests/product`): served, hydrated and signed into.

import { expect, test } from '@playwright/test';
import { guestbookBuild } from '../fixtures/build';
import { DEMO, Server } from '../fixtures/server';

let server: Server;

test.beforeAll(async () => {
  server = await Server.start({ LATCHKEY_ACCESS_TTL: '2s', LATCHKEY_CLOCK_LEEWAY: '0s' }, guestbookBuild());
});

test.afterAll(async () => server.stop());

test('a page of a second product is protected, hydrated, and stays signed in past the life of a token', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${server.url}/guestbook`);
  await expect(page).toHaveURL(/\/login\?next=\/guestbook$/);
  await expect(page.locator('html[data-hydrated]')).toBeAttached();
  await page.getByLabel('Email').fill(DEMO.email);
  await page.getByLabel('Password').fill(DEMO.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/guestbook$/);
  await expect(page.getByRole('heading', { name: 'Guest book' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Notes' })).toHaveCount(0);

  const refreshed = await server.countRefreshes();
  await expect.poll(async () => (await refreshed()).rotated ?? 0, { timeout: 20_000 }).toBeGreaterThan(0);
  await page.getByLabel('Your words').fill('was here');
  await page.getByRole('button', { name: 'Sign the book' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'was here' })).toBeVisible();

  const reloaded = await page.reload();
  expect(await reloaded?.text()).toContain('was here');
  expect(errors).toEqual([]);
});

test('its texts are there in both languages', async ({ page }) => {
  await page.goto(`${server.url}/login?lang=ko&next=/guestbook`);
  await page.getByLabel('이메일').fill(DEMO.email);
  await page.getByLabel('비밀번호').fill(DEMO.password);
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await expect(page.getByRole('heading', { name: '방명록' })).toBeVisible();
});
