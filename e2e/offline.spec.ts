import { expect, test } from './support/fixtures.ts';
import { shown } from './support/run.ts';

test.use({ serviceWorkers: 'allow', expected: [/ERR_INTERNET_DISCONNECTED/] });

test('after the first visit it works without a network, patterns that were never opened included', async ({
  page,
  open,
  context,
}) => {
  await open('#/circuit-breaker?at=1s');
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 30_000 })
    .toBe(true);
  await context.setOffline(true);
  await page.evaluate(() => {
    window.location.hash = '#/sharding?at=1s';
  });
  await page.reload();
  await expect.poll(async () => (await shown(page)).events, { timeout: 20_000 }).toBeGreaterThan(20);
  await expect(page.getByRole('application').getByRole('button', { name: /^Shard A/ })).toBeVisible();
});
