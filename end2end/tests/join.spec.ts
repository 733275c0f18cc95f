// Creating an account and recovering one, from the mailbox, with and without script.

import type { Page } from '@playwright/test';
import { mailTo, newAddress, pathOf } from '../fixtures/mailbox';
import { expect, test } from '../fixtures/test';

const secret = 'plum kettle orbit 41';

const words = {
  'en-GB': { create: 'Create account', verify: 'Verify', send: 'Send code', set: 'Set password', subject: 'Confirm your email address' },
  'ko-KR': { create: '계정 만들기', verify: '확인', send: '코드 받기', set: '비밀번호 정하기', subject: '이메일 주소를 확인해 주세요' },
} as const;

async function fillSignUp(page: Page, email: string, password: string = secret): Promise<void> {
  await page.locator('#name').fill('Ada');
  await page.locator('#email').fill(email);
  await page.locator('#new-password').fill(password);
}

for (const locale of ['en-GB', 'ko-KR'] as const) {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(`${locale}, script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
      test.use({ locale, javaScriptEnabled });
      const say = words[locale];
      const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true });

      test('a person joins by the code', async ({ app, server, page }) => {
        const email = newAddress();
        await page.goto('/login');
        if (javaScriptEnabled) await app.hydrated();
        await page.getByRole('main').getByRole('link', { name: say.create }).click();
        await expect(page).toHaveURL('/signup');
        await fillSignUp(page, email);
        await button(page, say.create).click();
        await expect(page).toHaveURL('/verify');
        await expect(page.getByRole('main')).toContainText(email);
        const mail = await mailTo(server, email, 'sign_up');
        expect(mail.subject).toBe(say.subject);
        await page.locator('#code').fill(mail.code ?? '');
        await button(page, say.verify).click();
        await expect(page).toHaveURL('/notes');
        await expect(app.html).toHaveAttribute('data-auth', 'user');
        await expect(page.getByRole('banner')).toContainText('Ada');
      });

      test('a person recovers by the code', async ({ account, app, server, page }) => {
        await page.goto('/forgot');
        if (javaScriptEnabled) await app.hydrated();
        await page.locator('#email').fill(account.email);
        await button(page, say.send).click();
        await expect(page).toHaveURL('/reset');
        const mail = await mailTo(server, account.email, 'reset');
        await page.locator('#code').fill(mail.code ?? '');
        await page.locator('#new-password').fill(secret);
        await button(page, say.set).click();
        await expect(page).toHaveURL('/notes');
        await expect(app.html).toHaveAttribute('data-auth', 'user');
        await mailTo(server, account.email, 'password_changed');
      });
    });
  }
}

test('what is wrong is said beside its field, and nothing typed is lost', async ({ app, page, complaints }) => {
  await app.open('/signup');
  complaints.allowStatus(422);
  await expect(page.locator('#new-password')).toHaveAttribute('passwordrules', 'minlength: 15; maxlength: 128;');
  await fillSignUp(page, 'not an address', 'short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.locator('#email-error')).toHaveAttribute('data-error-code', 'invalid_email');
  await expect(page.locator('#new-password-error')).toHaveAttribute('data-error-code', 'too_short');
  await expect(page.locator('#email')).toBeFocused();
  await expect(page.locator('#name')).toHaveValue('Ada');
  await expect(page.locator('#new-password')).toHaveValue('short');
});

test('a wrong code can be tried again', async ({ app, server, page, complaints }) => {
  const email = newAddress();
  await app.open('/signup');
  await fillSignUp(page, email);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/verify');
  await app.hydrated();
  const { code } = await mailTo(server, email, 'sign_up');
  complaints.allowStatus(401);
  await page.getByLabel('Code').fill(code === '000000' ? '000001' : '000000');
  await page.getByRole('button', { name: 'Verify' }).click();
  await app.expectError('code_invalid');
  await page.getByLabel('Code').fill(code ?? '');
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page).toHaveURL('/notes');
});

test('the link in another browser asks for a click, and the password of whoever asked is dropped', async ({ app, server, page, otherBrowser }) => {
  const email = newAddress();
  await app.open('/signup');
  await fillSignUp(page, email);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/verify');
  const mail = await mailTo(server, email, 'sign_up');

  const other = await otherBrowser();
  await other.open(pathOf(mail));
  await expect(other.html).toHaveAttribute('data-auth', 'anonymous');
  await other.page.getByRole('button', { name: 'Verify' }).click();
  await expect(other.page).toHaveURL('/account/security');
  await other.hydrated();
  await other.page.getByLabel('New password').fill('another kettle orbit 42');
  await other.page.getByRole('button', { name: 'Change password' }).click();
  await expect(other.page.getByRole('status').filter({ hasText: 'The password was changed.' })).toBeVisible();

  await app.open('/login');
  await app.submitCredentials({ email, password: 'another kettle orbit 42' });
  await expect(page).toHaveURL('/notes');
});

test('a notice leads to the end of every session and to another password', async ({ account, app, server, otherBrowser, complaints }) => {
  complaints.allowStatus(401);
  await app.signIn(account);
  const mail = await mailTo(server, account.email, 'new_sign_in');
  const owner = await otherBrowser();
  await owner.open(pathOf(mail));
  await owner.page.getByRole('button', { name: 'End all sessions' }).click();
  await expect(owner.page).toHaveURL('/reset');
  await app.newNote.fill('half a thought');
  await app.addNoteButton.click();
  await expect(app.dialog).toBeVisible();
  await owner.hydrated();
  const { code } = await mailTo(server, account.email, 'reset');
  await owner.page.getByLabel('Code').fill(code ?? '');
  await owner.page.getByLabel('New password').fill(secret);
  await owner.page.getByRole('button', { name: 'Set password' }).click();
  await expect(owner.page).toHaveURL('/notes');
});

test('the mailbox shows a mail, its code and its link', async ({ account, app, server, page, complaints }) => {
  complaints.allowSandboxedFrames();
  await app.open('/forgot');
  await page.getByLabel('Email').fill(account.email);
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(page).toHaveURL('/reset');
  const { code, subject } = await mailTo(server, account.email, 'reset');
  await page.goto('/dev/mailbox?in=en');
  const mail = page.getByRole('article').filter({ hasText: account.email }).first();
  await expect(mail.getByRole('heading', { name: subject })).toBeVisible();
  await expect(mail).toContainText(code ?? '');
  const frame = await mail.locator('iframe').getAttribute('src');
  expect(await (await page.request.get(frame ?? '')).text()).toContain(code ?? '');
  await mail.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/reset\?token=/);
});

test('a passphrase is suggested, readable, and accepted', async ({ app, server, page }) => {
  const email = newAddress();
  await app.open('/signup');
  await fillSignUp(page, email, '');
  await page.getByRole('button', { name: 'Suggest a passphrase' }).click();
  const phrase = await page.locator('.phrase').innerText();
  expect(phrase.split(' ')).toHaveLength(7);
  await expect(page.locator('#new-password')).toHaveValue(phrase);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/verify');
  await mailTo(server, email, 'sign_up');
});
