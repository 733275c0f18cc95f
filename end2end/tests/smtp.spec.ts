// Mail by a real mail server.

import { newAddress } from '../fixtures/mailbox';
import { Server } from '../fixtures/server';
import { MailServer } from '../fixtures/smtp';
import { expect, test as base } from '../fixtures/test';

const test = base.extend<{ mail: MailServer }>({
  mail: async ({}, use) => {
    const mail = await MailServer.start();
    await use(mail);
    await mail.stop();
  },
  server: async ({ mail }, use) => {
    const server = await Server.start({
      LATCHKEY_SMTP_URL: mail.url,
      LATCHKEY_MAIL_FROM: 'Latchkey <no-reply@latchkey.test>',
      SSL_CERT_FILE: mail.certificate,
    });
    await use(server);
    await server.stop();
  },
});

async function signUp(server: Server, email: string): Promise<number> {
  const body = JSON.stringify({ name: 'Ada\r\nBcc: eve@example.test', email, password: 'plum kettle orbit 41' });
  const answer = await fetch(`${server.url}/api/users`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return answer.status;
}

test('a mail is sent once, encrypted, under our name', async ({ mail, server }) => {
  const email = newAddress();
  expect(await signUp(server, email)).toBe(202);
  await expect.poll(() => mail.received.length).toBe(1);
  const [received] = mail.received;
  expect(received).toMatchObject({ from: 'no-reply@latchkey.test', to: [email], isEncrypted: true, user: 'latchkey' });
  const source = received?.source ?? '';
  for (const header of [/^From: "?Latchkey"? <no-reply@latchkey\.test>/m, /^Subject: Confirm your email address/m, /^Message-ID: <[\w-]{43}@localhost>/m, /^Auto-Submitted: auto-generated/m]) {
    expect(source).toMatch(header);
  }
  expect(source).not.toContain('eve@example.test');
  expect(source).toContain('multipart/alternative');
  expect(source).toMatch(/\b\d{6}\b/);
});

test('a mail that is refused for now comes later, and one that is refused for good does not', async ({ mail, server }) => {
  const [later, never] = [newAddress(), newAddress()];
  mail.refusals.push(550);
  expect(await signUp(server, never)).toBe(202);
  await expect.poll(() => mail.refusals.length).toBe(0);
  mail.refusals.push(451);
  expect(await signUp(server, later)).toBe(202);
  await expect.poll(() => mail.received.map(({ to }) => to[0]), { timeout: 25_000 }).toEqual([later]);
});
