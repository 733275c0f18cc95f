// A silent refresh is silent: nothing on the page is built again, and nothing a person holds moves.

import type { Page } from '@playwright/test';
import { eventNames, events, forgetEvents } from '../fixtures/events';
import { claims, REFRESH } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

declare global {
  interface Window {
    testChanges: string[];
  }
}

async function watchForChanges(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    window.testChanges = [];
    const note = (changes: MutationRecord[]) => window.testChanges.push(...changes.map(({ type, target }) => `${type} ${target.nodeName}`));
    new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  return () => page.evaluate(() => window.testChanges);
}

test.describe('with tokens of two seconds', () => {
  test.use({ accessTtl: '2s' });

  test('three refreshes change nothing on the page', async ({ app, account, context, page, server }) => {
    await server.writeNotes(account, Array.from({ length: 30 }, (_, number) => `note ${number}`));
    await app.signIn(account);
    await expect(app.notes.getByRole('listitem')).toHaveCount(30);
    await expect(app.notes.getByText('UTC'), 'the times are in local time by now').toHaveCount(0);
    await app.newNote.fill('half a sentence');
    await app.newNote.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(4, 8));
    await page.evaluate(() => scrollTo(0, 300));
    const place = () =>
      page.evaluate(() => {
        const field = document.activeElement as HTMLTextAreaElement;
        return { scroll: scrollY, id: field.id, text: field.value, from: field.selectionStart, to: field.selectionEnd };
      });
    const before = await place();
    const changes = await watchForChanges(page);
    const { gen } = await claims(context);
    await forgetEvents(page);
    const renewals = async () => (await eventNames(page)).filter((name) => name === 'renewed').length;
    await expect.poll(renewals, { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
    expect((await claims(context)).gen).toBeGreaterThanOrEqual(gen + 2);
    expect(await changes()).toEqual([]);
    expect(await place()).toEqual(before);
  });

  test('a call tells its way on the bus, without a token', async ({ app, account, page, context, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    await expect.poll(() => eventNames(page)).toContain('renewed');
    await forgetEvents(page);
    await app.addNote('told');
    const told = await events(page);
    const request = told.find(({ type, path }) => type === 'request' && path === '/api/fn/add_note');
    expect(request).toMatchObject({ call: expect.any(Number), session: (await claims(context)).sid, at: expect.any(Number) });
    expect(told.find(({ type, call }) => type === 'answer' && call === request?.call)).toMatchObject({ status: 200 });
    const everything = JSON.stringify(told);
    for (const { value } of await context.cookies()) expect(everything).not.toContain(value);
    expect(everything).not.toMatch(/eyJ/);
  });
});

test.describe('with a token that surprises', () => {
  test.use({ accessTtl: '2s', stoppedClocks: true });

  test('a refresh and a replay are told in their order', async ({ app, account, context, page, traffic, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    await expect.poll(async () => (await claims(context)).exp * 1000 - Date.now()).toBeLessThanOrEqual(0);
    traffic.forget();
    await forgetEvents(page);
    await app.addNote('told');
    expect(await eventNames(page)).toEqual(['request', 'unauthorized', 'lock', 'refresh', 'renewed', 'broadcast', 'replay', 'answer']);
    expect(traffic.count(`${REFRESH} 200`)).toBe(1);
  });
});
