// Sessions that are bound to their device: Chromium over https, with keys in software.

import type { Browser, BrowserContext } from '@playwright/test';
import { App } from '../fixtures/app';
import { chromium } from '../fixtures/chromium';
import { HttpsProxy } from '../fixtures/https';
import { newAddress, type Mail } from '../fixtures/mailbox';
import { Server, type Account } from '../fixtures/server';
import { outliveAccessToken } from '../fixtures/tokens';
import { expect, test as base } from '../fixtures/test';

const START = '/api/token/bound/start';
const BOUND = '/api/token/bound';
const REFRESH = '/api/token/refresh';
const COOKIE = '__Secure-lk_bound';

interface Fixtures {
  https: HttpsProxy;
  /** Settings of the server. */
  settings: Record<string, string>;
  /** Whether the browser signs as often as it is asked, which a security chip does not. */
  signsWithoutLimit: boolean;
  /** A browser that can bind a session. */
  bindingBrowser: Browser;
  /** A page of it. */
  owner: App;
}

const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  signsWithoutLimit: [true, { option: true }],
  https: async ({}, use) => {
    const https = await HttpsProxy.start();
    await use(https);
    await https.stop();
  },
  server: async ({ https, settings }, use) => {
    const server = await Server.start({ LATCHKEY_BASE_URL: https.url, ...settings });
    https.passTo(server.url);
    await use(server);
    await server.stop();
  },
  // After the server, which answers there.
  baseURL: async ({ https, server: _ }, use) => use(https.url),
  bindingBrowser: async ({ playwright, https, signsWithoutLimit }, use) => {
    const { args = [], ...options } = chromium();
    const quota = signsWithoutLimit ? ':RefreshQuota/false' : '';
    const features = `DeviceBoundSessions${quota},EnableBoundSessionCredentialsSoftwareKeysForManualTesting`;
    const browser = await playwright.chromium.launch({
      ...options,
      args: [...args, `--enable-features=${features}`, `--ignore-certificate-errors-spki-list=${https.certificate.fingerprint}`],
    });
    await use(browser);
    await browser.close();
  },
  owner: async ({ bindingBrowser, https, server: _, complaints }, use) => {
    const context = await bindingBrowser.newContext({ baseURL: https.url, locale: 'en-GB' });
    complaints.listen(context);
    await use(new App(await context.newPage()));
    await context.close();
  },
});

/** Waits until the browser has bound its session. */
async function bound(https: HttpsProxy, times = 1): Promise<void> {
  await expect.poll(() => https.count(`POST ${START} 200`), 'the browser registers a key').toBe(times);
}

async function signsIn(https: HttpsProxy, owner: App, account: Account): Promise<void> {
  await owner.signIn(account);
  await bound(https);
}

/** Refreshes as the interceptor does, so many times at once. Returns the statuses. */
async function refreshes(app: App, times = 1): Promise<number[]> {
  return app.page.evaluate(
    async ([path, count]) => {
      const answers = Array.from({ length: count }, () => fetch(path, { method: 'POST' }));
      return (await Promise.all(answers)).map(({ status }) => status);
    },
    [REFRESH, times] as const,
  );
}

/** Lets the cookie of a proof die, which it does by itself within a minute. */
async function loseProof(context: BrowserContext): Promise<void> {
  await context.clearCookies({ name: COOKIE });
}

/** Whether the refresh waited for one proof. Chromium may have given another one ahead of the next by then. */
function proofs({ answers }: HttpsProxy): 'none' | 'few' | 'many' {
  const before = answers.slice(0, answers.indexOf(`POST ${REFRESH} 200`));
  const count = before.filter((answer) => answer === `POST ${BOUND} 200`).length;
  return count === 0 ? 'none' : count <= 2 ? 'few' : 'many';
}

/** Another browser, with a copy of every cookie but that of the last minute's proof. */
async function thiefOf(owner: App, browser: Browser, https: HttpsProxy): Promise<App> {
  const cookies = await owner.page.context().cookies();
  const context = await browser.newContext({ baseURL: https.url, locale: 'en-GB', ignoreHTTPSErrors: true });
  await context.addCookies(cookies.filter(({ name }) => name !== COOKIE));
  return new App(await context.newPage());
}

test('a copy of every lasting cookie refreshes nothing, and the owner goes on', async ({ https, owner, account, browser }) => {
  await signsIn(https, owner, account);
  await owner.expectStrip(/ · bound · /);
  const thief = await thiefOf(owner, browser, https);
  await thief.page.goto('/');
  expect(await refreshes(thief)).toEqual([401]);
  await loseProof(owner.page.context());
  expect(await refreshes(owner)).toEqual([200]);
  expect(proofs(https)).toEqual('few');
  await owner.open('/account/sessions');
  await owner.page.getByText('Details').first().click();
  await expect(owner.page.getByText('Bound to this device')).toBeVisible();
  await thief.page.context().close();
});

test('the page of a copy asks for the password, and then goes on in a session of its own', async ({ https, owner, account, browser }) => {
  await signsIn(https, owner, account);
  const thief = await thiefOf(owner, browser, https);
  await thief.open('/notes');
  await thief.page.context().clearCookies({ name: '__Host-lk_proof' });
  await thief.newNote.fill('typed before');
  await thief.addNoteButton.click();
  await expect(thief.dialog.locator('[data-error-code]').first()).toHaveAttribute('data-error-code', 'refresh_unbound');
  await thief.dialog.getByLabel('Password').fill(account.password);
  await thief.dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(thief.note('typed before')).toHaveCount(1);
  await thief.page.context().close();
});

