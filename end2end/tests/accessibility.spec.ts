// Everything passes axe in both colour schemes, and fits a narrow screen.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { App } from '../fixtures/app';
import { refreshToken } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

/** An unbroken run of letters, and Korean, which breaks between words. */
const AWKWARD = ['https://latchkey.test/' + 'w'.repeat(200), '가나다라마바사아자차카타파하'.repeat(10)];

async function expectNoAxeViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html) }));
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const excess = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await excess(), `pixels too wide on ${page.url()}`).toBe(0);
}

/** Shows every page and state that a visitor can meet, and calls `look` on each. */
async function visitSignedOut(app: App, look: (page: Page) => Promise<void>): Promise<void> {
  for (const path of ['/', '/login', '/signup', '/verify', '/forgot', '/reset', '/not-me', '/no/such/page']) {
    await app.open(path);
    await look(app.page);
  }
  await app.open('/login');
  await app.submitCredentials({ email: 'nobody@latchkey.test', password: 'whatever it is' });
  await app.expectError('invalid_credentials');
  await look(app.page);
  await app.submitCredentials({ email: '', password: '' });
  await app.expectError('invalid_input');
  await look(app.page);
}

/** The same for a person who has just signed in; ends under the dialog of an ended session. */
async function visitSignedIn(app: App, look: (page: Page) => Promise<void>, end: () => Promise<void>): Promise<void> {
  await look(app.page);
  for (const text of AWKWARD) await app.addNote(text);
  await look(app.page);
  await app.newNote.fill('');
  await app.addNoteButton.click();
  await app.expectError('invalid_input');
  await look(app.page);
  for (const path of ['/account', '/account/security', '/', '/no/such/page']) {
    await app.open(path);
    await look(app.page);
  }
  await app.open('/notes');
  await end();
  await app.newNote.fill('half a thought');
  await app.addNoteButton.click();
  await expect(app.dialog).toBeVisible();
  await look(app.page);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`axe, ${colorScheme}`, () => {
    test.use({ colorScheme });
    test.beforeEach(({ complaints }) => [401, 404, 422].forEach((status) => complaints.allowStatus(status)));

    test('finds nothing for a visitor', async ({ app }) => visitSignedOut(app, expectNoAxeViolation));

    test('finds nothing for a person who is signed in', async ({ app, account, context, server }) => {
      await app.signIn(account);
      await visitSignedIn(app, expectNoAxeViolation, async () => server.revoke(await refreshToken(context)));
    });
  });
}

for (const locale of ['en-GB', 'ko-KR']) {
  test.describe(`320 pixels, ${locale}`, () => {
    test.use({ viewport: { width: 320, height: 640 }, locale });
    test.beforeEach(({ complaints }) => [401, 404, 422].forEach((status) => complaints.allowStatus(status)));

    test('no page scrolls sideways for a visitor', async ({ app }) => {
      for (const path of ['/', '/login', '/no/such/page']) {
        await app.open(path);
        await expectNoSidewaysScroll(app.page);
      }
    });

    test('no page scrolls sideways for a person who is signed in', async ({ app, server, page }) => {
      const account = await server.addAccount('Wolfeschlegelsteinhausenbergerdorff');
      await server.writeNotes(account, AWKWARD);
      await app.open('/login');
      await page.locator('#email').fill(account.email);
      await page.locator('#password').fill(account.password);
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL('/notes');
      await expect(page.locator('.note')).toHaveCount(2);
      await expectNoSidewaysScroll(page);
      for (const path of ['/account', '/', '/notes']) {
        await app.open(path);
        await expectNoSidewaysScroll(page);
      }
    });
  });
}
