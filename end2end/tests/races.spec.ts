// Things that happen at once, many times over, with and without what newer browsers offer.

import type { BrowserContext } from '@playwright/test';
import { App } from '../fixtures/app';
import { loosenClocks } from '../fixtures/clocks';
import { eventNames } from '../fixtures/events';
import { holdCalls, holdProgram, holdRefresh } from '../fixtures/faults';
import { claims, REFRESH, sessionCookies } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

const ROUNDS = 20;

async function openTab(context: BrowserContext, path: string): Promise<App> {
  const tab = new App(await context.newPage());
  await tab.open(path);
  return tab;
}

/** Takes away what tabs may use to come to terms, where a browser has it. */
async function forgetNovelties(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });
    for (const name of ['cookieStore', 'BroadcastChannel']) delete (window as unknown as Record<string, unknown>)[name];
  });
}

/** Lets the pages believe that an hour has passed, and has each add a note before any of them gets an answer. */
async function addNotesAfterAnHour(context: BrowserContext, tabs: readonly App[], text: string): Promise<void> {
  await Promise.all(tabs.map((tab, number) => tab.newNote.fill(`${text}, tab ${number}`)));
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  // All refreshes carry what was there when they were asked for. One that is merely continued would carry the cookies of that
  // moment, among them perhaps those of another tab's answer.
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  await context.route(`**${REFRESH}`, async (route) => {
    await released;
    await route.fulfill({ response: await route.fetch({ headers: { ...route.request().headers(), cookie } }) });
  });
  await Promise.all(
    tabs.map((tab) =>
      tab.page.evaluate(() => {
        window.testClocks.monotonic += 3_600_000;
        document.querySelector<HTMLElement>('form:has(#note-text) button')?.click();
      }),
    ),
  );
  release();
  for (const [number, tab] of tabs.entries()) await expect(tab.note(`${text}, tab ${number}`)).toHaveCount(1);
  await context.unroute(`**${REFRESH}`);
}

test('tabs that need a token at once ask for one', async ({ app, account, context, server, traffic }) => {
  await loosenClocks(context);
  await app.signIn(account);
  const tabs = [app, await openTab(context, '/notes'), await openTab(context, '/notes')];
  const { sid } = await claims(context);
  for (let round = 0; round < ROUNDS; round++) {
    const refreshes = await server.countRefreshes();
    await addNotesAfterAnHour(context, tabs, `round ${round}`);
    expect(await refreshes(), `round ${round}`).toEqual({ rotated: 1 });
  }
  expect((await claims(context)).sid).toBe(sid);
  expect(traffic.answers.filter((answer) => / 4\d\d$/.test(answer))).toEqual([]);
});

test('so do they, or are given the same, in a browser without locks and channels', async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  await forgetNovelties(context);
  await loosenClocks(context);
  await app.signIn(account);
  const tabs = [app, await openTab(context, '/notes'), await openTab(context, '/notes')];
  const { sid } = await claims(context);
  for (let round = 0; round < ROUNDS; round++) {
    const refreshes = await server.countRefreshes();
    await addNotesAfterAnHour(context, tabs, `round ${round}`);
    const { rotated = 0, replayed = 0, ...rest } = await refreshes();
    expect(rest, `round ${round}`).toEqual({});
    expect(rotated).toBeGreaterThanOrEqual(1);
    expect(rotated + replayed).toBeLessThanOrEqual(tabs.length);
  }
  expect((await claims(context)).sid).toBe(sid);
});

test('a tab that is frozen with the lock in its hands holds up nobody', async ({ app, account, context, server }) => {
  await loosenClocks(context);
  await app.signIn(account);
  const other = await openTab(context, '/notes');
  await other.page.evaluate(() => {
    const held = (granted: () => void) => () => (granted(), new Promise(() => {}));
    return new Promise<void>((granted) => void navigator.locks.request('latchkey.refresh', held(granted)));
  });
  const refreshes = await server.countRefreshes();
  await app.newNote.fill('not held up');
  await app.page.evaluate(() => {
    window.testClocks.monotonic += 3_600_000;
    document.querySelector<HTMLElement>('form:has(#note-text) button')?.click();
  });
  await expect(app.note('not held up')).toHaveCount(1, { timeout: 10_000 });
  expect(await refreshes()).toEqual({ rotated: 1 });
});

