// The browser tests. They start their own servers (fixtures/server.ts), so there is nothing to start before.

import { defineConfig, devices } from '@playwright/test';
import { chromium } from './fixtures/chromium';
import { firefox } from './fixtures/firefox';

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  // A test that fails once in a while has something to tell.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  use: {
    ...devices['Desktop Chrome'],
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: chromium(),
  },
  // WebKitGTK is driven by the test itself, and has a browser of its own.
  projects: [{ name: 'chromium', testIgnore: 'webkit.spec.ts' }, ...firefox(), { name: 'webkit', testMatch: 'webkit.spec.ts' }],
});
