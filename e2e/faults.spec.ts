import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { happened, part, pause, shown } from './support/run.ts';

test('hang the gateway by mouse: right-click, choose, and see it hang', async ({ page, open }) => {
  await open('#/circuit-breaker?skip=all');
  await pause(page);
  await part(page, 'Payment gateway').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Hang/ }).click();
  await expect(part(page, 'Payment gateway')).toHaveAccessibleName(/hang/);
  // The address bar follows at most twice a second: browsers refuse more.
  await expect.poll(() => page.url()).toContain('hang(gateway)');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(part(page, 'Payment gateway')).not.toHaveAccessibleName(/hang/);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(part(page, 'Payment gateway')).toHaveAccessibleName(/hang/);
});

test('hang the gateway by keyboard alone, and watch the breaker trip', async ({ page, open }) => {
  await open('#/circuit-breaker?skip=all');
  await pause(page);
  const gateway = part(page, 'Payment gateway');
  for (let i = 0; i < 80 && !(await gateway.evaluate((node) => node === document.activeElement)); i++) {
    const inGraph = await page.evaluate(() => document.activeElement?.closest('[role="application"]') !== null);
    await page.keyboard.press(inGraph ? 'ArrowRight' : 'Tab');
    if (inGraph && i % 3 === 2) await page.keyboard.press('ArrowUp');
  }
  await expect(gateway).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  for (
    let i = 0;
    i < 12 &&
    !(await page.getByRole('menuitem', { name: /^Hang/ }).evaluate((item) => item === document.activeElement));
    i++
  )
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(gateway).toHaveAccessibleName(/hang/);
  await page.getByRole('radio', { name: '10 times' }).check({ force: true });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(part(page, 'Payment breaker')).toHaveAccessibleName(/open/);
});

/** A moment, in ms, at which a message is half way: where the run happens to be paused there may be none. */
async function halfWay(page: Page): Promise<number> {
  return page.evaluate(async () => {
    interface Sent {
      readonly kind: string;
      readonly transit?: { readonly sentUs: number; readonly arriveUs: number };
    }
    const { faultline } = window as unknown as {
      faultline: { state(): Promise<{ events: readonly { readonly effects: readonly Sent[] }[] }> };
    };
    const { events } = await faultline.state();
    const transits = events.flatMap(({ effects }) => effects.flatMap(({ transit }) => (transit ? [transit] : [])));
    const { sentUs, arriveUs } = transits.find((transit) => transit.arriveUs - transit.sentUs > 20_000)!;
    return Math.round((sentUs + arriveUs) / 2_000);
  });
}

test('Shift and a drag across links cuts them, as one thing to undo', async ({ page, open }) => {
  await open('#/circuit-breaker?at=1s');
  const gateway = await part(page, 'Payment gateway').boundingBox();
  const inventory = await part(page, '^Inventory(?! breaker)').boundingBox();
  if (!gateway || !inventory) throw new Error('The two services are not on stage.');
  // Down past both, a little to their left: every way into them is crossed.
  const x = Math.min(gateway.x, inventory.x) - 14;
  await page.keyboard.down('Shift');
  await page.mouse.move(x, gateway.y - 20);
  await page.mouse.down();
  await page.mouse.move(x, inventory.y + inventory.height + 20, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(page.getByText(/cut since 1\.0 s/).first()).toBeVisible();
  await expect.poll(() => page.url()).toContain('partition(');
  await page.keyboard.press('Control+z');
  await expect(page.getByText(/cut since/)).toHaveCount(0);
  await expect.poll(() => page.url()).not.toContain('partition(');
});

test('a fault on the timeline is dragged to another time, and taken out by key', async ({ page, open }) => {
  await open('#/circuit-breaker?at=1s');
  const hang = page.getByRole('button', { name: /^Payment gateway hangs.* from / });
  await expect(hang).toHaveAccessibleName(/from 2\.000 s to 10\.000 s/);
  const box = (await hang.boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width, y, { steps: 8 });
  await page.mouse.up();
  // Half its length later, and still as long.
  await expect(hang).toHaveAccessibleName(/from 6\.\d+ s to 14\.\d+ s/);
  await expect.poll(() => page.url()).toMatch(/do=6[.\d]*s\+8s:hang\(gateway\)/);
  await hang.focus();
  await page.keyboard.press('Delete');
  await expect(hang).toHaveCount(0);
  await expect.poll(() => page.url()).not.toContain('hang(');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(hang).toHaveAccessibleName(/from 2\.000 s to 10\.000 s/);
});

test('a message on its way is dropped from its menu', async ({ page, open }) => {
  await open('#/circuit-breaker?skip=all&at=2s');
  await expect.poll(async () => (await shown(page)).cursorUs).toBe(2_000_000);
  const atMs = await halfWay(page);
  await open(`#/circuit-breaker?skip=all&at=${atMs}ms`);
  await expect.poll(async () => (await shown(page)).cursorUs).toBe(atMs * 1_000);
  const lost = await happened(page, { effect: 'lose' });
  await page.getByRole('application').locator('[tabindex="0"]').first().focus();
  await page.keyboard.press('m');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: /^Drop/ }).click();
  await expect.poll(() => happened(page, { effect: 'lose' })).toBe(lost + 1);
});

test('acting in the past starts a branch, says so, and keeps the old future', async ({ page, open }) => {
  await open('#/circuit-breaker?skip=all');
  await page.getByRole('radio', { name: '10 times' }).check({ force: true });
  await expect.poll(async () => (await shown(page)).cursorUs).toBeGreaterThan(3_000_000);
  await pause(page);
  const future = (await shown(page)).events;
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await part(page, 'Payment gateway').click();
  await page.keyboard.press('c');
  await expect(page.getByText(/new branch/)).toBeVisible();
  expect((await shown(page)).events).toBeLessThan(future);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await shown(page)).events).toBeGreaterThanOrEqual(future);
  // Its Undo would take back something else now.
  await expect(page.getByText(/new branch/)).toHaveCount(0, { timeout: 2_000 });
});

test('everything at once: a hundred faults, double clicks, faults on crashed nodes, full speed', async ({
  page,
  open,
}) => {
  test.setTimeout(90_000);
  const verbs = [
    'crash(gateway)',
    'restart(gateway)',
    'hang(gateway)',
    'pause(gateway)',
    'crash(gateway)',
    'resume(gateway)',
    'slow(orders,9x)',
    'cut(shoppers,orders)',
    'heal-all()',
    'crash(orders)',
    'restart(orders)',
  ];
  const faults = Array.from({ length: 100 }, (_, i) => `${100 * (i + 1)}ms:${verbs[i % verbs.length]!}`);
  await open(`#/circuit-breaker?skip=all&do=${faults.join(',')}`);
  await page.getByRole('radio', { name: '10 times' }).check({ force: true });
  await part(page, 'Payment gateway').dblclick();
  await page.keyboard.press('c');
  await page.keyboard.press('c');
  await expect.poll(async () => (await shown(page)).cursorUs, { timeout: 40_000 }).toBeGreaterThan(8_000_000);
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible();
});
