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
