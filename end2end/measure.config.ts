// What is measured in a browser: part of `make bench`, `make bench-dev` and `make lighthouse`. No part of the tests.

import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

export default defineConfig({
  ...tests,
  projects: [{ name: 'chromium' }],
  testDir: '.',
  testMatch: ['first-visit.spec.ts', 'interaction.spec.ts', 'dev-loop.spec.ts', 'lighthouse.spec.ts'],
  workers: 1,
  reporter: 'line',
  timeout: 600_000,
  use: { ...tests.use, trace: 'off' },
});
