// How soon a first visit comes to life: part of `make bench`. No part of the tests.

import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: 'first-visit.spec.ts',
  workers: 1,
  reporter: 'line',
  timeout: 300_000,
  use: { ...tests.use, trace: 'off' },
});
