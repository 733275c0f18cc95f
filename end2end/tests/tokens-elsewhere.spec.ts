// Programs that are not ours verify our access tokens, with nothing but the published keys and the name of the issuer: one by the `jose`
// package, one by PyJWT. No browser takes part.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { expect, test } from '@playwright/test';
import { DEMO, Server } from '../fixtures/server';

const PYTHON = fileURLToPath(new URL('../../target/python/bin/python', import.meta.url));
const SCRIPT = fileURLToPath(new URL('../fixtures/verify-token.py', import.meta.url));

// The tests of one algorithm share a server, and all share that of another issuer: so all share a worker.
test.describe.configure({ mode: 'default' });

type Verify = (server: Server, token: string) => Promise<JWTPayload>;

const keysOf = (server: Server) => `${server.url}/.well-known/jwks.json`;

const byJose: Verify = async (server, token) => {
  const keys = createRemoteJWKSet(new URL(keysOf(server)));
  const { payload } = await jwtVerify(token, keys, {
    issuer: server.url,
    audience: server.url,
    typ: 'at+jwt',
    requiredClaims: ['sub', 'exp', 'iat', 'jti'],
  });
  return payload;
};

const byPyJWT: Verify = (server, token) =>
  new Promise((resolve, reject) => {
    const python = execFile(PYTHON, [SCRIPT, keysOf(server), server.url], (error, claims, complaint) =>
      error ? reject(new Error(complaint || error.message)) : resolve(JSON.parse(claims)),
    );
    python.stdin?.end(token);
  });

const LIBRARIES: [string, Verify][] = [
  ['jose', byJose],
  ['PyJWT', byPyJWT],
];

async function signIn(server: Server): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ email: DEMO.email, password: DEMO.password });
  const answer = await fetch(`${server.url}/api/token`, { method: 'POST', headers, body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const header = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());

/** The token of somebody who gave himself another role. */
function promoted(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');
  return [header, forged, signature].join('.');
}

const ALGORITHMS = ['EdDSA', 'ES256', 'RS256', 'PS256'];

let another: Server;

test.beforeAll(async () => {
  another = await Server.start({});
});
test.afterAll(() => another.stop());

for (const algorithm of ALGORITHMS) {
  test.describe(algorithm, () => {
    let server: Server;

    test.beforeAll(async () => {
      server = await Server.start({ LATCHKEY_SIGNING_ALG: algorithm });
    });
    test.afterAll(() => server.stop());

    for (const [library, verify] of LIBRARIES) {
      test(`${library} verifies a token by the published keys`, async () => {
        const token = await signIn(server);
        expect(header(token)).toMatchObject({ alg: algorithm, typ: 'at+jwt' });
        expect(await verify(server, token)).toMatchObject({ iss: server.url, aud: server.url, email: DEMO.email, role: 'user' });
      });

      test(`${library} refuses a token that was altered`, async () => {
        await expect(verify(server, promoted(await signIn(server)))).rejects.toThrow(/signature verification failed/i);
      });

      test(`${library} refuses a token of another server`, async () => {
        await expect(verify(server, await signIn(another))).rejects.toThrow(/no applicable key|signing key that matches/);
      });
    }
  });
}

/** Waits for a rotation on a server of this algorithm: a new key is announced for as long as a copy of the key set may be kept, 65 seconds. */
async function expectBothGood(algorithm: string): Promise<void> {
  const server = await Server.start({ LATCHKEY_SIGNING_ALG: algorithm });
  try {
    const before = await signIn(server);
    await server.rotateKeys();
    let after = before;
    const signedBy = async () => header((after = await signIn(server))).kid;
    await expect.poll(signedBy, { message: 'the new key signs', timeout: 120_000, intervals: [2_000] }).not.toBe(header(before).kid);
    for (const [, verify] of LIBRARIES) {
      for (const token of [before, after]) expect(await verify(server, token)).toMatchObject({ email: DEMO.email });
    }
  } finally {
    await server.stop();
  }
}

test('a token of before and one of after a key rotation are both good, by every algorithm', async () => {
  test.setTimeout(150_000);
  await Promise.all(ALGORITHMS.map(expectBothGood));
});

test('HS256 publishes no key', async () => {
  const server = await Server.start({ LATCHKEY_SIGNING_ALG: 'HS256' });
  try {
    expect(header(await signIn(server))).toMatchObject({ alg: 'HS256' });
    expect(await (await fetch(keysOf(server))).json()).toEqual({ keys: [] });
  } finally {
    await server.stop();
  }
});
