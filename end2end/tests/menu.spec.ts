// The header with the account menu, and the choices of a browser: colours and language.

import { expect, test } from '../fixtures/test';

const menuButton = 'Account menu: Ada';

test('the menu opens, leads and closes by keyboard', async ({ app, account, page }) => {
  await app.signIn(account);
  const menu = page.locator('#account-menu');
  const button = page.getByRole('button', { name: menuButton });
  await expect(menu).toBeHidden();
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(menu).toBeVisible();
  await expect(menu).toContainText(account.email);
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(button).toBeFocused();

  await page.keyboard.press('Enter');
  await app.markDocument();
  await menu.getByRole('link', { name: 'Devices' }).click();
  await expect(page).toHaveURL('/account/sessions');
  await expect(menu).toBeHidden();
  await app.expectSameDocument();
  const account_link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Account' });
  await expect(account_link, 'marked on the pages below it').toHaveAttribute('aria-current', 'true');
});

test('colours are chosen at once and kept, without a flash', async ({ app, account, page }) => {
  await app.signIn(account);
  await app.newNote.fill('half a thought');
  await app.markDocument();
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.getByRole('contentinfo').getByRole('link', { name: 'Dark' }).click();
  await expect(app.html).toHaveAttribute('data-theme', 'dark');
  await expect.poll(background).not.toBe(light);
  await expect(app.newNote).toHaveValue('half a thought');
  await app.expectSameDocument();
  // The first HTML has it: there is nothing to flash.
  expect(await (await page.request.get('/notes')).text()).toContain('data-theme="dark"');
  await app.open('/login?theme=system');
  await expect(app.html).toHaveAttribute('data-theme', 'system');
});

for (const locale of ['en-GB', 'ko-KR']) {
  test.describe(`320 pixels, ${locale}`, () => {
    test.use({ viewport: { width: 320, height: 640 }, locale });

    test('the header is one row, and its menu has everything', async ({ app, account, page }) => {
      await app.signInInAnyLanguage(account);
      expect((await page.getByRole('banner').boundingBox())?.height).toBeLessThan(80);
      await page.locator('.who').click();
      const menu = page.locator('#account-menu');
      for (const path of ['/notes', '/account', '/account/sessions', '/account/activity']) {
        await expect(menu.locator(`a[href="${path}"]`)).toBeVisible();
      }
      await menu.locator('form button').click();
      await expect(page).toHaveURL('/login');
    });
  });
}

test.describe('with script off', () => {
  test.use({ javaScriptEnabled: false });

  test('the menu opens, and colours are chosen by a link', async ({ app, account, page }) => {
    await page.goto('/login');
    await app.submitCredentials(account);
    await page.getByRole('button', { name: menuButton }).click();
    const menu = page.locator('#account-menu');
    await menu.getByRole('link', { name: 'Dark' }).click();
    await expect(app.html).toHaveAttribute('data-theme', 'dark');
    await page.goto('/account');
    await expect(app.html).toHaveAttribute('data-theme', 'dark');
  });
});