for (const novelties of [true, false]) {
  test.describe(novelties ? 'with channels between tabs' : 'without channels between tabs', () => {
    test.beforeEach(async ({ context }) => {
      if (!novelties) await forgetNovelties(context);
    });

    test('signing out cuts off a refresh, and its answer brings nothing back', async ({ app, account, context, page, complaints }) => {
      // Without a word from the tab that signs out, the other may ask once more before it looks at the cookie.
      if (!novelties) complaints.allowStatus(401);
      await loosenClocks(context);
      await app.signIn(account);
      const other = await openTab(context, '/notes');
      const { asked, release } = await holdRefresh(context);
      await other.newNote.fill('too late');
      await other.page.evaluate(() => {
        window.testClocks.monotonic += 3_600_000;
        document.querySelector<HTMLElement>('form:has(#note-text) button')?.click();
      });
      await asked;
      await app.hydrated();
      await app.signOutButton.click();
      await expect(app.page).toHaveURL(/\/login/);
      release();
      for (const tab of [app, other]) {
        await expect(tab.html).toHaveAttribute('data-auth', 'anonymous', { timeout: 10_000 });
        await expect(tab.page).toHaveURL(/\/login/);
      }
      await expect.poll(() => sessionCookies(context)).not.toContain('lk_claims');
      await page.reload();
      await app.hydrated();
      await expect(app.html).toHaveAttribute('data-auth', 'anonymous');
    });
  });
}

test('signing out and refreshing at once ends signed out, every time', async ({ app, account, context }) => {
  await loosenClocks(context);
  await app.signIn(account);
  for (let round = 0; round < ROUNDS; round++) {
    await app.newNote.fill('either way');
    await app.page.evaluate(() => {
      window.testClocks.monotonic += 3_600_000;
      document.querySelector<HTMLElement>('form:has(#note-text) button')?.click();
      document.querySelector<HTMLElement>('form.sign-out button')?.click();
    });
    await expect(app.page).toHaveURL('/login');
    await expect(app.html).toHaveAttribute('data-auth', 'anonymous');
    expect(await sessionCookies(context), `round ${round}`).not.toContain('lk_claims');
    await app.submitCredentials(account);
    await app.expectNotesOf(account);
  }
});

test("one person's late answer is not given to another's page", async ({ app, account, context, page, server }) => {
  const second = await server.addAccount('Grace');
  await server.writeNotes(second, ["Grace's own"]);
  await app.signIn(account);
  const other = await openTab(context, '/account');
  const { asked, release } = await holdCalls(page, 'add_note');
  await app.newNote.fill("Ada's own");
  await app.addNoteButton.click();
  await asked;

  await other.signOut();
  await other.submitCredentials(second);
  await other.expectNotesOf(second);
  release();
  await app.expectNotesOf(second);
  await expect(app.note("Grace's own")).toBeVisible();
  await expect(page.getByText("Ada's own")).toHaveCount(0);
  await expect(app.newNote).toHaveValue('');
});

test('a page that comes to life after another person has signed in is theirs', async ({ app, account, context, page, server }) => {
  const second = await server.addAccount('Grace');
  await server.writeNotes(second, ["Grace's own"]);
  await app.signIn(account);
  await app.addNote("Ada's own");
  const other = await openTab(context, '/account');
  const browser = await context.newCDPSession(page);
  await browser.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const release = await holdProgram(context);
  await page.goto('/notes');
  await expect(app.note("Ada's own")).toBeVisible();

  await other.signOutButton.click();
  await expect(other.page).toHaveURL('/login');
  await other.submitCredentials(second);
  await other.expectNotesOf(second);
  release();
  await app.hydrated();
  await app.expectNotesOf(second);
  await expect(app.note("Grace's own")).toBeVisible();
  await expect(page.getByText("Ada's own")).toHaveCount(0);
});

test('a page that comes to life after a sign-out shows nothing private', async ({ app, account, context, page }) => {
  await app.signIn(account);
  await app.addNote('a private matter');
  const other = await openTab(context, '/account');
  const release = await holdProgram(context);
  await page.goto('/notes');
  await other.signOutButton.click();
  await expect(other.page).toHaveURL('/login');
  release();
  await expect(page).toHaveURL('/login?next=/notes');
  await expect(page.getByText('a private matter')).toHaveCount(0);
});

test('a page out of the back/forward cache looks at the cookie before anything else', async ({ app, account, context, page }) => {
  // No timer and no channel: only its return can tell the page.
  await page.addInitScript(() => {
    window.setTimeout = (() => 0) as unknown as typeof window.setTimeout;
    delete (window as Partial<typeof globalThis>).BroadcastChannel;
  });
  await app.signIn(account);
  await app.addNote('a private matter');
  const other = await openTab(context, '/account');
  await other.signOut();
  await expect(app.note('a private matter')).toBeVisible();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await expect(page.getByText('a private matter')).toHaveCount(0);
  await expect(page).toHaveURL('/login?next=/notes');
});

test('a call that is dropped leaves at once', async ({ app, account, context, page, traffic }) => {
  await loosenClocks(context);
  await app.signIn(account);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page).toHaveURL('/account');
  const { asked, release } = await holdRefresh(context);
  traffic.forget();
  await page.evaluate(() => void (window.testClocks.monotonic += 3_600_000));
  await page.getByRole('link', { name: 'Notes', exact: true }).click();
  await asked;
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect.poll(() => eventNames(page)).toContain('drop');
  release();
  await expect.poll(() => eventNames(page)).toContain('renewed');
  expect(traffic.answers.filter((answer) => answer.startsWith('/api/fn/list_notes'))).toEqual([]);
  expect(traffic.count(`${REFRESH} 200`)).toBe(1);
});
