// One picture of each page and state, in several looks, into screenshots/<look>/; and those that the README shows.

import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { DEMO } from './fixtures/server';
import { holdProgram } from './fixtures/faults';
import { refreshToken } from './fixtures/tokens';
import { expect, test } from './fixtures/test';

const folder = fileURLToPath(new URL('screenshots', import.meta.url));
const docs = fileURLToPath(new URL('../docs', import.meta.url));

/** Each width in each colour scheme and language. */
const LOOKS = [320, 768, 1440].flatMap((width) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    (['en-GB', 'ko-KR'] as const).map((locale) => ({
      name: `${width}-${colorScheme}-${locale.slice(0, 2)}`,
      use: { colorScheme, locale, viewport: { width, height: width < 640 ? 740 : 900 } },
    })),
  ),
);

const NOTES = [
  'Bread, milk, and the good coffee',
  '내일 오후 세 시에 도서관 앞에서 만나기로 했다. 비가 오면 길 건너 찻집에서 기다린다고 했으니 우산을 꼭 챙길 것.',
  'https://latchkey.test/a/long/address/without/a/single/space/' + 'abcdefghij'.repeat(12),
  'A note of several lines:\n\n  1. the first\n  2. the second\n\nand an end.',
];

// The names of things differ by language, so that these go by what is the same in all of them.
const show = (page: Page, look: string) => async (name: string) => {
  // A dialog's veil covers what is on the screen, and no more.
  const fullPage = !name.startsWith('sign-in-again');
  await page.screenshot({ path: `${folder}/${look}/${name}.png`, fullPage });
};

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.keyboard.press('Enter');
}

/** Has calls of a server function refused, takes a picture of what the page makes of it, and lets them pass again. */
async function refused(page: Page, call: string, error: { code: string; retry_after?: number }, act: () => Promise<void>, picture: () => Promise<void>) {
  const pattern = `**/api/fn/${call}`;
  await page.route(pattern, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(error) }));
  await act();
  await expect(page.getByRole('alert')).toHaveAttribute('data-error-code', error.code);
  await picture();
  await page.unroute(pattern);
}

test.beforeEach(({ complaints }) => {
  for (const status of [400, 401, 404, 409, 422, 429, 502, 503]) complaints.allowStatus(status);
  complaints.allowCutRequests();
  complaints.allowOffline();
});

for (const { name: look, use } of LOOKS) {
  test.describe(look, () => {
    test.use(use);

    test('for a visitor', async ({ page }) => {
      const picture = show(page, look);
      await open(page, '/');
      await picture('home');
      await open(page, '/no/such/page');
      await picture('not-found');
      await open(page, '/login');
      await picture('login');
      await page.keyboard.press('Tab');
      await picture('login-skip-link');
      await page.locator('#email').focus();
      await picture('login-focus');
      await page.locator('#email').press('Enter');
      await expect(page.getByRole('alert')).toBeAttached();
      await picture('login-empty');
      await signIn(page, `${look}@latchkey.test`, 'whatever it is');
      await expect(page.getByRole('alert')).toHaveAttribute('data-error-code', 'invalid_credentials');
      await picture('login-wrong');
      const again = () => signIn(page, `${look}@latchkey.test`, 'whatever it is');
      await refused(page, 'sign_in', { code: 'rate_limited', retry_after: 29 }, again, () => picture('login-limited'));
      await refused(page, 'sign_in', { code: 'rate_limited', retry_after: 840 }, again, () => picture('login-limited-long'));
      await refused(page, 'sign_in', { code: 'unavailable', retry_after: 1 }, again, () => picture('login-busy'));
      for (const path of ['/signup', '/verify', '/forgot', '/reset', '/not-me']) {
        await open(page, path);
        await picture(path.slice(1));
      }
      await open(page, '/login?next=/notes&signed-in=1');
      await picture('login-cookies-blocked');
    });

    test('for a person who is signed in', async ({ page, server, context }) => {
      const account = await server.addAccount('Jeong-hyun');
      const picture = show(page, look);
      await open(page, '/login');
      await signIn(page, account.email, account.password);
      await expect(page).toHaveURL('/notes');
      await expect(page.locator('.notes')).toBeAttached();
      await picture('notes-none');
      await server.writeNotes(account, NOTES);
      await open(page, '/notes');
      await picture('notes');
      await page.locator('.note button').first().focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Tab');
      await picture('notes-focus');
      await page.locator('#note-text').press('Control+Enter');
      await expect(page.getByRole('alert')).toBeAttached();
      await picture('notes-empty-refused');
      for (const url of ['add_note', 'delete_note']) await context.route(`**/api/fn/${url}`, (route) => route.abort());
      await page.locator('#note-text').fill('written on a train');
      await page.locator('#note-text').press('Control+Enter');
      await page.locator('.note button[name=delete]').last().click();
      await expect(page.locator('.waiting')).toHaveCount(2);
      await picture('notes-waiting');
      await page.locator('.waiting button').last().click();
      for (const url of ['add_note', 'delete_note']) await context.unroute(`**/api/fn/${url}`);
      await expect(page.locator('.waiting')).toHaveCount(0, { timeout: 15_000 });
      const send = () => page.locator('#note-text').press('Control+Enter');
      for (const code of ['foreign_answer', 'unavailable', 'quota_exceeded', 'rate_limited']) {
        await refused(page, 'add_note', { code, ...(code === 'rate_limited' && { retry_after: 29 }) }, send, () => picture(`notes-${code}`));
      }
      const leave = async () => {
        if (page.viewportSize()!.width < 640) await page.locator('.who').click();
        await page.locator('.sign-out button').filter({ visible: true }).click();
      };
      await open(page, '/account/activity');
      await refused(page, 'sign_out', { code: 'unavailable', retry_after: 1 }, leave, () => picture('sign-out-failed'));
      await open(page, '/notes');
      await page.locator('.note a').first().click();
      await picture('notes-edit');
      await page.keyboard.press('Escape');
      await page.locator('.note button[name=delete]').first().click();
      await expect(page.locator('.toast')).toBeVisible();
      await picture('notes-undo');
      await page.locator('.toast button').click();
      await page.locator('.who').click();
      await picture('menu');
      await page.keyboard.press('Escape');
      await context.setOffline(true);
      await expect(page.locator('.offline')).toBeVisible();
      await picture('notes-no-network');
      await context.setOffline(false);
      for (const path of ['/account/sessions', '/account/activity']) {
        await open(page, path);
        await picture(`${path.replace('/account/', '')}-new`);
      }
      for (const [path, name] of [['/account', 'account'], ['/account/security', 'security'], ['/', 'home-signed-in'], ['/no/such/page', 'not-found-signed-in']] as const) {
        await open(page, path);
        await picture(name);
      }
      await open(page, '/notes');
      await page.locator('#note-text').fill('half a thought');
      await server.revoke(await refreshToken(context));
      await page.locator('#note-text').press('Control+Enter');
      await expect(page.getByRole('dialog')).toBeVisible();
      await picture('sign-in-again');
      await page.locator('#again-password').fill('not this one');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
      await picture('sign-in-again-wrong');
    });

    test('for the demo person', async ({ page }) => {
      const picture = show(page, look);
      await open(page, '/login');
      await page.locator('.aside button').click();
      await expect(page).toHaveURL('/notes');
      await open(page, '/account/sessions');
      await page.locator('.device button').first().focus();
      await picture('sessions');
      await page.locator('.device summary').first().click();
      await page.locator('#end-others').click();
      await picture('sessions-question');
      await page.keyboard.press('Escape');
      await open(page, '/account/activity');
      await picture('activity');
    });

    test('before script arrives', async ({ page, context }) => {
      const release = await holdProgram(context);
      await page.goto('/login');
      await signIn(page, `${look}@latchkey.test`, 'whatever it is');
      await expect(page.getByRole('alert')).toBeVisible();
      await show(page, look)('login-wrong-plain');
      await signIn(page, DEMO.email, DEMO.password);
      await expect(page).toHaveURL('/notes');
      await page.context().clearCookies();
      await page.locator('#note-text').fill('written early, sent late');
      await page.locator('form:has(#note-text) button').click();
      await expect(page).toHaveURL('/login?next=/notes');
      await show(page, look)('login-note-kept');
      release();
    });
  });
}

