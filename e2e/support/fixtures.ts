import { expect, test as base } from '@playwright/test';

interface Options {
  /** Problems that a test provokes on purpose. */
  readonly expected: readonly RegExp[];
}

interface Fixtures {
  /** What went wrong on any page of the test, so far. Checked to be empty when it ends. */
  readonly problems: string[];
  /** Opens a link of the app, such as `#/circuit-breaker?seed=7`, and waits until it has drawn something. */
  readonly open: (link?: string) => Promise<void>;
}

export const test = base.extend<Options & Fixtures>({
  expected: [[], { option: true }],
  problems: [
    async ({ context, expected }, use) => {
      const problems: string[] = [];
      context.on('weberror', (error) => problems.push(`uncaught: ${error.error().message}`));
      context.on('console', (message) => {
        if (message.type() === 'error') problems.push(`console: ${message.text()}`);
      });
      context.on('requestfailed', (request) => {
        // A page that is left takes its open requests with it; that is no failure.
        const reason = request.failure()?.errorText ?? '';
        if (reason !== 'net::ERR_ABORTED') problems.push(`request: ${request.url()} ${reason}`);
      });
      await use(problems);
      const unexpected = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
      expect(unexpected, 'errors while the test ran').toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ page }, use) => {
    await use(async (link = '') => {
      await page.goto(`./${link}`);
      await expect(page.locator('#root > *').first()).toBeVisible();
    });
  },
});

export { expect };
