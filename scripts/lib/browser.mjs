import { existsSync } from 'node:fs';
import { run, runTool } from './run.mjs';

/** @type {Readonly<Record<string, readonly string[]>>} */
const USUAL_PLACES = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/lib/chromium/chromium',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/**
 * A Chromium that is there already: $CHROMIUM_PATH, where systems put it, or Playwright's own.
 * @returns {Promise<string | null>}
 */
export async function findBrowser() {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, and there is no file of that name.`);
    return named;
  }
  const usual = USUAL_PLACES[process.platform]?.find((path) => existsSync(path));
  if (usual) return usual;
  const { chromium } = await import('@playwright/test');
  const own = chromium.executablePath();
  return existsSync(own) ? own : null;
}

/** Finds a browser or installs one. Throws with advice where neither works. */
export async function ensureBrowser() {
  const found = await findBrowser();
  if (found) return found;
  process.stdout.write('Installing a browser for the end-to-end tests.\n');
  await runTool('playwright', ['install', 'chromium'], { show: true });
  const installed = await findBrowser();
  if (installed) return installed;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update'], { env, show: true });
    await run('apt-get', ['install', '-y', 'chromium'], { env, show: true });
    const fromSystem = await findBrowser();
    if (fromSystem) return fromSystem;
  }
  throw new Error(
    'No browser was found and none could be installed. Install Chromium, or name one: CHROMIUM_PATH=/path/to/chromium npm test',
  );
}

/** A sandbox needs rights that containers and root do not have. */
export const browserArgs =
  process.platform === 'linux' && (process.getuid?.() === 0 || process.env['CI']) ? ['--no-sandbox'] : [];
