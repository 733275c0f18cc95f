// What Lighthouse says of four pages on a phone: a part of `make lighthouse`, on a server that is already there.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as engine, expect, test } from '@playwright/test';
import { chromium } from './fixtures/chromium';

const LIGHTHOUSE = 'lighthouse@12.8.2';
const RUNS = Number(process.env.RUNS || 3);
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const TIMES = ['largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'] as const;

interface Report {
  readonly finalDisplayedUrl: string;
  readonly categories: Record<string, { readonly score: number }>;
  readonly audits: Record<string, { readonly numericValue: number }>;
}

test('lighthouse', async () => {
  const base = process.env.BASE_URL!;
  const folder = mkdtempSync(join(tmpdir(), 'lighthouse-'));
  const profile = join(folder, 'profile');
  const { executablePath, args = [] } = chromium();

  const look = (path: string): void => {
    const reports: Report[] = [];
    for (let run = 0; run < RUNS; run++) {
      const output = join(folder, 'report.json');
      const flags = ['--headless=new', `--user-data-dir=${profile}`, ...args].join(' ');
      const options = ['--quiet', '--output=json', `--output-path=${output}`, `--chrome-flags=${flags}`];
      const env = { ...process.env, CHROME_PATH: executablePath };
      execFileSync('npx', ['--yes', LIGHTHOUSE, base + path, ...options], { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 });
      const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
      expect(report.finalDisplayedUrl).toBe(base + path);
      reports.push(report);
    }
    const median = (read: (report: Report) => number): number => {
      const [middle] = reports.map(read).sort((a, b) => a - b).slice(Math.floor(RUNS / 2));
      return middle!;
    };
    const scores = CATEGORIES.map((name) => Math.round(median((report) => report.categories[name]!.score) * 100));
    const [paint, blocked, shift] = TIMES.map((name) => median((report) => report.audits[name]!.numericValue));
    const times = [`${(paint! / 1000).toFixed(2)} s`, `${blocked!.toFixed(0)} ms`, shift!.toFixed(3)];
    console.log([path.padEnd(20), ...[...scores, ...times].map((figure) => String(figure).padStart(11))].join(''));
  };

  try {
    console.log([''.padEnd(20), ...['performance', 'a11y', 'best', 'SEO', 'LCP', 'TBT', 'CLS'].map((name) => name.padStart(11))].join(''));
    for (const path of ['/', '/login']) look(path);
    // The cookies have to be the browser's own: a page that sees none believes that its session is gone, and loads another.
    const context = await engine.launchPersistentContext(profile, chromium());
    const page = await context.newPage();
    await page.goto(`${base}/login`);
    await page.locator('#email').fill('demo@latchkey.test');
    await page.locator('#password').fill('latchkey-demo');
    await page.locator('#password').press('Enter');
    await expect(page.locator('#note-text')).toBeVisible();
    await context.close();
    for (const path of ['/notes', '/account/sessions']) look(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
