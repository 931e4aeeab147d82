import { expectAccessible, expectFits } from './support/checks.ts';
import { expect, test } from './support/fixtures.ts';
import { part, pause, shown } from './support/run.ts';

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('gallery and workbench have no accessibility violation', async ({ page, open }) => {
      await open();
      await expectAccessible(page);
      await open('#/circuit-breaker');
      await pause(page);
      await expectAccessible(page);
      await part(page, 'Payment breaker').click();
      await expectAccessible(page);
      for (const tab of ['Charts', 'Log']) {
        await page.getByRole('radio', { name: tab }).check({ force: true });
        await expectAccessible(page);
      }
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });
  });
}

test.describe('at 390 px', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('everything is in reach and nothing sticks out', async ({ page, open }) => {
    await open();
    await expectFits(page);
    await open('#/circuit-breaker');
    await pause(page);
    await expectFits(page);
    await expectAccessible(page);
    for (const tab of ['Inspect', 'Time', 'Log', 'Experiments', 'Lesson']) {
      await page.getByRole('tab', { name: tab }).click();
      await expectFits(page);
    }
    await part(page, 'Payment gateway').tap();
    await page.locator('[data-stage]').getByRole('button', { name: 'Break or repair Payment gateway' }).tap();
    await page.getByRole('menuitem', { name: /^Crash(?!,)/ }).tap();
    await expect(part(page, 'Payment gateway.*down')).toBeVisible();
    await page.getByRole('tab', { name: 'Inspect' }).tap();
    await expect(page.getByRole('tabpanel').getByRole('heading', { name: 'Payment gateway' })).toBeVisible();
    const small = await page
      .locator('button:visible')
      .evaluateAll((buttons) =>
        buttons
          .filter((button) => button.getBoundingClientRect().height < 24)
          .map((button) => button.getAttribute('aria-label') ?? button.textContent),
      );
    expect(small).toEqual([]);
  });
});

test.describe('with reduced motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('opens paused at a telling moment and advances by step', async ({ page, open }) => {
    await open('#/circuit-breaker');
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await expect.poll(async () => (await shown(page)).cursorSeq).toBeGreaterThan(0);
    const before = await shown(page);
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await shown(page)).cursorSeq).toBe(before.cursorSeq + 1);
  });
});

test.describe('with forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active' } });

  test('nodes and controls keep their borders', async ({ page, open }) => {
    await open('#/circuit-breaker');
    await pause(page);
    const borders = await page
      .getByRole('button')
      .filter({ hasText: /^(?:Copy link|Other experiments)$/ })
      .evaluateAll((buttons) => buttons.map((button) => getComputedStyle(button).borderTopStyle));
    expect(borders).toEqual(['solid', 'solid']);
    // Every shape on the graph has an outline in a colour of the system, not that of the page behind it.
    const outlines = await page.locator('[data-graph-node]').evaluateAll((nodes) =>
      nodes.map((node) => {
        const shapes = [...node.querySelectorAll('svg path, svg rect, svg circle, svg polygon, svg ellipse')];
        const page = getComputedStyle(document.body).backgroundColor;
        return shapes.some((shape) => !['none', page].includes(getComputedStyle(shape).stroke));
      }),
    );
    expect(outlines.length).toBeGreaterThan(5);
    expect(outlines).not.toContain(false);
  });
});

test('the keyboard map names every shortcut, and single keys can be turned off', async ({ page, open }) => {
  await open('#/circuit-breaker');
  await pause(page);
  await page.keyboard.press('?');
  const map = page.getByRole('dialog');
  for (const words of ['Play or pause', 'One event on', 'Undo', 'Crash or restart', 'Command palette'])
    await expect(map.getByText(words, { exact: false }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(map).toBeHidden();
  // A single key works, until single keys are off.
  await page.keyboard.press('o');
  await expect(part(page, 'Payment breaker')).toHaveCount(0);
  await page.keyboard.press('o');
  await expect(part(page, 'Payment breaker')).toHaveCount(1);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('single-key');
  await expect(page.getByRole('option', { selected: true })).toHaveText(/single/i);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('o');
  await expect(part(page, 'Payment breaker')).toHaveCount(1);
});
