import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { part, pause, shown, type Shown } from './support/run.ts';

/** To the start by the playhead, then this many times right; what is shown there, but for how far the run has come. */
async function scrub(page: Page, times: number): Promise<Omit<Shown, 'events'>> {
  await page.getByRole('slider', { name: 'Time', exact: true }).focus();
  await page.keyboard.press('Home');
  await expect.poll(async () => (await shown(page)).cursorUs).toBe(0);
  let last = 0;
  for (let i = 0; i < times; i++) {
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await shown(page)).cursorUs).toBeGreaterThan(last);
    last = (await shown(page)).cursorUs;
  }
  const { events: _, ...rest } = await shown(page);
  return rest;
}

test('step, step back, scrub: the same moment has the same fingerprint', async ({ page, open }) => {
  await open('#/circuit-breaker');
  await expect.poll(async () => (await shown(page)).cursorSeq).toBeGreaterThan(60);
  await pause(page);
  const here = await shown(page);
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await shown(page)).cursorSeq).toBe(here.cursorSeq + 1);
  const next = await shown(page);
  expect(next.fingerprint).not.toBe(here.fingerprint);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(async () => (await shown(page)).cursorSeq).toBe(here.cursorSeq);
  expect((await shown(page)).fingerprint).toBe(here.fingerprint);
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowLeft');
  await expect.poll(async () => (await shown(page)).cursorSeq).toBe(here.cursorSeq - 10);

  const before = await scrub(page, 4);
  expect(before.cursorUs).toBeGreaterThan(0);
  await scrub(page, 1);
  expect(await scrub(page, 4)).toEqual(before);
});

test('dragging over the timeline seeks, and never re-randomises', async ({ page, open }) => {
  await open('#/circuit-breaker');
  await page.getByRole('radio', { name: '10 times' }).check({ force: true });
  await expect.poll(async () => (await shown(page)).cursorUs).toBeGreaterThan(5_000_000);
  await pause(page);
  const moment = await scrub(page, 30);
  await page.keyboard.press('End');
  const end = await shown(page);
  // From the right of the gateway's lane to its left.
  const box = (await page.getByRole('region', { name: 'Timeline' }).boundingBox())!;
  const y = box.y + box.height * 0.3;
  await page.mouse.move(box.x + box.width * 0.35, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.2, y, { steps: 8 });
  await page.mouse.up();
  await expect.poll(async () => (await shown(page)).cursorUs).toBeLessThan(end.cursorUs);
  expect(await scrub(page, 30)).toEqual(moment);
});

test('a chart shows its figures under the pointer, and a press on it goes there', async ({ page, open }) => {
  await open('#/circuit-breaker?at=9s');
  await page.getByRole('radio', { name: 'Charts' }).check({ force: true });
  const chart = page.getByRole('figure').filter({ hasText: 'Orders accepted' }).locator('.u-over');
  const box = (await chart.boundingBox())!;
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
  // To the pixel: about 80 ms of the run.
  await expect(chart).toContainText(/(?:4\.9|5\.0)\d+ s · \d/);
  await page.mouse.down();
  await page.mouse.up();
  await expect.poll(async () => Math.round((await shown(page)).cursorUs / 500_000)).toBe(10);
});

test('next interesting event goes to what changed a state', async ({ page, open }) => {
  await open('#/circuit-breaker');
  await pause(page);
  const before = await shown(page);
  await page.getByRole('button', { name: 'Next interesting event' }).click();
  await expect.poll(async () => (await shown(page)).cursorSeq).toBeGreaterThan(before.cursorSeq);
  // All is well until the gateway is made to hang: that is the first, and that it hangs is the second.
  const fault = await shown(page);
  expect(fault.cursorUs).toBe(2_000_000);
  await expect(part(page, 'Payment gateway')).not.toHaveAccessibleName(/hangs/);
  await page.getByRole('button', { name: 'Next interesting event' }).click();
  await expect(part(page, 'Payment gateway')).toHaveAccessibleName(/hangs/);
  expect(await shown(page)).toMatchObject({ cursorUs: 2_000_000, cursorSeq: fault.cursorSeq + 1 });
});
