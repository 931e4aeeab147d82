import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { part, shown } from './support/run.ts';

/** Presses the key until the control has focus, as somebody without a mouse would. */
async function press(page: Page, key: string, until: Locator, most = 120): Promise<void> {
  const control = await until.first().elementHandle();
  for (let i = 0; i < most; i++) {
    if (await control.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press(key);
  }
  await expect(until.first()).toBeFocused();
}

const tabTo = (page: Page, control: Locator): Promise<void> => press(page, 'Tab', control);

const FLOWS = [
  { id: 'pub-sub', title: 'Publish–Subscribe', first: 'Sensors', path: ['ArrowDown', 'ArrowRight'], node: 'Broker 2' },
  { id: 'leader-election', title: 'Leader Election', first: 'Client 1', path: ['ArrowRight'], node: 'Replica 1' },
] as const;

for (const { id, title, first, path, node } of FLOWS) {
  test(`${id} by keyboard alone: open, play, step, scrub, crash, undo, switch, search, learn, share`, async ({
    page,
    open,
    context,
  }) => {
    // Some two hundred key presses, each answered by a page at work.
    test.setTimeout(120_000);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const isPlaying = () => page.getByRole('button', { name: 'Pause', exact: true }).isVisible();
    const at = async () => (await shown(page)).cursorSeq;

    await test.step('open it from the gallery', async () => {
      await open();
      await tabTo(page, page.getByRole('link', { name: title, exact: true }));
      await page.keyboard.press('Enter');
      await expect(part(page, first)).toBeVisible();
      await expect.poll(() => at()).toBeGreaterThan(20);
    });

    await test.step('pause, step on, step back', async () => {
      await page.keyboard.press('Space');
      await expect.poll(isPlaying).toBe(false);
      const from = await at();
      await page.keyboard.press('ArrowRight');
      await expect.poll(at).toBe(from + 1);
      await page.keyboard.press('ArrowLeft');
      await expect.poll(at).toBe(from);
      await page.keyboard.press('Space');
      await expect.poll(isPlaying).toBe(true);
      await page.keyboard.press('Space');
      await expect.poll(isPlaying).toBe(false);
    });

    await test.step('scrub', async () => {
      await tabTo(page, page.getByRole('slider', { name: 'Time' }));
      const { cursorUs } = await shown(page);
      await page.keyboard.press('ArrowLeft');
      await expect.poll(async () => (await shown(page)).cursorUs).toBe(Math.max(0, cursorUs - 100_000));
    });

    await test.step('select a node with the arrows, crash it from its menu, and undo', async () => {
      await press(page, 'Shift+Tab', part(page, first));
      for (const key of path) await page.keyboard.press(key);
      await expect(part(page, node)).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(part(page, node)).toHaveAttribute('aria-pressed', 'true');
      await page.keyboard.press('Enter');
      await press(page, 'ArrowDown', page.getByRole('menuitem', { name: /^Crash(?!,)/ }), 12);
      await page.keyboard.press('Enter');
      await expect(part(page, node)).toHaveAccessibleName(/down/);
      await expect(part(page, node)).toBeFocused();
      await page.keyboard.press('Control+z');
      await expect(part(page, node)).not.toHaveAccessibleName(/down/);
      await expect(part(page, node)).toBeFocused();
    });

    await test.step('switch the pattern off and on', async () => {
      const choice = page.getByRole('banner').getByRole('radio');
      await page.keyboard.press('o');
      await expect(choice.nth(0)).toBeChecked();
      await page.keyboard.press('o');
      await expect(choice.nth(1)).toBeChecked();
    });

    await test.step('run a command from the palette', async () => {
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('combobox')).toBeFocused();
      await page.keyboard.type('charts');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('region', { name: 'Charts' })).toBeVisible();
    });

    await test.step('open the lesson and finish its first step', async () => {
      await tabTo(page, page.getByRole('button', { name: /^Guided demo/ }));
      await page.keyboard.press('Enter');
      const lesson = page.getByRole('complementary', { name: 'Lesson' });
      await expect(lesson.getByText(/^Step 1 of/)).toBeVisible();
      const answer = lesson.getByRole('radio').first();
      if (await answer.isVisible()) {
        await tabTo(page, answer);
        await page.keyboard.press('Space');
      }
      // Hints until they are used up, each in place of the one before; then the solution may be shown.
      const help = lesson.getByRole('button', { name: /hint|^Show me$/i });
      while (!(await lesson.getByRole('button', { name: 'Show me', exact: true }).isVisible())) {
        await tabTo(page, help);
        await page.keyboard.press('Enter');
      }
      await tabTo(page, lesson.getByRole('button', { name: 'Show me', exact: true }));
      await page.keyboard.press('Enter');
      await expect(lesson.getByText('Done:')).toBeVisible({ timeout: 30_000 });
    });

    await test.step('copy the link', async () => {
      await page.keyboard.press('Control+Shift+c');
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(`#/${id}`);
    });
  });
}
