// npm run bench:overlay: messages in flight drawn in a browser, frames a second and share of the main thread.
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { browserArgs, ensureBrowser } from '../lib/browser.mjs';
import { ensureInstalled } from '../lib/install.mjs';
import { cacheFolder, root } from '../lib/root.mjs';
import { serve } from '../lib/server.mjs';

const MESSAGES = 3_000;
const SECONDS = 10;
const outDir = `${cacheFolder}/overlay-page`;

/** What the page puts on `globalThis`. @typedef {{ stats(): { framesPerSecond: number, busyShare: number, messages: number } }} Bench */

/** @param {string} address */
async function measure(address) {
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: browserArgs });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${address}#${MESSAGES}`);
    await page.waitForFunction(() => 'bench' in globalThis);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const taskSeconds = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN;
    };
    const stats = () =>
      page.evaluate(() => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.stats());
    await page.waitForTimeout(2_000);
    await stats();
    const before = await taskSeconds();
    const began = performance.now();
    await page.waitForTimeout(SECONDS * 1_000);
    const { framesPerSecond, busyShare } = await stats();
    const mainShare = ((await taskSeconds()) - before) / ((performance.now() - began) / 1_000);
    return { framesPerSecond, busyShare, mainShare };
  } finally {
    await browser.close();
  }
}

await ensureInstalled();
await build({
  root: `${root}/scripts/bench/overlay-page`,
  base: './',
  configFile: false,
  logLevel: 'warn',
  build: { outDir, emptyOutDir: true },
});
const server = await serve(outDir, { port: 0 });
try {
  const { framesPerSecond, busyShare, mainShare } = await measure(server.address);
  // A frame is shown every 16.7 ms at most: 59 of them a second is every one.
  const rows = [
    {
      what: `frames a second, ${MESSAGES} messages`,
      text: framesPerSecond.toFixed(1),
      bar: '≥ 59',
      ok: framesPerSecond >= 59,
    },
    {
      what: 'share of the main thread',
      text: `${(mainShare * 100).toFixed(0)} %`,
      bar: '≤ 50 %',
      ok: mainShare <= 0.5,
    },
    { what: 'of that, drawing itself', text: `${(busyShare * 100).toFixed(0)} %`, bar: '', ok: true },
  ];
  for (const { what, text, bar, ok } of rows)
    process.stdout.write(
      `${what.padEnd(36)} ${text.padStart(8)}  ${bar.padEnd(8)} ${bar === '' ? '' : ok ? 'ok' : 'not reached'}\n`,
    );
  process.exitCode = rows.every((row) => row.ok) ? 0 : 1;
} finally {
  await server.close();
}
