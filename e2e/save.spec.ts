import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { pause, shown } from './support/run.ts';

async function saved(page: Page, item: RegExp): Promise<{ name: string; text: string; path: string }> {
  await page.getByRole('button', { name: 'Save and open' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
  const path = await file.path();
  return { name: file.suggestedFilename(), text: await readFile(path, 'utf8'), path };
}

async function openFile(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.getByRole('button', { name: 'Save and open' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: 'Open a scenario file' }).click(),
  ]);
  await chooser.setFiles(file);
}

test('a scenario saved as a file opens as the same run, in another pattern’s workbench too', async ({ page, open }) => {
  await open('#/circuit-breaker?seed=9&do=1s:crash(inventory)&at=3s');
  await expect.poll(async () => (await shown(page)).cursorUs).toBe(3_000_000);
  const before = await shown(page);
  const { name, path } = await saved(page, /^Scenario file/);
  expect(name).toBe('circuit-breaker-hang-seed-9.json');
  await open('#/sidecar?at=1s');
  await openFile(page, path);
  await expect.poll(() => page.url()).toContain('#/circuit-breaker?seed=9');
  await expect.poll(async () => (await shown(page)).cursorUs).toBe(before.cursorUs);
  expect((await shown(page)).fingerprint).toBe(before.fingerprint);
});

test('a file with a mistake says which part is wrong, runs nothing, and opens without it', async ({ page, open }) => {
  await open('#/circuit-breaker?at=1s');
  const { text } = await saved(page, /^Scenario file/);
  const file = JSON.parse(text) as { scenario: { seed: unknown } };
  file.scenario.seed = 'seven';
  const broken = Buffer.from(JSON.stringify(file));
  await openFile(page, { name: 'broken.json', mimeType: 'application/json', buffer: broken });
  await expect(page.getByRole('alert')).toContainText('A part of this file cannot be read');
  await expect(page.getByRole('alert')).toContainText('seed: "seven"');
  await page.getByRole('button', { name: 'Open without it' }).click();
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeEnabled();
  await openFile(page, { name: 'cat.json', mimeType: 'application/json', buffer: Buffer.from('not JSON') });
  await expect(page.getByRole('alert')).toContainText('a scenario file: JSON as Faultline exports it');
  await expect(page.getByRole('link', { name: 'All patterns' }).last()).toBeVisible();
});

test('a run is saved for other tools, as far as it is known', async ({ page, open }) => {
  await open('#/leader-election?at=4s');
  await pause(page);
  const trace = JSON.parse((await saved(page, /^Trace for Perfetto/)).text) as { traceEvents: readonly unknown[] };
  expect(trace.traceEvents.length).toBeGreaterThan((await shown(page)).events);
  expect((await saved(page, /^Log for ShiViz/)).text).toContain('n1 {"');
  expect((await saved(page, /^History for Jepsen/)).text).toMatch(/^\[\{:index 0 :time \d+000 :type :invoke/);
  expect((await saved(page, /^Sequence diagram/)).text).toMatch(/^sequenceDiagram\n/);
});
