import { expectAccessible, expectFits } from './support/checks.ts';
import { expect, test } from './support/fixtures.ts';
import { patterns } from './support/patterns.ts';
import { pause, shown } from './support/run.ts';

/** What every pattern owes whoever opens it. Errors on the page fail the test by themselves. */
for (const pattern of patterns) {
  test(`${pattern}: opens, runs, shows itself and can be read`, async ({ page, open }) => {
    test.setTimeout(120_000);
    await open(`#/${pattern}`);
    await expect.poll(async () => (await shown(page)).cursorSeq, { timeout: 20_000 }).toBeGreaterThan(20);
    // Its own panel, where it has one, and every other one.
    const tabs = page.getByRole('radiogroup', { name: 'Below the graph' }).getByRole('radio');
    const count = await tabs.count();
    expect(count).toBeGreaterThanOrEqual(3);
    for (let i = count - 1; i >= 0; i--) {
      await tabs.nth(i).check({ force: true });
      await expect(page.getByText(/ broke\.$/)).toHaveCount(0);
    }
    await pause(page);
    await expectAccessible(page);
    // Every node can be selected and says what it holds.
    const nodes = page.getByRole('application').locator('[data-graph-node]');
    for (let i = 0; i < (await nodes.count()); i += 3) {
      await nodes.nth(i).dispatchEvent('click');
      await expect(page.getByText('Reading its state…')).toHaveCount(0);
    }
    // The other side of the switch runs too.
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const before = (await shown(page)).events;
    await expect.poll(async () => (await shown(page)).events, { timeout: 20_000 }).toBeGreaterThan(before);
  });

  test.describe(`${pattern} at 390 px`, () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

    test('nothing sticks out, whichever sheet is open', async ({ page, open }) => {
      await open(`#/${pattern}`);
      await pause(page);
      const tabs = page.getByRole('tablist', { name: 'Panels' }).getByRole('tab');
      for (let i = 0; i < (await tabs.count()); i++) {
        await tabs.nth(i).click();
        await expectFits(page);
      }
    });
  });
}
