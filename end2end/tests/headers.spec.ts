import { expect, test } from '../fixtures/test';

test('no document or answer of a signed-in person may be stored', async ({ app, account, page }) => {
  await app.signIn(account);
  const [answer] = await Promise.all([page.waitForResponse('**/api/fn/add_note'), app.addNote('private')]);
  expect(answer.headers()['cache-control']).toContain('no-store');
  const document = await page.goto('/notes');
  expect(document?.headers()['cache-control']).toContain('no-store');
});

test('a page keeps its headers while files are fetched', async ({ app, account, context, server }) => {
  // Once a file took them: whoever was rendered at that moment got a page without its content security policy, and so without script.
  await app.signIn(account);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const policies = async (path: string, times: number) => {
    const found = new Set<string>();
    for (let time = 0; time < times; time++) {
      const answer = await fetch(server.url + path, { headers: { cookie } });
      await answer.arrayBuffer();
      found.add((answer.headers.get('content-security-policy') ?? '').replace(/nonce-[\w-]+/, 'nonce'));
    }
    return [...found];
  };
  // Notes are loaded while the page is rendered: that is when the thread turns to others.
  const pages = Promise.all(Array.from({ length: 4 }, () => policies('/notes', 50)));
  const files = Promise.all(Array.from({ length: 3 }, () => policies('/favicon.svg', 100)));
  expect(new Set((await pages).flat())).toEqual(new Set([expect.stringContaining("script-src 'nonce'")]));
  expect(new Set((await files).flat())).toEqual(new Set([expect.stringContaining("default-src 'none'")]));
});
