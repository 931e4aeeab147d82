import { expect, test } from './support/fixtures.ts';
import { pause, shown } from './support/run.ts';

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

  const slider = page.getByRole('slider', { name: 'Time', exact: true });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect.poll(async () => (await shown(page)).cursorUs).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'To the newest event' }).click();
  for (let i = 0; i < 400 && (await shown(page)).cursorSeq > next.cursorSeq; i++) await page.keyboard.press('ArrowLeft');
  expect(await shown(page)).toMatchObject({ cursorSeq: next.cursorSeq, fingerprint: next.fingerprint });
});

test('dragging over the timeline seeks, and never re-randomises', async ({ page, open }) => {
  await open('#/circuit-breaker');
  await page.getByRole('radio', { name: '10 times' }).check({ force: true });
  await expect.poll(async () => (await shown(page)).cursorUs).toBeGreaterThan(5_000_000);
  await pause(page);
  const end = await shown(page);
  const box = (await page.getByRole('slider', { name: 'Time', exact: true }).locator('..').boundingBox())!;
  const y = box.y + box.height * 0.6;
  await page.mouse.move(box.x + box.width * 0.2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.05, y, { steps: 8 });
  await page.mouse.up();
  await expect.poll(async () => (await shown(page)).cursorUs).toBeLessThan(end.cursorUs);
  await page.getByRole('button', { name: 'To the newest event' }).click();
  await expect.poll(async () => (await shown(page)).cursorSeq).toBeGreaterThanOrEqual(end.cursorSeq);
  for (let i = 0; i < 600 && (await shown(page)).cursorSeq > end.cursorSeq; i++) await page.keyboard.press('ArrowLeft');
  expect((await shown(page)).fingerprint).toBe(end.fingerprint);
});

test('next interesting event goes to what changed a state', async ({ page, open }) => {
  await open('#/circuit-breaker');
  await pause(page);
  const before = await shown(page);
  await page.getByRole('button', { name: 'Next interesting event' }).click();
  await expect.poll(async () => (await shown(page)).cursorSeq).toBeGreaterThan(before.cursorSeq);
});
