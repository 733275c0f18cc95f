// The page /dev/sessions of a development server: what it draws, and that each of its buttons shows what it says.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { App } from '../fixtures/app';
import { events } from '../fixtures/events';
import { claims } from '../fixtures/tokens';
import { expect, test as base } from '../fixtures/test';

const test = base.extend<{ timeline: Page }>({
  // Opened before the tab, which so is the one in front: a hidden tab is slow.
  timeline: async ({ context }, use) => {
    const page = await context.newPage();
    await page.goto('/dev/sessions');
    await use(page);
  },
});

async function press(timeline: Page, name: string): Promise<void> {
  await timeline.getByRole('button', { name, exact: true }).click();
}

/** What came of the scenario of a button. */
function verdict(timeline: Page, name: string) {
  return timeline.getByRole('listitem').filter({ has: timeline.getByRole('button', { name, exact: true }) }).locator('.verdict');
}

async function expectAsExpected(timeline: Page, name: string): Promise<void> {
  await press(timeline, name);
  await expect(verdict(timeline, name)).toHaveAttribute('data-verdict', /as-expected|different/, { timeout: 25_000 });
  await expect(verdict(timeline, name), await verdict(timeline, name).textContent() ?? '').toHaveAttribute('data-verdict', 'as-expected');
}

test('what goes on is as expected, one after the other', async ({ timeline, app, account, complaints }) => {
  complaints.allowStatus(401);
  complaints.allowStatus(502);
  complaints.allowStatus(503);
  await app.signIn(account);
  for (const name of ['Expire now', 'Ten calls at once', 'Lose the refresh’s answer', 'Server away for 5 s', 'Clock 2 h ahead', 'Clock 2 h behind']) {
    await test.step(name, () => expectAsExpected(timeline, name));
  }
  await expect(app.newNote, 'nobody was signed out').toBeVisible();
  await expect(timeline.getByText('Generations')).toBeVisible();
});

for (const [name, code] of [
  ['Steal the refresh token', 'refresh_reused'],
  ['Sign out elsewhere', 'refresh_revoked'],
  ['Secret changed', 'refresh_invalid'],
] as const) {
  test(`${name} ends the session as expected`, async ({ timeline, app, account, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    await app.newNote.fill('typed before');
    await expectAsExpected(timeline, name);
    await expect(verdict(timeline, name)).toContainText(code);
    await expect(app.dialog).toBeVisible();
    await app.dialog.getByLabel('Password').fill(account.password);
    await app.dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(app.newNote).toHaveValue('typed before');
  });
}

test('a call is drawn in the lane of its tab, beside what the server answered', async ({ timeline, app, account, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  await expectAsExpected(timeline, 'Expire now');
  const lines = timeline.getByRole('row');
  for (const text of ['was answered 401.', 'asks for the lock', 'tells the others: there is a new token.', 'One refresh begins, for all tabs.', 'is sent again with the new token.', 'was answered 200.']) {
    await expect(lines.filter({ hasText: text }).first()).toBeVisible();
  }
  await expect(timeline.getByText('1 used · 2 used'), 'the new generation was used by the replay').toBeVisible();
  const refresh = lines.filter({ hasText: 'POST /api/token/refresh → 200' }).first();
  await expect(refresh).toBeVisible();
  await expect(refresh.locator('code')).toHaveAttribute('title', /^[0-9a-f-]{36}$/);
});

test('two tabs have a lane each', async ({ context, timeline, app, account }) => {
  await app.signIn(account);
  const second = new App(await context.newPage());
  await second.open('/account');
  await expect(timeline.getByRole('columnheader').filter({ hasText: 'Tab' })).toHaveCount(2);
});

test('without a tab it says so', async ({ timeline }) => {
  await press(timeline, 'Expire now');
  await expect(verdict(timeline, 'Expire now')).toHaveText('No tab with a session is open.');
});

test('a scenario can be taken along as a test and as a report without anybody in it', async ({ browser, server, context, timeline, app, account, complaints }) => {
  complaints.allowStatus(401);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.signIn(account);
  await expectAsExpected(timeline, 'Expire now');
  const copied = async (name: string) => {
    await timeline.bringToFront();
    await press(timeline, name);
    await expect(timeline.getByRole('button', { name: 'Copied' }).first()).toBeVisible();
    return timeline.evaluate(() => navigator.clipboard.readText());
  };
  // As the copied file does, with another account beside what went on here.
  const file = (await copied('Copy as Playwright test')).replace(/^import .*\n/gm, '');
  const copiedTest = new Function('test', 'expect', 'events', file);
  let run: (fixtures: object) => Promise<void> = () => Promise.reject(new Error('no test was copied'));
  copiedTest((name: string, body: typeof run) => (expect(name).toBe('expire'), (run = body)), expect, events);
  const other = new App(await (await browser.newContext({ baseURL: server.url })).newPage());
  await run({ app: other, account: await server.addAccount(), complaints });
  await other.page.context().close();
  const report = await copied('Copy as report');
  expect(JSON.parse(report).scenario).toMatchObject({ name: 'expire', observed: { refresh: 1 } });
  const { sid } = await claims(context);
  for (const secret of [account.email, account.name, sid]) expect(report).not.toContain(secret);
});

test('every page has a strip that leads there', async ({ app, account }) => {
  await app.signIn(account);
  const { strip } = app;
  await app.expectStrip(new RegExp(`^${account.name} · token [45]:\\d\\d · refresh in about 4:[123]\\d · generation 1 · not bound · 1 tab · show the timeline$`));
  await strip.scrollIntoViewIfNeeded();
  const box = await strip.boundingBox();
  await app.page.mouse.click((box?.x ?? 0) + 24, (box?.y ?? 0) + 16);
  await expect(app.page).toHaveURL('/dev/sessions');
});

for (const locale of ['en', 'ko']) {
  test(`the page is accessible (${locale})`, async ({ context, account, baseURL }) => {
    const app = new App(await context.newPage());
    await app.signIn(account);
    const page = await context.newPage();
    for (const theme of ['light', 'dark']) {
      await page.goto(`${baseURL}/dev/sessions?lang=${locale}&theme=${theme}`);
      await expect(page.getByRole('definition').first()).not.toBeEmpty();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    }
  });
}
