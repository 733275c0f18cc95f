// A browser that keeps no cookies: nobody can be signed in with it, and it is told so.

import { forgetful, type Forgetful } from '../fixtures/forgetful';
import { expect, test as base } from '../fixtures/test';

const test = base.extend<{ way: Forgetful }>({
  way: async ({ server }, use) => {
    const way = await forgetful(server.url);
    await use(way);
    way.stop();
  },
});

test('with script, the form says why', async ({ app, account, page, way }) => {
  await app.open(`${way.url}/login`);
  await app.submitCredentials(account);
  await app.expectError('cookies_blocked');
  await expect(app.alert).toContainText('Your browser does not keep our cookies');
  await expect(page).toHaveURL(`${way.url}/login`);
  await expect(app.html).toHaveAttribute('data-auth', 'anonymous');
  await expect(app.email).toHaveValue(account.email);

  way.remember();
  await app.signInButton.click();
  await expect(page).toHaveURL(`${way.url}/notes`);
  await expect(app.newNote).toBeVisible();
});

test.describe('with script off', () => {
  test.use({ javaScriptEnabled: false });

  test('the page that comes back says why, and leads on', async ({ app, account, page, way, complaints }) => {
    complaints.allowStatus(400);
    await page.goto(`${way.url}/notes?x=1`);
    await app.submitCredentials(account);
    await app.expectError('cookies_blocked');
    await expect(app.alert).toContainText('Your browser does not keep our cookies');
    await expect(app.html).toHaveAttribute('data-auth', 'anonymous');

    way.remember();
    await app.submitCredentials(account);
    await expect(page).toHaveURL(`${way.url}/notes?x=1`);
  });

  test('a browser that keeps them hears nothing of it', async ({ app, account, page }) => {
    await page.goto('/notes?x=1');
    await app.submitCredentials(account);
    await expect(page).toHaveURL('/notes?x=1');
    await page.goto('/login?next=/account&signed-in=1');
    await expect(page).toHaveURL('/account');
  });
});
