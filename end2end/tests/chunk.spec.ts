// The code behind the sign-in is a file of its own: it may be slow, lost, or gone after a deployment.

import { createHash } from 'node:crypto';

import { breakChunk, holdChunk, mendChunk } from '../fixtures/faults';
import { expect, test } from '../fixtures/test';

const GONE = { status: 404, contentType: 'text/html', body: '<h1>Gone</h1>' };

test('the sign-in page does without it, and typing fetches it', async ({ app, account, page }) => {
  const chunks: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/pkg/split_pages.')) chunks.push(request.url());
  });
  await app.open('/login');
  expect(chunks).toEqual([]);
  await app.email.fill(account.email);
  await expect.poll(() => chunks.length).toBe(1);
  await app.markDocument();
  await app.submitCredentials(account);
  await app.expectNotesOf(account);
  await app.expectSameDocument();
  expect(chunks).toHaveLength(1);
});

test('while it is on its way, the page says so, and nothing is lost', async ({ app, account, context, page }) => {
  const release = await holdChunk(context, (route) => route.continue());
  await app.open('/login?next=/account');
  await app.markDocument();
  await app.submitCredentials(account);
  const notice = page.getByRole('status').filter({ hasText: 'Loading…' });
  await expect(notice).toBeVisible();
  // A second click goes where the first did not get yet.
  await page.getByRole('banner').getByRole('link', { name: 'Notes' }).click();
  release();
  await app.expectNotesOf(account);
  await expect(notice).toHaveCount(0);
  await app.expectSameDocument();
});

test('one that a deployment has taken away is a document load', async ({ app, account, context, page, complaints }) => {
  complaints.allowStatus(404);
  complaints.allowChunk();
  await breakChunk(context, (route) => route.fulfill(GONE));
  await app.open('/login?next=/notes%3Fbefore=x');
  await app.markDocument();
  const asked = page.waitForRequest((request) => request.isNavigationRequest());
  await app.submitCredentials(account);
  await asked;
  await mendChunk(context);
  await expect(page).toHaveURL('/notes?before=x');
  await app.hydrated();
  expect(await page.evaluate(() => window.sameDocument)).toBeUndefined();
});

test('without it, a page works as it does with script off, and comes to life later', async ({ app, account, context, page, complaints }) => {
  complaints.allowCutRequests();
  complaints.allowChunk();
  await app.signIn(account);
  await breakChunk(context, (route) => route.abort());
  await page.goto('/notes');
  await app.newNote.fill('written without it');
  await app.addNoteButton.click();
  await expect(app.note('written without it')).toBeVisible();
  await expect(app.html).not.toHaveAttribute('data-hydrated');
  await app.newNote.fill('typed meanwhile');
  await mendChunk(context);
  await app.hydrated();
  await expect(app.newNote).toHaveValue('typed meanwhile');
});

test('who has gone elsewhere meanwhile is not taken along', async ({ app, account, context, page, complaints }) => {
  complaints.allowCutRequests();
  complaints.allowChunk();
  const fail = await holdChunk(context, (route) => route.abort());
  await app.open('/login?next=/account');
  await app.markDocument();
  await app.submitCredentials(account);
  await expect(page).toHaveURL('/account');
  await page.getByRole('link', { name: 'Latchkey' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const lost = page.waitForEvent('requestfailed');
  fail();
  await lost;
  await expect(page).toHaveURL('/');
  await expect(page.getByText('Loading…')).toHaveCount(0);
  await app.expectSameDocument();
});

test('a file that a browser keeps for ever has a name that belongs to its content', async ({ app, account, page }) => {
  const urls = new Set<string>();
  page.on('response', (response) => {
    if (response.url().includes('/pkg/')) urls.add(response.url());
  });
  await app.open('/login');
  await app.email.fill(account.email);
  await expect.poll(() => [...urls].filter((url) => url.includes('/split_pages.'))).toHaveLength(1);
  expect(urls.size).toBe(5);
  for (const url of urls) {
    const answer = await page.request.get(url);
    expect(answer.headers()['cache-control']).toContain('immutable');
    const [, name, hash] = /([^/]+?)\.([\w-]{22})\.\w+$/.exec(url) ?? [];
    let content = await answer.body();
    if (url.endsWith('.js') && name === 'latchkey') {
      // Each of the two scripts names the other: this one carries a hash of what the other is made of.
      const text = content.toString();
      expect(text).toMatch(/const program="[\w-]{43}"/);
      content = Buffer.from(text.replace(/__wasm_split\.[\w-]{22}\.js/, `__wasm_split.${'_'.repeat(22)}.js`));
    }
    expect(createHash('md5').update(content).digest('base64url'), url).toBe(hash);
  }
});
