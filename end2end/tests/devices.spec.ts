// Where a person is signed in: seen in one browser, ended in another.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { DevicesPage, FIREFOX, IPHONE, signedInElsewhere, SOON } from '../fixtures/devices';
import { Traffic } from '../fixtures/traffic';
import { expect, test } from '../fixtures/test';

const POLL = '/api/fn/list_devices 200';

async function expectNoAxeViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }))).toEqual([]);
}

/** Waits until `traffic` has seen `count` more polls. */
async function outwait(traffic: Traffic, count: number): Promise<void> {
  const before = traffic.count(POLL);
  await expect.poll(() => traffic.count(POLL) - before, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
}

test('each device is named, with where and until when', async ({ app, account, otherBrowser }) => {
  const phone = await otherBrowser({ userAgent: IPHONE });
  await phone.signIn(account);
  const page = await signedInElsewhere(app, account, '/account/sessions');
  await expect(page.rows).toHaveCount(2);
  await expect(page.current).toHaveCount(1);
  await expect(page.rows.first()).toContainText('This device');
  await expect(page.row('Safari · iPhone')).toContainText('127.0.0.1');
  for (const fact of ['just now', 'Signed in', 'Signed in with', 'Password', 'Signs out if not used', 'Signs out in any case']) {
    await expect(page.row('Safari · iPhone')).toContainText(fact);
  }
  await expect(page.end('Safari · iPhone')).toHaveAccessibleDescription('Safari · iPhone');
  await expect(page.current.getByRole('button')).toHaveCount(0);
  await expect(app.page.getByRole('button', { name: 'Sign out', exact: true })).toHaveCount(1);
  await expect(page.signOutOthers).toHaveCount(1);
  await expect(app.page.locator('time').first()).not.toContainText('UTC');
});

test('a sign-in and a sign-out elsewhere show by themselves', async ({ app, account, otherBrowser }) => {
  const page = await signedInElsewhere(app, account, '/account/sessions');
  await app.markDocument();
  await expect(page.signOutOthers).toHaveAccessibleDescription('No other device is signed in.');
  const laptop = await otherBrowser({ userAgent: FIREFOX });
  await laptop.signIn(account);
  await expect(page.row('Firefox · Windows')).toBeVisible(SOON);
  await expect(page.signOutOthers).not.toHaveAttribute('aria-disabled');
  await laptop.signOut();
  await expect(page.row('Firefox · Windows')).toHaveCount(0, SOON);
  await expect(page.ended).toContainText(['Firefox · Windows Signed out on that device.'], SOON);
  await app.expectSameDocument();
});

test('the device that was ended asks to sign in again by itself, and goes on', async ({ app, account, complaints, otherBrowser }) => {
  complaints.allowStatus(401);
  const laptop = await otherBrowser({ userAgent: FIREFOX });
  const there = await signedInElsewhere(laptop, account, '/account/sessions');
  await laptop.markDocument();
  const here = await signedInElsewhere(app, account, '/account/sessions');
  await expect(there.rows).toHaveCount(2, SOON);
  await here.end('Firefox · Windows').click();
  await expect(laptop.dialog).toBeVisible(SOON);
  await expect(here.row('Firefox · Windows')).toHaveCount(0);
  await expect(here.ended).toContainText(['Firefox · Windows Signed out from another device.']);
  await expect(app.page.getByRole('status')).toHaveText('The session was ended.');
  await expect(app.dialog).toHaveCount(0);

  await laptop.password.fill(account.password);
  await laptop.signInButton.click();
  await expect(laptop.dialog).toHaveCount(0);
  await expect(there.current).toContainText('Firefox · Windows');
  await expect(here.row('Firefox · Windows')).toHaveCount(1, SOON);
  await laptop.expectSameDocument();
});

test('all other devices end at once, after a question', async ({ app, account, complaints, otherBrowser }) => {
  complaints.allowStatus(401);
  const others = [];
  for (const [userAgent, path] of [[FIREFOX, '/account/sessions'], [IPHONE, '/account/activity']] as const) {
    const other = await otherBrowser({ userAgent });
    await signedInElsewhere(other, account, path);
    others.push(other);
  }
  const page = await signedInElsewhere(app, account, '/account/sessions');
  await page.signOutOthers.click();
  await page.question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.question).toHaveCount(0);
  await expect(page.rows).toHaveCount(3);
  await page.endOthers();
  for (const other of others) await expect(other.dialog).toBeVisible(SOON);
  await expect(page.rows).toHaveCount(1);
  await expect(page.ended).toHaveCount(2);
  await expect(app.page.getByRole('status')).toHaveText('All other devices were signed out.');
  await expect(page.signOutOthers).toBeFocused();
  await expect(app.html).toHaveAttribute('data-auth', 'user');
});

