// A session that this browser has left, by signing out or by another sign-in, does not come back, and leaves nothing behind.

import type { BrowserContext, Page } from '@playwright/test';
import { App } from '../fixtures/app';
import { loosenClocks } from '../fixtures/clocks';
import { holdRefresh } from '../fixtures/faults';
import { claims, REFRESH, refreshToken, sessionCookies } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

const AN_HOUR = 3_600_000;

async function openTab(context: BrowserContext, path: string): Promise<App> {
  const tab = new App(await context.newPage());
  await tab.open(path);
  return tab;
}

/** Lets the page believe that an hour has passed. */
async function anHourPasses(page: Page): Promise<void> {
  await page.evaluate((millis) => void (window.testClocks.monotonic += millis), AN_HOUR);
}

/** Sends a form of script's own making, as a page with script off would send it. */
async function submitPlainForm(page: Page, action: string, fields: object = {}): Promise<void> {
  await page.evaluate(
    ([action, fields]) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action });
      for (const [name, value] of Object.entries(fields) as [string, string][]) form.append(Object.assign(document.createElement('input'), { name, value }));
      document.body.append(form);
      HTMLFormElement.prototype.submit.call(form);
    },
    [action, fields] as const,
  );
}

test('a sign-out by a plain form closes a tab whose token has run out', async ({ app, account, context }) => {
  await loosenClocks(context);
  await app.signIn(account);
  await app.addNote('a private matter');
  const other = await openTab(context, '/account');
  // Nothing in sight but the cookie may tell: this page does not refresh meanwhile.
  await context.route(`**${REFRESH}`, () => {});
  await anHourPasses(app.page);
  await submitPlainForm(other.page, '/logout');
  await expect(other.page).toHaveURL('/login');
  await expect(app.page).toHaveURL('/login?next=/notes');
  await expect(app.page.getByText('a private matter')).toHaveCount(0);
});

test('so does a sign-out where the storage is full', async ({ app, account, context }) => {
  await loosenClocks(context);
  await context.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    delete (window as Partial<typeof globalThis>).BroadcastChannel;
  });
  await app.signIn(account);
  await app.addNote('a private matter');
  const other = await openTab(context, '/account');
  await context.route(`**${REFRESH}`, () => {});
  await anHourPasses(app.page);
  await other.signOut();
  await expect(app.page).toHaveURL('/login?next=/notes');
  await expect(app.page.getByText('a private matter')).toHaveCount(0);
});

test('a sign-out leaves no document that holds what was private, in any tab', async ({ app, account, context }) => {
  await app.signIn(account);
  await app.addNote('a private matter');
  const other = await openTab(context, '/notes');
  await app.open('/notes');
  await app.signOut();
  await expect(other.page).toHaveURL('/login?next=/notes');
  await other.hydrated();
  for (const { page } of [app, other]) {
    const html = await page.evaluate(() => document.documentElement.outerHTML);
    expect(html).not.toContain('a private matter');
    expect(html).not.toContain(account.email);
  }
});

test('a change of person is a new document, and the draft of the first is not lost', async ({ app, account, context, server }) => {
  const second = await server.addAccount('Grace');
  await app.signIn(account);
  await app.addNote('a private matter');
  await app.open('/notes');
  await app.newNote.fill('half a thought');
  const other = await openTab(context, '/notes');
  await submitPlainForm(other.page, '/login', second);
  await app.expectNotesOf(second);
  await app.hydrated();
  const html = await app.page.evaluate(() => document.documentElement.outerHTML);
  expect(html).not.toContain('a private matter');
  expect(html).not.toContain(account.email);
  await expect(app.newNote).toHaveValue('');
  await submitPlainForm(other.page, '/login', account);
  await app.expectNotesOf(account);
  await app.hydrated();
  await other.hydrated();
  // In whichever tab comes first: the one that it was typed in has no other claim to it than before.
  const typed = async () => Promise.all([app, other].map((tab) => tab.newNote.inputValue()));
  await expect.poll(typed).toContain('half a thought');
});

test('a sign-in by script cuts off the refreshes of all tabs', async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  const second = await server.addAccount('Grace');
  await loosenClocks(context);
  await app.signIn(account);
  const other = await openTab(context, '/notes');
  await server.revoke(await refreshToken(context));
  await other.newNote.fill('never sent');
  await other.addNoteButton.click();
  await expect(other.dialog).toBeVisible();

  const { asked, release } = await holdRefresh(context);
  await app.newNote.fill('too late');
  await anHourPasses(app.page);
  await app.addNoteButton.click();
  await asked;
  const cut = app.page.waitForEvent('requestfailed', (request) => request.url().endsWith(REFRESH));
  await other.submitCredentials({ ...second, password: 'not this one' });
  await cut;
  // The refusal empties the field.
  await expect(other.dialog.getByRole('alert')).toHaveAttribute('data-error-code', 'invalid_credentials');
  await other.submitCredentials(second);
  await other.expectNotesOf(second);
  const { sid } = await claims(context);
  release();
  await app.expectNotesOf(second);
  expect((await claims(context)).sid).toBe(sid);
});

test('cookies of a session that was signed in over are not adopted', async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  const second = await server.addAccount('Grace');
  await app.signIn(account);
  const late = await context.cookies();
  // The page itself notices the new person, perhaps before the form has brought it to the notes.
  const other = await openTab(context, '/notes');
  await submitPlainForm(other.page, '/login', second);
  await other.expectNotesOf(second);
  await app.expectNotesOf(second);
  // A late answer to a refresh of the first person's session.
  await context.addCookies(late);
  for (const tab of [app, other]) {
    await expect(tab.page).toHaveURL(/\/login/);
    await expect(tab.page.getByText(account.email)).toHaveCount(0);
  }
  expect(await sessionCookies(context)).not.toContain('lk_claims');
});

test('the owner of a copied session is told of the copy', async ({ app, account, context, server, complaints }) => {
  complaints.allowStatus(401);
  await loosenClocks(context);
  await app.signIn(account);
  const copy = await refreshToken(context);
  for (const text of ['under the next token', 'under the one after it']) {
    await anHourPasses(app.page);
    await app.addNote(text);
  }
  const thief = await fetch(server.url + REFRESH, { method: 'POST', headers: { cookie: `lk_refresh=${copy}` } });
  expect(thief.status).toBe(401);
  await app.newNote.fill('kept');
  await app.addNoteButton.click();
  await expect(app.dialog.locator('[data-error-code]').first()).toHaveAttribute('data-error-code', 'refresh_reused');
});
