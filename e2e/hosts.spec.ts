import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from './support/fixtures.ts';
import { patterns } from './support/patterns.ts';
import { part, pause, shown } from './support/run.ts';

interface Faultline {
  simulate(
    link: string,
    options: { host: 'inline' | 'worker'; until?: string },
  ): Promise<{ fingerprint: string; events: number }>;
  state(): Promise<{ ended: boolean; fingerprint: string; events: readonly unknown[] }>;
}

test('inline and Workers give equal fingerprints: a random scenario each time', async ({ page, open }) => {
  test.setTimeout(120_000);
  await open();
  const verbs = [
    'hang(gateway)',
    'slow(inventory,6x)',
    'crash(gateway)',
    'pause(orders)',
    'loss(shoppers,orders,0.2)',
    'cut(orders,shoppers)',
    'crash(payment-breaker)',
    'drift(gateway,200000ppm)',
  ];
  for (let i = 0; i < 6; i++) {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const faults = Array.from(
      { length: 3 },
      () =>
        `${Math.floor(Math.random() * 2_000)}ms+${100 + Math.floor(Math.random() * 900)}ms:${verbs[Math.floor(Math.random() * verbs.length)]!}`,
    );
    const link = `#/circuit-breaker?seed=${seed}&do=${faults.join(',')}`;
    const [inline, worker] = await page.evaluate(async (text) => {
      const { faultline } = window as unknown as { faultline: Faultline };
      return [
        await faultline.simulate(text, { host: 'inline', until: '3s' }),
        await faultline.simulate(text, { host: 'worker', until: '3s' }),
      ];
    }, link);
    expect(worker, link).toEqual(inline);
    expect(inline.events, link).toBeGreaterThan(100);
  }
});

for (const pattern of patterns) {
  test(`${pattern}: this browser and Node give the same run for one link`, async ({ page, open }) => {
    const link = `#/${pattern}?seed=4711`;
    const { stdout } = await promisify(execFile)('node', ['scripts/simulate.mjs', link, '--until', '6s', '--json'])
      // A property may break in an experiment that is about breaking it: the command says so by its exit code.
      .catch((error: { stdout: string }) => error);
    await open();
    const [inline, worker] = await page.evaluate(async (text) => {
      const { faultline } = window as unknown as { faultline: Faultline };
      return [
        await faultline.simulate(text, { host: 'inline', until: '6s' }),
        await faultline.simulate(text, { host: 'worker', until: '6s' }),
      ];
    }, link);
    expect(inline).toEqual(JSON.parse(stdout));
    expect(worker).toEqual(inline);
  });
}

test('played at full speed, far ahead of its Workers, the run on screen is still the same', async ({ page, open }) => {
  test.setTimeout(120_000);
  const link = '#/circuit-breaker?preset=hang&seed=77&do=3s+2s:crash(inventory)';
  await open(link);
  for (let i = 0; i < 12; i++) await page.keyboard.press(']');
  const run = () =>
    page.evaluate(async () => {
      const { faultline } = window as unknown as { faultline: Faultline };
      const { ended, fingerprint, events } = await faultline.state();
      return { ended, fingerprint, events: events.length };
    });
  await expect.poll(async () => (await run()).ended, { timeout: 60_000 }).toBe(true);
  const apart = await page.evaluate(
    (text) => (window as unknown as { faultline: Faultline }).faultline.simulate(text, { host: 'inline' }),
    link,
  );
  expect(await run()).toMatchObject({ fingerprint: apart.fingerprint, events: apart.events });
});

test('a crash really ends a Worker, and a restart starts one with its disk', async ({ page, open }) => {
  await open('#/circuit-breaker?preset=hang');
  await pause(page);
  const before = page.workers().length;
  await part(page, 'Pay later').click();
  await page.keyboard.press('c');
  await expect.poll(() => page.workers().length).toBe(before - 1);
  expect((await shown(page)).workers).not.toContain('pay-later');
  await expect(part(page, 'Pay later')).toHaveAccessibleName(/down/);
  await page.keyboard.press('c');
  await expect.poll(() => page.workers().length).toBe(before);
  expect((await shown(page)).workers).toContain('pay-later');
});

test('what a crashed node had on its disk is there after the restart, in a new Worker', async ({ page, open }) => {
  await open('#/circuit-breaker?preset=hang&at=6.2s');
  const payLater = part(page, 'Pay later');
  await expect(payLater).toHaveAccessibleName(/[1-9]\d* pending/);
  const pending = /\d+ pending/.exec((await payLater.getAttribute('aria-label')) ?? '')![0];
  await payLater.click();
  await page.keyboard.press('c');
  await expect(payLater).toHaveAccessibleName(/down/);
  await page.keyboard.press('c');
  await expect(payLater).not.toHaveAccessibleName(/down/);
  await expect(payLater).toHaveAccessibleName(new RegExp(`\\b${pending}`));
});

test('a session that dies is noticed and said, and the run can be begun over', async ({ page, open }) => {
  await open('#/circuit-breaker?seed=7');
  await expect.poll(async () => (await shown(page)).cursorSeq).toBeGreaterThan(20);
  const session = page.workers().find((worker) => worker.url().includes('session-worker'))!;
  // It ends in the middle of the answer, or right after it.
  await session.evaluate(() => (globalThis as unknown as { close(): void }).close()).catch(() => undefined);
  const said = page.getByRole('alert').filter({ hasText: 'The run stopped' });
  await expect(said).toBeVisible({ timeout: 20_000 });
  await said
    .getByRole('button', { name: /^(Recover|Start the experiment over)$/ })
    .first()
    .click();
  await expect(said).toBeHidden();
  const before = await shown(page);
  await page.keyboard.press('Space');
  await expect.poll(async () => (await shown(page)).cursorUs).not.toBe(before.cursorUs);
});

test('a node Worker has no clock, no network and no randomness of its own', async ({ page, open }) => {
  await open('#/circuit-breaker');
  await expect.poll(() => page.workers().length).toBeGreaterThan(3);
  const entry = page
    .workers()
    .map((worker) => worker.url())
    .find((url) => url.includes('node-worker'))!;
  const answers = await page.evaluate(async (url) => {
    const probes = [
      'Date.now()',
      'new Date(0)',
      'Math.random()',
      'Math.sin(1)',
      'Math.pow(2, 3)',
      'fetch("/")',
      'setTimeout(() => 0, 1)',
      'performance.now()',
      'crypto.randomUUID()',
      '"a".localeCompare("b")',
      '(() => 0).constructor("return 1")()',
      'new Intl.NumberFormat()',
      'indexedDB.open("x")',
      'navigator.language',
      'postMessage(1)',
    ];
    const code = `import ${JSON.stringify(url)};\nconst told = [${probes.map((probe) => `(() => { try { ${probe}; return 'allowed'; } catch (error) { return error.message; } })()`).join(',')}];\nthrow new Error(JSON.stringify([told, Math.sqrt(16), JSON.stringify({ a: [1] })]));`;
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
    const message = await new Promise<string>((resolve) =>
      worker.addEventListener('error', (event) => (event.preventDefault(), resolve(event.message))),
    );
    worker.terminate();
    return JSON.parse(message.slice(message.indexOf('['))) as [string[], number, string];
  }, entry);
  expect(answers[0]).not.toContain('allowed');
  expect(answers[0][0]).toContain('node.now()');
  expect(answers[0][2]).toContain('node.random');
  expect(answers.slice(1)).toEqual([4, '{"a":[1]}']);
});