test.describe('README', () => {
  const PHONE = { width: 390, height: 720 };

  /** Signs in to the demo account. */
  const demo = async (page: Page) => {
    await open(page, '/login');
    await signIn(page, DEMO.email, DEMO.password);
    await expect(page.locator('.note')).not.toHaveCount(0);
  };
  const picture = async (page: Page, name: string) => {
    // The strip of a development server is no part of the product.
    await page.locator('latchkey-strip').evaluateAll(([strip]) => strip?.remove());
    await page.screenshot({ path: `${docs}/${name}.png`, animations: 'disabled' });
  };

  test.describe('on a desk', () => {
    test.use({ colorScheme: 'light', viewport: { width: 1200, height: 750 }, locale: 'en-GB' });

    test('notes', async ({ page }) => {
      await demo(page);
      await picture(page, 'screenshot');
    });
  });

  test.describe('on a phone', () => {
    test.use({ colorScheme: 'light', viewport: PHONE, locale: 'en-GB' });

    test('home and sign-up', async ({ page }) => {
      await open(page, '/');
      await picture(page, 'pictures/home');
      await open(page, '/signup');
      await picture(page, 'pictures/sign-up');
    });

    test('undo, and the dialog', async ({ page, server, context }) => {
      const account = await server.addAccount('Ada');
      await open(page, '/login');
      await signIn(page, account.email, account.password);
      await server.writeNotes(account, ['Book the train to Busan', 'Call the plumber', 'Bread, milk, and the good coffee']);
      await open(page, '/notes');
      await page.locator('.note button[name=delete]').first().click();
      await expect(page.locator('.toast')).toBeVisible();
      await picture(page, 'pictures/undo');
      await page.locator('#note-text').fill('half a thought');
      await server.revoke(await refreshToken(context));
      await page.locator('#note-text').press('Control+Enter');
      await expect(page.getByRole('dialog')).toBeVisible();
      await picture(page, 'pictures/again');
    });
  });

  for (const [name, path, look] of [
    ['activity', '/account/activity', { colorScheme: 'dark', locale: 'en-GB' }],
    ['devices', '/account/sessions', { colorScheme: 'light', locale: 'ko-KR' }],
  ] as const) {
    test.describe(`on a phone, ${look.colorScheme}, ${look.locale}`, () => {
      test.use({ ...look, viewport: PHONE });

      test(name, async ({ page }) => {
        await demo(page);
        await open(page, path);
        await picture(page, `pictures/${name}`);
      });
    });
  }
});
