import { expect, test } from './support/fixtures.ts';

test('the guided demo can be done from start to end', async ({ page, open }) => {
  test.setTimeout(240_000);
  await open('#/circuit-breaker');
  // What the solutions show takes a while to watch: here it only has to come out.
  for (let i = 0; i < 8; i++) await page.keyboard.press(']');
  await page.getByRole('button', { name: /Guided demo/ }).click();
  const count = Number(/of (\d+)/.exec((await page.getByText(/Step \d+ of \d+/).textContent()) ?? '')?.[1]);
  expect(count).toBeGreaterThanOrEqual(8);
  const panel = page.getByRole('complementary', { name: 'Lesson' });
  for (let step = 1; step <= count; step++) {
    await expect(panel.getByText(`Step ${step} of ${count}`)).toBeVisible();
    const options = panel.getByRole('radio');
    if ((await options.count()) > 0) await options.first().check({ force: true });
    // Hints until they are used up; then the solution may be shown.
    for (let i = 0; i < 8; i++) {
      const hint = panel.getByRole('button', { name: /hint/i });
      if (!(await hint.isVisible())) break;
      await hint.click();
    }
    await panel.getByRole('button', { name: /Show me/ }).click();
    await expect(panel.getByText('Done:')).toBeVisible({ timeout: 40_000 });
    await panel.getByRole('button', { name: step === count ? 'Finish' : 'Next', exact: true }).click();
  }
  await expect(panel.getByRole('heading', { name: 'All steps done' })).toBeVisible();
});
