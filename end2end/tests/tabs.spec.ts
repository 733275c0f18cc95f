// Tabs share one cookie jar and therefore one session.

import type { BrowserContext } from '@playwright/test';
import { App } from '../fixtures/app';
import type { Refreshes } from '../fixtures/metrics';
import { claims, outliveAccessToken, REFRESH } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

/** How long a tab may take to show, without a click, what another one did: it looks every second, but a machine may be busy. */
const SOON = { timeout: 10_000 };

async function openTab(context: BrowserContext, path: string): Promise<App> {
  const tab = new App(await context.newPage());
  await tab.open(path);
  return tab;
}

/**
 * Refreshes by `tabs` tabs at once are no theft. Mostly one rotates, and the others are given the same successor or need not ask; one that
 * asks just as the new cookies arrive sends those, and rotates once more.
 */
function expectOneSession({ rotated = 0, replayed = 0, ...rest }: Refreshes, tabs: number): void {
  expect(rest, 'nothing but rotations and replays').toEqual({});
  expect(rotated).toBeGreaterThanOrEqual(1);
  expect(rotated + replayed).toBeLessThanOrEqual(tabs);
}

test('a sign-in shows in the other tab', async ({ app, account, context }) => {
  const other = await openTab(context, '/login?next=/account');
  await app.signIn(account);
  await expect(other.page).toHaveURL('/account', SOON);
  await expect(other.html).toHaveAttribute('data-auth', 'user');
  await expect(other.page.getByRole('definition').filter({ hasText: account.email })).toBeVisible();
});

test('a sign-out shows in the other tab, and takes what was private', async ({ app, account, context }) => {
  await app.signIn(account);
  await app.addNote('a private matter');
  const other = await openTab(context, '/notes');
  await expect(other.note('a private matter')).toBeVisible();
  await app.signOut();
  await expect(other.html).toHaveAttribute('data-auth', 'anonymous', SOON);
  await expect(other.page).toHaveURL('/login?next=/notes');
  await expect(other.page.getByText('a private matter')).toHaveCount(0);
});

test('another person who signs in from another tab takes over this one', async ({ app, account, context, server }) => {
  const second = await server.addAccount('Grace');
  await server.writeNotes(second, ["Grace's own"]);
  await app.signIn(account);
  await app.addNote("Ada's own");
  const other = await openTab(context, '/notes');
  await other.newNote.fill('a thought of Ada');

  await app.signOut();
  await app.submitCredentials(second);
  await app.expectNotesOf(second);
  await expect(other.page.getByRole('banner')).toContainText(second.name, SOON);
  await expect(other.note("Grace's own")).toBeVisible();
  await expect(other.page.getByText("Ada's own")).toHaveCount(0);
  await expect(other.newNote).toHaveValue('');
});

test('a sign-in while the sign-in page loads in another tab shows there', async ({ app, account, context }) => {
  await app.open('/login');
  const other = new App(await context.newPage());
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  // The document is rendered before the sign-in, and comes to life after it.
  await other.page.route('**/pkg/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await other.page.goto('/login?next=/account', { waitUntil: 'commit' });
  await expect(other.signInButton).toBeVisible();
  await app.submitCredentials(account);
  await app.expectNotesOf(account);
  release();
  await expect(other.page).toHaveURL('/account', SOON);
  await expect(other.html).toHaveAttribute('data-auth', 'user');
});

test('what was written as one person is not sent as another', async ({ app, account, context, server }) => {
  const second = await server.addAccount('Grace');
  await app.signIn(account);
  const other = new App(await context.newPage());
  // This tab has no timer and hears nothing, so that it sleeps through what happens next.
  await other.page.addInitScript(() => {
    window.setTimeout = (() => 0) as unknown as typeof window.setTimeout;
    delete (window as Partial<typeof globalThis>).BroadcastChannel;
  });
  await other.open('/notes');
  await other.newNote.fill('a thought of Ada');

  await app.signOut();
  await app.submitCredentials(second);
  await app.expectNotesOf(second);
  await other.addNoteButton.click();
  await expect(other.page.getByRole('banner')).toContainText(second.name);
  await app.open('/notes');
  await expect(app.page.getByText('a thought of Ada')).toHaveCount(0);
});

test.describe('with a token that runs out', () => {
  // Longer than elsewhere: the second tab must act within the life of the token that the first one fetched.
  test.use({ accessTtl: '4s', stoppedClocks: true });

  test("one tab's refresh serves the other", async ({ app, account, context, server, traffic, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    const other = await openTab(context, '/notes');
    await other.newNote.fill('from the second tab');
    await outliveAccessToken(context);
    const refreshes = await server.countRefreshes();
    await app.addNote('from the first tab');
    traffic.forget();
    await other.addNoteButton.click();
    await expect(other.note('from the second tab')).toHaveCount(1);
    expect(traffic.answers).toEqual(['/api/fn/add_note 200']);
    expect(await refreshes()).toEqual({ rotated: 1 });
  });

  test('two tabs at once stay signed in', async ({ app, account, context, server, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    const other = await openTab(context, '/notes');
    await app.newNote.fill('from the first tab');
    await other.newNote.fill('from the second tab');
    await outliveAccessToken(context);
    const { sid } = await claims(context);
    const refreshes = await server.countRefreshes();
    await Promise.all([app, other].map((tab) => tab.addNoteButton.evaluate((button) => (button as HTMLElement).click())));
    await expect(app.note('from the first tab')).toHaveCount(1);
    await expect(other.note('from the second tab')).toHaveCount(1);
    expectOneSession(await refreshes(), 2);
    expect((await claims(context)).sid).toBe(sid);
  });

  test("another tab's refresh between the two halves of a token does no harm", async ({ app, account, context, traffic, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    await outliveAccessToken(context);
    traffic.forget();
    let sent = 0;
    await context.route('**/api/fn/add_note', async (route) => {
      sent += 1;
      // The page has put its claims on the replay; the browser will add the proof, which is another token's by then.
      if (sent === 2) expect(await context.request.post(REFRESH)).toBeOK();
      await route.continue();
    });
    await app.addNote('sent under two halves');
    await expect(app.alert).toHaveCount(0);
    const [expired, mixed, whole] = ['/api/fn/add_note 401', '/api/fn/add_note 401', '/api/fn/add_note 200'];
    expect(traffic.answers).toEqual([expired, `${REFRESH} 200`, mixed, whole]);
  });

  test('stale tabs that are restored at once stay signed in', async ({ app, account, context, server }) => {
    await app.signIn(account);
    await app.addNote('still here');
    const tabs = await Promise.all(Array.from({ length: 4 }, () => context.newPage()));
    await outliveAccessToken(context);
    const refreshes = await server.countRefreshes();
    await Promise.all(tabs.map((tab) => tab.goto('/notes')));
    for (const tab of tabs) await expect(new App(tab).note('still here')).toBeVisible();

    expectOneSession(await refreshes(), tabs.length);
  });
});
