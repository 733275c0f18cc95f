import { expect, test } from '../fixtures/test';

test('changing the language keeps the email that was typed, and not the password', async ({ app, page }) => {
  await app.open('/login');
  await app.email.fill('ada@latchkey.test');
  await app.password.fill('half of it');
  await page.getByRole('contentinfo').getByRole('link', { name: '한국어' }).click();
  await expect(app.html).toHaveAttribute('lang', 'ko');
  await app.hydrated();
  await expect(page.locator('#email')).toHaveValue('ada@latchkey.test');
  await expect(page.locator('#password')).toHaveValue('');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

for (const script of ['on', 'off'] as const) {
  test.describe(`script ${script}`, () => {
    test.use({ javaScriptEnabled: script === 'on' });

    test('changing the language keeps a sign-up, and not its password', async ({ app, page }) => {
      await page.goto('/signup?next=/account');
      if (script === 'on') await app.hydrated();
      await page.getByLabel('Name').fill('Ada <b>');
      await page.getByLabel('Email').fill('ada@latchkey.test');
      await page.getByLabel('Password', { exact: true }).fill('half of a passphrase');
      await page.getByRole('contentinfo').getByRole(script === 'on' ? 'link' : 'button', { name: '한국어' }).click();
      await expect(app.html).toHaveAttribute('lang', 'ko');
      await expect(page).toHaveURL('/signup?next=/account&lang=ko');
      await expect(page.getByLabel('이름')).toHaveValue('Ada <b>');
      await expect(page.getByLabel('이메일')).toHaveValue('ada@latchkey.test');
      await expect(page.locator('input[name=password]')).toHaveValue('');
      await expect(app.alert).toHaveCount(0);
    });

    test('changing the language and the colours keeps a note', async ({ app, account, page }) => {
      await page.goto('/login?next=/notes');
      await app.submitCredentials(account);
      await expect(app.newNote).toBeVisible();
      if (script === 'on') await app.hydrated();
      await app.newNote.fill('typed before');
      await page.getByRole('contentinfo').getByRole(script === 'on' ? 'link' : 'button', { name: '한국어' }).click();
      await expect(app.html).toHaveAttribute('lang', 'ko');
      await expect(page.getByLabel('새 메모')).toHaveValue('typed before');
      await page.getByRole('contentinfo').getByRole(script === 'on' ? 'link' : 'button', { name: '어둡게' }).click();
      await expect(app.html).toHaveAttribute('data-theme', 'dark');
      await expect(page.getByLabel('새 메모')).toHaveValue('typed before');
      await page.getByRole('button', { name: '메모 추가' }).click();
      await expect(page.getByRole('list', { name: '메모' }).getByText('typed before')).toBeVisible();
    });
  });
}

test('a language that was chosen stays chosen', async ({ app, page }) => {
  await app.open('/login?next=/account');
  await expect(app.html).toHaveAttribute('lang', 'en');
  await page.getByRole('link', { name: '한국어' }).click();
  await app.hydrated();
  await expect(page).toHaveURL('/login?next=/account&lang=ko');
  await expect(app.html).toHaveAttribute('lang', 'ko');
  await expect(page.getByRole('heading', { name: '로그인' })).toBeVisible();

  await app.open('/');
  await expect(app.html).toHaveAttribute('lang', 'ko');
  await expect(page).toHaveTitle(/^[가-힣 ]+ · Latchkey$/);
  await app.open('/?lang=en');
  await app.open('/');
  await expect(app.html).toHaveAttribute('lang', 'en');
});

test('an unknown language changes nothing', async ({ app }) => {
  await app.open('/?lang=tlh');
  await expect(app.html).toHaveAttribute('lang', 'en');
});

test.describe('in a Korean browser', () => {
  test.use({ locale: 'ko-KR' });

  test('everything is Korean from the first HTML on', async ({ app, account, page, complaints }) => {
    complaints.allowStatus(401);
    const answer = await page.goto('/login');
    expect(await answer?.text()).toContain('<html lang="ko"');
    await app.hydrated();
    await page.getByLabel('이메일').fill(account.email);
    await page.getByLabel('비밀번호').fill('not this one');
    await page.getByRole('button', { name: '로그인' }).click();
    await expect(app.alert).toHaveText('이메일이나 비밀번호가 맞지 않아요.');
    await page.getByLabel('비밀번호').fill(account.password);
    await page.getByRole('button', { name: '로그인' }).click();
    await expect(page).toHaveURL('/notes');
    await page.getByLabel('새 메모').fill('안녕하세요');
    await page.getByRole('button', { name: '메모 추가' }).click();
    await expect(page.getByRole('list', { name: '메모' }).getByRole('listitem')).toContainText('안녕하세요');
    await page.getByRole('button', { name: '로그아웃' }).click();
    await expect(page).toHaveURL('/login');
  });
});