test('focus and scroll stay while rows come and go', async ({ app, account, otherBrowser }) => {
  const [phone, laptop] = [
    await otherBrowser({ userAgent: IPHONE }),
    await otherBrowser({ userAgent: FIREFOX }),
  ];
  await phone.signIn(account);
  await app.page.setViewportSize({ width: 360, height: 400 });
  const page = await signedInElsewhere(app, account, '/account/sessions');
  await page.end('Safari · iPhone').focus();
  const scrolled = await app.page.evaluate(() => window.scrollY);
  expect(scrolled).toBeGreaterThan(0);
  await laptop.signIn(account);
  await expect(page.rows).toHaveCount(3, SOON);
  await expect(page.end('Safari · iPhone')).toBeFocused();
  expect(await app.page.evaluate(() => window.scrollY)).toBe(scrolled);

  await phone.signOut();
  await expect(page.rows).toHaveCount(2, SOON);
  await expect(page.end('Firefox · Windows')).toBeFocused();
  await laptop.signOut();
  await expect(page.rows).toHaveCount(1, SOON);
  await expect(app.page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('a page that nobody sees does not ask', async ({ app, account, traffic, otherBrowser }) => {
  await app.signIn(account);
  await app.page.addInitScript(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  });
  await app.open('/account/sessions');
  traffic.forget();
  const other = await otherBrowser();
  const clock = new Traffic(other.page.context());
  await signedInElsewhere(other, account, '/account/sessions');
  await outwait(clock, 3);
  expect(traffic.answers).toEqual([]);

  await app.page.evaluate(() => Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' }));
  await expect(new DevicesPage(app.page).rows).toHaveCount(2, SOON);
});

test('a lost network is borne in silence', async ({ app, account, context, traffic, complaints, otherBrowser }) => {
  complaints.allowOffline();
  const page = await signedInElsewhere(app, account, '/account/sessions');
  await outwait(traffic, 1);
  const failed = app.page.waitForEvent('requestfailed');
  await context.setOffline(true);
  await failed;
  await expect(app.alert).toHaveCount(0);
  await expect(page.rows).toHaveCount(1);
  const laptop = await otherBrowser({ userAgent: FIREFOX });
  await laptop.signIn(account);
  await context.setOffline(false);
  // After a failure it asks less often.
  await expect(page.row('Firefox · Windows')).toBeVisible({ timeout: 15_000 });
  await expect(app.dialog).toHaveCount(0);
});

test('a page that was ended from another device says so, and from which', async ({ app, account, complaints, otherBrowser }) => {
  complaints.allowStatus(401);
  const there = await otherBrowser({ userAgent: FIREFOX });
  const devices = await signedInElsewhere(there, account, '/account/sessions');
  await app.signIn(account);
  await app.open('/account/activity');
  await expect(devices.rows).toHaveCount(2, SOON);
  await there.page.getByRole('button', { name: 'End session' }).click();
  await expect(app.dialog).toContainText('Signed out from another device.', SOON);
  await expect(app.dialog).toContainText('Firefox · Windows');
  await expect(app.html).toHaveAttribute('data-hidden', 'true');
});

test('the record shows what happens as it happens', async ({ app, account, complaints, otherBrowser }) => {
  await signedInElsewhere(app, account, '/account/activity');
  await app.markDocument();
  const record = app.page.getByRole('list', { name: 'Activity' }).getByRole('listitem');
  await expect(record).toHaveCount(1);
  const wrong = { ...account, password: 'not this one' };
  const stranger = await otherBrowser({ userAgent: FIREFOX });
  complaints.allowStatus(401);
  await stranger.open('/login');
  await stranger.submitCredentials(wrong);
  await expect(record.first()).toContainText('Somebody tried to sign in with a wrong password.', SOON);
  await expect(record.first()).toContainText('Firefox · Windows');
  await expect(record.first()).toContainText('Was this you?');
  await app.expectSameDocument();
});

test('the owner answers whether it was them, and both answers act', async ({ app, account, complaints, otherBrowser }) => {
  complaints.allowStatus(401);
  const stranger = await otherBrowser({ userAgent: FIREFOX });
  for (let times = 0; times < 2; times++) {
    await stranger.open('/login');
    await stranger.submitCredentials({ ...account, password: 'not this one' });
    await stranger.expectError('invalid_credentials');
  }
  await stranger.signIn(account);
  await signedInElsewhere(app, account, '/account/activity');
  const record = app.page.getByRole('list', { name: 'Activity' }).getByRole('listitem');
  const questions = record.filter({ hasText: 'Was this you?' });
  await expect(questions).toHaveCount(2);
  await questions.first().getByRole('button', { name: 'Yes' }).click();
  await expect(questions).toHaveCount(1);
  await expect(app.page.getByRole('status')).toHaveText('Thank you. That is on record.');
  await expect(record.first()).toContainText('You said that something in this list was you.');
  await questions.first().getByRole('button', { name: 'No' }).click();
  await expect(app.page.getByRole('status')).toContainText('All other devices were signed out.');
  await stranger.open('/account');
  await expect(stranger.page).toHaveURL(/\/login/);
});

test('older events are a link away, and the focus goes along', async ({ app, account, page, server }) => {
  for (let times = 0; times < 26; times++) await server.writeNotes(account, []);
  await signedInElsewhere(app, account, '/account/activity');
  const record = page.getByRole('list', { name: 'Activity' }).getByRole('listitem');
  await expect(record).toHaveCount(25);
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(page).toHaveURL(/\?before=/);
  await expect(record).toHaveCount(2);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.getByRole('link', { name: 'Newest' }).click();
  await expect(record).toHaveCount(25);
});

test('the pages of the account lead to each other', async ({ app, account, page }) => {
  await app.signIn(account);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await page.getByRole('link', { name: 'Devices' }).click();
  await expect(page).toHaveURL('/account/sessions');
  await expect(new DevicesPage(page).current).toHaveCount(1);
  await page.getByRole('link', { name: 'Activity' }).click();
  await expect(page).toHaveURL('/account/activity');
  await expect(page.getByRole('list', { name: 'Activity' }).getByRole('listitem')).toHaveCount(1);
});

test.describe('with a token that runs out', () => {
  test.use({ accessTtl: '2s' });

  test('the page renews it and tells the time of it in place', async ({ app, account, complaints, server, traffic }) => {
    complaints.allowStatus(401);
    const refreshes = await server.countRefreshes();
    const page = await signedInElsewhere(app, account, '/account/sessions');
    await expect.poll(async () => (await refreshes()).rotated ?? 0).toBeGreaterThanOrEqual(1);
    await outwait(traffic, 1);
    await expect(page.current).toHaveCount(1);
    await expect(app.alert).toHaveCount(0);
  });
});

test.describe('with script off', () => {
  test.use({ javaScriptEnabled: false });

  test('sessions end by plain forms', async ({ app, account, page, complaints, otherBrowser }) => {
    complaints.allowStatus(401);
    for (const userAgent of [FIREFOX, IPHONE]) {
      await (await otherBrowser({ userAgent, javaScriptEnabled: true })).signIn(account);
    }
    await page.goto('/login');
    await app.submitCredentials(account);
    await page.goto('/account/sessions');
    const devices = new DevicesPage(page);
    await expect(devices.rows).toHaveCount(3);
    await devices.end('Safari · iPhone').click();
    await expect(page).toHaveURL('/account/sessions');
    await expect(devices.rows).toHaveCount(2);
    await devices.endOthers();
    await expect(devices.rows).toHaveCount(1);
    await expect(devices.ended).toHaveCount(2);
    await page.getByRole('link', { name: 'Activity' }).click();
    await expect(page.getByRole('list', { name: 'Activity' }).getByRole('listitem')).toHaveCount(5);
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`axe, ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('finds nothing', async ({ app, account, page, complaints, otherBrowser }) => {
      complaints.allowStatus(401);
      const devices = await signedInElsewhere(app, account, '/account/sessions');
      await expectNoAxeViolation(page);
      const other = await otherBrowser({ userAgent: FIREFOX });
      await other.open('/login');
      await other.submitCredentials({ ...account, password: 'not this one' });
      await other.expectError('invalid_credentials');
      await other.signIn(account);
      await expect(devices.rows).toHaveCount(2, SOON);
      await expectNoAxeViolation(page);
      await devices.signOutOthers.click();
      await expect(devices.question).toBeVisible();
      await expectNoAxeViolation(page);
      await page.keyboard.press('Escape');
      await devices.endOthers();
      await expect(devices.ended).toHaveCount(1);
      await expectNoAxeViolation(page);
      await app.open('/account/activity');
      await expectNoAxeViolation(page);
    });
  });
}

for (const locale of ['en-GB', 'ko-KR']) {
  test.describe(`320 pixels, ${locale}`, () => {
    test.use({ viewport: { width: 320, height: 640 }, locale });

    test('nothing scrolls sideways', async ({ page }) => {
      await page.goto('/login');
      await page.locator('.aside button').click();
      await expect(page).toHaveURL('/notes');
      for (const path of ['/account', '/account/sessions', '/account/activity']) {
        await page.goto(path);
        await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBe(0);
      }
    });
  });
}

test.describe('in Korean', () => {
  test.use({ locale: 'ko-KR', userAgent: FIREFOX });

  test('devices and events are Korean', async ({ page, account }) => {
    await page.goto('/login');
    await page.locator('#email').fill(account.email);
    await page.locator('#password').fill(account.password);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/notes');
    await page.goto('/account/sessions');
    const list = page.getByRole('list', { name: '로그인된 기기' });
    await expect(list.getByRole('listitem')).toContainText('Firefox · Windows');
    await expect(list.getByRole('listitem')).toContainText('현재 기기');
    await expect(page.getByRole('button', { name: '다른 모든 기기에서 로그아웃' })).toHaveCount(1);
    await page.getByRole('link', { name: '활동 기록' }).click();
    await expect(page.getByRole('list', { name: '활동 기록' }).getByRole('listitem')).toContainText('로그인했어요.');
  });
});
