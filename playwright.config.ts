import { defineConfig, devices } from '@playwright/test';
import { browserArgs, findBrowser } from './scripts/lib/browser.mjs';
import { freePort } from './scripts/lib/server.mjs';

// Each process of the run reads this file: the first one chooses, the others inherit.
const port = Number((process.env['FAULTLINE_E2E_PORT'] ??= String(await freePort(4319))));
const executablePath = await findBrowser();

export default defineConfig({
  testDir: './e2e',
  testMatch: '**/*.spec.ts',
  outputDir: './test-results',
  // The app itself runs many workers: more than one test at a time would measure the machine.
  workers: 1,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env['FAULTLINE_E2E_REPORT']
    ? [['list'], ['json', { outputFile: process.env['FAULTLINE_E2E_REPORT'] }]]
    : [['list']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { args: browserArgs, ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: `node scripts/start.mjs --port ${port}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 180_000,
  },
});
