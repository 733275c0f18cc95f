// What a development server shows of the interceptor, a production server does not.

import '../fixtures/events';
import { App } from '../fixtures/app';
import { Server } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

test('a production server shows no events', async ({ context }) => {
  const secret = Buffer.alloc(32, 7).toString('base64');
  const server = await Server.start({
    LATCHKEY_ENV: 'production',
    LATCHKEY_BASE_URL: 'https://latchkey.test',
    LATCHKEY_SECRET: secret,
    LATCHKEY_TRUSTED_PROXIES: 'none',
  });
  try {
    // The server answers for its own host only; what the browser asks there is asked of the server by this.
    await context.route('https://latchkey.test/**', async (route) => {
      const { pathname, search } = new URL(route.request().url());
      const headers = { ...route.request().headers(), host: 'latchkey.test' };
      // A connection that the server has just closed for being idle is no answer.
      const response = await route.fetch({ url: `${server.url}${pathname}${search}`, headers, maxRetries: 3 });
      await route.fulfill({ response });
    });
    const app = new App(await context.newPage());
    await app.open('https://latchkey.test/login');
    expect(await app.page.evaluate(() => Object.keys(window).filter((name) => name.includes('latchkey')))).toEqual([]);
    await app.page.getByRole('contentinfo').getByRole('link', { name: 'Dark' }).click();
    const choices = (await context.cookies()).filter(({ name }) => ['lk_tz', 'lk_theme'].includes(name));
    expect(choices.map(({ secure }) => secure), 'over https every cookie is secure').toEqual([true, true]);
    await app.page.close();
  } finally {
    await server.stop();
  }
});

test('a development server does', async ({ app }) => {
  await app.open('/login');
  expect(await app.page.evaluate(() => Array.isArray(window.__latchkey_events))).toBe(true);
});
