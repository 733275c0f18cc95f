// A session that reaches its age under an open page. Its cookies go with it, as they do when somebody signs out; but nobody has.

import { App } from '../fixtures/app';
import { loosenVisibility, setVisibility } from '../fixtures/clocks';
import { Server, type Account } from '../fixtures/server';
import { sessionCookies } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

interface Ages {
  ages: { server: Server; person: Account };
}

/** A server whose sessions live for seconds, used or not. */
const aged = test.extend<Ages>({
  ages: async ({}, use) => {
    const short = { LATCHKEY_ACCESS_TTL: '2s', LATCHKEY_REFRESH_IDLE_TTL: '8s', LATCHKEY_SESSION_MAX_AGE: '8s', LATCHKEY_CLOCK_LEEWAY: '0s' };
    const server = await Server.start(short);
    await use({ server, person: await server.addAccount() });
    await server.stop();
  },
});

for (const visibility of ['visible', 'hidden'] as const) {
  aged(`a ${visibility} page stays as it was left, and asks to sign in again`, async ({ ages, context, complaints }) => {
    complaints.allowStatus(401);
    await loosenVisibility(context);
    const app = new App(await context.newPage());
    await app.open(`${ages.server.url}/login`);
    await app.submitCredentials(ages.person);
    await expect(app.newNote).toBeVisible();
    await app.markDocument();
    await app.newNote.fill('half a thought');
    await setVisibility(app.page, visibility);

    await expect(app.dialog).toBeVisible({ timeout: 25_000 });
    await expect(app.dialog.locator('[data-error-code]').first()).toHaveAttribute('data-error-code', 'refresh_expired');
    // The browser counts their age by a clock of its own.
    await expect.poll(() => sessionCookies(context)).toEqual([]);
    await expect(app.page.locator('#note-text')).toHaveValue('half a thought');
    await expect(app.page.locator('#note-text'), 'legible: nobody ended it').toBeVisible();

    await app.dialog.getByLabel('Password').fill(ages.person.password);
    await app.dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(app.dialog).toHaveCount(0);
    await expect(app.newNote).toHaveValue('half a thought');
    await app.expectSameDocument();
    await app.page.close();
  });
}
