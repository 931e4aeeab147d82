import { cpSync } from 'node:fs';
import { serve } from '../scripts/lib/server.mjs';
import { expect, test } from './support/fixtures.ts';
import { shown } from './support/run.ts';

test('the gallery shows eight patterns, each with its question', async ({ page, open }) => {
  await open();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const name of [
    'Circuit Breaker',
    'Leader Election',
    'Event Sourcing',
    'CQRS',
    'Publish–Subscribe',
    'Ambassador',
    'Sidecar',
    'Sharding',
  ]) {
    await expect(page.getByRole('heading', { level: 2, name: new RegExp(`^${name}`) })).toBeVisible();
  }
  await page
    .getByRole('link', { name: /Circuit Breaker/ })
    .first()
    .click();
  await expect(page).toHaveURL(/#\/circuit-breaker/);
});

test('something moves within three seconds of opening, in real Workers', async ({ page, open }) => {
  const begun = Date.now();
  await open('#/circuit-breaker');
  await expect.poll(async () => (await shown(page)).cursorSeq, { intervals: [50] }).toBeGreaterThan(8);
  expect(Date.now() - begun).toBeLessThan(3_000);
  // One Worker a node, and the session's own.
  const { workers } = await shown(page);
  expect(workers.length).toBeGreaterThanOrEqual(6);
  expect(page.workers().length).toBe(workers.length + 1);
});

test('the run reaches its end and says so', async ({ page, open }) => {
  await open('#/circuit-breaker?until=2s');
  await page.getByRole('radio', { name: '10 times' }).check({ force: true });
  await expect(page.getByText(/End of run/)).toBeVisible();
});

test('leaving the tab and coming back changes nothing but the wall clock', async ({ page, open, context }) => {
  await open('#/circuit-breaker');
  await expect.poll(async () => (await shown(page)).cursorSeq).toBeGreaterThan(20);
  const other = await context.newPage();
  await other.bringToFront();
  await other.waitForTimeout(800);
  await page.bringToFront();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const link = await page.evaluate(() => window.location.hash);
  const expected = await page.evaluate(async () =>
    (
      window as unknown as { faultline: { simulate(link: string): Promise<{ fingerprint: string }> } }
    ).faultline.simulate('#/circuit-breaker'),
  );
  await page.getByRole('radio', { name: '10 times' }).check({ force: true });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.getByText(/End of run/)).toBeVisible({ timeout: 20_000 });
  expect((await shown(page)).fingerprint).toBe(expected.fingerprint);
  expect(link).toContain('circuit-breaker');
});

test('the build works below any path, its Workers and its links too', async ({ page }, info) => {
  const folder = info.outputPath('site');
  cpSync('dist', `${folder}/below/here`, { recursive: true });
  const server = await serve(folder, { port: 0, tries: 1 });
  const below = `${server.address}below/here/`;
  try {
    await page.goto(below);
    await page.getByRole('link', { name: 'Circuit Breaker', exact: true }).click();
    await expect.poll(async () => (await shown(page)).events).toBeGreaterThan(20);
    await page.goto(`${below}#/sharding?at=1s`);
    await page.reload();
    await expect.poll(async () => (await shown(page)).cursorUs).toBe(1_000_000);
    for (const worker of page.workers()) expect(worker.url()).toContain(`${below}assets/`);
  } finally {
    await server.close();
  }
});
