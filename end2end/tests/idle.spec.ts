// A page that only polls is no activity: once nobody touches it, the idle timeout of the session can end it.

import { App } from '../fixtures/app';
import { eventNames } from '../fixtures/events';
import { DevicesPage } from '../fixtures/devices';
import { Server, type Account } from '../fixtures/server';
import { claims } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

interface Idle {
  idle: { server: Server; person: Account };
}

/** A server whose sessions end after seconds without a refresh. An untouched page counts as used for four of them. */
const short = test.extend<Idle>({
  idle: async ({}, use) => {
    const settings = { LATCHKEY_ACCESS_TTL: '2s', LATCHKEY_REFRESH_IDLE_TTL: '8s', LATCHKEY_SESSION_MAX_AGE: '1h', LATCHKEY_CLOCK_LEEWAY: '0s' };
    const server = await Server.start(settings);
    await use({ server, person: await server.addAccount() });
    await server.stop();
  },
});

async function openDevices(app: App, { server, person }: Idle['idle']): Promise<void> {
  await app.open(`${server.url}/login?next=/account/sessions`);
  await app.submitCredentials(person);
  await expect(new DevicesPage(app.page).rows).toHaveCount(1);
}

short('a page that polls and is not touched is signed out by the idle timeout', async ({ idle, context, complaints }) => {
  complaints.allowStatus(401);
  const app = new App(await context.newPage());
  await openDevices(app, idle);
  await expect(app.dialog).toBeVisible({ timeout: 40_000 });
  await expect(app.dialog.locator('[data-error-code]').first()).toHaveAttribute('data-error-code', 'refresh_expired');
  await app.page.close();
});

short('a page that polls and is touched stays signed in', async ({ idle, context }) => {
  const app = new App(await context.newPage());
  await openDevices(app, idle);
  const { gen } = await claims(context);
  const touch = async () => {
    await app.page.keyboard.press('Shift');
    return (await claims(context)).gen;
  };
  // At most two seconds each: together longer than the session would live without a touch.
  await expect.poll(touch, { timeout: 50_000 }).toBeGreaterThan(gen + 14);
  await expect(app.dialog).toHaveCount(0);
  await app.page.close();
});

test('after days without a touch a page no longer refreshes, and the next touch catches up', async ({ app, account, page, server }) => {
  await page.clock.install();
  await app.signIn(account);
  await page.goto('/account/sessions');
  await app.hydrated();
  const refreshes = await server.countRefreshes();
  // The jump fires the tick that is due: the refresh may be over before it returns.
  await page.clock.fastForward(6 * 86_400_000);
  await page.clock.runFor(3_000);
  await expect.poll(refreshes, 'six days are less than half of the idle timeout').toEqual({ rotated: 1 });
  await expect.poll(() => eventNames(page)).toContain('renewed');

  const later = await server.countRefreshes();
  await page.clock.fastForward(2 * 86_400_000);
  // Ticks of the interceptor, and polls of the page.
  await page.clock.runFor(10_000);
  await expect.poll(() => eventNames(page)).toContain('give_up');
  expect(await later()).toEqual({});

  await page.keyboard.press('Shift');
  await expect.poll(later).toEqual({ rotated: 1 });
});
