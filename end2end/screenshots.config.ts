// Pictures of every page, for people to look at: `make screenshots`. No part of the tests.

import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

export default defineConfig({
  ...tests,
  projects: [{ name: 'chromium' }],
  testDir: '.',
  testMatch: 'screenshots.spec.ts',
  reporter: 'list',
  outputDir: 'test-results/screenshots',
  use: {
    ...tests.use,
    trace: 'off',
    // To hide the blinking caret Playwright adds a style to the page, which the page's policy would refuse.
    bypassCSP: true,
  },
});
