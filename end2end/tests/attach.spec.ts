// Where the token goes, and what goes with it.

import { createServer, type AddressInfo } from 'node:net';
import { outliveAccessToken, REFRESH } from '../fixtures/tokens';
import { expect, test } from '../fixtures/test';

test('every call carries the half that script can read, and only to this origin', async ({ app, account, context, server }) => {
  const carriers: string[] = [];
  context.on('request', (request) => {
    const { authorization } = request.headers();
    if (authorization) carriers.push(new URL(request.url()).origin);
    expect(authorization ?? 'Bearer a.b').toMatch(/^Bearer [\w-]+\.[\w-]+$/);
  });
  await app.signIn(account);
  await app.addNote('carried');
  await app.deleteNote('carried');
  expect(new Set(carriers)).toEqual(new Set([server.url]));
  expect(carriers.length).toBeGreaterThanOrEqual(2);
});

test('no redirect takes the token elsewhere', async ({ app, account, context, server, complaints }) => {
  complaints.allowCutRequests();
  const reached: string[] = [];
  const elsewhere = createServer((socket) => socket.on('data', (data) => (reached.push(String(data)), socket.end())));
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const { port } = elsewhere.address() as AddressInfo;
  await app.signIn(account);
  await context.route('**/api/fn/add_note', (route) => route.fulfill({ status: 307, headers: { location: `http://127.0.0.1:${port}/` } }));
  await app.addWaitingNote('not for others');
  expect(reached).toEqual([]);
  elsewhere.close();
  expect(server.url).not.toContain(String(port));
});

test.describe('with a token that surprises', () => {
  test.use({ accessTtl: '2s', stoppedClocks: true });

  test('a body is replayed byte for byte', async ({ app, account, context, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    await outliveAccessToken(context);
    const bodies: (Buffer | null)[] = [];
    context.on('request', (request) => {
      if (request.url().endsWith('/add_note')) bodies.push(request.postDataBuffer());
    });
    const text = 'a=b&c d%20 가나다 👩🏽‍💻 "quoted"';
    await app.newNote.fill(text);
    await app.addNoteButton.click();
    await expect(app.note(text)).toHaveCount(1);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]?.equals(bodies[1] ?? Buffer.alloc(0))).toBe(true);
  });

  test('a newer token that is there already needs no refresh', async ({ app, account, context, server, traffic, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    await outliveAccessToken(context);
    const refreshes = await server.countRefreshes();
    traffic.forget();
    let sent = 0;
    await context.route('**/api/fn/add_note', async (route) => {
      sent += 1;
      const answer = await route.fetch();
      // Another tab's refresh is answered while this call is on its way back.
      if (sent === 1) expect(await context.request.post(REFRESH)).toBeOK();
      await route.fulfill({ response: answer });
    });
    await app.addNote('replayed at once');
    expect(traffic.answers).toEqual(['/api/fn/add_note 401', '/api/fn/add_note 200']);
    expect(await refreshes()).toEqual({ rotated: 1 });
  });

  test('a second refusal is the answer', async ({ app, account, context, server, traffic, complaints }) => {
    complaints.allowStatus(401);
    await app.signIn(account);
    const refreshes = await server.countRefreshes();
    const headers = { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer error="invalid_token"' };
    await context.route('**/api/fn/add_note', (route) => route.fulfill({ status: 401, headers, body: '{"code":"token_invalid"}' }));
    traffic.forget();
    await app.newNote.fill('never accepted');
    await app.addNoteButton.click();
    await app.expectError('token_invalid');
    expect(traffic.answers).toEqual(['/api/fn/add_note 401', `${REFRESH} 200`, '/api/fn/add_note 401']);
    expect(await refreshes()).toEqual({ rotated: 1 });
    await expect(app.newNote).toHaveValue('never accepted');
  });
});
