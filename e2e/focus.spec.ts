import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { part, pause } from './support/run.ts';

/* What has focus goes away all the time: steps, menus, forms, messages. Whoever works by keyboard goes on from there. */

const LINK = '#/circuit-breaker';

/** Presses a control as the keyboard does. */
async function enter(control: Locator): Promise<void> {
  await control.focus();
  await control.press('Enter');
}

/** Focus is somewhere, and inside of this. */
const expectInside = (page: Page, region: Locator): Promise<void> =>
  expect
    .poll(() => region.first().evaluate((element) => element.contains(document.activeElement)))
    .toBe(true)
    .then(() => expect(page.locator(':focus')).toHaveCount(1));

test('a dialog, a form and a message that close give focus back', async ({ page, open }) => {
  await open(LINK);
  await pause(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Circuit Breaker' })).toBeAttached();

  const bell = page.getByRole('button', { name: /^Command palette/ });
  await enter(bell);
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(bell).toBeFocused();

  const experiments = page.getByRole('banner').getByRole('button', { name: 'The gateway hangs' });
  await enter(experiments);
  await page.getByRole('menuitem', { name: /^All experiments/ }).press('Enter');
  const dialog = page.getByRole('dialog');
  // One Escape, although the button that closes it has focus and says its name.
  await dialog.getByRole('button', { name: 'Close' }).focus();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(experiments).toBeFocused();

  const block = page.getByRole('button', { name: /^Payment gateway hangs/ });
  await enter(block);
  await expect(page.getByRole('spinbutton', { name: 'Starts at' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(block).toBeFocused();

  await page.getByRole('slider', { name: 'Time' }).press('Home');
  await part(page, 'Order service').press('Enter');
  await page.keyboard.press('c');
  await enter(page.getByRole('status').getByRole('button', { name: 'Undo' }));
  await expect(part(page, 'Order service.*down')).toHaveCount(0);
  await expectInside(page, page.getByRole('main'));
});

test('what is replaced hands focus to what stands there now', async ({ page, open }) => {
  await open(LINK);
  await pause(page);
  // Another experiment changes the system, not the page around it.
  await page.getByText('What it is', { exact: true }).press('Enter');
  await expect(page.locator('details[open]')).toHaveCount(1);
  await page.getByRole('banner').getByRole('button', { name: 'The gateway hangs' }).press('Enter');
  await page.getByRole('menuitemradio').nth(1).press('Enter');
  await expect(page).toHaveTitle(/^Slow, but not failing/);
  await pause(page);
  await expect(page.locator('details[open]')).toHaveCount(1);

  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await enter(inspector.getByRole('button', { name: 'Inventory', exact: true }));
  await expectInside(page, inspector);

  // The last thing that can be undone is undone: the button is switched off under the finger.
  const undo = page.getByRole('button', { name: 'Undo', exact: true }).first();
  await enter(undo);
  await expect(undo).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Redo', exact: true })).toBeFocused();

  const lesson = page.getByRole('complementary', { name: 'Lesson' });
  await enter(lesson.getByRole('button', { name: /^Guided demo/ }));
  await expect(lesson.getByRole('heading', { level: 1 })).toBeFocused();
  const title = await lesson.getByRole('heading', { level: 1 }).textContent();
  await enter(lesson.getByRole('button', { name: 'Give me a hint' }));
  await expect(lesson.getByRole('button', { name: /^Another hint|^Show me$/ })).toBeFocused();
  await enter(lesson.getByRole('button', { name: 'Next' }));
  const heading = lesson.getByRole('heading', { level: 1 });
  await expect(heading).not.toHaveText(title ?? '');
  await expect(heading).toBeFocused();
});

test('what is typed right after the palette was asked for is meant for the palette', async ({ page, open }) => {
  await open(LINK);
  await pause(page);
  await part(page, 'Pay later').press('Enter');
  // One key after the other, without a moment between: `c` alone would crash what is selected.
  await page.evaluate(() => {
    for (const key of ['k', 'c', 'o'])
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, ctrlKey: key === 'k', bubbles: true, cancelable: true }),
      );
  });
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(part(page, 'Pay later.*down')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
});
