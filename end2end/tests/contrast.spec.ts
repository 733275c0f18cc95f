// Every page and state passes axe with the rules of WCAG A, AA and AAA, in both languages and colour schemes; what is pressed is
// large enough for a finger; and the keyboard alone is enough.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { App } from '../fixtures/app';
import { expect, test } from '../fixtures/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function expectNoViolation(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const found = violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
  expect(found, state).toEqual([]);
}

/** Every button and link that is no part of a sentence is 44 pixels high (2.5.5, AAA). */
async function expectLargeTargets(page: Page, state: string): Promise<void> {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, summary, nav a, a.button, a.brand, input:not([type=hidden]), textarea')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches('.skip-link'))
      .filter((element) => Math.round(element.getBoundingClientRect().height) < 44)
      .map((element) => element.outerHTML),
  );
  expect(small, state).toEqual([]);
}

for (const locale of ['en-GB', 'ko-KR'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${locale}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme });

      test('axe finds nothing in any state', async ({ account, app, context, page, complaints }) => {
        test.setTimeout(120_000);
        for (const status of [401, 404, 422]) complaints.allowStatus(status);
        complaints.allowOffline();
        const look = async (state: string) => {
          await expectNoViolation(page, state);
          await expectLargeTargets(page, state);
        };
        for (const path of ['/', '/login', '/no/such/page']) {
          await app.open(path);
          await look(path);
        }
        await app.open('/login');
        await page.locator('main form').first().locator('button:not([type=button])').click();
        await expect(app.email.or(page.locator('#email'))).toHaveAttribute('aria-invalid', 'true');
        await look('empty fields');
        await app.signInInAnyLanguage(account);
        await page.locator('#note-text').fill('line\n'.repeat(12));
        await page.keyboard.press('Control+Enter');
        await expect(page.locator('.fold')).toHaveCount(1);
        await look('a folded note');
        await page.locator('.note a').first().click();
        await look('a note that is edited');
        await page.keyboard.press('Escape');
        await page.locator('button[name=delete]').click();
        await expect(page.locator('.toast')).toBeVisible();
        await look('a deletion that can be undone');
        await page.locator('.who').click();
        await look('the menu');
        await page.keyboard.press('Escape');
        await context.setOffline(true);
        await expect(page.locator('.offline')).toBeVisible();
        await look('offline');
        await page.locator('#note-text').fill('written on a train');
        await page.locator('#note-text').press('Control+Enter');
        await expect(page.locator('.waiting')).toBeVisible();
        await look('a note that waits');
        await context.setOffline(false);
        await expect(page.locator('.offline')).toHaveCount(0);
        for (const path of ['/account', '/account/sessions', '/account/activity']) {
          await app.open(path);
          await look(path);
        }
      });
    });
  }
}

test('the keyboard alone is enough: sign in, write, undo, sign out', async ({ account, page }) => {
  const app = new App(page);
  await app.open('/login');
  const tabTo = async (matches: string) => {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((matches) => document.activeElement?.matches(matches), matches)) return;
    }
    throw new Error(`Tab never comes to ${matches}`);
  };
  await tabTo('#email');
  await page.keyboard.type(account.email);
  await tabTo('#password');
  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await app.expectNotesOf(account);
  await tabTo('#note-text');
  await page.keyboard.type('by keyboard');
  await page.keyboard.press('Control+Enter');
  await expect(app.note('by keyboard')).toHaveCount(1);
  await tabTo('button[name=delete]');
  await page.keyboard.press('Enter');
  await expect(app.note('by keyboard')).toHaveCount(0);
  await tabTo('.toast button');
  await page.keyboard.press('Enter');
  await expect(app.note('by keyboard')).toHaveCount(1);
  await tabTo('.site-header .sign-out button');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/login');
});

test('at 400 % zoom nothing that has the focus is covered while the server is away', async ({ app, account, context, page, complaints }) => {
  complaints.allowOffline();
  await page.setViewportSize({ width: 320, height: 256 });
  await app.signIn(account);
  await context.setOffline(true);
  await expect(app.offline).toBeVisible();
  for (let presses = 0; presses < 16; presses++) {
    await page.keyboard.press('Tab');
    const covered = await page.evaluate(() => {
      const [focused, notice] = [document.activeElement, document.querySelector('.offline')];
      if (!focused || !notice || focused === document.body) return null;
      const [a, b] = [focused.getBoundingClientRect(), notice.getBoundingClientRect()];
      return a.top < b.bottom && a.bottom > b.top && a.left < b.right && a.right > b.left ? focused.outerHTML : null;
    });
    expect(covered).toBeNull();
  }
  await context.setOffline(false);
});
