// A smoke test in WebKitGTK, over https: signing in, a token that runs out, two tabs, drafts, signing out.

import { expect, test as base } from '@playwright/test';
import { HttpsProxy } from '../fixtures/https';
import { Server, type Account } from '../fixtures/server';
import { readClaims } from '../fixtures/tokens';
import { hasWebKit, WebKit } from '../fixtures/webkit';

const test = base.extend<{ https: HttpsProxy; server: Server; account: Account; webkit: WebKit }>({
  https: async ({}, use) => {
    const https = await HttpsProxy.start();
    await use(https);
    await https.stop();
  },
  server: async ({ https }, use) => {
    const server = await Server.start({ LATCHKEY_BASE_URL: https.url, LATCHKEY_ACCESS_TTL: '4s', LATCHKEY_CLOCK_LEEWAY: '0s' });
    https.passTo(server.url);
    await use(server);
    await server.stop();
  },
  account: async ({ server }, use) => use(await server.addAccount()),
  webkit: async ({ https: _, account, server: __ }, use) => {
    void account;
    const webkit = await WebKit.start();
    await use(webkit);
    await webkit.stop();
  },
});

test.skip(!hasWebKit(), 'WebKitGTK is not installed');

async function signIn(webkit: WebKit, https: HttpsProxy, { email, password }: Account): Promise<void> {
  await webkit.open(`${https.url}/login`);
  await webkit.type('#email', email);
  await webkit.type('#password', password);
  await webkit.press('Sign in');
  await webkit.find('#note-text');
}

test('a session is kept over many tokens, and nobody notices', async ({ webkit, https, account }) => {
  await signIn(webkit, https, account);
  for (const note of ['first', 'second']) {
    const before = https.count('POST /api/token/refresh 200');
    await expect.poll(() => https.count('POST /api/token/refresh 200'), 'the token is renewed ahead of its end').toBeGreaterThan(before);
    await webkit.type('#note-text', note);
    await webkit.press('Add note');
    await webkit.says(note);
  }
  await webkit.open(`${https.url}/notes`);
  await webkit.says('second');
  expect(https.answers.filter((answer) => answer.endsWith(' 401'))).toEqual([]);
});

test('a page that comes back with a dead token is renewed on its way', async ({ webkit, https, account }) => {
  await signIn(webkit, https, account);
  const cookies = await webkit.driver.manage().getCookies();
  const { exp } = readClaims(cookies.find(({ name }) => name === '__Host-lk_claims')?.value ?? '');
  await webkit.driver.get('about:blank');
  const asked = https.answers.length;
  // The cookie may be a newer one by then, which lives longer by as much as the page was open since.
  await expect.poll(() => Date.now() / 1000 - exp, { timeout: 15_000 }).toBeGreaterThan(2);
  await webkit.open(`${https.url}/account`);
  await webkit.says(account.email);
  expect(https.answers.slice(asked)).toContain('GET /api/token/refresh 303');
});

test('tabs share a session, and its end', async ({ webkit, https, account }) => {
  const { driver } = webkit;
  await signIn(webkit, https, account);
  const first = await driver.getWindowHandle();
  await driver.switchTo().newWindow('window');
  await webkit.open(`${https.url}/account`);
  await webkit.says(account.email);
  await webkit.press('Sign out');
  await webkit.find('html[data-auth="anonymous"]');
  await driver.switchTo().window(first);
  await webkit.find('html[data-auth="anonymous"]');
});

test('what was typed outlives a reload', async ({ webkit, https, account }) => {
  await signIn(webkit, https, account);
  await webkit.type('#note-text', 'half a thought');
  await webkit.driver.navigate().refresh();
  await webkit.hydrated();
  await expect.poll(async () => (await webkit.find('#note-text')).getAttribute('value')).toBe('half a thought');
});
