import { expectAccessible } from './support/checks.ts';
import { expect, test } from './support/fixtures.ts';
import { part, shown } from './support/run.ts';

test('side by side: the same faults, off and on, under one cursor', async ({ page, open }) => {
  await open('#/circuit-breaker');
  await expect(page.getByRole('application')).toHaveCount(1);
  await page.keyboard.press('v');
  await expect(page.getByRole('application')).toHaveCount(2);
  await page.getByRole('radio', { name: '10 times' }).check({ force: true });
  await expect.poll(async () => (await shown(page)).cursorUs, { timeout: 20_000 }).toBeGreaterThan(6_000_000);
  await expect(page.getByText('Without', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('v');
  await expect(page.getByRole('application')).toHaveCount(1);
});

test('a link to a moment shows both sides at it, standing still', async ({ page, open }) => {
  await open('#/circuit-breaker?at=9s&compare');
  await expect(page.getByRole('application').getByRole('button', { name: /^Payment gateway.*hangs/ })).toHaveCount(2);
  await page.keyboard.press('End');
  await expect(page.getByRole('application').getByRole('button', { name: /^Payment gateway.*hangs/ })).toHaveCount(2);
});

test('switching the pattern off runs the same shop without it', async ({ page, open }) => {
  await open('#/circuit-breaker');
  await expect(part(page, 'Payment breaker')).toHaveCount(1);
  await page.keyboard.press('o');
  await expect(page.getByRole('application').getByRole('button', { name: /^Payment breaker/ })).toHaveCount(0);
  await expect.poll(() => page.url()).toMatch(/[?&]off/);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('application').getByRole('button', { name: /^Payment breaker/ })).toHaveCount(1);
});

test('other seeds tell what of a run is luck, and open as runs that can be undone', async ({ page, open }) => {
  await open('#/circuit-breaker?at=1s');
  await page.getByRole('radio', { name: 'Charts' }).check({ force: true });
  await page.getByRole('radio', { name: 'Other seeds' }).check({ force: true });
  await page.getByRole('button', { name: /^Run \d+ seeds/ }).click();
  const seeds = page.getByRole('list', { name: 'Open the run of a seed' });
  // The one on stage comes first.
  await expect(seeds.getByRole('button', { name: 'Seed 7', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await seeds.getByRole('button', { name: 'Seed 2', exact: true }).click({ timeout: 20_000 });
  await expect.poll(() => page.url()).toContain('seed=2');
  await expect(page.getByRole('row', { name: /Orders accepted/ })).toContainText('/s');
  await expectAccessible(page);
  await page.keyboard.press('Control+z');
  await expect.poll(() => page.url()).not.toContain('seed=2');
});
