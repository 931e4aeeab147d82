import { expect, test } from './support/fixtures.ts';
import { part, pause, shown } from './support/run.ts';

test('a shared link opens the same run at the same moment, elsewhere', async ({ page, open, browser, baseURL }) => {
  await open('#/circuit-breaker?seed=99');
  await expect.poll(async () => (await shown(page)).cursorSeq).toBeGreaterThan(80);
  await pause(page);
  await part(page, 'Payment gateway').click();
  await page.keyboard.press('h');
  await expect(part(page, 'Payment gateway')).toHaveAccessibleName(/hang/);
  for (let i = 0; i < 5; i++) {
    const { cursorSeq } = await shown(page);
    // The graph has the focus, and keeps its arrow keys to itself.
    await page.getByRole('button', { name: 'One event on', exact: true }).click();
    await expect.poll(async () => (await shown(page)).cursorSeq).toBe(cursorSeq + 1);
  }
  const here = await shown(page);
  await page.getByRole('button', { name: 'Copy link' }).click();
  const link = await page.evaluate(async () =>
    (window as unknown as { faultline: { link(): Promise<string> } }).faultline.link(),
  );
  expect(link.length).toBeLessThan(400);

  const context = await browser.newContext({ serviceWorkers: 'block' });
  const second = await context.newPage();
  await second.goto(new URL(link.slice(link.indexOf('#')), baseURL).href);
  await expect.poll(async () => (await shown(second)).cursorSeq).toBe(here.cursorSeq);
  expect((await shown(second)).fingerprint).toBe(here.fingerprint);
  expect((await shown(second)).cursorUs).toBe(here.cursorUs);
  await expect(part(second, 'Payment gateway')).toHaveAccessibleName(/hang/);
  await context.close();
});

/** The moment that an address holds, in whichever unit it is written. */
function momentUs(url: string): number {
  const [, figure, unit] = /[?&]at=([\d.]+)(ms|s)\b/.exec(url) ?? [];
  return Math.round(Number(figure) * (unit === 's' ? 1_000_000 : 1_000));
}

test('reload keeps everything', async ({ page, open }) => {
  await open('#/circuit-breaker?seed=5');
  await expect.poll(async () => (await shown(page)).cursorSeq).toBeGreaterThan(40);
  await pause(page);
  await part(page, 'Inventory').first().click();
  await page.keyboard.press('c');
  await expect(part(page, 'Inventory').first()).toHaveAccessibleName(/down/);
  const here = await shown(page);
  // The address bar follows within half a second.
  await expect.poll(() => page.url()).toContain('crash(');
  await expect.poll(() => momentUs(page.url())).toBe(here.cursorUs);
  await page.reload();
  await expect.poll(async () => (await shown(page)).cursorSeq).toBe(here.cursorSeq);
  expect((await shown(page)).fingerprint).toBe(here.fingerprint);
});

const BAD = [
  ['#/circuit-breaker?do=2s:hnag(gateway)', /hnag/],
  ['#/circuit-breaker?seed=banana', /banana/],
  ['#/circuit-breaker?set=breaker.waitMs:999999999', /breaker\.waitMs/],
  ['#/circuit-breaker?preset=nothing-like-it', /nothing-like-it/],
  ['#/circuit-breaker?z=AAAA', /z=/],
  ['#/circuit-breaker?do=2s:crash(%3Cscript%3Ealert(1)%3C/script%3E)', /script/],
] as const;

test('an unknown pattern leads to the gallery, with words', async ({ page, open }) => {
  await open('#/circuit-braker?seed=7');
  await expect(page.getByRole('heading', { name: /no pattern of this name/ })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: /^Circuit Breaker/ })).toBeVisible();
});

for (const [link, part] of BAD) {
  test(`a bad link says what is wrong and offers the rest: ${link}`, async ({ page, open }) => {
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    await open(link);
    await expect(page.getByText(part).first()).toBeVisible();
    await expect(page.getByText(/expected/i).first()).toBeVisible();
    const on = page.getByRole('button', { name: /without/i }).or(page.getByRole('link', { name: /patterns/i }));
    await expect(on.first()).toBeVisible();
    expect(dialogs).toBe(0);
  });
}

test('what is chosen on a board survives a reload and travels in the link', async ({ page, open }) => {
  await open('#/event-sourcing?at=8s');
  const slider = page.getByRole('slider', { name: /^Balance as of/ });
  await expect(slider).toHaveAttribute('aria-valuetext', 'now');
  await slider.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', '7.7 s');
  await expect.poll(() => page.url()).toContain('view=asOfMs:7700');
  await page.reload();
  await expect(slider).toHaveAttribute('aria-valuetext', '7.7 s');
  await slider.focus();
  await page.keyboard.press('End');
  await expect.poll(() => page.url()).not.toContain('view=');
});

test('a note goes along with the link, is read first, and is shown as the text that it is', async ({ page, open }) => {
  await open('#/circuit-breaker?at=3s');
  await page.getByRole('button', { name: 'Add a note to the link' }).click();
  const said = 'Watch <b>the queue</b> & ask: why 12?';
  await page.getByRole('textbox', { name: 'Note' }).fill(`  ${said}\n`);
  await page.getByRole('button', { name: 'Put it in the link' }).click();
  const note = page.getByRole('region', { name: 'Note in this link' });
  await expect(note).toHaveText(said);
  await expect.poll(() => page.url()).toContain('note=Watch+~3cb~3e');
  const link = page.url();
  await open('#/sidecar');
  await open(link.slice(link.indexOf('#')));
  await expect(note).toHaveText(said);
  await note.getByRole('button', { name: 'Change the note' }).click();
  await page.getByRole('button', { name: 'Take it out' }).click();
  await expect(note).toBeHidden();
  await expect.poll(() => page.url()).not.toContain('note=');
});
