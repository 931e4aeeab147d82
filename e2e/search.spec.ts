import { expect, test } from './support/fixtures.ts';
import { pause, shown } from './support/run.ts';

test('a search finds the fewest faults that break a planted bug, and opens the run', async ({ page, open }) => {
  await open('#/circuit-breaker?mutant=evict-newest');
  await pause(page);
  await page.getByRole('button', { name: 'Search for trouble' }).click();
  const panel = page.getByRole('dialog', { name: 'Search for trouble' });
  await expect(panel.getByLabel('Look for')).toHaveValue('');
  await panel.getByRole('button', { name: 'Try 60 schedules' }).click();
  await expect(panel.getByRole('heading', { name: /breaks$/ })).toBeVisible({ timeout: 60_000 });
  await expect(panel.getByRole('listitem')).toHaveText([/Payment gateway hangs/]);
  await panel.getByRole('button', { name: 'Open this run' }).click();
  await expect(panel).toBeHidden();
  await expect.poll(() => page.url()).toContain('do=2s+');
  await expect.poll(async () => (await shown(page)).cursorUs).toBeGreaterThan(4_000_000);
  await expect(page.getByRole('group', { name: 'Properties' })).toContainText(/4\.\d{3} s/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => page.url()).not.toContain('do=2s+');
});

test('a broken property leads to the fewest faults that break it', async ({ page, open }) => {
  await open('#/circuit-breaker?mutant=evict-newest&at=5s');
  await page
    .getByRole('group', { name: 'Properties' })
    .getByRole('button', { name: /violated/ })
    .click();
  await page.getByRole('button', { name: 'Find the fewest faults' }).click();
  const panel = page.getByRole('dialog', { name: 'Search for trouble' });
  await expect(panel).toContainText('Payment gateway hangs for 3 s.', { timeout: 60_000 });
  await expect(panel).toBeFocused();
});

test('the worst of a goal, found and compared by keyboard alone, and a search that is stopped', async ({
  page,
  open,
}) => {
  await open('#/circuit-breaker?off');
  await pause(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByPlaceholder('Type what you want to do')).toBeFocused();
  await page.keyboard.type('search for trouble');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Search for trouble' });
  await expect(panel.getByLabel('Look for')).toHaveValue('goodput');
  const start = panel.getByRole('button', { name: 'Try 60 schedules' });
  await start.focus();
  await page.keyboard.press('Enter');
  await panel.getByRole('button', { name: 'Stop' }).click();
  await expect(start).toBeVisible();
  await start.press('Enter');
  await expect(panel.getByRole('heading', { name: /^Orders accepted: [\d.]+\/s$/ })).toBeVisible({ timeout: 60_000 });
  await expect(panel).toContainText(/Without faults: [\d.]+\/s/);
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
});
