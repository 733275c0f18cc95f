// How pages read for who enlarges them, chooses the colours, or has them read aloud.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test';

const OPEN = ['/', '/login', '/signup', '/forgot'];
const SIGNED_IN = ['/notes', '/account', '/account/security', '/account/sessions', '/account/activity'];

/** What sticks out to the right of the page. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > clientWidth);
    return wide.map((element) => element.outerHTML.slice(0, 80));
  });
}

// 1280 by 1024 pixels at 400 % (WCAG 2.2, 1.4.10).
test.describe('at 400 %', () => {
  test.use({ viewport: { width: 320, height: 256 } });

  for (const locale of ['en', 'ko']) {
    test(`nothing is to be scrolled sideways, and every button can be reached (${locale})`, async ({ app, account }) => {
      const visit = async (path: string) => {
        await app.open(`${path}?lang=${locale}`);
        expect(await tooWide(app.page), path).toEqual([]);
        for (const button of await app.page.getByRole('main').getByRole('button').all()) {
          await button.scrollIntoViewIfNeeded();
          await expect(button, path).toBeInViewport({ ratio: 0.9 });
        }
      };
      for (const path of OPEN) await visit(path);
      await app.signInInAnyLanguage(account);
      for (const path of SIGNED_IN) await visit(path);
    });
  }
});

test.describe('in forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active' } });

  test('every control has a border, and the focused one a ring', async ({ app, account }) => {
    await app.signIn(account);
    for (const path of ['/notes', '/account/security']) {
      await app.open(path);
      const bare = await app.page.evaluate(() => {
        const controls = document.querySelectorAll<HTMLElement>('main button:not(.link, .quiet), main input:not([type="hidden"], .visually-hidden), main textarea');
        const isBare = (control: HTMLElement) => control.checkVisibility() && getComputedStyle(control).borderTopWidth === '0px';
        return [...controls].filter(isBare).map((control) => control.outerHTML.slice(0, 120));
      });
      expect(bare, path).toEqual([]);
      await app.page.keyboard.press('Tab');
      const ring = await app.page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
      expect(ring, path).not.toBe('none');
    }
  });
});

test.describe('read aloud', () => {
  test('the sign-in page', async ({ app }) => {
    await app.open('/login');
    await expect(app.page.locator('body')).toMatchAriaSnapshot({ name: 'login.aria.yml' });
  });

  test('the pages of somebody who is signed in', async ({ app, account }) => {
    await app.signIn(account);
    await app.addNote('a note');
    await expect(app.page.locator('body')).toMatchAriaSnapshot({ name: 'notes.aria.yml' });
    await app.open('/account/sessions');
    await expect(app.page.locator('body')).toMatchAriaSnapshot({ name: 'devices.aria.yml' });
    await app.open('/account/security');
    await expect(app.page.locator('body')).toMatchAriaSnapshot({ name: 'security.aria.yml' });
  });
});