test('calls at the same time wait for one proof', async ({ https, owner, account }) => {
  await signsIn(https, owner, account);
  await loseProof(owner.page.context());
  expect(await refreshes(owner, 3)).toEqual([200, 200, 200]);
  expect(proofs(https)).toEqual('few');
});

for (const fault of ['drop', 'lose', 503] as const) {
  test(`a proof that fails (${fault}) signs nobody out`, async ({ https, owner, account, complaints }) => {
    await signsIn(https, owner, account);
    await loseProof(owner.page.context());
    https.fault = (path) => (path === BOUND ? fault : undefined);
    expect(await refreshes(owner), 'within the grace').toEqual([200]);
    https.fault = () => undefined;
    expect(await refreshes(owner)).toEqual([200]);
    expect(https.count(`POST ${BOUND} 200`), 'proven again').toBeGreaterThan(0);
    complaints.allowStatus(503);
  });
}

test.describe('with a chip that signs a few times only', () => {
  test.use({ signsWithoutLimit: false });

  test('a browser that has signed too often goes on in its grace', async ({ https, owner, account, server }) => {
    await signsIn(https, owner, account);
    const refreshed = await server.countRefreshes();
    for (let times = 0; times < 12; times += 1) {
      await loseProof(owner.page.context());
      expect(await refreshes(owner)).toEqual([200]);
    }
    expect(https.count(`POST ${BOUND} 200`), 'not every refresh was signed for').toBeLessThan(12);
    expect((await refreshed()).unbound).toBeUndefined();
  });
});

test('a restart of the server loses no binding', async ({ https, owner, account, server, complaints }) => {
  await signsIn(https, owner, account);
  // The strip may be asking what the server knows of the session.
  complaints.allowRestart();
  await server.restart();
  await loseProof(owner.page.context());
  expect(await refreshes(owner)).toEqual([200]);
  expect(proofs(https)).toEqual('few');
});

test('whoever signs in next in this browser is bound anew', async ({ https, owner, account, server }) => {
  await signsIn(https, owner, account);
  await owner.signOut();
  const other = await server.addAccount('Bob');
  await owner.signIn(other);
  await bound(https, 2);
  await loseProof(owner.page.context());
  expect(await refreshes(owner)).toEqual([200]);
});

test('a new account is bound from its first session on', async ({ https, owner, playwright }) => {
  const email = newAddress();
  await owner.open('/signup');
  await owner.page.getByLabel('Name').fill('Ada');
  await owner.page.getByLabel('Email').fill(email);
  await owner.page.getByLabel('Password', { exact: true }).fill('plum kettle orbit 41');
  await owner.page.getByRole('button', { name: 'Create account' }).click();
  const request = await playwright.request.newContext({ baseURL: https.url, ignoreHTTPSErrors: true });
  const mails = async () => (await (await request.get('/dev/mailbox.json')).json()) as Mail[];
  await expect.poll(async () => (await mails())[0]?.to).toBe(email);
  await owner.page.getByLabel('Code').fill((await mails())[0]?.code ?? '');
  await owner.page.getByRole('button', { name: 'Verify' }).click();
  await expect(owner.newNote).toBeVisible();
  await bound(https);
});

test.describe('with a short token', () => {
  test.use({ settings: { LATCHKEY_ACCESS_TTL: '3s', LATCHKEY_CLOCK_LEEWAY: '0s' } });

  test('a link on another site leads to a stale page, which is renewed by a proof', async ({ https, owner, account, server }) => {
    await signsIn(https, owner, account);
    const { page } = owner;
    await page.route('https://elsewhere.test/', (route) => route.fulfill({ contentType: 'text/html', body: `<a href="${https.url}/notes">Notes</a>` }));
    await page.goto('https://elsewhere.test/');
    const refreshed = await server.countRefreshes();
    await loseProof(page.context());
    await outliveAccessToken(page.context());
    await page.getByRole('link', { name: 'Notes' }).click();
    await expect(page).toHaveURL(`${https.url}/notes`);
    await expect(owner.newNote).toBeVisible();
    expect((await refreshed()).rotated).toBeGreaterThan(0);
  });
});

test('a form with script off binds, too', async ({ https, bindingBrowser, server: _, account }) => {
  const context = await bindingBrowser.newContext({ baseURL: https.url, javaScriptEnabled: false });
  const app = new App(await context.newPage());
  await app.page.goto('/login');
  await app.submitCredentials(account);
  await expect(app.newNote).toBeVisible();
  await bound(https);
  await context.close();
});

test('a browser that cannot bind is served as ever', async ({ https, browser, server: _, account }) => {
  const context = await browser.newContext({ baseURL: https.url, locale: 'en-GB', ignoreHTTPSErrors: true });
  const app = new App(await context.newPage());
  await app.signIn(account);
  expect(await refreshes(app)).toEqual([200]);
  expect(https.answers.filter((answer) => answer.includes(BOUND))).toEqual([]);
  await context.close();
});
