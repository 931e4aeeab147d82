import { expectAccessible, expectFits } from './support/checks.ts';
import { expect, test } from './support/fixtures.ts';
import { patterns } from './support/patterns.ts';
import { shown } from './support/run.ts';

test('every card runs its scene, then lets go of its worker, and all can be paused', async ({ page, open }) => {
  await open();
  for (const heading of await page.getByRole('listitem').getByRole('heading', { level: 2 }).all())
    await heading.scrollIntoViewIfNeeded();
  await expect(page.getByRole('main').locator('canvas')).toHaveCount(patterns.length, { timeout: 40_000 });
  await expect.poll(() => page.workers().length).toBe(0);
  await page.getByRole('button', { name: 'Pause the scenes' }).click();
  await expect(page.getByRole('button', { name: 'Play the scenes' })).toBeVisible();
  await expectAccessible(page);
});

test('the page on epochs finds each refusal in a run, and opens the workbench at that moment', async ({
  page,
  open,
}) => {
  test.setTimeout(120_000);
  await open('#/epochs');
  await expect(page.getByRole('heading', { level: 1, name: 'The hard part is an epoch' })).toBeVisible();
  const names = page.getByRole('navigation', { name: 'Names of the idea' }).getByRole('button');
  await expect(names.first()).toBeVisible();
  // As many refusals as there are names for the idea, and at least one in each pattern.
  const links = page.getByRole('link', { name: 'Open the run at this moment' });
  await expect(links).toHaveCount(await names.count(), { timeout: 60_000 });
  expect(await names.count()).toBeGreaterThan(patterns.length);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expectAccessible(page);
  const row = page.getByRole('listitem').filter({ has: page.getByText('Circuit Breaker', { exact: true }) });
  const at = /at ([\d.]+) s/.exec(await row.innerText())![1]!;
  await row.getByRole('link').click();
  const cursorMs = async () => Math.round((await shown(page)).cursorUs / 1_000);
  await expect.poll(cursorMs, { timeout: 20_000 }).toBe(Math.round(Number(at) * 1_000));
  // Shown as what it is in the inspector of the node that refused it.
  await expect(page.getByText('Refused as out of date')).toBeVisible();
});

test('a question across patterns is answered by running them', async ({ page, open }) => {
  test.setTimeout(120_000);
  await open();
  const question = page.getByRole('listitem').filter({ hasText: 'It was asked for twice. Is it done twice?' });
  await question.getByRole('button', { name: /^Run/ }).click();
  await expect(question.getByText('Running…')).toHaveCount(0, { timeout: 60_000 });
  const rows = question.getByRole('row');
  // The head, and one for each experiment: the pattern does better in each.
  await expect(rows).toHaveCount(5);
  await expect(question.getByRole('img', { name: 'better' })).toHaveCount(4);
  await expectAccessible(page);
});

test.describe('at 390 px', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('the page on epochs fits', async ({ page, open }) => {
    await open('#/epochs');
    await expect(page.getByRole('navigation', { name: 'Names of the idea' })).toBeVisible();
    await expect(page.getByText('Running it…')).toHaveCount(0, { timeout: 60_000 });
    await expectFits(page);
  });
});
